"""How right a model is: per class, framework and area, with confidence, and against another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.content.findings import Labels, classify
from extractor.content.setting import Placed
from extractor.learning.examples import Example
from extractor.learning.labelled import Labelled
from extractor.learning.tiers import Classifier

CLASSES = ("strength", "weakness", "mixed", "none")
BINS = 10
Reader = Callable[[Sequence[Placed]], list[Labels]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One annotated sentence: what it is and what was said."""

    example: Example
    said: Labels

    @property
    def polarity(self) -> str:
        return self.said.polarity or "none"

    @property
    def right(self) -> bool:
        return self.polarity == self.example.polarity


@dataclass(frozen=True, slots=True)
class Tally:
    """True positives, what was said, what was wanted."""

    right: int
    said: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.said)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.wanted)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.said + self.wanted)


def judge(model: Classifier | Reader, reports: Iterable[Labelled]) -> tuple[Outcome, ...]:
    """What a model (or any function) says of every annotated sentence that is no item of an
    improvement list (those are recommendations, whatever they say)."""
    outcomes = []
    for report in reports:
        placed = report.placed
        said = model(placed) if callable(model) else classify(placed, model)
        for example, labels in zip(report.examples, said, strict=True):
            if example is not None and example.polarity != "recommendation":
                outcomes.append(Outcome(example, labels))
    return tuple(outcomes)


def polarity_tally(outcomes: Iterable[Outcome], polarity: str) -> Tally:
    """How well strength or weakness is found; a mixed sentence is both."""
    right = said = wanted = 0
    for o in outcomes:
        is_said = o.polarity in (polarity, "mixed")
        is_wanted = o.example.polarity in (polarity, "mixed")
        right, said, wanted = right + (is_said and is_wanted), said + is_said, wanted + is_wanted
    return Tally(right, said, wanted)


def macro_f1(outcomes: Sequence[Outcome]) -> float:
    """The mean of the F1 of strength and weakness."""
    return sum(polarity_tally(outcomes, p).f1 for p in CLASSES[:2]) / 2


def theme_tally(outcomes: Iterable[Outcome], theme: str | None = None) -> Tally:
    """Themes of the findings found (all, or one), each sentence's themes as a set."""
    right = said = wanted = 0
    for o in _found(outcomes):
        a, b = set(o.said.themes), set(o.example.themes)
        if theme:
            a, b = a & {theme}, b & {theme}
        right, said, wanted = right + len(a & b), said + len(a), wanted + len(b)
    return Tally(right, said, wanted)


def area_accuracy(outcomes: Iterable[Outcome]) -> tuple[int, int]:
    """Of the findings found, how many have the right key area (null is wrong), and how many."""
    found = list(_found(outcomes))
    return sum(o.said.key_area == o.example.key_area for o in found), len(found)


def main_theme_accuracy(outcomes: Iterable[Outcome]) -> tuple[int, int]:
    """Of the findings found, how many are said to be of their main theme, and how many."""
    found = [o for o in _found(outcomes) if o.example.themes]
    return sum(o.example.themes[0] in o.said.themes for o in found), len(found)


def _found(outcomes: Iterable[Outcome]) -> Iterable[Outcome]:
    return (o for o in outcomes if o.said.polarity and o.example.polarity != "none")


def reliability(outcomes: Iterable[Outcome]) -> tuple[float, list[tuple[int, float, float]], float]:
    """Expected calibration error of the findings' confidence (ten equal bins), per bin the number,
    mean confidence and share right, and the share right of the most confident half.

    Guo et al., "On calibration of modern neural networks" (2017).
    """
    found = [o for o in outcomes if o.said.polarity]
    if not found:
        return 0.0, [], 0.0
    rows, error = [], 0.0
    for b in range(BINS):
        inside = [o for o in found if min(BINS - 1, int(o.said.confidence * BINS)) == b]
        if not inside:
            continue
        sure = sum(o.said.confidence for o in inside) / len(inside)
        right = sum(o.right for o in inside) / len(inside)
        rows.append((len(inside), sure, right))
        error += abs(sure - right) * len(inside) / len(found)
    half = sorted(found, key=lambda o: -o.said.confidence)[: max(1, len(found) // 2)]
    return error, rows, sum(o.right for o in half) / len(half)


def confusion(outcomes: Iterable[Outcome]) -> Counter[tuple[str, str]]:
    """How often each polarity was read as each."""
    return Counter((o.example.polarity, o.polarity) for o in outcomes)


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of a model card."""
    area, found = area_accuracy(outcomes)
    main, with_themes = main_theme_accuracy(outcomes)
    error, _, half = reliability(outcomes)
    return {
        "sentences": len(outcomes),
        "polarity_macro_f1": round(macro_f1(outcomes), 4),
        "strength_f1": round(polarity_tally(outcomes, "strength").f1, 4),
        "weakness_f1": round(polarity_tally(outcomes, "weakness").f1, 4),
        "key_area": round(area / max(1, found), 4),
        "themes_micro_f1": round(theme_tally(outcomes).f1, 4),
        "main_theme": round(main / max(1, with_themes), 4),
        "calibration_error": round(error, 4),
        "most_confident_half_right": round(half, 4),
    }


def by_framework(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Any]]:
    """The figures of each framework."""
    names = sorted({o.example.framework for o in outcomes})
    return {n: summary([o for o in outcomes if o.example.framework == n]) for n in names}


def report_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """A readable account: frameworks, classes, confusion, themes, reliability."""
    lines = [f"{'':12s} {'n':>6s} {'macro':>6s} {'str.':>6s} {'weak.':>6s} {'area':>6s} "
             f"{'themes':>6s} {'main':>6s} {'ECE':>6s} {'half':>6s}"]  # fmt: skip
    for name, s in {"all": summary(outcomes), **by_framework(outcomes)}.items():
        figures = list(s.values())
        lines.append(f"{name:12s} {figures[0]:6d} " + " ".join(f"{v:6.3f}" for v in figures[1:]))
    lines.append("")
    for polarity in CLASSES[:2]:
        lines.append(_line(polarity, polarity_tally(outcomes, polarity)))
    counts = confusion(outcomes)
    lines += ["", "read as:    " + " ".join(f"{c:>9s}" for c in CLASSES)]
    lines += [f"{w:12s}" + " ".join(f"{counts[w, s]:9d}" for s in CLASSES) for w in CLASSES]
    lines.append("")
    for theme in sorted({t for o in outcomes for t in o.example.themes}):
        lines.append(_line(theme, theme_tally(outcomes, theme)))
    lines += ["", "confidence: number, mean confidence, share right"]
    lines += [f"{n:6d} {sure:.3f} {right:.3f}" for n, sure, right in reliability(outcomes)[1]]
    return lines


def _line(name: str, t: Tally) -> str:
    return f"{name:22s} P {t.precision:.3f}  R {t.recall:.3f}  F1 {t.f1:.3f}  (n {t.wanted})"


def changes(
    before: Sequence[Outcome], after: Sequence[Outcome]
) -> tuple[list[tuple[Outcome, Outcome]], list[tuple[Outcome, Outcome]]]:
    """The sentences whose polarity only ``after`` gets right, and those that only ``before`` does.

    Both must be outcomes of the same sentences.
    """
    gains, losses = [], []
    for old, new in zip(before, after, strict=True):
        if new.right and not old.right:
            gains.append((old, new))
        elif old.right and not new.right:
            losses.append((old, new))
    return gains, losses

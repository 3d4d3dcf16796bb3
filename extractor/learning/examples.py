"""Sentences with their labels: what a model is trained and measured on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.content.setting import Placed
from extractor.learning.annotations import Annotation

TRUST = {"structure": 0.3}
"""How much the labels of an annotator count in training; of one not named here, 1."""
UNTESTED = frozenset({"structure", "claude"})
"""Annotators that are no people. Models learn from their labels and are never tested on them."""
WIDE = 1.7
"""A mixed annotation this much longer than a sentence is of several."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a report with its labels. ``group`` keeps reports of one council together;
    ``weight`` is how much its labels count in training, beside others."""

    report: str
    framework: str
    group: str
    placed: Placed
    polarity: str
    key_area: str | None
    themes: tuple[str, ...]
    weight: float = 1.0


def label(
    report: str, framework: str, group: str, placed: Sequence[Placed],
    annotations: Sequence[Annotation], trust: Mapping[str, float] = TRUST,
) -> list[Example | None]:
    """The labels of each sentence, None where it has none.

    An annotation is of a sentence if it covers half of it or is half inside it. Of several, those
    of the annotators that ``trust`` weighs most count: a strength and a weakness make a mixed
    sentence, and the longest one gives area and themes.
    """  # fmt: skip
    spans = sorted(annotations, key=lambda a: (a.start, a.end))
    starts = [a.start for a in spans]
    made: list[Example | None] = []
    for item in placed:
        start, end = item.sentence.start, item.sentence.end
        touching = []
        for a in spans[max(0, bisect_right(starts, start) - 4) : bisect_right(starts, end)]:
            shared = min(end, a.end) - max(start, a.start)
            if shared > 0 and shared * 2 >= min(end - start, a.end - a.start):
                touching.append((shared, a))
        if not touching:
            made.append(None)
            continue
        weight = max(trust.get(a.annotator, 1.0) for _, a in touching)
        touching = [t for t in touching if trust.get(t[1].annotator, 1.0) == weight]
        polarity = _merged({a.polarity for _, a in touching})
        most = WIDE * (end - start)
        if any(a.polarity == "mixed" and a.end - a.start > most for _, a in touching):
            made.append(None)  # one annotation of several sentences: which is what, is not said
            continue
        main = max(
            (t for t in touching if t[1].polarity != "none" or polarity == "none"),
            key=lambda t: t[0],
        )[1]
        made.append(
            Example(
                report, framework, group, item, polarity, main.key_area, main.themes, weight
            )  # fmt: skip
        )
    return made


def _merged(polarities: set[str]) -> str:
    said = polarities - {"none"}
    if not said:
        return "none"
    if "mixed" in said or {"strength", "weakness"} <= said:
        return "mixed"
    return "recommendation" if "recommendation" in said else said.pop()

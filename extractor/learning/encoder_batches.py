"""Annotated reports as what the encoder's training reads: windows, and each sentence's targets."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.learning.examples import Example
from extractor.learning.labelled import Labelled, target, teaches
from extractor.learning.windows import Facts, Pieces, Window, cut, pieces

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

Labels = Mapping[str, tuple[str, ...]]
NONE = -1


@dataclass(frozen=True, slots=True)
class Lesson:
    """A window with the labels of its sentences, None where there are none."""

    window: Window
    examples: tuple[Example | None, ...]


def lessons(
    reports: Sequence[Labelled], tokenizer: Any, facts: Facts, length: int, shift: int
) -> list[Lesson]:
    """The windows of the reports that hold labelled sentences, less the sentences that stand far
    from any; ``shift`` moves where they are cut."""
    end = int(tokenizer.token_to_id("[SEP]"))
    made = []
    for report in reports:
        known = [e is not None for e in report.examples]
        keep = [i for i in range(len(known)) if any(known[max(0, i - 1) : i + 2])]
        for window in cut(_only(pieces(report.placed, tokenizer, facts), keep), length, end, shift):
            examples = tuple(report.examples[keep[i]] for i, _, _ in window.sentences)
            if any(e is not None for e in examples):
                made.append(Lesson(window, examples))
    return made


def _only(found: Pieces, keep: Sequence[int]) -> Pieces:
    return Pieces(
        found.opening, tuple(found.head[i] for i in keep), tuple(found.body[i] for i in keep),
        tuple(found.under[i] for i in keep), tuple(found.paragraph[i] for i in keep),
    )  # fmt: skip


def steps(
    given: Sequence[Lesson], at_once: int, chance: random.Random, bucket: int = 64
) -> list[list[Lesson]]:
    """One pass over the lessons in an order of chance: steps of at most ``at_once`` word pieces
    with their padding, of windows about as long as each other."""
    order = list(given)
    chance.shuffle(order)
    made: list[list[Lesson]] = []
    for start in range(0, len(order), bucket):
        step: list[Lesson] = []
        for one in sorted(order[start : start + bucket], key=lambda x: len(x.window.ids)):
            if step and (len(step) + 1) * len(one.window.ids) > at_once:
                made.append(step)
                step = []
            step.append(one)
        made.append(step)
    chance.shuffle(made)
    return made


@dataclass(frozen=True, slots=True)
class Targets:
    """What the sentences of a step should be given. ``yes`` and ``taught``, of shape (windows,
    sentences, polarities and themes), are what is right and how much it counts (0: not at all);
    ``area`` and ``main`` the number of the key area and of the main theme, or -1; ``trust`` how
    much the sentence counts."""

    yes: Array
    taught: Array
    area: Array
    main: Array
    trust: Array


def targets(step: Sequence[Lesson], labels: Labels) -> Targets:
    """The targets of a step."""
    import numpy as np

    depth = max(len(x.examples) for x in step)
    flags = [(f, label) for f in ("polarity", "themes") for label in labels[f]]
    yes = np.zeros((len(step), depth, len(flags)), dtype=np.float32)
    taught = np.zeros_like(yes)
    area = np.full((len(step), depth), NONE)
    main, trust = area.copy(), np.zeros((len(step), depth), dtype=np.float32)
    for n, lesson in enumerate(step):
        for k, e in enumerate(lesson.examples):
            if e is None:
                continue
            trust[n, k] = e.weight
            yes[n, k] = [target(e, f, label) for f, label in flags]
            taught[n, k] = [e.weight * teaches(e, f, label) for f, label in flags]
            if e.key_area in labels["key_area"]:
                area[n, k] = labels["key_area"].index(e.key_area)
            if e.themes and e.themes[0] in labels["themes"]:
                main[n, k] = labels["themes"].index(e.themes[0])
    return Targets(yes, taught, area, main, trust)

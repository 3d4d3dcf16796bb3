"""Annotated reports ready for training, what each sentence teaches, and folds by council."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.content.setting import Placed
from extractor.learning.examples import Example
from extractor.learning.features import Entries, entries
from extractor.learning.neighbours import links
from extractor.learning.vectors import Counts, count

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A report's sentences with their labels, features and neighbours. ``group`` is its council."""

    report: str
    framework: str
    group: str
    placed: tuple[Placed, ...]
    examples: tuple[Example | None, ...]
    features: Entries
    counts: Counts
    linked: dict[str, Array]


def labelled(
    report: str, framework: str, group: str, placed: Sequence[Placed],
    examples: Sequence[Example | None],
) -> Labelled:
    """Compute what training needs of one report."""  # fmt: skip
    found = entries([p.sample for p in placed])
    return Labelled(
        report, framework, group, tuple(placed), tuple(examples), found, count(found), links(placed)
    )


def apart(reports: Sequence[Labelled], others: Sequence[Labelled]) -> list[Labelled]:
    """The reports of councils that none of ``others`` is of."""
    groups = {r.group for r in others}
    return [r for r in reports if r.group not in groups]


def _shuffled(group: str, seed: int) -> str:
    """A key that puts councils of one size into an order of no meaning, always the same."""
    return hashlib.sha256(f"{seed}:{group}".encode()).hexdigest()


def folds_of(reports: Sequence[Labelled], folds: int, seed: int = 0) -> dict[str, int]:
    """A fold for each council: as even as can be in frameworks and sentences, and always the same.

    Councils are dealt largest first to the fold that has least of their framework.
    """
    sizes: dict[str, dict[str, int]] = {}
    for r in reports:
        known = sum(e is not None for e in r.examples)
        sizes.setdefault(r.group, {}).setdefault(r.framework, 0)
        sizes[r.group][r.framework] += known
    load: list[dict[str, int]] = [{} for _ in range(folds)]
    dealt = {}
    for group in sorted(sizes, key=lambda g: (-sum(sizes[g].values()), _shuffled(g, seed))):
        def cost(fold: int, group: str = group) -> tuple[int, int]:
            here = load[fold]
            return sum(here.get(f, 0) * n for f, n in sizes[group].items()), sum(here.values())

        best = min(range(folds), key=cost)
        dealt[group] = best
        for framework, n in sizes[group].items():
            load[best][framework] = load[best].get(framework, 0) + n
    return dealt


def target(example: Example, family: str, label: str) -> bool:
    """Whether a label is right for a sentence."""
    if family == "polarity":
        return example.polarity == label or (
            example.polarity == "mixed" and label != "recommendation"
        )
    return example.key_area == label if family == "key_area" else label in example.themes


def teaches(example: Example | None, family: str, label: str) -> bool:
    """Whether a sentence is an example for a label: recommendations have areas and themes, but are
    neither strength nor weakness; sentences without an area or a theme teach none."""
    if example is None:
        return False
    if family == "polarity":
        return label == "recommendation" or example.polarity != "recommendation"
    return bool(example.key_area if family == "key_area" else example.themes)

"""Several readers' labels of the same pairs: how well two agree, and what most say.

A second reader may have read a sample of the first one's pairs that is not even: each pair then
stands for as many of its stratum as there were for each that was read (the estimator of Horvitz and
Thompson, 1952).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from extractor.comparison.recurrence.labels import SAME, Pair, Quote


@dataclass(frozen=True, slots=True)
class Reading:
    """A pair as the first and as the second reader label it. ``weight``: of how many pairs of the
    first reader it is a sample."""

    first: Pair
    second: Pair
    weight: float

    @property
    def labels(self) -> tuple[str, str]:
        return self.first.label, self.second.label

    @property
    def same(self) -> tuple[bool, bool]:
        """Whether it is the same matter, as each reader has it."""
        return self.first.label in SAME, self.second.label in SAME

    @property
    def clear(self) -> bool:
        """That neither reader calls it unclear."""
        return "unclear" not in self.labels


def readings(
    first: Sequence[Pair], second: Sequence[Pair], strata: Sequence[Hashable]
) -> list[Reading]:
    """The pairs that both read, in the first reader's order; those that only the second has are
    left out. ``strata``: for each pair of the first, the group that it was drawn from."""
    again = {(p.recommendation, p.sentence): p for p in second}
    found = [
        (p, again[p.recommendation, p.sentence], stratum)
        for p, stratum in zip(first, strata, strict=True)
        if (p.recommendation, p.sentence) in again
    ]
    whole, read = Counter(strata), Counter(stratum for _, _, stratum in found)
    return [Reading(p, q, whole[stratum] / read[stratum]) for p, q, stratum in found]


def majority(first: Sequence[Pair], others: Sequence[Pair]) -> list[Pair]:
    """The first reader's pairs, in their order, with the label that most readers give; ``others``
    are all further readings of them. First it is asked whether most say the same matter, another
    or unclear, then, of the same matter, which label most of these give (the earliest reader's, if
    as many give two). Where no answer has more than half of the readers it is unclear."""
    heard: dict[tuple[Quote, Quote], list[str]] = defaultdict(list)
    for p in (*first, *others):
        heard[p.recommendation, p.sentence].append(p.label)
    made = []
    for p in first:
        said = heard[p.recommendation, p.sentence]
        kinds = Counter("same" if label in SAME else label for label in said)
        kind, count = kinds.most_common(1)[0]
        if 2 * count <= len(said):
            kind = "unclear"
        if kind == "same":
            kind = Counter(label for label in said if label in SAME).most_common(1)[0][0]
        made.append(replace(p, label=kind))
    return made


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of ``pairs``: the weighted share on which two readers agree, and Cohen's kappa (1960) of the
    weighted counts; NaN where there is no pair, kappa also where both use one label alone."""

    pairs: int
    share: float
    kappa: float


def agreement(both: Sequence[tuple[Hashable, Hashable]], weights: Sequence[float]) -> Agreement:
    """How far two readers' labels agree, pair by pair."""
    whole = sum(weights)
    if not whole:
        return Agreement(0, float("nan"), float("nan"))
    share = sum(w for (a, b), w in zip(both, weights, strict=True) if a == b) / whole
    mine: dict[Hashable, float] = defaultdict(float)
    yours: dict[Hashable, float] = defaultdict(float)
    for (a, b), weight in zip(both, weights, strict=True):
        mine[a] += weight
        yours[b] += weight
    chance = sum(mine[label] * yours[label] for label in list(mine)) / whole**2
    kappa = (share - chance) / (1 - chance) if chance < 1 else float("nan")
    return Agreement(len(both), share, kappa)

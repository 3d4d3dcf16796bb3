"""Two readers' labels of the same pairs, and how well they agree.

The second reader may have read a sample of the first one's pairs that is not even: each pair then
stands for as many of its stratum as there were for each that was read (the estimator of Horvitz and
Thompson, 1952).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from extractor.comparison.recurrence.labels import SAME, Pair


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

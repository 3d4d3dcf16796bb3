"""A vocabulary of feature keys, and samples as weighted, normalised sparse vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.learning.features import GROUPS, Entries

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


BITS = 17
LAST = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The keys a model knows, ascending, and the inverse document frequency of each.

    ``starts`` is where the keys with the same first 17 bits begin: four times as fast a look-up as
    a binary search.
    """

    keys: Array
    weights: Array
    starts: Array

    @classmethod
    def of(cls, keys: Array, weights: Array) -> Vocabulary:
        """The vocabulary of ascending keys."""
        import numpy as np

        heads = np.arange(1 << BITS, dtype=np.uint64) << np.uint64(64 - BITS)
        return cls(keys, weights, np.searchsorted(keys, heads))

    def find(self, wanted: Array) -> tuple[Array, Array]:
        """Which of the keys are known (their indices in ``wanted``), and the place of each."""
        import numpy as np

        keys = np.append(self.keys, np.uint64(LAST))
        at = self.starts[(wanted >> np.uint64(64 - BITS)).astype(np.int64)]
        left = np.flatnonzero(keys[at] < wanted)
        while len(left):
            at[left] += 1
            left = left[keys[at[left]] < wanted[left]]
        known = np.flatnonzero((keys[at] == wanted) & (at < len(self.keys)))
        return known, at[known]


@dataclass(frozen=True, slots=True)
class Counts:
    """The distinct keys of one report, the group of each and how many sentences have it."""

    sentences: int
    keys: Array
    groups: Array
    numbers: Array


def count(found: Entries) -> Counts:
    """How many of the samples have each feature."""
    import numpy as np

    keys, first, inverse = np.unique(found.keys, return_index=True, return_inverse=True)
    pairs = np.unique(found.rows.astype(np.int64) * len(keys) + inverse)
    numbers = np.bincount(pairs % max(1, len(keys)), minlength=len(keys))
    return Counts(found.count, keys, found.groups[first], numbers)


def learn(reports: Sequence[Counts], least: Mapping[str, int]) -> Vocabulary:
    """The vocabulary of some reports: a feature stays if at least ``least[group]`` of them have
    it. Reports count and not sentences, which keeps the names of places and people out."""
    import numpy as np

    total = sum(r.sentences for r in reports)
    every = np.concatenate([r.keys for r in reports])
    keys, first, inverse, spread = np.unique(
        every, return_index=True, return_inverse=True, return_counts=True
    )
    frequency = np.bincount(inverse, np.concatenate([r.numbers for r in reports]))
    groups = np.concatenate([r.groups for r in reports])[first]
    bound = np.array([least[name] for name in GROUPS])
    keep = spread >= bound[groups]
    idf = np.log((1 + total) / (1 + frequency[keep])) + 1
    return Vocabulary.of(keys[keep], idf.astype(np.float32))


def vectors(
    found: Entries, vocabulary: Vocabulary, group_weights: Array
) -> tuple[Array, Array, Array]:
    """Row, column and value of each known feature; each group of a row has the length that
    ``group_weights`` gives it."""
    import numpy as np

    size = len(GROUPS)
    if not len(vocabulary.keys) or not len(found.keys):
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, np.zeros(0, np.float32)
    hit, columns = vocabulary.find(found.keys)
    rows, groups = found.rows[hit], found.groups[hit]
    values = vocabulary.weights[columns]
    cell = rows.astype(np.int64) * size + groups
    length = np.sqrt(np.bincount(cell, values * values, found.count * size))
    length[length == 0] = 1
    values = (values / length[cell] * group_weights[groups]).astype(np.float32)
    return rows, columns, values

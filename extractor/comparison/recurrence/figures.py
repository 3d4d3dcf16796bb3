"""How well matches fit labels: precision at a recall, with intervals over councils."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


def precision_at(
    recall: float, same: Array, scores: Array, weights: Array | None = None
) -> tuple[float, float]:
    """The precision where so much of what is the same has been found, going down from the highest
    score, and the score there. ``same``: truth as booleans; ``weights``: of how many each stands
    for (one each). NaN where nothing is the same."""
    import numpy as np

    weights = np.ones(len(same)) if weights is None else weights
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum((same * weights)[order])
    if not len(found) or not found[-1]:
        return float("nan"), float("nan")
    at = int(np.searchsorted(found, recall * found[-1] - 1e-9))
    # equal scores cannot be told apart: all of them are taken
    at = int(np.flatnonzero(scores[order] >= scores[order][at])[-1])
    return float(found[at] / weights[order][: at + 1].sum()), float(scores[order][at])


def counts_from(
    level: float, same: Array, scores: Array, weights: Array | None = None
) -> tuple[float, float]:
    """Precision and recall of all scores of at least ``level``; NaN where there is none.
    ``weights`` as in ``precision_at``."""
    import numpy as np

    weights = np.ones(len(same)) if weights is None else weights
    taken = scores >= level
    right = same * weights
    hits = float(right[taken].sum())
    return (
        hits / float(weights[taken].sum()) if taken.any() else float("nan"),
        hits / float(right.sum()) if same.any() else float("nan"),
    )


def average_precision(same: Array, scores: Array) -> float:
    """The mean of the precisions at each pair that is the same (area under the curve)."""
    import numpy as np

    order = np.argsort(-scores, kind="stable")
    hits = same[order].astype(bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean()) if hits.any() else float("nan")


def resampled(groups: Array, times: int = 2000, seed: int = 0) -> Any:
    """Index arrays of ``times`` samples with replacement of whole groups (councils): the bootstrap
    of Efron (1979) for clustered data."""
    import numpy as np

    chance = np.random.default_rng(seed)
    members = [np.flatnonzero(groups == name) for name in dict.fromkeys(groups.tolist())]
    for _ in range(times):
        drawn = chance.integers(0, len(members), len(members))
        yield np.concatenate([members[i] for i in drawn])


def interval(values: Any, level: float = 0.95) -> tuple[float, float]:
    """The middle ``level`` of some values; NaNs are left out."""
    import numpy as np

    known = np.array([v for v in values if v == v])
    tail = (1 - level) / 2
    return float(np.quantile(known, tail)), float(np.quantile(known, 1 - tail))

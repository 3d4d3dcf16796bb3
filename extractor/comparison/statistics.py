"""Intervals, tests and effect sizes. Plain numbers and arrays in and out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from typing import Any

Z = 1.959963984540054
"""The normal distribution's 0.975 quantile: intervals are of 95%."""


def share(part: float, whole: float) -> float | None:
    """``part`` of ``whole``, 0 to 1; None of nothing."""
    return part / whole if whole else None


def wilson(part: float, whole: float) -> tuple[float, float] | None:
    """The 95% score interval of a share (Wilson 1927; Newcombe 1998, method 3); None of nothing."""
    if not whole:
        return None
    p, spread = part / whole, Z * Z / whole
    middle = (p + spread / 2) / (1 + spread)
    half = Z * sqrt(p * (1 - p) / whole + spread / (4 * whole)) / (1 + spread)
    return middle - half if part else 0.0, middle + half if part < whole else 1.0


def low(part: float, whole: float) -> float | None:
    """The lower end of ``wilson``."""
    ends = wilson(part, whole)
    return None if ends is None else ends[0]


def high(part: float, whole: float) -> float | None:
    """The upper end of ``wilson``."""
    ends = wilson(part, whole)
    return None if ends is None else ends[1]


def difference(part: float, whole: float, other: float, of: float) -> float | None:
    """One share less another, -1 to 1; None where one is of nothing."""
    if not whole or not of:
        return None
    return part / whole - other / of


def difference_interval(
    part: float, whole: float, other: float, of: float
) -> tuple[float, float] | None:
    """The 95% interval of a difference of two independent shares, from the two Wilson intervals
    (Newcombe 1998, method 10); None where one is of nothing."""
    first, second = wilson(part, whole), wilson(other, of)
    if first is None or second is None:
        return None
    p, q = part / whole, other / of
    below = sqrt((p - first[0]) ** 2 + (second[1] - q) ** 2)
    above = sqrt((first[1] - p) ** 2 + (q - second[0]) ** 2)
    return max(-1.0, p - q - below), min(1.0, p - q + above)


def difference_low(part: float, whole: float, other: float, of: float) -> float | None:
    """The lower end of ``difference_interval``."""
    ends = difference_interval(part, whole, other, of)
    return None if ends is None else ends[0]


def difference_high(part: float, whole: float, other: float, of: float) -> float | None:
    """The upper end of ``difference_interval``."""
    ends = difference_interval(part, whole, other, of)
    return None if ends is None else ends[1]


def odds_ratio(part: float, whole: float, other: float, of: float) -> float | None:
    """The odds of one group over those of the other, a half added to each of the four counts so
    that none is zero (Haldane 1956, Anscombe 1956); None where a group is empty."""
    if not whole or not of:
        return None
    return ((part + 0.5) * (of - other + 0.5)) / ((whole - part + 0.5) * (other + 0.5))


@lru_cache(maxsize=100_000)
def fisher(part: float, whole: float, other: float, of: float) -> float | None:
    """The two-sided p-value of Fisher's exact test of ``part`` of ``whole`` against ``other`` of
    ``of``; None where a group is empty."""
    if not whole or not of:
        return None
    from scipy.stats import fisher_exact

    table = [[part, whole - part], [other, of - other]]
    return float(fisher_exact(table)[1])


def adjusted(p_values: Sequence[float | None]) -> list[float | None]:
    """The p-values corrected for their number, so that of those below 0.05 about 5% are expected
    to be false (Benjamini and Hochberg 1995). None stays None and does not count."""
    given = [p for p in p_values if p is not None]
    if not given:
        return list(p_values)
    from scipy.stats import false_discovery_control

    made: Any = iter(false_discovery_control(given, method="bh"))
    return [None if p is None else float(next(made)) for p in p_values]

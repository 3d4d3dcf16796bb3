"""Our formulas against scipy's, and against figures that others have printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("scipy", reason="needs the extra [compare]: scipy")

from scipy.stats import binomtest

from extractor.comparison import statistics


@given(st.integers(0, 400), st.integers(1, 400))
def test_wilson(part, whole):
    part = min(part, whole)
    theirs = binomtest(part, whole).proportion_ci(method="wilson")
    assert statistics.low(part, whole) == pytest.approx(theirs.low, abs=1e-12)
    assert statistics.high(part, whole) == pytest.approx(theirs.high, abs=1e-12)
    assert 0 <= statistics.low(part, whole) <= part / whole <= statistics.high(part, whole) <= 1


def test_newcombe():
    """Examples (a), (c) and (e) of his paper's table II, method 10."""
    printed = {(56, 70, 48, 80): (0.0524, 0.3339), (9, 10, 3, 10): (0.1705, 0.8090),
               (5, 56, 0, 29): (-0.0381, 0.1926)}  # fmt: skip
    for counts, (low, high) in printed.items():
        assert statistics.difference_low(*counts) == pytest.approx(low, abs=6e-5)
        assert statistics.difference_high(*counts) == pytest.approx(high, abs=6e-5)


def test_fisher_and_odds():
    """The lady tasting tea (Fisher 1935): three of four cups right."""
    assert statistics.fisher(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert statistics.odds_ratio(3, 4, 1, 4) == pytest.approx(3.5 * 3.5 / (1.5 * 1.5))
    assert statistics.odds_ratio(0, 4, 0, 4) == 1


def test_adjusted():
    """The fifteen p-values of Benjamini and Hochberg's own example (1995): four are significant."""
    values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
              0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    made = statistics.adjusted([None, *values])
    assert made[0] is None
    assert sum(q <= 0.05 for q in made[1:]) == 4
    assert made[1] == pytest.approx(0.0015)
    assert statistics.adjusted([None]) == [None]


def test_of_nothing():
    for measure in (statistics.share, statistics.low, statistics.high):
        assert measure(0, 0) is None
    for measure in (statistics.difference, statistics.difference_low, statistics.difference_high,
                    statistics.odds_ratio, statistics.fisher):  # fmt: skip
        assert measure(0, 0, 1, 2) is None and measure(1, 2, 0, 0) is None

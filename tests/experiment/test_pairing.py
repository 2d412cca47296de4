"""What common random numbers brought: closed forms, the interval's coverage, degenerate pairs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.experiment.pairing import pairing

FALSE_ALARM = 1e-3


def test_known_numbers() -> None:
    """Worked out by hand.

    a = 1, 3, 5, 7 (variance 20/3), b = 1, 2, 4, 5 (variance 10/3), a - b = 0, 1, 1, 2 (variance 2/3): the
    reduction is (20/3 + 10/3) / (2/3) = 15; the covariance is 14/3, the correlation 14/3 / sqrt(200/9).
    """
    found = pairing([1, 3, 5, 7], [1, 2, 4, 5])
    assert found.reduction == pytest.approx(15)
    assert found.correlation == pytest.approx(14 / math.sqrt(200))
    assert (found.pairs, found.missing) == (4, 0)


@pytest.mark.parametrize("pairs", [3, 8, 40])
def test_is_the_ratio_of_the_variances(pairs: int) -> None:
    a, b = np.random.default_rng(pairs).normal(size=(2, pairs))
    wanted = (a.var() + b.var()) / (a - b).var()
    assert pairing(a, b).reduction == pytest.approx(wanted)
    assert pairing(b, a).high == pytest.approx(pairing(a, b).high)


def test_the_interval_is_that_of_pitmans_test() -> None:
    """At an end the sum and difference, weighted so, are correlated just as much as the level admits."""
    random = np.random.default_rng(4)
    a = random.normal(size=9)
    b = 0.8 * a + random.normal(size=9)
    found = pairing(a, b, level=0.9)
    critical = stats.t.ppf(0.95, 7)
    for end in (found.low, found.high):
        weight = math.sqrt(2 * end - 1)  # standard deviation of the sum over that of the difference
        total, difference = (a + b) / weight, a - b
        r = np.corrcoef(total + difference, total - difference)[0, 1]
        assert abs(r) * math.sqrt(7 / (1 - r**2)) == pytest.approx(critical)


@pytest.mark.parametrize("slope", [0.9, 0.3, -0.5])
def test_the_interval_covers_as_often_as_it_says(slope: float) -> None:
    """Exact for normal pairs: hits of 2,000 are binomial, flagged in one of a thousand fresh seeds.

    Without the correlation of sum and difference (the F interval) it covers 96 % at slope 0.3.
    """
    random = np.random.default_rng(11)
    noise = 0.4
    true = (1 + slope**2 + noise**2) / ((1 - slope) ** 2 + noise**2)
    hits = 0
    for _ in range(2000):
        a = random.normal(size=6)
        b = slope * a + noise * random.normal(size=6)
        found = pairing(a, b, level=0.9)
        hits += found.low <= true <= found.high
    assert stats.binomtest(hits, 2000, 0.9).pvalue > FALSE_ALARM


def test_equal_differences_are_reduced_without_end() -> None:
    found = pairing([0.3, 0.7, 1.1], [0.2, 0.6, 1.0])  # differ from each other by rounding
    assert (found.correlation, found.reduction, found.low) == (1.0, math.inf, math.inf)


def test_opposite_sides_double_the_variance() -> None:
    found = pairing([1.0, 2.0, 4.0], [-1.0, -2.0, -4.0])
    assert (found.reduction, found.low, found.high) == (0.5, 0.5, 0.5)
    assert found.correlation == pytest.approx(-1)


def test_beside_a_constant_nothing_is_brought() -> None:
    found = pairing([1.0, 2.0, 4.0, 4.5], [3.0, 3.0, 3.0, 3.0])
    assert (found.reduction, found.low, found.high) == pytest.approx((1.0, 1.0, 1.0))
    assert math.isnan(found.correlation)


@pytest.mark.parametrize(
    ("a", "b", "missing"),
    [([1.0, 1.0], [2.0, 2.0], 0), ([1.0], [2.0], 0), ([], [], 0), ([1, None, 3], [2, 3, math.nan], 2)],
)
def test_where_nothing_can_be_said(a: list[float], b: list[float], missing: int) -> None:
    found = pairing(a, b)
    assert math.isnan(found.reduction)
    assert math.isnan(found.low)
    assert found.missing == missing


def test_two_pairs_have_no_interval() -> None:
    found = pairing([1.0, 2.0], [1.0, 2.5])
    assert found.reduction == pytest.approx((0.5 + 1.125) / 0.125)
    assert math.isnan(found.high)


def test_sides_of_different_length_and_levels_that_are_none() -> None:
    with pytest.raises(ValueError, match="3 and 2 replications"):
        pairing([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="level"):
        pairing([1, 2], [1, 2], level=95)

"""Paired differences, intervals of means, and the truncation of warm-ups."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sim.experiment.statistics import mean_interval, mser5, paired_difference

FALSE_ALARM = 1e-3


def covered(level: float, replications: int, repetitions: int, seed: int) -> int:
    """How many intervals cover the true difference of 2, of normal pairs with much in common."""
    random = np.random.default_rng(seed)
    hits = 0
    for _ in range(repetitions):
        common = random.normal(0, 10, replications)
        a = 5 + common + random.normal(0, 1, replications)
        b = 3 + common + random.normal(0, 2, replications)
        difference = paired_difference(a, b, level)
        hits += difference.low <= 2 <= difference.high
    return hits


class TestPairedDifference:
    @pytest.mark.parametrize("level", [0.8, 0.95])
    def test_the_interval_covers_as_often_as_it_says(self, level: float) -> None:
        """Exact for normal differences: the hits are binomial, flagged in one of a thousand fresh seeds.

        An interval of the normal distribution instead of Student's covers 88 % at the level 95 % with five
        replications and is found in more than 99.9 % of the seeds.
        """
        hits = covered(level, replications=5, repetitions=1500, seed=20250106)
        assert stats.binomtest(hits, 1500, level).pvalue > FALSE_ALARM

    def test_common_random_numbers_narrow_the_interval(self) -> None:
        """Paired, the common part (standard deviation 10) cancels: width as of the parts that differ."""
        random = np.random.default_rng(1)
        common = random.normal(0, 10, 50)
        a, b = common + random.normal(0, 0.1, 50), common + random.normal(0, 0.1, 50)
        assert paired_difference(a, b).high - paired_difference(a, b).low < 0.2
        assert mean_interval(a).high - mean_interval(a).low > 4

    def test_known_numbers(self) -> None:
        """Differences 1, 2, 3: mean 2, standard error 1/sqrt(3), t(0.975; 2) = 4.302653."""
        difference = paired_difference([11, 12, 13], [10, 10, 10])
        assert difference.mean == 2
        assert difference.low == pytest.approx(2 - 4.302652730 / math.sqrt(3), rel=1e-9)
        assert difference.high == pytest.approx(2 + 4.302652730 / math.sqrt(3), rel=1e-9)
        assert (difference.replications, difference.missing) == (3, 0)

    def test_is_the_first_minus_the_second(self) -> None:
        one, two = [1.0, 2.0, 4.0], [3.0, 3.0, 3.5]
        there, back = paired_difference(one, two), paired_difference(two, one)
        assert there.mean < 0 < back.mean
        assert (there.low, there.high) == pytest.approx((-back.high, -back.low))

    def test_one_replication_has_no_interval(self) -> None:
        difference = paired_difference([3.0], [1.0])
        assert (difference.mean, difference.replications) == (2.0, 1)
        assert math.isnan(difference.low)
        assert math.isnan(difference.high)

    def test_none_has_not_even_a_mean(self) -> None:
        difference = paired_difference([], [])
        assert math.isnan(difference.mean)
        assert (difference.replications, difference.missing) == (0, 0)

    @pytest.mark.parametrize(
        ("a", "b"),
        [([5.0, 5.0, 5.0], [3.0, 3.0, 3.0]), ([0.3, 0.7, 1.1], [0.2, 0.6, 1.0]), ([0, 0, 0], [0, 0, 0])],
    )
    def test_equal_differences_have_a_degenerate_interval(self, a: list[float], b: list[float]) -> None:
        """Also where 0.3 - 0.2 differs from 0.7 - 0.6 by rounding, of which scipy would warn."""
        difference = paired_difference(a, b)
        assert difference.low == difference.mean == difference.high

    @pytest.mark.parametrize("nothing", [math.nan, None, math.inf])
    @pytest.mark.parametrize("side", [0, 1])
    def test_a_missing_value_leaves_no_result(self, nothing: float | None, side: int) -> None:
        sides = [[1.0, 2.0, 3.0, 4.0], [0.0, 0.5, 1.0, 1.0]]
        sides[side] = [sides[side][0], nothing, *sides[side][2:]]
        difference = paired_difference(*sides)
        assert all(math.isnan(value) for value in (difference.mean, difference.low, difference.high))
        assert (difference.replications, difference.missing) == (3, 1)

    def test_a_pair_without_both_values_is_one_missing(self) -> None:
        assert paired_difference([math.nan, 1.0, 2.0], [math.nan, math.nan, 1.0]).missing == 2
        assert paired_difference([math.inf, 1.0], [math.inf, 1.0]).missing == 1

    @pytest.mark.parametrize("level", [0, 1, -0.5, 95, math.nan])
    def test_a_level_is_a_probability(self, level: float) -> None:
        with pytest.raises(ValueError, match="level"):
            paired_difference([1, 2], [1, 3], level)

    def test_sides_of_different_length_cannot_be_paired(self) -> None:
        with pytest.raises(ValueError, match="3 and 2 replications"):
            paired_difference([1, 2, 3], [1, 2])


def test_the_interval_of_a_mean_is_students() -> None:
    values = np.array([3.0, 4.5, 1.0, 7.25])
    interval = mean_interval(values, level=0.9)
    low, high = stats.t.interval(0.9, 3, loc=values.mean(), scale=values.std(ddof=1) / 2)
    assert (interval.mean, interval.low, interval.high) == pytest.approx((values.mean(), low, high))


def by_definition(series: NDArray[np.float64]) -> NDArray[np.float64]:
    """MSER-5 as White defines it, truncation point by truncation point."""
    means = series[: series.size // 5 * 5].reshape(-1, 5).mean(axis=1)
    remaining = (means[cut:] for cut in range(means.size - 5))
    return np.array([((rest - rest.mean()) ** 2).sum() / rest.size**2 for rest in remaining])


class TestMser5:
    @given(st.integers(50, 400), st.integers(0, 2**32), st.floats(-1e6, 1e6), st.floats(0, 50))
    def test_minimises_the_statistic(self, length: int, seed: int, level: float, transient: float) -> None:
        days = np.arange(length)
        noise = np.random.default_rng(seed).normal(size=length)
        series = level + transient * np.exp(-days / 20) + noise
        statistic = by_definition(series)
        cut = mser5(series)
        if cut is None:
            assert statistic[: length // 5 // 2 + 1].min() >= statistic.min() * (1 - 1e-6)
        else:
            assert 0 <= cut <= length / 2
            assert cut % 5 == 0
            assert statistic[cut // 5] <= statistic.min() * (1 + 1e-6)

    @pytest.mark.parametrize("transient", [0, 5, 60, 200])
    def test_finds_the_end_of_a_known_transient(self, transient: int) -> None:
        """A step of height 20 over weeks that alternate between 0 and 1: the cut is the step's end."""
        weeks = np.arange(100) % 2
        series = np.repeat(weeks, 5) + 20.0 * (np.arange(500) < transient)
        assert mser5(series) == transient
        assert mser5(series + 1e9) == transient, "the level cancels before the squares"

    def test_finds_the_end_of_a_transient_in_noise(self) -> None:
        """A decay 10 exp(-day/20) in standard normal noise, 1,000 days, 200 series.

        The bias falls below the noise of a five-day mean (0.45) on day 62. Tried on 5,000 other series: the
        cut lay before day 35 in none, and behind day 150 (or in the second half) in fewer than 1 %. More
        than 9 such of 200 have a probability below 1e-4, and a cut before day 30 one below 1e-2.
        """
        random = np.random.default_rng(7)
        decay = 10 * np.exp(-np.arange(1000) / 20)
        cuts = [mser5(decay + random.normal(size=1000)) for _ in range(200)]
        assert all(cut is None or cut >= 30 for cut in cuts)
        assert sum(cut is None or cut > 150 for cut in cuts) <= 9

    def test_a_settled_series_is_rarely_called_unsettled(self) -> None:
        """Normal noise of 756 days: 2 of 3,000 other series were, and so more than 3 of 200 have P < 1e-3."""
        random = np.random.default_rng(8)
        assert sum(mser5(random.normal(size=756)) is None for _ in range(200)) <= 3

    def test_a_series_that_never_settles_has_not_converged(self) -> None:
        assert mser5(np.arange(500.0)) is None
        assert mser5(np.repeat([0.0, 10.0], [300, 200]) + np.tile([0, 1, 0, 0, 1], 100)) is None

    def test_the_last_batches_are_no_candidates(self) -> None:
        """Two equal weeks at the end would make the statistic zero there."""
        series = np.repeat(np.array([0.0, 1.0] * 20), 5)
        series[-10:] = 0.5
        assert mser5(series) == 0

    def test_a_constant_series_needs_no_truncation(self) -> None:
        assert mser5([0.1] * 203) == 0
        assert mser5(np.repeat([0.1 + 0.2, 0.3], 250)) == 0, "these differ by rounding alone"
        assert mser5(np.full(500, 1e9) + np.tile([1e-7, 0], 250)) == 0

    def test_too_short_to_tell(self) -> None:
        series = list(np.tile([0.0, 1.0, 0.0, 2.0, 1.0, 3.0], 9))
        assert mser5(series[:49]) is None
        assert mser5(series[:50]) is not None
        assert mser5([]) is None

    @pytest.mark.parametrize("nothing", [math.nan, math.inf])
    def test_a_missing_observation_is_an_error(self, nothing: float) -> None:
        with pytest.raises(ValueError, match="observation 2"):
            mser5([1.0, 2.0, nothing, *([1.0] * 100)])

"""Intervals that hold together, equivalence, and verdicts in four words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.experiment.families import (
    level_of_each,
    p_of_a_difference_that_matters,
    p_of_no_difference,
    simultaneous,
    verdict,
)
from sim.experiment.statistics import paired_difference

FALSE_ALARM = 1e-3
# Student's sleep data (1908, Biometrika 6, 1-25): additional hours of sleep of ten patients under two drugs.
SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)


def of_mean(mean: float, count: int = 10, spread: float = 1.0) -> np.ndarray:
    """An even number of values with exactly this mean and standard deviation."""
    values = np.tile([-1.0, 1.0], count // 2)
    return mean + spread * values / values.std(ddof=1)


class TestSimultaneous:
    def test_each_is_taken_at_a_higher_level(self) -> None:
        forms, baseline = np.random.default_rng(1).normal(size=(3, 8)), np.arange(8.0)
        found = simultaneous(forms, baseline, level=0.94)
        assert found == [paired_difference(form, baseline, 0.98) for form in forms]
        assert level_of_each(0.95, 1) == pytest.approx(0.95)

    @pytest.mark.parametrize("replications", [3, 10])
    @pytest.mark.parametrize("correlation", [0.0, 0.9])
    def test_cover_together_as_often_as_they_say(self, replications: int, correlation: float) -> None:
        """Five forms, 600 studies, at 95 %; flagged where so few hits have a chance of 1e-3.

        Each taken at 95 % by itself, all five cover in 77 % of studies where they are independent.
        """
        random = np.random.default_rng(2)
        together = alone = 0
        for _ in range(600):
            shared = math.sqrt(correlation) * random.normal(size=replications)
            forms = shared + math.sqrt(1 - correlation) * random.normal(size=(5, replications))
            baseline = random.normal(size=replications)
            found = simultaneous(forms + baseline, baseline)
            together += all(one.low <= 0 <= one.high for one in found)
            if correlation == 0:
                each = [paired_difference(form + baseline, baseline) for form in forms]
                alone += all(one.low <= 0 <= one.high for one in each)
        assert stats.binomtest(together, 600, 0.95, alternative="less").pvalue > FALSE_ALARM
        if correlation == 0:
            assert stats.binomtest(alone, 600, 0.95**5).pvalue > FALSE_ALARM

    def test_a_missing_value_takes_its_form_only(self) -> None:
        found = simultaneous([[1.0, math.nan, 3.0], [1.0, 2.0, 4.0]], [0.0, 0.0, 0.0], 0.9)
        assert math.isnan(found[0].mean)
        assert found[0].missing == 1
        assert found[1] == paired_difference([1, 2, 4], [0, 0, 0], 0.95)

    def test_no_form_is_no_interval(self) -> None:
        assert simultaneous(np.empty((0, 4)), np.ones(4)) == []

    def test_what_cannot_be(self) -> None:
        with pytest.raises(ValueError, match="family"):
            level_of_each(0.95, 0)
        with pytest.raises(ValueError, match="level"):
            level_of_each(1.0, 3)


class TestPValues:
    def test_a_published_example(self) -> None:
        """Student's sleep data: t = -4.0621 with 9 degrees of freedom, p = 0.002833."""
        assert p_of_no_difference(*SLEEP) == pytest.approx(0.002833, abs=5e-7)

    @given(st.integers(0, 2**32), st.integers(2, 12), st.floats(0.01, 3))
    def test_are_those_of_statsmodels(self, seed: int, replications: int, smallest: float) -> None:
        weightstats = pytest.importorskip("statsmodels.stats.weightstats")
        a, b = np.random.default_rng(seed).normal(size=(2, replications))
        wanted = weightstats.ttost_paired(a, b, -smallest, smallest)[0]
        assert p_of_a_difference_that_matters(a, b, smallest) == pytest.approx(wanted, abs=1e-12)

    @given(st.integers(0, 2**32), st.floats(0.01, 3))
    def test_equivalence_is_the_interval_at_90_percent_inside(self, seed: int, smallest: float) -> None:
        a, b = np.random.default_rng(seed).normal(size=(2, 9))
        interval = paired_difference(a, b, 0.9)
        inside = -smallest < interval.low and interval.high < smallest
        assert (p_of_a_difference_that_matters(a, b, smallest) < 0.05) == inside

    @pytest.mark.parametrize(
        ("difference", "smallest", "none", "matters"),
        [(0.0, 0.5, 1, 0), (0.4, 0.5, 0, 0), (0.5, 0.5, 0, 1), (-2.0, 0.5, 0, 1), (0.0, 0.0, 1, 1)],
    )
    def test_equal_differences_are_certain(
        self, difference: float, smallest: float, none: int, matters: int
    ) -> None:
        b = np.array([1.0, 2.0, 4.0])
        assert p_of_no_difference(b + difference, b) == none
        assert p_of_a_difference_that_matters(b + difference, b, smallest) == matters

    def test_rounding_is_no_difference(self) -> None:
        assert p_of_no_difference([0.1 + 0.2, 0.3, 0.6], [0.3, 0.3, 0.6]) == 1

    @pytest.mark.parametrize("values", [[1.0], [], [1.0, math.nan, 2.0]])
    def test_where_nothing_can_be_said(self, values: list[float]) -> None:
        other = [0.0] * len(values)
        assert math.isnan(p_of_no_difference(values, other))
        assert math.isnan(p_of_a_difference_that_matters(values, other, 1.0))

    def test_a_smallest_difference_has_no_sign(self) -> None:
        with pytest.raises(ValueError, match="0 or more"):
            p_of_a_difference_that_matters([1, 2], [1, 3], -1.0)


class TestVerdict:
    """Ten differences of standard deviation 1: half-widths 0.7154 (95 %) and 0.5797 (90 %)."""

    @pytest.mark.parametrize(
        ("mean", "smallest", "word"),
        [
            (0.72, 0.5, "better"),
            (0.71, 0.5, "unclear"),
            (-0.72, 0.5, "worse"),
            (0.0, 0.58, "equivalent"),
            (0.0, 0.57, "unclear"),
            (0.4, 0.97, "unclear"),
            (0.4, 0.98, "equivalent"),
            (0.8, 1.4, "equivalent"),  # seen, and too small to matter
            (0.8, 0.0, "better"),
        ],
    )
    def test_known_cases(self, mean: float, smallest: float, word: str) -> None:
        assert verdict(of_mean(mean), np.zeros(10), smallest) == word

    def test_where_less_is_better(self) -> None:
        assert verdict(of_mean(3), np.zeros(10), 0.5, larger_is_better=False) == "worse"
        assert verdict(of_mean(-3), np.zeros(10), 0.5, larger_is_better=False) == "better"

    def test_a_family_asks_for_more(self) -> None:
        assert verdict(of_mean(0.72), np.zeros(10), 0.5, family=2) == "unclear"
        assert verdict(of_mean(0.0), np.zeros(10), 0.6, family=2) == "unclear"

    def test_missing_or_single_values_are_unclear(self) -> None:
        assert verdict([1.0, math.nan, 1.0], [0.0, 0.0, 0.0], 5.0) == "unclear"
        assert verdict([9.0], [0.0], 1.0) == "unclear"

    def test_two_replications_may_do(self) -> None:
        assert verdict([5.0, 5.0], [1.0, 1.0], 1.0) == "better"
        assert verdict([5.0, 6.0], [1.0, 1.0], 1.0) == "unclear"

    @pytest.mark.parametrize("mean", [-0.5, 0.0, 0.2, 0.5])
    def test_a_false_word_is_as_rare_as_it_says(self, mean: float) -> None:
        """Three forms, none known apart, 600 studies: a false word in 5 % at most, flagged at 1e-3.

        False: equivalent from the smallest difference on, better or worse on the wrong side or of none.
        """
        random = np.random.default_rng(12)
        false = {word for word, wrong in [
            ("equivalent", abs(mean) >= 0.5), ("better", mean <= 0), ("worse", mean >= 0)
        ] if wrong}  # fmt: skip
        wrong = 0
        for _ in range(600):
            values = mean + 0.7 * random.normal(size=(3, 20))
            wrong += any(verdict(one, np.zeros(20), 0.5, family=3) in false for one in values)
        assert stats.binomtest(wrong, 600, 0.05, alternative="greater").pvalue > FALSE_ALARM

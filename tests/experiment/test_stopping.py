"""Rounds of replications: what is asked for next, and how often the interval at the end covers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.experiment.stopping import FASTEST, LEAST, SLOWEST, Round, next_round

FALSE_ALARM = 1e-3


def stopped(values: np.ndarray, half_width: float, **asked: float) -> tuple[Round, int]:
    """The last round on a stream of values, and how many rounds there were."""
    found, rounds = next_round([], half_width, **asked), 0
    while found.more:
        rounds += 1
        found = next_round(values[: found.replications + found.more], half_width, **asked)
    return found, rounds


class TestCoverage:
    """Standard normal outputs, 2,000 studies each; at 95 %, of the interval with the half-width wanted."""

    @pytest.mark.parametrize("half_width", [0.6, 0.4, 0.3])
    def test_the_interval_told_covers_as_often_as_it_says(self, half_width: float) -> None:
        """Flagged where so few hits have a chance of 1e-3. Seen: 97, 95 and 96 % (5,000 studies)."""
        random = np.random.default_rng(3)
        hits = 0
        for _ in range(2000):
            low, high = stopped(random.normal(size=400), half_width)[0].interval
            hits += low <= 0 <= high
        assert stats.binomtest(hits, 2000, 0.95, alternative="less").pvalue > FALSE_ALARM

    def test_relative_to_the_true_mean(self) -> None:
        """The mean is within a tenth of the true one (mean 1, standard deviation 0.3) in 95 % at least."""
        random = np.random.default_rng(4)
        hits = 0
        for _ in range(2000):
            found, _ = stopped(random.normal(1, 0.3, size=400), 0.1, relative=True)
            hits += abs(found.mean - 1) <= 0.1
        assert stats.binomtest(hits, 2000, 0.95, alternative="less").pvalue > FALSE_ALARM

    def test_looking_after_every_replication_from_two_would_not(self) -> None:
        """What the rule is for: stopped so, the interval reached covers 90 %; the test above would see it."""
        random = np.random.default_rng(5)
        hits = 0
        for _ in range(500):
            values = random.normal(size=300)
            counts = np.arange(2, 301)
            sums, squares = np.cumsum(values)[1:], np.cumsum(values**2)[1:]
            errors = np.sqrt(np.maximum(squares - sums**2 / counts, 0) / (counts - 1) / counts)
            halves = stats.t.ppf(0.975, counts - 1) * errors
            stop = int(np.argmax(halves <= 0.4))
            hits += abs(sums[stop] / counts[stop]) <= halves[stop]
        assert stats.binomtest(hits, 500, 0.95, alternative="less").pvalue < FALSE_ALARM


class TestNextRound:
    def test_none_yet_gives_the_first_round(self) -> None:
        found = next_round([], 1.0)
        assert (found.more, found.replications, found.enough) == (LEAST, 0, False)
        assert next_round([1.0, 1.0], 1.0, least=7).more == 5

    def test_known_numbers(self) -> None:
        """Ten values of standard deviation 1 have the half-width t(0.975; 9) / sqrt(10) = 0.71536."""
        values = np.array([-1.0, 1.0] * 5) * math.sqrt(0.9)
        found = next_round(values, 0.72)
        assert found.reached == pytest.approx(2.262157 / math.sqrt(10), rel=1e-6)
        assert (found.enough, found.more) == (True, 0)
        assert found.interval == pytest.approx((-0.72, 0.72)), "the half-width wanted is told"
        assert not next_round(values, 0.71).enough

    def test_goes_to_where_the_width_is_reached(self) -> None:
        """Of standard deviation 1, sixteen values are the first with t(0.975; n - 1) / sqrt(n) <= 0.54."""
        values = np.array([-1.0, 1.0] * 5) * math.sqrt(0.9)
        assert stats.t.ppf(0.975, 15) / 4 < 0.54 < stats.t.ppf(0.975, 14) / math.sqrt(15)
        assert next_round(values, 0.54).more == 6

    def test_rounds_grow_by_a_quarter_at_least_and_to_double_at_most(self) -> None:
        values = np.array([-1.0, 1.0] * 20)
        reached = next_round(values, 1e-9).reached
        assert next_round(values, reached * 0.999).more == SLOWEST * 40 - 40
        assert next_round(values, reached / 50).more == FASTEST * 40 - 40

    def test_what_can_be_afforded_is_the_end(self) -> None:
        values = [0.0, 10.0] * 6
        assert next_round(values, 0.1, most=15).more == 3
        last = next_round([0.0, 10.0] * 8, 0.1, most=15)
        assert (last.more, last.enough) == (0, False)
        assert last.interval == pytest.approx((5 - last.reached, 5 + last.reached)), "what was reached"

    def test_relative_precision_is_held_against_the_mean(self) -> None:
        found = next_round([-90.0, -110.0] * 10, 0.25, relative=True)
        assert found.wanted == pytest.approx(100 * 0.25 / 1.25)

    def test_no_relative_precision_of_a_mean_of_zero(self) -> None:
        assert next_round([-1.0, 1.0] * 10, 0.1, relative=True).more == 20

    def test_a_constant_is_known_at_once(self) -> None:
        assert next_round([0.1 + 0.2, 0.3] * 5, 1e-12).enough

    @pytest.mark.parametrize("nothing", [math.nan, None])
    def test_a_missing_value_ends_it(self, nothing: float | None) -> None:
        """More replications would not give a mean: nothing is run for nothing."""
        found = next_round([1.0] * 11 + [nothing], 0.1)
        assert (found.more, found.missing, found.enough) == (0, 1, False)
        assert math.isnan(found.mean)

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"half_width": 0.0}, "half-width 0.0: expected a number above 0"),
            ({"half_width": math.nan}, "half-width"),
            ({"half_width": 5, "relative": True}, "a share between 0 and 1"),
            ({"half_width": 1, "least": 1}, "least"),
            ({"half_width": 1, "most": 9}, "10 replications at least, 9 at most"),
            ({"half_width": 1, "level": 95}, "level"),
        ],
    )
    def test_what_cannot_be(self, wrong: dict[str, float], told: str) -> None:
        with pytest.raises(ValueError, match=told):
            next_round([1.0, 2.0], **wrong)

"""Spread of parameters and of replications: known tables, exact intervals, coverage, degenerate studies."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.experiment import components as module
from sim.experiment.components import components

FALSE_ALARM = 1e-3
# Snedecor and Cochran's calcium in turnip leaves (per cent), four determinations of each of four leaves: mean
# squares 0.2961 between leaves and 0.0066 within, so components 0.0724 and 0.0066 (recalled).
LEAVES = np.array(
    [
        [3.28, 3.09, 3.03, 3.03],
        [3.52, 3.48, 3.38, 3.38],
        [2.88, 2.80, 2.81, 2.76],
        [3.34, 3.38, 3.23, 3.26],
    ]
)


def study(
    random: np.random.Generator, draws: int, each: int, spread: tuple[float, float, float]
) -> np.ndarray:
    """A table of draws x replications: variances of draws, of replications in common, and of the rest."""
    of_draw, common, rest = np.sqrt(spread)
    return (
        of_draw * random.normal(size=(draws, 1))
        + common * random.normal(size=(1, each))
        + rest * random.normal(size=(draws, each))
    )


class TestEstimates:
    def test_a_published_example(self) -> None:
        found = components(LEAVES, common=False)
        assert found.replications.variance == pytest.approx(0.0066, abs=5e-5)
        assert found.parameters.variance == pytest.approx(0.0724, abs=5e-5)
        assert found.parameters.share == pytest.approx(0.0724 / 0.0790, abs=1e-3)
        assert (found.draws, found.each, found.missing) == (4, 4, 0)

    def test_two_crossed_factors_by_hand(self) -> None:
        """[[0, 2], [4, 10]]: mean squares 36 of draws, 16 of replications, 4 of the rest.

        Parameters (36 - 4) / 2 = 16; replications in common (16 - 4) / 2 = 6, and 4 of the rest: 10.
        """
        found = components([[0, 2], [4, 10]])
        assert found.parameters.variance == pytest.approx(16)
        assert found.replications.variance == pytest.approx(10)
        assert found.replications.share == pytest.approx(10 / 26)

    def test_a_common_replication_is_not_taken_for_a_parameter(self) -> None:
        """What all draws have in common moves no draw: the one-way analysis would tell too little of them."""
        table = study(np.random.default_rng(2), 30, 4, (1, 0, 0.1))
        shifted = table + np.array([0, 5, -3, 1])
        assert components(shifted).parameters.variance == pytest.approx(components(table).parameters.variance)
        apart = components(shifted, common=False).parameters.variance
        assert apart < components(table).parameters.variance - 1

    def test_a_negative_estimate_is_zero(self) -> None:
        found = components([[1, 5], [5, 1], [3, 6]], common=False)
        assert found.parameters.variance == 0
        assert found.parameters.low == 0 < found.parameters.high
        assert found.parameters.share == 0

    @pytest.mark.parametrize("common", [True, False])
    def test_unbiased_but_for_the_zeros(self, common: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        """Means over 400 studies; flagged at 3.3 standard errors, by chance in 1 of 1,000 for each figure."""
        monkeypatch.setattr(module, "PIVOTS", 10)
        random = np.random.default_rng(3)
        spread = (4.0, 1.0 if common else 0.0, 2.0)
        found = [components(study(random, 12, 6, spread), common=common) for _ in range(400)]
        for estimates, true in (
            ([one.parameters.variance for one in found], 4.0),
            ([one.replications.variance for one in found], spread[1] + 2.0),
        ):
            error = np.std(estimates) / math.sqrt(400)
            assert abs(np.mean(estimates) - true) < 3.3 * error


class TestIntervals:
    def test_of_independent_replications_are_the_exact_ones(self) -> None:
        """Chi-square of the variance, F of the share; within a hundredth of their widths."""
        table = study(np.random.default_rng(5), 15, 4, (1, 0, 1))
        found = components(table, common=False)
        within = table.var(axis=1, ddof=1).mean()
        between = 4 * table.mean(axis=1).var(ddof=1)
        exact = 45 * within / stats.chi2.ppf([0.975, 0.025], 45)
        assert [found.replications.low, found.replications.high] == pytest.approx(
            exact, abs=0.01 * np.ptp(exact)
        )
        ratios = (between / within / stats.f.ppf([0.975, 0.025], 14, 45) - 1) / 4
        shares = ratios / (1 + ratios)
        told = [found.parameters.share_low, found.parameters.share_high]
        assert told == pytest.approx(shares, abs=0.01 * np.ptp(shares))

    @pytest.mark.parametrize(
        ("draws", "each", "spread"),
        [(20, 5, (1.0, 0.5, 0.5)), (40, 3, (0.1, 1.0, 1.0)), (10, 2, (1.0, 0.2, 0.2))],
    )
    def test_cover_about_as_often_as_they_say(
        self, draws: int, each: int, spread: tuple[float, float, float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """At 95 %, 600 studies: no less than 93 %, flagged where so few hits have a chance of 1e-3.

        Seen in 2,000 other studies each: 94 to 96 % of the variances, 96 to 97 % of the shares.
        """
        monkeypatch.setattr(module, "PIVOTS", 2000)
        random = np.random.default_rng(6)
        hits = np.zeros(3, int)
        for _ in range(600):
            found = components(study(random, draws, each, spread))
            parameters, replications = found.parameters, found.replications
            hits += [
                parameters.low <= spread[0] <= parameters.high,
                replications.low <= spread[1] + spread[2] <= replications.high,
                parameters.share_low <= spread[0] / sum(spread) <= parameters.share_high,
            ]
        for one in hits:
            assert stats.binomtest(int(one), 600, 0.93, alternative="less").pvalue > FALSE_ALARM

    def test_are_the_same_for_the_same_study(self) -> None:
        assert components(LEAVES) == components(LEAVES)

    def test_shares_add_up(self) -> None:
        found = components(LEAVES)
        assert found.parameters.share + found.replications.share == pytest.approx(1)
        assert found.parameters.share_low + found.replications.share_high == pytest.approx(1)


class TestDegenerate:
    @pytest.mark.parametrize("shape", [(1, 5), (5, 1), (0, 3)])
    def test_too_few_to_tell_apart(self, shape: tuple[int, int]) -> None:
        found = components(np.ones(shape))
        assert math.isnan(found.parameters.variance)
        assert math.isnan(found.replications.share)

    def test_a_missing_run_leaves_no_result(self) -> None:
        found = components([[1.0, 2.0], [math.nan, 3.0], [math.inf, 1.0]])
        assert found.missing == 2
        assert math.isnan(found.parameters.variance)

    @pytest.mark.parametrize("common", [True, False])
    def test_a_constant_has_no_shares(self, common: bool) -> None:
        found = components([[0.1 + 0.2, 0.3], [0.3, 0.3]], common=common)
        assert (found.parameters.variance, found.replications.variance) == (0, 0)
        assert math.isnan(found.parameters.share)

    def test_without_noise_all_is_parameters(self) -> None:
        found = components([[1.0, 1.0], [2.0, 2.0], [5.0, 5.0]])
        assert (found.parameters.share, found.parameters.share_low) == (1, 1)

    def test_what_cannot_be(self) -> None:
        with pytest.raises(ValueError, match="draws x replications"):
            components([1.0, 2.0])
        with pytest.raises(ValueError, match="level"):
            components(LEAVES, level=95)

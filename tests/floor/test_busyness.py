"""The factor of a busy day: its law, its mean, and how it hangs together from day to day.

Every statistic is taken over 4,000 seeds, so that its values are independent; the seeds are fixed, and the
false-alarm rate is that over other blocks of seeds.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.floor.busyness import busyness

FALSE_ALARM = 1e-4
SEEDS = 4_000
DAYS = 12
BANK = (0.06, 0.63)
WILD = (1.0, 0.9)

Floats = NDArray[np.float64]


def factors_of(seed: int, days: int, cv: float, autocorrelation: float, replication: int = 0) -> Floats:
    return np.asarray(busyness(np.array([seed, replication], np.uint64), days, cv, autocorrelation))


@cache
def many(cv: float, autocorrelation: float) -> Floats:
    """Factors [seed, day]."""
    return np.array([factors_of(seed, DAYS, cv, autocorrelation) for seed in range(SEEDS)])


def levels(factors: Floats, cv: float) -> Floats:
    """The normal levels behind the factors."""
    return np.asarray(stats.norm.ppf(stats.gamma(1 / cv**2, scale=cv**2).cdf(factors)))


@pytest.mark.parametrize(("cv", "autocorrelation"), [BANK, WILD], ids=["bank", "wild"])
class TestLaw:
    """Mean 1, standard deviation cv, correlation from one day to the next."""

    @pytest.mark.parametrize("day", [0, 1, DAYS - 1])
    def test_is_gamma_on_every_day(self, cv: float, autocorrelation: float, day: int) -> None:
        """The first day as any other: nothing has to settle (Kolmogorov-Smirnov). False alarm 1e-4."""
        law = stats.gamma(1 / cv**2, scale=cv**2)
        assert stats.kstest(many(cv, autocorrelation)[:, day], law.cdf).pvalue > FALSE_ALARM

    def test_mean_and_deviation(self, cv: float, autocorrelation: float) -> None:
        """Both by their standard errors for a gamma law, of 4,000 values. False alarm 1e-4 each.

        The variance of the sample variance is sigma^4 (2 + excess kurtosis) / n; of a gamma it is 6 cv^2.
        """
        values = many(cv, autocorrelation)[:, 5]
        bound = stats.norm.isf(FALSE_ALARM / 2)
        assert abs(values.mean() - 1) < bound * cv / math.sqrt(SEEDS)
        error = cv**2 * math.sqrt((2 + 6 * cv**2) / SEEDS)
        assert abs(values.var() - cv**2) < bound * error

    @pytest.mark.parametrize("lag", [1, 2, 5])
    def test_autocorrelation_of_the_levels(self, cv: float, autocorrelation: float, lag: int) -> None:
        """It fades geometrically with the days between (Fisher's z of 4,000 pairs). False alarm 1e-4."""
        behind = levels(many(cv, autocorrelation)[:, 3], cv)
        ahead = levels(many(cv, autocorrelation)[:, 3 + lag], cv)
        seen = np.arctanh(np.corrcoef(behind, ahead)[0, 1])
        error = abs(seen - np.arctanh(autocorrelation**lag)) * math.sqrt(SEEDS - 3)
        assert error < stats.norm.isf(FALSE_ALARM / 2)


def test_autocorrelation_of_the_factor_itself() -> None:
    """At the bank's small deviation it is that of the levels within 0.01, besides chance (1e-4)."""
    factors = many(*BANK)
    seen = np.arctanh(np.corrcoef(factors[:, 6], factors[:, 7])[0, 1])
    slack = np.arctanh(0.64) - np.arctanh(0.63)
    assert abs(seen - np.arctanh(0.63)) < slack + stats.norm.isf(FALSE_ALARM / 2) / math.sqrt(SEEDS - 3)


def test_without_deviation_every_day_is_alike() -> None:
    assert factors_of(1, 5, 0.0, 0.63).tolist() == [1.0] * 5


def test_one_more_day_leaves_the_days_before() -> None:
    assert factors_of(7, 30, *BANK)[:10].tolist() == factors_of(7, 10, *BANK).tolist()


def test_seed_and_replication_count() -> None:
    values = [factors_of(seed, 1, *BANK, replication)[0] for seed in (1, 2) for replication in (0, 1)]
    assert len(set(values)) == 4


def test_factors_are_positive_in_wild_weather() -> None:
    assert (many(*WILD) > 0).all()
    assert np.isfinite(many(*WILD)).all()

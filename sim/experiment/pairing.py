"""What common random numbers brought: how much less a paired difference varies than one of independent runs.

Called by `sim.comparison`, and by researchers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from sim.experiment.statistics import Floats, alike, check_level, paired_values, scale_of


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """What pairing by replication is worth.

    Attributes:
        correlation: of the two sides over replications (Pearson's); NaN where a side does not vary.
        reduction: variance of the difference, were the sides independent, over the variance of the paired
            difference. So many times as many independent replications would give the same interval; below 1
            common random numbers have harmed. Infinite where all differences are equal though the sides
            vary; NaN where nothing varies, with fewer than two pairs, or with a missing value.
        low: lower end of its interval; NaN with fewer than three pairs.
        high: upper end, likewise.
        pairs: pairs that have both values.
        missing: pairs that have not.
    """

    correlation: float
    reduction: float
    low: float
    high: float
    pairs: int
    missing: int


def pairing(a: ArrayLike, b: ArrayLike, level: float = 0.95) -> Pairing:
    """The variance reduction that pairing brought, with its interval.

    The reduction is (1 + Var(a + b) / Var(a - b)) / 2. The interval of that ratio of two correlated
    variances is exact for normal pairs. With few pairs it is wide; where sum and difference are
    uncorrelated, the estimate lies above the truth as often as below.

    Args:
        a: one value for each replication.
        b: as many, in the same order.
        level: probability that the interval covers the true reduction.

    Raises:
        ValueError: the sides are not of equal length, or the level does not lie between 0 and 1.

    References:
        Morgan (1939), A test for the significance of the difference between the two variances in a sample
        from a normal bivariate population, Biometrika 31, 13-19; Pitman (1939), A note on normal
        correlation, Biometrika 31, 9-12. Law (2015), section 11.2, on common random numbers.
    """
    first, second, missing = paired_values(a, b)
    check_level(level)
    pairs = first.size - missing
    nothing = Pairing(
        correlation=np.nan, reduction=np.nan, low=np.nan, high=np.nan, pairs=pairs, missing=missing
    )
    if missing or pairs < 2:
        return nothing
    scale = scale_of(first, second)
    total, difference = first + second, first - second
    if alike(difference, scale):
        constant = bool(alike(first, scale))
        ends = np.nan if constant or pairs < 3 else np.inf
        correlation = np.nan if constant else 1.0
        reduction = np.nan if constant else np.inf
        return Pairing(
            correlation=correlation, reduction=reduction, low=ends, high=ends, pairs=pairs, missing=0
        )
    ratio = 0.0 if alike(total, scale) else float(total.var(ddof=1) / difference.var(ddof=1))
    spread = _spread(_correlation(total, difference), pairs, level)
    return Pairing(
        correlation=_correlation(first, second),
        reduction=(1 + ratio) / 2,
        low=(1 + ratio / spread) / 2,
        high=(1 + ratio * spread) / 2,
        pairs=pairs,
        missing=0,
    )


def _spread(correlation: float, pairs: int, level: float) -> float:
    """By which factor the ratio of two variances may be off, upwards and downwards."""
    if pairs < 3:
        return np.nan
    t = stats.t.ppf((1 + level) / 2, pairs - 2)
    unexplained = 1.0 if np.isnan(correlation) else 1 - correlation**2
    k = 1 + 2 * unexplained * t**2 / (pairs - 2)
    return float(k + np.sqrt(k**2 - 1))


def _correlation(one: Floats, other: Floats) -> float:
    if alike(one, scale_of(one)) or alike(other, scale_of(other)):
        return np.nan
    return float(np.clip(np.corrcoef(one, other)[0, 1], -1, 1))

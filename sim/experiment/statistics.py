"""Statistics of replications: paired differences, intervals of means, and the end of the warm-up.

Forms of governance are compared on common random numbers, so the analysis is of differences paired by
replication (Law 2015, Simulation Modeling and Analysis, 5th ed., section 10.2.1). The length of a
warm-up follows MSER-5. Called by the engine (summary, `warmup: auto`), the report and the slides, which
all show the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]
BATCH = 5
"""Observations averaged before the search: five working days, so one week and no weekday pattern."""

UNSEARCHED = 5
"""Batches at the end that are no candidates: there the statistic falls by chance (few values left)."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A mean with its confidence interval, over replications.

    Attributes:
        mean: mean over the replications; NaN where any is without a value.
        low: lower end of the interval; NaN with fewer than two replications or without a mean.
        high: upper end of the interval, likewise.
        replications: replications that have a value (on both sides, for a difference).
        missing: replications without one.
    """

    mean: float
    low: float
    high: float
    replications: int
    missing: int


def paired_difference(a: ArrayLike, b: ArrayLike, level: float = 0.95) -> Difference:
    """Mean of a - b over replications paired by their number, with Student's t interval.

    A value that is not there (null, NaN: a level not reached, a run that failed) is missing for a reason
    that has to do with the form compared: leaving the pair out would compare the luckier replications
    only. So one missing value makes mean and interval NaN, and `missing` says how many there are.
    Differences that are all equal (up to rounding) have the interval [mean, mean].

    Args:
        a: one value for each replication.
        b: as many, in the same order; the baseline.
        level: probability that the interval covers the true mean difference, where differences are normal.

    Raises:
        ValueError: the sides are not of equal length, or the level does not lie between 0 and 1.
    """
    first, second, missing = paired_values(a, b)
    check_level(level)
    there = first.size - missing
    if missing or not there:
        return Difference(mean=np.nan, low=np.nan, high=np.nan, replications=there, missing=missing)
    differences = first - second
    mean = float(differences.mean())
    if there == 1:
        return Difference(mean=mean, low=np.nan, high=np.nan, replications=1, missing=0)
    if alike(differences, scale_of(first, second)):
        return Difference(mean=mean, low=mean, high=mean, replications=there, missing=0)
    interval = stats.ttest_rel(first, second).confidence_interval(level)
    low, high = float(interval.low), float(interval.high)
    return Difference(mean=mean, low=low, high=high, replications=there, missing=0)


def mean_interval(a: ArrayLike, level: float = 0.95) -> Difference:
    """Mean of one output over replications with Student's t interval; missing values as for a difference."""
    values = _values(a)
    return paired_difference(values, np.zeros_like(values), level)


def share_interval(reached: int, of: int, level: float = 0.95) -> Difference:
    """Share of replications in which something happened, with the exact binomial interval.

    Unlike Student's it says something when all replications agree (Clopper & Pearson 1934, Biometrika 26).

    Args:
        reached: replications in which it did.
        of: all of them, one or more.
        level: probability that the interval covers the true share, at least.
    """
    interval = stats.binomtest(reached, of).proportion_ci(level)
    return Difference(
        mean=reached / of, low=float(interval.low), high=float(interval.high), replications=of, missing=0
    )


def paired_values(a: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats, int]:
    """Both sides as flat arrays, and how many pairs have no value on one side or both.

    Raises:
        ValueError: the sides are not of equal length.
    """
    first, second = _values(a), _values(b)
    if first.shape != second.shape:
        raise ValueError(f"{first.size} and {second.size} replications cannot be paired")
    return first, second, int(np.count_nonzero(~(np.isfinite(first) & np.isfinite(second))))


def check_level(level: float) -> None:
    """Raise ValueError where a level is no probability."""
    if not 0 < level < 1:
        raise ValueError(f"level {level}: expected a number between 0 and 1")


def alike(values: Floats, scale: float | Floats) -> Any:
    """Whether values along the last axis differ by no more than the rounding of numbers of that scale."""
    return np.ptp(values, axis=-1) <= 64 * float(np.finfo(np.float64).eps) * scale


def scale_of(*sides: Floats) -> Any:
    """The largest absolute value of the sides along their last axis."""
    return np.max([np.abs(side).max(axis=-1) for side in sides], axis=0)


def mser5(series: ArrayLike) -> int | None:
    """Observations to leave out at the start of a series, by MSER-5; None where it did not settle.

    The series is averaged in batches of five (an incomplete last one is left out); of all truncation
    points d the one is taken that minimises the squared standard error of the mean of what remains,
    sum((y_j - mean)^2) / (k - d)^2 over the k - d batches behind d. The last five batches are no
    candidates. A point in the second half says that the series is too short for its transient: not
    converged. So does a series of fewer than ten batches, in which nothing can be told.

    Args:
        series: one observation a working day, from the start of the run.

    Raises:
        ValueError: a value of the series is missing or infinite.

    References:
        White (1997), An effective truncation heuristic for bias reduction in simulation output,
        Simulation 69(6), 323-334. White, Cobb and Spratt (2000), A comparison of five steady-state
        truncation heuristics for simulation, Winter Simulation Conference, 755-760. Hoad, Robinson and
        Davies (2010), Automating warm-up length estimation, Journal of the Operational Research Society
        61(9), 1389-1403: the last batches left out, the second half refused.
    """
    values = _values(series)
    if not np.isfinite(values).all():
        raise ValueError(f"observation {int(np.argmin(np.isfinite(values)))}: a series has no missing value")
    batches = values.size // BATCH
    if batches < 2 * UNSEARCHED:
        return None
    means = values[: batches * BATCH].reshape(batches, BATCH).mean(axis=1)
    if alike(means, scale_of(means)):
        return 0
    cut = int(np.argmin(_squared_standard_errors(means)[: batches - UNSEARCHED]))
    return cut * BATCH if 2 * cut <= batches else None


def _squared_standard_errors(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """The statistic for every truncation point, from sums taken backwards over the series."""
    # Centred first, so that the difference of the two sums does not cancel.
    centred = means - means.mean()
    remaining = np.arange(means.size, 0, -1, dtype=np.float64)
    sums = np.cumsum(centred[::-1])[::-1]
    squares = np.cumsum(centred[::-1] ** 2)[::-1]
    statistic: NDArray[np.float64] = np.maximum(squares - sums**2 / remaining, 0.0) / remaining**2
    return statistic


def _values(values: ArrayLike) -> NDArray[np.float64]:
    return np.atleast_1d(np.asarray(values, dtype=np.float64)).ravel()

"""What replication noise alone would yield: its share of a variance, and the floor of an index.

A mean over few replications is noisy, and every study has some. All draws meet the same random numbers, so
what a replication adds to all of them is none of it. Called by `sim.experiment.sensitivity`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Floats = NDArray[np.float64]
SEED = 1  # of resampling; SALib takes 0 for none
ALPHA = 0.05
"""Chance at most, about, that noise alone carries one or more of all parameters over a measure's floor."""

NULLS = 10_000
"""Studies of noise alone that are drawn for a floor; of those of 30 parameters 17 lie above it."""

NULLS_AT_ONCE = 500  # for memory's sake


def noise_share(values: Floats) -> float:
    """Share of the variance between means of draws that replication noise makes; NaN with one replication.

    What a replication adds to all draws alike (its busy days) is no noise: they meet the same. So the noise
    is what neither draw nor replication explains (residuals of a two-way layout), over the replications.

    Args:
        values: of the outcome, a row for each draw and a column for each replication.
    """
    draws, replications = values.shape
    total = float(np.var(values.mean(axis=1), ddof=1))
    if replications < 2:
        return math.nan
    if is_constant(values):
        return 0.0
    rest = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    noise = float((rest**2).sum()) / ((draws - 1) * (replications - 1)) / replications
    return min(noise / total, 1.0) if total > 0 else 1.0


def standard_errors(differences: Floats) -> Floats:
    """Standard errors of means over replications, unbiased for normal noise; NaN with one replication.

    The standard deviation of a few values is too small on average, by c4 (0.80 of two, 0.97 of ten).
    """
    replications = differences.shape[2]
    if replications < 2:
        return np.full(differences.shape[:2], np.nan)
    c4 = math.sqrt(2 / (replications - 1)) * math.exp(
        gammaln(replications / 2) - gammaln((replications - 1) / 2)
    )
    return np.asarray(differences.std(axis=2, ddof=1) / c4 / math.sqrt(replications))


def floors_of(
    noise: Floats, nulls: Mapping[str, Callable[[Floats], Floats]], parameters: int
) -> dict[str, list[float]]:
    """For every measure and parameter what noise of these standard errors stays below.

    Args:
        noise: standard errors, parameters x differences.
        nulls: measures of studies (rows) in which the differences are nothing but noise.
        parameters: that share the chance of a false alarm.
    """
    rng = np.random.default_rng(SEED)
    quantile = 1 - ALPHA / parameters
    floors: dict[str, list[float]] = {name: [] for name in nulls}
    for errors in noise:
        found: dict[str, list[Floats]] = {name: [] for name in nulls}
        for _ in range(NULLS // NULLS_AT_ONCE):
            drawn = rng.standard_normal((NULLS_AT_ONCE, errors.size)) * errors
            for name, null in nulls.items():
                found[name].append(null(drawn))
        for name, values in found.items():
            floors[name].append(float(np.quantile(np.concatenate(values), quantile)))
    return floors


def is_constant(values: Floats) -> bool:
    """Whether no draw changes the outcome, but for rounding."""
    return float(np.ptp(values, axis=0).max()) <= 64 * float(np.finfo(float).eps) * float(
        np.abs(values).max()
    )

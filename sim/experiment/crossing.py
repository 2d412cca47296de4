"""The mean of a difference over draws and replications that are crossed, with an interval for both.

All draws meet the same random numbers. So of the mean over all of them part of the noise is the draws' and
part the replications', and neither becomes less by more of the other: an interval over draws alone would
take the luck of a few replications for certain. Called by `sim.options`.

References:
    Searle, Casella and McCulloch (1992), Variance Components, section 4.3 (two crossed factors).
    Satterthwaite (1946), Biometrics Bulletin 2, 110-114 (degrees of freedom of a sum of variances).
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from sim.experiment.statistics import Difference, Floats, check_level


def over_both(differences: Floats, level: float = 0.95, *, common: bool = True) -> Difference:
    """Mean and interval of a table of differences, draws x replications.

    The variance of the mean is that over draws plus that over replications, a little too much, since what
    the two do together is in both. With one draw it is over replications alone, with one replication over
    draws alone (the noise in common to all draws is then not seen). NaN with a missing value.

    Args:
        differences: of a form to the baseline.
        level: probability that the interval covers the true mean, at least.
        common: whether all draws meet the same random numbers; false: only the draws count.
    """
    check_level(level)
    missing = int(np.count_nonzero(~np.isfinite(differences)))
    if missing or not differences.size:
        return Difference(
            mean=np.nan, low=np.nan, high=np.nan, replications=differences.size - missing, missing=missing
        )
    mean, count = float(differences.mean()), differences.size
    sides = (0, 1) if common or len(differences) == 1 else (1,)
    groups = [differences.mean(axis=axis) for axis in sides if differences.shape[1 - axis] > 1]
    if not groups:
        return Difference(mean=mean, low=np.nan, high=np.nan, replications=count, missing=0)
    variances = np.array([one.var(ddof=1) / one.size for one in groups])
    if not (total := float(variances.sum())):
        return Difference(mean=mean, low=mean, high=mean, replications=count, missing=0)
    freedom = total**2 / float((variances**2 / [one.size - 1 for one in groups]).sum())
    half = float(stats.t.ppf((1 + level) / 2, freedom)) * np.sqrt(total)
    return Difference(mean=mean, low=mean - half, high=mean + half, replications=count, missing=0)

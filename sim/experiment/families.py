"""Several differences at once: simultaneous intervals, and verdicts in four words.

An interval at 95 % misses in one of twenty cases; of twenty intervals read together, one is likely to. Over a
family (all forms against the baseline, or all differences of a table) each is taken at a higher level
(Bonferroni): valid whatever the forms have in common. A max-t procedure (Dunnett's, with the correlations of
the paired differences) would be narrower, but is exact only where these are known: estimated from few
replications it was seen to cover in 86 % (five forms, three replications) to 95 % (ten). Called by
`sim.comparison` and researchers.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from sim.experiment.statistics import (
    Difference,
    alike,
    check_level,
    paired_difference,
    paired_values,
    scale_of,
)

Verdict = Literal["better", "worse", "equivalent", "unclear"]


def level_of_each(level: float, family: int) -> float:
    """The level of every interval, so that all of a family cover together at `level` at least."""
    check_level(level)
    if family < 1:
        raise ValueError(f"a family of {family}: expected 1 or more")
    return 1 - (1 - level) / family


def simultaneous(forms: ArrayLike, baseline: ArrayLike, level: float = 0.95) -> list[Difference]:
    """Paired differences of several forms to one baseline, with intervals that cover all together.

    A form with a missing value has no interval, and takes its share of the family's error all the same:
    whether it has is known only afterwards.

    Args:
        forms: forms x replications.
        baseline: as many replications, in the same order.
        level: probability that all intervals cover, at least.

    Raises:
        ValueError: as `paired_difference`.
    """
    rows = np.atleast_2d(np.asarray(forms, dtype=np.float64))
    each = level_of_each(level, max(len(rows), 1))
    return [paired_difference(row, baseline, each) for row in rows]


def p_of_no_difference(a: ArrayLike, b: ArrayLike) -> float:
    """The two-sided p-value of the paired t test; NaN with a missing value or fewer than two pairs."""
    above, below = _one_sided(a, b, 0.0, 0.0)
    return float(min(2 * min(above, below), 1.0)) if not np.isnan(above) else np.nan


def p_of_a_difference_that_matters(a: ArrayLike, b: ArrayLike, smallest: float) -> float:
    """The p-value of "the difference is as large as matters": small where both sides are equivalent.

    Two one-sided paired t tests (TOST); below 5 % where the interval at 90 % lies within -smallest to
    smallest; never below 50 % where every difference matters (smallest is 0). NaN with a missing value or
    fewer than two pairs.

    References:
        Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
    """
    if not smallest >= 0:
        raise ValueError(f"smallest difference {smallest}: expected 0 or more")
    above, below = _one_sided(a, b, -smallest, smallest)
    return float(max(above, below))


def verdict(
    a: ArrayLike,
    b: ArrayLike,
    smallest: float,
    *,
    larger_is_better: bool = True,
    level: float = 0.95,
    family: int = 1,
) -> Verdict:
    """A against B: better, worse, equivalent within the smallest difference that matters, or unclear.

    Equivalent comes first: a difference that is seen and yet too small to matter is equivalent. Better and
    worse say on which side the true difference is, not that all of the interval is beyond the smallest. A
    false word has a probability of 1 - level at most, over the family; missing values make it unclear.

    Args:
        a: one value for each replication.
        b: as many, in the same order; the baseline.
        smallest: difference that matters, 0 or more, in the output's unit.
        larger_is_better: False where less is better.
        level: confidence of all verdicts of the family together.
        family: number of verdicts read together.
    """
    each = level_of_each(level, family)
    if p_of_a_difference_that_matters(a, b, smallest) < 1 - each:
        return "equivalent"
    difference = paired_difference(a, b, each)
    if not (difference.low > 0 or difference.high < 0):
        return "unclear"
    return "better" if (difference.mean > 0) == larger_is_better else "worse"


def _one_sided(a: ArrayLike, b: ArrayLike, low: float, high: float) -> tuple[float, float]:
    """p-values against "the mean difference is at most low" and against "it is at least high"."""
    first, second, missing = paired_values(a, b)
    if missing or first.size < 2:
        return np.nan, np.nan
    differences = first - second
    if alike(differences, scale_of(first, second)):
        mean = 0.0 if alike(np.append(differences, 0.0), scale_of(first, second)) else differences.mean()
        return float(mean <= low), float(mean >= high)
    above = stats.ttest_1samp(differences, low, alternative="greater").pvalue
    below = stats.ttest_1samp(differences, high, alternative="less").pvalue
    return float(above), float(below)

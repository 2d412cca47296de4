"""How probable it is that one form is better than another, when the parameters are not known.

Over draws of the parameters: in which share of them is A better than B by at least the smallest difference
that matters? Each draw has replications paired by their random numbers. Called by researchers.

What the figure does not say: it is no probability that A is better in a real centre. It is the share of
the ranges that somebody declared, drawn as the design draws them, within this model; another range is
another figure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from sim.experiment.statistics import Difference, Floats, alike, check_level, scale_of, share_interval


@dataclass(frozen=True, kw_only=True)
class Chance:
    """Share of draws on one side, with two intervals.

    Attributes:
        share: of the draws whose mean paired difference is on this side; NaN with a missing value.
        classified: exact binomial interval of that, as if replications had no noise: it says how much the
            number of draws leaves open, for the probability that such a *mean* is on this side.
        low, high: interval of the probability that the *true* difference of a draw is on this side; it
            carries the number of draws and the noise of replications. 0 and 1 with one replication.
        sure: draws at least that are on this side, whatever the noise (at the confidence of the interval).
    """

    share: float
    classified: Difference
    low: float
    high: float
    sure: int


@dataclass(frozen=True, kw_only=True)
class Preference:
    """A against B over draws: better, worse, or neither by the smallest difference that matters.

    Attributes:
        better, worse: see `Chance`.
        neither: share of draws that are neither.
        smallest: the difference that matters.
        draws, replications: what it rests on.
        missing: pairs of runs without a value on one side or both; with any, shares are NaN.
    """

    better: Chance
    worse: Chance
    neither: float
    smallest: float
    draws: int
    replications: int
    missing: int


def preference(
    a: ArrayLike, b: ArrayLike, smallest: float = 0.0, *, larger_is_better: bool = True, level: float = 0.95
) -> Preference:
    """The probability that A is better than B by at least the smallest difference that matters.

    A draw counts by its mean paired difference: better from `smallest` on, worse from -smallest on. Counting
    means alone would take noise for preference, so the interval starts from the draws of which it can be
    said at once, all of them together, that they are better: of the one-sided paired t tests of the draws
    as many hypotheses are false at least as closed testing with Simes' test leaves no room for. That number
    and the exact binomial law give the lower end; the upper end likewise, from the draws that are surely
    not better. Each of the four steps errs with a quarter of 1 - level at most, so the interval covers at
    least as often as it says (seen: 98 to 100 % at 95 %; the binomial one of the means, where noise is in
    common to all draws, 0 to 98 %). It is wide where replications are few, since the noise of one random
    number reaches all draws and does not average out over them.

    Assumed: differences normal within a draw; noise of draws independent or positively dependent, as with
    common random numbers; draws independent (of a Latin hypercube the share varies less, so it is safe; the
    paths of Morris are no such draws).

    Args:
        a: draws x replications.
        b: the same of the other form.
        smallest: difference that matters, 0 or more, in the output's unit.
        larger_is_better: False where less is better.
        level: of the intervals.

    Raises:
        ValueError: sides that are not draws x replications of one shape, none of them, a negative smallest
            difference, a level that does not lie between 0 and 1.

    References:
        Clopper and Pearson (1934), Biometrika 26, 404-413. Simes (1986), Biometrika 73, 751-754, valid under
        positive dependence: Sarkar (1998), Annals of Statistics 26, 494-504. Goeman and Solari (2011),
        Multiple testing for exploratory research, Statistical Science 26, 584-597: how many hypotheses are
        false at least.
    """
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    _check(first, second, smallest, level)
    missing = int(np.count_nonzero(~(np.isfinite(first) & np.isfinite(second))))
    sign = 1.0 if larger_is_better else -1.0
    sides = [_chance(side * sign * first, side * sign * second, smallest, level, missing) for side in (1, -1)]
    return Preference(
        better=sides[0],
        worse=sides[1],
        neither=1 - sides[0].share - sides[1].share,
        smallest=smallest,
        draws=first.shape[0],
        replications=first.shape[1],
        missing=missing,
    )


def least_false(p_values: ArrayLike, alpha: float) -> int:
    """How many of these hypotheses are false at least, but for a chance of alpha.

    The number of hypotheses less the size of the largest set of them that Simes' test does not reject.
    """
    ordered = np.sort(np.asarray(p_values, dtype=np.float64))
    low, high = 0, ordered.size
    while low < high:  # sets of the largest p-values; one inside a set that is not rejected is not either
        size = (low + high + 1) // 2
        rejected = (ordered[ordered.size - size :] <= alpha * np.arange(1, size + 1) / size).any()
        low, high = (low, size - 1) if rejected else (size, high)
    return int(ordered.size - low)


def _chance(a: Floats, b: Floats, smallest: float, level: float, missing: int) -> Chance:
    draws = len(a)
    if missing:
        nothing = Difference(mean=np.nan, low=np.nan, high=np.nan, replications=0, missing=draws)
        return Chance(share=np.nan, classified=nothing, low=np.nan, high=np.nan, sure=0)
    means = (a - b).mean(axis=1)
    classified = share_interval(int((means >= max(smallest, np.nextafter(0, 1))).sum()), draws, level)
    above, below = _p_values(a, b, smallest)
    error = (1 - level) / 4
    sure, surely_not = least_false(above, error), least_false(below, error)
    return Chance(
        share=classified.mean,
        classified=classified,
        low=_lower(sure, draws, error),
        high=1 - _lower(surely_not, draws, error),
        sure=sure,
    )


def _lower(count: int, of: int, error: float) -> float:
    """Exact lower limit of a probability."""
    return float(stats.binomtest(count, of, alternative="greater").proportion_ci(1 - error).low)


def _p_values(a: Floats, b: Floats, smallest: float) -> tuple[Floats, Floats]:
    """Of every draw: against "no better than the smallest" and against "at least that much better"."""
    differences = a - b
    draws, replications = differences.shape
    if replications < 2:
        return np.ones(draws), np.ones(draws)
    same: NDArray[np.bool_] = alike(differences, scale_of(a, b))
    means = differences.mean(axis=1)
    error = np.where(same, 1.0, differences.std(axis=1, ddof=1)) / np.sqrt(replications)
    above = stats.t.sf((means - smallest) / error, replications - 1)
    reached = means >= max(smallest, np.nextafter(0, 1))
    return np.where(same, ~reached, above), np.where(same, reached, 1 - above)


def _check(a: Floats, b: Floats, smallest: float, level: float) -> None:
    check_level(level)
    if a.ndim != 2 or a.shape != b.shape or not a.size:
        raise ValueError(f"shapes {a.shape} and {b.shape}: expected draws x replications, the same of both")
    if not smallest >= 0:
        raise ValueError(f"smallest difference {smallest}: expected 0 or more")

"""Spread of parameters and spread of replications, apart: whose variance is it that results differ?

A random-effects analysis of variance over draws of the parameters x replications. All draws meet the same
random numbers, so a replication that is good at one draw tends to be good at all: its share in common is
part of the replications' spread, and stands apart from the draws' (two crossed factors, one run in a cell).
Called by researchers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.experiment.statistics import Floats, alike, check_level, scale_of

PIVOTS = 100_000
"""Draws of the pivots: an end of an interval is off by less than a hundredth of its width."""

SEED = 1  # of the pivots: the same study has the same interval


@dataclass(frozen=True, kw_only=True)
class Component:
    """A variance with its interval, and its share in the variance of one run.

    Attributes:
        variance: in the output's unit squared; an estimate below zero is told as zero.
        low, high: interval of the variance.
        share: of the variance of one run at a random draw; NaN where nothing varies.
        share_low, share_high: interval of the share.
    """

    variance: float
    low: float
    high: float
    share: float
    share_low: float
    share_high: float


NOTHING = Component(
    variance=np.nan, low=np.nan, high=np.nan, share=np.nan, share_low=np.nan, share_high=np.nan
)


@dataclass(frozen=True, kw_only=True)
class Components:
    """Where the spread of a study comes from.

    Attributes:
        parameters: spread of the expected output over draws: more replications do not reduce it.
        replications: spread of replications at one draw, whether in common to all draws or not.
        draws, each: how many draws, and how many replications of each.
        missing: runs without a value; with any, or fewer than two draws or replications, all is NaN.
    """

    parameters: Component
    replications: Component
    draws: int
    each: int
    missing: int


def components(values: ArrayLike, *, common: bool = True, level: float = 0.95) -> Components:
    """Variance of parameters and of replications, each with its interval and share.

    Estimates are by the method of moments. Intervals are generalised ones: every mean square is divided by
    a drawn chi-square over its degrees of freedom, which for independent replications gives the exact
    chi-square interval of their variance and the exact F interval of the share; for the rest they are
    approximate (at 95 % they were seen to cover in 94 to 98 %). Normal effects are assumed, and
    draws that are independent; those of a Latin hypercube are so for all practical purposes.

    Args:
        values: draws x replications.
        common: whether replications of the same number share their random numbers over all draws, as in a
            study; False for independent runs (one-way analysis).
        level: of the intervals.

    Raises:
        ValueError: not two dimensions, or a level that does not lie between 0 and 1.

    References:
        Searle, Casella and McCulloch (1992), Variance Components, sections 3.6 and 4.3. Weerahandi (1993),
        Generalized confidence intervals, Journal of the American Statistical Association 88, 899-905.
        Hannig, Iyer and Patterson (2006), Fiducial generalized confidence intervals, ibid. 101, 254-269.
    """
    table = np.asarray(values, dtype=np.float64)
    check_level(level)
    if table.ndim != 2:
        raise ValueError(f"{table.ndim} dimensions: expected draws x replications")
    missing = int(np.count_nonzero(~np.isfinite(table)))
    if missing or min(table.shape) < 2:
        return _told(NOTHING, NOTHING, table, missing)
    analysed = _analysed(table, common)
    random = np.random.default_rng(SEED)
    estimated = _split([square / freedom for square, freedom in analysed], table.shape)
    pivots = _split([square / random.chisquare(freedom, PIVOTS) for square, freedom in analysed], table.shape)
    found = [_component(estimated, pivots, which, level) for which in (0, 1)]
    return _told(found[0], found[1], table, 0)


def _told(parameters: Component, replications: Component, table: Floats, missing: int) -> Components:
    draws, each = table.shape
    return Components(
        parameters=parameters, replications=replications, draws=draws, each=each, missing=missing
    )


def _analysed(table: Floats, common: bool) -> list[tuple[float, int]]:
    """Sums of squares with their degrees of freedom: draws, the rest, and replications where in common."""
    draws, each = table.shape
    if alike(table.ravel(), scale_of(table.ravel())):
        table = np.zeros_like(table)  # what differs is rounding
    centred = table - table.mean()
    of_draw, of_replication = centred.mean(axis=1, keepdims=True), centred.mean(axis=0)
    rest = centred - of_draw - (of_replication if common else 0.0)
    freedom = (draws - 1) * (each - 1) if common else draws * (each - 1)
    found = [(each * float((of_draw**2).sum()), draws - 1), (float((rest**2).sum()), freedom)]
    return [*found, (draws * float((of_replication**2).sum()), each - 1)] if common else found


def _split(squares: Sequence[Any], shape: tuple[int, ...]) -> Floats:
    """Variances of parameters and of replications, from mean squares (or from their pivots, many at once)."""
    draws, each = shape
    of_draw, rest, *in_common = squares
    parameters = np.maximum((of_draw - rest) / each, 0.0)
    replications = rest + sum(np.maximum((square - rest) / draws, 0.0) for square in in_common)
    return np.array([parameters, replications])


def _component(estimated: Floats, pivots: Floats, which: int, level: float) -> Component:
    ends = ((1 - level) / 2, (1 + level) / 2)
    low, high = np.quantile(pivots[which], ends)
    if not estimated.sum():
        return Component(variance=0.0, low=0.0, high=0.0, share=np.nan, share_low=np.nan, share_high=np.nan)
    share_low, share_high = np.quantile(pivots[which] / pivots.sum(axis=0), ends)
    return Component(
        variance=float(estimated[which]),
        low=float(low),
        high=float(high),
        share=float(estimated[which] / estimated.sum()),
        share_low=float(share_low),
        share_high=float(share_high),
    )

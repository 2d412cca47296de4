"""What a week, a year and a day's luck look like in an interval file.

`weekly_volumes` turns the rows that `sim.interval_file` has read into the demand of a scenario: mean
calls by weekday and wall-clock slot, opening hours, month factors, and busyness, the random factor
(mean 1) by which all calls of a day are higher or lower together. Called where a scenario is made
from `demand.file`. The calls are recorded ones: redials and repeats are still in them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.polynomial import polyval
from scipy.optimize import brentq

from sim.interval_file import Floats, IntervalFile, Ints
from sim.refusal import Refused

MOST_AUTOCORRELATION = 0.95
# Fewer days beyond the fitted factors say too little: at 20 the standard error of a variance is 30 %.
FEWEST_DEGREES = 20
MOST_DAYS = 2000  # the last ones tell busyness to 2 %; the work grows with the square of their number
FITTING_ROUNDS = 50


@dataclass(frozen=True, eq=False, kw_only=True)
class WeeklyVolumes:
    """Demand of a centre as its interval file shows it; weekdays run from 0 (Monday) to 6.

    Attributes:
        weekdays: open ones, on which at least one call was recorded.
        calls: [7, slots a day] mean recorded calls per occurrence of that slot on that weekday.
        exposure: [7, slots a day] occurrences; an hour that daylight saving repeats counts twice.
        open_slot: [7] first slot that occurs; 0 where closed.
        close_slot: [7] one past the last slot that occurs; 0 where closed.
        staff: [7, slots a day] mean staff, NaN where none was recorded; None without such a column.
        aht_s: mean handling time in seconds, weighted by handled contacts, else by calls.
        busyness_cv: coefficient of variation of busyness, the Poisson part of a day's total removed.
        busyness_autocorrelation: of busyness between consecutive working days.
        busyness_estimated: False (and both 0) where the file has too few days to tell.
        season: [12] factor of each month, mean 1; all 1 unless estimated.
        season_estimated: the file spans a year and has every month.
        never_closes: every slot of the week occurs, and each hour of the week has calls.
        quietest_slot: slot with the fewest calls, at which a day is cut that never closes; else 0.
    """

    slot_min: int
    weekdays: tuple[int, ...]
    calls: Floats
    exposure: Ints
    open_slot: Ints
    close_slot: Ints
    staff: Floats | None
    aht_s: float | None
    busyness_cv: float
    busyness_autocorrelation: float
    busyness_estimated: bool
    season: Floats
    season_estimated: bool
    never_closes: bool
    quietest_slot: int


@dataclass(frozen=True)
class _Days:
    """One row per recorded day on which calls are expected."""

    ordinal: Ints
    weekday: Ints
    month: Ints
    total: Floats
    expected: Floats  # by weekday and slots; after the season is known, by month as well


def weekly_volumes(file: IntervalFile) -> WeeklyVolumes:
    """Estimate the demand of a centre from its interval file."""
    ordinal = np.array([day.toordinal() for day in file.dates])
    weekday = (ordinal - 1) % 7
    shape = (7, 1440 // file.slot_min)
    cell = weekday[file.day], file.slot
    exposure = _summed(cell, None, shape).astype(np.int64)
    calls = _ratio(_summed(cell, file.calls, shape), exposure, empty=0.0)
    weekdays = tuple(int(day) for day in np.flatnonzero(calls.sum(axis=1) > 0))
    if not weekdays:
        raise Refused(file.name, "no calls", "an interval file with at least one call")
    days = _days(file, ordinal, weekday, calls[cell])
    season, fitted, season_estimated = _season(days)
    cv, autocorrelation, busyness_estimated = _busyness(days, fitted, season_estimated)
    opened, closed = _hours(exposure, weekdays)
    never_closes = _never_closes(calls, exposure)
    return WeeklyVolumes(
        slot_min=file.slot_min,
        weekdays=weekdays,
        calls=calls,
        exposure=exposure,
        open_slot=opened,
        close_slot=closed,
        staff=_staff(file, cell, shape),
        aht_s=_aht_s(file),
        busyness_cv=cv,
        busyness_autocorrelation=autocorrelation,
        busyness_estimated=busyness_estimated,
        season=season,
        season_estimated=season_estimated,
        never_closes=never_closes,
        quietest_slot=int(np.argmin(calls.sum(axis=0))) if never_closes else 0,
    )


def _summed(cell: tuple[Ints, Ints], values: Floats | Ints | None, shape: tuple[int, int]) -> Floats:
    flat = np.ravel_multi_index(cell, shape)
    return np.bincount(flat, values, minlength=shape[0] * shape[1]).astype(np.float64).reshape(shape)


def _ratio(sums: Floats, counts: Floats | Ints, empty: float) -> Floats:
    ratios: Floats = np.divide(sums, counts, out=np.full(sums.shape, empty), where=counts > 0)
    return ratios


def _hours(exposure: Ints, weekdays: tuple[int, ...]) -> tuple[Ints, Ints]:
    opened, closed = np.zeros(7, np.int64), np.zeros(7, np.int64)
    for weekday in weekdays:
        slots = np.flatnonzero(exposure[weekday])
        opened[weekday], closed[weekday] = slots[0], slots[-1] + 1
    return opened, closed


def _never_closes(calls: Floats, exposure: Ints) -> bool:
    """A file that fills closed hours with zeros covers the week too, hence the look at the calls."""
    by_hour = np.add.reduceat(calls, np.arange(0, calls.shape[1], max(1, calls.shape[1] // 24)), axis=1)
    return bool(exposure.all() and by_hour.all())


def _staff(file: IntervalFile, cell: tuple[Ints, Ints], shape: tuple[int, int]) -> Floats | None:
    if file.staff is None or np.isnan(file.staff).all():
        return None
    known = ~np.isnan(file.staff)
    at = cell[0][known], cell[1][known]
    return _ratio(_summed(at, file.staff[known], shape), _summed(at, None, shape), empty=np.nan)


def _aht_s(file: IntervalFile) -> float | None:
    if file.aht_s is None:
        return None
    weight = file.calls.astype(np.float64)
    if file.handled is not None:
        weight = np.where(np.isnan(file.handled), weight, file.handled)
    weight[np.isnan(file.aht_s)] = 0.0
    return float(np.nansum(file.aht_s * weight) / weight.sum()) if weight.any() else None


def _days(file: IntervalFile, ordinal: Ints, weekday: Ints, usual: Floats) -> _Days:
    """A day with slots missing at either end, or an hour more, is compared with what it did record."""
    total = np.bincount(file.day, file.calls, minlength=len(ordinal))
    expected = np.bincount(file.day, usual, minlength=len(ordinal))
    month = np.array([day.month - 1 for day in file.dates])
    some = expected > 0
    return _Days(ordinal[some], weekday[some], month[some], total[some], expected[some])


def _season(days: _Days) -> tuple[Floats, Floats, bool]:
    """Month factors beside free weekday factors (a Poisson fit by proportional fitting), and the fit.

    A month that the file has once is one draw of that month's luck as well: part of what is called
    season after one year is busyness, which `_busyness` allows for.
    """
    months = np.bincount(days.month, minlength=12)
    if days.ordinal[-1] - days.ordinal[0] + 1 < 365 or not months.all():
        return np.ones(12), days.expected, False
    by_weekday, by_month = np.bincount(days.weekday, days.total, 7), np.bincount(days.month, days.total, 12)
    season, fitted = np.ones(12), days.expected
    for _ in range(FITTING_ROUNDS):
        fitted = days.expected * season[days.month]
        fitted = fitted * _ratio(by_weekday, np.bincount(days.weekday, fitted, 7), empty=1.0)[days.weekday]
        season = season * _ratio(by_month, np.bincount(days.month, fitted, 12), empty=0.0)
    return season / season.mean(), fitted, True


def _busyness(days: _Days, fitted: Floats, season_estimated: bool) -> tuple[float, float, bool]:
    """Coefficient of variation and lag-1 autocorrelation of busyness, and whether the file tells them.

    A day's total is Poisson with mean fitted x busyness. The weighted sums of squares and of products
    of neighbours are set equal to their expectations, with an autocorrelation that falls geometrically.
    The expectations allow for what the fitted weekday and month factors take away: in one year of
    synthetic days with 0.06 and 0.63 the bare residuals show 0.056 and 0.50.
    """
    recent = np.flatnonzero(fitted > 0)[-MOST_DAYS:]
    fitted, noise = fitted[recent], 1.0 / fitted[recent]
    residual = days.total[recent] * noise - 1.0
    factors = np.eye(7)[days.weekday[recent]]
    if season_estimated:
        factors = np.hstack([factors, np.eye(12)[days.month[recent]]])
    if len(recent) - np.linalg.matrix_rank(factors) < FEWEST_DEGREES:
        return 0.0, 0.0, False
    weighted = factors.T * fitted
    taken = np.linalg.pinv(weighted @ factors) @ weighted
    order = _working_day(days.ordinal[recent], days.weekday[recent])
    apart = np.abs(order[:, None] - order)
    variance, autocorrelation = 0.01, 0.0
    for _ in range(3):  # the weights want the variance: from a first guess, twice improved
        weight = 1.0 / (noise + variance)
        moments: list[tuple[float, Floats]] = []
        for lag in (0, 1):
            form = np.where(apart == lag, weight[:, None] * weight, 0.0)
            form_left = form - (form @ factors) @ taken
            form_left -= taken.T @ (factors.T @ form_left)
            excess = float(residual @ form @ residual - np.diag(form_left) @ noise)
            moments.append((excess, np.bincount(apart.ravel(), form_left.ravel())))
        variance, autocorrelation = _solved(moments[0], moments[1])
        if variance <= 0.0:
            return 0.0, 0.0, True
    return float(np.sqrt(variance)), autocorrelation, True


def _solved(squares: tuple[float, Floats], products: tuple[float, Floats]) -> tuple[float, float]:
    """Variance and autocorrelation at which both excesses over Poisson are the expected ones."""

    def surplus(autocorrelation: float) -> float:
        return float(
            products[0] * polyval(autocorrelation, squares[1])
            - squares[0] * polyval(autocorrelation, products[1])
        )

    if surplus(0.0) <= 0.0:
        autocorrelation = 0.0
    elif surplus(MOST_AUTOCORRELATION) >= 0.0:
        autocorrelation = MOST_AUTOCORRELATION
    else:
        autocorrelation = float(brentq(surplus, 0.0, MOST_AUTOCORRELATION))
    return squares[0] / float(polyval(autocorrelation, squares[1])), autocorrelation


def _working_day(ordinal: Ints, weekday: Ints) -> Ints:
    """Number of the working day; a day missing from the file keeps its number."""
    is_open = np.bincount(weekday, minlength=7) > 0
    rank = np.cumsum(is_open) - 1
    return (ordinal - 1) // 7 * is_open.sum() + rank[weekday]

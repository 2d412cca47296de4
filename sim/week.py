"""A week of recorded volumes as the model needs it: hours, intraday shape, variation, staff.

Read from a scenario's own numbers, or from the interval file it names. Called by `sim.planning`,
the checks of a scenario and whatever lays out a day.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.interval_file import IntervalFile, read_interval_file
from sim.refusal import Refused, nearest_name
from sim.scenario import MS, WEEKDAYS, Calendar, Scenario
from sim.volumes import WeeklyVolumes, weekly_volumes

Floats = NDArray[np.float64]
SHARES_TOLERANCE = 0.001


@dataclass(frozen=True)
class Week:
    """What is known of a week.

    Attributes:
        slot_ms: length of an interval.
        opens, closes: ms from midnight, per weekday (Monday first); equal where closed.
        calls: mean calls of every interval from opening [7, slots], scaled.
        season: factor of every month [12].
        busyness_cv, busyness_autocorrelation: of the day's factor.
        never_closes: round the clock, every day.
        staff: advisors present [7, slots], where a file tells.
        aht_s: mean handling time in seconds, where a file tells.
        notes: what a user should know about how the file was read, a line each.
    """

    slot_ms: int
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    calls: Floats
    season: Floats
    busyness_cv: float
    busyness_autocorrelation: float
    never_closes: bool
    staff: Floats | None = None
    aht_s: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def open_weekdays(self) -> list[int]:
        """Numbers of the weekdays on which the centre opens."""
        return [weekday for weekday in range(7) if self.closes[weekday] > self.opens[weekday]]

    @property
    def shortest_opening(self) -> float:
        """Minutes for which the centre is open on the weekday on which it is so the least."""
        return float((self.closes - self.opens)[self.open_weekdays].min() / MS["min"])


def week_of(scenario: Scenario) -> Week:
    """The week of a scenario.

    Raises:
        Refused: shares that do not sum to one, hours that are none, a file that cannot be used.
    """
    file = file_of(scenario)
    return _from_profile(scenario) if file is None else _from_file(scenario, file)


def file_of(scenario: Scenario) -> IntervalFile | None:
    """The file that a scenario's demand is read from, where it is.

    Raises:
        Refused: as `read_interval_file`.
    """
    demand = scenario.demand
    if not demand.file:
        return None
    named = {name: heading for name, heading in asdict(demand.columns).items() if heading is not None}
    return read_interval_file(Path(str(demand.file)), demand.timezone, named)


def minutes_of(key: str, text: str) -> int:
    """Minutes from midnight of a quoted clock time; 24:00 is the end of the day."""
    match = re.fullmatch(r"([01]?\d|2[0-4]):([0-5]\d)", text) if isinstance(text, str) else None
    if not match or int(match[1]) * 60 + int(match[2]) > 24 * 60:
        raise Refused(key, text, 'a clock time as quoted text, such as "08:30"')
    return int(match[1]) * 60 + int(match[2])


def date_of(key: str, text: str) -> datetime.date:
    """A day given as quoted text YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Refused(key, text, 'a day as quoted text, such as "2025-01-06"') from None


def weekday_numbers(calendar: Calendar) -> list[int]:
    """The open weekdays as numbers, 0 Monday."""
    for name in calendar.weekdays:
        if name not in WEEKDAYS:
            raise Refused("calendar.weekdays", name, "days of the week", nearest_name(str(name), WEEKDAYS))
    if not calendar.weekdays:
        raise Refused("calendar.weekdays", calendar.weekdays, "at least one open day")
    return sorted(WEEKDAYS.index(name) for name in set(calendar.weekdays))


def _from_profile(scenario: Scenario) -> Week:
    demand, calendar = scenario.demand, scenario.calendar
    opens, closes = (minutes_of(f"calendar.{name}", getattr(calendar, name)) for name in ("opens", "closes"))
    if calendar.never_closes:
        opens, closes = 0, 24 * 60
    weekdays = list(range(7)) if calendar.never_closes else weekday_numbers(calendar)
    profile = _shares("demand.profile", demand.profile)
    if closes <= opens or profile.size * demand.slot != closes - opens:
        raise Refused(
            "demand.profile",
            f"{profile.size} intervals of {demand.slot} min",
            f"the opening hours {calendar.opens}-{calendar.closes}",
        )
    factors = np.zeros(7)
    factors[weekdays] = np.array(demand.weekday_factors)[weekdays]
    if factors.sum() <= 0 and demand.calls_per_day > 0:
        raise Refused("demand.weekday_factors", demand.weekday_factors, "a volume on some open weekday")
    mean_factor = factors[weekdays].mean() or 1.0
    hours = np.zeros((2, 7), np.int64)
    hours[:, weekdays] = np.array([[opens], [closes]]) * int(MS["min"])
    season = np.array(demand.season, float)
    return Week(
        slot_ms=int(demand.slot * MS["min"]),
        opens=hours[0],
        closes=hours[1],
        calls=np.outer(factors / mean_factor, profile) * demand.calls_per_day * demand.scale,
        season=season / season.mean(),
        busyness_cv=demand.busyness_cv,
        busyness_autocorrelation=demand.busyness_autocorrelation,
        never_closes=calendar.never_closes,
    )


def _shares(key: str, values: list[float]) -> Floats:
    shares = np.array(values, float)
    if abs(shares.sum() - 1.0) > SHARES_TOLERANCE:
        raise Refused(key, round(float(shares.sum()), 6), "shares that sum to 1 within 0.001")
    return np.asarray(shares / shares.sum(), float)


def check_reason_shares(scenario: Scenario) -> Floats:
    """Cumulated shares of the reasons for calling."""
    return np.cumsum(_shares("demand.reasons", [reason.share for reason in scenario.demand.reasons.values()]))


def _from_file(scenario: Scenario, file: IntervalFile) -> Week:
    demand, volumes = scenario.demand, weekly_volumes(file)
    slots = int(24 * 60 // volumes.slot_min)
    cut = volumes.quietest_slot if volumes.never_closes else 0
    first = np.where(volumes.never_closes, cut, volumes.open_slot)
    past = np.where(volumes.never_closes, cut + slots, volumes.close_slot)
    width = int((past - first).max())
    calls, staff = np.zeros((7, width)), np.zeros((7, width))
    recorded_staff = None if volumes.staff is None else _without_gaps(volumes.staff)
    for weekday in range(7):
        places = np.arange(first[weekday], past[weekday])
        days = (weekday + places // slots) % 7
        calls[weekday, : places.size] = volumes.calls[days, places % slots]
        if recorded_staff is not None:
            staff[weekday, : places.size] = recorded_staff[days, places % slots]
    slot_ms = int(volumes.slot_min * MS["min"])
    dispersion = volumes if volumes.busyness_estimated else demand
    return Week(
        slot_ms=slot_ms,
        opens=first.astype(np.int64) * slot_ms,
        closes=past.astype(np.int64) * slot_ms,
        calls=calls * demand.scale,
        season=np.asarray(volumes.season, float),
        busyness_cv=dispersion.busyness_cv,
        busyness_autocorrelation=dispersion.busyness_autocorrelation,
        never_closes=volumes.never_closes,
        staff=None if recorded_staff is None else staff * demand.scale,
        aht_s=volumes.aht_s,
        notes=_notes(file.name, file.ignored, volumes),
    )


def _without_gaps(staff: Floats) -> Floats | None:
    """Staff of every slot: where none was recorded, that of the other weekdays, else the mean of all."""
    recorded = ~np.isnan(staff)
    if not recorded.any():
        return None
    counted = np.maximum(recorded.sum(axis=0), 1)
    by_slot = np.where(recorded.any(axis=0), np.nansum(staff, axis=0) / counted, staff[recorded].mean())
    return np.where(recorded, np.nan_to_num(staff), by_slot)


def _notes(name: str, ignored: tuple[str, ...], volumes: WeeklyVolumes) -> tuple[str, ...]:
    notes = []
    if ignored:
        notes.append(f"{name}: columns not used: {', '.join(ignored)}")
    if not volumes.season_estimated:
        notes.append(f"{name}: less than a full year: no season is assumed")
    if not volumes.busyness_estimated:
        notes.append(f"{name}: too few days to tell how busy days differ: demand.busyness_cv is used")
    return tuple(notes)

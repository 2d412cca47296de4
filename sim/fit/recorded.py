"""What a client's file says of half-hours of the week. Called by `sim.fit.checking`."""

from __future__ import annotations

import numpy as np

from sim.fit.half_hours import (
    ABANDONMENT,
    ANSWER,
    HANDLING,
    MEASURES,
    OCCUPANCY,
    SERVICE_LEVEL,
    Cells,
    Floats,
    Ints,
    Ratios,
    ratios,
)
from sim.interval_file import IntervalFile
from sim.week import Week


def recorded(file: IntervalFile, week: Week, cells: Cells) -> dict[str, Ratios]:
    """The measures that a file has, by half-hours of the week.

    Service level and abandonment are weighted by calls, times by handled contacts where they are told,
    occupancy by staff where it is.
    """
    day, place = _places(file, week, cells)
    calls = file.calls.astype(np.float64)
    answered = calls if file.handled is None else file.handled
    present = np.ones(calls.size) if file.staff is None else file.staff
    weights = {SERVICE_LEVEL: calls, ANSWER: answered, HANDLING: answered, OCCUPANCY: present}
    told = {
        SERVICE_LEVEL: file.service_level, ANSWER: file.asa_s,
        HANDLING: file.aht_s, OCCUPANCY: file.occupancy,
    }  # fmt: skip
    found = {
        name: ratios(cells, place, day, values * weights[name], weights[name])
        for name, values in told.items()
        if values is not None
    }
    if file.abandoned is not None:
        found[ABANDONMENT] = ratios(cells, place, day, file.abandoned, calls)
    return {name: found[name] for name in MEASURES if name in found and found[name].days.any()}


def volumes(file: IntervalFile, week: Week, cells: Cells) -> Floats:
    """Mean calls of every half-hour of the week, over the file's days."""
    day, place = _places(file, week, cells)
    found = ratios(cells, place, day, file.calls.astype(np.float64), np.ones(file.calls.size))
    return np.nan_to_num(found.mean * _intervals(cells, week))


def _intervals(cells: Cells, week: Week) -> float:
    return cells.minutes * 60_000 / week.slot_ms


def _places(file: IntervalFile, week: Week, cells: Cells) -> tuple[Ints, Ints]:
    """Day and half-hour of every row; of those who never close, what is before the opening is yesterday's."""
    ordinal = np.array([day.toordinal() for day in file.dates])[file.day]
    weekday, minute = (ordinal - 1) % 7, file.slot * file.slot_min
    early = (minute < cells.opens_min[weekday]) & week.never_closes
    day, weekday = ordinal - early, (weekday - early) % 7
    since = minute + 1440 * early - cells.opens_min[weekday]
    opened = week.closes[weekday] > week.opens[weekday]
    return day, np.where(opened, cells.place(weekday, since), -1)

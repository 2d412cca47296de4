"""Ratios by half-hours of the week, over days: their means, and how far days lie apart.

What a file records and what a run emits are brought into this form alike, and can then be compared. Called by
`sim.fit.recorded`, `sim.fit.simulated` and `sim.fit.comparing`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.states import DAY_MS
from sim.week import Week

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HALF_HOUR_MIN = 30
MIN_MS = 60_000
WEEKDAYS = 7

SERVICE_LEVEL, ABANDONMENT, ANSWER, HANDLING, OCCUPANCY = (
    "service level", "abandonment", "speed of answer", "handling time", "occupancy",
)  # fmt: skip
MEASURES = (SERVICE_LEVEL, OCCUPANCY, ABANDONMENT, ANSWER, HANDLING)


@dataclass(frozen=True)
class Cells:
    """The half-hours of a week, counted from the opening of each weekday.

    Attributes:
        minutes: length of one; 30, or the next multiple of the file's interval.
        opens_min: [7] minutes from midnight.
        number: of each weekday.
    """

    minutes: int
    opens_min: Ints
    number: int

    def place(self, weekday: Ints, since_opening_min: Ints) -> Ints:
        """Row of each moment among all cells of the week; -1 outside of the hours."""
        slot = np.asarray(since_opening_min) // self.minutes
        inside = (slot >= 0) & (slot < self.number)
        return np.where(inside, np.asarray(weekday) * self.number + slot, -1)

    @property
    def count(self) -> int:
        """How many there are in a week, closed ones among them."""
        return WEEKDAYS * self.number

    def when(self, place: int) -> tuple[int, int]:
        """Weekday and minute from midnight at which a cell begins."""
        weekday, slot = divmod(place, self.number)
        return (weekday + self._at(weekday, slot) // 1440) % WEEKDAYS, self._at(weekday, slot) % 1440

    def _at(self, weekday: int, slot: int) -> int:
        return int(self.opens_min[weekday]) + slot * self.minutes


def cells_of(week: Week) -> Cells:
    """The half-hours of a week, as near as its intervals allow."""
    slot = week.slot_ms // MIN_MS
    minutes = slot * -(-HALF_HOUR_MIN // slot)
    longest = int((week.closes - week.opens).max()) // MIN_MS
    return Cells(minutes, (week.opens % DAY_MS) // MIN_MS, -(-longest // minutes))


@dataclass(frozen=True, eq=False)
class Ratios:
    """A ratio of every half-hour of the week: sums of days.

    Attributes:
        mean: [cells] sum of the numerators over that of the denominators; NaN of none.
        error: [cells] standard error of it, from day to day; NaN where fewer than two days tell.
        days: [cells] days that tell.
    """

    mean: Floats
    error: Floats
    days: Ints


def ratios(cells: Cells, place: Ints, day: Ints, top: Floats, bottom: Floats) -> Ratios:
    """Ratios of sums, from observations in cells on days; those outside or without a number are left out.

    The error is that of a ratio estimator (Cochran 1977, Sampling Techniques, 6.4): of the residuals of days.
    """
    told = (place >= 0) & np.isfinite(top) & np.isfinite(bottom)
    keys, at = np.unique(day[told] * cells.count + place[told], return_inverse=True)
    tops, bottoms = np.bincount(at, top[told], keys.size), np.bincount(at, bottom[told], keys.size)
    where = (keys % cells.count)[bottoms > 0]
    tops, bottoms = tops[bottoms > 0], bottoms[bottoms > 0]
    days = np.bincount(where, minlength=cells.count)
    below = np.bincount(where, bottoms, cells.count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(where, tops, cells.count) / below
        squares = np.bincount(where, (tops - mean[where] * bottoms) ** 2, cells.count)
        error = np.sqrt(np.where(days > 1, squares / (days - 1), np.nan) * days) / below
    return Ratios(mean, error, days)

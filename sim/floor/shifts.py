"""Shifts that cover a plan of advisors present per interval, and who works them.

A plan says how many advisors are to be present in every interval of a weekday; shifts follow from it,
and every day's shifts go to advisors by keyed draws (`sim.floor.agenda`). Called by `sim.layout` and
`sim.planning`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.states import NEVER_MS

Integers = NDArray[np.int64]
BREAK_STEPS = 2  # breaks may begin at every half of their length
MINUTE_MS = 60_000
BREAK_APART = 8  # no break in the first and last eighth of a shift


@dataclass(frozen=True)
class Shifts:
    """The shifts of one weekday, in ms from opening, in the order in which they begin."""

    start: Integers
    end: Integers
    break_start: Integers
    break_length: Integers

    @property
    def heads(self) -> int:
        """How many advisors work that day."""
        return int(self.start.size)


def shifts_of(present: Integers, slot_ms: int, longest: float, break_from: float, break_ms: float) -> Shifts:
    """Shifts of one weekday.

    Summary of rule: when more are needed another shift begins; when fewer are, or another interval would make
    a shift too long, the one longest on the floor ends.

    Args:
        present: advisors to be present in every interval from opening.
        slot_ms: length of an interval.
        longest: greatest length of a shift, in ms.
        break_from: shortest shift with a break, in ms.
        break_ms: length of the break.
    """
    starts: list[int] = []
    ends: list[int] = []
    open_from = 0
    for slot, needed in enumerate([*present.tolist(), 0]):
        while open_from < len(starts) and (slot + 1 - starts[open_from]) * slot_ms > longest:
            ends.append(slot)
            open_from += 1
        while len(starts) - open_from > needed:
            ends.append(slot)
            open_from += 1
        starts.extend([slot] * (needed - (len(starts) - open_from)))
    start, end = (np.array(places, np.int64) * slot_ms for places in (starts, ends))
    with_break = (end - start >= max(break_from, break_ms)) & (break_ms > 0)
    return Shifts(
        start=start,
        end=end,
        break_start=_breaks(start, end, with_break, present, slot_ms, break_ms),
        break_length=np.where(with_break, break_ms, 0).astype(np.int64),
    )


def _breaks(
    start: Integers,
    end: Integers,
    with_break: NDArray[np.bool_],
    present: Integers,
    slot_ms: int,
    break_ms: float,
) -> Integers:
    """When every shift has its break.

    Summary of rule: not in the first or last eighth of the shift, where the smallest share of those present
    is on break already; shift by shift, in the order in which they begin. In the middle of a short shift.
    """
    chosen = np.full(start.size, NEVER_MS, np.int64)
    if not with_break.any():
        return chosen
    grid = max(int(break_ms // BREAK_STEPS), MINUTE_MS)
    slots = np.minimum(np.arange(int(end.max()) // grid + BREAK_STEPS) * grid // slot_ms, present.size - 1)
    there = np.maximum(present[slots], 1)
    resting = np.zeros(there.size)
    for row in np.flatnonzero(with_break):
        apart = (end[row] - start[row]) // BREAK_APART
        places = np.arange(int(start[row] + apart), int(end[row] - apart - break_ms) + 1, grid) // grid
        places = places[places * grid >= start[row]]
        if places.size == 0:
            chosen[row] = start[row] + int(end[row] - start[row] - break_ms) // 2
            continue
        shares = np.maximum(resting[places] / there[places], resting[places + 1] / there[places + 1])
        place = int(places[int(np.argmin(shares))])
        resting[place : place + BREAK_STEPS] += 1
        chosen[row] = place * grid
    return chosen


def resting_in(shifts: Shifts, slots: int, slot_ms: int) -> NDArray[np.float64]:
    """Mean number of advisors on break in every interval."""
    edges = np.arange(slots + 1) * slot_ms
    rests = shifts.break_length > 0
    begin, end = shifts.break_start[rests, None], (shifts.break_start + shifts.break_length)[rests, None]
    within = np.minimum(end, edges[None, 1:]) - np.maximum(begin, edges[None, :-1])
    return np.asarray(np.maximum(within, 0).sum(axis=0) / slot_ms, float)


def employed_for(heads: list[int], open_days: int, days_per_week: float, shrinkage: float) -> int:
    """Advisors employed so that the heaviest weekday is covered in spite of days off and shrinkage.

    Args:
        heads: advisors who work on every weekday.
        open_days: of a week.
        days_per_week: that an advisor works.
        shrinkage: share of paid time on leave, ill, in training.
    """
    most = max(heads, default=0)
    return max(most, math.ceil(most * max(open_days / days_per_week, 1.0) / (1.0 - shrinkage) - 1e-9))

"""The ledger period by period: what has been paid, needed and given up to the end of every period.

A row at every full period of opening and one at the end of the day, where a run is told to keep them; booking
everybody's time in between changes no sum. Called by `sim.day` and `sim.laying_out`; read by `sim.ledger`.
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.floor.roster import settle_everybody


def periods_of(calendar: np.recarray, period: int) -> int:
    """Rows that the days of a calendar need; none where the period is 0 ms."""
    return int(((calendar.closes - calendar.opens) // period + 1).sum()) if period else 0


@inlined
def keeps_periods(world):
    """Whether the ledger is kept period by period."""
    return world.period.size > 0


@compiled
def begin_periods(world):
    """At the opening: the day is first looked at after a period; at its end alone, where none is kept."""
    clock = world.clock[0]
    clock.pauses = clock.ends
    if keeps_periods(world):
        _look_again(clock, clock.opens)


@inlined
def _look_again(clock, ended):
    """The next full period of opening, if there is one before the day ends."""
    following = ended + clock.period
    clock.pauses = following if following <= clock.closes and following < clock.ends else clock.ends


@compiled
def book_period(world):
    """Write the sums up to the end of the period, before anything happens that falls on it."""
    clock = world.clock[0]
    period = world.period[clock.periods]
    clock.periods += 1
    period.ends = clock.pauses
    settle_everybody(world, clock.pauses, period.paid, period.managers_paid)
    needs, met, undone = period.needs, period.met, period.undone
    for day in range(clock.day + 1):
        needs += world.day[day].needs
        met += world.day[day].met
        undone += world.day[day].undone
    _look_again(clock, clock.pauses)

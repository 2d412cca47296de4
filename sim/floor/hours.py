"""The ledger hour by hour: what has been paid, needed and given up to the end of every hour.

A row at every full hour of opening and one at the end of the day, where a run is told to keep them; booking
everybody's time in between changes no sum. Called by `sim.day` and `sim.laying_out`; read by `sim.ledger`.
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.floor.roster import settle_everybody
from sim.states import HOUR_MS


def hours_of(calendar: np.recarray) -> int:
    """Rows that the days of a calendar need."""
    return int(((calendar.closes - calendar.opens) // HOUR_MS + 1).sum())


@inlined
def keeps_hours(world):
    """Whether the ledger is kept hour by hour."""
    return world.hour.size > 0


@compiled
def begin_hours(world):
    """At the opening: the day is first looked at after an hour; at its end alone, where none is kept."""
    clock = world.clock[0]
    clock.pauses = clock.ends
    if keeps_hours(world):
        _look_again(clock, clock.opens)


@inlined
def _look_again(clock, hour):
    """The next full hour of opening, if there is one before the day ends."""
    following = hour + HOUR_MS
    clock.pauses = following if following <= clock.closes and following < clock.ends else clock.ends


@compiled
def book_hour(world):
    """Write the sums up to the end of the hour, before anything happens that falls on it."""
    clock = world.clock[0]
    hour = world.hour[clock.hours]
    clock.hours += 1
    hour.ends = clock.pauses
    settle_everybody(world, clock.pauses, hour.paid, hour.managers_paid)
    needs, met, undone = hour.needs, hour.met, hour.undone
    for day in range(clock.day + 1):
        needs += world.day[day].needs
        met += world.day[day].met
        undone += world.day[day].undone
    _look_again(clock, clock.pauses)

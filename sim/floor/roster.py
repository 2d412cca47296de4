"""Shifts, breaks, and the ledger of paid time of advisors and managers.

Every paid millisecond falls into exactly one account: what the person was doing, or overtime outside the
shift, whatever was done in it. Called by `sim.day`, the rest of the floor and `sim.governance`.
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.states import NONE, OFF, OVERTIME


@inlined
def on_shift(person, now):
    """Whether a time lies within a person's shift of the day."""
    return person.shift_start <= now < person.shift_end


@inlined
def at_rest(manager):
    """Whether nobody needs a manager just now: he does what his part of the day is for."""
    return manager.state == manager.rests


@inlined
def works_today(world, manager):
    """Whether a manager's place is somebody's who is not ill."""
    who = manager.person
    return who != NONE and world.clock[0].day >= world.person[who].ill_until


@inlined
def stays(advisor, now):
    """Whether neither a spell off the phone nor the end of the shift calls an advisor away.

    Where the centre does not close, one whose shift has ended may already have his next one before him.
    """
    return advisor.shift_start <= now < min(advisor.away_from, advisor.shift_end)


@inlined
def serves_last(clock, advisor):
    """Whether an advisor who was there at closing serves the last who wait."""
    return clock.closes_today and clock.now >= advisor.shift_end >= clock.closes


@compiled
def team_of(world, advisor_row):
    """First row of an advisor's team, and the row behind its last: its members are neighbours."""
    team = world.advisor[advisor_row].team
    first = past = np.int64(advisor_row)
    while first > 0 and world.advisor[first - 1].team == team:
        first -= 1
    while past < world.advisor.size and world.advisor[past].team == team:
        past += 1
    return first, past


@inlined
def settle(person, now):
    """Book the time since the last change of state."""
    if person.state != OFF:
        within = max(min(now, person.shift_end) - max(person.since, person.shift_start), 0)
        person.paid[OVERTIME] += now - person.since - within
        person.paid[person.state] += within
    person.since = now


@inlined
def turn_to(person, now, state):
    """Book the time so far and begin to do something else."""
    settle(person, now)
    person.state = state


@compiled
def settle_everybody(world, now, paid, managers_paid):
    """Book everybody's time up to now and write the sums by account; managers' seats count as theirs."""
    employed = world.clock[0].employed
    paid[:] = 0
    managers_paid[:] = 0
    for row in range(world.advisor.size):
        settle(world.advisor[row], now)
        if row < employed:
            paid += world.advisor[row].paid
        else:
            managers_paid += world.advisor[row].paid
    for row in range(world.manager.size):
        settle(world.manager[row], now)
        managers_paid += world.manager[row].paid

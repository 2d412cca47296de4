"""Shifts, breaks, and the ledger of paid time of advisors and managers.

Every paid millisecond falls into exactly one account: what the person was doing, or overtime outside the
shift, whatever was done in it. Called by `sim.day` and `sim.governance.approval`.
"""

from sim.compiling import compiled, inlined
from sim.states import OFF, OVERTIME


@inlined
def on_shift(person, now):
    """Whether a time lies within a person's shift of the day."""
    return person.shift_start <= now < person.shift_end


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
def settle_all(people, now, totals):
    """Book everybody's time up to now and write the sums by account."""
    totals[:] = 0
    for row in range(people.size):
        settle(people[row], now)
        totals += people[row].paid

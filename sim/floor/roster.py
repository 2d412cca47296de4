"""Shifts, breaks, and the ledger of paid time of advisors and managers.

Every paid millisecond falls into exactly one account: what the person was doing, or overtime from the
end of the shift on, whatever was done in it. Called by `sim.day` and `sim.governance.approval`.
"""

from sim.compiling import compiled, inlined
from sim.tables import OFF, OVERTIME


@inlined
def settle(person, now):
    """Book the time since the last change of state."""
    if person.state != OFF:
        over = max(now - max(person.since, person.shift_end), 0)
        person.paid[OVERTIME] += over
        person.paid[person.state] += now - person.since - over
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

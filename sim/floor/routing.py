"""Who takes what: the longest idle advisor, and call-backs against callers. Called by `sim.day`."""

from sim.compiling import inlined
from sim.lists import join, leave
from sim.rules import rule


@rule("routing.work_first", reference="assumption: a promise is kept within a stated time")
def overdue_first(waited, settings):
    """Summary of rule: callers in the queue go first, unless a call-back has waited too long."""
    return waited > settings.call_back_patience


@inlined
def become_idle(world, row):
    """Stand at the end of the list of idle advisors."""
    clock = world.clock[0]
    clock.idle_first, clock.idle_last = join(world.advisor, clock.idle_first, clock.idle_last, row)


@inlined
def stop_idling(world, row):
    """Leave the list of idle advisors."""
    clock = world.clock[0]
    clock.idle_first, clock.idle_last = leave(world.advisor, clock.idle_first, clock.idle_last, row)


@inlined
def longest_idle(world):
    """Take the advisor who has been idle longest; the caller has seen that there is one."""
    row = world.clock[0].idle_first
    stop_idling(world, row)
    return row

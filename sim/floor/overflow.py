"""Overflow: who has waited long enough is taken by the next choice of groups too.

Called by `sim.rarer_events`.
"""

from sim.compiling import compiled
from sim.floor.answering import answer_now
from sim.floor.chat import answered_later
from sim.floor.queueing import leave_queue, schedule_overflow
from sim.floor.routing import free_advisor
from sim.states import CHAT, NONE


@compiled
def overflow(world, row, number):
    """A caller has waited long enough for the next choice of groups; void if he waits no more."""
    clock = world.clock[0]
    case = world.case[row]
    if case.overflows != number:
        return
    if case.channel == CHAT:
        if not answered_later(world, row):
            schedule_overflow(world, clock, row)
        return
    free = free_advisor(world, case.queue, clock.now - world.contact[case.contact].arrived)
    if free == NONE:
        schedule_overflow(world, clock, row)
        return
    leave_queue(world, row)
    answer_now(world, free, row)

"""The queue of callers: waiting, giving up. Called by `sim.day`."""

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.cases import attempt_key, hang_up, law_of
from sim.floor.handling import duration
from sim.floor.returns import redial_or_end
from sim.lists import join, leave
from sim.states import ABANDONED_CONTACT, NEVER_MS, QUEUED, REASON_LAWS
from sim.streams import PATIENCE, uniforms

PATIENCE_IN_QUEUE = REASON_LAWS.index("patience")


@inlined
def count_waiting(world, change):
    """Move the number waiting, and the time integral of it up to now."""
    clock = world.clock[0]
    world.day[clock.day].waiting_area += clock.waiting * (clock.now - clock.waiting_since)
    clock.waiting_since = clock.now
    clock.waiting += change


@inlined
def wait_in_queue(world, row):
    """Join the end of the queue, with a patience."""
    clock = world.clock[0]
    case = world.case[row]
    count_waiting(world, 1)
    clock.queue_first, clock.queue_last = join(world.case, clock.queue_first, clock.queue_last, row)
    law = law_of(world, case.reason, PATIENCE_IN_QUEUE)
    unit, _ = uniforms(world.key, PATIENCE, case.customer, attempt_key(case), 0)
    patience = duration(world, law, unit, PATIENCE, case, 1)
    if patience < NEVER_MS:
        events.schedule(world.event, clock, clock.now + patience, events.GIVES_UP_QUEUE, row, case.stamp)


@inlined
def leave_queue(world, row):
    """Leave the queue from any place."""
    clock = world.clock[0]
    count_waiting(world, -1)
    clock.queue_first, clock.queue_last = leave(world.case, clock.queue_first, clock.queue_last, row)


@compiled
def give_up_queue(world, row, stamp):
    """A caller's patience in the queue ends; void if he has been answered."""
    clock = world.clock[0]
    case = world.case[row]
    if case.state != QUEUED or case.stamp != stamp:
        return
    leave_queue(world, row)
    contact = hang_up(world, case, ABANDONED_CONTACT)
    tally = world.day[clock.day]
    tally.abandoned += 1
    tally.abandoned_in_target += clock.now - contact.arrived <= world.settings[0].target_wait
    redial_or_end(world, row)

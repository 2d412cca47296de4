"""The queues of callers and of the transferred: waiting, giving up, and finding all lines taken.

Called by `sim.day` and the rest of the floor.
"""

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.cases import hang_up, law_of
from sim.floor.handling import duration
from sim.floor.notes import note_waiting
from sim.floor.returns import call_again_or_end
from sim.governance.surge import call_managers
from sim.lists import join, leave
from sim.states import (
    ABANDONED,
    ABANDONED_CONTACT,
    BLOCKED,
    BLOCKED_CONTACT,
    CHAT,
    HOLD_PATIENCE_LAW,
    NEVER_MS,
    PATIENCE_LAW,
    PHONE,
    TRANSFER,
)
from sim.streams import PATIENCE, attempt_key, uniforms

QUEUE_BLOCK, TRANSFER_BLOCK = range(2)  # of PATIENCE, first uniform
QUEUE_PART, TRANSFER_PART = 1, 500  # of PATIENCE, where a law draws blocks of its own


@inlined
def count_waiting(world, change):
    """Move the number waiting, and the time integral of it up to now."""
    clock = world.clock[0]
    world.day[clock.day].waiting_area += clock.waiting * (clock.now - clock.waiting_since)
    clock.waiting_since = clock.now
    clock.waiting += change


@inlined
def wait_in_queue(world, clock, row, queue_row):
    """A caller for whom nobody is free: hangs up at once, or joins the end of a queue with a patience."""
    case = world.case[row]
    unit, _ = uniforms(world.key, PATIENCE, case.customer, attempt_key(case), QUEUE_BLOCK)
    at_once = world.reason[case.reason].hangs_up_at_once
    if unit < at_once:
        _give_up(world, row)
        return
    _join(world, clock, row, queue_row)
    law = law_of(world, case.reason, PATIENCE_LAW)
    _bear(world, clock, row, law, (unit - at_once) / (1.0 - at_once), QUEUE_PART)
    if clock.now >= clock.surge_from and case.channel == PHONE:
        call_managers(world)


@inlined
def wait_for_transfer(world, clock, row, queue_row):
    """A transferred customer joins the end of a queue, as patient as one on hold."""
    case = world.case[row]
    _join(world, clock, row, queue_row)
    unit, _ = uniforms(world.key, PATIENCE, case.customer, attempt_key(case), TRANSFER_BLOCK)
    _bear(world, clock, row, law_of(world, case.reason, HOLD_PATIENCE_LAW), unit, TRANSFER_PART)


@inlined
def _join(world, clock, row, queue_row):
    case = world.case[row]
    queue = world.queue[queue_row]
    count_waiting(world, 1)
    clock.chats_waiting += case.channel == CHAT
    queue.first, queue.last = join(world.case, queue.first, queue.last, row)
    case.queue = queue_row
    case.ticket = clock.tickets
    clock.tickets += 1
    if clock.journal_on:
        note_waiting(world, row)


@inlined
def _bear(world, clock, row, law, unit, part):
    """Wait as long as the patience lasts; later choices of groups take the call when it has waited enough."""
    case = world.case[row]
    patience = duration(world, law, unit, PATIENCE, case, part)
    if patience < NEVER_MS:
        case.awaits = events.schedule(world, clock.now + patience, events.GIVES_UP_QUEUE, row)
    if world.queue[case.queue].choices > 1:
        schedule_overflow(world, clock, row)


@compiled
def schedule_overflow(world, clock, row):
    """The next choice of groups takes the call when it has waited so long, where one has to wait at all."""
    case = world.case[row]
    case.overflows = 0
    queue = world.queue[case.queue]
    waited = clock.now - world.contact[case.contact].arrived
    if queue.overflow > 0 and waited < (queue.choices - 1) * queue.overflow:
        then = clock.now + queue.overflow
        case.overflows = events.schedule(world, then, events.OVERFLOWS, row)


@inlined
def leave_queue(world, row):
    """Leave the queue from any place."""
    queue = world.queue[world.case[row].queue]
    count_waiting(world, -1)
    world.clock[0].chats_waiting -= world.case[row].channel == CHAT
    queue.first, queue.last = leave(world.case, queue.first, queue.last, row)


@compiled
def give_up_queue(world, row, number):
    """A caller's patience in the queue ends; void if he has been answered."""
    if world.case[row].awaits != number:
        return
    leave_queue(world, row)
    _give_up(world, row)


@inlined
def _give_up(world, row):
    case = world.case[row]
    now = world.clock[0].now
    contact = hang_up(world, case, ABANDONED_CONTACT)
    tally = world.day[world.clock[0].day]
    if contact.kind == TRANSFER:
        tally.transfers_abandoned += 1
    else:
        tally.abandoned += 1
        tally.abandoned_in_target += now - contact.arrived <= world.settings[0].target_wait
    call_again_or_end(world, row, ABANDONED)


@compiled
def find_lines_taken(world, row):
    """A caller finds all lines taken: he was never admitted, and tries again or not."""
    world.day[world.clock[0].day].blocked += 1
    hang_up(world, world.case[row], BLOCKED_CONTACT)
    call_again_or_end(world, row, BLOCKED)

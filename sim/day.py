"""The compiled day: pops an event and calls the rooms.

One call of `run_day` works through the events of one day, from its opening to the next day's. Order of
everything: (1) `open_day` draws the day's first contacts and gives the cases that come back their time
(shifts have been put into the event list by `sim.world`); (2) `run_day` takes the earliest of the next
first contact and the event list, in the order of `sim.events`, until the next day's opening; what is
left in the event list belongs to later days; (3) `finish_day` books everybody's time and folds the
contacts into the digest; (4) `carry_over` begins the next day's contact log with those still open.

At closing no call is admitted; callers in the queue are served to the last, as overtime; a hold still
open becomes a promised call-back; trays and call-backs wait for the morning. A centre that does not
close goes over into the next day as it is. `run_day` comes back early when a table is full, so that its
caller can enlarge it and go on. Called by `sim.world`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled, inlined
from sim.customers.calendar import ALIVE, LEFT_SERVICE, occupant, present
from sim.floor.answering import answer, end_talk
from sim.floor.cases import end_case, latent_case, log_contact, move, open_case
from sim.floor.demand import draw_first_contacts
from sim.floor.queueing import count_waiting, give_up_queue, wait_in_queue
from sim.floor.returns import schedule_returns
from sim.floor.roster import settle_all, turn_to
from sim.floor.routing import longest_idle
from sim.floor.work import call_away, next_caller
from sim.governance.approval import end_duty, give_up_hold, promise_those_held
from sim.governance.review import begin_review, end_review, end_rework, time_out
from sim.handle import prefetch
from sim.states import (
    CUSTOMER_LEFT,
    FIRST,
    IDLE,
    NEVER_MS,
    NONE,
    OFF,
    QUEUED,
    REDIAL,
    REPEAT,
    UNRESOLVED,
    WAITING,
)
from sim.streams import fold

DONE, FULL = range(2)
MARGIN = 8  # rows a single event may need in any table, beside those that `_events_with_room` keeps back
NOBODY = NONE
AHEAD = 6  # arrivals whose customers are asked for in advance


@compiled
def open_day(world):
    """Begin a day; False when the table of arrivals is full: with a larger one, call again."""
    clock = world.clock[0]
    if not draw_first_contacts(world):
        return False
    clock.arrival = 0
    clock.is_open = 1
    schedule_returns(world)
    if clock.closes_today:
        events.schedule(world.event, clock, clock.closes, events.CLOSING, NOBODY, 0)
    return True


@compiled
def run_day(world):
    """Work through the events of the day: DONE at its end, FULL when a table wants enlarging."""
    clock = world.clock[0]
    safe = 0  # events that certainly find room
    while True:
        if safe == 0:
            safe = _events_with_room(world, clock)
            if safe == 0:
                return FULL
        safe -= 1
        if clock.top_is_spent:
            events.close_gap(world.event, clock)
        called = _next_is_first_contact(world, clock)
        time = NEVER_MS
        if called:
            time = world.arrival[clock.arrival].time
        elif clock.events > 0:
            time = world.event[0].time
        if time >= clock.ends:
            return DONE
        clock.now = time
        arriving = NOBODY
        freed = NOBODY
        kind = FIRST
        if called:
            arriving = _first_contact(world, clock)
        else:
            first = world.event[0]
            event, subject, stamp = first.order >> events.KIND_SHIFT, first.subject, first.stamp
            events.take_first(clock)
            if event == events.TALK_ENDS:
                freed = end_talk(world, clock, subject)
            elif event == events.WRAP_UP_ENDS:
                world.contact[world.advisor[subject].contact].wrapped_up = clock.now
                freed = subject
            elif event == events.GIVES_UP_QUEUE:
                give_up_queue(world, subject, stamp)
            elif event == events.RETURNS:
                if _comes_back(world, subject, stamp):
                    arriving = subject
                    kind = world.case[subject].returns_as
            else:
                freed = _rarer(world, event, subject, stamp)
        if arriving != NOBODY:
            log_contact(world, arriving, kind, clock.now)
            _count_arrival(world, clock, kind)
            if clock.idle_first == NONE:
                wait_in_queue(world, arriving)
            else:
                freed = longest_idle(world)
        if freed != NOBODY:
            case = arriving if arriving != NOBODY else next_caller(world, clock, freed)
            if case != NOBODY:
                answer(world, clock, freed, case)


@compiled
def _events_with_room(world, clock):
    """How many events certainly find room in every table.

    One event may promise call-backs to all who are on hold, or end the cases of all who have left before
    theirs: room for every advisor and every open case is kept back, here and in `sim.world.Run`.
    """
    least = min(world.event.size - clock.events - world.advisor.size, world.contact.size - clock.contacts)
    least = min(least, world.case.size - clock.open_cases)
    least = min(least, world.closed.size - clock.closed - clock.open_cases)
    if clock.journal_on:
        least = min(least, world.journal.size - clock.journal - 2 * clock.open_cases)
    return max(least // MARGIN, 0)


@inlined
def _next_is_first_contact(world, clock):
    if clock.arrival >= clock.arrivals:
        return False
    if clock.events == 0:
        return True
    time = world.arrival[clock.arrival].time
    event = world.event[0]
    return time < event.time or (
        time == event.time and event.order >> events.KIND_SHIFT > events.FIRST_CONTACT
    )


@inlined
def _first_contact(world, clock):
    """Open the case of the next first contact; none where the customer has left."""
    arrival = world.arrival[clock.arrival]
    ahead = clock.arrival + AHEAD
    if ahead < clock.arrivals:
        prefetch(world.customer, world.arrival[ahead].customer)
    clock.arrival += 1
    row = arrival.customer
    who = occupant(world, row, clock.now)
    cohort = clock.now >= clock.measured_from and world.customer[row].generation == 0
    if who == ALIVE:
        return open_case(world, row, arrival.serial, cohort, QUEUED)
    if who == LEFT_SERVICE:
        latent_case(world, open_case(world, row, arrival.serial, cohort, UNRESOLVED))
        world.day[clock.day].latent += 1
    return NOBODY


@compiled
def _comes_back(world, row, stamp):
    """Whether a case that is due comes back; it ends where its customer has left meanwhile."""
    case = world.case[row]
    if case.state != UNRESOLVED or case.stamp != stamp:
        return False
    if not present(world.customer[case.customer], case.generation, world.clock[0].now):
        end_case(world, row, CUSTOMER_LEFT)
        return False
    move(world, case, QUEUED)
    return True


@inlined
def _count_arrival(world, clock, kind):
    tally = world.day[clock.day]
    tally.first_contacts += kind == FIRST
    tally.redials += kind == REDIAL
    tally.repeats += kind == REPEAT


@compiled
def _rarer(world, event, subject, stamp):
    """Events of shifts, managers and requests. Returns an advisor whom the event has freed."""
    clock = world.clock[0]
    freed = NOBODY
    if event == events.SHIFT_STARTS:
        if world.advisor[subject].state == OFF:
            turn_to(world.advisor[subject], clock.now, IDLE)
            freed = subject
    elif event == events.BREAK_ENDS:
        freed = subject
    elif event == events.BREAK_STARTS or event == events.SHIFT_ENDS:
        freed = call_away(world, clock, subject)
    elif event == events.MANAGER_STARTS:
        if world.manager[subject].state == OFF:
            turn_to(world.manager[subject], clock.now, IDLE)
        begin_review(world, subject)
    elif event == events.MANAGER_ENDS:
        end_duty(world, subject)
    elif event == events.TRAY_LOOK:
        world.manager[subject].looking = 1
        if world.manager[subject].state == IDLE:
            begin_review(world, subject)
    elif event == events.REVIEW_ENDS:
        end_review(world, subject)
    elif event == events.REWORK_ENDS:
        freed = end_rework(world, subject)
    elif event == events.REQUEST_TIMES_OUT:
        time_out(world, subject, stamp)
    elif event == events.GIVES_UP_HOLD:
        give_up_hold(world, subject, stamp)
    elif event == events.CLOSING:
        clock.is_open = 0
        promise_those_held(world, NONE)
    if freed == NOBODY and clock.work_first != NONE and clock.idle_first != NONE and clock.is_open:
        freed = longest_idle(world)
    return freed


@compiled
def finish_day(world):
    """Book everybody's time and fold the contacts that are over into the digest."""
    clock = world.clock[0]
    clock.now = clock.ends
    count_waiting(world, 0)
    tally = world.day[clock.day]
    tally.open_cases = clock.open_cases
    settle_all(world.advisor, clock.ends, tally.paid)
    settle_all(world.manager, clock.ends, tally.managers_paid)
    for row in range(clock.contacts):
        if not _still_open(world.contact[row]):
            clock.digest = _folded(clock.digest, world.contact[row])


@compiled
def carry_over(world):
    """Keep the contacts still open, at the head of the next day's log."""
    clock = world.clock[0]
    kept = 0
    for row in range(clock.contacts):
        contact = world.contact[row]
        if _still_open(contact):
            if contact.outcome == WAITING:
                world.case[contact.case].contact = kept
            if contact.answered != NONE:
                world.advisor[contact.advisor].contact = kept
            world.contact[kept] = contact
            kept += 1
    clock.contacts = kept


@inlined
def _still_open(contact):
    return contact.outcome == WAITING or (contact.answered != NONE and contact.wrapped_up == NONE)


@inlined
def _folded(digest, contact):
    """The digest and one contact more: each contact is mixed by itself, so that mixing overlaps."""
    mixed = fold(contact.arrived, contact.answered)
    mixed = fold(mixed, contact.held_from)
    mixed = fold(mixed, contact.ended)
    mixed = fold(mixed, contact.wrapped_up)
    what = contact.attempt * 64 + contact.kind * 8 + contact.outcome
    mixed = fold(mixed, (np.int64(contact.customer) << 16) + what)
    return fold(digest, mixed)

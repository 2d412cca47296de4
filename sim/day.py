"""The compiled day: pops an event and calls the rooms.

One call of `run_day` works through the events of one day, from its opening to the next day's. Order of
everything: (1) `begin_day` begins the day's contact log with those still open and sets the clock, and the
phases of the opening follow (`sim.phases`); (2) `draw_arrivals` draws the day's first contacts, those of
shocks among them, and gives the cases that come back their time; (3) `run_day` takes the earliest of the next
arrival, the agenda and the event list, in the order of `sim.events`, until the next day's opening; what is
left in the event list belongs to later days; (4) `finish_day` books everybody's time and folds the contacts
into the digest.

At closing no call is admitted; callers in the queue are served to the last, as overtime; a hold still
open becomes a promised call-back; trays and call-backs wait for the morning. A centre that does not
close goes over into the next day as it is. `run_day` comes back early when a table is full, so that its
caller can enlarge it and go on. Called by `sim.world`.
"""

from sim import events
from sim.compiling import compiled, inlined
from sim.contact_log import carry_over, fold_contacts
from sim.customers.calendar import ALIVE, LEFT_SERVICE, occupant, present
from sim.floor.answering import answer, end_talk
from sim.floor.cases import end_case, latent_case, log_contact, move, open_case
from sim.floor.chat import arrive_in_writing
from sim.floor.demand import draw_first_contacts, sort_arrivals
from sim.floor.periods import begin_periods, book_period, keeps_periods
from sim.floor.queueing import (
    count_waiting,
    find_lines_taken,
    give_up_queue,
    wait_in_queue,
)
from sim.floor.returns import draw_returns
from sim.floor.roster import settle_everybody
from sim.floor.routing import free_advisor, queue_on_arrival
from sim.floor.sharing import book_all_chats
from sim.floor.shocks import contact_of_shock, draw_shock_contacts
from sim.floor.work import next_caller
from sim.governance.breaking import mean_felt
from sim.handle import prefetch
from sim.rarer_events import rarer
from sim.room import events_with_room, has_room_to_open, is_overloaded
from sim.soundness import is_sound
from sim.states import (
    CHAT,
    CUSTOMER_LEFT,
    FIRST,
    NOBODY,
    NONE,
    QUEUED,
    REDIAL,
    REPEAT,
    UNRESOLVED,
)

DONE, FULL, OVERLOADED, AT_FAULT = range(4)
CALLS, AGENDA, EVENTS = range(3)  # where the next event comes from
AHEAD = 6  # arrivals whose customers are asked for in advance
UNNUMBERED = 0  # events of the agenda


@compiled
def begin_day(world, day):
    """Set the clock to a day's opening, and lay out its agenda.

    Returns:
        DONE; FULL: with larger tables (`sim.room.OPENING`), call again; AT_FAULT where a number is none.
    """
    clock = world.clock[0]
    clock.day = day
    if not is_sound(world):
        return AT_FAULT
    if not has_room_to_open(world):
        return FULL
    carry_over(world)
    today, tomorrow = world.calendar[clock.day], world.calendar[clock.day + 1]
    clock.opens, clock.closes, clock.ends = today.opens, today.closes, tomorrow.opens
    clock.now, clock.worked, clock.waiting_since = today.opens, today.worked, today.opens
    clock.closes_today = today.closes < tomorrow.opens
    clock.is_open = 1
    begin_periods(world)
    clock.arrival, clock.arrivals = 0, 0
    tally = world.day[clock.day]
    tally.day, tally.weekday = clock.day, today.weekday
    return DONE


@compiled
def draw_arrivals(world):
    """Draw the day's arrivals, in order; False when their table is full: with a larger one, call again."""
    if not (draw_returns(world) and draw_first_contacts(world) and draw_shock_contacts(world)):
        return False
    sort_arrivals(world)
    world.clock[0].drawn_after = world.clock[0].sequence
    return True


@compiled
def run_day(world):
    """Work through the events of the day: DONE at its end, FULL when a table wants enlarging, OVERLOADED."""
    clock = world.clock[0]
    safe = 0  # events that certainly find room
    while True:
        if safe == 0:
            safe = events_with_room(world)
            if safe == 0:
                return OVERLOADED if is_overloaded(world) else FULL
        safe -= 1
        when, source = _earliest(world, clock)
        if events.time_of(when) >= clock.pauses:
            if clock.pauses < clock.ends:
                book_period(world)
                continue
            events.leave_to_tomorrow(world)
            return DONE
        clock.now = events.time_of(when)
        event = when & events.ANY_KIND
        arriving = freed = NOBODY
        if source == CALLS:
            arriving = _next_to_call(world, clock)
        else:
            subject, number = _take(world, clock, source)
            if event == events.TALK_ENDS:
                freed = end_talk(world, clock, subject)
            elif event == events.WRAP_UP_ENDS:
                world.contact[world.advisor[subject].contact].wrapped_up = clock.now
                freed = subject
            elif event == events.GIVES_UP_QUEUE:
                give_up_queue(world, subject, number)
            elif event == events.RETURNS:
                arriving = subject if _comes_back(world, subject) else NOBODY
            else:
                freed = rarer(world, event, subject, number)
        case = arriving
        if arriving != NOBODY:
            freed = _arrive(world, clock, arriving)
        elif freed != NOBODY:
            case = next_caller(world, clock, freed)
        if freed != NOBODY and case != NOBODY:
            answer(world, clock, freed, case)


@inlined
def _take(world, clock, source):
    """Subject and number of the next event, of the agenda or scheduled, which is done with."""
    if source == AGENDA:
        clock.agenda += 1
        return world.agenda[clock.agenda - 1].subject, UNNUMBERED
    return events.take_first(world, clock)


@inlined
def _earliest(world, clock):
    """When the next event comes, and from where: what was laid out first goes before what was scheduled."""
    when, source = events.first_when(world, clock), EVENTS
    if clock.arrival < clock.arrivals:
        called = world.arrival[clock.arrival].when
        if called < when or (called == when and _scheduled_today(world, clock)):
            when, source = called, CALLS
    if clock.agenda < clock.agenda_ends and world.agenda[clock.agenda].when <= when:
        when, source = world.agenda[clock.agenda].when, AGENDA
    return when, source


@compiled
def _scheduled_today(world, clock):
    """Whether the earliest event, of somebody who comes back too, was scheduled after the day's arrivals."""
    return events.first_number(world, clock) > clock.drawn_after


@inlined
def _next_to_call(world, clock):
    """The case of the next arrival; NOBODY where the customer has left."""
    arrival = world.arrival[clock.arrival]
    ahead = clock.arrival + AHEAD
    if ahead < clock.arrivals:
        prefetch(world.customer, world.arrival[ahead].customer)
        if world.arrival[ahead].case > NONE:
            prefetch(world.case, world.arrival[ahead].case)
    clock.arrival += 1
    if arrival.case == NONE:
        return _first_contact(world, clock, arrival)
    if arrival.case < NONE:
        return contact_of_shock(world, arrival)
    return arrival.case if _comes_back(world, arrival.case) else NOBODY


@inlined
def _first_contact(world, clock, arrival):
    """Open the case of a first contact; NOBODY where the customer has left."""
    row = arrival.customer
    who = occupant(world, row, clock.now)
    cohort = clock.now >= clock.measured_from and world.customer[row].generation == 0
    if who == ALIVE:
        return open_case(world, row, arrival.serial, cohort, QUEUED)
    if who == LEFT_SERVICE:
        latent_case(world, open_case(world, row, arrival.serial, cohort, UNRESOLVED))
        world.day[clock.day].latent += 1
    return NOBODY


@inlined
def _arrive(world, clock, row):
    """A customer calls. Returns the advisor who answers at once; NOBODY if he waits, or is not admitted."""
    kind = world.case[row].returns_as if world.case[row].attempt > 0 else FIRST
    log_contact(world, row, kind, clock.now)
    tally = world.day[clock.day]
    tally.first_contacts += kind == FIRST
    tally.redials += kind == REDIAL
    tally.repeats += kind == REPEAT
    if world.case[row].channel == CHAT:
        arrive_in_writing(world, row)
        return NOBODY
    if clock.lines_taken > clock.lines:
        find_lines_taken(world, row)
        return NOBODY
    queue_row = queue_on_arrival(world, world.case[row])
    free = free_advisor(world, queue_row, 0)
    if free == NONE:
        wait_in_queue(world, clock, row, queue_row)
    return free


@compiled
def _comes_back(world, row):
    """Whether a case that is due comes back; it ends where its customer has left meanwhile."""
    case = world.case[row]
    if not present(world.customer[case.customer], case.generation, world.clock[0].now):
        end_case(world, row, CUSTOMER_LEFT)
        return False
    move(world, case, QUEUED)
    return True


@compiled
def finish_day(world):
    """Book everybody's time and fold the contacts that are over into the digest.

    Returns:
        DONE; AT_FAULT where a number is none (`sim.soundness`); OVERLOADED, also where a centre that closes
        still serves its last callers when it opens again.
    """
    clock = world.clock[0]
    clock.now = clock.ends
    count_waiting(world, 0)
    tally = world.day[clock.day]
    tally.open_cases = clock.open_cases
    tally.felt = mean_felt(world)
    if world.conversation.size > 0:
        book_all_chats(world)
    settle_everybody(world, clock.ends, tally.paid, tally.managers_paid)
    if keeps_periods(world):
        book_period(world)
    sound_stakes = fold_contacts(world)
    if clock.fault > 0 or not (sound_stakes and is_sound(world)):
        return AT_FAULT
    night = clock.closes_today and clock.waiting > 0
    return OVERLOADED if night or is_overloaded(world) else DONE

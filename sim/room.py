"""Room in the tables, and when there will never be enough: an overloaded centre.

Compiled code checks no bounds, so the day asks here how many events certainly find room. One event may
promise call-backs to all who are on hold, call all to a meeting, or end the cases of all who have left before
theirs, and the day's end may leave everybody's end of duty to tomorrow: room for all people and all open
cases is kept back, and for as many conversations as an advisor may begin at once. Called by `sim.day`;
`sim.world` enlarges what is full.
"""

import numpy as np

from sim.compiling import compiled
from sim.customers.acquisition import newcomers_today
from sim.floor.cases import law_of
from sim.governance.tensions import raised_today
from sim.governance.working_groups import projects_today
from sim.states import PATIENCE_LAW
from sim.streams import NEVER

GROWING = ("event", "far", "contact", "case", "closed", "journal", "tension")  # tables that events fill
OPENING = ("event", "far", "tension", "person", "customer")  # tables that the opening of a day fills
PLENTY = 1 << 40  # rows
LINES_KEPT = 5  # lines of the journal that one event may write about every open case
MARGIN = 8  # rows a single event may need in any table, beside those kept back
FEWEST_UNSTABLE = 1_000  # waiting contacts or requests below which overload is not told from chance
PER_PERSON_UNSTABLE = 100  # and for every advisor or manager: far beyond any stable queue of a test


@compiled
def rows_free(world):
    """Rows free in every table of `GROWING`, less those kept back; any number where a table is not kept."""
    clock = world.clock[0]
    people = world.advisor.size * (1 + world.shock.size) + world.manager.size + world.chat_rates.size - 1
    cases = clock.open_cases
    settings = world.settings[0]
    journal = world.journal.size - clock.journal - LINES_KEPT * cases if clock.journal_on else PLENTY
    needs_on_agendas = settings.needs > 0.0 and world.circle.size > 0
    tensions = world.tension.size - clock.tensions if needs_on_agendas else PLENTY
    return (
        world.event.size - clock.events - people,
        world.far.size - clock.far_events - people,
        world.contact.size - clock.contacts,
        world.case.size - cases,
        world.closed.size - clock.closed - cases,
        journal,
        tensions,
    )


@compiled
def events_with_room(world):
    """How many events certainly find room in every table."""
    return max(min(rows_free(world)) // MARGIN, 0)


@compiled
def rows_to_open(world):
    """Rows free in every table of `OPENING` beyond what the opening puts there: none below 0 is enough.

    These are the time-outs of all requests in trays, a call to every meeting, paper work and slack, the ends
    of meetings, shocks that begin, the day's tensions, a newcomer for every place, and new customers.
    """
    event, far = rows_free(world)[:2]
    needed = _requests(world) + world.member.size + world.circle.size + world.advisor.size + MARGIN
    needed += projects_today(world) + world.shock.size
    tensions = world.tension.size - world.clock[0].tensions
    persons = world.person.size - world.clock[0].persons
    persons -= world.clock[0].employed
    customers = world.customer.size - world.clock[0].customers - newcomers_today(world)
    return event - needed, far - needed, tensions - raised_today(world), persons, customers


@compiled
def has_room_to_open(world):
    """Whether all that the opening of a day brings finds room."""
    return min(rows_to_open(world)) >= 0


@compiled
def is_overloaded(world):
    """Queues beyond any that a stable centre has: work comes faster than it can ever be done."""
    callers = world.clock[0].waiting > FEWEST_UNSTABLE + PER_PERSON_UNSTABLE * world.advisor.size
    if callers and _somebody_waits_for_ever(world):
        return True
    return _requests(world) > FEWEST_UNSTABLE + PER_PERSON_UNSTABLE * max(world.manager.size, 1)


@compiled
def _somebody_waits_for_ever(world):
    endless = 0
    for reason in range(world.reason.size):
        endless += law_of(world, reason, PATIENCE_LAW).kind == NEVER
    return endless > 0


@compiled
def _requests(world):
    waiting = np.int64(0)
    for tray in world.tray:
        waiting += tray.waiting
    return waiting

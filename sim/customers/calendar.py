"""When customers call and when they leave: operational time and cumulated hazard.

A customer without contact costs nothing. His next first contact is a point in *operational time*,
whose speed is the day's expected volume (weekday, season, busyness) and, within the day, the intraday
profile: with unit exponentials divided by his intensity, first contacts are an exact Poisson process
(time change of a Poisson process; Daley & Vere-Jones 2003, 7.4). He stands in the list of the day on
which that point falls: chunks of customers, so that many of them can be asked from memory at once.
He leaves when a cumulated hazard reaches a keyed unit exponential (Cox 1972): one threshold for reasons
outside service, the same under every form, one for service, whose hazard a grievance raises for as long
as it lasts. The market replaces those who leave for other reasons one for one: the next customer of the
row. Called by the floor, `sim.day`, `sim.measures` and `sim.world`.
"""

import math

import numpy as np

from sim.compiling import compiled, inlined
from sim.machinery import CHUNK_ROWS
from sim.soundness import HAZARD_LEFT, NEXT_CONTACT, is_finite, note_fault
from sim.states import NEVER_MS, NONE
from sim.streams import CONTACT_TIMES, INTENSITY, LEAVING_OTHER, LEAVING_SERVICE, exponential, gamma, uniforms

ALIVE, LEFT_SERVICE, GONE = range(3)


@inlined
def interval_to_next(world, row, customer):
    """Operational time from one first contact of a customer to the next; counts it as drawn."""
    unit, _ = uniforms(world.key, CONTACT_TIMES, row, customer.contacts, 0)
    customer.contacts += 1
    interval = exponential(unit) / customer.intensity
    if 0.0 < interval < math.inf:
        return interval
    note_fault(world, NEXT_CONTACT, row)
    return math.inf


@inlined
def enter_list(world, row, customer):
    """Put a customer into the list of the day on which his next first contact falls."""
    calendar = world.calendar
    last = calendar.size - 1
    time = customer.next_contact
    if not is_finite(time):
        note_fault(world, NEXT_CONTACT, row)
        return
    if time >= calendar[last].operational:
        return
    guide = world.day_guide
    day = guide[min(int(time / calendar[last].operational * guide.size), guide.size - 1)]
    while calendar[day + 1].operational <= time:
        day += 1
    _append(world, calendar[day], row)


@inlined
def _append(world, day, row):
    """Stand in the first chunk of a day's list; a new one goes before it when it is full."""
    clock = world.clock[0]
    if day.callers == NONE or day.in_chunk == CHUNK_ROWS:
        fresh = clock.free_chunk
        clock.free_chunk = world.chunk[fresh].next
        world.chunk[fresh].next = day.callers
        day.callers = fresh
        day.in_chunk = 0
    world.chunk[day.callers].customers[day.in_chunk] = row
    day.in_chunk += 1


@inlined
def drop_chunk(world, day):
    """The first chunk of a day's list is worked off: the next one, a full one, takes its place."""
    clock = world.clock[0]
    done = day.callers
    day.callers = world.chunk[done].next
    day.in_chunk = CHUNK_ROWS
    world.chunk[done].next = clock.free_chunk
    clock.free_chunk = done


@compiled
def settle_customers(world, shape):
    """Draw every customer's intensity and first next contact, and both thresholds of leaving.

    Args:
        world: the tables, calendar filled.
        shape: of the gamma law of intensities; infinity: all alike.
    """
    clock = world.clock[0]
    customers = world.customer
    total = 0.0
    for row in range(customers.size):
        intensity = 1.0
        if not math.isinf(shape):
            intensity = gamma(world.key, INTENSITY, row, 0, 0, shape) / shape
        customers[row].intensity = intensity
        total += intensity
    for row in range(customers.size):
        customer = customers[row]
        customer.intensity = customer.intensity / total
        customer.leaves_other = after_threshold(
            world, LEAVING_OTHER, row, 0, clock.measured_from, world.settings[0].leaving_other
        )
        begin_service_hazard(world, row, customer, clock.measured_from)
        customer.next_contact = interval_to_next(world, row, customer)
        enter_list(world, row, customer)


@inlined
def after_threshold(world, stream, row, generation, start, hazard):
    """Time at which a constant hazard reaches the keyed threshold; never where the hazard is zero."""
    unit, _ = uniforms(world.key, stream, row, generation, 0)
    return time_of_leaving(start, exponential(unit), hazard)


@inlined
def time_of_leaving(start, threshold, hazard):
    """Time at which a constant hazard has cumulated to a threshold."""
    if hazard <= 0.0:
        return NEVER_MS
    delay = threshold / hazard
    return NEVER_MS if delay > 1e15 else start + int(delay)


@inlined
def begin_service_hazard(world, row, customer, start):
    """A new customer's hazard of leaving because of service: without grievance."""
    unit, _ = uniforms(world.key, LEAVING_SERVICE, row, customer.generation, 0)
    customer.hazard_left = exponential(unit)
    customer.touched = start
    customer.grievance = 0.0
    customer.leaves_service = time_of_leaving(start, customer.hazard_left, world.settings[0].leaving_service)


@compiled
def change_grievance(world, customer_row, now, grievance):
    """Book the hazard cumulated up to now, and let it run on, raised for as long as a grievance lasts.

    The hazard is piecewise constant (raised, then the base again), so both are in closed form. Before the
    first measured day nobody leaves, and nothing cumulates.
    """
    settings = world.settings[0]
    customer = world.customer[customer_row]
    base, since = settings.leaving_service, world.clock[0].measured_from
    ends = customer.touched + settings.grievance_duration
    begun = max(customer.touched, since)
    if now > begun:
        raised_for = min(max(ends - begun, 0.0), now - begun)
        ratio = math.exp(np.float64(customer.grievance))
        customer.hazard_left -= base * (raised_for * ratio + (now - begun - raised_for))
    customer.touched = now
    customer.grievance = grievance
    begun = max(now, since)
    raised_for = max(now + settings.grievance_duration - begun, 0.0)
    raised = base * math.exp(np.float64(customer.grievance))
    if not is_finite(customer.hazard_left) or not is_finite(raised):
        note_fault(world, HAZARD_LEFT, customer_row)
        return
    if customer.hazard_left <= raised * raised_for:
        customer.leaves_service = time_of_leaving(begun, customer.hazard_left, raised)
    else:
        after = begun + np.int64(raised_for)
        customer.leaves_service = time_of_leaving(after, customer.hazard_left - raised * raised_for, base)


@inlined
def lasting_grievance(world, customer, now):
    """The log hazard ratio left behind by earlier episodes, while it lasts."""
    lasts = now < customer.touched + world.settings[0].grievance_duration
    return np.float64(customer.grievance) if lasts else 0.0


@inlined
def present(customer, generation, now):
    """Whether the customer who opened a case is still one."""
    return customer.generation == generation and now < customer.leaves_other and now < customer.leaves_service


@compiled
def occupant(world, row, now):
    """Who stands in a row when a first contact falls: the customer, nobody any more, or a successor.

    Returns:
        ALIVE; LEFT_SERVICE: he left because of service, and his latent contact still counts in the cohort;
        GONE: the row is empty.
    """
    customer = world.customer[row]
    while now >= customer.leaves_other:
        if customer.leaves_service < customer.leaves_other:
            return GONE
        start = customer.leaves_other
        customer.generation += 1
        customer.leaves_other = after_threshold(
            world, LEAVING_OTHER, row, customer.generation, start, world.settings[0].leaving_other
        )
        begin_service_hazard(world, row, customer, start)
    if now >= customer.leaves_service:
        return LEFT_SERVICE if customer.generation == 0 else GONE
    return ALIVE


@compiled
def stay_until(world, until):
    """Until when every row has had a customer: whoever leaves because of service is not replaced.

    Args:
        world: the tables.
        until: a time up to which it is known.

    Returns:
        Times in ms, one a row; never, where somebody is there at that time.
    """
    times = np.full(world.customer.size, NEVER_MS)
    for row in range(world.customer.size):
        if occupant(world, row, until) != ALIVE:
            times[row] = world.customer[row].leaves_service
    return times


@compiled
def leavers(world, until):
    """How the customers of day 0 fared until a time.

    Returns:
        (left because of service, left for other reasons, days at risk of all of them).
    """
    start = world.clock[0].measured_from
    hazard = world.settings[0].leaving_other
    service, other, at_risk = 0, 0, 0.0
    for row in range(world.customer.size):
        customer = world.customer[row]
        leaves = after_threshold(world, LEAVING_OTHER, row, 0, start, hazard)
        if customer.generation == 0 and customer.leaves_service < leaves:
            leaves = customer.leaves_service
            service += leaves < until
        else:
            other += leaves < until
        at_risk += (min(leaves, until) - start) / 86400000.0
    return service, other, at_risk

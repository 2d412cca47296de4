"""When customers call and when they leave: operational time and cumulated hazard.

A customer without contact costs nothing. His next first contact is a point in *operational time*,
whose speed is the day's expected volume (weekday, season, busyness) and, within the day, the intraday
profile: with unit exponentials divided by his intensity, first contacts are an exact Poisson process
(time change of a Poisson process; Daley & Vere-Jones 2003, 7.4). He stands in the list of the day on
which that point falls: chunks of customers, so that many of them can be asked from memory at once.
He leaves when a cumulated hazard reaches a keyed unit exponential (Cox 1972): one threshold for reasons
outside service, the same under every form, one for service, whose hazard a grievance raises for as long
as it lasts. The market replaces those who leave for other reasons one for one: the next customer of the
row. Called by the floor, `sim.day`, `sim.loyalty`, `sim.margin` and `sim.world`.
"""

import math

import numpy as np

from sim.compiling import compiled, inlined
from sim.machinery import CHUNK_ROWS
from sim.soundness import HAZARD_LEFT, NEXT_CONTACT, is_finite, note_fault, number_of, sound
from sim.states import DAY_MS, NEVER_MS, NONE
from sim.streams import (
    CONTACT_TIMES,
    INTENSITY,
    JOINED,
    LEAVING_OTHER,
    LEAVING_SERVICE,
    exponential,
    gamma,
    uniforms,
)

ALIVE, LEFT_SERVICE, GONE = range(3)
DISSATISFACTION = number_of("churn.dissatisfaction")
LONGEST_TENURE = 32_000  # days that a row can hold: 87 years


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
    _append(world, calendar[day_of(world, time)], row)


@inlined
def day_of(world, time):
    """The day on which a point in operational time falls, one before the end."""
    calendar, guide = world.calendar, world.day_guide
    day = guide[min(int(time / calendar[calendar.size - 1].operational * guide.size), guide.size - 1)]
    while calendar[day + 1].operational <= time:
        day += 1
    return day


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
def settle_customers(world):
    """Draw every customer's intensity and first next contact, and both thresholds of leaving."""
    clock, settings = world.clock[0], world.settings[0]
    customers = world.customer
    total = 0.0
    for row in range(clock.customers_of_day_0):
        customers[row].intensity = drawn_intensity(world, row)
        total += customers[row].intensity
    clock.intensities = total
    for row in range(clock.customers_of_day_0):
        customer = customers[row]
        customer.intensity = customer.intensity / total
        customer.leaves_other = after_threshold(
            world, LEAVING_OTHER, row, 0, clock.measured_from, settings.leaving_other
        )
        begin_as_customer(world, row, customer, clock.measured_from)
        unit, _ = uniforms(world.key, JOINED, row, 0, 0)
        tenure = np.int64(exponential(unit) * settings.satisfaction_tenure) // DAY_MS
        customer.joined = -min(int(tenure), LONGEST_TENURE)
        customer.next_contact = interval_to_next(world, row, customer)
        enter_list(world, row, customer)


@inlined
def drawn_intensity(world, row):
    """How often a customer calls, as against the mean: a gamma law; 1 where all are alike."""
    cv = world.settings[0].intensity_cv
    if cv == 0.0:
        return 1.0
    shape = 1.0 / (cv * cv)
    return gamma(world.key, INTENSITY, row, 0, 0, shape) / shape


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
def begin_as_customer(world, row, customer, start):
    """A new customer's satisfaction, and his hazard of leaving because of service: without grievance."""
    settings = world.settings[0]
    unit, _ = uniforms(world.key, LEAVING_SERVICE, row, customer.generation, 0)
    customer.hazard_left = exponential(unit)
    customer.touched = start
    customer.grievance = 0.0
    first = customer.generation == 0
    customer.satisfaction = np.float32(
        settings.satisfaction_at_start if first else settings.satisfaction_usual
    )
    customer.joined = min(start // DAY_MS, LONGEST_TENURE)
    hazard = service_hazard(world, row, customer.satisfaction)
    customer.leaves_service = time_of_leaving(start, customer.hazard_left, hazard)


@inlined
def service_hazard(world, row, satisfaction):
    """The hazard of leaving because of service of a customer so satisfied, without grievance; 1/ms."""
    settings = world.settings[0]
    if settings.satisfaction_enabled == 0.0:
        return settings.leaving_service
    answer = world.rules.churn_dissatisfaction(np.float64(satisfaction), settings)
    return settings.leaving_service * math.exp(sound(world, answer, DISSATISFACTION, row))


@compiled
def change_grievance(world, row, now, grievance):
    """Book the hazard cumulated up to now, and let it run on, raised for as long as a grievance lasts.

    The hazard is piecewise constant (raised, then the base again), so both are in closed form. Before the
    first measured day nobody leaves, and nothing cumulates.
    """
    customer = world.customer[row]
    base = service_hazard(world, row, customer.satisfaction)
    customer.hazard_left -= base * _run_for(world, customer, now)
    customer.touched = now
    customer.grievance = grievance
    _foresee_leaving(world, row, customer, base)


@compiled
def change_satisfaction(world, row, now, satisfaction):
    """Let a customer's hazard run on as it is for somebody so satisfied; his grievance goes on.

    It is counted from when the grievance was touched: what is left, as if the new hazard had run since.
    """
    customer = world.customer[row]
    before = service_hazard(world, row, customer.satisfaction)
    customer.satisfaction = satisfaction
    base = service_hazard(world, row, satisfaction)
    customer.hazard_left += (base - before) * _run_for(world, customer, now)
    _foresee_leaving(world, row, customer, base)


@inlined
def _run_for(world, customer, now):
    """For how long the hazard has run since the grievance was touched, in ms at its base."""
    ends = customer.touched + world.settings[0].grievance_duration
    begun = max(customer.touched, world.clock[0].measured_from)
    if now <= begun:
        return 0.0
    raised_for = min(max(ends - begun, 0.0), now - begun)
    return raised_for * math.exp(np.float64(customer.grievance)) + (now - begun - raised_for)


@inlined
def _foresee_leaving(world, row, customer, base):
    """When what is left of the threshold is used up, if nothing changes."""
    begun = max(customer.touched, world.clock[0].measured_from)
    raised_for = max(customer.touched + world.settings[0].grievance_duration - begun, 0.0)
    raised = base * math.exp(np.float64(customer.grievance))
    if not is_finite(customer.hazard_left) or not is_finite(raised):
        note_fault(world, HAZARD_LEFT, row)
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
        begin_as_customer(world, row, customer, start)
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
    customers = world.clock[0].customers
    times = np.full(customers, NEVER_MS)
    for row in range(customers):
        if occupant(world, row, until) != ALIVE:
            times[row] = world.customer[row].leaves_service
    return times


@compiled
def leavers(world, until):
    """How the customers of day 0 fared until a time.

    Returns:
        (left because of service, left for other reasons, days at risk of all of them; of the first those who
        left, and of the last those days, before a customer's first first contact).
    """
    start = world.clock[0].measured_from
    hazard = world.settings[0].leaving_other
    service, other, at_risk, silent, silent_at_risk = 0, 0, 0.0, 0, 0.0
    for row in range(world.clock[0].customers_of_day_0):
        customer = world.customer[row]
        leaves = after_threshold(world, LEAVING_OTHER, row, 0, start, hazard)
        called = first_contact(world, row)
        if customer.generation == 0 and customer.leaves_service < leaves:
            leaves = customer.leaves_service
            service += leaves < until
            silent += leaves < min(until, called)
        else:
            other += leaves < until
        at_risk += (min(leaves, until) - start) / DAY_MS
        silent_at_risk += max(min(leaves, until, called) - start, 0) / DAY_MS
    return service, other, at_risk, silent, silent_at_risk


@compiled
def first_contact(world, row):
    """When the opening of the day was on which the first first contact of a customer of day 0 falls."""
    unit, _ = uniforms(world.key, CONTACT_TIMES, row, 0, 0)
    time = exponential(unit) / world.customer[row].intensity
    calendar = world.calendar
    if time >= calendar[calendar.size - 1].operational:
        return NEVER_MS
    return calendar[day_of(world, time)].opens

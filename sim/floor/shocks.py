"""Shocks: what befalls a centre for a time: more contacts, longer talks, fewer solutions.

A shock begins at a fixed time and lasts so many opening hours, unless the firm has decided before what to do
about it (`sim.governance.crisis`). Its contacts are drawn at the opening, the same under every form of
governance: of a shock that a decision has ended meanwhile they are not made. Called by `sim.day`,
`sim.governance.crisis` and, for the length of talks, the rest of the floor.
"""

import math

import numpy as np

from sim import events
from sim.compiling import compiled
from sim.customers.calendar import ALIVE, occupant
from sim.floor.cases import call_for_reason, open_case, working_time
from sim.states import LOG_2, NEVER_MS, NOBODY, NONE, QUEUED
from sim.streams import SHOCK_SERIALS, SHOCKS, poisson, uniforms

OF_SHOCKS = -2  # an arrival's case: of the first shock; of the next ones less
CONTACTS = 1 << 16  # of SHOCKS: k of a day's contacts beyond that of their number; a block for each


@compiled
def time_at(world, worked):
    """When the clock of opening hours will have come so far, now or later; never, after the calendar's end.

    What is up when the centre closes is up at closing, not at the next opening.
    """
    clock = world.clock[0]
    for day in range(clock.day, world.calendar.size):
        today = world.calendar[day]
        into = worked - today.worked
        if into <= today.closes - today.opens:
            return max(today.opens + into, clock.now)
    return NEVER_MS


@compiled
def schedule_shocks(world):
    """See which shocks begin today; the caller has made sure of room."""
    clock = world.clock[0]
    for row in range(world.shock.size):
        if clock.opens <= world.shock[row].begins < clock.ends:
            events.schedule(world, world.shock[row].begins, events.SHOCK_TURNS, row)


@compiled
def turn_shock(world, row):
    """A shock begins, or its time is over; void where a decision has ended it already.

    Returns whether it begins and the firm has to decide on it. There must be room for an event.
    """
    clock = world.clock[0]
    shock = world.shock[row]
    if shock.on == 1:
        end_shock(world, row)
        return False
    if clock.now != shock.begins:
        return False
    shock.on = 1
    shock.ends = time_at(world, shock.began + shock.length)
    if shock.ends < NEVER_MS:
        events.schedule(world, shock.ends, events.SHOCK_TURNS, row)
    _bear_what_is_on(world)
    return shock.needs_decision == 1


@compiled
def end_shock(world, row):
    """Talks that begin from now on are as if it had never been."""
    world.shock[row].on = 0
    _bear_what_is_on(world)


@compiled
def _bear_what_is_on(world):
    """What the shocks that are on together make of talks and solutions."""
    clock = world.clock[0]
    clock.shocks_on = 0
    clock.handling, clock.solving = 1.0, 1.0
    for shock in world.shock:
        if shock.on == 1:
            clock.shocks_on += 1
            clock.handling *= shock.handling
            clock.solving *= shock.solving


@compiled
def lengthened(world, talk):
    """A talk that begins while shocks are on, in ms."""
    return np.int64(talk * world.clock[0].handling + 0.5)


# Contacts.


@compiled
def draw_shock_contacts(world):
    """Lay out today's contacts of all shocks among the arrivals.

    Returns:
        True when done; False, and nothing laid out, when the table of arrivals is full: with a larger one,
        call again.
    """
    clock = world.clock[0]
    count = 0
    for row in range(world.shock.size):
        count += _number_today(world, row)
    if clock.arrivals + count > world.arrival.size:
        return False
    for row in range(world.shock.size):
        for number in range(_number_today(world, row)):
            _lay_out(world, row, number)
    return True


@compiled
def _part_of_today(world, shock):
    """The part of the day in which a shock may be on.

    Returns:
        (opening time since it began, ms of opening hours into the day, length; 0 or less: none), all in ms.
    """
    clock = world.clock[0]
    since = max(shock.began, clock.worked)
    until = min(shock.began + shock.length, clock.worked + clock.closes - clock.opens)
    return since - shock.began, since - clock.worked, until - since


@compiled
def _number_today(world, row):
    """Summary of rule: contacts come at random, at a rate that halves in every half-life of opening time."""
    shock = world.shock[row]
    since, _, length = _part_of_today(world, shock)
    if length <= 0:
        return 0
    mean = shock.rate * length
    if shock.half_life < math.inf:
        halves = LOG_2 / shock.half_life
        mean = shock.rate * math.exp(-halves * since) * -math.expm1(-halves * length) / halves
    return poisson(world.key, SHOCKS, row, world.clock[0].day, mean)


@compiled
def _lay_out(world, row, number):
    """One contact of today: of any customer, at any time of the part of the day, or rather earlier in it."""
    clock = world.clock[0]
    shock = world.shock[row]
    _, into, length = _part_of_today(world, shock)
    of_customer, of_time = uniforms(world.key, SHOCKS, row, CONTACTS + clock.day, number)
    place = of_time * length
    if shock.half_life < math.inf:
        halves = LOG_2 / shock.half_life
        place = -math.log1p(of_time * math.expm1(-halves * length)) / halves
    time = clock.opens + into + min(np.int64(place + 0.5), length - 1)
    arrival = world.arrival[clock.arrivals]
    clock.arrivals += 1
    arrival.when = events.when_of(time, events.FIRST_CONTACT)
    arrival.customer = np.int64(of_customer * clock.customers_of_day_0)
    arrival.rank = arrival.customer
    arrival.serial = SHOCK_SERIALS + clock.shock_serials
    arrival.case = OF_SHOCKS - row
    clock.shock_serials += 1


@compiled
def contact_of_shock(world, arrival):
    """Open the case of a contact that a shock brings: no member of the cohort.

    NOBODY where the shock is no longer on, or the customer has left.
    """
    clock = world.clock[0]
    shock = world.shock[OF_SHOCKS - arrival.case]
    if shock.on == 0 or occupant(world, arrival.customer, clock.now) != ALIVE:
        return NOBODY
    row = open_case(world, arrival.customer, arrival.serial, False, QUEUED)
    if shock.reason != NONE:
        call_for_reason(world, world.case[row], shock.reason)
    world.day[clock.day].shock_contacts += 1
    return row


@compiled
def since_it_began(world, shock):
    """Opening time since a shock began, in ms."""
    return working_time(world.clock[0], world.clock[0].now) - shock.began

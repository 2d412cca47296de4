"""The arrivals of a day: its first contacts, in order of time with those who come back on it.

The day's first contacts are those customers in its list; their places in operational time become
clock times through the intraday profile of the weekday. Called by `sim.day` and `sim.floor.returns`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled, inlined
from sim.customers.calendar import drop_chunk, enter_list, interval_to_next
from sim.handle import prefetch
from sim.machinery import CHUNK_ROWS
from sim.states import NONE

ALMOST_ALL = 1.0 - 1e-12  # rounding may make a share of 1, beyond the last interval


@inlined
def time_of_day(world, day, unit):
    """Clock time at which a share of the day's expected volume has passed; all of it: at its end."""
    unit = min(unit, ALMOST_ALL)
    calendar = world.calendar[day]
    profile = world.profile[calendar.weekday]
    guide = world.guide[calendar.weekday]
    slot = guide[int(unit * guide.size)]
    while profile[slot + 1] <= unit:
        slot += 1
    width = profile[slot + 1] - profile[slot]
    inside = (unit - profile[slot]) / width
    place = np.int64((slot + inside) * world.settings[0].slot + 0.5)
    return min(calendar.opens + place, calendar.closes - 1)


@compiled
def draw_first_contacts(world):
    """Empty the day's list of customers into the table of arrivals.

    Returns:
        True when done; False when the table of arrivals is full: with a larger one, call again.
    """
    clock = world.clock[0]
    today = world.calendar[clock.day]
    until = world.calendar[clock.day + 1].operational
    _ask_for(world, today.callers)
    while today.callers != NONE:
        chunk = world.chunk[today.callers]
        _ask_for(world, chunk.next)
        while today.in_chunk > 0:
            row = chunk.customers[today.in_chunk - 1]
            customer = world.customer[row]
            while today.operational <= customer.next_contact < until:
                if clock.arrivals == world.arrival.size:
                    return False
                unit = (customer.next_contact - today.operational) / today.volume
                arrival = world.arrival[clock.arrivals]
                clock.arrivals += 1
                arrival.when = events.when_of(time_of_day(world, clock.day, unit), events.FIRST_CONTACT)
                arrival.rank = row
                arrival.customer = row
                arrival.serial = customer.contacts - 1
                arrival.case = NONE
                customer.next_contact += interval_to_next(world, row, customer)
            today.in_chunk -= 1
            enter_list(world, row, customer)
        drop_chunk(world, today)
    return True


@inlined
def _ask_for(world, chunk_row):
    """Ask the processor for all customers of a chunk, and for the chunk behind it."""
    if chunk_row != NONE:
        chunk = world.chunk[chunk_row]
        for place in range(CHUNK_ROWS):
            prefetch(world.customer, chunk.customers[place])
        if chunk.next != NONE:
            prefetch(world.chunk, chunk.next)


@compiled
def sort_arrivals(world):
    """Sort the day's arrivals by when and rank: counted into as many bins as arrivals, then by insertion."""
    clock = world.clock[0]
    arrivals = world.arrival[: clock.arrivals]
    drafts = arrivals.copy()
    size = arrivals.size
    ends = np.zeros(size + 1, np.int32)
    first = events.when_of(clock.opens, 0)
    scale = size / (events.when_of(clock.closes, 0) - first)
    for row in range(size):
        ends[_bin(drafts[row], first, scale) + 1] += 1
    for place in range(size):
        ends[place + 1] += ends[place]
    for row in range(size):
        place = _bin(drafts[row], first, scale)
        arrivals[ends[place]] = drafts[row]
        ends[place] += 1
    for row in range(1, size):
        place = row
        while place > 0 and _before(arrivals[place], arrivals[place - 1]):
            _exchange(arrivals[place], arrivals[place - 1])
            place -= 1


@inlined
def _bin(arrival, first, scale):
    return int((arrival.when - first) * scale)


@inlined
def _before(one, other):
    return one.when < other.when or (one.when == other.when and one.rank < other.rank)


@inlined
def _exchange(one, other):
    one.when, other.when = other.when, one.when
    one.rank, other.rank = other.rank, one.rank
    one.customer, other.customer = other.customer, one.customer
    one.serial, other.serial = other.serial, one.serial
    one.case, other.case = other.case, one.case

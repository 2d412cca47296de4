"""Customers who call again: redials after giving up a wait, repeats of an unsolved case.

The case goes on, its time with it. A redial comes after a delay on the same day, or on the next one
when the centre has closed by then; a repeat comes on a later day. Called by `sim.day` and the rooms.
"""

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.cases import end_case, move
from sim.floor.demand import time_of_day
from sim.floor.handling import duration
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import (
    DAY_MS,
    END_UNRESOLVED,
    NONE,
    NOT_ASKED,
    NOT_NEEDED,
    REDIAL,
    REDIAL_DELAY_LAW,
    REPEAT,
    REPEAT_DELAY_LAW,
    UNRESOLVED,
)
from sim.streams import ATTEMPTS, OUTCOME, RETURN, attempt_key, uniforms

REDIALS, REPEATS = number_of("queueing.redials"), number_of("handling.repeats")
REDIAL_BLOCK, REPEAT_BLOCK, TIME_BLOCK = range(3)  # blocks of OUTCOME and RETURN


@rule("queueing.redials", reference="Callcenter-Simulator examples: 50-90 % call again, illustrative")
def constant_redial(case, settings):
    """Summary of rule: who gave up waiting calls again with the same probability every time."""
    return settings.redial_probability


@rule("handling.repeats", reference="SQM: half of the calls come from customers who call twice or more")
def constant_repeat(case, settings):
    """Summary of rule: the customer of an unsolved case calls again with the same probability every time."""
    return settings.repeat_probability


@compiled
def call_again_or_end(world, row, end):
    """After giving up a wait, or finding no line: call again after a delay, or end the case so."""
    clock = world.clock[0]
    case = world.case[row]
    _, unit = uniforms(world.key, OUTCOME, case.customer, attempt_key(case), REDIAL_BLOCK)
    probability = sound(world, world.rules.queueing_redials(case, world.settings[0]), REDIALS, case.customer)
    if case.attempt + 1 >= ATTEMPTS or unit >= probability:
        end_case(world, row, end)
        return
    delay_unit, _ = uniforms(world.key, RETURN, case.customer, attempt_key(case), REDIAL_BLOCK)
    delay = duration(world, world.law[REDIAL_DELAY_LAW], delay_unit, RETURN, case, 1)
    _begin_return(world, case, REDIAL)
    if clock.now + delay < clock.closes or not clock.closes_today:
        events.schedule(world, clock.now + delay, events.RETURNS, row)
    else:
        _return_on(world, row, clock.day + 1)


@compiled
def repeat_or_end(world, row):
    """After an unsolved contact: call again on a later day, or end the case as unresolved."""
    case = world.case[row]
    _, unit = uniforms(world.key, OUTCOME, case.customer, attempt_key(case), REPEAT_BLOCK)
    probability = sound(world, world.rules.handling_repeats(case, world.settings[0]), REPEATS, case.customer)
    if case.attempt + 1 >= ATTEMPTS or unit >= probability:
        end_case(world, row, END_UNRESOLVED)
        return
    delay_unit, _ = uniforms(world.key, RETURN, case.customer, attempt_key(case), REPEAT_BLOCK)
    delay = duration(world, world.law[REPEAT_DELAY_LAW], delay_unit, RETURN, case, 2)
    _begin_return(world, case, REPEAT)
    _return_on(world, row, world.clock[0].day + 1 + delay // DAY_MS)


@inlined
def _begin_return(world, case, kind):
    """The case is unresolved and its time runs on until the customer calls again."""
    move(world, case, UNRESOLVED)
    case.attempt += 1
    case.returns_as = kind
    case.promised = 0
    case.reworked = 0
    case.transferred = 0
    case.heard = 0
    if case.decision != NOT_NEEDED:
        case.decision = NOT_ASKED


@inlined
def _return_on(world, row, day):
    """Stand in the list of the cases that come back on a later day; after the horizon none does."""
    if day < world.calendar.size - 1:
        today = world.calendar[day]
        world.case[row].next = today.first_return
        today.first_return = row
    else:
        world.case[row].next = NONE


@compiled
def draw_returns(world):
    """Give every case that comes back today its time, and put it among the day's arrivals.

    Returns:
        True when done; False when the table of arrivals is full: with a larger one, call again.
    """
    clock = world.clock[0]
    today = world.calendar[clock.day]
    while today.first_return != NONE:
        if clock.arrivals == world.arrival.size:
            return False
        row = today.first_return
        case = world.case[row]
        today.first_return = case.next
        case.next = NONE
        unit, _ = uniforms(world.key, RETURN, case.customer, attempt_key(case), TIME_BLOCK)
        arrival = world.arrival[clock.arrivals]
        arrival.when = events.when_of(time_of_day(world, clock.day, unit), events.RETURNS)
        arrival.rank = clock.arrivals
        arrival.customer = case.customer
        arrival.serial = case.serial
        arrival.case = row
        clock.arrivals += 1
    return True

"""What a free advisor does next: be helped, advise, call back, rework, help, answer, rest, go, wait.

Called by `sim.day`.
"""

from sim import events
from sim.compiling import compiled, inlined
from sim.customers.calendar import present
from sim.floor.away import goes_away
from sim.floor.cases import end_case, log_contact
from sim.floor.handling import CALL_BACK_BLOCK, CALL_BACK_PART, duration, take_up
from sim.floor.queueing import leave_queue
from sim.floor.roster import on_shift, serves_last, stays, turn_to
from sim.floor.routing import become_idle, caller_for, stop_idling
from sim.floor.shocks import lengthened
from sim.governance.advice import gives_advice
from sim.governance.review import begin_rework
from sim.governance.support import gets_support, gives_support
from sim.governance.surge import caller_for_seat
from sim.lists import leave
from sim.states import (
    CALL_BACK,
    CALL_BACK_CONTACT,
    CALL_BACK_LAW,
    CUSTOMER_LEFT,
    IDLE,
    NOBODY,
    NONE,
    OFF,
    REWORK,
)
from sim.streams import HANDLING, attempt_key, uniforms


@inlined
def next_caller(world, clock, advisor_row):
    """What a free advisor does next: the case of a caller to answer, or NOBODY: something else, or idle."""
    advisor = world.advisor[advisor_row]
    callers_only = clock.waiting > 0 and clock.seeking + world.team_needs[advisor.team] == 0
    if callers_only and stays(advisor, clock.now) and world.group[advisor.group].work_first == NONE:
        row = caller_for(world, clock, advisor.group)
        if row != NONE:
            leave_queue(world, row)
            return row
    return _something_else(world, advisor_row)


@compiled
def _something_else(world, advisor_row):
    clock = world.clock[0]
    advisor = world.advisor[advisor_row]
    if advisor.seat_of != NONE:
        return _next_of_seat(world, advisor_row)
    group = world.group[advisor.group]
    caller = caller_for(world, clock, advisor.group)
    if goes_away(world, advisor_row):
        return NOBODY
    if not on_shift(advisor, clock.now) and not (serves_last(clock, advisor) and caller != NONE):
        turn_to(advisor, clock.now, OFF)
        group.on_duty -= 1
        return NOBODY
    if world.team_needs[advisor.team] > 0 and gets_support(world, advisor_row):
        return NOBODY
    if clock.seeking > 0 and gives_advice(world, advisor_row):
        return NOBODY
    while group.work_first != NONE and clock.is_open:
        row = group.work_first
        waited = clock.now - world.case[row].due
        if caller != NONE and not world.rules.routing_work_first(waited, world.settings[0]):
            break
        group.work_first, group.work_last = leave(world.case, group.work_first, group.work_last, row)
        if _begin_work(world, row, advisor_row):
            return NOBODY
    if world.team_needs[advisor.team] > 0 and gives_support(world, advisor_row):
        return NOBODY
    if caller != NONE:
        leave_queue(world, caller)
        return caller
    turn_to(advisor, clock.now, IDLE)
    become_idle(world, advisor_row)
    return NOBODY


@compiled
def _next_of_seat(world, seat_row):
    """What a free manager on the phones does next: he answers a caller, or goes back to his own work."""
    caller = caller_for_seat(world, seat_row)
    if caller != NOBODY:
        leave_queue(world, caller)
    return caller


@compiled
def _begin_work(world, row, advisor_row):
    """Take up a call-back or rework; False where the customer has left."""
    clock = world.clock[0]
    case = world.case[row]
    if not present(world.customer[case.customer], case.generation, clock.now):
        end_case(world, row, CUSTOMER_LEFT)
        return False
    if case.state == REWORK:
        begin_rework(world, row, advisor_row)
        return True
    log_contact(world, row, CALL_BACK_CONTACT, case.due)
    world.day[clock.day].call_backs += 1
    take_up(world, clock, advisor_row, row, CALL_BACK)
    world.advisor[advisor_row].wrap_up = 0
    unit, _ = uniforms(world.key, HANDLING, case.customer, attempt_key(case), CALL_BACK_BLOCK)
    talk = duration(world, world.law[CALL_BACK_LAW], unit, HANDLING, case, CALL_BACK_PART)
    if clock.shocks_on > 0:
        talk = lengthened(world, talk)
    world.day[clock.day].handling += talk
    events.schedule(world, clock.now + talk, events.TALK_ENDS, advisor_row)
    return True


@inlined
def call_away(world, clock, advisor_row):
    """A spell off the phone or the end of the shift: takes the idle at once, the busy when they are free."""
    advisor = world.advisor[advisor_row]
    if advisor.state != IDLE or stays(advisor, clock.now):
        return NOBODY
    return stop_idling(world, advisor_row)

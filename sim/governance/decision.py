"""How a customer learns a decision: on the line, or by a call-back.

While it is being taken he waits on the line, the advisor with him, or is promised a call-back. Called by
the other rooms of `sim.governance` and by `sim.floor`.
"""

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.cases import end_case, hang_up, law_of, move
from sim.floor.handling import duration
from sim.floor.notes import note_due
from sim.floor.roster import turn_to
from sim.lists import join
from sim.states import (
    CALL_BACK_DUE,
    CHAT,
    DENIED,
    DENIED_BY_TIME,
    FAIR,
    GRANTED,
    HELD,
    HOLD_PATIENCE_LAW,
    IN_TRAY,
    NEVER_MS,
    NONE,
    PHONE,
    PROMISED_CALL_BACK,
    REFUSED,
    SERVED,
    TIMED_OUT,
    WRAP_UP,
)
from sim.streams import PATIENCE, attempt_key, uniforms


@inlined
def hold(world, row):
    """The customer waits on the line for a manager's decision."""
    wait_on_the_line(world, row, HELD)


@compiled
def wait_on_the_line(world, row, state):
    """The customer waits on the line, with a patience of its own."""
    clock = world.clock[0]
    case = world.case[row]
    move(world, case, state)
    _, unit = uniforms(world.key, PATIENCE, case.customer, attempt_key(case), case.step)
    patience = duration(
        world, law_of(world, case.reason, HOLD_PATIENCE_LAW), unit, PATIENCE, case, 2 + case.step
    )
    if patience < NEVER_MS:
        case.awaits = events.schedule(world, clock.now + patience, events.GIVES_UP_HOLD, row)


@compiled
def promise(world, row):
    """The customer is promised a call-back and hangs up; the advisor goes on to wrap up."""
    promise_from(world, row, IN_TRAY)


@inlined
def promise_from(world, row, state):
    """The same, the case being in a state other than in a manager's tray."""
    case = world.case[row]
    hang_up(world, case, PROMISED_CALL_BACK)
    move(world, case, state)
    case.promised = 1
    release_advisor(world, case)


@inlined
def release_advisor(world, case):
    """The advisor wraps up the call that has just ended; who was written with is called from now on."""
    clock = world.clock[0]
    if case.channel == CHAT:
        case.channel = PHONE
        case.advisor = NONE
        return
    advisor = world.advisor[case.advisor]
    turn_to(advisor, clock.now, WRAP_UP)
    events.schedule(world, clock.now + advisor.wrap_up, events.WRAP_UP_ENDS, case.advisor)
    case.advisor = NONE


@inlined
def wait_for_advisor(world, row):
    """Stand at the end of the call-backs and rework of the group that asked."""
    case = world.case[row]
    case.due = world.clock[0].now
    group = world.group[case.group]
    group.work_first, group.work_last = join(world.case, group.work_first, group.work_last, row)
    if world.clock[0].journal_on:
        note_due(world, row)


@compiled
def decide(world, row, decision):
    """The decision is taken: told at once to a customer on the line, else by a call-back."""
    clock = world.clock[0]
    case = world.case[row]
    case.decision = decision
    if decision == GRANTED:
        book_grant(world, case)
    elif decision == DENIED:
        world.day[clock.day].unfair += case.undue == 0
    if case.promised == 1:
        move(world, case, CALL_BACK_DUE)
        wait_for_advisor(world, row)
    else:
        world.advisor[case.advisor].prevented += is_prevented(case)
        tell_on_the_line(world, row)


@inlined
def book_grant(world, case):
    """Count what is granted; where it was not due it is abuse."""
    tally = world.day[world.clock[0].day]
    tally.granted += 1
    tally.goodwill += case.stake
    if case.undue == 1:
        tally.abuse += case.stake


@compiled
def tell_on_the_line(world, row):
    """The customer on the line learns the decision and hangs up; the advisor goes on to wrap up."""
    case = world.case[row]
    hang_up(world, case, SERVED)
    release_advisor(world, case)
    end_case(world, row, end_of(case.decision))


@inlined
def end_of(decision):
    """The end of a case whose customer learns the decision."""
    if decision == DENIED_BY_TIME:
        return TIMED_OUT
    return FAIR if decision == GRANTED else REFUSED


@inlined
def is_prevented(case):
    """Whether others' decision keeps from the customer what he is due: who tells him could not do well."""
    return case.undue == 0 and case.decision != GRANTED

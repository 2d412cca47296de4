"""Answering a caller: talk, what is decided when it ends, wrap-up. Called by `sim.day`."""

from sim import events
from sim.compiling import inlined
from sim.floor.cases import attempt_key, end_case, hang_up, move
from sim.floor.handling import handling_times
from sim.floor.returns import repeat_or_end
from sim.floor.roster import turn_to
from sim.governance.approval import request
from sim.governance.decision import end_of
from sim.governance.desk import decided_at_desk
from sim.states import CALL_BACK, FAIR, HANDLED, NONE, NOT_ASKED, SERVED, TALK, WRAP_UP
from sim.streams import OUTCOME, uniforms

SOLVED_BLOCK = 0  # of OUTCOME, first uniform
NOBODY = NONE


@inlined
def answer(world, clock, advisor_row, row):
    """An advisor answers a caller."""
    advisor = world.advisor[advisor_row]
    case = world.case[row]
    contact = world.contact[case.contact]
    contact.answered = clock.now
    contact.advisor = advisor_row
    wait = clock.now - contact.arrived
    tally = world.day[clock.day]
    tally.answered += 1
    tally.wait += wait
    tally.in_target += wait <= world.settings[0].target_wait
    turn_to(advisor, clock.now, TALK)
    advisor.case = row
    advisor.contact = case.contact
    case.advisor = advisor_row
    move(world, case, HANDLED)
    talk, wrap_up = handling_times(world, case)
    advisor.wrap_up = wrap_up
    tally.handling += talk
    events.schedule(world.event, clock, clock.now + talk, events.TALK_ENDS, advisor_row, 0)


@inlined
def end_talk(world, clock, advisor_row):
    """The talk is over: decide at the desk, ask, or close the contact. Returns the advisor if free."""
    advisor = world.advisor[advisor_row]
    row = advisor.case
    case = world.case[row]
    if advisor.state == CALL_BACK:
        hang_up(world, case, SERVED)
        end_case(world, row, end_of(case.decision))
        return begin_wrap_up(world, clock, advisor_row)
    if case.decision == NOT_ASKED:
        solved = decided_at_desk(world, advisor, case)
        if not solved:
            request(world, advisor_row)
            return NOBODY
    else:
        probability = world.rules.handling_solves(advisor, case, world.reason[case.reason], world.settings[0])
        solved = probability >= 1.0
        if not solved and probability > 0.0:
            unit, _ = uniforms(world.key, OUTCOME, case.customer, attempt_key(case), SOLVED_BLOCK)
            solved = unit < probability
    hang_up(world, case, SERVED)
    case.advisor = NONE
    if solved:
        end_case(world, row, FAIR)
    else:
        repeat_or_end(world, row)
    return begin_wrap_up(world, clock, advisor_row)


@inlined
def begin_wrap_up(world, clock, advisor_row):
    """Work after the call; the advisor is free at once where there is none."""
    advisor = world.advisor[advisor_row]
    if advisor.wrap_up == 0:
        world.contact[advisor.contact].wrapped_up = clock.now
        return advisor_row
    turn_to(advisor, clock.now, WRAP_UP)
    events.schedule(world.event, clock, clock.now + advisor.wrap_up, events.WRAP_UP_ENDS, advisor_row, 0)
    return NOBODY

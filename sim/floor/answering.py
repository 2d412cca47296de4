"""Answering a caller: talk, what is decided when it ends, wrap-up. Called by `sim.day`."""

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.cases import end_case, hang_up
from sim.floor.handling import count_answer, handling_after_transfer, handling_times, take_up
from sim.floor.notes import note_beyond
from sim.floor.queueing import wait_for_transfer
from sim.floor.returns import repeat_or_end
from sim.floor.roster import turn_to
from sim.floor.routing import free_advisor
from sim.floor.transfer import ADVISE, hand_over, queue_for_transfer
from sim.governance.advice import ask_colleagues, put_off_end_of_talk
from sim.governance.approval import request
from sim.governance.circles import goes_to_circle, lay_on_agenda
from sim.governance.decision import end_of, is_prevented
from sim.governance.desk import decided_at_desk
from sim.governance.incentives import is_scored, score, under_target, with_effort
from sim.governance.script import left_of_solving
from sim.governance.support import go_through_contact
from sim.people.initiative import take_initiative
from sim.soundness import number_of, sound
from sim.states import (
    CALL_BACK,
    DENIED,
    FAIR,
    NOBODY,
    NONE,
    NOT_ASKED,
    REFUSED,
    SERVED,
    TALK,
    TRANSFER,
    WRAP_UP,
)
from sim.streams import OUTCOME, attempt_key, uniforms

SOLVES = number_of("handling.solves")
SOLVED_BLOCK = 0  # of OUTCOME, first uniform


@inlined
def answer(world, clock, advisor_row, row):
    """An advisor answers a caller, or a customer transferred to him."""
    advisor = world.advisor[advisor_row]
    case = world.case[row]
    contact = world.contact[case.contact]
    take_up(world, clock, advisor_row, row, TALK)
    tally = world.day[clock.day]
    wait = clock.now - contact.arrived
    if contact.kind == TRANSFER:
        tally.transfer_wait += wait
        talk, wrap_up = handling_after_transfer(world, case)
    else:
        count_answer(world, clock, wait)
        tally.answered_by_managers += advisor.seat_of != NONE
        talk, wrap_up = handling_times(world, advisor, case)
        if is_scored(world.settings[0]):
            talk = under_target(world, advisor_row, case, talk)
    advisor.wrap_up = wrap_up
    tally.handling += talk
    events.schedule(world, clock.now + talk, events.TALK_ENDS, advisor_row)


@compiled
def answer_now(world, advisor_row, row):
    """The same, for the rarer ways to an advisor: a transfer, or a later choice of groups."""
    answer(world, world.clock[0], advisor_row, row)


@inlined
def end_talk(world, clock, advisor_row):
    """The talk is over: decide at the desk, hand over, ask, or close. Returns the advisor if free."""
    advisor = world.advisor[advisor_row]
    if advisor.interrupted > 0:
        return put_off_end_of_talk(world, advisor_row)
    row = advisor.case
    case = world.case[row]
    if advisor.state == CALL_BACK:
        hang_up(world, case, SERVED)
        advisor.prevented += is_prevented(case)
        end_case(world, row, end_of(case.decision))
        return begin_wrap_up(world, clock, advisor_row)
    if world.settings[0].needs > 0.0:
        go_through_contact(world, advisor_row)
    if case.cut:
        world.day[clock.day].cut += 1
        advisor.prevented += 1
        solved = False
    elif case.decision == NOT_ASKED:
        if not decided_at_desk(world, advisor_row):
            return pass_on(world, advisor_row)
        solved = True
    else:
        solved = _is_solved(world, advisor, case)
    if is_scored(world.settings[0]):
        score(world, advisor_row, solved and case.decision != DENIED)
    if world.settings[0].initiative_enabled > 0.0 and solved and case.decision != DENIED:
        take_initiative(world, advisor, case)
    hang_up(world, case, SERVED)
    case.advisor = NONE
    if solved:
        end_case(world, row, REFUSED if case.decision == DENIED else FAIR)
    else:
        repeat_or_end(world, row)
    return begin_wrap_up(world, clock, advisor_row)


@inlined
def _is_solved(world, advisor, case):
    """Whether a routine contact solves the case: the rule judges, the engine draws."""
    probability = world.rules.handling_solves(advisor, case, world.reason[case.reason], world.settings[0])
    probability = sound(world, probability, SOLVES, case.customer)
    if advisor.bound > 0:
        probability *= left_of_solving(world.settings[0])
    if world.clock[0].shocks_on > 0:
        probability *= world.clock[0].solving
    if advisor.effort != 1.0:
        probability = with_effort(advisor, probability)
    if probability >= 1.0:
        return True
    if probability <= 0.0:
        return False
    unit, _ = uniforms(world.key, OUTCOME, case.customer, attempt_key(case), SOLVED_BLOCK)
    return unit < probability


@compiled
def pass_on(world, advisor_row):
    """A stake beyond the advisor's authority: to colleagues, his circle, who may decide it, or up the line.

    Returns the advisor if free.
    """
    clock = world.clock[0]
    if clock.journal_on:
        note_beyond(world, advisor_row)
    if world.settings[0].beyond == ADVISE:
        ask_colleagues(world, advisor_row)
        return NOBODY
    if goes_to_circle(world, world.advisor[advisor_row]):
        lay_on_agenda(world, advisor_row)
        return NOBODY
    row = world.advisor[advisor_row].case
    queue_row = queue_for_transfer(world, world.case[row])
    if queue_row == NONE:
        request(world, advisor_row)
        return NOBODY
    hand_over(world, row)
    free = free_advisor(world, queue_row, 0)
    if free == NONE:
        wait_for_transfer(world, clock, row, queue_row)
    else:
        answer_now(world, free, row)
    return begin_wrap_up(world, clock, advisor_row)


@inlined
def begin_wrap_up(world, clock, advisor_row):
    """Work after the call; the advisor is free at once where there is none."""
    advisor = world.advisor[advisor_row]
    if advisor.wrap_up == 0:
        world.contact[advisor.contact].wrapped_up = clock.now
        return advisor_row
    turn_to(advisor, clock.now, WRAP_UP)
    events.schedule(world, clock.now + advisor.wrap_up, events.WRAP_UP_ENDS, advisor_row)
    return NOBODY

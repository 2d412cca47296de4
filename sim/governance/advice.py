"""The advice process: an advisor asks colleagues of his team, one after the other, then decides himself.

The customer waits on the line as for a manager. Idle colleagues are asked first, then those on the phone,
whose talk goes on after the answer; where nobody may be asked the asker waits for one who becomes free, up to
the longest wait. Whoever asks learns from a better colleague. Called by `sim.floor.answering`,
`sim.floor.work`, `sim.governance.approval` and `sim.rarer_events`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled
from sim.floor.handling import duration
from sim.floor.notes import note, note_person
from sim.floor.roster import team_of, turn_to
from sim.floor.routing import phones, stop_idling
from sim.governance.decision import tell_on_the_line, wait_on_the_line
from sim.governance.desk import decide_oneself
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import (
    ADVICE_LAW,
    ADVISING,
    ASKING,
    ASKING_ADVICE,
    BY_ADVICE,
    BY_PEERS,
    HEARD,
    HOLD,
    IDLE,
    IS_ASKED,
    NOBODY,
    NONE,
    SEEKS,
    TALK,
)
from sim.streams import ADVICE, attempt_key, uniforms

ASKS = number_of("advice.asks")


@rule("advice.asks", reference="assumption: whoever knows it best, and rather one who is free")
def most_skilled(advisor, colleague, busy, case, settings):
    """Summary of rule: who judges best and is free, else on the phone, where they may be interrupted."""
    judges = max(0.0, colleague.skill - (1.0 - colleague.skill) * colleague.unsure)
    if busy == 0:
        return 1.0 + judges
    return judges if settings.advice_interrupts > 0.0 else -1.0


@compiled
def ask_colleagues(world, advisor_row):
    """An advisor begins to ask for advice on the case he handles, with the customer on hold."""
    clock = world.clock[0]
    advisor = world.advisor[advisor_row]
    row = advisor.case
    case = world.case[row]
    contact = world.contact[case.contact]
    world.day[clock.day].advice_asked += 1
    case.heard = 0
    turn_to(advisor, clock.now, HOLD)
    contact.held_from = clock.now if contact.held_from == NONE else contact.held_from
    until = clock.now + np.int64(world.settings[0].advice_longest_wait + 0.5)
    case.asked = events.schedule(world, until, events.ADVICE_TIMES_OUT, row)
    wait_on_the_line(world, row, ASKING_ADVICE)
    _seek(world, row)


@compiled
def _seek(world, row):
    """Ask the colleague with the highest score; where there is none the asker waits for one."""
    asker_row = world.case[row].advisor
    best, highest = NONE, 0.0
    first, past = team_of(world, asker_row)
    for each in range(first, past):
        busy = np.int64(world.advisor[each].state == TALK)
        free_or_busy = busy == 1 or (world.advisor[each].state == IDLE and phones(world, each))
        if free_or_busy and world.advisor[each].advised != world.case[row].asked:
            score = _score(world, row, each, busy)
            if score >= 0.0 and (best == NONE or score > highest):
                best, highest = each, score
    if best == NONE:
        world.clock[0].seeking += 1
        if world.clock[0].journal_on:
            note(world, world.case[row], SEEKS)
        return
    if world.advisor[best].state == IDLE:
        stop_idling(world, best)
        _ask(world, row, best, IDLE)
    else:
        _ask(world, row, best, TALK)


@compiled
def _score(world, row, colleague_row, busy):
    case = world.case[row]
    asker, colleague = world.advisor[case.advisor], world.advisor[colleague_row]
    score = world.rules.advice_asks(asker, colleague, busy, case, world.settings[0])
    return sound(world, score, ASKS, case.customer)


@compiled
def _ask(world, row, colleague_row, resumes):
    """A colleague gives advice on a case, and goes back to what he was doing before."""
    clock = world.clock[0]
    case = world.case[row]
    colleague = world.advisor[colleague_row]
    unit, _ = uniforms(world.key, ADVICE, case.customer, attempt_key(case), case.heard)
    length = duration(world, world.law[ADVICE_LAW], unit, ADVICE, case, case.heard + 1)
    case.adviser = colleague_row
    colleague.advises = row
    colleague.advised = case.asked
    colleague.resumes = resumes
    if resumes == TALK:
        colleague.interrupted += length
        world.day[clock.day].interruptions += 1
    if clock.journal_on:
        note_person(world, case, IS_ASKED, colleague_row, resumes)
    turn_to(world.advisor[case.advisor], clock.now, ASKING)
    turn_to(colleague, clock.now, ADVISING)
    events.schedule(world, clock.now + length, events.ADVICE_ENDS, colleague_row)


@compiled
def gives_advice(world, colleague_row):
    """A free advisor turns to whoever of his team has waited longest for advice that he may give.

    False where there is none.
    """
    chosen = NONE
    first, past = team_of(world, colleague_row)
    for each in range(first, past):
        row = world.advisor[each].case
        if world.advisor[each].state == HOLD and _waits_for(world, row, colleague_row):
            if chosen == NONE or world.case[row].asked < world.case[chosen].asked:
                chosen = row
    if chosen == NONE:
        return False
    world.clock[0].seeking -= 1
    _ask(world, chosen, colleague_row, IDLE)
    return True


@compiled
def _waits_for(world, row, colleague_row):
    """Whether a case on hold waits for advice that this colleague may give, and has not given yet."""
    case = world.case[row]
    if case.state != ASKING_ADVICE or world.advisor[colleague_row].advised == case.asked:
        return False
    return _score(world, row, colleague_row, 0) >= 0.0


@compiled
def end_advice(world, colleague_row):
    """A colleague has answered: the asker decides or asks on. Returns the colleague if he is free."""
    clock = world.clock[0]
    colleague = world.advisor[colleague_row]
    row = colleague.advises
    colleague.advises = NONE
    world.day[clock.day].advice_heard += 1
    if colleague.resumes == TALK:
        turn_to(colleague, clock.now, TALK)
    if row != NONE:
        _hear(world, row, colleague)
    return NOBODY if colleague.resumes == TALK else colleague_row


@compiled
def _hear(world, row, colleague):
    """The asker has an answer, learns from it, and decides: or asks the next colleague."""
    case = world.case[row]
    asker = world.advisor[case.advisor]
    settings = world.settings[0]
    if world.clock[0].journal_on:
        note_person(world, case, HEARD, case.adviser, NONE)
    case.adviser = NONE
    case.heard += 1
    asker.heard += 1
    asker.kept[BY_PEERS] += 1
    asker.skill += settings.advice_spread * max(0.0, colleague.skill - asker.skill)
    if case.heard >= settings.advice_colleagues or case.asked == 0:
        _decide(world, row)
    else:
        turn_to(asker, world.clock[0].now, HOLD)
        _seek(world, row)


@compiled
def _decide(world, row):
    """The asker decides with the advice he has, and tells the customer."""
    case = world.case[row]
    case.asked = 0
    world.day[world.clock[0].day].advice_short += case.heard < world.settings[0].advice_colleagues
    decide_oneself(world, case.advisor, False, BY_ADVICE)
    tell_on_the_line(world, row)


@compiled
def time_out_advice(world, row, number):
    """The asker waits no longer for somebody to ask; void once he has decided, or the customer has gone."""
    case = world.case[row]
    if case.asked != number or case.state != ASKING_ADVICE:
        return
    case.asked = 0
    if case.adviser == NONE:
        world.clock[0].seeking -= 1
        _decide(world, row)


@compiled
def stop_asking(world, row):
    """A customer who waits for advice leaves the line: a colleague who is answering does so in vain."""
    case = world.case[row]
    case.asked = 0
    if case.adviser == NONE:
        world.clock[0].seeking -= 1
    else:
        world.advisor[case.adviser].advises = NONE
        case.adviser = NONE


@compiled
def put_off_end_of_talk(world, advisor_row):
    """A talk that a colleague's question has interrupted ends so much later. Returns NOBODY."""
    advisor = world.advisor[advisor_row]
    then = world.clock[0].now + advisor.interrupted
    advisor.interrupted = 0
    events.schedule(world, then, events.TALK_ENDS, advisor_row)
    return NOBODY

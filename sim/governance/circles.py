"""Circles that decide: a case without precedent waits for the meeting of the advisor's circle.

The customer is promised a call-back; the circle grants or refuses in its next meeting, asks other circles'
consent where the case reaches beyond it, and what it has granted becomes a precedent. Called by
`sim.floor.answering` (a case laid on the agenda) and `sim.governance.meetings` (cases decided).
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.customers.calendar import present
from sim.floor.cases import end_case
from sim.floor.notes import note_agenda, note_circle, note_decision
from sim.floor.transfer import CIRCLE as ASK_CIRCLE
from sim.governance.consent import consents, next_to_consent
from sim.governance.decision import decide, promise_from
from sim.governance.precedents import known_limit, set_precedent
from sim.lists import join, leave
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import (
    ASKED,
    BY_CIRCLE,
    BY_PRECEDENT,
    CONSENTS,
    CUSTOMER_LEFT,
    DENIED,
    GRANTED,
    NO_TIME,
    NONE,
    OBJECTS,
    ON_AGENDA,
)
from sim.streams import CIRCLE, JUDGEMENT, attempt_key, uniforms

ACROSS_BLOCK = 1  # of JUDGEMENT, second uniform
ROUNDS = 64  # meetings on one case that have draws of their own
GRANTS = number_of("circle.grants")


@rule("circle.takes", reference="assumption: whoever sits in a circle that decides asks it, and nobody else")
def whatever_is_brought(advisor, case, settings):
    """Summary of rule: a circle takes every case that a member may not decide himself."""
    return True


@rule("circle.grants", reference="assumption: as many refusals as managers' constant ones")
def as_managers_do(circle, case, settings):
    """Summary of rule: a circle refuses a constant share of what is due, and recognises what is not."""
    if case.undue == 1:
        return 1.0 - settings.judgement_abuse_seen_at_review
    return 1.0 - settings.coordination_circle_refuses


@compiled
def goes_to_circle(world, advisor):
    """Whether an advisor lays the case he handles before his circle."""
    settings = world.settings[0]
    if settings.beyond != ASK_CIRCLE or advisor.decides_in == NONE:
        return False
    return world.rules.circle_takes(advisor, world.case[advisor.case], settings)


@compiled
def lay_on_agenda(world, advisor_row):
    """Lay the case an advisor handles before his circle; the customer is promised a call-back."""
    clock, settings = world.clock[0], world.settings[0]
    advisor = world.advisor[advisor_row]
    row = advisor.case
    case = world.case[row]
    _, unit = uniforms(world.key, JUDGEMENT, case.customer, attempt_key(case), ACROSS_BLOCK)
    across = unit < settings.coordination_across_share
    case.consents = np.int64(settings.coordination_consents) if across else 0
    case.decision = ASKED
    case.laid = clock.now
    case.home = advisor.decides_in
    case.rounds = 0
    world.day[clock.day].on_agenda += 1
    promise_from(world, row, ON_AGENDA)
    _enter(world, case.home, row)


@inlined
def _enter(world, circle_row, row):
    """Stand at the end of a circle's agenda."""
    circle = world.circle[circle_row]
    circle.agenda_first, circle.agenda_last = join(world.case, circle.agenda_first, circle.agenda_last, row)
    if world.clock[0].journal_on:
        note_agenda(world, row, circle_row)


@compiled
def decide_cases(world, circle_row):
    """A meeting goes through the cases that stand on its agenda, oldest first, each once.

    What a precedent covers by now is settled in no time; of the rest it deals with as many as it can.

    Returns:
        How many items the meeting still has time for.
    """
    circle = world.circle[circle_row]
    items, row, last = np.int64(circle.items), circle.agenda_first, circle.agenda_last
    more = last != NONE
    while more:
        more = row != last
        following = world.case[row].next
        items -= _deal_with(world, circle_row, row, items)
        row = following
    return items


@compiled
def _deal_with(world, circle_row, row, items):
    """A case at its turn. Returns the items it takes: one where the meeting has to talk about it."""
    clock, case = world.clock[0], world.case[row]
    gone = not present(world.customer[case.customer], case.generation, clock.now)
    covered = not gone and case.stake <= known_limit(world, circle_row, case)
    if not gone and not covered and items == 0:
        if clock.journal_on:
            note_circle(world, case, NO_TIME, circle_row)
        return 0
    _leave_agenda(world, circle_row, row)
    if gone:
        end_case(world, row, CUSTOMER_LEFT)
        return 0
    block = min(case.rounds, ROUNDS - 1)
    of_grant, of_consent = uniforms(world.key, CIRCLE, case.customer, attempt_key(case), block)
    if covered:
        world.day[clock.day].by_precedent += 1
        granted = case.undue == 0 or of_grant < _grants(world, circle_row, case)
        _tell(world, row, GRANTED if granted else DENIED, BY_PRECEDENT)
        return 0
    _talk_about(world, circle_row, row, of_grant, of_consent)
    return 1


@inlined
def _leave_agenda(world, circle_row, row):
    circle = world.circle[circle_row]
    circle.agenda_first, circle.agenda_last = leave(world.case, circle.agenda_first, circle.agenda_last, row)


@compiled
def _talk_about(world, circle_row, row, of_grant, of_consent):
    """At home a case is granted or refused; elsewhere there is consent, or an objection."""
    case = world.case[row]
    at_home = case.rounds == 0
    case.rounds += 1
    if at_home and of_grant >= _grants(world, circle_row, case):
        _tell(world, row, DENIED, BY_CIRCLE)
    elif at_home or consents(world, circle_row, of_consent):
        case.consents -= not at_home
        if world.clock[0].journal_on:
            note_circle(world, case, CONSENTS, circle_row)
        _pass_on(world, circle_row, row)
    else:
        if world.clock[0].journal_on:
            note_circle(world, case, OBJECTS, circle_row)
        _enter(world, circle_row, row)


@inlined
def _grants(world, circle_row, case):
    probability = world.rules.circle_grants(world.circle[circle_row], case, world.settings[0])
    return sound(world, probability, GRANTS, case.customer)


@inlined
def _pass_on(world, circle_row, row):
    """Granted so far: to the next circle whose consent is wanted, or for good."""
    asked = next_to_consent(world, world.case[row].home, world.case[row].consents)
    if asked != NONE:
        _enter(world, asked, row)
        return
    if world.case[row].undue == 0:
        set_precedent(world, row)
    _tell(world, row, GRANTED, BY_CIRCLE)


@compiled
def _tell(world, row, decision, right):
    """The last word is spoken: the customer is told by the call-back promised."""
    clock = world.clock[0]
    if clock.journal_on:
        line = world.journal[note_decision(world, world.case[row], decision, right)]
        line.circle = world.case[row].home
    tally = world.day[clock.day]
    tally.agenda_decided += 1
    tally.agenda_wait += clock.now - world.case[row].laid
    decide(world, row, decision)

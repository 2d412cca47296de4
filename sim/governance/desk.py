"""The decision at the desk: what an advisor decides himself, while the customer is on the line.

Within the authority he feels, or within a precedent; by way of exception; against the rule; or after advice.
What is left goes to a manager, another tier, colleagues or a circle. Called by `sim.floor.answering` when the
talk of a case with a stake ends, and by `sim.governance.advice`.
"""

from sim.compiling import compiled
from sim.floor.notes import note_decision
from sim.floor.transfer import ADVISE
from sim.governance.breaking import (
    VIOLATION_SEEN_BLOCK,
    breaks_the_rule,
    move_authority,
    note_bad_practice,
    take_reaction,
)
from sim.governance.judgement import judge
from sim.governance.precedents import recognise
from sim.rules import rule
from sim.states import (
    BY_ADVICE,
    BY_AUTHORITY,
    BY_EXCEPTION,
    BY_PRECEDENT,
    BY_SPONSOR,
    BY_VIOLATION,
)


@rule("desk.may_decide", reference="Cooper via SmartBrief 2009: a limit per guest without approval")
def within_authority(advisor, case, settings):
    """Summary of rule: an advisor decides what lies within the authority he feels, or within a precedent."""
    return case.stake <= max(advisor.authority * advisor.felt, case.precedent)


@compiled
def decided_at_desk(world, advisor_row):
    """Decide the case, if the advisor may, or does so all the same; False where others must be asked."""
    settings = world.settings[0]
    tally = world.day[world.clock[0].day]
    advisor = world.advisor[advisor_row]
    case = world.case[advisor.case]
    case.precedent = 0.0
    advisor.stakes += 1
    if world.circle.size > 0:
        recognise(world, advisor, case)
    within, right = False, BY_ADVICE
    if world.rules.desk_may_decide(advisor, case, settings):
        within = case.stake <= advisor.authority * advisor.felt
        tally.by_precedent += not within and case.stake <= case.precedent
        right = BY_AUTHORITY if within or case.stake > case.precedent else BY_PRECEDENT
    elif case.stake > advisor.authority and advisor.exceptions > 0:
        advisor.exceptions -= 1
        advisor.kept[BY_SPONSOR] += 1
        tally.exceptions += 1
        right = BY_EXCEPTION
    elif case.stake > advisor.authority and breaks_the_rule(world, advisor, case):
        tally.violations += 1
        right = BY_VIOLATION
        note_bad_practice(world, advisor_row, case, VIOLATION_SEEN_BLOCK)
    elif settings.beyond != ADVISE or settings.advice_colleagues > 0.0:
        return False
    decide_oneself(world, advisor_row, within, right)
    return True


@compiled
def decide_oneself(world, advisor_row, within, right):
    """An advisor decides the case he handles, within his authority or beyond it, by a right of `RIGHTS`."""
    advisor = world.advisor[advisor_row]
    case = world.case[advisor.case]
    world.day[world.clock[0].day].desk_decisions += 1
    advisor.decided += 1
    case.decision = judge(world, advisor_row, case)
    if world.clock[0].journal_on:
        note_decision(world, case, case.decision, right)
    if within:
        take_reaction(world, advisor, case)
    move_authority(world, advisor, case)

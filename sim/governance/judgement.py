"""How well an advisor judges: what is due is mostly granted, sometimes too much, sometimes refused.

Whoever decides errs with a skill of his own, and less often after a colleague's advice. A few customers
claim what they are not due; some of these claims are recognised. Called by `sim.governance.desk`.
"""

from sim.compiling import compiled
from sim.floor.notes import note
from sim.governance.breaking import OVERSPENDING_SEEN_BLOCK, note_bad_practice
from sim.governance.decision import book_grant
from sim.governance.transition import careful
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import DENIED, GRANTED, OVERSPENT
from sim.streams import JUDGEMENT, attempt_key, uniforms

JUDGES = number_of("desk.judges_rightly")
JUDGEMENT_BLOCK = 0  # of JUDGEMENT: whether rightly, which error


@rule("desk.judges_rightly", reference="assumption: skill, and advice that prevents a share of what is wrong")
def skill_and_advice(advisor, case, settings):
    """Summary of rule: wrong as often as his skill says, and oftener while he is new.

    Each colleague heard prevents a share of errors.
    """
    wrong = min(1.0, (1.0 - advisor.skill) * (1.0 + advisor.unsure))
    return 1.0 - wrong * (1.0 - settings.advice_effect) ** float(case.heard)


@compiled
def judge(world, advisor_row, case):
    """An advisor grants or refuses, rightly or not: what that costs is counted. Returns the decision."""
    settings = world.settings[0]
    unit, error = uniforms(world.key, JUDGEMENT, case.customer, attempt_key(case), JUDGEMENT_BLOCK)
    if case.undue == 1:
        if unit < settings.judgement_abuse_seen_at_desk:
            return DENIED
    elif unit >= _rightly(world, world.advisor[advisor_row], case):
        if error >= settings.judgement_overspends:
            world.day[world.clock[0].day].unfair += 1
            return DENIED
        _overspend(world, advisor_row, case)
    book_grant(world, case)
    return GRANTED


@compiled
def _rightly(world, advisor, case):
    probability = world.rules.desk_judges_rightly(advisor, case, world.settings[0])
    return sound(world, probability, JUDGES, case.customer)


@compiled
def _overspend(world, advisor_row, case):
    """Give a share on top of the stake, less of it who answers for it.

    It is bad practice, beside a rule that may have been broken.
    """
    case.delighted = 1
    settings = world.settings[0]
    beyond = settings.judgement_overspent * case.stake * careful(settings, world.advisor[advisor_row])
    tally = world.day[world.clock[0].day]
    tally.overspent += beyond
    tally.goodwill += beyond
    if world.clock[0].journal_on:
        world.journal[note(world, case, OVERSPENT)].amount = beyond
    note_bad_practice(world, advisor_row, case, OVERSPENDING_SEEN_BLOCK)

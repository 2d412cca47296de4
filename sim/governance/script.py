"""Scripts: what is prescribed makes talks alike, and prevents the answer that a case of its own calls for.

Who keeps to it all the same bears the dissonance; who leaves it does bad practice. Called by
`sim.floor.handling` and `sim.floor.answering`.
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.governance.breaking import SCRIPT_LEFT_BLOCK, note_bad_practice
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import NOT_NEEDED
from sim.streams import GAMING, attempt_key, uniforms

BINDS = number_of("script.binds")
BINDS_BLOCK = 1  # of GAMING, first uniform


@rule("script.binds", reference="Portnoff (source documents): staff break rules so that work gets done")
def unless_he_dares(advisor, case, settings):
    """Summary of rule: he leaves it as rarely as he breaks other rules, the less the less free he feels."""
    return 1.0 - settings.breaking_violation_probability * advisor.felt


@compiled
def under_script(world, advisor, case, talk):
    """Length of a talk under a script, in ms: the mean of its reason for what is prescribed of it.

    Args:
        world: the tables.
        advisor: who answers.
        case: about what.
        talk: how long it would be without a script, in ms.
    """
    tightness = world.settings[0].script_tightness
    advisor.bound = 0
    advisor.unscripted = 0
    if _calls_for_an_answer_of_its_own(case):
        _keep_or_leave(world, advisor, case)
    if advisor.unscripted > 0:
        return talk
    usual = world.reason[case.reason].usual * advisor.pace
    return np.int64(tightness * usual + (1.0 - tightness) * talk + 0.5)


@inlined
def _calls_for_an_answer_of_its_own(case):
    """Summary of rule: where something is needed or to be decided, or where the last answer did not help."""
    return case.need > 0 or case.decision != NOT_NEEDED or case.attempt > 0


@compiled
def _keep_or_leave(world, advisor, case):
    settings = world.settings[0]
    tally = world.day[world.clock[0].day]
    tally.called_for += 1
    binds = sound(world, world.rules.script_binds(advisor, case, settings), BINDS, case.customer)
    unit, _ = uniforms(world.key, GAMING, case.customer, attempt_key(case), BINDS_BLOCK)
    if unit < binds:
        advisor.bound = 1
        tally.dissonance += settings.script_tightness
        advisor.dissonance += settings.script_tightness
        return
    advisor.unscripted = 1
    tally.unscripted += 1
    note_bad_practice(world, advisor.id, case, SCRIPT_LEFT_BLOCK)


@compiled
def most_of_need(settings, case):
    """What a script leaves room for, of the time that a case needs beyond the usual talk, in ms."""
    return np.int64((1.0 - settings.script_tightness) * case.need + 0.5)


@inlined
def left_of_solving(settings):
    """Share of the usual solutions that a script leaves to who keeps to it."""
    return 1.0 - settings.script_prevents * settings.script_tightness

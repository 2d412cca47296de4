"""Handling a contact: how long it takes, and whether it solves the case.

Called by `sim.day`, the rest of the floor and `sim.governance.approval`.
"""

import numpy as np

from sim.compiling import inlined
from sim.floor.cases import attempt_key, law_of
from sim.rules import rule
from sim.states import NEVER_MS, REASON_LAWS
from sim.streams import GAMMA, HANDLING, gamma, inverse, uniforms

TALK = REASON_LAWS.index("handling")
WRAP_UP = REASON_LAWS.index("wrap_up")
GAMMA_BLOCKS = 1000  # rejection never comes near it: a gamma drawn twice has its own blocks


@rule("handling.solves", reference="SQM: 70 % of calls solved at first contact (vendor figure)")
def solved_by_reason(advisor, case, reason, settings):
    """Summary of rule: a routine contact is solved with the probability of its reason."""
    return reason.solve_probability


@inlined
def duration(world, law, unit, stream, case, part):
    """A duration in whole milliseconds, rounded to nearest; never, where the law says so.

    Args:
        world: the tables.
        law: record of the law, in milliseconds.
        unit: the uniform it is inverted at; the gamma law draws its own blocks instead.
        stream: the stream of those blocks.
        case: whose draw it is.
        part: 1, 2, ...: which duration of that stream.
    """
    if law.kind == GAMMA:
        block = part * GAMMA_BLOCKS
        value = law.b * gamma(world.key, stream, case.customer, attempt_key(case), block, law.a)
    else:
        value = inverse(law, unit, world.quantiles)
    return NEVER_MS if value > 1e15 else np.int64(value + 0.5)


@inlined
def handling_times(world, case):
    """Talk and wrap-up of the present contact, in ms: one block of draws."""
    talk_unit, wrap_unit = uniforms(world.key, HANDLING, case.customer, attempt_key(case), 0)
    talk = duration(world, law_of(world, case.reason, TALK), talk_unit, HANDLING, case, 1)
    wrap_up = duration(world, law_of(world, case.reason, WRAP_UP), wrap_unit, HANDLING, case, 2)
    return talk, wrap_up

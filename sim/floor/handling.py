"""Handling a contact: how long it takes, and whether it solves the case.

Called by the rest of the floor and by `sim.governance`.
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.floor.cases import LONGEST, amount, law_of, move
from sim.floor.roster import turn_to
from sim.floor.shocks import lengthened
from sim.governance.script import most_of_need, under_script
from sim.rules import rule
from sim.soundness import DURATION, note_fault, number_of, sound
from sim.states import EFFORT_UNITS, HANDLED, HANDLING_LAW, NEVER_MS, PHONE, WRAP_UP_LAW
from sim.streams import HANDLING, NEVER, OUTCOME, attempt_key, uniforms

CALL_BLOCK, CALL_BACK_BLOCK, TRANSFER_BLOCK = range(3)  # of HANDLING
TALK_PART, WRAP_UP_PART, CALL_BACK_PART, TRANSFER_PART, TRANSFER_WRAP_UP_PART = range(1, 6)
EXTENSION_RULE = number_of("handling.extension")
LOST_BLOCK = 2  # of OUTCOME, first uniform
MOST_EFFORT = 32_000.0  # that a case can hold: 32 times the usual


@rule("handling.solves", reference="SQM: 70 % of calls solved at first contact (vendor figure)")
def solved_by_reason(advisor, case, reason, settings):
    """Summary of rule: the probability of the reason, less what the advisor's attention inward costs."""
    return reason.solve_probability * max(0.0, 1.0 - settings.coordination_attention_cost * advisor.inward)


@rule("handling.extension", reference="assumption: discretion serves the need, a target caps it")
def up_to_the_cap(advisor, case, reason, settings):
    """Summary of rule: a case is given the time it needs beyond the usual talk, up to the cap, in ms."""
    return min(case.need, settings.extension_cap)


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
    value = amount(world, law, unit, stream, case, part)
    return np.int64(value + 0.5) if value <= LONGEST else _without_end(world, law, case)


@compiled
def _without_end(world, law, case):
    """Never, where the law says so; a fault where it does not."""
    if law.kind == NEVER:
        return NEVER_MS
    note_fault(world, DURATION, case.customer)
    return np.int64(0)


@inlined
def take_up(world, clock, advisor_row, row, account):
    """An advisor and a case are on the line together, in the contact now open."""
    advisor = world.advisor[advisor_row]
    case = world.case[row]
    contact = world.contact[case.contact]
    contact.answered = clock.now
    contact.advisor = advisor_row
    turn_to(advisor, clock.now, account)
    advisor.case = row
    advisor.contact = case.contact
    case.advisor = advisor_row
    case.group = advisor.group
    case.effort = np.int16(min(advisor.effort * EFFORT_UNITS + 0.5, MOST_EFFORT))
    move(world, case, HANDLED)


@inlined
def count_answer(world, clock, wait):
    """A contact begins, called or written, after so long a wait."""
    tally = world.day[clock.day]
    tally.answered += 1
    tally.wait += wait
    tally.in_target += wait <= world.settings[0].target_wait


@inlined
def handling_times(world, advisor, case):
    """Talk and wrap-up of a caller, in ms: one block of draws, and what the need is granted beyond.

    The talk is as long as irritants at work and a script make it; what the need takes is not.
    """
    talk_unit, wrap_unit = uniforms(world.key, HANDLING, case.customer, attempt_key(case), CALL_BLOCK)
    talk = duration(world, law_of(world, case.reason, HANDLING_LAW), talk_unit, HANDLING, case, TALK_PART)
    talk = np.int64(talk * advisor.pace + 0.5)
    if world.settings[0].script_tightness > 0.0 and case.channel == PHONE:
        talk = under_script(world, advisor, case, talk)
    if world.clock[0].shocks_on > 0:
        talk = lengthened(world, talk)
    wrap_up = duration(
        world, law_of(world, case.reason, WRAP_UP_LAW), wrap_unit, HANDLING, case, WRAP_UP_PART
    )
    case.cut = 0
    if case.need > 0:
        talk += extend(world, advisor, case)
    return talk, wrap_up


@compiled
def extend(world, advisor, case):
    """The time a case is granted of what it needs beyond the usual talk, in ms; the rest comes back."""
    settings = world.settings[0]
    granted = world.rules.handling_extension(advisor, case, world.reason[case.reason], settings)
    granted = sound(world, granted, EXTENSION_RULE, case.customer)
    granted = np.int64(min(max(granted, 0.0), float(case.need)) + 0.5)
    if advisor.bound > 0:
        granted = min(granted, most_of_need(settings, case))
    case.need -= granted
    case.cut = case.need > 0
    return granted


@compiled
def handling_after_transfer(world, case):
    """Talk and wrap-up of a transferred customer, in ms.

    What the first advisor has found out spares a part of the talk, unless it is lost on the way.
    """
    settings = world.settings[0]
    talk_unit, wrap_unit = uniforms(world.key, HANDLING, case.customer, attempt_key(case), TRANSFER_BLOCK)
    talk = duration(world, law_of(world, case.reason, HANDLING_LAW), talk_unit, HANDLING, case, TRANSFER_PART)
    law = law_of(world, case.reason, WRAP_UP_LAW)
    wrap_up = duration(world, law, wrap_unit, HANDLING, case, TRANSFER_WRAP_UP_PART)
    lost, _ = uniforms(world.key, OUTCOME, case.customer, attempt_key(case), LOST_BLOCK)
    case.cut = 0
    if lost >= settings.handoff_loss:
        talk = np.int64(talk * settings.handoff_share + 0.5)
    if world.clock[0].shocks_on > 0:
        talk = lengthened(world, talk)
    return talk, wrap_up

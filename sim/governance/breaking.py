"""Rules broken, and what follows: exceptions, violations, bad practice seen, and how free advisors feel.

What an advisor dares to use of his authority is the autonomy he *feels*: all of it at first, less after a
sanction or a call to order, healed by decisions that nobody minded. Bad practice is seen late, by managers
or by peers of a close circle, or never. Called by `sim.governance.desk`, `sim.governance.judgement` and
`sim.day`.
"""

import math

import numpy as np

from sim import events
from sim.compiling import compiled
from sim.floor.cases import LONGEST
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import BY_MANAGER, BY_SPONSOR, NONE, WEEK_DAYS
from sim.streams import BREAKING, SANCTION, attempt_key, exponential, uniforms

BREAKS, SEEN = number_of("breaking.breaks"), number_of("breaking.seen")
SANCTIONS, MOVES = number_of("breaking.sanctions"), number_of("authority.moves")
BREAKS_BLOCK, VIOLATION_SEEN_BLOCK, ORDER_BLOCK, OVERSPENDING_SEEN_BLOCK = range(4)  # of BREAKING
SCRIPT_LEFT_BLOCK, CUT_SHORT_BLOCK, RECORD_GAMED_BLOCK = range(4, 7)  # of BREAKING


@rule("breaking.breaks", reference="Portnoff: staff break rules so that work gets done; the rate is assumed")
def as_free_as_he_feels(advisor, case, settings):
    """Summary of rule: an advisor breaks the rule with a probability, the less the less free he feels."""
    return settings.breaking_violation_probability * advisor.felt


@rule("breaking.seen", reference="assumption: monitoring once a month; peers hear of it, and nobody looks")
def managers_and_peers(advisor, case, settings):
    """Summary of rule: his manager sees bad practice, and his circles do, the more the closer they are."""
    by_manager = 0.0 if advisor.manager == NONE else 1.0 / settings.breaking_seen_by_manager
    return by_manager + advisor.cohesion / settings.breaking_seen_by_peers


@rule("breaking.sanctions", reference="assumption: mostly a word is enough")
def constant_sanction(advisor, settings):
    """Summary of rule: the same share of bad practice seen is sanctioned, whoever it was."""
    return settings.breaking_sanction_probability


@rule("authority.moves", reference="assumption: a limit stands until the firm changes it")
def stays(advisor, case, settings):
    """Summary of rule: authority does not follow from how decisions turn out."""
    return advisor.authority


@compiled
def renew_exceptions(world):
    """Every five open days everybody has the week's exceptions again."""
    if world.clock[0].day % WEEK_DAYS == 0:
        for advisor in world.advisor:
            advisor.exceptions = np.int16(world.settings[0].exceptions_per_week)


@compiled
def breaks_the_rule(world, advisor, case):
    """Whether an advisor decides what is beyond his authority all the same."""
    probability = world.rules.breaking_breaks(advisor, case, world.settings[0])
    unit, _ = uniforms(world.key, BREAKING, case.customer, attempt_key(case), BREAKS_BLOCK)
    return unit < sound(world, probability, BREAKS, case.customer)


@compiled
def note_bad_practice(world, advisor_row, case, block):
    """Bad practice has happened: it will be seen after a delay, or never.

    Args:
        world: the tables.
        advisor_row: whose it is.
        case: in which.
        block: of BREAKING, for the delay: that of the kind of bad practice it is.
    """
    clock = world.clock[0]
    tally = world.day[clock.day]
    tally.bad_practice += 1
    rate = world.rules.breaking_seen(world.advisor[advisor_row], case, world.settings[0])
    rate = sound(world, rate, SEEN, case.customer)
    _, unit = uniforms(world.key, BREAKING, case.customer, attempt_key(case), block)
    delay = exponential(unit) / rate if rate > 0.0 else math.inf
    if delay > LONGEST:
        tally.bad_practice_hidden += 1
        return
    delay_ms = np.int64(delay + 0.5)
    tally.bad_practice_delay += delay_ms
    events.schedule(world, clock.now + delay_ms, events.BAD_PRACTICE_SEEN, advisor_row)


@compiled
def see_bad_practice(world, advisor_row):
    """An advisor's bad practice is seen, and sanctioned or not."""
    settings = world.settings[0]
    tally = world.day[world.clock[0].day]
    advisor = world.advisor[advisor_row]
    probability = sound(world, world.rules.breaking_sanctions(advisor, settings), SANCTIONS, advisor_row)
    unit, _ = uniforms(world.key, SANCTION, advisor_row, advisor.seen, 0)
    advisor.seen += 1
    tally.seen += 1
    if unit < probability:
        tally.sanctions += 1
        advisor.felt *= 1.0 - settings.breaking_sanction_weight
        advisor.broken[BY_MANAGER] += 1


@compiled
def take_reaction(world, advisor, case):
    """A decision within the authority: the advisor is called to order for it, or feels a little freer."""
    settings = world.settings[0]
    unit, _ = uniforms(world.key, BREAKING, case.customer, attempt_key(case), ORDER_BLOCK)
    if unit < settings.breaking_called_to_order:
        world.day[world.clock[0].day].called_to_order += 1
        advisor.felt *= 1.0 - settings.breaking_sanction_weight
        advisor.broken[BY_SPONSOR] += 1
    else:
        advisor.felt += (1.0 - advisor.felt) * settings.breaking_felt_recovery


@compiled
def move_authority(world, advisor, case):
    """What an advisor may decide from now on."""
    limit = world.rules.authority_moves(advisor, case, world.settings[0])
    advisor.authority = sound(world, limit, MOVES, case.customer)


@compiled
def mean_felt(world):
    """Mean of the autonomy that advisors feel; 0 where there are none."""
    felt, employed = 0.0, world.clock[0].employed
    for row in range(employed):
        felt += world.advisor[row].felt
    return felt / max(employed, 1)

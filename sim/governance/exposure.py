"""What managers see of the field, and what follows: fewer reasons lost, and a desk that may decide more.

Time on the floor and on the phones shows a manager what customers live; it goes out of date. Who has seen it
refuses less (`sim.governance.review`), and at the top may raise what the desk decides. Called by
`sim.phases`.
"""

import math

from sim.compiling import compiled, inlined
from sim.floor.roster import works_today
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import BY_SPONSOR, DAY_MS, FLOOR, HOUR_MS, LOG_2, NONE
from sim.streams import DELEGATION, uniforms

RAISES = number_of("delegation.raises")


@rule("delegation.raises", reference="assumption: who has heard customers trusts those who talk to them")
def the_more_he_has_seen(manager, settings):
    """Summary of rule: a constant hazard a day, in proportion to what he has seen of the field."""
    return 1.0 - math.exp(-settings.delegation_hazard * DAY_MS * manager.exposure)


@compiled
def begin_managers_day(world):
    """At the opening: what managers saw yesterday, what the top makes of it, and no part begun yet."""
    clock = world.clock[0]
    exposure = 0.0
    for row in range(world.manager.size):
        manager = world.manager[row]
        manager.turns = 0
        if clock.day > 0:
            _see_the_field(world, manager)
        exposure += manager.exposure
    world.day[clock.day].exposure = exposure / max(world.manager.size, 1)
    for row in range(world.manager.size):
        if world.manager[row].boss == NONE and works_today(world, world.manager[row]):
            _delegate(world, row)


@compiled
def _see_the_field(world, manager):
    """Summary of rule: what was seen fades by halves; every hour shows a share of what is not seen yet."""
    clock, settings = world.clock[0], world.settings[0]
    in_field = manager.paid[FLOOR]
    if manager.seat != NONE:
        in_field += world.advisor[manager.seat].paid.sum()
    hours = (in_field - manager.in_field) / HOUR_MS
    manager.in_field = in_field
    passed = clock.opens - world.calendar[clock.day - 1].opens
    manager.exposure *= math.exp(-LOG_2 * passed / settings.exposure_half_life)
    manager.exposure += (1.0 - manager.exposure) * min(1.0, settings.exposure_gain * hours)


@compiled
def _delegate(world, manager_row):
    """A manager at the top raises what every group and every advisor may decide, or leaves it."""
    clock, settings = world.clock[0], world.settings[0]
    probability = world.rules.delegation_raises(world.manager[manager_row], settings)
    unit, _ = uniforms(world.key, DELEGATION, manager_row, clock.day, 0)
    if unit >= sound(world, probability, RAISES, manager_row):
        return
    world.day[clock.day].delegations += 1
    for row in range(world.group.size):
        world.group[row].authority = _raised(settings, world.group[row].authority)
    for row in range(clock.employed):
        advisor = world.advisor[row]
        authority = _raised(settings, advisor.authority)
        advisor.kept[BY_SPONSOR] += authority > advisor.authority
        advisor.authority = authority


@inlined
def _raised(settings, authority):
    """Summary of rule: a step up, not beyond the most; what lies beyond it already stays."""
    return max(authority, min(authority * (1.0 + settings.delegation_step), settings.delegation_most))

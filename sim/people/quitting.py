"""Quitting: who leaves, and from when his place is vacant.

A hazard that falls with tenure and engagement and rises with the labour market; that of managers is a
multiple of it. Whoever leaves does so between two days; his place stays empty until somebody is hired for it
(`sim.people.hiring`). Called by `sim.phases`.
"""

import math

from sim.compiling import compiled, inlined
from sim.people.stock import passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import LOG_2, NONE
from sim.streams import MANAGERS, QUITTING, uniforms

QUITS = number_of("people.quits")


@rule("people.quits", reference="Rubenstein et al. 2018: engagement -.19, tenure -.27, alternatives .20")
def settled_and_engaged_stay(person, tenure, passed, settings):
    """Summary of rule: a hazard log-linear in engagement and trust in the top, larger at first.

    Times the labour market. Where trust is switched off it is as at the start.
    """
    apart = (person.engagement - settings.engagement_usual) / settings.engagement_spread
    early = 1.0 + settings.quitting_at_first * math.exp(-LOG_2 * tenure / settings.quitting_settles)
    hazard = settings.quitting_rate * settings.quitting_market * early
    keeps = settings.quitting_by_engagement * apart
    keeps += settings.trust_by_sponsor * (person.trust_sponsor - settings.trust_at_start)
    return 1.0 - math.exp(-hazard * math.exp(-keeps) * passed)


@compiled
def let_people_quit(world):
    """Everybody who works here leaves or stays."""
    clock, settings = world.clock[0], world.settings[0]
    if settings.quitting_enabled == 0.0:
        return
    for row in range(clock.employed):
        advisor = world.advisor[row]
        if advisor.person != NONE and _unit(world, row) < _probability(world, advisor.person):
            _leave(world, advisor)
            world.day[clock.day].quits += 1
    if settings.managers_enabled > 0.0:
        _let_managers_quit(world)


@compiled
def _let_managers_quit(world):
    """Summary of rule: the hazard of a manager is that of an advisor like him, times a number."""
    clock, times = world.clock[0], world.settings[0].managers_quits
    for row in range(world.manager.size):
        manager = world.manager[row]
        if manager.person == NONE:
            continue
        stays = max(0.0, 1.0 - _probability(world, manager.person))
        if _unit(world, MANAGERS + row) < 1.0 - stays**times:
            _leave(world, manager)
            world.day[clock.day].managers_quits += 1


@compiled
def _leave(world, place):
    """Whoever has a place, an advisor's or a manager's, has left it."""
    day = world.clock[0].day
    world.person[place.person].left = day
    place.person = NONE
    place.vacant_from = day


@inlined
def _unit(world, entity):
    unit, _ = uniforms(world.key, QUITTING, entity, world.clock[0].day, 0)
    return unit


@compiled
def _probability(world, person_row):
    person = world.person[person_row]
    tenure = world.clock[0].opens - person.joined
    probability = world.rules.people_quits(person, tenure, passed(world), world.settings[0])
    return sound(world, probability, QUITS, person_row)

"""Quitting: who leaves, and from when his place is vacant.

A hazard that falls with tenure and engagement and rises with the labour market. Whoever leaves does so
between two days; his place on the floor stays empty until somebody is hired for it (`sim.people.hiring`).
Called by `sim.phases`.
"""

import math

from sim.compiling import compiled
from sim.people.stock import passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import LOG_2, NONE
from sim.streams import QUITTING, uniforms

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
    clock = world.clock[0]
    if world.settings[0].quitting_enabled == 0.0:
        return
    for row in range(clock.employed):
        if world.advisor[row].person != NONE and _quits(world, row):
            world.person[world.advisor[row].person].left = clock.day
            world.advisor[row].person = NONE
            world.advisor[row].vacant_from = clock.day
            world.day[clock.day].quits += 1


@compiled
def _quits(world, row):
    clock = world.clock[0]
    person = world.person[world.advisor[row].person]
    unit, _ = uniforms(world.key, QUITTING, row, clock.day, 0)
    probability = world.rules.people_quits(
        person, clock.opens - person.joined, passed(world), world.settings[0]
    )
    return unit < sound(world, probability, QUITS, row)

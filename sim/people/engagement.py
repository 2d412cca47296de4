"""Engagement: it goes towards what resources and missing demands come to, more slowly than strain.

The path by which work keeps people (Bakker, Demerouti & Schaufeli 2003; Lesener et al. 2020): from it follow
absence, quitting and effort. Called by `sim.phases` and `sim.governance.incentives`; a rule that answers
"people.engagement" or "people.effort" takes the place of these.
"""

import math

from sim.compiling import compiled
from sim.people.stock import passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import LOG_2, NONE

ENGAGEMENT, EFFORT = number_of("people.engagement"), number_of("people.effort")


@rule("people.engagement", reference="Schaufeli, Bakker & van Rhenen 2009: resources engage, demands do less")
def towards_what_work_gives(person, passed, settings):
    """Summary of rule: halves its distance from gains times resources and missing demands.

    Beside that, everybody has what he tends to.
    """
    level = settings.engagement_resource_gain * person.drive
    level += settings.engagement_demand_gain * (1.0 - person.demands) + person.keen
    return level + (person.engagement - level) * math.exp(-LOG_2 * passed / settings.engagement_half_life)


@rule("people.effort", reference="Riketta 2008: attitude moves later performance, beta .06: a small slope")
def a_little_more_when_engaged(person, settings):
    """Summary of rule: effort is linear in engagement; its fall below the usual is withdrawal."""
    apart = (person.engagement - settings.engagement_usual) / settings.engagement_spread
    return 1.0 + settings.engagement_effort_gain * apart


@compiled
def let_engagement_move(world):
    """Everybody's engagement follows the day before; that of whoever has left stays as it was."""
    settings = world.settings[0]
    if settings.engagement_enabled == 0.0:
        return
    for row in range(world.clock[0].persons):
        person = world.person[row]
        if person.left == NONE:
            answer = world.rules.people_engagement(person, passed(world), settings)
            person.engagement = min(1.0, max(0.0, sound(world, answer, ENGAGEMENT, row)))


@compiled
def engaged_effort(world, advisor):
    """How hard an advisor tries for the engagement he has, times what he would for a bonus."""
    if world.settings[0].engagement_enabled == 0.0 or advisor.person == NONE:
        return 1.0
    effort = world.rules.people_effort(world.person[advisor.person], world.settings[0])
    return max(sound(world, effort, EFFORT, advisor.id), 0.0)

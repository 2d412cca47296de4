"""Engagement: it goes towards what resources and missing demands come to, more slowly than strain.

The path by which work keeps people (Bakker, Demerouti & Schaufeli 2003; Lesener et al. 2020). Called by
`sim.phases`; a rule that answers "people.engagement" takes the place of this one.
"""

import math

from sim.compiling import compiled
from sim.people.stock import passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import LOG_2, NONE

ENGAGEMENT = number_of("people.engagement")


@rule("people.engagement", reference="Schaufeli, Bakker & van Rhenen 2009: resources engage, demands do less")
def towards_what_work_gives(person, passed, settings):
    """Summary of rule: halves its distance from gains times resources and missing demands.

    Beside that, everybody has what he tends to.
    """
    level = settings.engagement_resource_gain * person.drive
    level += settings.engagement_demand_gain * (1.0 - person.demands) + person.keen
    return level + (person.engagement - level) * math.exp(-LOG_2 * passed / settings.engagement_half_life)


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

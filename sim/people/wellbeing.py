"""Strain and engagement: both go towards what work comes to, each at its own pace.

Two paths, linear by default (Bakker, Demerouti & Schaufeli 2003; Schaufeli, Bakker & van Rhenen 2009). Called
by `sim.phases`; rules that answer "people.strain" and "people.engagement" take the place of these.
"""

import math

from sim.compiling import compiled, inlined
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import LOG_2, NONE

STRAIN, ENGAGEMENT = number_of("people.strain"), number_of("people.engagement")


@rule("people.strain", reference="Schaufeli, Bakker & van Rhenen 2009: demands wear out, resources protect")
def towards_what_work_asks(person, passed, settings):
    """Summary of rule: halves its distance from gains times demands and missing resources.

    Beside that, everybody has what he tends to.
    """
    lacking = 1.0 - person.resources
    level = settings.strain_demand_gain * person.demands + settings.strain_resource_gain * lacking
    level += settings.strain_interaction * person.demands * lacking + person.prone
    return level + (person.strain - level) * math.exp(-LOG_2 * passed / settings.strain_half_life)


@rule("people.engagement", reference="Schaufeli, Bakker & van Rhenen 2009: resources engage, demands do less")
def towards_what_work_gives(person, passed, settings):
    """Summary of rule: halves its distance from gains times resources and missing demands.

    Beside that, everybody has what he tends to.
    """
    level = settings.engagement_resource_gain * person.drive
    level += settings.engagement_demand_gain * (1.0 - person.demands) + person.keen
    return level + (person.engagement - level) * math.exp(-LOG_2 * passed / settings.engagement_half_life)


@compiled
def let_strain_move(world):
    """Everybody's strain follows the day before; that of whoever has left stays as it was."""
    settings = world.settings[0]
    if settings.strain_enabled == 0.0:
        return
    for row in range(world.clock[0].persons):
        person = world.person[row]
        if person.left == NONE:
            answer = world.rules.people_strain(person, passed(world), settings)
            person.strain = min(1.0, max(0.0, sound(world, answer, STRAIN, row)))


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


@inlined
def passed(world):
    """Time since the last opening, in ms; none on the first day."""
    day = world.clock[0].day
    return world.calendar[day].opens - world.calendar[max(day - 1, 0)].opens

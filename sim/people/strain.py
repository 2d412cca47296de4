"""Strain: it goes towards what demands and missing resources come to, and halves its distance.

The path by which work wears people out (Bakker, Demerouti & Schaufeli 2003; Schaufeli, Bakker & van Rhenen
2009). Called by `sim.phases`; a rule that answers "people.strain" takes the place of this one.
"""

import math

from sim.compiling import compiled
from sim.people.stock import passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import LOG_2, NONE

STRAIN = number_of("people.strain")


@rule("people.strain", reference="Schaufeli, Bakker & van Rhenen 2009: demands wear out, resources protect")
def towards_what_work_asks(person, passed, settings):
    """Summary of rule: halves its distance from gains times demands and missing resources.

    Beside that, everybody has what he tends to, and a manager what he has lost in status.
    """
    lacking = 1.0 - person.resources
    level = settings.strain_demand_gain * person.demands + settings.strain_resource_gain * lacking
    level += settings.strain_interaction * person.demands * lacking + person.prone
    level += settings.managers_status * person.lost
    return level + (person.strain - level) * math.exp(-LOG_2 * passed / settings.strain_half_life)


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

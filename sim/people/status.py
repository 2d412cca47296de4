"""Status: what managers are needed for, what they are used to, and what they feel when it becomes less.

A manager to whom nobody comes any more, for a signature or for support, has lost a part of what he was; one
gets used to less, as to more. Called by `sim.phases`, before strain moves; a rule that answers
"people.status" takes the place of this one.
"""

import math

from sim.compiling import compiled
from sim.people.stock import NOT_KNOWN, passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import LOG_2, NONE

STATUS = number_of("people.status")


@rule("people.status", reference="assumption: a loss is felt against what one is used to")
def less_than_he_is_used_to(person, settings):
    """Summary of rule: of what he is used to be needed for, the share he is not needed for any more."""
    if person.used_to <= 0.0 or person.needed >= person.used_to:
        return 0.0
    return 1.0 - person.needed / person.used_to


@compiled
def let_status_move(world):
    """Managers get used to how much they are needed of late; what is less than that they have lost."""
    clock, settings = world.clock[0], world.settings[0]
    if settings.managers_enabled == 0.0:
        return
    kept = math.exp(-LOG_2 * passed(world) / settings.managers_used_to)
    for row in range(world.manager.size):
        if world.manager[row].person == NONE:
            continue
        person = world.person[world.manager[row].person]
        if person.needed == NOT_KNOWN:
            continue
        used_to = person.needed if person.used_to == NOT_KNOWN else person.used_to
        person.used_to = person.needed + (used_to - person.needed) * kept
        lost = world.rules.people_status(person, settings)
        person.lost = sound(world, lost, STATUS, world.manager[row].person)
        world.day[clock.day].status_lost += person.lost

"""Consent across circles: what reaches beyond a circle goes to one circle after the other.

A circle that is asked deals with it in its own next meeting; one that objects does so again in the meeting
after that. Latency across circles is the sum of these waits. Called by `sim.governance.circles` and
`sim.governance.tensions`.
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import NONE

CONSENTS = number_of("circle.consents")


@rule("circle.consents", reference="assumption: one in ten meets an objection and comes up once more")
def unless_it_objects(circle, settings):
    """Summary of rule: a circle consents, but for a constant share of objections."""
    return 1.0 - settings.coordination_objection


@compiled
def next_to_consent(world, home, wanted):
    """The circle asked next: of those that consent, home apart, begun with another one for every home.

    Args:
        world: the tables.
        home: the circle that decides, or has raised the tension.
        wanted: consents still wanted.

    Returns:
        NONE where none is wanted any more, or all have been asked.
    """
    asked = np.int64(world.settings[0].coordination_consents) - wanted
    others = -np.int64(world.circle[home].consents)
    for circle in world.circle:
        others += np.int64(circle.consents)
    if wanted <= 0 or asked >= others:
        return NONE
    place, row = (world.circle[home].place + max(asked, 0)) % others, NONE
    while place >= 0:
        row += 1
        place -= world.circle[row].consents == 1 and row != home
    return row


@inlined
def consents(world, row, unit):
    """Whether a circle consents at a uniform; counted."""
    probability = world.rules.circle_consents(world.circle[row], world.settings[0])
    given = unit < sound(world, probability, CONSENTS, row)
    tally = world.day[world.clock[0].day]
    tally.consents += given
    tally.objections += not given
    return given

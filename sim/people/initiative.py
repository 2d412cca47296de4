"""Initiative: what people dare to do beyond what is asked, and how it spreads among colleagues.

It follows from the autonomy people feel, which it saturates in, from engagement and from trust in top
management; and from what the colleagues of the team do. It shows in contacts that solve a case: something is
done that nobody asked for, which costs a little and delights. Called by `sim.phases` and
`sim.floor.answering`; a rule that answers "initiative.acts" takes the place of the one here.
"""

import math

from sim.compiling import compiled
from sim.floor.roster import team_of
from sim.people.stock import passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import LOG_2, NONE
from sim.streams import INITIATIVE, attempt_key, uniforms

ACTS = number_of("initiative.acts")


@rule("initiative.acts", reference="source documents: flowers added to a delivery; the rate is assumed")
def as_often_as_he_dares(person, case, settings):
    """Summary of rule: in a share of contacts, proportional to initiative, more is done than asked."""
    return settings.initiative_rate * person.initiative


@compiled
def let_initiative_move(world):
    """Everybody's initiative follows what he may and wants to do, and what his colleagues did yesterday."""
    if world.settings[0].initiative_enabled == 0.0:
        return
    for row in range(world.clock[0].employed):
        if world.advisor[row].person != NONE:
            world.person[world.advisor[row].person].around = _around(world, row)
    for row in range(world.clock[0].employed):
        if world.advisor[row].person != NONE:
            _move(world, world.person[world.advisor[row].person], world.advisor[row])


@compiled
def _around(world, row):
    """Mean initiative of the colleagues of a team; who has none has himself for an example."""
    total, colleagues = 0.0, 0
    first, past = team_of(world, row)
    for each in range(first, past):
        if each != row and world.advisor[each].person != NONE:
            total += world.person[world.advisor[each].person].initiative
            colleagues += 1
    if colleagues > 0:
        return total / colleagues
    return _own(world.settings[0], world.person[world.advisor[row].person], world.advisor[row])


@compiled
def _move(world, person, advisor):
    """Summary of rule: halves its distance from a mean of one's own and of what is seen around one."""
    settings = world.settings[0]
    own = (1.0 - settings.initiative_spread) * _own(settings, person, advisor)
    level = own + settings.initiative_spread * person.around
    left = math.exp(-LOG_2 * passed(world) / settings.initiative_half_life)
    person.initiative = level + (person.initiative - level) * left


@compiled
def _own(settings, person, advisor):
    """Summary of rule: a power of the autonomy felt, times engagement and trust against the usual."""
    freedom = (person.autonomy * advisor.felt) ** settings.initiative_saturation
    engaged = 1.0
    if settings.engagement_enabled > 0.0:
        apart = (person.engagement - settings.engagement_usual) / settings.engagement_spread
        engaged = max(0.0, 1.0 + settings.initiative_by_engagement * apart)
    return min(1.0, freedom * engaged * person.trust_sponsor / settings.trust_at_start)


@compiled
def take_initiative(world, advisor, case):
    """Who has solved a case may do something beyond what was asked; a manager on the phones does not."""
    if advisor.person == NONE:
        return
    settings, tally = world.settings[0], world.day[world.clock[0].day]
    probability = world.rules.initiative_acts(world.person[advisor.person], case, settings)
    unit, _ = uniforms(world.key, INITIATIVE, case.customer, attempt_key(case), 0)
    if unit < sound(world, probability, ACTS, case.customer):
        case.delighted = 1
        tally.initiatives += 1
        tally.initiative_cost += settings.initiative_costs

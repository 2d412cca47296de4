"""Trust: in top management, in the manager, among colleagues. Promises kept win it, broken ones cost more.

What counts as a promise is counted where it is kept or broken: top management keeps one by allowing more
(delegation, exceptions used) and breaks one by calling to order for what is allowed; a manager by needs met,
or left undone, and by sanctions; colleagues by help and advice, or by what they had taken over and left
undone, and by quarrels. Called by `sim.phases`; a rule that answers "people.trust" takes the place of this
one.
"""

import math

from sim.compiling import compiled
from sim.people.stock import passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import BY_MANAGER, BY_PEERS, BY_SPONSOR, LOG_2, NONE

TRUST = number_of("people.trust")


@rule("people.trust", reference="source documents: an order costs more than a sign gives; sizes are assumed")
def won_slowly_lost_fast(trust, kept, broken, passed, settings):
    """Summary of rule: a promise kept wins a share of what is missing, a broken one costs more.

    Of a day those kept come first. Where nothing happens trust goes back to its start by halves.
    """
    if kept + broken == 0:
        start = settings.trust_at_start
        return start + (trust - start) * math.exp(-LOG_2 * passed / settings.trust_half_life)
    won = trust + (1.0 - trust) * (1.0 - (1.0 - settings.trust_gain) ** float(kept))
    return won * (1.0 - settings.trust_gain * settings.trust_asymmetry) ** float(broken)


@compiled
def let_trust_move(world):
    """Everybody on the phone trusts the more or the less for the promises kept and broken yesterday."""
    if world.settings[0].trust_enabled == 0.0:
        return
    for row in range(world.clock[0].persons):
        person = world.person[row]
        if person.left == NONE and person.advisor != NONE:
            person.trust_sponsor = _moved(world, row, person.trust_sponsor, BY_SPONSOR)
            person.trust_manager = _moved(world, row, person.trust_manager, BY_MANAGER)
            person.trust_peers = _moved(world, row, person.trust_peers, BY_PEERS)


@compiled
def _moved(world, row, trust, by):
    """What somebody's trust in one of the three has come to."""
    person = world.person[row]
    advisor = world.advisor[person.advisor]
    kept, broken = advisor.kept[by] - person.kept_seen[by], advisor.broken[by] - person.broken_seen[by]
    answer = world.rules.people_trust(trust, kept, broken, passed(world), world.settings[0])
    return min(1.0, max(0.0, sound(world, answer, TRUST, row)))

"""Whether what is declared of people's working life can be: weights of something, gains that leave room.

Called by `sim.consistency` on every configuration.
"""

from __future__ import annotations

from sim.people_weights import DEMANDS, RESOURCES
from sim.refusal import Refused
from sim.scenario import Scenario
from sim.working_life import Engagement, Strain


def check_working_life(scenario: Scenario) -> None:
    """Refuse weights that are all zero, and gains by which a state would leave [0, 1].

    Raises:
        Refused: naming the key.
    """
    strain, engagement = scenario.people.strain, scenario.people.engagement
    _check_weights("people.strain", strain, DEMANDS)
    _check_weights("people.strain", strain, RESOURCES)
    _check_weights("people.engagement", engagement, RESOURCES)
    gains = strain.demand_gain + strain.resource_gain + strain.interaction
    _check_sum("people.strain.demand_gain", gains, "with resource_gain and interaction")
    gains = engagement.resource_gain + engagement.demand_gain
    _check_sum("people.engagement.resource_gain", gains, "with demand_gain")
    trust = scenario.people.trust
    if trust.gain * trust.asymmetry > 1.0:
        raise Refused("people.trust.asymmetry", trust.asymmetry, f"at most 1 / gain: {1 / trust.gain:g}")


def _check_weights(part: str, of: Strain | Engagement, names: tuple[str, ...]) -> None:
    if sum(getattr(of, name) for name in names) <= 0.0:
        raise Refused(f"{part}.{names[0]}", 0.0, f"a weight above 0 of one of {', '.join(names)}")


def _check_sum(key: str, gains: float, others: str) -> None:
    if gains > 1.0 + 1e-9:
        raise Refused(key, round(gains, 9), f"at most 1 {others}: strain and engagement lie from 0 to 1")

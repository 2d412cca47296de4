"""Whether what is declared of customers' minds can be: weights of something, something to tell.

Called by `sim.consistency` on every configuration.
"""

from __future__ import annotations

from sim.refusal import Refused
from sim.scenario import Scenario

LINKS = ("outcome", "warmth", "delay", "detours", "waiting", "promise")


def check_customers(scenario: Scenario) -> None:
    """Refuse weights that are all zero, and switches that contradict each other.

    Raises:
        Refused: naming the key.
    """
    customers = scenario.customers
    if sum(getattr(customers.satisfaction, name) for name in LINKS) <= 0.0:
        raise Refused("customers.satisfaction.outcome", 0.0, f"a weight above 0 of one of {', '.join(LINKS)}")
    if customers.word_of_mouth.enabled and not customers.satisfaction.enabled:
        wanted = "true, where customers.word_of_mouth.enabled is: what is told depends on it"
        raise Refused("customers.satisfaction.enabled", False, wanted)

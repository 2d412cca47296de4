"""Which numbers weigh demands and resources, and the same people with all of them alike.

What a ranking of forms owes to the weights shows beside the same with equal weights (`people.equal_weights`):
if it flips, the weights decide and not the structure. Called by `sim.settings` and `sim.people_checks`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.workforce import People
from sim.working_life import Engagement, Strain

DEMANDS = ("occupancy", "prevented", "hostile", "dissonance", "ambiguity", "unplanned", "meetings")
RESOURCES = ("fit", "managers", "recognition", "peers", "relief")


def as_weighed(people: People) -> People:
    """The people as their weights are used: as declared, or all alike within demands and within resources."""
    if not people.equal_weights:
        return people
    strain = _alike(_alike(people.strain, DEMANDS), RESOURCES)
    return replace(people, strain=strain, engagement=_alike(people.engagement, RESOURCES))


def _alike[Part: (Strain, Engagement)](part: Part, names: tuple[str, ...]) -> Part:
    """Weights count as shares of their sum, so that any number serves."""
    alike: dict[str, Any] = dict.fromkeys(names, 1.0)
    return replace(part, **alike)

"""What can be switched off, reversed or drawn in a centre: mechanisms one by one, psychology as a whole.

`EFFECTS` is the one list of psychological effects: what people and customers feel moves what they do, by a
number that can be nothing or have the other sign. Weights of demands and resources count as shares of their
sum, so that the gain takes up what their sum loses: each then weighs exactly what it is told, whatever its
sign. A number that has no meaning below an end stops there. Values outside a declared range are no
configuration; they are made here. Called by `sim.claims.measuring`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from sim.clientele import WordOfMouth
from sim.people_weights import DEMANDS, RESOURCES
from sim.scenario import Scenario

QUEUE = "queue"


@dataclass(frozen=True)
class Effect:
    """A psychological effect.

    Attributes:
        key: of its number.
        neutral: at which it does nothing.
        least: below which it has no meaning.
        ratio: whether it is a ratio, whose logarithm is what is multiplied.
    """

    key: str
    neutral: float = 0.0
    least: float = -math.inf
    ratio: bool = False

    def times(self, value: float, factor: float) -> float:
        """The number with its effect multiplied."""
        if self.ratio:
            return max(self.least, math.exp(factor * math.log(value)))
        return max(self.least, self.neutral + factor * (value - self.neutral))


WEIGHTS = {
    "strain weights": [f"people.strain.{name}" for name in (*DEMANDS, *RESOURCES)]
    + ["people.pressure.weight"],
    "engagement weights": [f"people.engagement.{name}" for name in RESOURCES],
}
EFFECTS = {
    effect.key: effect
    for effect in (
        *(Effect(key) for keys in WEIGHTS.values() for key in keys),
        Effect("people.engagement.misfit"),
        Effect("people.engagement.effort_gain"),
        Effect("people.absence.by_strain"),
        Effect("people.absence.by_engagement"),
        Effect("people.quitting.by_engagement"),
        Effect("people.trust.gain"),
        Effect("people.trust.counts"),
        Effect("people.trust.by_sponsor"),
        Effect("people.initiative.by_engagement"),
        Effect("people.initiative.spread"),
        Effect("people.initiative.saturation", least=0.0),  # a power of nothing is nothing only above zero
        Effect("people.pressure.by_strain"),
        Effect("people.managers.status"),
        Effect("people.hostile_growth", least=0.0),  # a probability
        Effect("governance.breaking.sanction_weight", least=0.0),  # nobody dares more than he may
        Effect("governance.incentives.effort_gain"),
        Effect("governance.transition.accountability"),
        Effect("governance.transition.challenge"),
        Effect("customers.satisfaction.warmth_gain"),
        Effect("customers.satisfaction.by_satisfaction"),
        Effect("customers.satisfaction.apology_mends", least=0.0),  # a share
        Effect("customers.satisfaction.delight", least=0.0),  # a share
        Effect("customers.acquisition.by_reputation"),
        Effect("customers.unsolved_hazard_ratio", neutral=1.0, ratio=True),
        Effect("customers.repeat_hazard_ratio", neutral=1.0, ratio=True),
        Effect("customers.word_of_mouth.bad", neutral=WordOfMouth().good, least=0.0),  # as many as of good
    )
}
_SUMS = (
    ("people.strain", (*DEMANDS,), ("people.pressure.weight",),
     ("people.strain.demand_gain", "people.engagement.demand_gain")),
    ("people.strain", RESOURCES, (), ("people.strain.resource_gain",)),
    ("people.engagement", RESOURCES, (), ("people.engagement.resource_gain",)),
)  # fmt: skip
_NEARLY_NOTHING = 1e-6  # a sum of weights by which can still be divided


def value_at(record: Any, key: str) -> Any:
    """What stands under a dotted key."""
    for name in key.split("."):
        record = record[name] if isinstance(record, Mapping) else getattr(record, name)
    return record


def with_value(record: Any, path: Sequence[str], value: Any) -> Any:
    """The same record with another value under a path, outside its range if it must be; * is every name."""
    name, rest = path[0], path[1:]
    if isinstance(record, Mapping):
        chosen = list(record) if name == "*" else [one for one in record if one == name]
        return {**record, **{one: with_value(record[one], rest, value) if rest else value for one in chosen}}
    return replace(record, **{name: with_value(getattr(record, name), rest, value) if rest else value})


def with_values(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The same centre with other numbers by dotted key."""
    for key, value in values.items():
        scenario = with_value(scenario, key.split("."), value)
    return scenario


def multiplied(scenario: Scenario, factors: Mapping[str, float]) -> Scenario:
    """The same centre, each effect times its factor; the others as they are."""
    before = scenario
    values = {key: EFFECTS[key].times(value_at(scenario, key), factor) for key, factor in factors.items()}
    scenario = with_values(scenario, values)
    for part, names, beside, gains in _SUMS:
        keys = [*(f"{part}.{name}" for name in names), *beside]
        if not any(key in factors for key in keys):
            continue
        usual, now = (sum(value_at(one, key) for key in keys) for one in (before, scenario))
        if abs(now) < _NEARLY_NOTHING:  # one of them stands for nothing, so that there is a sum
            scenario = with_value(scenario, keys[0].split("."), value_at(scenario, keys[0]) + _NEARLY_NOTHING)
            now = sum(value_at(scenario, key) for key in keys)
        share = {gain: value_at(scenario, gain) * now / usual for gain in gains}
        scenario = with_values(scenario, share)
    return scenario


def switched_off(scenario: Scenario, switch: str) -> Scenario:
    """The centre without one mechanism.

    Args:
        scenario: the centre.
        switch: an effect's key, a group of weights, or key=value;key=value. The queue is another matter: more
            advisors (`sim.claims.measuring`).
    """
    if switch == QUEUE:
        return scenario
    if switch in WEIGHTS:
        return multiplied(scenario, dict.fromkeys(WEIGHTS[switch], 0.0))
    if switch in EFFECTS:
        return multiplied(scenario, {switch: 0.0})
    return with_values(scenario, dict(_assigned(switch)))


def _assigned(switch: str) -> Iterator[tuple[str, Any]]:
    for text in switch.split(";"):
        key, _, value = text.partition("=")
        known: Any = json.loads(value)
        whole = isinstance(known, int) and not isinstance(known, bool)
        yield key, ([float(known)] if key == "governance.limits" else float(known) if whole else known)


def capacity_alone(scenario: Scenario) -> Scenario:
    """The centre in which nothing that people or customers feel moves anything."""
    return multiplied(scenario, dict.fromkeys(EFFECTS, 0.0))


def reversed_signs(scenario: Scenario) -> Scenario:
    """The centre in which every effect has the other sign, as far as it can."""
    return multiplied(scenario, dict.fromkeys(EFFECTS, -1.0))


def symmetric(number: int) -> dict[str, float]:
    """A factor for every effect, uniform between -1 and 1: no sign is likelier than the other."""
    random = np.random.default_rng([2025, number])
    return dict(zip(EFFECTS, random.uniform(-1.0, 1.0, len(EFFECTS)).tolist(), strict=True))


def numbers_of(record: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Dotted key and declared field of every number within a record."""
    for field in fields(record):
        key, value = f"{prefix}{field.name}", getattr(record, field.name)
        if is_dataclass(value):
            yield from numbers_of(value, f"{key}.")
        elif "declaration" in field.metadata and isinstance(value, float):
            yield key, field

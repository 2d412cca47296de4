"""What is not known of a centre, drawn: every uncertain number of people, customers and judgement.

What a form, a claim's contrast or a scenario's file fixes is not drawn: only numbers that all centres of all
claims have alike. The declared ranges say what can be configured, not what is likely (up to twenty illnesses
a year of two hundred days), so that a number is drawn between half and twice its usual value, evenly in the
logarithm, within its declared range; the free parameters of the calibration over the ranges of
scenarios/experiment/baseline.yaml. Called by `sim.claims.measuring` and
`sim.claims.judging`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import qmc

from sim.claims.switches import numbers_of, value_at
from sim.configuration import configure
from sim.scenario import Scenario
from sim.study import Experiment

FITTED = "baseline"  # under scenarios/experiment
ROOMS = (
    "people", "customers", "governance.judgement", "governance.breaking", "governance.advice",
    "governance.coordination", "governance.script", "governance.incentives", "staffing.chat",
)  # fmt: skip
# Where a run begins, what the plan counts on and the unit of an effect: no uncertain effects themselves.
LEFT = ("at_start", "usual", "planned", "count", "contacts_per_year", "tenure")


@dataclass(frozen=True)
class Drawn:
    """A number that is not known: where it lies, and whether evenly in its logarithm."""

    key: str
    low: float
    high: float
    log: bool = True

    def at(self, place: float) -> float:
        """The value at a place in the unit interval."""
        if self.log:
            return float(self.low * (self.high / self.low) ** place)
        return float(self.low + place * (self.high - self.low))


def uncertain(scenarios: Iterable[Scenario]) -> list[Drawn]:
    """All numbers that are drawn: those that all centres have alike.

    Args:
        scenarios: all centres of all claims, the baseline first.
    """
    first, *others = scenarios
    found = []
    for room in ROOMS:
        for key, field in numbers_of(value_at(first, room), f"{room}."):
            value, declared = value_at(first, key), field.metadata["declaration"]
            fixed = any(value_at(other, key) != value for other in others)
            if not fixed and field.name not in LEFT and value > 0.0 and declared.range:
                found.append(Drawn(key, *_within(value, declared.range)))
    free = {one.key: one for one in _free()}
    kept = [one for one in found if one.key not in free]
    alike = [one for one in free.values() if _is_alike(one.key, first, others)]
    return [*kept, *alike]


def _within(value: float, declared: tuple[float, float]) -> tuple[float, float]:
    return max(declared[0], value / 2), min(declared[1], value * 2)


def _is_alike(key: str, first: Scenario, others: Iterable[Scenario]) -> bool:
    return "*" not in key and all(value_at(one, key) == value_at(first, key) for one in others)


def fitted() -> Experiment:
    """The calibration of the baseline: what is free in it, and what it has to meet."""
    return configure([f"experiment={FITTED}"], alone=True)[0].study.experiment


def _free() -> list[Drawn]:
    ranges: Mapping[str, Any] = fitted().uncertainties
    return [Drawn(key, float(ends[0]), float(ends[1]), len(ends) > 2) for key, ends in ranges.items()]


def draw(numbers: list[Drawn], number: int, of: int) -> dict[str, float]:
    """Values of one draw of a Latin hypercube of so many; gains together stay within what is possible."""
    places = qmc.LatinHypercube(len(numbers), rng=np.random.default_rng(2025)).random(of)[number]
    values = {one.key: one.at(place) for one, place in zip(numbers, places, strict=True)}
    for part in ("people.strain", "people.engagement"):
        gains = [f"{part}.demand_gain", f"{part}.resource_gain"]
        total = sum(values.get(gain, 0.0) for gain in gains)
        if total > 1.0:
            values |= {gain: values[gain] / total for gain in gains if gain in values}
    return values

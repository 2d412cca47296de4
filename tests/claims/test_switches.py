"""Psychology off, reversed, drawn: every effect is what it is told, and nothing else moves."""

from __future__ import annotations

import numpy as np
import pytest

from sim.claims.measuring import ways_of
from sim.claims.rows import FACTS
from sim.claims.switches import (
    EFFECTS,
    QUEUE,
    capacity_alone,
    multiplied,
    reversed_signs,
    switched_off,
    symmetric,
    value_at,
)
from sim.configuration import configure
from sim.scenario import Scenario
from sim.small_study import SMALL

USUAL = Scenario()


def weight_of(scenario: Scenario, name: str) -> float:
    """What a full demand adds to what strain comes to."""
    strain, pressure = scenario.people.strain, scenario.people.pressure.weight
    demands = ("occupancy", "prevented", "hostile", "dissonance", "ambiguity", "unplanned", "meetings")
    total = sum(getattr(strain, demand) for demand in demands) + pressure
    return float(strain.demand_gain * getattr(strain, name) / total)


@pytest.mark.parametrize("factor", [-1.0, -0.3, 0.0, 0.5])
def test_a_demand_weighs_what_it_is_told_and_the_others_as_before(factor: float) -> None:
    changed = multiplied(USUAL, {"people.strain.occupancy": factor})
    assert weight_of(changed, "occupancy") == pytest.approx(factor * weight_of(USUAL, "occupancy"))
    assert weight_of(changed, "hostile") == pytest.approx(weight_of(USUAL, "hostile"))


def test_all_signs_of_a_sum_reversed_reverse_the_effect() -> None:
    assert weight_of(reversed_signs(USUAL), "occupancy") == pytest.approx(-weight_of(USUAL, "occupancy"))


def test_without_psychology_nothing_felt_weighs() -> None:
    alone = capacity_alone(USUAL)
    assert weight_of(alone, "occupancy") == pytest.approx(0.0, abs=1e-5)
    assert alone.people.engagement.resource_gain == pytest.approx(0.0, abs=1e-5)
    assert alone.customers.unsolved_hazard_ratio == 1.0
    assert alone.demand == USUAL.demand
    assert alone.staffing == USUAL.staffing


def test_a_hazard_ratio_reversed_is_its_inverse() -> None:
    assert reversed_signs(USUAL).customers.unsolved_hazard_ratio == pytest.approx(
        1 / USUAL.customers.unsolved_hazard_ratio
    )


def test_what_has_no_meaning_below_nothing_stops_there() -> None:
    assert reversed_signs(USUAL).people.initiative.saturation == 0.0


def test_factors_are_symmetric_about_zero() -> None:
    """Means of 400 draws of 40 effects: beyond 4.5 standard errors in one study of 3,000."""
    draws = np.array([list(symmetric(number).values()) for number in range(400)])
    assert np.abs(draws).max() <= 1.0
    assert np.abs(draws.mean(axis=0)).max() < 4.5 * (1 / 3) ** 0.5 / 20
    assert symmetric(7) == symmetric(7) != symmetric(8)


def test_every_effect_is_a_number_of_the_scenario() -> None:
    assert all(isinstance(value_at(USUAL, key), float) for key in EFFECTS)


@pytest.mark.slow
def test_every_switch_of_a_row_moves_one_of_its_centres() -> None:
    """One that moves none would take no row away, and let it pass for what lies in the forms compared."""
    centres: dict[tuple[str, ...], Scenario] = {}
    for fact in FACTS:
        for way in ways_of(fact):
            if way.overrides not in centres:
                centres[way.overrides] = configure([SMALL, *way.overrides], alone=True)[0].scenario
        own = [centres[overrides] for overrides in {way.overrides for way in ways_of(fact)}]
        for switch in set(fact.switches) - {QUEUE} if own else ():
            assert any(switched_off(one, switch) != one for one in own), (fact.number, switch)


def test_a_switch_moves_what_it_names() -> None:
    assert switched_off(USUAL, "governance.refusal_probability=0").governance.refusal_probability == 0.0
    assert switched_off(USUAL, "queue") == USUAL

"""What is refused of people's working life: one line with key, value and what was expected."""

from __future__ import annotations

from typing import Any

import pytest
from centres import centre_of

from sim.consistency import check_consistent
from sim.people_checks import DEMANDS, RESOURCES, check_working_life
from sim.refusal import Refused
from sim.scenario import Scenario
from sim.study import Study
from sim.workforce import People

NO_DEMANDS = dict.fromkeys(DEMANDS, 0.0)
NO_RESOURCES = dict.fromkeys(RESOURCES, 0.0)
RANGE = "strain and engagement lie from 0 to 1"
OTHERS = f"with resource_gain and interaction: {RANGE}"


def with_people(**people: Any) -> Scenario:
    return centre_of(people=people)


BAD = {
    "people.strain.occupancy: 0.0: expected a weight above 0 of one of occupancy, prevented, hostile, "
    "dissonance, ambiguity, unplanned, meetings": with_people(strain=NO_DEMANDS),
    "people.strain.fit: 0.0: expected a weight above 0 of one of fit, managers, recognition, peers, relief": (
        with_people(strain=NO_RESOURCES)
    ),
    "people.engagement.fit: 0.0: expected a weight above 0 of one of fit, managers, recognition, peers, "
    "relief": with_people(engagement=NO_RESOURCES),
    f"people.strain.demand_gain: 1.2: expected at most 1 {OTHERS}": (
        with_people(strain={"demand_gain": 0.6, "resource_gain": 0.3, "interaction": 0.3})
    ),
    f"people.strain.demand_gain: 1.01: expected at most 1 {OTHERS}": (
        with_people(strain={"demand_gain": 0.71})
    ),
    "people.trust.asymmetry: 5.0: expected at most 1 / gain: 4": (
        with_people(trust={"gain": 0.25, "asymmetry": 5.0})
    ),
    f"people.engagement.resource_gain: 1.1: expected at most 1 with demand_gain: {RANGE}": (
        with_people(engagement={"resource_gain": 0.8})
    ),
}
GOOD = {
    "the usual": with_people(),
    "one demand alone": with_people(strain=NO_DEMANDS | {"meetings": 0.01}),
    "one resource alone": with_people(strain=NO_RESOURCES | {"relief": 0.01}),
    "gains of one together": with_people(
        strain={"demand_gain": 0.6, "resource_gain": 0.3, "interaction": 0.1},
        engagement={"resource_gain": 0.7},
    ),
    "all trust lost at once": with_people(trust={"gain": 0.25, "asymmetry": 4.0}),
    "no trust to win": with_people(trust={"gain": 0.0, "asymmetry": 10.0}),
    "no gains": with_people(
        strain={"demand_gain": 0.0, "resource_gain": 0.0},
        engagement={"resource_gain": 0.0, "demand_gain": 0.0},
    ),
}


@pytest.mark.parametrize("line", BAD)
def test_is_refused(line: str) -> None:
    with pytest.raises(Refused) as refused:
        check_consistent(BAD[line], Study())
    assert str(refused.value) == line
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("what", GOOD)
def test_is_taken(what: str) -> None:
    check_working_life(GOOD[what])
    check_consistent(GOOD[what], Study())


def test_is_refused_whether_switched_on_or_not() -> None:
    for enabled in (False, True):
        with pytest.raises(Refused):
            check_working_life(with_people(strain=NO_DEMANDS | {"enabled": enabled}))


def test_nothing_of_it_is_there_unless_a_scenario_says_so() -> None:
    usual = People()
    working_life = (usual.strain, usual.engagement, usual.absence, usual.quitting)
    for part in (*working_life, usual.trust, usual.initiative, usual.pressure):
        assert part.enabled is False
    for names, part in ((DEMANDS, usual.strain), (RESOURCES, usual.strain), (RESOURCES, usual.engagement)):
        assert sum(getattr(part, name) for name in names) == pytest.approx(1.0)

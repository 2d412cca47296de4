"""The table of shocks, and shocks that are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import centre_of, circle, routine, run_of

from sim.configuration import check
from sim.floor.shocks import draw_shock_contacts
from sim.refusal import Refused
from sim.scenario import MS, Scenario
from sim.shock_table import crisis_spells
from sim.shocks import Crisis, Shock
from sim.states import NONE
from sim.week import week_of

BEGINS = "demand.shocks.storm.begins_at"
TEAM = {"team": {"at": "10:00", "length": 60}}


def refusal(mapping: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        check(mapping)
    return caught.value


def of_shock(**says: Any) -> dict[str, Any]:
    return {"demand": {"shocks": {"storm": says}}}


def crisis(minutes: float, decided_by: str = "consensus", circles: Any = TEAM) -> dict[str, Any]:
    rights = {"crisis": {"decided_by": decided_by, "crisis_meeting": minutes}}
    return of_shock(needs_decision=True) | {"governance": rights | {"circles": circles or {}}}


@pytest.mark.parametrize(
    ("mapping", "place", "said"),
    [
        (
            of_shock(begins_at="06:59"),
            BEGINS,
            "within the opening hours of every open weekday",
        ),
        (
            of_shock(begins_at="21:00"),
            BEGINS,
            "within the opening hours of every open weekday",
        ),
        (
            of_shock(begins_at="nine"),
            BEGINS,
            'a clock time as quoted text, such as "08:30"',
        ),
        (of_shock(reason="ani"), "demand.shocks.storm.reason", "a reason that is there (any), or null"),
        (of_shock(reason="ani"), "demand.shocks.storm.reason", "did you mean 'any'"),
        (of_shock(volume=100, hours=5000), "demand.shocks.*.volume", "at most 16777216 in all"),
        (of_shock(hours=0), "demand.shocks.storm.hours", "0.1"),
        (of_shock(solving=1.5), "demand.shocks.storm.solving", "1"),
        (crisis(900), "governance.crisis.crisis_meeting", "at most the 840 min of the shortest opening"),
        ({"governance": {"crisis": {"decided_by": "vote"}}}, "governance.crisis.decided_by", "command"),
    ],
)
def test_what_cannot_be_is_refused(mapping: dict[str, Any], place: str, said: str) -> None:
    refused = refusal(mapping)
    assert refused.place == place
    assert said in str(refused)
    assert "\n" not in str(refused)


@pytest.mark.parametrize(
    "mapping",
    [
        of_shock(begins_at="07:00"),
        of_shock(begins_at="20:59", reason="any", half_life=1, volume=100, hours=5000),
        crisis(840),
        crisis(900, "command"),
        crisis(900, "consensus", circles=None),
    ],
)
def test_what_can_be_is_not(mapping: dict[str, Any]) -> None:
    check(mapping)


def with_shocks(*shocks: Shock, **how: Any) -> Scenario:
    named = {f"shock {place}": shock for place, shock in enumerate(shocks)}
    return centre_of(demand={"calls_per_day": 1200.0, "shocks": named}, **how)


def test_the_table_in_units_of_the_engine() -> None:
    """Twelve open hours of a hundred contacts each; a shock brings half of that at its beginning."""
    given = Shock(
        day=1, begins_at="08:00", hours=13, volume=0.5, half_life=2, reason="any", needs_decision=True
    )
    run = run_of(with_shocks(given), days=3, warmup=1)
    [row] = run.world.shock
    assert row.begins == (2 * 24 + 8) * MS["h"]
    assert row.began == (2 * 12 + 1) * MS["h"]
    assert row.length == 13 * MS["h"]
    assert row.rate * MS["h"] == pytest.approx(50)
    assert row.half_life == 2 * MS["h"]
    assert (row.reason, row.needs_decision, row.on, row.step) == (0, 1, 0, 0)
    [usual] = run_of(with_shocks(Shock(day=0))).world.shock
    assert (usual.half_life, usual.reason) == (np.inf, NONE)


def test_a_scenario_written_in_python_is_looked_at_too() -> None:
    for wrong in (Shock(day=0, begins_at="06:00"), Shock(day=0, reason="none")):
        with pytest.raises(Refused, match=r"demand\.shocks\.shock 0\."):
            run_of(with_shocks(wrong))


def test_room_for_the_meetings_of_a_day() -> None:
    """Twelve hours, an hour every two: at most seven meetings of ten advisors, for each of two crises."""
    both = (Shock(needs_decision=True), Shock(), Shock(needs_decision=True))
    scenario = with_shocks(*both, crisis=Crisis(decided_by="consensus"), circles={"all": circle()})
    week = week_of(scenario)
    assert crisis_spells(scenario, week, 10) == 2 * 7 * 10
    command = replace(scenario, governance=replace(scenario.governance, crisis=Crisis()))
    assert crisis_spells(command, week, 10) == crisis_spells(with_shocks(*both), week, 10) == 0


def test_laid_out_once_the_table_is_large_enough() -> None:
    """Too small a table is left as it is, and the same contacts are laid out in a larger one."""
    scenario = centre_of(
        routine(), demand={"shocks": {"storm": Shock(day=0, begins_at="07:00", volume=100.0)}}
    )
    run = run_of(scenario)
    world = run.world
    world.clock[0].closes = world.calendar[0].closes
    world.clock[0].opens = world.calendar[0].opens
    world.put(arrival=world.arrival[:3])
    assert not draw_shock_contacts(world)
    assert world.clock[0].arrivals == 0

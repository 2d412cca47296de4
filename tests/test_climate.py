"""Measures of trust, initiative and pressure, each over planted numbers, and null where its part is off."""

from __future__ import annotations

from typing import Any

import pytest
from centres import centre_of, run_of

from sim.climate import climate, initiative, pressure, trust
from sim.margin import margin
from sim.measures import measure
from sim.people.count import count_people
from sim.scenario import MS
from sim.world import Run

ON: dict[str, Any] = {name: {"enabled": True} for name in ("trust", "initiative", "pressure")}
OF = {"trust": trust, "initiative": initiative, "pressure": pressure}
SUMS = (
    "trust_sponsor", "trust_manager", "trust_peers", "initiative", "initiatives", "initiative_cost",
    "pressure", "conflicts", "answered", "staff",
)  # fmt: skip


def planted(people: dict[str, Any] | None = None, days: int = 4, warmup: int = 2) -> Run:
    """Two days of warm-up, whose sums must not count, and two measured."""
    run = run_of(centre_of(people=ON if people is None else people), 3, days=days, warmup=warmup)
    run.day = days
    for name in SUMS:
        run.world.day[name] = 1000
    return run


def put(run: Run, **sums: tuple[float, float]) -> Run:
    for name, values in sums.items():
        run.world.day[name][2:4] = values
    return run


def test_trust() -> None:
    run = put(planted(), trust_sponsor=(0.2, 0.4), trust_manager=(0.5, 0.6), trust_peers=(0.9, 1.0))
    assert trust(run) == {
        "trust_sponsor_mean": pytest.approx(0.3),
        "trust_manager_mean": pytest.approx(0.55),
        "trust_peers_mean": pytest.approx(0.95),
    }


def test_initiative() -> None:
    run = put(
        planted(), initiative=(0.2, 0.4), initiatives=(3, 1), initiative_cost=(9.0, 3.0), answered=(60, 20)
    )
    assert initiative(run) == {
        "initiative_mean": pytest.approx(0.3),
        "initiatives_per_1000_contacts": pytest.approx(50.0),
        "initiative_eur_per_day": pytest.approx(6.0),
    }


def test_pressure() -> None:
    """Wednesday and Thursday: two days of a month of 30.44, with 2.5 advisors on the mean."""
    run = put(planted(), pressure=(0.1, 0.3), conflicts=(1, 0), staff=(3, 2))
    months = 12 * 2 * MS["day"] / MS["year"]
    assert pressure(run) == {
        "pressure_mean": pytest.approx(0.2),
        "conflicts_per_100_advisors_per_month": pytest.approx(100 / (months * 2.5), rel=1e-3),
    }


def test_what_was_done_beyond_what_was_asked_is_paid_by_the_firm() -> None:
    costs = [margin(put(planted(), initiative_cost=(each, 0.0)))["margin_eur_per_day"] for each in (0.0, 9.0)]
    assert costs[0] is not None
    assert costs[1] == pytest.approx(costs[0] - 4.5)


@pytest.mark.parametrize("part", OF)
def test_null_where_its_part_is_switched_off(part: str) -> None:
    off = planted({name: {"enabled": name != part} for name in ON})
    assert set(OF[part](off).values()) == {None}
    others = [value for name, of in OF.items() if name != part for value in of(off).values()]
    assert None not in others


def test_null_where_nothing_was_measured() -> None:
    run = run_of(centre_of(people=ON), 3, days=4, warmup=2)
    run.day = 2
    assert set(climate(run).values()) == {None}


def test_all_of_them_are_measured() -> None:
    run = run_of(centre_of(people=ON), 3, days=2)
    while not run.finished:
        run.step()
    found = measure(run)
    assert climate(run).items() <= found.items()
    assert found["trust_peers_mean"] == pytest.approx(0.5)


def test_means_are_over_the_advisors_of_day_0_and_pressure_over_who_is_there() -> None:
    """Three advisors, a manager; one has left, and counts at his last; his successor for pressure alone."""
    run = planted(days=2, warmup=0)
    world = run.world
    world.day[:] = 0
    world.clock.day = 1
    world.clock.persons = 5
    world.person.trust_sponsor[:5] = 0.1, 0.2, 0.6, 0.99, 0.99
    world.person.trust_manager[:5] = 0.2, 0.2, 0.5, 0.99, 0.99
    world.person.trust_peers[:5] = 0.4, 0.2, 0.6, 0.99, 0.99
    world.person.initiative[:5] = 0.0, 0.0, 0.3, 0.99, 0.99
    world.person.pressure[:5] = 0.3, 0.1, 0.99, 0.99, 0.5
    world.person.left[2], world.advisor.person[2], world.person.advisor[4] = 1, 4, 2
    count_people(world)
    day = world.day[1]
    assert [day.trust_sponsor, day.trust_manager, day.trust_peers] == pytest.approx([0.3, 0.3, 0.4])
    assert day.initiative == pytest.approx(0.1)
    assert day.pressure == pytest.approx(0.3)

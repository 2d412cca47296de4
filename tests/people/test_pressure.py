"""Pressure among colleagues worked out by hand: who depends on whom, who is missing, who quarrels.

Draws are keyed and seeds fixed. Under other keys a correct model would fail the exact test with the
probability of `ALARM`.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from centres import Centre, centre_of, pass_openings, run_of
from scipy import stats

from sim.people.pressure import let_colleagues_press
from sim.people.stock import take_stock
from sim.rights import Breaking
from sim.states import BY_PEERS, IDLE
from sim.steering import Incentives
from sim.streams import CONFLICT, uniforms
from sim.world import Run

ALARM = 1e-4
DAY_H = 12.0
ON: dict[str, Any] = {"enabled": True, "weight": 0.5, "conflicts": 0.0}
TOGETHER = Incentives(bonus="collective")


def pressed(advisors: int = 10, days: int = 30, people: Any = None, **how: Any) -> Run:
    """One of ten is missing: half of a full demand. Whoever is there has had eight hours."""
    governance = {
        name: how.pop(name) for name in ("incentives", "breaking", "limits", "beyond") if name in how
    }
    parts = {"pressure": ON | how} | (people or {})
    run = run_of(centre_of(people=parts, **governance), advisors, days=days)
    world = run.world
    world.group.shifts, world.group.uncovered = 10, 1
    world.advisor.paid[:, IDLE] = 8 * 3_600_000
    return run


def pressure(run: Run, row: int = 0) -> float:
    return float(pass_openings(run, 1, let_colleagues_press).world.person.pressure[row])


def with_cohesion(run: Run, cohesion: float) -> Run:
    run.world.advisor.cohesion = cohesion
    return run


def test_who_depends_on_nobody_is_not_pressed() -> None:
    assert pressure(pressed()) == 0.0


def test_where_the_team_is_paid_together_all_of_it_presses() -> None:
    assert pressure(pressed(incentives=TOGETHER)) == pytest.approx(0.1 / 0.2)


@pytest.mark.parametrize(
    "incentives",
    [Incentives(bonus="individual"), Incentives(), Incentives(bonus="collective", bonus_share=0.0)],
)
def test_another_bonus_or_one_of_nothing_does_not(incentives: Incentives) -> None:
    assert pressure(pressed(incentives=incentives)) == 0.0


def test_a_team_of_one_is_paid_by_itself() -> None:
    assert pressure(pressed(1, incentives=TOGETHER)) == 0.0


@pytest.mark.parametrize("cohesion", [0.0, 0.5, 1.0])
def test_by_the_share_of_oversight_that_lies_with_peers(cohesion: float) -> None:
    """A manager sees it in 20 days, peers of full cohesion in 40: of full cohesion one third is theirs."""
    peers = cohesion / 40
    assert pressure(with_cohesion(pressed(), cohesion)) == pytest.approx(0.5 * peers / (peers + 1 / 20))


def test_where_no_manager_looks_all_of_it_is_theirs() -> None:
    run = pressed(limits=[], beyond="advise")
    assert pressure(with_cohesion(run, 0.2)) == pytest.approx(0.5)
    blind = pressed(breaking=Breaking(seen_by_manager=None))
    assert pressure(with_cohesion(blind, 0.2)) == pytest.approx(0.5)
    nobody = pressed(breaking=Breaking(seen_by_manager=None, seen_by_peers=None))
    assert pressure(with_cohesion(nobody, 0.2)) == 0.0


@pytest.mark.parametrize(("uncovered", "share"), [(0, 0.0), (1, 0.5), (2, 1.0), (7, 1.0)])
def test_by_who_is_missing_and_never_more_than_full(uncovered: int, share: float) -> None:
    run = pressed(incentives=TOGETHER)
    run.world.group.uncovered = uncovered
    assert pressure(run) == pytest.approx(share)


def test_switched_off_moves_nothing() -> None:
    run = pressed(incentives=TOGETHER, enabled=False, conflicts=1.0)
    assert pressure(run) == 0.0
    assert not run.world.advisor.broken.any()


# As a demand.


def demands(weight: float, planted: float = 0.6, *, enabled: bool = True) -> float:
    """A call of six minutes in a day, and nothing else but pressure."""
    pressure = {"enabled": enabled, "weight": weight, "conflicts": 0.0}
    centre = Centre(centre_of(people={"strain": {"enabled": True}, "pressure": pressure}), 1, days=2)
    centre.calls(ann="7:00:00").simulate(1)
    centre.run.world.person.pressure = planted
    take_stock(centre.run.world)
    return float(centre.run.world.person.demands[0])


def test_it_is_one_more_demand_by_its_weight() -> None:
    assert demands(0.5) == pytest.approx((0.36 * 6 / 720 + 0.5 * 0.6) / 1.5)
    assert demands(0.05) == pytest.approx((0.36 * 6 / 720 + 0.05 * 0.6) / 1.05)


def test_without_weight_or_switched_off_demands_are_what_they_were() -> None:
    assert demands(0.0) == demands(0.5, 0.0, enabled=False) == pytest.approx(0.36 * 6 / 720)


# Quarrels.


def quarrels(run: Run, days: int = 1) -> int:
    pass_openings(run, days, let_colleagues_press)
    return int(run.world.day.conflicts.sum())


def test_a_quarrel_breaks_a_promise_and_counts_as_a_hostile_contact() -> None:
    run = pressed(incentives=TOGETHER, conflicts=1.0)
    run.world.group.uncovered = 2
    assert quarrels(run) == 10
    assert (run.world.advisor.hostile == 1).all()
    assert (run.world.advisor.broken[:, BY_PEERS] == 1).all()
    assert run.world.advisor.broken.sum() == 10


def test_it_wears_out_like_a_hostile_customer() -> None:
    """A hostile contact in eight hours is a twentieth of a full demand."""
    run = pressed(incentives=TOGETHER, conflicts=1.0, people={"strain": {"enabled": True, "hostile": 0.5}})
    run.world.settings.pressure_weight = 0.0
    for name in ("occupancy", "prevented", "dissonance", "ambiguity", "unplanned", "meetings"):
        run.world.settings[f"strain_{name}"] = 0.0
    run.world.group.uncovered = 2
    quarrels(run)
    take_stock(run.world)
    assert run.world.person.demands[:10] == pytest.approx(1 / 8 / 2.5)


@pytest.mark.parametrize(("strain", "factor"), [(0.3, 1.0), (0.45, 1.3), (0.15, 0.7), (0.0, 0.4)])
def test_by_pressure_and_strain(strain: float, factor: float) -> None:
    """Half pressed, at 0.4 a day; by the draw of the place and the day, over 2000 of them."""
    run = pressed(
        100, 20, incentives=TOGETHER, conflicts=0.4, people={"strain": {"enabled": True, "at_start": 0.3}}
    )
    run.world.person.strain = strain
    number = quarrels(run, 20)
    chance = 0.4 * 0.5 * factor
    key = run.world.key
    units = [uniforms(key, CONFLICT, row, day, 0)[0] for row in range(100) for day in range(20)]
    assert number == sum(unit < chance for unit in units)
    assert stats.binomtest(number, 2000, chance).pvalue >= ALARM


def test_who_is_at_ease_does_not_quarrel() -> None:
    run = pressed(incentives=TOGETHER, conflicts=1.0, by_strain=3.0, people={"strain": {"enabled": True}})
    run.world.person.strain = 0.25  # a third of a standard deviation below the start
    run.world.group.uncovered = 2
    assert quarrels(run) == 0


def test_strain_that_is_switched_off_moves_it_not() -> None:
    numbers = []
    for strain in (0.0, 0.3, 1.0):
        run = pressed(50, 20, incentives=TOGETHER, conflicts=0.4)
        run.world.person.strain = strain
        numbers.append(quarrels(run, 20))
    assert numbers[0] == numbers[1] == numbers[2] > 0


def test_who_was_not_at_work_quarrels_with_nobody() -> None:
    run = pressed(incentives=TOGETHER, conflicts=1.0)
    run.world.group.uncovered = 2
    run.world.advisor.paid[3] = 0
    assert quarrels(run) == 9
    assert run.world.advisor.hostile[3] == 0


def test_without_pressure_nobody_quarrels() -> None:
    assert quarrels(pressed(conflicts=1.0)) == 0
    assert math.isclose(pressure(pressed(conflicts=1.0)), 0.0)

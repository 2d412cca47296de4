"""Recorded advisors are those on the floor: the roster has more, by as many as are away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from interval_files import write_published

import sim
from sim.ledger import busy_and_present, ledger
from sim.pilots import SETTLING_DAYS, pilot
from sim.planning import plan_of
from sim.rosters import Plan
from sim.scenario import Scenario

STAFF = 40
REASONS = ("information", "technical", "collection", "complaint", "retention")
ENDLESS = tuple(f"demand.reasons.{name}.patience.mean=null" for name in REASONS)


def centre(folder: Path, *more: str) -> Scenario:
    path = write_published(folder / "calls.csv", calls_per_day=1500, days=60, seed=3, staff=STAFF)
    given = [f"demand.file={path}", "demand.timezone=Europe/Paris", *more]
    return sim.configure(given, alone=True)[0].scenario


def on_the_floor(scenario: Scenario, plan: Plan, seed: int) -> float:
    """Advisors on the floor, mean over the hours of a year of usual days on other random numbers."""
    run = pilot(scenario, plan, SETTLING_DAYS + 260, warmup=SETTLING_DAYS, seed=seed)
    while not run.finished:
        run.step()
    days = run.world.calendar.weekday[SETTLING_DAYS : run.day]
    hours = (plan.week.closes - plan.week.opens)[days].sum()
    return float(busy_and_present(ledger(run))[1] / hours)


def test_those_recorded_are_on_the_floor(tmp_path: Path) -> None:
    """Within 3 %: 1.2 advisors at most of rounding twice, and illness, by which years differ by 1.6 %.

    The record taken for the roster has 37.4 of the 40 there.
    """
    scenario = centre(tmp_path)
    plan = plan_of(scenario)
    assert plan.present.max() > STAFF, "some are ill beyond what rosters allow for"
    years = [on_the_floor(scenario, plan, seed) for seed in range(95, 99)]
    assert np.mean(years) == pytest.approx(STAFF, rel=0.03)


def test_where_nobody_is_ever_away_the_record_is_the_roster(tmp_path: Path) -> None:
    plan = plan_of(centre(tmp_path, "people=textbook", "support=undivided"))
    assert np.unique(plan.present[plan.week.open_weekdays]).tolist() == [STAFF]


def test_a_staff_that_cannot_do_the_work_is_taken_as_recorded(tmp_path: Path) -> None:
    """Of a centre whose queues only grow nobody can say who is there in a year."""
    path = write_published(tmp_path / "calls.csv", calls_per_day=1500, days=20, seed=3, staff=1)
    given = [f"demand.file={path}", "demand.timezone=Europe/Paris", *ENDLESS]
    scenario = sim.configure(given, alone=True)[0].scenario
    assert plan_of(scenario).present.max() == 1

"""Half-hours of a simulated centre, against the run's own sums."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from client_file import SMALL

from sim.configuration import configure
from sim.fit.half_hours import ABANDONMENT, ANSWER, OCCUPANCY, SERVICE_LEVEL, cells_of
from sim.fit.simulated import days_for, logged, simulated
from sim.ledger import ledger, occupancy
from sim.measures import service
from sim.pilots import SETTLING_DAYS, YEAR, usual
from sim.planning import plan_of
from sim.world import Run

SCENARIO = usual(configure([*SMALL], alone=True)[0].scenario)
PLAN = plan_of(SCENARIO)
CELLS = cells_of(PLAN.week)
DAYS = 20


@pytest.fixture(scope="module")
def run() -> Run:
    whole = Run(SCENARIO, PLAN, days=SETTLING_DAYS + DAYS, seed=3, warmup=SETTLING_DAYS)
    while not whole.finished:
        whole.step()
    return whole


def test_contacts_sum_to_the_measures_of_the_run(run: Run) -> None:
    """A call that waits over the end of a day may be on one side only: there are none here."""
    rows = np.concatenate(logged(SCENARIO, PLAN, CELLS, DAYS, seed=3).contacts)
    measures = service(run)
    _, _, abandoned, within, left, answered, wait, _, _ = rows.T
    assert within.sum() / (rows.shape[0] - left.sum()) == pytest.approx(measures["service_level_share"])
    assert abandoned.mean() == pytest.approx(measures["abandonment_share"])
    assert wait.sum() / answered.sum() == pytest.approx(measures["speed_of_answer_s"])


def test_periods_sum_to_the_ledger_but_for_the_rest_of_the_day(run: Run) -> None:
    """After closing there is overtime alone, which is busy: what half-hours hold is less by it."""
    _, place, busy, present = np.array(logged(SCENARIO, PLAN, CELLS, DAYS, seed=3).periods).T
    assert (place == -1).sum() == DAYS
    assert busy.sum() / present.sum() == pytest.approx(occupancy(ledger(run)))


def test_all_measures_are_there_in_every_open_half_hour() -> None:
    found = simulated(SCENARIO, PLAN, CELLS, 20_000, 1)
    opened = np.repeat(PLAN.week.closes > PLAN.week.opens, CELLS.number)
    for name in (SERVICE_LEVEL, ABANDONMENT, ANSWER, OCCUPANCY):
        assert (np.isfinite(found[name].mean) == opened).all(), name


def test_a_small_centre_is_simulated_for_a_year_a_large_one_for_as_many_contacts_as_asked() -> None:
    large = replace(PLAN, week=replace(PLAN.week, calls=100 * PLAN.week.calls))
    assert days_for(PLAN, 20_000) == YEAR
    assert days_for(large, 20_000) == DAYS
    assert days_for(replace(large, week=replace(large.week, season=np.linspace(0.9, 1.1, 12))), 1) == YEAR

"""A distressed start, and what comes back by itself: before and after would credit any change with it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.configuration import configure
from sim.measures import days_table
from sim.planning import plan_of
from sim.world import Run

CENTRE = ("scenario=hierarchical", "demand.scale=0.05", "customers.count=5000")
DISTRESSED = ("people=distressed", "customers=distressed")
DAYS, HALF_LIFE = 250, 60.0  # open days; calendar days of strain


@cache
def run_of(*changes: str) -> Run:
    scenario = configure([*CENTRE, *changes], alone=True)[0].scenario
    run = Run(scenario, plan_of(configure(list(CENTRE), alone=True)[0].scenario), days=DAYS)
    while not run.finished:
        run.step()
    return run


def gap(name: str, day: int) -> float:
    """How far a distressed centre is from the usual one, under the same governance."""
    distressed, usual = run_of(*DISTRESSED), run_of()
    return float(distressed.world.day[name][day] - usual.world.day[name][day])


@pytest.mark.slow
def test_strain_and_engagement_come_back_by_themselves() -> None:
    """Nothing is changed: of the gap in strain, after a year, at most twice what five half-lives leave.

    Whoever is worn out is ill for longer and leaves the others more to do: it is not the half-life alone.
    """
    assert gap("strain", 0) == pytest.approx(0.2, abs=0.02)
    assert gap("engagement", 0) == pytest.approx(-0.2, abs=0.02)
    assert abs(gap("strain", DAYS - 1)) < 2 * 0.2 * 0.5 ** (350 / HALF_LIFE) + 0.01
    assert -0.2 < gap("engagement", 125) < gap("engagement", DAYS - 1) < 0.0


@pytest.mark.slow
def test_a_pilot_without_effect_would_look_like_one() -> None:
    """Within the year stress falls by more than a tenth, although nothing was done about it."""
    strain = [day["strain"] for day in days_table(run_of(*DISTRESSED))]
    assert np.mean(strain[-20:]) < 0.9 * np.mean(strain[:20])


@pytest.mark.slow
def test_disappointed_customers_come_back_more_slowly_and_leave_meanwhile() -> None:
    """Only those who call learn that service is better than they think."""
    distressed, usual = (run_of(*changes).world.customer for changes in (DISTRESSED, ()))
    gaps = usual.satisfaction[:5000].astype(float) - distressed.satisfaction[:5000]
    called = (distressed.contacts[:5000] > 2) & (distressed.generation[:5000] == 0)
    silent = (distressed.contacts[:5000] == 1) & (distressed.generation[:5000] == 0)
    assert gaps[silent].mean() == pytest.approx(0.23, abs=1e-3)
    assert 0.0 < gaps[called].mean() < 0.9 * 0.23
    left = [(each.leaves_service[:5000] < run_of().world.clock[0].now).sum() for each in (distressed, usual)]
    assert left[0] > left[1]

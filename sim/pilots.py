"""Usual days of a centre, simulated to learn what its plan has to reckon with.

Customers stay and no shock befalls it: what was recorded, and staff is planned for, is the usual. Called by
`sim.planning`, `sim.attendance`, `sim.fit.simulated` and `sim.experiment.preparing`.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim.clientele import Acquisition, Satisfaction, WordOfMouth
from sim.rosters import Plan
from sim.scenario import Scenario
from sim.world import Run

PILOT_SEED = 20250106  # the pilot's own seed: a plan depends on the baseline, not on the study's seed
SETTLING_DAYS = 10  # open days until the cases that come back do so as often as they ever will
FEWEST_DAYS = 15
YEAR = 260  # open days
QUICK = 2_000_000  # contacts simulated in some seconds: so many at most for a year of a centre
CUSTOMERS_OF_PILOT = 20_000


def usual(scenario: Scenario) -> Scenario:
    """A centre without shocks, whose customers stay."""
    loyal = replace(
        scenario.customers,
        leaving_other=0.0,
        leaving_service=0.0,
        satisfaction=Satisfaction(),
        word_of_mouth=WordOfMouth(),
        acquisition=Acquisition(),
    )
    return replace(scenario, customers=loyal, demand=replace(scenario.demand, shocks={}))


def pilot_days(plan: Plan, contacts: int) -> int:
    """Open days for so many contacts, those that settle included; at most 150 beside them."""
    daily = max(plan.first_contacts.sum(axis=1).max(), 1.0)
    return SETTLING_DAYS + max(FEWEST_DAYS, math.ceil(min(contacts / daily, 10 * FEWEST_DAYS)))


def daily_calls(plan: Plan) -> float:
    """Recorded calls of an open day, one at least."""
    return float(max(plan.week.calls.sum(axis=1)[plan.week.open_weekdays].mean(), 1.0))


def quick_days(plan: Plan) -> int:
    """Open days of a year, or as many as are simulated in some seconds."""
    return min(YEAR, int(QUICK / daily_calls(plan)))


def pilot(scenario: Scenario, plan: Plan, days: int, warmup: int = 0, seed: int = PILOT_SEED) -> Run:
    """A run of usual days, all of them alike but for their weekday."""
    small = replace(plan, customers=min(plan.customers, CUSTOMERS_OF_PILOT))
    still = replace(plan.week, busyness_cv=0.0, season=np.ones(12))
    return Run(usual(scenario), replace(small, week=still), days=days, seed=seed, warmup=warmup)

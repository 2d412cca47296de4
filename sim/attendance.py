"""From the advisors whom a file records to a roster: so many are rostered that those recorded are there.

A file tells who was on the floor. Rosters allow for the absence that is planned; illness beyond it, places
that stand empty and hours off the phones are simulated, and would take away once more what is missing in the
record already. Called by `sim.planning`.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.ledger import busy_and_present, ledger
from sim.pilots import PILOT_SEED, QUICK, SETTLING_DAYS, daily_calls, pilot, quick_days
from sim.rosters import Plan
from sim.scenario import Scenario

Floats = NDArray[np.float64]
MOST_PILOTS = 8  # of a small centre, where a few who are ill for long are many: a year of each
FEWEST_DAYS = 25  # five of every weekday


def attended(baseline: Scenario, plan: Plan, recorded: Floats) -> Plan:
    """The plan with the roster that has the recorded advisors on the floor.

    Summary of rule: advisors of every interval over the share of a roster that is on the floor in a year of
    usual days, and rounded; as recorded, where work comes faster than it can be done, or nobody is there.
    Reference: fixed point of recorded staff, docs/model.md, 7.4.

    Args:
        baseline: the scenario under which the file was recorded.
        plan: its plan.
        recorded: advisors on the floor [7, slots].
    """
    days = max(FEWEST_DAYS, quick_days(plan))
    runs = max(1, min(MOST_PILOTS, math.floor(QUICK / (daily_calls(plan) * days))))
    seeds = range(PILOT_SEED, PILOT_SEED + runs)
    shares = [_share_present(baseline, plan, SETTLING_DAYS + days, seed) for seed in seeds]
    if min(shares) <= 0.0:
        return plan
    return replace(plan, present=np.rint(recorded / np.mean(shares)).astype(np.int64))


def _share_present(baseline: Scenario, plan: Plan, days: int, seed: int) -> float:
    """Time on the floor over that of the advisors planned; 0 where none are, or are overrun at once."""
    run = pilot(baseline, plan, days, warmup=SETTLING_DAYS, seed=seed)
    while not run.finished:
        run.step()
    weekdays = run.world.calendar.weekday[SETTLING_DAYS : run.day]
    planned_ms = plan.present.sum(axis=1)[weekdays].sum() * plan.week.slot_ms
    return float(busy_and_present(ledger(run))[1] / planned_ms) if planned_ms else 0.0

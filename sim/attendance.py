"""From the advisors whom a file records to a roster: so many are rostered that those recorded are there.

A file tells who was on the floor. Rosters allow for the absence that is planned; illness beyond it, places
that stand empty and hours off the phones are simulated, and would take away once more what is missing in the
record already. Called by `sim.planning`.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim.groups import recorded_staff
from sim.ledger import busy_and_present, ledger
from sim.pilots import PILOT_SEED, QUICK, SETTLING_DAYS, YEAR, pilot
from sim.rosters import Plan
from sim.scenario import Scenario

MOST_PILOTS = 8  # of a small centre, where a few who are ill for long are many: a year of each
LEAST_PRESENT = 0.5  # of those rostered; fewer would be a centre that nobody runs


def attended(baseline: Scenario, plan: Plan) -> Plan:
    """The plan with the roster that has the recorded advisors on the floor; as it is where none are recorded.

    Summary of rule: advisors of every interval times what is recorded over what is simulated, time on the
    floor in a year of usual days, and rounded.
    Reference: fixed point of recorded staff, docs/model.md, 7.4.

    Args:
        baseline: the scenario under which the file was recorded.
        plan: its plan; the last roster is corrected.
    """
    wanted = recorded_staff(baseline, plan.week)
    if wanted is None or not wanted.any():
        return plan
    there = _present_ms(baseline, plan) / plan.present.sum()
    missing = max(there / plan.week.slot_ms, LEAST_PRESENT)
    return replace(plan, present=np.rint(wanted / missing).astype(np.int64))


def _present_ms(baseline: Scenario, plan: Plan) -> float:
    """Mean time on the floor of all advisors in a week, in ms: of usual weeks of a year."""
    daily = max(plan.week.calls.sum(axis=1)[plan.week.open_weekdays].mean(), 1.0)
    days = max(YEAR // 10, min(YEAR, int(QUICK / daily)))
    runs = max(1, min(MOST_PILOTS, math.floor(QUICK / (daily * days))))
    found = [_of_one(baseline, plan, SETTLING_DAYS + days, PILOT_SEED + number) for number in range(runs)]
    return float(np.mean(found))


def _of_one(baseline: Scenario, plan: Plan, days: int, seed: int) -> float:
    run = pilot(baseline, plan, days, warmup=SETTLING_DAYS, seed=seed)
    while not run.finished:
        run.step()
    weekdays = run.world.calendar.weekday[SETTLING_DAYS : run.day]
    counted = np.bincount(weekdays, minlength=7)
    rostered = plan.present.sum(axis=1) @ counted
    return float(busy_and_present(ledger(run))[1] / rostered * plan.present.sum())

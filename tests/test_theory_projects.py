"""Working groups take people off the floor: what that does to callers is the queue of those who are left.

Against Erlang A (Palm 1957; Garnett, Mandelbaum & Reiman 2002) with three quarters of a floor of 100;
false-alarm rate as in `theory.py`, about 1e-7 a figure.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from centres import exponential
from queues import asks, figures_of_queue, queue_of
from theory import assert_agrees, either_size

from sim import erlang
from sim.ledger import ledger
from sim.projects import WorkingGroups
from sim.world import Run

ADVISORS, CALLS_PER_MIN = 100, 12.0
HANDLING, PATIENCE = 6.0, 5.0  # min
SHARE = 0.25


def figures(run: Run) -> Mapping[str, float]:
    accounts = ledger(run, first_day=run.warmup + 1)  # on the first they come as they become free
    found = figures_of_queue(run)
    off_the_floor = accounts["working_group"] / sum(accounts.values())
    return {name: found[name] for name in ("abandonment", "mean_wait", "patience")} | {"off": off_the_floor}


@either_size
@pytest.mark.parametrize("announced", [True, False])
def test_groups_that_meet_all_day_take_a_quarter_off_the_floor(announced: bool, size: int) -> None:
    """Round the clock, every day, at whatever time they may begin; they remove no irritants."""
    groups = WorkingGroups(
        at_once=1, volunteers=round(SHARE * ADVISORS), meet_every=1, meet_for=1440.0, announced=announced,
        group_relief=0.0, last_for=5000,
    )  # fmt: skip
    scenario = queue_of(
        asks(HANDLING, patience=exponential(PATIENCE)), CALLS_PER_MIN, ADVISORS, working_groups=groups
    )
    left = round((1 - SHARE) * ADVISORS)
    theory = erlang.erlang_a(left, CALLS_PER_MIN, HANDLING, PATIENCE)
    exact = {
        "abandonment": theory.abandonment_probability,
        "mean_wait": theory.mean_wait,
        "patience": PATIENCE,
        "off": SHARE,
    }
    assert_agrees(scenario, exact, figures, days=8, warmup=1, size=size)

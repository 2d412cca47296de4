"""Meetings take people off the floor: what that does to callers is the queue of those who are left.

Against Erlang A (Palm 1957; Garnett, Mandelbaum & Reiman 2002) with 100, 95, 90 and 85 advisors; false-alarm
rate as in `theory.py`, about 1e-7 a figure.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from centres import circle, exponential, quiet
from queues import asks, figures_of_queue, queue_of
from theory import assert_agrees, either_size

from sim import erlang
from sim.ledger import ledger
from sim.world import Run

ADVISORS, CALLS_PER_MIN = 100, 835 / 60
HANDLING, PATIENCE = 375 / 60, 5.0  # min
TAKEN_OFF = [(0.0, 0.005), (0.05, 0.013), (0.10, 0.030), (0.15, 0.057)]


def figures(run: Run) -> Mapping[str, float]:
    accounts = ledger(run)
    found = figures_of_queue(run)
    off_the_floor = accounts["meeting"] / sum(accounts.values())
    return {name: found[name] for name in ("abandonment", "mean_wait", "patience")} | {"off": off_the_floor}


@pytest.mark.parametrize(("share", "abandoning"), TAKEN_OFF)
def test_the_anchor_is_erlang_a(share: float, abandoning: float) -> None:
    """5, 10 and 15 % off a floor of 100: abandonment goes from 0.5 to 1.3, 3.0 and 5.7 %."""
    left = round(ADVISORS * (1 - share))
    theory = erlang.erlang_a(left, CALLS_PER_MIN, HANDLING, PATIENCE)
    assert round(theory.abandonment_probability, 3) == abandoning


@either_size
@pytest.mark.parametrize("share", [share for share, _ in TAKEN_OFF])
def test_a_circle_that_meets_all_day_takes_its_members_off_the_floor(share: float, size: int) -> None:
    """Round the clock, from midnight to midnight, every day; it brings nothing that changes talks."""
    kinds = {"team": circle(share=share, length=1440.0, at=None)} if share else {}
    scenario = queue_of(
        asks(HANDLING, patience=exponential(PATIENCE)),
        CALLS_PER_MIN,
        ADVISORS,
        circles=kinds,
        coordination=quiet(irritant_cost=0.0),
    )
    left = round(ADVISORS * (1 - share))
    theory = erlang.erlang_a(left, CALLS_PER_MIN, HANDLING, PATIENCE)
    exact = {
        "abandonment": theory.abandonment_probability,
        "mean_wait": theory.mean_wait,
        "patience": PATIENCE,
        "off": share,
    }
    assert_agrees(scenario, exact, figures, days=8, warmup=1, size=size)

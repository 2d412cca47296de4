"""Limits at which forms of governance coincide: the same centre, millisecond by millisecond.

Circles of no length are none (`test_meetings`), and advice from nobody is the desk (`test_advice`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import centre_of, constant, exponential, refund, routine, run_of

from sim.scenario import Scenario
from sim.world import Run

ANY = 1e9  # EUR: more than any stake
SEEN_BY_THE_CUSTOMER = ("arrived", "answered", "ended", "customer", "attempt", "kind", "outcome", "advisor")
REASONS = {
    "claim": refund(
        80, share=0.5, handling=exponential(5), patience=exponential(3), hold_patience=constant(None)
    ),
    "question": routine(share=0.5, handling=exponential(4), patience=exponential(3), solve_probability=0.7),
}


def centre(**rights: Any) -> Scenario:
    """Round the clock, some 200 calls a day, for two advisors; half of them about money."""
    volume = {"calls_per_day": 200.0, "redial_probability": 0.5, "repeat_probability": 0.5}
    return centre_of(REASONS, never_closes=True, demand=volume, **rights)


def simulated(scenario: Scenario) -> tuple[Run, list[np.ndarray]]:
    """A run of three days, and the contacts of every day."""
    run = run_of(scenario, 2, days=3, customers=500)
    days = []
    while not run.finished:
        run.step()
        days.append(run.contacts.copy())
    return run, days


def test_unlimited_authority_is_no_chain() -> None:
    """Whoever may decide anything never asks: with managers, without them, or with colleagues to ask."""
    runs = [
        simulated(centre(authority=ANY, **rights))[0]
        for rights in ({}, {"limits": [], "beyond": "advise"}, {"beyond": "advise"}, {"approver": "pooled"})
    ]
    assert runs[0].world.day.desk_decisions.sum() > 100
    assert len({run.digest for run in runs}) == 1


def test_another_authority_is_another_centre() -> None:
    """The test above can fail."""
    assert simulated(centre(authority=ANY))[0].digest != simulated(centre(authority=0.0))[0].digest


@pytest.mark.parametrize("approver", ["own", "pooled"])
def test_a_chain_that_reads_in_no_time_is_the_desk(approver: str) -> None:
    """To the customer and to the queue, while somebody is on duty: only the counts say who decides."""
    chain, of_chain = simulated(
        centre(authority=0.0, approver=approver, review=constant(0), limits=[60.0, None])
    )
    desk, of_desk = simulated(centre(authority=ANY))
    for ours, theirs in zip(of_chain, of_desk, strict=True):
        for name in SEEN_BY_THE_CUSTOMER:
            assert (ours[name] == theirs[name]).all(), name
    assert chain.world.day.requests.sum() == desk.world.day.desk_decisions.sum() > 100
    assert chain.world.day.goodwill.sum() == desk.world.day.goodwill.sum()

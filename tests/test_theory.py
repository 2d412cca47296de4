"""The ladder against exact queueing theory: what the centre is, once governance is switched off or reduced.

Every check states its false-alarm rate in `theory.py`: about 1e-7 a figure.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from queues import figures_of_queue
from theory import assert_agrees, differs, either_size

import sim
from sim import erlang
from sim.ledger import ledger
from sim.practice import measured
from sim.scenario import Scenario
from sim.states import ABANDONED_CONTACT
from sim.world import Run

MIN = 60_000.0


def ladder(name: str) -> Scenario:
    return sim.configure([f"scenario=ladder/{name}"], alone=True)[0].scenario


def present(scenario: Scenario, advisors: int) -> Scenario:
    return replace(scenario, staffing=replace(scenario.staffing, present=float(advisors)))


@either_size
def test_mmn_is_erlang_c(size: int) -> None:
    """M/M/52 at 48 a minute: delay within 20 s, mean wait, occupancy (Erlang 1917)."""
    scenario = ladder("mmn")
    theory = erlang.mmn_wait(52, 48.0, 1.0)
    exact = {
        "service_level": theory.served_within(1 / 3),
        "mean_wait": theory.mean_wait,
        "occupancy": theory.occupancy,
    }
    assert_agrees(scenario, exact, figures_of_queue, days=10, warmup=1, size=size)


@either_size
def test_mmn_with_abandonment_is_erlang_a(size: int) -> None:
    """M/M/50+M: the queue of the benchmark (Palm 1957; Garnett, Mandelbaum & Reiman 2002)."""
    theory = erlang.erlang_a(50, 48.0, 1.0, 2.0)
    exact = {
        "service_level": theory.served_within(1 / 3),
        "mean_wait": theory.mean_wait,
        "abandonment": theory.abandonment_probability,
        "occupancy": theory.occupancy,
        "patience": 2.0,
    }
    assert_agrees(ladder("mmn_abandonment"), exact, figures_of_queue, days=5, warmup=1, size=size)


@either_size
@pytest.mark.parametrize(("span", "waits"), [(8, 2.2), (10, 3.3), (12, 4.8), (15, 8.2)])
def test_held_approvals_are_a_machine_repairman_queue(span: int, waits: float, size: int) -> None:
    """M/M/1//s: advisors, always busy, ask one approver and hold the line (Palm 1947)."""
    scenario = present(ladder("one_approver_hold"), span)
    scenario = replace(scenario, staffing=replace(scenario.staffing, span_of_control=float(span)))
    reason = scenario.demand.reasons["any"]
    think = reason.handling.mean / reason.stake_share
    theory = erlang.finite_source(span, think, scenario.governance.review.mean)
    assert theory.mean_wait == pytest.approx(waits, rel=0.02)

    def figures(run: Run) -> dict[str, float]:
        days, accounts = measured(run), ledger(run)
        return {
            "wait": days.tray_wait.sum() / days.reviews.sum() / MIN,
            "blocked": accounts["hold"] / sum(accounts.values()),
            "reviewing": ledger(run, "manager")["review"] / sum(ledger(run, "manager").values()),
        }

    exact = {"wait": theory.mean_wait, "blocked": theory.blocked_share, "reviewing": theory.utilisation}
    assert_agrees(scenario, exact, figures, days=30, warmup=1, size=size)


def one_approver_of(span: int) -> Scenario:
    """The rung with the approver of another span: as many more callers and advisors."""
    scenario = present(ladder("one_approver_call_back"), span)
    demand = replace(scenario.demand, calls_per_day=scenario.demand.calls_per_day * span / 10)
    staffing = replace(scenario.staffing, span_of_control=float(span))
    return replace(scenario, demand=demand, staffing=staffing)


@either_size
@pytest.mark.parametrize(("span", "waits"), [(8, 4.3), (10, 8.3), (12, 22)])
def test_call_backs_are_a_single_server_queue(span: int, waits: float, size: int) -> None:
    """M/M/1: requests leave an M/M/n in equilibrium as a Poisson process (Burke 1956), one approver reads."""
    scenario = one_approver_of(span)
    reason = scenario.demand.reasons["any"]
    rate = scenario.demand.calls_per_day / 1440 * reason.stake_share
    theory = erlang.mm1_wait(rate, scenario.governance.review.mean)
    assert theory.mean_wait == pytest.approx(waits, rel=0.02)

    def figures(run: Run) -> dict[str, float]:
        days = measured(run)
        return {"wait": days.tray_wait.sum() / days.reviews.sum() / MIN}

    assert_agrees(scenario, {"wait": theory.mean_wait}, figures, days=120, warmup=5, size=size)


def test_an_approver_of_fifteen_never_catches_up_with_call_backs() -> None:
    """110 % of what he can read: the tray grows until the run is called unstable."""
    scenario = one_approver_of(15)
    run = Run(scenario, sim.plan_of(scenario), days=300)
    while not run.finished:
        run.step()
    assert run.unstable


def test_zero_staff_loses_everybody() -> None:
    """With nobody there, everybody gives up: the wait is the patience (mean 2 min)."""
    scenario = present(ladder("mmn_abandonment"), 0)
    run = Run(scenario, sim.plan_of(scenario), days=2)
    run.step()
    log = run.contacts
    ended = log[log.outcome == ABANDONED_CONTACT]
    assert (log.answered == -1).all()
    assert ended.size > 0.99 * log.size
    run.step()
    assert not run.unstable


def test_overload_without_abandonment_is_unstable() -> None:
    """40 advisors for a load of 48: never done, told as such, in bounded memory."""
    scenario = present(ladder("mmn"), 40)
    run = Run(scenario, sim.plan_of(scenario), days=50)
    while not run.finished:
        run.step()
    assert run.unstable
    assert run.world.case.size < 100_000


def test_a_defect_is_told() -> None:
    """The yardstick itself: a bias of six standard errors is flagged, the truth is not."""
    values = np.random.default_rng(1).normal(1.0, 0.1, 40)
    assert differs(values, 1.0, 1e-3) is None
    assert differs(values, 1.0 + 6 * 0.1 / np.sqrt(40), 1e-3)

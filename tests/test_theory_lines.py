"""The engine against loss systems: Erlang B, M/M/n/K with and without patience, callers who hang up at once.

False-alarm rate of every check in `theory.py`: about 1e-7 a figure.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from centres import constant, exponential
from queues import TARGET, asks, figures_of_queue, queue_of
from theory import assert_agrees, either_size

import sim
from sim import erlang
from sim.birth_death import balance
from sim.limited_lines import mmnk_wait
from sim.reasons import Law

LAWS = {
    "M": exponential(1.0),
    "D": constant(1.0),
    "lognormal": Law(law="lognormal", mean=1.0, cv=1.25),
    "gamma": Law(law="gamma", mean=1.0, cv=2.0),
    "pareto": Law(law="pareto", mean=1.0, cv=1.5),
}
MOST = 400  # callers there can be in a chain cut off


@either_size
@pytest.mark.parametrize("law", LAWS)
def test_as_many_lines_as_advisors_are_erlang_b(law: str, size: int) -> None:
    """M/G/20/20 offered 17 erlangs: only the mean of the talk matters (Sevastyanov 1957)."""
    lost = erlang.erlang_b(20, 17.0)
    exact = {"talk": 1.0, "blocked": lost, "occupancy": 17.0 * (1 - lost) / 20}
    scenario = queue_of(asks(LAWS[law]), 17.0, 20, lines=20)
    assert_agrees(scenario, exact, figures_of_queue, days=8, size=size)


def figures_of_mmnk(servers: int, lines: int, rate: float, patience: float = math.inf) -> dict[str, float]:
    theory = mmnk_wait(servers, lines, rate, 1.0, patience)
    exact = {
        "talk": 1.0,
        "blocked": theory.blocking_probability,
        "mean_wait": theory.mean_wait,
        "service_level": theory.served_within(TARGET),
        "occupancy": theory.occupancy,
    }
    if patience < math.inf:
        exact |= {"abandonment": theory.abandonment_probability, "patience": patience}
    return exact


@either_size
def test_limited_lines_are_mmnk(size: int) -> None:
    """M/M/50/60, the rung of the ladder."""
    scenario = sim.configure(["scenario=ladder/mmn_blocked"], alone=True)[0].scenario
    exact = figures_of_mmnk(50, 60, 48.0)
    assert_agrees(scenario, exact, figures_of_queue, days=6, size=size)


@either_size
def test_limited_lines_and_patience_are_mmnk_m(size: int) -> None:
    """M/M/50/56+M."""
    scenario = sim.configure(["scenario=ladder/mmn_abandonment"], alone=True)[0].scenario
    scenario = replace(scenario, staffing=replace(scenario.staffing, lines=56))
    exact = figures_of_mmnk(50, 56, 48.0, 2.0)
    assert_agrees(scenario, exact, figures_of_queue, days=6, size=size)


@either_size
def test_lines_keep_an_overload_stable(size: int) -> None:
    """M/M/10/15 offered 14 erlangs by callers who would wait for ever."""
    scenario = queue_of(asks(1.0), 14.0, 10, lines=15)
    exact = figures_of_mmnk(10, 15, 14.0)
    assert_agrees(scenario, exact, figures_of_queue, days=10, size=size)


@either_size
@pytest.mark.parametrize("patience", [2.0, None], ids=["patient", "endless"])
@pytest.mark.parametrize("share", [0.3, 1.0])
def test_who_hangs_up_at_once_balks(share: float, patience: float | None, size: int) -> None:
    """M/M/20 offered 18 erlangs, a share of whom leave when all are busy; if all do it is Erlang B."""
    reason = asks(1.0, patience=exponential(patience), hangs_up_at_once=share)
    exact = balking(20, 18.0, share, patience or math.inf)
    if share == 1.0:
        assert exact["abandonment"] == pytest.approx(erlang.erlang_b(20, 18.0))
        exact = {name: exact[name] for name in ("abandonment", "occupancy")}
    assert_agrees(queue_of(reason, 18.0, 20), exact, figures_of_queue, days=8, size=size)


def balking(servers: int, rate: float, share: float, patience: float) -> dict[str, float]:
    """M/M/n+M whose arrivals are thinned to 1 - share when all are busy: a chain up and down."""
    present = np.arange(MOST + 1.0)
    waiting = np.maximum(present - servers, 0.0)
    births = np.where(present < servers, rate, rate * (1 - share))[:-1]
    there = balance(births, (present - waiting + waiting / patience)[1:])
    busy, queue = there[servers:].sum(), waiting @ there
    return {
        "abandonment": share * busy + queue / patience / rate,
        "mean_wait": queue / rate,
        "occupancy": (present - waiting) @ there / servers,
    }

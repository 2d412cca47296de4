"""How a simulated mean is held against an exact value, with a stated false-alarm rate.

A test flags at 1e-3 (two-sided t interval over independent replications) and confirms on fresh seeds with
four times the replications at 1e-4: a correct model fails with a probability of about 1e-7 a figure. With the
sizes used here a defect of three standard errors of the first stage (printed in a failure) is found in one
run of four or better at each stage, one of seven in all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from scipy import stats

import sim
from sim.planning import plan_of
from sim.world import Run

FLAG, CONFIRM = 1e-3, 1e-4
FEW, MANY = 12, 48
Figures = Mapping[str, float]


def simulate(
    scenario: sim.Scenario, days: int, warmup: int, figures: Callable[[Run], Figures], seeds: range
) -> dict[str, np.ndarray]:
    """Figures of independent replications, by name."""
    plan = plan_of(scenario)
    found: dict[str, list[float]] = {}
    for seed in seeds:
        run = Run(scenario, plan, days=warmup + days, seed=seed, warmup=warmup)
        while not run.finished:
            run.step()
        assert not run.unstable
        for name, value in figures(run).items():
            found.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in found.items()}


def differs(values: np.ndarray, expected: float, alarm: float) -> str | None:
    """What is wrong, where the mean differs from the exact value at this false-alarm rate."""
    error = values.std(ddof=1) / np.sqrt(values.size)
    z = (values.mean() - expected) / error
    if abs(z) <= stats.t.isf(alarm / 2, values.size - 1):
        return None
    return f"mean {values.mean():.6g}, standard error {error:.2g}, exact {expected:.6g} (z = {z:.1f})"


def assert_agrees(
    scenario: sim.Scenario,
    exact: Figures,
    figures: Callable[[Run], Figures],
    *,
    days: int,
    warmup: int,
) -> None:
    """Hold all figures against their exact values; confirm on fresh seeds what is flagged."""
    first = simulate(scenario, days, warmup, figures, range(1, 1 + FEW))
    flagged = [name for name in exact if differs(first[name], exact[name], FLAG)]
    if not flagged:
        return
    fresh = simulate(scenario, days, warmup, figures, range(1001, 1001 + MANY))
    wrong = {name: differs(fresh[name], exact[name], CONFIRM) for name in flagged}
    assert not any(wrong.values()), wrong

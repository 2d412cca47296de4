"""How a simulated mean is held against an exact value, with a stated false-alarm rate.

A test flags at 1e-3 (two-sided t interval over independent replications) and confirms on fresh seeds with
four times the replications at 1e-4: a correct model fails with a probability of about 1e-7 a figure. With the
sizes used here a defect of three standard errors of the first stage (printed in a failure) is found in one
run of four or better at each stage, one of seven in all. `test_theory_power` measures both rates.

Contacts of one run are dependent: a long queue is followed by another. No error is reckoned from them. A
replication gives one number, its mean over all its days; replications have seeds, and so draws, of their
own, and are independent whatever goes on within them. Each number is a mean over tens of thousands of
contacts, nearly normal, and begins after a day of warm-up, hundreds of times the queue's memory.

Ordinary runs have 12 replications; with the marker `verify` the same checks have four times as many,
each four times as long, and so find defects a quarter the size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from scipy import stats

import sim
from sim.planning import plan_of
from sim.world import Run

FLAG, CONFIRM = 1e-3, 1e-4
FEW, MANY = 12, 48
FRESH = 1001  # first seed of the second stage
TIMES = 4  # so many replications more, and so much longer, where the marker asks for it
Figures = Mapping[str, float]

either_size = pytest.mark.parametrize(
    "size", [pytest.param(1, id="suite"), pytest.param(TIMES, id="long", marks=pytest.mark.verify)]
)


def simulate[Kind: Run](
    scenario: sim.Scenario,
    days: int,
    warmup: int,
    figures: Callable[[Kind], Figures],
    seeds: range,
    kind: type[Kind] | type[Run] = Run,
) -> dict[str, np.ndarray]:
    """Figures of independent replications, by name."""
    plan = plan_of(scenario)
    found: dict[str, list[float]] = {}
    for seed in seeds:
        run = kind(scenario, plan, days=warmup + days, seed=seed, warmup=warmup)
        while not run.finished:
            run.step()
        assert not run.unstable
        for name, value in figures(run).items():  # type: ignore[arg-type]
            found.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in found.items()}


def p_value(values: np.ndarray, expected: float) -> float:
    """Probability of a mean this far from the exact value or farther, were that true (two-sided t)."""
    if not np.ptp(values):
        return float(values[0] == expected)  # fixed talks have no error to compare with
    return float(stats.ttest_1samp(values, expected).pvalue)


def differs(values: np.ndarray, expected: float, alarm: float) -> str | None:
    """What is wrong, where the mean differs from the exact value at this false-alarm rate."""
    if p_value(values, expected) >= alarm:
        return None
    error = values.std(ddof=1) / np.sqrt(values.size)
    z = (values.mean() - expected) / error
    return f"mean {values.mean():.6g}, standard error {error:.2g}, exact {expected:.6g} (z = {z:.1f})"


def assert_agrees[Kind: Run](
    scenario: sim.Scenario,
    exact: Figures,
    figures: Callable[[Kind], Figures],
    *,
    days: int,
    warmup: int = 1,
    size: int = 1,
    kind: type[Kind] | type[Run] = Run,
) -> None:
    """Hold all figures against their exact values; confirm on fresh seeds what is flagged."""
    length, few = days * size, FEW * size
    first = simulate(scenario, length, warmup, figures, range(1, 1 + few), kind)
    flagged = [name for name in exact if differs(first[name], exact[name], FLAG)]
    if not flagged:
        return
    seeds = range(FRESH, FRESH + MANY * size)
    fresh = simulate(scenario, length, warmup, figures, seeds, kind)
    wrong = {name: differs(fresh[name], exact[name], CONFIRM) for name in flagged}
    assert not any(wrong.values()), wrong

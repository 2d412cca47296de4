"""The engine against queues of other laws of handling: M/G/1, M/D/n, M/G/n.

False-alarm rate of every check in `theory.py`: about 1e-7 a figure; of the bounds 1e-6 at most.
"""

from __future__ import annotations

import numpy as np
import pytest
from centres import constant, exponential
from queues import TARGET, Logged, asks, figures_by_reason, figures_of_queue, queue_of
from theory import FEW, assert_agrees, either_size, simulate

from sim import erlang
from sim.general_handling import (
    gamma_moments,
    lognormal_moments,
    mdn_wait,
    mg1_wait_moments,
    mgn_wait_bounds,
)
from sim.reasons import Law

RATE, MEAN = 7.0, 0.1  # calls a minute, minutes: one advisor busy 70 % of the time
CAUTION = 5.0  # standard errors that a mean may lie beyond a bound


def figures_of_waits(run: Logged) -> dict[str, float]:
    wait = run["wait"]
    return {
        "mean": wait.mean(),
        "second moment": (wait**2).mean(),
        "delayed": (wait > 0).mean(),
        "within": (wait <= TARGET).mean(),
    }


SINGLE = {
    "lognormal": (Law(law="lognormal", mean=MEAN, cv=0.7), 0.0, lognormal_moments(MEAN, 0.7)),
    "gamma, even": (Law(law="gamma", mean=MEAN, cv=0.5), 0.0, gamma_moments(MEAN, 0.5)),
    "gamma, uneven": (Law(law="gamma", mean=MEAN, cv=1.3), 0.0, gamma_moments(MEAN, 1.3)),
    "fixed": (constant(MEAN), 0.0, gamma_moments(MEAN, 0.0)),
    # talk and wrap-up, each exponential of half the mean, are a gamma time of two stages
    "with wrap-up": (exponential(MEAN / 2), MEAN / 2, gamma_moments(MEAN, 0.5**0.5)),
}


@either_size
@pytest.mark.parametrize("case", SINGLE)
def test_one_advisor_is_mg1(case: str, size: int) -> None:
    """Mean and second moment of the wait (Pollaczek 1930, Khinchine 1932; Takacs 1962), share delayed."""
    talk, wrap_up, moments = SINGLE[case]
    theory = mg1_wait_moments(RATE, moments)
    exact = {
        "mean": theory.mean,
        "second moment": theory.variance + theory.mean**2,
        "delayed": RATE * MEAN,
    }
    reason = asks(talk, wrap_up=exponential(wrap_up) if wrap_up else constant(0))
    assert_agrees(queue_of(reason, RATE, 1), exact, figures_of_waits, days=40, size=size, kind=Logged)


@either_size
@pytest.mark.parametrize(("advisors", "rate"), [(2, 1.6), (10, 9.0)])
def test_fixed_handling_is_mdn(advisors: int, rate: float, size: int) -> None:
    """M/D/n (Crommelin 1932): share delayed, mean wait, share within 20 s."""
    theory = mdn_wait(advisors, rate, 1.0)
    exact = {
        "delayed": theory.delay_probability,
        "mean": theory.mean_wait,
        "within": theory.served_within(TARGET),
    }
    scenario = queue_of(asks(constant(1.0)), rate, advisors)
    assert_agrees(scenario, exact, figures_of_waits, days=30, size=size, kind=Logged)


@either_size
def test_handling_of_nothing_for_some_is_mgn(size: int) -> None:
    """M/G/10, exactly: a third of the callers take no time, the others an exponential one.

    Those of no time delay nobody, so that all wait as in M/M/10 without them; occupancy likewise.
    """
    reasons = {"long": asks(1.0, share=2 / 3), "nothing": asks(constant(0.0), share=1 / 3)}
    theory = erlang.mmn_wait(10, 9.0, 1.0)
    exact = {}
    for name in reasons:
        exact |= {
            f"{name}: wait": theory.mean_wait,
            f"{name}: delayed": theory.delay_probability,
            f"{name}: service level": theory.served_within(TARGET),
        }
    approximate = mgn_wait_bounds(10, 13.5, 2 / 3, 2.0).approximation
    assert approximate == pytest.approx(theory.mean_wait)
    scenario = queue_of(reasons, 13.5, 10)
    assert_agrees(scenario, exact, figures_by_reason, days=15, size=size, kind=Logged)


@either_size
@pytest.mark.parametrize(("law", "cv"), [("lognormal", 1.25), ("gamma", 0.3), ("gamma", 2.0)])
def test_mgn_keeps_within_its_bounds(law: str, cv: float, size: int) -> None:
    """M/G/3 at 90 %: mean wait between the bounds for every law (Kingman 1970, Brumelle 1971)."""
    bounds = mgn_wait_bounds(3, 2.7, 1.0, cv**2)
    scenario = queue_of(asks(Law(law=law, mean=1.0, cv=cv)), 2.7, 3)
    waits = simulate(scenario, 30 * size, 1, figures_of_queue, range(1, 1 + FEW * size))["mean_wait"]
    spread = CAUTION * waits.std(ddof=1) / np.sqrt(waits.size)
    assert bounds.least - spread <= waits.mean() <= bounds.most + spread
    assert waits.mean() == pytest.approx(bounds.approximation, rel=0.15)


@either_size
def test_occupancy_of_mgn_is_the_load(size: int) -> None:
    """Little 1961: whatever the law, advisors are busy for the load (48 of 52)."""
    law = Law(law="lognormal", mean=1.0, cv=1.25)
    exact = {"occupancy": 48 / 52}
    assert_agrees(queue_of(asks(law), 48.0, 52), exact, figures_of_queue, days=5, size=size)

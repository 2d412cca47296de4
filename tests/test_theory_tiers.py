"""The engine against two tiers in a row: what a first tier cannot decide is handed over to a second.

With endless patience and exponential talks the first tier is M/M/n, and what leaves it is a Poisson process
(Burke 1956): the second is a queue of its own, independent of the first at any moment (Jackson 1957).
False-alarm rate of every check in `theory.py`: about 1e-7 a figure.
"""

from __future__ import annotations

import numpy as np
import pytest
from centres import constant
from queues import TARGET, Logged, Sampled, asks, queue_of, team
from theory import assert_agrees, either_size, simulate

from sim.general_handling import mg1_wait_moments
from sim.practice import measured
from sim.scenario import Scenario
from sim.states import FIRST, TRANSFER
from sim.tiers import two_tiers
from sim.world import Run

CALLS, FIRST_TIER = 8.0, 10


def tiers(second: int, passed: float, *, loss: float, kept: float = 0.5) -> Scenario:
    """Ten advisors who decide nothing; a share of eight calls a minute is handed over."""
    groups = {
        "first": team(FIRST_TIER, authority=0.0),
        "second": team(second, authority=100.0, direct=False),
    }
    return queue_of(
        asks(1.0, stake_share=passed, stake=constant(10.0)),
        CALLS,
        groups=groups,
        decisions=True,
        authority=0.0,
        beyond="transfer",
        handoff_loss=loss,
        handoff_share=kept,
    )


def figures_of_tiers(run: Logged) -> dict[str, float]:
    days = measured(run)
    found = {
        "passed": days.transfers.sum() / days.first_contacts.sum(),
        "mean of the second, counted": days.transfer_wait.sum() / days.transfers.sum() / 60_000,
    }
    for name, kind in (("first", FIRST), ("second", TRANSFER)):
        wait = run["wait"][run["kind"] == kind]
        found |= {
            f"{name}: wait": wait.mean(),
            f"{name}: wait squared": (wait**2).mean(),
            f"{name}: delayed": (wait > 0).mean(),
            f"{name}: service level": (wait <= TARGET).mean(),
        }
    return found


@either_size
def test_a_share_handed_over_is_mmn_behind_mmn(size: int) -> None:
    """M/M/10 and M/M/3 behind it, the customer telling all again: waits of both."""
    theory = two_tiers(FIRST_TIER, CALLS, 1.0, passed_share=0.25, second_servers=3, second_mean_handling=1.0)
    exact = {"passed": 0.25, "mean of the second, counted": theory.second.mean_wait}
    for name, tier in (("first", theory.first), ("second", theory.second)):
        exact |= {
            f"{name}: wait": tier.mean_wait,
            f"{name}: wait squared": 2 * tier.delay_probability / tier.clearing_rate**2,
            f"{name}: delayed": tier.delay_probability,
            f"{name}: service level": tier.served_within(TARGET),
        }
    assert_agrees(
        tiers(3, 0.25, loss=1.0), exact, figures_of_tiers, days=20, warmup=2, size=size, kind=Logged
    )


@either_size
def test_tiers_are_independent_at_any_moment(size: int) -> None:
    """Product form: both tiers all busy as often as by chance; the mean of the product of the queues."""
    theory = two_tiers(FIRST_TIER, CALLS, 1.0, passed_share=0.25, second_servers=3, second_mean_handling=1.0)
    first, second = theory.first, theory.second
    exact = {
        "first busy": first.delay_probability,
        "second busy": second.delay_probability,
        "both busy": first.delay_probability * second.delay_probability,
        "queues": first.mean_queue * second.mean_queue,
    }

    def figures(run: Sampled) -> dict[str, float]:
        waiting, talking = np.array(run.waiting), np.array(run.talking)
        busy, late = talking[:, 0] == FIRST_TIER, talking[:, 1] == 3
        return {
            "first busy": busy.mean(),
            "second busy": late.mean(),
            "both busy": (busy & late).mean(),
            "queues": (waiting[:, 0] * waiting[:, 1]).mean(),
        }

    assert_agrees(tiers(3, 0.25, loss=1.0), exact, figures, days=40, warmup=2, size=size, kind=Sampled)


@either_size
@pytest.mark.parametrize(("loss", "kept"), [(0.3, 0.5), (0.0, 0.8)])
def test_what_is_not_lost_spares_time(loss: float, kept: float, size: int) -> None:
    """M/G/1 behind M/M/10: a whole talk for the share who must tell all again, a part for the others."""
    moments = tuple(
        factor * (loss + (1 - loss) * kept**power) for power, factor in ((1, 1.0), (2, 2.0), (3, 6.0))
    )
    theory = mg1_wait_moments(0.8, moments)  # type: ignore[arg-type]
    exact = {
        "second: wait": theory.mean,
        "second: wait squared": theory.variance + theory.mean**2,
        "second: delayed": 0.8 * moments[0],
    }
    scenario = tiers(1, 0.1, loss=loss, kept=kept)
    assert_agrees(scenario, exact, figures_of_tiers, days=30, warmup=2, size=size, kind=Logged)


def test_nobody_is_asked() -> None:
    """The second tier decides whatever comes to it: no request reaches a manager, at midnight either."""
    found = simulate(tiers(3, 0.25, loss=1.0), 4, 0, figures_of_requests, range(1, 3))
    assert found["asked"].tolist() == [0, 0]
    assert found["handed over"].min() > 0


def figures_of_requests(run: Run) -> dict[str, float]:
    days = measured(run)
    return {"asked": float(days.requests.sum()), "handed over": float(days.transfers.sum())}

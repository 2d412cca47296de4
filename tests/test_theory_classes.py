"""The engine against queues whose callers differ in rank or in the advisors who may take them.

False-alarm rate of every check in `theory.py`: about 1e-7 a figure.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from centres import constant, exponential
from chains import explored, stationary
from queues import TARGET, Logged, asks, figures_by_reason, queue_of, team
from theory import assert_agrees, either_size

import sim
from sim import erlang
from sim.general_handling import gamma_moments
from sim.priorities import mg1_priorities, mmn_priorities
from sim.reasons import Law

State = tuple[int, int, int, int]  # busy juniors and seniors, simple and hard callers waiting


@either_size
def test_two_priorities_in_mmn(size: int) -> None:
    """The rung of the ladder: mean, second moment and distribution of both waits (Cobham 1954)."""
    scenario = sim.configure(["scenario=ladder/priority"], alone=True)[0].scenario
    theory = mmn_priorities(52, (12.0, 36.0), 1.0)
    exact = {}
    for place, name in enumerate(("urgent", "usual")):
        exact |= {
            f"{name}: wait": theory.mean_wait[place],
            f"{name}: wait squared": theory.variance[place] + theory.mean_wait[place] ** 2,
            f"{name}: service level": theory.served_within(place + 1, TARGET),
            f"{name}: delayed": theory.delay_probability,
        }
    assert_agrees(scenario, exact, figures_by_reason, days=8, size=size, kind=Logged)


@either_size
def test_three_priorities_in_mg1(size: int) -> None:
    """One advisor, a law of handling for every class: mean waits (Cobham 1954), share delayed."""
    laws = {
        "first": Law(law="gamma", mean=0.05, cv=0.5),
        "second": exponential(0.10),
        "third": constant(0.15),
    }
    rates = (4.0, 2.0, 2.0)
    moments = [
        gamma_moments(law.mean or 0, cv)[:2] for law, cv in zip(laws.values(), (0.5, 1, 0), strict=True)
    ]
    reasons = {
        name: asks(law, share=rate / 8, priority=9 - place)
        for place, ((name, law), rate) in enumerate(zip(laws.items(), rates, strict=True))
    }
    exact = {f"{name}: delayed": 0.7 for name in reasons}
    waits = mg1_priorities(rates, moments)
    exact |= {f"{name}: wait": wait for name, wait in zip(reasons, waits, strict=True)}
    assert_agrees(queue_of(reasons, 8.0, 1), exact, figures_by_reason, days=40, size=size, kind=Logged)


def erlang_a_of(name: str, advisors: int, rate: float) -> dict[str, float]:
    theory = erlang.erlang_a(advisors, rate, 1.0, 2.0)
    return {
        f"{name}: wait": theory.mean_wait,
        f"{name}: abandonment": theory.abandonment_probability,
        f"{name}: service level": theory.served_within(TARGET),
    }


@either_size
def test_groups_that_share_nothing_are_two_queues(size: int) -> None:
    """Two of M/M/n+M side by side, one of 8 and one of 20 advisors."""
    patient = exponential(2.0)
    reasons = {"sales": asks(share=0.3, patience=patient), "service": asks(share=0.7, patience=patient)}
    groups = {"sellers": team(8, "sales"), "technicians": team(20, "service")}
    exact = erlang_a_of("sales", 8, 9.0) | erlang_a_of("service", 20, 21.0)
    scenario = queue_of(reasons, 30.0, groups=groups)
    assert_agrees(scenario, exact, figures_by_reason, days=10, size=size, kind=Logged)


@either_size
def test_groups_that_share_everything_are_one_queue(size: int) -> None:
    """M/M/28+M, whoever answers: both reasons wait alike, though each prefers a group of its own."""
    patient = exponential(2.0)
    reasons = {
        "sales": asks(share=0.3, patience=patient, route_to=["sellers", "technicians"]),
        "service": asks(share=0.7, patience=patient, route_to=["technicians", "sellers"]),
    }
    groups = {"sellers": team(8, "sales+service"), "technicians": team(20, "service+sales")}
    exact = erlang_a_of("sales", 28, 30.0) | erlang_a_of("service", 28, 30.0)
    scenario = queue_of(reasons, 30.0, groups=groups)
    assert_agrees(scenario, exact, figures_by_reason, days=10, size=size, kind=Logged)


@either_size
def test_routing_by_authority_is_two_queues(size: int) -> None:
    """Callers with a stake that juniors may not decide go to seniors, who take nobody else."""
    reason = asks(patience=exponential(2.0), stake_share=0.3, stake=constant(80.0))
    groups = {"juniors": team(20, authority=20.0), "seniors": team(8, authority=100.0, direct=False)}
    scenario = queue_of(
        reason, 30.0, groups=groups, staffing={"routing": "authority"}, decisions=True, authority=20.0
    )
    low, high = (erlang.erlang_a(advisors, rate, 1.0, 2.0) for advisors, rate in ((20, 21.0), (8, 9.0)))

    def figures(run: Logged) -> dict[str, float]:
        found = figures_by_reason(run)
        return {name: found[f"any: {name}"] for name in ("wait", "abandonment", "service level")}

    exact = {
        "wait": 0.7 * low.mean_wait + 0.3 * high.mean_wait,
        "abandonment": 0.7 * low.abandonment_probability + 0.3 * high.abandonment_probability,
        "service level": 0.7 * low.served_within(TARGET) + 0.3 * high.served_within(TARGET),
    }
    assert_agrees(scenario, exact, figures, days=10, size=size, kind=Logged)


class Overflow:
    """The design N as a chain: simple calls go to juniors, else to seniors; hard ones to seniors only.

    Talks are exponential of mean 1. Simple callers wait only while all are busy, hard ones while all seniors
    are. A senior takes the hard ones first. Rates are per minute.
    """

    def __init__(
        self, juniors: int, seniors: int, simple: float, hard: float, lines: int, patience: float, waits: bool
    ) -> None:
        self.juniors, self.seniors, self.rates = juniors, seniors, (simple, hard)
        self.lines, self.patience, self.waits = lines, patience, waits
        self.states, generator = explored((0, 0, 0, 0), self.moves)
        self.share = stationary(generator)

    def moves(self, state: State) -> Iterator[tuple[State, float]]:
        """What may happen next, and how fast."""
        low, high, first, second = state
        for kind, rate in enumerate(self.rates):
            found = self.admitted(state, kind)
            if found:
                yield found, rate
        if low:
            yield ((low, high, first - 1, second) if first else (low - 1, high, 0, second)), float(low)
        if high:
            yield self.senior_freed(state), float(high)
        if first:
            yield (low, high, first - 1, second), first / self.patience
        if second:
            yield (low, high, first, second - 1), second / self.patience

    def admitted(self, state: State, kind: int) -> State | None:
        """The state after a call; None where he is not admitted, or hangs up at once."""
        low, high, first, second = state
        if sum(state) == self.lines:
            return None
        if kind == 0 and low < self.juniors:
            return low + 1, high, first, second
        if high < self.seniors:
            return low, high + 1, first, second
        return (low, high, first + (kind == 0), second + (kind == 1)) if self.waits else None

    def senior_freed(self, state: State) -> State:
        """The state after a senior's talk."""
        low, high, first, second = state
        if second:
            return low, high, first, second - 1
        return (low, high, first - 1, 0) if first else (low, high - 1, 0, 0)

    def mean(self, place: int) -> float:
        """Mean of a part of the state."""
        return float(np.array(self.states)[:, place] @ self.share)

    def lost(self, kind: int) -> float:
        """Share of a kind not admitted; arrivals see time averages (Wolff 1982)."""
        none = [self.admitted(state, kind) is None for state in self.states]
        return float(self.share[none].sum())


@either_size
@pytest.mark.parametrize("overflow_after", [0.0, 30.0], ids=["at once", "too late"])
def test_overflow_of_callers_who_do_not_wait(overflow_after: float, size: int) -> None:
    """Loss by kind in the design N: overflow at once; nobody waits, so a later one helps nobody."""
    shares = {"simple": 0.75, "hard": 0.25}
    routes = {"simple": ["juniors", "seniors"], "hard": ["seniors"]}
    reasons = {
        name: asks(share=share, hangs_up_at_once=1.0, route_to=routes[name], overflow_after=overflow_after)
        for name, share in shares.items()
    }
    groups = {"juniors": team(5), "seniors": team(4)}
    theory = Overflow(5, 4, 6.0, 2.0, 99, 1.0, waits=False)
    exact = {"simple: abandonment": theory.lost(0), "hard: abandonment": theory.lost(1)}
    if overflow_after:
        exact = {"simple: abandonment": erlang.erlang_b(5, 6.0), "hard: abandonment": erlang.erlang_b(4, 2.0)}
    scenario = queue_of(reasons, 8.0, groups=groups)
    assert_agrees(scenario, exact, figures_by_reason, days=15, size=size, kind=Logged)


@either_size
def test_overflow_of_callers_who_wait(size: int) -> None:
    """The design N with queues, patience and limited lines: a chain of some hundred states."""
    patient = exponential(0.5)
    reasons = {
        "hard": asks(share=0.25, patience=patient, route_to=["seniors"]),
        "simple": asks(share=0.75, patience=patient, route_to=["juniors", "seniors"]),
    }
    groups = {"juniors": team(3, "simple"), "seniors": team(3, "hard", "simple")}
    theory = Overflow(3, 3, 4.5, 1.5, 12, 0.5, waits=True)
    exact = {}
    for kind, (name, rate, place) in enumerate((("simple", 4.5, 2), ("hard", 1.5, 3))):
        exact |= {
            f"{name}: blocked": theory.lost(kind),
            f"{name}: abandonment": theory.mean(place) / 0.5 / rate,
            f"{name}: wait": theory.mean(place) / rate,
        }
    scenario = queue_of(reasons, 6.0, lines=12, groups=groups)
    assert_agrees(scenario, exact, figures_by_reason, days=20, size=size, kind=Logged)

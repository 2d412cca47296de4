"""Classes of contacts served by rank, without breaking off a contact once begun.

Within a class, first come first served; class 1 is first. Exact: M/M/n with one law of handling for all
classes, and the means of M/G/1 with one for each. One unit of time throughout, chosen by the caller.
Called by the tests that hold the floor's routing against theory.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.birth_death import Array, later
from sim.checks import count, not_negative, positive
from sim.erlang import erlang_c
from sim.refusal import Refused


class RankedWaits(NamedTuple):
    """The stationary M/M/n queue with classes; a class that is overloaded waits for ever."""

    servers: int
    arrival_rates: tuple[float, ...]  # 1/time, class 1 first
    mean_handling: float  # time
    delay_probability: float  # share of contacts that wait, the same in each class
    mean_wait: tuple[float, ...]  # time, by class, over all its contacts
    variance: tuple[float, ...]  # of the wait, time squared, by class

    def longer_than(self, rank: int, wait: float) -> float:
        """P(W > wait) of class `rank`, counted from 1.

        A contact that has to wait finds a geometric number before it; each service removes one, each later
        arrival of a higher class adds one. The wait lasts until none is left and one more service ends.
        """
        not_negative("wait", wait)
        count("rank", rank, least=1)
        if rank > len(self.arrival_rates):
            raise Refused("rank", rank, f"one of {len(self.arrival_rates)} classes")
        speed = self.servers / self.mean_handling
        higher, own = (sum(self.arrival_rates[:upto]) / speed for upto in (rank - 1, rank))
        if own >= 1.0:
            return self.delay_probability
        states = 2 + math.ceil(40.0 / -math.log(own)) if own > 0.0 else 2  # reached once in 1e17
        before = np.concatenate(([0.0], (1.0 - own) * own ** np.arange(states)))  # 0: its turn has come
        births = np.full(states, higher * speed)
        births[0] = 0.0
        after = later(births, np.full(states, speed), before, wait).share
        return self.delay_probability * float(after[1:].sum())

    def served_within(self, rank: int, wait: float) -> float:
        """Service level P(W <= wait) of class `rank`, counted from 1."""
        return 1.0 - self.longer_than(rank, wait)


def mmn_priorities(servers: int, arrival_rates: Sequence[float], mean_handling: float) -> RankedWaits:
    """M/M/n with non-preemptive classes of one mean handling time (Cobham 1954; Kella & Yechiali 1985).

    A class is served as long as it and those above it do not overload the centre; those below keep the
    advisors busy, no more.

    Args:
        servers: number of advisors, n, at least 1.
        arrival_rates: contacts per unit of time, class 1 first.
        mean_handling: mean of the exponential handling time.
    """
    count("servers", servers, least=1)
    positive("mean_handling", mean_handling)
    rates = _rates(arrival_rates)
    speed = servers / mean_handling
    delayed = erlang_c(servers, sum(rates) * mean_handling)
    means, variances = [], []
    for higher, own in _shares([rate / speed for rate in rates]):
        if own >= 1.0:
            means.append(math.inf)
            variances.append(math.inf)
            continue
        # what is before a delayed contact: exponential of mean `ahead`, stretched by what comes later
        ahead, idle = 1.0 / (speed * (1.0 - own)), 1.0 - higher
        mean = ahead / idle
        second = 2.0 * mean**2 + ahead * higher * 2.0 / (speed * idle**3)
        means.append(delayed * mean)
        variances.append(delayed * second - (delayed * mean) ** 2)
    return RankedWaits(servers, rates, mean_handling, delayed, tuple(means), tuple(variances))


def mg1_priorities(
    arrival_rates: Sequence[float], service_moments: Sequence[tuple[float, float]]
) -> tuple[float, ...]:
    """Mean wait by class in M/G/1 with non-preemptive classes, each with its own service (Cobham 1954).

    In overload the first class that is not served in full keeps the server busy for the rest of the time.

    Args:
        arrival_rates: requests per unit of time, class 1 first.
        service_moments: E[S] and E[S^2] of the service time, by class.
    """
    rates = _rates(arrival_rates)
    if len(service_moments) != len(rates):
        raise Refused("service_moments", service_moments, f"two moments for each of {len(rates)} classes")
    for first, second in service_moments:
        positive("service_moments", first)
        if not first**2 * (1 - 1e-9) <= second < math.inf:
            raise Refused("service_moments", (first, second), "E[S] and E[S^2], at least its square")
    loads = [rate * first for rate, (first, _) in zip(rates, service_moments, strict=True)]
    shares = list(_shares(loads))
    under_way = 0.0  # time until the service under way ends, 0 where there is none
    for load, (higher, _), (first, second) in zip(loads, shares, service_moments, strict=True):
        under_way += max(0.0, min(load, 1.0 - higher)) * second / (2.0 * first)
    return tuple(
        under_way / (1.0 - higher) / (1.0 - own) if own < 1.0 else math.inf for higher, own in shares
    )


def _shares(loads: list[float]) -> list[tuple[float, float]]:
    """Occupancy asked for by the classes above each, and with its own."""
    upto: Array = np.cumsum([0.0, *loads])
    return list(zip(upto[:-1].tolist(), upto[1:].tolist(), strict=True))


def _rates(arrival_rates: Sequence[float]) -> tuple[float, ...]:
    if not len(arrival_rates):
        raise Refused("arrival_rates", arrival_rates, "one rate for each class")
    for rate in arrival_rates:
        not_negative("arrival_rates", rate)
    return tuple(float(rate) for rate in arrival_rates)

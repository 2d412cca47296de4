"""Queues whose handling time has another law than the exponential.

Exact: the wait's mean and variance in M/G/1, and its law in M/D/n, where every handling takes the same
time. Only bounded, with an approximation between, because two moments do not determine it: the mean wait in
M/G/n. Without waiting room the law does not matter at all (`sim.erlang.erlang_b`), nor with endless
advisors (`sim.transient.infinite_servers`). One unit of time throughout, chosen by the caller.
Called by the tests that hold the floor against theory.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import pdtrc

from sim.birth_death import Array, poisson
from sim.checks import count, not_negative, positive
from sim.erlang import mmn_wait
from sim.refusal import Refused

_MOST_WAITING = 2000  # states of the queue solved for; with one advisor, an occupancy of 99 %


class WaitMoments(NamedTuple):
    """A wait's first two moments; infinite where the queue is overloaded."""

    mean: float  # time
    variance: float  # time squared


class FixedHandling(NamedTuple):
    """The stationary M/D/n queue; infinite waits where it is overloaded."""

    servers: int
    arrival_rate: float  # 1/time
    handling: float  # time
    delay_probability: float  # share of contacts that wait
    mean_wait: float  # time, over all contacts
    mean_queue: float  # contacts waiting
    occupancy: float  # share of the advisors' time spent handling
    queue_share: Array  # probability of 0, 1, ... contacts waiting; empty where overloaded

    def longer_than(self, wait: float) -> float:
        """P(W > wait) (Crommelin 1932, in the form of Franx 2001, whose terms are positive).

        Let k handlings after a moment end beyond the wait, the last by less than one handling. By then k n
        contacts have been taken: those waiting at that moment, then those who came until the contact did.
        """
        not_negative("wait", wait)
        if not len(self.queue_share):
            return 1.0
        rounds = math.floor(wait / self.handling) + 1
        before = self.arrival_rate * max(0.0, rounds * self.handling - wait)
        room = rounds * self.servers - 1.0 - np.arange(len(self.queue_share))
        late = np.where(room < 0.0, 1.0, pdtrc(np.maximum(room, 0.0), before))
        return float(self.queue_share @ late)

    def served_within(self, wait: float) -> float:
        """Service level P(W <= wait)."""
        return 1.0 - self.longer_than(wait)


class MeanWaitBounds(NamedTuple):
    """The mean wait in M/G/n, as far as mean and variation of the handling time tell."""

    least: float  # time, a bound for every law
    approximation: float  # time, not exact
    most: float  # time, a bound for every law


def lognormal_moments(mean: float, cv: float) -> tuple[float, float, float]:
    """First three moments of a lognormal time, E[S^k] = mean^k (1 + cv^2)^(k(k-1)/2).

    Args:
        mean: its mean.
        cv: its coefficient of variation.
    """
    positive("mean", mean)
    not_negative("cv", cv)
    spread = 1.0 + cv * cv
    return mean, mean**2 * spread, mean**3 * spread**3


def gamma_moments(mean: float, cv: float) -> tuple[float, float, float]:
    """First three moments of a gamma time: cv 1 is exponential, 1/sqrt(k) Erlang of k stages, 0 fixed.

    Args:
        mean: its mean.
        cv: its coefficient of variation.
    """
    positive("mean", mean)
    not_negative("cv", cv)
    scv = cv * cv
    return mean, mean**2 * (1.0 + scv), mean**3 * (1.0 + scv) * (1.0 + 2.0 * scv)


def mg1_wait_moments(arrival_rate: float, service_moments: tuple[float, float, float]) -> WaitMoments:
    """Wait in M/G/1, first come first served (Pollaczek 1930, Khinchine 1932; variance Takacs 1962).

    Args:
        arrival_rate: requests per unit of time.
        service_moments: E[S], E[S^2], E[S^3] of the service time.
    """
    not_negative("arrival_rate", arrival_rate)
    first, second, third = service_moments
    positive("service_moments", first)
    slack = 1e-9  # so that the moments of a fixed time, rounded, are allowed
    if not (second >= first**2 * (1 - slack) and third * first >= second**2 * (1 - slack)):
        raise Refused("service_moments", service_moments, "first three moments of a positive time")
    spare = 1.0 - arrival_rate * first
    if spare <= 0.0:
        return WaitMoments(math.inf, math.inf)
    mean = arrival_rate * second / (2.0 * spare)
    return WaitMoments(mean, mean**2 + arrival_rate * third / (3.0 * spare))


def mdn_wait(servers: int, arrival_rate: float, handling: float) -> FixedHandling:
    """M/D/n, first come first served, exactly (Crommelin 1932).

    One handling after any moment, whoever was in service has left: of those waiting and those who came
    since, all but n still wait. The queue at such moments is a Markov chain, solved here.

    Args:
        servers: number of advisors, n, at least 1.
        arrival_rate: contacts per unit of time.
        handling: handling time, the same for all.

    Raises:
        Refused: the queue can exceed 2,000 contacts, being so near overload.
    """
    count("servers", servers, least=1)
    not_negative("arrival_rate", arrival_rate)
    positive("handling", handling)
    load = arrival_rate * handling
    if load >= servers:
        nothing = np.empty(0)
        return FixedHandling(servers, arrival_rate, handling, 1.0, math.inf, math.inf, 1.0, nothing)
    share = _waiting_in_mdn(servers, load)
    queue = float(share @ np.arange(len(share)))
    wait = queue / arrival_rate if arrival_rate else 0.0
    model = FixedHandling(servers, arrival_rate, handling, 0.0, wait, queue, load / servers, share)
    return model._replace(delay_probability=model.longer_than(0.0))


def mgn_wait_bounds(
    servers: int, arrival_rate: float, mean_handling: float, handling_scv: float
) -> MeanWaitBounds:
    """Mean wait in M/G/n: bounds for every law (Kingman 1970, Brumelle 1971), and an approximation.

    The approximation is Lee & Longton's (1959), (1 + scv) / 2 times the wait of M/M/n, to which Allen &
    Cunneen's (1978) comes with Poisson arrivals. It is exact for one advisor, for handling that is
    exponential, or 0 for some and exponential for the others, and in the limit of heavy load. For fixed
    handling it is low, by a factor that rises to 2n/(n+1) as the load gets light. Laws of equal mean and
    variance differ (Gupta, Harchol-Balter, Dai & Zwart 2010).

    Args:
        servers: number of advisors, n, at least 1.
        arrival_rate: contacts per unit of time, above 0.
        mean_handling: mean handling time.
        handling_scv: squared coefficient of variation of the handling time.
    """
    count("servers", servers, least=1)
    positive("arrival_rate", arrival_rate)
    not_negative("handling_scv", handling_scv)
    approximation = (1.0 + handling_scv) / 2.0 * mmn_wait(servers, arrival_rate, mean_handling).mean_wait
    spare = 1.0 - arrival_rate * mean_handling / servers
    if spare <= 0.0:
        return MeanWaitBounds(math.inf, math.inf, math.inf)
    second = mean_handling**2 * (1.0 + handling_scv)
    pooled = arrival_rate * second / servers**2 / (2.0 * spare)  # one advisor n times as fast
    least = pooled - (servers - 1) / servers * second / (2.0 * mean_handling)
    spread = mean_handling**2 * (handling_scv / servers + (servers - 1) / servers**2)
    most = (arrival_rate * spread + 1.0 / arrival_rate) / (2.0 * spare)
    return MeanWaitBounds(max(0.0, least), approximation, most)


def _waiting_in_mdn(servers: int, load: float) -> Array:
    """Probability of 0, 1, ... contacts waiting, as far as one in 1e17."""
    if load == 0.0:
        return np.ones(1)
    slack = -math.log(load / servers)
    # the tail falls by e^-decay a contact, where E[e^(decay (arrivals - n))] = 1
    decay = float(brentq(lambda s: load * math.expm1(s) - servers * s, slack, 2.0 + 2.0 * slack))
    states = math.ceil(40.0 / decay) + 2
    if states > _MOST_WAITING:
        raise Refused("arrival_rate", load, f"a load whose queue stays below {_MOST_WAITING} contacts")
    arrivals = poisson(load, servers + states)
    came = np.arange(states)[None, :] - np.arange(states)[:, None] + servers
    chain = np.where(came >= 0, arrivals[np.clip(came, 0, None)], 0.0)
    system = (chain - np.eye(states)).T
    system[0] = 1.0  # in place of the balance of nobody waiting, which follows from the others
    share = np.linalg.solve(system, np.eye(states)[0])
    return np.asarray(np.maximum(share, 0.0))

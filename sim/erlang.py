"""Exact and asymptotic queueing formulas: what the simulated floor must reproduce.

Erlang B, C and A, the finite-source queue of held approvals, the mean waits of M/M/1 and M/G/1, and
square-root staffing. Limited lines are in `sim.limited_lines`, other laws of handling in
`sim.general_handling`, classes in `sim.priorities`, rates that change in `sim.transient`, two tiers in
`sim.tiers`. Pure functions of numbers. The caller chooses one unit of time and keeps to it:
rates are per that unit, means, waits and targets are in it. Called by `sim.planning` (staffing), by
the rest of the theory and by the tests that hold the model against theory.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import digamma, gammainc, gammaln, log_ndtr

from sim.checks import count, not_negative, positive
from sim.refusal import Refused

_SERIES_FROM = 16.0  # beyond this the Stirling series below is exact to double precision
_TINY = 1e-200  # incomplete gamma functions below this are compared by their logarithms
_BETA_MAX = 30.0  # delay probability below 1e-190: more than any target share can ask for


class ErlangC(NamedTuple):
    """The stationary M/M/n queue without abandonment; infinite waits where it is overloaded."""

    delay_probability: float  # share of contacts that wait
    mean_wait: float  # time, over all contacts
    mean_queue: float  # contacts waiting
    occupancy: float  # share of the advisors' time spent handling
    clearing_rate: float  # 1/time at which spare capacity clears the queue: n/mean_handling - arrival rate

    def longer_than(self, wait: float) -> float:
        """P(W > wait), an exponential tail behind the delay probability."""
        not_negative("wait", wait)
        return self.delay_probability * math.exp(-self.clearing_rate * wait)

    def served_within(self, wait: float) -> float:
        """Service level P(W <= wait)."""
        return 1.0 - self.longer_than(wait)


class ErlangA(NamedTuple):
    """The stationary M/M/n+M queue. A wait ends with service or with abandonment.

    The distributions come from the density of the offered wait V (what an infinitely patient contact
    would wait), proportional to exp(arrival_rate (1 - e^(-theta x)) / theta - n mu x) for x > 0
    (Baccelli & Hebuterne 1981; Mandelbaum & Zeltyn 2007), whose integrals are incomplete gamma functions.
    """

    servers: int
    arrival_rate: float  # 1/time
    mean_handling: float  # time
    mean_patience: float  # time
    delay_probability: float  # share of contacts that do not get an advisor at once
    abandonment_probability: float  # share of all contacts
    mean_wait: float  # time, over all contacts, served or not
    mean_queue: float  # contacts waiting
    occupancy: float  # share of the advisors' time spent handling; 0 without advisors

    def longer_than(self, wait: float) -> float:
        """P(W > wait): neither served nor gone by then."""
        not_negative("wait", wait)
        return self._offered_beyond(wait, 0) * math.exp(-wait / self.mean_patience)

    def served_within(self, wait: float) -> float:
        """Service level P(W <= wait and served), over all contacts."""
        not_negative("wait", wait)
        return max(0.0, 1.0 - self.abandonment_probability - self._offered_beyond(wait, 1))

    def abandoned_within(self, wait: float) -> float:
        """P(W <= wait and abandoned), over all contacts."""
        return max(0.0, 1.0 - self.longer_than(wait) - self.served_within(wait))

    @property
    def mean_wait_served(self) -> float:
        """Mean wait of the served contacts (speed of answer); nan without advisors.

        A contact that finds j waiting stays until j + 1 have left, the i-th last at rate n mu + i theta,
        and is himself served in the end with probability n mu / (n mu + (j + 1) theta).
        """
        c, a = self._ratios
        if self.servers == 0 or self.delay_probability == 0.0:
            return 0.0 if self.servers else math.nan
        likeliest = max(0.0, a - c)
        first = max(0, math.floor(likeliest - 12.0 * math.sqrt(a)))
        j = np.arange(first, likeliest + _reach(c, a))
        log_weight = np.concatenate(([0.0], np.cumsum(np.log(a / (c + j[1:])))))
        weight = np.exp(log_weight - log_weight.max())
        stay = float(digamma(c + first + 1.0) - digamma(c + 1.0)) + np.cumsum(1.0 / (c + j + 1.0))
        served_wait = float(weight @ (stay * c / (c + j + 1.0))) / float(weight.sum())
        return (
            self.delay_probability * served_wait * self.mean_patience / (1.0 - self.abandonment_probability)
        )

    @property
    def _ratios(self) -> tuple[float, float]:
        """Return c = n mu / theta and a = lambda / theta."""
        return self.servers * self.mean_patience / self.mean_handling, self.arrival_rate * self.mean_patience

    def _offered_beyond(self, wait: float, power: int) -> float:
        """E[e^(-power theta V); V > wait]: P(V > wait) for power 0, P(W > wait and served) for power 1."""
        c, a = self._ratios
        left = a * math.exp(-wait / self.mean_patience)
        whole = float(gammainc(c, a))
        if whole > _TINY:
            ratio = float(gammainc(c + power, left)) / whole * (c / a) ** power
            return self.delay_probability * ratio
        exponent = -a * math.expm1(-wait / self.mean_patience) - wait * self.servers / self.mean_handling
        exponent += _palm(c + power, left)[0] - _palm(c, a)[0] - power * wait / self.mean_patience
        return self.delay_probability * (c / (c + 1.0)) ** power * math.exp(exponent)


class SingleServer(NamedTuple):
    """One server, unlimited queue; infinite waits where it is overloaded."""

    utilisation: float  # offered load, above 1 where overloaded
    mean_wait: float  # time before service begins
    mean_sojourn: float  # time from request to end of service


class FiniteSource(NamedTuple):
    """One server asked by a few sources, each blocked until its request is done."""

    mean_wait: float  # time before service begins
    mean_sojourn: float  # time from request to end of service
    blocked_share: float  # share of sources waiting or in service
    utilisation: float  # share of the server's time spent serving


def erlang_b(servers: int, load: float) -> float:
    """Share of contacts lost in M/G/n/n (Erlang 1917), by its stable recursion.

    Only the mean of the handling time matters, not its law (Sevastyanov 1957).

    Args:
        servers: number of advisors or lines, n.
        load: arrival rate times mean handling time, in erlangs.
    """
    count("servers", servers)
    not_negative("load", load)
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Share of contacts that wait in M/M/n (Erlang 1917); 1.0 where load >= servers.

    Args:
        servers: number of advisors, n.
        load: arrival rate times mean handling time, in erlangs.
    """
    blocked = erlang_b(servers, load)
    if load >= servers:
        return 1.0
    return servers * blocked / (servers - load * (1.0 - blocked))


def mmn_wait(servers: int, arrival_rate: float, mean_handling: float) -> ErlangC:
    """Waiting in M/M/n, first come first served (Erlang 1917).

    Args:
        servers: number of advisors, n.
        arrival_rate: contacts per unit of time.
        mean_handling: mean of the exponential handling time.
    """
    not_negative("arrival_rate", arrival_rate)
    positive("mean_handling", mean_handling)
    load = arrival_rate * mean_handling
    delayed = erlang_c(servers, load)
    if load >= servers:
        return ErlangC(delayed, math.inf, math.inf, 1.0, 0.0)
    clearing = (servers - load) / mean_handling
    mean = delayed / clearing
    return ErlangC(delayed, mean, arrival_rate * mean, load / servers, clearing)


def erlang_a(servers: int, arrival_rate: float, mean_handling: float, mean_patience: float) -> ErlangA:
    """M/M/n with exponential patience (Palm 1957; Garnett, Mandelbaum & Reiman 2002), exactly.

    Args:
        servers: number of advisors, n; with none, everybody abandons.
        arrival_rate: contacts per unit of time.
        mean_handling: mean of the exponential handling time.
        mean_patience: mean of the exponential patience, 1/theta; for endless patience see `mmn_wait`.
    """
    not_negative("arrival_rate", arrival_rate)
    positive("mean_handling", mean_handling)
    positive("mean_patience", mean_patience)
    blocked = erlang_b(servers, arrival_rate * mean_handling)
    log_palm, lost_of_delayed = _palm(servers * mean_patience / mean_handling, arrival_rate * mean_patience)
    delayed = 1.0 / (1.0 + (1.0 - blocked) / blocked * math.exp(-log_palm)) if blocked > 0.0 else 0.0
    lost = delayed * lost_of_delayed
    mean_wait = lost * mean_patience
    occupancy = arrival_rate * mean_handling * (1.0 - lost) / servers if servers else 0.0
    queue = arrival_rate * mean_wait
    return ErlangA(
        servers, arrival_rate, mean_handling, mean_patience, delayed, lost, mean_wait, queue, occupancy
    )


def mm1_wait(arrival_rate: float, mean_service: float) -> SingleServer:
    """M/M/1: a manager who answers call-backs one by one.

    Args:
        arrival_rate: requests per unit of time.
        mean_service: mean of the exponential service time.
    """
    return mg1_wait(arrival_rate, mean_service, 1.0)


def mg1_wait(arrival_rate: float, mean_service: float, service_scv: float) -> SingleServer:
    """M/G/1 (Pollaczek 1930, Khinchine 1932).

    Args:
        arrival_rate: requests per unit of time.
        mean_service: mean service time.
        service_scv: squared coefficient of variation of the service time (0 fixed, 1 exponential).
    """
    not_negative("arrival_rate", arrival_rate)
    positive("mean_service", mean_service)
    not_negative("service_scv", service_scv)
    rho = arrival_rate * mean_service
    wait = rho / (1.0 - rho) * mean_service * (1.0 + service_scv) / 2.0 if rho < 1.0 else math.inf
    return SingleServer(rho, wait, wait + mean_service)


def finite_source(sources: int, think_mean: float, service_mean: float) -> FiniteSource:
    """M/M/1//s, machine repair (Palm 1947): advisors who hold their contact until an approver answers.

    The sources at work behave as Erlang's loss system of s lines with load think_mean/service_mean,
    so the server is idle (all at work) with probability `erlang_b`; the waits follow by Little's law.

    Args:
        sources: number of sources that share the server, s, at least 1.
        think_mean: mean time from the end of one request to the next request of the same source.
        service_mean: mean of the exponential service time.
    """
    count("sources", sources, least=1)
    positive("think_mean", think_mean)
    positive("service_mean", service_mean)
    busy = 1.0 - erlang_b(sources, think_mean / service_mean)
    sojourn = max(service_mean, sources * service_mean / busy - think_mean)
    return FiniteSource(sojourn - service_mean, sojourn, sojourn / (sojourn + think_mean), busy)


def square_root_staffing(
    load: ArrayLike, mean_handling: ArrayLike, *, target_wait: float, target_share: float = 0.8
) -> NDArray[np.int64]:
    """Advisors needed, n = ceil(R + beta sqrt(R)), without counting on abandonment.

    beta solves P(W > target_wait) = 1 - target_share in the Halfin-Whitt approximation (1981), where
    P(W > t) = exp(-beta sqrt(R) t / mean_handling) / (1 + beta Phi(beta) / phi(beta)).

    Args:
        load: offered load R in erlangs, a number or an array of intervals; 0 needs nobody.
        mean_handling: mean handling time, one or one per interval.
        target_wait: acceptable wait, in the same unit.
        target_share: share of contacts to be served within it, in [0, 1).

    Returns:
        Advisors for each load, in its shape.
    """
    not_negative("target_wait", target_wait)
    if not 0.0 <= target_share < 1.0:
        raise Refused("target_share", target_share, "a share from 0 to below 1")
    loads, handlings = np.broadcast_arrays(np.asarray(load, float), np.asarray(mean_handling, float))
    pairs = zip(loads.ravel().tolist(), handlings.ravel().tolist(), strict=True)
    staff = [_square_root_one(r, h, target_wait, target_share) for r, h in pairs]
    return np.array(staff, dtype=np.int64).reshape(loads.shape)


def _square_root_one(load: float, mean_handling: float, target_wait: float, target_share: float) -> int:
    not_negative("load", load)
    positive("mean_handling", mean_handling)
    decay = math.sqrt(load) * target_wait / mean_handling

    def excess(beta: float) -> float:
        hazard = math.exp(float(log_ndtr(beta)) + 0.5 * beta * beta + 0.5 * math.log(2.0 * math.pi))
        return math.exp(-beta * decay) / (1.0 + beta * hazard) - (1.0 - target_share)

    beta = float(brentq(excess, 0.0, _BETA_MAX)) if load > 0.0 and target_share > 0.0 else 0.0
    return math.ceil(load + beta * math.sqrt(load))


def _palm(c: float, a: float) -> tuple[float, float]:
    """Palm's function A = sum_j a^j / ((c+1)...(c+j)) in logarithm, and P(abandons | has to wait).

    c = n mu / theta, a = lambda / theta; the j-th term is the relative probability of j waiting.
    Where a <= c the terms fall and are summed; where a > c they overflow, and A is the incomplete gamma
    function over a Poisson term: each branch is a sum of positive parts, so nothing cancels.
    """
    if a > c:
        log_palm = math.log(float(gammainc(c, a))) - _log_poisson(c, a)
        return log_palm, 1.0 - c / a * -math.expm1(-log_palm)
    j = np.arange(2.0, _reach(c, a))
    terms = np.cumprod(np.concatenate(([1.0 / (c + 1.0)], a / (c + j))))
    palm = 1.0 + a * float(terms.sum())
    return math.log(palm), float(terms @ np.arange(1.0, len(terms) + 1.0)) / palm


def _reach(c: float, a: float) -> float:
    """How far past the likeliest queue length its probability has fallen below 1e-18 of the largest."""
    geometric = 60.0 / (1.0 - a / c) if a < c else math.inf
    return 100.0 + min(12.0 * math.sqrt(max(a, c)), geometric)


def _log_poisson(k: float, mean: float) -> float:
    """log(mean^k e^-mean / Gamma(k+1)) for real k, by Loader's (2000) saddle-point form: no cancellation."""
    if k == 0.0:
        return -mean
    deviance = mean - k - k * math.log1p((mean - k) / k)
    if k < _SERIES_FROM:
        stirling = float(gammaln(k + 1.0)) - (k + 0.5) * math.log(k) + k - 0.5 * math.log(2.0 * math.pi)
    else:
        square = 1.0 / (k * k)
        stirling = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / k
    return -deviance - stirling - 0.5 * math.log(2.0 * math.pi * k)

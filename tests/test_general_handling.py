"""Other laws of handling against random-walk sums, Erlang's alternating series, generators and limits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from chains import explored, stationary
from scipy import stats
from scipy.integrate import quad
from scipy.special import gammainc

from sim.erlang import mg1_wait, mmn_wait
from sim.general_handling import (
    FixedHandling,
    gamma_moments,
    lognormal_moments,
    mdn_wait,
    mg1_wait_moments,
    mgn_wait_bounds,
)
from sim.refusal import Refused

MDN = [(1, 0.5), (1, 0.95), (2, 1.6), (5, 2.0), (5, 4.6), (50, 46.0), (2000, 1950.0)]


def random_walk(servers: int, load: float) -> tuple[float, float, float]:
    """P(W > 0), mean and variance of the wait in M/D/n with handling 1, by Spitzer's sums (1956).

    Served in turn, each advisor takes every n-th contact: his queue is E_n/D/1, whose wait is the maximum of
    a walk that after k steps stands at k minus a gamma time of k n stages.
    """
    none = mean = variance = 0.0
    k, late = 1, 1.0
    while late > 1e-18:
        stages = k * servers
        late, later, latest = (gammainc(stages + i, k * load) for i in range(3))
        first, second = stages / load, stages * (stages + 1) / load**2
        none += late / k
        mean += (k * late - first * later) / k
        variance += (k * k * late - 2 * k * first * later + second * latest) / k
        k += 1
    return 1.0 - math.exp(-none), mean, variance


@pytest.mark.parametrize(("servers", "load"), MDN)
def test_fixed_handling_is_a_random_walk(servers: int, load: float) -> None:
    model = mdn_wait(servers, load / 3.0, 3.0)
    delayed, mean, variance = random_walk(servers, load)
    assert model.delay_probability == pytest.approx(delayed, rel=1e-9)
    assert model.mean_wait == pytest.approx(3.0 * mean, rel=1e-9)
    assert model.mean_queue == pytest.approx(load * mean, rel=1e-9)
    assert model.occupancy == pytest.approx(load / servers, rel=1e-15)
    scale = 3.0 * mean / delayed
    pieces = [(a * scale, (a + 1) * scale) for a in range(40)]
    tail = sum(quad(model.longer_than, *piece, epsabs=1e-13, limit=200)[0] for piece in pieces)
    square = sum(
        quad(lambda t: 2 * t * model.longer_than(t), *piece, epsabs=1e-13, limit=200)[0] for piece in pieces
    )
    assert tail == pytest.approx(model.mean_wait, rel=1e-7)
    assert square - tail**2 == pytest.approx(9.0 * variance, rel=1e-6)


@pytest.mark.parametrize("load", [Fraction(1, 2), Fraction(9, 10)])
def test_fixed_handling_by_one_advisor_is_erlangs_series(load: Fraction) -> None:
    """Erlang 1909: P(W <= t) = (1 - a) sum_k (a (k - t))^k e^(a (t - k)) / k!, summed without rounding."""
    model = mdn_wait(1, float(load), 1.0)
    assert model.mean_wait == pytest.approx(mg1_wait(float(load), 1.0, 0.0).mean_wait, rel=1e-12)
    for wait in (Fraction(0), Fraction(1, 3), Fraction(1), Fraction(5, 2), Fraction(29, 4)):
        exact = Fraction(0)
        for k in range(math.floor(wait) + 1):
            shift = load * (wait - k)
            power = sum((shift**i / math.factorial(i) for i in range(70)), Fraction(0))  # e^shift
            exact += (-shift) ** k * power / math.factorial(k)
        assert model.served_within(float(wait)) == pytest.approx(float((1 - load) * exact), abs=1e-13)


def test_fixed_handling_at_the_edges() -> None:
    quiet = mdn_wait(3, 0.0, 1.0)
    assert quiet[3:7] == (0.0, 0.0, 0.0, 0.0)
    assert quiet.longer_than(0.0) == 0.0
    full = mdn_wait(3, 3.0, 1.0)
    assert full[3:7] == (1.0, math.inf, math.inf, 1.0)
    assert full.served_within(1e9) == 0.0
    model = mdn_wait(4, 3.6, 1.0)
    for end in (1.0, 2.0, 7.0):  # no step where one more handling fits in
        assert model.longer_than(end - 1e-12) == pytest.approx(model.longer_than(end), abs=1e-10)


def mm1_moments(rho: float) -> tuple[float, float]:
    """Mean and variance of a wait that is exponential of rate 1 - rho with probability rho, else 0."""
    return rho / (1 - rho), rho * (2 - rho) / (1 - rho) ** 2


def test_mg1_moments_of_known_queues() -> None:
    exponential = mg1_wait_moments(0.8, gamma_moments(1.0, 1.0))
    assert exponential == pytest.approx(mm1_moments(0.8), rel=1e-12)
    for load in (0.5, 0.95):
        _, mean, variance = random_walk(1, load)
        assert mg1_wait_moments(load, gamma_moments(1.0, 0.0)) == pytest.approx((mean, variance), rel=1e-9)
    for cv in (0.0, 0.7, 1.25):
        mean = mg1_wait_moments(0.1, lognormal_moments(6.0, cv)).mean
        assert mean == pytest.approx(mg1_wait(0.1, 6.0, cv * cv).mean_wait, rel=1e-12)
    assert mg1_wait_moments(1.0, (1.0, 1.0, 1.0)) == (math.inf, math.inf)


def test_mg1_moments_solve_the_generator_of_two_stage_service() -> None:
    """M/E2/1: who finds s stages of rate 2 still to do waits s of them."""
    rate, stages = 0.7, 600
    generator = np.diag(np.full(stages - 2, rate), 2) + np.diag(np.full(stages - 1, 2.0), -1)
    share, left = stationary(generator), np.arange(stages)
    mean, square = left @ share / 2, left * (left + 1) @ share / 4
    found = mg1_wait_moments(rate, gamma_moments(1.0, math.sqrt(0.5)))
    assert found == pytest.approx((mean, square - mean**2), rel=1e-8)


@pytest.mark.parametrize("cv", [0.4, 1.0, 1.7])
def test_moments_of_the_laws(cv: float) -> None:
    sigma = math.sqrt(math.log1p(cv * cv))
    lognormal = stats.lognorm(sigma, scale=3.0 * math.exp(-sigma * sigma / 2))
    gamma = stats.gamma(1 / cv**2, scale=3.0 * cv**2)
    for law, moments in ((lognormal, lognormal_moments(3.0, cv)), (gamma, gamma_moments(3.0, cv))):
        assert moments == pytest.approx([law.moment(k) for k in (1, 2, 3)], rel=1e-9)


@pytest.mark.parametrize("servers", [1, 2, 5, 20, 100])
@pytest.mark.parametrize("occupancy", [0.1, 0.5, 0.8, 0.95])
def test_fixed_handling_lies_in_its_bounds_and_near_its_approximation(servers: int, occupancy: float) -> None:
    exact = mdn_wait(servers, servers * occupancy, 1.0).mean_wait
    least, near, most = mgn_wait_bounds(servers, servers * occupancy, 1.0, 0.0)
    assert least <= exact * (1 + 1e-9)
    assert exact <= most
    assert near * (1 - 1e-9) <= exact <= 2 * servers / (servers + 1) * near * (1 + 1e-9)


def test_limits_of_the_approximation() -> None:
    for servers in (2, 5):
        light = (
            mdn_wait(servers, 1e-4, 1.0).mean_wait / mgn_wait_bounds(servers, 1e-4, 1.0, 0.0).approximation
        )
        assert light == pytest.approx(2 * servers / (servers + 1), rel=1e-3)
        load = 0.98 * servers
        heavy = (
            mdn_wait(servers, load, 1.0).mean_wait / mgn_wait_bounds(servers, load, 1.0, 0.0).approximation
        )
        assert heavy == pytest.approx(1.0, abs=0.02)
    for scv in (0.0, 1.0, 4.0):
        one = mgn_wait_bounds(1, 0.9, 1.0, scv)
        assert one.approximation == pytest.approx(mg1_wait(0.9, 1.0, scv).mean_wait, rel=1e-12)
        assert one.least == pytest.approx(one.approximation, rel=1e-12)
        assert one.most > one.approximation
    exponential = mgn_wait_bounds(30, 28.0, 1.0, 1.0)
    assert exponential.approximation == pytest.approx(mmn_wait(30, 28.0, 1.0).mean_wait, rel=1e-12)
    assert mgn_wait_bounds(2, 2.0, 1.0, 1.0)[:] == (math.inf,) * 3


Served = tuple[int, int, int]


def two_kinds(load: float, short: float, long: float, share_short: float) -> float:
    """Mean wait in M/H2/2 from its generator: advisors with a short and with a long contact, and queue."""
    room = 250

    def moves(state: Served) -> Iterator[tuple[Served, float]]:
        a, b, queue = state
        if a + b < 2:
            yield (a + 1, b, 0), load * share_short
            yield (a, b + 1, 0), load * (1 - share_short)
        elif queue < room:
            yield (a, b, queue + 1), load
        for c, d, rate in ((a - 1, b, a / short), (a, b - 1, b / long)):
            if rate and queue:
                yield (c + 1, d, queue - 1), rate * share_short
                yield (c, d + 1, queue - 1), rate * (1 - share_short)
            elif rate:
                yield (c, d, 0), rate

    states, generator = explored((0, 0, 0), moves)
    return float(np.array([queue for _, _, queue in states]) @ stationary(generator)) / load


@pytest.mark.parametrize("load", [1.0, 1.7])
@pytest.mark.parametrize("short", [1e-4, 0.3, 0.8])
def test_mixed_handling_lies_in_its_bounds_and_near_its_approximation(load: float, short: float) -> None:
    """Mean 1; where the short contacts take no time the approximation is exact."""
    share_short, long = 0.75, (1 - 0.75 * short) / 0.25
    scv = 2 * (share_short * short**2 + (1 - share_short) * long**2) - 1
    exact = two_kinds(load, short, long, share_short)
    least, near, most = mgn_wait_bounds(2, load, 1.0, scv)
    assert least <= exact <= most
    assert exact == pytest.approx(near, rel=1e-3 if short < 0.01 else 0.12)


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: mdn_wait(0, 1.0, 1.0), "servers"),
        (lambda: mdn_wait(1, -1.0, 1.0), "arrival_rate"),
        (lambda: mdn_wait(1, 0.9999, 1.0), "arrival_rate"),
        (lambda: mdn_wait(1, 0.5, 0.0), "handling"),
        (lambda: FixedHandling(1, 1, 1, 1, 1, 1, 1, np.ones(1)).longer_than(-1.0), "wait"),
        (lambda: mg1_wait_moments(-1.0, (1.0, 1.0, 1.0)), "arrival_rate"),
        (lambda: mg1_wait_moments(0.5, (0.0, 1.0, 1.0)), "service_moments"),
        (lambda: mg1_wait_moments(0.5, (1.0, 0.9, 1.0)), "service_moments"),
        (lambda: mg1_wait_moments(0.5, (1.0, 2.0, 3.9)), "service_moments"),
        (lambda: mg1_wait_moments(0.5, (1.0, 2.0, math.nan)), "service_moments"),
        (lambda: lognormal_moments(0.0, 1.0), "mean"),
        (lambda: gamma_moments(1.0, -1.0), "cv"),
        (lambda: mgn_wait_bounds(0, 1.0, 1.0, 1.0), "servers"),
        (lambda: mgn_wait_bounds(1, 0.0, 1.0, 1.0), "arrival_rate"),
        (lambda: mgn_wait_bounds(1, 1.0, 0.0, 1.0), "mean_handling"),
        (lambda: mgn_wait_bounds(1, 1.0, 1.0, -1.0), "handling_scv"),
    ],
)
def test_impossible_numbers_are_refused(call: object, place: str) -> None:
    assert callable(call)
    with pytest.raises(Refused, match=f"^{place}: "):
        call()

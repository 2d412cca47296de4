"""Classes against generators with one queue for each, published values, and laws of conservation."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from chains import explored, line, stationary
from scipy.linalg import expm

from sim.erlang import mg1_wait, mm1_wait, mmn_wait
from sim.priorities import mg1_priorities, mmn_priorities
from sim.refusal import Refused

State = tuple[int, int, int]
MANY = [(1, (0.3, 0.5), 1.0), (2, (0.6, 0.9, 0.2), 1.0), (50, (30.0, 17.0), 1.0), (85, (0.1, 0.12), 375.0)]


@pytest.mark.parametrize(("servers", "rates"), [(1, (0.3, 0.3)), (2, (0.9, 0.4)), (3, (0.4, 1.6))])
def test_means_solve_the_generator(servers: int, rates: tuple[float, float]) -> None:
    rooms = (35, 35)

    def moves(state: State) -> Iterator[tuple[State, float]]:
        busy, first, second = state
        if busy < servers:
            yield (busy + 1, 0, 0), sum(rates)
        else:
            if first < rooms[0]:
                yield (busy, first + 1, second), rates[0]
            if second < rooms[1]:
                yield (busy, first, second + 1), rates[1]
        if first:
            yield (busy, first - 1, second), busy / 1.0
        elif second:
            yield (busy, 0, second - 1), busy / 1.0
        elif busy:
            yield (busy - 1, 0, 0), busy / 1.0

    states, generator = explored((0, 0, 0), moves)
    share, found = stationary(generator), np.array(states)
    model = mmn_priorities(servers, rates, 1.0)
    assert model.delay_probability == pytest.approx(share[found[:, 0] == servers].sum(), abs=1e-6)
    for rank in (1, 2):
        assert model.mean_wait[rank - 1] == pytest.approx(found[:, rank] @ share / rates[rank - 1], rel=1e-4)


@pytest.mark.parametrize(("servers", "rates", "handling"), MANY)
def test_moments_are_the_integrals_of_the_tail(
    servers: int, rates: tuple[float, ...], handling: float
) -> None:
    model = mmn_priorities(servers, rates, handling)
    for rank in range(1, len(rates) + 1):
        mean, variance = model.mean_wait[rank - 1], model.variance[rank - 1]
        scale = (variance + mean**2) / mean
        nodes, weights = np.polynomial.legendre.leggauss(6)  # in pieces that grow, 0 to 27 scales
        ends = scale * np.array([0.0, 0.1, 0.3, 1.0, 2.0, 4.0, 8.0, 13.0, 27.0])
        half = np.diff(ends)[:, None] / 2
        times = (ends[:-1, None] + half * (1 + nodes)).ravel()
        tail = (half * weights).ravel() * [model.longer_than(rank, t) for t in times.tolist()]
        assert tail.sum() == pytest.approx(mean, rel=1e-4)
        assert 2 * times @ tail == pytest.approx(variance + mean**2, rel=1e-4)


def test_tail_is_that_of_a_tagged_contact() -> None:
    """M/M/2, second class: the joint chain of both queues at arrival, then overtaking until served."""
    rates, room = (0.5, 0.8), 60
    model = mmn_priorities(2, rates, 1.0)
    ahead = np.arange(room + 1.0)
    at_arrival = stationary(line(np.full(room, sum(rates)), np.minimum(ahead[1:], 2.0)))
    places = 120
    generator = np.zeros((places, places))  # 0: taken; k: the k-th to be taken
    for k in range(1, places):
        generator[k, k - 1] = 2.0
        if k + 1 < places:
            generator[k, k + 1] = rates[0]
    generator -= np.diag(generator.sum(axis=1))
    start = np.zeros(places)
    start[1:room] = at_arrival[2:]
    for wait in (0.0, 0.3, 2.0, 9.0):
        exact = (start @ expm(generator * wait))[1:].sum()
        assert model.longer_than(2, wait) == pytest.approx(exact, abs=1e-10)
        assert model.served_within(2, wait) == pytest.approx(1.0 - exact, abs=1e-10)


@pytest.mark.parametrize(("servers", "rates", "handling"), MANY)
def test_rank_moves_waits_but_not_their_sum(servers: int, rates: tuple[float, ...], handling: float) -> None:
    model, together = mmn_priorities(servers, rates, handling), mmn_wait(servers, sum(rates), handling)
    assert model.delay_probability == together.delay_probability
    assert np.dot(rates, model.mean_wait) == pytest.approx(together.mean_queue, rel=1e-12)
    assert list(model.mean_wait) == sorted(model.mean_wait)
    first = model.delay_probability * math.exp(-(servers / handling - rates[0]) * 0.2 * handling)
    assert model.longer_than(1, 0.2 * handling) == pytest.approx(first, rel=1e-10)


def test_one_class_is_mmn() -> None:
    model, alone = mmn_priorities(2000, [1950.0], 1.0), mmn_wait(2000, 1950.0, 1.0)
    assert model.mean_wait[0] == pytest.approx(alone.mean_wait, rel=1e-12)
    squared = 2 * alone.delay_probability / alone.clearing_rate**2
    assert model.variance[0] == pytest.approx(squared - alone.mean_wait**2, rel=1e-12)
    for wait in (0.0, 0.01, 0.1):
        assert model.longer_than(1, wait) == pytest.approx(alone.longer_than(wait), rel=1e-10)


def test_overloaded_low_class_only_keeps_the_advisors_busy() -> None:
    """The first class then finds all busy, and its queue alone is that of M/M/1 at n times the speed."""
    model = mmn_priorities(4, [2.0, 9.0, 1.0], 1.0)
    assert model.delay_probability == 1.0
    share = stationary(line(np.full(80, 2.0), np.full(80, 4.0)))
    assert model.mean_wait[0] == pytest.approx(np.arange(81) @ share / 2.0, rel=1e-12)
    assert model.mean_wait[1:] == model.variance[1:] == (math.inf, math.inf)
    assert (model.longer_than(2, 5.0), model.longer_than(3, 5.0)) == (1.0, 1.0)
    almost = mmn_priorities(4, [2.0, 2.0 - 1e-9], 1.0)
    assert model.mean_wait[0] == pytest.approx(almost.mean_wait[0], rel=1e-8)
    assert model.variance[0] == pytest.approx(almost.variance[0], rel=1e-8)
    overloaded = mg1_priorities([0.2, 9.0], [(1.0, 1.5), (2.0, 7.0)])
    nearly = mg1_priorities([0.2, 0.4 - 1e-10], [(1.0, 1.5), (2.0, 7.0)])
    assert overloaded[0] == pytest.approx(nearly[0], rel=1e-8)
    assert overloaded[1] == math.inf
    blocked_out = mg1_priorities([0.2, 9.0, 3.0], [(1.0, 1.5), (2.0, 7.0), (5.0, 90.0)])
    assert blocked_out == (overloaded[0], math.inf, math.inf)


def test_published_emergency_ward() -> None:
    """Hillier & Lieberman, Introduction to Operations Research: .2, .6, 1.2 patients an hour, 20 min each.

    The first two classes wait .238 and .325 hours for one doctor, all three .029, .033, .048 for two.
    """
    for doctors, waits in ((1, (0.238, 0.325)), (2, (0.029, 0.033, 0.048))):
        model = mmn_priorities(doctors, [0.2, 0.6, 1.2], 1 / 3)
        assert tuple(round(wait, 3) for wait in model.mean_wait[: len(waits)]) == waits
    single = mg1_priorities([0.2, 0.6, 1.2], [(1 / 3, 2 / 9)] * 3)
    assert single == pytest.approx(mmn_priorities(1, [0.2, 0.6, 1.2], 1 / 3).mean_wait, rel=1e-12)


def test_published_workstation() -> None:
    """Lots at 1 and 9 an hour, 5 min each: stays of 9.545 and 32.27 min (after Prabhu 1981, table 4.4)."""
    for waits in (mg1_priorities([1.0, 9.0], [(1 / 12, 2 / 144)] * 2), mmn_priorities(1, [1, 9], 1 / 12)[4]):
        assert [round(60 * wait + 5, 2) for wait in waits] == [9.55, 32.27]


def test_two_services_solve_the_generator() -> None:
    """M/M/1, each class with its own mean: who is served, and both queues."""
    rates, means, room = (0.25, 0.3), (0.5, 1.6), 35

    def moves(state: State) -> Iterator[tuple[State, float]]:
        served, first, second = state
        if not served:
            yield (1, 0, 0), rates[0]
            yield (2, 0, 0), rates[1]
            return
        if first < room:
            yield (served, first + 1, second), rates[0]
        if second < room:
            yield (served, first, second + 1), rates[1]
        if first:
            after = (1, first - 1, second)
        else:
            after = (2, 0, second - 1) if second else (0, 0, 0)
        yield after, 1.0 / means[served - 1]

    states, generator = explored((0, 0, 0), moves)
    share, found = stationary(generator), np.array(states)
    waits = mg1_priorities(rates, [(m, 2 * m * m) for m in means])
    for rank in (1, 2):
        assert waits[rank - 1] == pytest.approx(found[:, rank] @ share / rates[rank - 1], rel=1e-5)


def test_mg1_with_one_class_and_its_conservation() -> None:
    assert mg1_priorities([0.8], [(1.0, 1.5)])[0] == pytest.approx(mg1_wait(0.8, 1.0, 0.5).mean_wait)
    rates, moments = [0.1, 0.2, 0.3], [(2.0, 4.0), (1.0, 5.0), (0.5, 0.6)]
    loads = np.array([0.2, 0.2, 0.15])
    under_way = sum(rate * second / 2 for rate, (_, second) in zip(rates, moments, strict=True))
    # Kleinrock 1965: loads times waits do not depend on who goes first
    kept = 0.55 * under_way / 0.45
    assert loads @ mg1_priorities(rates, moments) == pytest.approx(kept, rel=1e-12)
    turned = mg1_priorities(rates[::-1], moments[::-1])
    assert loads[::-1] @ turned == pytest.approx(kept, rel=1e-12)
    assert mm1_wait(0.5, 1.0).mean_wait == pytest.approx(mg1_priorities([0.5], [(1.0, 2.0)])[0])


def test_a_class_without_contacts_changes_nothing() -> None:
    with_none, without = mmn_priorities(3, [0.0, 2.0], 1.0), mmn_priorities(3, [2.0], 1.0)
    assert with_none.mean_wait[1] == without.mean_wait[0]
    assert with_none.longer_than(2, 0.4) == without.longer_than(1, 0.4)
    assert 0.0 < with_none.longer_than(1, 0.4) < without.longer_than(1, 0.4)


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: mmn_priorities(0, [1.0], 1.0), "servers"),
        (lambda: mmn_priorities(1, [], 1.0), "arrival_rates"),
        (lambda: mmn_priorities(1, [0.1, -0.1], 1.0), "arrival_rates"),
        (lambda: mmn_priorities(1, [0.1], 0.0), "mean_handling"),
        (lambda: mmn_priorities(1, [0.1], 1.0).longer_than(1, -1.0), "wait"),
        (lambda: mmn_priorities(1, [0.1], 1.0).longer_than(0, 1.0), "rank"),
        (lambda: mmn_priorities(1, [0.1], 1.0).longer_than(2, 1.0), "rank"),
        (lambda: mg1_priorities([], []), "arrival_rates"),
        (lambda: mg1_priorities([math.nan], [(1.0, 2.0)]), "arrival_rates"),
        (lambda: mg1_priorities([0.1], []), "service_moments"),
        (lambda: mg1_priorities([0.1], [(0.0, 2.0)]), "service_moments"),
        (lambda: mg1_priorities([0.1], [(1.0, 0.9)]), "service_moments"),
    ],
)
def test_impossible_numbers_are_refused(call: object, place: str) -> None:
    assert callable(call)
    with pytest.raises(Refused, match=f"^{place}: "):
        call()

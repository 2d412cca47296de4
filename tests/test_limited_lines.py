"""Limited lines against the generator, the chain a tagged contact sees, published values and limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from chains import Array, line, stationary
from scipy.linalg import expm

from sim.erlang import erlang_a, erlang_b, mmn_wait
from sim.limited_lines import Contacts, LimitedLines, Queue, mmnk_wait
from sim.refusal import Refused

EXACT = 1e-11
# servers, lines, arrival rate, mean handling, mean patience
CASES = [
    (1, 1, 0.5, 1.0, math.inf),
    (1, 9, 3.0, 1.0, math.inf),
    (5, 12, 4.0, 1.5, math.inf),
    (20, 25, 30.0, 1.0, math.inf),
    (3, 30, 2.0, 1.0, 5.0),
    (20, 25, 30.0, 1.0, 0.3),
    (50, 60, 48.0, 1.0, 2.0),
    (4, 40, 0.001, 375.0, 1e4),
]


def chain(case: tuple[int, int, float, float, float]) -> tuple[Array, Array]:
    """States and stationary probabilities, from rates written out state by state."""
    servers, lines, rate, handling, patience = case
    deaths = [min(k, servers) / handling + max(k - servers, 0) / patience for k in range(1, lines + 1)]
    return np.arange(lines + 1.0), stationary(line(np.full(lines, rate), np.array(deaths)))


def tagged(case: tuple[int, int, float, float, float], ahead: int, wait: float) -> tuple[float, float]:
    """P(still waiting, served) after `wait`, for a contact with `ahead` waiting before it."""
    servers, _, _, handling, patience = case
    served, gone = ahead + 1, ahead + 2
    generator = np.zeros((gone + 1, gone + 1))
    for place in range(ahead + 1):
        generator[place, place - 1 if place else served] = servers / handling + place / patience
        generator[place, gone] = 1.0 / patience
    generator -= np.diag(generator.sum(axis=1))
    after = expm(generator * wait)[ahead]
    return float(after[: ahead + 1].sum()), float(after[served])


@pytest.mark.parametrize("case", CASES)
def test_figures_solve_the_generator(case: tuple[int, int, float, float, float]) -> None:
    servers, _, rate, handling, patience = case
    model = mmnk_wait(*case)
    states, share = chain(case)
    queue = float(np.maximum(states - servers, 0.0) @ share)
    admitted = rate * (1.0 - share[-1])
    assert model.share == pytest.approx(share, abs=EXACT)
    assert model.blocking_probability == pytest.approx(share[-1], abs=EXACT)
    assert model.delay_probability == pytest.approx(share[servers:-1].sum() / (1 - share[-1]), abs=EXACT)
    assert model.mean_queue == pytest.approx(queue, abs=EXACT)
    assert model.mean_wait == pytest.approx(queue / admitted, abs=EXACT * handling)
    assert model.abandonment_probability == pytest.approx(queue / patience / admitted, abs=EXACT)
    assert model.occupancy == pytest.approx(np.minimum(states, servers) @ share / servers, abs=EXACT)


@pytest.mark.parametrize("case", CASES)
def test_admitted_wait_as_a_tagged_contact_does(case: tuple[int, int, float, float, float]) -> None:
    servers, lines, _, handling, _ = case
    model = mmnk_wait(*case)
    _, share = chain(case)
    for wait in (0.0, 0.4 * handling / servers, 3.0 * handling / servers, 2.0 * handling):
        fates = [tagged(case, found - servers, wait) for found in range(servers, lines)]
        weight = share[servers:lines] / (1.0 - share[-1])
        at_once = float(share[:servers].sum() / (1.0 - share[-1]))
        waiting = sum(w * f[0] for w, f in zip(weight, fates, strict=True))
        served = sum(w * f[1] for w, f in zip(weight, fates, strict=True))
        assert model.longer_than(wait) == pytest.approx(waiting, abs=EXACT)
        assert model.served_within(wait) == pytest.approx(at_once + served, abs=EXACT)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.3), (10, 5.0), (30, 25.0), (2000, 2100.0)])
def test_without_waiting_room_it_is_erlang_b(servers: int, load: float) -> None:
    model = mmnk_wait(servers, servers, load, 1.0)
    assert model.blocking_probability == pytest.approx(erlang_b(servers, load), rel=1e-12)
    assert model[1:5] == (0.0, 0.0, 0.0, 0.0)
    assert (model.longer_than(0.0), model.served_within(0.0)) == pytest.approx((0.0, 1.0), abs=1e-15)


@pytest.mark.parametrize(("servers", "load", "room"), [(50, 48.0, 1500), (2000, 1950.0, 2000)])
def test_with_enough_lines_it_is_erlang_c(servers: int, load: float, room: int) -> None:
    model, endless = mmnk_wait(servers, servers + room, load, 1.0), mmn_wait(servers, load, 1.0)
    assert model.blocking_probability < 1e-20
    assert model.mean_wait == pytest.approx(endless.mean_wait, rel=1e-10)
    for wait in (0.0, 0.01, 1.0):
        assert model.longer_than(wait) == pytest.approx(endless.longer_than(wait), rel=1e-9, abs=1e-13)


@pytest.mark.parametrize(("servers", "load"), [(50, 48.0), (50, 60.0), (2000, 1950.0), (2000, 2150.0)])
def test_with_enough_lines_and_patience_it_is_erlang_a(servers: int, load: float) -> None:
    model, theory = mmnk_wait(servers, servers + 800, load, 1.0, 0.7), erlang_a(servers, load, 1.0, 0.7)
    assert model.abandonment_probability == pytest.approx(theory.abandonment_probability, rel=1e-9)
    assert model.mean_queue == pytest.approx(theory.mean_queue, rel=1e-9)
    for wait in (0.0, 0.01, 0.2):
        assert model.longer_than(wait) == pytest.approx(theory.longer_than(wait), abs=1e-10)
        assert model.served_within(wait) == pytest.approx(theory.served_within(wait), abs=1e-10)


def test_long_patience_tends_to_endless_patience() -> None:
    near, endless = mmnk_wait(50, 70, 55.0, 1.0, 1e10), mmnk_wait(50, 70, 55.0, 1.0)
    for wait in (0.0, 0.05, 0.3):
        assert near.longer_than(wait) == pytest.approx(endless.longer_than(wait), abs=1e-8)
        assert near.served_within(wait) == pytest.approx(endless.served_within(wait), abs=1e-8)


def test_published_inspection_station() -> None:
    """Gross & Harris, Fundamentals of Queueing Theory, M/M/3/7: a car a minute, 6 minutes each.

    p0 = .00088, 3.09 wait, 6.06 are there. Its 12.3 minutes and 30.4 lost an hour follow from the rounded p0.
    """
    model = mmnk_wait(3, 7, 1.0, 6.0)
    assert model.share[0] == pytest.approx(1 / 1141, rel=1e-12)
    assert round(model.mean_queue, 2) == 3.09
    assert round(float(model.share @ np.arange(8)), 2) == 6.06
    rounded = 0.00088 * 6**7 / (6 * 3**4)
    assert (round(60 * rounded, 1), round(6.06 / (1 - rounded), 1)) == (30.4, 12.3)
    assert model.blocking_probability == pytest.approx(rounded / 0.00088 * model.share[0], rel=1e-12)


def test_nobody_calling() -> None:
    model = mmnk_wait(3, 5, 0.0, 1.0, 2.0)
    assert model[:6] == (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert model.served_within(0.0) == 1.0
    nobody = Contacts(Queue(2, 3, 1.0), np.zeros((2, 4)))
    assert np.isnan(nobody.mean_wait).all()
    assert np.isnan(nobody.blocking_probability).all()
    assert nobody.offered.tolist() == [0.0, 0.0]


def test_figures_of_several_groups_of_contacts_are_their_own() -> None:
    queue = Queue(2, 4, 1.0, 3.0)
    found = np.array([[1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 0.0, 7.0, 0.0, 0.0]])
    both = Contacts(queue, found)
    for group in (0, 1):
        alone = Contacts(queue, found[group])
        assert both.mean_wait[group] == pytest.approx(float(alone.mean_wait), rel=1e-15)
        assert both.longer_than(0.3)[group] == pytest.approx(float(alone.longer_than(0.3)), rel=1e-15)
    assert both.offered.tolist() == [15.0, 7.0]
    assert both.blocking_probability.tolist() == [pytest.approx(1 / 3), 0.0]
    assert both.delay_probability.tolist() == [pytest.approx(0.7), 1.0]


def usable() -> LimitedLines:
    return mmnk_wait(2, 3, 1.0, 1.0)


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: mmnk_wait(0, 3, 1.0, 1.0), "servers"),
        (lambda: mmnk_wait(3, 2, 1.0, 1.0), "lines"),
        (lambda: mmnk_wait(1, 2, -1.0, 1.0), "arrival_rate"),
        (lambda: mmnk_wait(1, 2, 1.0, math.inf), "mean_handling"),
        (lambda: mmnk_wait(1, 2, 1.0, 1.0, 0.0), "mean_patience"),
        (lambda: usable().longer_than(-1.0), "wait"),
        (lambda: usable().served_within(math.nan), "wait"),
    ],
)
def test_impossible_numbers_are_refused(call: object, place: str) -> None:
    assert callable(call)
    with pytest.raises(Refused, match=f"^{place}: "):
        call()

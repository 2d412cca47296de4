"""Changing rates against a solver of differential equations, laws that must hold, and known solutions."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from chains import Array, line
from scipy import stats
from scipy.integrate import quad, solve_ivp

from sim.limited_lines import Queue, mmnk_wait
from sim.refusal import Refused
from sim.transient import Course, changing_rate, infinite_servers

EDGES = [0.0, 2.0, 3.0, 5.5]
RATES = [2.0, 9.0, 0.0]
AT = [0.5, 2.0, 2.7, 4.0, 5.5]
QUEUES = [Queue(3, 12, 1.3), Queue(3, 12, 1.3, 0.8), Queue(2, 2, 0.7), Queue(1, 9, 0.2, 40.0)]


def integrated(queue: Queue, start: Array) -> tuple[Array, Array, Array]:
    """Shares at AT, and time in state and contacts by what they find up to AT, by Radau's method."""
    states = np.arange(queue.lines + 1)
    deaths = np.minimum(states, queue.servers) / queue.mean_handling
    deaths = deaths + np.maximum(states - queue.servers, 0) / queue.mean_patience
    size = len(states)

    def solve(begin: float, end: float, rate: float, y: Array) -> Array:
        generator = line(np.full(size - 1, rate), deaths[1:])
        generator -= np.diag(generator.sum(axis=1))
        whole = np.zeros((3 * size, 3 * size))
        whole[:size] = np.hstack((generator, np.eye(size), rate * np.eye(size)))
        solved = solve_ivp(
            lambda _, y: y @ whole, (begin, end), y, "Radau", rtol=1e-11, atol=1e-13, jac=lambda t, y: whole.T
        )
        return np.asarray(solved.y[:, -1])

    y, found = np.concatenate((start, np.zeros(2 * size))), []
    steps = sorted({*EDGES, *AT})
    for begin, end in pairwise(steps):
        y = solve(begin, end, RATES[sum(edge <= begin for edge in EDGES) - 1], y)
        if end in AT:
            found.append(y)
    every = np.array(found)
    return every[:, :size], every[:, size : 2 * size], every[:, 2 * size :]


@pytest.mark.parametrize("queue", QUEUES)
def test_solves_the_forward_equations(queue: Queue) -> None:
    start = stats.binom.pmf(np.arange(queue.lines + 1), queue.lines, 0.3)
    share, time, found = integrated(queue, start)
    course = changing_rate(queue, EDGES, RATES, AT, start)
    assert course.at.tolist() == AT
    assert course.share == pytest.approx(share, abs=1e-8)
    assert course.time_in_state == pytest.approx(np.diff(time, axis=0), abs=1e-8)
    assert course.contacts.found == pytest.approx(np.diff(found, axis=0), abs=1e-8)
    states = np.arange(queue.lines + 1.0)
    assert course.present == pytest.approx(share @ states, abs=1e-7)
    assert course.waiting == pytest.approx(share @ np.maximum(states - queue.servers, 0), abs=1e-7)
    area = np.diff(time @ np.minimum(states, queue.servers))
    assert course.occupancy == pytest.approx(area / queue.servers / np.diff(AT), abs=1e-7)


def test_what_comes_after_the_last_moment_changes_nothing() -> None:
    whole, begun = (changing_rate(QUEUES[1], EDGES, RATES, at) for at in (AT, AT[:3]))
    assert (begun.share == whole.share[:3]).all()
    assert (begun.contacts.found == whole.contacts.found[:2]).all()
    alone = changing_rate(QUEUES[1], EDGES, RATES, [2.7])
    assert alone.present == pytest.approx(whole.present[2:3], rel=1e-12)
    assert alone.contacts.mean_wait.shape == (0,)


@pytest.mark.parametrize("queue", QUEUES)
def test_who_comes_is_handled_gone_blocked_or_still_there(queue: Queue) -> None:
    course = changing_rate(queue, EDGES, RATES, AT)
    contacts = course.contacts
    offered = [1.5 * 2, 0.7 * 9, 0.3 * 9, 0.0]
    assert contacts.offered == pytest.approx(offered, rel=1e-12, abs=1e-300)
    admitted = contacts.offered - contacts.found[:, -1]
    assert admitted == pytest.approx(course.handled + course.abandoned + np.diff(course.present), abs=1e-11)


@pytest.mark.parametrize("patience", [math.inf, 2.0])
def test_waits_by_arrival_add_up_to_the_time_spent_waiting(patience: float) -> None:
    """Once the centre has run empty: what each contact waits is what the queue held, and so who gave up."""
    course = changing_rate(
        Queue(4, 60, 1.0, patience), [0.0, 3.0, 5.0, 90.0], [3.0, 8.0, 0.0], [0.0, 1.0, 4.0, 90.0]
    )
    contacts = course.contacts
    admitted = contacts.offered - contacts.found[:, -1]
    assert course.present[-1] < 1e-12
    assert (admitted * contacts.mean_wait).sum() == pytest.approx(course.waiting_time.sum(), rel=1e-11)
    gone = (admitted * contacts.abandonment_probability).sum()
    assert gone == pytest.approx(course.abandoned.sum(), rel=1e-11, abs=1e-15)
    tail = [quad(lambda w, i=i: contacts.longer_than(w)[i], 0, 40, limit=200)[0] for i in range(3)]
    assert contacts.mean_wait == pytest.approx(tail, rel=1e-7)


@pytest.mark.parametrize("patience", [math.inf, 0.5])
def test_equilibrium_stays(patience: float) -> None:
    stationary = mmnk_wait(5, 20, 4.5, 1.0, patience)
    course = changing_rate(stationary.contacts.queue, [0, 7], [4.5], [0, 3, 7], stationary.share)
    assert course.share == pytest.approx(np.tile(stationary.share, (3, 1)), abs=1e-14)
    assert course.occupancy == pytest.approx([stationary.occupancy] * 2, rel=1e-12)
    assert course.contacts.mean_wait == pytest.approx([stationary.mean_wait] * 2, rel=1e-12)
    assert course.contacts.blocking_probability == pytest.approx(
        [stationary.blocking_probability] * 2, rel=1e-11
    )


def test_2000_advisors_with_patience_as_long_as_handling_are_endless_servers() -> None:
    """Each contact then leaves at one rate, waiting or not: the number is Poisson with the known mean."""
    edges, rates, at = [0.0, 1.0, 2.0], [1900.0, 2600.0], [0.5, 1.0, 1.5, 2.0]
    course = changing_rate(Queue(2000, 2500, 1.0, 1.0), edges, rates, at)
    mean = infinite_servers(edges, rates, at, lambda x: -np.expm1(-x))
    for moment in range(4):
        exact = stats.poisson.pmf(np.arange(2501), mean[moment])
        assert course.share[moment] == pytest.approx(exact, abs=1e-12)


def test_endless_servers_with_exponential_handling_solve_their_equation() -> None:
    """m' = rate - m / h, piece by piece."""
    h, m, exact = 1.3, 0.0, []
    for edge, until, rate in zip(EDGES[:-1], EDGES[1:], RATES, strict=True):
        m = rate * h + (m - rate * h) * math.exp(-(until - edge) / h)
        exact.append(m)
    found = infinite_servers(EDGES, RATES, EDGES[1:], lambda x: -h * np.expm1(-x / h))
    assert found == pytest.approx(exact, rel=1e-13)


def test_endless_servers_with_other_laws_are_the_integral_of_who_is_still_there() -> None:
    law = stats.gamma(2.5, scale=0.4)

    def capped_mean(x: Array) -> Array:
        return law.mean() * stats.gamma(3.5, scale=0.4).cdf(x) + x * law.sf(x)

    found = infinite_servers(EDGES, RATES, [[0.5, 2.5], [4.0, 9.0]], capped_mean)
    for t, mean in zip([0.5, 2.5, 4.0, 9.0], found.ravel(), strict=True):
        exact = 0.0
        for begin, end, rate in zip(EDGES[:-1], EDGES[1:], RATES, strict=True):
            if begin < t:
                exact += rate * quad(lambda u, t=t: law.sf(t - u), begin, min(end, t))[0]
        assert mean == pytest.approx(exact, abs=1e-9)
    fixed = infinite_servers(EDGES, RATES, [2.5, 7.0], lambda x: np.minimum(x, 1.0))
    assert fixed == pytest.approx([0.5 * 2 + 0.5 * 9, 0.0], abs=1e-12)


def course(**changed: object) -> Course:
    given: dict[str, object] = {"queue": QUEUES[0], "edges": EDGES, "rates": RATES, "at": AT, **changed}
    return changing_rate(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: course(queue=Queue(0, 3, 1.0)), "servers"),
        (lambda: course(queue=Queue(3, 3, 0.0)), "mean_handling"),
        (lambda: course(edges=[0.0, 0.0, 1.0, 2.0]), "edges"),
        (lambda: course(edges=[0.0]), "edges"),
        (lambda: course(edges=[0.0, 1.0, 2.0, math.inf]), "edges"),
        (lambda: course(rates=[1.0]), "rates"),
        (lambda: course(rates=[1.0, -1.0, 2.0]), "rates"),
        (lambda: course(at=[]), "at"),
        (lambda: course(at=[1.0, 0.5]), "at"),
        (lambda: course(at=[-0.1, 0.5]), "at"),
        (lambda: course(at=[0.1, 5.6]), "at"),
        (lambda: course(start=[1.0]), "start"),
        (lambda: course(start=np.full(13, 0.1)), "start"),
        (lambda: infinite_servers(EDGES, [1.0], [1.0], np.asarray), "rates"),
    ],
)
def test_impossible_numbers_are_refused(call: object, place: str) -> None:
    assert callable(call)
    with pytest.raises(Refused, match=f"^{place}: "):
        call()

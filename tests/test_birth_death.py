"""Birth-death chains against linear algebra, matrix exponentials and known distributions."""

from __future__ import annotations

import numpy as np
import pytest
from chains import line, stationary
from scipy import stats
from scipy.linalg import expm

from sim.birth_death import balance, later, poisson

BIRTHS = np.array([3.0, 2.5, 2.5, 2.0, 0.5, 0.0])
DEATHS = np.array([0.4, 1.1, 2.0, 2.0, 2.5, 3.0])


def test_balance_solves_the_generator() -> None:
    assert balance(BIRTHS, DEATHS) == pytest.approx(stationary(line(BIRTHS, DEATHS)), abs=1e-14)


@pytest.mark.parametrize("mean", [0.0, 1e-6, 0.3, 7.0, 2000.0, 1e5])
def test_poisson_to_the_last_digits(mean: float) -> None:
    most = int(mean + 12 * np.sqrt(mean) + 40)
    exact = stats.poisson.pmf(np.arange(most + 1), mean)
    assert poisson(mean, most) == pytest.approx(exact, rel=1e-9, abs=1e-18)


@pytest.mark.parametrize("span", [0.0, 1e-3, 0.7, 30.0])
def test_later_is_the_matrix_exponential(span: float) -> None:
    generator = line(BIRTHS, DEATHS)
    generator -= np.diag(generator.sum(axis=1))
    size = len(generator)
    start = np.array([0.1, 0.0, 0.0, 0.6, 0.3, 0.0, 0.0])
    # the upper right block of exp [[Q, 1], [0, 0]] t is the integral of exp Q u over u from 0 to t
    both = np.block([[generator, np.eye(size)], [np.zeros((size, 2 * size))]])
    whole = expm(both * span)
    found = later(BIRTHS, DEATHS, start, span)
    assert found.share == pytest.approx(start @ whole[:size, :size], abs=1e-13)
    assert found.time_in_state == pytest.approx(start @ whole[:size, size:], abs=1e-12)


def test_a_large_chain_keeps_its_digits_and_settles() -> None:
    """Endless servers, 2,000 erlangs, from empty: Poisson with mean 2000 (1 - e^-t) at any time."""
    room = 2500
    births, deaths = np.full(room, 2000.0), np.arange(1.0, room + 1)
    found = later(births, deaths, np.eye(1, room + 1)[0], 2.0)
    exact = stats.poisson.pmf(np.arange(room + 1), 2000 * (1 - np.exp(-2.0)))
    assert found.share == pytest.approx(exact, rel=1e-9, abs=1e-16)
    assert found.time_in_state.sum() == pytest.approx(2.0, rel=1e-13)

"""The emulator learns what is of the second degree exactly, and says by how much it misses the rest."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.designs import latin_hypercube
from sim.experiment.emulator import emulator

PLACES = latin_hypercube(3, 400, seed=5)


def bowl(x: np.ndarray) -> np.ndarray:
    """Two outcomes: one with an interaction and curvature, one that only the third parameter moves."""
    return np.column_stack([1 + x[:, 0] * x[:, 1] - 2 * x[:, 1] ** 2, 3 * x[:, 2]])


def test_learns_what_is_of_the_second_degree() -> None:
    found = emulator(PLACES, bowl(PLACES))
    elsewhere = latin_hypercube(3, 50, seed=6)
    assert found.outcomes(elsewhere) == pytest.approx(bowl(elsewhere), abs=0.01)
    assert found.explained == pytest.approx([1, 1], abs=1e-3)
    assert found.residual.max() < 0.02


def test_what_it_misses_is_the_noise() -> None:
    """Deviations .1 and .5 of 400 draws: the estimates lie within a tenth but once in 200 (chi-square)."""
    noise = np.random.default_rng(3).normal(0, [0.1, 0.5], (400, 2))
    found = emulator(PLACES, bowl(PLACES) + noise)
    assert found.residual == pytest.approx([0.1, 0.5], rel=0.1)


def test_noise_alone_is_not_explained() -> None:
    found = emulator(PLACES, np.random.default_rng(4).normal(0, 1, (400, 1)))
    assert found.explained[0] < 0.02
    assert np.abs(found.outcomes(PLACES)).max() < 0.5


def test_an_outcome_that_does_not_move() -> None:
    found = emulator(PLACES, np.full((400, 1), 0.25))
    assert found.outcomes(PLACES) == pytest.approx(0.25)
    assert found.residual[0] == pytest.approx(0, abs=1e-9)

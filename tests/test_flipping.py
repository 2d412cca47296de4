"""The parameter that would flip an answer: planted thresholds are found, of noise hardly any is."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.flipping import ALPHA, flipping
from sim.experiment.problem import Dimension, Problem

PROBLEM = Problem(
    (
        Dimension("governance.review.mean", "float", 2, 12, unit="min", meaning="review"),
        Dimension("people.skill", "float", 0.85, 0.99, meaning="skill"),
        Dimension("governance.request", "choice", 0, 1, choices=("hold", "call_back"), meaning="request"),
    )
)


def drawn(draws: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.column_stack(
        [rng.uniform(2, 12, draws), rng.uniform(0.85, 0.99, draws), rng.integers(0, 2, draws)]
    )


def test_finds_a_planted_threshold() -> None:
    codes = drawn(32, 1)
    found = flipping(PROBLEM, codes, codes[:, 0] > 5)
    assert found is not None
    assert found.flips
    assert found.condition.dimension.key == "governance.review.mean"
    below = codes[codes[:, 0] <= 5, 0]
    above = codes[codes[:, 0] > 5, 0]
    assert below.max() <= found.condition.high < above.min()
    assert (found.gone, found.inside, found.gone_elsewhere, found.outside) == (len(below),) * 2 + (
        0,
        len(above),
    )
    assert found.p == pytest.approx(0.001)


def test_finds_the_side_above_and_counts_noisy_draws() -> None:
    codes = drawn(40, 2)
    holds = codes[:, 1] <= 0.93
    holds[np.flatnonzero(holds)[:2]] = False  # two that go the other way
    found = flipping(PROBLEM, codes, holds)
    assert found is not None
    assert found.condition.dimension.key == "people.skill"
    assert found.condition.words.startswith("above 0.9")
    assert found.gone == found.inside
    assert found.gone_elsewhere == 2


def test_finds_a_choice() -> None:
    codes = drawn(24, 3)
    found = flipping(PROBLEM, codes, codes[:, 2] == 0)
    assert found is not None
    assert found.flips
    assert found.condition.words == "is call_back"


def test_what_matters_without_turning_the_answer_does_not_flip_it() -> None:
    """Half of the low draws are lost, none of the others: seen, and still no more than half."""
    codes = drawn(200, 4)
    holds = np.ones(200, dtype=bool)
    holds[np.flatnonzero(codes[:, 0] < 6)[::3]] = False
    found = flipping(PROBLEM, codes, holds)
    assert found is not None
    assert found.seen
    assert not found.flips


def test_nothing_is_said_where_all_draws_agree_or_nothing_can_be_cut() -> None:
    codes = drawn(16, 5)
    assert flipping(PROBLEM, codes, np.ones(16, dtype=bool)) is None
    assert flipping(PROBLEM, codes, np.zeros(16, dtype=bool)) is None
    assert flipping(PROBLEM, np.ones((16, 3)), np.arange(16) > 5) is None


@pytest.mark.parametrize(("draws", "gone"), [(16, 5), (32, 8), (64, 6)])
def test_of_noise_at_most_one_in_twenty_is_named(draws: int, gone: int) -> None:
    """Labels by lot: 120 studies: by the binomial law more than 12 would be one in a hundred."""
    rng = np.random.default_rng(draws)
    named = 0
    for study in range(120):
        holds = np.ones(draws, dtype=bool)
        holds[rng.permutation(draws)[:gone]] = False
        found = flipping(PROBLEM, drawn(draws, study), holds, seed=study)
        named += found is not None and found.seen
    assert named <= 120 * ALPHA + 6

"""Designs: crossed levers, and draws that are even, within their ranges, and always the same."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.experiment.designs import DESIGNS, LEVELS, draws, factorial, size
from sim.experiment.problem import Dimension, Problem
from sim.refusal import Refused

PROBLEM = Problem(
    (
        Dimension("a", "float", 2.0, 4.0),
        Dimension("b", "int", 1, 8),
        Dimension("c", "choice", 0, 1, choices=("x", "y")),
    )
)


def test_factorial_in_the_order_given_the_last_fastest() -> None:
    assert factorial({"b": [2, 1], "a": ["x", "y"]}) == [
        {"b": 2, "a": "x"},
        {"b": 2, "a": "y"},
        {"b": 1, "a": "x"},
        {"b": 1, "a": "y"},
    ]
    assert factorial({}) == [{}]


@pytest.mark.parametrize("values", [[], [1, 1.0], "abc", 3])
def test_a_lever_without_a_value_or_with_one_twice(values: object) -> None:
    with pytest.raises(Refused, match=r"^experiment.levers.a: "):
        factorial({"a": values})  # type: ignore[dict-item]


@pytest.mark.parametrize("design", DESIGNS)
def test_typed_values_within_their_ranges_and_as_many_as_said(design: str) -> None:
    found = draws(design, PROBLEM, 16, seed=3)
    assert len(found) == len(list(found)) == size(design, PROBLEM, 16)
    for point in found:
        assert [type(value) for value in point.values()] == [float, int, str]
        assert 2 <= point["a"] <= 4
        assert 1 <= point["b"] <= 8
        assert point["c"] in ("x", "y")
    assert list(found)[5] == found[5] == next(iter(found[5:]))


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1])
def test_the_seed_decides_and_nothing_else(design: str, seed: int) -> None:
    np.random.seed(5)  # noqa: NPY002 - a state that other code may have left must not matter
    first = list(draws(design, PROBLEM, 8, seed))
    np.random.seed(6)  # noqa: NPY002
    assert list(draws(design, PROBLEM, 8, seed)) == first
    assert list(draws(design, PROBLEM, 8, seed + 1)) != first


@pytest.mark.parametrize(
    ("design", "place"),
    [
        ("latin_hypercube", [0.4146662463719704, 0.16878602737330486, 0.9741569343762327]),
        ("sobol", [0.05320311710238457, 0.9255499877035618, 0.2777128927409649]),
        ("morris", [0.0, 1 / 3, 0.0]),
        ("saltelli", [0.9888137960806489, 0.573593576438725, 0.11336527857929468]),
    ],
)
def test_a_design_is_the_same_tomorrow(design: str, place: list[float]) -> None:
    """A study goes on from its draws: another scipy or SALib that changes them must be noticed."""
    assert draws(design, PROBLEM, 4, seed=1).places[-1].tolist() == pytest.approx(place, abs=1e-12)


def test_a_latin_hypercube_has_one_draw_in_each_part() -> None:
    places = draws("latin_hypercube", PROBLEM, 24, seed=1).places
    assert np.sort(np.floor(places * 24), axis=0).T.tolist() == [list(range(24))] * 3


def test_whole_numbers_of_a_latin_hypercube_come_equally_often() -> None:
    values = [point["b"] for point in draws("latin_hypercube", PROBLEM, 80, seed=1)]
    assert [values.count(value) for value in range(1, 9)] == [10] * 8


def test_a_sobol_sequence_fills_every_half_and_quarter() -> None:
    places = draws("sobol", PROBLEM, 64, seed=1).places
    for one, other in itertools.combinations(range(3), 2):
        cells = np.floor(places[:, [one, other]] * 4) @ [4, 1]
        assert np.bincount(cells.astype(int)).tolist() == [4] * 16


def test_a_trajectory_moves_each_parameter_once_by_one_step() -> None:
    places = draws("morris", PROBLEM, 10, seed=1).places.reshape(10, 4, 3)
    moves = np.abs(np.diff(places, axis=1))
    step = LEVELS / (2 * (LEVELS - 1))
    assert np.sort(moves.reshape(10, 9), axis=1) == pytest.approx(np.repeat([[0] * 6 + [step] * 3], 10, 0))
    assert (moves > 0).sum(axis=1).tolist() == [[1, 1, 1]] * 10


def test_a_step_of_a_trajectory_changes_the_value_even_of_two() -> None:
    points = list(draws("morris", PROBLEM, 30, seed=2))
    for start in range(0, len(points), 4):
        for before, after in itertools.pairwise(points[start : start + 4]):
            assert sum(before[key] != after[key] for key in PROBLEM.keys) == 1


def test_cross_sampling_takes_one_parameter_of_the_partner_at_a_time() -> None:
    blocks = draws("saltelli", PROBLEM, 8, seed=1).places.reshape(8, 5, 3)
    first, last = blocks[:, 0], blocks[:, -1]
    for place in range(3):
        expected = first.copy()
        expected[:, place] = last[:, place]
        assert (blocks[:, 1 + place] == expected).all()


@pytest.mark.parametrize(
    ("design", "points", "said"),
    [
        ("lhs", 8, "one of latin_hypercube, sobol, morris, saltelli"),
        ("latin_hypercub", 8, "did you mean 'latin_hypercube'?"),
        ("sobol", 100, "a power of two, here 64 or 128"),
        ("saltelli", 3, "a power of two, here 2 or 4"),
        ("morris", 1, "at least 2"),
        ("latin_hypercube", 0, "at least 1"),
    ],
)
def test_refused_in_one_line(design: str, points: int, said: str) -> None:
    for ask in (lambda: size(design, PROBLEM, points), lambda: draws(design, PROBLEM, points, 1)):
        with pytest.raises(Refused) as caught:
            ask()
        assert str(caught.value).startswith("experiment.")
        assert said in str(caught.value)


def test_nothing_uncertain_has_no_draws() -> None:
    with pytest.raises(Refused, match=r"a parameter or more for the design sobol"):
        size("sobol", Problem(()), 8)

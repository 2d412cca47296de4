"""Boxes: a planted one is found to the point, the whole where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.prim import Box, _freed, _pasted, found_box, goodness, whole

RNG = np.random.default_rng(1)
X = RNG.random((600, 4))
CHOICE = (X[:, 3] > 2 / 3).astype(float)


def test_a_box_holds_its_upper_end_and_not_its_lower() -> None:
    box = whole(1).with_end(0, low=1.0).with_end(0, high=3.0)
    assert box.holds(np.array([[0.0], [1.0], [1.5], [3.0], [3.1]])).tolist() == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_goodness_by_hand() -> None:
    """Density 2/3, coverage 2/4: harmonic mean 4/7."""
    x = np.arange(10.0)[:, None]
    happens = np.isin(np.arange(10), [0, 1, 6, 7])
    assert goodness(whole(1).with_end(0, high=2.0), x, happens) == pytest.approx(4 / 7)
    assert goodness(whole(1).with_end(0, low=8.0), x, happens) == 0


@pytest.mark.parametrize("low", [0.0, 0.2, 0.6])
def test_a_planted_box_is_found(low: float) -> None:
    """Two ranges, one open; the ends within four points of 600 on average (0.02)."""
    happens = (X[:, 0] > low) & (X[:, 0] <= low + 0.4) & (X[:, 1] > 0.7)
    box = found_box(X, happens, least=20)
    assert goodness(box, X, happens) > 0.93
    ends = [box.low[0] if low else 0.0, box.high[0], box.low[1]]
    assert ends == pytest.approx([low, low + 0.4 if low < 0.6 else np.inf, 0.7], abs=0.03)
    assert np.isinf([box.high[1], *box.low[2:], *box.high[2:]]).all()


def test_a_choice_is_no_obstacle() -> None:
    x = np.column_stack([X[:, :3], CHOICE])
    happens = (CHOICE == 1) & (X[:, 2] <= 0.5)
    box = found_box(x, happens, least=20)
    assert (box.low[3], box.high[3]) == (0.0, np.inf)
    assert box.high[2] == pytest.approx(0.5, abs=0.03)
    assert np.isinf(box.low[:3]).all()


def test_a_choice_that_does_nothing_is_not_cut() -> None:
    x = np.column_stack([X[:, :2], CHOICE, CHOICE[::-1]])
    happens = (X[:, 0] > 0.7) & (X[:, 1] <= 0.3)
    box = found_box(x, happens, least=20)
    assert np.isinf([*box.low[2:], *box.high[2:]]).all()
    assert goodness(box, x, happens) > 0.93


def test_no_box_is_smaller_than_asked_or_holds_nothing() -> None:
    happens = X[:, 0] > 0.99
    box = found_box(X, happens, least=100)
    assert box.holds(X).sum() >= 100
    assert (box.holds(X) & happens).sum() == happens.sum()


def test_where_it_always_happens_the_box_is_everything() -> None:
    assert _is_whole(found_box(X, np.ones(600, bool), least=20))


def test_equal_values_are_never_divided() -> None:
    """A feature of one value, and one of three values, of which an end has to take all or none."""
    x = np.column_stack([np.ones(600), np.floor(X[:, 0] * 3)])
    box = found_box(x, x[:, 1] == 1, least=20)
    assert (box.low[1], box.high[1]) == (0.0, 1.0)
    assert np.isinf([box.low[0], box.high[0]]).all()


def test_a_box_that_is_too_small_is_widened() -> None:
    happens = (X[:, 0] > 0.3) & (X[:, 0] <= 0.8)
    box = _pasted(whole(4).with_end(0, low=0.5).with_end(0, high=0.6), X, happens)
    assert [box.low[0], box.high[0]] == pytest.approx([0.3, 0.8], abs=0.04)
    assert _is_whole(_pasted(whole(4).with_end(0, low=0.5), X, np.ones(600, bool)))


def test_an_end_that_hardly_does_anything_is_given_up() -> None:
    happens = X[:, 0] > 0.3
    box = _freed(whole(4).with_end(0, low=0.3).with_end(1, low=0.004).with_end(2, high=0.999), X, happens)
    assert box.low[0] == 0.3
    assert np.isinf([*box.low[1:], *box.high]).all()


def _is_whole(box: Box) -> bool:
    return bool(np.isinf(box.low).all() and np.isinf(box.high).all())


@pytest.mark.parametrize("seed", range(20))
def test_noisy_cases_give_a_box_of_the_two_ends_that_matter_and_none_wider_is_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.random((300, 4))
    inside = (x[:, 0] > 0.5) & (x[:, 1] <= 0.5)
    happens = rng.random(300) < np.where(inside, 0.85, 0.1)
    box = found_box(x, happens, least=15)
    ended = [
        (side, int(place))
        for side in ("low", "high")
        for place in np.flatnonzero(np.isfinite(getattr(box, side)))
    ]
    assert ended == [("low", 0), ("high", 1)]
    assert goodness(_pasted(box, x, happens), x, happens) == goodness(box, x, happens)

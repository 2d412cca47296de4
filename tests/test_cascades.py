"""Viral complaints: the mean of the branching process in closed form, its tail, and what is printed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.cascades import Cascade, main, spread
from sim.refusal import EXIT_REFUSED


def expected(cascade: Cascade, hours: int) -> float:
    """Views of a Galton-Watson process whose mean falls from hour to hour."""
    fresh = total = float(cascade.friends)
    for hour in range(hours):
        fresh *= cascade.passed_on * 0.5 ** (hour / cascade.news)
        total += fresh
    return total


@pytest.mark.parametrize("hours", [1, 8, 48])
def test_the_mean_is_that_of_a_branching_process(hours: int) -> None:
    """Of a light tail, of finite variance: within four standard errors, a false alarm 6e-5 over seeds."""
    cascade = Cascade(tail=5.0)
    views = spread(cascade, 4_000, hours, np.random.default_rng(3))[:, -1]
    error = views.std() / math.sqrt(views.size)
    assert abs(views.mean() - expected(cascade, hours)) < 4 * error
    assert error < 0.01 * views.mean()


def test_a_heavier_tail_spreads_wider() -> None:
    """And both medians stay below their means: most complaints stay small, a few do not."""
    light, heavy = (
        spread(Cascade(tail=tail), 4_000, 72, np.random.default_rng(3))[:, -1] for tail in (3.0, 1.3)
    )
    width = [np.quantile(views, 0.99) / np.median(views) for views in (light, heavy)]
    assert width[1] > 2 * width[0]
    assert np.median(heavy) < heavy.mean()


def test_what_nobody_passes_on_stays_with_friends() -> None:
    views = spread(Cascade(friends=7, passed_on=0.0), 5, 4, np.random.default_rng(1))
    assert (views == 7.0).all()


def test_views_only_grow() -> None:
    views = spread(Cascade(), 100, 100, np.random.default_rng(1))
    assert (np.diff(views, axis=1) >= 0).all()


def test_the_usual_numbers_are_those_of_the_one_case() -> None:
    """25,000 the same evening and half a million some days later lie within nine tenths of complaints."""
    views = spread(Cascade(), 4_000, 72, np.random.default_rng(3))
    for hour, told in ((8, 25_000), (72, 500_000)):
        low, high = np.quantile(views[:, hour - 1], [0.05, 0.95])
        assert low < told < high


def test_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--complaints", "50", "--friends", "10"]) == 0
    assert "views of a viral complaint" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--tail", "0.5"], ["--complaints", "0"], ["--news", "nan"]])
def test_refused_in_a_line(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(wrong) == EXIT_REFUSED
    assert capsys.readouterr().err.startswith(f"refused: {wrong[0].removeprefix('--')}: ")

"""Half-hours of the week: where a moment falls, and ratios of sums with their errors."""

from __future__ import annotations

import numpy as np
import pytest

from sim.configuration import configure
from sim.fit.half_hours import Cells, cells_of, ratios
from sim.week import week_of

CELLS = Cells(30, np.array([420] * 5 + [0, 0]), 28)


def test_cells_of_the_packaged_week() -> None:
    cells = cells_of(week_of(configure(["scenario=hierarchical"], alone=True)[0].scenario))
    assert (cells.minutes, cells.number, cells.opens_min[0]) == (30, 28, 420)


def test_a_moment_falls_into_the_half_hour_since_opening() -> None:
    assert CELLS.place(np.array([0, 0, 1, 1]), np.array([0, 29, 30, 28 * 30])).tolist() == [0, 0, 29, -1]
    assert CELLS.when(29) == (1, 450)


def test_a_day_that_opens_at_night_ends_on_the_next_weekday() -> None:
    cells = Cells(30, np.full(7, 23 * 60), 48)
    assert cells.when(6 * 48 + 2) == (0, 0)


def test_ratios_are_of_sums_and_their_error_is_of_days() -> None:
    """Days with 1 of 2 and 3 of 4: mean 4/6; residuals -1/3 and 1/3, error sqrt(2 x 2/9) / 6."""
    place, day = np.array([5, 5, 5, -1]), np.array([1, 1, 2, 2])
    found = ratios(CELLS, place, day, np.array([1.0, 0, 3, 9]), np.array([1.0, 1, 4, 9]))
    assert found.mean[5] == pytest.approx(4 / 6)
    assert found.error[5] == pytest.approx(np.sqrt(2 * 2 / 9) / 6)
    assert found.days[5] == 2
    assert np.isnan(found.mean[6])


def test_an_observation_without_a_number_is_left_out() -> None:
    found = ratios(CELLS, np.array([5, 5]), np.array([1, 2]), np.array([1.0, np.nan]), np.array([2.0, 2.0]))
    assert (found.mean[5], found.days[5]) == (0.5, 1)
    assert np.isnan(found.error[5])


def test_errors_are_those_of_many_samples() -> None:
    """Of 400 samples of 30 days; the spread of a standard deviation of 400 is 3.5 %: alarm below 1e-5."""
    draw = np.random.default_rng(3)
    means, errors = [], []
    for _ in range(400):
        bottom = draw.poisson(50, 30).astype(float)
        found = ratios(
            CELLS, np.zeros(30, int), np.arange(30), draw.binomial(bottom.astype(int), 0.8), bottom
        )
        means.append(found.mean[0])
        errors.append(found.error[0])
    assert np.std(means) == pytest.approx(np.mean(errors), rel=0.16)

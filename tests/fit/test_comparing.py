"""Differences by half-hours of the week, worked out by hand, and which of them decide."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.fit.comparing import Measure, Place, compare, missed
from sim.fit.half_hours import ABANDONMENT, ANSWER, HANDLING, OCCUPANCY, SERVICE_LEVEL, Cells, Floats, Ratios
from sim.study import Fit

CELLS = Cells(30, np.array([480, 0, 0, 0, 0, 0, 0]), 2)  # Monday 8:00 to 9:00
CLOSED = [np.nan] * 12


def cells(*values: float, rest: float = np.nan) -> Floats:
    return np.array([*values, *[rest] * 12])


def told(*means: float, error: float = 0.0) -> Ratios:
    return Ratios(cells(*means), cells(error, error), np.full(14, 2))


def one(name: str, recorded: Ratios, simulated: Ratios) -> Measure:
    """Three calls of four come in the second half-hour."""
    (found,) = compare({name: recorded}, {name: simulated}, cells(10, 30, rest=0), CELLS, Fit())
    return found


def test_differences_count_by_calls_whatever_their_sign_over_the_recorded_mean() -> None:
    """(10 x .2 + 30 x .1) / 40 = .125; recorded mean (10 x .6 + 30 x .8) / 40 = .75."""
    found = one(SERVICE_LEVEL, told(0.6, 0.8), told(0.8, 0.7))
    assert (found.recorded, found.simulated) == pytest.approx((0.75, 0.725))
    assert found.difference == pytest.approx(0.125 / 0.75)
    assert not found.fits


def test_of_abandonment_the_means_are_compared_in_points() -> None:
    found = one(ABANDONMENT, told(0.10, 0.02), told(0.02, 0.04))
    assert found.difference == pytest.approx(0.005)
    assert np.isnan(found.by_chance)
    assert found.fits


def test_chance_alone_is_the_mean_of_a_half_normal() -> None:
    """Errors of .03 and .04 make .05; times sqrt(2 / pi), over a mean of .5."""
    found = one(OCCUPANCY, told(0.5, 0.5, error=0.03), told(0.5, 0.5, error=0.04))
    assert found.by_chance == pytest.approx(0.05 * np.sqrt(2 / np.pi) / 0.5)


def test_the_half_hours_that_weigh_most_come_first() -> None:
    found = one(SERVICE_LEVEL, told(0.6, 0.8), told(0.8, 0.7))
    assert found.worst == (Place(0, 510, 0.8, 0.7), Place(0, 480, 0.6, 0.8))


def test_half_hours_that_one_side_does_not_know_are_left_out() -> None:
    assert one(SERVICE_LEVEL, told(np.nan, 0.8), told(0.1, 0.4)).difference == pytest.approx(0.5)
    assert compare({ANSWER: told(np.nan, np.nan)}, {ANSWER: told(1, 1)}, cells(1, 1), CELLS, Fit()) == ()


@pytest.mark.parametrize(
    ("name", "limit"),
    [(SERVICE_LEVEL, 0.15), (OCCUPANCY, 0.15), (ABANDONMENT, 0.02), (ANSWER, None), (HANDLING, None)],
)
def test_service_occupancy_and_abandonment_decide_times_do_not(name: str, limit: float | None) -> None:
    found = one(name, told(0.5, 0.5), told(5.0, 5.0))
    assert found.limit == limit
    assert found.fits == (limit is None)


def test_what_is_missed_most_against_its_limit_comes_first() -> None:
    service = one(SERVICE_LEVEL, told(0.5, 0.5), told(0.4, 0.4))  # 20 % of 15 %
    abandoned = one(ABANDONMENT, told(0.0, 0.0), told(0.04, 0.04))  # 4 points of 2
    assert missed([service, one(ANSWER, told(1, 1), told(9, 9)), abandoned]) == [abandoned, service]
    assert missed([replace(service, limit=0.3)]) == []

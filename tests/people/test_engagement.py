"""Engagement against its closed form, and that it takes weights of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import centre_of, pass_openings, run_of

from sim.people.engagement import let_engagement_move
from sim.people.strain import let_strain_move
from sim.streams import TEMPERAMENT, normal, uniforms
from sim.world import Run

HALF = 14.0  # days: ten open days of a centre that rests on Saturday and Sunday
A_HALF_LIFE = 11  # openings: of day 0, when nothing has passed, to that of the Monday two weeks later


def engaged(advisors: int = 1, days: int = 30, **how: Any) -> Run:
    """A run in which engagement follows; `how` changes its parameters."""
    engagement = {"enabled": True, "half_life": HALF, "at_start": 0.1} | how
    return run_of(centre_of(people={"engagement": engagement}), advisors, days=days, journal=False)


def given(run: Run, drive: float, demands: float) -> Run:
    """Work gives and asks everybody the same from now on."""
    run.world.person.drive, run.world.person.demands = drive, demands
    return run


def test_half_of_the_distance_is_gone_after_a_half_life() -> None:
    """From 0.1 towards 0.6 x 0.5 + 0.3 x 0.4 = 0.42."""
    run = pass_openings(given(engaged(), 0.5, 0.6), A_HALF_LIFE, let_engagement_move)
    assert run.world.person.engagement[0] == pytest.approx(0.42 - 0.32 / 2, rel=1e-12)


def test_weekends_count() -> None:
    run, found = given(engaged(), 0.5, 0.6), list[float]()
    for _ in range(6):
        pass_openings(run, 1, let_engagement_move)
        found.append(float(run.world.person.engagement[0]))
    passed = np.array([0, 1, 2, 3, 4, 7])
    assert found == pytest.approx(0.42 - 0.32 * 2 ** (-passed / HALF), rel=1e-12)


@pytest.mark.parametrize(
    ("how", "drive", "demands", "level"),
    [
        ({}, 0.0, 1.0, 0.0),
        ({}, 1.0, 1.0, 0.6),
        ({}, 0.0, 0.0, 0.3),
        ({}, 0.7, 0.4, 0.42 + 0.18),
        ({"resource_gain": 0.2, "demand_gain": 0.5}, 0.7, 0.4, 0.14 + 0.3),
    ],
)
def test_comes_to_what_lasting_work_gives(
    how: dict[str, float], drive: float, demands: float, level: float
) -> None:
    run = pass_openings(given(engaged(days=200, **how), drive, demands), 200, let_engagement_move)
    assert run.world.person.engagement[0] == pytest.approx(level, abs=1e-6)
    there = given(engaged(at_start=level, **how), drive, demands)
    found = pass_openings(there, 20, let_engagement_move).world.person.engagement[0]
    assert found == pytest.approx(level, abs=1e-14)


def test_everybody_comes_to_what_he_tends_to_as_well() -> None:
    """By the second of the uniforms whose first makes him prone to strain."""
    run = engaged(30, 200, at_start=0.5, differences=0.1)
    world = run.world
    rows = [*range(30), *((1 << 20) + row for row in range(world.manager.size))]
    tends = np.array([0.1 * normal(uniforms(world.key, TEMPERAMENT, row, 0, 0)[1]) for row in rows])
    assert world.person.keen[: len(rows)] == pytest.approx(tends)
    assert world.person.engagement[: len(rows)] == pytest.approx(0.5 + tends)
    assert not world.person.prone.any()
    pass_openings(given(run, 0.5, 0.6), 200, let_engagement_move)
    assert world.person.engagement[: len(rows)] == pytest.approx(0.42 + tends, abs=1e-5)


@pytest.mark.parametrize(("keen", "bound"), [(2.0, 1.0), (-2.0, 0.0)])
def test_stays_within_bounds(keen: float, bound: float) -> None:
    run = given(engaged(days=200), 0.5, 0.5)
    run.world.person.keen = keen
    assert pass_openings(run, 200, let_engagement_move).world.person.engagement[0] == bound


def test_follows_its_own_resources_and_not_those_against_strain() -> None:
    run = given(engaged(), 0.5, 0.6)
    run.world.person.resources = 0.123
    pass_openings(run, A_HALF_LIFE, let_engagement_move)
    assert run.world.person.engagement[0] == pytest.approx(0.26)


def test_moves_no_strain_and_is_moved_by_none() -> None:
    run = given(engaged(), 0.5, 0.6)
    run.world.person.strain = 0.77
    pass_openings(run, A_HALF_LIFE, let_strain_move, let_engagement_move)
    assert run.world.person.strain[0] == 0.77
    assert run.world.person.engagement[0] == pytest.approx(0.26)


def test_who_has_left_stays_as_he_was() -> None:
    run = given(engaged(2), 0.5, 0.6)
    run.world.person.left[0] = 3
    pass_openings(run, 10, let_engagement_move)
    assert run.world.person.engagement[0] == 0.1
    assert run.world.person.engagement[1] > 0.1


def test_switched_off_moves_nothing() -> None:
    run = given(engaged(enabled=False), 0.5, 0.6)
    assert pass_openings(run, 20, let_engagement_move).world.person.engagement[0] == 0.1

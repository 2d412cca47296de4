"""Strain against its closed form: half-life, fixed point, bounds, and who is left as he was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import Centre, centre_of, pass_openings, run_of

from sim.people.strain import let_strain_move
from sim.states import NONE
from sim.streams import TEMPERAMENT, normal, uniforms
from sim.world import Run

HALF = 14.0  # days: ten open days of a centre that rests on Saturday and Sunday
A_HALF_LIFE = 11  # openings: of day 0, when nothing has passed, to that of the Monday two weeks later


def strained(advisors: int = 1, days: int = 30, seed: int = 1, **how: Any) -> Run:
    """A run in which strain follows; `how` changes its parameters."""
    strain = {"enabled": True, "half_life": HALF, "at_start": 0.9} | how
    return run_of(centre_of(people={"strain": strain}), advisors, days=days, seed=seed, journal=False)


def asked(run: Run, demands: float, resources: float) -> Run:
    """Work asks and gives everybody the same from now on."""
    run.world.person.demands, run.world.person.resources = demands, resources
    return run


def test_half_of_the_distance_is_gone_after_a_half_life() -> None:
    """From 0.9 towards 0.6 x 0.5 + 0.3 x 0.5 = 0.45."""
    run = pass_openings(asked(strained(), 0.5, 0.5), A_HALF_LIFE, let_strain_move)
    assert run.world.person.strain[0] == pytest.approx(0.45 + 0.45 / 2, rel=1e-12)


def test_weekends_count() -> None:
    """From Monday to Friday four days have passed, on the next Monday seven; none on the first."""
    run, found = asked(strained(), 0.5, 0.5), list[float]()
    for _ in range(6):
        pass_openings(run, 1, let_strain_move)
        found.append(float(run.world.person.strain[0]))
    passed = np.array([0, 1, 2, 3, 4, 7])
    assert found == pytest.approx(0.45 + 0.45 * 2 ** (-passed / HALF), rel=1e-12)


@pytest.mark.parametrize(
    ("how", "demands", "resources", "level"),
    [
        ({}, 0.0, 1.0, 0.0),
        ({}, 1.0, 1.0, 0.6),
        ({}, 0.0, 0.0, 0.3),
        ({}, 0.4, 0.7, 0.24 + 0.09),
        ({"demand_gain": 0.2, "resource_gain": 0.5}, 0.4, 0.7, 0.08 + 0.15),
        ({"interaction": 0.1}, 0.4, 0.7, 0.33 + 0.1 * 0.4 * 0.3),
        ({"interaction": 0.1}, 0.4, 1.0, 0.24),
    ],
)
def test_comes_to_what_lasting_work_asks(
    how: dict[str, float], demands: float, resources: float, level: float
) -> None:
    """280 days are twenty half-lives: a millionth of the way is left. Who is there stays there."""
    run = pass_openings(asked(strained(days=200, **how), demands, resources), 200, let_strain_move)
    assert run.world.person.strain[0] == pytest.approx(level, abs=1e-6)
    there = asked(strained(at_start=level, **how), demands, resources)
    assert pass_openings(there, 20, let_strain_move).world.person.strain[0] == pytest.approx(level, abs=1e-14)


def test_everybody_comes_to_what_he_tends_to_as_well() -> None:
    """Advisors and managers, each by a normal of his own."""
    run = strained(30, 200, at_start=0.3, differences=0.1)
    world = run.world
    rows = [*range(30), *((1 << 20) + row for row in range(world.manager.size))]
    tends = [0.1 * normal(uniforms(world.key, TEMPERAMENT, row, 0, 0)[0]) for row in rows]
    assert world.person.prone[: len(rows)] == pytest.approx(np.array(tends))
    assert world.person.strain[: len(rows)] == pytest.approx(0.3 + np.array(tends))
    assert np.std(tends) > 0.05
    pass_openings(asked(run, 0.5, 0.5), 200, let_strain_move)
    assert world.person.strain[: len(rows)] == pytest.approx(0.45 + np.array(tends), abs=1e-5)


@pytest.mark.parametrize(("prone", "bound"), [(2.0, 1.0), (-2.0, 0.0)])
def test_stays_within_bounds(prone: float, bound: float) -> None:
    run = asked(strained(days=200), 0.5, 0.5)
    run.world.person.prone = prone
    assert pass_openings(run, 200, let_strain_move).world.person.strain[0] == bound


def test_who_has_left_stays_as_he_was() -> None:
    run = asked(strained(2), 0.5, 0.5)
    run.world.person.left[0] = 3
    pass_openings(run, 10, let_strain_move)
    assert run.world.person.strain[0] == 0.9
    assert run.world.person.strain[1] < 0.9


def test_rows_of_nobody_stay_empty() -> None:
    run = asked(strained(2), 0.5, 0.5)
    persons = int(run.world.clock[0].persons)
    pass_openings(run, 10, let_strain_move)
    assert run.world.person.size > persons
    assert not run.world.person.strain[persons:].any()


def test_switched_off_moves_nothing() -> None:
    run = asked(strained(enabled=False), 0.5, 0.5)
    assert pass_openings(run, 20, let_strain_move).world.person.strain[0] == 0.9


def test_of_a_day_without_calls() -> None:
    """Nobody is busy; autonomy is what is wanted, half of all needs met: 0.45 + 0.2 / 2 of resources."""
    how = {"enabled": True, "half_life": HALF, "at_start": 0.9}
    centre = Centre(centre_of(people={"strain": how}), days=2).simulate()
    person = centre.run.world.person[0]
    assert (person.demands, person.resources) == (0.0, pytest.approx(0.55))
    level = 0.3 * (1 - 0.55)
    assert person.strain == pytest.approx(level + (0.9 - level) * 2 ** (-1 / HALF))
    assert person.left == NONE

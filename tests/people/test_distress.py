"""A centre that begins in distress recovers by itself: before and after differ though nothing is done."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import centre_of, run_of

from sim.configuration import configure
from sim.measures import days_table
from sim.people.hiring import hire
from sim.scenario import MS
from sim.states import NONE
from sim.world import Run

HALF = {"strain": 14.0, "engagement": 28.0}  # days
DAYS = 30


def centre(distress: float = 0.0, days: int = DAYS, advisors: int = 3, **people: Any) -> Run:
    """A day's work for three, every day the same in kind; nobody tries harder for being engaged."""
    how: dict[str, Any] = {
        name: {"enabled": True, "half_life": half, "distress": distress, "differences": 0.0}
        for name, half in HALF.items()
    }
    how["engagement"] |= {"effort_gain": 0.0}
    run = run_of(centre_of(people=how | people, demand={"calls_per_day": 30.0}), advisors, days=days)
    while not run.finished:
        run.step()
    return run


def path(run: Run, name: str) -> np.ndarray:
    return np.array([row[name] for row in days_table(run)])


def test_its_staff_is_more_strained_and_less_engaged_on_day_0() -> None:
    """Managers too; by as much as is said, within what can be."""
    run = run_of(centre_of(people=_distressed(0.3)), 3)
    assert set(run.world.person.strain[:4]) == {0.3 + 0.3}
    assert set(run.world.person.engagement[:4]) == {0.5 - 0.3}
    run = run_of(centre_of(people=_distressed(0.9)), 3)
    assert set(run.world.person.strain[:4]) == {1.0}
    assert set(run.world.person.engagement[:4]) == {0.0}


def _distressed(by: float) -> dict[str, Any]:
    return {name: {"enabled": True, "distress": by} for name in HALF}


def test_whoever_is_hired_comes_from_elsewhere() -> None:
    people = _distressed(0.3) | {"quitting": {"enabled": True}, "hiring": {"delay": 0.0}}
    run = run_of(centre_of(people=people), 3)
    run.world.person.left[0], run.world.advisor.person[0] = 0, NONE
    hire(run.world)
    newcomer = run.world.person[run.world.clock[0].staff_of_day_0]
    assert (newcomer.strain, newcomer.engagement) == (0.3, 0.5)


def test_it_comes_back_by_itself() -> None:
    """What it began with beyond another one is halved in every half-life, to the last digit.

    The same calls, the same work: only where people come from differs.
    """
    distressed, usual = centre(0.3), centre()
    assert distressed.digest == usual.digest
    since = (usual.world.calendar.opens[:DAYS] - usual.world.calendar.opens[0]) / MS["day"]
    for name, sign in (("strain", 1.0), ("engagement", -1.0)):
        apart = path(distressed, name) - path(usual, name)
        assert apart == pytest.approx(sign * 0.3 * 2 ** (-since / HALF[name]), abs=1e-12)


def test_before_and_after_a_day_on_which_nothing_happens_it_is_better() -> None:
    """The yardstick of every comparison with what was before: a placebo is credited with the recovery."""
    run = centre(0.3)
    for name, sign in (("strain", -1.0), ("engagement", 1.0)):
        found = path(run, name)
        change = found[DAYS // 2 :].mean() - found[: DAYS // 2].mean()
        assert sign * change > 0.03
    without = centre(0.0)
    for name in HALF:  # and where the centre begins as usual it is less than a third of that
        found, usual = path(run, name), path(without, name)
        change, drift = (each[DAYS // 2 :].mean() - each[: DAYS // 2].mean() for each in (found, usual))
        assert abs(change - drift) > 0.03


def test_days_tell_of_it_only_where_it_is_followed() -> None:
    run = centre(days=1, strain={"enabled": False}, engagement={"enabled": False})
    assert [row["strain"] for row in days_table(run)] == [None]
    assert [row["engagement"] for row in days_table(run)] == [None]


def test_people_distressed_are_people_as_usual_but_for_that() -> None:
    given = [
        configure(["scenario=hierarchical", f"people={name}"], alone=True)[0].scenario.people
        for name in ("distressed", "usual")
    ]
    assert (given[0].strain.distress, given[0].engagement.distress) == (0.3, 0.3)
    plain = [vars(each) | {"strain": None, "engagement": None} for each in given]
    assert plain[0] == plain[1]
    for name in ("strain", "engagement"):
        states = [vars(getattr(each, name)) | {"distress": None} for each in given]
        assert states[0] == states[1]

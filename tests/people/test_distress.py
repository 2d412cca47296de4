"""A centre that begins in distress recovers by itself: before and after differ though nothing is done."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import centre_of, run_of

from sim.measures import days_table
from sim.scenario import MS
from sim.world import Run

HALF = {"strain": 14.0, "engagement": 28.0}  # days
START, SIGN = {"strain": 0.3, "engagement": 0.5}, {"strain": 1.0, "engagement": -1.0}  # as usual; in distress
DAYS = 30


def centre(distress: float = 0.0, days: int = DAYS, advisors: int = 3, **people: Any) -> Run:
    """A day's work for three, every day the same in kind; nobody tries harder for being engaged."""
    how: dict[str, Any] = {
        name: {"enabled": True, "half_life": half, "at_start": START[name] + SIGN[name] * distress}
        for name, half in HALF.items()
    }
    how["engagement"] |= {"effort_gain": 0.0}
    run = run_of(centre_of(people=how | people, demand={"calls_per_day": 30.0}), advisors, days=days)
    while not run.finished:
        run.step()
    return run


def path(run: Run, name: str) -> np.ndarray:
    return np.array([row[name] for row in days_table(run)])


def test_it_comes_back_by_itself() -> None:
    """What it began with beyond another one is halved in every half-life, to the last digit.

    The same calls, the same work: only where people come from differs.
    """
    distressed, usual = centre(0.3), centre()
    assert distressed.digest == usual.digest
    since = (usual.world.calendar.opens[:DAYS] - usual.world.calendar.opens[0]) / MS["day"]
    for name in HALF:
        apart = path(distressed, name) - path(usual, name)
        assert apart == pytest.approx(SIGN[name] * 0.3 * 2 ** (-since / HALF[name]), abs=1e-12)


def test_before_and_after_a_day_on_which_nothing_happens_it_is_better() -> None:
    """The yardstick of every comparison with what was before: a placebo is credited with the recovery.

    Beyond what changes in the same weeks where the centre begins as usual.
    """
    for name in HALF:
        changes = []
        for distress in (0.3, 0.0):
            found = path(centre(distress), name)
            changes.append(SIGN[name] * (found[DAYS // 2 :].mean() - found[: DAYS // 2].mean()))
        assert changes[0] < changes[1] - 0.03


def test_days_tell_of_it_only_where_it_is_followed() -> None:
    run = centre(days=1, strain={"enabled": False}, engagement={"enabled": False})
    assert [row["strain"] for row in days_table(run)] == [None]
    assert [row["engagement"] for row in days_table(run)] == [None]

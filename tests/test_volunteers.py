"""Who sits in which working group, by lot, and the quietest time of every weekday."""

from __future__ import annotations

import numpy as np
import pytest
from centres import centre_of
from worlds import run_of

from sim.projects import WorkingGroups
from sim.refusal import Refused
from sim.streams import VOLUNTEERS, uniforms
from sim.volunteers import quietest_times, seats_of

KEY = np.array([3, 1], np.uint64)
HOURS = 12
HOUR_MS = 3_600_000


def lots(group: int, employed: int) -> list[float]:
    return [uniforms(KEY, VOLUNTEERS, group, row, 0)[0] for row in range(employed)]


def test_every_group_draws_lots_among_all() -> None:
    scenario = centre_of(working_groups=WorkingGroups(at_once=6, volunteers=4))
    seats = seats_of(scenario, 9, KEY)
    assert seats.group.tolist() == [group for group in range(6) for _ in range(4)]
    for group in range(6):
        assert seats.advisor[seats.group == group].tolist() == np.argsort(lots(group, 9))[:4].tolist()
    assert len(set(seats.advisor.tolist())) > 6


def test_where_there_are_no_groups_nobody_sits() -> None:
    assert seats_of(centre_of(), 0, KEY).size == 0
    assert quietest_times(centre_of(), run_of(centre_of(), 1).plan).tolist() == [0] * 7


def test_more_volunteers_than_advisors() -> None:
    scenario = centre_of(working_groups=WorkingGroups(at_once=1, volunteers=4))
    assert seats_of(scenario, 4, KEY).size == 4
    with pytest.raises(Refused, match=r"^governance\.working_groups\.volunteers: 4: expected at most the 3 "):
        seats_of(scenario, 3, KEY)


def quietest(shares: list[float], present: list[int], minutes: float) -> list[float]:
    """Hours from opening on every weekday."""
    scenario = centre_of(
        demand={"slot": 60, "profile": shares},
        working_groups=WorkingGroups(at_once=1, volunteers=1, meet_for=minutes),
    )
    return (quietest_times(scenario, run_of(scenario, present).plan) / HOUR_MS).tolist()


FLAT = [1 / HOURS] * HOURS


@pytest.mark.parametrize(
    ("shares", "present", "minutes", "hour"),
    [
        (FLAT, [1] * 12, 60.0, 0.0),  # all alike: the first
        (FLAT, [1] * 5 + [2] + [1] * 6, 60.0, 5.0),  # for each advisor present
        (FLAT, [1] * 5 + [2] + [1] * 5 + [0], 60.0, 5.0),  # nobody there is not quiet
        ([0.2, 0.0] + [0.08] * 10, [1] * 12, 60.0, 1.0),
        ([0.2, 0.0] + [0.08] * 10, [1] * 12, 120.0, 1.0),
        ([0.2, 0.0, 0.2] + [0.06] * 10 + [0.0] * 0, None, 180.0, 3.0),
        (FLAT, [2] + [1] * 11, 90.0, 0.0),
        ([0.1] * 2 + [0.04] + [0.1] * 2 + [0.06] + [0.1] * 4 + [0.05] * 2, [1] * 12, 90.0, 10.0),
        (FLAT, [1] * 11 + [2], 720.0, 0.0),  # all day
    ],
)
def test_the_quietest_time_has_the_least_load(
    shares: list[float], present: list[int] | None, minutes: float, hour: float
) -> None:
    shares = (np.array(shares[:HOURS]) / sum(shares[:HOURS])).tolist()
    found = quietest(shares, present or [1] * HOURS, minutes)
    assert found == [hour] * 5 + [0.0] * 2


def test_a_meeting_that_ends_in_an_interval_counts_it_by_part() -> None:
    """Ninety minutes: an hour of 1 and half of 3, or of 2.7, against one of 1.6 all through."""
    loads = np.array([9, 9, 9, 9, 9, 1, 3, 9, 1.6, 1.6, 9, 9])
    assert quietest((loads / loads.sum()).tolist(), [1] * HOURS, 90.0)[0] == 8.0
    loads[6] = 2.7
    assert quietest((loads / loads.sum()).tolist(), [1] * HOURS, 90.0)[0] == 5.0

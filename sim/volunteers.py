"""Who sits in which working group, and when the floor can best spare those who meet.

Volunteers are drawn by lot, group by group; announced meetings begin at the quietest time of the weekday.
Called by `sim.laying_out`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.refusal import Refused
from sim.rosters import Plan
from sim.scenario import MS, Scenario
from sim.streams import VOLUNTEERS, uniforms
from sim.tables import table

Floats = NDArray[np.float64]
AS_QUIET = 1e-9  # loads that differ by less are the same: the earlier start of the two


def seats_of(scenario: Scenario, employed: int, key: NDArray[np.uint64]) -> np.recarray:
    """Seats of the working groups, group by group.

    Summary of rule: every group draws lots among all employed, whatever other groups they sit in.

    Args:
        scenario: how many groups, of how many volunteers.
        employed: advisors.
        key: seed and replication.

    Raises:
        Refused: a group wants more volunteers than there are advisors.
    """
    groups = scenario.governance.working_groups
    if groups.at_once > 0 and groups.volunteers > employed:
        wanted = f"at most the {employed} advisors employed"
        raise Refused("governance.working_groups.volunteers", groups.volunteers, wanted)
    seats = table("seat", groups.at_once * groups.volunteers)
    for group in range(groups.at_once):
        lots = [uniforms(key, VOLUNTEERS, group, row, 0)[0] for row in range(employed)]
        drawn = np.argsort(lots, kind="stable")[: groups.volunteers]
        seats.advisor[group * drawn.size : (group + 1) * drawn.size] = drawn
        seats.group[group * drawn.size : (group + 1) * drawn.size] = group
    return seats


def quietest_times(scenario: Scenario, plan: Plan) -> NDArray[np.int64]:
    """When announced meetings begin on every weekday, in ms from opening [7]; 0 where it is closed."""
    length = int(scenario.governance.working_groups.meet_for * MS["min"] + 0.5)
    week = plan.week
    starts = np.zeros(7, np.int64)
    for weekday in week.open_weekdays if scenario.governance.working_groups.at_once else []:
        width = int((week.closes[weekday] - week.opens[weekday]) // week.slot_ms)
        calls, present = plan.first_contacts[weekday, :width], plan.present[weekday, :width]
        starts[weekday] = week.slot_ms * _quietest(calls, present, length / week.slot_ms)
    return starts


def _quietest(calls: Floats, present: NDArray[np.int64], length: float) -> int:
    """The interval with which the quietest meeting begins.

    Summary of rule: the least mean load, calls for each advisor present, over the meeting; intervals in which
    nobody is present do not count.

    Args:
        calls: of every interval of the day.
        present: advisors, likewise.
        length: of the meeting, in intervals; at most the day.
    """
    there = present > 0
    load = np.where(there, calls / np.maximum(present, 1), 0.0)
    places = np.arange(calls.size)
    best, least = 0, np.inf
    for start in range(int(calls.size - length + AS_QUIET) + 1):
        within = np.clip(start + length - places, 0.0, 1.0) * (places >= start) * there
        mean = float((within * load).sum() / within.sum()) if within.sum() > 0 else np.inf
        if mean < least * (1 - AS_QUIET):
            best, least = start, mean
    return best

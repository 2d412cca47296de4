"""The week's rosters: shifts group by group, those employed for them, and the agendas laid out of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import centre_of, groups_of, run_of

from sim import events
from sim.groups import present_by_group
from sim.layout import managers_table
from sim.rosters import Plan, duty_tables, headcount, heads, shift_tables, shifts_of_week
from sim.scenario import Group, Scenario
from sim.states import NEVER_MS
from sim.week import week_of

HOUR = 3_600_000
OPEN_DAYS = 5


def of_hours(groups: dict[str, Group] | None = None, **staffing: Any) -> Scenario:
    """Open 7:00 to 19:00 from Monday to Friday, by the hour."""
    if groups:
        staffing["groups"] = groups
    return centre_of(demand={"slot": 60, "profile": [1 / 12] * 12}, staffing=staffing)


def plan_for(scenario: Scenario, *present: int, breaks: bool = False) -> Plan:
    """So many present in every hour, on every open day; a last number stands for the rest of the day."""
    week = week_of(scenario)
    hours = [*present, *[present[-1]] * (12 - len(present))]
    grid = np.zeros(week.calls.shape, np.int64)
    grid[week.open_weekdays] = hours
    return Plan(week, week.calls, grid, breaks, 100)


SHARED = {"x": Group(share=0.75), "y": Group(share=0.25)}


class TestShifts:
    """`shifts_of_week`, `heads`, `headcount`."""

    def test_every_groups_shifts_cover_its_part_of_the_plan(self) -> None:
        scenario = of_hours(SHARED)
        plan = plan_for(scenario, 4, 8, 6)
        week = shifts_of_week(scenario, plan)
        wanted = present_by_group(scenario, plan.week, plan.present)
        assert len(week) == 7
        for weekday, groups in enumerate(week):
            for group, shifts in enumerate(groups):
                for hour in range(12):
                    there = (shifts.start <= hour * HOUR) & (hour * HOUR < shifts.end)
                    assert there.sum() == wanted[group, weekday, hour]
        assert heads(week).tolist() == [max(groups[group].heads for groups in week) for group in (0, 1)]
        assert heads(week).tolist() == [6, 2]

    def test_closed_days_have_none(self) -> None:
        scenario = of_hours(SHARED)
        week = shifts_of_week(scenario, plan_for(scenario, 4))
        assert [[group.heads for group in groups] for groups in week] == [[3, 1]] * 5 + [[0, 0]] * 2

    def test_a_staff_given_as_present_has_neither_breaks_nor_a_limit(self) -> None:
        scenario = of_hours()
        [given], [planned] = (
            shifts_of_week(scenario, plan_for(scenario, 2, breaks=breaks))[0] for breaks in (False, True)
        )
        assert (given.end - given.start).tolist() == [12 * HOUR] * 2
        assert (given.break_start == NEVER_MS).all()
        assert (planned.end - planned.start).max() <= scenario.staffing.shift_length * HOUR
        assert (planned.break_start < NEVER_MS).any()

    def test_employed_are_counted_as_one_group(self) -> None:
        """Eight heads, four working days of five, a fifth away: 8 x 5/4 / 0.8 = 12.5, so 13."""
        how = {"shrinkage": 0.2, "days_per_week": 4.0, "shift_length": 12.0}
        for groups in (None, SHARED):
            scenario = of_hours(groups, **how)
            plan = plan_for(scenario, 8, breaks=True)
            assert headcount(scenario, plan, shifts_of_week(scenario, plan)) == 13

    def test_a_staff_given_as_present_is_all_that_is_employed(self) -> None:
        scenario = of_hours(SHARED, shrinkage=0.5, days_per_week=1.0)
        plan = plan_for(scenario, 8)
        assert headcount(scenario, plan, shifts_of_week(scenario, plan)) == 8


class TestTables:
    """`shift_tables` and `duty_tables`."""

    def test_shifts_stand_day_by_day_and_group_by_group(self) -> None:
        scenario = of_hours(groups_of(x={"present": [2.0]}, y={}))
        rows, first = shift_tables(shifts_of_week(scenario, plan_for(scenario, 3)))
        assert first.tolist() == [0, 3, 6, 9, 12, 15, 15, 15]
        assert rows.group.tolist() == [0, 0, 1] * OPEN_DAYS
        assert (rows.start == 0).all()
        assert (rows.end == 12 * HOUR).all()
        assert (rows.break_start == NEVER_MS).all()

    def test_breaks_are_the_shifts(self) -> None:
        scenario = of_hours()
        week = shifts_of_week(scenario, plan_for(scenario, 3, breaks=True))
        rows, first = shift_tables(week)
        monday = rows[first[0] : first[1]]
        for name in ("start", "end", "break_start", "break_length"):
            assert monday[name].tolist() == getattr(week[0][0], name).tolist()

    def test_duty_is_sorted_and_says_whose(self) -> None:
        """Two shifts, one with a break, a manager of six hours who looks at his tray every two."""
        scenario = of_hours(manager_shift=6.0)
        run = run_of(scenario)
        assert scenario.governance.tray_interval == 0.0
        shift = np.zeros(2, run.world.shift.dtype).view(np.recarray)
        shift.start, shift.end = [0, HOUR], [9 * HOUR, 12 * HOUR]
        shift.break_start, shift.break_length = [NEVER_MS, 6 * HOUR], [0, HOUR // 2]
        from_ = np.array([0, 2, 2, 2, 2, 2, 2, 2])
        rows, first = duty_tables(scenario, run.plan.week, shift, from_, run.world.manager)
        said = [
            (
                int(row.when >> events.KIND_BITS) / HOUR,
                events.EVENT_KINDS[row.when & events.ANY_KIND],
                row.place,
            )
            for row in rows[first[0] : first[1]]
        ]
        assert said == [
            (0, "shift_starts", 0),
            (1, "shift_starts", 1),
            (3, "manager_starts", 0),
            (6, "away_starts", 1),
            (9, "manager_ends", 0),
            (9, "shift_ends", 0),
            (12, "closing", 0),
            (12, "shift_ends", 1),
        ]
        assert first.size == 8
        assert [int(row.when & events.ANY_KIND) for row in rows[first[1] : first[2]]] == [
            events.MANAGER_STARTS,
            events.MANAGER_ENDS,
            events.CLOSING,
        ]

    @pytest.mark.parametrize(
        ("interval", "looks"), [(0.0, []), (120.0, [4, 6, 8]), (180.0, [3, 6]), (720.0, [])]
    )
    def test_looks_fall_into_the_duty(self, interval: float, looks: list[int]) -> None:
        """From 10:00 to 16:00, three to nine hours after opening, at whole intervals; not as he goes."""
        scenario = centre_of(
            demand={"slot": 60, "profile": [1 / 12] * 12},
            staffing={"manager_shift": 6.0},
            tray_interval=interval,
        )
        managers, _, _ = managers_table(scenario, 1)
        shift = np.zeros(0, run_of(scenario).world.shift.dtype).view(np.recarray)
        rows, first = duty_tables(scenario, week_of(scenario), shift, np.zeros(8, np.int64), managers)
        monday = rows[first[0] : first[1]]
        found = monday[monday.when & events.ANY_KIND == events.TRAY_LOOK].when >> events.KIND_BITS
        assert (found / HOUR).tolist() == looks

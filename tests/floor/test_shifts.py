"""Shifts against the plan they cover, the keyed choice of who works, and what stands in the event list."""

from __future__ import annotations

import math

import numpy as np
import pytest
from centres import centre_of, run_of
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sim import events
from sim.floor.shifts import (
    Shifts,
    employed_for,
    order_of_the_day,
    resting_in,
    schedule_shifts,
    shifts_of,
)
from sim.states import NEVER_MS

MINUTE, HOUR = 60_000, 3_600_000
FALSE_ALARM = 1e-4

plans = st.lists(st.integers(0, 9), min_size=0, max_size=48).map(lambda plan: np.array(plan, np.int64))
slots = st.sampled_from([15, 20, 30, 45, 60, 1440]).map(lambda minutes: minutes * MINUTE)
lengths = st.one_of(st.floats(HOUR, 24 * HOUR), st.just(math.inf))


def present_in(shifts: Shifts, slot_ms: int, slots: int) -> list[int]:
    """Advisors present in the middle of every interval."""
    middles = (np.arange(slots) + 0.5) * slot_ms
    return [int(((shifts.start <= middle) & (middle < shifts.end)).sum()) for middle in middles]


def order_of(advisors: int, heads: int, span: int = 10, day: int = 0, seed: int = 1) -> list[int]:
    order = np.full(advisors, -1, np.int64)
    order_of_the_day(np.array([seed, 0], np.uint64), day, heads, span, order)
    return order.tolist()


class TestShifts:
    """`shifts_of`."""

    @given(plans, slots, lengths)
    def test_cover_the_plan_exactly(self, plan: NDArray[np.int64], slot_ms: int, longest: float) -> None:
        """Who goes is replaced at once, so that in every interval as many are present as planned."""
        shifts = shifts_of(plan, slot_ms, longest, 4 * HOUR, 30 * MINUTE)
        assert present_in(shifts, slot_ms, plan.size) == plan.tolist()
        assert (shifts.end > shifts.start).all()
        assert shifts.heads == shifts.start.size == shifts.end.size
        assert (np.diff(shifts.start) >= 0).all()

    @given(plans, slots, lengths)
    @example(np.ones(20, np.int64), 45 * MINUTE, 8.0 * HOUR)
    def test_are_never_longer_than_allowed(
        self, plan: NDArray[np.int64], slot_ms: int, longest: float
    ) -> None:
        """Whole intervals, and one at least."""
        shifts = shifts_of(plan, slot_ms, longest, 4 * HOUR, 30 * MINUTE)
        assert ((shifts.end - shifts.start) <= max(longest, slot_ms)).all()

    @given(plans, slots, lengths, st.floats(0, 24), st.just(0.0) | st.floats(1, 120))
    @example(np.array([1, 0]), 60 * MINUTE, math.inf, 1.0, 120.0)
    @example(np.array([0, 0, 3, 3, 0]), 30 * MINUTE, math.inf, 1.0, 30.0)
    @example(np.array([0, 1, 1]), 45 * MINUTE, math.inf, 1.0, 60.0)
    def test_breaks_lie_inside(
        self, plan: NDArray[np.int64], slot_ms: int, longest: float, from_hours: float, break_min: float
    ) -> None:
        """Whatever lengths the configuration allows; shifts shorter than a limit have none."""
        shifts = shifts_of(plan, slot_ms, longest, from_hours * HOUR, break_min * MINUTE)
        has = shifts.break_start < NEVER_MS
        assert (shifts.break_start[has] >= shifts.start[has]).all()
        assert (shifts.break_start[has] + shifts.break_length[has] <= shifts.end[has]).all()
        assert not has[shifts.end - shifts.start < from_hours * HOUR].any()
        assert (shifts.break_length == np.where(has, int(break_min * MINUTE), 0)).all()

    def test_by_hand(self) -> None:
        """Two come, then a third, who is left alone; one at a time, who is relieved after eight hours."""
        shifts = shifts_of(np.array([2, 3, 1]), HOUR, math.inf, HOUR, 0.0)
        assert (shifts.start / HOUR).tolist() == [0, 0, 1]
        assert (shifts.end / HOUR).tolist() == [2, 2, 3]
        relieved = shifts_of(np.ones(20, np.int64), HOUR, 8.0 * HOUR, 24 * HOUR, 0.0)
        assert (relieved.start / HOUR).tolist() == [0, 8, 16]
        assert (relieved.end / HOUR).tolist() == [8, 16, 20]

    def test_breaks_leave_the_floor_manned(self) -> None:
        """Six who begin together rest one after the other; of 22 never more than two at a time."""
        shifts = shifts_of(np.full(8, 6), HOUR, math.inf, 4 * HOUR, 30 * MINUTE)
        assert (shifts.break_start / MINUTE).tolist() == [60, 90, 120, 150, 180, 210]
        assert set(shifts.break_length) == {30 * MINUTE}
        many = shifts_of(np.full(8, 22), HOUR, math.inf, 4 * HOUR, 30 * MINUTE)
        middles = np.arange(7.5, 480, 15) * MINUTE
        resting = [
            ((many.break_start <= middle) & (middle < many.break_start + 30 * MINUTE)).sum()
            for middle in middles
        ]
        assert max(resting) == 2
        assert many.break_start.min() == 60 * MINUTE
        assert (many.break_start.max() + 30 * MINUTE) <= 420 * MINUTE

    def test_the_break_of_a_short_shift_lies_in_its_middle(self) -> None:
        """An hour with 50 minutes' break has no room for it between the first and the last eighth."""
        shifts = shifts_of(np.array([0, 1]), HOUR, math.inf, HOUR, 50 * MINUTE)
        assert (shifts.break_start / MINUTE).tolist() == [65]

    @pytest.mark.parametrize("break_min", [60.5, 120.0])
    def test_a_shift_shorter_than_the_break_has_none(self, break_min: float) -> None:
        shifts = shifts_of(np.array([1]), HOUR, math.inf, HOUR, break_min * MINUTE)
        assert (shifts.break_start.tolist(), shifts.break_length.tolist()) == ([NEVER_MS], [0])

    def test_resting_by_interval(self) -> None:
        """Half an hour from 0:45 on is a quarter of the first hour and of the second; nobody else rests."""
        shifts = Shifts(
            start=np.array([0, 0]),
            end=np.array([3, 3]) * HOUR,
            break_start=np.array([45 * MINUTE, NEVER_MS]),
            break_length=np.array([30 * MINUTE, 0]),
        )
        assert resting_in(shifts, 3, HOUR).tolist() == [0.25, 0.25, 0.0]
        assert resting_in(shifts, 1, 30 * MINUTE).tolist() == [0.0]

    @pytest.mark.parametrize("plan", [[], [0], [0, 0, 0]])
    def test_without_need_there_are_none(self, plan: list[int]) -> None:
        assert shifts_of(np.array(plan, np.int64), HOUR, math.inf, 0.0, HOUR).heads == 0


def shifts_with(heads: int) -> Shifts:
    return shifts_of(np.array([heads]), HOUR, math.inf, HOUR, 0.0)


class TestEmployed:
    """`employed_for`."""

    @pytest.mark.parametrize(
        ("heads", "open_days", "days_per_week", "shrinkage", "employed"),
        [
            ([10, 14, 12], 5, 5.0, 0.0, 14),
            ([10, 14, 12], 5, 5.0, 0.3, 20),  # 14 / 0.7, not one more for rounding
            ([10], 7, 5.0, 0.0, 14),
            ([10], 7, 5.0, 0.5, 28),
            ([10], 3, 5.0, 0.0, 10),
            ([1], 7, 5.0, 0.0, 2),
            ([0], 5, 5.0, 0.3, 0),
            ([], 5, 5.0, 0.3, 0),
        ],
    )
    def test_by_hand(
        self, heads: list[int], open_days: int, days_per_week: float, shrinkage: float, employed: int
    ) -> None:
        week = [shifts_with(number) for number in heads]
        assert employed_for(week, open_days, days_per_week, shrinkage) == employed


class TestOrder:
    """`order_of_the_day`."""

    @given(st.integers(1, 40), st.data())
    def test_is_everybody_once_early_teams_first(self, advisors: int, data: st.DataObject) -> None:
        heads, span = data.draw(st.integers(0, advisors)), data.draw(st.integers(1, 12))
        order = order_of(advisors, heads, span, data.draw(st.integers(0, 700)))
        assert sorted(order) == list(range(advisors))
        late = [row // span % 2 for row in order[:heads]]
        assert late == sorted(late)

    @given(st.integers(1, 40), st.integers(0, 700), st.integers(1, 12))
    def test_one_more_advisor_changes_nothing_for_the_others(
        self, advisors: int, day: int, span: int
    ) -> None:
        """Draws are his own: the others stay in the same order, and at most one of them is displaced."""
        heads = max(1, advisors // 2)
        before, after = (order_of(number, heads, span, day) for number in (advisors, advisors + 1))
        everybody = order_of(advisors + 1, advisors + 1, span, day)
        assert [row for row in everybody if row != advisors] == order_of(advisors, advisors, span, day)
        kept = [row for row in after[:heads] if row != advisors]
        assert [row for row in before[:heads] if row in kept] == kept
        assert len(kept) >= heads - 1

    def test_other_days_and_seeds_have_other_orders(self) -> None:
        orders = [order_of(30, 30, day=day, seed=seed) for day in range(3) for seed in (1, 2)]
        assert len({tuple(order) for order in orders}) == 6

    def test_everybody_works_equally_often(self) -> None:
        """Days worked of 12 advisors when five are needed, over 3,000 days (chi-square). False alarm 1e-4.

        Days are independent, and on each five of twelve are drawn without putting back: the sum of squares
        has the variance of a chi-square once divided by (12 - 5) / (12 - 1).
        """
        worked = np.bincount(
            np.concatenate([order_of(12, 5, day=day)[:5] for day in range(3000)]), minlength=12
        )
        expected = 3000 * 5 / 12
        statistic = ((worked - expected) ** 2 / expected).sum() / ((12 - 5) / (12 - 1))
        assert worked.sum() == 15_000
        assert stats.chi2(11).sf(statistic) > FALSE_ALARM
        assert stats.chi2(11).cdf(statistic) > FALSE_ALARM


class TestSchedule:
    """`schedule_shifts`."""

    def test_the_days_events(self) -> None:
        """The first of the order works the first shift; a shift without break has no event of one."""
        world = run_of(centre_of(), 3).world
        clock = world.clock[0]
        clock.opens = 7 * HOUR
        shifts = Shifts(
            start=np.array([0, HOUR]),
            end=np.array([4 * HOUR, 3 * HOUR]),
            break_start=np.array([2 * HOUR, NEVER_MS]),
            break_length=np.array([30 * MINUTE, 0]),
        )
        schedule_shifts(
            world, np.array([2, 0, 1]), shifts.start, shifts.end, shifts.break_start, shifts.break_length
        )
        scheduled = [
            (
                int(event.time) // HOUR,
                events.EVENT_KINDS[event.order >> events.KIND_SHIFT],
                int(event.subject),
            )
            for event in world.event[: clock.events]
        ]
        assert sorted(scheduled) == [
            (7, "shift_starts", 2),
            (8, "shift_starts", 0),
            (9, "break_starts", 2),
            (10, "shift_ends", 0),
            (11, "shift_ends", 2),
        ]
        advisors = world.advisor
        assert (advisors.shift_start[[2, 0]] / HOUR).tolist() == [7, 8]
        assert (advisors.shift_end[[2, 0]] / HOUR).tolist() == [11, 10]
        assert advisors.break_start[[2, 0]].tolist() == [9 * HOUR, NEVER_MS]
        assert advisors.break_length[[2, 0]].tolist() == [30 * MINUTE, 0]

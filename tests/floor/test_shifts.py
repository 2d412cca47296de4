"""Shifts against the plan they cover, and how many are employed for them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.floor.shifts import Shifts, employed_for, resting_in, shifts_of
from sim.states import NEVER_MS

MINUTE, HOUR = 60_000, 3_600_000

plans = st.lists(st.integers(0, 9), min_size=0, max_size=48).map(lambda plan: np.array(plan, np.int64))
slots = st.sampled_from([15, 20, 30, 45, 60, 1440]).map(lambda minutes: minutes * MINUTE)
lengths = st.one_of(st.floats(HOUR, 24 * HOUR), st.just(math.inf))


def present_in(shifts: Shifts, slot_ms: int, slots: int) -> list[int]:
    """Advisors present in the middle of every interval."""
    middles = (np.arange(slots) + 0.5) * slot_ms
    return [int(((shifts.start <= middle) & (middle < shifts.end)).sum()) for middle in middles]


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
        assert employed_for(heads, open_days, days_per_week, shrinkage) == employed

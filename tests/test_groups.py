"""Skill groups: how many of each are present and employed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.groups import (
    check_same_staff,
    employed_by_group,
    groups_table,
    present_by_group,
    present_of_groups,
    shares_of,
    staff_given,
)
from sim.refusal import Refused
from sim.rights import Governance
from sim.scenario import Group, Scenario, Staffing
from sim.states import NONE
from sim.week import Week, week_of

SLOTS = 28


def centre(groups: dict[str, Group], authority: float = 20.0, **staffing: Any) -> Scenario:
    """Monday to Friday, 7:00 to 21:00, intervals of 30 min."""
    return Scenario(staffing=Staffing(groups=groups, **staffing), governance=Governance(authority=authority))


def of_shares(*shares: float) -> Scenario:
    return centre({f"g{place}": Group(share=share) for place, share in enumerate(shares)})


def of_present(*present: list[float], **staffing: Any) -> Scenario:
    return centre({f"g{place}": Group(present=given) for place, given in enumerate(present)}, **staffing)


def short_friday() -> Week:
    """Closed at noon on Fridays, as a file may tell."""
    week = week_of(Scenario())
    closes = week.closes.copy()
    closes[4] = 12 * 3_600_000
    return replace(week, closes=closes)


plans = arrays.arrays(np.int64, st.tuples(st.just(7), st.integers(1, 30)), elements=st.integers(0, 500))
shares = st.lists(st.integers(1, 100), min_size=1, max_size=8).map(lambda parts: np.array(parts) / sum(parts))


class TestShares:
    """Groups that share out what the plan says."""

    @given(plans, shares)
    def test_sum_to_the_plan_and_stay_near_their_share(self, plan: np.ndarray, parts: np.ndarray) -> None:
        found = present_by_group(of_shares(*parts), week_of(Scenario()), plan)
        assert found.dtype == np.int64
        assert (found.sum(axis=0) == plan).all()
        assert (found >= 0).all()
        assert (np.abs(found - parts[:, None, None] * plan) < 1 + 1e-6).all()

    @given(plans, st.floats(0, 1))
    def test_two_groups_are_rounded_to_nearest(self, plan: np.ndarray, share: float) -> None:
        found = present_by_group(of_shares(share, 1 - share), week_of(Scenario()), plan)
        assert (np.abs(found[0] - share * plan) <= 0.5 + 1e-6).all()

    def test_two_tiers(self) -> None:
        plan = np.tile(np.array([0, 1, 3, 4, 10, 100]), (7, 1))
        found = present_by_group(of_shares(0.85, 0.15), week_of(Scenario()), plan)
        assert found[:, 0].tolist() == [[0, 1, 3, 3, 9, 85], [0, 0, 0, 1, 1, 15]]

    def test_are_normalised(self) -> None:
        assert shares_of(of_shares(0.3333, 0.3333, 0.3333)).sum() == pytest.approx(1.0, abs=1e-15)

    def test_one_group_is_everybody(self) -> None:
        plan = np.arange(7 * SLOTS).reshape(7, SLOTS)
        assert (present_by_group(Scenario(), week_of(Scenario()), plan) == plan).all()

    @pytest.mark.parametrize("parts", [(0.5, 0.4), (0.5, 0.502), (0.0,)])
    def test_that_do_not_sum_to_one(self, parts: tuple[float, ...]) -> None:
        with pytest.raises(Refused, match=r"groups\.\*\.share: .* sum to 1 within 0.001 over g0"):
            shares_of(of_shares(*parts))

    def test_one_is_missing(self) -> None:
        with pytest.raises(Refused, match=r"staffing\.groups\.b\.share: None: expected a share"):
            shares_of(centre({"a": Group(share=1.0), "b": Group()}))


class TestPresent:
    """Groups that say themselves how many there are."""

    def test_one_number_is_all_day_while_the_centre_is_open(self) -> None:
        found = present_of_groups(of_present([3.0], [4.4]), short_friday())
        assert found.shape == (2, 7, SLOTS)
        assert (found[0, :4] == 3).all()
        assert (found[1, :4] == 4).all()
        assert found[0, 4].tolist() == [3] * 10 + [0] * 18
        assert (found[:, 5:] == 0).all()

    def test_periods_are_laid_onto_intervals(self) -> None:
        found = present_of_groups(of_present([float(n) for n in range(14)], [1.0]), short_friday())
        hourly = np.repeat(np.arange(14), 2)
        assert (found[0, 0] == hourly).all()
        assert found[0, 4].tolist() == [*hourly[:10], *[0] * 18]

    def test_the_last_period_may_be_cut_short(self) -> None:
        found = present_of_groups(of_present([5.0, 6.0], period=480), week_of(Scenario()))
        assert found[0, 0].tolist() == [5] * 16 + [6] * 12

    @pytest.mark.parametrize("count", [0, 2, 13, 15, 28])
    def test_another_number_of_periods(self, count: int) -> None:
        with pytest.raises(Refused, match=r"groups\.g0\.present: '\d+ numbers': expected one number, or 14"):
            present_of_groups(of_present([1.0] * count), week_of(Scenario()))

    def test_periods_that_cut_intervals(self) -> None:
        with pytest.raises(Refused, match=r"staffing\.period: 45: expected a multiple .* 30 min"):
            present_of_groups(of_present([1.0] * 19, period=45), week_of(Scenario()))

    def test_one_number_knows_no_period(self) -> None:
        assert (present_of_groups(of_present([2.0], period=45), week_of(Scenario()))[0, 0] == 2).all()

    def test_the_plan_is_their_sum(self) -> None:
        scenario, week = of_present([float(n) for n in range(14)], [2.0]), week_of(Scenario())
        total = staff_given(scenario, week)
        assert total is not None
        assert (total[0] == np.repeat(np.arange(14), 2) + 2).all()
        found = present_by_group(scenario, week, total)
        assert (found == present_of_groups(scenario, week)).all()

    def test_a_plan_of_another_number(self) -> None:
        week = week_of(Scenario())
        plan = np.full((7, SLOTS), 5)
        assert (present_by_group(of_present([2.0], [3.0]), week, plan)[:, 0, 0] == [2, 3]).all()
        plan[3, 4] = 6
        with pytest.raises(
            Refused, match=r"'5 advisors present 120 min after opening': expected the 6 of the baseline"
        ):
            present_by_group(of_present([2.0], [3.0]), week, plan)


class TestGiven:
    """Staff that is not planned."""

    def test_by_one_number(self) -> None:
        found = staff_given(Scenario(staffing=Staffing(present=7.0)), week_of(Scenario()))
        assert found is not None
        assert (found == 7).all()

    def test_by_a_file(self) -> None:
        week = week_of(Scenario())
        found = staff_given(Scenario(), replace(week, staff=np.full(week.calls.shape, 2.6)))
        assert found is not None
        assert (found == 3).all()

    def test_by_nobody(self) -> None:
        assert staff_given(of_shares(0.5, 0.5), week_of(Scenario())) is None

    def test_groups_go_before_a_file(self) -> None:
        week = week_of(Scenario())
        found = staff_given(of_present([2.0]), replace(week, staff=np.full(week.calls.shape, 9.0)))
        assert found is not None
        assert found.max() == 2

    @pytest.mark.parametrize(
        ("baseline", "scenario"),
        [
            (Scenario(), of_shares(0.5, 0.5)),
            (of_present([2.0], [3.0]), of_present([4.0], [1.0])),
            (Scenario(staffing=Staffing(present=5.0)), of_present([4.0], [1.0])),
        ],
    )
    def test_forms_that_meet_the_same_number(self, baseline: Scenario, scenario: Scenario) -> None:
        check_same_staff(baseline, scenario)

    @pytest.mark.parametrize(
        ("baseline", "told"),
        [
            (Scenario(), "shares: the staff of hierarchical is planned"),
            (of_present([2.0], [2.0]), "the 4 of the baseline"),
            (Scenario(staffing=Staffing(present=6.0)), "the 6 of the baseline"),
        ],
    )
    def test_forms_that_do_not(self, baseline: Scenario, told: str) -> None:
        with pytest.raises(Refused, match=told):
            check_same_staff(baseline, of_present([4.0], [1.0]))


class TestEmployed:
    """Advisors employed, split over groups."""

    @given(st.lists(st.integers(0, 200), min_size=1, max_size=8), st.integers(0, 2_000))
    def test_all_of_them_never_fewer_than_work(self, heads: list[int], total: int) -> None:
        needed = np.array(heads)
        found = employed_by_group(total, needed)
        assert (found >= needed).all()
        assert found.sum() == (max(total, needed.sum()) if needed.sum() else 0)
        if found.sum() == total and needed.sum():
            assert (np.abs(found - total * needed / needed.sum()) < 1).all()

    def test_largest_remainder_first(self) -> None:
        assert employed_by_group(10, np.array([3, 3, 1])).tolist() == [4, 4, 2]
        assert employed_by_group(8, np.array([3, 3, 1])).tolist() == [4, 3, 1]

    def test_more_heads_than_employed(self) -> None:
        assert employed_by_group(5, np.array([4, 3])).tolist() == [4, 3]


class TestTable:
    """Rows of advisors one group after the other."""

    def test_fields(self) -> None:
        groups = {"a": Group(authority=500.0), "b": Group(), "c": Group(authority=0.0)}
        rows = groups_table(centre(groups, authority=30.0), np.array([3, 0, 4]))
        assert rows["authority"].tolist() == [500.0, 30.0, 0.0]
        assert rows["members"].tolist() == [3, 0, 4]
        assert rows["first"].tolist() == [0, 3, 3]
        for name in ("idle_first", "idle_last", "work_first", "work_last"):
            assert set(rows[name]) == {NONE}
        assert set(rows["on_duty"]) == {0}

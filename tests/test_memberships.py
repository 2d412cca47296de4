"""Who sits in which circle, and what meetings and paper work take of everybody's time."""

from __future__ import annotations

import numpy as np
import pytest
from centres import centre_of, circle, quiet, run_of
from hypothesis import given
from hypothesis import strategies as st

from sim.coordination import Circle, Coordination
from sim.memberships import circles_of, memberships_of, paper_work, precedents_table
from sim.refusal import Refused
from sim.scenario import Scenario
from sim.states import NONE

MINUTE = 60_000


def rows(*parts: np.ndarray) -> list[list[int]]:
    return [part.tolist() for part in parts]


class TestDealing:
    """The members of every circle of a kind."""

    def test_everybody_in_circles_of_neighbours_the_first_one_larger(self) -> None:
        assert rows(*circles_of(Circle(size=3), 0, 10)) == [[0, 1, 2], [3, 4, 5], [6, 7], [8, 9]]

    def test_a_share_is_spread_over_all(self) -> None:
        assert rows(*circles_of(Circle(share=0.3, size=8), 0, 10)) == [[0, 3, 6]]

    @pytest.mark.parametrize(("share", "members"), [(0.24, 2), (0.25, 3), (0.01, 1)])
    def test_shares_are_rounded_and_never_to_nobody(self, share: float, members: int) -> None:
        assert sum(part.size for part in circles_of(Circle(share=share), 0, 10)) == members

    @pytest.mark.parametrize(("share", "advisors"), [(0.0, 10), (1.0, 0)])
    def test_of_nobody_there_are_none(self, share: float, advisors: int) -> None:
        assert circles_of(Circle(share=share), 0, advisors) == []

    def test_kinds_deal_in_another_order(self) -> None:
        """By row x 3 modulo 7: 0, 5 (15 = 1), 3 (9 = 2), 1, 6 (18 = 4), 4 (12 = 5), 2."""
        assert rows(*circles_of(Circle(size=3), 1, 7)) == [[0, 5, 3], [1, 6], [4, 2]]

    @given(st.floats(0, 1), st.integers(1, 12), st.integers(0, 11), st.integers(0, 60))
    def test_nobody_sits_twice_and_sizes_are_alike(
        self, share: float, size: int, number: int, advisors: int
    ) -> None:
        circles = circles_of(Circle(share=share, size=size), number, advisors)
        members = [row for part in circles for row in part.tolist()]
        assert len(set(members)) == len(members)
        assert set(members) <= set(range(advisors))
        if circles:
            sizes = [part.size for part in circles]
            assert max(sizes) <= size
            assert max(sizes) - min(sizes) <= 1
            assert sizes == sorted(sizes, reverse=True)


def scenario_of(coordination: Coordination | None = None, **kinds: Circle) -> Scenario:
    return centre_of(circles=kinds, coordination=coordination or quiet())


class TestTables:
    """Circles kind by kind, and the seats of every advisor as a list."""

    def test_rows_of_circles(self) -> None:
        lead = circle(share=0.5, at=None, every=3, quorum=0.25, consents=True)
        team = circle(size=2, length=75.0, preparation=5.0, recovery=1.5, item=10.0, decides=True)
        seated = memberships_of(scenario_of(lead=lead, team=team), 4)
        assert [tuple(row) for row in seated.circle[["kind", "place", "first", "members"]]] == [
            (0, 0, 0, 2), (1, 0, 2, 2), (1, 1, 4, 2),
        ]  # fmt: skip
        first, last = seated.circle[0], seated.circle[2]
        assert (first.at, first.every, first.quorum, first.decides, first.consents) == (NONE, 3, 0.25, 0, 1)
        assert (last.length, last.preparation, last.recovery) == (75 * MINUTE, 5 * MINUTE, 90_000)
        assert (last.at, last.items, last.decides, last.consents) == (600 * MINUTE, 7, 1, 0)
        assert seated.circle.irritants.tolist() == [1, 1, 1]
        assert seated.circle.cohesion.tolist() == seated.circle.drift.tolist() == [0, 0, 0]
        for name in ("agenda_first", "agenda_last", "tension_first", "tension_last"):
            assert seated.circle[name].tolist() == [NONE] * 3

    def test_seats_voices_and_overlap(self) -> None:
        """Advisors 0 and 2 sit in the lead circle too, and speak there."""
        seated = memberships_of(scenario_of(lead=circle(share=0.5), team=circle(size=2)), 4)
        assert seated.member.advisor.tolist() == [0, 2, 0, 3, 2, 1]
        assert seated.member.circle.tolist() == [0, 0, 1, 1, 2, 2]
        assert seated.member.next.tolist() == [2, 4, NONE, NONE, NONE, NONE]
        assert seated.circle.voices.tolist() == [2, 1, 1]
        assert seated.circle.overlap.tolist() == [1, 0.5, 0.5]

    def test_no_circles(self) -> None:
        seated = memberships_of(scenario_of(), 4)
        assert (seated.circle.size, seated.member.size) == (0, 0)

    def test_a_time_that_is_none_names_its_key(self) -> None:
        with pytest.raises(Refused, match=r"governance\.circles\.team\.at: '25:00'"):
            memberships_of(scenario_of(team=circle(at="25:00")), 4)

    def test_precedents_begin_with_none(self) -> None:
        table = precedents_table(scenario_of(quiet(kinds=7)), 3)
        assert table.limit.tolist() == [0] * 7 * 4
        assert table.circle.tolist() == [NONE] * 7 * 4

    def test_circles_begin_at_the_first_opening(self) -> None:
        run = run_of(scenario_of(team=circle()), 2)
        assert run.world.circle.touched.tolist() == [7 * 60 * MINUTE]


class TestTime:
    """What all that takes of an advisor's day."""

    def test_paper_work(self) -> None:
        """Seven roles of 10 min a week, each changed once in four months for an hour; two more to answer to,
        15 min a week each: 14 + 5 + 6 minutes a day."""
        work = Coordination(roles=7, role_upkeep=10.0, role_changes=0.25, rewording=60.0, reporting=15.0)
        assert paper_work(work, 3) == pytest.approx(25.0)
        assert paper_work(work, 1) == paper_work(work, 0) == pytest.approx(19.0)

    def test_of_every_advisor(self) -> None:
        """Without managers one answers to one's circles: the second one costs 10 min a day."""
        lead, team = circle(share=0.5, every=5), circle(preparation=10.0, recovery=5.0, every=3)
        idle = circle(length=0.0, preparation=60.0, every=1)
        scenario = centre_of(
            circles={"idle": idle, "lead": lead, "team": team},
            coordination=quiet(reporting=50.0),
            limits=[],
            beyond="advise",
            staffing={"shift_length": 6.0},
        )
        advisors = run_of(scenario, 4).world.advisor
        assert advisors.accountable_to.tolist() == [3, 2, 3, 2]
        assert advisors.documenting.tolist() == [20 * MINUTE, 10 * MINUTE, 20 * MINUTE, 10 * MINUTE]
        inward = [(12 + 25 + 20) / 360, (25 + 10) / 360]
        assert advisors.inward.tolist() == pytest.approx(inward * 2, rel=1e-12)

    def test_a_manager_is_somebody_to_answer_to(self) -> None:
        run = run_of(scenario_of(quiet(reporting=5.0), team=circle()), 2)
        assert run.world.advisor.accountable_to.tolist() == [2, 2]
        assert run.world.advisor.documenting.tolist() == [MINUTE, MINUTE]

    def test_parts_of_a_millisecond_are_rounded(self) -> None:
        """A minute a week is 12 s a day; 0.0001 min a week 1.2 ms."""
        run = run_of(scenario_of(quiet(roles=1, role_upkeep=0.0001, role_changes=0.0)), 1)
        assert run.world.advisor.documenting.tolist() == [1]

    def test_the_circle_that_decides_is_the_first_that_may(self) -> None:
        kinds = {"a": circle(), "b": circle(decides=True, share=0.5), "c": circle(decides=True)}
        assert run_of(scenario_of(**kinds), 2).world.advisor.decides_in.tolist() == [1, 2]
        assert run_of(scenario_of(a=circle()), 2).world.advisor.decides_in.tolist() == [NONE, NONE]

"""When circles meet, who has to be there, what meetings cost, and what they leave behind."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from centres import Centre, at, centre_of, circle, constant, groups_of, quiet, routine, run_of, shown
from worlds import fingerprint, simulated

from sim.coordination import Circle
from sim.governance.meetings import call_meetings
from sim.ledger import remainder_ms
from sim.states import MEETING
from sim.world import Run


def meeting_times(run: Run) -> list[tuple[int, str]]:
    """Circle and start of the meetings of the day just simulated, one for each circle."""
    spells = run.world.spell[: run.world.clock[0].spells]
    called = spells[spells.account == MEETING]
    return sorted({(int(spell.circle), shown(int(spell.start))) for spell in called})


def run_with(advisors: int = 3, days: int = 1, breaks: bool = False, **kinds: Circle) -> Run:
    return run_of(centre_of(circles=kinds, coordination=quiet()), advisors, days=days, breaks=breaks)


class TestTimes:
    """Open from 7:00 to 19:00."""

    def test_at_its_time(self) -> None:
        run = run_with(team=circle(at="9:30"))
        run.step()
        assert meeting_times(run) == [(0, "9:30:00")]

    def test_circles_of_a_kind_take_turns_over_the_day(self) -> None:
        """Each in the middle of a third of the 11 hours in which an hour's meeting can begin."""
        run = run_with(team=circle(at=None, size=1))
        run.step()
        assert meeting_times(run) == [(0, "8:50:00"), (1, "12:30:00"), (2, "16:10:00")]

    def test_with_their_preparation(self) -> None:
        """The first hour is for preparing: from 8:00 to 18:00, 10 hours, less that of the meeting."""
        run = run_with(team=circle(at=None, size=2, preparation=60.0))
        run.step()
        assert meeting_times(run) == [(0, "10:30:00"), (1, "15:30:00")]

    def test_a_millisecond_is_not_shared_out(self) -> None:
        run = run_with(team=circle(at=None, size=1, length=60 + 1 / 60_000))
        run.step()
        assert meeting_times(run)[0] == (0, "8:49:59.999")

    def test_every_other_day_the_circles_of_even_places(self) -> None:
        run = run_with(days=3, team=circle(at=None, size=1, every=2))
        run.step()
        assert meeting_times(run) == [(0, "9:45:00"), (2, "15:15:00")]
        run.step()
        assert meeting_times(run) == [(1, "Tue 12:30:00")]
        run.step()
        assert meeting_times(run) == [(0, "Wed 9:45:00"), (2, "Wed 15:15:00")]

    def test_every_third_day_those_of_higher_places_first(self) -> None:
        """Place 0 on Monday, 2 on Tuesday, 1 on Wednesday: day and place sum to a multiple of three."""
        run = run_with(days=3, team=circle(size=1, every=3))
        met = []
        while not run.finished:
            run.step()
            met += [row for row, _ in meeting_times(run)]
        assert met == [0, 2, 1]

    def test_days_on_which_nobody_s_turn_is(self) -> None:
        run = run_with(days=5, team=circle(every=4))
        met = []
        while not run.finished:
            run.step()
            met.append(len(meeting_times(run)))
        assert met == [1, 0, 0, 0, 1]

    def test_kinds_take_turns_with_each_other(self) -> None:
        """Two circles of one kind and one of the other: in the middle of the thirds of eleven hours."""
        run = run_with(2, lead=circle(at=None, share=0.5), team=circle(at=None, size=1))
        run.step()
        assert meeting_times(run) == [(0, "8:50:00"), (1, "12:30:00"), (2, "16:10:00")]

    def test_who_has_a_time_takes_no_turn(self) -> None:
        run = run_with(2, lead=circle(at="10:00", share=0.5), team=circle(at=None, size=1))
        run.step()
        assert meeting_times(run) == [(0, "10:00:00"), (1, "9:45:00"), (2, "15:15:00")]

    def test_a_kind_of_no_length_does_not_meet(self) -> None:
        run = run_with(lead=circle(length=0.0), team=circle())
        run.step()
        assert meeting_times(run) == [(1, "10:00:00")]

    def test_where_the_day_does_not_begin_at_midnight(self) -> None:
        """Round the clock, from midnight to midnight: 23:00 is that of the same day."""
        scenario = centre_of(circles={"team": circle(at="23:00")}, never_closes=True, coordination=quiet())
        run = run_of(scenario, 1, days=2)
        run.step()
        run.step()
        assert meeting_times(run) == [(0, "Tue 23:00:00")]

    def test_called_in_the_order_of_the_circles(self) -> None:
        """Numbers of simultaneous events: the members of one circle, its end, the next one's."""
        run = run_with(2, lead=circle(), team=circle())
        run.step()
        world, clock = run.world, run.world.clock[0]
        clock.spells, clock.sequence = 0, 0
        for row in range(2):
            world.advisor[row].spell = -1
        call_meetings(world)
        assert (clock.sequence, clock.spells) == (6, 4)
        assert [int(row) for row in world.circle.expected] == [2, 2]


class TestQuorum:
    """Half of those at work that day."""

    def meet(self, quorum: float, **calls: str) -> Centre:
        """Four advisors; a call takes all morning."""
        reason = routine(handling=constant(300), patience=constant(600))
        rights = {"circles": {"team": circle(quorum=quorum)}, "coordination": quiet()}
        return Centre(centre_of(reason, **rights), 4).calls(**calls).simulate()

    @pytest.mark.parametrize(
        ("quorum", "callers", "meets"), [(0.5, 2, True), (0.5, 3, False), (0.51, 2, False), (0.0, 3, True)]
    )
    def test_so_many_must_come(self, quorum: float, callers: int, meets: bool) -> None:
        calls = dict.fromkeys(("ann", "ben", "cas")[:callers], "9:00:00")
        centre = self.meet(quorum, **calls)
        assert (centre.day.meetings, centre.day.meetings_void) == (meets, not meets)

    def test_a_meeting_that_nobody_comes_to_is_void(self) -> None:
        calls = dict.fromkeys(("ann", "ben", "cas", "dan"), "9:00:00")
        assert self.meet(0.0, **calls).day.meetings_void == 1

    def test_those_off_shift_are_not_expected(self) -> None:
        """Of two, the one who comes at noon does not count: the other meets alone."""
        both = groups_of(early={"share": None}, late={"share": None})
        rights = {"circles": {"team": circle(quorum=1.0)}, "coordination": quiet()}
        centre = Centre(centre_of(staffing={"groups": both}, **rights))
        centre.change_shifts(group=1, start=at("5:00:00")).simulate()
        assert centre.day.meetings == 1
        assert centre.run.world.circle.expected[0] == 1
        assert (centre.advisor(0)["meeting"], centre.advisor(1).get("meeting")) == (60, None)

    def test_where_nobody_is_expected_it_is_void(self) -> None:
        rights = {"circles": {"team": circle()}, "coordination": quiet()}
        centre = Centre(centre_of(**rights)).change_shifts(start=at("5:00:00")).simulate()
        assert (centre.day.meetings, centre.day.meetings_void) == (0, 1)

    def test_who_sits_in_another_meeting_has_not_come(self) -> None:
        """Of two kinds at the same time everybody goes to the first."""
        run = simulated(run_with(2, lead=circle(), team=circle(quorum=0.0)))
        day = run.world.day[0]
        assert (day.meetings, day.meetings_void) == (1, 1)
        assert [bool(row) for row in run.world.circle.cohesion > 0] == [True, False]

    def test_a_void_meeting_leaves_nothing_behind(self) -> None:
        """Not even that it was tried: cohesion goes on fading from where it was."""
        opens = at("7:00:00")
        calls = dict.fromkeys(("ann", "ben", "cas", "dan"), "9:00:00")
        circle_row = self.meet(0.5, **calls).run.world.circle[0]
        assert (circle_row.touched, circle_row.cohesion, circle_row.drift) == (opens, 0, 0)


class TestLeavesBehind:
    """Cohesion grows by meeting and fades, circles drift as far as their overlap allows."""

    def after(self, days: int, **changes: Any) -> Any:
        rights = {"circles": {"team": circle(every=2)}, "coordination": quiet(**changes)}
        return simulated(run_of(centre_of(**rights), 2, days=days)).world

    def test_cohesion(self) -> None:
        world = self.after(3, cohesion_gain=0.2, cohesion_half_life=30.0)
        faded = 0.2 * 2 ** (-2 / 30)
        assert world.circle.cohesion[0] == pytest.approx(faded + 0.2 * (1 - faded), rel=1e-12)
        assert world.circle.touched[0] == at("Wed 11:00:00")
        assert world.advisor.cohesion.tolist() == [world.circle.cohesion[0]] * 2

    def test_drift_of_those_who_meet_nobody_else(self) -> None:
        world = self.after(3, drift_rate=0.25)
        assert world.circle.drift[0] == pytest.approx(1 - 0.75**2, rel=1e-12)

    def test_circles_that_overlap_wholly_do_not_drift(self) -> None:
        world = simulated(run_with(2, lead=circle(at="9:00"), team=circle(size=1))).world
        assert world.circle.overlap.tolist() == [1, 1, 1]
        assert world.circle.drift.tolist() == [0, 0, 0]

    def test_irritants_come_back(self) -> None:
        """Half of those removed in 10 days; counted when the circle meets."""
        run = run_of(
            centre_of(circles={"team": circle()}, coordination=quiet(irritants_return=10.0)), 2, days=1
        )
        run.world.circle.irritants = 0.2
        run.world.circle.touched = at("11:00:00") - 10 * 86_400_000
        simulated(run)
        assert run.world.circle.irritants[0] == pytest.approx(1 - 0.4, rel=1e-12)

    def test_pace_follows_the_mean_of_one_s_circles(self) -> None:
        """The first circle is rid of 40 % of its irritants, the second of none; only who meets feels it."""
        run = run_with(2, lead=circle(share=0.5, at="9:00"), team=circle(every=2, quorum=1.0))
        run.world.settings.coordination_irritant_cost = 0.1
        run.world.settings.coordination_irritants_return = math.inf
        run.world.circle.irritants[:] = 0.6, 1.0
        simulated(run)
        assert run.world.advisor.pace.tolist() == pytest.approx([1 - 0.1 * 0.2, 1.0], rel=1e-12)

    def test_a_quicker_talk(self) -> None:
        """Half of the irritants that cost a fifth of the talk: 300 s become 270, to the millisecond.

        From the opening on, and after the meeting; what comes back in four hours is less than a millisecond.
        """
        slow = quiet(irritant_cost=0.2, irritants_return=10_000.0)
        rights = {"circles": {"team": circle()}, "coordination": slow}
        centre = Centre(centre_of(**rights))
        centre.run.world.circle.irritants = 0.5
        centre.calls(ann="7:00:00", ben="12:00:00").simulate()
        assert centre.log()[0].split()[5] == "7:04:30"
        assert centre.log()[1].split()[5] == "12:04:30"


class TestCost:
    """What meetings take of a 35-hour week: 7 hours a day, nobody calls."""

    @pytest.mark.parametrize("kinds", [1, 2, 3])
    def test_in_the_ledger(self, kinds: int) -> None:
        """75 of 2,100 minutes for every kind: 3.6, 7.1 and 10.7 %."""
        times = ("9:00", "11:00", "13:00")[:kinds]
        weekly = {
            f"kind{place}": circle(every=5, at=when, length=75, size=3) for place, when in enumerate(times)
        }
        scenario = centre_of(opens="09:00", closes="16:00", circles=weekly, coordination=quiet())
        run = simulated(
            run_of(replace(scenario, demand=replace(scenario.demand, calls_per_day=0.0)), 7, days=5)
        )
        for advisor in run.world.advisor:
            assert int(advisor.paid.sum()) == 2100 * 60_000
            assert int(advisor.paid[MEETING]) == kinds * 75 * 60_000
        assert remainder_ms(run) == 0
        share = run.world.advisor.paid[:, MEETING].sum() / run.world.advisor.paid.sum()
        assert share == kinds * 75 / 2100

    def test_circles_of_no_length_are_none(self) -> None:
        """With preparation, recovery and all that circles bring."""
        nothing = Circle(size=3, every=1, length=0.0)
        scenario = centre_of(routine(solve_probability=0.7), demand={"calls_per_day": 300.0})
        without = simulated(run_of(scenario, 4, days=5))
        rights = replace(scenario.governance, circles={"lead": nothing, "team": nothing})
        with_them = simulated(run_of(replace(scenario, governance=rights), 4, days=5))
        assert fingerprint(with_them, without=("advisor",)) == fingerprint(without, without=("advisor",))
        assert with_them.world.advisor.inward.tolist() == [0] * 4
        assert with_them.world.advisor.paid.tolist() == without.world.advisor.paid.tolist()

    def test_a_meeting_of_all_day_every_day_takes_its_members_off_the_floor(self) -> None:
        """It goes over midnight; the next one begins as it ends, and is held with those of the next day."""
        all_day = circle(share=0.5, length=1440.0, at=None)
        scenario = centre_of(circles={"team": all_day}, never_closes=True, coordination=quiet())
        run = simulated(run_of(scenario, 4, days=3))
        hours = [int(paid[MEETING]) / 3_600_000 for paid in run.world.advisor.paid]
        assert hours == [72, 0, 72, 0]
        assert run.world.day.meetings[:3].tolist() == [0, 1, 1]

"""What calls advisors off the phone: meetings with a fixed end, breaks and paper work with a length."""

from __future__ import annotations

from typing import Any

import pytest
from centres import Centre, at, centre_of, circle, constant, quiet, routine, written

from sim.coordination import Circle
from sim.ledger import remainder_ms
from sim.states import NONE

PATIENT = routine(patience=constant(600))
DAY = 12 * 60


def meeting_centre(*circles: Circle, breaks: str | None = None, talk: float = 5, **how: Any) -> Centre:
    """One advisor, 7:00 to 19:00, in circles of these kinds; half an hour of break falls due at `breaks`."""
    reason = routine(patience=constant(600), handling=constant(talk))
    kinds = {f"kind{place}": kind for place, kind in enumerate(circles)}
    scenario = centre_of(reason, circles=kinds, coordination=quiet(), staffing={"shift_length": 12.0})
    centre = Centre(scenario, breaks=breaks is not None, **how)
    return centre if breaks is None else centre.change_shifts(break_start=at(breaks) - at("7:00:00"))


PREPARED = circle(preparation=10.0, recovery=5.0)


class TestMeeting:
    """From 10:00 to 11:00."""

    def test_the_idle_prepare_it_take_part_and_find_back(self) -> None:
        centre = meeting_centre(PREPARED).simulate()
        assert centre.advisor() == {"idle": DAY - 75, "preparation": 10, "meeting": 60, "recovery": 5}
        assert centre.run.world.advisor.circle[0] == NONE
        assert centre.run.world.advisor.spell[0] == NONE

    def test_whoever_calls_as_it_begins_is_still_answered(self) -> None:
        """The one of 9:50:00.001 waits until the advisor has found back."""
        before = meeting_centre(PREPARED).calls(ann="9:50:00").simulate()
        after = meeting_centre(PREPARED).calls(ann="9:50:00.001").simulate()
        assert before.log() == ["ann first 9:50:00 9:50:00 by0 9:55:00 9:56:00 served"]
        assert before.advisor()["preparation"] == 4
        assert after.log() == ["ann first 9:50:00.001 11:05:00 by0 11:10:00 11:11:00 served"]

    def test_who_comes_late_has_less_of_it(self) -> None:
        """His call is over at 10:03, wrapped up at 10:04."""
        centre = meeting_centre(circle(recovery=5.0)).calls(ann="9:58:00").simulate()
        assert centre.advisor() == {
            "idle": DAY - 6 - 61, "talk": 5, "wrap_up": 1, "meeting": 56, "recovery": 5,
        }  # fmt: skip

    def test_a_preparation_that_is_over_is_lost_and_the_meeting_is_not(self) -> None:
        centre = meeting_centre(PREPARED).calls(ann="9:54:00").simulate()
        assert centre.advisor()["meeting"] == 60
        assert "preparation" in centre.advisor()
        exactly = meeting_centre(PREPARED, talk=10).calls(ann="9:49:00").simulate()  # wrapped up at 10:00
        assert "preparation" not in exactly.advisor()
        assert exactly.advisor()["meeting"] == 60

    @pytest.mark.parametrize(("called", "meets"), [("9:48:59.999", 1 / 60_000), ("9:49:00", None)])
    def test_a_meeting_that_is_over_is_lost_and_recovery_with_it(
        self, called: str, meets: float | None
    ) -> None:
        """A call of 70 minutes and a minute of wrap-up; who comes in its last millisecond was there."""
        centre = meeting_centre(circle(recovery=5.0), talk=70).calls(ann=called).simulate()
        assert centre.advisor().get("meeting") == (meets and pytest.approx(meets))
        assert centre.advisor().get("recovery") == (meets and 5)

    def test_after_a_lost_meeting_the_queue_goes_on(self) -> None:
        centre = meeting_centre(PREPARED, talk=80).calls(ann="9:45:00", ben="9:46:00").simulate()
        assert centre.log()[1] == "ben first 9:46:00 11:06:00 by0 12:26:00 12:27:00 served"

    def test_of_two_meetings_at_once_one_is_gone_to(self) -> None:
        assert meeting_centre(circle(), circle()).simulate().advisor() == {"idle": DAY - 60, "meeting": 60}

    def test_a_meeting_that_begins_in_another_is_gone_to_late(self) -> None:
        """The first until 11:00, recovery until 11:05, the second until 11:30, recovery until 11:35."""
        later = circle(at="10:30", recovery=5.0)
        centre = meeting_centre(circle(recovery=5.0), later).simulate()
        assert centre.advisor() == {"idle": DAY - 95, "meeting": 85, "recovery": 10}

    def test_the_earlier_one_goes_first_whatever_the_order_of_their_names(self) -> None:
        """10:00 to 10:30, then the rest of 9:00 ... told by who comes back when."""
        centre = meeting_centre(circle(at="11:00"), circle(at="9:00")).calls(ann="9:30:00").simulate()
        assert centre.log() == ["ann first 9:30:00 10:00:00 by0 10:05:00 10:06:00 served"]
        assert centre.advisor()["meeting"] == 120


class TestShift:
    """Who is called to a meeting of 10:00, and what lies outside his shift."""

    def shift(self, kind: Circle, start: str, end: str) -> Centre:
        moments = {"start": at(start) - at("7:00:00"), "end": at(end) - at("7:00:00")}
        return meeting_centre(kind).change_shifts(**moments).simulate()

    def test_who_begins_in_the_middle_of_the_preparation_takes_the_rest_of_it(self) -> None:
        centre = self.shift(PREPARED, "9:57:00", "19:00:00")
        assert centre.advisor() == {"idle": 543 - 68, "preparation": 3, "meeting": 60, "recovery": 5}

    def test_who_begins_as_the_meeting_does_has_not_prepared_it(self) -> None:
        centre = self.shift(PREPARED, "10:00:00", "19:00:00")
        assert centre.advisor() == {"idle": 9 * 60 - 65, "meeting": 60, "recovery": 5}

    def test_who_begins_later_is_not_called(self) -> None:
        centre = self.shift(PREPARED, "10:00:00.001", "19:00:00")
        assert set(centre.advisor()) == {"idle"}
        assert centre.run.world.circle.expected[0] == 0

    def test_who_goes_as_it_begins_is_not_called(self) -> None:
        assert self.shift(PREPARED, "7:00:00", "10:00:00").advisor() == {"idle": 180}

    def test_who_is_free_as_his_shift_ends_goes_home(self) -> None:
        """His call is wrapped up at 10:20, the end of his shift; one more millisecond, and he would go in."""
        for end, overtime in (("10:20:00", 0.0), ("10:20:00.001", 40 - 1 / 60_000)):
            centre = meeting_centre(circle(), talk=21)
            centre.change_shifts(end=at(end) - at("7:00:00")).calls(ann="9:58:00").simulate()
            assert centre.advisor().get("overtime", 0.0) == pytest.approx(overtime)

    def test_who_goes_in_the_middle_stays_to_its_end_as_overtime(self) -> None:
        centre = self.shift(PREPARED, "7:00:00", "10:20:00")
        assert centre.advisor() == {"idle": 170, "preparation": 10, "meeting": 20, "overtime": 45}
        assert remainder_ms(centre.run) == 0


class TestBreak:
    """A break keeps its length, whenever it is begun."""

    def test_it_comes_after_the_meeting_in_which_it_falls_due(self) -> None:
        centre = meeting_centre(PREPARED, breaks="10:15:00").calls(ann="10:20:00").simulate()
        assert centre.log() == ["ann first 10:20:00 11:35:00 by0 11:40:00 11:41:00 served"]
        assert centre.advisor()["break"] == 30

    def test_it_goes_before_a_meeting_of_the_same_time(self) -> None:
        centre = meeting_centre(circle(), breaks="10:00:00").simulate()
        assert centre.advisor() == {"idle": DAY - 60, "break": 30, "meeting": 30}


class TestPaperWork:
    """Ten minutes a day, due an hour before they could no longer be done."""

    def documents(self, *circles: Circle, **how: Any) -> Centre:
        rights = {f"kind{place}": kind for place, kind in enumerate(circles)}
        roles = quiet(roles=1, role_upkeep=50.0, role_changes=0.0)
        return Centre(centre_of(PATIENT, circles=rights, coordination=roles), **how)

    def test_it_is_done_towards_the_end_of_the_shift(self) -> None:
        """From 17:50 to 18:00."""
        centre = self.documents().calls(ann="17:50:00.001").simulate()
        assert centre.log() == ["ann first 17:50:00.001 18:00:00 by0 18:05:00 18:06:00 served"]
        assert centre.advisor()["documenting"] == 10

    def test_it_keeps_its_length(self) -> None:
        centre = self.documents().calls(ann="17:49:00", ben="17:56:00").simulate()
        assert centre.log() == written("""
            ann  first  17:49:00  17:49:00  by0  17:54:00  17:55:00  served
            ben  first  17:56:00  18:05:00  by0  18:10:00  18:11:00  served
        """)

    def test_in_a_short_shift_it_comes_first(self) -> None:
        """From 7:00 to 8:05 there is no hour behind ten minutes."""
        centre = self.documents().change_shifts(end=65 * 60_000).calls(ann="7:00:01").simulate()
        assert centre.log() == ["ann first 7:00:01 7:10:00 by0 7:15:00 7:16:00 served"]

    def test_it_comes_after_a_meeting_of_the_same_time(self) -> None:
        centre = self.documents(circle(at="17:50")).calls(ann="17:51:00").simulate()
        assert centre.log() == ["ann first 17:51:00 19:00:00 by0 19:05:00 19:06:00 served"]
        assert centre.advisor()["documenting"] == 10


class TestSlack:
    """A share of every shift, the shifts' slack spread evenly over the day; it keeps its length."""

    def slack(self, share: float, advisors: int = 1, **how: Any) -> Centre:
        return Centre(centre_of(PATIENT, slack=share), advisors, **how)

    def test_of_a_single_shift_lies_in_its_middle(self) -> None:
        """A tenth of twelve hours: from 12:24 to 13:36."""
        centre = self.slack(0.1).calls(ann="12:24:00.001").simulate()
        assert centre.log() == ["ann first 12:24:00.001 13:36:00 by0 13:41:00 13:42:00 served"]
        assert centre.advisor() == {"idle": DAY - 72 - 6, "slack": 72, "talk": 5, "wrap_up": 1}
        assert remainder_ms(centre.run) == 0

    def test_of_several_is_spread_over_them_in_the_order_of_the_roster(self) -> None:
        """A quarter of twelve hours of each of three: nine hours of room, from 8:30, 11:30 and 14:30."""
        centre = self.slack(0.25, 3).simulate()
        world = centre.run.world
        assert sorted(world.spell.start[:3].tolist()) == [at("8:30:00"), at("11:30:00"), at("14:30:00")]
        assert [centre.advisor(row)["slack"] for row in range(3)] == [180] * 3

    def test_keeps_its_length_whenever_it_is_begun(self) -> None:
        centre = self.slack(0.1).calls(ann="12:20:00", ben="12:30:00").simulate()
        assert centre.log()[1] == "ben first 12:30:00 13:38:00 by0 13:43:00 13:44:00 served"

    def test_of_a_short_shift_is_shorter(self) -> None:
        """A third of an hour and two milliseconds: 1,200,000.67 ms, rounded; in the middle of the rest."""
        centre = self.slack(1 / 3).change_shifts(end=3_600_002).simulate()
        assert centre.run.world.spell[0].length == 1_200_001
        assert centre.run.world.spell[0].start == at("7:00:00") + 2_400_001 // 2

    def test_of_nothing_is_none(self) -> None:
        centre = self.slack(0.1).change_shifts(end=4).simulate()
        assert centre.run.world.clock[0].spells == 0


def test_breaks_go_before_meetings_that_fall_due_in_the_same_millisecond() -> None:
    """Both until 10:30: who had his break is idle first, and answers the next caller, whichever he is."""
    half = circle(share=0.5, length=30.0)
    scenario = centre_of(PATIENT, circles={"team": half}, coordination=quiet())
    rested = []
    for place in range(2):
        centre = Centre(scenario, 2)
        shift = centre.run.world.shift
        shift.break_start[place::2], shift.break_length[place::2] = at("3:00:00"), at("0:30:00")
        centre.change_shifts().calls(ann="10:31:00").simulate()
        (rest,) = [row for row in range(2) if "break" in centre.advisor(row)]
        rested.append((rest, centre.log()[0].split()[4]))
    assert (1, "by1") in rested

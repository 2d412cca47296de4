"""Working groups: whom they call off the phone and when, and the irritants that they remove for everybody.

Open for twelve hours; meetings of one; a tenth of the irritants, which cost a twentieth of talk, is removed.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import DAY, MINUTE, Centre, at, centre_of, circle, constant, quiet, routine, shown
from worlds import GuardedRun, anew, fingerprint, simulated, three_forms

from sim import day as compiled_day
from sim.floor.agenda import begin_agenda
from sim.projects import WorkingGroups
from sim.refusal import Refused
from sim.scenario import Scenario
from sim.states import NONE
from sim.streams import VOLUNTEERS, uniforms

OPENING = 12 * 60  # min


def grouped(reason: Any = None, **how: Any) -> Scenario:
    """One group of one volunteer, from 7:00 to 8:00 every day; `how` changes groups, or the centre."""
    told = {name: how.pop(name) for name in list(how) if name in WorkingGroups.__dataclass_fields__}
    usual = {"at_once": 1, "volunteers": 1, "meet_every": 1, "meet_for": 60.0, "group_relief": 0.1}
    patient = reason or routine(patience=constant(600))
    return centre_of(patient, working_groups=WorkingGroups(**(usual | told)), **how)


def meetings(centre: Centre) -> list[int]:
    """Meetings to which somebody came, day by day."""
    return centre.run.world.day.group_meetings[: centre.run.days].tolist()


class TestMeeting:
    def test_calls_its_members_off_the_phone_until_it_ends(self) -> None:
        """The volunteer is away from 7:00 to 8:00; the other one answers, or Ann waits for the first."""
        one, two = (Centre(grouped(), heads).calls(ann="7:30:00").simulate() for heads in (1, 2))
        assert one.path("ann")[:2] == ["7:30:00 queued", "8:00:00 handled"]
        assert two.path("ann")[1] == "7:30:00 handled"
        assert one.advisor() == {"idle": OPENING - 65.975, "working_group": 60, "talk": 4.975, "wrap_up": 1}
        assert one.run.world.advisor.circle[0] == NONE

    def test_who_comes_late_has_less_of_it_and_who_comes_after_it_nothing(self) -> None:
        """At an unannounced time: a call of ten minutes, or of two hours, that begins a minute before it."""
        called = shown(_start(0) - MINUTE)
        for talk, minutes, held in ((9.0, 51.0, 1), (120.0, None, 0)):
            scenario = grouped(routine(handling=constant(talk)), announced=False)
            centre = Centre(scenario).calls(ann=called).simulate()
            assert centre.advisor().get("working_group") == minutes
            assert meetings(centre) == [held]
            assert centre.run.world.clock[0].irritants == (0.9 if held else 1.0)

    def test_a_transition_that_is_called_off_ends_them(self) -> None:
        """On Monday and Tuesday they meet; from Wednesday on they are called off."""
        centre = Centre(grouped(), days=4)
        for day in range(4):
            centre.run.world.clock.called_off = day >= 2
            centre.run.step()
        assert meetings(centre) == [1, 1, 0, 0]

    def test_of_two_at_once_one_is_gone_to(self) -> None:
        """The same volunteer sits in both."""
        centre = Centre(grouped(at_once=2)).simulate()
        assert centre.advisor()["working_group"] == 60
        assert (meetings(centre), centre.run.world.advisor.working_groups.tolist()) == ([1], [2])

    def test_a_circle_of_the_same_number_is_another_meeting(self) -> None:
        """Circle 0 meets from 7:00 to 8:00 too, and was called first: nobody comes to the group."""
        kinds = {"team": circle(at="07:00")}
        centre = Centre(grouped(circles=kinds, coordination=quiet())).simulate()
        assert (centre.advisor()["meeting"], meetings(centre), centre.day.meetings) == (60, [0], 1)

    @pytest.mark.parametrize("late", [30, 60])
    def test_who_is_not_on_shift_as_it_begins_is_not_called(self, late: int) -> None:
        centre = Centre(grouped()).change_shifts(start=late * MINUTE).simulate()
        assert (centre.advisor(), meetings(centre)) == ({"idle": OPENING - late}, [0])

    @pytest.mark.parametrize("how", [{"meet_for": 0.0}, {"at_once": 0}])
    def test_of_no_length_and_of_no_group_are_none(self, how: dict[str, Any]) -> None:
        for run in three_forms(3)[:2]:
            none = WorkingGroups(**({"at_once": 3, "volunteers": 2, "meet_every": 1} | how))
            governance = replace(run.scenario.governance, working_groups=none)
            changed = simulated(anew(run, scenario=replace(run.scenario, governance=governance)))
            without = ("advisor",) if none.at_once else ()  # who sits in a group that does not meet
            assert fingerprint(changed, without) == fingerprint(simulated(run), without)


def _start(group: int, day: int = 0, length: float = 60.0) -> int:
    """When an unannounced meeting begins."""
    unit, _ = uniforms(np.array([1, 0], np.uint64), VOLUNTEERS, 2**20 + group, day, 0)
    return at("7:00:00") + day * DAY + int(unit * (OPENING - length) * MINUTE + 0.5)


class TestDays:
    def test_every_so_many_days_and_groups_in_turn(self) -> None:
        """Two groups, every third day, from the first on: group 1 on the third, sixth ..."""
        centre = Centre(grouped(at_once=2, meet_every=3), days=7).simulate()
        assert meetings(centre) == [1, 0, 1, 1, 0, 1, 1]

    def test_from_a_day_on_after_the_warm_up_and_as_long_as_they_last(self) -> None:
        centre = Centre(grouped(begin_on=1, last_for=2), days=6, warmup=2).simulate()
        assert meetings(centre) == [0, 0, 0, 1, 1, 0]

    def test_unannounced_at_a_time_that_is_keyed_by_group_and_day(self) -> None:
        centre = Centre(grouped(at_once=2, announced=False), days=2)
        for day in range(2):
            assert compiled_day.begin_day(centre.run.world, day) == compiled_day.DONE
            begin_agenda(centre.run.world)
            called = centre.run.world.spell[: centre.run.world.clock[0].spells]
            wanted = [_start(group, day) for group in range(2)]
            assert called.start.tolist() == wanted
            assert called.ends.tolist() == [start + 60 * MINUTE for start in wanted]
            assert all(at("7:00:00") < start - day * DAY < at("18:00:00") for start in wanted)

    def test_announced_at_the_quietest_time_of_the_weekday(self) -> None:
        """Most load comes at first; from the tenth hour on there is least of it."""
        shares = [0.1] * 9 + [0.02, 0.03, 0.05]
        centre = Centre(grouped(demand={"slot": 60, "profile": shares})).simulate()
        assert centre.run.world.spell[0].start == at("16:00:00")


class TestIrritants:
    """Pace: 1 - 0.05 x what has been removed."""

    def test_removed_by_a_meeting_are_everybodys(self) -> None:
        """Talks of 5 minutes, paces of 0.995; before the meeting is over, of one."""
        centre = Centre(grouped(), 3).calls(ann="7:30:00", ben="8:30:00", cyd="8:31:00").simulate()
        talks = [int(contact.ended - contact.answered) for contact in centre.contacts]
        assert talks == [300_000, 298_500, 298_500]
        assert centre.run.world.advisor.pace.tolist() == pytest.approx([0.995] * 3)
        assert centre.day.irritants == 1.0

    def test_come_back_by_halves(self) -> None:
        """In 60 days: what was removed at 8:00 is felt a little less at 7:00 of the next day."""
        centre = Centre(grouped(), days=2).simulate()
        at_opening = 1 - 0.1 * math.exp(-math.log(2) * 23 / 24 / 60)
        at_meeting = 1 - 0.1 * math.exp(-math.log(2) / 60)
        assert centre.day.irritants == pytest.approx(at_opening, abs=1e-12)
        assert centre.run.world.clock[0].irritants == pytest.approx(0.9 * at_meeting, abs=1e-12)
        assert centre.run.world.advisor.pace[0] == pytest.approx(1 - 0.05 * (1 - 0.9 * at_meeting))

    def test_are_felt_at_the_opening_by_who_sits_in_no_circle(self) -> None:
        centre = Centre(grouped(last_for=1), days=2).simulate()
        assert centre.run.world.advisor.pace[0] == pytest.approx(1 - 0.05 * (1 - centre.day.irritants))
        assert 0.995 < centre.run.world.advisor.pace[0] < 0.996

    def test_of_ones_circles_and_everybodys_multiply(self) -> None:
        kinds = {"team": circle(share=0.5, at="18:00")}
        centre = Centre(grouped(circles=kinds, coordination=quiet(irritants_return=10_000.0)), 2)
        centre.run.world.circle.irritants[:] = 0.5
        centre.simulate()
        sits = centre.run.world.advisor.member != NONE
        assert sits.sum() == 1
        assert centre.run.world.advisor.pace[sits] == pytest.approx(1 - 0.05 * (1 - 0.5 * 0.9), abs=1e-5)
        assert centre.run.world.advisor.pace[~sits] == pytest.approx(0.995)


def test_more_volunteers_than_advisors_are_refused() -> None:
    wanted = r"governance\.working_groups\.volunteers: 3: expected at most the 2 advisors employed"
    with pytest.raises(Refused, match=wanted):
        Centre(grouped(volunteers=3), 2)
    assert Centre(grouped(volunteers=2), 2).run.world.seat.size == 2


@pytest.mark.parametrize("announced", [True, False])
def test_there_is_room_for_all_of_them(announced: bool) -> None:
    """Everybody sits in twenty groups that meet daily, has slack, a break and paper work; small tables."""
    run = three_forms(3)[2]
    groups = WorkingGroups(at_once=20, volunteers=8, meet_every=1, meet_for=20.0, announced=announced)
    governance = replace(run.scenario.governance, working_groups=groups, slack=0.1)
    guarded = anew(run, kind=GuardedRun, scenario=replace(run.scenario, governance=governance))
    guarded.shrink(16)
    world = guarded.world
    while not guarded.finished:
        guarded.step()
        assert 20 < world.clock[0].spells <= world.spell.size
    assert guarded.intact
    assert world.day.group_meetings.sum() >= 6

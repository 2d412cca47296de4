"""Crisis decisions: by command from level to level, by consent of circles that meet at once; or by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from centres import MINUTE, Centre, at, centre_of, circle, constant, quiet, routine, run_of
from worlds import GuardedRun, contacts_of

from sim.refusal import Refused
from sim.scenario import Scenario
from sim.shocks import Crisis, Shock
from sim.states import MEETING
from sim.streams import CRISIS, uniforms

CHAIN: dict[str, Any] = {"limits": [60.0, None]}
NOBODY_ELSE: dict[str, Any] = {
    "limits": [],
    "beyond": "circle",
    "circles": {"all": circle(decides=True, at="17:00")},
}


def crisis_at(text: str = "09:00", hours: float = 100.0, **changes: Any) -> Shock:
    """A failure that doubles all talks until the firm has decided, or so many hours are over."""
    usual: dict[str, Any] = {"day": 0, "begins_at": text, "hours": hours, "volume": 0.0, "handling": 2.0}
    return Shock(**(usual | {"needs_decision": True} | changes))


def firm(
    decided_by: str = "command",
    shocks: Mapping[str, Shock] | None = None,
    *,
    pause: float = 60.0,
    step: float = 45.0,
    objection: float = 0.0,
    **how: Any,
) -> Scenario:
    crisis = Crisis(decided_by=decided_by, crisis_step=constant(step), crisis_pause=pause)
    rights: dict[str, Any] = {"crisis": crisis, "coordination": quiet(objection=objection)}
    demand = {"shocks": dict(shocks or {"failure": crisis_at()})}
    return centre_of(routine(patience=constant(None)), demand=demand, **(rights | how))


def decided(centre: Centre) -> tuple[int, int, float]:
    """Crises, those decided, and minutes of opening time until then."""
    days = centre.run.world.day[: centre.run.day]
    return int(days.crises.sum()), int(days.crises_decided.sum()), int(days.crisis_time.sum()) / MINUTE


def test_command_goes_up_level_by_level() -> None:
    """Two levels, 45 minutes each: decided at 10:30; talks are as usual from then on."""
    centre = Centre(firm(**CHAIN), 2).calls(ann="10:29:00", ben="10:30:00").simulate()
    assert decided(centre) == (1, 1, 90)
    ended = {one.customer: one.ended for one in centre.contacts}
    assert ended[centre.names["ann"]] == at("10:39:00")
    assert ended[centre.names["ben"]] == at("10:35:00")
    assert Centre(firm()).simulate().day.crisis_time == 45 * MINUTE


def test_what_is_not_heard_before_closing_goes_on_in_the_morning() -> None:
    """18:00, 18:45, then 15 minutes today and 30 tomorrow."""
    late = {"failure": crisis_at("18:00")}
    centre = Centre(firm(shocks=late, **CHAIN), days=2).calls(ann="Tue 7:29:59", ben="Tue 7:40:00").simulate()
    assert decided(centre) == (1, 1, 90)
    assert [one.ended - one.answered for one in centre.contacts] == [10 * MINUTE, 5 * MINUTE]


def test_without_managers_nobody_commands() -> None:
    """Its hours run: from 9:00 on for two."""
    centre = Centre(firm(shocks={"failure": crisis_at(hours=2.0)}, **NOBODY_ELSE))
    centre.calls(ann="10:59:59", ben="11:20:00").simulate()
    assert decided(centre) == (1, 0, 0)
    assert [one.ended - one.answered for one in centre.contacts] == [10 * MINUTE, 5 * MINUTE]
    assert centre.advisor()["meeting"] == 60  # the usual one at 17:00


def test_its_hours_may_be_over_before_anybody_has_decided() -> None:
    centre = Centre(firm(shocks={"failure": crisis_at(hours=1.0)}, **CHAIN)).simulate()
    assert decided(centre) == (1, 0, 0)


def test_a_shock_that_needs_no_decision_is_no_crisis() -> None:
    centre = Centre(firm(shocks={"storm": crisis_at(needs_decision=False)}, **CHAIN)).simulate()
    assert decided(centre) == (0, 0, 0)


def test_circles_meet_at_once_and_consent() -> None:
    """From 9:00 to 10:00 nobody is on the phone: Ann, who calls at 9:10, is answered at 10:00.

    Only after the usual meeting at 17:00 does everybody take 20 minutes to find back to the phone.
    """
    rights = NOBODY_ELSE | {"circles": {"all": circle(decides=True, at="17:00", recovery=20.0)}}
    centre = Centre(firm("consensus", **rights), 2).calls(ann="9:10:00").simulate()
    assert decided(centre) == (1, 1, 60)
    assert centre.log() == ["ann first 9:10:00 10:00:00 by0 10:05:00 10:06:00 served"]
    assert [centre.advisor(row)["meeting"] for row in (0, 1)] == [120, 120]
    assert [centre.advisor(row)["recovery"] for row in (0, 1)] == [20, 20]
    assert centre.run.world.day[0].meetings == 1


def test_command_decides_sooner_than_consensus() -> None:
    """Two levels of 15 minutes each against a meeting of an hour, in the same firm."""
    rights = CHAIN | {"circles": {"all": circle(consents=True)}, "step": 15.0}
    assert decided(Centre(firm(**rights)).simulate()) == (1, 1, 30)
    assert decided(Centre(firm("consensus", **rights)).simulate()) == (1, 1, 60)


def test_who_objects_meets_again_and_what_would_end_too_late_is_put_off() -> None:
    """Nobody ever consents: at 9:00, 11:00, ... 17:00; on Tuesday at 7:00, ... 17:00; 11 hours in all."""
    rights = NOBODY_ELSE | {"circles": {"all": circle(decides=True, length=0.0)}}
    centre = Centre(firm("consensus", objection=1.0, **rights), days=2).simulate(days=1)
    assert centre.advisor()["meeting"] == 5 * 60
    centre.simulate(days=1)
    assert centre.advisor()["meeting"] == 11 * 60
    assert decided(centre) == (1, 0, 0)
    assert centre.run.world.shock[0].step == 11


def test_a_shock_late_in_the_day_is_met_about_in_the_morning() -> None:
    """At 18:30 an hour no longer fits: on Tuesday from 7:00 to 8:00; 18:30 to 19:00 and that hour."""
    centre = Centre(firm("consensus", {"failure": crisis_at("18:30")}, **NOBODY_ELSE), days=2).simulate()
    assert decided(centre) == (1, 1, 90)
    fits = Centre(firm("consensus", {"failure": crisis_at("18:00")}, **NOBODY_ELSE), days=2).simulate()
    assert decided(fits) == (1, 1, 60)


def test_only_circles_that_consent_are_asked() -> None:
    """The first advisor sits in a circle that consents, both in one that does not: the other takes calls."""
    kinds = {"a": circle(share=0.5, consents=True, length=0.0), "b": circle(length=0.0)}
    centre = Centre(firm("consensus", circles=kinds), 2).calls(ann="9:10:00").simulate()
    assert centre.run.world.member.advisor.tolist() == [0, 0, 1]
    assert decided(centre) == (1, 1, 60)
    assert centre.advisor(0) == {"idle": 660, "meeting": 60}
    assert centre.answered_by("ann") == 1
    assert centre.run.world.circle.consented.tolist() == [1, 0]


def test_each_circle_consents_by_a_draw_of_its_own_and_is_asked_until_it_does() -> None:
    """Four circles that object half of the time: meetings go on until the last has consented once."""
    kinds = {"a": circle(size=1, consents=True, length=0.0)}
    centre = Centre(firm("consensus", objection=0.5, circles=kinds, pause=0.0), 4).simulate()
    world = centre.run.world
    assert world.circle.size == 4

    def meetings(row: int) -> int:
        draws = (uniforms(world.key, CRISIS, 2**16 + row, step, 0)[0] < 0.5 for step in range(64))
        return next(step for step, consents in enumerate(draws, start=1) if consents)

    wanted = [meetings(row) for row in range(4)]
    assert len(set(wanted)) > 1
    assert decided(centre) == (1, 1, 60 * max(wanted))
    assert world.circle.consented.tolist() == [1, 1, 1, 1]
    of_circle = dict(zip(world.member.circle.tolist(), world.member.advisor.tolist(), strict=True))
    assert [centre.advisor(of_circle[row])["meeting"] for row in range(4)] == [60 * each for each in wanted]


def test_who_is_busy_comes_late_and_who_is_not_at_work_not_at_all() -> None:
    """Ann's talk, begun before, ends at 9:03, wrapped up at 9:04: 56 minutes of meeting are left."""
    centre = Centre(firm("consensus", **NOBODY_ELSE), days=1).calls(ann="8:58:00").simulate()
    assert centre.advisor()["meeting"] == 56 + 60
    absent = Centre(firm("consensus", **NOBODY_ELSE))
    absent.change_shifts(start=4 * 60 * MINUTE)
    assert absent.simulate().advisor()["meeting"] == 60
    assert decided(absent) == (1, 1, 60)


def test_later_spells_stay() -> None:
    """The break of a shift, due within the meeting, is taken after it."""
    centre = Centre(firm("consensus", **NOBODY_ELSE), breaks=True)
    centre.change_shifts(break_start=150 * MINUTE, break_length=30 * MINUTE)
    assert centre.simulate().advisor()["break"] == 30


def test_two_crises_at_once_find_room() -> None:
    """Both call everybody at the same moment; tables begin small, and nothing is written behind them."""
    shocks = {name: crisis_at(volume=2.0) for name in "abc"}
    rights: dict[str, Any] = {"circles": {"all": circle(size=5, length=0.0)}}
    scenario = firm("consensus", shocks, objection=0.4, pause=0.0, **rights)
    scenario = replace(scenario, demand=replace(scenario.demand, calls_per_day=200.0, shocks=shocks))
    run = run_of(scenario, 40, days=2, kind=GuardedRun)
    assert isinstance(run, GuardedRun)
    run.shrink(16)
    contacts_of(run)
    assert run.intact
    assert run.world.day.crises_decided.sum() == 3
    assert run.world.clock[0].handling == 1.0
    assert run.world.clock[0].spells <= run.world.spell.size


def test_eight_meetings_called_in_one_millisecond_have_room() -> None:
    """Each wants an event for everybody: eight times as many as a small table keeps back for 40 advisors."""
    shocks = {name: crisis_at() for name in "abcdefgh"}
    scenario = firm("consensus", shocks, circles={"all": circle(length=0.0)})
    run = run_of(scenario, 40, kind=GuardedRun)
    assert isinstance(run, GuardedRun)
    run.shrink(72)
    contacts_of(run)
    assert run.intact
    assert run.world.day.crises_decided.sum() == 8
    assert run.world.advisor.paid[:, MEETING].tolist() == [60 * MINUTE] * 40


def test_no_circles_nobody_decides_by_consent() -> None:
    centre = Centre(firm("consensus", shocks={"failure": crisis_at(hours=1.0)})).simulate()
    assert decided(centre) == (1, 0, 0)


def test_who_decides_is_laid_out() -> None:
    run = run_of(firm(**CHAIN))
    with pytest.raises(Refused, match=r"governance\.crisis"):
        run.govern(firm("consensus", **CHAIN))
    with pytest.raises(Refused, match=r"demand\.shocks"):
        run.govern(firm(shocks={"failure": crisis_at("10:00")}, **CHAIN))

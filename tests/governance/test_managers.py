"""Managers' days by hand: parts of the day, what is read in each, relapse, and coaching.

Rounds of 80 minutes: approving from 7:00, the floor from 7:20, coaching from 7:40, reporting from 8:00, a
meeting from 8:10 to 8:20.
"""

from __future__ import annotations

from typing import Any

import pytest
from centres import Centre, centre_of, constant, refund, routine, run_of

from sim.rules import registered

ROUND = {
    "floor_share": 0.25, "coaching_share": 0.25, "reporting_share": 0.125, "meeting_share": 0.125,
    "manager_round": 80.0,
}  # fmt: skip
IN_ORDER = [("idle", 20), ("floor", 20), ("coaching", 20), ("reporting", 10), ("meeting", 10)]


def divided(reason: Any = None, advisors: int = 1, **rights: Any) -> Centre:
    """A centre whose managers have a divided day; `support` and `people` as in `centre_of`."""
    rights["support"] = ROUND | rights.get("support", {})
    return Centre(centre_of(reason or refund(80), **rights), advisors)


def test_nine_rounds_of_a_day() -> None:
    centre = divided().simulate()
    assert centre.manager() == {name: 9 * minutes for name, minutes in IN_ORDER}
    assert centre.advisor() == {"idle": 540, "coaching": 180}
    assert (centre.day.parts, centre.day.relapses) == (18, 0)


@pytest.mark.parametrize("until", [10, 20, 25, 40, 41, 60, 65, 70, 78, 80, 85])
def test_the_parts_come_in_order(until: int) -> None:
    closes = f"{7 + until // 60:02}:{until % 60:02}"
    expected, left = dict[str, float](), until
    for name, minutes in [*IN_ORDER, *IN_ORDER]:
        if left > 0:
            expected[name] = expected.get(name, 0) + min(minutes, left)
            left -= minutes
    assert divided(closes=closes).simulate().manager() == expected


def test_managers_of_a_level_begin_at_different_points() -> None:
    """The second begins 16 minutes into a round: 4 of approving, 20 on the floor, 6 of coaching."""
    centre = divided(advisors=2, closes="07:30", staffing={"span_of_control": 1.0}).simulate()
    assert centre.manager(0) == {"idle": 20, "floor": 10}
    assert centre.manager(1) == {"idle": 4, "floor": 20, "coaching": 6}
    assert [centre.advisor(row).get("coaching", 0) for row in (0, 1)] == [0, 6]


def test_the_sixth_begins_with_the_first() -> None:
    centre = divided(advisors=6, closes="07:30", staffing={"span_of_control": 1.0}).simulate()
    assert centre.manager(5) == centre.manager(0) != centre.manager(4)


@pytest.mark.parametrize(
    ("call", "support", "end"),
    [
        ("7:10:00", {}, "7:18:00"),  # approving: asked at 7:15, read in 3 minutes
        ("7:20:00", {}, "7:28:00"),  # on the floor
        ("7:20:00", {"interrupts_manager": False}, "7:28:00"),
        ("8:00:00", {}, "8:08:00"),  # reporting
        ("8:00:00", {"interrupts_manager": False}, "8:23:00"),  # no report, no meeting is broken off
        ("8:06:00", {}, "8:23:00"),  # in the meeting until 8:20
        ("7:35:00", {}, "7:43:00"),  # while his advisor, called to coaching, still holds
        ("7:35:00", {"interrupts_manager": False}, "8:23:00"),
    ],
)
def test_when_a_customer_on_the_line_is_heard(call: str, support: dict[str, Any], end: str) -> None:
    reason = refund(80, hold_patience=constant(60))
    centre = divided(reason, support=support).calls(ann=call).simulate()
    assert centre.path("ann")[-1] == f"{end} fair"


@pytest.mark.parametrize("interval", [0.0, 30.0])
def test_promised_requests_wait_until_he_approves(interval: float) -> None:
    """Asked at 7:25; he approves again from 8:20 on, and a look that falls due at 7:30 waits too."""
    centre = divided(request="call_back", tray_interval=interval, support={"trained": 1.0})
    centre.calls(ann="7:20:00").simulate()
    assert "8:23:00 call_back_due" in centre.path("ann")


def test_a_review_is_finished_before_the_next_part() -> None:
    """Asked at 7:18, read until 7:21: a minute less on the floor, and none more of approving."""
    centre = divided(closes="07:40").calls(ann="7:13:00").simulate()
    assert centre.manager() == {"idle": 18, "review": 3, "floor": 19}


def test_a_day_without_parts_is_undivided() -> None:
    centre = Centre(centre_of(refund(80))).calls(ann="7:20:00").simulate()
    assert centre.manager() == {"idle": 717, "review": 3}
    assert (centre.run.world.manager.turns == 0).all()


# Relapse.


def waiting_at_the_turn(**support: Any) -> Centre:
    """Two advisors ask at 7:19 and 7:19:30; the first is read until 7:22, the second waits at 7:20."""
    centre = divided(request="call_back", advisors=2, support=support)
    return centre.calls(ann="7:14:00", ben="7:14:30").simulate()


def test_a_manager_relapses_under_load() -> None:
    """One request waiting is enough: the floor is given up, the second request read from 7:22."""
    centre = waiting_at_the_turn(trained=0.0, relapse_at=1.0)
    assert "7:25:00 call_back_due" in centre.path("ben")
    assert (centre.day.relapses, centre.day.parts) == (1, 18)
    assert centre.run.world.advisor.felt == pytest.approx([0.98, 0.98])
    assert centre.manager()["floor"] == 8 * 20


def test_training_prevents_it() -> None:
    """The request waits until the next round, and the floor has its time but for the first review's end."""
    centre = waiting_at_the_turn(trained=1.0, relapse_at=1.0)
    assert "8:23:00 call_back_due" in centre.path("ben")
    assert centre.day.relapses == 0
    assert (centre.run.world.advisor.felt == 1).all()
    assert centre.manager()["floor"] == 9 * 20 - 2


def test_a_relapse_is_felt_by_ones_own_advisors_alone() -> None:
    """Two of three teams ask at 7:19 (the third one's advisor is in coaching): one manager approves, the
    other is on the floor, and gives up coaching at 7:24."""
    centre = divided(
        request="call_back",
        advisors=3,
        closes="08:00",
        staffing={"span_of_control": 1.0},
        support={"trained": 0.0, "relapse_at": 1.0},
    )
    centre.calls(ann="7:14:00", ben="7:14:00").simulate()
    assert (centre.day.requests, centre.day.relapses) == (2, 1)
    assert list(centre.run.world.advisor.felt) == [1.0, 0.98, 1.0]


@pytest.mark.parametrize(("trained", "share"), [(0.0, 1 / 3), (0.5, 1 / 6)])
def test_the_rule_of_relapse(trained: float, share: float) -> None:
    run = run_of(centre_of(support={"trained": trained}))
    rule = registered("manager.relapses")["under_load"].function
    settings = run.world.settings[0]
    assert rule(run.world.manager[0], 1, settings) == pytest.approx(share)
    assert rule(run.world.manager[0], 30, settings) == pytest.approx(1 - trained)


# Coaching.


def test_an_hour_of_coaching_removes_a_share_of_errors() -> None:
    """20 minutes, three tenths an hour: a tenth of the errors."""
    centre = divided(
        closes="08:00", people={"skill": 0.9}, support={"coaching_effect": 0.3}, advisors=1
    ).simulate()
    advisor = centre.run.world.advisor[0]
    assert advisor.skill == pytest.approx(0.91)
    assert advisor.coached == 20 * 60_000


def test_who_has_been_coached_least_comes_first() -> None:
    """One after the other, from row 0; the third round begins with the first again."""
    centre = divided(advisors=2, opens="07:00", closes="11:00").simulate()
    assert [centre.advisor(row)["coaching"] for row in (0, 1)] == [40, 20]


def test_who_comes_late_has_less_of_it() -> None:
    """On the line and at his notes until 7:43, he has 17 minutes of 20; his coach has been there for all."""
    centre = divided(routine(), closes="08:00").calls(ann="7:37:00").simulate()
    assert centre.advisor() == {"idle": 37, "talk": 5, "wrap_up": 1, "coaching": 17}
    assert centre.manager()["coaching"] == 20


def test_nobody_on_a_break_is_called() -> None:
    """The only advisor is away: the manager coaches nobody, and nobody learns."""
    centre = divided(closes="08:00").change_shifts(break_start=30 * 60_000, break_length=30 * 60_000)
    assert centre.simulate().advisor() == {"idle": 30, "break": 30}


def test_only_the_lowest_level_coaches_and_relapses() -> None:
    centre = divided(limits=[60.0, None], closes="08:20").simulate()
    assert centre.manager(1) == dict(IN_ORDER)
    assert centre.day.parts == 2
    assert centre.advisor()["coaching"] == 20


def test_the_shortest_rounds_have_room() -> None:
    """Coaching alone, in rounds of ten minutes, round the clock."""
    support = {"coaching_share": 1.0, "manager_round": 10.0}
    run = run_of(centre_of(routine(), never_closes=True, support=support), 3, days=2)
    while not run.finished:
        run.step()
    assert run.world.clock[0].spells <= run.world.spell.size
    assert run.world.clock[0].spells == 144

"""What an advisor does next: callers, call-backs, rework, breaks, and the end of the shift."""

from __future__ import annotations

import pytest
from centres import Centre, at, centre_of, constant, groups_of, refund, routine, written

PATIENT = routine(patience=constant(60))
EIGHT_HOURS = {"slot": 60, "profile": [1 / 8] * 8}


def centre_with_a_break(**how: int) -> Centre:
    """Open 7:00 to 15:00, one advisor; his break of 30 minutes falls due at 10:15."""
    centre = Centre(centre_of(PATIENT, closes="15:00", demand=EIGHT_HOURS), breaks=True, **how)
    return centre.change_shifts(break_start=at("3:15:00"))


def test_a_break_begins_after_the_call_and_keeps_its_length() -> None:
    centre = centre_with_a_break().calls(ann="10:13:00", ben="10:20:00").simulate()
    assert centre.log() == written("""
        ann  first  10:13:00  10:13:00  by0  10:18:00  10:19:00  served
        ben  first  10:20:00  10:49:00  by0  10:54:00  10:55:00  served
    """)
    assert centre.advisor() == {"idle": 480 - 30 - 12, "talk": 10, "wrap_up": 2, "break": 30}


def test_an_idle_advisor_goes_on_his_break_when_it_is_due() -> None:
    """A caller of 10:15:00.000 is still answered, since customers call before people go."""
    before = centre_with_a_break().calls(ann="10:15:00").simulate()
    after = centre_with_a_break().calls(ann="10:15:00.001").simulate()
    assert before.log() == ["ann first 10:15:00 10:15:00 by0 10:20:00 10:21:00 served"]
    assert after.log() == ["ann first 10:15:00.001 10:45:00 by0 10:50:00 10:51:00 served"]
    assert before.advisor()["break"] == after.advisor()["break"] == 30


def test_a_break_that_falls_due_as_a_call_ends_goes_before_the_queue() -> None:
    centre = centre_with_a_break().calls(ann="10:09:00", ben="10:10:00").simulate()
    assert centre.log()[1] == "ben first 10:10:00 10:45:00 by0 10:50:00 10:51:00 served"


def test_a_break_that_falls_due_beyond_the_shift_is_not_taken() -> None:
    """His shift ends at 10:15, his break falls due at 10:14: after a call until 10:16 he goes home."""
    centre = centre_with_a_break().change_shifts(break_start=at("3:14:00"), end=at("3:15:00"))
    centre.calls(ann="10:10:00").simulate()
    assert centre.advisor() == {"idle": 190, "talk": 5, "overtime": 1}
    within = centre_with_a_break().change_shifts(break_start=at("3:14:00"), end=at("3:16:00.001"))
    within.calls(ann="10:10:00").simulate()
    assert within.advisor()["break"] == pytest.approx(1 / 60_000)


def test_there_is_one_break_a_day() -> None:
    centre = centre_with_a_break(days=2).simulate()
    assert centre.advisor() == {"idle": 2 * 450, "break": 2 * 30}


def test_after_his_shift_an_advisor_ends_his_call_as_overtime_and_goes() -> None:
    """His shift ends at 11:00, the centre closes at 19:00: Ben is left to himself."""
    scenario = centre_of(routine(), demand={"slot": 60, "profile": [1 / 12] * 12})
    centre = Centre(scenario, [1] * 4 + [0] * 8).calls(ann="10:58:00", ben="11:01:00").simulate()
    assert centre.log() == written("""
        ann  first  10:58:00  10:58:00  by0  11:03:00  11:04:00  served
        ben  first  11:01:00  -         -    11:04:00  -         abandoned
    """)
    assert centre.advisor() == {"idle": 238, "talk": 2, "overtime": 4}


def test_a_caller_in_the_millisecond_in_which_the_shift_ends_is_still_answered() -> None:
    scenario = centre_of(routine(), demand={"slot": 60, "profile": [1 / 12] * 12})
    last = Centre(scenario, [1] * 4 + [0] * 8).calls(ann="11:00:00").simulate()
    late = Centre(scenario, [1] * 4 + [0] * 8).calls(ann="11:00:00.001").simulate()
    assert last.path("ann")[1] == "11:00:00 handled"
    assert late.path("ann")[1] == "11:03:00.001 abandoned"


def test_who_ends_a_call_of_yesterday_before_his_shift_of_today_goes_home_until_then() -> None:
    """On the line with Ann until 8:00; his shift of Tuesday begins at 12:00, and Ben does not wait for it."""
    reasons = {"long": routine(share=0.5, handling=constant(13 * 60 + 10)), "short": routine(share=0.5)}
    centre = (
        Centre(centre_of(reasons), days=2).calls("long", ann="18:50:00").calls("short", ben="Tue 7:59:00")
    )
    centre.change_shifts(weekday=1, start=at("5:00:00")).simulate()
    assert centre.path("ben")[1] == "Tue 8:02:00 abandoned"
    assert centre.advisor() == {"idle": 710 + 420, "talk": 10, "overtime": 13 * 60 + 1}


def test_a_colleague_whose_shift_goes_on_takes_the_caller() -> None:
    """Of two advisors one goes at 11:00, as soon as he has ended his call."""
    scenario = centre_of(routine(), demand={"slot": 60, "profile": [1 / 12] * 12})
    centre = (
        Centre(scenario, [2] * 4 + [1] * 8).calls(ann="10:56:00", ben="10:57:00", cleo="11:01:00").simulate()
    )
    answered = {line.split()[0]: int(line.split()[4].removeprefix("by")) for line in centre.log()}
    stays = answered["cleo"]
    assert answered["ann"] != answered["ben"]
    assert sum(centre.advisor(stays).values()) == 12 * 60
    overtime = 2 if answered["ann"] != stays else 3
    assert centre.advisor(1 - stays) == {
        "idle": 240 - 5 + overtime - 1,
        "talk": 5 - overtime + 1,
        "overtime": overtime,
    }


def test_a_shift_that_begins_later_answers_only_from_then_on() -> None:
    scenario = centre_of(PATIENT, demand={"slot": 60, "profile": [1 / 12] * 12})
    centre = Centre(scenario, [0] * 2 + [1] * 10).calls(ann="8:30:00", ben="8:40:00").simulate()
    assert [line.split()[3] for line in centre.log()] == ["9:00:00", "9:06:00"]
    assert sum(centre.advisor().values()) == 600


def call_back_centre(days: int = 1, **governance: float) -> Centre:
    """Questions, and refunds of 80 EUR that a manager grants after the customer has hung up."""
    reasons = {
        "refund": refund(share=0.5, patience=constant(60)),
        "question": routine(share=0.5, patience=constant(60)),
    }
    return Centre(centre_of(reasons, request="call_back", **governance), days=days)


def test_an_idle_advisor_calls_back_as_soon_as_the_decision_falls() -> None:
    centre = call_back_centre().calls("refund", ann="7:00:00").simulate()
    assert centre.log() == written("""
        ann  first      7:00:00  7:00:00  by0  7:05:00  7:06:00  promised_call_back
        ann  call_back  7:08:00  7:08:00  by0  7:10:00  7:10:00  served
    """)
    assert centre.path("ann") == written("""
        7:00:00  queued
        7:00:00  handled
        7:05:00  in_tray
        7:08:00  call_back_due
        7:08:00  handled
        7:10:00  fair
    """)
    assert centre.spent("ann") == {"handled": 7, "in_tray": 3}
    assert centre.closed() == ["7:00:00 10 fair"]
    assert centre.advisor() == {"idle": 720 - 8, "talk": 5, "wrap_up": 1, "call_back": 2}
    assert (centre.day.call_backs, centre.day.answered, centre.day.solved_at_first) == (1, 1, 0)


def test_callers_go_before_a_call_back_until_it_has_waited_too_long() -> None:
    """Due at 7:08, overdue after ten minutes: at 7:18:00 not yet, at 7:24 it goes before Eve."""
    centre = call_back_centre(call_back_patience=10.0).calls("refund", ann="7:00:00")
    centre.calls("question", ben="7:01:00", cleo="7:02:00", dan="7:03:00", eve="7:04:00").simulate()
    assert [line for line in centre.log() if "ann" not in line] == written("""
        ben   first  7:01:00  7:06:00  by0  7:11:00  7:12:00  served
        cleo  first  7:02:00  7:12:00  by0  7:17:00  7:18:00  served
        dan   first  7:03:00  7:18:00  by0  7:23:00  7:24:00  served
        eve   first  7:04:00  7:26:00  by0  7:31:00  7:32:00  served
    """)
    assert centre.path("ann")[3:] == ["7:08:00 call_back_due", "7:24:00 handled", "7:26:00 fair"]


def test_a_call_back_without_patience_goes_before_all_callers() -> None:
    centre = call_back_centre(call_back_patience=0.0).calls("refund", ann="7:00:00")
    centre.calls("question", ben="7:01:00", cleo="7:02:00").simulate()
    assert centre.path("ann")[4:] == ["7:12:00 handled", "7:14:00 fair"]
    assert centre.path("cleo")[1] == "7:14:00 handled"


def test_call_backs_are_made_in_the_order_in_which_they_fell_due() -> None:
    """Both decisions fall while the advisor is busy with Cleo, from 7:12 to 7:48."""
    reasons = {
        "refund": refund(share=0.5, patience=constant(60)),
        "long": routine(share=0.5, patience=constant(60), handling=constant(35)),
    }
    centre = Centre(centre_of(reasons, request="call_back", review=constant(8)))
    centre.calls("refund", ann="7:00:00", ben="7:01:00").calls("long", cleo="7:02:00").simulate()
    made = [line.split()[:5] for line in centre.log() if "call_back " in line]
    assert made == [
        ["ann", "call_back", "7:13:00", "7:48:00", "by0"],
        ["ben", "call_back", "7:21:00", "7:50:00", "by0"],
    ]


def test_who_has_left_is_not_called_back() -> None:
    centre = call_back_centre().calls("refund", ann="7:00:00")
    centre.run.world.customer[centre.names["ann"]].leaves_other = at("7:07:00")
    centre.simulate()
    assert centre.path("ann")[3:] == ["7:08:00 call_back_due", "7:08:00 customer_left"]
    assert centre.day.call_backs == 0
    assert "call_back" not in centre.advisor()


def test_a_free_advisor_completes_what_was_sent_back() -> None:
    """Rework of 4 minutes without the customer on the line, then the tray once more."""
    centre = call_back_centre(rework_probability=1.0).calls("refund", ann="7:00:00").simulate()
    assert centre.path("ann")[2:] == written("""
        7:05:00  in_tray
        7:08:00  rework
        7:12:00  in_tray
        7:15:00  call_back_due
        7:15:00  handled
        7:17:00  fair
    """)
    assert centre.spent("ann") == {"handled": 7, "in_tray": 6, "rework": 4}
    assert centre.advisor() == {"idle": 720 - 12, "talk": 5, "wrap_up": 1, "rework": 4, "call_back": 2}


def test_rework_waits_like_a_call_back_behind_callers() -> None:
    centre = call_back_centre(rework_probability=1.0).calls("refund", ann="7:00:00")
    centre.calls("question", ben="7:01:00", cleo="7:02:00").simulate()
    assert [line.split()[3] for line in centre.log() if line.split()[0] in ("ben", "cleo")] == [
        "7:06:00",
        "7:12:00",
    ]
    assert centre.path("ann")[3:5] == ["7:08:00 rework", "7:22:00 in_tray"]  # begun at 7:18


def test_call_backs_wait_for_the_morning() -> None:
    """The talk ends at 19:02, without a manager: read at 7:00, told by 7:05; 8 minutes of opening."""
    centre = Centre(centre_of(refund(), request="call_back"), days=2).calls(ann="18:57:00").simulate()
    assert centre.log() == written("""
        ann  first      18:57:00     18:57:00     by0  19:02:00     19:03:00     promised_call_back
        ann  call_back  Tue 7:03:00  Tue 7:03:00  by0  Tue 7:05:00  Tue 7:05:00  served
    """)
    assert centre.closed() == ["18:57:00 8 fair"]
    assert centre.spent("ann") == {"handled": 5, "in_tray": 3}


def test_after_closing_only_callers_are_served_and_call_backs_wait_however_long_they_have_waited() -> None:
    """Ann's decision falls at 18:57:30, and call-backs go before callers; but at 19:01:30 it is night."""
    centre = call_back_centre(call_back_patience=0.0, days=2)
    centre.calls("refund", ann="18:49:30").calls("question", ben="18:50:00", cleo="18:51:00").simulate()
    assert centre.path("ben")[1] == "18:55:30 handled"
    assert centre.path("cleo")[1] == "19:01:30 handled"
    assert centre.path("ann")[3:] == ["18:57:30 call_back_due", "Tue 7:00:00 handled", "Tue 7:02:00 fair"]


def groups_that_call_back(**governance: object) -> Centre:
    """`x` (by0) answers questions, `y` (by1) refunds; decisions come by call-back."""
    reasons = {
        "question": routine(share=0.5, patience=constant(60)),
        "refund": refund(share=0.5, patience=constant(60)),
    }
    staffing = {"groups": groups_of(x={"serves": ["question"]}, y={"serves": ["refund"]})}
    return Centre(centre_of(reasons, staffing=staffing, request="call_back", **governance))


def test_the_group_that_asked_calls_back() -> None:
    """Due at 7:08, when y is on the line until 7:12 and x idle."""
    centre = groups_that_call_back().calls("refund", ann="7:00:00", ben="7:06:00").simulate()
    assert [line for line in centre.log() if "call_back " in line] == written("""
        ann  call_back  7:08:00  7:12:00  by1  7:14:00  7:14:00  served
        ben  call_back  7:14:00  7:14:00  by1  7:16:00  7:16:00  served
    """)
    assert centre.advisor(0) == {"idle": 720}


def test_the_group_that_asked_completes_what_was_sent_back() -> None:
    centre = groups_that_call_back(rework_probability=1.0)
    centre.calls("refund", ann="7:00:00", ben="7:06:00").simulate()
    assert centre.path("ann")[3:5] == ["7:08:00 rework", "7:16:00 in_tray"]
    assert "rework" not in centre.advisor(0)


def test_call_backs_of_one_group_do_not_hold_up_the_callers_of_another() -> None:
    """An overdue call-back of y: x goes on to his next caller at 7:12."""
    centre = groups_that_call_back(call_back_patience=0.0)
    centre.calls("refund", ann="7:00:00", amy="7:06:00")
    centre.calls("question", ben="7:06:00", cleo="7:07:00").simulate()
    assert centre.path("cleo")[1] == "7:12:00 handled"
    assert centre.path("ann")[4] == "7:12:00 handled"

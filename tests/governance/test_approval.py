"""Asking for a decision: on hold or by a promised call-back, own or pooled managers, their hours."""

from __future__ import annotations

import pytest
from centres import Centre, at, centre_of, constant, refund, routine, written
from worlds import GuardedRun


def advisor_of(centre: Centre, name: str) -> int:
    """Who answered a caller's first contact."""
    line = next(line for line in centre.log() if line.startswith(f"{name} first"))
    return int(line.split()[4].removeprefix("by"))


def test_one_signature_on_hold() -> None:
    """Talk 5 minutes, the manager reads for 3: fair at 7:08; the advisor waits with the customer."""
    centre = Centre(centre_of(refund(80))).calls(ann="7:00:00").simulate()
    assert centre.log() == ["ann first 7:00:00 7:00:00 by0 7:08:00 7:09:00 served"]
    assert centre.path("ann") == written("""
        7:00:00  queued
        7:00:00  handled
        7:05:00  held
        7:08:00  fair
    """)
    assert centre.spent("ann") == {"handled": 5, "held": 3}
    assert centre.closed() == ["7:00:00 8 fair"]
    assert centre.advisor() == {"idle": 711, "talk": 5, "hold": 3, "wrap_up": 1}
    assert centre.manager() == {"idle": 717, "review": 3}
    assert (centre.day.requests, centre.day.reviews, centre.day.goodwill) == (1, 1, 80)
    assert centre.day.solved_at_first == 1


def test_requests_to_one_manager_are_read_in_the_order_in_which_they_came() -> None:
    """Ben asks at 7:06, but the manager reads Ann's request until 7:08."""
    centre = Centre(centre_of(refund(80)), 2).calls(ann="7:00:00", ben="7:01:00").simulate()
    assert centre.path("ben")[2:] == ["7:06:00 held", "7:11:00 fair"]
    assert centre.day.tray_wait == 2 * 60_000
    assert centre.manager() == {"idle": 714, "review": 6}


@pytest.mark.parametrize(("approver", "decided"), [("own", "8:05:00"), ("pooled", "7:45:00")])
def test_ones_own_manager_may_be_busy_while_a_pooled_one_is_free(approver: str, decided: str) -> None:
    """Two advisors, two managers, reading half an hour. Ann and Cleo have the same advisor: the other one
    is on the line with Ben. Ann's request is read from 7:05; Cleo's comes at 7:15."""
    reasons = {"refund": refund(share=0.5), "long": routine(share=0.5, handling=constant(20))}
    scenario = centre_of(
        reasons,
        approver=approver,
        request="call_back",
        review=constant(30),
        staffing={"span_of_control": 1.0},
    )
    centre = (
        Centre(scenario, 2)
        .calls("refund", ann="7:00:00", cleo="7:10:00")
        .calls("long", ben="7:01:00")
        .simulate()
    )
    assert advisor_of(centre, "ann") == advisor_of(centre, "cleo") != advisor_of(centre, "ben")
    assert centre.path("cleo")[2:4] == ["7:15:00 in_tray", f"{decided} call_back_due"]
    reviewing = sorted(centre.manager(row).get("review", 0) for row in (0, 1))
    assert reviewing == ([0, 60] if approver == "own" else [30, 30])


def test_by_call_back_the_advisor_is_free_while_the_manager_reads() -> None:
    """Ann's decision is read while her advisor answers Ben."""
    reasons = {"refund": refund(share=0.5), "question": routine(share=0.5)}
    centre = Centre(centre_of(reasons, request="call_back")).calls("refund", ann="7:00:00")
    centre.calls("question", ben="7:05:30").simulate()
    assert centre.log() == written("""
        ann  first      7:00:00  7:00:00  by0  7:05:00  7:06:00  promised_call_back
        ben  first      7:05:30  7:06:00  by0  7:11:00  7:12:00  served
        ann  call_back  7:08:00  7:12:00  by0  7:14:00  7:14:00  served
    """)
    assert centre.spent("ann") == {"handled": 7, "in_tray": 3, "call_back_due": 4}
    assert centre.closed() == ["7:00:00 14 fair"]
    assert centre.manager() == {"idle": 717, "review": 3}


def test_where_no_manager_is_on_duty_a_call_back_is_promised() -> None:
    """A single manager with 8 hours comes in the middle of the day: 9:00 to 17:00."""
    centre = Centre(centre_of(refund(), staffing={"manager_shift": 8.0})).calls(ann="7:00:00").simulate()
    assert centre.log() == written("""
        ann  first      7:00:00  7:00:00  by0  7:05:00  7:06:00  promised_call_back
        ann  call_back  9:03:00  9:03:00  by0  9:05:00  9:05:00  served
    """)
    assert centre.spent("ann") == {"handled": 7, "in_tray": 118}
    assert centre.manager() == {"idle": 477, "review": 3}


@pytest.mark.parametrize("approver", ["own", "pooled"])
def test_of_two_managers_one_comes_early_and_one_late(approver: str) -> None:
    """7:00 to 15:00 and 11:00 to 19:00, the first advisor's own being the early one: at 16:05 a customer of
    his is promised a call-back, unless the late one reads for all."""
    scenario = centre_of(refund(), approver=approver, staffing={"span_of_control": 1.0, "manager_shift": 8.0})
    centre = Centre(scenario, 2, days=2).calls(ann="16:00:00", ben="16:00:30").simulate()
    promised = {advisor_of(centre, name): "in_tray" in " ".join(centre.path(name)) for name in ("ann", "ben")}
    assert promised == {0: approver == "own", 1: False}
    assert [sum(centre.manager(row).values()) for row in (0, 1)] == [2 * 480, 2 * 480]


def test_when_the_manager_goes_a_customer_whom_he_has_not_begun_to_read_is_promised_a_call_back() -> None:
    """He goes at 17:00: Ann's request, begun at 16:55, he reads to its end; Ben is called back on Tuesday."""
    scenario = centre_of(refund(), review=constant(10), staffing={"manager_shift": 8.0})
    centre = Centre(scenario, 2, days=2).calls(ann="16:50:00", ben="16:52:00").simulate()
    assert centre.path("ann")[2:] == ["16:55:00 held", "17:05:00 fair"]
    assert centre.path("ben")[2:] == written("""
        16:57:00     held
        17:00:00     in_tray
        Tue 9:10:00  call_back_due
        Tue 9:10:00  handled
        Tue 9:12:00  fair
    """)
    assert centre.manager() == {"idle": 475 + 470, "review": 5 + 10, "overtime": 5}


def test_a_customer_on_hold_gives_up_when_his_patience_on_hold_ends() -> None:
    """After 2 minutes: the request is withdrawn, and what the manager reads to its end is void."""
    centre = Centre(centre_of(refund(hold_patience=constant(2)))).calls(ann="7:00:00").simulate()
    assert centre.log() == ["ann first 7:00:00 7:00:00 by0 7:07:00 7:08:00 hung_up_on_hold"]
    assert centre.path("ann")[2:] == ["7:05:00 held", "7:07:00 abandoned"]
    assert centre.advisor() == {"idle": 712, "talk": 5, "hold": 2, "wrap_up": 1}
    assert centre.manager() == {"idle": 717, "review": 3}
    assert (centre.day.reviews, centre.day.granted, centre.day.goodwill) == (1, 0, 0)
    assert (centre.day.hung_up_on_hold, centre.day.abandoned) == (1, 0)


def test_a_decision_in_the_millisecond_in_which_patience_on_hold_ends_is_heard() -> None:
    centre = Centre(centre_of(refund(hold_patience=constant(3)))).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[-1] == "7:08:00 fair"


def test_a_request_that_nobody_has_begun_to_read_is_taken_out_of_the_tray() -> None:
    """Ben hangs up at 7:07, behind Ann's request: the manager has nothing to read after 7:08."""
    reasons = {"usual": refund(share=0.5), "hasty": refund(share=0.5, hold_patience=constant(1))}
    centre = (
        Centre(centre_of(reasons), 2).calls("usual", ann="7:00:00").calls("hasty", ben="7:01:00").simulate()
    )
    assert centre.path("ben")[2:] == ["7:06:00 held", "7:07:00 abandoned"]
    assert centre.manager() == {"idle": 717, "review": 3}
    assert centre.day.tray_wait == 0


def test_who_hung_up_on_hold_and_calls_again_is_decided_on_the_new_request() -> None:
    """Ann bears 3.5 minutes. Her first request waits 2 for Ben's and is void when it has been read."""
    reasons = {"usual": refund(share=0.5), "hasty": refund(share=0.5, hold_patience=constant(3.5))}
    centre = Centre(centre_of(reasons, demand={"redial_probability": 1.0}), 2)
    centre.calls("usual", ben="7:00:00").calls("hasty", ann="7:01:00").simulate()
    assert centre.path("ann") == written("""
        7:01:00  queued
        7:01:00  handled
        7:06:00  held
        7:09:30  unresolved
        7:19:30  queued
        7:19:30  handled
        7:24:30  held
        7:27:30  fair
    """)
    assert centre.spent("ann") == {"handled": 10, "held": 6.5, "unresolved": 10}
    assert centre.manager() == {"idle": 711, "review": 9}
    assert (centre.day.requests, centre.day.granted, centre.day.solved_at_first) == (3, 2, 1)


def test_a_hold_still_open_at_closing_becomes_a_promised_call_back() -> None:
    """Asked at 18:59; the manager decides at 19:02; told when the centre has opened again."""
    centre = Centre(centre_of(refund()), days=2).calls(ann="18:54:00").simulate()
    assert centre.log() == written("""
        ann  first      18:54:00  18:54:00     by0  19:00:00     19:01:00     promised_call_back
        ann  call_back  19:02:00  Tue 7:00:00  by0  Tue 7:02:00  Tue 7:02:00  served
    """)
    assert centre.path("ann") == written("""
        18:54:00     queued
        18:54:00     handled
        18:59:00     held
        19:00:00     in_tray
        19:02:00     call_back_due
        Tue 7:00:00  handled
        Tue 7:02:00  fair
    """)
    assert centre.spent("ann") == {"handled": 7, "held": 1}
    assert centre.closed() == ["18:54:00 8 fair"]
    assert centre.advisor() == {"idle": 714 + 718, "talk": 5, "hold": 1, "overtime": 1, "call_back": 2}
    assert centre.manager() == {"idle": 719 + 720, "review": 1, "overtime": 2}


def test_who_asks_after_closing_promises_a_call_back() -> None:
    """Whether the talk ends a millisecond after 19:00 or at 19:00, when the manager goes."""
    late = Centre(centre_of(refund()), days=2).calls(ann="18:55:00.001").simulate()
    just = Centre(centre_of(refund()), days=2).calls(ann="18:55:00").simulate()
    assert late.path("ann")[2] == "19:00:00.001 in_tray"
    assert just.path("ann")[2] == "19:00:00 in_tray"


@pytest.mark.parametrize("served_before", [0, 285, 290, 295, 300])
def test_however_many_are_on_hold_at_closing_all_are_promised_call_backs(served_before: int) -> None:
    """30 at once, in tables that may be all but full: every caller served after a wait has left the void end
    of his patience, at 20:00 and later, in the event list."""
    reasons = {"refund": refund(share=0.5), "question": routine(share=0.5, patience=constant(13 * 60))}
    scenario = centre_of(reasons, staffing={"span_of_control": 100.0})
    centre = Centre(scenario, 30, days=2, customers=1000, kind=GuardedRun)
    centre.calls("question", **{f"waits{number}": "7:00:00" for number in range(30 + served_before)})
    centre.calls("refund", **{f"holds{number}": "18:54:00" for number in range(30)}).simulate()
    assert centre.run.intact
    assert sum("promised_call_back" in line for line in centre.log()) == 30
    assert len(centre.closed()) == 30


def test_however_many_have_left_before_their_call_backs_all_their_cases_end() -> None:
    """The manager decides 10 requests before closing; the other 10 time out at 19:50, and by the morning
    all customers have left."""
    names = [f"caller{number}" for number in range(20)]
    scenario = centre_of(refund(), review=constant(1), time_out=1.0, staffing={"span_of_control": 100.0})
    centre = Centre(scenario, 20, days=2, kind=GuardedRun, rows=9)
    centre.calls(**dict.fromkeys(names, "18:45:00"))
    for name in names:
        centre.run.world.customer[centre.names[name]].leaves_other = at("23:00:00")
    centre.simulate()
    assert centre.run.intact
    assert [line.split()[-1] for line in centre.closed()] == ["fair"] * 10 + ["customer_left"] * 10


def test_the_late_manager_takes_over_from_the_early_one() -> None:
    """Pooled, 7:00 to 15:00 and 15:00 to 23:00: Ben's request, unread at 15:00, is read from then on."""
    scenario = centre_of(
        refund(), closes="23:00", approver="pooled", review=constant(10),
        staffing={"span_of_control": 1.0, "manager_shift": 8.0},
    )  # fmt: skip
    centre = Centre(scenario, 2).calls(ann="14:50:00", ben="14:52:00").simulate()
    assert centre.path("ann")[2:] == ["14:55:00 held", "15:05:00 fair"]
    assert centre.path("ben")[2:] == ["14:57:00 held", "15:10:00 fair"]
    assert centre.manager(0) == {"idle": 475, "review": 5, "overtime": 5}


def test_an_early_manager_who_just_goes_leaves_the_request_to_the_late_one() -> None:
    """Pooled, 7:00 to 15:00 and 11:00 to 19:00; the request comes at 15:00:00.000."""
    scenario = centre_of(refund(), approver="pooled", staffing={"span_of_control": 1.0, "manager_shift": 8.0})
    centre = Centre(scenario, 2).calls(ann="14:55:00").simulate()
    assert centre.path("ann")[2:] == ["15:00:00 held", "15:03:00 fair"]
    assert centre.manager(1) == {"idle": 477, "review": 3}


def test_managers_of_a_centre_that_never_closes_work_their_own_hours() -> None:
    """One from midnight to 8:00, the other from 16:00 to midnight, every day."""
    scenario = centre_of(refund(), never_closes=True, staffing={"span_of_control": 1.0, "manager_shift": 8.0})
    centre = Centre(scenario, 2, days=3).calls(ann="Tue 9:00:00", ben="Wed 10:00:00").simulate()
    assert [sum(centre.manager(row).values()) for row in (0, 1)] == [3 * 480, 3 * 480]
    assert centre.path("ann")[2] == "Tue 9:05:00 in_tray"


def test_a_manager_who_reads_on_past_midnight_is_paid_overtime_and_goes() -> None:
    """His shift ends at midnight; asked at 23:59, he reads until 0:29 and comes again at 16:00."""
    scenario = centre_of(
        refund(), never_closes=True, review=constant(30), approver="pooled",
        request="call_back", staffing={"span_of_control": 1.0, "manager_shift": 8.0},
    )  # fmt: skip
    centre = Centre(scenario, 2, days=2).calls(ann="23:54:00").simulate()
    assert centre.manager(1) == {"idle": 479 + 480, "review": 1, "overtime": 29}

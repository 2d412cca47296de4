"""What happens to a request in the tray: levels, refusal, rework, time-out, and when trays are looked at."""

from __future__ import annotations

import numpy as np
import pytest
from centres import Centre, at, centre_of, constant, refund, shown, written

from sim import events
from sim.reasons import Law


def test_two_signatures_one_after_the_other() -> None:
    """The team leader may decide 60 EUR: after his 3 minutes the request goes up, and is read for 3 more."""
    centre = Centre(centre_of(refund(80), limits=[60.0, None])).calls(ann="7:00:00").simulate()
    assert centre.log() == ["ann first 7:00:00 7:00:00 by0 7:11:00 7:12:00 served"]
    assert centre.path("ann")[2:] == ["7:05:00 held", "7:11:00 fair"]
    assert centre.spent("ann") == {"handled": 5, "held": 6}
    assert centre.closed() == ["7:00:00 11 fair"]
    assert centre.advisor() == {"idle": 708, "talk": 5, "hold": 6, "wrap_up": 1}
    assert [centre.manager(row) for row in (0, 1)] == [{"idle": 717, "review": 3}] * 2
    assert (centre.day.requests, centre.day.reviews, centre.day.granted) == (1, 2, 1)


@pytest.mark.parametrize(("stake", "signatures"), [(60, 1), (60.01, 2), (200, 2), (200.01, 3)])
@pytest.mark.parametrize("approver", ["own", "pooled"])
def test_a_request_goes_up_to_the_first_level_whose_limit_is_not_exceeded(
    stake: float, signatures: int, approver: str
) -> None:
    scenario = centre_of(refund(stake), limits=[60.0, 200.0, None], approver=approver)
    centre = Centre(scenario).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[-1] == f"7:{5 + 3 * signatures:02}:00 fair"
    reviewing = [centre.manager(row).get("review", 0) for row in range(3)]
    assert reviewing == [3] * signatures + [0] * (3 - signatures)


def test_where_nobody_is_on_duty_a_level_up_a_call_back_is_promised() -> None:
    """Two team leaders, 7:00 to 15:00 and 11:00 to 19:00; their boss, alone, from 9:00 to 17:00. The first
    advisor's leader reads at 7:05 and sends up: read at 9:00."""
    scenario = centre_of(
        refund(),
        limits=[60.0, None],
        approver="pooled",
        staffing={"span_of_control": 2.0, "manager_shift": 8.0},
    )
    centre = Centre(scenario, 3).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[2:] == written("""
        7:05:00  held
        7:08:00  in_tray
        9:03:00  call_back_due
        9:03:00  handled
        9:05:00  fair
    """)


def test_a_refusal_is_told_on_the_line() -> None:
    centre = Centre(centre_of(refund(), refusal_probability=1.0)).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[2:] == ["7:05:00 held", "7:08:00 refused"]
    assert centre.closed() == ["7:00:00 8 refused"]
    assert (centre.day.granted, centre.day.goodwill, centre.day.solved_at_first) == (0, 0, 0)


def test_a_refusal_is_told_by_the_promised_call_back() -> None:
    scenario = centre_of(refund(), refusal_probability=1.0, request="call_back")
    centre = Centre(scenario).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[3:] == ["7:08:00 call_back_due", "7:08:00 handled", "7:10:00 refused"]


def test_a_level_that_may_not_grant_does_not_refuse_either() -> None:
    """It only sends up: one refusal in two levels, after both have read."""
    scenario = centre_of(refund(), limits=[60.0, None], refusal_probability=1.0)
    assert Centre(scenario).calls(ann="7:00:00").simulate().path("ann")[-1] == "7:11:00 refused"


def test_a_request_is_sent_back_once() -> None:
    """Read until 7:08, completed on the line until 7:12, read until 7:15; never sent back twice."""
    centre = Centre(centre_of(refund(), rework_probability=1.0)).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[2:] == written("""
        7:05:00  held
        7:08:00  rework
        7:12:00  held
        7:15:00  fair
    """)
    assert centre.spent("ann") == {"handled": 5, "held": 6, "rework": 4}
    assert centre.closed() == ["7:00:00 15 fair"]
    assert centre.advisor() == {"idle": 704, "talk": 5, "hold": 6, "rework": 4, "wrap_up": 1}
    assert centre.manager() == {"idle": 714, "review": 6}


def test_patience_on_hold_begins_afresh_after_rework() -> None:
    """He bears 4 minutes: 3 before the rework and 3 after it."""
    scenario = centre_of(refund(hold_patience=constant(4)), rework_probability=1.0)
    assert Centre(scenario).calls(ann="7:00:00").simulate().path("ann")[-1] == "7:15:00 fair"


def test_a_new_request_may_be_sent_back_again() -> None:
    """Ann bears 3.5 minutes. Completed at 7:12, her request waits for Ben's to be read; she hangs up and
    calls again, and the new request is sent back like the first."""
    scenario = centre_of(
        refund(hold_patience=constant(3.5)), rework_probability=1.0, demand={"redial_probability": 1.0}
    )
    centre = Centre(scenario, 2).calls(ann="7:00:00", ben="7:06:00").simulate()
    assert centre.path("ann")[2:] == written("""
        7:05:00  held
        7:08:00  rework
        7:12:00  held
        7:15:30  unresolved
        7:25:30  queued
        7:25:30  handled
        7:30:30  held
        7:33:30  rework
        7:37:30  held
        7:40:30  fair
    """)


def test_rework_that_ends_after_closing_becomes_a_promised_call_back() -> None:
    """Sent back at 18:58, complete at 19:02: the customer hangs up; read and told on Tuesday."""
    centre = Centre(centre_of(refund(), rework_probability=1.0), days=2).calls(ann="18:50:00").simulate()
    assert centre.path("ann")[2:] == written("""
        18:55:00     held
        18:58:00     rework
        19:02:00     in_tray
        Tue 7:03:00  call_back_due
        Tue 7:03:00  handled
        Tue 7:05:00  fair
    """)
    assert centre.advisor() == {
        "idle": 710 + 718,
        "talk": 5,
        "hold": 3,
        "rework": 2,
        "overtime": 3,
        "call_back": 2,
    }


TIMED = {"time_out": 0.1, "review": constant(30)}  # 6 minutes in the tray, and every request read for 30


@pytest.mark.parametrize(
    ("default", "end", "goodwill"), [("refuse", "timed_out", 80), ("grant", "fair", 160)]
)
def test_a_request_that_waits_too_long_is_decided_by_its_default(
    default: str, end: str, goodwill: float
) -> None:
    """Ann's is read from 7:05 to 7:35, and a request that is being read does not time out; Ben's waits from
    7:06 to 7:12, on the line."""
    scenario = centre_of(refund(hold_patience=constant(None)), time_out_default=default, **TIMED)
    centre = Centre(scenario, 2).calls(ann="7:00:00", ben="7:01:00").simulate()
    assert centre.path("ann")[2:] == ["7:05:00 held", "7:35:00 fair"]
    assert centre.path("ben")[2:] == ["7:06:00 held", f"7:12:00 {end}"]
    assert centre.spent("ben") == {"handled": 5, "held": 6}
    assert centre.closed() == [f"7:01:00 11 {end}", "7:00:00 35 fair"]
    assert centre.manager() == {"idle": 690, "review": 30}
    assert (centre.day.reviews, centre.day.goodwill) == (1, goodwill)


@pytest.mark.parametrize(("default", "end"), [("refuse", "timed_out"), ("grant", "fair")])
def test_who_was_promised_a_call_back_learns_the_default_by_it(default: str, end: str) -> None:
    scenario = centre_of(refund(), request="call_back", time_out_default=default, **TIMED)
    centre = Centre(scenario, 2).calls(ann="7:00:00", ben="7:01:00").simulate()
    assert centre.path("ben")[2:] == written(f"""
        7:06:00  in_tray
        7:12:00  call_back_due
        7:12:00  handled
        7:14:00  {end}
    """)


def test_a_request_that_is_sent_up_too_late_is_decided_by_its_default() -> None:
    """Asked at 7:05, sent up at 7:15 when 6 minutes have long passed."""
    scenario = centre_of(
        refund(hold_patience=constant(None)), limits=[60.0, None], time_out=0.1, review=constant(10)
    )
    centre = Centre(scenario).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[-1] == "7:15:00 timed_out"
    assert centre.manager(1) == {"idle": 720}


def test_a_request_that_is_completed_too_late_is_decided_by_its_default() -> None:
    """Asked at 7:05, sent back at 7:08, complete at 7:12."""
    scenario = centre_of(refund(), rework_probability=1.0, time_out=0.1)
    assert Centre(scenario).calls(ann="7:00:00").simulate().path("ann")[-1] == "7:12:00 timed_out"


def test_a_request_may_time_out_at_night() -> None:
    """Asked at 19:02, 10 hours: decided at 5:02, told when the centre opens."""
    scenario = centre_of(refund(), request="call_back", time_out=10.0)
    centre = Centre(scenario, days=2).calls(ann="18:57:00").simulate()
    assert centre.path("ann")[3:] == [
        "Tue 5:02:00 call_back_due",
        "Tue 7:00:00 handled",
        "Tue 7:02:00 timed_out",
    ]
    assert centre.manager() == {"idle": 1440}


def test_the_time_out_of_a_withdrawn_request_does_not_touch_the_next_one() -> None:
    """The manager reads Ben's. Ann's, of 7:05:30, would time out at 7:25:30; she bears 8 minutes, calls
    again two minutes later, and her next request lies in the tray from 7:20:30 on."""
    reasons = {
        "calm": refund(share=0.5, hold_patience=constant(None)),
        "hasty": refund(share=0.5, hold_patience=constant(8)),
    }
    again = {"redial_probability": 1.0, "redial_delay": constant(2)}
    scenario = centre_of(reasons, demand=again, time_out=1 / 3, review=constant(60))
    centre = Centre(scenario, 2).calls("calm", ben="7:00:00").calls("hasty", ann="7:00:30").simulate()
    assert centre.path("ann")[2:8] == written("""
        7:05:30  held
        7:13:30  unresolved
        7:15:30  queued
        7:15:30  handled
        7:20:30  held
        7:28:30  unresolved
    """)


LOOKS = {"request": "call_back", "tray_interval": 30.0}  # at 7:30, 8:00, 8:30 ...


def read_at(centre: Centre, name: str) -> str:
    """When the manager began to read a request: three minutes before it was decided."""
    due = next(line for line in centre.path(name) if "call_back_due" in line).rsplit(" ", 1)[0]
    return shown(at(due) - at("0:03:00"))


def test_promised_requests_wait_until_the_manager_looks_at_his_tray() -> None:
    """Ann's and Ben's lie there at 7:30; Cleo's comes at 7:35, while he works on; Dan's too late."""
    centre = Centre(centre_of(refund(), **LOOKS), 4)
    centre.calls(ann="7:00:00", ben="7:10:00", cleo="7:30:00", dan="7:35:00").simulate()
    assert [read_at(centre, name) for name in centre.names] == ["7:30:00", "7:33:00", "7:36:00", "8:00:00"]
    assert centre.manager() == {"idle": 708, "review": 12}


def test_a_request_laid_into_the_tray_as_the_manager_looks_is_read() -> None:
    assert read_at(Centre(centre_of(refund(), **LOOKS)).calls(ann="7:25:00").simulate(), "ann") == "7:30:00"
    assert (
        read_at(Centre(centre_of(refund(), **LOOKS)).calls(ann="7:25:00.001").simulate(), "ann") == "8:00:00"
    )


def test_a_customer_on_hold_does_not_wait_for_the_manager_to_look() -> None:
    centre = Centre(centre_of(refund(), tray_interval=30.0)).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[2:] == ["7:05:00 held", "7:08:00 fair"]


def test_a_customer_on_hold_goes_before_requests_that_wait_for_the_look() -> None:
    """At closing on Monday Ben's request lies unread in the tray: it is read on Tuesday at the first look.
    Cleo, on hold from 7:20, is served before it."""
    centre = Centre(centre_of(refund(), tray_interval=30.0, review=constant(4)), 3, days=2)
    centre.calls(ann="18:53:30", ben="18:54:00", cleo="Tue 7:15:00").simulate()
    assert centre.path("ann")[3:5] == ["19:00:00 in_tray", "19:02:30 call_back_due"]
    assert centre.path("ben")[3:5] == ["19:00:00 in_tray", "Tue 7:34:00 call_back_due"]
    assert centre.path("cleo")[2:] == ["Tue 7:20:00 held", "Tue 7:24:00 fair"]


def test_what_is_left_in_the_tray_at_the_end_of_the_day_waits_for_the_first_look_of_the_next() -> None:
    """Looked at from 18:30: two requests of 20 minutes, the second into overtime; the third on Tuesday."""
    centre = Centre(centre_of(refund(), **LOOKS, review=constant(20)), 3, days=2)
    centre.calls(ann="18:10:00", ben="18:11:00", cleo="18:12:00").simulate()
    assert centre.manager() == {"idle": 690 + 700, "review": 30 + 20, "overtime": 10}
    assert "Tue 7:50:00 call_back_due" in centre.path("cleo")


@pytest.mark.parametrize("law", ["lognormal", "gamma", "exponential"])
def test_every_wait_on_hold_has_a_patience_of_its_own(law: str) -> None:
    """Two waits of one caller, before and after rework, with patiences of days: both still lie far
    ahead in the event list at the end of the day."""
    scenario = centre_of(refund(hold_patience=Law(law=law, mean=1e5)), rework_probability=1.0)
    run = Centre(scenario).calls(ann="7:00:00").simulate().run
    left = run.world.far[: run.world.clock[0].far_events]
    holds = left[left.when & events.ANY_KIND == events.GIVES_UP_HOLD]
    first, second = holds[np.argsort(holds.sequence)].when >> events.KIND_BITS
    assert first - at("7:05:00") != second - at("7:12:00")


def test_a_look_while_a_request_is_read_changes_nothing() -> None:
    """Looked at every half hour: Ben's is read from 7:30 to 8:10, Cleo's, of 7:56, after it."""
    scenario = centre_of(refund(), tray_interval=30.0, review=constant(40), request="call_back")
    centre = Centre(scenario, 3).calls(ben="7:01:00", cleo="7:51:00").simulate()
    assert centre.manager()["review"] == 80
    assert centre.path("ben")[3] == "8:10:00 call_back_due"
    assert centre.path("cleo")[3] == "8:50:00 call_back_due"

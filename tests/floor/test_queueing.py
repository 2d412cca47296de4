"""The queue of callers: schedules worked out by hand, exact to the millisecond."""

from __future__ import annotations

import pytest
from centres import MINUTE, Centre, centre_of, constant, routine, written

PATIENT = routine(patience=constant(60))
HASTY = routine(patience=constant(1))


def test_callers_are_answered_in_the_order_in_which_they_came() -> None:
    centre = Centre(centre_of(PATIENT)).calls(ann="7:00:00", ben="7:01:00", cleo="7:02:30.125").simulate()
    assert centre.log() == written("""
        ann   first  7:00:00      7:00:00  by0  7:05:00  7:06:00  served
        ben   first  7:01:00      7:06:00  by0  7:11:00  7:12:00  served
        cleo  first  7:02:30.125  7:12:00  by0  7:17:00  7:18:00  served
    """)
    assert centre.path("cleo") == written("""
        7:02:30.125  queued
        7:12:00      handled
        7:17:00      fair
    """)
    assert centre.spent("ben") == {"queued": 5, "handled": 5}
    assert centre.day.waiting_area == 5 * MINUTE + (9 * MINUTE + 29_875)


def test_callers_who_come_at_the_same_time_are_answered_in_a_fixed_order() -> None:
    centre = Centre(centre_of(PATIENT)).calls(ann="7:00:00", ben="7:00:00", cleo="7:00:00").simulate()
    assert centre.log() == written("""
        ann   first  7:00:00  7:00:00  by0  7:05:00  7:06:00  served
        ben   first  7:00:00  7:06:00  by0  7:11:00  7:12:00  served
        cleo  first  7:00:00  7:12:00  by0  7:17:00  7:18:00  served
    """)


def test_the_advisor_idle_longest_answers() -> None:
    """Ann's call lasts 20 minutes: her advisor is idle from 7:21, Ben's from 7:07, Cleo's from 7:08."""
    centre = Centre(
        centre_of({"long": routine(share=0.5, handling=constant(20)), "short": routine(share=0.5)}), 3
    )
    centre.calls("long", ann="7:00:00")
    centre.calls("short", ben="7:01:00", cleo="7:02:00", dan="7:10:00", eve="7:11:00", fay="7:30:00")
    centre.simulate()
    answered_by = {line.split()[0]: line.split()[4] for line in centre.log()}
    first, second, third = (answered_by[name] for name in ("ann", "ben", "cleo"))
    assert len({first, second, third}) == 3
    assert [answered_by[name] for name in ("dan", "eve")] == [second, third]
    assert answered_by["fay"] == second  # idle from 7:16, Eve's advisor from 7:17, Ann's from 7:21


def test_a_caller_gives_up_exactly_when_his_patience_ends() -> None:
    centre = Centre(centre_of(routine())).calls(ann="7:00:00", ben="7:01:00.007").simulate()
    assert centre.log() == written("""
        ann  first  7:00:00      7:00:00  by0  7:05:00      7:06:00  served
        ben  first  7:01:00.007  -        -    7:04:00.007  -        abandoned
    """)
    assert centre.path("ben") == ["7:01:00.007 queued", "7:04:00.007 abandoned"]
    assert (centre.day.abandoned, centre.day.abandoned_in_target, centre.day.answered) == (1, 0, 1)


@pytest.mark.parametrize("wrap_up", [0, 1])
def test_an_advisor_who_is_free_in_the_millisecond_in_which_patience_ends_answers(wrap_up: int) -> None:
    """Work ends before customers give up; one millisecond earlier the caller is lost."""
    free = f"7:0{5 + wrap_up}:00"
    just, late = f"7:0{2 + wrap_up}:00", f"7:0{1 + wrap_up}:59.999"
    scenario = centre_of(routine(wrap_up=constant(wrap_up)))
    in_time = Centre(scenario).calls(ann="7:00:00", ben=just).simulate()
    too_late = Centre(scenario).calls(ann="7:00:00", ben=late).simulate()
    assert in_time.path("ben")[1] == f"{free} handled"
    assert too_late.path("ben")[1] == f"7:0{4 + wrap_up}:59.999 abandoned"


def test_who_gives_up_leaves_the_queue_from_any_place_and_the_others_keep_theirs() -> None:
    """Cleo leaves the middle of the queue, then Fay its end; later Gus joins behind Eve."""
    reasons = {
        "patient": routine(share=0.5, patience=constant(60)),
        "hasty": routine(share=0.5, patience=constant(1)),
    }
    centre = Centre(centre_of(reasons))
    centre.calls("patient", ann="7:00:00", ben="7:01:00", dan="7:01:20", eve="7:01:30", gus="7:04:00")
    centre.calls("hasty", cleo="7:01:10", fay="7:01:40").simulate()
    assert centre.log() == written("""
        ann   first  7:00:00  7:00:00  by0  7:05:00  7:06:00  served
        ben   first  7:01:00  7:06:00  by0  7:11:00  7:12:00  served
        cleo  first  7:01:10  -        -    7:02:10  -        abandoned
        dan   first  7:01:20  7:12:00  by0  7:17:00  7:18:00  served
        eve   first  7:01:30  7:18:00  by0  7:23:00  7:24:00  served
        fay   first  7:01:40  -        -    7:02:40  -        abandoned
        gus   first  7:04:00  7:24:00  by0  7:29:00  7:30:00  served
    """)


def test_the_end_of_a_patience_that_was_not_needed_touches_nobody_else() -> None:
    """Five callers of 7:00, who bear half an hour, have all been served when five others call at 7:29: at
    7:30 the first of these is answered, and the others keep their places."""
    early = dict.fromkeys(("ann", "ben", "cleo", "dan", "eve"), "7:00:00")
    late = dict.fromkeys(("fay", "gus", "hal", "ida", "jon"), "7:29:00")
    centre = Centre(centre_of(routine(patience=constant(30)))).calls(**early, **late).simulate()
    answered = [line.split()[3] for line in centre.log()]
    assert answered[:5] == ["7:00:00", "7:06:00", "7:12:00", "7:18:00", "7:24:00"]
    assert answered[5:] == ["7:30:00", "7:36:00", "7:42:00", "7:48:00", "7:54:00"]


def test_a_caller_without_end_to_his_patience_waits_for_the_next_shift() -> None:
    """Nobody is there from 7:00 to 8:00, one advisor from then on."""
    scenario = centre_of(routine(patience=constant(None)), demand={"slot": 60, "profile": [1 / 12] * 12})
    centre = Centre(scenario, [0] + [1] * 11).calls(ann="7:00:30").simulate()
    assert centre.log() == ["ann first 7:00:30 8:00:00 by0 8:05:00 8:06:00 served"]


def test_an_advisor_without_work_after_the_call_takes_the_next_caller_at_once() -> None:
    scenario = centre_of(routine(wrap_up=constant(0), patience=constant(60)))
    centre = Centre(scenario).calls(ann="7:00:00", ben="7:04:00").simulate()
    assert centre.log() == written("""
        ann  first  7:00:00  7:00:00  by0  7:05:00  7:05:00  served
        ben  first  7:04:00  7:05:00  by0  7:10:00  7:10:00  served
    """)


def test_waits_count_as_within_target_up_to_and_including_the_target() -> None:
    """Target 20 s. Free at 7:05, no wrap-up: Ben waits 20.000 s, Cleo 20.001 s; Dan gives up after 20 s."""
    quick = routine(share=0.5, wrap_up=constant(0))
    scenario = centre_of({"usual": quick, "hasty": routine(share=0.5, patience=constant(1 / 3))})
    centre = Centre(scenario).calls("usual", ann="7:00:00", ben="7:04:40", cleo="8:04:39.999", eve="8:00:00")
    centre.calls("hasty", dan="8:01:00").simulate()
    day = centre.day
    assert (day.answered, day.in_target) == (4, 3)
    assert (day.abandoned, day.abandoned_in_target) == (1, 1)
    assert day.wait == 20_000 + 20_001

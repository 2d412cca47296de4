"""The queue of callers: schedules worked out by hand, exact to the millisecond."""

from __future__ import annotations

import math

import pytest
from centres import MINUTE, Centre, at, centre_of, constant, groups_of, refund, routine, shown, written

from sim.reasons import Law
from sim.streams import PATIENCE, uniforms

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


# Later choices of groups.


def with_a_second_choice(after_s: float, **how: object) -> Centre:
    """`x` (by0) is the first choice, `y` (by1) the second, after a wait; Ann holds x until 7:06."""
    asked = routine(**({"patience": constant(60), "route_to": ["x", "y"], "overflow_after": after_s} | how))
    return Centre(centre_of(asked, staffing={"groups": groups_of(x={}, y={})})).calls(ann="7:00:00")


def test_the_second_choice_takes_a_caller_to_the_millisecond() -> None:
    centre = with_a_second_choice(60.0).calls(ben="7:01:00.007").simulate()
    assert centre.log()[1] == "ben first 7:01:00.007 7:02:00.007 by1 7:07:00.007 7:08:00.007 served"


def test_the_first_choice_still_takes_him_until_then_and_after() -> None:
    """x, free at 7:06: Ben came 59.999 s before; when Dan came, y was taken as well, and x is free first."""
    before = with_a_second_choice(60.0).calls(ben="7:05:00.001").simulate()
    assert before.log()[1].split()[3:5] == ["7:06:00", "by0"]
    after = with_a_second_choice(60.0).calls(ben="7:01:00", dan="7:01:30").simulate()
    assert [line.split()[3:5] for line in after.log()[1:]] == [["7:02:00", "by1"], ["7:06:00", "by0"]]


def test_without_a_wait_the_second_choice_answers_at_once() -> None:
    assert with_a_second_choice(0.0).calls(ben="7:01:00").simulate().log()[1].split()[3:5] == [
        "7:01:00",
        "by1",
    ]


def test_who_gives_up_in_the_millisecond_in_which_the_second_choice_may_take_him_is_taken() -> None:
    taken = with_a_second_choice(60.0, patience=constant(1)).calls(ben="7:01:00").simulate()
    assert taken.path("ben")[1] == "7:02:00 handled"
    lost = with_a_second_choice(60.001, patience=constant(1)).calls(ben="7:01:00").simulate()
    assert lost.path("ben")[1] == "7:02:00 abandoned"


def test_a_freed_advisor_takes_only_callers_who_have_waited_for_his_group() -> None:
    """y, free at 7:06:30, may take Ben (since 7:05:31) not yet, but does at 7:06:31; of 7:05:30 at once."""
    for came, answered in (("7:05:31", "7:06:31"), ("7:05:30", "7:06:30")):
        reasons = {
            "both": routine(share=0.4, route_to=["x", "y"], overflow_after=60.0),
            "other": routine(share=0.4, route_to=["y"]),
            "zero": routine(share=0.2, route_to=["x"], handling=constant(30)),
        }
        centre = Centre(centre_of(reasons, staffing={"groups": groups_of(x={}, y={})}))
        centre.calls("zero", ann="7:00:00").calls("other", yan="7:00:30").calls("both", ben=came).simulate()
        assert centre.log()[2].split()[3:5] == [answered, "by1"]


def test_the_third_choice_takes_a_caller_after_twice_the_wait_and_nobody_looks_again() -> None:
    """x and y are held until 7:30: z takes Ben at 7:03. Dan, whom nobody could take, waits for z at 7:09:
    no event of his is left after his second look at 7:04."""
    reasons = {
        "long": routine(share=0.5, handling=constant(29), route_to=["x+y"]),
        "short": routine(share=0.5, patience=constant(60), route_to=["x", "y", "z"], overflow_after=60.0),
    }
    centre = Centre(centre_of(reasons, staffing={"groups": groups_of(x={}, y={}, z={})}))
    centre.calls("long", ann="7:00:00", amy="7:00:00").calls("short", ben="7:01:00", dan="7:02:00").simulate()
    assert [[*line.split()[0:5:2], line.split()[3]] for line in centre.log()[2:]] == [
        ["ben", "7:01:00", "by2", "7:03:00"],
        ["dan", "7:02:00", "by2", "7:09:00"],
    ]


# Lines.


def with_lines(lines: int, **how: object) -> Centre:
    reasons = how.pop("reasons", PATIENT)
    return Centre(centre_of(reasons, staffing={"lines": lines}, **how))  # type: ignore[arg-type]


def test_a_caller_who_finds_all_lines_taken_is_blocked() -> None:
    """Two lines: Ann's, free at 7:05, and Ben's, who waits. Wrap-up takes none: Dan comes as it begins."""
    centre = with_lines(2).calls(ann="7:00:00", ben="7:01:00", cleo="7:04:59.999", dan="7:05:00").simulate()
    assert centre.log() == written("""
        ann   first  7:00:00      7:00:00  by0  7:05:00      7:06:00  served
        ben   first  7:01:00      7:06:00  by0  7:11:00      7:12:00  served
        cleo  first  7:04:59.999  -        -    7:04:59.999  -        blocked
        dan   first  7:05:00      7:12:00  by0  7:17:00      7:18:00  served
    """)
    assert centre.path("cleo") == ["7:04:59.999 queued", "7:04:59.999 blocked"]
    day = centre.day
    assert (day.blocked, day.abandoned, day.first_contacts, day.answered) == (1, 0, 4, 3)
    assert centre.run.world.clock[0].lines_taken == 0


def test_the_blocked_call_again_like_those_who_gave_up() -> None:
    centre = with_lines(1, demand={"redial_probability": 1.0}).calls(ann="7:00:00", ben="7:01:00").simulate()
    assert centre.log()[1:] == written("""
        ben  first   7:01:00  -        -    7:01:00  -        blocked
        ben  redial  7:11:00  7:11:00  by0  7:16:00  7:17:00  served
    """)


def test_who_gives_up_leaves_a_line() -> None:
    """Ben at 7:02, after whoever calls in that millisecond."""
    for came, outcome in (("7:02:00", "blocked"), ("7:02:00.001", "abandoned")):
        centre = with_lines(2, reasons=HASTY).calls(ann="7:00:00", ben="7:01:00", cleo=came).simulate()
        assert [line.split()[-1] for line in centre.log()] == ["served", "abandoned", outcome]


@pytest.mark.parametrize(
    ("how", "free"),
    [
        ({"request": "hold", "asked": constant(1)}, "7:06:00.001"),
        ({"request": "call_back", "asked": None}, "7:05:00"),
    ],
    ids=["hung up on hold", "promised a call-back"],
)
def test_a_line_is_free_once_nobody_is_on_it(how: dict[str, object], free: str) -> None:
    reasons = {"a": refund(share=0.5, hold_patience=how["asked"] or constant(20)), "b": routine(share=0.5)}
    centre = Centre(centre_of(reasons, staffing={"lines": 1}, request=how["request"]), 2)
    before = shown(at(free) - 1)
    centre.calls("a", ann="7:00:00").calls("b", ben=before, cleo=free).simulate()
    outcomes = {line.split()[0]: line.split()[-1] for line in centre.log() if "call_back " not in line}
    assert (outcomes["ben"], outcomes["cleo"]) == ("blocked", "served")
    assert centre.run.world.clock[0].lines_taken == 0


def test_a_call_back_takes_no_line() -> None:
    reasons = {"a": refund(share=0.5), "b": routine(share=0.5)}
    centre = Centre(centre_of(reasons, staffing={"lines": 1}, request="call_back"), 2)
    centre.calls("a", ann="7:00:00").calls("b", ben="7:09:00").simulate()
    assert "ann call_back 7:08:00 7:08:00" in " ".join(centre.log())
    assert centre.log()[-1].endswith("served")


# Hanging up at once.


def hang_ups(share: float, law: str = "exponential") -> tuple[Centre, dict[str, float]]:
    """Ann holds the advisor for an hour; twenty others call a minute apart; their keyed uniforms."""
    reasons = {
        "long": routine(share=0.5, handling=constant(60)),
        "short": routine(share=0.5, patience=Law(law=law, mean=2.0, cv=1.0), hangs_up_at_once=share),
    }
    names = [f"n{place}" for place in range(20)]
    centre = Centre(centre_of(reasons)).calls("long", ann="7:00:00")
    centre.calls("short", **{name: f"7:{place + 1:02}:00" for place, name in enumerate(names)}).simulate()
    key = centre.run.world.key
    return centre, {name: uniforms(key, PATIENCE, centre.names[name], 0, 0)[0] for name in names}


def test_some_hang_up_at_once_and_the_others_bear_the_rest_of_the_law() -> None:
    """Whoever's uniform lies below the share; the patience of the others is the law at what is left of it."""
    centre, units = hang_ups(0.4)
    assert 3 < sum(unit < 0.4 for unit in units.values()) < 17
    contacts = {int(contact.customer): contact for contact in centre.contacts}
    for name, unit in units.items():
        contact = contacts[centre.names[name]]
        wait = 0.0 if unit < 0.4 else -2 * MINUTE * math.log((unit - 0.4) / 0.6)
        assert int(contact.ended - contact.arrived) == pytest.approx(wait, abs=1)
    at_once = sum(unit < 0.4 for unit in units.values())
    assert (centre.day.abandoned, centre.day.abandoned_in_target >= at_once) == (20, True)


def test_nobody_hangs_up_whom_somebody_answers() -> None:
    centre = Centre(centre_of(routine(hangs_up_at_once=1.0))).calls(ann="7:00:00", ben="7:02:00").simulate()
    assert [line.split()[-1] for line in centre.log()] == ["served", "abandoned"]
    assert centre.path("ben") == ["7:02:00 queued", "7:02:00 abandoned"]
    assert (centre.day.abandoned, centre.day.abandoned_in_target, centre.day.waiting_area) == (1, 1, 0)


def test_who_hangs_up_at_once_calls_again_like_others() -> None:
    asked = routine(hangs_up_at_once=1.0)
    centre = Centre(centre_of(asked, demand={"redial_probability": 1.0})).calls(ann="7:00:00", ben="7:02:00")
    assert centre.simulate().log()[2] == "ben redial 7:12:00 7:12:00 by0 7:17:00 7:18:00 served"

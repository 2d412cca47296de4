"""Customers who call again: after giving up, and about a case that was not solved."""

from __future__ import annotations

import pytest
from centres import Centre, at, centre_of, constant, refund, routine, shown, written

from sim.streams import ATTEMPTS, RETURN, uniforms

LONG = routine(share=0.5, handling=constant(30))
AGAIN = {"redial_probability": 1.0}
TIME_OF_DAY = 2  # the block of the stream RETURN from which the time of day comes


def drawn_time(centre: Centre, name: str, attempt: int, day: str) -> str:
    """When a caller comes back on another day: his keyed draw, spread evenly over 7:00-19:00."""
    unit, _ = uniforms(centre.run.world.key, RETURN, centre.names[name], attempt, TIME_OF_DAY)
    return shown(at(f"{day} 7:00:00") + int(unit * 12 * 3_600_000 + 0.5))


def test_who_gave_up_calls_again_after_a_delay_until_he_is_answered() -> None:
    """Ann holds the only advisor until 7:31; Ben bears 3 minutes and tries again 10 minutes later."""
    centre = Centre(centre_of({"long": LONG, "short": routine(share=0.5)}, demand=AGAIN))
    centre.calls("long", ann="7:00:00").calls("short", ben="7:01:00").simulate()
    assert centre.log() == written("""
        ann  first   7:00:00  7:00:00  by0  7:30:00  7:31:00  served
        ben  first   7:01:00  -        -    7:04:00  -        abandoned
        ben  redial  7:14:00  -        -    7:17:00  -        abandoned
        ben  redial  7:27:00  -        -    7:30:00  -        abandoned
        ben  redial  7:40:00  7:40:00  by0  7:45:00  7:46:00  served
    """)
    assert centre.spent("ben") == {"queued": 9, "unresolved": 30, "handled": 5}
    assert centre.path("ben")[-1] == "7:45:00 fair"
    assert (centre.day.first_contacts, centre.day.redials, centre.day.solved_at_first) == (2, 3, 1)


def test_who_does_not_call_again_ends_his_case() -> None:
    centre = Centre(centre_of({"long": LONG, "short": routine(share=0.5)}))
    centre.calls("long", ann="7:00:00").calls("short", ben="7:01:00").simulate()
    assert centre.path("ben") == ["7:01:00 queued", "7:04:00 abandoned"]


@pytest.mark.parametrize(
    ("came", "again"), [("18:46:59.999", "18:59:59.999"), ("18:47:00", "the next day")], ids=["before", "at"]
)
def test_a_redial_that_would_come_after_closing_comes_the_next_day(came: str, again: str) -> None:
    """Ann holds the advisor from 18:40 to 19:11: 10 minutes after giving up it may be 19:00."""
    centre = Centre(centre_of({"long": LONG, "short": routine(share=0.5)}, demand=AGAIN), days=2)
    centre.calls("long", ann="18:40:00").calls("short", ben=came).simulate()
    tries = [line for line in centre.log() if line.startswith("ben")]
    if again == "the next day":
        again = drawn_time(centre, "ben", 1, "Tue")
    else:  # admitted, he gives up in the overtime and comes the next day all the same
        assert tries[2].split()[2:4] == drawn_time(centre, "ben", 2, "Tue").split()
    assert tries[1].startswith(f"ben redial {again}")
    assert tries[-1].endswith("served")
    assert len(tries) == (2 if "Tue" in again else 3)


def test_an_unsolved_case_comes_back_on_a_later_day_and_its_time_runs_on() -> None:
    """Delay one day: one whole open day lies between. Solved from Wednesday on."""
    scenario = centre_of(routine(solve_probability=0.0), demand={"repeat_probability": 1.0})
    centre = Centre(scenario, days=3).calls(ann="18:50:00").simulate(2)
    assert centre.path("ann") == ["18:50:00 queued", "18:50:00 handled", "18:55:00 unresolved"]
    assert (centre.day.open_cases, centre.day.repeats) == (1, 0)
    centre.run.world.reason.solve_probability = 1.0
    centre.simulate(1)
    back = drawn_time(centre, "ann", 1, "Wed")
    assert centre.path("ann")[3:] == [f"{back} queued", f"{back} handled", centre.path("ann")[-1]]
    assert centre.path("ann")[-1] == f"{shown(at(back) + at('0:05:00'))} fair"
    assert centre.spent("ann")["unresolved"] == pytest.approx(
        (5 + 720) + (at(back) - at("Wed 7:00:00")) / 60_000
    )
    assert (centre.day.repeats, centre.day.solved_at_first) == (1, 0)


def test_days_on_which_the_centre_is_closed_do_not_count() -> None:
    """Friday, and the delay is under a day: on Monday."""
    demand = {"repeat_probability": 1.0, "repeat_delay": constant(0.5)}
    centre = (
        Centre(centre_of(routine(solve_probability=0.0), demand=demand), days=6)
        .calls(ann="Fri 10:00:00")
        .simulate()
    )
    second = centre.log()[1].split()
    assert second[:3] == ["ann", "repeat", "Mon"]
    assert centre.run.world.day[5].repeats == 1


def test_the_customer_of_an_unsolved_case_who_does_not_call_again_ends_it() -> None:
    centre = Centre(centre_of(routine(solve_probability=0.0))).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[-1] == "7:05:00 unresolved"
    assert centre.day.open_cases == 0


def test_a_case_that_would_come_back_after_the_last_day_stays_open() -> None:
    scenario = centre_of(routine(solve_probability=0.0), demand={"repeat_probability": 1.0})
    centre = Centre(scenario, days=2).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[-1] == "7:05:00 unresolved"  # the state, not the end: the case is open
    assert (centre.day.open_cases, len(centre.log())) == (1, 1)


def test_a_customer_who_left_meanwhile_does_not_come_back() -> None:
    scenario = centre_of({"long": LONG, "short": routine(share=0.5)}, demand=AGAIN)
    centre = Centre(scenario).calls("long", ann="7:00:00").calls("short", ben="7:01:00")
    centre.run.world.customer[centre.names["ben"]].leaves_other = at("7:10:00")
    centre.simulate()
    assert centre.path("ben") == ["7:01:00 queued", "7:04:00 unresolved", "7:14:00 customer_left"]
    assert centre.day.redials == 0


def test_a_decision_is_asked_for_anew_when_the_customer_calls_again() -> None:
    """Nobody has a say about 80 EUR but the manager; Ann bears no wait on hold, so every call asks again."""
    scenario = centre_of(refund(hold_patience=constant(1)), demand=AGAIN)
    centre = Centre(scenario).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[:7] == written("""
        7:00:00  queued
        7:00:00  handled
        7:05:00  held
        7:06:00  unresolved
        7:16:00  queued
        7:16:00  handled
        7:21:00  held
    """)
    assert centre.day.requests == centre.day.hung_up_on_hold > 2


def test_nobody_calls_more_often_than_there_are_draws_for() -> None:
    """Every two minutes, with nobody to answer: 64 contacts, the last one given up after 63 * 2 + 1."""
    demand = {"redial_probability": 1.0, "redial_delay": constant(1)}
    centre = (
        Centre(centre_of(routine(patience=constant(1)), demand=demand), 0).calls(ann="7:00:00").simulate()
    )
    assert len(centre.log()) == ATTEMPTS
    assert centre.path("ann")[-1] == "9:07:00 abandoned"


def test_who_calls_again_comes_before_who_calls_first_in_the_same_millisecond() -> None:
    reasons = {"long": routine(share=0.5, handling=constant(9)), "short": routine(share=0.5)}
    centre = Centre(centre_of(reasons, demand=AGAIN)).calls("long", ann="7:00:00")
    centre.calls("short", cleo="7:14:00", ben="7:01:00").simulate()
    assert centre.log()[2:4] == written("""
        ben   redial  7:14:00  7:14:00  by0  7:19:00  7:20:00  served
        cleo  first   7:14:00  -        -    7:17:00  -        abandoned
    """)


def test_of_two_who_come_back_at_once_the_one_of_another_day_was_first() -> None:
    """Ben's return is drawn with the day's arrivals; Cleo, who gives up ten minutes before, comes behind."""
    reasons = {"long": routine(share=0.5, handling=constant(30)), "short": routine(share=0.5)}

    def monday() -> Centre:
        centre = Centre(centre_of(reasons, demand=AGAIN), days=2).calls("long", ann="18:40:00")
        return centre.calls("short", ben="18:50:00")

    time = drawn_time(monday(), "ben", 1, "Tue")
    centre = monday().calls("long", dan=before(time, "0:40:00")).calls("short", cleo=before(time, "0:13:00"))
    who = {line.split()[0]: line for line in centre.simulate().log() if f"redial {time}" in line}
    assert who["ben"].endswith("served")
    assert who["cleo"].endswith("abandoned")


def test_of_two_who_come_back_at_once_the_one_who_said_so_the_day_before_was_first() -> None:
    """Cleo, who gave up on Monday, calls again after a day less three minutes; Ben is among the arrivals."""
    reasons = {
        "long": routine(share=0.4, handling=constant(30)),
        "short": routine(share=0.3),
        "hard": routine(share=0.3, solve_probability=0.0),
    }
    demand = {"redial_probability": 1.0, "redial_delay": constant(24 * 60 - 3)}
    demand |= {"repeat_probability": 1.0, "repeat_delay": constant(0)}

    def monday() -> Centre:
        return Centre(centre_of(reasons, demand=demand, never_closes=True), days=2).calls(
            "hard", ben="0:01:00"
        )

    unit, _ = uniforms(monday().run.world.key, RETURN, monday().names["ben"], 1, TIME_OF_DAY)
    time = shown(at("Tue 0:00:00") + int(unit * 24 * 3_600_000 + 0.5))
    centre = (
        monday().calls("long", dan=before(time, "24:01:00")).calls("short", cleo=before(time, "24:00:00"))
    )
    who = {line.split()[0]: line for line in centre.simulate().log() if f" {time} " in line}
    assert who["cleo"].endswith("served")
    assert who["ben"].endswith("abandoned")


def before(time: str, by: str) -> str:
    return shown(at(time) - at(by))

"""Demands and resources of a day worked out by hand: each event moves what it should, and nothing else.

A day has 720 minutes; a call takes 5 of talk and 1 of wrap-up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from centres import (
    Centre,
    accounts,
    centre_of,
    circle,
    constant,
    groups_of,
    infallible,
    quiet,
    refund,
    routine,
)

from sim.people.stock import take_stock
from sim.people_checks import DEMANDS, RESOURCES
from sim.steering import Script

DAY_H = 12.0
BUSY = 6 / 720  # of a day with one call
HELD = 9 / 720  # of a day with one call that is held while a manager reads for three minutes
BOTH: dict[str, Any] = {"strain": {"enabled": True}, "engagement": {"enabled": True}}
NEEDY: dict[str, Any] = {"needs": True, "tinker_share": 0.0, "translate_share": 0.0}
ALONE: dict[str, Any] = {"limits": [], "beyond": "advise"}


def centre(reason: Any = None, advisors: int = 1, days: int = 2, **how: Any) -> Centre:
    """A centre in which strain and engagement follow."""
    how["people"] = BOTH | how.get("people", {})
    return Centre(centre_of(reason or routine(), **how), advisors, days=days)


def on_the_next_morning(day: Centre) -> Centre:
    """What has been asked and given is looked at on the next day."""
    return day.simulate(2)


def weighed(names: tuple[str, ...], field: str, part: str, day: Centre, row: int = 0) -> dict[str, float]:
    """What somebody's state comes to when one weight after the other is the only one; zeros left out."""
    day.simulate(1)
    found = {}
    for name in names:
        run = day.run.copy()
        for each in names:
            run.world.settings[f"{part}_{each}"] = float(each == name)
        run.step()
        found[name] = float(run.world.person[row][field])
    return {name: value for name, value in found.items() if value}


def demands(day: Centre, row: int = 0) -> dict[str, float]:
    return weighed(DEMANDS, "demands", "strain", day, row)


def resources(day: Centre, row: int = 0) -> dict[str, float]:
    """By the weights against strain; by those for engagement it must be the same."""
    drive = weighed(RESOURCES, "drive", "engagement", day, row)
    again = weighed(RESOURCES, "resources", "strain", Again(day), row)
    assert again == drive
    return again


class Again(Centre):
    """A day already simulated, to be looked at once more."""

    def __init__(self, day: Centre) -> None:
        self.run = day.run

    def simulate(self, days: int | None = None) -> Centre:
        return self


# Demands.


def a_call() -> Centre:
    return centre().calls(ann="7:00:00")


def a_hostile_call() -> Centre:
    return centre(routine(hostile_share=1.0), people=NEEDY | {"soothe_share": 0.0}).calls(ann="7:00:00")


def a_refusal() -> Centre:
    return centre(refund(80), refusal_probability=1.0).calls(ann="7:00:00")


def an_undue_claim_refused() -> Centre:
    day = centre(
        refund(80), judgement=infallible(abusers=1.0, abuse_seen_at_review=1.0, abuse_seen_at_desk=1.0)
    )
    return day.calls(ann="7:00:00")


def a_refusal_by_a_call_back() -> Centre:
    return centre(refund(80), refusal_probability=1.0, request="call_back").calls(ann="7:00:00")


def a_refusal_by_time() -> Centre:
    """In the tray until 7:35, the manager reading nothing; the call-back takes two minutes."""
    day = centre(
        refund(80), time_out=0.5, request="call_back", tray_interval=600.0, time_out_default="refuse"
    )
    return day.calls(ann="7:00:00")


def a_customer_who_leaves_the_line() -> Centre:
    """The manager reads for three minutes; the customer bears one."""
    day = centre(refund(80, hold_patience=constant(1)))
    return day.calls(ann="7:00:00")


def a_talk_cut_short() -> Centre:
    """Two minutes of need, a cap of one."""
    reason = routine(extension_share=1.0, extension=constant(2))
    return centre(reason, extension_cap=1.0).calls(ann="7:00:00")


def a_script_kept_to() -> Centre:
    return centre(refund(80), script=Script(tightness=0.5)).calls(ann="7:00:00")


def a_circle_that_never_meets() -> Centre:
    return centre(circles={"team": circle(length=0.0)}, coordination=quiet(reporting=0.0))


def a_circle_that_meets() -> Centre:
    return centre(circles={"team": circle()}, coordination=quiet(reporting=0.0))


def one_of_ten_ill() -> Centre:
    day = centre(advisors=10)
    day.run.world.person.ill_until[9] = 1
    return day


CASES: dict[str, tuple[Callable[[], Centre], dict[str, float]]] = {
    "nothing": (centre, {}),
    "a call": (a_call, {"occupancy": BUSY}),
    "a hostile call": (a_hostile_call, {"occupancy": BUSY, "hostile": 1 / DAY_H / 2.5}),
    "a refusal": (a_refusal, {"occupancy": HELD, "prevented": 1 / DAY_H / 0.5}),
    "an undue claim refused": (an_undue_claim_refused, {"occupancy": HELD}),
    "a refusal by a call-back": (
        a_refusal_by_a_call_back, {"occupancy": 8 / 720, "prevented": 1 / DAY_H / 0.5},
    ),
    "a refusal by time": (a_refusal_by_time, {"occupancy": 8 / 720, "prevented": 1 / DAY_H / 0.5}),
    "a customer who leaves the line": (
        a_customer_who_leaves_the_line, {"occupancy": 7 / 720, "prevented": 1 / DAY_H / 0.5},
    ),
    "a talk cut short": (a_talk_cut_short, {"occupancy": 7 / 720, "prevented": 1 / DAY_H / 0.5}),
    "a script kept to": (a_script_kept_to, {"occupancy": HELD, "dissonance": 0.5 / DAY_H / 2.0}),
    "a second to answer to": (a_circle_that_never_meets, {"ambiguity": 1 / 4}),
    "a meeting": (a_circle_that_meets, {"ambiguity": 1 / 4, "meetings": 60 / 720 / 0.2}),
    "a call and a meeting": (  # time in a meeting is neither busy nor idle
        lambda: a_circle_that_meets().calls(ann="7:00:00"),
        {"occupancy": 6 / 660, "ambiguity": 1 / 4, "meetings": 60 / 720 / 0.2},
    ),
    "a colleague missing": (one_of_ten_ill, {"unplanned": 0.1 / 0.2}),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_what_a_day_asks(what: str) -> None:
    happens, wanted = CASES[what]
    assert demands(happens()) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("name", "planted"),
    [("hostile", 31), ("prevented", 7), ("dissonance", 25), ("ambiguity", 6)],
)
def test_no_demand_is_more_than_a_full_one(name: str, planted: int) -> None:
    day = centre().simulate(1)
    day.run.world.advisor["accountable_to" if name == "ambiguity" else name] = planted
    assert demands(Again(day)) == {name: 1.0}


def test_missing_colleagues_and_meetings_are_at_most_a_full_demand_each() -> None:
    day = centre(advisors=2, circles={"team": circle(length=180.0)}, coordination=quiet(reporting=0.0))
    day.run.world.person.ill_until[1] = 1
    assert demands(day) == pytest.approx({"ambiguity": 0.25, "meetings": 1.0, "unplanned": 1.0})


def test_together_they_are_a_weighted_mean() -> None:
    """Weights of 0.36 and 0.16 of 1 for the busy share and what was prevented."""
    day = on_the_next_morning(a_refusal())
    assert day.run.world.person.demands[0] == pytest.approx(0.36 * HELD + 0.16 / 6)
    day = a_refusal()
    for name in DEMANDS:
        day.run.world.settings[f"strain_{name}"] *= 3.0  # weights count as shares of their sum
    assert on_the_next_morning(day).run.world.person.demands[0] == pytest.approx(0.36 * HELD + 0.16 / 6)


def test_what_has_been_looked_at_counts_no_more() -> None:
    """A refusal on Monday asks something of Tuesday's opening, nothing of Wednesday's."""
    day = centre(refund(80), refusal_probability=1.0, days=3).calls(ann="7:00:00").simulate(2)
    assert day.run.world.person.demands[0] > 0
    assert day.simulate(1).run.world.person.demands[0] == 0.0


def test_a_day_off_asks_nothing() -> None:
    """He is ill while his colleague is busy, and hears of nobody missing either."""
    day = centre(advisors=2)
    day.run.world.person.ill_until[0] = 1
    day.calls(ann="7:00:00").simulate(2)
    assert day.run.world.person.demands[0] == 0.0
    assert day.run.world.person.demands[1] == pytest.approx(0.36 * BUSY + 0.06)


def test_the_others_group_is_no_concern() -> None:
    """Somebody is missing in the second group alone."""
    groups = groups_of(first={"present": [2.0]}, second={"present": [2.0]})
    day = centre(staffing={"groups": groups}, advisors=4)
    day.run.world.person.ill_until[3] = 1
    day.simulate(2)
    assert list(day.run.world.person.demands[:3]) == pytest.approx([0.0, 0.0, 0.06])


def test_nothing_is_asked_of_who_has_left() -> None:
    day = centre(refund(80), refusal_probability=1.0).calls(ann="7:00:00").simulate(1)
    day.run.world.person.left[0] = 1
    before = day.run.world.person[0].copy()
    day.simulate(1)
    before.strain_sum += before.strain  # his last counts on (`sim.people.count`)
    assert day.run.world.person[0] == before


# Managers.


def test_a_manager_is_as_busy_as_he_reads() -> None:
    """Three of 720 minutes; his resources: half of all needs met, autonomy as wanted."""
    day = on_the_next_morning(a_refusal())
    person = day.run.world.person[1]
    assert (person.manager, person.advisor) == (0, -1)
    assert person.demands == pytest.approx(0.36 * 3 / 720)
    assert (person.resources, person.drive) == (pytest.approx(0.55), pytest.approx(0.34 + 0.27 / 2))


def test_what_a_manager_has_done_counts_once() -> None:
    day = centre(refund(80), days=3).calls(ann="7:00:00").simulate(3)
    assert day.run.world.person.demands[1] == 0.0


def test_a_manager_who_meets_half_his_day_is_fully_asked_by_it() -> None:
    day = centre(support={"meeting_share": 0.5, "manager_round": 60.0})
    assert demands(day, 1) == pytest.approx({"occupancy": 0.5, "meetings": 1.0})


def test_a_managers_calls_count_as_his() -> None:
    """Ann is with the advisor; Ben's call of six minutes is taken by the manager."""
    day = centre(support={"surge_at": 0.5, "surge_notice": 0}).calls(ann="7:00:00", ben="7:01:00")
    day.simulate(1)
    seat = day.run.world.advisor[day.run.world.manager[0].seat]
    assert accounts(seat.paid) == {"talk": 5, "wrap_up": 1}
    assert demands(Again(day), 1) == pytest.approx({"occupancy": BUSY})


# Resources: what everybody has to begin with is fit (1) and half of all needs met by a manager (0.5).

START = {"fit": 1.0, "managers": 0.5}
KEPT = 2 ** (-1 / 20)  # of what was known, after one event more


def soothed(**how: Any) -> Centre:
    return centre(routine(hostile_share=1.0), people=NEEDY | {"soothe_share": 1.0}, **how)


def by_the_manager() -> Centre:
    return soothed().calls(ann="7:00:00")


def by_nobody() -> Centre:
    return soothed(**ALONE).calls(ann="7:00:00")


def by_a_colleague() -> Centre:
    return soothed(advisors=2, support={"peers_soothe": True}, **ALONE).calls(ann="7:00:00")


def by_a_circle() -> Centre:
    people = {"needs": True, "tinker_share": 1.0, "translate_share": 0.0, "soothe_share": 0.0}
    day = centre(
        people=people, support={"circles_tinker": True}, coordination=quiet(), circles={"team": circle()}
    )
    return day.calls(ann="7:00:00")


def decided_by_himself() -> Centre:
    return centre(refund(40)).calls(ann="7:00:00")


def decided_by_the_manager() -> Centre:
    return centre(refund(80)).calls(ann="7:00:00")


def coached() -> Centre:
    """A quarter of the manager's day goes to his only advisor: far more than is full recognition."""
    return centre(support={"coaching_share": 0.25, "manager_round": 60.0})


AUTONOMY = {"himself": 0.6 * KEPT + 1 - KEPT, "manager": 0.6 * KEPT}
HOURS_KEPT = 2 ** (-12 / 20)
GIVEN: dict[str, tuple[Callable[[], Centre], dict[str, float]]] = {
    "nothing": (centre, {}),
    "support by the manager": (by_the_manager, {"managers": 0.5 * KEPT + 1 - KEPT}),
    "support by nobody": (by_nobody, {"managers": 0.5 * KEPT}),
    "support by a circle": (by_a_circle, {"managers": 0.5 * KEPT, "peers": 1 - KEPT}),
    "a decision of his own": (decided_by_himself, {"fit": 1 - 2 * (AUTONOMY["himself"] - 0.6) ** 2}),
    "a decision of the manager": (decided_by_the_manager, {"fit": 1 - 2 * (AUTONOMY["manager"] - 0.6) ** 2}),
}


@pytest.mark.parametrize("what", GIVEN)
def test_what_a_day_gives(what: str) -> None:
    happens, wanted = GIVEN[what]
    assert resources(happens()) == pytest.approx(START | wanted)


def test_support_by_a_colleague() -> None:
    day = by_a_colleague()
    row = 1 - day.simulate(1).answered_by("ann")
    assert resources(Again(day), 1 - row) == pytest.approx(
        START | {"managers": 0.5 * KEPT, "peers": 1 - KEPT}
    )
    assert resources(Again(day), row) == pytest.approx(START)


def test_recognition_is_the_share_of_hours_with_a_coach() -> None:
    """Of twelve hours paid three were with a coach: a quarter of what rests on these; 5 % are full."""
    day = coached().simulate(1)
    hours = day.advisor()["coaching"] / 60
    share = (1 - HOURS_KEPT) * hours / 12
    assert 0 < share < 0.25
    day.run.world.settings.engagement_most_recognition = 0.5
    assert resources(Again(day)) == pytest.approx(START | {"recognition": share / 0.5})
    day.run.world.settings.engagement_most_recognition = 0.001
    assert resources(Again(day))["recognition"] == 1.0


def test_relief_is_what_working_groups_have_removed() -> None:
    day = centre().simulate(1)
    day.run.world.clock.irritants = 0.7
    assert resources(Again(day)) == pytest.approx(START | {"relief": 0.3})


@pytest.mark.parametrize(("wants", "fit"), [(0.0, 0.28), (0.1, 0.5), (0.6, 1.0), (1.0, 0.68)])
def test_autonomy_fits_less_the_further_from_what_is_wanted(wants: float, fit: float) -> None:
    """1 - 2 x distance squared: too much is as bad as too little."""
    day = centre().simulate(1)
    day.run.world.person.autonomy, day.run.world.person.appetite = 0.6, wants
    assert resources(Again(day))["fit"] == pytest.approx(fit)


def test_there_is_no_worse_than_no_fit() -> None:
    day = centre().simulate(1)
    day.run.world.person.autonomy, day.run.world.person.appetite = 1.0, 0.0
    assert "fit" not in resources(Again(day))


def test_half_rests_on_the_last_memory_events() -> None:
    """Of twenty decisions fifteen were his own: 0.6 / 2 + 0.75 / 2."""
    day = centre().simulate(1)
    advisor = day.run.world.advisor
    advisor.stakes, advisor.decided = 20, 15
    day.simulate(1)
    assert day.run.world.person.autonomy[0] == pytest.approx(0.3 + 0.375)


def test_what_is_known_does_not_fade_by_itself() -> None:
    day = centre(days=10).simulate(10)
    person = day.run.world.person[0]
    assert (person.autonomy, person.managed, person.helped, person.coached) == (0.6, 0.5, 0.0, 0.0)


def test_each_state_has_weights_of_its_own() -> None:
    """Against strain 0.45 + 0.2 / 2, for engagement 0.34 + 0.27 / 2."""
    person = centre().simulate(2).run.world.person[0]
    assert (person.resources, person.drive) == (pytest.approx(0.55), pytest.approx(0.475))


def test_nothing_is_looked_at_where_neither_state_is_on() -> None:
    off = {"strain": {"enabled": False}, "engagement": {"enabled": False}}
    day = centre(refund(80), refusal_probability=1.0, people=off).calls(ann="7:00:00").simulate(2)
    person = day.run.world.person[0]
    assert (person.demands, person.resources, person.drive, person.prevented_seen) == (0, 0, 0, 0)
    take_stock(day.run.world)
    assert person.prevented_seen == 0


@pytest.mark.parametrize("on", ["strain", "engagement"])
def test_either_state_wants_it_looked_at(on: str) -> None:
    only = {name: {"enabled": name == on} for name in ("strain", "engagement")}
    day = centre(refund(80), refusal_probability=1.0, people=only).calls(ann="7:00:00").simulate(2)
    assert day.run.world.person[0].prevented_seen == 1

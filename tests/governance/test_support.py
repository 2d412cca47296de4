"""Support by hand: when people need it, who gives it, when it is left undone.

Callers talk for 5 minutes, advisors wrap up for 1; soothing takes 8 minutes, tinkering 10, translating 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from centres import Centre, centre_of, circle, groups_of, quiet, refund, routine, run_of

from sim.reasons import Law, Reason
from sim.rules import registered
from sim.states import SOOTHE, TINKER, TRANSLATE

ANGRY = {"hostile_share": 1.0}
SOOTHED = {"needs": True, "soothe_share": 1.0, "tinker_share": 0.0, "translate_share": 0.0}
TINKERED = SOOTHED | {"tinker_share": 1.0}
TRANSLATED = SOOTHED | {"translate_share": 1.0}
ALONE: dict[str, Any] = {"limits": [], "beyond": "advise"}


def supported(
    reasons: Reason | Mapping[str, Reason] | None = None, advisors: int = 1, **rights: Any
) -> Centre:
    """A centre where a hostile customer makes his advisor need somebody who listens."""
    rights["people"] = SOOTHED | rights.get("people", {})
    return Centre(centre_of(reasons or routine(**ANGRY), **rights), advisors)


def test_the_manager_listens_when_the_call_is_wrapped_up() -> None:
    centre = supported().calls(ann="7:00:00").simulate()
    assert centre.log() == ["ann first 7:00:00 7:00:00 by0 7:05:00 7:06:00 served"]
    assert centre.advisor() == {"idle": 706, "talk": 5, "wrap_up": 1, "supported": 8}
    assert centre.manager() == {"idle": 712, "soothing": 8}
    day = centre.day
    assert list(day.needs) == list(day.met) == [0, 0, 1]
    assert (day.hostile, day.available, day.met_by_peers.sum(), day.undone.sum()) == (1, 1, 0, 0)
    advisor = centre.run.world.advisor[0]
    assert (advisor.hostile, advisor.needs, advisor.unmet, advisor.need) == (1, 1, 0, -1)


@pytest.mark.parametrize("call", ["7:02:00", "7:07:00"])
def test_who_is_supported_answers_nobody(call: str) -> None:
    """Ben calls before the advisor is free at 7:06, or after: he waits until 7:14 (he is patient)."""
    centre = supported(routine(**ANGRY, patience=Law(law="constant", mean=30.0)))
    centre.calls(ann="7:00:00", ben=call).simulate()
    assert centre.path("ben")[1] == "7:14:00 handled"


@pytest.mark.parametrize(
    ("people", "role", "minutes", "account"),
    [
        (SOOTHED, SOOTHE, 8, "soothing"),
        (TINKERED, SOOTHE, 8, "soothing"),  # who has been shouted at is to be soothed first
        (TINKERED | {"soothe_share": 0.0}, TINKER, 10, "tinkering"),
        (TRANSLATED | {"soothe_share": 0.0}, TRANSLATE, 5, "translating"),
        (TRANSLATED | {"soothe_share": 0.0, "tinker_share": 1.0}, TINKER, 10, "tinkering"),
    ],
)
def test_what_is_needed(people: dict[str, Any], role: int, minutes: float, account: str) -> None:
    centre = supported(people=people).calls(ann="7:00:00").simulate()
    assert [int(each) for each in centre.day.met] == [each == role for each in range(3)]
    assert centre.manager()[account] == centre.advisor()["supported"] == minutes


def test_no_support_is_needed_where_it_is_not_asked_of_people() -> None:
    centre = supported(people={"needs": False}).calls(ann="7:00:00").simulate()
    assert centre.day.hostile == centre.day.needs.sum() == 0


def test_the_request_goes_first() -> None:
    """A refund: held from 7:05 while the manager reads, wrapped up by 7:09, then soothed."""
    centre = supported(refund(80, **ANGRY)).calls(ann="7:00:00").simulate()
    assert centre.log() == ["ann first 7:00:00 7:00:00 by0 7:08:00 7:09:00 served"]
    assert centre.manager() == {"idle": 709, "review": 3, "soothing": 8}


def test_a_call_back_makes_no_need() -> None:
    """One need, of the call at 7:00: it is met before the promised call-back, which brings none."""
    centre = supported(refund(80, **ANGRY), request="call_back").calls(ann="7:00:00").simulate()
    assert centre.path("ann")[3:] == ["7:08:00 call_back_due", "7:16:00 handled", "7:18:00 fair"]
    assert centre.day.needs.sum() == centre.day.hostile == 1


def test_who_waits_for_support_answers_calls_meanwhile() -> None:
    """The manager is in a meeting from 7:30 to 8:00: Ben is answered at once; one need at a time."""
    centre = supported(support={"meeting_share": 0.5, "manager_round": 60.0})
    centre.calls(ann="7:26:00", ben="7:40:00").simulate()
    assert centre.path("ben")[1] == "7:40:00 handled"
    assert centre.manager()["soothing"] == 8
    assert (centre.day.needs.sum(), centre.day.hostile) == (1, 2)
    assert (centre.day.met.sum(), centre.day.available) == (1, 0)


@pytest.mark.parametrize(("within", "available"), [(28.9, 0), (29.0, 1)])
def test_support_is_available_if_it_comes_in_time(within: float, available: int) -> None:
    """Needed from 7:31 on, when the manager is in a meeting until 8:00."""
    centre = supported(support={"meeting_share": 0.5, "manager_round": 60.0, "available_within": within})
    centre.calls(ann="7:26:00").simulate()
    assert (centre.day.met.sum(), centre.day.available) == (1, available)
    assert centre.manager()["meeting"] == 360


def test_support_that_comes_too_late_is_left_undone() -> None:
    """20 minutes from 7:31; what began at the last moment goes on."""
    support = {"meeting_share": 0.5, "manager_round": 60.0}
    centre = supported(support=support, people={"need_lasts": 20.0}).calls(ann="7:26:00").simulate()
    assert [list(centre.day[name]) for name in ("needs", "met", "undone")] == [
        [0, 0, 1],
        [0, 0, 0],
        [0, 0, 1],
    ]
    assert centre.run.world.advisor[0].unmet == 1
    assert centre.run.world.team_needs.sum() == 0


@pytest.mark.parametrize(("lasts", "met"), [(28.999, 0), (29.0, 1), (29.001, 1)])
def test_who_comes_in_the_last_millisecond_is_in_time(lasts: float, met: int) -> None:
    """The meeting is over at 8:00, when needs of 29 minutes lapse: work ends before people give up."""
    support = {"meeting_share": 0.5, "manager_round": 60.0}
    centre = supported(support=support, people={"need_lasts": lasts}).calls(ann="7:26:00").simulate()
    assert (centre.day.met.sum(), centre.day.undone.sum()) == (met, 1 - met)


def test_a_need_that_is_being_met_does_not_lapse() -> None:
    centre = supported(people={"need_lasts": 2.0}).calls(ann="7:00:00").simulate()
    assert (centre.day.met.sum(), centre.day.undone.sum()) == (1, 0)
    assert centre.advisor()["supported"] == 8


@pytest.mark.parametrize(
    ("part", "interrupts", "wanted"),
    [
        ("floor", False, "7:06"),
        ("coaching", True, "7:06"),
        ("coaching", False, "never"),
        ("reporting", True, "7:06"),
        ("reporting", False, "never"),
        ("meeting", True, "never"),
    ],
)
def test_when_a_manager_may_be_interrupted(part: str, interrupts: bool, wanted: str) -> None:
    """His whole day is one part."""
    support = {f"{part}_share": 1.0, "interrupts_manager": interrupts, "manager_round": 720.0}
    centre = supported(support=support, advisors=2).calls(ann="7:00:00").simulate()
    assert centre.manager().get("soothing", 0) == (0 if wanted == "never" else 8)
    assert centre.day.undone.sum() == (wanted == "never")


def test_a_manager_helps_whoever_has_waited_longest() -> None:
    """Three needs, of 7:32, 7:33 and 7:34; a meeting until 8:00, and only one can begin before closing."""
    centre = supported(
        calm_and_angry(), 3, closes="08:04", support={"meeting_share": 0.5, "manager_round": 60.0}
    )
    centre.calls("calm", dan="7:00:00", eva="7:01:00")
    centre.calls("angry", ann="7:27:00", ben="7:28:00", cleo="7:29:00").simulate()
    assert centre.answered_by("ann") > centre.answered_by("ben") > centre.answered_by("cleo")
    supported_for = [
        centre.advisor(centre.answered_by(name)).get("supported") for name in ("ann", "ben", "cleo")
    ]
    assert supported_for == [4, None, None]
    assert centre.manager()["soothing"] == 4


def test_a_manager_looks_at_his_tray_first() -> None:
    """At 8:00 a request of 7:36 and a need of 7:33 wait for him: he reads until 8:03, then listens."""
    reasons = {"angry": routine(share=0.5, **ANGRY), "refund": refund(80, share=0.5)}
    centre = supported(
        reasons, advisors=2, request="call_back", support={"meeting_share": 0.5, "manager_round": 60.0}
    )
    centre.calls("angry", ann="7:27:00").calls("refund", ben="7:30:00").simulate()
    assert "8:03:00 call_back_due" in centre.path("ben")
    assert centre.manager() == {"idle": 360 - 11, "review": 3, "soothing": 8, "meeting": 360}


# Colleagues.


def calm_and_angry() -> dict[str, Reason]:
    return {"angry": routine(share=0.5, **ANGRY), "calm": routine(share=0.5)}


def test_a_colleague_listens_where_there_is_no_manager() -> None:
    centre = supported(advisors=2, support={"peers_soothe": True}, **ALONE).calls(ann="7:00:00").simulate()
    helped = centre.answered_by("ann")
    assert centre.advisor(helped) == {"idle": 706, "talk": 5, "wrap_up": 1, "supported": 8}
    assert centre.advisor(1 - helped) == {"idle": 712, "soothing": 8}
    assert (centre.day.met.sum(), centre.day.met_by_peers.sum(), centre.day.available) == (1, 1, 0)
    assert list(centre.run.world.advisor.helps) == list(centre.run.world.advisor.helped_by) == [-1, -1]


def test_the_manager_goes_before_colleagues() -> None:
    centre = supported(advisors=2, support={"peers_soothe": True}).calls(ann="7:00:00").simulate()
    assert (centre.day.met.sum(), centre.day.met_by_peers.sum()) == (1, 0)


@pytest.mark.parametrize("role", ["translate", "tinker"])
def test_colleagues_help_in_the_roles_they_took_over_alone(role: str) -> None:
    centre = supported(advisors=2, support={f"peers_{role}": True}, **ALONE).calls(ann="7:00:00").simulate()
    assert (centre.day.met.sum(), centre.day.undone.sum()) == (0, 1)


def test_the_colleague_idle_longest_helps() -> None:
    """Three advisors; whoever has answered Ben meanwhile is not asked."""
    centre = supported(calm_and_angry(), advisors=3, support={"peers_soothe": True}, **ALONE)
    centre.calls("angry", ann="7:10:00").calls("calm", ben="7:00:00").simulate()
    third = 3 - centre.answered_by("ann") - centre.answered_by("ben")
    assert centre.advisor(third)["soothing"] == 8


def test_a_colleague_of_another_team_is_not_asked() -> None:
    centre = supported(advisors=2, support={"peers_soothe": True}, staffing={"span_of_control": 1.0}, **ALONE)
    centre.calls(ann="7:00:00").simulate()
    assert centre.day.undone.sum() == 1


@pytest.mark.parametrize(("channel", "met"), [("phone", 1), ("chat", 0)])
def test_who_writes_with_customers_supports_nobody(channel: str, met: int) -> None:
    groups = groups_of(calls={}, others={"channel": channel})
    centre = supported(staffing={"groups": groups}, support={"peers_soothe": True}, **ALONE)
    centre.calls(ann="7:00:00").simulate()
    assert (centre.day.needs.sum(), centre.day.met_by_peers.sum()) == (1, met)


def test_whoever_becomes_free_supports_an_idle_colleague_before_he_answers() -> None:
    """Ann's advisor is free from 7:06, Ben's from 7:09: he listens until 7:17, Dan waits for that long."""
    patient = Law(law="constant", mean=30.0)
    reasons = {"angry": routine(share=0.5, **ANGRY), "calm": routine(share=0.5, patience=patient)}
    centre = supported(reasons, advisors=2, support={"peers_soothe": True}, **ALONE)
    centre.calls("angry", ann="7:00:00").calls("calm", ben="7:03:00", dan="7:09:00").simulate()
    assert centre.advisor(centre.answered_by("ben"))["soothing"] == 8
    assert centre.path("dan")[1] == "7:17:00 handled"


def test_who_goes_on_without_support_is_helped_when_free_again() -> None:
    """Nobody was there, so he answers Cleo at 7:07; at 7:13 a colleague listens."""
    centre = supported(calm_and_angry(), advisors=2, support={"peers_soothe": True}, **ALONE)
    centre.calls("angry", ann="7:00:00").calls("calm", ben="7:03:00", cleo="7:07:00").simulate()
    assert centre.answered_by("cleo") == centre.answered_by("ann")
    assert centre.advisor(centre.answered_by("ann")) == {
        "idle": 720 - 20, "talk": 10, "wrap_up": 2, "supported": 8,
    }  # fmt: skip
    assert centre.day.met_by_peers.sum() == 1


def test_two_who_need_each_other() -> None:
    """The first who is free has nobody; the second listens to him until 7:14, and is heard then."""
    centre = supported(advisors=2, support={"peers_soothe": True}, **ALONE)
    centre.calls(ann="7:00:00", ben="7:00:00.500").simulate()
    assert centre.day.met_by_peers.sum() == 2
    for row in (0, 1):
        assert centre.advisor(row)["soothing"] == centre.advisor(row)["supported"] == 8


# Circles.


@pytest.mark.parametrize(
    ("role", "people"),
    [
        ("translate", TRANSLATED | {"soothe_share": 0.0}),
        ("tinker", TINKERED | {"soothe_share": 0.0}),
    ],
)
def test_a_circle_deals_with_what_its_members_need(role: str, people: dict[str, Any]) -> None:
    """It meets from 10 to 11: nobody is helped before, and irritants go as with any tension."""
    centre = supported(
        people=people,
        support={f"circles_{role}": True},
        coordination=quiet(relief=0.5),
        circles={"team": circle()},
    )
    centre.calls(ann="7:00:00").simulate()
    day, place = centre.day, ("translate", "tinker").index(role)
    for name in ("needs", "met", "met_by_circles"):
        assert [int(each) for each in day[name]] == [place == 0, place == 1, 0], name
    assert (day.undone.sum(), day.tensions, day.tensions_resolved) == (0, 1, 1)
    assert day.tension_time == (4 * 60 - 5) * 60_000
    assert centre.run.world.circle[0].irritants < 0.6
    assert "supported" not in centre.advisor()


def test_nobody_is_soothed_by_a_circle() -> None:
    centre = supported(
        support={"circles_translate": True, "circles_tinker": True},
        coordination=quiet(),
        circles={"team": circle()},
    )
    assert centre.calls(ann="7:00:00").simulate().manager()["soothing"] == 8


def test_a_circle_that_never_meets_takes_nothing_over() -> None:
    centre = supported(
        people=TRANSLATED | {"soothe_share": 0.0},
        support={"circles_translate": True},
        coordination=quiet(),
        circles={"team": circle(length=0.0)},
    )
    assert centre.calls(ann="7:00:00").simulate().manager()["translating"] == 5


def test_there_is_room_for_what_everybody_needs() -> None:
    """One circle, hundreds of contacts before it meets: each brings a need for its agenda."""
    scenario = centre_of(
        routine(),
        demand={"calls_per_day": 1500.0},
        people=TRANSLATED | {"soothe_share": 0.0},
        support={"circles_translate": True},
        coordination=quiet(),
        circles={"team": circle(at="18:00", length=30.0)},
    )
    run = run_of(scenario, 20, days=1, journal=False)
    run.step()
    day = run.world.day[0]
    assert day.needs[TRANSLATE] == day.tensions > 200
    assert run.world.tension.size > day.needs[TRANSLATE]
    assert run.world.clock[0].tensions == day.needs[TRANSLATE] - day.met_by_circles[TRANSLATE]


# Hostility.


def test_hostility_grows_with_every_contact_of_a_case() -> None:
    run = run_of(centre_of(routine(hostile_share=0.2), people={"hostile_growth": 0.5}))
    rule = registered("handling.hostile")["angrier_each_time"].function
    case = run.world.case[0]
    found = []
    for attempt in (0, 1, 4, 20):
        case.attempt = attempt
        found.append(rule(case, run.world.reason[0], run.world.settings[0]))
    assert found == pytest.approx([0.2, 0.3, 0.6, 1.0])


def test_a_handed_over_customer_is_hostile_to_both() -> None:
    """Each advisor has a talk with him; one hostility draw for the contact, one need each."""
    groups = groups_of(first={}, second={"direct": False, "authority": 100.0})
    centre = supported(
        refund(80, **ANGRY), staffing={"groups": groups}, beyond="transfer", people={"soothe_share": 1.0}
    )
    centre.calls(ann="7:00:00").simulate()
    assert list(centre.run.world.advisor.hostile) == [1, 1]
    assert centre.day.needs[SOOTHE] == 2


def test_gamma_lengths_have_draws_of_their_own() -> None:
    law = Law(law="gamma", mean=8.0, cv=0.5)
    centre = supported(people={"soothing": law}).calls(ann="7:00:00", ben="8:00:00").simulate()
    assert centre.day.met.sum() == 2
    assert 1 < centre.manager()["soothing"] < 60

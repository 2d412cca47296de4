"""Transfers to a second tier, by schedules worked out by hand.

`first` (by0) decides up to 50 EUR, `second` (by1) up to 500 and answers nobody directly; what is told is
never lost and spares half of the talk; 80 EUR are at stake.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from centres import Centre, at, centre_of, constant, groups_of, refund, routine, written

from sim.reasons import Law

TIERS: Mapping[str, Mapping[str, Any]] = {
    "first": {"authority": 50.0},
    "second": {"direct": False, "authority": 500.0},
}


def tiers(
    groups: Mapping[str, Mapping[str, Any]] | None = None, days: int = 1, lines: int | None = None, **how: Any
) -> Centre:
    """A centre of two tiers; what is asked may be changed, and what governance says."""
    reasons = how.pop("reasons", None) or refund(how.pop("amount", 80), **how.pop("asked", {}))
    usual = {"beyond": "transfer", "handoff_share": 0.5, "handoff_loss": 0.0}
    made = {name: {**TIERS.get(name, {}), **says} for name, says in (groups or TIERS).items()}
    staffing = {"groups": groups_of(**made), "lines": lines}
    return Centre(centre_of(reasons, staffing=staffing, **(usual | how)), days=days)


def test_a_stake_beyond_the_desk_is_handed_over_on_the_same_line() -> None:
    centre = tiers().calls(ann="7:00:00.100").simulate()
    assert centre.log() == written("""
        ann  first     7:00:00.100  7:00:00.100  by0  7:05:00.100  7:06:00.100  handed_over
        ann  transfer  7:05:00.100  7:05:00.100  by1  7:07:30.100  7:08:30.100  served
    """)
    assert centre.path("ann") == written("""
        7:00:00.100  queued
        7:00:00.100  handled
        7:05:00.100  transferred
        7:05:00.100  handled
        7:07:30.100  fair
    """)
    assert [contact.attempt for contact in centre.contacts] == [0, 0]
    assert centre.advisor(0) == {"idle": 714, "talk": 5, "wrap_up": 1}
    assert centre.advisor(1) == {"idle": 720 - 3.5, "talk": 2.5, "wrap_up": 1}
    day = centre.day
    assert (day.transfers, day.transfer_wait, day.desk_decisions, day.requests) == (1, 0, 1, 0)
    assert (day.answered, day.wait, day.in_target, day.first_contacts) == (1, 0, 1, 1)
    assert (day.handling, day.goodwill, day.solved_at_first) == (7.5 * 60_000, 80.0, 1)


def test_what_is_lost_on_the_way_is_told_again() -> None:
    centre = tiers(handoff_loss=1.0).calls(ann="7:00:00").simulate()
    assert centre.path("ann")[-1] == "7:10:00 fair"


def test_a_share_of_a_talk_is_rounded_to_the_millisecond() -> None:
    """A third of 5 minutes and a millisecond: 100,000.33; half of 300,001 ms: 150,000.5, rounded up."""
    talk = constant(300_001 / 60_000)
    third = tiers(asked={"handling": talk}, handoff_share=1 / 3).calls(ann="7:00:00").simulate()
    half = tiers(asked={"handling": talk}).calls(ann="7:00:00").simulate()
    assert third.path("ann")[-1] == "7:06:40.001 fair"
    assert half.path("ann")[-1] == "7:07:30.002 fair"


@pytest.mark.parametrize("law", ["lognormal", "gamma"])
def test_the_second_talk_and_wrap_up_have_draws_of_their_own(law: str) -> None:
    varying = {"handling": Law(law=law, mean=5.0), "wrap_up": Law(law=law, mean=1.0)}
    centre = tiers(asked=varying, handoff_share=1.0).calls(ann="7:00:00").simulate()
    first, second = centre.contacts
    assert first.ended - first.answered != second.ended - second.answered
    assert first.wrapped_up - first.ended != second.wrapped_up - second.ended


def test_the_transferred_wait_for_the_second_tier_in_their_order() -> None:
    """Three advisors in the first: talks end at 7:05, 7:06, 7:07; the second is free at 7:08:30 and 7:12."""
    centre = tiers({"first": {"present": [3.0]}, "second": {}})
    centre.calls(ann="7:00:00", ben="7:01:00", cleo="7:02:00").simulate()
    assert [line for line in centre.log() if " transfer " in line] == written("""
        ann   transfer  7:05:00  7:05:00  by3  7:07:30  7:08:30  served
        ben   transfer  7:06:00  7:08:30  by3  7:11:00  7:12:00  served
        cleo  transfer  7:07:00  7:12:00  by3  7:14:30  7:15:30  served
    """)
    assert centre.spent("cleo") == {"handled": 7.5, "transferred": 5}
    assert centre.day.transfer_wait == (2.5 + 5) * 60_000
    assert centre.day.waiting_area == (2.5 + 5) * 60_000
    assert (centre.day.answered, centre.day.wait) == (3, 0)


def test_he_bears_the_wait_as_long_as_one_on_hold_and_calls_again() -> None:
    """Ann holds the second tier from 7:30 to 8:01; Ben, handed over at 7:31, bears 20 minutes, then redials
    in 10 and is handed over again. That he would hang up at once in the first queue does not count here."""
    asked = {"patience": constant(60), "hold_patience": constant(20), "hangs_up_at_once": 1.0}
    reasons = {"long": refund(share=0.5, handling=constant(30)), "short": refund(share=0.5, **asked)}
    centre = tiers(
        {"first": {"present": [2.0]}, "second": {}},
        reasons=reasons,
        demand={"redial_probability": 1.0},
        handoff_share=1.0,
    )
    centre.calls("long", ann="7:00:00").calls("short", ben="7:26:00").simulate()
    assert [line for line in centre.log() if line.startswith("ben")] == written("""
        ben  first     7:26:00  7:26:00  by0  7:31:00  7:32:00  handed_over
        ben  transfer  7:31:00  -        -    7:51:00  -        abandoned
        ben  redial    8:01:00  8:01:00  by1  8:06:00  8:07:00  handed_over
        ben  transfer  8:06:00  8:06:00  by2  8:11:00  8:12:00  served
    """)
    assert centre.path("ben")[2:5] == ["7:31:00 transferred", "7:51:00 unresolved", "8:01:00 queued"]
    assert (centre.day.transfers, centre.day.transfers_abandoned, centre.day.abandoned) == (3, 1, 0)


def test_a_free_advisor_of_the_first_tier_takes_the_next_caller_after_the_transfer() -> None:
    """Without wrap-up, in the same millisecond: first the customer handed over is answered."""
    centre = tiers(asked={"wrap_up": constant(0), "patience": constant(60)})
    centre.calls(ann="7:00:00", ben="7:01:00").simulate()
    assert centre.log() == written("""
        ann  first     7:00:00  7:00:00  by0  7:05:00  7:05:00  handed_over
        ben  first     7:01:00  7:05:00  by0  7:10:00  7:10:00  handed_over
        ann  transfer  7:05:00  7:05:00  by1  7:07:30  7:07:30  served
        ben  transfer  7:10:00  7:10:00  by1  7:12:30  7:12:30  served
    """)


def test_the_transferred_goes_before_a_caller_to_the_same_advisor() -> None:
    """The first advisor, free at once, is himself of no second tier: he goes to Ben, who has waited."""
    centre = tiers(
        {"first": {}, "second": {"direct": True}}, asked={"wrap_up": constant(0), "patience": constant(60)}
    )
    centre.calls(ann="7:00:00", cleo="7:00:30", ben="7:01:00").simulate()
    lines = {tuple(line.split()[:2]): line.split()[3:5] for line in centre.log()}
    assert lines["cleo", "first"] == ["7:00:30", "by1"]
    assert lines["ben", "first"] == ["7:05:00", "by0"]
    assert lines["ann", "transfer"] == ["7:05:30", "by1"]


def test_who_may_not_decide_after_all_asks_his_manager() -> None:
    """A transfer is made once: the second advisor's own limit is below the stake."""
    centre = tiers().calls(ann="7:00:00")
    centre.run.world.advisor[1].authority = 60.0
    centre.simulate()
    assert centre.path("ann") == written("""
        7:00:00  queued
        7:00:00  handled
        7:05:00  transferred
        7:05:00  handled
        7:07:30  held
        7:10:30  fair
    """)
    assert (centre.day.transfers, centre.day.requests) == (1, 1)


class TestAsked:
    """Where nobody can be handed over to, a manager is asked."""

    ASKED = ("7:05:00 held", "7:08:00 fair")

    def test_where_no_group_may_decide(self) -> None:
        centre = tiers(amount=501).calls(ann="7:00:00").simulate()
        assert tuple(centre.path("ann")[2:]) == self.ASKED

    def test_where_every_group_may_decide_but_not_this_advisor(self) -> None:
        centre = tiers(amount=40).calls(ann="7:00:00")
        centre.run.world.advisor[0].authority = 10.0
        centre.simulate()
        assert tuple(centre.path("ann")[2:]) == self.ASKED

    def test_where_a_manager_is_to_be_asked_anyway(self) -> None:
        centre = tiers(beyond="ask").calls(ann="7:00:00").simulate()
        assert tuple(centre.path("ann")[2:]) == self.ASKED

    def test_where_none_of_them_answers_the_reason(self) -> None:
        centre = tiers(asked={"route_to": ["first"]}).calls(ann="7:00:00").simulate()
        assert tuple(centre.path("ann")[2:]) == self.ASKED

    @pytest.mark.parametrize(("begins", "path"), [("7:05:00", "transferred"), ("7:05:00.001", "held")])
    def test_where_none_of_them_is_there_yet(self, begins: str, path: str) -> None:
        centre = tiers().change_shifts(group=1, start=at(begins) - at("7:00:00"))
        centre.calls(ann="7:00:00").simulate()
        assert centre.path("ann")[2] == f"7:05:00 {path}"

    def test_where_all_of_them_have_gone(self) -> None:
        """The second's shift ends at 12:00."""
        centre = tiers().change_shifts(group=1, end=at("5:00:00"))
        centre.calls(ann="11:54:00", ben="12:00:00").simulate()
        assert centre.path("ann")[2] == "11:59:00 transferred"
        assert centre.path("ben")[2] == "12:05:00 held"


def test_a_later_choice_takes_the_transferred_after_a_wait() -> None:
    """Ben, handed over at 7:06, waits for the second group until 7:07, then the third takes him."""
    groups = {"first": {"present": [2.0]}, "second": {}, "third": {"direct": False, "authority": 500.0}}
    asked = {"route_to": ["first", "second", "third"], "overflow_after": 60.0}
    centre = tiers(groups, asked=asked).calls(ann="7:00:00", ben="7:01:00").simulate()
    assert [line for line in centre.log() if line.startswith("ben")][1:] == [
        "ben transfer 7:06:00 7:07:00 by3 7:09:30 7:10:30 served"
    ]


def test_of_three_tiers_those_take_it_who_may_decide() -> None:
    """200 EUR: beyond the first two groups."""
    groups = {"first": {}, "second": {"authority": 100.0}, "third": {"direct": False, "authority": 500.0}}
    centre = tiers(groups, amount=200).calls(ann="7:00:00").simulate()
    assert [line.split()[4] for line in centre.log()] == ["by0", "by2"]


def test_a_transfer_keeps_the_line() -> None:
    """One line: Ben is blocked at 7:06, Cleo at 7:07:30 is not."""
    centre = tiers(lines=1).calls(ann="7:00:00", ben="7:07:29.999", cleo="7:07:30").simulate()
    outcomes = {line.split()[0]: line.split()[-1] for line in centre.log()}
    assert outcomes == {"ann": "served", "ben": "blocked", "cleo": "served"}
    assert centre.run.world.clock[0].lines_taken == 0


def test_at_closing_the_transferred_are_served_to_the_last() -> None:
    """Handed over at 19:01, while the second tier is busy with Ann until 19:03:30."""
    centre = (
        tiers({"first": {"present": [2.0]}, "second": {}}).calls(ann="18:55:00", ben="18:56:00").simulate()
    )
    assert [line for line in centre.log() if " transfer " in line] == written("""
        ann  transfer  19:00:00  19:00:00  by2  19:02:30  19:03:30  served
        ben  transfer  19:01:00  19:03:30  by2  19:06:00  19:07:00  served
    """)


def test_who_waits_on_the_phone_of_a_busy_tier_is_there() -> None:
    """The second on his break: somebody is on duty, so that Ann is handed over and waits for him."""
    centre = tiers().change_shifts(group=1, break_start=0, break_length=at("0:10:00"))
    centre.calls(ann="7:00:00").simulate()
    assert centre.log()[1] == "ann transfer 7:05:00 7:10:00 by1 7:12:30 7:13:30 served"


def test_a_routine_case_that_is_not_solved_is_not_handed_over() -> None:
    centre = tiers(reasons=routine(solve_probability=0.0)).calls(ann="7:00:00").simulate()
    assert centre.day.transfers == 0
    assert centre.path("ann")[-1] == "7:05:00 unresolved"

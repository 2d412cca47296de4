"""Who takes whom: choices of callers and of groups, priorities and stakes, by schedules worked out by hand.

Every group has one advisor, unless told otherwise: `x` by0, `y` by1, `z` by2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from centres import Centre, at, centre_of, constant, groups_of, refund, routine, written

from sim.reasons import Reason

ALIKE: Mapping[str, Any] = {}


def patient(**changes: Any) -> Reason:
    """One of two reasons, half of the calls each; patience of an hour."""
    return routine(**({"share": 0.5, "patience": constant(60)} | changes))


def centre(
    reasons: Reason | Mapping[str, Reason], groups: Mapping[str, Mapping[str, Any]], **how: Any
) -> Centre:
    staffing = {"groups": groups_of(**groups), "routing": how.pop("routing", "skill")}
    days = how.pop("days", 1)
    return Centre(centre_of(reasons, staffing=staffing, **how), days=days)


def answers(centre: Centre) -> list[str]:
    """Who was answered when and by whom, in the order in which they came."""
    return [" ".join(line.split()[place] for place in (0, 3, 4)) for line in centre.log()]


class TestSkills:
    """A group answers a reason that it serves and that chooses it."""

    TWO: ClassVar[Mapping[str, Reason]] = {"sales": patient(), "service": patient()}

    def test_others_callers_wait_though_somebody_is_idle(self) -> None:
        found = centre(self.TWO, {"x": {"serves": ["sales"]}, "y": {"serves": ["service"]}})
        found.calls("sales", ann="7:00:00", ben="7:01:00").calls("service", cleo="7:02:00").simulate()
        assert answers(found) == written("""
            ann   7:00:00  by0
            ben   7:06:00  by0
            cleo  7:02:00  by1
        """)

    def test_the_callers_choice_shuts_others_out_as_well(self) -> None:
        reasons = {"sales": patient(route_to=["y"]), "service": patient()}
        found = centre(reasons, {"x": ALIKE, "y": ALIKE})
        found.calls("sales", ann="7:00:00", ben="7:01:00").simulate()
        assert answers(found) == ["ann 7:00:00 by1", "ben 7:06:00 by1"]

    def test_who_answers_nobody_directly_stays_idle(self) -> None:
        found = centre(patient(share=1.0), {"x": ALIKE, "y": {"direct": False}})
        found.calls(ann="7:00:00", ben="7:01:00").simulate()
        assert answers(found) == ["ann 7:00:00 by0", "ben 7:06:00 by0"]
        assert found.advisor(1) == {"idle": 720}

    def test_who_answers_nobody_directly_takes_nobody_from_the_queue(self) -> None:
        """He comes at 8:00, when Ben has waited since 7:59."""
        found = centre(patient(share=1.0), {"x": ALIKE, "y": {"direct": False}})
        found.change_shifts(group=1, start=at("1:00:00"))
        found.calls(ann="7:58:00", ben="7:59:00").simulate()
        assert answers(found)[1] == "ben 8:04:00 by0"


class TestChoiceOfAdvisor:
    """Lowest choice first; among equals the advisor idle longest; then the group's row."""

    def test_the_first_choice_goes_before_who_has_been_idle_longer(self) -> None:
        """y from 7:06 on idle; x, idle since opening, is the second choice."""
        found = centre(patient(share=1.0, route_to=["y", "x"]), {"x": ALIKE, "y": ALIKE})
        found.calls(ann="7:00:00", ben="7:07:00", cleo="7:08:00").simulate()
        assert answers(found) == ["ann 7:00:00 by1", "ben 7:07:00 by1", "cleo 7:08:00 by0"]

    def test_of_equal_choices_whoever_has_been_idle_longest_answers(self) -> None:
        """All since opening: x; then y, since opening; then x since 7:06, y since 7:13."""
        found = centre(patient(share=1.0), {"x": ALIKE, "y": ALIKE})
        found.calls(ann="7:00:00", ben="7:07:00", cleo="7:14:00", dan="7:21:00").simulate()
        assert [line.split()[2] for line in answers(found)] == ["by0", "by1", "by0", "by1"]

    def test_of_a_group_whoever_has_been_idle_longest(self) -> None:
        found = centre(patient(share=1.0, route_to=["x+y"]), {"x": {"present": [2.0]}, "y": ALIKE})
        names = ("ann", "ben", "cleo", "dan", "eve", "fay")
        found.calls(**{name: f"7:{7 * place:02}:00" for place, name in enumerate(names)}).simulate()
        by = [line.split()[2] for line in answers(found)]
        assert set(by[:3]) == {"by0", "by1", "by2"}
        assert by[3:] == by[:3]


class TestChoiceOfCaller:
    """Highest priority first, then the group's order, then the longest wait."""

    def first_taken(self, reasons: Mapping[str, Reason], **group: Any) -> str:
        """Zoe holds the advisor until 7:06; `a` calls at 7:01, `b` at 7:02: who is answered then?"""
        found = centre({**reasons, "zero": routine(share=0.2)}, {"x": group})
        found.calls("zero", zoe="7:00:00").calls("a", ann="7:01:00").calls("b", ben="7:02:00").simulate()
        [taken] = [line.split()[0] for line in answers(found) if "7:06:00" in line]
        return taken

    def test_the_longest_wait_where_nothing_else_is_said(self) -> None:
        """In two queues (another wait for another choice sets them apart), the later caller's row first."""
        reasons = {"a": patient(share=0.4, overflow_after=5.0), "b": patient(share=0.4)}
        assert self.first_taken(reasons) == "ann"
        turned = {"a": patient(share=0.4), "b": patient(share=0.4, priority=0, overflow_after=5.0)}
        assert self.first_taken(turned) == "ann"

    def test_priority_goes_before_the_wait(self) -> None:
        assert self.first_taken({"a": patient(share=0.4), "b": patient(share=0.4, priority=1)}) == "ben"

    def test_the_groups_order_goes_before_the_wait(self) -> None:
        reasons = {"a": patient(share=0.4), "b": patient(share=0.4)}
        assert self.first_taken(reasons, serves=["zero", "b", "a"]) == "ben"
        assert self.first_taken(reasons, serves=["zero", "a", "b"]) == "ann"
        assert self.first_taken(reasons, serves=["zero", "a+b"]) == "ann"

    def test_priority_goes_before_the_groups_order(self) -> None:
        reasons = {"a": patient(share=0.4), "b": patient(share=0.4, priority=1)}
        assert self.first_taken(reasons, serves=["zero", "a", "b"]) == "ben"

    def test_priority_does_not_break_in(self) -> None:
        """Non-preemptive: the talk begun is ended; of equal priority whoever came first."""
        reasons = {"a": patient(), "b": patient(priority=9)}
        found = centre(reasons, {"x": ALIKE}).calls("a", ann="7:00:00", ben="7:01:00")
        found.calls("b", cleo="7:02:00", dan="7:03:00").simulate()
        assert answers(found) == written("""
            ann   7:00:00  by0
            ben   7:18:00  by0
            cleo  7:06:00  by0
            dan   7:12:00  by0
        """)

    def test_a_caller_who_may_not_be_taken_yet_hides_nobody(self) -> None:
        """y, free at 7:06: Ben, urgent, must wait ten minutes for y; Cleo goes before him, then y idles."""
        reasons = {
            "urgent": patient(share=0.3, priority=9, route_to=["x", "y"], overflow_after=600.0),
            "usual": patient(share=0.3, route_to=["y"]),
            "zero": patient(share=0.4, handling=constant(30), route_to=["x"]),
        }
        found = centre(reasons, {"x": ALIKE, "y": ALIKE})
        found.calls("zero", ann="7:00:00").calls("urgent", ben="7:01:00")
        found.calls("usual", zoe="7:00:00", cleo="7:02:00").simulate()
        assert sorted(answers(found)) == written("""
            ann   7:00:00  by0
            ben   7:12:00  by1
            cleo  7:06:00  by1
            zoe   7:00:00  by1
        """)


class TestStakes:
    """Routing by authority: `x` decides up to 50 EUR, `y` up to 500."""

    TIERS: ClassVar[Mapping[str, Mapping[str, Any]]] = {"x": {"authority": 50.0}, "y": {"authority": 500.0}}

    def tiers(self, amount: float, routing: str = "authority", **how: Any) -> Centre:
        asked = refund(amount, patience=constant(60), route_to=how.pop("route_to", []))
        return centre(asked, how.pop("groups", self.TIERS), routing=routing, **how)

    @pytest.mark.parametrize(("amount", "by"), [(80, "by1"), (500, "by1"), (50, "by0"), (30, "by0")])
    def test_who_may_decide_answers(self, amount: float, by: str) -> None:
        """Beyond x's limit y alone; within it whoever was idle longest, then x's row."""
        found = self.tiers(amount).calls(ann="7:00:00").simulate()
        assert answers(found) == [f"ann 7:00:00 {by}"]
        assert found.path("ann")[-1] == "7:05:00 fair"

    def test_he_waits_for_those_who_may_decide(self) -> None:
        found = self.tiers(80).calls(ann="7:00:00", ben="7:01:00").simulate()
        assert answers(found) == ["ann 7:00:00 by1", "ben 7:06:00 by1"]
        assert found.advisor(0) == {"idle": 720}

    @pytest.mark.parametrize("how", [{"routing": "skill"}, {"decisions": False}], ids=str)
    def test_stakes_route_nobody_where_they_are_not_to(self, how: dict[str, Any]) -> None:
        assert answers(self.tiers(80, **how).calls(ann="7:00:00").simulate()) == ["ann 7:00:00 by0"]

    def test_a_stake_that_nobody_may_decide_goes_to_anybody(self) -> None:
        found = self.tiers(501).calls(ann="7:00:00").simulate()
        assert found.path("ann") == written("""
            7:00:00  queued
            7:00:00  handled
            7:05:00  held
            7:08:00  fair
        """)
        assert answers(found) == ["ann 7:00:00 by0"]

    def test_where_none_who_may_decide_answers_the_reason_it_goes_to_anybody(self) -> None:
        assert answers(self.tiers(80, route_to=["x"]).calls(ann="7:00:00").simulate()) == ["ann 7:00:00 by0"]

    def test_choices_are_counted_among_those_who_may_decide(self) -> None:
        """Of x, z, y the first may not: z is first choice then, and y takes over after a minute, not two."""
        groups = {**self.TIERS, "z": {"authority": 100.0}}
        asked = refund(80, patience=constant(60), route_to=["x", "z", "y"], overflow_after=60.0)
        found = centre(asked, groups, routing="authority").calls(ann="7:00:00", ben="7:01:00").simulate()
        assert answers(found) == ["ann 7:00:00 by2", "ben 7:02:00 by1"]

    def test_routine_callers_and_stakes_stand_apart(self) -> None:
        """y, free at 7:06, takes whoever came first of both; x takes routine callers alone."""
        reasons = {
            "ask": patient(share=0.5, handling=constant(30)),
            "refund": refund(80, share=0.5, patience=constant(60)),
        }
        found = centre(reasons, self.TIERS, routing="authority")
        found.calls("ask", ann="7:00:00", dan="7:03:00").calls(
            "refund", ben="7:01:00", cleo="7:02:00"
        ).simulate()
        assert answers(found) == written("""
            ann   7:00:00  by0
            ben   7:01:00  by1
            cleo  7:07:00  by1
            dan   7:13:00  by1
        """)

    def test_other_limits_route_from_the_next_caller_on(self) -> None:
        """On Tuesday groups of x's kind decide up to 100 EUR: 80 EUR go to whoever was idle longest, x's row
        first. His own limit stays, so that he asks."""
        found = self.tiers(80, days=2).calls(ann="7:00:00", ben="Tue 7:00:00").simulate(1)
        given = found.run.scenario
        groups = {**given.staffing.groups, "x": replace(given.staffing.groups["x"], authority=100.0)}
        found.run.govern(replace(given, staffing=replace(given.staffing, groups=groups)))
        found.simulate(1)
        assert found.log() == written("""
            ann  first  7:00:00      7:00:00      by1  7:05:00      7:06:00      served
            ben  first  Tue 7:00:00  Tue 7:00:00  by0  Tue 7:08:00  Tue 7:09:00  served
        """)

"""Queues and routes: worked examples, and an independent reading of the rules over random centres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reasons import Reason
from sim.rights import Governance
from sim.routes import Routes, ranked, routes_of
from sim.scenario import Demand, Group, Scenario, Staffing
from sim.states import NONE
from sim.tables import record_type

AMOUNTS = (0.0, 20.0, 100.0, 500.0)


def centre(
    reasons: Mapping[str, Mapping[str, Any]],
    groups: Mapping[str, Mapping[str, Any]],
    routing: str = "skill",
    **governance: Any,
) -> Scenario:
    return Scenario(
        demand=Demand(reasons={name: Reason(**says) for name, says in sorted(reasons.items())}),
        staffing=Staffing(
            groups={name: Group(**says) for name, says in sorted(groups.items())}, routing=routing
        ),
        governance=Governance(**governance),
    )


def rows(found: Routes) -> list[tuple[list[int], list[int]]]:
    """Every queue's route and how the groups prefer it."""
    return list(zip(found.route.tolist(), found.prefer.T.tolist(), strict=True))


def unbanded(found: Routes) -> Routes:
    """Only the queues of callers at the desk, band 0 of every class."""
    first = slice(None, None, found.bands)
    return replace(
        found,
        queue=found.queue[first],
        route=found.route[first],
        prefer=found.prefer[:, first],
        reason_queue=found.reason_queue // found.bands,
    )


class TestRanked:
    """An ordered list of choices, equals joined."""

    def test_places(self) -> None:
        assert ranked(["b", "a+c", "d"], "abcd") == {"b": 0, "a": 1, "c": 1, "d": 2}

    def test_spaces_around_the_joint(self) -> None:
        assert ranked(["a + b"], "ab") == {"a": 0, "b": 0}

    def test_none_is_all_alike(self) -> None:
        assert ranked([], "ab") == {"a": 0, "b": 0}


class TestQueues:
    """What makes a queue, and in which order they stand."""

    def test_one_group_has_one_queue(self) -> None:
        found = routes_of(centre({"a": {}, "b": {}}, {"all": {}}))
        assert rows(found) == [([0], [0])]
        assert found.reason_queue.tolist() == [0, 0]
        assert found.bands == 1

    def test_types_are_the_engines(self) -> None:
        found = routes_of(centre({"a": {}}, {"x": {}, "y": {}}))
        assert (found.route.dtype, found.prefer.dtype) == (np.int8, np.int8)
        assert found.reason_queue.dtype == np.int32
        assert found.queue.dtype == record_type("queue")
        assert found.route.flags.c_contiguous
        assert found.prefer.flags.c_contiguous

    def test_lists_are_empty(self) -> None:
        found = routes_of(centre({"a": {}, "b": {"priority": 1}}, {"x": {}}))
        assert set(found.queue["first"]) == set(found.queue["last"]) == {NONE}

    def test_reasons_alike_share_and_classes_stand_by_name(self) -> None:
        says = {"a": {"priority": 2}, "b": {}, "c": {"priority": 2}, "d": {}}
        found = routes_of(centre(says, {"all": {}}))
        assert found.queue["priority"].tolist() == [2, 0]
        assert found.reason_queue.tolist() == [0, 1, 0, 1]

    @pytest.mark.parametrize(
        "other",
        [{"priority": 1}, {"overflow_after": 5.0}, {"route_to": ["x", "y"]}, {"route_to": ["x"]}],
    )
    def test_what_sets_apart(self, other: dict[str, Any]) -> None:
        found = unbanded(routes_of(centre({"a": {}, "b": other}, {"x": {}, "y": {}})))
        assert found.reason_queue.tolist() == [0, 1]

    def test_the_groups_preference_sets_apart(self) -> None:
        found = routes_of(centre({"a": {}, "b": {}}, {"x": {"serves": ["b", "a"]}}))
        assert rows(found) == [([0], [1]), ([0], [0])]

    def test_choices_said_in_another_way_do_not(self) -> None:
        says = {"a": {"route_to": ["x+y"]}, "b": {"route_to": ["y + x"]}, "c": {}}
        assert set(routes_of(centre(says, {"x": {}, "y": {}})).reason_queue) == {0}

    def test_choices_are_counted_without_gaps(self) -> None:
        """Nobody of the first choice serves him, and of the second one group only: they are no choices."""
        says = {"a": {"route_to": ["w", "x", "y", "z"], "overflow_after": 7.5}, "b": {}}
        groups = {"w": {"serves": ["b"]}, "x": {}, "y": {"serves": ["b"]}, "z": {}}
        found = routes_of(centre(says, groups))
        assert found.route[0].tolist() == [NONE, 0, NONE, 1]
        assert found.queue["choices"][0] == 2

    def test_overflow_is_in_ms_and_choices_count_from_one(self) -> None:
        says = {"a": {"route_to": ["x", "y+z"], "overflow_after": 7.5}, "b": {"route_to": ["z"]}}
        found = unbanded(routes_of(centre(says, {"x": {}, "y": {}, "z": {}})))
        assert found.queue["overflow"].tolist() == [7500, 0]
        assert found.queue["choices"].tolist() == [2, 1]
        assert found.route.tolist() == [[0, 1, 1], [NONE, NONE, 0]]

    def test_a_group_must_be_chosen_and_serve(self) -> None:
        says = {"a": {"route_to": ["x", "y"]}, "b": {"route_to": ["x"]}}
        groups = {"x": {}, "y": {"serves": ["b"]}, "z": {"serves": ["a", "b"]}}
        assert unbanded(routes_of(centre(says, groups))).route.tolist() == [[0, NONE, NONE]]

    def test_x_design(self) -> None:
        """Each group prefers its own callers, and helps the other's."""
        says = {"a": {"route_to": ["x", "y"]}, "b": {"route_to": ["y", "x"]}}
        groups = {"x": {"serves": ["a", "b"]}, "y": {"serves": ["b", "a"]}}
        found = unbanded(routes_of(centre(says, groups)))
        assert rows(found) == [([0, 1], [0, 1]), ([1, 0], [1, 0])]


class TestChat:
    """Queues of those who write, behind those of the phone."""

    BOTH: Mapping[str, Mapping[str, Any]] = {"phone": {}, "written": {"channel": "chat"}}

    def test_nobody_writes_where_no_reason_has_a_share(self) -> None:
        found = routes_of(centre({"a": {}}, self.BOTH))
        assert rows(found) == [([0, NONE], [0, NONE]), ([NONE, NONE], [NONE, NONE])]
        assert found.chat_queue.tolist() == [NONE]

    def test_nor_where_nobody_would_answer(self) -> None:
        groups = {"phone": {}, "written": {"channel": "chat", "serves": ["b"]}}
        found = routes_of(centre({"a": {"chat_share": 0.5}, "b": {}}, groups))
        assert found.chat_queue.tolist() == [NONE, NONE]

    def test_groups_for_chat_take_these_alone(self) -> None:
        says = {"a": {"chat_share": 0.5}, "b": {}, "c": {"chat_share": 1.0, "priority": 2}}
        found = routes_of(centre(says, self.BOTH))
        assert found.reason_queue.tolist() == [0, 0, 2]
        assert found.chat_queue.tolist() == [4, NONE, 5]
        assert rows(found)[4:] == [([NONE, 0], [NONE, 0])] * 2
        assert all(route[1] == prefer[1] == NONE for route, prefer in rows(found)[:4])
        assert found.queue["priority"].tolist() == [0, 0, 2, 2, 0, 2]

    def test_choices_are_counted_among_those_who_write(self) -> None:
        groups = {"a": {"channel": "chat"}, "b": {}, "c": {"channel": "chat"}}
        says = {"a": {"chat_share": 1.0, "route_to": ["c", "b", "a"], "overflow_after": 30.0}}
        found = routes_of(centre(says, groups))
        assert found.route[found.chat_queue[0]].tolist() == [1, NONE, 0]
        assert found.route[found.reason_queue[0]].tolist() == [NONE, 0, NONE]
        assert found.queue[found.chat_queue[0]].choices == 2
        assert found.queue[found.chat_queue[0]].overflow == 30_000


class TestBands:
    """Queues by how many groups may not decide."""

    TIERS: Mapping[str, Mapping[str, Any]] = {"first": {}, "second": {"direct": False, "authority": 500.0}}

    def test_second_tier(self) -> None:
        found = routes_of(centre({"a": {}}, self.TIERS, beyond="transfer"))
        assert found.bands == 2
        assert rows(found) == [([0, NONE], [0, NONE]), ([NONE, 0], [NONE, 0])]

    @pytest.mark.parametrize(
        "how",
        [
            {},
            {"routing": "authority"},
            {"beyond": "transfer"},
            {"routing": "authority", "decisions": False},
        ],
    )
    def test_there_are_as_many_as_groups(self, how: dict[str, Any]) -> None:
        """Whether or not they are used now: what decides that may change in the middle of a run."""
        found = routes_of(centre({"a": {}, "b": {"priority": 1}}, self.TIERS, **how))
        assert found.bands == 2
        assert found.reason_queue.tolist() == [0, 2]
        assert found.queue.shape == (4,)

    def test_one_group_has_none(self) -> None:
        assert routes_of(centre({"a": {}}, {"all": {}}, routing="authority")).bands == 1

    def test_null_is_the_authority_of_governance(self) -> None:
        groups = {"x": {"authority": 50.0}, "y": {}, "z": {"authority": 10.0}}
        found = routes_of(centre({"a": {}}, groups, routing="authority", authority=100.0))
        assert found.route.tolist() == [[0, 0, 0], [0, 0, NONE], [NONE, 0, NONE]]

    def test_who_decides_alike_is_of_one_band(self) -> None:
        """A stake that x may not decide is beyond y too: two groups fewer, and band 1 means the same."""
        groups = {"x": {"authority": 10.0}, "y": {"authority": 10.0}, "z": {"authority": 50.0}}
        found = routes_of(centre({"a": {}}, groups, routing="authority"))
        assert found.route.tolist() == [[0, 0, 0], [NONE, NONE, 0], [NONE, NONE, 0]]

    def test_a_band_that_nobody_may_take(self) -> None:
        groups = {"x": {}, "y": {"authority": 500.0, "serves": ["b"]}}
        found = routes_of(centre({"a": {}, "b": {}}, groups, routing="authority"))
        assert found.route.tolist() == [[0, NONE], [NONE, NONE], [0, 0], [NONE, 0]]
        assert found.queue["choices"].tolist() == [1, 0, 1, 1]


# An independent reading: plain loops and dictionaries over one caller at a time.


def may_answer(scenario: Scenario, reason: str, group: str) -> bool:
    chosen, serves = scenario.demand.reasons[reason].route_to, scenario.staffing.groups[group].serves
    in_choices = not chosen or any(group in choice.split("+") for choice in chosen)
    return in_choices and (not serves or any(reason in choice.split("+") for choice in serves))


def place_in(choices: list[str], name: str) -> int:
    return next((place for place, one in enumerate(choices) if name in one.split("+")), 0)


def authority(scenario: Scenario, group: str) -> float:
    own = scenario.staffing.groups[group].authority
    return scenario.governance.authority if own is None else own


def takers(scenario: Scenario, reason: str, band: int) -> dict[str, tuple[int, int]]:
    """Who may take a caller of a band, with the group's place for him and his for the group.

    Choices are counted among those who may take him: he does not wait for a choice that nobody is.
    """
    groups, found = scenario.staffing.groups, {}
    for name, group in groups.items():
        below = sum(authority(scenario, other) < authority(scenario, name) for other in groups)
        allowed = group.direct if band == 0 else below >= band
        if allowed and may_answer(scenario, reason, name):
            found[name] = (
                place_in(scenario.demand.reasons[reason].route_to, name),
                place_in(group.serves, reason),
            )
    there = sorted({choice for choice, _ in found.values()})
    return {name: (there.index(choice), place) for name, (choice, place) in found.items()}


def answers(scenario: Scenario, reason: str) -> dict[str, tuple[int, int]]:
    """Who answers a reason at all, with the places as they are written, gaps and all."""
    chosen = scenario.demand.reasons[reason].route_to
    return {
        name: (place_in(chosen, name), place_in(group.serves, reason))
        for name, group in scenario.staffing.groups.items()
        if may_answer(scenario, reason, name)
    }


@st.composite
def choices(draw: st.DrawFn, names: list[str]) -> list[str]:
    """Some of the names in some order, some of them joined."""
    some = draw(st.lists(st.sampled_from(names), unique=True))
    joined: list[str] = []
    for name in some:
        if joined and draw(st.booleans()):
            joined[-1] += f"+{name}"
        else:
            joined.append(name)
    return joined


@st.composite
def centres(draw: st.DrawFn) -> Scenario:
    reasons = [f"r{place}" for place in range(draw(st.integers(1, 4)))]
    groups = [f"g{place}" for place in range(draw(st.integers(1, 4)))]
    asked = {
        name: {
            "priority": draw(st.integers(0, 1)),
            "overflow_after": draw(st.sampled_from((0.0, 2.5))),
            "route_to": draw(choices(groups)),
        }
        for name in reasons
    }
    offered = {
        name: {
            "serves": draw(choices(reasons)),
            "direct": draw(st.booleans()),
            "authority": draw(st.none() | st.sampled_from(AMOUNTS)),
        }
        for name in groups
    }
    how = {
        "routing": draw(st.sampled_from(("skill", "authority"))),
        "beyond": draw(st.sampled_from(("ask", "transfer"))),
        "decisions": draw(st.booleans()),
        "authority": draw(st.sampled_from(AMOUNTS)),
    }
    return centre(asked, offered, **how)


@given(centres())
@settings(max_examples=300, deadline=None)
def test_every_queue_is_as_the_rules_read(scenario: Scenario) -> None:
    found = routes_of(scenario)
    groups = list(scenario.staffing.groups)
    for row, (name, reason) in enumerate(scenario.demand.reasons.items()):
        for band in range(found.bands):
            queue = int(found.reason_queue[row]) + band
            expected = takers(scenario, name, band)
            taken = {
                group: (int(found.route[queue, place]), int(found.prefer[place, queue]))
                for place, group in enumerate(groups)
                if found.route[queue, place] != NONE
            }
            assert taken == expected
            assert ((found.route[queue] == NONE) == (found.prefer[:, queue] == NONE)).all()
            record = found.queue[queue]
            assert record["choices"] == max((rank for rank, _ in expected.values()), default=-1) + 1
            assert record["overflow"] == reason.overflow_after * 1000
            assert record["priority"] == reason.priority


@given(centres())
@settings(max_examples=300, deadline=None)
def test_reasons_share_queues_where_nothing_sets_them_apart(scenario: Scenario) -> None:
    """And the rows are all used: as many as classes and bands, classes by their first reason."""
    found = routes_of(scenario)
    kinds = [
        (one.priority, one.overflow_after, answers(scenario, name))
        for name, one in scenario.demand.reasons.items()
    ]
    first = [kinds.index(kind) for kind in kinds]
    order = sorted(set(first))
    assert found.reason_queue.tolist() == [order.index(place) * found.bands for place in first]
    assert found.queue.shape == (len(order) * found.bands,)
    assert found.bands == len(scenario.staffing.groups)


@given(centres(), st.sampled_from((5.0, 20.0, 50.0, 100.0, 300.0, 600.0)))
@settings(max_examples=300, deadline=None)
def test_a_band_is_whoever_may_decide(scenario: Scenario, stake: float) -> None:
    """A caller in the band of his stake meets all groups that may decide it and answer him, and no other."""
    found = routes_of(scenario)
    groups = list(scenario.staffing.groups)
    band = sum(authority(scenario, group) < stake for group in groups)
    if found.bands == 1 or not 1 <= band < len(groups):
        return
    for row, name in enumerate(scenario.demand.reasons):
        eligible = found.route[found.reason_queue[row] + band] != NONE
        assert {group for group, may in zip(groups, eligible, strict=True) if may} == {
            group
            for group in groups
            if may_answer(scenario, name, group) and authority(scenario, group) >= stake
        }

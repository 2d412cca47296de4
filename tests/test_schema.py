"""The closed schema: every key is known, every misspelt one answered, every value held against its kind."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import schema
from sim.coordination import Circle
from sim.decision_points import POINTS
from sim.parameters import declarations
from sim.reasons import Law, Reason
from sim.refusal import Refused
from sim.scenario import Group, Scenario
from sim.study import Study

KEYS = schema.keys("complaint")
PARTS = {f"{place}.complaint" for place in schema.NAMED_PARTS}
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "_-")
NEIGHBOUR = {one: other for row in ROWS for one, other in zip(row, row[1:] + row[-2], strict=True)}


AS_NEAR_TO_TWO = ("fitm",)  # fit and one letter more, or firm and one mistaken


def typos(key: str) -> Iterator[str]:
    """Five ways in which a finger errs once, in the key's last word."""
    place = key.rindex(".") + 1 if "." in key else 0
    middle = place + (len(key) - place) // 2
    yield key[:middle] + key[middle + 1 :]
    yield key[:middle] + key[middle] + key[middle:]
    yield key[:middle] + NEIGHBOUR[key[middle]] + key[middle + 1 :]
    yield key + "s"
    swap = next((i for i in range(place, len(key) - 1) if key[i] != key[i + 1]), None)
    if swap is not None:
        yield key[:swap] + key[swap + 1] + key[swap] + key[swap + 2 :]


def nested(key: str, value: Any) -> dict[str, Any]:
    for part in reversed(key.split(".")):
        value = {part: value}
    return value


def refusal(mapping: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        schema.build_all(mapping)
    assert "\n" not in str(caught.value)
    return caught.value


def test_the_two_records_share_no_key() -> None:
    assert not asdict(Study()).keys() & asdict(Scenario()).keys()


def test_every_declared_number_has_a_key() -> None:
    for record in (Scenario, Study):
        assert {key for key, _, _ in declarations(record)} <= set(schema.keys())
    assert {f"demand.reasons.complaint.{key}" for key, _, _ in declarations(Reason)} <= set(KEYS)
    assert {f"staffing.groups.complaint.{key}" for key, _, _ in declarations(Group)} <= set(KEYS)


def test_the_defaults_build_the_declared_records() -> None:
    scenario, study = schema.build_all(schema.defaults())
    assert scenario.rules == schema.default_rules()
    assert (scenario, study) == (Scenario(rules=schema.default_rules()), Study())


@pytest.mark.parametrize("key", [key for key in KEYS if key not in PARTS])
def test_a_misspelt_key_is_answered_with_the_right_one(key: str) -> None:
    for typo in typos(key):
        if typo in AS_NEAR_TO_TWO:
            continue
        assert typo not in KEYS
        assert schema.nearest_key(typo) == key, typo
        refused = refusal(nested(typo, 1))
        assert refused.nearest == key or typo.startswith(f"{refused.nearest}."), typo


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("authority", "governance.authority"),
        ("autority", "governance.authority"),
        ("span_of_control", "staffing.span_of_control"),
        ("demnd.scale", "demand.scale"),
        ("demandscale", "demand.scale"),
        ("demand.reasns.complaint.share", "demand.reasons.complaint.share"),
        ("staffing.group.second.authority", "staffing.groups.second.authority"),
        ("direct", "staffing.groups.<name>.direct"),
        ("governance.review.man", "governance.review.mean"),
        ("result.dir", "results.dir"),
        ("nothing_like_it", None),
    ],
)
def test_what_was_meant(typed: str, meant: str | None) -> None:
    assert schema.nearest_key(typed) == meant


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abcd", "abd", 1), ("kitten", "sitting", 3)],
)
def test_edits(one: str, other: str, edits: int) -> None:
    assert schema.edits(one, other) == schema.edits(other, one) == edits


@given(st.text("ab", max_size=6), st.text("ab", max_size=6))
def test_edits_are_none_between_equals_only(one: str, other: str) -> None:
    assert (schema.edits(one, other) == 0) == (one == other)
    assert schema.edits(one, other) <= max(len(one), len(other))


@given(st.text("ab", max_size=6), st.text("ab", max_size=6), st.integers(0, 4))
def test_edits_up_to_a_limit(one: str, other: str, most: int) -> None:
    limited, edits = schema.edits(one, other, most), schema.edits(one, other)
    assert limited == edits or (limited > most and edits > most)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("governance.authority", True, "a number from 0"),
        ("governance.authority", "20", "a number from 0"),
        ("governance.authority", "1e3", "a number from 0"),
        ("governance.authority", None, "a number from 0"),
        ("governance.authority", [20], "a number from 0"),
        ("governance.authority", math.nan, "a number from 0"),
        ("governance.authority", math.inf, "a number from 0"),
        ("governance.authority", -0.01, "a number from 0"),
        ("governance.authority", 10**400, "a number from 0"),
        ("replications", 2.5, "a whole number from 1"),
        ("replications", 0, "a whole number from 1"),
        ("replications", True, "a whole number from 1"),
        ("seed", 2**32, "from 0 to 4294967295"),
        ("workers", "all", "or null"),
        ("governance.limits", 100, "a list"),
        ("governance.limits", {"a": 1}, "a list"),
        ("demand.season", [1.0] * 11 + ["x"], "a number from 0 to 10"),
        ("demand.season", [1.0] * 11 + [None], "a number from 0 to 10"),
        ("demand.season", [1.0] * 11 + [11], "a number from 0 to 10"),
        ("governance.decisions", "true", "true or false"),
        ("governance.decisions", 1, "true or false"),
        ("governance.decisions", None, "true or false"),
        ("governance.approver", False, "one of own, pooled"),
        ("governance.approver", "pool", "did you mean 'pooled'"),
        ("governance.approver", ["own"], "one of own, pooled"),
        ("calendar.opens", 750, "quoted text"),
        ("calendar.start", 2025, "quoted text"),
        ("calendar.weekdays", "monday", "a list"),
        ("calendar.weekdays", ["monday", True], "quoted text"),
        ("title", "two\nlines", "plain text"),
        ("title", "${oc.env:HOME}", "plain text"),
        ("name", "???", "plain text"),
        ("study", 5, "or null"),
        ("governance", None, "keys and values of its own"),
        ("governance", [1], "keys and values of its own"),
        ("governance.review", 3.0, "keys and values of its own"),
        ("demand.reasons", ["sales"], "reasons by name"),
        ("demand.reasons", {"Sales": {}}, "names of reasons"),
        ("demand.reasons", {"no reason": {}}, "names of reasons"),
        ("demand.reasons", {True: {}}, "names of reasons"),
        ("demand.reasons", {f"r{i}": {} for i in range(61)}, "at most 60 reasons"),
        ("demand.reasons.sales", 0.5, "keys and values of its own"),
        ("staffing.groups", ["first"], "groups by name"),
        ("staffing.groups", {"First": {}}, "names of groups"),
        ("staffing.groups", {"first+second": {}}, "names of groups"),
        ("staffing.groups", {f"g{i}": {} for i in range(33)}, "at most 32 groups"),
        ("staffing.groups.first", [1], "keys and values of its own"),
        ("staffing.groups.first.serves", "sales", "a list"),
        ("staffing.groups.first.present", 5, "a list"),
        ("staffing.groups.first.present", [5, -1], "a number from 0"),
        ("staffing.routing", "skills", "did you mean 'skill'"),
        ("staffing.lines", 0, "a whole number from 1"),
        ("staffing.lines", 2.5, "a whole number from 1"),
        ("demand.reasons.sales.priority", 0.5, "a whole number from 0 to 9"),
        ("demand.reasons.sales.share", 1.01, "a number from 0 to 1"),
        ("rules", "within_authority", "names of rules"),
        ("rules.desk", "within_authority", "names of rules by question"),
        ("rules.desk", {"may_decide": 3}, "the name of a rule"),
        ("rules", {"desk.may_decid": "within_authority"}, "did you mean 'rules.desk.may_decide'"),
        ("warmup", "automatic", "or null"),
    ],
)
def test_a_value_of_the_wrong_kind(key: str, value: object, expected: str) -> None:
    refused = refusal(nested(key, value))
    assert refused.place.startswith(key)
    assert expected in str(refused)


def test_an_element_is_named() -> None:
    assert refusal({"demand": {"season": [1.0, "x"]}}).place == "demand.season[1]"


@pytest.mark.parametrize(("given_value", "kept"), [(3, 3), (3.0, 3)])
def test_whole_numbers_stay_whole(given_value: float, kept: int) -> None:
    study = schema.build_all({"replications": given_value})[1]
    assert study.replications == kept
    assert isinstance(study.replications, int)


def test_numbers_become_floats_without_a_negative_zero() -> None:
    governance = schema.build_all({"governance": {"authority": -0.0, "limits": [100, None]}})[0].governance
    assert math.copysign(1, governance.authority) == 1
    assert [type(limit) for limit in governance.limits] == [float, type(None)]


def test_auto_is_null() -> None:
    assert schema.build_all({"warmup": "auto"})[1].warmup is None
    assert schema.build_all({"warmup": 5})[1].warmup == 5


class TestReasons:
    """User-chosen names, each with the defaults of a reason."""

    def test_those_given_stand_alone(self) -> None:
        reasons = schema.build_all({"demand": {"reasons": {"sales": {"share": 1.0}}}})[0].demand.reasons
        assert list(reasons) == ["sales"]

    def test_none_is_the_single_one(self) -> None:
        assert schema.build_all({"demand": {"reasons": {}}})[0].demand.reasons == {"any": Reason()}

    def test_null_leaves_one_out(self) -> None:
        given_reasons = {"sales": {"share": 1.0}, "other": None}
        assert list(schema.build_all({"demand": {"reasons": given_reasons}})[0].demand.reasons) == ["sales"]

    def test_a_law_keeps_what_is_not_said(self) -> None:
        mapping = {"demand": {"reasons": {"sales": {"handling": {"mean": 3}}}}}
        law = schema.build_all(mapping)[0].demand.reasons["sales"].handling
        assert law == Law(law="lognormal", mean=3.0, cv=1.25)

    def test_their_order_is_that_of_their_names(self) -> None:
        """The order of lines in a file must change no draw."""
        first = schema.build_all({"demand": {"reasons": {"b": {}, "a": {}}}})[0]
        second = schema.build_all({"demand": {"reasons": {"a": {}, "b": {}}}})[0]
        assert list(first.demand.reasons) == list(second.demand.reasons) == ["a", "b"]


class TestGroups:
    """The same, for the groups of advisors."""

    def test_those_given_stand_alone_in_the_order_of_their_names(self) -> None:
        mapping = {"staffing": {"groups": {"second": {"direct": False}, "first": {}, "all": None}}}
        groups = schema.build_all(mapping)[0].staffing.groups
        assert groups == {"first": Group(), "second": Group(direct=False)}
        assert list(groups) == ["first", "second"]

    def test_none_is_the_single_one(self) -> None:
        assert schema.build_all({"staffing": {"groups": {"x": None}}})[0].staffing.groups == {"all": Group()}


class TestCircles:
    """The same, for kinds of circle; there is none unless one is named."""

    def test_those_given_stand_in_the_order_of_their_names(self) -> None:
        mapping = {"governance": {"circles": {"team": {"decides": True}, "lead": {"share": 0.25}, "x": None}}}
        circles = schema.build_all(mapping)[0].governance.circles
        assert circles == {"lead": Circle(share=0.25), "team": Circle(decides=True)}
        assert list(circles) == ["lead", "team"]

    @pytest.mark.parametrize("circles", [{}, {"team": None}])
    def test_none_is_none(self, circles: dict[str, Any]) -> None:
        assert schema.build_all({"governance": {"circles": circles}})[0].governance.circles == {}
        assert schema.default_parts("governance.circles") == {}

    def test_at_most_twelve_kinds(self) -> None:
        kinds: dict[str, Any] = {f"kind{place}": {} for place in range(12)}
        schema.build_all({"governance": {"circles": kinds}})
        refused = refusal({"governance": {"circles": kinds | {"more": {}}}})
        assert (refused.place, refused.expected) == ("governance.circles", "at most 12 circles")

    def test_a_misspelt_key_is_answered(self) -> None:
        refused = refusal({"governance": {"circles": {"team": {"lenght": 60}}}})
        assert refused.nearest == "governance.circles.team.length"


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("governance.circles.team.length", ("governance.circles", "team", "length")),
        ("governance.circles.team", ("governance.circles", "team", "")),
        ("demand.reasons.any.handling.mean", ("demand.reasons", "any", "handling.mean")),
        ("staffing.groups.second.authority", ("staffing.groups", "second", "authority")),
        ("staffing.groups.second", ("staffing.groups", "second", "")),
        ("staffing.groups", None),
        ("staffing.groupsy.x", None),
        ("governance.authority", None),
    ],
)
def test_which_part_a_key_belongs_to(key: str, part: tuple[str, str, str] | None) -> None:
    assert schema.part_of(key) == part


class TestRules:
    """A decision point may be written with a dot or nested."""

    @pytest.mark.parametrize("rules", [{"desk.may_decide": "mine"}, {"desk": {"may_decide": "mine"}}])
    def test_is_named(self, rules: dict[str, Any]) -> None:
        chosen = schema.build_all({"rules": rules})[0].rules
        assert chosen == {**schema.default_rules(), "desk.may_decide": "mine"}
        assert list(chosen) == list(POINTS)

    def test_the_nested_form_wins(self) -> None:
        """It is what the command line makes of rules.desk.may_decide=..., over a file's dotted form."""
        rules = {"desk": {"may_decide": "line"}, "desk.may_decide": "file"}
        assert schema.build_all({"rules": rules})[0].rules["desk.may_decide"] == "line"


def test_a_part_under_its_place() -> None:
    scenario, _ = schema.build_all({"mean": 4.0}, "governance.review")
    assert scenario.governance.review.mean == 4.0
    assert scenario.governance.review.law == "exponential"

"""Values that are right by themselves and wrong together."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from sim.configuration import check
from sim.consistency import laws
from sim.decision_points import POINTS
from sim.refusal import Refused
from sim.rules import registered, rule
from sim.scenario import Scenario


def refusal(mapping: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        check(mapping)
    return caught.value


def reason(**law: object) -> dict[str, Any]:
    return {"demand": {"reasons": {"any": law}}}


def centre(
    groups: dict[str, Any], reasons: dict[str, Any] | None = None, **governance: Any
) -> dict[str, Any]:
    """Reasons and groups, of equal shares where they say nothing else."""
    return {
        "demand": {"reasons": _alike(reasons or {"any": {}})},
        "staffing": {"groups": _alike(groups)},
        "governance": governance,
    }


def _alike(parts: dict[str, Any]) -> dict[str, Any]:
    share = {"share": 1 / len(parts)}
    return {name: says if "present" in says else share | says for name, says in parts.items()}


def circles(kind: dict[str, Any], **governance: Any) -> dict[str, Any]:
    """A kind of circle; what is beyond the advisors is laid before one, unless told otherwise."""
    return {"governance": {"beyond": "circle", "circles": {"team": kind}} | governance}


ASKS: dict[str, Any] = {"beyond": "ask"}
TIERS: dict[str, Any] = {"first": {}, "second": {"authority": 500.0, "direct": False}}
HOURLY = [float(hour) for hour in range(14)]
ROUTED = [
    (centre({"a": {}, "b": {}}, {"any": {"route_to": ["a", "bb"]}}), "demand.reasons.any.route_to[1]",
     "did you mean 'b'"),
    (centre({"sales": {}}, {"any": {"route_to": ["sale"]}}), "demand.reasons.any.route_to[0]",
     "groups that are there (sales), equals joined by +; did you mean 'sales'"),
    (centre({"a": {}}, {"any": {"route_to": ["a+"]}}), "demand.reasons.any.route_to[0]", "joined by +"),
    (centre({"a": {}}, {"any": {"route_to": [""]}}), "demand.reasons.any.route_to[0]", "groups that are"),
    (centre({"a": {}, "b": {}}, {"any": {"route_to": ["a", "b+a"]}}), "demand.reasons.any.route_to[1]",
     "every one of the groups once"),
    (centre({"a": {"serves": ["any", "any"]}}), "staffing.groups.a.serves[1]", "the reasons once"),
    (centre({"a": {"serves": ["other"]}}), "staffing.groups.a.serves[0]", "reasons that are there (any)"),
    (centre({"a": {"direct": False}}), "demand.reasons.any.route_to", "answers customers"),
    (centre({"a": {}, "b": {"direct": False}}, {"any": {"route_to": ["b"]}}), "demand.reasons.any.route_to",
     "answers customers"),
    (centre({"a": {"serves": ["x"]}, "b": {}}, {"x": {}, "y": {"route_to": ["a"]}}),
     "demand.reasons.y.route_to", "serves it"),
    (centre({"a": {"share": 0.5}, "b": {"share": 0.4}}), "staffing.groups.*.share", "over a, b (null"),
    (centre({"a": {"share": None}, "b": {"share": 1}}), "staffing.groups.a.share", "in every group"),
    (centre({"a": {}, "b": {"present": [4]}}), "staffing.groups.a.present", "in every group or in none"),
    (centre({"a": {"present": [4], "share": 1}}), "staffing.groups.a.share", "null: present says"),
    (centre({"a": {"present": []}}), "staffing.groups.a.present", "one number, or 14"),
    (centre({"a": {"present": HOURLY}, "b": {"present": HOURLY[:-1]}}), "staffing.groups.b.present", "or 14"),
    (centre(TIERS | {"second": {}}, beyond="transfer"), "governance.beyond", "two groups differ"),
    (centre({"all": {"authority": 500.0}}, beyond="transfer"), "governance.beyond", "two groups differ"),
    (centre({"a": {"authority": 20}, "b": {}}, beyond="transfer"), "governance.beyond", "two groups differ"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("mapping", "key", "expected"),
    [
        ({"governance": {"limits": []}}, "governance.limits", "a manager for every advisor"),
        ({"governance": {"limits": [100]}}, "governance.limits", "null as the last limit"),
        (circles({}, beyond="ask", limits=[]), "governance.limits", "a manager for every advisor"),
        (circles({}, limits=[]), "governance.limits", "a manager for every advisor, or a circle"),
        (circles({"decides": True, "share": 0.9}, limits=[]), "governance.limits", "(share: 1)"),
        (circles({"consents": True}, limits=[]), "governance.limits", "or a circle that decides"),
        (circles({}), "governance.beyond", "a kind of circle that decides"),
        ({"governance": {"beyond": "circle"}}, "governance.beyond", "circles.<name>.decides: true"),
        (circles({"share": 0}), "governance.circles.team.share", "a share above 0"),
        (circles({"share": 0}, decisions=False), "governance.circles.team.share", "(null leaves a kind"),
        (circles({"decides": True, "item": 80}), "governance.circles.team.item", "at most the 75 min"),
        (
            {"governance": {"coordination": {"roles": 50, "role_upkeep": 600}}},
            "governance.coordination",
            "at most a shift of 480 min a day",
        ),
        ({"support": {"floor_share": 0.6, "meeting_share": 0.5}}, "support", "at most 1 for coaching_share"),
        (circles({"item": 80}, beyond="ask"), "governance.circles.team.item", "at most the 75 min"),
        (circles({"at": "25:00", "length": 0}), "governance.circles.team.at", "25:00"),
        (circles({"consents": True, "length": 0}), "governance.circles.team.item", "at most the 0 min"),
        (circles({"at": "9h"}, **ASKS), "governance.circles.team.at", "a clock time as quoted text"),
        (circles({"at": "07:04"}, **ASKS), "governance.circles.team.at", "its 5 min of preparation"),
        (circles({"at": "19:46"}, **ASKS), "governance.circles.team.at", "within the opening hours"),
        (circles({"length": 836}, **ASKS), "governance.circles.team.length", "the 840 min of the shortest"),
        ({"governance": {"limits": [None, None]}}, "governance.limits", "null as the last limit alone"),
        ({"governance": {"limits": [100, 50, None]}}, "governance.limits", "limits that rise"),
        ({"governance": {"limits": [50, 50, None]}}, "governance.limits", "limits that rise"),
        ({"governance": {"limits": [*range(10), None]}}, "governance.limits", "at most 10 levels"),
        (reason(handling={"mean": None}), "demand.reasons.any.handling.mean", "a mean"),
        ({"governance": {"review": {"mean": None}}}, "governance.review.mean", "a mean"),
        (reason(handling={"law": "empirical"}), "demand.reasons.any.handling.values", "at least two"),
        (reason(stake={"law": "empirical", "values": [1]}), "demand.reasons.any.stake.values", "at least"),
        (reason(patience={"values": [1, 2]}), "demand.reasons.any.patience.values", "unless the law is"),
        ({"demand": {"reasons": {"a": {"share": 0.5}}}}, "demand.reasons.*.share", "sum to 1"),
        ({"demand": {"reasons": {"a": {}, "b": {}}}}, "demand.reasons.*.share", "over a, b"),
        ({"demand": {"season": [1.0] * 11}}, "demand.season", "12 numbers"),
        ({"demand": {"season": [0.0] * 12}}, "demand.season", "a volume in some month"),
        ({"demand": {"weekday_factors": [1.0] * 5}}, "demand.weekday_factors", "7 numbers"),
        ({"demand": {"weekday_factors": [0, 0, 0, 0, 0, 1, 1]}}, "demand.weekday_factors", "open weekday"),
        ({"demand": {"profile": [0.5, 0.4]}}, "demand.profile", "sum to 1"),
        ({"demand": {"profile": [0.5, 0.5]}}, "demand.profile", "the opening hours"),
        ({"demand": {"profile": []}}, "demand.profile", "sum to 1"),
        ({"demand": {"file": " "}}, "demand.file", "the path"),
        ({"calendar": {"opens": "7h"}}, "calendar.opens", "a clock time as quoted text"),
        ({"calendar": {"closes": "24:30"}}, "calendar.closes", "a clock time as quoted text"),
        ({"calendar": {"opens": "21:00", "closes": "07:00"}}, "demand.profile", "the opening hours"),
        ({"calendar": {"start": "06/01/2025"}}, "calendar.start", "a day of 1900 to 2200"),
        ({"calendar": {"start": "20250106"}}, "calendar.start", "a day of 1900 to 2200"),
        ({"calendar": {"start": "2025-02-30"}}, "calendar.start", "2025-01-06"),
        ({"calendar": {"start": "9999-12-31"}}, "calendar.start", "a day of 1900 to 2200"),
        ({"calendar": {"holidays": ["2025-12-25", "Xmas"]}}, "calendar.holidays[1]", "a day of"),
        ({"calendar": {"weekdays": ["monday", "tusday"]}}, "calendar.weekdays", "did you mean 'tuesday'"),
        ({"calendar": {"weekdays": []}}, "calendar.weekdays", "at least one open day"),
        ({"rules": {"desk.may_decide": "within_authorty"}}, "rules.desk.may_decide", "'within_authority'"),
        ({"study": "../elsewhere"}, "study", "at most 64 letters"),
        ({"name": "."}, "name", "letters, digits"),
        ({"name": "a//b"}, "name", "letters, digits"),
        ({"name": "../a"}, "name", "letters, digits"),
        ({"name": "<b>"}, "name", "letters, digits"),
        ({"name": "a/" * 50 + "b"}, "name", "at most 100"),
        ({"study": ""}, "study", "at most 64 letters"),
        ({"results": {"dir": ""}}, "results.dir", "the path of a folder"),
    ],
)  # fmt: skip
def test_refused(mapping: dict[str, Any], key: str, expected: str) -> None:
    refused = refusal(mapping)
    assert refused.place == key
    assert expected in str(refused)


@pytest.mark.parametrize(("mapping", "key", "expected"), ROUTED)
def test_groups_and_routes_that_do_not_fit(mapping: dict[str, Any], key: str, expected: str) -> None:
    refused = refusal(mapping)
    assert refused.place == key
    assert expected in str(refused)
    assert "\n" not in str(refused)


def test_without_managers_a_circle_takes_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another rule might leave some to nobody."""
    known = {point: dict(registered(point)) for point in POINTS}
    monkeypatch.setattr("sim.rules._REGISTRY", known)

    @rule("circle.takes", reference="a test")
    def some_of_them(advisor, case, settings):  # type: ignore[no-untyped-def]
        return case.stake < 100.0

    chosen = {"rules": {"circle": {"takes": "some_of_them"}}}
    check(circles({"decides": True}) | chosen)
    refused = refusal(circles({"decides": True}, limits=[]) | chosen)
    assert refused.place == "governance.limits"
    assert "takes any case" in str(refused)


def test_a_meeting_lies_within_the_hours_of_every_weekday(tmp_path: Path) -> None:
    """The hours of a file: from 9:00 to 17:00, on Fridays to 13:00."""
    days = [datetime.date(2025, 1, 6) + datetime.timedelta(days) for days in range(28)]
    lines = ["interval,calls"]
    for day in days:
        past = {4: 13, 5: 0, 6: 0}.get(day.weekday(), 17)
        lines += [f"{day}T{hour:02}:{half}0,5" for hour in range(9, past) for half in (0, 3)]
    file = tmp_path / "calls.csv"
    file.write_text("\n".join(lines) + "\n")
    demand = {"demand": {"file": str(file), "timezone": "Europe/Paris"}}
    check(demand | circles({"at": "09:05"}, **ASKS))
    check(demand | circles({"at": "11:45"}, **ASKS))
    assert refusal(demand | circles({"at": "11:46"}, **ASKS)).place == "governance.circles.team.at"
    refused = refusal(demand | circles({"length": 240.0}, **ASKS))
    assert "at most the 240 min of the shortest opening, 5 of preparation included" in str(refused)


def test_staff_is_said_once() -> None:
    groups = {"a": {"present": [4]}}
    refused = refusal({"staffing": {"groups": groups, "present": 4}})
    assert (refused.place, refused.expected) == (
        "staffing.present", "null: the groups say how many are present"
    )  # fmt: skip


def test_periods_are_laid_onto_intervals() -> None:
    staffing = {"groups": {"a": {"present": HOURLY}}, "period": 60}
    demand = {"profile": [1 / 7] * 7, "slot": 120}
    refused = refusal({"staffing": staffing, "demand": demand})
    assert refused.place == "staffing.period"
    assert "a multiple of the intervals' 120 min" in str(refused)


@pytest.mark.parametrize(
    "mapping",
    [
        {},
        {"governance": {"limits": [None]}},
        {"governance": {"limits": [50, 100, None]}},
        {"governance": {"decisions": False, "limits": [5]}},  # limits are not used
        reason(patience={"mean": None}, hold_patience={"mean": None}),
        reason(handling={"law": "empirical", "mean": None, "values": [1, 2, 3]}),
        {"demand": {"reasons": {"a": {"share": 0.25}, "b": {"share": 0.75}, "c": None}}},
        {"demand": {"profile": [1.0], "slot": 1440}, "calendar": {"opens": "00:00", "closes": "24:00"}},
        {"demand": {"profile": [1.0], "slot": 1440}, "calendar": {"never_closes": True}},
        {"calendar": {"weekdays": ["saturday", "monday"], "holidays": ["2025-12-25"]}},
        centre(TIERS, beyond="transfer"),
        centre(TIERS, beyond="transfer", authority=400.0),
        centre({"all": {}}, beyond="transfer", decisions=False),  # nothing is decided on
        centre({"a": {"share": 0.3333}, "b": {"share": 0.3333}, "c": {"share": 0.3333}}),
        centre({"a": {"present": [4]}, "b": {"present": HOURLY}}),
        centre({"a": {}, "b": {}}, {"any": {"route_to": ["b", "a"], "overflow_after": 10.0}}),
        centre({"a": {}}, {"any": {"overflow_after": 10.0}}),  # there is no other choice to wait for
        centre({"a": {}, "b": {"serves": ["y"]}}, {"x": {}, "y": {"route_to": ["a + b"]}}),
        reason(stake={"law": "gamma"}, extension={"law": "gamma"}, extension_share=0.2),
        {"staffing": {"lines": 1, "routing": "authority"}},
        circles({"decides": True}),
        circles({"decides": True}, limits=[]),
        circles({"decides": True, "share": 0.9}),
        circles({"decides": True}, beyond="advise", limits=[]),  # nobody asks it, and nobody need be asked
        {"governance": {"beyond": "advise", "limits": []}},
        {"governance": {"decisions": False, "limits": []}},
        circles({"at": "07:05"}, **ASKS),
        circles({"at": "19:45"}, **ASKS),
        circles({"at": "03:00", "length": 0}, **ASKS),  # never
        circles({"length": 835}, **ASKS),
        {"study": "a.b-c_1"},
        {"name": "ladder/mmn"},
    ],
)
def test_accepted(mapping: dict[str, Any]) -> None:
    check(mapping)


def test_every_law_is_looked_at() -> None:
    found = {key for key, _ in laws(Scenario())}
    assert {"governance.review", "demand.redial_delay", "demand.reasons.any.handling"} <= found
    assert all("." in key for key in found)


def test_a_manager_who_approves_nothing_has_a_day_of_one() -> None:
    """Shares that sum to 1 in the decimals people write."""
    shares = {"coaching_share": 0.1, "floor_share": 0.2, "reporting_share": 0.3, "meeting_share": 0.4}
    check({"support": shares})

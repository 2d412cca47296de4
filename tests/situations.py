"""Situations: what happens in a small centre, told so that a manager can read and judge it.

The files of tests/situations, one for each decision point, hold a few situations each: who works there, who
calls, and what then happens, exact to the millisecond. The centre is that of `centres.centre_of` (one
advisor who decides up to 50 EUR; 5 minutes of talk, 1 of wrap-up; one level of managers who read in 3
minutes); a situation says what differs, in the words of `plain_words`. Called by `tests/test_situations.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import plain_words as words
import yaml
from centres import Centre, centre_of, groups_of, infallible
from plain_words import (
    CENTRE,
    CIRCLE,
    FORMS,
    GROUP,
    MINDS,
    SHOCK,
    WORKING_LIFE,
    entries,
    listed,
    quantity,
    set_in,
    text,
    unclear,
)
from what_happens import compared
from wishes import call_of, reason_of

from sim.channels import Chat
from sim.clientele import Customers
from sim.coordination import Circle, Coordination
from sim.decision_points import POINTS
from sim.projects import WorkingGroups
from sim.reasons import Reason
from sim.rights import Advice, Breaking, Governance, Judgement
from sim.rules import registered
from sim.scenario import Calendar, Demand, Scenario, Staffing
from sim.shocks import Crisis, Shock
from sim.steering import Incentives, Script
from sim.support import Support
from sim.workforce import People

FOLDER = Path(__file__).parent / "situations"
PARTS = {"title", "centre", "rules", "calls", "then"}
STAFF = {"advisors", "days", "seed", "groups", "circles", "shocks"}


@dataclass(frozen=True)
class Situation:
    """A situation as it stands in its file.

    Attributes:
        title: what it shows.
        parts: the nodes of its parts, by name.
    """

    title: str
    parts: dict[str, yaml.Node]

    @cached_property
    def staff(self) -> dict[str, yaml.Node]:
        node = self.parts.get("centre")
        return entries(node, STAFF | CENTRE.keys()) if node else {}

    @cached_property
    def calls(self) -> dict[str, tuple[str, str]]:
        """Time and wish of every caller by name."""
        return {name: call_of(node) for name, node in entries(self.parts["calls"]).items()}

    def number(self, name: str, usual: int = 1) -> int:
        return int(quantity(self.staff[name], "1")) if name in self.staff else usual

    @cached_property
    def scenario(self) -> Scenario:
        """The centre and its form of governance."""
        part = set_in({name: node for name, node in self.staff.items() if name not in STAFF}, CENTRE)
        said = entries(self.parts["calls"])
        wishes = {wish: said[name] for name, (_, wish) in self.calls.items()}
        share = {"share": 1 / len(wishes)} | part[Reason]
        rights = {
            "judgement": infallible(**part[Judgement]),
            "breaking": Breaking(**({"violation_probability": 0.0} | part[Breaking])),
            "advice": Advice(**part[Advice]),
            "coordination": Coordination(**part[Coordination]),
            "script": Script(**part[Script]),
            "incentives": Incentives(**part[Incentives]),
            "working_groups": WorkingGroups(**part[WorkingGroups]),
            "crisis": Crisis(**part[Crisis]),
            **{name: kind(**part[kind]) for name, kind in FORMS.items()},
            "circles": {name: Circle(**given) for name, given in self._named("circles", CIRCLE).items()},
        }
        if groups := self._named("groups", GROUP):
            part[Staffing]["groups"] = groups_of(**groups)
        part[Staffing]["chat"] = Chat(**part[Chat])
        if shocks := self._named("shocks", SHOCK):
            part[Demand]["shocks"] = {name: Shock(**given) for name, given in shocks.items()}
        made = centre_of(
            {wish: reason_of(wish, node, share) for wish, node in wishes.items()},
            demand=part[Demand],
            staffing=part[Staffing],
            customers=part[Customers] | {name: kind(**part[kind]) for name, kind in MINDS.items()},
            people=part[People] | {name: part[kind] for name, kind in WORKING_LIFE.items()},
            support=part[Support],
            **part[Calendar],
            **(part[Governance] | rights),
        )
        return replace(made, rules=self._rules())

    def _named(self, what: str, known: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Groups or circles that the situation names, each with its parameters."""
        if what not in self.staff:
            return {}
        [record] = {record for record, _ in known.values()}
        given = entries(self.staff[what]).items()
        return {name: set_in(entries(node, known), known)[record] for name, node in given}

    def _rules(self) -> dict[str, str]:
        given = entries(self.parts["rules"], POINTS) if "rules" in self.parts else {}
        return {point: words.choice(node, registered(point)) for point, node in given.items()}

    def centre(self, rules: dict[str, str] | None = None) -> Centre:
        """Everybody in place, nothing has happened yet; under other rules, where they are given."""
        scenario = self.scenario if rules is None else replace(self.scenario, rules=rules)
        how = {"days": self.number("days"), "seed": self.number("seed")}
        centre = Centre(scenario, self.number("advisors"), **how)
        for name, (time, wish) in self.calls.items():
            centre.calls(wish, **{name: time})
        return centre

    def differences(self, centre: Centre) -> list[str]:
        """What has happened otherwise than the situation says, with file and line."""
        found = []
        for name, node in entries(self.parts["then"]).items():
            said, happened = compared(centre, name, node)
            if said != happened:
                place = f"{node.start_mark.name}:{node.start_mark.line + 1}"
                found.append(f"{place}: {name}\n  said:     {said}\n  happened: {happened}")
        return found


def situations_of(file: Path) -> list[Situation]:
    """The situations of a file, in order; what is no situation names its line."""
    loader = yaml.SafeLoader(file.read_text("utf-8"))
    loader.name = f"{file.parent.name}/{file.name}"
    found = []
    for node in listed(loader.get_single_node()):
        parts = entries(node, PARTS)
        for missing in ("title", "calls", "then"):
            if missing not in parts:
                unclear(node, f"a situation without {missing}")
        found.append(Situation(text(parts["title"]), parts))
    return found

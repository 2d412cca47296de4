"""The record of settings that rules and rooms read: every single number and choice of a scenario.

Derived from the declarations of `sim.scenario`: one float a name, in the engine's units (milliseconds,
EUR, shares; a choice by its place among its choices; null is infinity).
Called by `sim.laying_out`, `sim.consistency` and `sim.reference`.
"""

from __future__ import annotations

import math
import operator
from dataclasses import replace
from typing import Any

import numpy as np

from sim.channels import Chat
from sim.clientele import Acquisition, Customers, Satisfaction, WordOfMouth
from sim.colleagues import Initiative, Pressure, Trust
from sim.coordination import Coordination
from sim.managers_life import Managers
from sim.parameters import Declaration, declarations
from sim.people_weights import as_weighed
from sim.projects import WorkingGroups
from sim.rights import Advice, Breaking, Governance, Judgement
from sim.scenario import MS, Demand, Scenario, Staffing
from sim.shocks import Crisis
from sim.steering import Incentives, Script
from sim.support import Support
from sim.transition import Transition
from sim.workforce import People
from sim.working_life import Absence, Engagement, Hiring, Quitting, Strain

# Where the values that rules and rooms read stand in a scenario. Those of a part of a part carry its name.
PARTS: dict[str, type] = {
    "demand": Demand,
    "staffing": Staffing,
    "customers": Customers,
    "customers.satisfaction": Satisfaction,
    "customers.word_of_mouth": WordOfMouth,
    "customers.acquisition": Acquisition,
    "governance": Governance,
    "governance.judgement": Judgement,
    "governance.breaking": Breaking,
    "governance.advice": Advice,
    "governance.coordination": Coordination,
    "governance.script": Script,
    "governance.incentives": Incentives,
    "governance.working_groups": WorkingGroups,
    "governance.crisis": Crisis,
    "governance.transition": Transition,
    "staffing.chat": Chat,
    "support": Support,
    "people": People,
    "people.strain": Strain,
    "people.engagement": Engagement,
    "people.absence": Absence,
    "people.quitting": Quitting,
    "people.hiring": Hiring,
    "people.managers": Managers,
    "people.trust": Trust,
    "people.initiative": Initiative,
    "people.pressure": Pressure,
}


def _settings_of_part(place: str) -> dict[str, Declaration]:
    """Every single number and choice of a part, by its name in the record."""
    _, inside, name = place.rpartition(".")
    prefix = f"{name}_" if inside else ""
    return {
        prefix + key: declaration
        for key, spec, declaration in declarations(PARTS[place])
        if "." not in key
        and not str(spec.type).startswith(("list", "dict", "str | None"))
        and (declaration.is_number or declaration.choices or spec.type == "bool")
    }


def _settings_fields() -> dict[str, Declaration]:
    found: dict[str, Declaration] = {}
    for place in PARTS:
        of_part = _settings_of_part(place)
        if both := found.keys() & of_part.keys():
            raise TypeError(f"{', '.join(both)}: declared in two parts")
        found |= of_part
    return found


SETTINGS = _settings_fields()


def settings_type() -> np.dtype[np.void]:
    """Type of the record of settings: one float a name, times in ms, rates in 1/ms, choices by place."""
    return np.dtype([(name, np.float64) for name in SETTINGS], align=True)


def settings_of(scenario: Scenario) -> np.recarray:
    """The record of settings of a scenario; null is infinity."""
    record = np.zeros(1, settings_type()).view(np.recarray)
    scenario = replace(scenario, people=as_weighed(scenario.people))
    for place in PARTS:
        part: Any = operator.attrgetter(place)(scenario)
        prefix = f"{place.rpartition('.')[2]}_" if "." in place else ""
        for name, declaration in _settings_of_part(place).items():
            record[name] = in_engine_units(getattr(part, name.removeprefix(prefix)), declaration)
    return record


def in_engine_units(value: Any, declaration: Declaration) -> float:
    """A configured value as the engine reads it: ms, 1/ms, EUR, share; a choice as its place."""
    if value is None:
        return math.inf
    if declaration.choices is not None:
        return float(declaration.choices.index(value))
    if declaration.unit.startswith("1/") and (time := declaration.unit.removeprefix("1/")) in MS:
        return float(value) / MS[time]
    return float(value) * MS.get(declaration.unit, 1.0)

"""The record of settings that rules and rooms read: every single number and choice of a scenario.

Derived from the declarations of `sim.scenario`: one float a name, in the engine's units (milliseconds,
EUR, shares; a choice by its place among its choices; null is infinity). Called by `sim.world`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.parameters import Declaration, declarations
from sim.scenario import MONTH_DAYS, MS, Customers, Demand, Governance, Scenario, Staffing

PARTS = (Demand, Staffing, Governance, Customers)


def _settings_fields() -> dict[str, Declaration]:
    """Every single number and choice of the parts whose values rules and rooms read."""
    found: dict[str, Declaration] = {}
    for record in PARTS:
        for key, spec, declaration in declarations(record):
            single = "." not in key and not str(spec.type).startswith(("list", "dict", "str | None"))
            if single and (declaration.is_number or declaration.choices or spec.type == "bool"):
                if key in found:
                    raise TypeError(f"{key} is declared in two parts")
                found[key] = declaration
    return found


SETTINGS = _settings_fields()


def settings_type() -> np.dtype[np.void]:
    """Type of the record of settings: one float a name, times in ms, rates in 1/ms, choices by place."""
    return np.dtype([(name, np.float64) for name in SETTINGS], align=True)


def settings_of(scenario: Scenario) -> np.recarray:
    """The record of settings of a scenario; null is infinity."""
    record = np.zeros(1, settings_type()).view(np.recarray)
    for where in (scenario.demand, scenario.staffing, scenario.governance, scenario.customers):
        for name, declaration in SETTINGS.items():
            if hasattr(where, name):
                record[name] = in_engine_units(getattr(where, name), declaration)
    return record


def in_engine_units(value: Any, declaration: Declaration) -> float:
    """A configured value as the engine reads it: ms, 1/ms, EUR, share; a choice as its place."""
    if value is None:
        return math.inf
    if declaration.choices is not None:
        return float(declaration.choices.index(value))
    if declaration.unit == "1/month":
        return float(value) / (MONTH_DAYS * MS["day"])
    return float(value) * MS.get(declaration.unit, 1.0)

"""State of one's own: fields that a user's file adds to kinds of record, before there are tables of them.

A rule reads such a field as any other, and writes it where its decision point lets it; Mesa agents show it
(`sim.agents`). The record's type changes, so the day is compiled once more for it; without added fields
nothing does. Called from users' files as `sim.field`.
"""

from __future__ import annotations

import keyword
import math
import re
import sys

import numpy as np

from sim import tables
from sim.fields import Field
from sim.records import KINDS
from sim.refusal import Refused, nearest_name
from sim.rule_reading import shown_file

# Kinds whose rows stand for the same one as long as the run lasts: a case's or a customer's begins anew.
LASTING = ("advisor", "manager", "group", "circle")
# What Mesa's agents and our views of them are already called.
OF_AGENTS = (
    "answers_to", "create_agents", "doing", "from_dataframe", "model", "pos", "random", "remove", "rng",
    "row", "scenario", "step", "team", "advance", "unique_id",
)  # fmt: skip
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def field(kind: str, name: str, *, unit: str, start: float, meaning: str) -> None:
    """Add a field to a kind of record; every row begins with the same value.

    Args:
        kind: "advisor", "manager", "group": kinds whose rows last as long as the run.
        name: small letters, digits and _; new among the fields of the kind.
        unit: "share", "EUR", "1" for a pure number.
        start: what every row begins with.
        meaning: one line.

    Raises:
        Refused: no such kind, a name that is taken or is none, no number to start with, or a table of the
            kind that exists already; the line says the file and its line.
    """
    caller = sys._getframe(1)
    place = f"{shown_file(caller.f_code.co_filename)}, line {caller.f_lineno}: sim.field"
    kinds = [known for known in LASTING if known in KINDS]
    if kind not in kinds:
        raise Refused(place, kind, f"one of {', '.join(kinds)}", nearest_name(str(kind), kinds))
    if not (isinstance(start, (int, float)) and math.isfinite(start)):
        raise Refused(place, start, "a finite number to start with")
    for what, text in (("unit", unit), ("meaning", meaning)):
        if not (isinstance(text, str) and text.strip()):
            raise Refused(place, text, f"the {what} in words")
    added = Field(np.float64, unit, meaning, float(start))
    if KINDS[kind].get(name) == added:
        return  # the file is read again
    _check_name(place, kind, name)
    if kind in tables.MADE:
        raise Refused(place, name, f"to be called before there are tables of {kind}: first of all, once")
    KINDS[kind][name] = added


def added() -> dict[str, dict[str, Field]]:
    """The fields added to each kind of record, where there are any."""
    found = {kind: _own(fields) for kind, fields in KINDS.items()}
    return {kind: fields for kind, fields in found.items() if fields}


def _own(fields: dict[str, Field]) -> dict[str, Field]:
    return {name: field for name, field in fields.items() if field.start is not None}


def _check_name(place: str, kind: str, name: str) -> None:
    if not (isinstance(name, str) and NAME.fullmatch(name)) or keyword.iskeyword(name):
        raise Refused(place, name, "a name: a small letter, then small letters, digits or _")
    if name in KINDS[kind]:
        raise Refused(place, name, f"a name that {kind} has not yet ({KINDS[kind][name].meaning})")
    if kind != "group" and name in KINDS["person"]:  # advisors and managers show those of their person
        raise Refused(place, name, f"a name that people have not yet ({KINDS['person'][name].meaning})")
    if name in OF_AGENTS or hasattr(np.recarray, name) or hasattr(np.record, name):
        raise Refused(place, name, "a name that neither agents nor tables have")

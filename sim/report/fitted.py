"""How a file's own figures compare with the simulated centre, as the report tells it.

From the check that the study's manifest holds. Called by `sim.report.page`, `sim.report.sentences` and
`sim.slides`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.fit.checking import ACCEPTED, MISSED, NOT_CHECKED
from sim.fit.comparing import SHARES
from sim.fit.half_hours import ABANDONMENT
from sim.report.reading import Told
from sim.report.tables import Cell, Row, Table
from sim.report.words import Speech


def mark_of(told: Told, speech: Speech) -> str | None:
    """What stands above all where a file's centre was not checked, or missed and accepted."""
    state, file = told.fit.get("state"), told.fit.get("file", "")
    if state == NOT_CHECKED:
        return speech("state_not_checked", file=file)
    if state in (ACCEPTED, MISSED):
        beyond = [one for one in told.fit["measures"] if _beyond(one)]
        missed = ", ".join(f"{_name(one, speech)} {_difference(one, speech)}" for one in beyond)
        return speech("state_accepted", file=file, missed=missed)
    return None


def fit_table(told: Told, speech: Speech) -> Table | None:
    """Recorded beside simulated, measure by measure; None without a file that tells any."""
    measures = told.fit.get("measures") or ()
    if not measures:
        return None
    heads = [speech(f"fit_{name}") for name in ("recorded", "simulated", "difference", "limit")]
    rows = []
    for one in measures:
        limit = "-" if one["limit"] is None else _difference(one | {"difference": one["limit"]}, speech)
        values = (_value(one, "recorded", speech), _value(one, "simulated", speech), _difference(one, speech))
        cells = [Cell(head, value) for head, value in zip(heads, (*values, limit), strict=True)]
        rows.append(Row(_name(one, speech), cells))
    title = speech("fit_from", file=told.fit["file"], form=told.fit["form"])
    return Table(title, heads, rows)


def _beyond(one: Mapping[str, Any]) -> bool:
    return one["limit"] is not None and one["difference"] > one["limit"]


def _name(one: Mapping[str, Any], speech: Speech) -> str:
    return speech(f"fit_{one['name'].replace(' ', '_')}")


def _value(one: Mapping[str, Any], side: str, speech: Speech) -> str:
    if one["name"] in SHARES:
        return f"{speech.count(100 * one[side], 1)} %"
    return f"{speech.count(one[side], 1)} s"


def _difference(one: Mapping[str, Any], speech: Speech) -> str:
    value = speech.count(100 * one["difference"], 1)
    return speech("fit_points", value=value) if one["name"] == ABANDONMENT else f"{value} %"

"""How a file's own figures compare with the simulated centre, as the report tells it.

From the check that the study's manifest holds. Called by `sim.report.page`, `sim.report.sentences` and
`sim.slides`.
"""

from __future__ import annotations

from sim.fit.checking import ACCEPTED, MISSED, NOT_CHECKED
from sim.fit.comparing import Measure, missed
from sim.fit.wording import apart, shown
from sim.report.reading import Told
from sim.report.tables import Cell, Row, Table
from sim.report.words import Speech

HEADS = ("recorded", "simulated", "difference", "limit")


def mark_of(told: Told, speech: Speech) -> str | None:
    """What stands above all where a file's centre was not checked, or missed and accepted."""
    found = told.fit
    if found.state == NOT_CHECKED:
        return speech("state_not_checked", file=found.file)
    if found.state in (ACCEPTED, MISSED):
        beyond = (f"{_name(one, speech)} {_apart(one, speech)}" for one in missed(found.measures))
        return speech("state_accepted", file=found.file, missed=", ".join(beyond))
    return None


def fit_table(told: Told, speech: Speech) -> Table | None:
    """Recorded beside simulated, measure by measure; None without a file that tells any."""
    if not told.fit.measures:
        return None
    heads = [speech(f"fit_{name}") for name in HEADS]
    rows = [_row(one, heads, speech) for one in told.fit.measures]
    return Table(speech("fit_from", file=told.fit.file, form=told.fit.form), heads, rows)


def _row(one: Measure, heads: list[str], speech: Speech) -> Row:
    recorded, simulated = (speech.number(shown(one, value)) for value in (one.recorded, one.simulated))
    limit = "-" if one.limit is None else speech.number(apart(one, one.limit))
    values = (recorded, simulated, _apart(one, speech), limit)
    return Row(_name(one, speech), [Cell(head, value) for head, value in zip(heads, values, strict=True)])


def _apart(one: Measure, speech: Speech) -> str:
    return speech.number(apart(one, one.difference))


def _name(one: Measure, speech: Speech) -> str:
    return speech(f"fit_{one.name.replace(' ', '_')}")

"""Draws from a file: a line of values for each, such as the posterior of a calibration has them.

Called by `sim.experiment.preparing`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sim.experiment.problem import Dimension, Problem, Value
from sim.refusal import Refused, nearest_name

LISTED = "listed"  # name of the design
PLACE = "experiment.draws"


def listed(file: str | None, problem: Problem, points: int) -> list[dict[str, Value]]:
    """The first draws of a file.

    Args:
        file: CSV, with a column named after each dimension; others are left alone.
        problem: what is uncertain.
        points: how many draws are taken.

    Raises:
        Refused: no file, or none that can be read; a column, a line or a number is missing, or a value lies
            out of its range.
    """
    if file is None:
        raise Refused(PLACE, None, f"a CSV file, for the design {LISTED}")
    rows = _read(file)
    for one in problem.dimensions:
        if one.key not in rows:
            raise Refused(file, one.key, "a column of this name", nearest_name(one.key, rows.columns))
    if len(rows) < points:
        raise Refused(
            "experiment.points", points, f"at most {len(rows)}, as many as there are lines in {file}"
        )
    return [_draw(file, line, row, problem) for line, row in enumerate(rows[:points].to_dict("records"), 2)]


def _read(file: str) -> pd.DataFrame:
    try:
        return pd.read_csv(Path(file))
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else "not readable"
        raise Refused(PLACE, file, f"a CSV file; this one is {reason}") from None


def _draw(file: str, line: int, row: dict[Any, Any], problem: Problem) -> dict[str, Value]:
    values = (
        (one, _value(one, row[one.key], f"{file}: line {line}: {one.key}")) for one in problem.dimensions
    )
    return {key: value for one, value in values for key in one.keys}


def _value(one: Dimension, given: Any, place: str) -> Value:
    if one.kind == "choice":
        known = {str(choice): choice for choice in one.choices}
        if str(given) not in known:
            raise Refused(place, given, f"one of {', '.join(known)}", nearest_name(str(given), known))
        return known[str(given)]
    number = isinstance(given, int | float) and not isinstance(given, bool)
    if not number or not one.low <= given <= one.high or (one.kind == "int" and given != int(given)):
        kind = "a whole number" if one.kind == "int" else "a number"
        raise Refused(place, given, f"{kind} from {one.low:.10g} to {one.high:.10g}{one.shown_unit}")
    return int(given) if one.kind == "int" else float(given)

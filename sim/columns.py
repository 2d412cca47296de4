"""Rows as columns of Arrow tables, and one type for a column that has several over the parts of a study.

Which rows stand in one part is a matter of time (a buffer that was full, parts that were made one): what is
read must not depend on it. So a column that is a number in one place and a text in another becomes text in
one spelling, whichever way it came there. Called by `sim.parts`,
`sim.results`, `sim.labelled` and `sim.experiment`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from sim.provenance import canonical

LEADING = ("run_id", "scenario", "replication", "seed", "status")
ORDER = ("scenario", "replication", "seed", "run_id", "day", "person")
EXACT = 2**53  # whole numbers up to here are the same as float


def as_table(rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Rows as one table, with the columns in the order in which they first appear.

    NaN becomes null, so that "no value" has one spelling; lists and mappings become canonical JSON text.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: _column([_cell(row.get(name)) for row in rows]) for name in names})


def common_schema(schemas: Iterable[pa.Schema]) -> pa.Schema:
    """The columns of all schemas together, each with a type that holds its values everywhere."""
    types: dict[str, pa.DataType] = {}
    for schema in schemas:
        for field in schema:
            types[field.name] = _common_type(types.get(field.name, pa.null()), field.type)
    return pa.schema(list(types.items()))


def conformed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A table with these columns and types; a column it has not is null."""
    there = {name: place for place, name in enumerate(table.column_names)}  # a list anew at every look
    columns = [
        _as_type(table.column(there[field.name]), field.type)
        if field.name in there
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _cell(value: object) -> object:
    if value is None or type(value) is int:
        return value
    if type(value) is float:
        return None if math.isnan(value) else value
    if isinstance(value, Mapping | list | tuple):
        return canonical(value)
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, str):
        # A file name in an error's text may hold bytes that are no character.
        return value.encode(errors="backslashreplace").decode()
    return value


def _column(values: list[object]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([_as_text(value) for value in values], pa.string())


def _common_type(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    if one == other:
        return one
    pair = [pa.schema([("column", one)]), pa.schema([("column", other)])]
    try:
        return pa.unify_schemas(pair, promote_options="permissive").field("column").type
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pa.string()


def _as_type(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray | pa.Array:
    if column.type == kind:
        return column
    if pa.types.is_string(kind) and not pa.types.is_null(column.type):
        return pa.array([_as_text(value) for value in column.to_pylist()], kind)
    return column.cast(kind)


def _as_text(value: object) -> str | None:
    """One spelling for one number: a whole one may have become a float beside others, or not."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT:
        value = int(value)
    return json.dumps(value) if isinstance(value, bool) else str(value)

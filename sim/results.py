"""Results of a study, read back: `results.load(folder)` gives one row for each run.

A study folder holds `manifest.json`, `registry.jsonl` (one line for each registered part) and
`parts/*.parquet`; this file is that format, `sim.experiment.store` writes it. Only registered parts count,
and each is compared with its hash when it is read: no fragment ever passes for a result. Reading changes
nothing and may go on while a study runs. Called by researchers, the report, slides, dashboard and store.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.provenance import SCHEMA_VERSION, canonical
from sim.refusal import Refused

if TYPE_CHECKING:
    import pandas as pd

MANIFEST, REGISTRY, PARTS = "manifest.json", "registry.jsonl", "parts"
RUNS, DAYS, PEOPLE = "runs", "days", "people"
LEADING = ("run_id", "scenario", "replication", "seed", "status")
ORDER = ("scenario", "replication", "seed", "run_id", "day", "person")
OWNER = ".owner"
PART_NAME = re.compile(r"([a-z_]+)-([0-9a-f]{32})\.parquet")
_STUDY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9_-]|[A-Za-z0-9]")
# Names that Windows gives to devices, whatever their ending: a study folder can be passed on.
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(\..*)?", re.IGNORECASE)


class StoreFault(RuntimeError):
    """A study folder that cannot be read or written, told in one line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


@dataclass(frozen=True)
class Part:
    """One registered file: its path in the study folder, table, rows, distinct runs, and hash."""

    file: str
    table: str
    rows: int
    runs: int
    sha256: str

    @property
    def line(self) -> bytes:
        """The part's line in the registry."""
        return json.dumps(asdict(self)).encode() + b"\n"


def load(folder: str | Path, table: str = RUNS) -> pd.DataFrame:
    """One row for each run of a study, in an order that does not depend on how the runs were made.

    Other tables: "days" (a row for each run and working day), "latency" (the curve of decision latency),
    "people" (a row for each run and person of the staff of day 0).

    Columns: run_id, scenario, replication, seed, status (ok, failed, unstable), parameters under their
    dotted keys, outputs with their unit in the name. Null: no value (not reached, or not recorded).

    Raises:
        Refused: the folder is no study's ("results/<study>"), or the study has no run yet.
        StoreFault: a registered part is damaged or missing; the line names it.
    """
    return _frame(Path(folder), table)


def read_manifest(folder: str | Path) -> dict[str, Any]:
    """The study's manifest (`sim.provenance.manifest`); under `resumed` how later sessions differed."""
    file = Path(folder) / MANIFEST
    try:
        record = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise StoreFault(f"{file.parent.name}/{MANIFEST}: cannot be read") from error
    if not isinstance(record, dict) or record.get("schema_version") != SCHEMA_VERSION:
        raise StoreFault(
            f"{file.parent.name}/{MANIFEST}: expected a study of schema version {SCHEMA_VERSION}"
        )
    return record


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Tell an error of the file system as a fault of the study, in one line without an absolute path."""
    try:
        yield
    except OSError as error:
        file = Path(str(error.filename)).name if error.filename else "its files"
        raise StoreFault(f"study {folder.name}, {file}: {error.strerror or error}") from error


def study_folder(results_dir: Path, study: str) -> Path:
    """The folder of a study inside the results folder; nothing is created.

    Raises:
        Refused: the name is no plain folder name on every system, leads out of the results folder, differs
            from an existing one in upper and lower case alone, or belongs to something that is no study.
    """
    if not _STUDY.fullmatch(study) or _DEVICE.fullmatch(study):
        expected = (
            "up to 64 letters, digits, '.', '_', '-', beginning with a letter or digit, no device's name"
        )
        raise Refused("study", study, expected)
    folder = results_dir / study
    if folder.resolve().parent != results_dir.resolve():
        raise Refused("study", study, "a folder inside the results folder")
    for name in sorted(entry.name for entry in results_dir.iterdir()) if results_dir.is_dir() else []:
        if name != study and name.casefold() == study.casefold():
            raise Refused("study", study, "a name that differs from others in more than case", name)
    refuse_foreign(folder)
    return folder


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder with files that no manifest of ours explains, so that nothing of others is touched."""
    if not folder.exists() and not folder.is_symlink():
        return
    foreign = folder.is_symlink() or (folder / PARTS).is_symlink() or not folder.is_dir()
    if not foreign and not is_study(folder):
        foreign = bool({entry.name for entry in folder.iterdir()} - {OWNER, f".{MANIFEST}.tmp"})
    if foreign:
        raise Refused("study", folder.name, "a new name or that of a study: this one holds something else")


def is_study(folder: Path) -> bool:
    """Whether a folder is a study's, by its manifest."""
    try:
        return bool(read_manifest(folder))
    except StoreFault:
        return False


def registered(folder: Path, table: str | None = None) -> list[Part]:
    """The registered parts of a study (of one table), in the order of registration."""
    parts, _ = read_registry(folder)
    return [part for part in parts if table in (None, part.table)]


def batches(folder: Path, table: str) -> Iterator[pa.Table]:
    """A table part by part, all with the study's columns and types: memory for one part at a time.

    Parts may have different columns (a later session knew more outputs): missing ones are null. A column
    that is a number in one part and a text in another becomes text.
    """
    parts = registered(folder, table)
    schema = _schema(folder, parts)
    for part in parts:
        yield _conformed(read_part(folder, part), schema)


def digest(folder: Path, table: str = RUNS, without: Sequence[str] = ()) -> str:
    """Hash of a table's content, whatever the order and the parts in which it was written.

    Args:
        folder: the study folder.
        table: name of the table.
        without: columns left out, such as the time a run took.
    """
    total = 0
    for batch in batches(folder, table):
        for row in batch.to_pylist():
            there = sorted(item for item in row.items() if item[1] is not None and item[0] not in without)
            # A sum does not depend on the order; unlike exclusive-or it notices a row that is there twice.
            total += int.from_bytes(hashlib.sha256(repr(there).encode()).digest())
    return f"{total % (1 << 256):064x}"


def read_part(folder: Path, part: Part, columns: Sequence[str] | None = None) -> pa.Table:
    """One part, compared with its registered hash and number of rows.

    Raises:
        StoreFault: the file is missing or damaged.
    """
    try:
        data = (folder / part.file).read_bytes()
        if hashlib.sha256(data).hexdigest() != part.sha256:
            raise _damaged(folder, part, "the content differs from what was registered")
        table = parsed(data, columns)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(folder, part, "cannot be read") from error
    if table.num_rows != part.rows:
        raise _damaged(folder, part, f"{table.num_rows} rows, {part.rows} registered")
    return table


def read_registry(folder: Path) -> tuple[list[Part], int]:
    """The registered parts, and how many bytes of the registry are whole lines.

    A last line that is not whole was being written when the process died; it counts for nothing.

    Raises:
        StoreFault: a line before the last is not one of ours, or the file cannot be read.
    """
    file = folder / REGISTRY
    with told(folder):
        data = file.read_bytes() if file.exists() else b""
    parts: dict[str, Part] = {}
    whole = 0
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        try:
            if not line.endswith(b"\n"):
                raise ValueError("torn")
            _enter(json.loads(line), parts)
        except (ValueError, TypeError, AttributeError) as error:
            if whole + len(line) < len(data):
                raise StoreFault(f"{folder.name}/{REGISTRY} line {number}: names no part of ours") from error
            break
        whole += len(line)
    return list(parts.values()), whole


def parsed(data: bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """The table in a Parquet file's bytes; of the columns asked for, those that are there."""
    file = pq.ParquetFile(pa.BufferReader(data))
    names = file.schema_arrow.names
    if "run_id" not in names:
        raise pa.ArrowInvalid("no run_id")
    return file.read(columns=None if columns is None else [name for name in columns if name in names])


def as_table(rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Rows as one table, with the columns in the order in which they first appear.

    NaN becomes null, so that "no value" has one spelling; lists and mappings become canonical JSON text.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: _column([_cell(row.get(name)) for row in rows]) for name in names})


def _cell(value: object) -> object:
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


def _enter(entry: dict[str, Any], parts: dict[str, Part]) -> None:
    """Take one line of the registry: a part, or one withdrawn since its file is gone."""
    withdrawn = entry.get("withdrawn")
    if withdrawn is not None:
        parts.pop(withdrawn, None)
        return
    part = Part(**entry)
    # A name of our own making only: a registry from elsewhere must not point out of the folder.
    match = PART_NAME.fullmatch(part.file.removeprefix(f"{PARTS}/"))
    if match is None or match[1] != part.table or match[2] != part.sha256[:32]:
        raise ValueError(part.file)
    parts[part.file] = part


def _frame(folder: Path, table: str) -> pd.DataFrame:
    _refuse_other_folders(folder)
    if not registered(folder, table):
        raise Refused("study", folder.name, f"a study with {table} in its registry")
    whole = pa.concat_tables(batches(folder, table))
    names = whole.column_names
    whole = whole.sort_by([(name, "ascending") for name in ORDER if name in names])
    leading = [name for name in LEADING if name in names]
    frame: pd.DataFrame = whole.select(leading + [name for name in names if name not in leading]).to_pandas()
    return frame


def _refuse_other_folders(folder: Path) -> None:
    if (folder / REGISTRY).is_file() or is_study(folder):
        return
    studies = sorted(entry.name for entry in folder.iterdir() if is_study(entry)) if folder.is_dir() else []
    listed = ", ".join(studies[:20]) + (", ..." if len(studies) > 20 else "")
    inside = f", here one of: {listed}" if studies else f" (one with {MANIFEST})"
    raise Refused("results folder", str(folder), f"the folder of a study{inside}")


def _damaged(folder: Path, part: Part, what: str) -> StoreFault:
    what = f"{what}; delete this file and" if (folder / part.file).exists() else "is missing;"
    remedy = f"run the study again: its {part.runs} runs are done anew, all others stay"
    return StoreFault(f"{folder.name}/{part.file}: {what} {remedy}")


def _schema(folder: Path, parts: Sequence[Part]) -> pa.Schema:
    """The columns of all parts together, each with a type that holds its values everywhere."""
    types: dict[str, pa.DataType] = {}
    for part in parts:
        try:
            schema = pq.read_schema(folder / part.file)
        except (OSError, pa.ArrowException) as error:
            raise _damaged(folder, part, "cannot be read") from error
        for field in schema:
            types[field.name] = _common_type(types.get(field.name, pa.null()), field.type)
    return pa.schema(list(types.items()))


def _common_type(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    if one == other:
        return one
    pair = [pa.schema([("column", one)]), pa.schema([("column", other)])]
    try:
        return pa.unify_schemas(pair, promote_options="permissive").field("column").type
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pa.string()


def _conformed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    places = {name: place for place, name in enumerate(table.column_names)}
    columns = [
        _as_type(table.column(places[field.name]), field.type)
        if field.name in places
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _as_type(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray | pa.Array:
    if column.type == kind:
        return column
    if pa.types.is_string(kind) and not pa.types.is_null(column.type):
        return pa.array([_as_text(value) for value in column.to_pylist()], kind)
    return column.cast(kind)


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool) else str(value)

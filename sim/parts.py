"""The parts of a study and the registry that names them: the format that the store writes and all read.

Only registered parts count, and each is compared with its hash when it is read: no fragment ever passes for
a result. A line of `registry.jsonl` registers a part; or registers one that `replaces` others, whose rows it
holds in their order; or tells that a part is `withdrawn` since its file is gone. One line is there whole or
not at all, so a reader sees the parts before a replacement or the part after it, never both. Who began to
read before, and finds a file gone, reads the same rows in the part that replaced it. Called by
`sim.results`, `sim.summaries`, `sim.labelled` and `sim.experiment`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.columns import common_schema, conformed
from sim.study_folders import PARTS, REGISTRY, StoreFault, told

RUNS, DAYS, PEOPLE = "runs", "days", "people"
PART_NAME = re.compile(r"([a-z_]+)-([0-9a-f]{32})\.parquet")


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

    def replacing(self, parts: Sequence[Part]) -> bytes:
        """The line that registers this part and withdraws those whose rows it holds, in their order."""
        return json.dumps(asdict(self) | {"replaces": [part.file for part in parts]}).encode() + b"\n"


@dataclass
class Registry:
    """What a registry tells.

    Attributes:
        parts: the registered parts by file, in the order of registration.
        moved: of a file that was replaced, the file that holds its rows now, and the first of them there.
        whole: bytes of the registry that are whole lines; what follows was being written at a kill.
    """

    parts: dict[str, Part] = field(default_factory=dict)
    moved: dict[str, tuple[str, int]] = field(default_factory=dict)
    whole: int = 0

    def enter(self, entry: dict[str, Any]) -> None:
        """Take one line; none that is refused has changed anything.

        Raises:
            ValueError, TypeError, AttributeError: it is none of ours.
        """
        withdrawn = entry.pop("withdrawn", None)
        if withdrawn is not None:
            self.parts.pop(withdrawn, None)
            return
        replaces = entry.pop("replaces", [])
        part = Part(**entry)
        # A name of our own making only: a registry from elsewhere must not point out of the folder.
        match = PART_NAME.fullmatch(part.file.removeprefix(f"{PARTS}/"))
        if match is None or match[1] != part.table or match[2] != part.sha256[:32]:
            raise ValueError(part.file)
        self._move(part, replaces)
        self.parts[part.file] = part
        self.moved.pop(part.file, None)

    def _move(self, part: Part, replaced: Sequence[str]) -> None:
        if not set(replaced) <= self.parts.keys():
            raise ValueError(f"{part.file} replaces what is not registered")
        rows = [self.parts[file].rows for file in replaced]
        if replaced and sum(rows) != part.rows:
            raise ValueError(f"{part.file} holds other rows than it replaces")
        for file, first in zip(replaced, accumulate(rows, initial=0), strict=False):
            self.moved[file] = part.file, first
            del self.parts[file]

    def place_of(self, file: str) -> tuple[Part | None, int]:
        """The registered part that holds a file's rows by now, and the first of them in it."""
        first = 0
        while file in self.moved:
            file, further = self.moved[file]
            first += further
        return self.parts.get(file), first


def registered(folder: Path, table: str | None = None) -> list[Part]:
    """The registered parts of a study (of one table), in the order of registration."""
    return [part for part in read_registry(folder).parts.values() if table in (None, part.table)]


def read_registry(folder: Path) -> Registry:
    """The registered parts, up to a last line that is not whole: it counts for nothing.

    Raises:
        StoreFault: a line before the last is not one of ours, or the file cannot be read.
    """
    file = folder / REGISTRY
    with told(folder):
        data = file.read_bytes() if file.exists() else b""
    registry = Registry()
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        try:
            if not line.endswith(b"\n"):
                raise ValueError("torn")
            registry.enter(json.loads(line))
        except (ValueError, TypeError, AttributeError) as error:
            if registry.whole + len(line) < len(data):
                raise StoreFault(f"{folder.name}/{REGISTRY} line {number}: names no part of ours") from error
            break
        registry.whole += len(line)
    return registry


def batches(folder: Path, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """A table part by part, all with the study's columns and types: memory for one part at a time.

    Parts may have different columns (a later session knew more outputs): missing ones are null. A column
    that is a number in one part and a text in another becomes text.

    Args:
        folder: the study folder.
        table: name of the table.
        columns: those wanted, left out where no part has them; None for all.
    """
    parts = registered(folder, table)
    schema = schema_of(folder, parts)
    if columns is not None:
        schema = pa.schema([schema.field(name) for name in columns if name in schema.names])
    for part in parts:
        yield conformed(read_part(folder, part, columns), schema)


def schema_of(folder: Path, parts: Sequence[Part]) -> pa.Schema:
    """The columns of all parts together, each with a type that holds its values everywhere."""
    return common_schema(_found(folder, part, _read_schema)[0] for part in parts)


def read_part(folder: Path, part: Part, columns: Sequence[str] | None = None) -> pa.Table:
    """One part, all of it compared with its registered hash, and with its number of rows.

    Raises:
        StoreFault: the file is missing or damaged.
    """

    def checked(folder: Path, now: Part) -> pa.Table:
        data = (folder / now.file).read_bytes()
        if hashlib.sha256(data).hexdigest() != now.sha256:
            raise _damaged(folder, now, "the content differs from what was registered")
        return _whole(folder, now, parsed(data, columns))

    table, first = _found(folder, part, checked)
    return table.slice(first, part.rows)


def run_ids(folder: Path, part: Part) -> pa.Array:
    """The runs of a part, each once, without reading its other columns.

    The column's pages are compared with their own checksums (CRC-32), the part's hash is not: what may take
    long, and is done by whoever reads the values.

    Raises:
        StoreFault: the file is missing, or these pages are damaged.
    """

    def of_file(folder: Path, now: Part) -> pa.Table:
        path = folder / now.file
        with pq.ParquetFile(path, read_dictionary=["run_id"], page_checksum_verification=True) as file:
            return _whole(folder, now, file.read(columns=["run_id"]))

    table, first = _found(folder, part, of_file)
    return table.slice(first, part.rows).column("run_id").unique()


def parsed(data: bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """The table in a Parquet file's bytes; of the columns asked for, those that are there."""
    file = pq.ParquetFile(pa.BufferReader(data))
    names = file.schema_arrow.names
    if "run_id" not in names:
        raise pa.ArrowInvalid("no run_id")
    return file.read(columns=None if columns is None else [name for name in columns if name in names])


def _read_schema(folder: Path, part: Part) -> pa.Schema:
    return pq.read_schema(folder / part.file)


def _found[T](folder: Path, part: Part, read: Callable[[Path, Part], T]) -> tuple[T, int]:
    """What `read` makes of a part, or of the one that has replaced it since, and where its rows begin."""
    now, first = part, 0
    while True:
        try:
            return read(folder, now), first
        except FileNotFoundError as error:
            later, first = read_registry(folder).place_of(part.file)
            if later is None or later.file == now.file:
                raise _damaged(folder, part, "cannot be read") from error
            now = later
        except (OSError, pa.ArrowException) as error:
            raise _damaged(folder, now, "cannot be read") from error


def _whole(folder: Path, part: Part, table: pa.Table) -> pa.Table:
    if table.num_rows != part.rows:
        raise _damaged(folder, part, f"{table.num_rows} rows, {part.rows} registered")
    return table


def _damaged(folder: Path, part: Part, what: str) -> StoreFault:
    what = f"{what}; delete this file and" if (folder / part.file).exists() else "is missing;"
    remedy = f"run the study again: its {part.runs} runs are done anew, all others stay"
    return StoreFault(f"{folder.name}/{part.file}: {what} {remedy}")

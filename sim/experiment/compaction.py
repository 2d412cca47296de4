"""Many small parts of a table become few large ones; the rows, and so the digest, stay what they are.

A large part is written and synced like any other; then one line of the registry registers it and withdraws
those it replaces; only then their files are removed. Killed before that line, the large part is a file
nobody knows, and its rows are known: the store removes it when it is next begun. Killed behind it, the small
ones are. Called by `sim.experiment.store`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from sim.columns import common_schema, conformed
from sim.experiment.writing import register, sync_folder, write_part
from sim.parts import Part, read_part, registered
from sim.study_folders import PARTS

PART_BYTES = 16 << 20  # of a large part on disk: some 25,000 runs, and 350 MB of memory while it is made


def compact(folder: Path, allowed: Callable[[], None]) -> int:
    """Make the parts of each table few.

    Args:
        folder: the study folder, owned by this process.
        allowed: raises where the process may register nothing more.

    Returns:
        How many files there are less.

    Raises:
        StoreFault: a part is damaged; what was registered stays registered, each run once.
        OSError: the disk is full or fails; the same.
    """
    parts = sorted(registered(folder), key=lambda part: part.table)
    saved = 0
    for _, of_table in groupby(parts, key=lambda part: part.table):
        for group in _groups(folder, list(of_table)):
            _merge(folder, group, allowed)
            saved += len(group) - 1
    return saved


def _groups(folder: Path, parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Small parts that make a large one; a half full one is left alone, or it would be written every time."""
    group: list[Part] = []
    size = 0
    for part in parts:
        own = (folder / part.file).stat().st_size
        if own > PART_BYTES // 2:
            continue
        if size + own > PART_BYTES:
            yield group
            group, size = [], 0
        group.append(part)
        size += own
    if len(group) > 1:
        yield group


def _merge(folder: Path, group: Sequence[Part], allowed: Callable[[], None]) -> None:
    tables = [read_part(folder, part) for part in group]
    schema = common_schema(table.schema for table in tables)
    content = pa.concat_tables(conformed(table, schema) for table in tables).combine_chunks()
    part = write_part(folder, content, group[0].table)
    allowed()
    register(folder, [part.replacing(group)])
    for old in group:
        (folder / old.file).unlink()
    sync_folder(folder / PARTS)

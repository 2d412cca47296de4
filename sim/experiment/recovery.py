"""Puts in order what a killed process left in a study folder, before anything is written to it.

Temporary files go; a torn last line of the registry is cut off; a registered part whose file was deleted is
withdrawn, so that its runs are done anew; a part that was complete but not yet registered is registered, if
none of its runs is known; small parts whose rows lie in a large one go. Called by `sim.experiment.store`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from sim.experiment.known import KnownRuns
from sim.experiment.writing import described, register, write_part, write_whole
from sim.parts import PART_NAME, RUNS, Part, parsed, read_registry
from sim.study_folders import MANIFEST, PARTS, REGISTRY

log = logging.getLogger(__name__)


def part_files(folder: Path) -> list[Path]:
    """Files that have the name of a part; those of `runs` last, as they were written."""
    files = [file for file in (folder / PARTS).glob("*") if PART_NAME.fullmatch(file.name)]
    return sorted(files, key=lambda file: (_table(file) == RUNS, file.name))


def leftovers(folder: Path) -> list[Path]:
    """Temporary files of a process that was killed while it wrote them."""
    names = [f".{name}.tmp" for name in (MANIFEST, REGISTRY)]
    parts = (file for file in (folder / PARTS).glob(".*.tmp") if PART_NAME.fullmatch(file.name[1:-4]))
    return [*(folder / name for name in names if (folder / name).exists()), *parts]


def repair_registry(folder: Path) -> None:
    """Cut off a torn last line, and withdraw parts that were deleted."""
    file = folder / REGISTRY
    registry = read_registry(folder)
    if file.exists() and file.stat().st_size > registry.whole:
        write_whole(file, file.read_bytes()[: registry.whole])
    for part in registry.parts.values():
        if not (folder / part.file).exists():
            log.warning("%s is gone: its %d runs are done anew", part.file, part.runs)
            register(folder, [json.dumps({"withdrawn": part.file}).encode() + b"\n"])


def adopt_orphans(folder: Path, known_of: Callable[[str], KnownRuns]) -> None:
    """Register what was written but not registered, and remove what was replaced but not removed.

    Args:
        folder: the study folder, its registry repaired.
        known_of: the runs that a table holds.
    """
    registry = read_registry(folder)
    for file in part_files(folder):
        name = f"{PARTS}/{file.name}"
        if name in registry.parts:
            continue
        if name not in registry.moved:
            part, content = _orphan(file)
            if content is not None and _adopted(folder, part, content, known_of(part.table)):
                continue
            log.warning("%s was never registered and is removed", part.file)
        file.unlink()


def _orphan(file: Path) -> tuple[Part, pa.Table | None]:
    """A part found unregistered, and its content if it is what its name says."""
    data, table = file.read_bytes(), _table(file)
    try:
        content = parsed(data)
    except pa.ArrowException:
        return Part(f"{PARTS}/{file.name}", table, 0, 0, ""), None
    part = described(data, content, table)
    return part, content if part.file == f"{PARTS}/{file.name}" else None


def _adopted(folder: Path, part: Part, content: pa.Table, known: KnownRuns) -> bool:
    """Whether this file is registered now; where some of its runs are known, a part of the others is."""
    there = known.holds(content.column("run_id").to_pylist())
    if there.all():
        return False
    now = write_part(folder, content.filter(pa.array(~there)), part.table) if there.any() else part
    register(folder, [now.line])
    known.add(content.column("run_id").unique().to_pylist())
    return now is part


def _table(file: Path) -> str:
    return file.name.rpartition("-")[0]

"""Files that are there whole or not at all, after any kill, power cut or full disk.

A file is written under a temporary name, synced, closed, read back and compared, and renamed; only then its
folder is synced and the registry may name it. Called by `sim.experiment.store` and
`sim.experiment.compaction`.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.parts import Part, parsed
from sim.study_folders import MANIFEST, PARTS, REGISTRY, StoreFault, read_manifest

BINARY = getattr(os, "O_BINARY", 0)


def write_part(folder: Path, content: pa.Table, table: str) -> Part:
    """Write a part under a name that holds its hash; nothing is registered, and no name is synced yet."""
    data = _encoded(content)
    part = described(data, content, table)
    _write_under(folder / part.file, data)
    return part


def described(data: bytes, content: pa.Table, table: str) -> Part:
    """What the registry tells of a part."""
    digest = hashlib.sha256(data).hexdigest()
    runs = len(content.column("run_id").unique())
    return Part(f"{PARTS}/{table}-{digest[:32]}.parquet", table, content.num_rows, runs, digest)


def register(folder: Path, lines: Sequence[bytes]) -> None:
    """Append lines to the registry; one that is torn by a failure is cut off when the store is next begun.

    The parts they name are made to outlive a power cut first.
    """
    sync_folder(folder / PARTS)
    file = folder / REGISTRY
    new = not file.exists()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | BINARY, 0o644)
    try:
        write_all(descriptor, b"".join(lines))
    finally:
        os.close(descriptor)
    if new:
        sync_folder(folder)


def keep_manifest(folder: Path, session: Mapping[str, object]) -> None:
    """Write the first session's manifest; of a later session that adds something, what differs."""
    file, kept = folder / MANIFEST, dict(session)
    if file.exists():
        first = read_manifest(folder)
        differing = {key: value for key, value in session.items() if first.get(key) != value}
        kept = first | {"resumed": [*first.get("resumed", []), differing]}
    write_whole(file, json.dumps(kept, indent=2, allow_nan=False).encode() + b"\n")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its name holds all of the data or none, also after a power cut."""
    _write_under(path, data)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, to stay."""
    if not folder.exists():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make new names in a folder outlive a power cut; Windows has no such call and needs none."""
    if sys.platform == "win32" or not folder.exists():
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of the data and sync it."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)


def _write_under(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, 0o644)
        try:
            write_all(descriptor, data)
        finally:
            # Some file systems tell of a full disk here only.
            os.close(descriptor)
        if temporary.read_bytes() != data:
            raise OSError(errno.EIO, "what was read back differs from what was written", str(path))
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _encoded(content: pa.Table) -> bytes:
    """A table as Parquet; its pages have checksums, so that one column can be trusted without the others."""
    sink = pa.BufferOutputStream()
    pq.write_table(content, sink, compression="zstd", write_page_checksum=True)
    data: bytes = sink.getvalue().to_pybytes()
    if not parsed(data).equals(content):
        raise StoreFault("a part did not survive its encoding as Parquet")
    return data

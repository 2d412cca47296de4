"""Where the results of a study are written, so that no kill and no full disk loses or doubles a run.

A part is written under a temporary name, synced, closed, read back and compared, renamed to a name that
holds its hash, and only then registered; `sim.results` describes the folder and reads it. Runs are known
by their identity (`sim.provenance.identity`), so adding one twice adds nothing. What a killed process left
behind is put in order when the store is next opened. Called by the engine, in its own process alone: one
process at a time owns a study.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import re
import socket
import sys
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from sim import results
from sim.results import PART_NAME, PARTS, RUNS, Part, StoreFault, refuse_foreign, study_folder

__all__ = ["Store", "StoreFault", "study_folder"]

log = logging.getLogger(__name__)

_BUSY = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_NO_LOCKS = (errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK)
_BINARY = getattr(os, "O_BINARY", 0)


class Store:
    """The results of one study, for the one process that writes them.

    Args:
        folder: the study folder (`study_folder`); it need not exist.
        manifest: the session's manifest (`sim.provenance.manifest`), kept once the session adds something.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, object]) -> None:
        self.folder = folder
        self._manifest = manifest
        self._manifest_kept = False
        self._known: dict[str, set[str]] = {}
        self._in_order = False
        self._owner: weakref.finalize[[int], Store] | None = None

    @classmethod
    def open(cls, folder: Path, manifest: Mapping[str, object]) -> Self:
        """Open a study for writing, new or begun; what an earlier process left half done is put in order.

        The folder is created by the first `add` only, so that whatever is refused before leaves nothing.

        Raises:
            Refused: the folder holds something that is no study.
            StoreFault: a registered part is damaged, or another process owns the study; the line says which.
        """
        refuse_foreign(folder)
        store = cls(folder, manifest)
        if folder.exists():
            try:
                store._begin()
            except BaseException:
                store.close()
                raise
        return store

    def close(self) -> None:
        """Give the study free for other processes."""
        if self._owner is not None:
            self._owner()
            self._owner = None
        self._in_order = False

    def known(self, table: str = RUNS) -> frozenset[str]:
        """Identities of the runs that are registered in a table."""
        return frozenset(self._known.get(table, ()))

    def add(self, rows: Sequence[Mapping[str, object]], table: str = RUNS) -> int:
        """Write the rows of runs that are not yet known as one part, and register it.

        In `runs` a run is one row; in other tables (days) all rows of a run are given in one call, and
        before its row in `runs`: then a run that is known there is complete.

        Args:
            rows: numbers, texts, switches, dates or None by column; each has its `run_id`.
            table: lower-case name of the table.

        Returns:
            How many rows were new.

        Raises:
            StoreFault: the disk is full or fails; what was registered stays, and the call may be repeated.
        """
        if not re.fullmatch(r"[a-z_]+", table):
            raise ValueError(f"table {table!r}: expected lower-case letters and underscores")
        if not all(isinstance(row.get("run_id"), str) for row in rows):
            raise ValueError("a row without its run_id cannot be stored")
        if not rows:
            return 0
        self._begin()
        new = self._unknown(rows, table)
        if new:
            # Until the part is registered the folder may hold half of it: after a failure look again.
            self._in_order = False
            with results.told(self.folder):
                self._write(results.as_table(new), table)
            self._in_order = True
        return len(new)

    def overwrite(self) -> None:
        """Remove the study's own files, manifest, registry and parts; whatever else lies there stays.

        Raises:
            Refused: the folder holds something that is no study; nothing is touched.
            StoreFault: another process owns the study.
        """
        refuse_foreign(self.folder)
        if not self.folder.exists():
            return
        with results.told(self.folder):
            self._owner = self._owner or weakref.finalize(self, _unlock, _lock(self.folder))
            # Parts first: killed half-way, the registry still tells which are gone, and they are done anew.
            for file in [*_parts(self.folder), *_leftovers(self.folder)]:
                file.unlink()
            with suppress(OSError):
                (self.folder / PARTS).rmdir()
            for name in (results.REGISTRY, results.MANIFEST):
                (self.folder / name).unlink(missing_ok=True)
        self._known, self._manifest_kept, self._in_order = {}, False, False

    def _begin(self) -> None:
        """Before writing: own the folder, finish what a kill or a failure left, and learn what is known."""
        if self._in_order:
            return
        with results.told(self.folder):
            _make_folder(self.folder)
            self._owner = self._owner or weakref.finalize(self, _unlock, _lock(self.folder))
            for file in _leftovers(self.folder):
                file.unlink()
            self._repair_registry()
            self._known = {}
            parts = results.registered(self.folder)
            for part in parts:
                self._learn(part, results.read_part(self.folder, part, ["run_id"]))
            self._adopt_orphans({part.file for part in parts})
        self._in_order = True

    def _repair_registry(self) -> None:
        """Cut off a torn last line; withdraw parts that were deleted, so that their runs are done anew."""
        file = self.folder / results.REGISTRY
        parts, whole = results.read_registry(self.folder)
        if file.exists() and file.stat().st_size > whole:
            _write_whole(file, file.read_bytes()[:whole])
        for part in parts:
            if not (self.folder / part.file).exists():
                log.warning("%s is gone: its %d runs are done anew", part.file, part.runs)
                _append(file, json.dumps({"withdrawn": part.file}).encode() + b"\n")

    def _adopt_orphans(self, registered: set[str]) -> None:
        """Register parts that were complete when the process died just before it registered them."""
        for file in _parts(self.folder):
            if f"{PARTS}/{file.name}" in registered:
                continue
            part, content = _orphan(file)
            if content is not None and len(new := self._unknown(content.to_pylist(), part.table)):
                if len(new) == part.rows:
                    _append(self.folder / results.REGISTRY, part.line)
                    self._learn(part, content)
                    continue
                self._write(results.as_table(new), part.table)
            log.warning("%s was never registered and is removed", part.file)
            file.unlink()

    def _unknown(self, rows: Sequence[Mapping[str, object]], table: str) -> list[Mapping[str, object]]:
        known = self._known.get(table, set())
        new = [row for row in rows if row["run_id"] not in known]
        if table == RUNS:
            # A task that was retried by its launcher may hand in its run twice.
            new = list({row["run_id"]: row for row in reversed(new)}.values())[::-1]
        return new

    def _write(self, content: pa.Table, table: str) -> None:
        self._keep_manifest()
        data = _encoded(content)
        part = _described(data, content, table)
        _make_folder(self.folder / PARTS)
        _write_whole(self.folder / part.file, data)
        _append(self.folder / results.REGISTRY, part.line)
        self._learn(part, content)

    def _learn(self, part: Part, content: pa.Table) -> None:
        self._known.setdefault(part.table, set()).update(content.column("run_id").to_pylist())

    def _keep_manifest(self) -> None:
        """Write the first session's manifest; of a later session that adds something, what differs."""
        if self._manifest_kept:
            return
        file, session = self.folder / results.MANIFEST, dict(self._manifest)
        if file.exists():
            first = results.read_manifest(self.folder)
            differing = {key: value for key, value in session.items() if first.get(key) != value}
            session = first | {"resumed": [*first.get("resumed", []), differing]}
        _write_whole(file, json.dumps(session, indent=2, allow_nan=False).encode() + b"\n")
        self._manifest_kept = True


def _parts(folder: Path) -> list[Path]:
    return sorted(file for file in (folder / PARTS).glob("*") if PART_NAME.fullmatch(file.name))


def _leftovers(folder: Path) -> list[Path]:
    names = [f".{name}.tmp" for name in (results.MANIFEST, results.REGISTRY)]
    parts = (file for file in (folder / PARTS).glob(".*.tmp") if PART_NAME.fullmatch(file.name[1:-4]))
    return [*(folder / name for name in names if (folder / name).exists()), *parts]


def _described(data: bytes, content: pa.Table, table: str) -> Part:
    digest = hashlib.sha256(data).hexdigest()
    runs = len(content.column("run_id").unique())
    return Part(f"{PARTS}/{table}-{digest[:32]}.parquet", table, content.num_rows, runs, digest)


def _orphan(file: Path) -> tuple[Part, pa.Table | None]:
    """A part found unregistered, and its content if it is what its name says."""
    data, table = file.read_bytes(), file.name.rpartition("-")[0]
    try:
        content = results.parsed(data)
    except pa.ArrowException:
        return Part(f"{PARTS}/{file.name}", table, 0, 0, ""), None
    part = _described(data, content, table)
    return part, content if part.file == f"{PARTS}/{file.name}" else None


def _encoded(content: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(content, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    if not results.parsed(data).equals(content):
        raise StoreFault("a part did not survive its encoding as Parquet")
    return data


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its name holds all of the data or none, also after a power cut."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o644)
        try:
            _write_all(descriptor, data)
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
    _sync_folder(path.parent)


def _append(path: Path, line: bytes) -> None:
    """Add a line to the registry; one that is torn by a failure is cut off by the next `_begin`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o644)
    try:
        _write_all(descriptor, line)
    finally:
        os.close(descriptor)
    _sync_folder(path.parent)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder outlive a power cut; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock(folder: Path) -> int:
    """Own a study by a lock of the system, which ends with the process: none is ever left behind.

    Raises:
        StoreFault: another process owns it; the line names it.
    """
    file = folder / results.OWNER
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | _BINARY, 0o644)
    try:
        _lock_file(descriptor)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"process {os.getpid()} on {socket.gethostname()}".encode())
    except OSError as error:
        if error.errno in _NO_LOCKS:
            log.warning("no locks on this file system: let one process at a time write to %s", folder.name)
            return descriptor
        os.close(descriptor)
        if error.errno not in _BUSY:
            raise
        owner = file.read_text(errors="replace") or "another process"
        raise StoreFault(f"study {folder.name} is being written by {owner}") from error
    return descriptor


def _lock_file(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        # A byte far behind the text, which other processes must be able to read.
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unlock(descriptor: int) -> None:
    """Leave the study. The file stays: removed, it could be locked by two, each by a file of that name."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
    os.close(descriptor)

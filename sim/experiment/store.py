"""Where the results of a study are written, so that no kill and no full disk loses or doubles a run.

Runs are handed in one by one (`Store.add_run`) and wait in memory until FLUSH_ROWS rows are there, FLUSH_S
seconds have passed, the store is closed, or `flush` is called; then they are committed together: a part for
each table, and last, in one append to the registry, a line for each. A run is stored when its row in `runs`
is registered; its rows in other tables are registered by then. What a kill finds in memory only was not
stored, and is done anew by the next call of the study: what came in during the last FLUSH_S seconds. Nothing
registered is ever lost or doubled: runs are known by their identity (`sim.provenance.identity`), and adding
one twice adds nothing.

What is verified when: opened for writing, every part must be there, and the parts of `runs` are compared with
their hashes, since they decide what is not done again. Of another table the run ids alone are read, once
rows for it come, and compared with their pages' checksums. The hash of all else is compared by whoever reads
it (`sim.parts.read_part`), and by compaction. One process at a time owns a study (`sim.experiment.lease`):
from its opening to its close, or, where jobs of a sweep share it, for each commit alone.
Called by `sim.experiment.engine` and `sim.command`, in their own process alone.
"""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Self

from sim.columns import as_table
from sim.experiment import compaction
from sim.experiment.known import KnownRuns
from sim.experiment.ownership import Ownership
from sim.experiment.recovery import adopt_orphans, leftovers, part_files, repair_registry
from sim.experiment.waiting import Clock, Row, Waiting
from sim.experiment.writing import keep_manifest, make_folder, register, write_part
from sim.parts import RUNS, read_part, registered, run_ids
from sim.study_folders import (
    MANIFEST,
    PARTS,
    REGISTRY,
    StoreFault,
    refuse_foreign,
    study_folder,
    told,
)

__all__ = ["Store", "StoreFault", "study_folder"]

FLUSH_ROWS = 20_000  # rows of all tables that wait in memory: some 50 MB
FLUSH_S = 10.0  # seconds that a row waits at most: what a kill costs
COMPACT_COMMITS = 256  # commits of a session after which it makes its small parts few


class Store:
    """The results of one study, for the one process that writes them; its threads may share it.

    Args:
        folder: the study folder (`study_folder`); it need not exist.
        manifest: the session's manifest (`sim.provenance.manifest`), kept once the session adds something.
        shared: whether other processes write to it meanwhile: it is owned for a commit alone, waited for, and
            not compacted.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, object], *, shared: bool = False) -> None:
        self.folder = folder
        self._owned = Ownership(folder, shared)
        self._manifest = manifest
        self._manifest_kept = False
        self._known: dict[str, KnownRuns] = {}
        self._in_order = False
        self._waiting = Waiting()
        # By a weak reference: a store that is forgotten gives its study free at once.
        self._clock = Clock(FLUSH_S, partial(_flush_late, weakref.ref(self)))
        self._late: StoreFault | None = None
        self._commits = 0
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path, manifest: Mapping[str, object], *, shared: bool = False) -> Self:
        """Open a study for writing, new or begun; what an earlier process left half done is put in order.

        The folder is created by the first `add` only, so that whatever is refused before leaves nothing.

        Raises:
            Refused: the folder holds something that is no study.
            StoreFault: a registered part is damaged, or another process owns the study; the line says which.
        """
        refuse_foreign(folder)
        store = cls(folder, manifest, shared=shared)
        if folder.exists():
            try:
                store._begin()
            except BaseException:
                store._leave()
                raise
            store._let_others()
        return store

    def close(self) -> None:
        """Commit what waits, and give the study free for other processes.

        Raises:
            StoreFault: what waited could not be committed; the study is given free nevertheless.
        """
        with self._lock:
            try:
                self.flush()
            finally:
                self._leave()

    def known(self, table: str = RUNS) -> KnownRuns:
        """The runs that are registered in a table; what waits in memory is not among them."""
        with self._lock:
            return self._known_of(table)

    def add_run(self, row: Row, tables: Mapping[str, Sequence[Row]] | None = None) -> bool:
        """Take a run: its row, and all its rows in other tables. It is stored with the next commit.

        Args:
            row: numbers, texts, switches, dates or None by column; it has its `run_id`.
            tables: rows by the lower-case name of their table; each row has the same `run_id`.

        Returns:
            Whether it was new.

        Raises:
            StoreFault: the disk is full or fails; what was registered stays, and the call may be repeated.
        """
        others = {} if tables is None else tables
        for name, rows in ((RUNS, [row]), *others.items()):
            _check(rows, name)
        with self._lock:
            self._tell_late()
            self._look()
            if not (new := self._new([row], RUNS)):
                return False
            for name, rows in others.items():
                self._waiting.add(self._new(rows, name), name)
            self._waiting.add(new, RUNS)
            self._flush_if_many()
            return True

    def add(self, rows: Sequence[Row], table: str = RUNS) -> int:
        """Take rows of runs that are not yet known in a table. They are stored with the next commit.

        In `runs` a run is one row; in other tables (days) all rows of a run are given in one call, and
        before its row in `runs`: then a run that is known there is complete.

        Returns:
            How many rows were new.

        Raises:
            StoreFault: as in `add_run`.
        """
        _check(rows, table)
        if not rows:
            return 0
        with self._lock:
            self._tell_late()
            self._look()
            new = self._new(rows, table)
            self._waiting.add(new, table)
            self._flush_if_many()
            return len(new)

    def flush(self) -> None:
        """Commit what waits in memory.

        Raises:
            StoreFault: the disk is full or fails; what was registered stays, the rest waits on.
        """
        with self._lock:
            self._clock.stop()
            self._late = None
            if not self._waiting:
                return
            self._begin()
            # Until all is registered the folder may hold half of it: after a failure look again.
            self._in_order = False
            with told(self.folder):
                self._commit()
            self._in_order = True
            self._commits += 1
            if self._commits % COMPACT_COMMITS == 0:
                self.compact()
            self._let_others()

    def flush_late(self) -> None:
        """Commit what waits, for the clock: a fault is told by the next call, whose caller can be told."""
        with self._lock:
            try:
                self.flush()
            except StoreFault as fault:
                self._late = fault

    def compact(self) -> int:
        """Commit what waits, and make many small parts few; returns how many files there are less.

        Raises:
            StoreFault: the disk is full or fails, or a part is damaged; what was registered stays.
        """
        with self._lock:
            self.flush()
            if self._owned.shared or not (self.folder / REGISTRY).exists():
                return 0
            self._begin()
            self._in_order = False
            with told(self.folder):
                saved = compaction.compact(self.folder, self._owned.hold().check)
            self._in_order = True
            return saved

    def overwrite(self) -> None:
        """Remove the study's own files, manifest, registry and parts; whatever else lies there stays.

        Raises:
            Refused: the folder holds something that is no study; nothing is touched.
            StoreFault: another process owns the study.
        """
        refuse_foreign(self.folder)
        if not self.folder.exists():
            return
        with self._lock, told(self.folder):
            self._owned.hold()
            # Parts first: killed half-way, the registry still tells which are gone, and they are done anew.
            for file in [*part_files(self.folder), *leftovers(self.folder)]:
                file.unlink()
            with suppress(OSError):
                (self.folder / PARTS).rmdir()
            for name in (REGISTRY, MANIFEST):
                (self.folder / name).unlink(missing_ok=True)
            self._known, self._manifest_kept, self._in_order = {}, False, False
            self._waiting = Waiting()

    def _look(self) -> None:
        """Before rows are taken: the study is in order, or what was known at its opening is known."""
        if not (self._owned.shared and RUNS in self._known):
            self._begin()
            self._let_others()

    def _let_others(self) -> None:
        """Where a study is shared, others may commit now."""
        if self._owned.shared:
            self._give_free()

    def _leave(self) -> None:
        self._clock.stop()
        self._give_free()

    def _give_free(self) -> None:
        self._owned.give_free()
        self._in_order = False

    def _begin(self) -> None:
        """Before writing: own the folder, finish what a kill or a failure left, and learn what is known."""
        if self._in_order:
            return
        with told(self.folder):
            make_folder(self.folder)
            self._owned.hold()
            for file in leftovers(self.folder):
                file.unlink()
            repair_registry(self.folder)
            self._known = {}
            self._known_of(RUNS)
            adopt_orphans(self.folder, self._known_of)
            # A commit that failed may have registered some of what still waits.
            self._waiting.keep(self._unregistered)
        self._in_order = True

    def _known_of(self, table: str) -> KnownRuns:
        """What a table holds; its ids are read when first asked for."""
        if table not in self._known:
            known = KnownRuns()
            for part in registered(self.folder, table):
                if table == RUNS:
                    known.add(read_part(self.folder, part, ["run_id"]).column("run_id").to_pylist())
                else:
                    known.add(run_ids(self.folder, part).to_pylist())
            self._known[table] = known
        return self._known[table]

    def _unregistered(self, rows: Sequence[Row], table: str) -> list[Row]:
        known = self._known_of(table).among({str(row["run_id"]) for row in rows})
        return [row for row in rows if row["run_id"] not in known]

    def _new(self, rows: Sequence[Row], table: str) -> list[Row]:
        """Rows of runs that are neither registered in a table nor wait for it."""
        waiting = self._waiting.runs(table)
        new = [row for row in self._unregistered(rows, table) if row["run_id"] not in waiting]
        if table == RUNS:
            # A task that was retried by its launcher may hand in its run twice.
            new = list({row["run_id"]: row for row in reversed(new)}.values())[::-1]
        return new

    def _flush_if_many(self) -> None:
        if len(self._waiting) >= FLUSH_ROWS:
            self.flush()
        elif self._waiting:
            self._clock.start()

    def _tell_late(self) -> None:
        """A fault that the clock met is told by the next call."""
        fault, self._late = self._late, None
        if fault is not None:
            raise fault

    def _commit(self) -> None:
        """Write a part for each table, register them together, and wait for the next rows."""
        lease = self._owned.hold()
        if not self._manifest_kept:
            keep_manifest(self.folder, self._manifest)
            self._manifest_kept = True
        make_folder(self.folder / PARTS)
        parts = [
            write_part(self.folder, as_table(self._waiting.rows(table)), table)
            for table in self._waiting.tables()
        ]
        lease.check()
        register(self.folder, [part.line for part in parts])
        for part in parts:
            self._known_of(part.table).add(map(str, self._waiting.runs(part.table)))
        self._waiting = Waiting()


def _check(rows: Sequence[Row], table: str) -> None:
    if not re.fullmatch(r"[a-z_]+", table):
        raise ValueError(f"table {table!r}: expected lower-case letters and underscores")
    if not all(isinstance(row.get("run_id"), str) for row in rows):
        raise ValueError("a row without its run_id cannot be stored")


def _flush_late(store: weakref.ref[Store]) -> None:
    """What the clock does: a fault waits for the next call, which tells it."""
    if (there := store()) is not None:
        there.flush_late()

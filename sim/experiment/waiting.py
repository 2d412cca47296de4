"""Rows that wait in memory to be committed together, and the clock that ends the wait: the store's buffer.

Called by `sim.experiment.store`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from sim.parts import RUNS

Row = Mapping[str, object]


class Waiting:
    """Rows by table, and the runs they belong to."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {}
        self._runs: dict[str, set[object]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))

    def tables(self) -> list[str]:
        """The tables in the order of a commit: runs last, so that a run known there is complete."""
        return sorted(self._rows, key=lambda table: (table == RUNS, table))

    def rows(self, table: str) -> list[Row]:
        """Those of a table, in the order in which they came."""
        return self._rows.get(table, [])

    def runs(self, table: str) -> set[object]:
        """The runs of which rows wait for a table."""
        return self._runs.get(table, set())

    def add(self, rows: Sequence[Row], table: str) -> None:
        """Let rows wait."""
        if rows:
            self._rows.setdefault(table, []).extend(rows)
            self._runs.setdefault(table, set()).update(row["run_id"] for row in rows)

    def keep(self, wanted: Callable[[list[Row], str], list[Row]]) -> None:
        """Of each table's rows only those that are still wanted."""
        before, self._rows, self._runs = self._rows, {}, {}
        for table, rows in before.items():
            self.add(wanted(rows, table), table)


class Clock:
    """Calls once, some seconds after it was started, unless it was stopped before.

    Args:
        seconds: from start to call.
        then: what is called, by a thread of its own.
    """

    def __init__(self, seconds: float, then: Callable[[], None]) -> None:
        self._seconds, self._then = seconds, then
        self._timer: threading.Timer | None = None

    def start(self) -> None:
        """Begin; one that runs already goes on."""
        if self._timer is None:
            self._timer = threading.Timer(self._seconds, self._then)
            self._timer.daemon = True
            self._timer.start()

    def stop(self) -> None:
        """End without a call; it may be started anew."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

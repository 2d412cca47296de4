"""How far a study is: runs done and failed, how many a second, how long still; a bar, or a line every 10 %.

A bar on a terminal, lines in a file, a batch job or continuous integration. Called by `sim.running`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from sim.experiment.tasks import Task
from sim.experiment.working import FAILED

STEP = 10  # lines of a batch job, over all its runs


class Pace:
    """Counts the runs of a study as they end.

    Args:
        total: runs, those included that need not be done again.
        console: where it is told.
        live: whether by a bar.

    Attributes:
        ids: identities of the runs that have been done, now or before.
    """

    def __init__(self, total: int, console: Console, *, live: bool) -> None:
        self.total, self.done, self.failed = total, 0, 0
        self.ids: set[str] = set()
        self._console, self._began = console, time.monotonic()
        columns = (TextColumn("runs"), BarColumn(), TextColumn("{task.description}"))
        self._bar = Progress(*columns, console=console, disable=not live, transient=True)
        self._live, self._task = live, self._bar.add_task(self.words, total=total)

    @property
    def words(self) -> str:
        """All that is known of it, in a line."""
        passed = time.monotonic() - self._began
        failed = f", {self.failed:,} failed" if self.failed else ""
        told = f"{self.done:,} of {self.total:,} runs{failed}"
        if not self.done or passed <= 0:
            return told
        left = timedelta(seconds=round((self.total - self.done) * passed / self.done))
        return f"{told}, {self.done / passed:.3g} a second, {left} left"

    def there(self, task: Task) -> None:
        """A run need not be done again."""
        self.ids.add(task.run_id)
        self.total -= 1
        self._bar.update(self._task, total=self.total, description=self.words)

    def ran(self, row: Mapping[str, object]) -> None:
        """A run has ended."""
        before = self.done * STEP // max(self.total, 1)
        self.done += 1
        self.ids.add(str(row["run_id"]).removesuffix(FAILED))
        if row["status"] == "failed":
            self.failed += 1
            told = f"failed: {row['scenario']}, replication {row['replication']}: {row['error']}"
            self._console.print(told, markup=False)
        self._bar.update(self._task, advance=1, description=self.words)
        if not self._live and self.done * STEP // max(self.total, 1) != before:
            self._console.print(self.words)


@contextmanager
def pace(total: int, console: Console) -> Iterator[Pace]:
    """Tell of so many runs while they are done."""
    told = Pace(total, console, live=console.is_terminal and "CI" not in os.environ)
    with told._bar:
        yield told

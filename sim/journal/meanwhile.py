"""What has kept the managers of a tray while a request lay there. Called by `sim.journal.telling`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.journal.reading import working
from sim.journal.words import MEANWHILE, length
from sim.world import Run

MINUTE = 60  # s: managers' doings shorter than this are not worth a word
READS = "approval.reads_now"  # decides when a manager looks at a request


def meanwhile(run: Run, since: Any, line: Any, *, several: bool) -> Iterator[str]:
    """What managers have done between two lines of the journal, and the nights and days closed.

    Args:
        run: the run.
        since: the line of when the request was laid into the tray.
        line: that of when it was read.
        several: whether several managers work from it.
    """
    passed = line.engaged - since.engaged
    done = [
        f"{what} for {length(0, int(seconds) * 1000)}"
        for what, seconds in zip(MEANWHILE, passed, strict=True)
        if seconds >= MINUTE
    ]
    if done:
        yield f"{'the managers there together were' if several else 'meanwhile he was'} {', '.join(done)}"
    closed = closed_between(run, since.time, line.time)
    if closed >= MINUTE * 1000:
        yield f"the centre was closed for {length(0, closed)}"
    rest = int(line.time - since.time) - closed - 1000 * int(passed.sum())
    if rest >= MINUTE * 1000 and not several:
        looks = run.scenario.governance.tray_interval > 0 or READS in run.scenario.rules
        yield f"for {length(0, rest)} he was {'away, or not looking for it' if looks else 'not at work'}"


def closed_between(run: Run, begins: int, ends: int) -> int:
    """Time between two times in which the centre was closed, in ms."""
    return int(ends - begins) - working(run, ends) + working(run, begins)

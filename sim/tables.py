"""The state of a centre: tables of records, and all of them together as one `World`.

Tables are structured NumPy arrays of the records of `sim.records`, seen as `np.recarray`, so that
`advisor.authority` reads the same on a compiled record, on a NumPy record and on a Mesa agent
(`sim.agents`). Times are integer milliseconds since the midnight before the first day; amounts are EUR;
-1 means none. The compiled day writes them, `sim.world` makes them, `sim.measures` reads them.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np

from sim.records import KINDS, record_type

CACHE_LINE = 64  # bytes

# Everything the compiled day works on. Tables of the records (`agenda` and `far` hold events), and: `bucket`,
# `marks`, `summary` (first event of every bucket, which buckets are in use: `sim.events`), `key` (seed and
# replication), `settings` (one record, `sim.settings.settings_type`), `quantiles` (of empirical laws),
# `profile` (weekday x slot boundary: share of the day's volume before it), `guide` and `day_guide` (for equal
# steps of that share, of operational time: the slot, the day to begin to look at), `kinds` (of a reason's
# cases: cumulated share of every kind), `chat_rates` (work a ms on each of so many conversations:
# `sim.floor.chat`), `team_needs` (advisors of every team who wait for support), `quietest` (weekday: start of
# its quietest meeting time, ms from opening), `level_tray` (pooled tray of each level), `route` (queue x
# group: which choice the group is for the queue's callers; NONE: none), `prefer` (group x queue: in which
# order its advisors turn to the queue), `shifts_from` and `duty_from` (weekday: first row of `shift` and
# `duty`; the last is their number), `roster` (the day's shift: whose), `rules` (the compiled rules of the
# scenario, by decision point).
World = namedtuple(
    "World",
    "clock customer advisor manager group queue tray circle member tension precedent contact case closed "
    "event far bucket marks summary spell agenda arrival chunk journal law reason day calendar shift duty "
    "shock seat period person conversation chat_rates team_needs "
    "key settings quantiles profile guide day_guide quietest kinds level_tray route prefer shifts_from "
    "duty_from roster rules",
)


MADE: set[str] = set()  # kinds of which there have been tables: their record stays as it is


def table(kind: str, rows: int) -> np.recarray:
    """A table of records of one kind, beginning at a cache line; zeroed, but for fields with a start."""
    kept = record_type(kind)
    MADE.add(kind)
    memory = np.zeros(rows * kept.itemsize + CACHE_LINE, np.uint8)
    first = -memory.ctypes.data % CACHE_LINE
    made = memory[first : first + rows * kept.itemsize].view(kept).view(np.recarray)
    for name, field in KINDS[kind].items():
        if field.start is not None:
            made[name] = field.start
    return made

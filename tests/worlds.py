"""Whole runs of random centres and of three fixed forms, and what is read off them. Holds no tests.

`contacts_of` and `cases_of` are two records of the same run, the log of contacts and the journal;
`fingerprint` tells whether two runs are the same; `GuardedRun` whether a table was written past its end.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from centres import centre_of, exponential, is_open, run_of
from random_worlds import random_runs as random_runs

from sim.reasons import Law, Reason
from sim.room import GROWING
from sim.states import CALL_BACK_CONTACT, LATENT, NONE, QUEUED, TRANSFERRED
from sim.world import FREE_LISTS, Run

PATH = ("time", "customer", "serial", "attempt", "state", "end")  # what the journal says of every state
GUARD_ROWS, GUARD = 64, 0xA5  # rows behind the end of a table, and what their bytes hold
ALL_GROWING = (*GROWING, "tension", "arrival")


class GuardedRun(Run):
    """A run whose growing tables end in rows that nobody may write, and begin with few rows if told so.

    Compiled code checks no bounds: without the guard a row too many would be written into foreign memory.
    """

    def __init__(self, *what: Any, rows: int | None = None, **how: Any) -> None:
        super().__init__(*what, **how)
        self._guards: list[np.ndarray] = []
        self.shrink(rows or 10**9)

    def shrink(self, rows: int) -> None:
        """Begin with no more than these rows in every table that grows; only before the first day."""
        for name in ALL_GROWING:
            self._guard(name, min(rows, getattr(self.world, name).size))

    def _enlarge(self, name: str) -> None:
        super()._enlarge(name)
        self._guard(name, getattr(self.world, name).size)

    def _guard(self, name: str, rows: int) -> None:
        old = getattr(self.world, name)
        memory = np.full((rows + GUARD_ROWS) * old.itemsize, GUARD, np.uint8)
        new = memory[: rows * old.itemsize].view(old.dtype).view(np.recarray)
        new[:] = old[:rows]
        if name in FREE_LISTS and rows < old.size:
            new.next[-1] = NONE
        self._guards.append(memory[rows * old.itemsize :])
        self.world.put(**{name: new})

    @property
    def intact(self) -> bool:
        """Whether nothing was written behind the end of any table."""
        return all((guard == GUARD).all() for guard in self._guards)


def contacts_of(run: Run) -> np.recarray:
    """Simulate a run to its end: every contact once, those still open last."""
    logs = []
    while not run.finished:
        run.step()
        logs.append(run.contacts[~is_open(run.contacts)].copy())
    logs.append(run.contacts[is_open(run.contacts)].copy())
    return np.concatenate(logs).view(np.recarray)


def cases_of(run: Run) -> list[np.recarray]:
    """The journal, case by case, each in the order of its dates."""
    journal = run.journal
    order = np.lexsort((np.arange(journal.size), journal.serial, journal.customer))
    lines = journal[order]
    starts = np.flatnonzero((np.diff(lines.customer) != 0) | (np.diff(lines.serial) != 0)) + 1
    return np.split(lines, starts) if lines.size else []


def working(run: Run, times: np.ndarray) -> np.ndarray:
    """Times on the clock of opening hours."""
    calendar = run.world.calendar
    day = np.searchsorted(calendar.opens, times, "right") - 1
    return calendar.worked[day] + np.minimum(times, calendar.closes[day]) - calendar.opens[day]


def queue_over_time(run: Run) -> int:
    """Time integral of the number in the queue, from the journal alone."""
    times, changes = [], []
    for lines in cases_of(run):
        for place in np.flatnonzero(np.isin(lines.state, (QUEUED, TRANSFERRED))):
            times.append(int(lines.time[place]))
            changes.append(1)
            if place + 1 < lines.size:
                times.append(int(lines.time[place + 1]))
                changes.append(-1)
    order = np.argsort(times, kind="stable")
    times_, number = np.array(times, np.int64)[order], np.cumsum(np.array(changes, np.int64)[order])
    until = np.append(times_[1:], horizon(run))
    return int((number * (until - times_)).sum()) if times else 0


def sojourns(contacts: np.recarray, until: int) -> int:
    """Sum of all waits in the queue, from the log of contacts."""
    inbound = contacts[(contacts.kind != CALL_BACK_CONTACT) & (contacts.outcome != LATENT)]
    left = np.where(inbound.answered != NONE, inbound.answered, inbound.ended)
    return int((np.where(left != NONE, left, until) - inbound.arrived).sum())


def horizon(run: Run) -> int:
    """End of the last day simulated."""
    return int(run.world.calendar[run.day].opens)


def anew(run: Run, kind: type[Run] = Run, **changes: Any) -> Run:
    """The same run from its beginning; `changes` replace its scenario, its plan or what `Run` is told."""
    seed, replication = (int(word) for word in run.world.key)
    told = {"days": run.days, "seed": seed, "replication": replication, "warmup": run.warmup, "journal": True}
    what = {name: changes.pop(name, getattr(run, name)) for name in ("scenario", "plan")}
    return kind(what["scenario"], what["plan"], **(told | changes))


def simulated(run: Run) -> Run:
    """The run after all its days."""
    while not run.finished:
        run.step()
    return run


def three_forms(days: int, **how: Any) -> list[Run]:
    """The same day's work under three forms: asked on hold of one's own manager; promised call-backs from
    pooled managers who look every half hour; three levels with time-out and rework, staff with breaks."""
    reasons = {
        "question": Reason(share=0.6, handling=Law(law="lognormal", mean=3.6, cv=1.25)),
        "complaint": Reason(share=0.4, handling=Law(law="gamma", mean=7.5, cv=1.25), stake_share=0.7),
    }
    forms: list[dict[str, Any]] = [
        {"limits": [100.0, None]},
        {"approver": "pooled", "request": "call_back", "tray_interval": 30.0},
        {"limits": [20.0, 50.0, None], "time_out": 0.2, "rework_probability": 0.5},
    ]
    common: dict[str, Any] = {"authority": 20.0, "refusal_probability": 0.08, "review": exponential(3)}
    demand = {"calls_per_day": 300.0, "slot": 60, "profile": [1 / 12] * 12, "busyness_cv": 0.1}
    demand |= {"redial_probability": 0.6, "repeat_probability": 0.8, "repeat_delay": exponential(1)}
    return [
        run_of(
            centre_of(
                reasons,
                demand=demand,
                staffing={"span_of_control": 3.0, "manager_shift": 8.0},
                customers={"leaving_other": 0.01, "leaving_service": 0.05, "intensity_cv": 1.0},
                **(common | form),
            ),
            6,
            **({"customers": 3000, "days": days, "breaks": place == 2} | how),
        )
        for place, form in enumerate(forms)
    ]


CASE_ROWS = {"case", "first", "last"}  # which row of the table a case stands in says nothing


def fingerprint(run: Run, without: tuple[str, ...] = ()) -> str:
    """A hash of everything a run has come to: contacts, cases, customers, staff, days; or without some."""
    digest = hashlib.sha256(str(run.digest).encode())
    clock = run.world.clock[0]
    used = {"contact": clock.contacts, "closed": clock.closed}
    for name in ("contact", "closed", "journal", "customer", "advisor", "manager", "tray", "day", "reason"):
        if name in without:
            continue
        rows = run.journal if name == "journal" else getattr(run.world, name)[: used.get(name)]
        for field in PATH if name == "journal" else sorted(set(rows.dtype.names) - CASE_ROWS):
            digest.update(np.ascontiguousarray(rows[field]).tobytes())
    return digest.hexdigest()

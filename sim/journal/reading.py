"""Cases of a run out of its journal: those of a day, one of them, its time by state and by cause.

Times are ms since the midnight before the first day; the clock of opening hours stands still at night.
Called by the rest of `sim.journal`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from sim.refusal import Refused, nearest_name
from sim.states import (
    BEGINS,
    COMPLETED,
    ENDS,
    ENTERS,
    IS_ASKED,
    LAID,
    NONE,
    OPEN,
    PUT_ON_AGENDA,
    QUEUED,
    READ,
    SEEKS,
    UNRESOLVED,
)
from sim.world import Run

SLOWEST, TYPICAL = "slowest", "typical"
LONGEST = "longest"  # another word for the slowest
CAUSES = (
    IS_ASKED,
    COMPLETED,
    LAID,
    PUT_ON_AGENDA,
    READ,
    SEEKS,
)  # what a state is spent on changes with these


@dataclass(frozen=True)
class Brief:
    """A case in short.

    Attributes:
        number: which first contact of the day, from 1 in the order of time.
        customer, serial: whose, and which of his first contacts.
        reason: its name.
        stake: EUR.
        began, ended: when; of a case still open, when the run stands.
        end: a place in `CASE_ENDS`.
        latency: from first contact to end, ms of opening hours.
        calls: how often the customer has called.
    """

    number: int
    customer: int
    serial: int
    reason: str
    stake: float
    began: int
    ended: int
    end: int
    latency: int
    calls: int


@dataclass(frozen=True)
class Stretch:
    """Time in a state: from and to which time, and on what it was spent.

    Attributes:
        begins, ends: ms.
        state: a place in `CASE_STATES`.
        why: the line of the journal from which on it was spent on this.
    """

    begins: int
    ends: int
    state: int
    why: Any


@dataclass(frozen=True)
class Case:
    """A case of a run, with all the journal says of it."""

    run: Run
    brief: Brief
    lines: tuple[Any, ...]

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The case's time from its beginning to its end, without a gap."""
        found, state, why = list[Stretch](), NONE, self.lines[0]
        for line, following in pairwise([*self.lines, None]):
            assert line is not None
            if line.what in (BEGINS, ENTERS):
                state, why = int(line.state), line
            elif line.what in CAUSES:
                why = line
            until = self.brief.ended if following is None else int(following.time)
            if until > line.time:
                found.append(Stretch(int(line.time), until, state, why))
        return found

    def spent(self) -> dict[int, tuple[int, int]]:
        """By state: ms of opening hours, and ms on the wall clock."""
        opening, wall = Counter[int](), Counter[int]()
        for one in self.stretches:
            opening[one.state] += working(self.run, one.ends) - working(self.run, one.begins)
            wall[one.state] += one.ends - one.begins
        return {state: (opening[state], wall[state]) for state in sorted(wall)}

    @property
    def is_latent(self) -> bool:
        """Whether the customer had left before he could call."""
        return bool(self.lines[0].state == UNRESOLVED)

    @property
    def is_undue(self) -> bool:
        """Whether the customer claims what he is not due."""
        return bool(self.lines[0].flag)


def working(run: Run, time: int) -> int:
    """A time on the clock of opening hours."""
    calendar = run.world.calendar
    today = calendar[max(int(np.searchsorted(calendar.opens, time, "right")) - 1, 0)]
    return int(today.worked + max(min(time, int(today.closes)) - int(today.opens), 0))


def lines_of(run: Run) -> np.recarray:
    """The whole journal.

    Raises:
        Refused: the run keeps none.
    """
    if not run.world.clock[0].journal_on:
        raise Refused("journal", False, "a run that keeps its journal (journal=True)")
    lines: np.recarray = run.world.journal[: run.world.clock[0].journal]
    return lines


def cases_of_day(run: Run, day: int) -> list[Brief]:
    """The cases that began on a measured open day, from 0, in the order of their first contacts.

    Raises:
        Refused: a day that has not been simulated, or a run without a journal.
    """
    lines = lines_of(run)
    _check_day(run, day)
    today, tomorrow = run.world.calendar.opens[run.warmup + day : run.warmup + day + 2]
    begun = lines[(lines.what == BEGINS) & (lines.time >= today) & (lines.time < tomorrow)]
    ends = lines[(lines.what == ENDS) & (lines.time >= today)]
    ended = {(int(line.customer), int(line.serial)): line for line in ends}
    again = lines[(lines.what == ENTERS) & (lines.state == QUEUED) & (lines.time >= today)]
    calls = Counter(zip(again.customer.tolist(), again.serial.tolist(), strict=True))
    return [_brief(run, number, line, ended, calls) for number, line in enumerate(begun, 1)]


def _check_day(run: Run, day: int) -> None:
    past = run.day - run.warmup
    if past < 1:
        raise Refused("day", day, "a run that has simulated a measured day")
    if not 0 <= day < past:
        raise Refused("day", day, f"a measured day that has been simulated, from 0 to {past - 1}")


def _brief(run: Run, number: int, line: Any, ended: dict[Any, Any], calls: Counter[Any]) -> Brief:
    key = (int(line.customer), int(line.serial))
    last = ended.get(key)
    until = int(run.world.calendar.opens[run.day] if last is None else last.time)
    return Brief(
        number=number,
        customer=key[0],
        serial=key[1],
        reason=list(run.scenario.demand.reasons)[line.reason],
        stake=float(line.amount),
        began=int(line.time),
        ended=until,
        end=OPEN if last is None else int(last.end),
        latency=working(run, until) - working(run, int(line.time)),
        calls=calls[key] + int(line.state == QUEUED),
    )


def are_over(run: Run, day: int) -> bool:
    """Whether all cases that began on a measured open day have ended."""
    lines = lines_of(run)
    _check_day(run, day)
    today, tomorrow = run.world.calendar.opens[run.warmup + day : run.warmup + day + 2]
    later = lines[lines.time >= today]
    keys = later.customer.astype(np.int64) << 32 | later.serial
    begun = keys[(later.what == BEGINS) & (later.time < tomorrow)]
    return bool(np.isin(begun, keys[later.what == ENDS]).all())


def ends_in(run: Run, brief: Brief) -> bool:
    """Whether a case has ended by now."""
    return any(line.what == ENDS for line in case_of(run, brief).lines)


def with_stake(briefs: list[Brief]) -> list[Brief]:
    """Those that need a decision; where nothing is ever at stake, all."""
    return [one for one in briefs if one.stake > 0.0] or briefs


def chosen(briefs: list[Brief], which: int | str) -> Brief:
    """The case meant by a number from 1, by slowest, longest or typical, or by a reason: its slowest one.

    Raises:
        Refused: there is none.
    """
    if isinstance(which, int) or which.lstrip("-").isdigit():
        if not 1 <= int(which) <= len(briefs):
            raise Refused(
                "case", int(which), f"a number from 1 to {len(briefs)}, of the day's first contacts"
            )
        return briefs[int(which) - 1]
    called = [one for one in briefs if one.calls > 0]  # who had left has no journal worth telling
    if which in (SLOWEST, LONGEST, TYPICAL):
        meant = with_stake(called)
    else:
        meant = with_stake([one for one in called if one.reason == which])
    if not meant:
        reasons = sorted({one.reason for one in briefs})
        words = [SLOWEST, TYPICAL, *reasons]
        wanted = f"a number from 1 to {len(briefs)}, or one of {', '.join(words)}"
        raise Refused("case", which, wanted, nearest_name(which, words))
    by_latency = sorted(meant, key=lambda one: (one.latency, -one.number))
    return by_latency[(len(by_latency) - 1) // 2 if which == TYPICAL else -1]


def case_of(run: Run, brief: Brief) -> Case:
    """A case with all its lines."""
    lines = lines_of(run)
    own = lines[(lines.customer == brief.customer) & (lines.serial == brief.serial)]
    return Case(run, brief, tuple(own))

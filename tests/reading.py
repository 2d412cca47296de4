"""An independent reading of a run's log: who might take whom, and when advisors were idle. Holds no tests.

Routes are read anew from the words of the configuration, idle times from shifts and from the log of
contacts: nothing here looks at the queues, lists or routes of the engine. `Watched` is a run that is looked
at in the midst of its days; `holds` makes a test of a law for random centres.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from centres import is_open
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import horizon

from sim.room import LINES_KEPT
from sim.scenario import Group, Scenario
from sim.states import BLOCKED_CONTACT, CALL_BACK_CONTACT, LATENT, NONE, TRANSFER
from sim.world import Run

FEW, MANY = 20, 200


def holds(*given_: st.SearchStrategy[Any], few: int = FEW, many: int = MANY) -> Callable[[Any], Any]:
    """A test that a law holds: on a few random centres, and on many where asked to verify."""

    def of(law: Callable[..., None]) -> Callable[[int], None]:
        @pytest.mark.parametrize(
            "examples", [few, pytest.param(many, marks=pytest.mark.verify)], ids=["few", "many"]
        )
        def test(examples: int) -> None:
            ease = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
            settings(max_examples=examples, suppress_health_check=ease)(given(*given_)(law))()

        test.__name__, test.__doc__, test.__module__ = law.__name__, law.__doc__, law.__module__
        return test

    return of


def places(choices: list[str], every: list[str]) -> dict[str, int]:
    """The place of every name in a list of choices, as its words say."""
    if not choices:
        return dict.fromkeys(every, 0)
    return {name: place for place, choice in enumerate(choices) for name in choice.split("+")}


class Routes:
    """Who may take a contact, as the words of a configuration say it."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.groups: list[Group] = list(scenario.staffing.groups.values())
        self.names = list(scenario.staffing.groups)
        self.reasons = list(scenario.demand.reasons.items())
        self._known: dict[tuple[int, float, bool], dict[int, int]] = {}

    def may_decide(self, group: int, stake: float) -> bool:
        """Whether the advisors of a group decide a stake at the desk."""
        own = self.groups[group].authority
        return stake <= (self.scenario.governance.authority if own is None else own)

    def choices(self, contact: Any) -> dict[int, int]:
        """The groups who may take a contact, each with its place among their choices, 0 the first."""
        key = (int(contact.reason), float(contact.stake), bool(contact.kind == TRANSFER))
        if key not in self._known:
            self._known[key] = self._choices(*key)
        return self._known[key]

    def _choices(self, reason: int, stake: float, transferred: bool) -> dict[int, int]:
        named = places(self.reasons[reason][1].route_to, self.names)
        able = [row for row, name in enumerate(self.names) if name in named and self.order(row, reason) >= 0]
        deciding = [row for row in able if self.may_decide(row, stake)]
        everywhere = [self.may_decide(row, stake) for row in range(len(self.groups))]
        by_stake = self.scenario.staffing.routing == "authority" and self.scenario.governance.decisions
        if transferred or (by_stake and any(everywhere) and not all(everywhere) and deciding):
            able = deciding
        else:
            able = [row for row in able if self.groups[row].direct]
        ranks = sorted({named[self.names[row]] for row in able})
        return {row: ranks.index(named[self.names[row]]) for row in able}

    def order(self, group: int, reason: int) -> int:
        """The place of a reason in the order in which a group turns to reasons; -1: it does not serve it."""
        served = places(self.groups[group].serves, [name for name, _ in self.reasons])
        return served.get(self.reasons[reason][0], -1)


@dataclass(frozen=True)
class Reading:
    """All that a run's log says, read after its end.

    Attributes:
        log: every contact.
        queued: rows of `log` that wait, or might have: neither call-backs nor latent nor blocked.
        left: when each of those left the queue; the horizon, if it still waits.
        rank: which choice a group is for each of those, -1 none [groups, queued].
        prefer: in which order a group turns to its reason [groups, queued].
        overflow, priority: of its reason, in ms and as configured.
        idle: of every advisor, starts and ends of idle times, one after the other.
        group: of every advisor.
    """

    log: np.recarray
    queued: np.recarray
    left: np.ndarray
    rank: np.ndarray
    prefer: np.ndarray
    overflow: np.ndarray
    priority: np.ndarray
    idle: list[tuple[np.ndarray, np.ndarray]]
    group: np.ndarray


def read(run: Run) -> Reading:
    """Simulate a run without breaks to its end, and read its log."""
    assert not run.plan.breaks
    shifts, logs = [], []
    while not run.finished:
        run.step()
        shifts.append((run.world.advisor.shift_start.copy(), run.world.advisor.shift_end.copy()))
        logs.append(run.contacts[~is_open(run.contacts)].copy())
    logs.append(run.contacts[is_open(run.contacts)].copy())
    log = np.concatenate(logs).view(np.recarray)
    routes = Routes(run.scenario)
    queued = log[(log.kind != CALL_BACK_CONTACT) & ~np.isin(log.outcome, (LATENT, BLOCKED_CONTACT))]
    left = np.where(queued.answered != NONE, queued.answered, queued.ended)
    rows = range(len(routes.groups))
    chosen = [routes.choices(contact) for contact in queued]
    reasons = [reason for _, reason in routes.reasons]
    of_reason = np.array([[routes.order(row, place) for place in range(len(reasons))] for row in rows])
    return Reading(
        log=log,
        queued=queued,
        left=np.where(left == NONE, horizon(run), left),
        rank=np.array([[choices.get(row, NONE) for choices in chosen] for row in rows]),
        prefer=of_reason[:, queued.reason],
        overflow=np.array([round(reason.overflow_after * 1000) for reason in reasons])[queued.reason],
        priority=np.array([reason.priority for reason in reasons])[queued.reason],
        idle=[_idle(run, log, shifts, row) for row in range(run.world.advisor.size)],
        group=np.array(run.world.advisor.group),
    )


def busy_times(log: np.recarray, advisor: int, until: int) -> list[tuple[int, int]]:
    """From answer to the end of the wrap-up, every contact of an advisor, in order."""
    own = log[log.advisor == advisor]
    ends = np.where(own.wrapped_up == NONE, until, own.wrapped_up)
    return sorted(zip(own.answered.tolist(), ends.tolist(), strict=True))


def _idle(
    run: Run, log: np.recarray, shifts: list[tuple[np.ndarray, np.ndarray]], advisor: int
) -> tuple[np.ndarray, np.ndarray]:
    """The advisor's shifts without the contacts he was busy with."""
    busy = busy_times(log, advisor, horizon(run))
    starts, ends = [], []
    for begin, over in sorted({(int(start[advisor]), int(end[advisor])) for start, end in shifts}):
        at = begin
        for taken, free in [*busy, (over, over)]:
            if at < min(taken, over):
                starts.append(at)
                ends.append(min(taken, over))
            at = max(at, free)
    return np.array(starts, np.int64), np.array(ends, np.int64)


class Watched(Run):
    """A run that is looked at every few dozen events: its journal grows by so little at a time.

    `look` is called with the run; between two events, every list and count must be in order.
    """

    look: Callable[[Run], None] | None = None
    looks = 0
    ROWS = 300

    def _enlarge(self, name: str) -> None:
        super()._enlarge(name)
        if name != "journal":
            return
        journal = self.world.journal
        used = int(self.world.clock[0].journal) + LINES_KEPT * int(self.world.clock[0].open_cases)
        self.world.put(journal=journal[: min(journal.size, used + self.ROWS)])
        self.looks += 1
        if self.look is not None:
            self.look(self)

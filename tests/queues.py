"""Queues of the textbooks as scenarios of the centre, and runs that keep every wait. Holds no tests.

Round the clock, Poisson calls, no wrap-up, nobody calls again, endless patience unless told otherwise; times
in minutes. Called by the tests that hold the engine against theory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from centres import DAY, MINUTE, centre_of, constant, exponential, routine

from sim.ledger import ledger, occupancy
from sim.practice import measured
from sim.reasons import Law, Reason
from sim.scenario import Group, Scenario
from sim.states import ABANDONED_CONTACT, BLOCKED_CONTACT, FIRST, NONE, TRANSFER
from sim.world import Run

CUSTOMERS = 20_000.0  # so many that the callers of a minute are others than those of the next
TARGET = 1 / 3  # minutes: 20 s


def asks(talk: Law | float = 1.0, **changes: Any) -> Reason:
    """Callers who wait for ever; a number is the mean of an exponential talk."""
    law = talk if isinstance(talk, Law) else exponential(talk)
    endless: dict[str, Any] = {"wrap_up": constant(0), "patience": constant(None)}
    return routine(handling=law, **(endless | {"hold_patience": constant(None)} | changes))


def queue_of(
    reasons: Reason | Mapping[str, Reason],
    rate: float,
    advisors: int | None = None,
    *,
    lines: int | None = None,
    groups: Mapping[str, Group] | None = None,
    staffing: Mapping[str, Any] | None = None,
    demand: Mapping[str, Any] | None = None,
    **governance: Any,
) -> Scenario:
    """A queue with so many calls a minute, served by so many advisors, or by groups of them."""
    staff: dict[str, Any] = {"lines": lines, **(staffing or {})}
    if groups is None:
        staff["present"] = float(advisors or 0)
    else:
        staff["groups"] = dict(groups)
    volume: dict[str, Any] = {"calls_per_day": rate * 24 * 60, "calls_include_returns": False}
    return centre_of(
        reasons,
        never_closes=True,
        demand=volume | dict(demand or {}),
        staffing=staff,
        customers={"count": CUSTOMERS},
        **({"decisions": False} | governance),
    )


def team(advisors: int, *serves: str, **changes: Any) -> Group:
    """A group with so many advisors all day."""
    return Group(present=[float(advisors)], serves=list(serves), **changes)


def figures_of_queue(run: Run) -> dict[str, float]:
    """Share of all calls that are blocked; of those admitted who give up or are answered within 20 s; waits.

    The time spent waiting for every caller who gives up is the mean of an exponential patience, whatever the
    queue: the sharpest figure there is of it.
    """
    days = measured(run)
    offered = days.first_contacts.sum()
    admitted = offered - days.blocked.sum()
    gave_up = days.abandoned.sum()
    return {
        "talk": days.handling.sum() / days.answered.sum() / MINUTE,
        "patience": days.waiting_area.sum() / gave_up / MINUTE if gave_up else np.inf,
        "blocked": days.blocked.sum() / offered,
        "abandonment": gave_up / admitted,
        "service_level": days.in_target.sum() / admitted,
        "mean_wait": days.waiting_area.sum() / admitted / MINUTE,
        "occupancy": occupancy(ledger(run)),
    }


class Logged(Run):
    """A run that keeps every contact whose wait ended on a measured day, with its answer or without.

    In equilibrium such contacts are like all others, and none is cut off by the end of the run.
    """

    def __init__(self, *arguments: Any, **how: Any) -> None:
        super().__init__(*arguments, **how)
        self._kept: list[dict[str, np.ndarray]] = []

    def step(self) -> None:
        """Simulate a day, and keep its contacts."""
        super().step()
        if self.day > self.warmup:
            self._kept.append(self._waits_ended())

    def _waits_ended(self) -> dict[str, np.ndarray]:
        log = self.contacts
        until = np.where(log.answered != NONE, log.answered, log.ended)
        ended = (until != NONE) & (until >= self.world.calendar[self.day - 1].opens)
        log, until = log[ended], until[ended]
        return {
            "wait": (until - log.arrived) / MINUTE,
            "arrived": log.arrived.copy(),
            "reason": log.reason.copy(),
            "kind": log.kind.copy(),
            "abandoned": log.outcome == ABANDONED_CONTACT,
            "blocked": log.outcome == BLOCKED_CONTACT,
        }

    def __getitem__(self, name: str) -> np.ndarray:
        """A column of all contacts kept; waits in minutes."""
        return np.concatenate([day[name] for day in self._kept])


class Sampled(Run):
    """A run that counts, at every tenth minute of the measured days, who is there in person.

    A clock that knows nothing of the queue sees it as it is on average over time. Attributes:
        waiting, talking: a list of days; of each an array [kind of contact, moment].
    """

    EVERY = 10 * MINUTE

    def __init__(self, *arguments: Any, **how: Any) -> None:
        super().__init__(*arguments, **how)
        self.waiting: list[np.ndarray] = []
        self.talking: list[np.ndarray] = []

    def step(self) -> None:
        """Simulate a day, and count."""
        super().step()
        if self.day > self.warmup:
            kinds = (FIRST, TRANSFER)
            self.waiting.append(np.array([self._between("arrived", kind) for kind in kinds]))
            self.talking.append(np.array([self._between("answered", kind) for kind in kinds]))

    def _between(self, begun: str, kind: int) -> np.ndarray:
        """Contacts of a kind between their arrival and answer (or end), or between answer and end."""
        log = self.contacts[self.contacts.kind == kind]
        if begun == "answered":
            log = log[log.answered != NONE]
        over = np.where(log.answered != NONE, log.answered, log.ended) if begun == "arrived" else log.ended
        opens = int(self.world.calendar[self.day - 1].opens)
        moments = opens + np.arange(0, DAY, self.EVERY)
        came = np.searchsorted(np.sort(log[begun]), moments, "right")
        return np.asarray(came - np.searchsorted(np.sort(over[over != NONE]), moments, "right"))


def figures_by_reason(run: Logged) -> dict[str, float]:
    """Of every reason: mean wait and second moment of it, shares within 20 s, abandoned and blocked."""
    found = {}
    for row, name in enumerate(run.scenario.demand.reasons):
        mine = run["reason"] == row
        wait, gone, none = (run[column][mine] for column in ("wait", "abandoned", "blocked"))
        found |= {
            f"{name}: wait": wait.mean(),
            f"{name}: wait squared": (wait**2).mean(),
            f"{name}: delayed": (wait > 0).mean(),
            f"{name}: service level": ((wait <= TARGET) & ~gone & ~none).mean(),
            f"{name}: abandonment": gone.mean(),
            f"{name}: blocked": none.mean(),
        }
    return found

"""The engine as a contender: a centre that is stepped on, day by day, turn after turn.

`Centre` runs any scenario bare (`sim.world.Run`, without the Mesa model around it) with its contact log,
keyed draws and customers, and reads what happened from the contact log, as any study could; the clock runs
in `Run.step` alone. Called by `benchmarks.contenders` and `benchmarks.cores`.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from benchmarks.turns import Turn
from sim.configuration import configure
from sim.planning import plan_of
from sim.rosters import Plan
from sim.scenario import Scenario
from sim.states import ABANDONED_CONTACT, CALL_BACK_CONTACT, LATENT, NONE
from sim.world import Run

STUDY_DAYS = 756  # a replication: 36 months of 21 open days; the next turn goes on, or begins another
SETTLING_DAYS = 10  # open days until the cases that come back do so as often as they ever will
MORE_CUSTOMERS = 500_000  # over which the state of one more is taken
MS_A_MINUTE = 60_000.0


class Tally(NamedTuple):
    """Contacts ended on one day, counted from the log."""

    contacts: int
    abandoned: int
    waited_ms: int
    last_ended: int  # ms; the log of the next day may still hold contacts that ended before


class Centre:
    """A planned centre and its run.

    Args:
        overrides: the scenario, as on the command line.
    """

    def __init__(self, *overrides: str) -> None:
        self.scenario, self.plan = planned(*overrides)
        self.replication, self.last_ended = 0, NONE
        self.run = self._begin()

    def simulate(self, contacts: int, seed: int) -> Turn:
        """Go on for whole days until so many contacts have ended; the run has a seed of its own."""
        done = abandoned = waited = 0
        seconds = 0.0
        while done < contacts:
            if self.run.finished:
                self.replication += 1
                self.run = self._begin()
            began = time.perf_counter()
            self.run.step()
            seconds += time.perf_counter() - began
            today = self._counted()
            done, abandoned, waited = (
                done + today.contacts,
                abandoned + today.abandoned,
                waited + today.waited_ms,
            )
        return Turn(done, seconds, abandoned, waited / MS_A_MINUTE)

    @property
    def advisors_present(self) -> int:
        """In the busiest interval of the plan's week."""
        return int(self.plan.present.max())

    def bytes_per_customer(self) -> float:
        """State that one customer more takes; the volume, and with it the open cases, stays the same."""
        few = self.plan.customers
        return marginal_bytes(self._with_customers, few, few + MORE_CUSTOMERS)

    def _begin(self) -> Run:
        run = Run(self.scenario, self.plan, days=STUDY_DAYS, replication=self.replication)
        for _ in range(SETTLING_DAYS):
            run.step()
        self.last_ended = tally(run.contacts, NONE).last_ended
        return run

    def _counted(self) -> Tally:
        today = tally(self.run.contacts, self.last_ended)
        self.last_ended = today.last_ended
        return today

    def _with_customers(self, customers: int) -> Run:
        run = Run(self.scenario, replace(self.plan, customers=customers), days=STUDY_DAYS)
        run.step()
        return run


def planned(*overrides: str) -> tuple[Scenario, Plan]:
    """A scenario by its overrides, and its plan."""
    scenario = configure(overrides, alone=True)[0].scenario
    return scenario, plan_of(scenario)


def tally(log: np.recarray, since: int) -> Tally:
    """Count the contacts of a log that ended after a time, call-backs and latent contacts left out.

    A wait runs from the arrival to the answer, or to the end where there was none.
    """
    counted = log[(log.ended > since) & (log.kind != CALL_BACK_CONTACT) & (log.outcome != LATENT)]
    until = np.where(counted.answered == NONE, counted.ended, counted.answered)
    last = int(counted.ended.max()) if counted.size else since
    gone = int((counted.outcome == ABANDONED_CONTACT).sum())
    return Tally(counted.size, gone, int((until - counted.arrived).sum()), last)


def marginal_bytes(make: Callable[[int], Any], few: int, many: int) -> float:
    """Memory that one more takes, as the difference between two sizes; NumPy reports all it asks for."""
    return (_held(make, many) - _held(make, few)) / (many - few)


def _held(make: Callable[[int], Any], size: int) -> int:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        made = make(size)
        held = tracemalloc.get_traced_memory()[0] - before
        del made
        return held
    finally:
        tracemalloc.stop()

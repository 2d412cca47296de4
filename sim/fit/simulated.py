"""The same half-hours of the week in the simulated centre, under the form that the file was recorded under.

Shocks apart, and with customers who stay: a record is of usual days. Called by `sim.fit.checking`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from sim.endings import Unstable
from sim.fit.half_hours import (
    ABANDONMENT,
    ANSWER,
    HANDLING,
    MIN_MS,
    OCCUPANCY,
    SERVICE_LEVEL,
    Cells,
    Floats,
    Ratios,
    ratios,
)
from sim.ledger import busy_and_present, by_period
from sim.pilots import SETTLING_DAYS, YEAR, daily_calls, quick_days, usual
from sim.rosters import Plan
from sim.scenario import MS, Scenario
from sim.states import ABANDONED_CONTACT, ACCOUNTS, NONE, OFF, REPEAT
from sim.world import Run

FEWEST_DAYS = 20  # four of every weekday


@dataclass
class Log:
    """What contacts have come to, contact by contact, and what the ledger says by half-hours.

    Attributes:
        contacts: of every day, columns day, place, abandoned, in target, left in target, answered, wait (s),
            handled, handling (s).
        periods: of every half-hour, columns day, place, busy, on the floor (min).
    """

    contacts: list[Floats] = field(default_factory=list)
    periods: list[tuple[float, ...]] = field(default_factory=list)


def simulated(scenario: Scenario, plan: Plan, cells: Cells, contacts: int, seed: int) -> dict[str, Ratios]:
    """All measures by half-hours of the week, from so many contacts at least.

    Raises:
        Unstable: work comes faster than it can be done.
    """
    log = logged(usual(scenario), plan, cells, days_for(plan, contacts), seed)
    rows = np.concatenate(log.contacts) if log.contacts else np.empty((0, 9))
    day, place = rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64)
    abandoned, within, left, answered, wait, handled, handling = rows[:, 2:].T
    spent = np.array(log.periods)

    def of(top: Floats, bottom: Floats) -> Ratios:
        return ratios(cells, place, day, top, bottom)

    return {
        SERVICE_LEVEL: of(within, 1.0 - left),
        ABANDONMENT: of(abandoned, np.ones(len(rows))),
        ANSWER: of(wait, answered),
        HANDLING: of(handling, handled),
        OCCUPANCY: ratios(
            cells, spent[:, 1].astype(np.int64), spent[:, 0].astype(np.int64), spent[:, 2], spent[:, 3]
        ),
    }


def days_for(plan: Plan, contacts: int) -> int:
    """Open days: for so many contacts, and a year where months differ or where it is quick.

    Busy days follow busy days, and people are ill for weeks: a year of a small centre is little.
    """
    seasonal = YEAR if np.ptp(plan.week.season) > 0 else 0
    asked = min(math.ceil(contacts / daily_calls(plan)), 10 * YEAR)
    return max(FEWEST_DAYS, seasonal, quick_days(plan), asked)


def logged(scenario: Scenario, plan: Plan, cells: Cells, days: int, seed: int) -> Log:
    """Simulate so many days after those that settle, and keep what half-hours are made of."""
    run = Run(
        scenario, plan, days=SETTLING_DAYS + days, seed=seed, warmup=SETTLING_DAYS, ledger_every=cells.minutes
    )
    log = Log()
    while not run.finished:
        run.step()
        if run.unstable:
            raise Unstable(
                "unstable: work comes faster than it can be done with the staff that the file tells"
            )
        if run.day > SETTLING_DAYS:
            log.contacts.append(_contacts(run, cells))
    log.periods = list(_periods(run, cells))
    return log


def _contacts(run: Run, cells: Cells) -> Floats:
    clock = run.world.clock[0]
    weekday = int(run.world.calendar[run.day - 1].weekday)
    target = run.scenario.staffing.target_wait * MS["s"]
    came = run.contacts[(run.contacts.arrived >= clock.opens) & (run.contacts.kind <= REPEAT)]
    wait = came.answered - came.arrived
    answered, done = came.answered != NONE, came.wrapped_up != NONE
    abandoned = came.outcome == ABANDONED_CONTACT
    place = cells.place(np.full(came.size, weekday), (came.arrived - clock.opens) // MIN_MS)
    columns = (
        np.full(came.size, run.day),
        place,
        abandoned,
        answered & (wait <= target),
        abandoned & (came.ended - came.arrived <= target),
        answered,
        np.where(answered, wait / MS["s"], 0.0),
        answered & done,
        np.where(answered & done, (came.wrapped_up - came.answered) / MS["s"], 0.0),
    )
    return np.stack([np.asarray(column, np.float64) for column in columns], axis=1)


def _periods(run: Run, cells: Cells) -> list[tuple[float, ...]]:
    rows: list[tuple[float, ...]] = []
    for row in by_period(run):
        day, place = int(row["day"]), int(row["period"])
        weekday = int(run.world.calendar[run.warmup + day].weekday)
        accounts = {name: row[f"advisors_{name}_min"] for name in ACCOUNTS[OFF + 1 :]}
        at = int(cells.place(np.array(weekday), np.array(place * cells.minutes)))
        rows.append((day, at, *busy_and_present(accounts)))
    return rows

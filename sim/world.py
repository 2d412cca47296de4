"""Lays out the tables of one run, and runs its days.

`Plan` is what every form of governance meets alike: the first contacts and the advisors present in
every interval of the week (made by `sim.planning`). `Run` makes the tables for a scenario, a plan, a
seed and a replication, and steps from day to day: opening, events, booking, carrying over. It knows
nothing of Mesa; `sim.model` wraps it, `sim.planning` drives it bare.
"""

from __future__ import annotations

import copy
import math
from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import day as compiled_day
from sim import rules
from sim.customers.calendar import settle_customers
from sim.floor.busyness import busyness
from sim.floor.shifts import Shifts, employed_for, order_of_the_day, schedule_shifts
from sim.governance.approval import schedule_duty
from sim.handle import Tables
from sim.layout import (
    calendar_table,
    laws_table,
    managers_table,
    profile_of,
    reasons_table,
    shifts_for,
    with_handling_time,
)
from sim.scenario import MS, Scenario
from sim.settings import settings_of, settings_type
from sim.states import NONE, OFF
from sim.tables import World, table
from sim.week import Week

Rules = namedtuple("Rules", [point.replace(".", "_") for point in rules.POINTS])  # type: ignore[misc]
FEWEST_UNSTABLE = 1_000  # waiting contacts or requests below which overload is not told from chance
PER_PERSON_UNSTABLE = 100  # and for every advisor or manager: far beyond any stable queue of a test


@dataclass(frozen=True)
class Plan:
    """What every form of governance meets alike.

    Attributes:
        week: hours and variation of the volume.
        first_contacts: expected first contacts of every interval from opening [7, slots].
        present: advisors present in every interval [7, slots].
        breaks: whether shifts have breaks (a staff given as present has none).
        customers: how many there are.
        warmup: days before measuring, chosen on the baseline.
    """

    week: Week
    first_contacts: NDArray[np.float64]
    present: NDArray[np.int64]
    breaks: bool
    customers: int
    warmup: int = 0


def shifts_of_week(scenario: Scenario, plan: Plan) -> list[Shifts]:
    """The shifts of every weekday that cover a plan."""
    week = plan.week
    widths = (week.closes - week.opens) // week.slot_ms
    return [
        shifts_for(scenario.staffing, present[: int(width)], week.slot_ms, planned=plan.breaks)
        for present, width in zip(plan.present, widths, strict=True)
    ]


def headcount(scenario: Scenario, plan: Plan, shifts: list[Shifts]) -> int:
    """Advisors employed: days off and shrinkage on top of a planned staff, none on one given as present."""
    if not plan.breaks:
        return employed_for(shifts, 1, 1.0, 0.0)
    staffing = scenario.staffing
    return employed_for(shifts, len(plan.week.open_weekdays), staffing.days_per_week, staffing.shrinkage)


class Run:
    """One replication of one scenario.

    Args:
        scenario: the centre and its governance.
        plan: first contacts and staffing.
        days: working days to simulate, warm-up included.
        seed, replication: key of all draws.
        warmup: days before measuring begins.
        journal: keep the dated path of every case (memory grows with it).
    """

    def __init__(
        self,
        scenario: Scenario,
        plan: Plan,
        *,
        days: int,
        seed: int = 1,
        replication: int = 0,
        warmup: int = 0,
        journal: bool = False,
    ) -> None:
        self.scenario = with_handling_time(scenario, plan.week.aht_s)
        self.plan, self.days, self.warmup = plan, days, warmup
        self.day = 0
        self.unstable = False
        self.shifts = shifts_of_week(scenario, plan)
        self.world = self._lay_out(seed, replication, journal)
        self._begin_clock(journal)
        cv = scenario.customers.intensity_cv
        settle_customers(self.world, 1 / cv**2 if cv > 0 else math.inf)

    def step(self) -> None:
        """Simulate one working day; after the last, or once unstable, nothing happens."""
        if self.finished:
            return
        clock = self.world.clock[0]
        compiled_day.carry_over(self.world)
        self._begin_day()
        while not compiled_day.open_day(self.world):
            self._enlarge("arrival")
        while compiled_day.run_day(self.world) == compiled_day.FULL:
            if self._overloaded():
                self.unstable = True
                return
            for name, used in self._used().items():
                if used + compiled_day.MARGIN > getattr(self.world, name).size:
                    self._enlarge(name)
        compiled_day.finish_day(self.world)
        self.unstable = self._overloaded() or self._works_through_the_night()
        self.day += 1
        clock.day = self.day

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to simulate."""
        return self.unstable or self.day >= self.days

    @property
    def contacts(self) -> np.recarray:
        """The contact log of the day just simulated: those ended in it, and those still open."""
        log: np.recarray = self.world.contact[: self.world.clock[0].contacts]
        return log

    @property
    def journal(self) -> np.recarray:
        """The dated path of every case, where it is kept."""
        path: np.recarray = self.world.journal[: self.world.clock[0].journal]
        return path

    @property
    def digest(self) -> int:
        """Folds every contact's times and outcome up to the day just simulated."""
        return int(self.world.clock[0].digest)

    def copy(self) -> Run:
        """An independent run in the same state."""
        other = copy.copy(self)
        other.world = self.world.copy()
        return other

    def govern(self, scenario: Scenario) -> None:
        """Go on under another scenario's settings and rules: the next decision already follows them."""
        self.scenario = scenario
        self.world.put(settings=_settings(scenario, self.plan), rules=_rules_of(scenario))

    def _lay_out(self, seed: int, replication: int, journal: bool) -> Tables:
        scenario, plan = self.scenario, self.plan
        key = np.array([seed, replication], np.uint64)
        employed = headcount(scenario, plan, self.shifts)
        manager, tray, level_tray = managers_table(scenario, employed)
        week = plan.week
        volumes = busyness(key, self.days + 1, week.busyness_cv, week.busyness_autocorrelation)
        calendar = calendar_table(scenario, plan.week, self.days + 1, volumes, plan.first_contacts)
        law, quantiles = laws_table(scenario)
        busiest = int(max(calendar.volume.max(), 10.0))
        tables = {
            "clock": table("clock", 1),
            "customer": table("customer", plan.customers),
            "advisor": _advisors(employed, scenario),
            "manager": manager,
            "tray": tray,
            "contact": table("contact", 2 * busiest + 64),
            "case": _free_cases(busiest + 64),
            "closed": table("closed", busiest + 64),
            "event": table("event", 4 * employed + 256),
            "arrival": table("arrival", busiest + busiest // 2 + 64),
            "journal": table("journal", 1024 if journal else compiled_day.MARGIN),
            "law": law,
            "reason": reasons_table(scenario),
            "day": table("day", self.days + 1),
            "calendar": calendar,
            "key": key,
            "settings": _settings(scenario, plan),
            "quantiles": quantiles,
            "profile": profile_of(plan.first_contacts, plan.week),
            "level_tray": level_tray,
            "rules": _rules_of(scenario),
        }
        return Tables(World(**tables))

    def _begin_clock(self, journal: bool) -> None:
        clock = self.world.clock[0]
        clock.journal_on = journal
        clock.measured_from = self.world.calendar[min(self.warmup, self.days)].opens
        for name in ("idle", "queue", "work"):
            for end in ("first", "last"):
                setattr(clock, f"{name}_{end}", NONE)

    def _begin_day(self) -> None:
        world, clock = self.world, self.world.clock[0]
        today, tomorrow = world.calendar[self.day], world.calendar[self.day + 1]
        clock.day = self.day
        clock.opens, clock.closes, clock.ends = today.opens, today.closes, tomorrow.opens
        clock.now, clock.worked = today.opens, today.worked
        clock.closes_today = today.closes < tomorrow.opens
        clock.arrivals = 0
        clock.waiting_since = today.opens
        world.day[self.day].day = self.day
        world.day[self.day].weekday = today.weekday
        looks = self._tray_looks()
        shifts = self.shifts[today.weekday]
        room = (
            4 * shifts.heads + 2 * world.manager.size + looks.size * world.manager.size + int(today.returns)
        )
        while clock.events + room + compiled_day.MARGIN > self.world.event.size:
            self._enlarge("event")
        self._begin_shifts(shifts)
        schedule_duty(self.world, self.scenario.staffing.manager_shift or 24.0, looks)

    def _tray_looks(self) -> NDArray[np.int64]:
        interval = self.scenario.governance.tray_interval * MS["min"]
        clock = self.world.clock[0]
        if interval <= 0:
            return np.zeros(0, np.int64)
        return np.arange(clock.opens + interval, clock.closes, interval).astype(np.int64)

    def _begin_shifts(self, shifts: Shifts) -> None:
        order = np.zeros(self.world.advisor.size, np.int64)
        span = int(self.scenario.staffing.span_of_control)
        order_of_the_day(self.world.key, self.day, shifts.heads, span, order)
        schedule_shifts(self.world, order, shifts.start, shifts.end, shifts.break_start, shifts.break_length)

    def _used(self) -> dict[str, int]:
        """Rows in use or kept back (`sim.day`)."""
        clock = self.world.clock[0]
        cases = int(clock.open_cases)
        return {
            "event": int(clock.events) + int(self.world.advisor.size),
            "contact": int(clock.contacts),
            "case": cases,
            "closed": int(clock.closed) + cases,
            "journal": int(clock.journal) + 2 * cases if clock.journal_on else 0,
        }

    def _enlarge(self, name: str) -> None:
        """Double a table; new cases join the list of free rows."""
        old = getattr(self.world, name)
        new = np.concatenate([old, np.zeros(old.size, old.dtype)]).view(np.recarray)
        if name == "case":
            new[old.size :] = _free_cases(old.size, first=old.size, then=int(self.world.clock[0].free_case))
            self.world.clock[0].free_case = old.size
        self.world.put(**{name: new})

    def _overloaded(self) -> bool:
        """Queues beyond any that a stable centre has: work comes faster than it can ever be done."""
        world = self.world
        endless = any(reason.patience.mean is None for reason in self.scenario.demand.reasons.values())
        waiting = int(world.clock[0].waiting)
        callers = bool(endless and waiting > FEWEST_UNSTABLE + PER_PERSON_UNSTABLE * world.advisor.size)
        requests = int(world.tray.waiting.sum()) if world.tray.size else 0
        return callers or requests > FEWEST_UNSTABLE + PER_PERSON_UNSTABLE * max(world.manager.size, 1)

    def _works_through_the_night(self) -> bool:
        """A centre that closes but whose last callers are still served when it opens again."""
        clock = self.world.clock[0]
        return bool(clock.closes_today and clock.waiting > 0)


def _rules_of(scenario: Scenario) -> Any:
    named = scenario.rules
    chosen = (
        rules.compile_rule(point, named.get(point, spec.default), settings_type())
        for point, spec in rules.POINTS.items()
    )
    return Rules(*chosen)


def _settings(scenario: Scenario, plan: Plan) -> np.recarray:
    settings = settings_of(scenario)
    settings.slot = plan.week.slot_ms
    return settings


def _advisors(employed: int, scenario: Scenario) -> np.recarray:
    advisors = table("advisor", employed)
    rows = np.arange(employed)
    advisors.id = rows
    advisors.authority = scenario.governance.authority
    advisors.manager = (
        rows // int(scenario.staffing.span_of_control) if scenario.governance.decisions else NONE
    )
    advisors.state = OFF
    for field in ("case", "contact", "next", "previous"):
        advisors[field] = NONE
    return advisors


def _free_cases(rows: int, first: int = 0, then: int = NONE) -> np.recarray:
    """Free rows of the table of cases, each pointing to the next, the last to `then`."""
    cases = table("case", rows)
    cases.state = NONE
    cases.next = np.arange(first + 1, first + rows + 1)
    cases.next[-1] = then
    return cases

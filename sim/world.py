"""Lays out the tables of one run, and runs its days.

`Run` makes the tables for a scenario, a plan, a
seed and a replication, and steps from day to day: opening, events, booking, carrying over. It knows
nothing of Mesa; `sim.model` wraps it, `sim.planning` drives it bare.
"""

from __future__ import annotations

import copy
import math
from collections import namedtuple
from typing import Any, NoReturn

import numpy as np

from sim import day as compiled_day
from sim import events, rules
from sim.customers.calendar import settle_customers
from sim.floor.busyness import busyness
from sim.groups import authorities_of, employed_by_group, groups_table
from sim.handle import Tables
from sim.layout import (
    calendar_table,
    guide_of,
    laws_table,
    managers_table,
    profile_of,
    reasons_table,
    with_handling_time,
)
from sim.machinery import CHUNK_ROWS
from sim.refusal import Refused
from sim.room import GROWING, MARGIN, rows_free
from sim.rosters import Plan, duty_tables, headcount, heads, shift_tables, shifts_of_week
from sim.routes import Routes, routes_of
from sim.scenario import Scenario
from sim.settings import settings_of, settings_type
from sim.soundness import NotFinite, check_all, check_day, check_settings
from sim.states import NEVER_MS, NONE, OFF
from sim.tables import World, table

Rules = namedtuple("Rules", [point.replace(".", "_") for point in rules.POINTS])  # type: ignore[misc]
GUIDE_STEPS = 4  # of a guide for every interval or day: the right one is mostly the first looked at
FREE_LISTS = {"case": "free_case", "event": "free_event"}  # tables with a list of free rows: where it begins


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
        self.world = self._lay_out(seed, replication, journal)
        self._begin_clock(journal)
        cv = scenario.customers.intensity_cv
        settle_customers(self.world, 1 / cv**2 if cv > 0 else math.inf)
        check_all(self.world, 0, "settling")

    def step(self) -> None:
        """Simulate one working day; after the last, or once unstable, nothing happens.

        Raises:
            NotFinite: a number of the state, or a rule's answer, is none.
        """
        if self.finished:
            return
        world = self.world
        check_settings(world.settings, self.day)
        came = compiled_day.begin_day(world, self.day)
        while came == compiled_day.FULL:
            self._enlarge("event")
            self._enlarge("far")
            came = compiled_day.begin_day(world, self.day)
        if came == compiled_day.AT_FAULT:
            self._stop("opening")
        while not compiled_day.draw_arrivals(world):
            self._enlarge("arrival")
        came = compiled_day.run_day(world)
        while came == compiled_day.FULL:
            self._enlarge_what_is_full()
            came = compiled_day.run_day(world)
        if came == compiled_day.DONE:
            came = compiled_day.finish_day(world)
            if came == compiled_day.AT_FAULT:
                self._stop("floor")
            self.day += 1
        self.unstable = came == compiled_day.OVERLOADED

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
        """Go on under another scenario's settings and rules: the next decision already follows them.

        What groups may decide is routed by at once; people, groups, managers, trays and queues stay as they
        are, and with them each advisor's own authority (`sim.model` sets it too).

        Raises:
            Refused: the scenario wants other managers, trays, groups or queues.
        """
        routes = routes_of(scenario)
        self._check_laid_out_for(scenario, routes)
        self.scenario = scenario
        self.world.put(settings=_settings(scenario, self.plan), rules=_rules_of(scenario))
        self.world.group.authority[:] = authorities_of(scenario)
        self.world.queue.choices[:] = routes.queue.choices
        self.world.route[:], self.world.prefer[:] = routes.route, routes.prefer

    def _check_laid_out_for(self, scenario: Scenario, routes: Routes) -> None:
        """Refuse what would need other tables than the run began with."""
        before, now = self.scenario, scenario
        kept: dict[str, tuple[object, object]] = {
            f"governance.{name}": (getattr(before.governance, name), getattr(now.governance, name))
            for name in ("decisions", "approver")
        }
        kept["staffing.groups"] = (", ".join(before.staffing.groups), ", ".join(now.staffing.groups))
        for key, (was, wanted) in kept.items():
            if was != wanted:
                raise Refused(key, wanted, f"{was}, as when the run began")
        if not routes.share_queues_as(self.world):
            raise Refused("demand.reasons", "other queues", "priorities and choices as when the run began")

    def _stop(self, phase: str) -> NoReturn:
        """Say which number is none.

        Raises:
            NotFinite: always.
        """
        check_day(self.world, self.day, phase)
        raise NotFinite(self.day, phase, "the centre", "a number of the state", "none")

    def _lay_out(self, seed: int, replication: int, journal: bool) -> Tables:
        scenario, plan, week = self.scenario, self.plan, self.plan.week
        key = np.array([seed, replication], np.uint64)
        shifts = shifts_of_week(scenario, plan)
        employed = employed_by_group(headcount(scenario, plan, shifts), heads(shifts))
        group, routes = groups_table(scenario, employed), routes_of(scenario)
        manager, tray, level_tray = managers_table(scenario, int(employed.sum()))
        shift, shifts_from = shift_tables(shifts)
        duty, duty_from = duty_tables(scenario, week, shift, shifts_from, manager)
        volumes = busyness(key, self.days + 1, week.busyness_cv, week.busyness_autocorrelation)
        calendar = calendar_table(scenario, week, self.days + 1, volumes, plan.first_contacts)
        law, quantiles = laws_table(scenario)
        profile = profile_of(plan.first_contacts, week)
        busiest = int(max(calendar.volume.max(), 10.0))
        return Tables(
            World(
                clock=table("clock", 1),
                customer=table("customer", plan.customers),
                advisor=_advisors(group, scenario),
                manager=manager,
                group=group,
                queue=routes.queue,
                tray=tray,
                contact=table("contact", 2 * busiest + 64),
                case=_free_rows("case", busiest + 64),
                closed=table("closed", busiest + 64),
                event=_free_rows("event", 4 * int(employed.sum()) + 256),
                far=table("event", int(employed.sum()) + 256),
                bucket=np.full(events.BUCKETS, NONE, np.int32),
                marks=np.zeros(events.WORDS, np.int64),
                summary=np.zeros(events.SUMMARY_WORDS, np.int64),
                agenda=table("event", int(np.diff(duty_from).max())),
                arrival=table("arrival", busiest + busiest // 2 + 64),
                chunk=_free_rows("chunk", plan.customers // CHUNK_ROWS + self.days + 2),
                journal=table("journal", 1024 if journal else MARGIN),
                law=law,
                reason=reasons_table(scenario, routes.reason_queue),
                day=table("day", self.days + 1),
                calendar=calendar,
                shift=shift,
                duty=duty,
                key=key,
                settings=_settings(scenario, plan),
                quantiles=quantiles,
                profile=profile,
                guide=np.array([guide_of(row, GUIDE_STEPS * row.size) for row in profile], np.int32),
                day_guide=guide_of(calendar.operational, GUIDE_STEPS * calendar.size),
                level_tray=level_tray,
                route=routes.route,
                prefer=routes.prefer,
                shifts_from=shifts_from,
                duty_from=duty_from,
                roster=np.zeros(int(np.diff(shifts_from).max()), np.int32),
                rules=_rules_of(scenario),
            )
        )

    def _begin_clock(self, journal: bool) -> None:
        clock = self.world.clock[0]
        clock.journal_on = journal
        clock.measured_from = self.world.calendar[min(self.warmup, self.days)].opens
        clock.first_event, clock.first_when = NONE, NEVER_MS
        clock.lines = min(self.scenario.staffing.lines or np.inf, NEVER_MS)

    def _enlarge_what_is_full(self) -> None:
        """Double the tables without room for another event, rows kept back included (`sim.room`)."""
        for name, free in zip(GROWING, rows_free(self.world), strict=True):
            if free < MARGIN:
                self._enlarge(name)

    def _enlarge(self, name: str) -> None:
        """Double a table; new rows join the list of free ones where there is such a list."""
        old = getattr(self.world, name)
        new = table("event" if name == "far" else name, 2 * old.size)
        new[: old.size] = old
        if name in FREE_LISTS:
            clock, first = self.world.clock[0], FREE_LISTS[name]
            new[old.size :] = _free_rows(name, old.size, first=old.size, then=int(clock[first]))
            clock[first] = old.size
        self.world.put(**{name: new})


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


def _advisors(groups: np.recarray, scenario: Scenario) -> np.recarray:
    advisors = table("advisor", int(groups.members.sum()))
    rows = np.arange(advisors.size)
    advisors.id = rows
    advisors.group = np.repeat(np.arange(len(groups)), groups.members)
    advisors.authority = groups.authority[advisors.group]
    advisors.manager = (
        rows // int(scenario.staffing.span_of_control) if scenario.governance.decisions else NONE
    )
    advisors.state = OFF
    for field in ("case", "contact", "next", "previous"):
        advisors[field] = NONE
    return advisors


def _free_rows(name: str, rows: int, first: int = 0, then: int = NONE) -> np.recarray:
    """Free rows of a table, each pointing to the next, the last to `then`."""
    free = table(name, rows)
    free.next = np.arange(first + 1, first + rows + 1)
    free.next[-1] = then
    if name == "case":
        free.state = NONE
    return free

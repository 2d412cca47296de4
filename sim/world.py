"""Lays out the tables of one run, and runs its days.

`Run` makes the tables for a scenario, a plan, a
seed and a replication, and steps from day to day: opening, events, booking, carrying over. It knows
nothing of Mesa; `sim.model` wraps it, `sim.planning` drives it bare.
"""

from __future__ import annotations

import copy
import math
import operator
from collections import namedtuple
from typing import Any, NoReturn

import numpy as np

from sim import day as compiled_day
from sim import events
from sim.customers.calendar import settle_customers
from sim.floor.busyness import busyness
from sim.governance_checks import check_deciders
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
from sim.memberships import kinds_of_case, memberships_of, precedents_table
from sim.refusal import Refused
from sim.room import GROWING, MARGIN, OPENING, rows_free, rows_to_open
from sim.rosters import Plan, duty_tables, headcount, heads, shift_tables, shifts_of_week
from sim.routes import Routes, routes_of
from sim.rule_calls import asking, compile_rule
from sim.rule_views import Agents
from sim.rules import POINTS
from sim.scenario import Scenario
from sim.settings import settings_of, settings_type
from sim.soundness import NotFinite, check_all, check_day, check_settings
from sim.staff import advisors_table
from sim.states import NEVER_MS, NONE
from sim.tables import World, table

Rules = namedtuple("Rules", [point.replace(".", "_") for point in POINTS])  # type: ignore[misc]
# What of a form of governance stands in the tables of a run: it cannot change under way.
LAID_OUT = (
    "decisions", "approver", "circles", "judgement.skill", "judgement.skill_spread", "coordination.kinds",
    "coordination.kinds_skew", "coordination.roles", "coordination.role_upkeep", "coordination.role_changes",
    "coordination.rewording", "coordination.reporting",
)  # fmt: skip
GUIDE_STEPS = 4  # of a guide for every interval or day: the right one is mostly the first looked at
FREE_LISTS = {
    "case": "free_case",
    "event": "free_event",
    "tension": "free_tension",
}  # tables with a list of free rows: where it begins


class Run:
    """One replication of one scenario.

    Args:
        scenario: the centre and its governance.
        plan: first contacts and staffing.
        days: working days to simulate, warm-up included.
        seed, replication: key of all draws.
        warmup: days before measuring begins.
        journal: keep the dated path of every case (memory grows with it).

    Attributes:
        agents: what rules that are called in Python see in the place of rows, by kind and row.

    Raises:
        Refused: there are no managers, and somebody may have to ask one.
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
        check_deciders(scenario)
        self.scenario = with_handling_time(scenario, plan.week.aht_s)
        self.plan, self.days, self.warmup = plan, days, warmup
        self.day = 0
        self.unstable = False
        self.agents: Agents = {}
        self.world = self._lay_out(seed, replication, journal)
        self._begin_clock(journal)
        cv = scenario.customers.intensity_cv
        settle_customers(self.world, 1 / cv**2 if cv > 0 else math.inf)
        check_all(self.world, 0, "settling")

    def step(self) -> None:
        """Simulate one working day; after the last, or once unstable, nothing happens.

        Raises:
            NotFinite: a number of the state, or a rule's answer, is none.
            RuleFault: a rule of a user's own raised an exception.
        """
        if self.finished:
            return
        with asking(self.agents, self.day):
            self._simulate_day()

    def _simulate_day(self) -> None:
        world = self.world
        check_settings(world.settings, self.day)
        came = compiled_day.begin_day(world, self.day)
        while came == compiled_day.FULL:
            self._enlarge_to_open()
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
        other.world, other.agents = self.world.copy(), {}
        return other

    def govern(self, scenario: Scenario) -> None:
        """Go on under another scenario's settings and rules: the next decision already follows them.

        What groups may decide is routed by at once; people, groups, managers, trays, circles and queues stay
        as they are, and with them each advisor's own authority (`sim.model` sets it too).

        Raises:
            Refused: the scenario wants other managers, trays, circles, groups or queues.
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
        for key in LAID_OUT:
            was, wanted = (operator.attrgetter(f"governance.{key}")(one) for one in (self.scenario, scenario))
            if was != wanted:
                raise Refused(f"governance.{key}", wanted, f"{was}, as when the run began")
        if bool(scenario.governance.limits) != bool(self.scenario.governance.limits):
            wanted = "as when the run began: with managers, or without"
            raise Refused("governance.limits", scenario.governance.limits, wanted)
        groups, before = (", ".join(one.staffing.groups) for one in (scenario, self.scenario))
        if groups != before:
            raise Refused("staffing.groups", groups, f"{before}, as when the run began")
        if not routes.share_queues_as(self.world):
            raise Refused("demand.reasons", "other queues", "priorities and choices as when the run began")
        check_deciders(scenario)

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
        seated = memberships_of(scenario, int(employed.sum()))
        advisor = advisors_table(scenario, group, manager, seated, key)
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
                advisor=advisor,
                manager=manager,
                group=group,
                queue=routes.queue,
                tray=tray,
                circle=seated.circle,
                member=seated.member,
                tension=_free_rows("tension", 16 * len(seated.circle) + MARGIN),
                precedent=precedents_table(scenario, len(seated.circle)),
                contact=table("contact", 2 * busiest + 64),
                case=_free_rows("case", busiest + 64),
                closed=table("closed", busiest + 64),
                event=_free_rows("event", 4 * int(employed.sum()) + 256),
                far=table("event", int(employed.sum()) + 256),
                bucket=np.full(events.BUCKETS, NONE, np.int32),
                marks=np.zeros(events.WORDS, np.int64),
                summary=np.zeros(events.SUMMARY_WORDS, np.int64),
                spell=table("spell", 2 * (advisor.size + seated.member.size)),
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
                kinds=kinds_of_case(scenario.governance.coordination),
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
        self.world.circle.touched = self.world.calendar[0].opens
        clock.lines = min(self.scenario.staffing.lines or np.inf, NEVER_MS)

    def _enlarge_to_open(self) -> None:
        """Double the tables without room for what the opening of a day puts there."""
        for name, free in zip(OPENING, rows_to_open(self.world), strict=True):
            if free < 0:
                self._enlarge(name)

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
        compile_rule(point, named.get(point, spec.default), settings_type(), scenario.python_rule)
        for point, spec in POINTS.items()
    )
    return Rules(*chosen)


def _settings(scenario: Scenario, plan: Plan) -> np.recarray:
    settings = settings_of(scenario)
    settings.slot = plan.week.slot_ms
    return settings


def _free_rows(name: str, rows: int, first: int = 0, then: int = NONE) -> np.recarray:
    """Free rows of a table, each pointing to the next, the last to `then`."""
    free = table(name, rows)
    free.next = np.arange(first + 1, first + rows + 1)
    free.next[-1] = then
    if name == "case":
        free.state = NONE
    return free

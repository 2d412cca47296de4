"""One run: its tables, and its days.

`Run` has the tables laid out (`sim.laying_out`) for a scenario, a plan, a seed and a replication, and steps
from day to day: opening, events, booking, carrying over. It knows nothing of Mesa; `sim.model` wraps it,
`sim.planning` drives it bare.
"""

from __future__ import annotations

import copy
import operator
from typing import NoReturn

import numpy as np

from sim import day as compiled_day
from sim.customers.calendar import settle_customers
from sim.governance_checks import check_deciders
from sim.groups import authorities_of, channels_of
from sim.handle import Tables
from sim.laying_out import chunks_for, free_rows, lay_out, rules_of, settings_for
from sim.layout import with_handling_time
from sim.people.hiring import settle_people
from sim.phases import OPENING_PHASES
from sim.refusal import Refused
from sim.room import GROWING, MARGIN, OPENING, rows_free, rows_to_open
from sim.rosters import Plan
from sim.routes import Routes, routes_of
from sim.rule_calls import asking
from sim.rule_views import Agents
from sim.scenario import MS, Scenario
from sim.soundness import NotFinite, check_all, check_day, check_settings
from sim.states import ENDS, NEVER_MS, NONE
from sim.tables import table

# What of a scenario stands in the tables of a run: it cannot change under way.
LAID_OUT = (
    "people",
    "staffing.chat",
    "demand.shocks",
    "governance.crisis",
    "governance.decisions",
    "governance.approver",
    "governance.circles",
    "governance.coordination.kinds",
    "governance.coordination.kinds_skew",
    "governance.coordination.roles",
    "governance.coordination.role_upkeep",
    "governance.coordination.role_changes",
    "governance.coordination.rewording",
    "governance.coordination.reporting",
    "governance.working_groups.at_once",
    "governance.working_groups.volunteers",
    "governance.working_groups.meet_for",
)
FREE_LISTS = {
    "case": "free_case",
    "event": "free_event",
    "tension": "free_tension",
    "chunk": "free_chunk",
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
        ledger_every: minutes after which the ledger is kept again (`sim.ledger.by_period`); 0: daily only.

    Attributes:
        agents: what rules that are called in Python see in the place of rows, by kind and row.
        before: everybody as he was when the warm-up ended.

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
        ledger_every: int = 0,
    ) -> None:
        check_deciders(scenario)
        self.scenario = with_handling_time(scenario, plan.week.aht_s)
        self.plan, self.days, self.warmup = plan, days, warmup
        self.day = 0
        self.unstable = False
        self.agents: Agents = {}
        key = np.array([seed, replication], np.uint64)
        period_ms = round(ledger_every * MS["min"])
        self.world = Tables(
            lay_out(self.scenario, plan, days, key, warmup=warmup, journal=journal, period_ms=period_ms)
        )
        self._begin_clock(journal, period_ms)
        settle_customers(self.world)
        settle_people(self.world)
        check_all(self.world, 0, "settling")
        self.before = self.world.person.copy()

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
        if self.day == self.warmup:
            self.before = world.person.copy()
        check_settings(world.settings, self.day)
        came = compiled_day.begin_day(world, self.day)
        while came == compiled_day.FULL:
            self._enlarge_to_open()
            came = compiled_day.begin_day(world, self.day)
        if came == compiled_day.AT_FAULT:
            self._stop("opening")
        for phase in OPENING_PHASES:
            phase.takes_place(world)
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
        """The dated path of every case, where it is kept: states entered, and ends.

        What happened within a state stands between them in the table (`sim.journal` tells it).
        """
        lines = self.world.journal[: self.world.clock[0].journal]
        path: np.recarray = lines[lines.what <= ENDS]
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
        self.world.put(settings=settings_for(scenario, self.plan), rules=rules_of(scenario))
        self.world.group.authority[:] = authorities_of(scenario)
        self.world.queue.choices[:] = routes.queue.choices
        self.world.route[:], self.world.prefer[:] = routes.route, routes.prefer

    def hand_over_authority(self) -> None:
        """Let every advisor decide what his group may; authority set advisor by advisor is overwritten."""
        world = self.world
        employed = world.clock[0].employed
        world.advisor.authority[:employed] = world.group.authority[world.advisor.group[:employed]]

    def check_can_be_governed(self, scenario: Scenario) -> None:
        """Refuse what would need other tables than the run began with.

        Raises:
            Refused: naming the key, and what the run began with.
        """
        self._check_laid_out_for(scenario, routes_of(scenario))

    def _check_laid_out_for(self, scenario: Scenario, routes: Routes) -> None:
        for key in LAID_OUT:
            was, wanted = (operator.attrgetter(key)(one) for one in (self.scenario, scenario))
            if was != wanted:
                raise Refused(key, wanted, f"{was}, as when the run began")
        if bool(scenario.governance.limits) != bool(self.scenario.governance.limits):
            wanted = "as when the run began: with managers, or without"
            raise Refused("governance.limits", scenario.governance.limits, wanted)
        calls, called = ((one.support.surge_at is not None) for one in (scenario, self.scenario))
        if calls != called:
            wanted = "as when the run began: managers are called to the phones, or null"
            raise Refused("support.surge_at", scenario.support.surge_at, wanted)
        groups, before = (", ".join(one.staffing.groups) for one in (scenario, self.scenario))
        if groups != before:
            raise Refused("staffing.groups", groups, f"{before}, as when the run began")
        if channels_of(scenario) != channels_of(self.scenario):
            wanted = "channels and conversations at once as when the run began"
            raise Refused("staffing.groups", "other channels", wanted)
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

    def _begin_clock(self, journal: bool, period_ms: int) -> None:
        clock = self.world.clock[0]
        clock.journal_on, clock.period = journal, period_ms
        clock.customers = clock.customers_of_day_0 = self.plan.customers
        clock.reputation = self.scenario.customers.word_of_mouth.at_start
        clock.employed = self.world.group.members.sum()
        clock.persons = clock.staff_of_day_0 = clock.employed + self.world.manager.size
        clock.surge_from = 0 if self.world.advisor.size > clock.employed else NEVER_MS
        clock.handling = clock.solving = clock.irritants = 1.0
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
        """Double a table; new rows join the list of free ones where there is such a list.

        Customers, of whom there are many, become an eighth more; their lists want chunks as well.
        """
        old = getattr(self.world, name)
        size = old.size + old.size // 8 + MARGIN if name == "customer" else 2 * old.size
        new = table("event" if name == "far" else name, size)
        new[: old.size] = old
        if name in FREE_LISTS:
            clock, first = self.world.clock[0], FREE_LISTS[name]
            new[old.size :] = free_rows(name, old.size, first=old.size, then=int(clock[first]))
            clock[first] = old.size
        self.world.put(**{name: new})
        if name == "customer" and self.world.chunk.size < chunks_for(size, self.days + 1):
            self._enlarge("chunk")

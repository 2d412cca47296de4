"""All tables of a run as it begins: who is there, when, and what is empty yet.

Called by `sim.world` alone.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import events
from sim.channels import work_rates
from sim.decision_points import POINTS
from sim.floor.busyness import busyness
from sim.floor.periods import periods_of
from sim.groups import employed_by_group, groups_table
from sim.layout import calendar_table, guide_of, laws_table, managers_table, profile_of, reasons_table
from sim.machinery import CHUNK_ROWS
from sim.memberships import kinds_of_case, memberships_of, precedents_table
from sim.room import MARGIN
from sim.rosters import Plan, WeekShifts, duty_tables, headcount, heads, shift_tables, shifts_of_week
from sim.routes import routes_of
from sim.rule_calls import compile_rule
from sim.scenario import MS, Scenario
from sim.settings import settings_of, settings_type
from sim.shock_table import crisis_spells, shocks_table
from sim.staff import advisors_table, persons_table, with_seats
from sim.states import CHAT, NONE
from sim.support import SHORTEST_ROUND
from sim.tables import World, table
from sim.volunteers import quietest_times, seats_of

Parts = dict[str, Any]
Key = NDArray[np.uint64]
Rules = namedtuple("Rules", [point.replace(".", "_") for point in POINTS])  # type: ignore[misc]
LONGEST_DAY = 25 * MS["h"]
MORE_COME = 1.1  # than expected, before the table of customers has to grow
GUIDE_STEPS = 4  # of a guide for every interval or day: the right one is mostly the first looked at


def lay_out(
    scenario: Scenario,
    plan: Plan,
    days: int,
    key: Key,
    *,
    warmup: int = 0,
    journal: bool = False,
    period_ms: int = 0,
) -> World:
    """The tables of a run of so many days, warm-up included; seed and replication are in its key."""
    shifts = shifts_of_week(scenario, plan)
    people = _people(scenario, plan, shifts, key)
    time = _time(scenario, plan, shifts, people["manager"], days, key)
    law, quantiles = laws_table(scenario)
    routes = routes_of(scenario)
    return World(
        **people,
        **time,
        **_empty(scenario, plan, people, time, journal=journal, period_ms=period_ms),
        **_chats(scenario, people),
        shock=shocks_table(scenario, plan, time["calendar"], warmup),
        law=law,
        quantiles=quantiles,
        queue=routes.queue,
        route=routes.route,
        prefer=routes.prefer,
        reason=reasons_table(scenario, routes.reason_queue, routes.chat_queue),
        kinds=kinds_of_case(scenario.governance.coordination),
        precedent=precedents_table(scenario, len(people["circle"])),
        key=key,
        settings=settings_for(scenario, plan),
        rules=rules_of(scenario),
    )


def _people(scenario: Scenario, plan: Plan, shifts: WeekShifts, key: Key) -> Parts:
    """Who is employed, in which group and team, and where they sit."""
    employed = employed_by_group(headcount(scenario, plan, shifts), heads(shifts))
    group = groups_table(scenario, employed)
    manager, tray, level_tray = managers_table(scenario, int(employed.sum()))
    seated = memberships_of(scenario, int(employed.sum()))
    advisor = advisors_table(scenario, group, manager, seated)
    person = persons_table(advisor, manager)
    seat = seats_of(scenario, int(employed.sum()), key)
    advisor.working_groups = np.bincount(seat.advisor, minlength=advisor.size)
    return {
        "advisor": with_seats(scenario, advisor, group, manager),
        "manager": manager,
        "person": person,
        "seat": seat,
        "group": group,
        "tray": tray,
        "level_tray": level_tray,
        "circle": seated.circle,
        "member": seated.member,
    }


def _time(
    scenario: Scenario, plan: Plan, shifts: WeekShifts, manager: np.recarray, days: int, key: Key
) -> Parts:
    """Open days, shifts and duty, and when customers call."""
    week = plan.week
    shift, shifts_from = shift_tables(shifts)
    duty, duty_from = duty_tables(scenario, week, shift, shifts_from, manager)
    volumes = busyness(key, days + 1, week.busyness_cv, week.busyness_autocorrelation)
    calendar = calendar_table(scenario, week, days + 1, volumes, plan.first_contacts)
    profile = profile_of(plan.first_contacts, week)
    return {
        "calendar": calendar,
        "day": table("day", days + 1),
        "shift": shift,
        "shifts_from": shifts_from,
        "duty": duty,
        "duty_from": duty_from,
        "profile": profile,
        "quietest": quietest_times(scenario, plan),
        "guide": np.array([guide_of(row, GUIDE_STEPS * row.size) for row in profile], np.int32),
        "day_guide": guide_of(calendar.operational, GUIDE_STEPS * calendar.size),
    }


def _empty(
    scenario: Scenario, plan: Plan, people: Parts, time: Parts, *, journal: bool, period_ms: int
) -> Parts:
    """What fills as the run goes on, as large as a usual day wants it."""
    advisors, seats = people["advisor"].size, people["member"].size
    customers = plan.customers + newcomers_expected(scenario, plan, time["calendar"])
    # Break, paper work, slack; preparation and meeting of every seat; working groups; coaching.
    spells = 3 * advisors + 2 * seats + people["seat"].size + _coachings(people["manager"])
    spells += crisis_spells(scenario, plan.week, advisors)
    busiest = int(max(time["calendar"].volume.max(), 10.0))
    return {
        "clock": table("clock", 1),
        "customer": table("customer", customers),
        "team_needs": np.zeros(advisors, np.int32),
        "period": table("period", periods_of(time["calendar"], period_ms)),
        "contact": table("contact", 2 * busiest + 64),
        "case": free_rows("case", busiest + 64),
        "closed": table("closed", busiest + 64),
        "tension": free_rows("tension", 16 * people["circle"].size + MARGIN),
        "event": free_rows("event", 4 * advisors + 256),
        "far": table("event", advisors + 256),
        "bucket": np.full(events.BUCKETS, NONE, np.int32),
        "marks": np.zeros(events.WORDS, np.int64),
        "summary": np.zeros(events.SUMMARY_WORDS, np.int64),
        "spell": table("spell", spells),
        "agenda": table("event", int(np.diff(time["duty_from"]).max())),
        "roster": np.zeros(int(np.diff(time["shifts_from"]).max()), np.int32),
        "arrival": table("arrival", busiest + busiest // 2 + 64),
        "chunk": free_rows("chunk", chunks_for(customers, time["day"].size)),
        "journal": table("journal", 1024 if journal else MARGIN),
    }


def newcomers_expected(scenario: Scenario, plan: Plan, calendar: np.recarray) -> int:
    """Customers who come on top at the reputation of day 0, and a few more; beyond them the table grows."""
    joining = scenario.customers.acquisition
    if not joining.enabled or not calendar.size:
        return 0
    months = float(calendar.opens[-1] - calendar.opens[0]) / MS["month"]
    return int(MORE_COME * joining.rate * plan.customers * months) + MARGIN


def _coachings(managers: np.recarray) -> int:
    """Advisors called to coaching in a day at most: once in the shortest round, by managers at the foot."""
    return (int(LONGEST_DAY / (SHORTEST_ROUND * MS["min"])) + 2) * int((managers.level == 1).sum())


def _chats(scenario: Scenario, people: Parts) -> Parts:
    """Conversations in writing: as many rows for every advisor as anybody may have at once."""
    writing = people["group"].concurrency[people["group"].channel == CHAT]
    most = int(writing.max(initial=0))
    conversation = table("conversation", people["advisor"].size * most)
    conversation.case = NONE
    return {"conversation": conversation, "chat_rates": work_rates(scenario.staffing.chat, most)}


def rules_of(scenario: Scenario) -> Any:
    """The compiled rules of a scenario, by decision point."""
    named, settings = scenario.rules, settings_type()
    chosen = (
        compile_rule(point, named.get(point, spec.default), settings, scenario.python_rule)
        for point, spec in POINTS.items()
    )
    return Rules(*chosen)


def settings_for(scenario: Scenario, plan: Plan) -> np.recarray:
    """The record of settings, with the length of the plan's intervals."""
    settings = settings_of(scenario)
    settings.slot = plan.week.slot_ms
    return settings


def chunks_for(customers: int, days: int) -> int:
    """Chunks that the lists of customers want: all full, and one begun for every day."""
    return customers // CHUNK_ROWS + days + 1


def free_rows(name: str, rows: int, first: int = 0, then: int = NONE) -> np.recarray:
    """Free rows of a table, each pointing to the next, the last to `then`."""
    free = table(name, rows)
    free.next = np.arange(first + 1, first + rows + 1)
    free.next[-1] = then
    if name == "case":
        free.state = NONE
    return free

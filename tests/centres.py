"""Small centres whose day can be worked out by hand, and textbook queues. Holds no tests.

`Centre` is a run whose first contacts come at given times: by default one advisor, five minutes of talk,
one of wrap-up, three of patience, three for a review, all constant, so that every schedule is exact to the
millisecond. Days are Monday, Tuesday ...; a time is written "7:03:00", on a later day "Tue 7:03:00".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from sim.clientele import Customers
from sim.colleagues import Initiative, Pressure, Trust
from sim.coordination import Circle, Coordination
from sim.customers.calendar import enter_list
from sim.groups import given_by_group, present_of_groups
from sim.managers_life import Managers
from sim.reasons import Law, Reason
from sim.rights import Breaking, Governance, Judgement
from sim.rosters import Plan, duty_tables
from sim.scenario import Calendar, Demand, Group, Scenario, Staffing
from sim.states import ACCOUNTS, CASE_ENDS, CASE_STATES, CONTACT_KINDS, CONTACT_OUTCOMES, NONE, WAITING
from sim.streams import CASE, uniforms
from sim.support import Support
from sim.tables import table
from sim.week import week_of
from sim.workforce import People
from sim.working_life import Absence, Engagement, Hiring, Quitting, Strain
from sim.world import Run

MINUTE, DAY = 60_000, 86_400_000
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WORKING_LIFE: dict[str, Callable[..., Any]] = {
    "strain": Strain, "engagement": Engagement, "absence": Absence, "quitting": Quitting, "hiring": Hiring,
    "managers": Managers,
    "trust": Trust, "initiative": Initiative, "pressure": Pressure,
}  # fmt: skip
NEARLY_NEVER = 1e-30  # contacts a day of a customer who calls when he is told to, and then no more


def at(text: str) -> int:
    """A time as ms: "7:03:00", "7:03:00.250" or, on a later day, "Tue 7:03:00"."""
    match = re.fullmatch(r"(?:([A-Z][a-z]{2}) )?(\d+):(\d\d):(\d\d)(?:\.(\d{3}))?", text)
    assert match, f"not a time: {text}"
    days = WEEKDAYS.index(match[1]) if match[1] else 0
    seconds = (int(match[2]) * 60 + int(match[3])) * 60 + int(match[4])
    return days * DAY + seconds * 1000 + int(match[5] or 0)


def shown(time: int) -> str:
    """A time as `at` reads it; "-" for none."""
    if time == NONE:
        return "-"
    days, rest = divmod(int(time), DAY)
    seconds, ms = divmod(rest, 1000)
    clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}" + (f".{ms:03}" if ms else "")
    return f"{WEEKDAYS[days % 7]} {clock}" if days else clock


def written(text: str) -> list[str]:
    """A schedule as it is written in a test: its lines, spaces between columns not counting."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def free_chunks(rows: int) -> np.recarray:
    """Chunks for the lists of customers, each pointing to the next."""
    chunks = table("chunk", rows)
    chunks.next = np.arange(1, rows + 1)
    return chunks


def constant(mean: float | None) -> Law:
    """Always the same; None never comes."""
    return Law(law="constant", mean=mean)


def exponential(mean: float | None) -> Law:
    return Law(law="exponential", mean=mean)


def routine(**changes: Any) -> Reason:
    """A question that every advisor answers: talk 5 min, wrap-up 1, patience 3, on hold 20."""
    usual: dict[str, Any] = {
        "handling": constant(5),
        "wrap_up": constant(1),
        "patience": constant(3),
        "hold_patience": constant(20),
        "solve_probability": 1.0,
    }
    return Reason(**(usual | changes))


def refund(amount: float = 80, **changes: Any) -> Reason:
    """The same, with a refund of an amount at stake."""
    return routine(**({"stake_share": 1.0, "stake": constant(amount)} | changes))


def infallible(**changes: Any) -> Judgement:
    """Nothing is lost on the way up, and nobody claims what he is not due."""
    return Judgement(**({"lost_per_level": 0.0, "abusers": 0.0} | changes))


def alike(**changes: Any) -> People:
    """Advisors who are all alike and never wrong; support takes them 5, 10 or 8 minutes.

    Parts of their working life may be given as mappings; in them, too, all are alike unless told otherwise.
    """
    usual: dict[str, Any] = {"skill": 1.0, "skill_spread": 0.0, "appetite_spread": 0.0}
    usual |= {"translating": constant(5), "tinkering": constant(10), "soothing": constant(8)}
    parts = {name: changes.pop(name) for name in WORKING_LIFE if name in changes}
    for name, kind in WORKING_LIFE.items():
        same = {"differences": 0.0} if name in ("strain", "engagement") else {}
        usual[name] = kind(**(same | dict(parts.get(name, {}))))
    return People(**(usual | changes))


def circle(**changes: Any) -> Circle:
    """Everybody sits in one circle that meets every day from 10:00 to 11:00 and has time for six items."""
    usual = {"size": 1000, "every": 1, "at": "10:00", "length": 60.0, "preparation": 0.0, "recovery": 0.0}
    return Circle(**(usual | changes))


def quiet(**changes: Any) -> Coordination:
    """Cases are of one kind; none is refused or reaches beyond the circle; nobody raises tensions."""
    usual = {"kinds": 1, "circle_refuses": 0.0, "across_share": 0.0, "tensions_per_week": 0.0}
    usual |= {"attention_cost": 0.0, "drift_most": 1.0, "precedent_reach": 1.5}
    return Coordination(**(usual | changes))


def groups_of(**groups: Mapping[str, Any]) -> dict[str, Group]:
    """Groups of one advisor each, unless told otherwise, in the order of their names."""
    return {name: Group(**({"present": [1.0]} | dict(groups[name]))) for name in sorted(groups)}


def centre_of(
    reasons: Reason | Mapping[str, Reason] | None = None,
    *,
    opens: str = "07:00",
    closes: str = "19:00",
    never_closes: bool = False,
    demand: Mapping[str, Any] | None = None,
    staffing: Mapping[str, Any] | None = None,
    customers: Mapping[str, Any] | None = None,
    people: Mapping[str, Any] | None = None,
    support: Mapping[str, Any] | None = None,
    **governance: Any,
) -> Scenario:
    """A centre open from Monday to Friday, 7:00 to 19:00, whose advisors decide up to 50 EUR.

    One level of managers decides the rest, present all day, each request read in 3 minutes, none refused;
    a call-back takes 2 minutes, rework 4; nobody who gave up calls again.
    """
    if not isinstance(reasons, Mapping):
        reasons = {"any": reasons or routine()}
    hours = [int(text[:2]) * 60 + int(text[3:]) for text in (opens, closes)]
    slot = 24 * 60 if never_closes else hours[1] - hours[0]
    volume: dict[str, Any] = {"calls_per_day": 1.0, "slot": slot, "profile": [1.0]}
    volume |= {"weekday_factors": [1.0] * 7, "busyness_cv": 0.0, "redial_probability": 0.0}
    volume |= {"redial_delay": constant(10), "repeat_probability": 0.0, "repeat_delay": constant(1)}
    rights: dict[str, Any] = {"authority": 50.0, "limits": [None], "review": constant(3)}
    rights |= {"refusal_probability": 0.0, "rework_probability": 0.0, "rework": constant(4)}
    rights |= {"time_out": None, "call_back_handling": constant(2), "advice_length": constant(2)}
    rights |= {"judgement": infallible(), "breaking": Breaking(violation_probability=0.0)}
    presence: dict[str, Any] = {"manager_shift": None, "shrinkage": 0.0}
    loyal: dict[str, Any] = {"intensity_cv": 0.0, "leaving_other": 0.0, "leaving_service": 0.0}
    return Scenario(
        calendar=Calendar(opens=opens, closes=closes, never_closes=never_closes),
        demand=Demand(**(volume | {"reasons": dict(reasons)} | dict(demand or {}))),
        staffing=Staffing(**(presence | dict(staffing or {}))),
        governance=Governance(**(rights | governance)),
        support=Support(**dict(support or {})),
        people=alike(**dict(people or {})),
        customers=Customers(**(loyal | dict(customers or {}))),
    )


def run_of(
    scenario: Scenario,
    advisors: int | Iterable[int] = 1,
    *,
    customers: int = 200,
    breaks: bool = False,
    kind: type[Run] = Run,
    **how: Any,
) -> Run:
    """A run, its journal kept, with a number of advisors all day, or one number for every interval.

    Where groups say themselves how many of each there are, that is who is there.
    """
    week = week_of(scenario)
    present = np.zeros(week.calls.shape, np.int64)
    present[week.open_weekdays] = advisors if isinstance(advisors, int) else list(advisors)
    if given_by_group(scenario):
        present = present_of_groups(scenario, week).sum(axis=0)
    plan = Plan(week, week.calls, present, breaks, customers, how.get("warmup", 0))
    return kind(scenario, plan, **({"days": 1, "journal": True} | how))


def pass_openings(run: Run, days: int, *phases: Callable[[Any], None]) -> Run:
    """Let so many days open, and nothing but these phases take place: nobody works, nobody calls."""
    clock = run.world.clock[0]
    for _ in range(days):
        clock.day, clock.opens = run.day, run.world.calendar[run.day].opens
        run._enlarge_to_open()
        for phase in phases:
            phase(run.world)
        run.day += 1
    return run


class Centre:
    """A run whose first contacts come at the times given to `calls`; every caller is another customer.

    Args:
        scenario: as made by `centre_of`.
        advisors: present all day, or per interval.
        how: `days`, `warmup`, `seed`, `breaks`, `customers`, `kind` (of run).
    """

    def __init__(self, scenario: Scenario, advisors: int | Iterable[int] = 1, **how: Any) -> None:
        self.run = run_of(scenario, advisors, **how)
        self.names: dict[str, int] = {}
        self.contacts: list[np.record] = []
        self._next_row = 0
        world = self.run.world
        world.calendar.callers = NONE
        world.put(chunk=free_chunks(world.chunk.size))
        world.clock.free_chunk = 0
        world.customer.intensity = NEARLY_NEVER

    def calls(self, reason: str | None = None, **times: str) -> Centre:
        """Let callers call, each with his name and time; all of them for one reason, if it is named."""
        for name, text in times.items():
            self.names[name] = row = self._row_for(reason)
            self._call(row, at(text))
        return self

    def change_shifts(self, weekday: int | None = None, group: int | None = None, **times: int) -> Centre:
        """Move the shifts of a weekday and a group, or of all: fields in ms from opening; agendas follow."""
        run, world = self.run, self.run.world
        day = np.repeat(range(7), np.diff(world.shifts_from))
        chosen = (day == weekday) | (weekday is None)
        chosen &= (world.shift.group == group) | (group is None)
        for name, time in times.items():
            world.shift[name][chosen] = time
        duty, duty_from = duty_tables(
            run.scenario, run.plan.week, world.shift, world.shifts_from, world.manager
        )
        world.put(duty=duty, duty_from=duty_from, agenda=table("event", int(np.diff(duty_from).max())))
        return self

    def _row_for(self, reason: str | None) -> int:
        """The next customer, or the next one whose keyed draw makes him call for this reason."""
        reasons = list(self.run.scenario.demand.reasons)
        while True:
            row, self._next_row = self._next_row, self._next_row + 1
            unit, _ = uniforms(self.run.world.key, CASE, row, 0, 0)
            place = int(np.searchsorted(self.run.world.reason.up_to, unit, "right"))
            if reason is None or reasons[place] == reason:
                return row

    def _call(self, row: int, time: int) -> None:
        calendar, customer = self.run.world.calendar, self.run.world.customer[row]
        day = int(np.searchsorted(calendar.opens, time, "right")) - 1
        today = calendar[day]
        assert today.opens <= time < today.closes, f"closed at {shown(time)}"
        share = (time - today.opens) / (today.closes - today.opens)
        customer.next_contact = today.operational + today.volume * share
        enter_list(self.run.world, row, customer)

    def simulate(self, days: int | None = None) -> Centre:
        """Simulate all days, or some, keeping every contact."""
        for _ in range(days or self.run.days):
            self.run.step()
            self.contacts += [contact.copy() for contact in self.run.contacts if not is_open(contact)]
        return self

    def log(self) -> list[str]:
        """All contacts: caller, kind, arrived, answered, by whom, ended, wrapped up, outcome."""
        called = {row: name for name, row in self.names.items()}
        last = [contact for contact in self.run.contacts if is_open(contact)]
        ordered = sorted([*self.contacts, *last], key=lambda contact: int(contact.arrived))
        return [
            " ".join(
                (
                    called[contact.customer],
                    CONTACT_KINDS[contact.kind],
                    shown(contact.arrived),
                    shown(contact.answered),
                    "-" if contact.advisor == NONE else f"by{contact.advisor}",
                    shown(contact.ended),
                    shown(contact.wrapped_up),
                    CONTACT_OUTCOMES[contact.outcome],
                )
            )
            for contact in ordered
        ]

    def path(self, name: str) -> list[str]:
        """The dated path of a caller's case, from the journal: every state entered, then its end."""
        return [f"{shown(line.time)} {_word(line)}" for line in self.lines(name)]

    def spent(self, name: str) -> dict[str, float]:
        """Minutes of opening time in every state, from the journal."""
        lines, minutes = self.lines(name), dict[str, float]()
        for line, following in pairwise(lines):
            passed = self.working(following.time) - self.working(line.time)
            if passed:
                minutes[_word(line)] = minutes.get(_word(line), 0.0) + passed / MINUTE
        return minutes

    def working(self, time: int) -> int:
        """A time on the clock of opening hours."""
        calendar = self.run.world.calendar
        today = calendar[int(np.searchsorted(calendar.opens, time, "right")) - 1]
        return int(today.worked + min(time, today.closes) - today.opens)

    def lines(self, name: str) -> list[np.record]:
        """What the journal says of a caller."""
        return [line for line in self.run.journal if line.customer == self.names[name]]

    def answered_by(self, name: str) -> int:
        """Row of the advisor who answered a caller last."""
        return int([contact.advisor for contact in self.contacts if contact.customer == self.names[name]][-1])

    def closed(self) -> list[str]:
        """Cohort cases with a stake in the order of their ends: start, minutes on opening hours, end."""
        table = self.run.world.closed[: self.run.world.clock[0].closed]
        return [f"{shown(row.started)} {row.working / MINUTE:g} {CASE_ENDS[row.end]}" for row in table]

    def advisor(self, row: int = 0) -> dict[str, float]:
        """Minutes of an advisor by account, since the first day."""
        return accounts(self.run.world.advisor[row].paid)

    def manager(self, row: int = 0) -> dict[str, float]:
        """Minutes of a manager by account, since the first day."""
        return accounts(self.run.world.manager[row].paid)

    @property
    def day(self) -> np.record:
        """The counts of the last day."""
        return self.run.world.day[self.run.day - 1]


def accounts(paid: np.ndarray) -> dict[str, float]:
    """An account of ms as minutes, the empty ones left out."""
    return {name: int(spent) / MINUTE for name, spent in zip(ACCOUNTS, paid, strict=True) if spent}


def _word(line: np.record) -> str:
    return CASE_ENDS[line.end] if line.state == NONE else CASE_STATES[line.state]


def is_open(contact: Any) -> Any:
    """Whether a contact (or every one of a log) is still waiting, handled or being wrapped up."""
    return (contact.outcome == WAITING) | ((contact.answered != NONE) & (contact.wrapped_up == NONE))


def textbook(
    *,
    calls_per_min: float,
    talk: Law,
    advisors: int,
    patience: Law | None = None,
    reason: Reason | None = None,
    days: int = 10,
    customers: int = 20_000,
    governance: Governance | None = None,
    **how: Any,
) -> Run:
    """A queue of the textbooks: round the clock, Poisson calls, no wrap-up, nobody calls again.

    Without `patience` nobody gives up: M/G/n; with it, M/G/n+G; with `governance`, decisions as well (its
    stakes are those of `reason`).
    """
    asked = replace(
        reason or Reason(solve_probability=1.0),
        handling=talk,
        wrap_up=constant(0),
        patience=patience or constant(None),
    )
    scenario = centre_of(asked, never_closes=True, demand={"calls_per_day": calls_per_min * 24 * 60})
    scenario = replace(scenario, governance=governance or Governance(decisions=False))
    return run_of(scenario, advisors, **({"days": days, "customers": customers, "journal": False} | how))

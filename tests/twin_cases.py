"""The compiled floor and its twin side by side: one description, two chronicles, the first difference.

A `Chronicle` is what a run has come to, in plain values: the log of contacts, the journal of cases, closed
cases, people's accounts, customers, the counts of every day. Called by `tests/test_reference_model.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from centres import is_open, shown
from reference_model import Centre, Group, Law, OpenDay, Reason, Shift, Twin

from sim import reasons, scenario
from sim.scenario import MONTH_DAYS, MS, Scenario
from sim.states import ACCOUNTS, CASE_ENDS, CASE_STATES, CONTACT_KINDS, CONTACT_OUTCOMES, NEVER_MS, NONE
from sim.world import Run

CONTACT = (
    "arrived", "customer", "serial", "attempt", "reason", "kind", "stake", "cohort", "outcome", "advisor",
    "answered", "held_from", "ended", "wrapped_up",
)  # fmt: skip
LINE = ("time", "customer", "serial", "attempt", "state", "end")
CLOSED = ("started", "working", "calendar", "stake", "end")
COUNTS = (
    "first_contacts", "redials", "repeats", "call_backs", "latent", "answered", "in_target", "abandoned",
    "blocked", "abandoned_in_target", "hung_up_on_hold", "wait", "transfers", "transfers_abandoned",
    "transfer_wait", "cut", "handling", "solved_at_first", "desk_decisions", "requests", "reviews",
    "tray_wait", "granted", "goodwill", "waiting_area", "open_cases",
)  # fmt: skip
LAWS = ("handling", "wrap_up", "patience", "hold_patience", "stake", "extension")
PLAIN = (
    "share", "stake_share", "solve_probability", "severity", "extension_share", "hangs_up_at_once",
    "priority",
)  # fmt: skip
MIN, H = MS["min"], MS["h"]


@dataclass
class Chronicle:
    """What a run has come to. Rows have the fields named above; by person, account and ms."""

    contacts: list[tuple[Any, ...]]
    journal: list[tuple[Any, ...]]
    closed: list[tuple[Any, ...]]
    customers: list[tuple[Any, ...]]
    paid: list[dict[str, int]]
    days: list[dict[str, Any]]


# The description.


def described(run: Run) -> Centre:
    """The plain description of a run; shifts, calendar and profile are inputs of both readings."""
    world, centre = run.world, run.scenario
    demand, staffing, rights, people = centre.demand, centre.staffing, centre.governance, centre.customers
    month = MONTH_DAYS * MS["day"]
    return Centre(
        reasons=tuple(_reason(name, reason) for name, reason in demand.reasons.items()),
        groups=_groups(run),
        shifts=_shifts(run),
        calendar=tuple(_open_day(day) for day in world.calendar),
        profile=tuple(tuple(map(float, day)) for day in world.profile),
        slot=int(demand.slot * MIN),
        measured_from=int(world.clock[0].measured_from),
        customers=world.customer.size,
        intensity_cv=people.intensity_cv,
        leaving_other=people.leaving_other / month,
        leaving_service=people.leaving_service / month,
        unsolved_hazard_ratio=people.unsolved_hazard_ratio,
        repeat_hazard_ratio=people.repeat_hazard_ratio,
        grievance_duration=people.grievance_duration * MS["day"],
        redial_probability=demand.redial_probability,
        redial_delay=_law(demand.redial_delay, MIN),
        repeat_probability=demand.repeat_probability,
        repeat_delay=_law(demand.repeat_delay, MS["day"]),
        routing=staffing.routing,
        lines=_or_infinite(staffing.lines),
        target_wait=staffing.target_wait * MS["s"],
        span_of_control=int(staffing.span_of_control),
        manager_shift=_or_infinite(staffing.manager_shift, H),
        decisions=rights.decisions,
        beyond=rights.beyond,
        handoff_share=rights.handoff_share,
        handoff_loss=rights.handoff_loss,
        extension_cap=_or_infinite(rights.extension_cap, MIN),
        approver=rights.approver,
        request=rights.request,
        limits=tuple(map(_or_infinite, rights.limits)),
        review=_law(rights.review, MIN),
        refusal_probability=rights.refusal_probability,
        rework_probability=rights.rework_probability,
        rework=_law(rights.rework, MIN),
        time_out=_or_infinite(rights.time_out, H),
        time_out_default=rights.time_out_default,
        tray_interval=rights.tray_interval * MIN,
        call_back_handling=_law(rights.call_back_handling, MIN),
        call_back_patience=rights.call_back_patience * MIN,
    )


def _or_infinite(value: float | None, unit: float = 1.0) -> float:
    return math.inf if value is None else value * unit


def _law(law: reasons.Law, unit: float) -> Law:
    mean = None if law.mean is None else law.mean * unit
    return Law(law.law, mean, law.cv, tuple(unit * value for value in sorted(law.values or [0.0, 0.0])))


def _reason(name: str, reason: reasons.Reason) -> Reason:
    return Reason(
        name=name,
        route_to=tuple(reason.route_to),
        overflow_after=int(reason.overflow_after * MS["s"]),
        **{law: _law(getattr(reason, law), 1.0 if law == "stake" else MIN) for law in LAWS},
        **{field: getattr(reason, field) for field in PLAIN},
    )


def _groups(run: Run) -> tuple[Group, ...]:
    centre: Scenario = run.scenario
    return tuple(
        Group(name, int(row.members), tuple(group.serves), group.direct, _authority(centre, group))
        for (name, group), row in zip(centre.staffing.groups.items(), run.world.group, strict=True)
    )


def _authority(centre: Scenario, group: scenario.Group) -> float:
    return centre.governance.authority if group.authority is None else group.authority


def _shifts(run: Run) -> tuple[tuple[tuple[Shift, ...], ...], ...]:
    """By weekday and group, as they stand in the table of the run."""
    table, places = run.world.shift, run.world.shifts_from
    week = []
    for weekday in range(7):
        rows = table[places[weekday] : places[weekday + 1]]
        groups = (rows[rows.group == group] for group in range(len(run.scenario.staffing.groups)))
        week.append(tuple(tuple(map(_shift, each)) for each in groups))
    return tuple(week)


def _shift(row: Any) -> Shift:
    break_start = None if row.break_start >= NEVER_MS else int(row.break_start)
    return Shift(int(row.start), int(row.end), break_start, int(row.break_length))


def _open_day(row: Any) -> OpenDay:
    times = {name: int(row[name]) for name in ("opens", "closes", "weekday", "worked")}
    return OpenDay(volume=float(row.volume), operational=float(row.operational), **times)


# The chronicle of the compiled floor.


def simulated(run: Run) -> Chronicle:
    """Run the compiled floor to its end."""
    contacts: list[tuple[Any, ...]] = []
    kept: list[int] = []  # where yesterday's open contacts stand in the list: they head today's log
    while not run.finished:
        run.step()
        new = range(len(contacts), len(contacts) + len(run.contacts) - len(kept))
        places = [*kept, *new]
        contacts.extend(() for _ in new)
        for place, contact in zip(places, _contacts(run), strict=True):
            contacts[place] = contact
        kept = [place for place, still in zip(places, is_open(run.contacts), strict=True) if still]
    world = run.world
    closed = _columns(world.closed[: world.clock[0].closed], CLOSED, end=CASE_ENDS)
    people = [*world.advisor.paid, *world.manager.paid]
    return Chronicle(
        contacts=contacts,
        journal=_columns(run.journal, LINE, state=(*CASE_STATES, None), end=CASE_ENDS),
        closed=closed,
        customers=_columns(world.customer, ("leaves_service", "grievance", "next_contact")),
        paid=[_named(ACCOUNTS, paid) for paid in people],
        days=[_day(day) for day in world.day[: run.day]],
    )


def _contacts(run: Run) -> list[tuple[Any, ...]]:
    names = {"reason": tuple(run.scenario.demand.reasons), "cohort": (False, True)}
    return _columns(run.contacts, CONTACT, kind=CONTACT_KINDS, outcome=CONTACT_OUTCOMES, **names)


def _columns(table: Any, names: tuple[str, ...], **coded: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Rows of a table in plain values: codes by their names, -1 (none) as None."""
    columns = []
    for name in names:
        values = table[name].tolist()
        if name in coded:
            values = [coded[name][value] for value in values]
        elif name in ("advisor", "answered", "held_from", "ended", "wrapped_up"):
            values = [None if value == NONE else value for value in values]
        columns.append(values)
    return list(zip(*columns, strict=True))


def _named(names: tuple[str, ...], values: Any) -> dict[str, int]:
    return {name: value for name, value in zip(names, values.tolist(), strict=True) if value}


def _day(row: Any) -> dict[str, Any]:
    counts = {name: row[name].item() for name in COUNTS}
    accounts = {name: _named(ACCOUNTS, row[name]) for name in ("paid", "managers_paid")}
    return counts | {"fair_spent": _named(CASE_STATES, row.fair_spent)} | accounts


# The chronicle of the twin.


def told(twin: Twin) -> Chronicle:
    """What the twin has come to."""
    return Chronicle(
        contacts=[tuple(getattr(contact, name) for name in CONTACT) for contact in twin.contacts],
        journal=[tuple(vars(line).values()) for line in twin.journal],
        closed=[tuple(vars(case).values()) for case in twin.closed],
        customers=[
            (each.leaves_service, float(each.grievance), each.next_contact) for each in twin.customers
        ],
        paid=[_nonzero(person.paid) for person in [*twin.advisors, *twin.managers]],
        days=[
            {name: day.counts[name] for name in COUNTS}
            | {name: _nonzero(getattr(day, name)) for name in ("fair_spent", "paid", "managers_paid")}
            for day in twin.tallies
        ],
    )


def _nonzero(counter: Any) -> dict[str, int]:
    return {name: number for name, number in counter.items() if number}


# Comparing.


def first_difference(compiled: Chronicle, twin: Chronicle) -> str:
    """The earliest thing the two tell differently, in words; empty where they agree."""
    found = [_first(LINE, "journal", compiled.journal, twin.journal)]
    found.append(_first(CONTACT, "contact", compiled.contacts, twin.contacts))
    told_apart = [each for each in found if each]
    if told_apart:
        return min(told_apart)[1]
    for name in ("closed", "customers", "paid", "days"):
        pairs = zip_longest(getattr(compiled, name), getattr(twin, name))
        for row, (one, other) in enumerate(pairs):
            if one != other:
                return f"{name} {row}: {_apart(one, other)}"
    return ""


def _first(
    names: tuple[str, ...], what: str, ours: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]]
) -> tuple[int, str] | None:
    for place, (one, other) in enumerate(zip_longest(ours, theirs)):
        if one != other:
            time = _when(names, one, other)
            said = [_said(names, row) for row in (one, other)]
            return time, f"{shown(time)} {what} {place}\n  compiled: {said[0]}\n  twin:     {said[1]}"
    return None


def _when(names: tuple[str, ...], one: tuple[Any, ...] | None, other: tuple[Any, ...] | None) -> int:
    """The earliest time that only one of two rows tells."""
    if one is None or other is None:
        return int((one or other or (0,))[0])
    if one[0] != other[0] or names is LINE:
        return int(min(one[0], other[0]))
    timed = [name in ("answered", "held_from", "ended", "wrapped_up") for name in names]
    differing = [
        a for pair in zip(one, other, timed, strict=True) for a in pair[:2] if pair[2] and pair[0] != pair[1]
    ]
    return int(min((time for time in differing if time is not None), default=one[0]))


def _said(names: tuple[str, ...], row: tuple[Any, ...] | None) -> str:
    if row is None:
        return "nothing"
    times = {"time", "arrived", "answered", "held_from", "ended", "wrapped_up"}
    values = (
        shown(value) if name in times and value is not None else value
        for name, value in zip(names, row, strict=True)
    )
    return ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))


def _apart(one: Any, other: Any) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [key for key in one | other if one.get(key) != other.get(key)]
        return ", ".join(f"{key}: compiled {one.get(key)}, twin {other.get(key)}" for key in keys)
    return f"compiled {one}, twin {other}"

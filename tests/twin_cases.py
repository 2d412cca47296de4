"""The compiled floor and its twin side by side: one description, two chronicles, the first difference.

A `Chronicle` is what a run has come to, in plain values: the log of contacts, the journal of cases, closed
cases, people's accounts, customers, the counts of every day; how well advisors judge and how free they feel,
what circles have come to, precedents. Called by `tests/test_reference_model.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from centres import is_open, shown
from reference_model import Twin

from sim.states import (
    ACCOUNTS,
    CASE_ENDS,
    CASE_STATES,
    CHANNELS,
    CONTACT_KINDS,
    CONTACT_OUTCOMES,
    NONE,
    ROLES,
)  # fmt: skip
from sim.world import Run

CONTACT = (
    "arrived", "customer", "serial", "attempt", "reason", "kind", "stake", "cohort", "channel", "outcome",
    "advisor", "answered", "held_from", "ended", "wrapped_up",
)  # fmt: skip
CUSTOMER = ("leaves_service", "grievance", "next_contact", "satisfaction", "joined")
LINE = ("time", "customer", "serial", "attempt", "state", "end")
CLOSED = ("started", "working", "calendar", "stake", "end")
COUNTS = (
    "first_contacts", "redials", "repeats", "call_backs", "latent", "answered", "in_target", "abandoned",
    "blocked", "abandoned_in_target", "hung_up_on_hold", "wait", "transfers", "transfers_abandoned",
    "transfer_wait", "cut", "handling", "solved_at_first", "desk_decisions", "requests", "reviews",
    "tray_wait", "granted", "goodwill", "waiting_area", "open_cases", "by_precedent", "exceptions",
    "violations", "overspent", "unfair", "abuse", "bad_practice", "bad_practice_delay",
    "bad_practice_hidden", "seen", "sanctions", "called_to_order", "felt", "advice_asked", "advice_heard",
    "advice_short", "interruptions", "meetings", "meetings_void", "on_agenda", "agenda_wait",
    "agenda_decided", "consents", "objections", "precedents", "tensions", "tensions_resolved",
    "tension_time", "hostile", "available", "relapses", "parts", "exposure", "delegations", "surge_calls",
    "answered_by_managers", "shock_contacts", "crises", "crises_decided", "crisis_time", "gamed", "scored",
    "scored_well", "truly_well", "bonus_due", "bonus_paid", "effort", "called_for", "unscripted",
    "dissonance", "group_meetings", "irritants", "chats", "chats_ended", "chats_left", "chats_misfit",
    "chat_time", "chat_area", "chat_busy", "ended_fairly", "staff", "trainees", "ill", "shifts", "uncovered",
    "episodes", "experience", "experience_weakest", "stakes", "experience_of_stakes", "stakes_weakest",
    "promises", "promises_kept", "went_wrong", "apologies", "delights", "told_good", "told_bad", "viral",
    "reputation", "acquired", "quits", "hires", "trust_sponsor", "trust_manager", "trust_peers",
    "initiative", "initiatives", "initiative_cost", "pressure", "conflicts", "strain", "strain_squared",
    "burnt_out", "engagement", "strain_of_hires", "hired", "managers", "managers_ill", "managers_quits",
    "managers_hires", "status_lost", "on_board", "authority", "threat", "signs_kept", "signs_broken", "lost",
)  # fmt: skip
BY_ROLE = ("needs", "met", "met_by_peers", "met_by_circles", "undone")
AMOUNTS = (
    "goodwill", "overspent", "abuse", "felt", "exposure", "effort", "dissonance", "irritants", "strain",
    "strain_squared", "engagement", "strain_of_hires", "experience", "experience_weakest",
    "experience_of_stakes", "stakes_weakest", "told_good", "told_bad", "viral", "reputation",
    "status_lost", "authority", "threat", "lost",
    "trust_sponsor", "trust_manager", "trust_peers", "initiative", "initiative_cost", "pressure",
)  # fmt: skip
ADVISOR = (
    "skill", "felt", "authority", "pace", "cohesion", "needs", "unmet", "hostile", "coached", "appetite",
    "stakes", "decided", "effort", "tries", "expects", "scored", "scored_well", "working_groups",
    "managed", "helped", "prevented", "dissonance", "generation", "vacant_from",
    "heard", "unsure", "accountable",
)  # fmt: skip
ANY_STAKE = 1e15  # EUR: what the compiled floor takes for any stake
MANAGER = ("exposure", "turns", "generation", "vacant_from")
PERSON = (
    "strain", "engagement", "demands", "resources", "drive", "autonomy", "managed", "helped", "coached",
    "prone", "keen", "missing", "appetite", "joined", "starts", "left", "ill_until", "illnesses",
    "generation", "needed", "used_to", "lost", "trust_sponsor", "trust_manager", "trust_peers",
    "initiative", "pressure", "on_board",
)  # fmt: skip
CIRCLE = ("irritants", "cohesion", "drift")


class Amount(float):
    """A sum or a mean: added up in another order it differs in its last digits (of 1), and is the same."""

    __hash__ = float.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float) and math.isclose(self, other, rel_tol=1e-12, abs_tol=1e-15)

    def __ne__(self, other: object) -> bool:
        return not self == other


@dataclass
class Chronicle:
    """What a run has come to. Rows have the fields named above; by person, account and ms."""

    contacts: list[tuple[Any, ...]]
    journal: list[tuple[Any, ...]]
    closed: list[tuple[Any, ...]]
    customers: list[tuple[Any, ...]]
    paid: list[dict[str, int]]
    days: list[dict[str, Any]]
    advisors: list[dict[str, Amount]]
    managers: list[dict[str, Amount]]
    circles: list[dict[str, Amount]]
    precedents: list[Amount]
    expected: list[Amount]  # customers since the last one came
    people: list[dict[str, Amount]]  # day by day


# The chronicle of the compiled floor.


def simulated(run: Run) -> Chronicle:
    """Run the compiled floor to its end."""
    contacts: list[tuple[Any, ...]] = []
    staff: list[dict[str, Amount]] = []
    kept: list[int] = []  # where yesterday's open contacts stand in the list: they head today's log
    while not run.finished:
        day = run.day
        run.step()
        if run.day > day:
            staff.extend(_people(run, day))
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
        customers=_columns(world.customer[: world.clock[0].customers], CUSTOMER),
        paid=[_named(ACCOUNTS, paid) for paid in people],
        days=[_day(day) for day in world.day[: run.day]],
        advisors=[{name: Amount(row[name]) for name in ADVISOR} for row in world.advisor],
        managers=[{name: Amount(row[name]) for name in MANAGER} for row in world.manager],
        circles=[{name: Amount(row[name]) for name in CIRCLE} for row in world.circle],
        precedents=[Amount(limit) for limit in sorted(world.precedent.limit.tolist()) if limit],
        expected=[Amount(world.clock[0].joining)],
        people=staff,
    )


def _people(run: Run, day: int) -> list[dict[str, Amount]]:
    rows = run.world.person[: run.world.clock[0].persons]
    return [{"day": Amount(day)} | {name: Amount(row[name]) for name in PERSON} for row in rows]


def _contacts(run: Run) -> list[tuple[Any, ...]]:
    names = {"reason": tuple(run.scenario.demand.reasons), "cohort": (False, True), "channel": CHANNELS}
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
    counts = _counts({name: row[name].item() for name in COUNTS})
    accounts = {name: _named(ACCOUNTS, row[name]) for name in ("paid", "managers_paid")}
    by_role = {name: row[name].tolist() for name in BY_ROLE}
    return counts | by_role | {"fair_spent": _named(CASE_STATES, row.fair_spent)} | accounts


def _counts(counts: dict[str, Any]) -> dict[str, Any]:
    return counts | {name: Amount(counts[name]) for name in AMOUNTS}


# The chronicle of the twin.


def told(twin: Twin) -> Chronicle:
    """What the twin has come to."""
    return Chronicle(
        contacts=[tuple(getattr(contact, name) for name in CONTACT) for contact in twin.contacts],
        journal=[tuple(vars(line).values()) for line in twin.journal],
        closed=[tuple(vars(case).values()) for case in twin.closed],
        customers=[
            (
                each.leaves_service,
                float(each.grievance),
                each.next_contact,
                float(each.satisfaction),
                each.joined,
            )
            for each in twin.customers
        ],
        paid=[_nonzero(person.paid) for person in [*twin.everybody, *twin.managers]],
        days=[
            _counts({name: day.counts[name] for name in COUNTS})
            | {name: [day.counts[f"{name} {role}"] for role in ROLES] for name in BY_ROLE}
            | {name: _nonzero(getattr(day, name)) for name in ("fair_spent", "paid", "managers_paid")}
            for day in twin.tallies
        ],
        advisors=[
            {name: Amount(min(getattr(each, name), ANY_STAKE)) for name in ADVISOR} for each in twin.everybody
        ],
        managers=[{name: Amount(getattr(each, name)) for name in MANAGER} for each in twin.managers],
        circles=[{name: Amount(getattr(each, name)) for name in CIRCLE} for each in twin.circles],
        precedents=[Amount(limit) for limit in sorted(map(_limit, twin.precedents.values())) if limit],
        expected=[Amount(twin.expected)],
        people=[
            {"day": Amount(number)} | {name: _person(getattr(each, name)) for name in PERSON}
            for number, day in enumerate(twin.tallies)
            for each in day.people
        ],
    )


def _person(value: float | None) -> Amount:
    return Amount(NONE if value is None else value)


def _limit(precedent: Any) -> float:
    return float(precedent.limit)


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
    for name in (
        "closed",
        "customers",
        "paid",
        "days",
        "advisors",
        "managers",
        "circles",
        "precedents",
        "expected",
        "people",
    ):
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

"""What situations say of callers, people, circles and the day, against what has happened. Holds no tests.

A caller's day is told in phrases, one for everything that can happen to a case; a person's by how long he did
what, and by what he may, can and dares; a day's by its counts. Called by `tests/situations.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import yaml
from centres import MINUTE, Centre, shown
from plain_words import entries, half_a_digit, listed, quantity, text, unclear

from sim.customers.calendar import service_hazard
from sim.fields import Field
from sim.machinery import DAY
from sim.records import ADVISOR, CIRCLE, PERSON
from sim.states import (
    ACCOUNTS,
    CALL_BACK_DUE,
    CASE_ENDS,
    CASE_STATES,
    FAIR,
    HANDLED,
    IN_TRAY,
    NONE,
    QUEUED,
    REWORK,
    UNRESOLVED,
)

Both = tuple[object, object]  # what is said, and what has happened
TIME = r"(?:[A-Z][a-z]{2} )?\d+:\d\d:\d\d(?:\.\d{3})?"
LINE = re.compile(rf"({TIME}) (.+)")

ENTERED = {
    "queued": "waits",
    "handled": "is answered",
    "held": "holds",
    "asking_advice": "holds for advice",
    "in_tray": "is promised a call-back",
    "rework": "has the request sent back",
    "call_back_due": "is to be called back",
    "transferred": "is handed over",
    "on_circle_agenda": "is promised a call-back after the meeting",
    "unresolved": "gives up for now",
}
ENDED = {
    "fair": "has the refund",
    "refused": "is refused",
    "abandoned": "gives up for good",
    "blocked": "finds no line",
    "timed_out": "is refused since nobody decided in time",
    "unresolved": "is left without help",
    "customer_left": "is a customer no more",
}
CALLS_AGAIN, CALLED_BACK, COMPLETE = "calls again", "is called back", "has the request complete"
HELPED, NOT_HELPED = "is helped", "is not helped for now"
PHRASES = {*ENTERED.values(), *ENDED.values(), CALLS_AGAIN, CALLED_BACK, COMPLETE, HELPED, NOT_HELPED}

SHOWN = ("EUR", "share", "1")  # units of fields that a situation may speak of


def compared(centre: Centre, name: str, node: yaml.Node) -> Both:
    """What a situation says under a name, and what has happened."""
    if name in centre.names:
        return [_line(each) for each in listed(node)], list(_told(centre, name))
    if name == "counts":
        return _of_fields(node, DAY, _counted(centre))
    if match := re.fullmatch(r"(.+)'s risk of leaving", name):
        return _near(node, quantity(node, "times"), _risk(centre, _known(centre, match[1], node)))
    if match := re.fullmatch(r"(.+)'s satisfaction", name):
        row = _known(centre, match[1], node)
        return _near(node, quantity(node, "1"), float(centre.run.world.customer[row].satisfaction))
    if match := re.fullmatch(r"circle(?: (\d+))?", name):
        circles = centre.run.world.circle
        return _of_fields(node, CIRCLE, circles[_only(circles, match[1], node)])
    if match := re.fullmatch(r"(?:(.+)'s )?(advisor|manager)(s)?(?: of level (\d+))?", name):
        return _of_people(centre, node, *match.groups())
    unclear(node, name, {*centre.names, "counts", "advisor", "advisors", "manager", "managers", "circle"})


def _risk(centre: Centre, row: int) -> float:
    """How much likelier a customer is to leave because of service than at first."""
    world = centre.run.world
    customer = world.customer[row]
    base = world.settings[0].leaving_service
    apart = service_hazard(world, row, customer.satisfaction) / base if base > 0.0 else 1.0
    return math.exp(customer.grievance) * apart


# Callers.


def _line(node: yaml.Node) -> str:
    """A time and a phrase, both checked."""
    match = LINE.fullmatch(text(node))
    if not match:
        unclear(node, f"{text(node)}, where a time and what happens are expected")
    if match[2] not in PHRASES:
        unclear(node, match[2], PHRASES)
    return f"{match[1]} {match[2]}"


def _told(centre: Centre, name: str) -> Iterator[str]:
    """A caller's day in phrases; to be answered at once is no wait."""
    lines = centre.lines(name)
    stake = any(contact.stake > 0 for contact in _contacts(centre, name))
    before, promised = NONE, False
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        at_once = following is not None and following.time == line.time
        if line.state != QUEUED or before == UNRESOLVED or not at_once:
            yield f"{shown(line.time)} {_phrase(line, before, promised, stake)}"
        before = line.state
        promised |= before == IN_TRAY


def _phrase(line: Any, before: int, promised: bool, stake: bool) -> str:
    if line.state == NONE:
        return HELPED if line.end == FAIR and not stake else ENDED[CASE_ENDS[line.end]]
    special = {
        (QUEUED, UNRESOLVED): CALLS_AGAIN,
        (HANDLED, CALL_BACK_DUE): CALLED_BACK,
        (UNRESOLVED, HANDLED): NOT_HELPED,
    }
    if line.state == IN_TRAY and before == REWORK and promised:
        return COMPLETE
    return special.get((line.state, before), ENTERED[CASE_STATES[line.state]])


def _contacts(centre: Centre, name: str) -> list[Any]:
    found = [*centre.contacts, *centre.run.contacts]
    return [contact for contact in found if contact.customer == centre.names[name]]


def _known(centre: Centre, name: str, node: yaml.Node) -> int:
    if name not in centre.names:
        unclear(node, name, centre.names)
    return centre.names[name]


# People.


def _of_people(centre: Centre, node: yaml.Node, whose: str, kind: str, many: str, level: str) -> Both:
    """Minutes by account, of one or of several together; of one also what stands in his record as a person.

    Of an advisor what stands in that of his place goes before it; a place that is vacant was its last one's.
    """
    people = getattr(centre.run.world, kind)
    people = people[: centre.run.world.clock[0].employed] if kind == "advisor" else people
    if whose:
        _known(centre, whose, node)
        row = next(contact.advisor for contact in _contacts(centre, whose) if contact.answered != NONE)
        chosen = [row] if kind == "advisor" else [centre.run.world.advisor[row].manager]
    elif many:
        chosen = [row for row in range(len(people)) if not level or people[row].level == int(level)]
    else:
        chosen = [_only(people, None, node)]
    known = {name: (PERSON, _person(centre, kind, chosen[0])) for name in _fields(PERSON)}
    if kind == "advisor":
        known |= dict.fromkeys(_fields(ADVISOR), (ADVISOR, people[chosen[0]]))
    given = entries(node, {word(name) for name in (*ACCOUNTS, *known)})
    accounts = {name: each for name, each in given.items() if name in map(word, ACCOUNTS)}
    said: dict[str, object] = {name: quantity(each, "min") for name, each in accounts.items()}
    spent = sum(_paid(centre, kind, row) for row in chosen)
    happened: dict[str, object] = {
        word(name): int(ms) / MINUTE
        for name, ms in zip(ACCOUNTS, spent, strict=True)
        if word(name) in said or (ms and name != "idle")
    }
    for name in given.keys() - accounts.keys():
        field = name.replace(" ", "_")
        fields, record = known[field]
        said[name], happened[name] = _near(
            given[name], quantity(given[name], fields[field].unit), record[field]
        )
    return said, happened


def _person(centre: Centre, kind: str, row: int) -> Any:
    """Who has a place, or had it last."""
    persons = centre.run.world.person[: centre.run.world.clock[0].persons]
    return persons[int(np.flatnonzero(persons[kind] == row)[-1])]


def _paid(centre: Centre, kind: str, row: int) -> np.ndarray:
    """Paid time by account; a manager's on the phones is that of his seat."""
    world = centre.run.world
    paid = getattr(world, kind)[row].paid.astype(np.int64)
    seated = kind == "manager" and world.manager[row].seat != NONE
    return paid + world.advisor[world.manager[row].seat].paid if seated else paid


def _only(rows: np.recarray, place: str | None, node: yaml.Node) -> int:
    """The row of a number from 1 on; of the only one, where none is given."""
    if place is None and len(rows) != 1:
        unclear(node, f"one of {len(rows)}, not said which")
    if place is not None and not 1 <= int(place) <= len(rows):
        unclear(node, f"number {place} of {len(rows)}")
    return int(place or 1) - 1


# Fields of records.


def word(name: str) -> str:
    return name.replace("_", " ")


def _fields(kind: Mapping[str, Field]) -> dict[str, Field]:
    """Fields that can be said: amounts, shares, counts, times."""
    return {name: field for name, field in kind.items() if field.unit in (*SHOWN, "ms")}


def _of_fields(node: yaml.Node, kind: Mapping[str, Field], record: Any) -> Both:
    said, happened = dict[str, object](), dict[str, object]()
    for name, each in entries(node, {word(name) for name in _fields(kind)}).items():
        field = name.replace(" ", "_")
        wanted = quantity(each, kind[field].unit)
        said[name], happened[name] = _near(each, wanted, record[field])
    return said, happened


def _counted(centre: Centre) -> dict[str, float]:
    """Counts of all days."""
    days = centre.run.world.day[: centre.run.day]
    return {name: days[name].sum().item() for name in _fields(DAY) if days[name].ndim == 1}


def _near(node: yaml.Node, wanted: float, found: Any) -> tuple[float, float]:
    """A number as exact as it is written."""
    return wanted, wanted if abs(found - wanted) <= half_a_digit(node) + 1e-9 else float(found)

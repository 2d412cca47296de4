"""No run goes on with a number that is none: NaN and infinity stop it, naming day, phase, field and agent.

A rule's answer is looked at when it is given, a customer's next contact before it is placed in the
calendar, and every number of the state when the customer is settled or the day is over: all of staff and
reasons, and of customers those who were in touch that day; all of them when a run is measured. Compiled
code keeps IEEE arithmetic, so that NaN is seen (`sim.compiling`). Called by the rooms and `sim.world`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.compiling import compiled, inlined
from sim.records import KINDS
from sim.rules import POINTS
from sim.states import NONE

# What is at fault: the number of a decision point, or one of these.
PLACES = [*POINTS, "next_contact", "a duration"]
NEXT_CONTACT, DURATION = len(POINTS) + 1, len(POINTS) + 2
ENDLESS = {"limit"}  # infinity is a value: any stake
DAILY = ("advisor", "manager", "group", "reason", "law", "case")


class NotFinite(ArithmeticError):
    """A number of the state that is none, or a rule's answer."""

    def __init__(self, day: int, phase: str, agent: str, field: str, value: object) -> None:
        super().__init__(f"day {day}, {phase}: {agent}: {field} is {value}, expected a finite number")


def number_of(point: str) -> int:
    """Number of a decision point, for `sound`; to be asked for when a module is loaded."""
    return list(POINTS).index(point) + 1


@inlined
def is_finite(value):
    """Whether a value is neither NaN nor infinite."""
    return math.isfinite(value)


@inlined
def note_fault(world, place, row):
    """Remember the first fault of the day: its place, and the customer it is about."""
    clock = world.clock[0]
    if clock.fault == 0:
        clock.fault = place
        clock.fault_row = row


@inlined
def sound(world, answer, place, customer_row):
    """A rule's answer about a customer's case; 0 and a fault noted where it is no finite number."""
    if is_finite(answer):
        return answer
    note_fault(world, place, customer_row)
    return 0.0


@compiled
def first_not_finite(values, endless):
    """First row that is NaN, or infinite where that is no value; -1 where there is none."""
    for row in range(values.size):
        value = values[row]
        if not is_finite(value) and not (endless and value == value):
            return row
    return NONE


@compiled
def first_customer_not_finite(world):
    """First customer in touch today with a number that is none; -1 where there is none."""
    for place in range(world.clock[0].contacts):
        row = world.contact[place].customer
        customer = world.customer[row]
        if not is_finite(
            customer.next_contact + customer.intensity + customer.hazard_left + customer.grievance
        ):
            return row
    return NONE


def check_day(world: Any, day: int) -> None:
    """Look at what a day has left behind.

    Raises:
        NotFinite: naming day, phase, agent and field.
    """
    clock = world.clock[0]
    if clock.fault:
        agent, place = f"customer {clock.fault_row}", PLACES[clock.fault - 1]
        phase = "opening" if clock.fault == NEXT_CONTACT else "floor"
        raise NotFinite(day, phase, agent, place, "no number")
    for kind in DAILY:
        _check(kind, getattr(world, kind), day, "floor")
    _check("contact", world.contact[: clock.contacts], day, "floor")
    for kind in ("day", "calendar"):
        _check(kind, getattr(world, kind)[day : day + 1], day, "floor", first=day)
    row = first_customer_not_finite(world)
    if row != NONE:
        _check("customer", world.customer[row : row + 1], day, "floor", first=row)


def check_all(world: Any, day: int, phase: str) -> None:
    """Look at every customer.

    Raises:
        NotFinite: naming day, phase, agent and field.
    """
    _check("customer", world.customer, day, phase)


def _check(kind: str, rows: np.recarray, day: int, phase: str, first: int = 0) -> None:
    for field in _floats(kind):
        row = first_not_finite(rows[field], field in ENDLESS)
        if row != NONE:
            raise NotFinite(day, phase, f"{kind} {first + row}", field, rows[field][row])


_FLOATS: dict[str, list[str]] = {}


def _floats(kind: str) -> list[str]:
    """Fields of a kind of record that hold fractions."""
    if kind not in _FLOATS:
        _FLOATS[kind] = [
            name for name, field in KINDS[kind].items() if field.type in (np.float32, np.float64)
        ]
    return _FLOATS[kind]

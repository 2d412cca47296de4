"""No run goes on with a number that is none: NaN and infinity stop it, naming day, phase, field and agent.

A rule's answer, a duration, a customer's next contact, hazard and grievance, and the stake of a case are
looked at where they are written or used; staff, circles, reasons, laws, settings, calendar, contacts and
sums of the day when the day is over; every row of every table when customers are settled and when a run is
measured. Compiled code keeps IEEE arithmetic, so that NaN is seen (`sim.compiling`). Called by the rooms
and `sim.world`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.compiling import compiled, inlined
from sim.decision_points import POINTS
from sim.records import KINDS
from sim.states import NONE

# What is at fault: the number of a decision point, or one of these.
PLACES = [*POINTS, "next_contact", "hazard_left", "a duration", "stake", "length of support"]
NEXT_CONTACT, HAZARD_LEFT, DURATION, STAKE, SUPPORT_LENGTH = range(len(POINTS) + 1, len(POINTS) + 6)
# Of whom a rule's answer speaks; else of a customer.
ABOUT = {
    "breaking.sanctions": "advisor",
    "circle.consents": "circle",
    "manager.relapses": "manager",
    "delegation.raises": "manager",
    "incentives.effort": "advisor",
    "length of support": "advisor",
    "people.strain": "person",
    "people.engagement": "person",
    "people.quits": "person",
    "people.effort": "advisor",
    "people.falls_ill": "person",
    "people.illness": "person",
    "people.status": "person",
    "people.trust": "person",
    "transition.comes_on_board": "advisor",
}
# Infinity is a value: any stake, never.
ENDLESS = (("manager", "limit"), ("shock", "half_life"), ("journal", "amount"))
DAILY = ("advisor", "manager", "person", "group", "circle", "precedent", "reason", "law", "calendar", "shock")
PLAIN = ("profile", "quantiles", "kinds")  # tables of numbers alone


class NotFinite(ArithmeticError):
    """A number of the state that is none, or a rule's answer."""

    def __init__(self, day: int, phase: str, agent: str, field: str, value: object) -> None:
        super().__init__(f"day {day}, {phase}: {agent}: {field} is {value}, expected a finite number")
        self._told = (day, phase, agent, field, value)

    def __reduce__(self) -> tuple[type[NotFinite], tuple[int, str, str, str, object]]:
        """Let it survive the way from a worker."""
        return NotFinite, self._told


def number_of(point: str) -> int:
    """Number of a decision point, for `sound`; to be asked for when a module is loaded."""
    return list(POINTS).index(point) + 1


@inlined
def is_finite(value):
    """Whether a value is neither NaN nor infinite."""
    return math.isfinite(value)


@inlined
def note_fault(world, place, row):
    """Remember the first fault of the day: its place, and whom it is about."""
    clock = world.clock[0]
    if clock.fault == 0:
        clock.fault = place
        clock.fault_row = row


@inlined
def sound(world, answer, place, row):
    """A rule's answer about a customer (or whom `ABOUT` says); 0 and a fault noted where it is not finite."""
    if is_finite(answer):
        return answer
    note_fault(world, place, row)
    return 0.0


@compiled
def first_not_finite(values, endless):
    """First row that is NaN or infinite (above all, where `endless`, is a value); -1 where there is none."""
    for row in range(values.size):
        if not is_finite(values[row]) and not (endless and values[row] == math.inf):
            return row
    return NONE


@inlined
def doubt(value):
    """0 for a number, NaN for what is none: these can be summed, where values could overflow."""
    return value - value


@compiled
def is_sound(world):
    """Whether staff, circles, reasons, laws, calendar and sums of the day are all numbers."""
    clock = world.clock[0]
    doubts = _of_day(world.day[clock.day]) + _of_clock(clock) + _of_time(world) + _of_rights(world)
    doubts += _of_demand(world)
    for advisor in world.advisor:
        doubts += _of_advisor(advisor)
    for person in world.person:
        doubts += _of_person(person)
    return doubts == 0.0


@inlined
def _of_day(today):
    doubts = doubt(today.goodwill) + doubt(today.overspent) + doubt(today.abuse) + doubt(today.felt)
    doubts += doubt(today.exposure) + doubt(today.effort) + doubt(today.dissonance) + doubt(today.irritants)
    doubts += doubt(today.strain) + doubt(today.strain_squared) + doubt(today.engagement)
    doubts += doubt(today.experience) + doubt(today.experience_weakest) + doubt(today.experience_of_stakes)
    doubts += doubt(today.stakes_weakest) + doubt(today.told_good) + doubt(today.told_bad)
    doubts += doubt(today.viral) + doubt(today.reputation)
    doubts += doubt(today.strain_of_hires) + doubt(today.engagement_squared)
    doubts += doubt(today.trust_sponsor) + doubt(today.trust_manager) + doubt(today.trust_peers)
    doubts += doubt(today.initiative) + doubt(today.initiative_cost) + doubt(today.pressure)
    return (
        doubts + doubt(today.status_lost) + doubt(today.authority) + doubt(today.threat) + doubt(today.lost)
    )


@inlined
def _of_clock(clock):
    doubts = doubt(clock.irritants) + doubt(clock.handling) + doubt(clock.solving) + doubt(clock.lost)
    return doubts + doubt(clock.joining) + doubt(clock.reputation) + doubt(clock.intensities)


@inlined
def _of_advisor(advisor):
    doubts = doubt(advisor.authority) + doubt(advisor.felt) + doubt(advisor.skill)
    doubts += doubt(advisor.pace) + doubt(advisor.cohesion) + doubt(advisor.inward)
    doubts += doubt(advisor.effort) + doubt(advisor.expects) + doubt(advisor.appetite)
    doubts += doubt(advisor.dissonance) + doubt(advisor.tries) + doubt(advisor.unsure)
    return doubts + doubt(advisor.accountable)


@inlined
def _of_person(person):
    doubts = doubt(person.strain) + doubt(person.engagement) + doubt(person.demands)
    doubts += doubt(person.resources) + doubt(person.drive) + doubt(person.autonomy)
    doubts += doubt(person.managed) + doubt(person.helped) + doubt(person.coached)
    doubts += doubt(person.missing) + doubt(person.appetite) + doubt(person.dissonance_seen)
    doubts += doubt(person.prone) + doubt(person.keen)
    doubts += doubt(person.needed) + doubt(person.used_to) + doubt(person.lost)
    doubts += doubt(person.strain_sum) + doubt(person.demands_sum)
    doubts += doubt(person.trust_sponsor) + doubt(person.trust_manager) + doubt(person.trust_peers)
    return doubts + doubt(person.initiative) + doubt(person.around) + doubt(person.pressure)


@compiled
def _of_time(world):
    doubts = 0.0
    for day in world.calendar:
        doubts += doubt(day.operational) + doubt(day.volume)
    for share in world.profile.flat:
        doubts += doubt(share)
    return doubts


@compiled
def _of_rights(world):
    """Of managers, groups, circles and what these have decided."""
    doubts = 0.0
    for manager in world.manager:
        doubts += 0.0 if manager.limit == math.inf else doubt(manager.limit)
        doubts += doubt(manager.exposure)
    for group in world.group:
        doubts += doubt(group.authority)
    for circle in world.circle:
        doubts += doubt(circle.quorum) + doubt(circle.overlap) + doubt(circle.irritants)
        doubts += doubt(circle.cohesion) + doubt(circle.drift)
    for precedent in world.precedent:
        doubts += doubt(precedent.limit)
    return doubts


@compiled
def _of_demand(world):
    """Of reasons, laws and shocks."""
    doubts = 0.0
    for value in world.quantiles:
        doubts += doubt(value)
    for share in world.kinds:
        doubts += doubt(share)
    for law in world.law:
        doubts += doubt(law.a) + doubt(law.b)
    for reason in world.reason:
        doubts += doubt(reason.up_to) + doubt(reason.stake_share) + doubt(reason.solve_probability)
        doubts += doubt(reason.severity) + doubt(reason.extension_share) + doubt(reason.hangs_up_at_once)
        doubts += doubt(reason.hostile_share) + doubt(reason.chat_share) + doubt(reason.chat_fit)
        doubts += doubt(reason.usual)
    for shock in world.shock:
        doubts += doubt(shock.rate) + doubt(shock.handling) + doubt(shock.solving)
        doubts += 0.0 if shock.half_life == math.inf else doubt(shock.half_life)
    return doubts


def check_day(world: Any, day: int, phase: str = "floor") -> None:
    """Look at what a day has left behind, or is about to begin with (phase "opening").

    Raises:
        NotFinite: naming day, phase, agent and field.
    """
    clock = world.clock[0]
    if clock.fault:
        noted = "opening" if clock.fault == NEXT_CONTACT else phase
        place = PLACES[clock.fault - 1]
        agent = f"{ABOUT.get(place, 'customer')} {clock.fault_row}"
        raise NotFinite(day, noted, agent, place, "no number")
    check_settings(world.settings, day, phase)
    for name in PLAIN:
        values = getattr(world, name)
        if not np.isfinite(values).all():
            raise NotFinite(day, phase, name, "a value", values[~np.isfinite(values)][0])
    for kind in DAILY:
        _check(kind, getattr(world, kind), day, phase)
    _check("contact", world.contact[: clock.contacts], day, phase)
    _check("day", world.day[day : day + 1], day, phase, first=day)
    _check("clock", world.clock, day, phase)


def check_settings(settings: np.recarray, day: int, phase: str = "opening") -> None:
    """Look at the record of settings, in which infinity is a value.

    Raises:
        NotFinite: naming day, phase and setting.
    """
    missing = np.isnan(settings.view(np.float64))
    if missing.any():
        name = (settings.dtype.names or ())[int(np.argmax(missing))]
        raise NotFinite(day, phase, "settings", name, math.nan)


def check_all(world: Any, day: int, phase: str) -> None:
    """Look at every row of every table.

    Raises:
        NotFinite: naming day, phase, agent and field.
    """
    for kind in KINDS:
        _check(kind, getattr(world, kind), day, phase)


def _check(kind: str, rows: np.recarray, day: int, phase: str, first: int = 0) -> None:
    for field in _floats(kind):
        row = first_not_finite(rows[field], (kind, field) in ENDLESS)
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

"""Tables made from a scenario: laws, reasons, managers and their trays, the calendar of days.

Called by `sim.laying_out`.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.floor.shifts import Shifts, shifts_of
from sim.reasons import Law, Reason
from sim.rights import Governance
from sim.scenario import MS, Scenario, Staffing
from sim.states import CENTRE_LAWS, IDLE, NONE, OFF, REASON_LAWS
from sim.streams import CONSTANT, EMPIRICAL, EXPONENTIAL, GAMMA, LAW_NAMES, LOGNORMAL, NEVER, PARETO
from sim.tables import table
from sim.week import Week, check_reason_shares, date_of

Floats = NDArray[np.float64]
READ_AS_DECLARED = (
    "stake_share", "solve_probability", "severity", "extension_share", "hangs_up_at_once", "hostile_share",
    "chat_share", "chat_fit",
)  # fmt: skip


def shifts_for(
    staffing: Staffing, present: NDArray[np.int64], slot_ms: int, *, planned: bool = True
) -> Shifts:
    """Shifts of a weekday; a staff that is given as present, not planned, has neither breaks nor a limit."""
    if not planned:
        return shifts_of(present, slot_ms, math.inf, math.inf, 0.0)
    longest, break_from = (hours * MS["h"] for hours in (staffing.shift_length, staffing.break_from))
    return shifts_of(present, slot_ms, longest, break_from, staffing.break_length * MS["min"])


def laws_table(scenario: Scenario) -> tuple[np.recarray, Floats]:
    """All laws in engine units, those of the centre first, then every reason's; and all quantiles."""
    placed = [(_owner(scenario, name), name) for name in CENTRE_LAWS] + [
        (reason, name) for reason in scenario.demand.reasons.values() for name in REASON_LAWS
    ]
    laws = table("law", len(placed))
    quantiles: list[float] = []
    for record, (owner, name) in zip(laws, placed, strict=True):
        law: Law = getattr(owner, name)
        unit = type(owner).__dataclass_fields__[name].metadata["unit"]  # type: ignore[attr-defined]
        record.kind, record.a, record.b = _law_numbers(law, MS.get(unit, 1.0), quantiles)
    return laws, np.array(quantiles or [0.0], float)


def _owner(scenario: Scenario, name: str) -> object:
    """The part of a scenario that declares a law of the whole centre."""
    governance = scenario.governance
    parts = (governance, scenario.demand, scenario.people, governance.crisis, scenario.staffing.chat)
    return next(part for part in parts if hasattr(part, name))


def _law_numbers(law: Law, scale: float, quantiles: list[float]) -> tuple[int, float, float]:
    kind = LAW_NAMES[law.law]
    if kind == EMPIRICAL:
        first = len(quantiles)
        quantiles.extend(scale * value for value in sorted(law.values or [0.0, 0.0]))
        return kind, first, len(quantiles) - first
    if law.mean is None:
        return NEVER, 0.0, 0.0
    mean, cv = law.mean * scale, law.cv
    if mean == 0 or kind == CONSTANT:
        return CONSTANT, mean, 0.0
    if kind == EXPONENTIAL:
        return kind, mean, 0.0
    if kind == LOGNORMAL:
        sigma = math.sqrt(math.log1p(cv**2))
        return kind, math.log(mean) - sigma**2 / 2, sigma
    if kind == PARETO:
        exponent = 1 + math.sqrt(1 + 1 / cv**2)
        return kind, mean * (exponent - 1) / exponent, exponent
    assert kind == GAMMA
    return kind, 1 / cv**2, mean * cv**2


def mean_of(law: Law) -> float:
    """Mean of a law in its own unit."""
    if law.law == "empirical":
        values = np.sort(law.values or [0.0, 0.0])
        return float(((values[1:] + values[:-1]) / 2).mean())
    return math.inf if law.mean is None else float(law.mean)


def mean_work(reason: Reason) -> float:
    """Mean talk, extension and wrap-up of a contact, in min."""
    extension = reason.extension_share * mean_of(reason.extension) if reason.extension_share else 0.0
    return mean_of(reason.handling) + extension + mean_of(reason.wrap_up)


def with_handling_time(scenario: Scenario, aht_s: float | None) -> Scenario:
    """The same scenario, handling and wrap-up scaled to a recorded mean handling time where there is one."""
    if aht_s is None:
        return scenario
    reasons = scenario.demand.reasons
    mean_min = sum(reason.share * mean_work(reason) for reason in reasons.values()) / sum(
        reason.share for reason in reasons.values()
    )
    ratio = aht_s / 60.0 / mean_min
    scaled = {name: _scaled(reason, ratio) for name, reason in reasons.items()}
    return replace(scenario, demand=replace(scenario.demand, reasons=scaled))


def _scaled(reason: Reason, ratio: float) -> Reason:
    def law(name: str) -> Law:
        given: Law = getattr(reason, name)
        values = None if given.values is None else [ratio * value for value in given.values]
        return replace(given, mean=None if given.mean is None else ratio * given.mean, values=values)

    return replace(reason, handling=law("handling"), wrap_up=law("wrap_up"), extension=law("extension"))


def reasons_table(
    scenario: Scenario, queues: NDArray[np.int32], chat_queues: NDArray[np.int32]
) -> np.recarray:
    """Reasons for calling, with cumulated shares and the queues of each, by phone and in writing."""
    reasons: list[Reason] = list(scenario.demand.reasons.values())
    rows = table("reason", len(reasons))
    rows.queue = queues
    rows.up_to = check_reason_shares(scenario)
    rows.chat_queue = chat_queues
    rows.usual = [mean_of(reason.handling) * MS["min"] for reason in reasons]
    for name in READ_AS_DECLARED:
        rows[name] = [getattr(reason, name) for reason in reasons]
    return rows


def managers_table(scenario: Scenario, employed: int) -> tuple[np.recarray, np.recarray, NDArray[np.int32]]:
    """Managers of every level, their trays, and the pooled tray of every level (1 the lowest)."""
    governance, span = scenario.governance, int(scenario.staffing.span_of_control)
    if not (governance.decisions and governance.limits):
        return table("manager", 0), table("tray", 0), np.full(2, NONE, np.int32)
    sizes = level_sizes(governance, employed, span)
    managers = table("manager", sum(sizes))
    managers.id = np.arange(managers.size)
    managers.state = OFF
    managers.rests = IDLE
    managers.case = managers.seat = NONE
    first = 0
    for level, size in enumerate(sizes, start=1):
        rows: Any = managers[first : first + size]
        limit = governance.limits[level - 1]
        rows.level, rows.limit = level, math.inf if limit is None else limit
        rows.place, rows.alone = np.arange(size), size == 1
        top = level == len(sizes)
        rows.boss = NONE if top else first + size + np.arange(size) // span
        first += size
    foot: Any = managers[: sizes[0]]
    foot.first = foot.place * span
    foot.members = np.minimum(employed - foot.first, span)
    pooled = governance.approver == "pooled"
    managers.tray = managers.level - 1 if pooled else managers.id
    trays = table("tray", len(sizes) if pooled else managers.size)
    trays.first = trays.last = NONE
    return managers, trays, np.arange(-1, len(sizes), dtype=np.int32)


def level_sizes(governance: Governance, employed: int, span: int) -> list[int]:
    """Managers of every level over so many advisors, the lowest first."""
    sizes = []
    below = employed
    for _ in governance.limits:
        below = max(1, math.ceil(below / span))
        sizes.append(below)
    return sizes


def profile_of(first_contacts: Floats, week: Week) -> Floats:
    """Share of a weekday's volume before every boundary of an interval [7, slots + 1]."""
    slots = first_contacts.shape[1]
    profile = np.ones((7, slots + 1))
    profile[:, 0] = 0.0
    for weekday in week.open_weekdays:
        volume = first_contacts[weekday]
        width = int((week.closes[weekday] - week.opens[weekday]) // week.slot_ms)
        shares = volume / volume.sum() if volume.sum() > 0 else (np.arange(slots) < width) / width
        profile[weekday, 1:] = np.minimum(np.cumsum(shares), 1.0)
        profile[weekday, width:] = 1.0
    return profile


def guide_of(boundaries: Floats, steps: int) -> NDArray[np.int32]:
    """Where to begin to look for an interval: for equal steps of what lies before it, the interval's row.

    Args:
        boundaries: what lies before every interval, rising; the last one is the whole.
        steps: how many.

    Returns:
        For every step from k / steps of the whole: the last interval that begins at or before it [steps].
    """
    whole = float(boundaries[-1])
    starts = np.arange(steps) / steps * whole * (1 - 1e-12)  # rounding must not lead past the right one
    found = np.searchsorted(boundaries, starts, "right") - 1
    return np.minimum(found, len(boundaries) - 2).astype(np.int32)


def calendar_table(
    scenario: Scenario, week: Week, days: int, busyness: Floats, first_contacts: Floats
) -> np.recarray:
    """Open days in order: hours, clock of opening hours, operational time, empty lists."""
    start = date_of("calendar.start", scenario.calendar.start)
    holidays = {date_of("calendar.holidays", text) for text in scenario.calendar.holidays}
    open_days = set(week.open_weekdays)
    rows = table("calendar", days)
    rows.callers = rows.first_return = NONE
    weekly = first_contacts.sum(axis=1)
    date, worked, operational = start, 0, 0.0
    for row, factor in zip(rows, busyness, strict=True):
        while date.weekday() not in open_days or date in holidays:
            date += datetime.timedelta(days=1)
        weekday = date.weekday()
        midnight = (date - start).days * int(MS["day"])
        row.weekday = weekday
        row.opens, row.closes = midnight + week.opens[weekday], midnight + week.closes[weekday]
        row.worked, row.operational = worked, operational
        row.volume = weekly[weekday] * week.season[date.month - 1] * factor
        worked += int(row.closes - row.opens)
        operational += float(row.volume)
        date += datetime.timedelta(days=1)
    return rows

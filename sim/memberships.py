"""Who sits in which circle, when circles meet, and what that takes of everybody's time.

The tables of circles, memberships and precedents follow from a scenario and its advisors; circles of
different kinds overlap, because every kind deals the advisors out in another order. Called by
`sim.laying_out`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.coordination import Circle, Coordination
from sim.scenario import MS, Scenario
from sim.states import NONE, WEEK_DAYS
from sim.tables import table
from sim.week import minutes_of

Integers = NDArray[np.int64]
OPEN_DAYS_A_MONTH = 21  # open days that a month's paper work is spread over


@dataclass(frozen=True)
class Memberships:
    """The circles of a centre: tables of circles, and of their members, circle by circle."""

    circle: np.recarray
    member: np.recarray


def circles_of(kind: Circle, number: int, advisors: int) -> list[Integers]:
    """The members of every circle of a kind.

    Summary of rule: the share of advisors, spread evenly over them all, is dealt out to neighbours, in
    another order for every kind.

    Args:
        kind: how many sit in circles, and how many in each.
        number: 0, 1, ...: place of the kind in the order of their names.
        advisors: employed.
    """
    if kind.share == 0 or advisors == 0:
        return []
    members = max(1, math.floor(kind.share * advisors + 0.5))
    rows = np.arange(members, dtype=np.int64) * advisors // members
    dealt = rows[np.lexsort((rows, rows * (2 * number + 1) % advisors))]
    return [np.asarray(part) for part in np.array_split(dealt, math.ceil(members / kind.size))]


def memberships_of(scenario: Scenario, advisors: int) -> Memberships:
    """Circles and their members; nothing has happened in any of them yet."""
    kinds = scenario.governance.circles
    circles = [
        (number, name, place, members)
        for number, (name, kind) in enumerate(kinds.items())
        for place, members in enumerate(circles_of(kind, number, advisors))
    ]
    rows = table("circle", len(circles))
    member = table("member", sum(members.size for *_, members in circles))
    for name in ("agenda_first", "agenda_last", "tension_first", "tension_last"):
        rows[name] = NONE
    rows.irritants = 1.0
    first = 0
    for row, (number, name, place, members) in enumerate(circles):
        rows[row].kind, rows[row].place = number, place
        rows[row].first, rows[row].members = first, members.size
        _describe(rows[row], kinds[name], f"governance.circles.{name}")
        seats: Any = member[first : first + members.size]
        seats.advisor, seats.circle = members, row
        first += members.size
    _overlap(rows, member)
    return Memberships(rows, member)


def _describe(row: Any, kind: Circle, key: str) -> None:
    """What the members of a kind of circle do, and what it may."""
    for name in ("length", "preparation", "recovery"):
        row[name] = int(getattr(kind, name) * MS["min"])
    row.at = NONE if kind.at is None else int(minutes_of(f"{key}.at", kind.at) * MS["min"])
    row.every, row.quorum = kind.every, kind.quorum
    row.items = row.length // int(kind.item * MS["min"] + 0.5)
    row.decides, row.consents = kind.decides, kind.consents


def _overlap(rows: np.recarray, member: np.recarray) -> None:
    """Link every advisor's memberships, and note which circles share members with others."""
    member.next = NONE
    last: dict[int, int] = {}
    hears: dict[int, int] = {}  # the circle that meets most often, of several the first
    for seat, advisor in enumerate(member.advisor.tolist()):
        if advisor in last:
            member[last[advisor]].next = seat
        last[advisor] = seat
        row = int(member[seat].circle)
        known = hears.get(advisor)
        if rows[row].length > 0 and (known is None or rows[row].every < rows[known].every):
            hears[advisor] = row
    for row in hears.values():
        rows[row].voices += 1
    seats = np.bincount(member.advisor, minlength=1) if member.size else np.zeros(1, np.int64)
    for row in rows:
        members = member.advisor[row.first : row.first + row.members]
        row.overlap = float((seats[members] > 1).mean())


def seat_advisors(scenario: Scenario, advisors: Any, seated: Memberships) -> None:
    """Note of every advisor where he sits, to how many he answers, and what time all that takes."""
    rows: Any = advisors
    rows.member, rows.decides_in = NONE, NONE
    rows.accountable_to = rows.manager != NONE
    meetings = np.zeros(rows.size)
    for seat in reversed(range(seated.member.size)):
        circle: Any = seated.circle[seated.member[seat].circle]
        row = int(seated.member[seat].advisor)
        rows.member[row] = seat
        rows.accountable_to[row] += 1
        if circle.decides:
            rows.decides_in[row] = seated.member[seat].circle
        if circle.length > 0:
            meetings[row] += int(circle.preparation + circle.length + circle.recovery) / circle.every
    coordination = scenario.governance.coordination
    rows.documenting = [
        int(paper_work(coordination, int(to)) * MS["min"] + 0.5) for to in rows.accountable_to
    ]
    rows.inward = (meetings + rows.documenting) / (scenario.staffing.shift_length * MS["h"])


def paper_work(coordination: Coordination, accountable_to: int) -> float:
    """Documenting roles and accounting to several people, in minutes of an open day."""
    changes = coordination.role_changes * coordination.rewording / OPEN_DAYS_A_MONTH
    role = coordination.role_upkeep / WEEK_DAYS + changes
    return coordination.roles * role + max(accountable_to - 1, 0) * coordination.reporting / WEEK_DAYS


def kinds_of_case(coordination: Coordination) -> NDArray[np.float64]:
    """Cumulated share of every kind of case within a reason: Zipf's law [kinds]."""
    weights = np.arange(1.0, coordination.kinds + 1) ** -coordination.kinds_skew
    shares = np.cumsum(weights / weights.sum())
    shares[-1] = 1.0
    return np.asarray(shares, float)


def precedents_table(scenario: Scenario, circles: int) -> np.recarray:
    """No precedent yet, of any kind of any reason: the widest of all, then every circle's own.

    Row: (circle + 1, or 0 for the widest, x reasons + reason) x kinds + kind.
    """
    kinds = len(scenario.demand.reasons) * scenario.governance.coordination.kinds
    rows = table("precedent", (circles + 1) * kinds)
    rows.circle = NONE
    return rows

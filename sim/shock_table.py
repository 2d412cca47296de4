"""The table of shocks: when each begins, and what it brings; and which shocks cannot be.

Called by `sim.laying_out`; the checks by `sim.consistency`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.refusal import Refused, nearest_name
from sim.rosters import Plan
from sim.scenario import MS, Scenario
from sim.shocks import Shock
from sim.states import DAY_MS, NEVER_MS, NONE
from sim.streams import SHOCK_SERIALS
from sim.tables import table
from sim.week import Week, minutes_of

MOST_CONTACTS = SHOCK_SERIALS // 2  # of all shocks together: as many have draws of their own, and a reserve


def shocks_table(scenario: Scenario, plan: Plan, calendar: np.recarray, warmup: int) -> np.recarray:
    """Shocks in the order of their names; one that begins after the horizon never does.

    Args:
        scenario: whose shocks.
        plan: its first contacts, of which a shock brings so many times as many.
        calendar: open days, the last of which is after the horizon.
        warmup: days before the first measured one.
    """
    shocks = scenario.demand.shocks
    rows = table("shock", len(shocks))
    usual = per_ms(plan.first_contacts, plan.week)
    for row, (name, shock) in zip(rows, shocks.items(), strict=True):
        row.begins = row.began = row.ends = NEVER_MS
        if warmup + shock.day < calendar.size - 1:
            row.begins, row.began = _begin(name, shock, calendar[warmup + shock.day])
        row.length = int(shock.hours * MS["h"] + 0.5)
        row.rate = shock.volume * usual
        row.half_life = math.inf if shock.half_life is None else shock.half_life * MS["h"]
        row.handling, row.solving = shock.handling, shock.solving
        row.reason = _reason_of(name, shock, list(scenario.demand.reasons))
        row.needs_decision = shock.needs_decision
    return rows


def per_ms(contacts: Any, week: Week) -> float:
    """Mean contacts of an open millisecond of the week."""
    return float(contacts.sum() / (week.closes - week.opens).sum())


def _begin(name: str, shock: Shock, today: Any) -> tuple[int, int]:
    """When a shock begins on a day, and where the clock of opening hours stands then."""
    midnight = int(today.opens) // DAY_MS * DAY_MS
    begins = midnight + start_of(name, shock, int(today.opens) - midnight, int(today.closes) - midnight)
    return begins, int(today.worked + begins - today.opens)


def start_of(name: str, shock: Shock, opens: int, closes: int) -> int:
    """When a shock begins, in ms from midnight; a day that ends after midnight has times beyond it.

    Raises:
        Refused: no clock time, or one outside the opening hours, in ms from midnight too.
    """
    key = f"demand.shocks.{name}.begins_at"
    start = int(minutes_of(key, shock.begins_at) * MS["min"])
    start += DAY_MS * (start < opens and start + DAY_MS < closes)
    if not opens <= start < closes:
        raise Refused(key, shock.begins_at, "a time within the opening hours of every open weekday")
    return start


def _reason_of(name: str, shock: Shock, reasons: list[str]) -> int:
    if shock.reason is None:
        return NONE
    if shock.reason not in reasons:
        wanted = f"a reason that is there ({', '.join(reasons)}), or null"
        near = nearest_name(shock.reason, reasons)
        raise Refused(f"demand.shocks.{name}.reason", shock.reason, wanted, near)
    return reasons.index(shock.reason)


def check_shocks(scenario: Scenario, week: Week) -> None:
    """Refuse shocks outside opening hours, without a reason or too large, and meetings longer than a day.

    Raises:
        Refused: naming the shock, or the meeting.
    """
    mean = 0.0
    for name, shock in scenario.demand.shocks.items():
        for weekday in week.open_weekdays:
            start_of(name, shock, int(week.opens[weekday]), int(week.closes[weekday]))
        _reason_of(name, shock, list(scenario.demand.reasons))
        mean += shock.volume * per_ms(week.calls, week) * _hours_in_full(shock) * MS["h"]
    if mean > MOST_CONTACTS:
        raise Refused("demand.shocks.*.volume", f"{mean:.0f} contacts", f"at most {MOST_CONTACTS} in all")
    _check_meeting(scenario, week)


def _hours_in_full(shock: Shock) -> float:
    """Hours at the first hour's volume that bring as many contacts as all its hours."""
    if shock.half_life is None:
        return shock.hours
    return shock.half_life / math.log(2) * -math.expm1(-math.log(2) * shock.hours / shock.half_life)


def _check_meeting(scenario: Scenario, week: Week) -> None:
    governance = scenario.governance
    crises = any(shock.needs_decision for shock in scenario.demand.shocks.values())
    if not (crises and governance.circles and governance.crisis.decided_by == "consensus"):
        return
    shortest = week.shortest_opening
    if governance.crisis.crisis_meeting > shortest:
        wanted = f"at most the {shortest:g} min of the shortest opening"
        raise Refused("governance.crisis.crisis_meeting", governance.crisis.crisis_meeting, wanted)


def crisis_spells(scenario: Scenario, week: Week, advisors: int) -> int:
    """Spells that extraordinary meetings of a day may want at most."""
    crises = sum(shock.needs_decision for shock in scenario.demand.shocks.values())
    crisis = scenario.governance.crisis
    if not crises or crisis.decided_by == "command" or not scenario.governance.circles:
        return 0
    longest = float((week.closes - week.opens).max() / MS["min"])
    return crises * advisors * (int(longest // (crisis.crisis_meeting + crisis.crisis_pause)) + 1)

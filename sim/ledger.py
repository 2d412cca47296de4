"""The time ledger: every paid millisecond of everybody in exactly one account.

Called by `sim.measures` and by users who ask where the time went.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.events import ANY_KIND, KIND_BITS, MANAGER_ENDS, MANAGER_STARTS
from sim.refusal import Refused
from sim.scenario import MS
from sim.states import ACCOUNTS, BUSY, DAY_MS, OFF, OVERTIME, ROLES
from sim.world import Run

COORDINATION = ("preparation", "meeting", "recovery", "documenting")
OFF_THE_PHONE = (
    "break", *COORDINATION, "coaching", "floor", "reporting", "translating", "tinkering", "soothing",
    "supported", "slack", "working_group",
)  # fmt: skip


def ledger(run: Run, role: str = "advisor", first_day: int | None = None) -> dict[str, int]:
    """Paid time by account, in ms, from a day (default: the end of the warm-up) to the last one simulated.

    Args:
        run: the run.
        role: "advisor" or "manager".
        first_day: number of the first day counted.
    """
    start = run.warmup if first_day is None else first_day
    column = "paid" if role == "advisor" else "managers_paid"
    totals = run.world.day[column]
    if run.day <= start:
        return dict.fromkeys(ACCOUNTS[1:], 0)
    before = totals[start - 1] if start > 0 else np.zeros(len(ACCOUNTS), np.int64)
    spent = totals[run.day - 1] - before
    return {name: int(spent[place]) for place, name in enumerate(ACCOUNTS) if place != OFF}


def by_period(run: Run) -> list[dict[str, float]]:
    """The ledger by periods, of all days after the warm-up: a row a period, and one for the rest of the day.

    Returns:
        For each: `day` (measured days from 0), `period` of that day (from 0) and `until_h` (its end, in hours
        after midnight; the last is the opening of the next day); `advisors_<account>_min` and
        `managers_<account>_min`, paid in it; `needs_<role>`, `met_<role>`, `undone_<role>`, counted in it.

    Raises:
        Refused: the run was not told to keep its ledger by periods.
    """
    if run.world.period.size == 0:
        raise Refused("ledger_every", 0, "a run that keeps its ledger by periods: Run(..., ledger_every=30)")
    periods = run.world.period[: run.world.clock[0].periods]
    starts, rows, place = run.world.calendar.opens, [], 0
    for number, row in enumerate(periods):
        day = int(np.searchsorted(starts, row.ends, "left")) - 1
        place = place + 1 if number and periods[number - 1].ends > starts[day] else 0
        if day >= run.warmup:
            midnight = int(starts[day]) // DAY_MS * DAY_MS
            rows.append(
                {"day": day - run.warmup, "period": place, "until_h": (int(row.ends) - midnight) / MS["h"]}
                | _within(row, periods[number - 1] if number else None)
            )
    return rows


def shares_table(run: Run) -> list[dict[str, object]]:
    """Share of paid time in every account that holds any, of advisors and of managers."""
    rows: list[dict[str, object]] = []
    for role in ("advisor", "manager"):
        accounts = ledger(run, role)
        paid = sum(accounts.values())
        rows += [{"role": role, "account": name, "share": ms / paid} for name, ms in accounts.items() if ms]
    return rows


def _within(row: np.record, before: np.record | None) -> dict[str, float]:
    """What a period adds to the sums up to the one before."""
    found: dict[str, float] = {}
    for field, whose in (("paid", "advisors"), ("managers_paid", "managers")):
        spent = row[field] - (0 if before is None else before[field])
        for account, ms in list(zip(ACCOUNTS, spent, strict=True))[OFF + 1 :]:
            found[f"{whose}_{account}_min"] = int(ms) / MS["min"]
    for field in ("needs", "met", "undone"):
        count = row[field] - (0 if before is None else before[field])
        found |= {f"{field}_{role}": int(each) for role, each in zip(ROLES, count, strict=True)}
    return found


def rostered_ms(run: Run, first_day: int | None = None, role: str = "advisor") -> int:
    """Time of all shifts, or of managers' duty, from the rosters alone: the ledger without overtime."""
    start = run.warmup if first_day is None else first_day
    world = run.world
    if role == "advisor":
        spans, first_of_day = world.shift.end - world.shift.start, world.shifts_from
    else:
        time, kind = world.duty.when >> KIND_BITS, world.duty.when & ANY_KIND
        spans = np.where(kind == MANAGER_ENDS, time, np.where(kind == MANAGER_STARTS, -time, 0))
        first_of_day = world.duty_from
    up_to = np.append(0, np.cumsum(spans))[first_of_day]
    return int(np.diff(up_to)[world.calendar.weekday[start : run.day]].sum())


def remainder_ms(run: Run, role: str = "advisor") -> int:
    """What a ledger leaves over against the rosters: zero, or time was lost or made.

    A manager on the phones is paid for his duty, and for overtime, as everybody is.
    """
    accounts = ledger(run, role, first_day=0)
    return sum(accounts.values()) - accounts[ACCOUNTS[OVERTIME]] - rostered_ms(run, 0, role)


def occupancy(accounts: dict[str, int]) -> float:
    """Share of the time on the floor (that of `OFF_THE_PHONE` apart) spent on contacts and cases."""
    busy, present = busy_and_present(accounts)
    return busy / present if present else float("nan")


def busy_and_present(accounts: Mapping[str, float]) -> tuple[float, float]:
    """Time spent on contacts and cases, and time on the floor (that of `OFF_THE_PHONE` apart)."""
    present = sum(accounts.values()) - sum(accounts[name] for name in OFF_THE_PHONE)
    return sum(accounts[ACCOUNTS[place]] for place in BUSY), present

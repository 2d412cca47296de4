"""The time ledger: every paid millisecond of everybody in exactly one account.

Called by `sim.measures` and by users who ask where the time went.
"""

from __future__ import annotations

import numpy as np

from sim.states import ACCOUNTS, OFF, OVERTIME
from sim.world import Run

BUSY = ("talk", "hold", "wrap_up", "call_back", "rework", "overtime", "asking", "advising")
COORDINATION = ("preparation", "meeting", "recovery", "documenting")


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


def rostered_ms(run: Run, first_day: int | None = None) -> int:
    """Time of all advisors' shifts, from the rosters alone: what the ledger without overtime must sum to."""
    start = run.warmup if first_day is None else first_day
    world = run.world
    up_to = np.append(0, np.cumsum(world.shift.end - world.shift.start))[world.shifts_from]
    return int(np.diff(up_to)[world.calendar.weekday[start : run.day]].sum())


def remainder_ms(run: Run) -> int:
    """What the advisors' ledger leaves over against the rosters: zero, or time was lost or made."""
    accounts = ledger(run, first_day=0)
    return sum(accounts.values()) - accounts[ACCOUNTS[OVERTIME]] - rostered_ms(run, first_day=0)


def occupancy(accounts: dict[str, int]) -> float:
    """Share of the time on the floor (breaks, meetings, paper work apart) spent on contacts and cases."""
    present = sum(accounts.values()) - sum(accounts[name] for name in ("break", *COORDINATION))
    return sum(accounts[name] for name in BUSY) / present if present else float("nan")

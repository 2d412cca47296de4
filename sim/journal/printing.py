"""The page of a case, and the list of a day's cases, as text for a terminal.

Called by `sim.model` and by `python -m sim.journal`.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.consoles import empty_table
from sim.journal.reading import SLOWEST, Brief, Case, case_of, cases_of_day, chosen, with_stake
from sim.journal.telling import Telling
from sim.journal.waiting import mostly, shares, table_of
from sim.journal.words import ENDED, clock, counted, date, length, money, number, opening, plain
from sim.scenario import MS, Scenario
from sim.states import CASE_ENDS, CASE_STATES, DAY_MS
from sim.streams import SHOCK_SERIALS
from sim.world import Run

WIDTH = 100  # columns
LISTED = 20  # cases of a day, the slowest
BEYOND = {
    "ask": "they ask a manager, {request}",
    "transfer": "they hand the customer over to those who may, or ask a manager, {request}",
    "advise": "they ask {colleagues} and decide themselves",
    "circle": "they lay it before their circle, and the customer is called back",
}
REQUEST = {
    "hold": "the customer holding the line if somebody is there to decide",
    "call_back": "and the customer is called back",
}


def as_text(page: RenderableType, width: int = WIDTH) -> str:
    """A page as plain text."""
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, color_system=None).print(page)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


@dataclass(frozen=True)
class Journal:
    """A case as it is read: `print(journal)` shows its page.

    Attributes:
        case: the case, with its lines of the journal.
    """

    case: Case

    @property
    def path(self) -> list[tuple[str, str]]:
        """Day and time, and what happened then."""
        told = Telling(self.case).paragraphs()
        return [(f"{date(self.case.run, time)} {clock(time)}", said) for time, said in told]

    @property
    def spent_min(self) -> dict[str, float]:
        """Opening time by state, in minutes; it sums to the latency of the case."""
        spent = self.case.spent()
        return {CASE_STATES[state]: opening / MS["min"] for state, (opening, _) in spent.items()}

    def __str__(self) -> str:
        return as_text(page_of(self.case))


def journal_of(run: Run, day: int = 0, case: int | str = SLOWEST) -> Journal:
    """One case of a run that keeps its journal.

    Args:
        run: the run, simulated to the end of the case if that shall be told too.
        day: a measured open day, from 0.
        case: which of its first contacts, from 1; or "slowest", "typical", or a reason: its slowest.

    Raises:
        Refused: the run keeps no journal, or has no such day or case.
    """
    return Journal(case_of(run, chosen(cases_of_day(run, day), case)))


def page_of(case: Case) -> RenderableType:
    """A case from its head to where its time went."""
    return Group(*_head(case), *_path(case), Text(), _table(case), Text(), Text(mostly(case), "bold"))


def _head(case: Case) -> Iterable[RenderableType]:
    brief, run = case.brief, case.run
    yield Text(f"Case {brief.number} of {date(run, brief.began)}", "bold")
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column()
    shock = brief.serial >= SHOCK_SERIALS
    which = "in a shock" if shock else f"his {_ordinal(brief.serial + 1)} matter"
    facts.add_row("customer", f"{brief.customer}, {which}")
    facts.add_row("reason", plain(brief.reason))
    facts.add_row("at stake", _at_stake(case))
    facts.add_row("form", form_of(run.scenario))
    facts.add_row("centre", _hours(run, brief.began))
    facts.add_row("end", _end(case))
    yield facts


def _hours(run: Run, time: int) -> str:
    """When the centre is open on the day of a time."""
    today = run.world.calendar[int(np.searchsorted(run.world.calendar.opens, time, "right")) - 1]
    if today.closes - today.opens >= DAY_MS:
        return "open round the clock"
    return f"open from {clock(today.opens)[:5]} to {clock(today.closes)[:5]} on this day"


def _at_stake(case: Case) -> str:
    if case.brief.stake == 0.0:
        return "nothing: a question to answer"
    due = "which is not due to him" if case.is_undue else "which is due to him"
    return f"{money(case.brief.stake)} of goodwill, {due}"


def _end(case: Case) -> str:
    brief = case.brief
    calls = number(brief.calls, "call", "calls")
    wall = length(brief.began, brief.ended)
    spent = opening(brief.latency)
    clocks = "" if brief.latency == brief.ended - brief.began else f" ({wall} on the wall clock)"
    return f"{ENDED[CASE_ENDS[brief.end]]} after {spent} of opening hours{clocks}; the customer made {calls}"


def form_of(scenario: Scenario) -> str:
    """A form of governance in a sentence: who decides what."""
    rights = scenario.governance
    if not rights.decisions:
        return f"{scenario.name}: nothing has to be decided"
    colleagues = number(rights.advice.colleagues, "colleague", "colleagues")
    beyond = BEYOND[rights.beyond].format(request=REQUEST[rights.request], colleagues=colleagues)
    return f"{scenario.name}: advisors decide up to {money(rights.authority)}; beyond that {beyond}"


def _path(case: Case) -> Iterable[RenderableType]:
    """The dated path, day by day."""
    day, grid = -1, Table.grid(padding=(0, 2))
    for time, said in Telling(case).paragraphs():
        if time // DAY_MS != day:
            if grid.row_count:
                yield Padding(grid, (0, 0, 0, 2))
            day, grid = time // DAY_MS, Table.grid(padding=(0, 2))
            grid.add_column(style="cyan", no_wrap=True)
            grid.add_column()
            yield Text(f"\n{date(case.run, time)}", "bold")
        grid.add_row(clock(time), Text(said))
    yield Padding(grid, (0, 0, 0, 2))


def _table(case: Case) -> Table:
    """Where its time went: rows of states and their parts, and the sum."""
    rows = table_of(case)
    table = empty_table()
    table.add_column("where its time went", no_wrap=True)
    for name in ("opening hours", "%", "wall clock", "%"):
        table.add_column(name, justify="right", no_wrap=True)
    whole = [row for row in rows[:-1] if not row.part]
    of_opening = iter(shares([row.opening[1] - row.opening[0] for row in whole]))
    of_wall = iter(shares([row.wall[1] - row.wall[0] for row in whole]))
    for row in rows[:-1]:
        share = ("", "") if row.part else (str(next(of_opening)), str(next(of_wall)))
        what = f"  {row.what}" if row.part else row.what
        style = "dim" if row.part else ""
        table.add_row(what, counted(*row.opening), share[0], counted(*row.wall), share[1], style=style)
    table.add_section()
    total = ("100", "100") if case.brief.latency else ("", "100" if rows[-1].wall[1] else "")
    last = rows[-1]
    table.add_row(last.what, counted(*last.opening), total[0], counted(*last.wall), total[1], style="bold")
    return table


def list_of(run: Run, briefs: list[Brief]) -> RenderableType:
    """A day's cases with a stake, the slowest first, so that one can be chosen."""
    staked = with_stake(briefs)
    if not briefs:
        return Text("Nobody called on this day.")
    shown = sorted(staked, key=lambda one: (-one.latency, one.number))[:LISTED]
    what = "with something at stake" if staked[0].stake else "cases"
    title = f"{date(run, briefs[0].began)}, {run.scenario.name}: {len(briefs):,} first contacts"
    title += f", {len(staked):,} {what}"
    ends = Counter(CASE_ENDS[one.end] for one in staked)
    told = ", ".join(f"{count:,} {ENDED[end]}" for end, count in ends.most_common())
    middle = sorted(one.latency for one in staked)[(len(staked) - 1) // 2]
    slowest = f"; the {len(shown)} slowest:" if len(shown) < len(staked) else ""
    table = empty_table()
    for name in ("case", "time", "reason", "stake, EUR", "end", "opening hours", "calls"):
        table.add_column(name, justify="left" if name in ("time", "reason", "end") else "right", no_wrap=True)
    for one in shown:
        end, latency = ENDED[CASE_ENDS[one.end]], counted(0, one.latency)
        stake = f"{one.stake:,.2f}"
        table.add_row(
            str(one.number), clock(one.began), plain(one.reason), stake, end, latency, str(one.calls)
        )
    half = f"half of them took no longer than {opening(middle)} of opening hours{slowest}"
    return Group(Text(title, "bold"), Text(told), Text(half), Text(), table)


def _ordinal(count: int) -> str:
    last = {1: "st", 2: "nd", 3: "rd"}.get(count % 10 if count % 100 not in (11, 12, 13) else 0, "th")
    return f"{count}{last}"

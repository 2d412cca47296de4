"""The fit on one page: measure by measure, and what the file did not tell. Called by `python -m sim.fit`."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group
from rich.table import Table
from rich.text import Text

from sim.consoles import empty_table
from sim.fit.checking import ACCEPTED, FITS, MISSED, Checked
from sim.fit.comparing import missed
from sim.fit.wording import apart, clock, shown, told
from sim.interval_file import IntervalFile
from sim.rosters import Plan
from sim.scenario import Scenario
from sim.volumes import weekly_volumes


def printed(found: Checked, scenario: Scenario, plan: Plan, file: IntervalFile) -> Group:
    """All of it, for the terminal."""
    lines = [Text(line, style="dim") for line in (*_notes(found), "", *_defaulted(scenario, plan, file))]
    return Group(_table(found), *lines, Text(_verdict(found), style="bold"))


def _table(found: Checked) -> Table:
    table = empty_table()
    table.add_column(f"{found.file}, under {found.form}", no_wrap=True)
    for heading in ("recorded", "simulated", "difference", "by chance alone", "limit"):
        table.add_column(heading, justify="right")
    table.add_column("where most")
    for one in found.measures:
        table.add_row(
            one.name,
            shown(one, one.recorded),
            shown(one, one.simulated),
            apart(one, one.difference),
            apart(one, one.by_chance) if one.by_chance == one.by_chance else "-",
            "-" if one.limit is None else apart(one, one.limit),
            ", ".join(map(clock, one.worst)),
        )
    return table


def _notes(found: Checked) -> Iterator[str]:
    if not found.measures:
        yield f"{found.file} has calls only: nothing of it can be held against the simulation"
        return
    yield (
        "difference: mean absolute one over the half-hours of the week, weighted by calls, over the recorded "
        "mean (abandonment: of the means, in points); by chance alone: were both the same centre"
    )


def _defaulted(scenario: Scenario, plan: Plan, file: IntervalFile) -> Iterator[str]:
    """What the file does not tell, and what stands in its place."""
    staffing, week, volumes = scenario.staffing, plan.week, weekly_volumes(file)
    yield "what the file does not tell, and what is assumed in its place:"
    if week.staff is None:
        yield (
            f"  staff: square-root staffing to {staffing.target_share:.0%} in {staffing.target_wait:g} s, "
            f"shrinkage {staffing.shrinkage:.0%}"
        )
    if week.aht_s is None:
        yield "  handling time: that of the reasons for calling (demand.reasons)"
    if not volumes.season_estimated:
        yield "  months: all alike"
    if not volumes.busyness_estimated:
        yield (
            f"  days: coefficient of variation {week.busyness_cv:.2f}, autocorrelation "
            f"{week.busyness_autocorrelation:.2f} (demand.busyness_cv, demand.busyness_autocorrelation)"
        )
    yield f"  service level: answered within {staffing.target_wait:g} s (staffing.target_wait)"
    yield f"  customers: {plan.customers:,} (customers.count; else from calls)"
    yield "  who may decide, people, customers, money: docs/parameters.md; put in your own figures"


def _verdict(found: Checked) -> str:
    if found.state == FITS:
        return "fits: what-ifs are about this centre"
    if found.state in (MISSED, ACCEPTED):
        return f"does not fit: {'; '.join(map(told, missed(found.measures)))}"
    return found.mark or ""

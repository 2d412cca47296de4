"""When a form pays: three clocks that are never confused, in months of 30.4375 days from the first measured.

revenue_grows: the first month whose revenue for a calendar day is above that of the month before; it asks
for no baseline. margin_above: the first month whose margin for an open day is above the baseline's in the
same month, of the same replication. margin_regained: the first month at whose end the margin cumulated since
the first measured day is above the baseline's. The first month is number 1; revenue cannot grow before 2. A
month counts when it is complete; a clock that never strikes is null. Called by `sim.command`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.console import Group
from rich.text import Text

from sim.consoles import empty_table
from sim.experiment.statistics import Difference, share_interval
from sim.scenario import MONTH_DAYS

Floats = NDArray[np.float64]
CLOCKS = {
    "revenue_grows": "revenue grows on the month before",
    "margin_above": "month's margin above the baseline's",
    "margin_regained": "cumulated margin above the baseline's",
}
COLUMNS = ("month", "calendar_days", "revenue_eur", "margin_eur")


@dataclass(frozen=True)
class Clock:
    """What a clock has come to in the replications of a scenario.

    Attributes:
        name: a key of `CLOCKS`.
        scenario: of which form.
        reached: share of replications in which it struck, with its exact interval.
        median: month in which it struck in half of all replications; NaN where it did in fewer.
    """

    name: str
    scenario: str
    reached: Difference
    median: float


def revenue_grows(revenue: Floats, calendar_days: Floats) -> int | None:
    """The first month, from 2, whose revenue for a calendar day is above that of the month before.

    Args:
        revenue: of every month.
        calendar_days: that its open days stand for.
    """
    return _first(np.append(False, np.diff(revenue / calendar_days) > 0))


def margin_above(margin: Floats, baseline: Floats) -> int | None:
    """The first month whose margin is above the baseline's; both of the same open days."""
    return _first(margin > baseline)


def margin_regained(margin: Floats, baseline: Floats) -> int | None:
    """The first month at whose end the cumulated margin is above the baseline's."""
    return _first(np.cumsum(margin) > np.cumsum(baseline))


def _first(strikes: NDArray[np.bool_]) -> int | None:
    return int(np.argmax(strikes)) + 1 if strikes.any() else None


def months(days: pd.DataFrame) -> pd.DataFrame:
    """Sums of the complete months of one run, from its rows of the table `days`."""
    ends = days.calendar_days.sum() / MONTH_DAYS  # months that have passed
    sums: pd.DataFrame = days.groupby("month")[["calendar_days", "revenue_eur", "margin_eur"]].sum()
    # A month that ends between two openings is complete when the next one has begun, or all its days are in.
    complete: pd.DataFrame = sums[(sums.index < days.month.max()) | (sums.index + 1 <= ends + 1e-9)]
    return complete


def clocks(days: pd.DataFrame, scenarios: Sequence[str]) -> list[Clock]:
    """All clocks of all scenarios, the baseline first; none without a complete month or without money.

    Args:
        days: rows of `sim.results.load(folder, "days")` of these scenarios.
        scenarios: the baseline first.
    """
    if not set(COLUMNS) <= set(days.columns) or days[list(COLUMNS)].isna().to_numpy().any():
        return []
    paired: Any = days.groupby(["scenario", "replication"])
    runs: dict[tuple[str, int], pd.DataFrame] = {key: months(rows) for key, rows in paired}
    common = set.intersection(*({number for name, number in runs if name == one} for one in scenarios))
    if not common or any(runs[scenarios[0], number].empty for number in common):
        return []
    struck = {
        name: [_struck(runs[name, number], runs[scenarios[0], number]) for number in sorted(common)]
        for name in scenarios
    }
    return [
        _over_replications(clock, name, [one[clock] for one in struck[name]])
        for name in scenarios
        for clock in CLOCKS
        if name != scenarios[0] or clock == "revenue_grows"
    ]


def _struck(run: pd.DataFrame, baseline: pd.DataFrame) -> dict[str, int | None]:
    margin, usual = (one.margin_eur.to_numpy(float) for one in (run, baseline))
    return {
        "revenue_grows": revenue_grows(run.revenue_eur.to_numpy(float), run.calendar_days.to_numpy(float)),
        "margin_above": margin_above(margin, usual),
        "margin_regained": margin_regained(margin, usual),
    }


def _over_replications(clock: str, scenario: str, struck: Sequence[int | None]) -> Clock:
    """Never is later than any month, so that the median is over all replications."""
    times = np.array([np.inf if month is None else month for month in struck])
    median = float(np.quantile(times, 0.5, method="inverted_cdf"))
    reached = share_interval(int(np.isfinite(times).sum()), times.size)
    return Clock(clock, scenario, reached, median if np.isfinite(median) else np.nan)


def printed(found: Sequence[Clock], scenarios: Sequence[str]) -> Group:
    """The clocks as a table for the terminal."""
    table = empty_table()
    table.add_column("first month in which", no_wrap=True)
    for name in scenarios:
        table.add_column(name, justify="right")
    for clock, words in CLOCKS.items():
        cells = {one.scenario: _cell(one) for one in found if one.name == clock}
        if cells:
            table.add_row(words, *(cells.get(name, "") for name in scenarios))
    note = (
        "median over replications, and share of them that came to it [95 %]; a dash: not half of them did; "
        "months of 30.4 days from the first measured day"
    )
    return Group(Text(), table, Text(note, style="dim"))


def _cell(clock: Clock) -> str:
    month = "-" if np.isnan(clock.median) else f"{clock.median:.0f}"
    share = clock.reached
    return f"{month} ({100 * share.mean:.0f} % [{100 * share.low:.0f}, {100 * share.high:.0f}])"

"""What a study with levers or uncertainties found: a line for each scenario at each point of its levers.

A mean is over all draws and replications. Its interval is over draws where there are several (each the mean
of its replications), since what is not known does not become known by replication; else over replications.
Called by `sim.command`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import fill

import pandas as pd
from rich.console import Group
from rich.text import Text

from sim.comparison import headline_of
from sim.consoles import empty_table
from sim.experiment.statistics import Difference, mean_interval
from sim.experiment.table import at_each_point
from sim.shown import lever_columns, mean_and_half, plain

USUAL = (
    "service_level_share", "decision_latency_mean_5d_min", "churn_service_per_month", "satisfaction_mean",
    "stress_mean", "margin_eur_per_day",
)  # fmt: skip
WIDTH = 22  # of a column's head, in which it is broken
MOST_LINES = 60  # a longer table is read from the results


@dataclass(frozen=True)
class Explored:
    """One scenario at one point of its levers.

    Attributes:
        scenario: its name.
        chosen: values of the levers, in their order.
        found: mean and interval by outcome.
        runs: how many.
    """

    scenario: str
    chosen: tuple[object, ...]
    found: dict[str, Difference]
    runs: int


def explored(
    runs: pd.DataFrame, scenarios: Sequence[str], levers: Sequence[str], outcomes: Sequence[str]
) -> Iterator[Explored]:
    """Line by line, scenarios in their order.

    Args:
        runs: rows of `sim.results.load` that ended well.
        scenarios: the baseline first.
        levers: dotted keys.
        outcomes: columns.
    """
    there = [name for name in outcomes if name in runs]
    for name in scenarios:
        for chosen, rows in at_each_point(runs[runs.scenario == name], levers):
            found = {column: _interval(rows, column) for column in there}
            yield Explored(name, chosen, found, len(rows))


def _interval(rows: pd.DataFrame, column: str) -> Difference:
    # Not pandas' own mean, which would leave out a run without a value: the luckier ones would remain.
    by_draw = rows.groupby("draw")[column].agg(lambda values: values.to_numpy(float).mean())
    return mean_interval(by_draw if by_draw.size > 1 else rows[column])


def printed(lines: Sequence[Explored], levers: Sequence[str], draws: int, replications: int) -> Group:
    """The lines as a table for the terminal."""
    table = empty_table()
    table.add_column("scenario")
    lever_columns(table, levers)
    shown = [headline_of(column) for column in lines[0].found]
    for headline in shown:
        table.add_column(fill(headline.label, WIDTH), justify="right", vertical="bottom")
    for line in lines[:MOST_LINES]:
        cells = (mean_and_half(headline, line.found[headline.column]) for headline in shown)
        table.add_row(line.scenario, *map(plain, line.chosen), *cells)
    return Group(table, *(Text(note, style="dim") for note in _notes(lines, draws, replications)))


def _notes(lines: Sequence[Explored], draws: int, replications: int) -> Iterator[str]:
    over = f"{draws} draws of what is uncertain" if draws > 1 else f"{replications} replications"
    yield f"means with half the width of their 95 % interval, over {over}"
    if len(lines) > MOST_LINES:
        yield f"{len(lines) - MOST_LINES:,} further points stand in the results"

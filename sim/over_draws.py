"""What a study over draws says of two forms: how likely one is better, and whose spread that is.

Beside the means of `sim.explored`: of every form against the baseline, at every point of the levers, the
share of draws in which it is better, or worse, by the smallest difference that matters at least, and how much
of the spread of that difference is due to what is not known (more replications do not reduce it). The share
is one of the declared ranges within this model, no probability that a real centre fares so. Called by
`sim.command`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.console import Group
from rich.text import Text

from sim.comparison import Headline, headline_of
from sim.consoles import empty_table
from sim.experiment.components import Components, components
from sim.experiment.preference import Chance, Preference, preference
from sim.experiment.smallest import SMALLEST
from sim.experiment.table import at_each_point, in_common, paired_draws
from sim.experiment.wanted import WANTED
from sim.shown import lever_columns, plain

FEWEST_DRAWS = 8  # of which a share says something
MOST_LINES = 60  # a longer table is read from the results


@dataclass(frozen=True)
class Weighed:
    """A form against the baseline in one outcome.

    Attributes:
        scenario: the form.
        chosen: values of the levers, in their order.
        outcome: column.
        preference: share of draws in which it is better or worse.
        spread: of the difference, of parameters and of replications apart.
    """

    scenario: str
    chosen: tuple[object, ...]
    outcome: str
    preference: Preference
    spread: Components


def weighed(
    runs: pd.DataFrame, scenarios: Sequence[str], levers: Sequence[str], outcomes: Sequence[str]
) -> Iterator[Weighed]:
    """Line by line; outcomes that are wanted neither way, or are missing, are left out.

    Args:
        runs: rows of `sim.results.load` that ended well.
        scenarios: the baseline first.
        levers: dotted keys.
        outcomes: columns.
    """
    wanted = [name for name in outcomes if name in runs and name in WANTED]
    for chosen, rows in at_each_point(runs, levers):
        for name in scenarios[1:]:
            for outcome in wanted:
                base, form = (rows[rows.scenario == one] for one in (scenarios[0], name))
                ours, theirs = (side.to_numpy() for side in paired_draws(base, form, outcome))
                if len(ours) >= FEWEST_DRAWS:
                    yield Weighed(
                        name, chosen, outcome, *_judged(ours, theirs, outcome, common=in_common(rows))
                    )


def _judged(
    base: NDArray[np.float64], form: NDArray[np.float64], outcome: str, *, common: bool
) -> tuple[Preference, Components]:
    smallest = SMALLEST[outcome].of(float(base.mean())) if outcome in SMALLEST else 0.0
    more = WANTED[outcome] == "max"
    return preference(form, base, smallest, larger_is_better=more), components(form - base, common=common)


def printed(lines: Sequence[Weighed], baseline: str, levers: Sequence[str]) -> Group:
    """The lines as a table for the terminal."""
    table = empty_table()
    table.add_column("scenario", vertical="bottom")
    lever_columns(table, levers)
    table.add_column("outcome", vertical="bottom")
    for head in (f"better than\n{baseline}, %", "worse, %", "by at\nleast", "of the spread:\nparameters, %"):
        table.add_column(head, justify="right", vertical="bottom", no_wrap=True)
    for line in lines[:MOST_LINES]:
        table.add_row(line.scenario, *map(plain, line.chosen), *_cells(line))
    return Group(Text("\nover draws", "bold"), table, *(Text(note, style="dim") for note in _notes(lines)))


def _cells(line: Weighed) -> tuple[str, ...]:
    headline = headline_of(line.outcome)
    share = line.spread.parameters.share
    return (
        headline.label,
        _chance(line.preference.better),
        _chance(line.preference.worse),
        _smallest(headline, line.preference.smallest),
        "-" if np.isnan(share) else f"{100 * share:.0f}",
    )


def _chance(chance: Chance) -> str:
    return f"{100 * chance.share:.0f} [{100 * chance.low:.0f}, {100 * chance.high:.0f}]"


def _smallest(headline: Headline, smallest: float) -> str:
    return f"{headline.scale * smallest:.4g}"


def _notes(lines: Sequence[Weighed]) -> Iterator[str]:
    one = lines[0].preference
    yield (
        f"share of {one.draws} draws of the declared ranges, within this model; in brackets the 95 % "
        "interval over draws and replications together"
    )
    if one.replications == 1:
        yield "with one replication of each draw noise cannot be told from effect: intervals say nothing"
    if len(lines) > MOST_LINES:
        yield f"{len(lines) - MOST_LINES:,} further lines follow from the results"

"""The tables of a calibration: free parameters, targets, what was held out. Called by `sim.calibrate`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rich.console import Group
from rich.table import Table
from rich.text import Text
from scipy.stats import binomtest

from sim.consoles import empty_table
from sim.experiment.calibration import LEVEL, Posterior, Recovered, Targets, loss
from sim.experiment.emulator import Emulator
from sim.experiment.problem import Dimension, Problem
from sim.shown import number
from sim.targets import in_words

ENDS = (0.025, 0.975)
FEW = 400  # points of equal weight below which ends of intervals are rough


@dataclass(frozen=True)
class Fitted:
    """A calibration that is done.

    Attributes:
        problem: what was free.
        targets: what was to be met, and is emitted.
        held_out: what was not seen.
        emulated: of the targets.
        found: the posterior.
        tried: how such an inference fares on simulated centres.
    """

    problem: Problem
    targets: Targets
    held_out: Targets
    emulated: Emulator
    found: Posterior
    tried: Recovered


def shown(fitted: Fitted, draws: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> Group:
    """All tables.

    Args:
        fitted: the calibration.
        draws: outcomes of the targets over the whole ranges, a row for each draw.
        before: outputs of the centre as it stands, a row for each run.
        after: the same under draws of the posterior.
    """
    return Group(
        Text("free parameters", "bold"),
        _parameters(fitted),
        *_notes(_about_parameters(fitted)),
        Text("\ntargets", "bold"),
        _targets(fitted, draws, before, after),
        *_notes(_about_targets(fitted, before, after)),
        Text("\nheld out", "bold"),
        _held_out(fitted.held_out, before, after),
    )


def _notes(lines: Iterator[str]) -> list[Text]:
    return [Text(line, "dim") for line in lines]


def _table(*columns: str) -> Table:
    table = empty_table()
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", overflow="fold")
    return table


def _parameters(fitted: Fitted) -> Table:
    table = _table(
        "", "from - to", "mean", "95 %", "contraction", f"{100 * LEVEL:g} % covers, %", "r with truth"
    )
    low, high = fitted.found.quantiles(ENDS)
    each = zip(
        fitted.problem.dimensions,
        fitted.found.mean,
        low,
        high,
        fitted.found.contraction,
        fitted.tried.covered,
        fitted.tried.correlation,
        strict=True,
    )
    for one, mean, start, end, narrowed, covered, correlation in each:
        table.add_row(
            one.key,
            f"{_value(one, 0.0)} - {_value(one, 1.0)}{one.shown_unit}",
            _value(one, mean),
            f"{_value(one, start)} - {_value(one, end)}",
            f"{max(narrowed, 0.0):.2f}",
            f"{100 * covered / fitted.tried.tried:.0f}",
            f"{correlation:.2f}",
        )
    return table


def _value(one: Dimension, place: float) -> str:
    return number(float(one.value(place)))


def _about_parameters(fitted: Fitted) -> Iterator[str]:
    tried, found = fitted.tried, fitted.found
    chance = binomtest(round(LEVEL * tried.tried), tried.tried).proportion_ci()
    yield (
        "contraction: 1 - variance after the fit over variance before; 0: the targets say nothing about it"
    )
    yield (
        f"covers: of {tried.tried} simulated centres with known parameters, in how many the "
        f"{100 * LEVEL:g} % interval held them; by chance {100 * chance.low:.0f} to {100 * chance.high:.0f} %"
    )
    rough = "; few: ends of intervals are rough" if found.effective < FEW else ""
    yield f"the posterior rests on {found.effective:,.0f} points of equal weight{rough}"


def _targets(fitted: Fitted, draws: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> Table:
    table = _table("", "known", "over the ranges", "as it stands", "fitted [95 %]", "missed by", "explained")
    targets = fitted.targets
    each = zip(
        targets.columns,
        targets.values,
        targets.widths,
        targets.deviations,
        fitted.found.reached,
        fitted.emulated.explained,
        strict=True,
    )
    for column, value, width, deviation, reached, explained in each:
        missed = (after[column].mean() - value) / deviation
        table.add_row(
            in_words(column),
            f"{number(value)} ± {number(width)}",
            _between(draws[column]),
            number(before[column].mean()),
            _mean_and_range(after[column]),
            f"{missed:+.1f} sd" if reached else "out of reach",
            f"{100 * explained:.0f} %",
        )
    return table


def _between(values: pd.Series) -> str:
    low, high = np.nanquantile(values.to_numpy(float), ENDS) if values.notna().any() else (np.nan, np.nan)
    return f"{number(float(low))} - {number(float(high))}"


def _mean_and_range(values: pd.Series) -> str:
    mean = float(values.mean())
    return "-" if np.isnan(mean) else f"{number(mean)} [{_between(values)}]"


def _about_targets(fitted: Fitted, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[str]:
    within = fitted.targets.only(fitted.found.reached)
    losses = [loss(runs[list(within.columns)].mean().to_numpy(float), within) for runs in (before, after)]
    yield (
        f"loss over the {len(within.columns)} within reach: {number(losses[0])} as it stands, "
        f"{number(losses[1])} fitted (mean square in standard deviations of the targets; 1: as well as known)"
    )
    yield "explained: share of the variance over draws that the emulator explains in draws left out"
    if not fitted.found.reached.all():
        yield (
            "out of reach: nowhere in the ranges within three standard deviations; it bears no weight, since "
            "it would say only which wrong is least wrong"
        )


def _held_out(held_out: Targets, before: pd.DataFrame, after: pd.DataFrame) -> Table:
    table = _table("", "known", "as it stands", "fitted [95 %]", "mean is")
    for column, value, width in zip(held_out.columns, held_out.values, held_out.widths, strict=True):
        mean = after[column].mean()
        table.add_row(
            in_words(column),
            f"{number(value)} ± {number(width)}",
            number(before[column].mean()),
            _mean_and_range(after[column]),
            "not emitted" if np.isnan(mean) else "inside" if abs(mean - value) <= width else "outside",
        )
    return table

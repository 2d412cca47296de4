"""The printed comparison: what every form comes to, differences to the baseline, and on what basis.

Up to three forms have a column for the difference each; of more, it stands below the value, and measures of
which no form differs by enough to matter are left out. Called by `sim.command` and `sim.report`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import Group
from rich.text import Text

from sim.comparison import ERROR, Compared, Judged
from sim.consoles import empty_table

SIDE_BY_SIDE = 3  # scenarios whose differences have columns of their own


def printed(compared: Sequence[Compared], scenarios: Sequence[str], basis: str, replications: int) -> Group:
    """The comparison as a table for the terminal, with what it rests on."""
    count = intervals_of(compared)
    stacked = len(scenarios) > SIDE_BY_SIDE
    shown = [row for row in compared if _matters(row)] if stacked else compared
    table = empty_table()
    table.add_column("", no_wrap=True)
    for place, name in enumerate(scenarios):
        table.add_column(f"{name}  " if stacked and place else name, justify="right")
        if place and not stacked:
            table.add_column(f"difference [{100 * (1 - ERROR):.0f} %]  ", justify="right")
    for row in shown:
        table.add_row(row.headline.label, *(_stacked if stacked else _cells)(row, scenarios, count))
    notes = [f"basis: {basis}; {replications} replications", *_notes(compared, scenarios, count)]
    if left := len(compared) - len(shown):
        notes.append(f"left out: {left} measures in which no form differs by enough to matter")
    return Group(table, *(Text(note, style="dim") for note in notes))


def intervals_of(compared: Sequence[Compared]) -> int:
    """How many intervals a table has."""
    return sum(not np.isnan(one.p) for row in compared for one in row.judged.values())


def _matters(row: Compared) -> bool:
    """Whether some form differs, or may differ, by enough to matter."""
    return any(judged.verdict != "equivalent" for judged in row.judged.values())


def _notes(compared: Sequence[Compared], scenarios: Sequence[str], count: int) -> Iterator[str]:
    if len(scenarios) < 2:
        return
    forms = len(scenarios) - 1
    together = f"; intervals of a line hold together ({forms} forms, Bonferroni)" if forms > 1 else ""
    yield (
        f"differences are to {scenarios[0]}, paired under common random numbers{together}; "
        "a dash: not reached, or no interval"
    )
    if count:
        yield (
            f"* : the interval does not hold zero; ** : nor would it, were all {count} to hold together; "
            "= : too small to matter, seen or not (equivalence test; sim/experiment/smallest.py)"
        )
    yield from brought(compared)


def brought(compared: Sequence[Compared]) -> Iterator[str]:
    """One line on what common random numbers brought, where anything can be said of it."""
    found = [one.pairing.reduction for row in compared for one in row.judged.values()]
    reductions = np.sort([one for one in found if not np.isnan(one)])
    if reductions.size:
        # Of the values themselves: between a number and infinity there is no mean.
        lower, middle, upper = np.quantile(reductions, (0.25, 0.5, 0.75), method="inverted_cdf")
        yield (
            f"common random numbers: independent runs would need {_times(middle)} times the replications for "
            f"such intervals (median of {reductions.size} differences; middle half: {_times(lower)} to "
            f"{_times(upper)})"
        )


def _times(value: float) -> str:
    return "infinitely many" if np.isinf(value) else f"{value:,.{1 if value < 9.95 else 0}f}"


def _cells(row: Compared, scenarios: Sequence[str], count: int) -> list[str]:
    digits = row.headline.digits
    cells = []
    for name in scenarios:
        cells.append(number(row.means[name].mean, digits))
        if name in row.judged:
            cells.append(interval(row.judged[name], digits, count))
    return cells


def _stacked(row: Compared, scenarios: Sequence[str], count: int) -> list[str]:
    """The baseline's value; of every form its value above the difference."""
    digits = row.headline.digits
    values = {name: number(row.means[name].mean, digits) for name in scenarios}
    below = {name: interval(judged, digits, count) for name, judged in row.judged.items()}
    return [f"{value}  \n{below[name]}" if name in below else value for name, value in values.items()]


def number(value: float, digits: int, sign: str = "") -> str:
    """A mean as it is printed; a dash where there is none."""
    return "-" if np.isnan(value) else f"{value:{sign}z,.{digits}f}"  # z: no zero has a sign


def interval(judged: Judged, digits: int, count: int) -> str:
    """Mean, interval and mark, the mark in two places so that the brackets stand in a line."""
    difference = judged.difference
    if np.isnan(difference.mean):
        return "-  "
    mean = number(difference.mean, digits, "+")
    if np.isnan(difference.low):
        return f"{mean} [-]  "
    ends = f"[{number(difference.low, digits, '+')}, {number(difference.high, digits, '+')}]"
    return f"{mean} {ends}{_mark(judged, digits, count):2}"


def _mark(judged: Judged, digits: int, count: int) -> str:
    """What the difference is: too small to matter (=), seen in its line (*) or in the whole table (**)."""
    if judged.verdict == "equivalent":
        return "="
    if judged.verdict == "unclear" or round(judged.difference.mean, digits) == 0:
        return ""
    return "**" if judged.p < ERROR / count else "*"

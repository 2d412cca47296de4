"""The tables of a report, as they stand on its page and on slides.

Called by `sim.report.page` and `sim.report.fitted`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A value of an option, and its difference to the baseline where it has one."""

    option: str
    value: str
    difference: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    label: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """A table: what it is about, the heads of its columns, its lines."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Row]

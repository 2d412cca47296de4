"""How values stand in printed tables: of a lever, of an index, a mean with its interval.

Called by `sim.explored`, `sim.over_draws`, `sim.search`, `sim.finished`, `sim.sensitivity` and `sim.fitted`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.table import Table

from sim.comparison import Headline
from sim.experiment.statistics import Difference

SIGNIFICANT = 3  # digits shown


def lever_columns(table: Table, levers: Iterable[str]) -> None:
    """A column for each lever, its key broken at its parts."""
    for key in levers:
        table.add_column(key.replace(".", ".\n"), justify="right", vertical="bottom")


def mean_and_half(headline: Headline, found: Difference) -> str:
    """A mean with half the width of its interval; a dash for none."""
    if math.isnan(found.mean):
        return "-"
    half = headline.scale * (found.high - found.low) / 2
    width = "" if math.isnan(half) else f" ± {half:,.{headline.digits}f}"
    return f"{headline.scale * found.mean:z,.{headline.digits}f}{width}"


def plain(value: object) -> str:
    """A value of a lever as people write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def number(value: float) -> str:
    """A number with three digits that say something, never as a power; a dash for none."""
    if math.isnan(value):
        return "-"
    digits = SIGNIFICANT - 1 - math.floor(math.log10(abs(value))) if value else 0
    return f"{value:z,.{min(max(digits, 0), 6)}f}"

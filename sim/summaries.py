"""Counts and means of a study of any size, part by part: a million runs need no more memory than a thousand.

Called by `sim.results`, as `results.summary`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from sim.parts import RUNS, batches, registered, schema_of
from sim.refusal import Refused, nearest_name
from sim.study_folders import refuse_other_folders

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("scenario", "status")


def summary(folder: str | Path, columns: Sequence[str] = ()) -> pd.DataFrame:
    """How many runs a study holds by scenario and status, and means of columns; in memory for one part.

    Means are over the runs that have a value. Sums are taken part by part, so that the last digits of a mean
    may differ with the parts in which the runs lie.

    Args:
        folder: the study folder.
        columns: numbers of the table of runs (parameters or outputs).

    Returns:
        A row for each scenario and status, in alphabetical order, which are its index. Columns: `runs`, and
        for each column asked for its mean, under its name, and how many of the runs have no value, under
        the name followed by " missing".

    Raises:
        Refused: the folder is no study's or has no run, or a column is none or holds no numbers.
        StoreFault: a registered part is damaged or missing; the line names it.
    """
    import pandas as pd

    study = Path(folder)
    refuse_other_folders(study)
    _check(study, columns)
    totals: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * (1 + 2 * len(columns)))
    for group, counted in _counted(study, columns):
        totals[group] = [old + new for old, new in zip(totals[group], counted, strict=True)]
    rows = [_row(totals[group], columns) for group in sorted(totals)]
    return pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(sorted(totals), names=GROUPS))


def _check(folder: Path, columns: Sequence[str]) -> None:
    if not (parts := registered(folder, RUNS)):
        raise Refused("study", folder.name, "a study with runs in its registry")
    schema = schema_of(folder, parts)
    for name in columns:
        if name not in schema.names:
            raise Refused("column", name, "a column of the runs", nearest_name(name, schema.names))
        kind = schema.field(name).type
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind)):
            raise Refused("column", name, f"a column of numbers, this one holds {kind}")


def _counted(folder: Path, columns: Sequence[str]) -> Iterator[tuple[tuple[str, str], list[float]]]:
    """Of each part and group: number of runs, then for every column the sum and number of its values."""
    wanted = [(name, how) for name in columns for how in ("sum", "count")]
    for batch in batches(folder, RUNS, [*GROUPS, *(name for name in columns if name not in GROUPS)]):
        numbers = pa.table(
            {name: batch.column(name) for name in GROUPS}
            | {f"value {place}": batch.column(name).cast(pa.float64()) for place, name in enumerate(columns)}
        )
        by = [(f"value {columns.index(name)}", how) for name, how in wanted]
        found = numbers.group_by(list(GROUPS)).aggregate([([], "count_all"), *by])
        for row in found.to_pylist():
            sums = [row[f"{name}_{how}"] or 0.0 for name, how in by]
            yield (str(row["scenario"]), str(row["status"])), [row["count_all"], *sums]


def _row(total: Sequence[float], columns: Sequence[str]) -> dict[str, float]:
    runs = int(total[0])
    row: dict[str, float] = {"runs": runs}
    for name, summed, there in zip(columns, total[1::2], total[2::2], strict=True):
        row |= {name: summed / there if there else float("nan"), f"{name} missing": runs - int(there)}
    return row

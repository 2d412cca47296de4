"""Results of a study, read back: `results.load(folder)` gives one row for each run.

`sim.study_folders` and `sim.parts` are the format, `sim.experiment.store` writes it. Reading changes
nothing and may go on while a study runs. Of a study that memory does not hold: `summary` (counts and means),
`batches` (part by part) and `to_xarray` (the outputs asked for, as labelled arrays). Called by researchers,
the report, slides, dashboard and `sim.command`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from sim.columns import LEADING, ORDER
from sim.labelled import to_xarray
from sim.parts import DAYS, PEOPLE, RUNS, Part, batches, read_part, read_registry, registered
from sim.refusal import Refused
from sim.study_folders import (
    StoreFault,
    is_study,
    read_manifest,
    refuse_foreign,
    refuse_other_folders,
    study_folder,
)
from sim.summaries import summary

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "load",
    "summary",
    "to_xarray",
    "digest",
    "batches",
    "registered",
    "read_manifest",
    "read_part",
    "read_registry",
    "study_folder",
    "is_study",
    "refuse_foreign",
    "Part",
    "StoreFault",
    "RUNS",
    "DAYS",
    "PEOPLE",
]


def load(folder: str | Path, table: str = RUNS, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """One row for each run of a study, in an order that does not depend on how the runs were made.

    Other tables: "days" (a row for each run and working day), "latency" (the curve of decision latency),
    "people" (a row for each run and person of the staff of day 0).

    Columns: run_id, scenario, replication, seed, status (ok, failed, unstable), parameters under their
    dotted keys, outputs with their unit in the name. Null: no value (not reached, or not recorded).

    Args:
        folder: of the study.
        table: its name.
        columns: those wanted beside the leading ones, left out where there are none such; None for all.

    Raises:
        Refused: the folder is no study's ("results/<study>"), or the study has no run yet.
        StoreFault: a registered part is damaged or missing; the line names it.
    """
    return _frame(Path(folder), table, columns)


def digest(folder: Path, table: str = RUNS, without: Sequence[str] = ()) -> str:
    """Hash of a table's content, whatever the order and the parts in which it was written.

    Args:
        folder: the study folder.
        table: name of the table.
        without: columns left out, such as the time a run took.
    """
    total = 0
    for batch in batches(folder, table):
        for row in batch.to_pylist():
            there = sorted(item for item in row.items() if item[1] is not None and item[0] not in without)
            # A sum does not depend on the order; unlike exclusive-or it notices a row that is there twice.
            total += int.from_bytes(hashlib.sha256(repr(there).encode()).digest())
    return f"{total % (1 << 256):064x}"


def _frame(folder: Path, table: str, columns: Sequence[str] | None) -> pd.DataFrame:
    refuse_other_folders(folder)
    if not registered(folder, table):
        raise Refused("study", folder.name, f"a study with {table} in its registry")
    wanted = None if columns is None else list(dict.fromkeys([*LEADING, *ORDER, *columns]))
    whole = pa.concat_tables(batches(folder, table, wanted))
    names = whole.column_names
    whole = whole.sort_by([(name, "ascending") for name in ORDER if name in names])
    leading = [name for name in LEADING if name in names]
    frame: pd.DataFrame = whole.select(leading + [name for name in names if name not in leading]).to_pandas()
    return frame

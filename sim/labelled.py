"""The outputs of a study as labelled arrays: one axis for scenarios, for each lever, for draws, replications.

xarray (S. Hoyer & J. Hamman 2017, Journal of Open Research Software 5, 10) is loaded when asked for. Called
by `sim.results`, as `results.to_xarray`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sim.columns import LEADING
from sim.parts import RUNS, batches, registered, schema_of
from sim.refusal import Refused, nearest_name
from sim.study import Study
from sim.study_folders import StoreFault, read_manifest, refuse_other_folders

if TYPE_CHECKING:
    import pandas as pd
    import xarray

DRAW = "draw"
UNITS = {"share": "1", "s": "s", "min": "min", "h": "h", "hours": "h", "day": "day", "days": "day"}
UNITS |= {"eur": "EUR", "score": "1", "mean": "1"}
_NO_OUTPUT = {*LEADING, DRAW, *(field.name for field in fields(Study))}


def to_xarray(folder: str | Path, outputs: Sequence[str] | None = None) -> xarray.Dataset:
    """Outputs of a study as arrays with named axes.

    Args:
        folder: the study folder.
        outputs: columns of numbers; None for all outputs.

    Returns:
        A variable for each output, float64, with the dimensions scenario; one for each lever of the study
        that has several values, under its dotted key; draw, where parameters are uncertain; replication. An
        uncertain parameter is a coordinate along draw. `attrs["units"]` is what the name ends in. NaN: no
        such run, it failed, or it has no value.

    Raises:
        Refused: xarray is not installed, the folder is no study's or has no run, an output is none or holds
            no numbers, or two runs have one place (of a study that was extended with another seed or
            horizon).
        StoreFault: a registered part is damaged or missing; the line names it.
    """
    study = Path(folder)
    refuse_other_folders(study)
    _check_installed()
    import xarray

    if not (parts := registered(study, RUNS)):
        raise Refused("study", study.name, "a study with runs in its registry")
    schema = schema_of(study, parts)
    outputs = _outputs(schema) if outputs is None else _checked(schema, outputs)
    design = _experiment(study)
    levers = [key for key in design.get("levers") or {} if key in schema.names]
    uncertain = [key for key in design.get("uncertainties") or {} if key in schema.names]
    axes = ["scenario", *levers, *([DRAW] if DRAW in schema.names else []), "replication"]
    frame = _frame(study, [*axes, "status", *uncertain, *outputs])
    axes = [name for name in axes if name in ("scenario", "replication") or frame[name].nunique() > 1]
    _check_apart(frame, axes)
    arrays = xarray.Dataset.from_dataframe(frame.set_index(axes)[list(outputs)].astype(float))
    for name in outputs:
        arrays[name].attrs["units"] = unit_of(name)
    return arrays.assign_coords(_along_draws(frame, uncertain)) if DRAW in axes else arrays


def unit_of(name: str) -> str:
    """The unit in a column's name: "min" of `tray_wait_min`, "EUR/day" of `margin_eur_per_day`, else "1"."""
    head, _, per = name.partition("_per_")
    if (last := name.rpartition("_")[2]) in UNITS and not (per and last in ("day", "days")):
        own = UNITS[last]
        return unit_of(name.removesuffix("_mean")) if last == "mean" else own
    return f"{unit_of(head)}/{per.replace('_', ' ')}" if per else "1"


def _check_installed() -> None:
    try:
        import xarray  # noqa: F401
    except ImportError as error:
        raise Refused("results.to_xarray", "xarray", "it installed: pip install deskright[study]") from error


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind))


def _outputs(schema: pa.Schema) -> list[str]:
    names = [
        column.name for column in schema if _is_number(column.type) and not pa.types.is_null(column.type)
    ]
    return [name for name in names if "." not in name and name not in _NO_OUTPUT]


def _checked(schema: pa.Schema, outputs: Sequence[str]) -> list[str]:
    for name in outputs:
        if name not in schema.names:
            raise Refused("output", name, "an output of the runs", nearest_name(name, _outputs(schema)))
        if name in _NO_OUTPUT or not _is_number(schema.field(name).type):
            raise Refused("output", name, "an output of the runs that is a number")
    return list(outputs)


def _experiment(folder: Path) -> Mapping[str, Any]:
    """The study's definition of its experiment; empty where it has none."""
    try:
        experiment = read_manifest(folder).get("experiment")
    except StoreFault:
        return {}
    return experiment if isinstance(experiment, dict) else {}


def _frame(folder: Path, columns: Sequence[str]) -> pd.DataFrame:
    """The runs that did not fail, with these columns."""
    wanted = list(dict.fromkeys(columns))
    frame: pd.DataFrame = pa.concat_tables(batches(folder, RUNS, wanted)).to_pandas()
    return frame[frame["status"] != "failed"] if "status" in frame else frame


def _check_apart(frame: pd.DataFrame, axes: Sequence[str]) -> None:
    twice = frame[frame.duplicated(list(axes))]
    if len(twice):
        place = ", ".join(f"{name} {twice.iloc[0][name]}" for name in axes)
        raise Refused("results.to_xarray", place, "one run at each place of the arrays, there are several")


def _along_draws(frame: pd.DataFrame, uncertain: Sequence[str]) -> dict[str, tuple[str, Any]]:
    first = frame.drop_duplicates(DRAW).sort_values(DRAW)
    return {key: (DRAW, first[key].to_numpy()) for key in uncertain}

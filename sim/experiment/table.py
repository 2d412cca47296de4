"""A table of runs as arrays: an outcome by draw and replication, the parameters by draw.

What is missing is never filled in: it lacks for a reason that has to do with its draw, and the other draws
would speak of a study without it. Called by `sim.experiment.sensitivity`, `sim.experiment.regions`,
`sim.explored`, `sim.over_draws`, `sim.options` and `sim.finished`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiment.problem import Problem
from sim.refusal import Refused, nearest_name

Floats = NDArray[np.float64]
KNOWN_BY = ["draw", "replication"]


def outcome_by_draw(
    runs: pd.DataFrame, problem: Problem, outcome: str, draws: int | None = None
) -> tuple[Floats, Floats]:
    """The outcome (draws x replications) and the parameters as numbers (draws x parameters).

    Args:
        runs: of one scenario and one point of the levers: columns draw, replication, status, the
            parameters under their keys, the outcome.
        problem: what was uncertain.
        outcome: column of numbers.
        draws: how many there must be at least; None: up to the last that is there.

    Raises:
        Refused: no such outcome, two runs for one place, a run or a value that is missing.
    """
    check_outcome(runs, outcome)
    if "draw" not in runs or runs.draw.isna().any():
        raise Refused("runs", "draw", "the draw of every run, as a study with uncertainties has it")
    runs = runs.assign(replication=replication_of_draw(runs))
    ok = runs[runs.status == "ok"].sort_values(KNOWN_BY)
    if ok.duplicated(KNOWN_BY).any():
        draw, replication = ok.loc[ok.duplicated(KNOWN_BY), KNOWN_BY].iloc[0]
        place = f"runs: draw {draw}, replication {replication}"
        raise Refused(place, "two runs", "one, of one scenario and one point of the levers")
    last = max(int(runs.draw.max()) + 1, draws or 0)
    expected = last * int(runs.replication.nunique())
    values = ok.pivot(index="draw", columns="replication", values=outcome).reindex(range(last))
    array = values.to_numpy(float, na_value=np.nan)
    there = int(np.isfinite(array).sum())
    if there < expected or not expected or array.size < expected:
        wanted = f"all {expected} runs: {expected - there} have failed, are unstable or have no value"
        raise Refused(f"outcome {outcome}", there, wanted)
    return array, problem.codes(ok.drop_duplicates("draw").set_index("draw").loc[values.index])


def replication_of_draw(runs: pd.DataFrame) -> pd.Series:
    """Which replication of its draw each run is, from 0: draws may have random numbers of their own."""
    return runs.groupby("draw").replication.rank("dense").astype(int) - 1


def in_common(runs: pd.DataFrame) -> bool:
    """Whether all draws meet the same random numbers."""
    return bool(runs.replication.nunique() == replication_of_draw(runs).nunique())


def paired_draws(base: pd.DataFrame, form: pd.DataFrame, outcome: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """An outcome of two forms, draws (the index) x replications, over the draws of which both have all."""
    tables = [
        rows.assign(replication=replication_of_draw(rows)).pivot(
            index="draw", columns="replication", values=outcome
        )
        for rows in (base, form)
    ]
    both = pd.concat(tables, axis=1, join="inner").astype(float).dropna()
    half = len(tables[0].columns)
    return both.iloc[:, :half], both.iloc[:, half:]


def at_each_point(
    runs: pd.DataFrame, levers: Sequence[str]
) -> Iterator[tuple[tuple[object, ...], pd.DataFrame]]:
    """The values at every point of the levers, and its runs; all runs where there are no levers."""
    if not levers:
        yield (), runs
        return
    for values, rows in runs.groupby(list(levers), dropna=False):
        yield tuple(values), rows


def check_outcome(runs: pd.DataFrame, outcome: str) -> None:
    """Refuse a name that is no column of numbers.

    Raises:
        Refused: naming it, and the nearest.
    """
    if outcome not in runs or not pd.api.types.is_numeric_dtype(runs[outcome]):
        numbers = runs.select_dtypes("number").columns
        raise Refused("outcome", outcome, "a column of numbers of the runs", nearest_name(outcome, numbers))

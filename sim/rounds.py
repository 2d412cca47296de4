"""Replications in rounds, until an interval is as narrow as wanted: the key `until` of a study.

After every round the paired differences of each form to the baseline (of one scenario alone, its values)
are looked at; the form that needs most decides how many replications come next. Called by `sim.running`.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path

import pandas as pd

from sim import results
from sim.experiment.stopping import Round, next_round
from sim.experiment.table import check_outcome
from sim.study import Study


def rounds_of(study: Study, scenarios: Sequence[str], folder: Path, ids: Set[str]) -> dict[str, Round]:
    """How far each form is; none where the study has a fixed number of replications.

    Args:
        study: with the half-width wanted.
        scenarios: the baseline first.
        folder: of the study.
        ids: runs that belong to it.

    Raises:
        Refused: the outcome is no column of numbers.
    """
    until = study.until
    if until.outcome is None or until.half_width is None:
        return {}
    runs = results.load(folder, columns=[until.outcome])
    runs = runs[runs.run_id.isin(ids) & (runs.status == "ok")]
    check_outcome(runs, until.outcome)
    table = runs.pivot(index="replication", columns="scenario", values=until.outcome).astype(float)
    most = max(until.most, len(table))
    return {
        name: next_round(values.to_numpy(), until.half_width, least=2, most=most)
        for name, values in _looked_at(table, scenarios).items()
    }


def _looked_at(table: pd.DataFrame, scenarios: Sequence[str]) -> dict[str, pd.Series]:
    baseline, *forms = scenarios
    if not forms:
        return {baseline: table[baseline]}
    return {form: table[form] - table[baseline] for form in forms if {form, baseline} <= set(table)}


def told(found: dict[str, Round], outcome: str) -> str:
    """The form that has furthest to go, in a line."""
    name, widest = max(found.items(), key=lambda item: item[1].reached)
    line = (
        f"{widest.replications} replications: half-width of {outcome} {widest.reached:.4g} ({name}), "
        f"{widest.wanted:.4g} wanted"
    )
    if widest.missing:
        return f"{line}; {widest.missing} without a value"
    more = max(one.more for one in found.values())
    if more:
        return f"{line}: {more} more"
    return line if widest.enough else f"{line}: not reached (until.most)"

"""Small finished studies on disk, as the engine leaves them, with outcomes of known functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from made_studies import study
from numpy.typing import NDArray

from sim.experiment.designs import factorial
from sim.experiment.store import Store
from sim.experiment.uncertainties import uncertain
from sim.scenario import Scenario
from sim.study import Study

Floats = NDArray[np.float64]
FORMS = ("hierarchical", "zappos_desk")
REVIEW = {
    "governance.review.mean": [2, 30],
    "governance.authority": [0, 200],
    "governance.approver": None,
}
OUTCOME = "service_level_share"


def nothing(x: Floats) -> Floats:
    """What no parameter moves."""
    return np.zeros(len(x))


def write(
    folder: Path,
    design: str,
    points: int,
    function: Callable[[Floats], Floats],
    *,
    levers: Mapping[str, Sequence[float]] | None = None,
    ranges: Mapping[str, Any] = REVIEW,
    replications: int = 4,
    noise: float = 0.02,
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda row: row,
) -> Path:
    """A study of two forms; the outcome of the first is the function, of the second nothing but noise."""
    mapping = {**asdict(Study()), **asdict(Scenario())}
    experiment = {"design": design, "points": points, "levers": dict(levers or {})}
    experiment |= {"uncertainties": dict(ranges), "outcomes": [OUTCOME], "engine": "loky", "address": None}
    manifest = {
        "schema_version": 1,
        "configuration": {name: mapping | {"name": name} for name in FORMS},
        "experiment": experiment,
    }
    problem = uncertain(ranges, Scenario())
    rows: list[dict[str, Any]] = []
    for place, form in enumerate(FORMS):
        for point in factorial(levers or {}):
            truth = nothing if place else function
            runs = study(
                problem, design, points, truth, replications=replications, noise=noise, scenario=form
            )
            runs["y"] += place * noise * np.random.default_rng(3).standard_normal(len(runs))
            rows += [row | point for row in runs.rename(columns={"y": OUTCOME}).to_dict("records")]
    with closing(Store.open(folder, manifest)) as store:
        store.add([change(row | {"run_id": f"{number:064x}"}) for number, row in enumerate(rows)])
    return folder

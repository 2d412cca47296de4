"""The posterior of a calibration on disk: draws of the free parameters, and an experiment that takes them.

`posterior.csv` has a column for each free parameter; `experiment/posterior.yaml` is a file of configuration
for `--config-dir`. Called by `sim.calibrate`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import yaml

from sim.experiment.calibration import Posterior
from sim.experiment.listed import LISTED
from sim.experiment.problem import Dimension, Problem
from sim.experiment.uncertainties import LOG
from sim.experiment.writing import write_whole

FILE = "posterior.csv"
EXPERIMENT = Path("experiment") / "posterior.yaml"
LINES = 512
DIGITS = 6  # significant, of a value


def write_posterior(folder: Path, problem: Problem, found: Posterior, seed: int) -> Path:
    """Write draws of the posterior and the experiment; returns the file of draws."""
    rows = [
        {one.key: one.value(place) for one, place in zip(problem.dimensions, point, strict=True)}
        for point in found.drawn(LINES, seed)
    ]
    file = folder / FILE
    write_whole(file, pd.DataFrame(rows).to_csv(index=False, float_format=f"%.{DIGITS}g").encode())
    (folder / EXPERIMENT).parent.mkdir(exist_ok=True)
    write_whole(folder / EXPERIMENT, _experiment(problem, file).encode())
    return file


def _experiment(problem: Problem, file: Path) -> str:
    what = {
        "design": LISTED,
        "draws": Path(os.path.relpath(file)).as_posix(),
        "points": LINES,
        "uncertainties": {one.key: _range(one) for one in problem.dimensions},
    }
    return "# Draws of a calibration's posterior, written by python -m sim.calibrate.\n" + yaml.safe_dump(
        what, sort_keys=False
    )


def _range(one: Dimension) -> list[object]:
    ends: list[object] = [one.value(0.0), one.value(1.0)]
    return [*ends, LOG] if one.log else ends

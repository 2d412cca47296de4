"""Tables of runs of known functions, as a study would have made them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiment.designs import draws
from sim.experiment.problem import Problem

Floats = NDArray[np.float64]


def study(
    problem: Problem,
    design: str,
    points: int,
    function: Callable[[Floats], Floats],
    *,
    replications: int = 1,
    noise: float = 0.0,
    shared: float = 0.0,
    seed: int = 1,
    scenario: str = "a",
) -> pd.DataFrame:
    """Runs whose outcome `y` is a function of the parameters, with noise of each run and of each replication.

    Args:
        function: of parameters as numbers (draws x parameters).
        noise: standard deviation of what is a run's own.
        shared: of what a replication adds to all draws.
    """
    points_of = pd.DataFrame(list(draws(design, problem, points, seed)))
    truth = function(problem.codes(points_of))
    rng = np.random.default_rng([seed, 77])
    rows = [
        points_of.assign(
            draw=range(len(truth)),
            replication=number,
            y=truth + noise * rng.standard_normal(len(truth)) + shared * rng.standard_normal(),
        )
        for number in range(replications)
    ]
    return pd.concat(rows, ignore_index=True).assign(scenario=scenario, status="ok", seed=1)

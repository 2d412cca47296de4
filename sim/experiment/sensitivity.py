"""Which uncertain parameters matter: Morris' elementary effects and Sobol indices, above replication noise.

Both are computed by SALib on the means over replications, of the draws of a design made for them
(`sim.experiment.designs`: morris, saltelli). A mean of few replications is noisy, and noise alone yields
indices above zero: beside each index stands the *floor* that noise alone stays below, found from differences
between draws within each replication, since all draws meet the same random numbers. An index is *above* when
its whole interval lies above the floor. Called by `sim.sensitivity` and researchers.

References:
    Morris (1991), Technometrics 33(2), 161-174. Campolongo, Cariboni and Saltelli (2007), Environmental
    Modelling & Software 22(10), 1509-1518 (mu*). Saltelli et al. (2010), Computer Physics Communications
    181(2), 259-270 (the estimators of S1 and ST).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiment.designs import LEVELS, MORRIS, SALTELLI, size
from sim.experiment.extras import needed
from sim.experiment.noise import SEED, floors_of, is_constant, noise_share, standard_errors
from sim.experiment.problem import Problem
from sim.experiment.table import outcome_by_draw
from sim.refusal import Refused

Floats = NDArray[np.float64]
LEVEL = 0.95
RESAMPLES = 500
STEP = LEVELS / (2 * (LEVELS - 1))


@dataclass(frozen=True)
class Index:
    """One index of one parameter.

    Attributes:
        key: of the parameter.
        measure: mu_star, sigma (in the outcome's unit, over the parameter's whole range), S1 or ST (shares).
        value, low, high: estimate and 95 % interval (bootstrap over trajectories or base draws).
        floor: what replication noise alone stays below; NaN with one replication.
        above: whether the interval lies above the floor; None where the floor is not known.
    """

    key: str
    measure: str
    value: float
    low: float
    high: float
    floor: float

    @property
    def above(self) -> bool | None:
        """Whether the whole interval lies above the floor."""
        return None if math.isnan(self.floor) else self.low > self.floor


@dataclass(frozen=True)
class Sensitivity:
    """The indices of one outcome.

    Attributes:
        outcome: column of runs.
        design: morris or saltelli.
        draws, replications: what they rest on.
        noise_share: of the variance of the means over draws, what replication noise makes; NaN with one.
        indices: in the order of the problem's parameters, measure by measure.
    """

    outcome: str
    design: str
    draws: int
    replications: int
    noise_share: float
    indices: tuple[Index, ...]

    def frame(self) -> pd.DataFrame:
        """A row for each index: key, measure, value, low, high, floor, above."""
        return pd.DataFrame([vars(one) | {"above": one.above} for one in self.indices])


def sensitivity(
    runs: pd.DataFrame, problem: Problem, outcome: str, design: str, points: int | None = None
) -> Sensitivity:
    """Indices of an outcome over the draws of a study.

    Args:
        runs: rows of `sim.results.load` of one scenario and one point of the levers.
        problem: what was uncertain (`sim.experiment.problem.uncertain`).
        outcome: column of the outcome.
        design: morris or saltelli, by which the draws were made.
        points: trajectories or base draws of the design, so that missing draws are noticed; None: as many
            as the runs have.

    Raises:
        Refused: another design; draws that are not laid out so; a run or a value that is missing.
    """
    if design not in ANALYSES:
        wanted = f"a study by the design {MORRIS} or {SALTELLI}; draws of others are read by regions"
        raise Refused("experiment.design", design, wanted)
    needed_draws = None if points is None else size(design, problem, points)
    values, places = outcome_by_draw(runs, problem, outcome, needed_draws)
    check, analyse = ANALYSES[design]
    check(places)
    draws, replications = values.shape
    constant = is_constant(values)
    found = _nothing(problem, design) if constant else analyse(problem, places, values)
    return Sensitivity(outcome, design, draws, replications, noise_share(values), tuple(found))


def _morris(problem: Problem, places: Floats, values: Floats) -> list[Index]:
    with needed("SALib"):
        from SALib.analyze import morris
    described = _described(problem)
    found = morris.analyze(
        described, places, values.mean(axis=1), num_resamples=RESAMPLES, conf_level=LEVEL,
        num_levels=LEVELS, seed=SEED,
    )  # fmt: skip
    effects = elementary_effects(places, values)
    nulls = {"mu_star": _mean_size, "sigma": _spread}
    floors = floors_of(standard_errors(effects), nulls, len(problem.keys))
    low, high = _bootstrapped_spread(effects.mean(axis=2))
    return [
        *_indices(problem, "mu_star", found["mu_star"], *_ends(found, "mu_star"), floors["mu_star"]),
        *_indices(problem, "sigma", found["sigma"], low, high, floors["sigma"]),
    ]


def elementary_effects(places: Floats, values: Floats) -> Floats:
    """Morris' elementary effects of every replication: parameters x trajectories x replications."""
    count = places.shape[1]
    moves = np.diff(places.reshape(-1, count + 1, count), axis=1)
    changes = np.diff(values.reshape(-1, count + 1, values.shape[1]), axis=1) / STEP
    moved = np.abs(moves).argmax(axis=2)
    signs = np.sign(np.take_along_axis(moves, moved[:, :, None], axis=2))
    effects = np.empty_like(changes)
    np.put_along_axis(effects, moved[:, :, None], changes * signs, axis=1)
    return np.moveaxis(effects, 1, 0)


def _sobol(problem: Problem, places: Floats, values: Floats) -> list[Index]:
    with needed("SALib"):
        from SALib.analyze import sobol
    means, count = values.mean(axis=1), len(problem.keys)
    found = sobol.analyze(
        _described(problem), means, calc_second_order=False, num_resamples=RESAMPLES, conf_level=LEVEL,
        seed=SEED,
    )  # fmt: skip
    blocks = values.reshape(-1, count + 2, values.shape[1])
    differences = np.moveaxis(blocks[:, 1:-1] - blocks[:, :1], 1, 0)
    of_means = blocks.mean(axis=2)
    variance = float(np.var(of_means[:, [0, -1]]))
    partner = of_means[:, -1] - means.mean()
    nulls: Mapping[str, Callable[[Floats], Floats]] = {
        "S1": lambda noise: (noise * partner).mean(axis=1) / variance,
        "ST": lambda noise: 0.5 * (noise**2).mean(axis=1) / variance,
    }
    floors = floors_of(standard_errors(differences), nulls, count)
    return [
        index
        for name in nulls
        for index in _indices(problem, name, found[name], *_ends(found, name), floors[name])
    ]


def _mean_size(noise: Floats) -> Floats:
    return np.asarray(np.abs(noise).mean(axis=1))


def _spread(noise: Floats) -> Floats:
    return np.asarray(noise.std(axis=1, ddof=1))


def _bootstrapped_spread(effects: Floats) -> tuple[Floats, Floats]:
    """Percentile interval of sigma over resampled trajectories."""
    trajectories = effects.shape[1]
    drawn = np.random.default_rng(SEED).integers(trajectories, size=(RESAMPLES, trajectories))
    spreads = effects[:, drawn].std(axis=2, ddof=1)
    low, high = np.quantile(spreads, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1)
    return low, high


def _ends(found: Mapping[str, Floats], name: str) -> tuple[Floats, Floats]:
    return found[name] - found[f"{name}_conf"], found[name] + found[f"{name}_conf"]


def _indices(
    problem: Problem, measure: str, values: Floats, low: Floats, high: Floats, floors: list[float]
) -> list[Index]:
    rows = zip(problem.keys, values, low, high, floors, strict=True)
    return [Index(key, measure, *map(float, numbers)) for key, *numbers in rows]


def _nothing(problem: Problem, design: str) -> list[Index]:
    """Of an outcome that is the same everywhere no parameter explains anything."""
    return [Index(key, name, 0.0, 0.0, 0.0, 0.0) for name in MEASURES[design] for key in problem.keys]


def _described(problem: Problem) -> dict[str, Any]:
    bounds = [[one.low, one.high] for one in problem.dimensions]
    return {"num_vars": len(bounds), "names": list(problem.keys), "bounds": bounds}


def _check_trajectories(places: Floats) -> None:
    count = places.shape[1]
    blocks = places[: len(places) // (count + 1) * (count + 1)].reshape(-1, count + 1, count)
    moved = np.diff(blocks, axis=1) != 0
    once = (moved.sum(axis=1) == 1).all() and (moved.sum(axis=2) == 1).all()
    if len(places) % (count + 1) or len(blocks) < 2 or not once:
        wanted = f"trajectories of {count + 1} draws, one parameter changed from each to the next"
        raise Refused("runs: draws", len(places), wanted)


def _check_cross_sampled(places: Floats) -> None:
    count = places.shape[1]
    whole = len(places) % (count + 2) == 0 and len(places) >= 2 * (count + 2)
    if whole:
        blocks = places.reshape(-1, count + 2, count)
        expected = np.where(np.eye(count, dtype=bool), blocks[:, -1:], blocks[:, :1])
        whole = bool((blocks[:, 1:-1] == expected).all())
    if not whole:
        wanted = f"blocks of {count + 2} draws, cross-sampled between the first and the last"
        raise Refused("runs: draws", len(places), wanted)


MEASURES = {MORRIS: ("mu_star", "sigma"), SALTELLI: ("S1", "ST")}
ANALYSES: Mapping[str, tuple[Callable[[Floats], None], Callable[[Problem, Floats, Floats], list[Index]]]] = {
    MORRIS: (_check_trajectories, _morris),
    SALTELLI: (_check_cross_sampled, _sobol),
}

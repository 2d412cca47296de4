"""Search over levers: the points that no other beats in every goal, and how sure that is.

Optuna proposes points (NSGA-II by default: a population that evolves, one generation asked for at a time so
that an engine may run it side by side); nothing is kept but in memory. Every point is a few replications, all
with the same random numbers, so points are compared by paired differences: beside the front stand the points
that are behind it by no more than replication noise. Called by researchers.

References:
    Deb, Pratap, Agarwal and Meyarivan (2002), IEEE Transactions on Evolutionary Computation 6(2), 182-197
    (NSGA-II). Ozaki et al. (2022), Journal of Artificial Intelligence Research 73, 1209-1250 (TPE with
    several goals). Akiba et al. (2019), Optuna, KDD, 2623-2631.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.experiment.extras import needed
from sim.experiment.problem import Dimension, Problem, Value
from sim.experiment.statistics import Difference, mean_interval, paired_difference
from sim.refusal import Refused, nearest_name

Point = dict[str, Value]
Outcome = Mapping[str, Sequence[float]]
Goal = Literal["max", "min"]
DIRECTIONS: Mapping[str, Literal["maximize", "minimize"]] = {"max": "maximize", "min": "minimize"}
SAMPLERS = ("nsga2", "tpe")
POPULATION = 24
"""Points of a generation, and most that are asked for at a time."""


@dataclass(frozen=True)
class Tried:
    """A point that was tried.

    Attributes:
        point: levers by key.
        outcomes: by goal, the mean over replications with its 95 % interval.
    """

    point: Point
    outcomes: dict[str, Difference]


@dataclass(frozen=True)
class Front:
    """What a search has found.

    Attributes:
        goals: by outcome.
        front: points that none beats by means (as good in every goal, better in one), by the first goal.
        unsure: points behind the front that may belong to it: of those that beat them by means none does by
            its paired 95 % intervals (in every goal; alike counts, too). With one replication all of them.
        tried: how many different points were.
        failed: of them, how many gave no outcome.
    """

    goals: dict[str, Goal]
    front: tuple[Tried, ...]
    unsure: tuple[Tried, ...]
    tried: int
    failed: int


def pareto(
    evaluate: Callable[[list[Point]], Sequence[Outcome | None]],
    levers: Problem,
    goals: Mapping[str, Goal],
    trials: int,
    seed: int,
    *,
    sampler: str = "nsga2",
) -> Front:
    """The Pareto front of several outcomes over levers.

    Args:
        evaluate: outcomes of points, each by name with a value for every replication, in the same order of
            replications everywhere; None for a point that failed. Called with up to `POPULATION` points at a
            time, never twice with the same.
        levers: `sim.experiment.problem.among` (listed values) or `uncertain` (ranges).
        goals: `max` or `min` by outcome.
        trials: points that are proposed; fewer are evaluated where some come again.
        seed: of the proposals.
        sampler: nsga2 or tpe.

    Raises:
        Refused: no lever, no goal, no such sampler; optuna is not installed.
        ValueError: outcomes that do not match the points, lack a goal, or differ in replications.
    """
    study = _study(levers, goals, trials, seed, sampler)
    known: dict[tuple[Value, ...], Outcome | None] = {}
    for begun in range(0, trials, POPULATION):
        asked = [study.ask() for _ in range(min(POPULATION, trials - begun))]
        points = [{one.key: _proposed(one, trial) for one in levers.dimensions} for trial in asked]
        _evaluate_new(evaluate, points, known, goals)
        for trial, point in zip(asked, points, strict=True):
            outcome = known[tuple(point.values())]
            failed = _failed_state() if outcome is None else None
            study.tell(trial, None if outcome is None else _means(outcome, goals), state=failed)
    return _front(levers.keys, known, goals)


def _study(levers: Problem, goals: Mapping[str, Goal], trials: int, seed: int, sampler: str) -> Any:
    if not levers.dimensions:
        raise Refused("levers", {}, "one lever or more")
    wrong = next((goal for goal in goals.values() if goal not in DIRECTIONS), None)
    if not goals or wrong is not None:
        raise Refused("goals", wrong, f"max or min for one outcome or more{'' if goals else ', here none'}")
    if sampler not in SAMPLERS:
        raise Refused("sampler", sampler, f"one of {', '.join(SAMPLERS)}", nearest_name(sampler, SAMPLERS))
    if trials < 1:
        raise Refused("trials", trials, "a whole number of at least 1")
    with needed("optuna"):
        import optuna
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    made = (
        optuna.samplers.NSGAIISampler(population_size=POPULATION, seed=seed)
        if sampler == "nsga2"
        else optuna.samplers.TPESampler(seed=seed)
    )
    return optuna.create_study(directions=[DIRECTIONS[goal] for goal in goals.values()], sampler=made)


def _failed_state() -> Any:
    from optuna.trial import TrialState

    return TrialState.FAIL


def _proposed(lever: Dimension, trial: Any) -> Value:
    """The value of a lever that a trial proposes; numbers of a list by their place, so that near is near."""
    if lever.kind == "float":
        return float(trial.suggest_float(lever.key, lever.low, lever.high, log=lever.log))
    if lever.kind == "int":
        return int(trial.suggest_int(lever.key, int(lever.low), int(lever.high)))
    places = range(len(lever.choices))
    if all(isinstance(one, int | float) for one in lever.choices):
        place = int(trial.suggest_int(lever.key, 0, places[-1]))
    else:
        place = int(trial.suggest_categorical(lever.key, list(places)))
    return lever.choices[place]


def _evaluate_new(
    evaluate: Callable[[list[Point]], Sequence[Outcome | None]],
    points: Sequence[Point],
    known: dict[tuple[Value, ...], Outcome | None],
    goals: Mapping[str, Goal],
) -> None:
    new = {tuple(point.values()): point for point in points if tuple(point.values()) not in known}
    if not new:
        return
    outcomes = list(evaluate(list(new.values())))
    if len(outcomes) != len(new):
        raise ValueError(f"{len(outcomes)} outcomes for {len(new)} points")
    there = [outcome for outcome in (*known.values(), *outcomes) if outcome is not None]
    if len({len(outcome[goal]) for outcome in there for goal in goals if goal in outcome}) > 1:
        raise ValueError("outcomes of different numbers of replications cannot be compared")
    if any(not np.isfinite(outcome.get(goal, [np.nan])).all() for outcome in there for goal in goals):
        raise ValueError(f"an outcome without a value of {', '.join(goals)}: None says that a point failed")
    known.update(zip(new, outcomes, strict=True))


def _means(outcome: Outcome, goals: Mapping[str, Goal]) -> list[float]:
    return [float(np.mean(outcome[goal])) for goal in goals]


def _front(
    keys: Sequence[str], known: Mapping[tuple[Value, ...], Outcome | None], goals: Mapping[str, Goal]
) -> Front:
    there = {point: outcome for point, outcome in known.items() if outcome is not None}
    if not there:
        return Front(dict(goals), (), (), len(known), len(known))
    signs = np.array([1.0 if goal == "max" else -1.0 for goal in goals.values()])
    # points x goals x replications, larger is better
    values = np.array([[outcome[goal] for goal in goals] for outcome in there.values()], float)
    values *= signs[:, None]
    beaten_by = [np.flatnonzero(_beats(values.mean(axis=2), place)) for place in range(len(there))]
    tried = [
        Tried(dict(zip(keys, point, strict=True)), {goal: mean_interval(outcome[goal]) for goal in goals})
        for point, outcome in there.items()
    ]
    order = np.argsort(-values.mean(axis=2)[:, 0], kind="stable")
    front = tuple(tried[place] for place in order if not beaten_by[place].size)
    unsure = tuple(
        tried[place]
        for place in order
        if beaten_by[place].size and not any(_surely(values[one], values[place]) for one in beaten_by[place])
    )
    return Front(dict(goals), front, unsure, len(known), len(known) - len(there))


def _beats(means: NDArray[np.float64], place: int) -> NDArray[np.bool_]:
    """Which points are as good in every goal and better in one."""
    beats: NDArray[np.bool_] = (means >= means[place]).all(axis=1) & (means > means[place]).any(axis=1)
    return beats


def _surely(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> bool:
    """Whether a point is as good in every goal and better in one beyond the noise of replications."""
    lows = [paired_difference(one, other).low for one, other in zip(ours, theirs, strict=True)]
    return all(low >= 0 for low in lows) and max(lows) > 0

"""The search over levers: a planted front and optimum are found, noise is told, seeds decide."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from sim.experiment.problem import Dimension, Problem, among
from sim.experiment.search import POPULATION, Front, Goal, Outcome, Point, pareto
from sim.refusal import Refused

UNIT = Problem((Dimension("x", "float", 0, 1), Dimension("y", "float", 0, 1)))
BOTH: dict[str, Goal] = {"fast": "min", "good": "max"}
Evaluate = Callable[[list[Point]], list[Outcome | None]]


def bowl(point: Point) -> Outcome:
    """Front: y = 0.5, from (fast 0, good 0) to (1, 1)."""
    x, y = float(point["x"]), float(point["y"])
    waste = (y - 0.5) ** 2
    return {"fast": [x + waste] * 3, "good": [2 * x - x**2 - waste] * 3}


def each(function: Callable[[Point], Outcome | None]) -> Evaluate:
    return lambda points: [function(point) for point in points]


def points_of(found: Front) -> set[tuple[object, ...]]:
    return {tuple(one.point.values()) for one in found.front}


@pytest.mark.parametrize("sampler", ["nsga2", "tpe"])
def test_a_planted_front_is_found(sampler: str) -> None:
    """Every point of it lies near the true one, and the true one is covered from end to end."""
    found = pareto(each(bowl), UNIT, BOTH, trials=480, seed=1, sampler=sampler)
    assert np.abs([one.point["y"] - 0.5 for one in found.front]).mean() < 0.06
    reached = sorted(one.point["x"] for one in found.front)
    assert max(np.diff([0, *reached, 1])) < 0.2
    assert len(found.front) > 10


def test_a_planted_optimum_is_found_over_kinds_of_levers() -> None:
    problem = Problem(
        (
            Dimension("a", "float", 0.001, 1000, log=True),
            Dimension("b", "int", 0, 40),
            Dimension("c", "choice", 0, 2, choices=("own", "pooled", "none")),
        )
    )

    def value(point: Point) -> Outcome:
        distance = abs(np.log10(point["a"]) - 1) + abs(point["b"] - 17) / 4 + 3 * (point["c"] != "pooled")
        return {"cost": [distance]}

    found = pareto(each(value), problem, {"cost": "min"}, trials=600, seed=1)
    (best,) = found.front
    assert best.point["c"] == "pooled"
    assert abs(best.point["b"] - 17) <= 1
    assert 5 < best.point["a"] < 20


def test_listed_values_have_their_exact_front_and_no_point_is_evaluated_twice() -> None:
    levers = among({"x": [0, 0.25, 0.5, 0.75, 1], "y": [0.3, 0.5, 0.9]})
    asked: list[tuple[object, ...]] = []

    def evaluate(points: list[Point]) -> list[Outcome | None]:
        assert 0 < len(points) <= POPULATION
        asked.extend(tuple(point.values()) for point in points)
        return [bowl(point) for point in points]

    found = pareto(evaluate, levers, BOTH, trials=400, seed=1)
    assert len(asked) == len(set(asked)) == found.tried == 15
    assert points_of(found) == {(x, 0.5) for x in (0, 0.25, 0.5, 0.75, 1)}
    assert [one.point["x"] for one in found.front] == [0, 0.25, 0.5, 0.75, 1]
    assert found.unsure == ()


def test_the_seed_decides() -> None:
    first, again = (pareto(each(bowl), UNIT, BOTH, trials=60, seed=3) for _ in range(2))
    assert first == again
    assert points_of(pareto(each(bowl), UNIT, BOTH, trials=60, seed=4)) != points_of(first)


def noisy(point: Point) -> Outcome:
    """Ten levels a step apart; a noise that pairing removes, and one of a hundredth that it does not."""
    own = np.random.default_rng(int(point["level"])).standard_normal(8)
    shared = np.random.default_rng(99).standard_normal(8)
    return {"good": list(int(point["level"]) // 2 + 0.01 * own + 50 * shared)}


def test_points_behind_by_noise_alone_are_told() -> None:
    """Levels 8 and 9 are as good: one leads by chance, the other is unsure, all others are surely behind.

    That the two differ surely by chance: 5 % by the interval, and these seeds do not.
    """
    found = pareto(each(noisy), among({"level": list(range(10))}), {"good": "max"}, trials=200, seed=1)
    (best,), (near,) = found.front, found.unsure
    assert {best.point["level"], near.point["level"]} == {8, 9}
    assert best.outcomes["good"].high - best.outcomes["good"].low > 10  # unpaired, nothing could be told


def test_with_one_replication_nothing_is_surely_behind() -> None:
    one = each(lambda point: {"good": [float(point["x"])]})
    found = pareto(one, among({"x": [1, 2, 3]}), {"good": "max"}, trials=30, seed=1)
    assert points_of(found) == {(3,)}
    assert [other.point["x"] for other in found.unsure] == [2, 1]


def test_better_in_one_goal_surely_and_in_another_by_noise_is_not_sure() -> None:
    def value(point: Point) -> Outcome:
        lead = 1.0 if point["x"] else 0.0
        return {"a": [lead, lead, lead], "b": [0.3 * lead, -0.2 * lead, 0.1 * lead]}

    goals: dict[str, Goal] = {"a": "max", "b": "max"}
    found = pareto(each(value), among({"x": [0, 1]}), goals, trials=20, seed=1)
    assert (points_of(found), len(found.unsure)) == ({(1,)}, 1)


def test_points_that_fail_are_counted_and_not_asked_again() -> None:
    calls: list[Point] = []

    def value(point: Point) -> Outcome | None:
        calls.append(point)
        return None if point["x"] == 2 else {"good": [float(point["x"])] * 2}

    found = pareto(each(value), among({"x": [1, 2, 3]}), {"good": "max"}, trials=60, seed=1)
    assert (found.tried, found.failed, len(calls)) == (3, 1, 3)
    assert points_of(found) == {(3,)}
    nothing = pareto(each(lambda point: None), among({"x": [1, 2]}), {"good": "max"}, trials=10, seed=1)
    assert (nothing.front, nothing.failed) == ((), 2)


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (lambda points: [], "0 outcomes for"),
        (lambda points: [{"bad": [1.0]} for _ in points], "without a value of good"),
        (lambda points: [{"good": [np.nan]} for _ in points], "without a value of good"),
        (lambda points: [{"good": [1.0] * (1 + int(p["x"]))} for p in points], "numbers of replications"),
    ],
)
def test_outcomes_that_do_not_fit(outcomes: Evaluate, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        pareto(outcomes, among({"x": [0, 1, 2]}), {"good": "max"}, trials=20, seed=1)


def test_refused_in_one_line() -> None:
    def refused(levers: Problem = UNIT, trials: int = 5, sampler: str = "nsga2", **goals: str) -> str:
        with pytest.raises(Refused) as caught:
            pareto(each(bowl), levers, goals, trials, 1, sampler=sampler)  # type: ignore[arg-type]
        return str(caught.value)

    assert "one lever or more" in refused(Problem(()), good="max")
    assert "here none" in refused()
    assert "'most': expected max or min" in refused(good="most")
    assert "did you mean 'nsga2'" in refused(sampler="nsga3", good="max")
    assert "at least 1" in refused(trials=0, good="max")


def test_optuna_is_loaded_when_a_search_begins_and_not_before() -> None:
    code = (
        "import sys, sim.experiment.search, sim.experiment.regions, sim.experiment.sensitivity\n"
        "print({'optuna', 'sklearn', 'SALib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_without_optuna_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(Refused, match=r"optuna: 'not installed': expected pip install deskright\[study\]"):
        pareto(each(bowl), UNIT, BOTH, trials=5, seed=1)

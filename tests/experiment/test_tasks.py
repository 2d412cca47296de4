"""Which runs a study has, in which order, and what makes them the same run."""

from __future__ import annotations

from dataclasses import replace

import pytest

import sim
from sim.experiment.preparing import prepare
from sim.experiment.tasks import MOST_IN_A_BATCH, Prepared, Task, in_batches
from sim.refusal import Refused

SMALL = ("demand.calls_per_day=300", "horizon=2", "warmup=1", "replications=2", "seed=5")
FORMS = "compare=[hierarchical,zappos_desk]"
LEVER = "experiment.levers.governance.authority=[0,50]"
UNCERTAIN = "experiment.uncertainties.governance.review.mean=[2,8]"


def prepared(*more: str) -> Prepared:
    return prepare(sim.configure([*SMALL, FORMS, *more]), lambda line: None)


@pytest.fixture(scope="module")
def study() -> Prepared:
    """Two forms, two points of a lever, two draws, two replications."""
    return prepared(LEVER, UNCERTAIN, "experiment.points=2")


def test_every_scenario_meets_every_point_draw_and_replication_once(study: Prepared) -> None:
    tasks = list(study.tasks)
    assert len(tasks) == len(study) == 16
    met = {(task.base, task.chosen["governance.authority"], task.draw, task.replication) for task in tasks}
    assert len(met) == len({task.run_id for task in tasks}) == 16


def test_runs_that_are_compared_end_together(study: Prepared) -> None:
    """Draw by draw, replication by replication."""
    assert [(task.draw, task.replication) for task in study.tasks] == [
        place for place in ((0, 0), (0, 1), (1, 0), (1, 1)) for _ in range(4)
    ]


def test_a_draw_is_the_same_for_all(study: Prepared) -> None:
    drawn = {(task.draw, task.drawn["governance.review.mean"]) for task in study.tasks}
    assert len(drawn) == 2
    assert all(2 <= value <= 8 for _, value in drawn)


def test_a_lever_at_the_usual_value_is_the_usual_run() -> None:
    """The baseline's own authority, 20 EUR, named as a point or not named at all."""
    usual = {task.run_id for task in prepared().tasks if task.base == 0}
    levered = prepared("experiment.levers.governance.authority=[20,50]")
    assert usual == {
        task.run_id for task in levered.tasks if task.base == 0 and task.chosen["governance.authority"] == 20
    }


@pytest.mark.parametrize("engine", ["threads", "dask"])
def test_who_runs_makes_no_other_run(study: Prepared, engine: str) -> None:
    other = prepared(LEVER, UNCERTAIN, "experiment.points=2", f"experiment.engine={engine}", "workers=7")
    assert [task.run_id for task in other.tasks] == [task.run_id for task in study.tasks]


def test_where_it_branches_from_another_baseline_it_is_another_run() -> None:
    """By itself a form is the same whatever the baseline's rights; where it branches, or has as many advisors
    as the baseline's payroll buys, it is not."""
    by_itself = ("basis=fixed_headcount", "start=steady_state")
    for how, same in ((by_itself, True), (("start=branch",), False), ((), False)):
        usual = prepared(*how)
        first, second = usual.common.bases
        mapping = {**first.mapping, "governance": {**first.mapping["governance"], "refusal_probability": 0.9}}
        common = replace(usual.common, bases=(replace(first, mapping=mapping), second))
        changed = prepare(list(common.bases), lambda line: None)
        ids = [{task.run_id for task in one.tasks if task.base == 1} for one in (usual, changed)]
        assert (ids[0] == ids[1]) is same


def test_a_point_that_cannot_be_is_refused_before_anything_runs() -> None:
    levers = "experiment.levers.demand.reasons.nobody.share=[0.1,0.2]"
    with pytest.raises(Refused, match="nobody"):
        prepared(levers)


def test_a_later_draw_that_cannot_be_is_a_run_that_fails(study: Prepared) -> None:
    """It keeps an identity of its own: another impossible draw is another run."""
    draws = [study.draws[0], {"governance.review.mean": -1.0}, {"governance.review.mean": -2.0}]
    odd = Prepared(study.common, study.levers, draws)
    assert len({task.run_id for task in odd.tasks}) == len(odd) == 24


def tasks(count: int) -> list[Task]:
    return [Task(str(number), str(number), 0, 0, {}, {}, number) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "workers", "size"), [(30, 2, 1), (1_000, 2, 10), (100_000, 2, MOST_IN_A_BATCH)]
)
def test_batches_are_as_large_as_there_are_many(count: int, workers: int, size: int) -> None:
    some = tasks(300)
    batches = list(in_batches(some, count, workers))
    assert len(batches[0]) == size
    assert [task for batch in batches for task in batch] == some


def test_forms_that_a_lever_makes_alike_are_told() -> None:
    """The desk differs from the hierarchy by its authority alone; pooled approval by more."""
    told: list[str] = []
    prepare(
        sim.configure([*SMALL, "compare=[hierarchical,streamlined_hierarchy,zappos_desk]", LEVER]),
        told.append,
    )
    assert [line for line in told if "alike" in line] == [
        "hierarchical and zappos_desk are alike at every point: levers set all they differ by"
    ]


def test_draws_may_have_random_numbers_of_their_own() -> None:
    """The baseline's two draws meet the same two replications, or four different ones."""
    for told, numbers in (("true", [0, 1, 0, 1]), ("false", [0, 1, 2, 3])):
        study = prepared(UNCERTAIN, "experiment.points=2", f"experiment.same_random_numbers={told}")
        assert [task.replication for task in study.tasks if task.base == 0] == numbers


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            ("experiment.design=morris", "experiment.same_random_numbers=false"),
            "its draws are compared by pairs",
        ),
        (("experiment.design=listed",), "expected a CSV file"),
        (("experiment.draws=x.csv",), "expected null, or with experiment.design=listed"),
    ],
)
def test_what_does_not_go_together_is_refused(told: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refused) as caught:
        prepared(UNCERTAIN, "experiment.points=2", *told)
    assert said in str(caught.value)

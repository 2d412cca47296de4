"""Studies: the same runs whatever the number of workers, and nothing run twice."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim import results
from sim.configuration import Configuration
from sim.experiment import engine
from sim.experiment.engine import FAILED, Prepared, prepare, run_study
from sim.experiment.store import Store
from sim.provenance import manifest

SMALL = ("demand.calls_per_day=300", "horizon=12", "warmup=2", "replications=2", "seed=5")
CHANGING = ("wall_s",)


def configured(*more: str) -> list[Configuration]:
    return sim.configure([*SMALL, "compare=[hierarchical,zappos_desk]", *more])


def quiet(line: str) -> None:
    """What a user would be told; tests look at results."""


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(configured(), quiet)


def run(prepared: Prepared, folder: Path, workers: int) -> int:
    with closing(Store.open(folder, manifest({}, [5], ["test"]))) as store:
        return run_study(prepared, store, workers)


def test_one_and_two_workers_give_the_same(prepared: Prepared, tmp_path: Path) -> None:
    """Every table but the wall time; the digest of each run covers every contact's times and outcome."""
    for workers in (1, 2):
        assert run(prepared, tmp_path / str(workers), workers) == 4
    for table in ("runs", "days", "latency", "people"):
        one, two = (results.digest(tmp_path / name, table, CHANGING) for name in "12")
        assert one == two
    digests = results.load(tmp_path / "1").contacts_digest
    assert digests.nunique() == 4


def test_the_same_command_adds_nothing(prepared: Prepared, tmp_path: Path) -> None:
    assert run(prepared, tmp_path / "s", 1) == 4
    before = results.digest(tmp_path / "s")
    again = prepare(configured(), quiet)
    assert run(again, tmp_path / "s", 1) == 0
    assert results.digest(tmp_path / "s") == before


def test_more_replications_add_only_those_missing(prepared: Prepared, tmp_path: Path) -> None:
    assert run(prepared, tmp_path / "s", 1) == 4
    assert run(prepare(configured("replications=3"), quiet), tmp_path / "s", 1) == 2


@pytest.mark.parametrize(
    "change", ["seed=6", "horizon=13", "governance.authority=21", "demand.calls_per_day=301"]
)
def test_another_configuration_is_another_run(prepared: Prepared, change: str) -> None:
    other = prepare(configured(change), quiet)
    assert not {task.run_id for task in other.tasks} & {task.run_id for task in prepared.tasks}


def test_every_form_meets_the_same_plan(prepared: Prepared) -> None:
    """The plan is the baseline's: alone, the other form would have planned other rosters."""
    alone = prepare(sim.configure([*SMALL, "scenario=zappos_desk"], alone=True), quiet)
    assert (alone.plan.present != prepared.plan.present).any()


def test_a_failed_run_is_told_and_tried_again(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(task: engine.Task, plan: sim.Plan) -> None:
        raise FloatingPointError("NaN in advisor 3")

    monkeypatch.setattr(engine, "execute", fails)
    one = replace(prepared, tasks=prepared.tasks[:1])
    told = []
    with closing(Store.open(tmp_path / "s", manifest({}, [5], ["test"]))) as store:
        run_study(one, store, 1, told.append)
    assert told[0]["status"] == "failed"
    assert told[0]["run_id"] == one.tasks[0].run_id + FAILED
    assert "NaN in advisor 3" in str(results.load(tmp_path / "s").error[0])
    monkeypatch.undo()
    assert run(one, tmp_path / "s", 1) == 1


def test_an_unstable_run_has_no_measures(tmp_path: Path) -> None:
    overloaded = sim.configure(
        ["scenario=ladder/mmn", "staffing.present=40", "horizon=5", "warmup=0", "replications=1"]
    )
    assert run(prepare(overloaded, quiet), tmp_path / "s", 1) == 1
    row = results.load(tmp_path / "s").iloc[0]
    assert row.status == "unstable"
    assert "service_level_share" not in row.index


def test_warmup_is_chosen_on_the_baseline() -> None:
    found = prepare(sim.configure(["demand.calls_per_day=300", "horizon=12", "replications=1"]), quiet)
    assert 0 <= found.plan.warmup <= engine.WARMUP_PILOT_DAYS // 2

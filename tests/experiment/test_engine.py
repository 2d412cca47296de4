"""Studies: the same runs whatever the number of workers, and nothing run twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import sim
from sim import results
from sim.configuration import Configuration
from sim.endings import EngineFault
from sim.experiment import engine, working
from sim.experiment.engine import run_study
from sim.experiment.preparing import WARMUP_PILOT_DAYS, prepare
from sim.experiment.store import Store
from sim.experiment.tasks import Common, Prepared, Task
from sim.experiment.working import FAILED
from sim.provenance import manifest
from sim.refusal import Refused

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("demand.calls_per_day=300", "horizon=12", "warmup=2", "replications=2", "seed=5")
CHANGING = ("wall_s",)


def configured(*more: str) -> list[Configuration]:
    return sim.configure([*SMALL, "compare=[hierarchical,zappos_desk]", *more])


def quiet(line: str) -> None:
    """What a user would be told; tests look at results."""


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(configured(), quiet)


def run(prepared: Prepared, folder: Path, workers: int | None = None) -> int:
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
    assert (alone.common.plan.present != prepared.common.plan.present).any()


def test_a_failed_run_is_told_and_tried_again(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes no other with it, and is alone in being done again."""
    first, execute = next(prepared.tasks), working.execute

    def fails(task: Task, common: Common) -> object:
        if task.run_id == first.run_id:
            raise FloatingPointError("NaN in advisor 3")
        return execute(task, common)

    monkeypatch.setattr(working, "execute", fails)
    told = []
    with closing(Store.open(tmp_path / "s", manifest({}, [5], ["test"]))) as store:
        run_study(prepared, store, 1, told.append)
    assert [row["status"] for row in told] == ["failed", "ok", "ok", "ok"]
    assert told[0]["run_id"] == first.run_id + FAILED
    errors = results.load(tmp_path / "s").error.dropna()
    assert list(errors) == ["FloatingPointError: NaN in advisor 3"]
    monkeypatch.undo()
    assert run(prepared, tmp_path / "s", 1) == 1


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
    assert 0 <= found.common.plan.warmup <= WARMUP_PILOT_DAYS // 2


LEVERS = (
    "experiment.levers.governance.authority=[0,50]",
    "experiment.uncertainties.governance.review.mean=[2,8]",
)


def explored(*more: str) -> Prepared:
    """Two forms, two points of a lever, two draws, two replications, branching or not."""
    return prepare(configured(*LEVERS, "experiment.points=2", *more), quiet)


@pytest.mark.parametrize(
    "more", [(), ("start=branch",), ("experiment.uncertainties.demand.calls_per_day=[250,350]",)]
)
@pytest.mark.parametrize("engine", ["threads", "loky", "dask"])
def test_every_engine_gives_the_same(engine: str, more: tuple[str, ...], tmp_path: Path) -> None:
    """As one process, run after run, does; a Dask cluster has a scheduler and workers on this machine."""
    assert run(explored(*more), tmp_path / "one", 1) == 16
    assert run(explored(*more, f"experiment.engine={engine}"), tmp_path / "many", 2) == 16
    for table in ("runs", "days", "latency", "people"):
        one, many = (results.digest(tmp_path / name, table, CHANGING) for name in ("one", "many"))
        assert one == many, table


def test_what_is_there_is_not_done_again(tmp_path: Path) -> None:
    """A study of one lever, then of both points: only the new ones run."""
    there: list[int] = []
    assert run(explored("experiment.levers.governance.authority=[0]"), tmp_path / "s") == 8
    with closing(Store.open(tmp_path / "s", manifest({}, [5], ["test"]))) as store:
        assert run_study(explored(), store, 1, there=lambda task: there.append(1)) == 8
    assert len(there) == 8


def test_a_killed_worker_is_told_in_a_line_and_a_resume_finishes(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "run_batch", dies)
    with pytest.raises(EngineFault, match=r"a worker was killed.*the same command goes on"):
        run(prepared, tmp_path / "s", 2)
    monkeypatch.undo()
    assert run(prepared, tmp_path / "s", 2) == 4


def dies(tasks: object, common: object) -> None:
    """What the kernel does when there is no memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_no_cluster_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CLUSTER_ANSWERS_WITHIN", "1s")
    with pytest.raises(EngineFault, match=r"no cluster answers at tcp://127\.0\.0\.1:9"):
        run(explored("experiment.engine=dask", "experiment.address=tcp://127.0.0.1:9"), tmp_path / "s")


def test_a_cluster_that_is_gone_is_told_and_a_resume_finishes(tmp_path: Path) -> None:
    """The scheduler is closed after the first run."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, processes=True, dashboard_address=None, host="127.0.0.1") as cluster:
        how = ("experiment.engine=dask", f"experiment.address={cluster.scheduler_address}")
        with (
            closing(Store.open(tmp_path / "s", manifest({}, [5], ["test"]))) as store,
            pytest.raises(EngineFault, match="the cluster is gone"),
        ):
            run_study(explored(*how), store, None, lambda row: cluster.close())
    there = len(results.load(tmp_path / "s"))
    assert 1 <= there < 16
    assert run(explored(), tmp_path / "s", 1) == 16 - there


@pytest.mark.parametrize("how", ["allow", "always"])
def test_rules_called_in_python_have_no_threads(how: str, tmp_path: Path) -> None:
    """They share what they remember of a day."""
    threads = prepare(configured("experiment.engine=threads", f"python_rule={how}"), quiet)
    with pytest.raises(Refused, match=r"experiment\.engine: 'threads': expected loky or dask"):
        run(threads, tmp_path / "s", 2)
    assert not (tmp_path / "s").exists()


@pytest.mark.slow
def test_the_order_of_hashes_moves_nothing(tmp_path: Path) -> None:
    """Sets of names are ordered by a seed of the process; two seeds, in processes of their own."""
    digests = set()
    for seed in ("0", "4711"):
        command = [sys.executable, "-m", "sim", *SMALL, "compare=[hierarchical,zappos_desk]", *LEVERS]
        told = [*command, "experiment.points=2", "workers=1", f"results.dir={tmp_path / seed}", "study=s"]
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run(told, check=True, env=environment, capture_output=True, cwd=tmp_path)
        digests.add(results.digest(tmp_path / seed / "s", without=[*CHANGING, "results.dir"]))
    assert len(digests) == 1

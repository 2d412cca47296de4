"""What a worker does with a run: by itself or branching, with the plan of its draw, and what it keeps."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.experiment import working
from sim.experiment.preparing import prepare
from sim.experiment.tasks import Prepared
from sim.experiment.working import execute, run_batch

SMALL = ("demand.calls_per_day=300", "horizon=4", "warmup=3", "replications=1", "seed=5")
FORMS = "compare=[hierarchical,zappos_desk]"
TIMES = {"wall_s"}


def study(*more: str) -> Prepared:
    return prepare(sim.configure([*SMALL, FORMS, *more]), lambda line: None)


def rows(prepared: Prepared) -> list[dict[str, object]]:
    return [execute(task, prepared.common)[0] for task in prepared.tasks]


def test_the_baseline_branches_from_itself() -> None:
    """It goes on as if nothing had been: the same contacts, to the millisecond, and the same measures."""
    by_itself, branched = rows(study("basis=fixed_headcount"))[0], rows(study("start=branch"))[0]
    assert by_itself["contacts_digest"] == branched["contacts_digest"]
    differing = {name for name, value in by_itself.items() if value != branched[name]}
    assert differing <= TIMES | {"run_id", "start"}


def test_a_form_that_branches_has_the_baselines_past() -> None:
    """Its state is the baseline's until the warm-up ends, so it is another run than the form by itself."""
    by_itself, branched = rows(study())[1], rows(study("start=branch"))[1]
    assert by_itself["contacts_digest"] != branched["contacts_digest"]
    assert branched["escalation_share"] == by_itself["escalation_share"] == 0.0


def test_every_run_that_branches_begins_anew() -> None:
    """Nothing of a run stays in the state that the next one branches from."""
    prepared = study("start=branch", "experiment.levers.governance.authority=[0,50,200]")
    there, back = (
        rows(prepared),
        [execute(task, prepared.common)[0] for task in reversed(list(prepared.tasks))],
    )
    digests = [row["contacts_digest"] for row in there]
    assert digests == [row["contacts_digest"] for row in reversed(back)]
    assert len(set(digests)) == 3  # the lever overrides what parts the two forms


def test_uncertain_volumes_have_a_plan_for_each_draw() -> None:
    """Twice the calls want more advisors; what is not uncertain keeps one plan for all."""
    uncertain = "experiment.uncertainties.demand.calls_per_day=[200,800]"
    prepared = study(uncertain, "experiment.points=2")
    assert prepared.common.plan_per_draw
    paid = {
        task.draw: (
            task.drawn["demand.calls_per_day"],
            execute(task, prepared.common)[0]["payroll_eur_per_day"],
        )
        for task in prepared.tasks
        if task.base == 0
    }
    few, many = sorted(paid.values())
    assert many[0] > few[0] + 100
    assert many[1] > few[1]  # type: ignore[operator]
    assert not study(
        "experiment.uncertainties.people.skill=[0.8,0.9]", "experiment.points=2"
    ).common.plan_per_draw


def test_a_draw_that_cannot_be_is_a_row_with_its_error() -> None:
    """It carries its draw and its values, so that whoever reads the study knows which point it was."""
    prepared = study("experiment.levers.governance.authority=[50]")
    task = replace(next(prepared.tasks), draw=7, drawn={"governance.review.mean": -1.0})
    (row, tables), (other, _) = run_batch([task, next(prepared.tasks)], prepared.common)
    assert (row["status"], tables, other["status"]) == ("failed", {}, "ok")
    assert str(row["error"]).startswith("Refused: governance.review.mean: -1.0: expected")
    assert (row["draw"], row["governance.authority"], row["governance.review.mean"]) == (7, 50, -1.0)


def test_rules_that_cannot_be_read_fail_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(rules: object) -> None:
        raise OSError("my_rules.py is gone")

    monkeypatch.setattr(working, "load_all", gone)
    prepared = study()
    found = run_batch(list(prepared.tasks), prepared.common)
    assert [row["error"] for row, _ in found] == ["OSError: my_rules.py is gone"] * 2


def test_how_a_study_was_laid_out_is_no_parameter_of_a_run() -> None:
    row = rows(study("experiment.levers.governance.authority=[50]"))[0]
    assert row["governance.authority"] == 50
    assert not any(name.startswith("experiment.") for name in row)


def test_one_study_after_the_other_in_one_process_shares_no_plan() -> None:
    """Two studies of the same baseline: their first draws have other volumes, their forms other payrolls."""
    volumes, forms = [], []
    for low in (200, 400):
        drawn = study(
            f"experiment.uncertainties.demand.calls_per_day=[{low},{low + 10}]", "experiment.points=1"
        )
        volumes.append(rows(drawn)[0]["contacts_per_day"])
    for form in ("zappos_desk", "managers_removed"):
        compared = study(f"compare=[hierarchical,{form}]", "experiment.levers.governance.authority=[100]")
        forms.append(rows(compared)[1]["payroll_eur_per_day"])
    assert 1.5 < volumes[1] / volumes[0] < 2.5
    assert forms[0] != forms[1]


PARENT = """
import os, subprocess, sys, time
worker = subprocess.Popen([sys.executable, "-c", sys.argv[1], str(os.getpid())])
print(worker.pid, flush=True)
os._exit(0) if sys.argv[2] == "ends" else time.sleep(60)
"""
WORKER = """
import sys, time
from sim.experiment.working import begin_worker
begin_worker(int(sys.argv[1]))
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_a_worker_ends_with_who_gave_it_work() -> None:
    """Its parent, killed, cannot tell it; a worker whose parent lives goes on."""
    for how, lives in (("stays", True), ("ends", False)):
        command = [sys.executable, "-c", PARENT, WORKER, how]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
            assert parent.stdout is not None
            worker = int(parent.stdout.readline())
            deadline = time.monotonic() + (12 if lives else 60)
            while exists(worker) and time.monotonic() < deadline:
                time.sleep(0.2)
            assert exists(worker) is lives
            parent.kill()


def exists(process: int) -> bool:
    """Whether it lives; one that has ended and is not waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

"""How far a study is: what is told of it on a terminal, and in a batch job."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from sim import progress
from sim.experiment.tasks import Task
from sim.experiment.working import FAILED
from sim.progress import Pace, pace

OK = {"run_id": "a", "scenario": "x", "replication": 0, "status": "ok", "error": None}
BROKEN = OK | {"run_id": "b" + FAILED, "status": "failed", "error": "FloatingPointError: NaN in advisor 3"}


def told(total: int, rows: list[dict[str, object]], there: int = 0) -> list[str]:
    text = io.StringIO()
    with pace(total, Console(file=text, width=200)) as of:
        for number in range(there):
            of.there(Task(f"known {number}", "point", 0, 0, {}, {}, number))
        for row in rows:
            of.ran(row)
    return text.getvalue().splitlines()


def test_a_batch_job_has_a_line_every_tenth() -> None:
    lines = told(200, [OK] * 200)
    assert len(lines) == 10
    assert lines[0].startswith("20 of 200 runs, ")
    assert lines[-1].startswith("200 of 200 runs, ")
    assert lines[-1].endswith("0:00:00 left")


def test_a_small_study_has_a_line_a_run() -> None:
    assert len(told(3, [OK] * 3)) == 3


def test_a_failure_is_told_when_it_happens_and_counted() -> None:
    lines = told(10, [OK, BROKEN])
    assert lines[1] == "failed: x, replication 0: FloatingPointError: NaN in advisor 3"
    assert lines[2].startswith("2 of 10 runs, 1 failed, ")


def test_what_need_not_be_done_again_is_not_waited_for() -> None:
    assert told(10, [OK] * 5, there=5)[-1].startswith("5 of 5 runs, ")


def test_the_rate_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four runs in two seconds: six more take three."""
    clock = iter([100.0, *[102.0] * 100])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    of = Pace(10, Console(file=io.StringIO()), live=False)
    for _ in range(4):
        of.ran(OK)
    assert of.words == "4 of 10 runs, 2 a second, 0:00:03 left"


def test_it_knows_which_runs_were_asked_for() -> None:
    of = Pace(3, Console(file=io.StringIO()), live=False)
    of.there(Task("c", "point", 0, 0, {}, {}, 0))
    of.ran(OK)
    of.ran(BROKEN)
    assert of.ids == {"a", "b", "c"}

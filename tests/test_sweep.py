"""Sweeps: every combination a job, in this process or in processes of their own that share the study."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from sim import results
from sim.__main__ import main

TINY = ["demand.calls_per_day=200", "horizon=3", "warmup=1", "replications=2", "workers=1"]
FORMS = "scenario=hierarchical,zappos_desk"


pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.mark.slow
def test_jobs_side_by_side_share_a_study(elsewhere: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In processes of their own, as a cluster's launcher makes them: the same runs as one after the other."""
    sweep = ["-m", FORMS, "governance.authority=0,50", *TINY]
    assert main([*sweep, "study=apart", "hydra/launcher=submitit_local"]) == 0
    assert "4 jobs in study apart" in capfd.readouterr().err
    assert main([*sweep, "study=here"]) == 0
    apart, here = (
        results.digest(Path("results", name), without=["wall_s", "study"]) for name in ("apart", "here")
    )
    assert apart == here
    assert len(results.load("results/apart")) == 8
    assert [path.name for path in elsewhere.iterdir()] == ["results"], "what the launcher needed is gone"


@pytest.mark.slow
def test_a_job_elsewhere_has_its_exit_code_here() -> None:
    """Forms that are overrun, and one that is refused, each in a process of its own."""
    overrun = ["scenario=ladder/mmn", "staffing.present=40", "horizon=3", "warmup=0", "replications=1"]
    how = ["workers=1", "hydra/launcher=submitit_local"]
    assert main(["-m", *overrun, "seed=1,2", *how]) == 3
    assert main(["-m", *overrun, "seed=1,2", "results.overwrite=true", *how]) == 2


def test_no_job_replaces_those_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-m", FORMS, *TINY, "results.overwrite=true"]) == 2
    assert "results.overwrite: True: expected false in a sweep" in capsys.readouterr().err
    assert not Path("results").exists()


def test_a_sweep_leaves_loggers_as_they_are() -> None:
    """What rules and kept code have to say is said in the jobs of a sweep, and after it."""
    one = logging.getLogger("sim.code_cache")
    small = [
        "demand.scale=0.02",
        "customers.count=500",
        "horizon=2",
        "warmup=0",
        "replications=1",
        "workers=1",
    ]
    assert main(["-m", "scenario=hierarchical", "seed=1", *small]) == 0
    assert not one.disabled

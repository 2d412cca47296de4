"""The command line as people and attackers use it: exit codes, one line, nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim import results
from sim.__main__ import main
from sim.study import DEFAULT_COMPARISON

ROOT = Path(__file__).resolve().parents[1]
QUICK = ["demand.calls_per_day=200", "horizon=6", "warmup=1", "replications=2", "workers=1"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every command is given in an empty folder."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def left_behind(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_study_prints_draws_and_says_where(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*QUICK, "study=mine"]) == 0
    out, err = capsys.readouterr()
    for word in (*DEFAULT_COMPARISON, "service level", "basis: equal_payroll"):
        assert word in out
    assert "advisors present" in err
    assert (elsewhere / "results/mine/comparison.png").read_bytes().startswith(b"\x89PNG")
    assert set(results.load("results/mine").status) == {"ok"}
    assert main([*QUICK, "study=mine"]) == 0
    assert "nothing added" in capsys.readouterr().err
    assert len(results.load("results/mine")) == 2 * len(DEFAULT_COMPARISON)
    assert set(left_behind(elsewhere)) >= {"results/mine/manifest.json"}
    assert not list(elsewhere.glob("outputs*")), "Hydra leaves nothing"


def test_all_bases_are_printed_one_after_the_other(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one study, whose runs say on which basis they were made; the staff of each form is told."""
    forms = ["compare=[hierarchical,managers_removed]", "demand.calls_per_day=300", "horizon=3", "warmup=1"]
    assert main([*forms, "replications=2", "workers=1", "basis=all", "study=mine"]) == 0
    out, err = capsys.readouterr()
    bases = ["fixed_headcount", "equal_payroll", "equal_service_level"]
    assert [out.index(f"basis: {basis}; 2 replications") for basis in bases] == sorted(
        out.index(f"basis: {basis}; 2 replications") for basis in bases
    )
    assert "managers_removed: " in err
    assert "employed (equal_payroll)" in err
    assert results.load("results/mine").groupby("basis").size().to_dict() == dict.fromkeys(bases, 4)


def test_a_study_of_points_has_a_line_for_each(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lever = "experiment.levers.governance.authority=[0,50]"
    assert main([*QUICK, "scenario=zappos_desk", lever, "study=mine"]) == 0
    out, _ = capsys.readouterr()
    assert out.count("zappos_desk") == 2
    assert "means with half the width of their 95 % interval, over 2 replications" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["governance.authority=-1"], "governance.authority"),
        (["governance.autority=5"], "governance.authority"),
        (["scenario=hierarchcal"], "hierarchical"),
        (["demand.file=calls.csv"], "demand.timezone"),
        (["demand.file=calls.csv", "demand.timezone=Europe/Pariss"], "Europe/Paris"),
        (["demand.file=calls.csv", "demand.timezone=Europe/Paris"], "calls.csv"),
        (["calendar.opens=12:30"], "opening hours"),
        (["hydra.run.dir=x"], "hydra"),
        (["study=../escape"], "study"),
        (["demand.weekday_factors=[1,1]"], "demand.weekday_factors"),
        (["governance.limits=[100]"], "governance.limits"),
        (["-m", "scenario=hierarchical,zapos_desk"], "zappos_desk"),
        (["--config-dir", "nowhere"], "nowhere"),
    ],
)
def test_bad_input_gets_one_line_and_leaves_nothing(
    arguments: list[str], told: str, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("refused: ")
    assert err.count("\n") == 1
    assert told in err
    assert left_behind(elsewhere) == []


ATTACKS = {
    "callbacks": "hydra:\n  callbacks:\n    x:\n      _target_: os.mkdir\n      name: owned\n",
    "target": "demand:\n  _target_: os.mkdir\n",
    "environment": "title: ${oc.env:HOME}\n",
    "bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "duplicate": "title: one\ntitle: two\n",
}


@pytest.mark.parametrize("attack", [*ATTACKS, "package"])
def test_a_hostile_scenario_runs_nothing(
    attack: str, tmp_path: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "theirs" / "scenario"
    folder.mkdir(parents=True)
    head = (
        "# @package hydra.run\ndir: owned\n"
        if attack == "package"
        else "# @package _global_\n" + ATTACKS[attack]
    )
    (folder / "mine.yaml").write_text(head)
    assert main(["--config-dir", str(tmp_path / "theirs"), "scenario=mine"]) == 2
    err = capsys.readouterr().err
    assert "mine.yaml" in err
    assert err.count("\n") == 1
    assert left_behind(elsewhere) == []
    assert left_behind(tmp_path / "theirs") == ["scenario", "scenario/mine.yaml"]


def test_a_scenario_of_ones_own(tmp_path: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine" / "scenario"
    folder.mkdir(parents=True)
    (folder / "trusting.yaml").write_text(
        "# @package _global_\nname: trusting\ngovernance:\n  authority: 60.0\n"
    )
    assert main(["--config-dir", str(tmp_path / "mine"), "scenario=trusting", "study=t", *QUICK]) == 0
    assert "trusting" in capsys.readouterr().out
    runs = results.load("results/t")
    assert set(runs.scenario) == {"hierarchical", "trusting"}
    assert set(runs[runs.scenario == "trusting"]["governance.authority"]) == {60.0}


def test_an_unstable_run_has_its_own_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["scenario=ladder/mmn", "staffing.present=40", "horizon=3", "warmup=0", "replications=1"]) == 3
    )
    assert "unstable: ladder/mmn" in capsys.readouterr().err


def test_a_sweep_is_one_study_and_returns_the_gravest_code(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = ["-m", "scenario=ladder/mmn", "staffing.present=40,55", "horizon=3", "warmup=0", "replications=1"]
    assert main(jobs) == 3
    assert "2 jobs" in capsys.readouterr().err
    (study,) = (elsewhere / "results").iterdir()
    assert study.name.startswith("sweep-")
    assert sorted(results.load(study).status) == ["ok", "unstable"]
    assert [path.name for path in elsewhere.iterdir()] == ["results"]


def test_damaged_results_are_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The part that is damaged is named; nothing is overwritten."""
    command = [*QUICK, "scenario=hierarchical", "study=s", "replications=1"]
    assert main(command) == 0
    (part,) = Path("results/s/parts").glob("runs-*.parquet")
    part.write_bytes(part.read_bytes()[:-9])
    capsys.readouterr()
    assert main(command) == 1
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith("results: ")
    assert part.name in told


def test_interrupted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.command.run_command", interrupt)
    assert main([]) == 130
    assert "kept" in capsys.readouterr().err


def test_as_a_module(elsewhere: Path) -> None:
    """The process itself leaves with the code, in one line and without a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "sim", "horizn=3"], capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert (
        done.stderr
        == "refused: horizn: 'horizn': expected a key of the configuration; did you mean 'horizon'?\n"
    )
    assert left_behind(elsewhere) == []

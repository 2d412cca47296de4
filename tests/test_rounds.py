"""Replications in rounds: how many come next, what is told, and what is refused before anything runs."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from sim import results
from sim.__main__ import main
from sim.experiment.stopping import Round
from sim.refusal import EXIT_REFUSED
from sim.rounds import told

SMALL = ["demand.scale=0.02", "horizon=5", "warmup=1", "workers=1", "replications=3", "study=one"]
UNTIL = ["until.outcome=service_level_share", "until.half_width=0.02"]
TWO = "compare=[hierarchical,zappos_desk]"


pytestmark = pytest.mark.usefixtures("elsewhere")


def runs() -> pd.DataFrame:
    return results.load("results/one")


def half_width(table: pd.DataFrame) -> float:
    """By hand, of the paired differences."""
    wide = table.pivot(index="replication", columns="scenario", values="service_level_share")
    difference = (wide.zappos_desk - wide.hierarchical).to_numpy(float)
    error = difference.std(ddof=1) / len(difference) ** 0.5
    return float(error * T_QUANTILES[len(difference)])


T_QUANTILES = {3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262, 12: 2.201}


def test_goes_on_until_the_interval_is_narrow_and_resumes(capsys: pytest.CaptureFixture[str]) -> None:
    """Rounds end with a half-width below the one wanted; the same command again runs nothing more."""
    assert main([TWO, *SMALL, *UNTIL, "until.most=12"]) == 0
    said = capsys.readouterr().err
    done = runs()
    assert done.groupby("scenario").size().nunique() == 1
    looks = [int(number) for number in re.findall(r"(\d+) replications: half-width", said)]
    assert looks[0] == 3
    assert looks == sorted(set(looks))
    assert looks[-1] == len(done) // 2
    told_widths = re.findall(r"half-width of service_level_share (\S+) ", said)
    assert float(told_widths[-1]) == pytest.approx(half_width(done), rel=2e-3)
    if looks[-1] < 12:
        assert half_width(done) <= 0.02
    assert main([TWO, *SMALL, *UNTIL, "until.most=12"]) == 0
    assert len(runs()) == len(done)


def test_ends_at_most_where_the_interval_stays_wide(capsys: pytest.CaptureFixture[str]) -> None:
    narrow = ["until.outcome=service_level_share", "until.half_width=1e-6", "until.most=5"]
    assert main([TWO, *SMALL, *narrow]) == 0
    assert "5 replications" in (said := capsys.readouterr().err)
    assert "not reached (until.most)" in said
    assert len(runs()) == 10


def test_one_scenario_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare=[hierarchical]", *SMALL, "until.outcome=stress_mean", "until.half_width=1"]) == 0
    assert "3 replications" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["until.outcome=stress_mean"], "until.half_width: None: expected an outcome and the half-width"),
        (["until.half_width=1"], "until.outcome: None: expected an outcome and the half-width"),
        (["until.outcome=stress_men", "until.half_width=1"], "until.outcome: 'stress_men': expected the"),
        ([*UNTIL, "experiment.levers.governance.authority=[0,50]"], "expected null, with levers"),
        ([*UNTIL, "replications=1"], "replications: 1: expected 2 or more"),
        (["experiment.levers.governance.authority=[0,50]", "experiment.outcomes=[stress_men]"],
         "experiment.outcomes[0]: 'stress_men': expected the name of an output of runs; did you mean"),
    ],
)  # fmt: skip
def test_is_refused_before_anything_runs(
    capsys: pytest.CaptureFixture[str], given: list[str], said: str
) -> None:
    assert main(["compare=[hierarchical]", *SMALL, *given]) == EXIT_REFUSED
    assert said in capsys.readouterr().err
    assert not Path("results").exists()


def test_a_value_that_is_missing_is_told() -> None:
    lacking = Round(mean=float("nan"), reached=1.0, wanted=0.5, replications=4, more=0, missing=1)
    assert told({"a": lacking}, "x").endswith("; 1 without a value")

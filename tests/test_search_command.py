"""The command that looks for levers that serve several ends: what it finds, keeps and refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import results
from sim.refusal import EXIT_REFUSED
from sim.search import main

SMALL = ["demand.scale=0.02", "horizon=10", "warmup=1", "workers=1", "replications=3", "study=one"]
MORE = ["experiment.points=8", "governance.breaking.violation_probability=0.3"]
GOALS = "experiment.outcomes=[fair_within_10_min_share,violations_per_1000_contacts]"


pytestmark = pytest.mark.usefixtures("elsewhere")


def test_the_front_of_two_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """Who may decide all decides at once and breaks no rule: known to be the best in both."""
    levers = "experiment.levers.governance.authority=[0,100000]"
    assert main([*SMALL, levers, GOALS, *MORE]) == 0
    captured = capsys.readouterr()
    front = captured.out.split("behind it")[0]
    rows = [line.split() for line in front.splitlines() if "±" in line]
    assert [row[0] for row in rows] == ["100000"]
    assert "2 points tried" in captured.out
    runs = results.load("results/one")
    assert len(runs) == 6
    assert main([*SMALL, levers, GOALS, *MORE]) == 0
    assert capsys.readouterr().out == captured.out
    assert len(results.load("results/one")) == 6


def test_a_point_that_cannot_be_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Demands and resources beyond the whole scale of strain."""
    levers = "experiment.levers.people.strain.demand_gain=[0.4,0.9]"
    assert main([*SMALL, levers, GOALS, "experiment.points=8"]) == 0
    assert "2 points tried, 1 of them without an outcome" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([GOALS], "experiment.levers: []: expected levers to choose among"),
        (["experiment.levers.governance.authority=[0,50]", "experiment.outcomes=[occupancy_share]"],
         "experiment.outcomes: 'occupancy_share': expected an outcome of which more, or less, is wanted"),
        (["experiment.levers.governance.authority=[0,50]"], "experiment.outcomes: []: expected one outcome"),
    ],
)  # fmt: skip
def test_is_refused_in_a_line(capsys: pytest.CaptureFixture[str], given: list[str], said: str) -> None:
    assert main([*SMALL, *given]) == EXIT_REFUSED
    assert said in capsys.readouterr().err
    assert not Path("results").exists()

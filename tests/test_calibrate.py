"""The command that fits free parameters: what it leaves and says, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.__main__ import main as simulate
from sim.calibrate import main
from sim.refusal import EXIT_REFUSED

SMALL = ["demand.scale=0.02", "horizon=10", "warmup=2", "workers=1"]
OWN = """\
design: latin_hypercube
points: {points}
same_random_numbers: false
uncertainties: {{people.absence.spells: [1, 9, log], people.strain.demand_gain: [0.3, 0.7]}}
targets: {{absence_share: [0.12, 0.01], stress_mean: [0.3, 0.01], survey_time_share: null}}
held_out: {{engagement_mean: [0.5, 0.1], occupancy_share: null}}
"""


@pytest.fixture
def own(elsewhere: Path) -> Path:
    """A folder of one's own experiments, beside which the command is given."""
    (elsewhere / "mine" / "experiment").mkdir(parents=True)
    return elsewhere / "mine"


def write(own: Path, text: str) -> list[str]:
    (own / "experiment" / "small.yaml").write_text(text)
    return ["--config-dir", str(own), "experiment=small", *SMALL]


def test_from_experiment_to_posterior_and_back(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Absence falls and rises with its intercept, so that its target narrows what the intercept may be.

    The posterior is then drawn from by a study like any other; the same command a second time runs nothing.
    """
    asked = write(own, OWN.format(points=64))
    assert main([*asked, "study=fit"]) == 0
    said = capsys.readouterr().out
    rows = {line.split("  ")[0].strip(): line for line in said.splitlines()}
    assert "out of reach" in rows["agree: I have the time to do good work"]
    assert "loss over the 2 within reach" in said
    experiment = yaml.safe_load(Path("results/fit/experiment/posterior.yaml").read_text())
    assert experiment["uncertainties"]["people.absence.spells"] == [1.0, 9.0, "log"]
    posterior = pd.read_csv("results/fit/posterior.csv")
    assert len(posterior) == 512
    spread = np.log(posterior["people.absence.spells"]).std() / (np.log(9) / np.sqrt(12))
    assert spread < 0.9
    assert main([*asked, "study=fit"]) == 0
    assert capsys.readouterr().out == said
    drawn = ["experiment=posterior", "experiment.points=2", "compare=[hierarchical]", "replications=1"]
    assert simulate(["--config-dir", "results/fit", *SMALL, *drawn, "study=drawn"]) == 0
    runs = pd.read_parquet(next(Path("results/drawn").glob("**/runs*.parquet")))
    assert sorted(runs["people.absence.spells"]) == sorted(posterior["people.absence.spells"][:2])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("uncertainties: {people.absence.spells: [1, 9, log], people.strain.demand_gain: [0.3, 0.7]}", ""),
         "experiment.uncertainties: {}: expected the parameters that are free"),
        (("targets: {absence_share: [0.12, 0.01], stress_mean: [0.3, 0.01], survey_time_share: null}", ""),
         "experiment.targets: {}: expected outputs that are to be met"),
        (("absence_share:", "absense_share:"), "did you mean 'absence_share'"),
        (("occupancy_share", "absence_share"), "expected an output that is no target"),
        (("people.strain.demand_gain: [0.3, 0.7]", "governance.approver: null"), "a number, to be fitted"),
        (("same_random", "levers: {people.skill: [0.9, 0.95]}\nsame_random"), "none in a calibration"),
    ],
)  # fmt: skip
def test_is_refused_in_a_line(
    own: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str], said: str
) -> None:
    text = OWN.format(points=64)
    assert change[0] in text
    assert main(write(own, text.replace(*change))) == EXIT_REFUSED
    assert said in capsys.readouterr().err
    assert not Path("results").exists()


def test_too_few_draws_to_learn_from(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(own, OWN.format(points=4))) == EXIT_REFUSED
    assert "experiment.points: 4: expected 64 draws or more" in capsys.readouterr().err

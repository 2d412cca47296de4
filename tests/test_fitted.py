"""The tables of a calibration, cell by cell, of figures set by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sim.experiment.calibration import BETWEEN, Posterior, Recovered, Targets
from sim.experiment.emulator import Emulator
from sim.experiment.problem import Dimension, Problem
from sim.fitted import Fitted, shown

PROBLEM = Problem(
    (Dimension("people.skill", "float", 0.0, 10.0), Dimension("people.appetite", "float", 0, 1))
)
TARGETS = Targets(("quits_per_year", "stress_mean"), np.array([0.2, 0.5]), np.array([0.1, 0.1]) * BETWEEN)
HELD_OUT = Targets(("a", "b", "c"), np.array([1.0, 1.0, 1.0]), np.array([0.2, 0.2, 0.2]))
# Two points of equal weight: the first parameter at 4 and 6, the second anywhere.
PLACES = np.array([[0.4, 0.0], [0.6, 1.0], [0.0, 0.5], [1.0, 0.5]])
FOUND = Posterior(PLACES, np.array([0.5, 0.5, 0, 0]), np.array([True, False]))
FITTED = Fitted(
    PROBLEM,
    TARGETS,
    HELD_OUT,
    Emulator(None, np.array([0.1, 0.1]), np.array([0.97, 0.03])),
    FOUND,
    Recovered(200, np.array([182, 150]), np.array([0.9, 0.0]), 50.0),
)
DRAWS = pd.DataFrame({"quits_per_year": [0.0, 1.0], "stress_mean": [0.1, 0.2]})
BEFORE = pd.DataFrame({"quits_per_year": [0.4], "stress_mean": [0.1], "a": [2.0], "b": [2.0], "c": [np.nan]})
AFTER = pd.DataFrame({"quits_per_year": [0.3], "stress_mean": [0.1], "a": [1.1], "b": [1.3], "c": [np.nan]})


@pytest.fixture(scope="module")
def rows() -> dict[str, list[str]]:
    """Cells of every row, by its first, and notes by their first words."""
    console = Console(width=250)
    with console.capture() as page:
        console.print(shown(FITTED, DRAWS, BEFORE, AFTER))
    lines = [line for line in page.get().splitlines() if line.strip()]
    return {line.split("  ")[0].strip(): line.split() for line in lines}


def test_a_parameter_in_its_own_unit(rows: dict[str, list[str]]) -> None:
    """Mean 5 of 4 and 6; variance .01 where the four points had .13; held 182 of 200 times."""
    assert " ".join(rows["people.skill"]) == "people.skill 0 - 10.0 5.00 4.00 - 6.00 0.92 91 0.90"


def test_what_is_not_narrowed_has_no_contraction(rows: dict[str, list[str]]) -> None:
    """The two points lie further apart than the four did: told as none."""
    assert rows["people.appetite"][-3:] == ["0.00", "75", "0.00"]


def test_a_target_is_missed_upwards_in_its_own_deviations(rows: dict[str, list[str]]) -> None:
    """Known .2 with deviation .1, fitted .3."""
    assert rows["turnover, a year"][-4:] == ["+1.0", "sd", "97", "%"]
    assert rows["stress_mean"][-5:] == ["out", "of", "reach", "3", "%"]


def test_the_loss_is_over_what_is_within_reach(rows: dict[str, list[str]]) -> None:
    """As it stands two deviations off, fitted one."""
    (loss,) = (line for line in rows if line.startswith("loss over the 1 within reach"))
    assert "4.00 as it stands, 1.000 fitted" in loss


def test_what_was_held_out_is_inside_or_outside_or_not_emitted(rows: dict[str, list[str]]) -> None:
    assert rows["a"][-1] == "inside"
    assert rows["b"][-1] == "outside"
    assert rows["c"][-3:] == ["-", "not", "emitted"]

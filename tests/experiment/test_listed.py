"""Draws from a file: what is read, and the line that refuses it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.experiment.listed import listed
from sim.experiment.uncertainties import uncertain
from sim.reasons import Reason
from sim.refusal import Refused
from sim.scenario import Scenario

DEFAULT = Scenario()
TWO_REASONS = replace(DEFAULT, demand=replace(DEFAULT.demand, reasons={"a": Reason(), "b": Reason()}))
RANGES: dict[str, Any] = {
    "people.skill": [0.85, 0.99],
    "governance.advice.colleagues": [1, 5],
    "demand.reasons.*.solve_probability": [0.5, 0.9],
}
HEAD = "people.skill,governance.advice.colleagues,demand.reasons.*.solve_probability\n"


def read(tmp_path: Path, text: str, points: int = 1) -> list[dict[str, Any]]:
    file = tmp_path / "draws.csv"
    file.write_text(text)
    return listed(str(file), uncertain(RANGES, TWO_REASONS), points)


def test_a_line_is_a_draw_and_some_columns_are_several_keys(tmp_path: Path) -> None:
    (first, second) = read(tmp_path, HEAD + "0.9,3,0.6\n0.95,5,0.7\n0.85,1,0.5\n", points=2)
    assert first == {
        "people.skill": 0.9,
        "governance.advice.colleagues": 3,
        "demand.reasons.a.solve_probability": 0.6,
        "demand.reasons.b.solve_probability": 0.6,
    }
    assert isinstance(first["governance.advice.colleagues"], int)
    assert second["people.skill"] == 0.95


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "0.9,2,0.6\n", "experiment.points: 2: expected at most 1, as many as there are lines in "),
        (HEAD + "0.9,2,0.6\n0.2,2,0.6\n", "line 3: people.skill: 0.2: expected a number from 0.85 to 0.99"),
        (HEAD + "0.9,2.5,0.6\n0.9,2,0.6\n", "colleagues: 2.5: expected a whole number from 1 to 5"),
        (HEAD + "0.9,2,\n0.9,2,0.6\n", "solve_probability: nan: expected a number from 0.5 to 0.9"),
        (HEAD + "0.9,x,0.6\n0.9,2,0.6\n", "colleagues: 'x': expected a whole number"),
        ("people.skil\n0.9\n", "'people.skill': expected a column of this name; did you mean 'people.skil'?"),
        ("", "this one is not readable"),
    ],
)
def test_is_refused_in_a_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        read(tmp_path, text, points=2)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    problem = uncertain(RANGES, TWO_REASONS)
    for file, said in ((None, "None: expected a CSV file"), (str(tmp_path / "x.csv"), "is no such file")):
        with pytest.raises(Refused, match=r"experiment\.draws") as caught:
            listed(file, problem, 1)
        assert said in str(caught.value)

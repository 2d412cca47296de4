"""The command that tells where one form is above another in a finished study."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from finished_studies import OUTCOME, write

from sim import regions


def corner(x: np.ndarray) -> np.ndarray:
    return np.where((x[:, 0] > 12) & (x[:, 1] <= 50), 0.3, -0.3)


def flat(x: np.ndarray) -> np.ndarray:
    return np.zeros(len(x))


def shown(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert regions.main(arguments) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def test_a_planted_region_in_plain_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines as a person reads them: meaning, condition with unit, key; then what holds, and how well."""
    folder = write(tmp_path / "one", "latin_hypercube", 256, corner)
    page = shown(capsys, str(folder), f"outcome={OUTCOME}", "forms=hierarchical,zappos_desk", "smallest=0.1")
    assert "hierarchical above zappos_desk by at least 0.1  in service_level_share\n" in page
    assert "could turn none of them" in page
    assert page.count("review, mean") == 3  # two leaves and the box
    assert page.count("governance.review.mean") == 3
    lines = [" ".join(line.split()) for line in page.splitlines()]
    above = next(place for place, line in enumerate(lines) if "review, mean above 1" in line)
    assert lines[above].startswith("if review, mean above 1")
    assert " min governance.review.mean" in lines[above]
    assert lines[above + 1].startswith("and largest stake an advisor decides at the desk at most ")
    assert lines[above + 2].startswith("then hierarchical above zappos_desk: 100 % of ")
    assert "no rule" not in page


def test_no_rule_is_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "one", "sobol", 64, flat)
    assert "no rule is better than saying always: not hierarchical above zappos_desk\n" in shown(
        capsys, str(folder), "smallest=0.1"
    )
    below = shown(capsys, str(folder), "side=below", "forms=zappos_desk,hierarchical", "smallest=0.1")
    assert "always: not zappos_desk below hierarchical\n" in below


def test_an_answer_for_each_point_of_the_levers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    levers = {"staffing.span_of_control": [8.0, 12.0]}
    page = shown(capsys, str(write(tmp_path / "one", "latin_hypercube", 60, corner, levers=levers)))
    for value in (8, 12):
        assert f"in service_level_share, staffing.span_of_control={value}\n" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("form=a,b", "did you mean 'forms'?"),
        ("hello", "expected key=value with one of outcome, forms, side, smallest, seed"),
        ("forms=hierarchical", "expected two of hierarchical, zappos_desk"),
        ("forms=hierarchical,circles", "'circles': expected two of hierarchical, zappos_desk"),
        ("side=over", "expected one of above, below"),
        ("smallest=-1", "smallest: -1: expected a number from 0"),
        ("smallest=much", "smallest: 'much': expected a number from 0"),
        ("smallest=nan", "smallest: nan: expected a number from 0"),
        ("seed=1.5", "seed: 1.5: expected a whole number"),
        ("outcome=nothing", "outcome: 'nothing': expected a column of numbers"),
    ],
)
def test_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: str, said: str
) -> None:
    line = shown(capsys, str(write(tmp_path / "one", "latin_hypercube", 4, corner)), typed, code=2)
    assert line.startswith("refused: ")
    assert said in line
    assert line.count("\n") == 1


def test_draws_laid_out_for_sensitivity_are_not_spread_evenly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "one", "morris", 2, corner)
    assert "expected a study by latin_hypercube or sobol" in shown(capsys, str(folder), code=2)

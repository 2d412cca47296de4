"""The command that tells which parameters of a finished study matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from finished_studies import OUTCOME, write

from sim import sensitivity
from sim.sensitivity import number

KEYS = ("governance.review.mean", "governance.authority", "governance.approver")


def steep(x: np.ndarray) -> np.ndarray:
    """Over its range the first parameter moves the outcome by 0.56, the others not at all."""
    return 0.02 * x[:, 0]


def shown(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert sensitivity.main(arguments) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def rows(page: str) -> list[list[str]]:
    return [line.split() for line in page.splitlines() if line.startswith("governance.")]


def test_the_table_of_a_morris_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first of three with its size in the headline's unit (56 %), and no other above the floor."""
    page = shown(capsys, str(write(tmp_path / "one", "morris", 8, steep)))
    assert page.count("service level, %  in hierarchical") == 1
    assert page.count("service level, %  in zappos_desk") == 1
    first, *others = rows(page)[:3]
    assert first[0] == KEYS[0]
    assert first[1:5] == ["2", "-", "30", "min"]
    assert first[5].endswith("*")
    assert float(first[5].rstrip("*")) == pytest.approx(56, abs=4)
    assert sorted(one[0] for one in others) == sorted(KEYS[1:])
    assert not any("*" in cell for one in [*others, *rows(page)[3:]] for cell in one)
    assert "by mu* 1 of 3 parameters" in page
    assert "by mu* 0 of 3 parameters" in page
    assert "morris: 32 draws, 4 replications of each" in page
    assert "floor: what replication noise alone stays below (95 % over all parameters together)" in page


def test_the_table_of_a_saltelli_study_and_of_what_noise_makes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = shown(capsys, str(write(tmp_path / "one", "saltelli", 64, steep)), OUTCOME)
    first = rows(page)[0]
    assert float(first[5].rstrip("*")) == pytest.approx(1, abs=0.3)
    assert "by ST 1 of 3 parameters" in page
    # Of variance 0.56 ** 2 / 12 between draws noise of a mean makes 0.02 ** 2 / 4.
    assert "replication noise makes 0.4 % of the variance" in page


def test_a_table_for_each_point_of_the_levers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    levers = {"staffing.span_of_control": [8.0, 12.5], "governance.advice.colleagues": [2, 3]}
    page = shown(capsys, str(write(tmp_path / "one", "morris", 4, steep, levers=levers)))
    for form in ("hierarchical", "zappos_desk"):
        for value in ("8", "12.5"):
            for asked in (2, 3):
                point = f"staffing.span_of_control={value}, governance.advice.colleagues={asked}"
                assert f"in {form}, {point}\n" in page
    assert len(rows(page)) == 24


def test_one_replication_has_no_floor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = shown(capsys, str(write(tmp_path / "one", "morris", 4, steep, replications=1)))
    assert "with one replication the floor is not known" in page
    assert all(row[-1] == "-" for row in rows(page))


def test_what_failed_is_refused_with_its_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(row: dict[str, Any]) -> dict[str, Any]:
        failed = row["scenario"] == "hierarchical" and row["draw"] == 3
        return row | ({"status": "failed", OUTCOME: None} if failed else {})

    folder = write(tmp_path / "one", "morris", 4, steep, change=change)
    assert shown(capsys, str(folder), code=2) == (
        "refused: outcome service_level_share: 60: expected all 64 runs: "
        "4 have failed, are unstable or have no value\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["service_level"], 2, "did you mean 'service_level_share'?"),
        (["scenario"], 2, "expected a column of numbers"),
    ],
)
def test_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    line = shown(capsys, str(write(tmp_path / "one", "morris", 2, steep)), *arguments, code=code)
    assert said in line
    assert line.count("\n") == 1


def test_studies_that_have_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    even = write(tmp_path / "even", "latin_hypercube", 8, steep)
    assert "expected a study by the design morris or saltelli" in shown(capsys, str(even), code=2)
    assert "expected the folder of a study" in shown(capsys, str(tmp_path / "none"), code=2)
    short = write(tmp_path / "short", "morris", 3, steep)
    manifest = short / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"points": 3', '"points": 4'), "utf-8")
    assert "48: expected all 64 runs: 16 have failed" in shown(capsys, str(short), code=2)
    manifest.write_text(manifest.read_text("utf-8").replace('"experiment"', '"other"'), "utf-8")
    assert "expected a study in which something was uncertain" in shown(capsys, str(short), code=2)
    next((even / "parts").glob("*")).write_bytes(b"")
    assert shown(capsys, str(even), code=1).startswith("results: even/parts/")


def test_numbers_are_never_powers() -> None:
    assert [number(value) for value in (0, -0.0, 1234567.8, 0.12345, 12.345, 1e-9, -0.5, float("nan"))] == [
        "0", "0", "1,234,568", "0.123", "12.3", "0.000000", "-0.500", "-",
    ]  # fmt: skip

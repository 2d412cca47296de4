"""The command: what it prints, what it refuses, that it goes on where it stopped."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from sim import facts
from sim.claims.declared import Part
from sim.claims.judging import STANDINGS
from sim.claims.kept import KEPT, RUNS, read, version
from sim.claims.measuring import Centres, Item
from sim.claims.page import _run_so_far
from sim.claims.renewing import renewals
from sim.claims.rows import FACTS
from sim.facts import main
from sim.refusal import EXIT_REFUSED

KEYS = {
    "id", "claim", "source", "effect", "low", "high", "unit", "column", "verdict", "standing",
    "share_of_draws", "capacity_alone", "reversed", "reason", "rests_on",
}  # fmt: skip


def told(folder: Path, *words: str) -> list[str]:
    return ["--folder", str(folder), *words]


def test_the_results_that_are_kept_are_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "facts.json"
    assert main(told(KEPT, "--json", str(out))) == 0
    said = capsys.readouterr().out
    assert all(fact.claim in said for fact in FACTS)
    assert " by construction, " in said.splitlines()[-1]
    rows = json.loads(out.read_text())
    assert [row["id"] for row in rows] == [fact.number for fact in FACTS]
    assert all(row.keys() >= KEYS for row in rows)
    assert {row["standing"] for row in rows} <= {*STANDINGS, None}
    assert {row["verdict"] for row in rows} <= {"holds", "contradicted", "undecided", None}


SHORT = ["--run", "--replications", "3", "--switched", "2", "--draws", "0", "--symmetric", "0", "23"]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row, of a tiny centre."""
    monkeypatch.setattr(facts, "FACTS", tuple(fact for fact in FACTS if fact.number == 23))
    monkeypatch.setattr(facts, "Centres", lambda rows: Centres(rows, ("demand.scale=0.03",)))


@pytest.mark.usefixtures("small")
def test_a_row_is_run_and_goes_on_where_it_stopped(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(told(tmp_path, *SHORT, "--workers", "1")) == 0
    first = capsys.readouterr()
    assert "initiative of the others" in first.out
    lines = (tmp_path / RUNS).read_text().splitlines()
    (tmp_path / RUNS).write_text("\n".join(lines[:-1]) + "\n" + lines[-1][:20])
    done: list[Item] = []
    usual = facts._done
    monkeypatch.setattr(facts, "_done", lambda centres, item: (done.append(item), usual(centres, item))[1])
    assert main(told(tmp_path, *SHORT, "--workers", "1")) == 0
    assert len(done) == 1
    assert capsys.readouterr().out == first.out
    assert len(read(tmp_path).items["reversed"]) == 2


@pytest.mark.usefixtures("small")
def test_results_of_another_version_are_renewed_if_they_come_out_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Not those of this version, nor where a digit differs: then nothing is written."""
    assert main(told(tmp_path, *SHORT, "--workers", "1")) == 0
    assert main(told(tmp_path, "--renew", "1")) == EXIT_REFUSED
    runs = tmp_path / RUNS
    runs.write_text(runs.read_text().replace(version(), "another"))
    before = read(tmp_path).items
    assert main(told(tmp_path, "--renew", "2", "--workers", "1")) == 0
    assert read(tmp_path).items == before
    assert read(tmp_path).versions == {version()}
    assert "computed with another, and 10 items" in "".join(renewals(read(tmp_path)))
    lines = [json.loads(line) for line in runs.read_text().replace(version(), "another").splitlines()]
    lines[0]["effects"] = {key: [[1.5, *parts[0][1:]]] for key, parts in lines[0]["effects"].items()}
    runs.write_text(wrong := "".join(json.dumps(line) + "\n" for line in lines))
    capsys.readouterr()
    assert main(told(tmp_path, "--renew", "1", "--workers", "1")) == EXIT_REFUSED
    assert "refused: central 0, row 23:" in capsys.readouterr().err.splitlines()[-1]
    assert runs.read_text() == wrong


def test_standing_is_tried_of_rows_that_hold_alone(tmp_path: Path) -> None:
    """One that holds and one that does not; of draws about zero only where no single rule says so."""
    rises, falls = (fact for fact in FACTS if fact.number in (41, 10))
    kept = read(tmp_path)
    for number in range(3):
        for fact, sign in ((rises, 1.0), (falls, -1.0)):
            sides = [[part_sign(part) * sign * (1.0 + number / 10), 0.0] for part in fact.parts]
            kept.add(Item("central", number, 3, (fact.key,)), {fact.key: sides})
    given = argparse.Namespace(quick=False, replications=3, switched=2, draws=4, symmetric=4)
    steps: dict[str, list[Item]] = {}
    for name, found in facts.phases([rises, falls], kept, given):
        steps[name] = steps.get(name, []) + found
    assert {item.keys for item in steps["mechanisms switched off one by one"]} == {(rises.key,)}
    assert {item.keys for item in steps["draws of what is not known"]} == {(rises.key, falls.key)}
    assert [item.number for item in steps["draws of psychology about zero"]] == [0, 1, 2, 3]
    assert {item.keys for item in steps["draws of psychology about zero"]} == {(rises.key,)}


def part_sign(part: Part) -> float:
    return 1.0 if part.low == 0.0 else -1.0


def test_results_of_another_version_are_stale(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    fact = next(fact for fact in FACTS if fact.number == 23)
    line = {"programme": "central", "number": 0, "version": "another", "effects": {fact.key: [[2.0, 1.0]]}}
    (tmp_path / RUNS).write_text(json.dumps(line) + "\n")
    assert main(told(tmp_path, "23")) == 0
    assert "stale" in capsys.readouterr().out


def test_some_rows_are_not_run_where_all_others_would_be_lost(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = json.dumps({"programme": "central", "number": 0, "version": "another", "effects": {}}) + "\n"
    (tmp_path / RUNS).write_text(text)
    assert main(told(tmp_path, "--run", "23")) == EXIT_REFUSED
    assert "another version" in capsys.readouterr().err
    assert (tmp_path / RUNS).read_text() == text


def test_the_page_says_how_much_is_missing(tmp_path: Path) -> None:
    """Whatever was asked for: of draws not run it is told how many there should be."""
    kept = read(tmp_path)
    kept.add(Item("draws", 0, 4, ()), {})
    assert "central 0 of 30" in _run_so_far(kept)
    assert "draws 1 of 200, symmetric 0 of 500" in _run_so_far(kept)


def test_nothing_kept_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(told(tmp_path, "4")) == 0
    assert "not run yet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["44"], "row: '44': expected a number from 1 to 43"),
        (["--quick", "--run"], "--quick --run"),
        (["--replications", "1"], "replications: 1"),
        (["--draws", "-1"], "draws: -1"),
        (["--workers", "0"], "workers: 0"),
        (["--json", "no/such/folder/x.json"], "no/such/folder/x.json"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    words: list[str], named: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(told(tmp_path, *words)) == EXIT_REFUSED
    said = capsys.readouterr().err
    assert said.startswith("refused: ")
    assert said.count("\n") == 1
    assert named in said

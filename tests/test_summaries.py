"""Counts and means of a study, part by part."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path

import pytest

from sim import results
from sim.experiment.store import Store
from sim.refusal import Refused

Row = dict[str, object]
PARTS: list[list[Row]] = [
    [
        {"run_id": "a", "scenario": "x", "status": "ok", "margin_eur": 1.0, "calls": 10},
        {"run_id": "b", "scenario": "x", "status": "ok", "margin_eur": None, "calls": 11},
    ],
    [{"run_id": "c", "scenario": "x", "status": "failed", "error": "no advisor left"}],
    [
        {"run_id": "d", "scenario": "x", "status": "ok", "margin_eur": 4, "calls": None},
        {"run_id": "e", "scenario": "w", "status": "ok", "margin_eur": -2.5, "calls": 1},
    ],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(Store.open(tmp_path / "s", {"schema_version": 1})) as store:
        for rows in PARTS:
            store.add(rows)
            store.flush()
    return tmp_path / "s"


def test_counts_and_means_by_scenario_and_status(folder: Path) -> None:
    found = results.summary(folder, ["margin_eur", "calls"])
    assert list(found.index) == [("w", "ok"), ("x", "failed"), ("x", "ok")]
    assert found.index.names == ["scenario", "status"]
    assert list(found.columns) == ["runs", "margin_eur", "margin_eur missing", "calls", "calls missing"]
    assert found["runs"].tolist() == [1, 1, 3]
    assert found["margin_eur"].tolist()[::2] == [-2.5, 2.5]
    assert found["margin_eur missing"].tolist() == [0, 1, 1]
    assert math.isnan(found.loc[("x", "failed"), "margin_eur"])
    assert found.loc[("x", "ok"), "calls"] == 10.5


def test_compaction_changes_nothing(folder: Path) -> None:
    before = results.summary(folder, ["margin_eur"])
    with closing(Store.open(folder, {"schema_version": 1})) as store:
        assert store.compact() == 2
    assert results.summary(folder, ["margin_eur"]).equals(before)


def test_counts_alone(folder: Path) -> None:
    assert results.summary(str(folder))["runs"].sum() == 5


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("margin_eu", r"column: 'margin_eu': expected a column of the runs; did you mean 'margin_eur'\?"),
        ("error", "column: 'error': expected a column of numbers, this one holds string"),
    ],
)
def test_other_columns_are_refused(folder: Path, column: str, told: str) -> None:
    with pytest.raises(Refused, match=f"^{told}$"):
        results.summary(folder, [column])


def test_other_folders_are_refused(folder: Path) -> None:
    with pytest.raises(Refused, match="here one of: s"):
        results.summary(folder.parent)


def test_a_study_without_runs_is_refused(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "s", {"schema_version": 1})) as store:
        store.add([{"run_id": "a", "day": 1}], "days")
    with pytest.raises(Refused, match="runs in its registry"):
        results.summary(tmp_path / "s")

"""Reading a study back."""

from __future__ import annotations

import datetime
import json
import math
import pickle
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim.results as results
from sim.experiment.store import Store
from sim.refusal import Refused
from sim.results import StoreFault

Row = dict[str, object]

MANIFEST = {"schema_version": 1, "model_version": "abc"}


def stored(folder: Path, *batches: list[Row], table: str = "runs") -> Path:
    with closing(Store.open(folder, MANIFEST)) as store:
        for batch in batches:
            assert store.add(batch, table=table) == len(batch)
            store.flush()
    return folder


def row(run_id: str, **values: object) -> Row:
    return {"run_id": run_id} | values


class TestLoad:
    def test_one_row_for_each_run_leading_columns_first(self, tmp_path: Path) -> None:
        rows: list[Row] = [
            {
                "margin_eur": 10.5,
                "status": "ok",
                "seed": 1,
                "replication": replication,
                "scenario": scenario,
                "run_id": f"{scenario}{replication}",
                "demand.scale": 2.0,
            }
            for replication, scenario in [(10, "circles"), (2, "hierarchical"), (2, "circles")]
        ]
        frame = results.load(str(stored(tmp_path / "s", rows)))
        assert list(frame.columns) == [
            *("run_id", "scenario", "replication", "seed", "status"),
            *("margin_eur", "demand.scale"),
        ]
        assert list(frame["run_id"]) == ["circles2", "circles10", "hierarchical2"], "as numbers, not as text"
        assert list(frame.index) == [0, 1, 2]
        assert frame["margin_eur"].dtype == np.float64
        assert frame["replication"].dtype == np.int64

    def test_days_are_a_table_of_their_own(self, tmp_path: Path) -> None:
        folder = stored(tmp_path / "s", [row("a", status="ok")])
        stored(
            folder, [row(run, day=day, stress_mean=0.5) for run in "ab" for day in (9, 10, 1)], table="days"
        )
        assert list(results.load(folder)["run_id"]) == ["a"]
        frame = results.load(folder, "days")
        assert list(zip(frame["run_id"], frame["day"], strict=True)) == [
            *(("a", 1), ("a", 9), ("a", 10)),
            *(("b", 1), ("b", 9), ("b", 10)),
        ]

    def test_parts_may_have_different_columns_and_missing_is_null(self, tmp_path: Path) -> None:
        folder = stored(
            tmp_path / "s",
            [row("a", margin_eur=None, error=None)],
            [row("b", margin_eur=1, stress_mean=0.25)],
            [row("c", margin_eur=2.5, error="no advisor left")],
        )
        frame = results.load(folder)
        assert frame["margin_eur"].isna().tolist() == [True, False, False]
        assert frame["margin_eur"].tolist()[1:] == [1.0, 2.5]
        assert frame["stress_mean"].isna().tolist() == [True, False, True]
        assert frame["error"].isna().tolist() == [True, True, False]

    def test_a_column_of_numbers_and_texts_is_text_however_it_was_batched(self, tmp_path: Path) -> None:
        values = [10, 2.0, 2.5, "auto", True]
        mixed = [row(str(place), warmup=value) for place, value in enumerate(values)]
        batched = [
            [mixed],
            [[one] for one in mixed],
            [mixed[:3], mixed[3:]],
            [mixed[:2], mixed[2:4], mixed[4:]],
        ]
        for number, batches in enumerate(batched):
            frame = results.load(stored(tmp_path / str(number), *batches))
            assert list(frame["warmup"]) == ["10", "2", "2.5", "auto", "true"]

    def test_values_come_back_as_they_were(self, tmp_path: Path) -> None:
        values: Row = {
            "whole": 2**53 + 1,
            "negative": -(2**63),
            "exact": 0.1 + 0.2,
            "tiny": 5e-324,
            "infinite": math.inf,
            "switch": False,
            "text": "é, =1+1\n\u2028<b>",
            "date": datetime.date(2025, 1, 6),
        }
        frame = results.load(stored(tmp_path / "s", [row("a", **values)]))
        assert {name: frame[name][0] for name in values} == values

    def test_numpy_lists_and_numbers_too_large(self, tmp_path: Path) -> None:
        values: Row = {
            "whole": np.int32(3),
            "real": np.float32(0.5),
            "switch": np.bool_(True),
            "list": [1, (2.5, "x")],
            "mapping": {"b": 1, "a": None},
            "large": 2**70,
            "broken": "file \udcff",
        }
        frame = results.load(stored(tmp_path / "s", [row("a", **values)]))
        assert {name: frame[name][0] for name in values} == {
            "whole": 3,
            "real": 0.5,
            "switch": True,
            "list": '[1,[2.5,"x"]]',
            "mapping": '{"a":null,"b":1}',
            "large": str(2**70),
            "broken": "file \\udcff",
        }

    def test_nan_and_null_are_one_spelling_of_no_value(self, tmp_path: Path) -> None:
        one = stored(tmp_path / "one", [row("a", wait=float("nan")), row("b", wait=1.0)])
        two = stored(tmp_path / "two", [row("a", wait=None)], [row("b", wait=1.0)])
        three = stored(tmp_path / "three", [row("a")], [row("b", wait=np.float64(1.0))])
        assert results.digest(one) == results.digest(two) == results.digest(three)
        (batch,) = results.batches(one, "runs")
        assert batch.column("wait").null_count == 1

    def test_changes_nothing(self, tmp_path: Path) -> None:
        folder = stored(tmp_path / "s", [row("a")])
        (folder / ".manifest.json.tmp").write_text("somebody is writing")
        before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        results.load(folder)
        assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


class TestOtherFolders:
    def test_a_results_folder_lists_its_studies(self, tmp_path: Path) -> None:
        for name in ("circles-1", "b", "a"):
            stored(tmp_path / name, [row("a")])
        (tmp_path / "other").mkdir()
        (tmp_path / "README.md").write_text("")
        with pytest.raises(Refused) as refusal:
            results.load(tmp_path)
        assert str(refusal.value).endswith("expected the folder of a study, here one of: a, b, circles-1")
        assert "\n" not in str(refusal.value)

    @pytest.mark.parametrize("name", ["", "missing", "file"])
    def test_any_other_folder_is_refused(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(Refused, match=r"^results folder: .*expected the folder of a study \(one with"):
            results.load(tmp_path / name)
        assert [entry.name for entry in tmp_path.iterdir()] == ["file"]

    def test_a_study_without_runs_or_days_is_refused(self, tmp_path: Path) -> None:
        folder = stored(tmp_path / "s", [row("a")], table="days")
        with pytest.raises(Refused, match="a study with runs in its registry"):
            results.load(folder)
        folder = stored(tmp_path / "t", [row("a")])
        with pytest.raises(Refused, match="a study with days in its registry"):
            results.load(folder, "days")


class TestDamage:
    @pytest.mark.parametrize(
        "entry",
        [
            {"file": "../outside.parquet"},
            {"file": "/etc/passwd"},
            {"file": f"parts/../../runs-{0:032x}.parquet"},
            {"file": f"parts/runs-{1:032x}.parquet"},
            {"table": "days"},
            {"sha256": None},
            {"file": 3},
            {"further": "x"},
        ],
    )
    def test_a_registry_that_names_other_files_is_not_followed(
        self, tmp_path: Path, entry: dict[str, object]
    ) -> None:
        folder = stored(tmp_path / "s", [row("a")], [row("b")])
        first, second = (folder / "registry.jsonl").read_text().splitlines()
        (folder / "registry.jsonl").write_text(json.dumps(json.loads(first) | entry) + f"\n{second}\n")
        with pytest.raises(StoreFault, match=r"^s/registry.jsonl line 1: names no part of ours$"):
            results.load(folder)

    @pytest.mark.parametrize("entry", [{"rows": 2}, {"rows": "1"}])
    def test_a_part_with_other_rows_than_registered_is_told(
        self, tmp_path: Path, entry: dict[str, object]
    ) -> None:
        folder = stored(tmp_path / "s", [row("a")])
        (line,) = (folder / "registry.jsonl").read_text().splitlines()
        (folder / "registry.jsonl").write_text(json.dumps(json.loads(line) | entry) + "\n")
        with pytest.raises(StoreFault, match=r"^s/parts/runs-.*: 1 rows, .* registered"):
            results.load(folder)

    @pytest.mark.parametrize("where", [0, 4, 200, -20, -1])
    def test_a_flipped_bit_anywhere_is_told(self, tmp_path: Path, where: int) -> None:
        folder = stored(tmp_path / "s", [row("a", margin_eur=1.0)])
        (part,) = results.registered(folder)
        content = bytearray((folder / part.file).read_bytes())
        content[where] ^= 4
        (folder / part.file).write_bytes(content)
        with pytest.raises(StoreFault, match=rf"^s/{part.file}: [^\n]*run the study again[^\n]*$"):
            results.load(folder)

    @pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"schema_version": 2}'])
    def test_a_manifest_that_is_none_is_told(self, tmp_path: Path, content: str) -> None:
        folder = stored(tmp_path / "s", [row("a")])
        (folder / "manifest.json").write_text(content)
        with pytest.raises(StoreFault, match=r"^s/manifest.json: "):
            results.read_manifest(folder)
        assert len(results.load(folder)) == 1, "the runs can be read without it"

    def test_a_fault_survives_the_way_from_a_worker(self) -> None:
        fault = pickle.loads(pickle.dumps(StoreFault("two\nlines")))
        assert (type(fault), str(fault)) == (StoreFault, "two lines")


def test_importing_loads_no_pandas() -> None:
    code = "import sys, sim.results; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_memory_holds_one_part_at_a_time(tmp_path: Path) -> None:
    folder = stored(tmp_path / "s", *([row(f"{part}-{n}") for n in range(part + 1)] for part in range(4)))
    assert [batch.num_rows for batch in results.batches(folder, "runs")] == [1, 2, 3, 4]
    assert isinstance(results.load(folder), pd.DataFrame)


def test_some_columns_of_many(tmp_path: Path) -> None:
    """The leading ones come with them; what no run has is left out."""
    with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
        store.add([{"run_id": name, "scenario": "x", "replication": 0, "a": 1.0, "b": 2.0} for name in "cd"])
    frame = results.load(tmp_path / "s", columns=["b", "nothing"])
    assert list(frame.columns) == ["run_id", "scenario", "replication", "b"]
    assert list(frame.run_id) == ["c", "d"]

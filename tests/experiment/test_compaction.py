"""Small parts become large ones, the rows stay; who reads meanwhile sees either."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest
from made_up_study import MANIFEST, Row, days, digests, files, run, stored

from sim import parts, results
from sim.experiment import compaction
from sim.experiment import store as storing
from sim.experiment.store import Store, StoreFault

MANY = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study of many small parts."""
    with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
        for number in range(MANY):
            store.add_run(run(number), {"days": days(number)})
            store.flush()
    return tmp_path / "s"


def compact(folder: Path) -> int:
    with closing(Store.open(folder, MANIFEST)) as store:
        return store.compact()


def rows_of(batches: Iterator[pa.Table]) -> list[str]:
    return [run_id for batch in batches for run_id in batch.column("run_id").to_pylist()]


def test_many_become_one_a_table_and_the_content_stays(folder: Path) -> None:
    before, frame = digests(folder), results.load(folder)
    assert len(results.registered(folder)) == 2 * MANY
    assert compact(folder) == 2 * (MANY - 1)
    assert digests(folder) == before
    assert results.load(folder).equals(frame)
    now = results.registered(folder)
    assert [(part.table, part.rows, part.runs) for part in now] == [
        ("days", 3 * MANY, MANY),
        ("runs", MANY, MANY),
    ]
    assert files(folder) == {part.file for part in now} | {"manifest.json", "registry.jsonl", ".owner"}
    assert compact(folder) == 0
    with closing(Store.open(folder, MANIFEST)) as store:
        assert store.add([run(number) for number in range(MANY)]) == 0


def test_one_line_registers_the_new_and_withdraws_the_old(folder: Path) -> None:
    old = [part.file for part in results.registered(folder, "runs")]
    lines = (folder / "registry.jsonl").read_bytes()
    compact(folder)
    added = (folder / "registry.jsonl").read_bytes().removeprefix(lines).splitlines()
    assert len(added) == 2
    assert json.loads(added[1])["replaces"] == old


def test_up_to_the_size_declared_and_what_is_half_full_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digests(folder)
    size = max((folder / part.file).stat().st_size for part in results.registered(folder))
    monkeypatch.setattr(compaction, "PART_BYTES", 5 * size)
    compact(folder)
    counted = [part.runs for part in results.registered(folder, "runs")]
    assert max(counted) in (5, 6)
    assert sum(counted) == MANY
    monkeypatch.setattr(compaction, "PART_BYTES", size)
    assert compact(folder) == 0, "each is more than half a part"
    assert digests(folder) == before


@pytest.mark.parametrize("further", [0, 3])
def test_a_reader_that_began_before_reads_every_row_once(folder: Path, further: int) -> None:
    """Also where the large part was itself made part of a larger one meanwhile."""
    order = rows_of(results.batches(folder, "days"))
    reading = results.batches(folder, "days")
    first = rows_of(iter([next(reading)]))
    compact(folder)
    with closing(Store.open(folder, MANIFEST)) as store:
        for number in range(MANY, MANY + further):
            store.add_run(run(number), {"days": days(number)})
            store.flush()
    compact(folder)
    assert first + rows_of(reading) == order


def test_a_reader_of_the_registry_before_reads_columns_and_ids_too(folder: Path) -> None:
    before = results.registered(folder, "days")
    schema = parts.schema_of(folder, before)
    compact(folder)
    assert parts.schema_of(folder, before) == schema
    assert [parts.run_ids(folder, part).to_pylist() for part in before] == [
        [run(number)["run_id"]] for number in range(MANY)
    ]


def test_parts_of_other_columns_and_types_give_the_same_digest(tmp_path: Path) -> None:
    values: list[Row] = [
        {"warmup": 10},
        {"warmup": 2.0},
        {"warmup": None, "x": 1},
        {"x": 2.5},
        {"error": "no"},
    ]
    rows = [run(number) | value for number, value in enumerate(values)]
    for name, late in (("never", 0), ("first", 2), ("last", 6)):
        with closing(Store.open(tmp_path / name, MANIFEST)) as store:
            for place, row in enumerate([*rows, run(9, warmup="auto", x=True)], start=1):
                stored(store, [row])
                if place == late:
                    store.compact()
    assert len({results.digest(tmp_path / name) for name in ("never", "first", "last")}) == 1
    assert len(results.registered(tmp_path / "last")) == 1


def test_a_damaged_part_is_named_and_nothing_is_lost(folder: Path) -> None:
    damaged = results.registered(folder, "days")[3]
    content = (folder / damaged.file).read_bytes()
    (folder / damaged.file).write_bytes(content[:-60] + bytes(20) + content[-40:])
    before = files(folder)
    with pytest.raises(StoreFault, match=f"{damaged.file}: the content differs"):
        compact(folder)
    assert files(folder) == before
    (folder / damaged.file).write_bytes(content)
    compact(folder)
    assert len(results.load(folder, "days")) == 3 * MANY


def test_a_large_part_that_was_deleted_is_done_anew(folder: Path) -> None:
    before = digests(folder)
    compact(folder)
    (folder / results.registered(folder, "runs")[0].file).unlink()
    with closing(Store.open(folder, MANIFEST)) as store:
        assert len(store.known()) == 0
        for number in range(MANY):
            assert store.add_run(run(number), {"days": days(number)})
    assert digests(folder) == before, "and the days, which were still there, not doubled"


@pytest.mark.parametrize("change", [{"rows": 3}, {"replaces": ["parts/none"]}, {"replaces": 3}])
def test_a_replacement_that_cannot_be_one_is_told(folder: Path, change: dict[str, object]) -> None:
    compact(folder)
    registry = folder / "registry.jsonl"
    *lines, last = registry.read_text().splitlines()
    registry.write_text("\n".join([*lines, json.dumps(json.loads(last) | change), lines[0], ""]))
    with pytest.raises(StoreFault, match=r"^s/registry.jsonl line \d+: names no part of ours$"):
        results.load(folder)


def test_a_session_of_many_commits_keeps_its_parts_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "COMPACT_COMMITS", 4)
    with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
        for number in range(10):
            stored(store, [run(number)])
    assert [part.rows for part in results.registered(tmp_path / "s")] == [8, 1, 1]


def test_of_nothing_is_nothing(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
        assert store.compact() == 0
    assert list(tmp_path.iterdir()) == []

"""Runs wait in memory and are committed together: when, in what order, and what a fault leaves."""

from __future__ import annotations

import errno
import os
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from made_up_study import MANIFEST, days, run

from sim import results
from sim.experiment import store as storing
from sim.experiment.store import Store, StoreFault
from sim.experiment.waiting import Clock, Waiting


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "s"


def test_what_waits_is_not_stored_and_not_taken_twice(folder: Path) -> None:
    with closing(Store.open(folder, MANIFEST)) as store:
        assert store.add_run(run(0), {"days": days(0)})
        assert not store.add_run(run(0), {"days": days(0)})
        assert (len(store.known()), len(store.known("days"))) == (0, 0)
        assert results.registered(folder) == []
        store.flush()
        assert (len(store.known()), len(store.known("days"))) == (1, 1)
        assert not store.add_run(run(0), {"days": days(0)})
    assert (len(results.load(folder)), len(results.load(folder, "days"))) == (1, 3)


def test_closing_commits(folder: Path) -> None:
    with closing(Store.open(folder, MANIFEST)) as store:
        store.add_run(run(0))
    assert len(results.load(folder)) == 1


def test_many_runs_are_one_part_a_table_and_runs_are_registered_last(folder: Path) -> None:
    with closing(Store.open(folder, MANIFEST)) as store:
        for number in range(20):
            store.add_run(run(number), {"visits": days(number), "days": days(number)})
    assert [(part.table, part.runs) for part in results.registered(folder)] == [
        *(("days", 20), ("visits", 20), ("runs", 20))
    ]


def test_days_that_are_there_already_are_not_doubled(folder: Path) -> None:
    """As after a kill between a commit's tables, by a store that registered them one by one."""
    with closing(Store.open(folder, MANIFEST)) as store:
        store.add(days(0), "days")
    with closing(Store.open(folder, MANIFEST)) as store:
        assert store.add_run(run(0), {"days": days(0)})
    assert len(results.load(folder, "days")) == 3


def test_a_number_of_rows_is_committed_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "FLUSH_ROWS", 8)
    with closing(Store.open(folder, MANIFEST)) as store:
        stored = []
        for number in range(5):
            store.add_run(run(number), {"days": days(number)})
            stored.append(len(store.known()))
        assert stored == [0, 2, 2, 4, 4]


def test_seconds_later_it_is_committed_though_nobody_calls(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "FLUSH_S", 0.05)
    with closing(Store.open(folder, MANIFEST)) as store:
        for number in range(2):
            store.add_run(run(number))
            until = time.monotonic() + 20
            while len(store.known()) == number and time.monotonic() < until:
                time.sleep(0.01)
            assert len(results.load(folder)) == number + 1


def test_a_fault_that_the_clock_met_is_told_by_the_next_call(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storing, "FLUSH_S", 0.01)
    store = Store.open(folder, MANIFEST)
    store.add_run(run(0))
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        until = time.monotonic() + 20
        while store._late is None and time.monotonic() < until:
            time.sleep(0.01)
        with pytest.raises(StoreFault, match=os.strerror(errno.ENOSPC)):
            store.add_run(run(1))
        with pytest.raises(StoreFault, match=os.strerror(errno.ENOSPC)):
            store.close()
    again = Store.open(folder, MANIFEST)
    assert again.add_run(run(0)), "given free by the close that failed"
    again.close()
    assert len(results.load(folder)) == 1


def test_what_a_failed_commit_registered_waits_no_longer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The days' part was complete, that of the runs not: it is registered, and only the runs wait on."""
    with closing(Store.open(folder, MANIFEST)) as store:
        store.add_run(run(0), {"days": days(0)})
        write = storing.write_part

        def half(folder: Path, content: object, table: str) -> object:
            if table == "runs":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return write(folder, content, table)

        with monkeypatch.context() as patch:
            patch.setattr(storing, "write_part", half)
            with pytest.raises(StoreFault):
                store.flush()
        store.add_run(run(1), {"days": days(1)})
    assert [(part.table, part.rows) for part in results.registered(folder)] == [
        *(("days", 3), ("days", 3), ("runs", 2))
    ]
    assert len(results.load(folder, "days")) == 6


def test_a_forgotten_store_gives_its_study_free_with_rows_waiting(folder: Path) -> None:
    store = Store.open(folder, MANIFEST)
    store.add_run(run(0))
    del store
    with closing(Store.open(folder, MANIFEST)) as store:
        assert store.add_run(run(0))


@pytest.mark.parametrize(
    ("row", "tables"),
    [({"scenario": "x"}, {}), (run(0), {"days": [{"day": 1}]}), (run(0), {"../days": []})],
)
def test_what_cannot_be_stored_leaves_nothing(
    folder: Path, row: dict[str, object], tables: dict[str, list[dict[str, object]]]
) -> None:
    with pytest.raises(ValueError, match=r"run_id|table"):
        Store.open(folder, MANIFEST).add_run(row, tables)
    assert not folder.exists()


def test_the_buffer_keeps_runs_last() -> None:
    waiting = Waiting()
    for table in ("runs", "visits", "days"):
        waiting.add([{"run_id": "a"}], table)
    waiting.add([], "latency")
    assert waiting.tables() == ["days", "visits", "runs"]
    assert len(waiting) == 3
    waiting.keep(lambda rows, table: rows if table == "runs" else [])
    assert (waiting.tables(), len(waiting), waiting.runs("days")) == (["runs"], 1, set())


def test_a_clock_calls_once() -> None:
    calls: list[float] = []
    clock = Clock(0.01, lambda: calls.append(time.monotonic()))
    clock.start()
    clock.start()
    time.sleep(0.3)
    assert len(calls) == 1


def test_a_stopped_clock_does_not_call_and_starts_anew() -> None:
    called = threading.Event()
    clock = Clock(0.05, called.set)
    clock.start()
    clock.stop()
    clock.stop()
    assert not called.wait(0.3)
    clock.start()
    assert called.wait(5)

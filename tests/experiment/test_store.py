"""The store of results under kills, full disks, damage and two writers."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from made_up_study import (
    MANIFEST,
    STEPS,
    Row,
    another,
    check_whole,
    days,
    files,
    run,
    session,
    stored,
    whole_study,
)  # fmt: skip

from sim import results
from sim.experiment import lease
from sim.experiment.store import Store, StoreFault, study_folder
from sim.refusal import Refused


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study without any interruption."""
    return whole_study(tmp_path_factory.mktemp("whole") / "study")


class TestAdd:
    def test_counts_the_new_rows_and_knows_them(self, tmp_path: Path) -> None:
        with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
            assert len(store.known()) == 0
            assert stored(store, [run(0), run(1)]) == 2
            assert stored(store, [run(1), run(2)]) == 1
            assert stored(store, [run(0), run(1), run(2)]) == 0
            assert all(run(number)["run_id"] in store.known() for number in range(3))
            assert len(store.known()) == 3
        assert list(results.load(tmp_path / "s")["replication"]) == [0, 1, 2]

    def test_a_run_handed_in_twice_at_once_is_one(self, tmp_path: Path) -> None:
        with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
            assert stored(store, [run(0), run(0, margin_eur=7.0)]) == 1
        assert list(results.load(tmp_path / "s")["margin_eur"]) == [1000.0]

    def test_the_days_of_a_run_stay_together_in_their_own_table(self, tmp_path: Path) -> None:
        with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
            assert stored(store, days(0) + days(1), table="days") == 6
            assert stored(store, days(0), table="days") == 0
            assert len(store.known()) == 0
            assert len(store.known("days")) == 2

    def test_a_reopened_store_goes_on(self, tmp_path: Path) -> None:
        with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
            stored(store, [run(0)])
        later = dict(MANIFEST) | {"started_utc": "2025-01-07T08:00:00+00:00"}
        with closing(Store.open(tmp_path / "s", later)) as store:
            assert (run(0)["run_id"] in store.known(), len(store.known())) == (True, 1)
            assert stored(store, [run(0)]) == 0
        assert "resumed" not in results.read_manifest(tmp_path / "s"), "nothing was added by that session"
        with closing(Store.open(tmp_path / "s", later)) as store:
            assert stored(store, [run(0), run(1)]) == 1
        assert results.read_manifest(tmp_path / "s") == dict(MANIFEST) | {
            "resumed": [{"started_utc": "2025-01-07T08:00:00+00:00"}]
        }

    def test_the_registry_describes_each_part(self, tmp_path: Path) -> None:
        with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
            stored(store, days(0) + days(1), table="days")
        (line,) = (tmp_path / "s/registry.jsonl").read_text().splitlines()
        entry = json.loads(line)
        assert (entry["table"], entry["rows"], entry["runs"]) == ("days", 6, 2)
        assert entry["file"] == f"parts/days-{entry['sha256'][:32]}.parquet"
        column = pq.ParquetFile(tmp_path / "s" / entry["file"]).metadata.row_group(0).column(0)
        assert column.compression == "ZSTD"

    @pytest.mark.parametrize("rows", [[{"scenario": "x"}], [{"run_id": None}], [{"run_id": 3}]])
    def test_a_row_without_identity_is_an_error(self, tmp_path: Path, rows: list[Row]) -> None:
        with pytest.raises(ValueError, match="run_id"):
            Store.open(tmp_path / "s", MANIFEST).add(rows)
        assert not (tmp_path / "s").exists()

    @pytest.mark.parametrize("table", ["", "Runs", "../runs", "days-1", "days\n"])
    def test_a_table_has_a_plain_name(self, tmp_path: Path, table: str) -> None:
        with pytest.raises(ValueError, match="table"):
            Store.open(tmp_path / "s", MANIFEST).add([run(0)], table=table)
        assert not (tmp_path / "s").exists()

    def test_opening_and_adding_nothing_leave_nothing(self, tmp_path: Path) -> None:
        with closing(Store.open(tmp_path / "results" / "s", MANIFEST)) as store:
            assert stored(store, []) == 0
        assert list(tmp_path.iterdir()) == []


class TestLeftBehind:
    """States that a kill leaves, made by hand."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
            stored(store, [run(0), run(1)])
            stored(store, [run(2)])
        return tmp_path / "s"

    @pytest.mark.parametrize(
        "tail", [b'{"file": "parts/ru', b"\0\0\0\0", b'{"file": 1}\n', b"[]\n", b"\xff\n"]
    )
    def test_a_torn_last_line_is_cut_off(self, folder: Path, tail: bytes) -> None:
        registry = folder / "registry.jsonl"
        whole_lines = registry.read_bytes()
        registry.write_bytes(whole_lines + tail)
        assert len(results.load(folder)) == 3
        with closing(Store.open(folder, MANIFEST)) as store:
            assert registry.read_bytes() == whole_lines
            assert stored(store, [run(3)]) == 1
        assert len(results.load(folder)) == 4

    def test_reading_needs_no_repair_and_makes_none(self, folder: Path) -> None:
        registry = folder / "registry.jsonl"
        registry.write_bytes(registry.read_bytes()[:-9])
        before = files(folder), registry.read_bytes()
        assert list(results.load(folder)["replication"]) == [0, 1]
        assert (files(folder), registry.read_bytes()) == before

    def test_a_bad_line_in_the_middle_is_told(self, folder: Path) -> None:
        registry = folder / "registry.jsonl"
        registry.write_bytes(b"nonsense\n" + registry.read_bytes())
        for reader in (results.load, lambda folder: Store.open(folder, MANIFEST)):
            with pytest.raises(StoreFault, match=r"^s/registry.jsonl line 1: [^\n]*$"):
                reader(folder)

    def test_an_unregistered_part_is_registered(self, folder: Path) -> None:
        registry = folder / "registry.jsonl"
        registry.write_bytes(registry.read_bytes().splitlines(keepends=True)[0])
        assert len(results.load(folder)) == 2
        with closing(Store.open(folder, MANIFEST)) as store:
            assert len(store.known()) == 3
        assert len(results.load(folder)) == 3

    def test_an_unregistered_part_whose_runs_are_known_adds_only_the_others(
        self, folder: Path, tmp_path: Path
    ) -> None:
        with closing(Store.open(tmp_path / "other", MANIFEST)) as store:
            stored(store, [run(1), run(2), run(7)])
        (part,) = results.registered(tmp_path / "other")
        (folder / part.file).write_bytes((tmp_path / "other" / part.file).read_bytes())
        with closing(Store.open(folder, MANIFEST)) as store:
            assert len(store.known()) == 4
        assert sorted(results.load(folder)["replication"]) == [0, 1, 2, 7]
        assert not (folder / part.file).exists()

    def test_a_last_line_that_lacks_only_its_end_is_torn_too(self, folder: Path) -> None:
        registry = folder / "registry.jsonl"
        registry.write_bytes(registry.read_bytes().rstrip())
        with closing(Store.open(folder, MANIFEST)) as store:
            assert stored(store, [run(3)]) == 1
        assert list(results.load(folder)["replication"]) == [0, 1, 2, 3]

    def test_an_unregistered_part_that_is_not_what_its_name_says_is_removed(
        self, folder: Path, tmp_path: Path
    ) -> None:
        with closing(Store.open(tmp_path / "other", MANIFEST)) as store:
            stored(store, [run(7)])
        (part,) = results.registered(tmp_path / "other")
        changed = folder / "parts" / f"runs-{7:032x}.parquet"
        changed.write_bytes((tmp_path / "other" / part.file).read_bytes())
        with closing(Store.open(folder, MANIFEST)) as store:
            assert len(store.known()) == 3
        assert not changed.exists()

    @pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 not what the name says PAR1"])
    def test_an_unregistered_fragment_and_temporaries_are_removed(self, folder: Path, content: bytes) -> None:
        fragment = folder / "parts" / f"runs-{0:032x}.parquet"
        temporaries = [folder / "parts" / f".runs-{1:032x}.parquet.tmp", folder / ".manifest.json.tmp"]
        others = [folder / "parts" / "notes.parquet", folder / "report.html"]
        for file in (fragment, *temporaries, *others):
            file.write_bytes(content)
        with closing(Store.open(folder, MANIFEST)) as store:
            assert len(store.known()) == 3
        assert not any(file.exists() for file in (fragment, *temporaries))
        assert all(file.exists() for file in others), "only files of its own"

    def test_a_damaged_part_is_named_and_the_others_can_be_read(self, folder: Path) -> None:
        first, second = results.registered(folder)
        file = folder / first.file
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        for reader in (results.load, lambda folder: Store.open(folder, MANIFEST)):
            with pytest.raises(StoreFault, match=rf"^s/{first.file}: [^\n]*its 2 runs[^\n]*$"):
                reader(folder)
        assert results.read_part(folder, second).num_rows == 1

    def test_the_runs_of_a_deleted_part_are_done_anew(
        self, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        digest = results.digest(folder)
        first, _ = results.registered(folder)
        (folder / first.file).unlink()
        with pytest.raises(StoreFault, match=rf"^s/{first.file}: is missing"):
            results.load(folder)
        with closing(Store.open(folder, MANIFEST)) as store:
            assert (run(2)["run_id"] in store.known(), len(store.known())) == (True, 1)
            assert f"{first.file} is gone: its 2 runs are done anew" in caplog.text
            assert stored(store, [run(1), run(0), run(2)]) == 2
        assert results.digest(folder) == digest


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, names: set[str], step: int, code: int) -> Iterator[list[str]]:
    """Let the nth of these calls to the system, and all writes behind it, fail; lists what failed."""
    count, failed = 0, []

    def broken(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            count += name in names
            if count < step or name not in names | {"write"}:
                return original(*arguments, **named)
            failed.append(name)
            if name == "write":
                original(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            if name == "close":
                original(*arguments)
            raise OSError(code, os.strerror(code))

        return call

    with monkeypatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, broken(name, getattr(os, name)))
        yield failed


def fault_of(call: Callable[[], object]) -> str:
    """The line of the fault that a call raises, empty where it raises none."""
    try:
        call()
    except StoreFault as fault:
        return str(fault)
    return ""


class TestFullDisk:
    @pytest.mark.parametrize(
        ("names", "code"),
        [
            ({"write"}, errno.ENOSPC),
            ({"fsync"}, errno.EIO),
            ({"close"}, errno.ENOSPC),
            ({"open"}, errno.EMFILE),
            ({"replace"}, errno.EACCES),
        ],
    )
    def test_one_line_earlier_results_readable_and_the_rest_follows(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: set[str], code: int
    ) -> None:
        step, failed = 0, ["not yet"]
        while failed:
            step += 1
            folder = tmp_path / f"s{step}"
            with closing(Store.open(folder, MANIFEST)) as store:
                stored(store, [run(0)])
                with failing(monkeypatch, names, step, code) as failed:
                    line = fault_of(lambda store=store: stored(store, [run(1), run(2)]))
                assert bool(line) == bool(failed), "an error was swallowed, or made up"
                assert "\n" not in line
                assert str(tmp_path) not in line
                assert not failed or os.strerror(code) in line
                assert list(results.load(folder)["replication"]) in ([0], [0, 1, 2]), "half a batch"
                stored(store, [run(1), run(2), run(3)])
                assert list(results.load(folder)["replication"]) == [0, 1, 2, 3]
            with closing(Store.open(folder, MANIFEST)) as store:
                assert len(store.known()) == 4
            registered = {part.file for part in results.registered(folder)}
            assert files(folder) == registered | {"manifest.json", "registry.jsonl", ".owner"}
        assert step > 1, "nothing ever failed"

    def test_a_disk_full_from_the_start_registers_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = Store.open(tmp_path / "s", MANIFEST)
        with failing(monkeypatch, {"write"}, 1, errno.ENOSPC), pytest.raises(StoreFault):
            stored(store, [run(0)])
        assert not (tmp_path / "s" / "registry.jsonl").exists()
        assert stored(store, [run(0)]) == 1
        store.close()

    def test_what_reads_back_differently_is_not_registered(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = Store.open(tmp_path / "s", MANIFEST)
        store.add([run(0)])  # takes the lease
        write = os.write
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", lambda file, data: write(file, bytes(len(data))))
            with pytest.raises(StoreFault, match="read back"):
                store.flush()
        assert results.registered(tmp_path / "s") == []
        store.close()


class TestTwoWriters:
    def test_the_second_leaves_at_once_and_names_the_first(self, tmp_path: Path) -> None:
        with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
            stored(store, [run(0)])
            with pytest.raises(StoreFault, match=rf"^study s is being written by process {os.getpid()} on "):
                Store.open(tmp_path / "s", MANIFEST)
            assert stored(store, [run(1)]) == 1
            assert len(results.load(tmp_path / "s")) == 2, "reading needs no ownership"
        with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
            assert len(store.known()) == 2
        assert (tmp_path / "s/.owner").read_bytes() == b"", "no host's name is passed on"

    def test_two_that_begin_together_do_not_both_write(self, tmp_path: Path) -> None:
        one, two = Store.open(tmp_path / "s", MANIFEST), Store.open(tmp_path / "s", MANIFEST)
        one.add([run(0)])
        with pytest.raises(StoreFault, match="is being written by"):
            two.add([run(0)])
        one.close()
        assert two.add([run(0)]) == 0
        two.close()

    def test_the_ownership_of_a_killed_process_is_taken_over(self, tmp_path: Path) -> None:
        code = (
            "import sys, time; from pathlib import Path; from sim.experiment.store import Store\n"
            "store = Store.open(Path(sys.argv[1]), {'schema_version': 1})\n"
            "store.add([{'run_id': 'a'}]); store.flush(); store.add([{'run_id': 'b'}])\n"
            "print('ready', flush=True); time.sleep(60)"
        )
        with (
            another(code, str(tmp_path / "s")) as other,
            pytest.raises(StoreFault, match=f"process {other.pid} "),
        ):
            Store.open(tmp_path / "s", MANIFEST)
        with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
            assert [name in store.known() for name in "ab"] == [True, False], "b waited in memory"

    def test_a_forgotten_store_gives_its_study_free(self, tmp_path: Path) -> None:
        store = Store.open(tmp_path / "s", MANIFEST)
        stored(store, [run(0)])
        del store
        with closing(Store.open(tmp_path / "s", MANIFEST)) as again:
            assert run(0)["run_id"] in again.known()


class TestOverwrite:
    def test_removes_its_own_files_only(self, tmp_path: Path) -> None:
        folder = tmp_path / "s"
        with closing(Store.open(folder, MANIFEST)) as store:
            stored(store, [run(0)])
            (folder / "report.html").write_text("mine")
            store.overwrite()
            assert files(folder) == {"report.html", ".owner"}
            assert len(store.known()) == 0
            assert stored(store, [run(5)]) == 1
        assert list(results.load(folder)["replication"]) == [5]
        assert results.read_manifest(folder) == MANIFEST

    def test_also_of_a_damaged_study(self, tmp_path: Path) -> None:
        folder = tmp_path / "s"
        with closing(Store.open(folder, MANIFEST)) as store:
            stored(store, [run(0)])
        (folder / "registry.jsonl").write_text("damaged\ndamaged\n")
        with closing(Store(folder, MANIFEST)) as store:
            store.overwrite()
            assert stored(store, [run(1)]) == 1
        assert len(results.load(folder)) == 1

    def test_of_nothing_leaves_nothing(self, tmp_path: Path) -> None:
        Store(tmp_path / "s", MANIFEST).overwrite()
        assert list(tmp_path.iterdir()) == []

    def test_never_a_study_that_another_process_writes(self, tmp_path: Path) -> None:
        with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
            stored(store, [run(0)])
            with pytest.raises(StoreFault, match="is being written by"):
                Store(tmp_path / "s", MANIFEST).overwrite()
        assert len(results.load(tmp_path / "s")) == 1

    @pytest.mark.parametrize(
        "manifest", [None, "{}", "[1]", '{"name": "a web page"}', '{"schema_version": 99}']
    )
    def test_never_a_foreign_folder(self, tmp_path: Path, manifest: str | None) -> None:
        folder = tmp_path / "s"
        (folder / "parts").mkdir(parents=True)
        part = folder / "parts" / f"runs-{0:032x}.parquet"
        part.write_text("not ours")
        if manifest is not None:
            (folder / "manifest.json").write_text(manifest)
        before = files(folder)
        for refused in (lambda: Store(folder, MANIFEST).overwrite(), lambda: Store.open(folder, MANIFEST)):
            with pytest.raises(Refused):
                refused()
        assert files(folder) == before

    def test_never_through_a_link(self, tmp_path: Path) -> None:
        elsewhere = tmp_path / "elsewhere"
        with closing(Store.open(elsewhere, MANIFEST)) as store:
            stored(store, [run(0)])
        link = tmp_path / "link"
        link.symlink_to(elsewhere, target_is_directory=True)
        with pytest.raises(Refused):
            Store(link, MANIFEST).overwrite()
        assert len(results.load(elsewhere)) == 1
        inner = tmp_path / "inner"
        inner.mkdir()
        (inner / "manifest.json").write_text(json.dumps(MANIFEST))
        (inner / "parts").symlink_to(elsewhere / "parts", target_is_directory=True)
        with pytest.raises(Refused):
            Store(inner, MANIFEST).overwrite()
        assert len(results.load(elsewhere)) == 1


class TestStudyFolder:
    @pytest.mark.parametrize(
        "name", ["a", "A1", "hierarchical-3f9a", "x.y_z-1", "a" * 64, "console", "CONtact"]
    )
    def test_plain_names(self, tmp_path: Path, name: str) -> None:
        assert study_folder(tmp_path / "results", name) == tmp_path / "results" / name
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "name",
        [
            *(
                "",
                ".",
                "..",
                "../x",
                "a/b",
                "a\\b",
                "/tmp",
                "C:x",
                ".hidden",
                "-x",
                "a b",
                "a\n",
                "é",
                "a" * 65,
            ),
            *("CON", "nul", "Com1", "LPT9.txt", "aux.parquet", "x.", "a..", "<script>", "a:b", "~", "$HOME"),
        ],
    )
    def test_other_names_are_refused_and_leave_nothing(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(Refused) as refusal:
            study_folder(tmp_path, name)
        assert str(refusal.value).startswith("study: ")
        assert list(tmp_path.iterdir()) == []

    def test_a_link_out_of_the_results_folder_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "results").mkdir()
        (tmp_path / "outside").mkdir()
        (tmp_path / "results" / "s").symlink_to(tmp_path / "outside", target_is_directory=True)
        with pytest.raises(Refused, match="inside the results folder"):
            study_folder(tmp_path / "results", "s")

    def test_a_results_folder_that_is_itself_a_link_is_fine(self, tmp_path: Path) -> None:
        (tmp_path / "disk").mkdir()
        (tmp_path / "results").symlink_to(tmp_path / "disk", target_is_directory=True)
        assert study_folder(tmp_path / "results", "s") == tmp_path / "results" / "s"

    def test_names_that_differ_in_case_alone_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "Circles").mkdir()
        with pytest.raises(Refused, match="did you mean 'Circles'"):
            study_folder(tmp_path, "circles")

    def test_something_that_is_no_study_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "thesis.docx").write_text("")
        for name in ("file", "folder"):
            with pytest.raises(Refused, match="holds something else"):
                study_folder(tmp_path, name)

    def test_a_study_and_an_empty_folder_are_accepted(self, tmp_path: Path, whole: Path) -> None:
        (tmp_path / "empty").mkdir()
        assert study_folder(tmp_path, "empty") == tmp_path / "empty"
        assert study_folder(whole.parent, "study") == whole


def test_the_order_of_the_batches_does_not_change_the_content(tmp_path: Path, whole: Path) -> None:
    with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
        for number in (4, 2, 0, 1, 3):
            stored(store, days(number), table="days")
            stored(store, [run(number)])
    check_whole(tmp_path / "s", whole)
    pd.testing.assert_frame_equal(results.load(tmp_path / "s"), results.load(whole))
    pd.testing.assert_frame_equal(results.load(tmp_path / "s", "days"), results.load(whole, "days"))


def test_a_row_that_is_there_three_times_is_another_content(tmp_path: Path) -> None:
    for name, times in (("one", 1), ("three", 3)):
        with closing(Store.open(tmp_path / name, MANIFEST)) as store:
            stored(store, days(0)[:1] * times, table="days")
    assert results.digest(tmp_path / "one", "days") != results.digest(tmp_path / "three", "days")


def test_no_result_differs_in_any_value_without_a_different_digest(tmp_path: Path, whole: Path) -> None:
    with closing(Store.open(tmp_path / "s", MANIFEST)) as store:
        session(store)
        stored(store, [run(9)])
    one = results.digest(tmp_path / "s")
    assert one != results.digest(whole)
    with closing(Store.open(tmp_path / "t", MANIFEST)) as store:
        session(store)
        stored(store, [run(9, margin_eur=100.00000000000001)])
    assert results.digest(tmp_path / "t") != one
    assert results.digest(tmp_path / "t", without=["margin_eur"]) == results.digest(
        tmp_path / "s", without=["margin_eur"]
    )


class TestShared:
    """`shared`: jobs of a sweep, each with a store of its own on one folder."""

    def test_each_sees_what_was_there_and_all_is_kept(self, tmp_path: Path) -> None:
        first = Store.open(tmp_path / "s", MANIFEST, shared=True)
        assert first.add_run({"run_id": "a"}, {"days": [{"run_id": "a", "day": 0}]})
        first.flush()
        second = Store.open(tmp_path / "s", MANIFEST, shared=True)
        assert "a" in second.known()
        assert not second.add_run({"run_id": "a"})
        assert second.add_run({"run_id": "b"})
        assert first.add_run({"run_id": "c"})
        for store in (second, first):
            store.close()
        assert sorted(results.load(tmp_path / "s").run_id) == ["a", "b", "c"]
        assert len(results.load(tmp_path / "s", "days")) == 1

    def test_a_run_that_two_hand_in_is_there_once(self, tmp_path: Path) -> None:
        """The later one learns of it when it commits."""
        stores = [Store.open(tmp_path / "s", MANIFEST, shared=True) for _ in range(2)]
        for store in stores:
            assert store.add_run({"run_id": "a"})
        for store in stores:
            store.close()
        assert list(results.load(tmp_path / "s").run_id) == ["a"]

    def test_whoever_commits_is_waited_for(self, tmp_path: Path) -> None:
        alone = Store.open(tmp_path / "s", MANIFEST)
        alone.add([{"run_id": "a"}])
        alone.flush()
        end = threading.Timer(0.5, alone.close)
        end.start()
        with closing(Store.open(tmp_path / "s", MANIFEST, shared=True)) as shared:
            shared.add([{"run_id": "b"}])
        end.join()
        assert len(results.load(tmp_path / "s")) == 2

    def test_not_for_ever(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lease, "WAIT_S", 0.2)
        with closing(Store.open(tmp_path / "s", MANIFEST)) as alone:
            alone.add([{"run_id": "a"}])
            alone.flush()
            with pytest.raises(StoreFault, match="is being written by"):
                Store.open(tmp_path / "s", MANIFEST, shared=True)

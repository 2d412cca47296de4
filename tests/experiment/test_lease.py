"""Who owns a study: with the system's locks, and where a file system has none."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from made_up_study import MANIFEST, another, run, session, stored

from sim import results
from sim.experiment import lease
from sim.experiment.lease import STALE_S, Holder, Lease
from sim.experiment.store import Store, StoreFault

HOLDS = """
import errno, os, sys, time
from pathlib import Path
from sim.experiment import lease

def no_locks(descriptor):
    raise OSError(errno.ENOTSUP, "no locks here")

if sys.argv[2] == "unlocked":
    lease.lock_file = no_locks
held = lease.Lease.take(Path(sys.argv[1]))
print("ready", flush=True)
time.sleep(60)
"""


def no_locks(descriptor: int) -> None:
    raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))


@pytest.fixture(params=["locked", "unlocked"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file system that has locks, and one that has none."""
    if request.param == "unlocked":
        monkeypatch.setattr(lease, "lock_file", no_locks)
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s").mkdir()
    return tmp_path / "s"


@pytest.fixture
def other(folder: Path, system: str) -> Iterator[subprocess.Popen[str]]:
    """Another process of this machine that owns the folder."""
    with another(HOLDS, str(folder), system) as process:
        yield process


def elsewhere(**values: object) -> Holder:
    """A process of another machine, just now at work."""
    holder = Holder("node7", 4711, "another boot", 5, "its own", True, time.time())
    return replace(holder, **values)  # type: ignore[arg-type]


def left(folder: Path, holder: Holder) -> Holder:
    (folder / ".owner").write_text(json.dumps(asdict(holder)))
    return holder


def assert_mine(folder: Path) -> None:
    """The study can be taken, and is then this process's."""
    held = Lease.take(folder)
    assert in_file(folder).pid == os.getpid()
    held.release()


def in_file(folder: Path) -> Holder:
    return Holder(**json.loads((folder / ".owner").read_bytes()))


class TestTake:
    def test_a_live_process_is_named_and_stays(self, folder: Path, other: subprocess.Popen[str]) -> None:
        with pytest.raises(StoreFault, match=rf"^study s is being written by process {other.pid} on [^\n]+$"):
            Lease.take(folder)
        assert in_file(folder).pid == other.pid

    @pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL")
    def test_what_a_killed_process_left_is_taken_over_at_once(
        self, folder: Path, other: subprocess.Popen[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        other.send_signal(signal.SIGKILL)
        assert other.wait() == -signal.SIGKILL
        Lease.take(folder).release()
        assert f"study s: taken over from process {other.pid} on " in caplog.text
        assert caplog.text.rstrip().endswith("which is gone")

    @pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
    def test_a_killed_process_that_nobody_has_waited_for_is_gone_too(
        self, folder: Path, other: subprocess.Popen[str]
    ) -> None:
        other.kill()
        while "Z" not in Path(f"/proc/{other.pid}/stat").read_text().rpartition(")")[2]:
            time.sleep(0.001)
        assert_mine(folder)

    def test_a_beating_heart_elsewhere_is_left_alone(self, folder: Path, system: str) -> None:
        left(folder, elsewhere())
        before = (folder / ".owner").read_bytes()
        with pytest.raises(StoreFault, match=r"^study s is being written by process 4711 on node7$"):
            Lease.take(folder)
        assert (folder / ".owner").read_bytes() == before

    def test_an_old_heartbeat_is_taken_over_with_a_line(
        self, folder: Path, system: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        left(folder, elsewhere(heartbeat=time.time() - STALE_S - 30))
        held = Lease.take(folder)
        (line,) = caplog.messages
        assert line == ("study s: taken over from process 4711 on node7, whose last sign of life is 90 s old")
        assert in_file(folder).pid == os.getpid()
        held.release()
        assert (folder / ".owner").read_bytes() == b"", "no host's name is passed on"

    @pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
    def test_a_number_that_another_process_has_by_now_is_nobodys(self, folder: Path, system: str) -> None:
        mine = lease._myself(False)
        left(folder, replace(mine, started=(mine.started or 0) - 1))
        assert_mine(folder)

    def test_without_locks_this_very_process_is_live(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lease, "lock_file", no_locks)
        held = Lease.take(folder)
        with pytest.raises(StoreFault, match=f"process {os.getpid()} "):
            Lease.take(folder)
        held.release()
        Lease.take(folder).release()

    @pytest.mark.parametrize("content", [b"", b"process 7 on somewhere", b'{"host": 1', b"[]", b"\0" * 512])
    def test_what_names_nobody_binds_nobody(self, folder: Path, system: str, content: bytes) -> None:
        (folder / ".owner").write_bytes(content)
        assert_mine(folder)

    def test_a_lock_that_outlives_its_process_is_told_in_the_end(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A child of it may hold on to the lock."""
        monkeypatch.setattr(lease, "_TRIALS", 3)
        held = Lease.take(folder)
        left(folder, replace(in_file(folder), pid=2**22 + 1))
        with pytest.raises(StoreFault, match=r"^study s is being written by process"):
            Lease.take(folder)
        held.release()

    def test_other_errors_are_told(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(descriptor: int) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        monkeypatch.setattr(lease, "lock_file", broken)
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            Lease.take(folder)


class TestHeartbeat:
    def test_is_renewed(self, folder: Path, system: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lease, "BEAT_S", 0.01)
        held = Lease.take(folder)
        first = in_file(folder)
        until = time.monotonic() + 20
        while time.monotonic() < until and in_file(folder).heartbeat <= first.heartbeat:
            time.sleep(0.005)
        later = in_file(folder)
        assert later.heartbeat > first.heartbeat
        assert replace(later, heartbeat=0.0) == replace(first, heartbeat=0.0)
        held.release()

    def test_never_beats_in_anothers_lease(
        self, folder: Path, system: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lease, "BEAT_S", 0.01)
        held = Lease.take(folder)
        theirs = left(folder, elsewhere())
        time.sleep(0.1)
        assert in_file(folder) == theirs
        held.release()
        assert in_file(folder) == theirs

    def test_ends_with_the_lease(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lease, "BEAT_S", 0.01)
        held = Lease.take(folder)
        (beating,) = [thread for thread in threading.enumerate() if thread.name == "lease of s"]
        held.release()
        beating.join(20)
        assert not beating.is_alive()


class TestLost:
    """A process that slept too long, and was taken over meanwhile."""

    def test_registers_nothing_more_and_touches_nothing(self, tmp_path: Path, system: str) -> None:
        folder = tmp_path / "s"
        store = Store.open(folder, MANIFEST)
        stored(store, [run(0)])
        theirs = left(folder, elsewhere())
        (folder / "parts" / f".runs-{1:032x}.parquet.tmp").write_bytes(b"what the other is writing")
        before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        store.add([run(1)])
        for call in (store.flush, store.compact, store.overwrite, store.close):
            with pytest.raises(
                StoreFault, match=r"^study s was taken over by process 4711 on node7: nothing"
            ):
                call()
        assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
        assert in_file(folder) == theirs

    def test_of_two_that_begin_in_one_moment_one_goes_on(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without locks: both read that the study is free, both write their lease; the last one has it."""
        monkeypatch.setattr(lease, "lock_file", no_locks)
        one, two = Store.open(tmp_path / "s", MANIFEST), Store.open(tmp_path / "s", MANIFEST)
        one.add([run(0)])
        with monkeypatch.context() as patch:
            patch.setattr(Holder, "lives", lambda holder, locked: False)
            two.add([run(0)])
        with pytest.raises(StoreFault, match="was taken over by"):
            one.flush()
        two.flush()
        with suppress(StoreFault):
            one.close()
        two.close()
        assert len(results.load(tmp_path / "s")) == 1


def test_a_study_without_locks_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Store.open(tmp_path / "one", MANIFEST)) as store:
        session(store)
    monkeypatch.setattr(lease, "lock_file", no_locks)
    with closing(Store.open(tmp_path / "two", MANIFEST)) as store:
        session(store)
    assert results.digest(tmp_path / "one") == results.digest(tmp_path / "two")

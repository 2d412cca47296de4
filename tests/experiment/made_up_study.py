"""A small study of made-up rows, what must hold of it after any kill, and who kills it where.

Shared by the tests of the store; what is tested is the store, so the rows need no simulation.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sim import results
from sim.experiment.store import Store
from sim.refusal import Refused

Row = dict[str, object]
Done = Callable[[str], None]

MANIFEST: Mapping[str, object] = {
    "schema_version": 1,
    "seeds": [1],
    "started_utc": "2025-01-06T08:00:00+00:00",
}
OPEN, WRITE = os.open, os.write  # as they were: what a test writes about a study is none of its steps
STEPS = ("open", "write", "fsync", "close", "replace", "ftruncate", "unlink", "mkdir")
BATCHES = ((0, 1), (2,), (3, 4))
RUNS = sum(map(len, BATCHES))


def run(number: int, **values: object) -> Row:
    return {
        "run_id": f"{number:064x}",
        "scenario": "circles",
        "replication": number,
        "seed": 1,
        "status": "ok",
        "demand.scale": 1.5,
        "margin_eur": 1000.0 / (number + 1),
    } | values


def days(number: int) -> list[Row]:
    return [{"run_id": f"{number:064x}", "day": day, "stress_mean": day / 7} for day in range(3)]


def session(store: Store, done: Done = lambda name: None) -> None:
    """A study of three commits and two compactions; `done` hears of each run that was committed.

    The second compaction takes a part that the first one made.
    """
    for number, batch in enumerate(BATCHES):
        if number == 1:
            store.add([row for one in batch for row in days(one)], table="days")
            store.add([run(one) for one in batch])
        else:
            for one in batch:
                store.add_run(run(one), {"days": days(one)})
        store.flush()
        for one in batch:
            done(f"{one:064x}")
        if number > 0:
            store.compact()


def stored(store: Store, rows: Sequence[Row], table: str = "runs") -> int:
    """Hand rows in and have them committed at once; how many were new."""
    added = store.add(rows, table)
    store.flush()
    return added


def digests(folder: Path) -> tuple[str, str]:
    return results.digest(folder), results.digest(folder, "days")


def files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def check_whole(folder: Path, whole: Path) -> None:
    """A study is complete, nothing twice, nothing left over."""
    assert digests(folder) == digests(whole)
    assert len(results.load(folder)) == RUNS
    assert len(results.load(folder, "days")) == 3 * RUNS
    assert results.read_manifest(folder)["seeds"] == [1]
    registered = {part.file for part in results.registered(folder)}
    assert files(folder) == registered | {"manifest.json", "registry.jsonl", ".owner"}


def check_resumed(base: Path, whole: Path) -> None:
    """What was told to be stored is there after a kill, for readers too; a resume makes the study whole."""
    folder, acknowledged = base / "study", (base / "told").read_text().split()
    if acknowledged:
        readable = list(results.load(folder).run_id)
        assert set(readable) >= set(acknowledged), f"{base.name}: a stored run cannot be read"
        assert len(readable) == len(set(readable)), f"{base.name}: a run is there twice"
    with closing(Store.open(folder, MANIFEST)) as store:
        assert store.known().among(acknowledged) == set(acknowledged), f"{base.name}: a stored run is lost"
        for number in range(RUNS):
            there = [f"{number:064x}" in store.known(table) for table in ("runs", "days")]
            assert there[0] <= there[1], f"{base.name}: a run without its days"
        assert all(part.rows for part in results.registered(folder)), f"{base.name}: an empty part"
        session(store)
    check_whole(folder, whole)


def study_in(base: Path) -> None:
    """The study in base/study; base/told names each run that was told to be stored."""
    descriptor = OPEN(base / "told", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(run_id: str) -> None:
        WRITE(descriptor, run_id.encode() + b"\n")

    with closing(Store.open(base / "study", MANIFEST)) as store:
        session(store, tell)


def forked(work: Callable[[], object]) -> int:
    """Do something in a process of its own; its number."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def killed(child: int) -> bool:
    """Wait for a process: whether SIGKILL ended it (return code -9), or it came to its end."""
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), f"neither killed nor done: {code}"
    return code == -signal.SIGKILL


def on_each_step(call: Callable[[str, tuple[Any, ...], Callable[[], Any]], Any]) -> None:
    """Let `call(name, arguments, step)` stand for every call to the system that changes files."""

    def trapped(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments, **named: call(name, arguments, lambda: original(*arguments, **named))

    for name in STEPS:
        setattr(os, name, trapped(name, getattr(os, name)))


def recorded(base: Path) -> list[str]:
    """The steps of the study: the call, and the file's name where one is named or was opened."""
    steps: list[str] = []
    opened: dict[int, str] = {}

    def record(name: str, arguments: tuple[Any, ...], step: Callable[[], Any]) -> Any:
        first, done = arguments[0], step()
        if name == "open":
            opened[done] = Path(first).name
        steps.append(f"{name} {opened.get(first, '') if isinstance(first, int) else Path(first).name}")
        return done

    def work() -> None:
        on_each_step(record)
        study_in(base)
        with Path(base / "steps").open("w") as file:
            file.write("\n".join(steps))

    assert not killed(forked(work))
    return (base / "steps").read_text().splitlines()


def kill_at(base: Path, number: int, when: str) -> bool:
    """Do the study and kill it before, after or (a write) in the midst of one step; whether it came there."""
    count = 0

    def trap(name: str, arguments: tuple[Any, ...], step: Callable[[], Any]) -> Any:
        nonlocal count
        count += 1
        if count < number:
            return step()
        if when == "after":
            step()
        elif when == "amid" and name == "write":
            WRITE(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
        return os.kill(os.getpid(), signal.SIGKILL)

    def work() -> None:
        on_each_step(trap)
        study_in(base)

    return killed(forked(work))


def kill_sometime(base: Path, within_s: float, chance: random.Random) -> bool:
    """Do the study and kill it at any moment; whether it was still at work."""
    child = forked(lambda: study_in(base))
    time.sleep(chance.uniform(0, within_s))
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return killed(child)


def note(base: Path) -> None:
    """Write down which runs of a study can be read now: a line in base/noted."""
    folder = base / "results" / "s"
    try:
        there = list(results.load(folder).run_id) if results.registered(folder) else []
    except Refused:
        there = []
    with (base / "noted").open("a") as file:
        file.write(" ".join(there) + "\n")


def whole_study(folder: Path) -> Path:
    """The study without any interruption."""
    with closing(Store.open(folder, MANIFEST)) as store:
        session(store)
    return folder


@contextmanager
def another(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that says when it is ready, and is killed in the end."""
    command = [sys.executable, "-c", code, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            watchdog.cancel()
            process.kill()

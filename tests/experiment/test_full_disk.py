"""A disk that is really full: one line, what was stored is readable, and a resume finishes.

Two ways to have one: a small file system in memory, where mounting is permitted, and a limit of the system
on the size of a file.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import made_up_study
import pytest
from made_up_study import MANIFEST, Row

from sim import results
from sim.experiment.store import Store

BATCHES, IN_BATCH = 12, 40
STUDY = """
import sys
from contextlib import closing
from pathlib import Path
import pandas
sys.path.insert(0, sys.argv[2])
import test_full_disk as case
from sim.experiment.store import Store, StoreFault
if sys.argv[3] != "none":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    with closing(Store.open(Path(sys.argv[1]), case.MANIFEST)) as store:
        case.study(store)
except StoreFault as fault:
    print(fault)
    sys.exit(1)
"""


def rows(batch: int) -> list[Row]:
    """Each part larger than the last, of numbers that hardly compress."""
    first = batch * BATCHES * IN_BATCH
    size = IN_BATCH * (1 + batch)
    return [
        made_up_study.run(number, **{f"noise_{k}": hash((number, k)) / 7.0 for k in range(10)})
        for number in range(first, first + size)
    ]


def study(store: Store) -> None:
    for batch in range(BATCHES):
        store.add(rows(batch))
        store.flush()
    store.compact()


def in_process(folder: Path, limit: str) -> subprocess.CompletedProcess[str]:
    here = str(Path(made_up_study.__file__).parent)
    command = [sys.executable, "-c", STUDY, str(folder), here, limit]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("whole") / "s"
    with closing(Store.open(folder, MANIFEST)) as store:
        study(store)
    return results.digest(folder)


def check_full_then_finished(folder: Path, full: subprocess.CompletedProcess[str], whole: str) -> None:
    assert (full.returncode, full.stderr) == (1, "")
    (line,) = full.stdout.splitlines()
    assert line.startswith("study s, ")
    assert str(folder.parent) not in line
    stored = len(results.load(folder))
    assert 0 < stored < sum(len(rows(batch)) for batch in range(BATCHES))
    finished = in_process(folder, "none")
    assert (finished.returncode, finished.stdout) == (0, "")
    assert results.digest(folder) == whole
    assert len(results.registered(folder)) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 320 kB, where this user may mount one."""
    if sys.platform != "linux" or not (mount := shutil.which("mount")):
        pytest.skip("mounts a file system in memory, on Linux")
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=320k", "none", disk], capture_output=True)
    if done.returncode:
        pytest.skip("this user may not mount a file system")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_small_file_system(small_disk: Path, whole: str) -> None:
    folder = small_disk / "s"
    full = in_process(folder, "none")
    assert "No space left on device" in full.stdout
    subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    check_full_then_finished(folder, full, whole)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of Unix")
def test_a_limit_on_the_size_of_files(tmp_path: Path, whole: str) -> None:
    full = in_process(tmp_path / "s", "24000")
    assert "File too large" in full.stdout
    check_full_then_finished(tmp_path / "s", full, whole)

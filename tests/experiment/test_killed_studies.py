"""A whole study killed at any moment, by each engine: nothing lost, nothing twice, the same content.

The command runs in a process forked from one that has everything loaded, is ended by SIGKILL (return code
-9) and given again, until it comes to its end; then the next study begins.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import made_up_study
import pytest

from sim.experiment.working import TABLES
from sim.results import digest, load

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes"),
    pytest.mark.slow,
]

CHANGING = ("wall_s", "workers")
ASKED = (
    "demand.calls_per_day=300", "horizon=3", "warmup=1", "replications=6", "workers=2", "study=s",
    "compare=[hierarchical,zappos_desk]",
)  # fmt: skip
RUNS = 12
KILLING = """
import os, random, signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import made_up_study as case
from sim.configuration import configure
from sim.__main__ import main
from sim.experiment import store
from sim.experiment.preparing import prepare
from sim.experiment.working import execute

base, kills, asked = Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
store.FLUSH_ROWS = 2  # commits all along, so that kills meet them
chance = random.Random(11)
prepared = prepare(configure(asked[:3], alone=True), lambda line: None)
execute(next(iter(prepared.tasks)), prepared.common)  # loads what every child needs


def study(folder):
    os.chdir(folder)
    sys.stderr = sys.stdout = open(os.devnull, "w")
    assert main(asked) == 0


(base / "timed").mkdir()
began = time.perf_counter()
assert not case.killed(case.forked(lambda: study(base / "timed")))
took, met, number = time.perf_counter() - began, 0, 0
while met < kills:
    folder = base / f"study-{number:03d}"
    folder.mkdir()
    done = False
    while not done and met < kills:
        child = case.forked(lambda: study(folder))
        time.sleep(chance.uniform(0, took))
        os.kill(child, signal.SIGKILL)
        done = not case.killed(child)
        met += not done
        case.note(folder)
    number += 1
print(met)
"""


@contextmanager
def cluster_of(engine: str) -> Iterator[list[str]]:
    """What the command is told; a Dask cluster lives on when its client is killed."""
    if engine != "dask":
        yield [f"experiment.engine={engine}"]
        return
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, processes=True, dashboard_address=None, host="127.0.0.1") as cluster:
        yield ["experiment.engine=dask", f"experiment.address={cluster.scheduler_address}"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study without any interruption, run after run."""
    folder = tmp_path_factory.mktemp("whole")
    command = [sys.executable, "-m", "sim", *ASKED, "workers=1"]
    subprocess.run(command, check=True, cwd=folder, capture_output=True, env=with_path())
    return folder / "results" / "s"


def with_path() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.verify)])
@pytest.mark.parametrize("engine", ["loky", "threads", "dask"])
def test_killed_at_any_moment(engine: str, kills: int, tmp_path: Path, whole: Path) -> None:
    with cluster_of(engine) as how:
        helpers = str(Path(made_up_study.__file__).parent)
        command = [sys.executable, "-c", KILLING, helpers, str(tmp_path), str(kills), *ASKED, *how]
        # To a file: a pipe would stay open as long as some worker of a killed study lives.
        with (tmp_path / "met").open("w") as met:
            subprocess.run(command, check=True, env=with_path(), stdout=met)
        assert int((tmp_path / "met").read_text()) >= kills
        for base in sorted(tmp_path.glob("study-*")):
            if check_never_less(base) < RUNS:
                finish(base, how)
            check_whole(base / "results" / "s", whole)
    check_whole(tmp_path / "timed" / "results" / "s", whole)


def check_never_less(base: Path) -> int:
    """After each kill all is readable that was before, and nothing twice; how many runs there are at last."""
    seen: set[str] = set()
    for line in (base / "noted").read_text().splitlines():
        there = line.split()
        assert len(there) == len(set(there)), f"{base.name}: a run is there twice"
        assert seen <= set(there), f"{base.name}: a stored run is lost"
        seen = set(there)
    return len(seen)


def finish(base: Path, how: list[str]) -> None:
    command = [sys.executable, "-m", "sim", *ASKED, *how]
    subprocess.run(command, check=True, cwd=base, capture_output=True, env=with_path())


def check_whole(folder: Path, whole: Path) -> None:
    assert len(load(folder)) == RUNS
    for table in ("runs", *TABLES):
        assert digest(folder, table, CHANGING) == digest(whole, table, CHANGING), table

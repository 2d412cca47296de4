"""The store of results with a million runs: how long a resume looks, what a summary takes, in which memory.

`python -m benchmarks.store [--runs N] [--page]` makes studies of made-up runs in a temporary folder, opens
and sums them up in processes of their own, and tells time and peak memory, at a tenth of the runs too:
memory that is flat does not grow with them. Storing is timed run by run, a commit each, and together.
`--page` writes the last section of docs/benchmarks.md. Called by `benchmarks.queue`, which keeps it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks import report
from sim.experiment.store import Store
from sim.experiment.writing import make_folder, register, write_part
from sim.parts import RUNS, registered
from sim.provenance import SCHEMA_VERSION

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
HEADING = "## The store of results\n"
MANIFEST = {"schema_version": SCHEMA_VERSION}
ROWS_A_PART = 2_000  # of a commit, in a study whose runs take 5 ms
PARAMETERS, OUTPUTS, SCENARIOS = 200, 60, 5
MEANS = 5  # columns of the summary
STORED, STORED_DAYS = 150, 252
TARGET_S = 30.0

# In a process of its own: what it takes, its peak memory in MB, and that before it began.
IN_PROCESS = """
import json, resource, sys, time
from pathlib import Path
import pandas
from sim import results
from sim.experiment.store import Store

def peak():
    status = Path("/proc/self/status")
    if status.exists():  # there getrusage would tell the peak of the process that started this one
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2

folder, what, before, began = Path(sys.argv[1]), sys.argv[2], peak(), time.perf_counter()
if what == "resume":
    store = Store.open(folder, {"schema_version": 1})
    runs = len(store.known())
elif what == "summary":
    runs = int(results.summary(folder, sys.argv[3].split())["runs"].sum())
else:
    store = Store.open(folder, {"schema_version": 1})
    began = time.perf_counter()
    store.compact()
    runs = len(store.known())
seconds = time.perf_counter() - began
print(json.dumps({"runs": runs, "seconds": seconds, "peak_mb": peak(), "before_mb": before}))
"""


@dataclass(frozen=True)
class Taken:
    """What one look at a study takes, in a process of its own."""

    runs: int
    seconds: float
    peak_mb: float
    before_mb: float


@dataclass(frozen=True)
class Found:
    """All figures.

    Attributes:
        looks: by name and number of runs: a resume and a summary of small parts, compaction, both again.
        parts: of the largest study, before and after compaction.
        megabytes: of its parts.
        storing_ms: a run, with and without other tables: a commit for each run, and together.
    """

    looks: dict[str, list[Taken]]
    parts: tuple[int, int]
    megabytes: float
    storing_ms: dict[str, tuple[float, float]]


def made_up(folder: Path, runs: int) -> Path:
    """A study of that many runs in parts of ROWS_A_PART, as commits would have left it."""
    chance = np.random.default_rng(1)
    make_folder(folder / "parts")
    (folder / "manifest.json").write_text(json.dumps(MANIFEST))
    for first in range(0, runs, ROWS_A_PART):
        numbers = np.arange(first, min(first + ROWS_A_PART, runs))
        ids = [chance.bytes(32).hex() for _ in numbers]
        columns: dict[str, object] = {"run_id": ids, "scenario": [f"form_{n % SCENARIOS}" for n in numbers]}
        columns |= {"replication": numbers // SCENARIOS, "status": ["ok"] * numbers.size}
        columns |= {f"room.parameter_{k}": np.full(numbers.size, k * 1.5) for k in range(PARAMETERS)}
        columns |= {f"output_{k}_eur": chance.normal(size=numbers.size) for k in range(OUTPUTS)}
        register(folder, [write_part(folder, pa.table(columns), RUNS).line])
    return folder


def look(folder: Path, what: str) -> Taken:
    """A resume, a summary or a compaction in a process of its own."""
    means = " ".join(f"output_{k}_eur" for k in range(MEANS))
    command = [sys.executable, "-c", IN_PROCESS, str(folder), what, means]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Taken(**json.loads(done.stdout))


def storing(base: Path, days: int) -> tuple[float, float]:
    """Milliseconds that storing a run takes: each committed by itself, and all together."""
    chance = np.random.default_rng(2)
    names = [{"run_id": chance.bytes(32).hex(), "scenario": "form", "replication": n} for n in range(STORED)]
    parameters = {f"room.parameter_{k}": k * 1.5 for k in range(PARAMETERS)}
    runs = [
        one | {"status": "ok"} | parameters | {f"output_{k}_eur": chance.normal() for k in range(OUTPUTS)}
        for one in names
    ]
    tables = [
        {
            "days": [
                one | {"day": day} | {f"day_{k}": chance.normal() for k in range(12)} for day in range(days)
            ]
        }
        for one in names
    ]
    took = []
    for each in (True, False):
        with closing(Store.open(base / f"storing-{days}-{each}", MANIFEST)) as store:
            began = time.perf_counter()
            for row, others in zip(runs, tables, strict=True):
                store.add_run(row, others)
                if each:
                    store.flush()
            store.flush()
            took.append((time.perf_counter() - began) / STORED * 1e3)
    return took[0], took[1]


def measure(base: Path, runs: int) -> Found:
    """All figures of studies made in a folder."""
    looks: dict[str, list[Taken]] = {}
    for number in (runs // 10, runs):
        folder = made_up(base / str(number), number)
        parts = len(registered(folder))
        for name in ("resume", "summary", "compaction", "resume, compacted", "summary, compacted"):
            looks.setdefault(name, []).append(look(folder, name.partition(",")[0]))
    size = sum((folder / part.file).stat().st_size for part in registered(folder)) / 1e6
    return Found(
        looks,
        (parts, len(registered(folder))),
        size,
        {"runs alone": storing(base, 0), f"{STORED_DAYS} days each": storing(base, STORED_DAYS)},
    )


def section(found: Found) -> str:
    """The section of the page."""
    less, more = (taken.runs for taken in found.looks["resume"])
    before, after = found.parts
    return f"""{HEADING}
Written by `python -m benchmarks.store --page`. {report.today()}, {report.this_machine().cores} cores.
Made-up runs of {PARAMETERS} parameters and {OUTPUTS} outputs; each look in a process of its own, its parts
just written, so mostly in the system's cache. Memory: the peak of the process, in parentheses that of its
imports.

| look | {less:,} runs: s | MB | {more:,} runs: s | MB | target |
| --- | ---: | ---: | ---: | ---: | --- |
{chr(10).join(_line(name, taken) for name, taken in found.looks.items())}

- **resume**: what `Store.open` does before the first run: every part is there, those of `runs` are what their
  hashes say, and whose runs are known. **summary**: counts by scenario and status, means of {MEANS} columns.
- {more:,} runs lay in {before:,} parts of {ROWS_A_PART:,} runs each, after compaction in {after:,}:
  {found.megabytes:,.0f} MB.
{chr(10).join(_stored(what, *took) for what, took in found.storing_ms.items())}
"""


def _stored(what: str, each: float, together: float) -> str:
    return (
        f"- storing a run ({what}): {each:.1f} ms with a commit for each, {together:.2f} ms with "
        f"{STORED} together,\n  {each / together:.0f} times as fast"
    )


def _line(name: str, taken: list[Taken]) -> str:
    cells = [
        cell for one in taken for cell in (f"{one.seconds:.1f}", f"{one.peak_mb:.0f} ({one.before_mb:.0f})")
    ]
    target = "" if name == "compaction" else f"at most {TARGET_S:.0f} s, flat"
    return f"| {' | '.join([name, *cells, target])} |"


def section_of(page: Path) -> str:
    """The store's section of a page; empty where it has none."""
    _, there, rest = (page.read_text("utf-8") if page.exists() else "").partition(HEADING)
    return there + rest


def write(page: Path, text: str, store: str) -> None:
    """Write the page: its text, up to a section of the store, and this one last."""
    before = text.partition(HEADING)[0].rstrip("\n")
    page.write_text(f"{before}\n\n{store}" if store else f"{before}\n", encoding="utf-8")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.store", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000_000, help="of the larger study")
    parser.add_argument("--page", action="store_true", help="write the section of docs/benchmarks.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as base:
        found = measure(Path(base), given.runs)
    print(section(found))
    if given.page:
        write(PAGE, PAGE.read_text("utf-8"), section(found))
    late = [name for name, taken in found.looks.items() if "," in name and taken[-1].seconds > TARGET_S]
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())

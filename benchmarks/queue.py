"""The queue of the yardstick through the whole engine, beside the C loop, as ratios.

`python -m benchmarks.queue [--json FILE]` compiles the C loop, then runs both in turn (C, engine, C, ...)
in one process, so that a machine whose speed drifts drifts for both. The engine runs `ladder/mmn_abandonment`
(the same M/M/50+M) through `ContactCentre.step()` with its contact log, keyed draws and customers; and, for
comparison, the hierarchical centre with decisions on. A contact is one arrival that enters the queue,
redials and repeats included. The compiling first day is reported by itself.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

import sim
from benchmarks.yardstick import NoCompiler, Yardstick
from sim.compiling import model_version

ENGINE_RUNS = {"engine, governance off": "ladder/mmn_abandonment", "engine, decisions on": "hierarchical"}
C_LOOP = "C loop"
CONTACTS = 1_000_000  # of a turn
TURNS = 7


@dataclass(frozen=True)
class Speed:
    """Contacts a second over the turns, and the ratio to the C loop's turn just before."""

    name: str
    per_second: tuple[float, float, float]
    ratio: tuple[float, float, float]


class Engine:
    """A centre that is stepped on, turn by turn."""

    def __init__(self, scenario: str) -> None:
        began = time.perf_counter()
        self.centre = sim.ContactCentre(scenario, days=100_000_000 // 69_120, rng=1)
        self.centre.step()
        self.first_day_s = time.perf_counter() - began

    def turn(self, contacts: int) -> float:
        """Contacts a second over at least so many contacts."""
        done = 0
        began = time.perf_counter()
        while done < contacts:
            self.centre.step()
            day = self.centre.run.world.day[self.centre.run.day - 1]
            done += int(day.first_contacts + day.redials + day.repeats)
        return done / (time.perf_counter() - began)


def measure(turns: int, contacts: int, notify: Console) -> Iterator[Speed]:
    """Run everything in turn and give the speeds, the yardstick's first."""
    engines = {name: Engine(scenario) for name, scenario in ENGINE_RUNS.items()}
    for name, engine in engines.items():
        notify.print(f"{name}: planned, compiled and first day in {engine.first_day_s:.1f} s")
    speeds: dict[str, list[float]] = {name: [] for name in (C_LOOP, *engines)}
    with Yardstick() as yardstick:
        for turn in range(turns):
            for name, engine in engines.items():
                c = yardstick.run(5 * contacts, seed=turn + 1).contacts_per_second
                speeds[C_LOOP].append(c)
                speeds[name].append(engine.turn(contacts))
    bases = [speeds[C_LOOP][place :: len(engines)] for place in range(len(engines))]
    yield Speed(C_LOOP, _spread(speeds[C_LOOP]), (1.0, 1.0, 1.0))
    for name, base in zip(engines, bases, strict=True):
        ratios = [own / c for own, c in zip(speeds[name], base, strict=True)]
        yield Speed(name, _spread(speeds[name]), _spread(ratios))


def _spread(values: list[float]) -> tuple[float, float, float]:
    return min(values), statistics.median(values), max(values)


def _printed(speeds: list[Speed]) -> Table:
    table = Table(title="contacts a second: median (least to greatest), and the ratio to C turn by turn")
    for column in ("", "million contacts/s", "ratio to C"):
        table.add_column(column, justify="left" if column == "" else "right")
    for speed in speeds:
        low, middle, high = (value / 1e6 for value in speed.per_second)
        least, ratio, most = speed.ratio
        table.add_row(
            speed.name, f"{middle:.2f} ({low:.2f} to {high:.2f})", f"{ratio:.2f} ({least:.2f} to {most:.2f})"
        )
    return table


def main() -> int:
    """The command line; exit code 2 where no C compiler is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.queue", description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--turns", type=int, default=TURNS, help="how often each runs")
    parser.add_argument("--contacts", type=int, default=CONTACTS, help="contacts of a turn")
    given = parser.parse_args()
    console = Console()
    try:
        speeds = list(measure(given.turns, given.contacts, console))
    except NoCompiler as missing:
        console.print(str(missing), markup=False)
        return 2
    console.print(_printed(speeds))
    if given.json:
        figures = {
            "model_version": model_version(),
            "turns": given.turns,
            "speeds": [asdict(s) for s in speeds],
        }
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The queue of the yardstick through the whole engine and through other programs, beside a loop in C.

`python -m benchmarks.queue [--large] [--page] [--json FILE]` compiles the C loop, then runs everybody in
turn (C, engine, C, SimPy, ...), so that a machine whose speed drifts drifts for all. Who is compared stands
in `benchmarks.contenders`; every program that claims to be the queue M/M/50+M is held against Erlang A, and
loses its place where it is not. Planning and compiling are reported by themselves. Exit code 2 where no C
compiler is, 1 where a program simulates something else.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import contenders, cores, page, report, store
from benchmarks.turns import Pair, Ready, growth, interleaved, prepared
from sim.compiling import is_compiled, model_version

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
TURNS = 7


def measure(c: Ready, turns: int, share: float, large: bool, notify: Console) -> report.Report:
    """Prepare and run everybody, and gather the figures.

    Args:
        c: the C loop, compiled.
        turns: how often each runs.
        share: of each one's usual contacts of a turn.
        large: run the centre of 10 million customers too.
        notify: told of every step.
    """
    compiled_before = is_compiled()
    chosen = (*contenders.CONTENDERS, *([contenders.LARGE_CENTRE] if large else []))
    ready, left_out = prepared(chosen)
    for one in ready:
        notify.print(f"{one.contender.name}: ready in {one.seconds:.1f} s")
    for line in left_out:
        notify.print(line, markup=False)
    pairs = interleaved(ready, c, turns, share)
    bank = contenders.centre(*contenders.BANK)
    return report.Report(
        date=report.today(),
        machine=report.this_machine(),
        model_version=model_version(),
        turns=turns,
        rows=(report.row_of_c(c, pairs), *(report.row_of(one, pairs[one.contender.name]) for one in ready)),
        compiled_before=compiled_before,
        growth=_growth(pairs) if large else None,
        bytes_per_customer=bank.bytes_per_customer(),
        speed_up=cores.speed_up(bank.scenario, bank.plan, c.simulate),
        left_out=tuple(left_out),
    )


def _growth(pairs: dict[str, list[Pair]]) -> report.Growth:
    centres = contenders.centre(*contenders.BANK), contenders.centre(*contenders.LARGE_BANK)
    return report.Growth(
        growth(pairs[contenders.DECISIONS], pairs[contenders.LARGE]),
        (centres[0].advisors_present, centres[1].advisors_present),
        (centres[0].plan.customers, centres[1].plan.customers),
    )


def _printed(found: report.Report) -> Table:
    table = Table(title=page.CAPTION)
    for place, column in enumerate(page.COLUMNS):
        table.add_column(column, justify="right" if 0 < place < 6 else "left")
    for row in found.rows:
        table.add_row(*page.cells(row))
    return table


def _read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.queue", description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--page", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--large", action="store_true", help="10 million customers too: minutes, gigabytes")
    parser.add_argument("--turns", type=int, default=TURNS, help="how often each runs")
    parser.add_argument("--share", type=float, default=1.0, help="of each one's usual contacts of a turn")
    return parser.parse_args()


def main() -> int:
    """The command line."""
    given, console = _read(), Console()
    ready, missing = prepared([contenders.C_LOOP])
    if not ready:
        console.print(*missing, markup=False)
        return 2
    found = measure(ready[0], given.turns, given.share, given.large, console)
    console.print(_printed(found))
    for line in page.other_figures(found):
        console.print(line, markup=False)
    if given.json:
        given.json.write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")
    if given.page:
        store.write(PAGE, page.page(found), store.section_of(PAGE))
    for name in found.impostors:
        console.print(f"{name} does not agree with Erlang A: it simulates something else", markup=False)
    return 1 if found.impostors else 0


if __name__ == "__main__":
    sys.exit(main())

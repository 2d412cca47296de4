"""Which uncertain parameters matter in a finished study: `python -m sim.sensitivity results/<study>`.

For every scenario, point of the levers and outcome one table: Morris' mu* and sigma or Sobol's S1 and ST, by
the study's design, the weightiest parameter first, with intervals and what replication noise alone stays
below. Exit codes: 0 done, 1 the study's files are damaged, 2 refused. Users' guide: README.md.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim.comparison import headline_of
from sim.consoles import empty_table, for_results
from sim.endings import ended
from sim.experiment.designs import MORRIS
from sim.experiment.noise import ALPHA
from sim.experiment.problem import Dimension, Problem
from sim.experiment.sensitivity import MEASURES, Index, Sensitivity, sensitivity
from sim.finished import Finished, finished
from sim.shown import number

SHOWN = {"mu_star": "mu*", "sigma": "sigma", "S1": "S1", "ST": "ST"}
MEANINGS = {
    "mu_star": "mu*: mean size of the effect of a parameter over its whole range; sigma: its spread "
    "(curvature and interactions)",
    "S1": "S1: share of the variance over draws that a parameter explains by itself; ST: with all its "
    "interactions",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.sensitivity", description="Which uncertain parameters of a study matter."
    )
    parser.add_argument(
        "folder", type=Path, metavar="results/<study>", help="by the design morris or saltelli"
    )
    parser.add_argument(
        "outcomes", nargs="*", metavar="outcome", help="columns; else those of the experiment"
    )
    given = parser.parse_args(arguments)
    return ended(lambda: _show(finished(given.folder), given.outcomes, for_results()))


def _show(study: Finished, named: Sequence[str], out: Console) -> None:
    design, points = study.experiment["design"], study.experiment.get("points")
    for outcome in study.outcomes(named):
        for levers, runs in study.at_each_point():
            for scenario in study.scenarios:
                of_scenario = runs[runs.scenario == scenario]
                found = sensitivity(of_scenario, study.problem, outcome, design, points)
                where = ", ".join(filter(None, [scenario, levers]))
                out.print(printed(found, study.problem, where))


def printed(found: Sensitivity, problem: Problem, where: str) -> Group:
    """The indices of an outcome as a table, the weightiest parameter first.

    Args:
        found: indices.
        problem: what was uncertain.
        where: scenario and point of the levers.
    """
    headline = headline_of(found.outcome)
    measures = MEASURES[found.design]
    by_key = {(one.key, one.measure): one for one in found.indices}
    main = measures[0] if found.design == MORRIS else measures[-1]
    table = _empty_table(measures)
    scale = headline.scale if found.design == MORRIS else 1.0
    for one in sorted(problem.dimensions, key=lambda one: -by_key[one.key, main].value):
        cells = [cell for name in measures for cell in _cells(by_key[one.key, name], scale)]
        table.add_row(one.key, _range(one), *cells)
    title = Text.assemble("\n", (headline.label, "bold"), f"  in {where}\n")
    return Group(title, table, *(Text(note, style="dim") for note in _notes(found, main)))


def _empty_table(measures: Sequence[str]) -> Table:
    table = empty_table()
    table.add_column("uncertain parameter", overflow="fold")
    table.add_column("from - to", overflow="fold")
    for name in measures:
        table.add_column(SHOWN[name], justify="right", no_wrap=True)
        table.add_column("[95 %]", justify="right", overflow="fold")
        table.add_column("floor", justify="right", no_wrap=True)
    return table


def _cells(index: Index, scale: float) -> tuple[str, str, str]:
    mark = "*" if index.above else " "
    ends = f"[{number(scale * index.low)}, {number(scale * index.high)}]"
    return f"{number(scale * index.value)}{mark}", ends, number(scale * index.floor)


def _notes(found: Sensitivity, main: str) -> list[str]:
    many = f"{found.replications} replications" if found.replications > 1 else "1 replication"
    notes = [f"{found.design}: {found.draws} draws, {many} of each; {MEANINGS[MEASURES[found.design][0]]}"]
    if math.isnan(found.noise_share):
        return [
            *notes,
            "a dash: with one replication the floor is not known; run more to tell noise from effect",
        ]
    above = [one for one in found.indices if one.measure == main and one.above]
    told = f"{len(above)} of {sum(one.measure == main for one in found.indices)} parameters"
    return [
        *notes,
        f"floor: what replication noise alone stays below ({100 - 100 * ALPHA:g} % over all parameters "
        f"together); * : the whole interval is above it; by {SHOWN[main]} {told}",
        f"replication noise makes {100 * found.noise_share:.1f} % of the variance between draws",
    ]


def _range(one: Dimension) -> str:
    if one.kind == "choice":
        return " | ".join(str(choice) for choice in one.choices)
    return f"{one.low:.6g} - {one.high:.6g}{one.shown_unit}{' (log)' if one.log else ''}"


if __name__ == "__main__":
    sys.exit(main())

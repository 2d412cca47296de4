"""Where meetings are worth their time: `python -m sim.meeting_map [key=value ...]`.

What meetings cost (advisors off the phone) and what they bring (irritants removed, precedents) are numbers
apart. Two maps say where one outweighs the other: abandonment with weekly team meetings against the same
centre without, over the length of the meeting and what irritants cost; and decision latency where a circle
decides against a chain of approvals, over how often it meets and how many kinds of case there are. Last,
the share of the prior (the declared ranges, every value as likely) in which abandonment falls. A command of
its own, called by people.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import joblib
import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import qmc

from sim.configuration import configure
from sim.consoles import empty_table, for_results
from sim.coordination import Circle
from sim.endings import ended
from sim.experiment.statistics import Difference, paired_difference
from sim.measures import outcome
from sim.planning import plan_of
from sim.rosters import Plan
from sim.scenario import Scenario

MINUTES = (15.0, 30.0, 45.0, 75.0, 150.0, 225.0)  # of the weekly meeting: up to three circles of 75
COSTS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3)  # share of talk lost to irritants
EVERY = (1, 5, 10, 20)  # open days from one meeting to the next
KINDS = (10, 30, 100, 300)  # of case, each with its own precedent
# The prior, the plausible part of the declared ranges: what meetings cost, what they bring.
OF_CIRCLE = {
    "length": (10.0, 225.0),
    "item": (5.0, 30.0),
    "preparation": (0.0, 30.0),
    "recovery": (0.0, 15.0),
}
OF_COORDINATION = {
    "irritant_cost": (0.0, 0.3),
    "relief": (0.0, 0.5),
    "irritants_return": (10.0, 260.0),
    "tensions_per_week": (0.0, 3.0),
}
WARMUP, DAYS = 126, 126  # open days: some three half-lives of the irritants, then half a year
SMALL = "demand.scale=0.05"  # some 25 advisors, unless told otherwise


@dataclass(frozen=True)
class Cell:
    """One place of a map: the measure there less the measure of what it is compared with."""

    row: float
    column: float
    difference: Difference


def with_meetings(scenario: Scenario, circle: Circle, **coordination: Any) -> Scenario:
    """The same centre, all of whose advisors meet in teams of one kind."""
    governance = scenario.governance
    changed = replace(governance.coordination, **coordination)
    return replace(scenario, governance=replace(governance, circles={"team": circle}, coordination=changed))


def deciding(scenario: Scenario, every: int, kinds: int) -> Scenario:
    """The same centre, whose teams decide what has no precedent."""
    meeting = with_meetings(scenario, Circle(every=every, decides=True), kinds=kinds)
    return replace(meeting, governance=replace(meeting.governance, beyond="circle"))


def prior(draws: int, seed: int) -> Iterator[tuple[Circle, dict[str, float]]]:
    """Draws from the prior by a Latin hypercube: a kind of circle, and what its meetings bring."""
    ranges = OF_CIRCLE | OF_COORDINATION
    low, high = zip(*ranges.values(), strict=True)
    for row in qmc.scale(qmc.LatinHypercube(len(ranges), rng=seed).random(draws), low, high):
        values = dict(zip(ranges, row.tolist(), strict=True))
        yield Circle(**{name: values.pop(name) for name in OF_CIRCLE}), values


def value_of(scenario: Scenario, plan: Plan, measured: str, seed: int, replication: int) -> float:
    """A measure of one run; NaN where it has none."""
    found = outcome(scenario, plan, days=DAYS, warmup=WARMUP, seed=seed, replication=replication)
    value = found.get(measured)
    return float("nan") if value is None else value


class Atlas:
    """Runs the maps of one centre.

    Args:
        scenario: the centre, without circles.
        replications: of every place of a map, paired with those of what it is compared with.
        seed: of all draws.
        workers: processes; -1 for one a processor.
    """

    def __init__(self, scenario: Scenario, replications: int, seed: int, workers: int = -1) -> None:
        self.scenario, self.plan = scenario, plan_of(scenario)
        self.replications, self.seed, self.workers = replications, seed, workers

    def time_off_the_phone(self) -> list[Cell]:
        """Abandonment with weekly meetings less without: by minutes of the meeting, and cost of irritants."""
        places = [
            (minutes, cost, with_meetings(self.scenario, Circle(length=minutes), irritant_cost=cost))
            for minutes in MINUTES
            for cost in COSTS
        ]
        return self._map(places, "abandonment_share")

    def decisions(self) -> list[Cell]:
        """Decision latency where circles decide less the chain's: by days between meetings, and kinds."""
        places = [(every, kinds, deciding(self.scenario, every, kinds)) for every in EVERY for kinds in KINDS]
        return self._map(places, "decision_latency_mean_5d_min")

    def share_of_prior(self, draws: int) -> float:
        """Share of draws from the prior in which abandonment is lower with meetings than without."""
        forms = [with_meetings(self.scenario, circle, **brings) for circle, brings in prior(draws, self.seed)]
        values = self._run([self.scenario, *forms], "abandonment_share", 1)
        return float((values[1:, 0] < values[0, 0]).mean())

    def _map(self, places: Sequence[tuple[float, float, Scenario]], measured: str) -> list[Cell]:
        forms = [self.scenario, *(form for *_, form in places)]
        values = self._run(forms, measured, self.replications)
        return [
            Cell(row, column, paired_difference(value, values[0]))
            for (row, column, _), value in zip(places, values[1:], strict=True)
        ]

    def _run(self, forms: Sequence[Scenario], measured: str, replications: int) -> np.ndarray:
        """A measure of every form in every replication [forms, replications]."""
        calls = [
            joblib.delayed(value_of)(form, self.plan, measured, self.seed, replication)
            for form in forms
            for replication in range(replications)
        ]
        found = joblib.Parallel(n_jobs=self.workers)(calls)
        return np.array(found, float).reshape(len(forms), replications)


def drawn(cells: Sequence[Cell], corner: str, scale: float, digits: int) -> Table:
    """A map as a table: the difference; + worse, - better, = where chance could do it."""
    table = empty_table()
    table.add_column(corner, no_wrap=True)
    columns = sorted({cell.column for cell in cells})
    for column in columns:
        table.add_column(f"{column:g}", justify="right")
    found = {(cell.row, cell.column): cell.difference for cell in cells}
    for row in sorted({cell.row for cell in cells}):
        table.add_row(f"{row:g}", *(_shown(found[row, column], scale, digits) for column in columns))
    return table


def _shown(difference: Difference, scale: float, digits: int) -> str:
    if np.isnan(difference.mean):
        return "none"
    sign = "=" if difference.low <= 0 <= difference.high else ("+" if difference.mean > 0 else "-")
    return f"{abs(scale * difference.mean):.{digits}f} {sign}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the maps; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.meeting_map", description="Where meetings are worth their time."
    )
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="the centre, as for python -m sim")
    parser.add_argument("--replications", type=int, default=5, help="of every place of a map")
    parser.add_argument("--draws", type=int, default=100, help="from the prior")
    given = parser.parse_args(arguments)
    return ended(lambda: _draw(given))


def _draw(given: argparse.Namespace) -> None:
    progress = Console(stderr=True)
    found = configure([SMALL, *given.overrides], alone=True)[0]
    progress.print("planning the centre, then some 400 runs: about two minutes on two processors")
    atlas = Atlas(found.scenario, given.replications, found.study.seed)
    _print(atlas, given.draws, progress)


def _print(atlas: Atlas, draws: int, progress: Console) -> None:
    out = for_results()
    name, pairs = atlas.scenario.name, f"{atlas.replications} pairs of runs; 95 % intervals"
    with progress.status("time off the phone"):
        cells = atlas.time_off_the_phone()
    out.print(f"Abandonment, points, weekly team meetings against none ({name}; {pairs})")
    out.print("down: minutes of the meeting; across: share of talk that irritants cost; - better, + worse")
    out.print(drawn(cells, "min", 100, 2))
    with progress.status("decisions"):
        cells = atlas.decisions()
    out.print("\nDecision latency, mean cut at 5 days, min, circles deciding against the chain of approvals")
    out.print("down: open days from meeting to meeting; across: kinds of case; - better, + worse")
    out.print(drawn(cells, "days", 1, 0))
    with progress.status("the prior"):
        share = atlas.share_of_prior(draws)
    out.print(f"\nIn {share:.0%} of {draws} draws from the prior, meetings lower abandonment.")


if __name__ == "__main__":
    sys.exit(main())

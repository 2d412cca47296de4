"""Which levers serve several ends at once: `python -m sim.search experiment=pareto [key=value ...]`.

Looks, among all combinations of the levers' values, for those that no other beats in every outcome (margin,
stress and churn, for one), and prints that front with the points that may belong to it as far as replication
noise lets one see. `experiment.points` is how many are proposed. A study like any other: what has been run
is not run again. Exit codes: 0 done, 1 a run failed or files are damaged, 2 refused. Users' guide: README.md.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim import results
from sim.comparison import headline_of
from sim.configuration import Configuration, changed, check, configure, default_study_name
from sim.consoles import empty_table
from sim.endings import EXIT_DONE, EXIT_FAILED
from sim.experiment.engine import run_study
from sim.experiment.problem import among
from sim.experiment.search import DIRECTIONS, Front, Outcome, Point, Tried, pareto
from sim.experiment.store import Store, study_folder
from sim.experiment.tasks import Prepared
from sim.experiment.wanted import goal_of
from sim.progress import Pace, pace
from sim.refusal import Refused
from sim.running import described, ready
from sim.shown import lever_columns, mean_and_half, plain
from sim.study_commands import as_given, study_command

WORDS = {"max": "more is better", "min": "less is better"}
assert WORDS.keys() == DIRECTIONS.keys()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    return study_command(
        "search", "Which levers serve several ends at once.", "experiment=pareto, for one", _search, arguments
    )


def _search(overrides: Sequence[str], config_dir: Path | None, console: Console, out: Console) -> int:
    asked = configure(overrides, config_dir, alone=True)[0]
    study = asked.study
    experiment = study.experiment
    goals = {name: goal_of("experiment.outcomes", name) for name in experiment.outcomes}
    if not goals:
        raise Refused("experiment.outcomes", [], "one outcome or more that is wanted, as experiment=pareto")
    if not experiment.levers or experiment.uncertainties:
        wanted = "levers to choose among and nothing uncertain, as experiment=pareto"
        raise Refused("experiment.levers", list(experiment.levers), wanted)
    folder = study_folder(Path(study.results.dir), study.study or default_study_name([asked]))
    prepared = ready([_without_levers(asked)], console)
    what = described([asked], as_given("search", overrides), prepared)
    with (
        contextlib.closing(Store.open(folder, what)) as store,
        pace(experiment.points * study.replications, console) as told,
    ):
        search = Evaluation(prepared, store, told, folder, list(goals))
        found = pareto(search, among(experiment.levers), goals, experiment.points, study.seed)
    out.print(printed(found, list(experiment.levers), study.replications))
    out.print(f"results: {os.path.relpath(folder)}", markup=False)
    return EXIT_FAILED if told.failed else EXIT_DONE


def _without_levers(asked: Configuration) -> Configuration:
    """The centre itself: its points are proposed one generation after the other."""
    return check(asked.mapping | {"experiment": asked.mapping["experiment"] | {"levers": {}}})


class Evaluation:
    """What points come to, run by the engine of studies and kept in the study's store.

    Args:
        prepared: the centre, without levers.
        store: where runs go.
        told: of every run.
        folder: of the study.
        goals: outcomes that are wanted.
    """

    def __init__(
        self, prepared: Prepared, store: Store, told: Pace, folder: Path, goals: Sequence[str]
    ) -> None:
        self._prepared, self._store, self._told = prepared, store, told
        self._folder, self._goals = folder, goals

    def __call__(self, points: list[Point]) -> list[Outcome | None]:
        """Outcomes of points, by replication; None for one that cannot be, or failed."""
        possible = [point for point in points if self._can_be(point)]
        if possible:
            generation = replace(self._prepared, levers=possible)
            run_study(generation, self._store, self._study.workers, self._told.ran, self._told.there)
        identified = [(task.run_id, task.chosen) for task in generation.tasks] if possible else []
        runs = self._of({run_id for run_id, _ in identified})
        return [self._outcome(point, identified, runs) for point in points]

    @property
    def _study(self) -> Any:
        return self._prepared.common.bases[0].study

    def _can_be(self, point: Point) -> bool:
        try:
            changed(self._prepared.common.bases[0], point)
        except Refused:
            return False
        return True

    def _of(self, ids: set[str]) -> pd.DataFrame:
        if not ids:
            return pd.DataFrame(index=pd.Index([], name="run_id"))
        runs = results.load(self._folder, columns=self._goals)
        return runs[runs.run_id.isin(ids) & (runs.status == "ok")].set_index("run_id")

    def _outcome(
        self, point: Point, identified: Sequence[tuple[str, Mapping[str, Any]]], runs: pd.DataFrame
    ) -> Outcome | None:
        ids = [run_id for run_id, chosen in identified if chosen == point]
        if not ids or not set(ids) <= set(runs.index) or runs.loc[ids, self._goals].isna().any(axis=None):
            return None
        rows = runs.loc[ids].sort_values("replication")
        return {goal: rows[goal].to_numpy(float).tolist() for goal in self._goals}


def printed(found: Front, levers: Sequence[str], replications: int) -> Group:
    """The front, and what may belong to it, as tables for the terminal."""
    parts: list[Text | Table] = [
        Text("\nthe front: nothing tried is as good in every outcome and better in one", "bold"),
        _points(found.front, found, levers),
    ]
    if found.unsure:
        words = f"behind it by no more than the noise of {replications} replications shows"
        parts += [Text(f"\n{words}", "bold"), _points(found.unsure, found, levers)]
    failed = f", {found.failed} of them without an outcome" if found.failed else ""
    note = f"{found.tried} points tried{failed}; means with half the width of their 95 % interval"
    return Group(*parts, Text(note, style="dim"))


def _points(points: Sequence[Tried], found: Front, levers: Sequence[str]) -> Table:
    table = empty_table()
    lever_columns(table, levers)
    for goal, way in found.goals.items():
        head = f"{headline_of(goal).label}\n({WORDS[way]})"
        table.add_column(head, justify="right", vertical="bottom")
    for one in points:
        outcomes = (mean_and_half(headline_of(goal), one.outcomes[goal]) for goal in found.goals)
        table.add_row(*(plain(one.point[key]) for key in levers), *outcomes)
    return table


if __name__ == "__main__":
    sys.exit(main())

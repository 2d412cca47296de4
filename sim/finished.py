"""A finished study with an experiment, read back for the commands that ask questions of it.

Its manifest holds the experiment (design, points, levers, uncertainties, outcomes) and the configuration of
every scenario, from which the uncertain parameters are declared anew. Called by `sim.sensitivity` and
`sim.regions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim import results, schema
from sim.experiment.problem import Problem
from sim.experiment.table import at_each_point, check_outcome
from sim.experiment.uncertainties import uncertain
from sim.refusal import Refused
from sim.shown import plain


@dataclass(frozen=True, eq=False)
class Finished:
    """A study read back.

    Attributes:
        name: of its folder.
        experiment: the node of the configuration, as plain data.
        scenarios: their names, the baseline first.
        problem: what was uncertain.
        runs: rows of the table `runs`, whatever their status.
    """

    name: str
    experiment: Mapping[str, Any]
    scenarios: tuple[str, ...]
    problem: Problem
    runs: pd.DataFrame

    def outcomes(self, named: Sequence[str]) -> list[str]:
        """The outcomes asked for, or else those that the experiment names.

        Raises:
            Refused: there are none, or one is no column of numbers.
        """
        found = list(named) or list(self.experiment.get("outcomes") or ())
        if not found:
            raise Refused("outcome", None, "the name of one or more, since the experiment names none")
        for outcome in found:
            check_outcome(self.runs, outcome)
        return found

    def at_each_point(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Every point of the levers, in words, and its runs; all runs where there are no levers."""
        levers = [lever for lever in self.experiment.get("levers") or {} if lever in self.runs]
        for values, runs in at_each_point(self.runs, levers):
            said = zip(levers, values, strict=True)
            yield ", ".join(f"{lever}={plain(value)}" for lever, value in said), runs


def finished(folder: str | Path) -> Finished:
    """Read a study.

    Raises:
        Refused: the folder is no study's, the study has no run, or nothing in it was uncertain.
        StoreFault: a part of it is damaged.
    """
    folder = Path(folder)
    runs = results.load(folder)
    manifest = results.read_manifest(folder)
    experiment = manifest.get("experiment") or {}
    if not experiment.get("uncertainties"):
        wanted = "a study in which something was uncertain (experiment.uncertainties)"
        raise Refused("study", folder.name, wanted)
    configurations = manifest["configuration"]
    scenario, _ = schema.build_all(next(iter(configurations.values())))
    problem = uncertain(experiment["uncertainties"], scenario)
    return Finished(folder.name, experiment, tuple(configurations), problem, runs)

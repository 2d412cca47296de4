"""What a study has to tell, read from its folder: nothing is simulated, and nothing is told twice.

A study of levers has options in the place of scenarios; one of draws has draws in the place of replications.
Everything that is compared is compared as in the printed table (`sim.comparison`). Called by
`sim.report.page`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sim import results, schema
from sim.answers import Answer, answered, leading_of
from sim.break_even import Clock, clocks
from sim.comparison import HEADLINES, Compared, compare
from sim.configuration import flat
from sim.experiment.bases import BASES, EQUAL_PAYROLL
from sim.experiment.problem import Problem
from sim.experiment.uncertainties import uncertain
from sim.fit.checking import Checked, from_record
from sim.harm import Harm, harm
from sim.options import options_of
from sim.refusal import Refused
from sim.report.words import WORST
from sim.scenario import Scenario
from sim.states import CASE_STATES
from sim.study import Experiment, Study

TABLES = ("days", "latency", "people", "ledger")
MOST_OPTIONS = 8  # that pictures and tables have room for
MOST_RUNS = 2000  # of which days and people are read: of more, their means alone are told
FEWEST_DRAWS = 2
BESIDE = ("status", "basis", "draw", "called_off_share")


@dataclass(frozen=True, eq=False)
class Told:
    """A study as a report tells it.

    Attributes:
        name: of its folder.
        manifest: where it comes from.
        options: scenarios, or a scenario at points of the levers; the baseline first.
        basis: on which pictures are drawn; `bases` has what was compared on each basis there is.
        runs: those on that basis, one row for each option and replication or, of several, draw.
        tables: `days`, `latency`, `people`, `ledger` of all runs on it, where they were stored; their
            replications are numbered on from draw to draw.
        simulations: how many runs these are.
        left_out: options beyond those.
        draws, replications: how many of each.
        smallest_harm: strain beyond which somebody counts as harmed.
        configurations: of every scenario, values by dotted key.
        problem: what was uncertain.
        drawn: its values, a row for each draw.
        answer: to the study's question, where it has one.
    """

    name: str
    manifest: Mapping[str, Any]
    options: tuple[str, ...]
    basis: str
    bases: Mapping[str, Sequence[Compared]]
    runs: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    simulations: int
    left_out: int
    draws: int
    replications: int
    smallest_harm: float
    configurations: Mapping[str, Mapping[str, Any]]
    problem: Problem
    drawn: pd.DataFrame
    answer: Answer | None = None
    harms: Sequence[Harm] = field(default_factory=list)
    clocks: Sequence[Clock] = field(default_factory=list)

    @property
    def baseline(self) -> str:
        """What the others are compared with."""
        return self.options[0]

    @property
    def fit(self) -> Checked:
        """What the check against a file came to."""
        return from_record(self.manifest.get("fit") or {})


def read(folder: Path) -> Told:
    """A study from its folder.

    Raises:
        Refused: no study; none of its runs ended well; one of another make.
        StoreFault: a damaged part.
    """
    if not results.is_study(folder):
        raise Refused("study", folder.name, "the folder of a study: results/<study>")
    manifest = dict(results.read_manifest(folder))
    configurations = manifest["configuration"]
    study, scenario = _records(folder.name, next(iter(configurations.values())))
    experiment = _experiment(study, manifest)
    problem = uncertain(experiment.uncertainties, scenario)
    runs = _runs(folder, experiment, problem)
    names = [name for name in configurations if name in set(runs.scenario)]
    named = _named(runs, names, experiment)
    _check_one_point_each(folder.name, runs, named)
    there = [one.words for one in options_of(names, experiment.levers) if one.words in set(named.option)]
    options = there[:MOST_OPTIONS]
    basis = _main_basis(runs)
    chosen = runs[runs.basis == basis]
    tables = _tables(folder, chosen, named)
    smallest = study.smallest_harm * scenario.people.strain.spread
    return Told(
        name=folder.name,
        manifest=manifest,
        options=tuple(options),
        basis=basis,
        bases=_bases(runs, named, options),
        runs=_as_replications(chosen, named),
        tables=tables,
        simulations=len(chosen),
        left_out=len(there) - len(options),
        draws=int(runs.draw.nunique()),
        replications=int(chosen.groupby("scenario").replication.nunique().min()),
        smallest_harm=smallest,
        configurations={name: flat(configurations[name]) for name in names},
        problem=problem,
        drawn=_drawn(chosen, problem),
        answer=_answer(chosen, names, experiment, problem),
        harms=harm(tables["people"], options, smallest) if "people" in tables else [],
        clocks=clocks(tables["days"], options) if "days" in tables else [],
    )


def _bases(runs: pd.DataFrame, named: pd.DataFrame, options: Sequence[str]) -> dict[str, Sequence[Compared]]:
    """What was compared, on each basis there is."""
    there = [one for one in BASES if (runs.basis == one).any()]
    return {one: compare(_as_replications(runs[runs.basis == one], named), options) for one in there}


def _tables(folder: Path, runs: pd.DataFrame, named: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables of these runs that were stored, where the runs are few enough to be read."""
    stored = [name for name in TABLES if len(runs) <= MOST_RUNS and results.registered(folder, name)]
    return {name: _table(folder, name, runs, named) for name in stored}


def _runs(folder: Path, experiment: Experiment, problem: Problem) -> pd.DataFrame:
    """What a report reads of all runs that ended well."""
    runs = results.load(folder, columns=_columns(experiment, problem))
    ok: pd.DataFrame = runs[runs.status == "ok"]
    if ok.empty:
        raise Refused("study", folder.name, "a study with a run that ended well")
    return ok if "draw" in ok else ok.assign(draw=0)


def _columns(experiment: Experiment, problem: Problem) -> list[str]:
    """What a report reads of runs: not all of nine hundred columns of a hundred thousand."""
    measures = [headline.column for headline in (*HEADLINES, *WORST)]
    states = [f"latency_{state}_min" for state in CASE_STATES]
    drawn = [key for one in problem.dimensions for key in one.keys]
    return list(
        dict.fromkeys([*BESIDE, *measures, *states, *experiment.levers, *drawn, *experiment.outcomes])
    )


def _check_one_point_each(name: str, runs: pd.DataFrame, named: pd.DataFrame) -> None:
    """Refuse a folder of several studies: what differs in them is no lever that the manifest tells."""
    found = runs.set_index("run_id").assign(option=named.option)
    keys = ["option", "basis", "draw", "replication"]
    if found.dropna(subset="option").duplicated(keys).any():
        expected = "one study: this folder holds several points of a scenario, as a sweep leaves them"
        raise Refused("study", name, expected)


def _records(name: str, mapping: Mapping[str, Any]) -> tuple[Study, Scenario]:
    try:
        scenario, study = schema.build_all(mapping)
    except Refused as refusal:
        raise Refused("study", name, f"a study of this version of the program ({refusal})") from refusal
    return study, scenario


def _experiment(study: Study, manifest: Mapping[str, Any]) -> Experiment:
    kept = manifest.get("experiment")
    return Experiment(**kept) if kept else study.experiment


def _main_basis(runs: pd.DataFrame) -> str:
    there = set(runs.basis)
    return EQUAL_PAYROLL if EQUAL_PAYROLL in there else next(one for one in BASES if one in there)


def _named(runs: pd.DataFrame, names: Sequence[str], experiment: Experiment) -> pd.DataFrame:
    """Of every run the option it is one of, and the number by which it is paired with those of others."""
    each = int(runs.replication.max()) + 1
    found = pd.DataFrame({"run_id": runs.run_id, "option": None, "pair": runs.draw * each + runs.replication})
    for option in options_of(names, experiment.levers):
        found.loc[option.of(runs).index, "option"] = option.words
    return found.dropna(subset="option").set_index("run_id")


def _relabelled(rows: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows.run_id.isin(named.index)]
    which = named.loc[rows.run_id]
    return rows.assign(scenario=which.option.to_numpy(), replication=which.pair.to_numpy())


def _as_replications(runs: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """A row for each option and replication; where there are draws, their means, draw by draw."""
    rows = _relabelled(runs, named)
    if rows.draw.nunique() < FEWEST_DRAWS:
        return rows
    rows = rows.assign(replication=rows.draw)
    means: pd.DataFrame = rows.groupby(["scenario", "replication"]).mean(numeric_only=True).reset_index()
    return means


def _table(folder: Path, name: str, runs: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    rows = results.load(folder, name)
    return _relabelled(rows[rows.run_id.isin(runs.run_id)], named)


def _drawn(runs: pd.DataFrame, problem: Problem) -> pd.DataFrame:
    keys = [key for one in problem.dimensions for key in one.keys if key in runs]
    rows: pd.DataFrame = runs.drop_duplicates("draw").set_index("draw")[keys] if keys else pd.DataFrame()
    return rows


def _answer(
    runs: pd.DataFrame, names: Sequence[str], experiment: Experiment, problem: Problem
) -> Answer | None:
    if experiment.question is None:
        return None
    leading_of(experiment)
    return answered(runs, names, experiment, problem)

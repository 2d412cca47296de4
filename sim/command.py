"""One study from the command line: configure, prepare, run, print, draw.

Called by `sim.__main__`, and by `sim.sweep` once for every job.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console

from sim import answers, break_even, harm, results
from sim.comparison import Compared, compare
from sim.comparison_table import printed
from sim.compiling import model_version
from sim.configuration import Configuration, configure, default_study_name
from sim.consoles import for_results
from sim.endings import EXIT_DONE, EXIT_FAILED, gravest
from sim.experiment.bases import ALL, BASES
from sim.experiment.problem import Problem
from sim.experiment.store import study_folder
from sim.experiment.tasks import Prepared
from sim.experiment.uncertainties import uncertain
from sim.experiment.working import FAILED
from sim.explored import USUAL, explored
from sim.explored import printed as points_printed
from sim.over_draws import printed as over_draws_printed
from sim.over_draws import weighed
from sim.plots import comparison_figure, save
from sim.refusal import EXIT_UNSTABLE, Refused
from sim.report import page as report
from sim.report.words import Speech
from sim.rule_faults import RuleFault
from sim.running import carry_out
from sim.soundness import NotFinite
from sim.study import Experiment
from sim.study_commands import as_given

PICTURE = "comparison.png"


def run_command(
    overrides: Sequence[str], config_dir: Path | None, console: Console, *, reported: bool = True
) -> int:
    """Run a study, print the comparison and write its report; returns the exit code."""
    configurations = configure(overrides, config_dir)
    study = configurations[0].study
    if study.basis == ALL:
        return _on_every_basis(overrides, config_dir, console)
    name = study.study or default_study_name(configurations)
    folder = study_folder(Path(study.results.dir), name)
    return run_configured(configurations, folder, overrides, console, reported=reported)


def _on_every_basis(overrides: Sequence[str], config_dir: Path | None, console: Console) -> int:
    """The same comparison on each basis, and one report of them; returns the gravest exit code."""
    others = [text for text in overrides if not text.startswith("basis=")]
    *single, last = BASES[:-1]
    codes = []
    for basis in (*single, last):
        console.print(f"basis: {basis}", markup=False)
        given = [*others, f"basis={basis}"]
        codes.append(run_command(given, config_dir, console, reported=basis == last))
    return gravest(codes)


def run_configured(
    configurations: Sequence[Configuration],
    folder: Path,
    overrides: Sequence[str],
    console: Console,
    *,
    shared: bool = False,
    reported: bool = True,
) -> int:
    """Run configurations into a study folder; returns the exit code.

    Args:
        configurations: scenarios, the baseline first.
        folder: of the study.
        overrides: as they were given.
        console: where it is told.
        shared: whether other processes write to it meanwhile.
        reported: whether a report is written: not of one of many jobs, which is no one comparison.
    """
    try:
        prepared, done = carry_out(configurations, folder, as_given("", overrides), console, shared=shared)
    except (NotFinite, RuleFault) as fault:
        console.print(f"failed: {configurations[0].scenario.name}, while planning: {fault}", markup=False)
        return EXIT_FAILED
    if not done.done:
        console.print("nothing added: every run of this command is already in the results")
    code = _conclude(prepared, done.ids, folder, console)
    if reported and code != EXIT_FAILED:
        _report(folder, configurations[0], console)
    return code


def _report(folder: Path, baseline: Configuration, console: Console) -> None:
    """Write the report, or say why there is none: the study is done in either case."""
    try:
        path = report.write(folder, baseline.study.report.language)
    except Refused as refusal:
        console.print(f"no report: {refusal}", markup=False)
    else:
        console.print(f"report: {os.path.relpath(path)}", markup=False)


def _conclude(prepared: Prepared, ids: set[str], folder: Path, console: Console) -> int:
    """Print the comparison, draw the picture, say where everything is."""
    configurations = prepared.common.bases
    experiment, problem = configurations[0].study.experiment, _uncertain(configurations[0])
    runs = results.load(folder, columns=_columns(experiment, problem))
    runs = runs[runs.run_id.isin(ids | {name + FAILED for name in ids})]
    ok = runs[runs.status == "ok"]
    names = [one.scenario.name for one in configurations]
    if experiment.asks:
        _show_points(ok, names, prepared)
    elif set(names) <= set(ok.scenario):
        _show(compare(ok, names), ok, names, prepared, folder)
    if experiment.question is not None and (answer := answers.answered(ok, names, experiment, problem)):
        for_results().print(answers.printed(answer))
    if prepared.fit.mark is not None:
        for_results().print(prepared.fit.mark, markup=False)
    unstable = runs[runs.status == "unstable"].scenario.unique()
    for name in unstable:
        console.print(f"unstable: {name}: work comes faster than it can be done, and nobody gives up waiting")
    console.print(f"results: {os.path.relpath(folder)}", markup=False)
    missing = ids - set(runs[runs.status != "failed"].run_id)
    if missing:
        return EXIT_FAILED
    return EXIT_UNSTABLE if len(unstable) else EXIT_DONE


def _uncertain(configuration: Configuration) -> Problem:
    return uncertain(configuration.study.experiment.uncertainties, configuration.scenario)


def _columns(experiment: Experiment, problem: Problem) -> list[str] | None:
    """What is read of each run: of many points what is told of them, since all would fill the memory."""
    if not experiment.asks:
        return None
    drawn = [one.keys[0] for one in problem.dimensions]
    return ["draw", *experiment.levers, *drawn, *(experiment.outcomes or USUAL)]


def _show_points(runs: pd.DataFrame, names: list[str], prepared: Prepared) -> None:
    """A line for each scenario at each point of its levers."""
    experiment = prepared.common.bases[0].study.experiment
    levers = list(experiment.levers)
    lines = list(explored(runs, names, levers, experiment.outcomes or USUAL))
    if lines:
        of_points = points_printed(lines, levers, len(prepared.draws), prepared.replications)
        for_results().print(of_points)
    if len(prepared.draws) > 1:
        over = list(weighed(runs, names, levers, experiment.outcomes or USUAL))
        if over:
            for_results().print(over_draws_printed(over, names[0], levers))


def _show(
    compared: list[Compared], runs: pd.DataFrame, names: list[str], prepared: Prepared, folder: Path
) -> None:
    baseline = prepared.common.bases[0]
    replications = int(runs.groupby("scenario").size().min())
    out = for_results()
    out.print(printed(compared, names, baseline.study.held_equal, replications))
    if reached := break_even.clocks(_of(runs, folder, "days"), names):
        out.print(break_even.printed(reached, names))
    smallest = baseline.study.smallest_harm * baseline.scenario.people.strain.spread
    if found := harm.harm(_of(runs, folder, "people"), names, smallest):
        out.print(harm.printed(found, names[0], smallest))
    if results.registered(folder, "latency"):
        latency = _of(runs, folder, "latency")
        say, basis = Speech(baseline.study.report.language), baseline.study.held_equal
        note = say("picture_note", n=replications, basis=basis, model=model_version())
        note = "\n".join(filter(None, (note, prepared.fit.mark)))
        picture = save(comparison_figure(compared, latency, names, note, say), folder / PICTURE)
        out.print(f"picture: {os.path.relpath(picture)}", markup=False)


def _of(runs: pd.DataFrame, folder: Path, table: str) -> pd.DataFrame:
    """The rows of these runs in another table; none where an older study has no such table."""
    if not results.registered(folder, table):
        return pd.DataFrame(columns=["run_id", "scenario", "replication"])
    rows = results.load(folder, table)
    return rows[rows.run_id.isin(runs.run_id)]

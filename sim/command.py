"""One study from the command line: configure, prepare, run, print, draw.

Called by `sim.__main__`, and by `sim.sweep` once for every job.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sim import break_even, harm, own_fields, results
from sim.comparison import Compared, compare, printed
from sim.compiling import is_compiled, model_version
from sim.configuration import Configuration, configure, default_study_name
from sim.consoles import for_results
from sim.experiment.engine import FAILED, Prepared, Row, prepare, run_study
from sim.experiment.store import Store, study_folder
from sim.plots import comparison_figure, save
from sim.provenance import manifest
from sim.refusal import EXIT_UNSTABLE
from sim.rosters import headcount, shifts_of_week
from sim.rule_faults import RuleFault
from sim.rule_files import loaded
from sim.soundness import NotFinite

DONE, SOME_FAILED, SOME_UNSTABLE = 0, 1, EXIT_UNSTABLE
PICTURE = "comparison.png"


def run_command(overrides: Sequence[str], config_dir: Path | None, console: Console) -> int:
    """Run a study and print the comparison; returns the exit code."""
    configurations = configure(overrides, config_dir)
    study = configurations[0].study
    name = study.study or default_study_name(configurations)
    return run_configured(configurations, study_folder(Path(study.results.dir), name), overrides, console)


def run_configured(
    configurations: Sequence[Configuration], folder: Path, overrides: Sequence[str], console: Console
) -> int:
    """Run configurations into a study folder; returns the exit code."""
    study = configurations[0].study
    if not is_compiled():
        console.print("compiling the simulation for this machine: some three minutes, once")
    elif own_fields.added():
        console.print("records have fields of your own: compiled for them the first time, some three minutes")
    try:
        prepared = _prepared(configurations, console)
    except (NotFinite, RuleFault) as fault:
        console.print(f"failed: {configurations[0].scenario.name}, while planning: {fault}", markup=False)
        return SOME_FAILED
    _tell_plan(configurations[0], prepared, console)
    what = manifest(
        {one.scenario.name: one.mapping for one in configurations},
        [study.seed],
        ["python", "-m", "sim", *(f"--rules={file.name}" for file in loaded()), *overrides],
        {"rules_files": {file.name: file.sha256 for file in loaded()}},
    )
    if study.results.overwrite and folder.exists():
        Store(folder, what).overwrite()
    with contextlib.closing(Store.open(folder, what)) as store:
        added = _run(prepared, store, study.workers, console)
    if added == 0:
        console.print("nothing added: every run of this command is already in the results")
    return _conclude(prepared, configurations, folder, console)


def _prepared(configurations: Sequence[Configuration], console: Console) -> Prepared:
    """The plan and the tasks of a study, made while the user is told so."""
    doing = "planning first contacts and rosters under the baseline"
    with console.status(doing) if console.is_terminal else contextlib.nullcontext():
        return prepare(configurations, lambda line: console.print(line, markup=False))


def _tell_plan(baseline: Configuration, prepared: Prepared, console: Console) -> None:
    plan = prepared.plan
    how = "as given"
    if plan.breaks:
        staffing = baseline.scenario.staffing
        how = (
            f"assumed: square-root staffing to {staffing.target_share:.0%} in {staffing.target_wait:g} s, "
            f"shrinkage {staffing.shrinkage:.0%}"
        )
    scenario = baseline.scenario
    employed = headcount(scenario, plan, shifts_of_week(scenario, plan))
    daily = plan.first_contacts.sum(axis=1)[plan.week.open_weekdays].mean()
    console.print(
        f"{plan.customers:,} customers, {daily:,.0f} first contacts a day; at most "
        f"{int(plan.present.max(initial=0))} advisors present, {employed} employed ({how}); "
        f"warm-up {plan.warmup} days",
        markup=False,
    )


def _run(prepared: Prepared, store: Store, workers: int | None, console: Console) -> int:
    total = len(prepared.tasks)
    live = console.is_terminal and "CI" not in os.environ
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, disable=not live, transient=True,
    ) as progress:  # fmt: skip
        bar = progress.add_task("runs", total=total, completed=total)
        missing = total - len(store.known().among({task.run_id for task in prepared.tasks}))
        progress.update(bar, total=max(missing, 1), completed=0)
        done = 0

        def ran(row: Row) -> None:
            nonlocal done
            done += 1
            progress.advance(bar)
            if row["status"] == "failed":
                told = f"failed: {row['scenario']}, replication {row['replication']}: {row['error']}"
                console.print(told, markup=False)
            elif not live and done * 10 // missing != (done - 1) * 10 // missing:
                console.print(f"{done} of {missing} runs")

        return run_study(prepared, store, workers, ran)


def _conclude(
    prepared: Prepared, configurations: Sequence[Configuration], folder: Path, console: Console
) -> int:
    """Print the comparison, draw the picture, say where everything is."""
    ids = {task.run_id for task in prepared.tasks}
    runs = results.load(folder)
    runs = runs[runs.run_id.isin(ids | {name + FAILED for name in ids})]
    ok = runs[runs.status == "ok"]
    names = [one.scenario.name for one in configurations]
    if set(names) <= set(ok.scenario):
        _show(compare(ok, names), ok, names, configurations[0], folder)
    unstable = runs[runs.status == "unstable"].scenario.unique()
    for name in unstable:
        console.print(f"unstable: {name}: work comes faster than it can be done, and nobody gives up waiting")
    console.print(f"results: {os.path.relpath(folder)}", markup=False)
    missing = ids - set(runs[runs.status != "failed"].run_id)
    if missing:
        return SOME_FAILED
    return SOME_UNSTABLE if len(unstable) else DONE


def _show(
    compared: list[Compared], runs: pd.DataFrame, names: list[str], baseline: Configuration, folder: Path
) -> None:
    replications = int(runs.groupby("scenario").size().min())
    out = for_results()
    out.print(printed(compared, names, baseline.study.basis, replications))
    if reached := break_even.clocks(_of(runs, folder, "days"), names):
        out.print(break_even.printed(reached, names))
    smallest = baseline.study.smallest_harm * baseline.scenario.people.strain.spread
    if found := harm.harm(_of(runs, folder, "people"), names, smallest):
        out.print(harm.printed(found, names[0], smallest))
    if results.registered(folder, "latency"):
        latency = _of(runs, folder, "latency")
        note = (
            f"dots: means with 95 % intervals over {replications} replications (differences are paired: see "
            f"the table); basis: {baseline.study.basis}; model {model_version()}"
        )
        picture = save(comparison_figure(compared, latency, names, note), folder / PICTURE)
        out.print(f"picture: {os.path.relpath(picture)}", markup=False)


def _of(runs: pd.DataFrame, folder: Path, table: str) -> pd.DataFrame:
    """The rows of these runs in another table; none where an older study has no such table."""
    if not results.registered(folder, table):
        return pd.DataFrame(columns=["run_id", "scenario", "replication"])
    rows = results.load(folder, table)
    return rows[rows.run_id.isin(runs.run_id)]

"""One study from the command line: configure, prepare, run, print, draw.

Called by `sim.__main__`, and by `sim.sweep` once for every job.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd
from rich.console import Console

from sim import break_even, harm, own_fields, results
from sim.comparison import Compared, compare, printed
from sim.compiling import is_compiled, model_version
from sim.configuration import Configuration, configure, default_study_name
from sim.consoles import for_results
from sim.endings import EXIT_DONE, EXIT_FAILED, gravest
from sim.experiment.bases import ALL, BASES, FIXED_HEADCOUNT, employed
from sim.experiment.engine import run_study
from sim.experiment.preparing import prepare
from sim.experiment.store import Store, study_folder
from sim.experiment.tasks import Prepared
from sim.experiment.working import FAILED
from sim.explored import USUAL, explored
from sim.explored import printed as points_printed
from sim.plots import comparison_figure, save
from sim.progress import Pace, pace
from sim.provenance import manifest
from sim.refusal import EXIT_UNSTABLE
from sim.rule_faults import RuleFault
from sim.rule_files import loaded
from sim.soundness import NotFinite
from sim.study import Experiment

PICTURE = "comparison.png"


def run_command(overrides: Sequence[str], config_dir: Path | None, console: Console) -> int:
    """Run a study and print the comparison; returns the exit code."""
    configurations = configure(overrides, config_dir)
    study = configurations[0].study
    if study.basis == ALL:
        return _on_every_basis(overrides, config_dir, console)
    name = study.study or default_study_name(configurations)
    return run_configured(configurations, study_folder(Path(study.results.dir), name), overrides, console)


def _on_every_basis(overrides: Sequence[str], config_dir: Path | None, console: Console) -> int:
    """The same comparison on each basis; returns the gravest exit code."""
    others = [text for text in overrides if not text.startswith("basis=")]
    codes = []
    for basis in BASES[:-1]:
        console.print(f"basis: {basis}", markup=False)
        codes.append(run_command([*others, f"basis={basis}"], config_dir, console))
    return gravest(codes)


def run_configured(
    configurations: Sequence[Configuration],
    folder: Path,
    overrides: Sequence[str],
    console: Console,
    *,
    shared: bool = False,
) -> int:
    """Run configurations into a study folder, shared with other processes or not; returns the exit code."""
    study = configurations[0].study
    if not is_compiled():
        console.print("compiling the simulation for this machine: some three minutes, once")
    elif own_fields.added():
        console.print("records have fields of your own: compiled for them the first time, some three minutes")
    try:
        prepared = _prepared(configurations, console)
    except (NotFinite, RuleFault) as fault:
        console.print(f"failed: {configurations[0].scenario.name}, while planning: {fault}", markup=False)
        return EXIT_FAILED
    _tell_plan(configurations[0], prepared, console)
    _tell_staff(prepared, console)
    what = manifest(
        {one.scenario.name: one.mapping for one in configurations},
        [study.seed],
        ["python", "-m", "sim", *(f"--rules={file.name}" for file in loaded()), *overrides],
        {
            "rules_files": {file.name: file.sha256 for file in loaded()},
            "experiment": asdict(study.experiment),
        },
    )
    if study.results.overwrite and folder.exists():
        Store(folder, what).overwrite()
    with contextlib.closing(Store.open(folder, what, shared=shared)) as store:
        done = _run(prepared, store, study.workers, console)
    if not done.done:
        console.print("nothing added: every run of this command is already in the results")
    return _conclude(prepared, done.ids, folder, console)


def _tell_staff(prepared: Prepared, console: Console) -> None:
    """How many advisors every other form has, where the basis gives it others."""
    common = prepared.common
    basis = common.bases[0].study.basis
    if basis == FIXED_HEADCOUNT:
        return
    for form, plan in zip(common.bases[1:], common.staffed[1:], strict=False):
        heads = employed(form.scenario, plan)
        console.print(f"{form.scenario.name}: {heads} employed ({basis})", markup=False)


def _prepared(configurations: Sequence[Configuration], console: Console) -> Prepared:
    """The plan and the tasks of a study, made while the user is told so."""
    doing = "planning first contacts and rosters under the baseline"
    with console.status(doing) if console.is_terminal else contextlib.nullcontext():
        return prepare(configurations, lambda line: console.print(line, markup=False))


def _tell_plan(baseline: Configuration, prepared: Prepared, console: Console) -> None:
    plan = prepared.common.plan
    how = "as given"
    if plan.breaks:
        staffing = baseline.scenario.staffing
        how = (
            f"assumed: square-root staffing to {staffing.target_share:.0%} in {staffing.target_wait:g} s, "
            f"shrinkage {staffing.shrinkage:.0%}"
        )
    scenario = baseline.scenario
    heads = employed(scenario, plan)
    daily = plan.first_contacts.sum(axis=1)[plan.week.open_weekdays].mean()
    console.print(
        f"{plan.customers:,} customers, {daily:,.0f} first contacts a day; at most "
        f"{int(plan.present.max(initial=0))} advisors present, {heads} employed ({how}); "
        f"warm-up {plan.warmup} days",
        markup=False,
    )


def _run(prepared: Prepared, store: Store, workers: int | None, console: Console) -> Pace:
    with pace(len(prepared), console) as told:
        run_study(prepared, store, workers, told.ran, told.there)
        return told


def _conclude(prepared: Prepared, ids: set[str], folder: Path, console: Console) -> int:
    """Print the comparison, draw the picture, say where everything is."""
    configurations = prepared.common.bases
    runs = results.load(folder, columns=_columns(configurations[0].study.experiment))
    runs = runs[runs.run_id.isin(ids | {name + FAILED for name in ids})]
    ok = runs[runs.status == "ok"]
    names = [one.scenario.name for one in configurations]
    if configurations[0].study.experiment.asks:
        _show_points(ok, names, prepared)
    elif set(names) <= set(ok.scenario):
        _show(compare(ok, names), ok, names, configurations[0], folder)
    unstable = runs[runs.status == "unstable"].scenario.unique()
    for name in unstable:
        console.print(f"unstable: {name}: work comes faster than it can be done, and nobody gives up waiting")
    console.print(f"results: {os.path.relpath(folder)}", markup=False)
    missing = ids - set(runs[runs.status != "failed"].run_id)
    if missing:
        return EXIT_FAILED
    return EXIT_UNSTABLE if len(unstable) else EXIT_DONE


def _columns(experiment: Experiment) -> list[str] | None:
    """What is read of each run: of many points what is told of them, since all would fill the memory."""
    return ["draw", *experiment.levers, *(experiment.outcomes or USUAL)] if experiment.asks else None


def _show_points(runs: pd.DataFrame, names: list[str], prepared: Prepared) -> None:
    """A line for each scenario at each point of its levers."""
    experiment = prepared.common.bases[0].study.experiment
    levers = list(experiment.levers)
    lines = list(explored(runs, names, levers, experiment.outcomes or USUAL))
    if lines:
        of_points = points_printed(lines, levers, len(prepared.draws), prepared.replications)
        for_results().print(of_points)


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

"""A study from its configurations to a full store, told on the terminal as it goes.

Plan, points, what everybody should know before it runs, then all runs that the store does not hold yet.
Called by `sim.command`, `sim.calibrate` and `sim.search`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console

from sim import own_fields
from sim.answers import leading_of
from sim.compiling import is_compiled
from sim.configuration import Configuration
from sim.experiment.bases import FIXED_HEADCOUNT, employed
from sim.experiment.engine import run_study
from sim.experiment.preparing import prepare
from sim.experiment.store import Store
from sim.experiment.tasks import Prepared
from sim.fit.checking import as_record, check_fits, checked
from sim.measures import names_of_outputs
from sim.progress import Pace, pace
from sim.provenance import manifest
from sim.refusal import Refused, nearest_name
from sim.rounds import rounds_of, told
from sim.rule_files import loaded


def carry_out(
    configurations: Sequence[Configuration],
    folder: Path,
    command: Sequence[str],
    console: Console,
    *,
    shared: bool = False,
    what_if: bool = True,
) -> tuple[Prepared, Pace]:
    """Run what a study folder does not hold yet.

    Args:
        configurations: scenarios, the baseline first.
        folder: of the study; made where there is none.
        command: as it was given, for the manifest.
        console: where it is told.
        shared: whether other processes write to the study meanwhile.
        what_if: whether it says what would be, so that a file's centre has to fit; a calibration does not.

    Raises:
        NotFinite, RuleFault: while planning.
        Refused, StoreFault, EngineFault: as their own lines say.
    """
    study, prepared = configurations[0].study, ready(configurations, console, what_if=what_if)
    what = described(configurations, command, prepared)
    if study.results.overwrite and folder.exists():
        Store(folder, what).overwrite()
    with contextlib.closing(Store.open(folder, what, shared=shared)) as store:
        done = _run(prepared, store, study.workers, console)
        names = [one.scenario.name for one in configurations]
        while found := rounds_of(study, names, folder, done.ids):
            console.print(told(found, str(study.until.outcome)), markup=False)
            more = max(one.more for one in found.values())
            if not more:
                break
            prepared = prepared.with_replications(prepared.replications + more)
            done = _run(prepared, store, study.workers, console)
        return prepared, done


def _tell_staff(prepared: Prepared, console: Console) -> None:
    """How many advisors every other form has, where the basis gives it others."""
    common = prepared.common
    basis = common.bases[0].study.held_equal
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


def ready(configurations: Sequence[Configuration], console: Console, *, what_if: bool = True) -> Prepared:
    """Plan and points of a study, and what everybody should know before it runs.

    Raises:
        NotFinite, RuleFault: while planning.
        Refused: a point that cannot be, an outcome that is none, a file's centre that does not fit.
        Unstable: a file's centre that cannot do its work.
    """
    if not is_compiled():
        console.print("compiling the simulation for this machine: some three minutes, once")
    elif own_fields.added():
        console.print("records have fields of your own: compiled for them the first time, some three minutes")
    prepared = _prepared(configurations, console)
    _check_outcomes(prepared)
    _tell_plan(configurations[0], prepared, console)
    _tell_staff(prepared, console)
    return _held_against_its_file(prepared, console, what_if=what_if)


def _held_against_its_file(prepared: Prepared, console: Console, *, what_if: bool) -> Prepared:
    found = checked(prepared.common.bases[0], prepared.common.plan)
    if what_if:
        check_fits(found)
    if found.mark is not None:
        console.print(found.mark, markup=False)
    return replace(prepared, fit=found)


def described(
    configurations: Sequence[Configuration], command: Sequence[str], prepared: Prepared
) -> dict[str, object]:
    """The manifest of a study's session."""
    study = configurations[0].study
    return manifest(
        {one.scenario.name: one.mapping for one in configurations},
        [study.seed],
        command,
        {
            "rules_files": {file.name: file.sha256 for file in loaded()},
            "experiment": asdict(study.experiment),
            "fit": as_record(prepared.fit),
        },
    )


def _check_outcomes(prepared: Prepared) -> None:
    """Refuse an outcome that is none, before anything runs.

    Raises:
        Refused: naming it, and the nearest.
    """
    common = prepared.common
    study = common.bases[0].study
    if study.experiment.question is not None:
        leading_of(study.experiment)
    asked = {f"experiment.outcomes[{place}]": name for place, name in enumerate(study.experiment.outcomes)}
    if study.until.outcome is not None:
        asked["until.outcome"] = study.until.outcome
    known = names_of_outputs(common.bases[0].scenario, common.plan) if asked else []
    for place, name in asked.items():
        if name not in known:
            raise Refused(place, name, "the name of an output of runs", nearest_name(name, known))


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

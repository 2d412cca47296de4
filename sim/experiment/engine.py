"""Runs a study: every scenario, every replication, on as many processors as asked, into a store.

The plan (first contacts, rosters) is made once, under the baseline, so that every form of governance meets
the same. A run is identified by its configuration, the plan, the seed, the replication and the model's
version: what the store already holds is not run again. Results do not depend on the number of workers.
Called by `sim.command`.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import joblib
import numpy as np

from sim import rule_calls
from sim.compiling import model_version
from sim.configuration import Configuration, flat
from sim.configuration import identity as decisive
from sim.experiment.statistics import mser5
from sim.experiment.store import Store
from sim.measures import days_table, incidence_table, measure
from sim.planning import PILOT_SEED, plan_of
from sim.provenance import identity
from sim.refusal import Refused
from sim.rosters import Plan
from sim.rule_files import RulesFile, load_all, loaded
from sim.rules import registered
from sim.scenario import Scenario
from sim.wellbeing import people_table
from sim.world import Run

Row = dict[str, object]
Tables = dict[str, list[Row]]
Notify = Callable[[str], None]
WARMUP_PILOT_DAYS = 100
# Tables beside that of runs, each made of a run at its end.
TABLES: Mapping[str, Callable[[Run], Sequence[Mapping[str, object]]]] = {
    "days": days_table,
    "latency": incidence_table,
    "people": people_table,
}
FAILED = "-failed"  # a failed run is kept under another name, so that the next call tries it again


@dataclass(frozen=True)
class Task:
    """One replication of one configuration."""

    run_id: str
    configuration: Configuration
    replication: int


@dataclass(frozen=True)
class Prepared:
    """A study ready to run: its plan, its tasks, and the users' files of rules that these need."""

    plan: Plan
    tasks: tuple[Task, ...]
    rules: tuple[RulesFile, ...] = ()


def prepare(configurations: Sequence[Configuration], notify: Notify) -> Prepared:
    """Plan under the first configuration, the baseline, and list the runs.

    Raises:
        Refused: a rule that stands in no file of rules, so that no identity could know it.
    """
    for configuration in configurations:
        _check_known(configuration.scenario)
    baseline = configurations[0]
    plan = plan_of(baseline.scenario, notify)
    plan = replace(plan, warmup=_warmup_of(baseline, plan, notify))
    met = _digest_of(plan)
    tasks = tuple(
        Task(_run_id(configuration, met, replication), configuration, replication)
        for replication in range(baseline.study.replications)
        for configuration in configurations
    )
    return Prepared(plan, tasks, loaded())


def run_study(
    prepared: Prepared, store: Store, workers: int | None, ran: Callable[[Row], None] = lambda row: None
) -> int:
    """Run whatever the store does not hold yet, hand it to the store, and leave its folder with few files.

    Args:
        prepared: plan and tasks.
        store: where results go.
        workers: processes; None for one a processor.
        ran: told of every run when the store has taken it.

    Returns:
        How many runs were added.
    """
    known = store.known()
    missing = [task for task in prepared.tasks if task.run_id not in known]
    for row, tables in _executed(missing, prepared, workers or os.cpu_count() or 1):
        store.add_run(row, tables)
        ran(row)
    store.compact()
    return len(missing)


def execute(task: Task, plan: Plan) -> tuple[Row, Tables]:
    """One run: its row, and those of its other tables: days, curve of decision latency, people."""
    study, began = task.configuration.study, time.perf_counter()
    run = Run(
        task.configuration.scenario,
        plan,
        days=plan.warmup + study.horizon,
        seed=study.seed,
        replication=task.replication,
        warmup=plan.warmup,
    )
    while not run.finished:
        run.step()
    names: Row = {
        "run_id": task.run_id,
        "scenario": task.configuration.scenario.name,
        "replication": task.replication,
    }
    status = "unstable" if run.unstable else "ok"
    row: Row = names | {"seed": study.seed, "status": status, "error": None}
    row |= flat(task.configuration.mapping) | {"warmup": plan.warmup}
    row |= {} if run.unstable else measure(run)
    row |= {"contacts_digest": f"{run.digest:016x}", "model_version": model_version()}
    row["wall_s"] = time.perf_counter() - began
    tables = {} if run.unstable else {name: made(run) for name, made in TABLES.items()}
    return row, {name: [names | dict(line) for line in rows] for name, rows in tables.items()}


def _executed(tasks: Sequence[Task], prepared: Prepared, workers: int) -> Iterator[tuple[Row, Tables]]:
    plan, rules = prepared.plan, prepared.rules
    if workers == 1 or len(tasks) < 2:
        yield from (_guarded(task, plan, rules) for task in tasks)
        return
    run = joblib.delayed(_guarded)
    yield from _processes(min(workers, len(tasks)), rules)(run(task, plan, rules) for task in tasks)


def _processes(count: int, rules: Sequence[RulesFile]) -> joblib.Parallel:
    """Processes for runs that need these files of rules.

    Joblib keeps its processes for the next study; those begun with other files, whose records may lack
    their fields, are not taken again.
    """
    begun = {"initializer": _begin_worker, "initargs": tuple(file.sha256 for file in rules)}
    return joblib.Parallel(n_jobs=count, return_as="generator_unordered", batch_size=1, **begun)


def _begin_worker(*rules: str) -> None:
    """A process of its own: that a rule is called in Python has been told once, by the first process."""
    logging.getLogger(rule_calls.__name__).setLevel(logging.ERROR)


def _guarded(task: Task, plan: Plan, rules: Sequence[RulesFile]) -> tuple[Row, Tables]:
    """One failed run must not take the others with it."""
    try:
        load_all(rules)
        return execute(task, plan)
    except Exception as error:
        failed: Row = {
            "run_id": task.run_id + FAILED,
            "scenario": task.configuration.scenario.name,
            "replication": task.replication,
            "seed": task.configuration.study.seed,
            "status": "failed",
            "error": f"{type(error).__name__}: {error}",
        }
        return failed, {}


def _check_known(scenario: Scenario) -> None:
    files = {file.path for file in loaded()}
    for point, name in scenario.rules.items():
        known = registered(point)[name]
        if not known.packaged and known.function.__code__.co_filename not in files:
            wanted = "a rule of the package, or of a file given by --rules or sim.load_rules"
            raise Refused(f"rules.{point}", name, wanted)


def _run_id(configuration: Configuration, met: str, replication: int) -> str:
    what = decisive(configuration.mapping) | {"plan": met}
    return identity(what, configuration.study.seed, replication, model_version())


def _digest_of(plan: Plan) -> str:
    digest = hashlib.sha256(repr((plan.customers, plan.warmup, plan.breaks)).encode())
    week = plan.week
    digest.update(repr((week.slot_ms, week.busyness_cv, week.busyness_autocorrelation, week.aht_s)).encode())
    for array in (plan.first_contacts, plan.present, week.opens, week.closes, week.season):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _warmup_of(baseline: Configuration, plan: Plan, notify: Notify) -> int:
    """Days before measuring: as asked, or by MSER-5 on the cases open at the end of the baseline's days."""
    if baseline.study.warmup is not None:
        return baseline.study.warmup
    run = Run(_without_leaving(baseline.scenario), plan, days=WARMUP_PILOT_DAYS, seed=PILOT_SEED)
    while not run.finished:
        run.step()
    found = None if run.unstable else mser5(np.asarray(run.world.day.open_cases[: run.day], float))
    if found is None:
        notify(f"no steady state within {WARMUP_PILOT_DAYS} days: the first half of them is the warm-up")
        return WARMUP_PILOT_DAYS // 2
    return int(found)


def _without_leaving(scenario: Scenario) -> Scenario:
    return replace(scenario, customers=replace(scenario.customers, leaving_other=0.0, leaving_service=0.0))

"""What a worker does: the runs of a batch, one after the other, each a row and its tables.

A process (or thread) keeps what its next run may need again: the plan of a draw, the state that forms branch
from. Results depend on neither. Called by `sim.experiment.engine`, in the process of a worker.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sim import rule_calls
from sim.compiling import model_version
from sim.configuration import Configuration, changed, flat
from sim.experiment.bases import FIXED_HEADCOUNT, plan_on
from sim.experiment.preparing import BRANCH
from sim.experiment.tasks import Common, Task
from sim.ledger import shares_table
from sim.measures import days_table, incidence_table, measure
from sim.planning import plan_of
from sim.provenance import canonical
from sim.rosters import Plan
from sim.rule_files import load_all
from sim.scenario import Scenario
from sim.wellbeing import people_table
from sim.world import Run

Row = dict[str, object]
Tables = dict[str, list[Row]]
# Tables beside that of runs, each made of a run at its end.
TABLES: Mapping[str, Callable[[Run], Sequence[Mapping[str, object]]]] = {
    "days": days_table,
    "latency": incidence_table,
    "people": people_table,
    "ledger": shares_table,
}
FAILED = "-failed"  # a failed run is kept under another name, so that the next call tries it again
LOOKS_EVERY_S = 1.0  # a worker, whether who gave it work is still there
MOST_KEPT = 200  # plans of forms, which take up to seconds to make and a few kB to keep
NO_PARAMETERS = "experiment."  # how a study was laid out is told by its manifest


@dataclass
class Kept:
    """What one worker has made for its last run.

    Kept under all that decides it, since a process may serve one study after the other.

    Attributes:
        plans: of a draw, by what every form meets and the values drawn.
        staffed: of a form on its basis, by its point.
        warm: the baseline after its warm-up, by what is met, the values drawn and the random numbers.
    """

    plans: dict[tuple[str, str], Plan] = field(default_factory=dict)
    staffed: dict[str, Plan] = field(default_factory=dict)
    warm: dict[tuple[str, str, int], Run] = field(default_factory=dict)


_kept = threading.local()


def run_batch(tasks: Sequence[Task], common: Common) -> list[tuple[Row, Tables]]:
    """The rows of every run of a batch; one that fails does not take the others with it."""
    try:
        load_all(common.rules)
    except Exception as error:
        return [(_failed(task, common, error), {}) for task in tasks]
    return [_guarded(task, common) for task in tasks]


def begin_worker(parent: int, *rules: str) -> None:
    """A process of its own: that a rule is called in Python has been told once, by the first process.

    It ends with that process: whoever kills a study does not want its workers to keep processors and memory
    until they notice (joblib's wait five minutes for work).
    """
    logging.getLogger(rule_calls.__name__).setLevel(logging.ERROR)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """Leave once the parent is gone: the process then has another one (on Windows it keeps the number)."""
    while os.getppid() == parent:
        time.sleep(LOOKS_EVERY_S)
    os._exit(1)


def execute(task: Task, common: Common) -> tuple[Row, Tables]:
    """One run: its row, and those of its other tables: days, curve of decision latency, people."""
    began = time.perf_counter()
    base = common.bases[task.base]
    configuration = changed(base, task.values) if task.values else base
    run = _begun(task, configuration, common)
    while not run.finished:
        run.step()
    names: Row = {
        "run_id": task.run_id,
        "scenario": configuration.scenario.name,
        "replication": task.replication,
    }
    row: Row = names | {
        "seed": base.study.seed,
        "status": "unstable" if run.unstable else "ok",
        "error": None,
    }
    row |= _parameters(configuration) | {"basis": base.study.held_equal}
    row |= {"draw": task.draw, "warmup": run.warmup}
    row |= {} if run.unstable else measure(run)
    row |= {"contacts_digest": f"{run.digest:016x}", "model_version": model_version()}
    row["wall_s"] = time.perf_counter() - began
    tables = {} if run.unstable else {name: made(run) for name, made in TABLES.items()}
    return row, {name: [names | dict(line) for line in rows] for name, rows in tables.items()}


def _parameters(configuration: Configuration) -> Row:
    columns = flat(configuration.mapping).items()
    return {key: value for key, value in columns if not key.startswith(NO_PARAMETERS)}


def _begun(task: Task, configuration: Configuration, common: Common) -> Run:
    """A run at its first day, or where it branches from the baseline."""
    study, plan = common.bases[0].study, _plan(task, configuration.scenario, common)
    if study.start == BRANCH:
        run = _warm(task, plan, common).copy()
        run.govern(configuration.scenario)
        run.hand_over_authority()
        return run
    return Run(
        configuration.scenario,
        plan,
        days=plan.warmup + study.horizon,
        seed=study.seed,
        replication=task.replication,
        warmup=plan.warmup,
    )


def _mine() -> Kept:
    if not hasattr(_kept, "kept"):
        _kept.kept = Kept()
    kept: Kept = _kept.kept
    return kept


def _plan(task: Task, scenario: Scenario, common: Common) -> Plan:
    """That of the draw, with as many advisors as the basis of comparison gives the form."""
    if common.staffed:
        return common.staffed[task.base]
    basis = common.bases[0].study.held_equal
    if basis == FIXED_HEADCOUNT:
        return _plan_of_draw(task, common)
    plans, place = _mine().staffed, task.point
    if place not in plans:
        while len(plans) >= MOST_KEPT:
            del plans[next(iter(plans))]
        baseline = changed(common.bases[0], task.drawn).scenario if task.drawn else common.bases[0].scenario
        plans[place] = plan_on(basis, scenario, baseline, _plan_of_draw(task, common))
    return plans[place]


def _plan_of_draw(task: Task, common: Common) -> Plan:
    """That of all, or of the draw: under the baseline, with what is uncertain as it is drawn."""
    if not common.plan_per_draw:
        return common.plan
    plans, place = _mine().plans, (common.met, canonical(task.drawn))
    if place not in plans:
        plans.clear()
        own = plan_of(changed(common.bases[0], task.drawn).scenario)
        plans[place] = replace(own, warmup=common.plan.warmup)
    return plans[place]


def _warm(task: Task, plan: Plan, common: Common) -> Run:
    """The baseline at the end of its warm-up."""
    warm, place = _mine().warm, (common.met, canonical(task.drawn), task.replication)
    if place not in warm:
        warm.clear()
        base = common.bases[0]
        scenario = changed(base, task.drawn).scenario if task.drawn else base.scenario
        days, seed = plan.warmup + base.study.horizon, base.study.seed
        run = Run(scenario, plan, days=days, seed=seed, replication=task.replication, warmup=plan.warmup)
        while run.day < plan.warmup and not run.finished:
            run.step()
        warm[place] = run
    return warm[place]


def _guarded(task: Task, common: Common) -> tuple[Row, Tables]:
    try:
        return execute(task, common)
    except Exception as error:
        return _failed(task, common, error), {}


def _failed(task: Task, common: Common, error: Exception) -> Row:
    base = common.bases[task.base]
    return {
        "run_id": task.run_id + FAILED,
        "scenario": base.scenario.name,
        "replication": task.replication,
        "seed": base.study.seed,
        "status": "failed",
        "error": f"{type(error).__name__}: {error}",
        **flat(task.values),
        "draw": task.draw,
    }

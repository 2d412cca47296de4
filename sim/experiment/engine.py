"""Runs a study: whatever its store does not hold yet, on processes, threads or a cluster.

A run is identified by its configuration, what every form meets, the seed, the replication and the model's
version: what the store already holds is not run again. Results do not depend on who runs, nor in which
order. Runs go out in batches as they are wanted and come back in the order in which they end. Called by
`sim.running`.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import joblib
from joblib.externals.loky.process_executor import BrokenProcessPool

from sim.endings import EngineFault
from sim.experiment.extras import needed
from sim.experiment.store import Store
from sim.experiment.tasks import Common, Prepared, Task, in_batches
from sim.experiment.working import Row, Tables, begin_worker, run_batch
from sim.refusal import Refused
from sim.rule_calls import REFUSE
from sim.rule_files import RulesFile

Batches = Iterator[tuple[Task, ...]]
Found = Iterator[list[tuple[Row, Tables]]]
CLUSTER_ANSWERS_WITHIN = "10s"
STREAMED: dict[str, Any] = {"return_as": "generator_unordered", "batch_size": 1}


def run_study(
    prepared: Prepared,
    store: Store,
    workers: int | None,
    ran: Callable[[Row], None] = lambda row: None,
    there: Callable[[Task], None] = lambda task: None,
) -> int:
    """Run whatever the store does not hold yet, hand it to the store, and leave its folder with few files.

    Args:
        prepared: plan and points.
        store: where results go.
        workers: processes or threads; None for one a processor. A cluster has its own.
        ran: told of every run when the store has taken it.
        there: told of every run that need not be done again.

    Returns:
        How many runs were added.

    Raises:
        EngineFault: a worker was killed, or the cluster is gone.
    """
    added, known = 0, store.known()

    def missing() -> Iterator[Task]:
        for task in prepared.tasks:
            if task.run_id in known:
                there(task)
            else:
                yield task

    count = workers or os.cpu_count() or 1
    batches = in_batches(missing(), len(prepared), count)
    for found in _executed(batches, prepared, count):
        for row, tables in found:
            store.add_run(row, tables)
            ran(row)
            added += 1
    store.compact()
    return added


def _executed(batches: Batches, prepared: Prepared, workers: int) -> Found:
    experiment = prepared.common.bases[0].study.experiment
    if experiment.engine == "dask":
        return _on_cluster(batches, prepared.common, experiment.address)
    if workers == 1 or len(prepared) < 2:
        return (run_batch(batch, prepared.common) for batch in batches)
    workers = min(workers, len(prepared))
    return ENGINES[experiment.engine](batches, prepared.common, workers)


def _in_processes(batches: Batches, common: Common, workers: int) -> Found:
    try:
        yield from _through(_processes(workers, common.rules), batches, common)
    except BrokenProcessPool as error:
        raise EngineFault(
            "a worker was killed, perhaps for want of memory: what had been stored is kept, the same command "
            "goes on from there (fewer workers need less)"
        ) from error


def _in_threads(batches: Batches, common: Common, workers: int) -> Found:
    if any(one.scenario.python_rule != REFUSE for one in common.bases):
        raise Refused("experiment.engine", "threads", "loky or dask, where rules are called in Python")
    yield from _through(joblib.Parallel(n_jobs=workers, backend="threading", **STREAMED), batches, common)


ENGINES: dict[str, Callable[[Batches, Common, int], Found]] = {"loky": _in_processes, "threads": _in_threads}


def _processes(count: int, rules: Sequence[RulesFile]) -> joblib.Parallel:
    """Processes for runs that need these files of rules.

    Joblib keeps its processes for the next study; those begun with other files, whose records may lack
    their fields, are not taken again.
    """
    begun = {"initializer": begin_worker, "initargs": (os.getpid(), *(file.sha256 for file in rules))}
    return joblib.Parallel(n_jobs=count, backend="loky", **STREAMED, **begun)


def _through(parallel: joblib.Parallel, batches: Batches, common: Common) -> Found:
    run = joblib.delayed(run_batch)
    return iter(parallel(run(batch, common) for batch in batches))


def _on_cluster(batches: Batches, common: Common, address: str | None) -> Found:
    with needed("distributed", "cluster"):
        from distributed import CancelledError, KilledWorker
    with _client(address) as client:
        workers = client.scheduler_info()["workers"]
        try:
            with joblib.parallel_config(backend="dask", wait_for_workers_timeout=CLUSTER_ANSWERS_WITHIN):
                yield from _through(joblib.Parallel(n_jobs=max(1, len(workers)), **STREAMED), batches, common)
        except (OSError, CancelledError, KilledWorker, RuntimeError) as error:
            raise EngineFault(
                f"the cluster is gone ({type(error).__name__}): what had been stored is kept"
            ) from error


@contextmanager
def _client(address: str | None) -> Iterator[Any]:
    """A client of a cluster; where no address is given, of one on this machine, for this study alone.

    What is amiss is told in a line: its own log would tell it in pages.
    """
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)

    try:
        if address is not None:
            with Client(address, timeout=CLUSTER_ANSWERS_WITHIN) as client:  # type: ignore[no-untyped-call]
                yield client
            return
    except (OSError, ValueError) as error:
        raise EngineFault(f"no cluster answers at {address} ({type(error).__name__})") from error
    with (
        tempfile.TemporaryDirectory() as aside,
        LocalCluster(dashboard_address=None, host="127.0.0.1", local_directory=aside) as cluster,  # type: ignore[no-untyped-call]
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield client

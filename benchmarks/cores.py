"""All replications of a centre on two cores against one: how many times as fast.

Processes are joblib's, as in `sim.experiment.engine`, and are kept between turns, so that neither starting
them nor loading compiled code is timed; laying out every run is. The C loop runs beside it: where other
programs take their share of a machine, it shows how much was left. Called by `benchmarks.queue`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

from joblib import Parallel, delayed

from benchmarks.turns import Simulate, Spread, spread
from sim.rosters import Plan
from sim.scenario import Scenario
from sim.world import Run

CORES, REPLICATIONS, DAYS, TURNS = 2, 8, 250, 3
C_CONTACTS = 20_000_000  # of one run of the C loop
TARGET = 1.8


class SpeedUp(NamedTuple):
    """Time on one core over time on two, turn by turn: 2 at best."""

    engine: Spread
    c_loop: Spread  # what the machine had to give in the same turns


def speed_up(scenario: Scenario, plan: Plan, c_loop: Simulate) -> SpeedUp | None:
    """All replications of a centre, and two runs of the C loop; None where there is but one core.

    On one core a worker process does all the work too, so that both sides differ in their number alone.
    """
    if (os.cpu_count() or 1) < CORES:
        return None
    each = [delayed(replicate)(scenario, plan, DAYS, number) for number in range(REPLICATIONS)]
    all_of_them, first_day = delayed(_all)(scenario, plan), delayed(replicate)(scenario, plan, 1, 0)
    engine, machine = [], []
    with Parallel(n_jobs=CORES, batch_size=1) as parallel, ThreadPoolExecutor(CORES) as threads:
        parallel([first_day] * CORES)
        run_c = partial(_contacts_of, c_loop)
        for _ in range(TURNS):
            engine.append(compared(lambda: parallel([all_of_them])[0], lambda: sum(parallel(each))))
            machine.append(
                compared(lambda: sum(map(run_c, range(CORES))), lambda: sum(threads.map(run_c, range(CORES))))
            )
    return SpeedUp(spread(engine), spread(machine))


def _contacts_of(c_loop: Simulate, seed: int) -> int:
    return c_loop(C_CONTACTS, seed).contacts


def replicate(scenario: Scenario, plan: Plan, days: int, replication: int) -> int:
    """One replication from its first day to its last; rows of the contact logs, summed over days."""
    run, rows = Run(scenario, plan, days=days, replication=replication), 0
    while not run.finished:
        run.step()
        rows += len(run.contacts)
    return rows


def compared(alone: Callable[[], int], together: Callable[[], int]) -> float:
    """Seconds of one over seconds of the other.

    Raises:
        RuntimeError: where both did not do the same work.
    """
    (one, alone_s), (other, together_s) = _timed(alone), _timed(together)
    if one != other:
        raise RuntimeError(f"not the same work: {one} alone, {other} together")
    return alone_s / together_s


def _all(scenario: Scenario, plan: Plan) -> int:
    return sum(replicate(scenario, plan, DAYS, number) for number in range(REPLICATIONS))


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began

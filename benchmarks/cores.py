"""All replications of a centre on two cores against one: how many times as fast.

Processes are joblib's, as in `sim.experiment.engine`, and are kept between turns, so that neither starting
them nor loading compiled code is timed; laying out every run is. Called by `benchmarks.queue`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from joblib import Parallel, delayed

from benchmarks.turns import Spread, spread
from sim.scenario import Scenario
from sim.world import Plan, Run

CORES, REPLICATIONS, DAYS, TURNS = 2, 8, 250, 3
TARGET = 1.8


def replicate(scenario: Scenario, plan: Plan, days: int, replication: int) -> int:
    """One replication from its first day to its last; rows of the contact logs, summed over days."""
    run, rows = Run(scenario, plan, days=days, replication=replication), 0
    while not run.finished:
        run.step()
        rows += len(run.contacts)
    return rows


def speed_up(scenario: Scenario, plan: Plan) -> Spread | None:
    """Time on one core over time on two, turn by turn; None where there is but one.

    On one core a worker process does all the work too, so that both sides differ in their number alone.
    """
    if (os.cpu_count() or 1) < CORES:
        return None
    with Parallel(n_jobs=CORES, batch_size=1) as parallel:
        each = [delayed(replicate)(scenario, plan, DAYS, number) for number in range(REPLICATIONS)]
        parallel([delayed(replicate)(scenario, plan, 1, number) for number in range(CORES)])
        alone = delayed(_all)(scenario, plan)
        return compared(lambda: sum(parallel(each)), lambda: parallel([alone])[0], TURNS)


def compared(together: Callable[[], int], alone: Callable[[], int], turns: int) -> Spread:
    """Seconds of one over those of the other, in turn.

    Raises:
        AssertionError: where both did not do the same work.
    """
    ratios = []
    for _ in range(turns):
        (one, alone_s), (other, together_s) = _timed(alone), _timed(together)
        assert one == other, f"one core did {one} rows of the contact log, two {other}"
        ratios.append(alone_s / together_s)
    return spread(ratios)


def _all(scenario: Scenario, plan: Plan) -> int:
    return sum(replicate(scenario, plan, DAYS, number) for number in range(REPLICATIONS))


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began

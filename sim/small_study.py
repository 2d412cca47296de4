"""A few replications of a small centre, for the commands that ask one question of it.

Everything that such commands share: what they are told, the plan, the runs on several processors, what
becomes of a refusal or of a centre that is overrun. Called by `sim.survey`, `sim.evidence`, `sim.knock_out`
and `sim.strain_loop`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

import joblib
from rich.console import Console

from sim.configuration import Configuration, configure
from sim.endings import Unstable
from sim.measures import measure
from sim.planning import plan_of
from sim.practice import Outputs
from sim.refusal import Refused
from sim.rosters import Plan
from sim.scenario import Scenario
from sim.world import Run

SMALL = "demand.scale=0.1"  # some 30 advisors, unless told otherwise
WARMUP = 42  # open days: two months
FEWEST = 2  # replications that have an interval


def asked_for(name: str, what: str, days: int, replications: int = 10) -> argparse.ArgumentParser:
    """What such a command may be told, and what it takes where it is not."""
    parser = argparse.ArgumentParser(prog=f"python -m sim.{name}", description=what)
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="the centre, as for python -m sim")
    parser.add_argument("--replications", type=int, default=replications, help="runs of each scenario")
    parser.add_argument("--days", type=int, default=days, help="open days measured")
    return parser


def small(overrides: Sequence[str]) -> Configuration:
    """The centre asked for, small unless told otherwise.

    Raises:
        Refused: naming the key.
    """
    return configure([SMALL, *overrides], alone=True)[0]


def replicated[Found](
    read: Callable[[Run], Found], scenarios: Sequence[Scenario], told: argparse.Namespace, seed: int
) -> list[list[Found]]:
    """What is read off every replication of every scenario, paired by their random numbers.

    Args:
        read: of a run that has not begun (`finished` brings it to its end).
        scenarios: planned under the first.
        told: days and replications.
        seed: of all draws.

    Raises:
        Refused: too few replications for an interval, or no day.
        Unstable: a run was.
    """
    for name, least in (("replications", FEWEST), ("days", 1)):
        if getattr(told, name) < least:
            raise Refused(name, getattr(told, name), f"a whole number of at least {least}")
    progress = Console(stderr=True)
    with progress.status(f"planning the centre, then {len(scenarios) * told.replications} runs"):
        plan = plan_of(scenarios[0])
        calls = [
            joblib.delayed(_read)(read, scenario, plan, told.days, seed, number)
            for scenario in scenarios
            for number in range(told.replications)
        ]
        found = joblib.Parallel(n_jobs=-1)(calls)
    each = told.replications
    return [found[place * each : (place + 1) * each] for place in range(len(scenarios))]


def finished(run: Run) -> Run:
    """The run at its end.

    Raises:
        Unstable: it was.
    """
    while not run.finished:
        run.step()
    if run.unstable:
        raise Unstable(f"unstable: {run.scenario.name}: work comes faster than it can be done")
    return run


def measured(run: Run) -> Outputs:
    """All measures of a run that has not begun."""
    return measure(finished(run))


def _read[Found](
    read: Callable[[Run], Found], scenario: Scenario, plan: Plan, days: int, seed: int, number: int
) -> Found:
    return read(Run(scenario, plan, days=WARMUP + days, warmup=WARMUP, seed=seed, replication=number))

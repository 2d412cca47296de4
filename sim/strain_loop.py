"""The loop from holds to strain to absence to waits: `python -m sim.strain_loop [key=value ...]`.

Longer reviews keep customers and advisors on hold; advisors are busier, strain rises, illnesses last longer,
shifts stay uncovered, callers wait longer, and advisors are busier again. The loop is run closed, and open
(people feel the same, but are ill, leave and try as if they did not); its gain is the part of the effect on
waits that comes round again: 1 - open / closed. Every step of the chain is printed with its paired interval.
A command of its own, called by people.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

import joblib
import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from sim.configuration import configure
from sim.experiment.statistics import Difference, mean_interval, paired_difference
from sim.measures import outcome
from sim.planning import plan_of
from sim.refusal import EXIT_REFUSED, Refused
from sim.scenario import Scenario

SMALL = "demand.scale=0.1"  # some 30 advisors, unless told otherwise
LONGER = 1.5  # times the usual review
WARMUP, DAYS = 42, 504  # open days: two months, then two years
CHAIN = {
    "latency_held_min": "on hold before a fair decision, min",
    "occupancy_share": "occupancy, share",
    "stress_advisors_mean": "strain of advisors at the end",
    "absence_share": "advisors ill, share",
    "uncovered_share": "shifts uncovered, share",
    "speed_of_answer_s": "speed of answer, s",
    "abandonment_share": "abandonment, share",
}
WAITS = "speed_of_answer_s"


def opened(scenario: Scenario) -> Scenario:
    """The same centre, in which strain and engagement move nothing that people do."""
    people = scenario.people
    parts = {
        "absence": replace(people.absence, by_strain=0.0, by_engagement=0.0),
        "quitting": replace(people.quitting, by_engagement=0.0),
        "engagement": replace(people.engagement, effort_gain=0.0),
    }
    return replace(scenario, people=replace(people, **parts))  # type: ignore[arg-type]


def with_longer_reviews(scenario: Scenario) -> Scenario:
    """The same centre, whose managers take longer over a request."""
    review = scenario.governance.review
    longer = replace(review, mean=None if review.mean is None else review.mean * LONGER)
    return replace(scenario, governance=replace(scenario.governance, review=longer))


class Loop:
    """The four ways of a centre: usual and longer reviews, loop closed and open.

    Args:
        scenario: the centre.
        replications: of each, paired by their random numbers.
        seed: of all draws.
        workers: processes; -1 for one a processor.
    """

    def __init__(self, scenario: Scenario, replications: int, seed: int, workers: int = -1) -> None:
        plan = plan_of(scenario)
        ways = [
            with_longer_reviews(scenario),
            scenario,
            with_longer_reviews(opened(scenario)),
            opened(scenario),
        ]
        calls = [
            joblib.delayed(outcome)(way, plan, days=DAYS, warmup=WARMUP, seed=seed, replication=number)
            for way in ways
            for number in range(replications)
        ]
        found = joblib.Parallel(n_jobs=workers)(calls)
        self._found = {
            name: np.array([each.get(name) for each in found], float).reshape(len(ways), replications)
            for name in CHAIN
        }

    def effect(self, name: str, *, closed: bool) -> Difference:
        """What longer reviews do to a measure."""
        longer, usual = self._found[name][0:2] if closed else self._found[name][2:4]
        return paired_difference(longer, usual)

    def gain(self) -> Difference:
        """Part of the effect on waits that has come round the loop, with the interval of its numerator."""
        longer, usual, longer_open, usual_open = self._found[WAITS]
        closed = longer - usual
        return mean_interval((closed - (longer_open - usual_open)) / closed.mean())


def shown(loop: Loop) -> Table:
    """The chain, step by step."""
    table = Table("", "loop closed [95 %]", "loop open [95 %]", box=SIMPLE_HEAD, pad_edge=False)
    for name, words in CHAIN.items():
        both = (loop.effect(name, closed=closed) for closed in (True, False))
        table.add_row(words, *(f"{each.mean:+.4g} [{each.low:+.4g}, {each.high:+.4g}]" for each in both))
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the chain and the gain; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sim.strain_loop", description="From holds to waits.")
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="the centre, as for python -m sim")
    parser.add_argument("--replications", type=int, default=20, help="of every way of the centre")
    given = parser.parse_args(arguments)
    progress = Console(stderr=True)
    try:
        found = configure([SMALL, *given.overrides], alone=True)[0]
        with progress.status(f"planning the centre, then {4 * given.replications} runs"):
            loop = Loop(found.scenario, given.replications, found.study.seed)
    except Refused as refusal:
        progress.print(f"refused: {refusal}", markup=False)
        return EXIT_REFUSED
    out, gain = Console(highlight=False, soft_wrap=True), loop.gain()
    out.print(f"What reviews {LONGER:g} times as long do ({found.scenario.name}; {given.replications} pairs)")
    out.print(shown(loop))
    out.print(f"gain of the loop on waits: {gain.mean:.2f} [{gain.low:.2f}, {gain.high:.2f}]", markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())

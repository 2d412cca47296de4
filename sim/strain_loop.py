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

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from sim.consoles import for_results
from sim.endings import ended
from sim.experiment.statistics import Difference, mean_interval, paired_difference
from sim.scenario import Scenario
from sim.small_study import asked_for, measured, replicated, small

LONGER = 1.5  # times the usual review
DAYS = 504  # open days: two years
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
        told: days, and replications of each, paired by their random numbers.
        seed: of all draws.
    """

    def __init__(self, scenario: Scenario, told: argparse.Namespace, seed: int) -> None:
        centres = (scenario, opened(scenario))
        ways = [way for centre in centres for way in (centre, with_longer_reviews(centre))]
        found = replicated(measured, ways, told, seed)
        self._found = {
            name: np.array([[each.get(name) for each in runs] for runs in found], float) for name in CHAIN
        }

    def effect(self, name: str, *, closed: bool) -> Difference:
        """What longer reviews do to a measure."""
        usual, longer = self._found[name][0:2] if closed else self._found[name][2:4]
        return paired_difference(longer, usual)

    def gain(self) -> Difference:
        """Part of the effect on waits that has come round the loop, with the interval of its numerator."""
        usual, longer, usual_open, longer_open = self._found[WAITS]
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
    given = asked_for("strain_loop", "From holds to waits.", DAYS, replications=20).parse_args(arguments)
    return ended(lambda: _print(given))


def _print(given: argparse.Namespace) -> None:
    found, out = small(given.overrides), for_results()
    loop = Loop(found.scenario, given, found.study.seed)
    gain = loop.gain()
    out.print(f"What reviews {LONGER:g} times as long do ({found.scenario.name}; {given.replications} pairs)")
    out.print(shown(loop))
    out.print(f"gain of the loop on waits: {gain.mean:.2f} [{gain.low:.2f}, {gain.high:.2f}]", markup=False)


if __name__ == "__main__":
    sys.exit(main())

"""The readable twin of the tests (`tests/reference_model`) as a contender: the same centres, in plain Python.

It simulates what the engine does, event by event the same, so the ratio says what compiling and laying out
are worth. Called by `benchmarks.contenders`; it comes with a checkout, not with the installed package.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.engine import planned
from benchmarks.turns import LeftOut, Simulate, Turn
from sim.world import Run

TESTS = Path(__file__).resolve().parents[1] / "tests"
NOT_COUNTED = ("call_back", "transfer")  # kinds of contact that bring nobody new into the queue
MS_A_MINUTE = 60_000.0


def twin_of(*overrides: str) -> Callable[[], Simulate]:
    """How to prepare the twin of a centre: whole days of it, every turn from the first one, another seed."""

    def prepare() -> Simulate:
        if not (TESTS / "reference_model").is_dir():
            raise LeftOut("the twin is left out: tests/reference_model is not beside the benchmarks")
        if str(TESTS) not in sys.path:
            sys.path.append(str(TESTS))
        from reference_model import Twin
        from twin_description import described

        scenario, plan = planned(*overrides)
        a_day = plan.week.calls.sum() / max(len(plan.week.open_weekdays), 1)

        def simulate(contacts: int, seed: int) -> Turn:
            days = math.ceil(contacts / a_day)
            twin = Twin(described(Run(scenario, plan, days=days, seed=seed)), 0)
            began = time.perf_counter()
            twin.run(days)
            seconds = time.perf_counter() - began
            ended = [one for one in twin.contacts if one.ended is not None and one.kind not in NOT_COUNTED]
            waited = sum((one.ended if one.answered is None else one.answered) - one.arrived for one in ended)
            abandoned = sum(one.outcome == "abandoned" for one in ended)
            return Turn(len(ended), seconds, abandoned, waited / MS_A_MINUTE)

        return simulate

    return prepare

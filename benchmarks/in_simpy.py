"""M/M/50+M in SimPy, as its own example of a bank with impatient customers is written.

Advisors are a `Resource`; whoever does not get one at once waits for it or for the end of his patience
(`request | timeout`). Called by `benchmarks.contenders`; SimPy is an optional dependency.
"""

from __future__ import annotations

import random
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from benchmarks.turns import LeftOut, Simulate, Turn
from benchmarks.yardstick import ARRIVALS_PER_MIN, HANDLING_MIN, PATIENCE_MIN, SERVERS

Process = Generator[Any, Any, None]


@dataclass
class Tally:
    """What is counted of a run."""

    abandoned: int = 0
    waited_min: float = 0.0


def prepare() -> Simulate:
    """The model, where SimPy is installed."""
    try:
        import simpy
    except ImportError:
        raise LeftOut("SimPy is not installed (pip install 'deskright[benchmarks]')") from None

    def simulate(contacts: int, seed: int) -> Turn:
        env, tally = simpy.Environment(), Tally()
        advisors = simpy.Resource(env, SERVERS)
        env.process(arrivals(env, advisors, contacts, random.Random(seed), tally))
        began = time.perf_counter()
        env.run()
        return Turn(contacts, time.perf_counter() - began, tally.abandoned, tally.waited_min)

    return simulate


def arrivals(env: Any, advisors: Any, contacts: int, draw: random.Random, tally: Tally) -> Process:
    """Contacts arrive one by one."""
    for _ in range(contacts):
        yield env.timeout(draw.expovariate(ARRIVALS_PER_MIN))
        env.process(contact(env, advisors, draw, tally))


def contact(env: Any, advisors: Any, draw: random.Random, tally: Tally) -> Process:
    """One contact: waits for an advisor or for the end of his patience."""
    with advisors.request() as advisor:
        if not advisor.triggered:
            arrived = env.now
            yield advisor | env.timeout(draw.expovariate(1.0 / PATIENCE_MIN))
            tally.waited_min += env.now - arrived
        if advisor.triggered:
            yield env.timeout(draw.expovariate(1.0 / HANDLING_MIN))
        else:
            tally.abandoned += 1

"""Whether a program simulates M/M/50+M: its abandonment share and mean wait against Erlang A.

The expectations are Erlang A's; how far a finite run may lie from them is exact too, from Poisson's equation
of the birth-death chain of contacts present (Asmussen & Glynn 2007, Stochastic Simulation, ch. IV), so that
no variance has to be estimated from a few turns. Called by `benchmarks.queue` for every contender that
claims to be the queue: one that simulates something else is no contender.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.turns import Turn
from benchmarks.yardstick import ARRIVALS_PER_MIN, HANDLING_MIN, PATIENCE_MIN, SERVERS
from sim.erlang import erlang_a

FALSE_ALARM = 1e-4  # of a contender that is the queue, both measures together
LIMIT = float(stats.norm.isf(FALSE_ALARM / 4))  # standard errors, two-sided, half the rate to each measure
_MOST_WAITING = 400  # where the chain is cut: a queue of 60 is already rarer than once in 1e8 contacts

Floats = NDArray[np.float64]


class Queue(NamedTuple):
    """M/M/n+M, times in minutes."""

    servers: int
    arrival_rate: float
    mean_handling: float
    mean_patience: float


class Law(NamedTuple):
    """Mean of a measure, and its variance over a long run times the number of contacts."""

    mean: float
    variance: float


class Figure(NamedTuple):
    """One measure: seen, expected, and the tolerance on either side."""

    seen: float
    expected: float
    tolerance: float

    @property
    def holds(self) -> bool:
        return abs(self.seen - self.expected) <= self.tolerance


class Agreement(NamedTuple):
    """Abandonment share of all contacts; mean wait in seconds over all contacts."""

    abandonment: Figure
    wait_s: Figure

    @property
    def holds(self) -> bool:
        return self.abandonment.holds and self.wait_s.holds


YARDSTICK_QUEUE = Queue(SERVERS, ARRIVALS_PER_MIN, HANDLING_MIN, PATIENCE_MIN)


def agreement(turns: Sequence[Turn], queue: Queue = YARDSTICK_QUEUE) -> Agreement:
    """Hold the sum of some turns against the theory.

    A turn that starts from an empty centre spares 5 abandonments: a twentieth of the standard error of a
    turn of 50,000 contacts, less in longer ones, and left uncorrected.
    """
    contacts = sum(turn.contacts for turn in turns)
    abandonment, wait = laws(queue)
    return Agreement(
        _figure(sum(turn.abandoned for turn in turns) / contacts, abandonment, contacts, 1.0),
        _figure(sum(turn.waited_min for turn in turns) / contacts, wait, contacts, 60.0),
    )


def _figure(seen: float, law: Law, contacts: int, unit: float) -> Figure:
    return Figure(unit * seen, unit * law.mean, unit * LIMIT * math.sqrt(law.variance / contacts))


@cache
def laws(queue: Queue) -> tuple[Law, Law]:
    """Laws of the abandonment share and of the mean wait in minutes.

    With A abandonments and W minutes of waiting in N contacts, A - pN and W - wN are additive functionals of
    the chain with mean zero: an arrival counts -p (or -w), an abandonment 1 (or 0), a minute with q waiting
    0 (or q). Their variance a minute over the arrival rate is the variance of a contact.
    """
    exact = erlang_a(*queue)
    waiting = np.maximum(np.arange(queue.servers + _MOST_WAITING + 1.0) - queue.servers, 0.0)
    share, wait = exact.abandonment_probability, exact.mean_wait
    return (
        Law(share, _variance(queue, 0.0 * waiting, -share, 1.0)),
        Law(wait, _variance(queue, waiting, -wait, 0.0)),
    )


def _variance(queue: Queue, in_state: Floats, of_arrival: float, of_abandonment: float) -> float:
    """Variance a contact of a reward: a rate in every state, a sum at an arrival and at an abandonment."""
    up, served, gone = _rates(queue, in_state.size)
    drift = in_state + of_arrival * up + of_abandonment * gone
    share = np.cumprod(np.concatenate(([1.0], up[:-1] / (served + gone)[1:])))
    share /= share.sum()
    value = _value(up, served + gone, share, drift)
    rise, fall = np.append(np.diff(value), 0.0), np.insert(-np.diff(value), 0, 0.0)
    a_minute = up * (of_arrival + rise) ** 2 + gone * (of_abandonment + fall) ** 2 + served * fall**2
    return float(share @ a_minute) / queue.arrival_rate


def _rates(queue: Queue, states: int) -> tuple[Floats, Floats, Floats]:
    """Arrivals, ends of handling and abandonments a minute, by contacts present."""
    present = np.arange(float(states))
    up = np.where(present < states - 1, queue.arrival_rate, 0.0)
    served = np.minimum(present, queue.servers) / queue.mean_handling
    return up, served, np.maximum(present - queue.servers, 0.0) / queue.mean_patience


def _value(up: Floats, down: Floats, share: Floats, drift: Floats) -> Floats:
    """What a start in each state adds to the reward for good: Poisson's equation, mean zero."""
    generator = np.diag(-(up + down)) + np.diag(up[:-1], 1) + np.diag(down[1:], -1)
    found = np.linalg.solve(generator - share[None, :], share @ drift - drift)
    return np.asarray(found, float)

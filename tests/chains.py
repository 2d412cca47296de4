"""Linear algebra on the generator of a Markov chain: the reference that formulas are held against."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def stationary(generator: Array) -> Array:
    """Stationary distribution of a chain, from its generator without diagonal."""
    system = (generator - np.diag(generator.sum(axis=1))).T
    system[-1] = 1.0
    return np.linalg.solve(system, np.eye(len(system))[-1])


def line(births: Array, deaths: Array) -> Array:
    """Generator of a birth-death chain: births from 0 upwards, deaths from 1 upwards."""
    return np.diag(births, 1) + np.diag(deaths, -1)


def explored[State: Hashable](
    start: State, moves: Callable[[State], Iterable[tuple[State, float]]]
) -> tuple[list[State], Array]:
    """States that can be reached, and the generator without diagonal; `moves` lists next states and rates."""
    states, rates = {start: 0}, []
    waiting = [start]
    while waiting:
        state = waiting.pop()
        for reached, rate in moves(state):
            if reached not in states:
                states[reached] = len(states)
                waiting.append(reached)
            rates.append((states[state], states[reached], rate))
    generator = np.zeros((len(states), len(states)))
    for here, there, rate in rates:
        generator[here, there] += rate
    return list(states), generator

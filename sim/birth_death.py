"""Chains that move one step up or down: where they settle, and where they are after a time.

The arithmetic behind `sim.limited_lines`, `sim.general_handling`, `sim.priorities` and `sim.transient`.
Both functions add and multiply positive numbers only, so that no digit is lost to cancellation and
chains of thousands of states keep their precision.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Later(NamedTuple):
    """A chain after some time, and where it was in between."""

    share: Array  # probability of each state at the end
    time_in_state: Array  # expected time spent in each state


def balance(births: Array, deaths: Array) -> Array:
    """Stationary probabilities, from births k b_k = deaths k+1 d_(k+1), outwards from the likeliest state.

    Args:
        births: rates from states 0 to m-1 upwards, such that births[k] / deaths[k] falls with k.
        deaths: rates from states 1 to m downwards, above 0.

    Returns:
        Probabilities of states 0 to m.
    """
    ratio = births / deaths
    mode = int((ratio > 1.0).sum())
    below = np.cumprod(1.0 / ratio[:mode][::-1])[::-1]
    weight = np.concatenate((below, [1.0], np.cumprod(ratio[mode:])))
    return np.asarray(weight / weight.sum())


def poisson(mean: float, most: int) -> Array:
    """Poisson probabilities of 0 to `most`, which must lie so far out that more never happens.

    It is where a chain settles with births at rate `mean` and deaths at rate k.
    """
    return balance(np.full(most, mean), np.arange(1.0, most + 1))


def later(births: Array, deaths: Array, share: Array, span: float) -> Later:
    """The chain after a time, by uniformisation (Jensen 1953): exact but for terms below 1e-18.

    All states are left at the rate of the fastest, some of the moves being no move; the number of moves is
    then Poisson. Work grows with that rate times the span: a day of 100 advisors takes half a second, one of
    2,000 some 15.

    Args:
        births: rates from states 0 to m-1 upwards, 1/time.
        deaths: rates from states 1 to m downwards, 1/time.
        share: probabilities of states 0 to m at the start.
        span: time.
    """
    leaving = np.append(births, 0.0) + np.insert(deaths, 0, 0.0)
    fastest = float(leaving.max())
    moves = fastest * span
    weight = poisson(moves, math.ceil(moves + 10.0 * math.sqrt(moves) + 40.0))
    more = np.append(np.cumsum(weight[:0:-1])[::-1], 0.0)
    up, down, stay = births / fastest, deaths / fastest, 1.0 - leaving / fastest
    after, spent = np.zeros_like(share), np.zeros_like(share)
    for exactly, beyond in zip(weight.tolist(), more.tolist(), strict=True):
        after += exactly * share
        spent += beyond * share
        moved = stay * share
        moved[1:] += up * share[:-1]
        moved[:-1] += down * share[1:]
        share = moved
    return Later(after, spent / fastest)

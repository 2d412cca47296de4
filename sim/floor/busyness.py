"""How busy a day is beyond weekday and season: a gamma factor, correlated from day to day.

Variance above the mean and positive correlation are what call volumes show (Avramidis, Deslauriers &
L'Ecuyer 2004, Management Science 50:896). Called by `sim.laying_out`.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.compiling import compiled
from sim.streams import BUSYNESS, normal, uniforms


def busyness(key: NDArray[np.uint64], days: int, cv: float, autocorrelation: float) -> NDArray[np.float64]:
    """The factor of every day: gamma of mean 1, tied from day to day by a Gaussian copula.

    Args:
        key: seed and replication.
        days: how many.
        cv: standard deviation of the factor.
        autocorrelation: of the underlying normal levels, from one day to the next.
    """
    if cv <= 0:
        return np.ones(days)
    level = _shocks(key, days)
    for day in range(1, days):
        level[day] = autocorrelation * level[day - 1] + math.sqrt(1 - autocorrelation**2) * level[day]
    shape = 1 / cv**2
    return np.asarray(special.gammaincinv(shape, special.ndtr(level)) / shape, float)


@compiled
def _shocks(key, days):
    """Independent standard normals, one a day."""
    drawn = np.empty(days, np.float64)
    for day in range(days):
        unit, _ = uniforms(key, BUSYNESS, day, 0, 0)
        drawn[day] = normal(unit)
    return drawn

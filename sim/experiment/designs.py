"""Designs of a study: which values its levers and its uncertain parameters take.

Levers are crossed (factorial). Of uncertain parameters there are draws: spread evenly (a Latin hypercube,
a Sobol sequence), or laid out for one method of sensitivity (Morris' trajectories, Saltelli's cross-sampling
for Sobol indices). Every design is fixed by its problem, size and seed, on every platform that has the same
scipy and SALib. Called by the engine of studies, by `sim.experiment.sensitivity` and `sim.sensitivity`.

References:
    McKay, Beckman and Conover (1979), Technometrics 21(2), 239-245. Owen (1998), Journal of Complexity 14,
    466-489 (scrambled Sobol sequence). Morris (1991), Technometrics 33(2), 161-174. Saltelli et al. (2010),
    Computer Physics Communications 181(2), 259-270.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.experiment.extras import needed
from sim.experiment.problem import Problem, Value, check_values
from sim.refusal import Refused, nearest_name

Places = NDArray[np.float64]
LEVELS = 4
"""Levels of Morris' grid; a step is LEVELS / (2 (LEVELS - 1)) of the range (his own recommendation)."""


def factorial(levers: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Every combination of values, in the order given, the last lever fastest; one empty point of no lever.

    Raises:
        Refused: a lever without a value, or with one twice.
    """
    for key, values in levers.items():
        check_values(key, values)
    return [dict(zip(levers, point, strict=True)) for point in itertools.product(*levers.values())]


@dataclass(frozen=True, eq=False)
class Draws(Sequence[dict[str, Value]]):
    """The draws of a design; the values of each are made when it is asked for.

    Attributes:
        problem: what is drawn of.
        places: points in the unit cube, a row for each draw.
    """

    problem: Problem
    places: Places

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, draw: Any) -> Any:
        """The values of a draw; of a slice, these draws alone."""
        if isinstance(draw, slice):
            return Draws(self.problem, self.places[draw])
        return self.problem.point(self.places[draw])

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return (self.problem.point(row) for row in self.places)


def draws(design: str, problem: Problem, points: int, seed: int) -> Draws:
    """The draws of a design of `DESIGNS`.

    Args:
        design: latin_hypercube, sobol, morris or saltelli.
        problem: what is uncertain.
        points: draws of a Latin hypercube or a Sobol sequence; Morris' trajectories; Saltelli's base draws.
        seed: of the design alone, whole and from 0.

    Raises:
        Refused: no such design, too few points, or no power of two where one is needed.
    """
    size(design, problem, points)
    return Draws(problem, DESIGNS[design](len(problem.dimensions), points, seed))


def size(design: str, problem: Problem, points: int) -> int:
    """How many draws a design has.

    Raises:
        Refused: as `draws`.
    """
    if design not in DESIGNS:
        wanted = f"one of {', '.join(DESIGNS)}"
        raise Refused("experiment.design", design, wanted, nearest_name(design, DESIGNS))
    if not problem.dimensions:
        raise Refused("experiment.uncertainties", {}, f"a parameter or more for the design {design}")
    least = 2 if design in (MORRIS, SALTELLI) else 1
    if points < least:
        raise Refused("experiment.points", points, f"a whole number of at least {least}")
    if design in (SOBOL, SALTELLI) and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        wanted = f"a power of two, here {below} or {2 * below}: others lose the sequence's balance"
        raise Refused("experiment.points", points, wanted)
    count = len(problem.dimensions)
    return points * {MORRIS: count + 1, SALTELLI: count + 2}.get(design, 1)


def latin_hypercube(dimensions: int, points: int, seed: int) -> Places:
    """Every parameter's range in as many equal parts as there are draws, one draw in each."""
    return np.asarray(qmc.LatinHypercube(dimensions, rng=seed).random(points))


def sobol(dimensions: int, points: int, seed: int) -> Places:
    """A scrambled Sobol sequence."""
    return np.asarray(qmc.Sobol(dimensions, scramble=True, rng=seed).random(points))


def morris(dimensions: int, points: int, seed: int) -> Places:
    """Trajectories on a grid along which one parameter moves at a time, each once.

    Raises:
        Refused: SALib is not installed.
    """
    with needed("SALib"):
        from SALib.sample import morris as sampling
    return np.asarray(sampling.sample(_unit_cube(dimensions), points, num_levels=LEVELS, seed=seed))


def saltelli(dimensions: int, points: int, seed: int) -> Places:
    """For every base draw A and its partner B: A, then A with one parameter at a time of B, then B.

    Raises:
        Refused: SALib is not installed.
    """
    with needed("SALib"):
        from SALib.sample import sobol as sampling
    return np.asarray(sampling.sample(_unit_cube(dimensions), points, calc_second_order=False, seed=seed))


def _unit_cube(dimensions: int) -> dict[str, Any]:
    names = [str(number) for number in range(dimensions)]
    return {"num_vars": dimensions, "names": names, "bounds": [[0.0, 1.0]] * dimensions}


MORRIS, SALTELLI, SOBOL, LATIN_HYPERCUBE = "morris", "saltelli", "sobol", "latin_hypercube"
DESIGNS: Mapping[str, Callable[[int, int, int], Places]] = {
    LATIN_HYPERCUBE: latin_hypercube,
    SOBOL: sobol,
    MORRIS: morris,
    SALTELLI: saltelli,
}

"""Rules in plain words: boxes of parameters, their ends short numbers, and how well they hold.

Conditions speak of parameters as they are declared, with meaning and unit; the figures of a rule are of draws
that had no part in finding it. Called by `sim.experiment.regions`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.prim import Box
from sim.experiment.problem import Dimension, Problem, Value
from sim.experiment.statistics import Difference, share_interval

Floats = NDArray[np.float64]
Switches = NDArray[np.bool_]


@dataclass(frozen=True)
class Condition:
    """One parameter of a rule: low < value <= high, or one choice that it is or is not.

    Attributes:
        dimension: the parameter.
        low, high: ends in its unit; infinite where there is none.
        choice: of an option: the name spoken of; `is_it` says whether it must be or must not.
    """

    dimension: Dimension
    low: float = -np.inf
    high: float = np.inf
    choice: Value | None = None
    is_it: bool = True

    @property
    def words(self) -> str:
        """The condition behind its parameter's name: `above 12 min`."""
        if self.choice is not None:
            return f"is {'' if self.is_it else 'not '}{self.choice}"
        unit = self.dimension.shown_unit
        if np.isfinite([self.low, self.high]).all():
            return f"above {self.low:.10g} and at most {self.high:.10g}{unit}"
        return f"at most {self.high:.10g}{unit}" if np.isinf(self.low) else f"above {self.low:.10g}{unit}"


@dataclass(frozen=True)
class Rule:
    """Conditions, what then holds, and how well it holds in draws that had no part in finding it.

    Attributes:
        conditions: all of them; none for a rule of everything.
        happens: whether it says that the form is on the side asked for, or is not.
        holds: share of the held-out draws inside in which what it says is so (density), with the exact
            interval; `replications` is their number.
        coverage: share of all held-out draws of which this is so that lie inside.
    """

    conditions: tuple[Condition, ...]
    happens: bool
    holds: Difference
    coverage: float

    def words(self, verdict: str) -> str:
        """The rule in one line."""
        said = " and ".join(f"{one.dimension.name} {one.words}" for one in self.conditions)
        start = f"if {said} then" if said else "always"
        return f"{start} {'' if self.happens else 'not '}{verdict} ({self.figures})"

    @property
    def figures(self) -> str:
        """How well it holds: share, draws, interval."""
        share = self.holds
        return (
            f"{100 * share.mean:.0f} % of {share.replications} draws, "
            f"95 % [{100 * share.low:.0f}, {100 * share.high:.0f}]"
        )


class Features:
    """The parameters as columns that a threshold divides: numbers, and a column for each choice."""

    def __init__(self, problem: Problem, codes: Floats) -> None:
        self.columns: list[tuple[Dimension, Value | None]] = []
        values = []
        for one, column in zip(problem.dimensions, codes.T, strict=True):
            # Of two choices one says all.
            spoken = one.choices[1:] if len(one.choices) == 2 else one.choices
            for choice in spoken or (None,):
                self.columns.append((one, choice))
                values.append(column if choice is None else column == one.choices.index(choice))
        self.x = np.column_stack(values).astype(float)

    def tidy(self, box: Box, known: Switches) -> Box:
        """The same box for the draws it was made of, its ends the shortest numbers that divide them so."""
        ends = [
            [
                _shortest(end, column) if np.isfinite(end) else end
                for end, column in zip(side, self.x[known].T, strict=True)
            ]
            for side in (box.low, box.high)
        ]
        return Box(np.array(ends[0]), np.array(ends[1]))

    def rule(self, box: Box, happens: Switches, held: Switches, says: bool) -> Rule:
        """The rule of a box, judged by the draws held out."""
        inside, so = box.holds(self.x) & held, (happens == says) & held
        both = int((inside & so).sum())
        count = int(inside.sum())
        nothing = Difference(mean=np.nan, low=0.0, high=1.0, replications=0, missing=0)
        coverage = both / int(so.sum()) if so.any() else np.nan
        return Rule(self._conditions(box), says, share_interval(both, count) if count else nothing, coverage)

    def _conditions(self, box: Box) -> tuple[Condition, ...]:
        found = []
        for (dimension, choice), low, high in zip(self.columns, box.low, box.high, strict=True):
            if np.isinf(low) and np.isinf(high):
                continue
            if choice is None:
                found.append(Condition(dimension, low, high))
            else:
                found.append(Condition(dimension, choice=choice, is_it=bool(np.isfinite(low))))
        return tuple(found)


def _shortest(end: float, column: Floats) -> float:
    """The number of fewest digits that divides a column as this one does."""
    below, above = column[column <= end].max(), column[column > end].min()
    middle = (below + above) / 2
    tries = (float(f"{middle:.{digits}g}") for digits in range(1, 18))
    return next((number for number in tries if below <= number < above), float(below))

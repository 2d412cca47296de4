"""What is uncertain, or may be chosen, in a study: dimensions with kind and range, from the declarations.

Every number of a scenario is declared with a range (`sim.parameters`); a study names those that it holds to
be uncertain and may narrow their ranges. The words follow SALib: a problem is what a sample is drawn of and
what an analysis speaks of. Called by `sim.experiment.designs`, `sim.experiment.sensitivity`,
`sim.experiment.regions`, `sim.experiment.search` and the commands that read a study.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.refusal import Refused
from sim.schema import nearest

Value = float | int | str | bool
Kind = Literal["float", "int", "choice"]


@dataclass(frozen=True)
class Dimension:
    """One parameter of a problem.

    Attributes:
        key: dotted key in the configuration.
        kind: float, int (every whole number from low to high is as likely) or choice (every name is).
        low, high: ends of the range, both within it; of a choice the first and last place.
        log: uniform in the logarithm; of floats only.
        choices: of a choice, in their order.
        unit, meaning: as declared; empty where nothing is.
        of: the reason, group or shock that it belongs to; empty for none.
        together: keys that all have its value; empty for its own key alone.
    """

    key: str
    kind: Kind
    low: float
    high: float
    log: bool = False
    choices: tuple[Value, ...] = ()
    unit: str = ""
    meaning: str = ""
    of: str = ""
    together: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the configuration that have its value."""
        return self.together or (self.key,)

    @property
    def name(self) -> str:
        """What it is, in a few words: its meaning up to where explanations begin, and whose it is."""
        meaning = self.meaning.partition(";")[0].partition(":")[0] or self.key
        return f"{meaning} of {self.of}" if self.of else meaning

    @property
    def shown_unit(self) -> str:
        """Its unit behind a number; nothing for a pure one."""
        return "" if self.unit in ("", "1") else f" {self.unit}"

    def value(self, place: float) -> Value:
        """The value at a place in the unit interval, as a plain Python value."""
        if self.kind == "float":
            low, high, place = self.low, self.high, float(place)
            between = low * (high / low) ** place if self.log else low + place * (high - low)
            return min(max(between, low), high)
        count = int(self.high) - int(self.low) + 1
        # A grid's level such as 2/3 may lie a rounding below where a value begins.
        step = min(int(float(place) * count + 1e-9), count - 1)
        return self.choices[step] if self.kind == "choice" else int(self.low) + step

    def places(self, values: Sequence[Any] | pd.Series) -> NDArray[np.float64]:
        """Where values lie in the unit interval; of a whole number or a choice the middle of its part."""
        codes = self.codes(values)
        if self.kind != "float":
            return (codes - self.low + 0.5) / (self.high - self.low + 1)
        if self.log:
            return np.asarray(np.log(codes / self.low) / np.log(self.high / self.low))
        return (codes - self.low) / (self.high - self.low)

    def codes(self, values: Sequence[Any] | pd.Series) -> NDArray[np.float64]:
        """Values as numbers: themselves, or the place of a choice; NaN for a value that is none of them."""
        if self.kind != "choice":
            return np.asarray(values, dtype=np.float64)
        places = {choice: place for place, choice in enumerate(self.choices)}
        return np.array([places.get(value, np.nan) for value in values], dtype=np.float64)


@dataclass(frozen=True)
class Problem:
    """The dimensions of a study, in the order in which they were named."""

    dimensions: tuple[Dimension, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Their dotted keys."""
        return tuple(dimension.key for dimension in self.dimensions)

    def point(self, places: Sequence[float] | NDArray[np.float64]) -> dict[str, Value]:
        """Values by key at a point of the unit cube."""
        pairs = zip(self.dimensions, places, strict=True)
        return {key: one.value(place) for one, place in pairs for key in one.keys}

    def codes(self, rows: pd.DataFrame) -> NDArray[np.float64]:
        """The parameters of runs as numbers, a row for each run and a column for each dimension.

        Raises:
            Refused: a parameter has no column, or a value that is no choice of its own.
        """
        for key in (one.keys[0] for one in self.dimensions):
            if key not in rows:
                near = nearest_key(key, rows.columns)
                raise Refused("runs", key, "a column for every uncertain parameter", near)
        columns = [one.codes(rows[one.keys[0]]) for one in self.dimensions]
        codes = np.column_stack(columns) if columns else np.empty((len(rows), 0))
        for one, column in zip(self.dimensions, codes.T, strict=True):
            if np.isnan(column).any():
                wrong = rows[one.keys[0]].iloc[int(np.argmax(np.isnan(column)))]
                raise Refused(f"runs: {one.key}", wrong, "a value that the study's uncertainties hold")
        return codes


def among(levers: Mapping[str, Sequence[Any]]) -> Problem:
    """The problem of levers with listed values, as a study's `levers` has them; numbers in their order.

    Raises:
        Refused: a lever without a value, or with one twice.
    """
    return Problem(tuple(_listed(key, values) for key, values in levers.items()))


def check_values(key: str, values: Sequence[Any]) -> None:
    """Refuse a lever without a value, or with one twice: its runs would be done twice.

    Raises:
        Refused: naming the lever.
    """
    place = f"experiment.levers.{key}"
    if isinstance(values, str) or not isinstance(values, Sequence) or not values:
        raise Refused(place, values, "a list of one value or more")
    for number, value in enumerate(values):
        if value in values[:number]:
            raise Refused(place, value, "every value once")


def _listed(key: str, values: Sequence[Any]) -> Dimension:
    check_values(key, values)
    numbers = all(isinstance(value, int | float) for value in values)
    choices = tuple(sorted(values)) if numbers else tuple(values)
    return Dimension(key, "choice", 0, len(choices) - 1, choices=choices)


def nearest_key(key: str, known: Sequence[str] | Mapping[str, Dimension] | pd.Index) -> str | None:
    """The right key: by edits, or the first that ends so."""
    end = key.rpartition(".")[2]
    ending = (one for one in known if one.rpartition(".")[2] == end)
    return nearest(key, list(known), most=max(1, len(key) // 5)) or next(ending, None)

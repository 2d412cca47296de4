"""What is uncertain, or may be chosen, in a study: dimensions with kind and range, from the declarations.

Every number of a scenario is declared with a range (`sim.parameters`); a study names those that it holds to
be uncertain and may narrow their ranges. The words follow SALib: a problem is what a sample is drawn of and
what an analysis speaks of. Called by `sim.experiment.designs`, `sim.experiment.sensitivity`,
`sim.experiment.regions`, `sim.experiment.search` and the commands that read a study.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Any, Literal, get_args, get_type_hints

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.parameters import Declaration
from sim.refusal import Refused
from sim.scenario import Scenario
from sim.schema import nearest

Value = float | int | str | bool
Kind = Literal["float", "int", "choice"]
PLACE = "experiment.uncertainties"
LOG = "log"
WILDCARD = ".*"


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
        return {one.key: one.value(place) for one, place in zip(self.dimensions, places, strict=True)}

    def codes(self, rows: pd.DataFrame) -> NDArray[np.float64]:
        """The parameters of runs as numbers, a row for each run and a column for each dimension.

        Raises:
            Refused: a parameter has no column, or a value that is no choice of its own.
        """
        for key in self.keys:
            if key not in rows:
                raise Refused("runs", key, "a column for every uncertain parameter", _near(key, rows.columns))
        columns = [one.codes(rows[one.key]) for one in self.dimensions]
        codes = np.column_stack(columns) if columns else np.empty((len(rows), 0))
        for one, column in zip(self.dimensions, codes.T, strict=True):
            if np.isnan(column).any():
                wrong = rows[one.key].iloc[int(np.argmax(np.isnan(column)))]
                raise Refused(f"runs: {one.key}", wrong, "a value that the study's uncertainties hold")
        return codes


def uncertain(ranges: Mapping[str, Any], scenario: Scenario) -> Problem:
    """The problem of uncertain parameters of a scenario.

    Args:
        ranges: dotted key to [low, high], to [low, high, log] (uniform in the logarithm), to a list of names
            for an option among names, or to None for all that is declared. `people.strain.*` stands for all
            numbers of that part, each in its declared range, but for those named beside it.
        scenario: whose reasons, groups and shocks have the names that keys may hold.

    Raises:
        Refused: no such key, no number, ends that are none, out of the declared range or in the wrong order.
    """
    known = {one.key: one for one in _declared(scenario)}
    found: dict[str, Dimension] = {}
    for key, ends in ranges.items():
        if key.endswith(WILDCARD):
            found |= {one.key: one for one in _all_of(key, ends, known) if one.key not in ranges}
        else:
            found[key] = _narrowed(_known(key, known), ends)
    return Problem(tuple(found.values()))


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


def _declared(record: Any, prefix: str = "", of: str = "") -> Iterator[Dimension]:
    """A dimension over all that is declared, for every number, switch and option among names of a record."""
    hints = get_type_hints(type(record))
    for field in dataclasses.fields(record):
        key, value, known = f"{prefix}{field.name}", getattr(record, field.name), field.metadata
        if "declaration" in known:
            yield from _dimension(key, hints[field.name], known["declaration"], of)
        elif "part" in known:
            found = _declared(value, f"{key}.", of)
            yield from (_of_law(one, field.name, known["unit"]) for one in found) if known["unit"] else found
        elif "parts" in known:
            for name, part in value.items():
                yield from _declared(part, f"{key}.{name}.", name)


def _of_law(one: Dimension, law: str, unit: str) -> Dimension:
    """A number of a law by what the law describes: what is declared is the same for all laws."""
    name = f"{law.replace('_', ' ')}, {one.key.rpartition('.')[2]}"
    return dataclasses.replace(one, unit=one.unit or unit, meaning=name)


def _dimension(key: str, hint: Any, known: Declaration, of: str) -> Iterator[Dimension]:
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    choices = known.choices or ((False, True) if bool in kinds else ())
    if known.range and (int in kinds or float in kinds):
        low, high = map(float, known.range)
        kind: Kind = "int" if int in kinds else "float"
        yield Dimension(key, kind, low, high, unit=known.unit, meaning=known.meaning, of=of)
    elif len(choices) > 1:
        yield Dimension(key, "choice", 0, len(choices) - 1, choices=choices, meaning=known.meaning, of=of)


def _known(key: str, known: Mapping[str, Dimension]) -> Dimension:
    if key not in known:
        wanted = "the key of a number, a switch or an option among names of the scenario"
        raise Refused(f"{PLACE}.{key}", key.rpartition(".")[2], wanted, _near(key, known))
    return known[key]


def _near(key: str, known: Sequence[str] | Mapping[str, Dimension] | pd.Index) -> str | None:
    """The right key: by edits, or the first that ends so."""
    end = key.rpartition(".")[2]
    ending = (one for one in known if one.rpartition(".")[2] == end)
    return nearest(key, list(known), most=max(1, len(key) // 5)) or next(ending, None)


def _all_of(key: str, ends: Any, known: Mapping[str, Dimension]) -> list[Dimension]:
    part = key.removesuffix(WILDCARD)
    if ends is not None:
        raise Refused(f"{PLACE}.{key}", ends, "null: every number of a part in its declared range")
    found = [one for one in known.values() if one.key.startswith(f"{part}.") and one.kind != "choice"]
    if not found:
        parts = dict.fromkeys(one.rpartition(".")[0] for one in known)
        near = nearest(part, parts, most=max(1, len(part) // 5))
        raise Refused(f"{PLACE}.{key}", part, "a part of the scenario that has numbers", near)
    return found


def _narrowed(known: Dimension, ends: Any) -> Dimension:
    if ends is None:
        return known
    if known.kind == "choice":
        return _chosen(known, ends)
    place = f"{PLACE}.{known.key}"
    log = isinstance(ends, list | tuple) and len(ends) == 3 and ends[2] == LOG
    if not isinstance(ends, list | tuple) or len(ends) != 2 + log:
        raise Refused(place, ends, f"[low, high], [low, high, {LOG}] or null for the declared range")
    low, high = (_end(known, end, place) for end in ends[:2])
    if low >= high:
        raise Refused(place, list(ends), "a low end below the high one")
    if log and (known.kind != "float" or low <= 0):
        raise Refused(place, list(ends), "no log, or a number with a fraction above zero")
    return dataclasses.replace(known, low=low, high=high, log=log)


def _end(known: Dimension, end: Any, place: str) -> float:
    number = isinstance(end, int | float) and not isinstance(end, bool)
    if not (number and known.low <= end <= known.high and (known.kind == "float" or end == int(end))):
        kind = "whole numbers" if known.kind == "int" else "numbers"
        raise Refused(place, end, f"{kind} from {known.low:.10g} to {known.high:.10g}{known.shown_unit}")
    return float(end)


def _chosen(known: Dimension, names: Any) -> Dimension:
    place = f"{PLACE}.{known.key}"
    if not isinstance(names, list | tuple) or len(names) < 2 or len(set(map(repr, names))) < len(names):
        raise Refused(place, names, f"two or more of {_told(known.choices)}, each once")
    for name in names:
        if not any(name is one or (name == one and isinstance(name, str)) for one in known.choices):
            near = nearest(str(name), [str(one) for one in known.choices])
            raise Refused(place, name, f"one of {_told(known.choices)}", near)
    return dataclasses.replace(known, high=len(names) - 1, choices=tuple(names))


def _told(choices: Sequence[Value]) -> str:
    return ", ".join(str(choice) for choice in choices)

"""How a number of the model is declared: once, with unit, meaning, range and source or assumption.

`parameter()` makes a dataclass field for a number (or a list of numbers), `option()` one for a choice
among names, a text or a switch. Everything that must know a number reads these declarations: the
configuration schema and its range checks (`sim.configuration`), the tables of the docs, the
sensitivity problem. Sources are given as in the literature; what no source gives says `assumption=`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What is known of one field: unit, meaning, what is allowed, and where the value comes from."""

    unit: str
    meaning: str
    range: tuple[float, float] | None = None
    choices: tuple[Any, ...] | None = None
    source: str | None = None
    assumption: str | None = None
    optional: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is a number, or a list of numbers, with a range."""
        return self.range is not None

    @property
    def allowed(self) -> str:
        """What would be accepted, in words for a refusal."""
        none = " or null" if self.optional else ""
        if self.choices is not None:
            return "one of " + ", ".join(str(choice) for choice in self.choices) + none
        if self.range is not None:
            low, high = self.range
            unit = "" if self.unit == "1" else f" {self.unit}"
            return f"a number from {low:g} to {high:g}{unit}{none}"
        return self.meaning + none


def parameter(
    default: Any,
    unit: str,
    meaning: str,
    *,
    range: tuple[float, float],
    source: str | None = None,
    assumption: str | None = None,
    optional: bool = False,
) -> Any:
    """Declare a number (or a list of numbers) of the model as a dataclass field.

    Args:
        default: value in the unit below; None only where `optional`.
        unit: "min", "EUR", "share", "1/year", "1" for a pure number.
        meaning: one line, in the field's words.
        range: lowest and highest value accepted.
        source: publication the value was read in.
        assumption: why this value, where no publication gives one.
        optional: whether null is accepted.

    Raises:
        TypeError: neither or both of source and assumption are given.
    """
    if (source is None) == (assumption is None):
        raise TypeError(f"{meaning}: a parameter has a source or an assumption, and not both")
    return _field(
        default,
        Declaration(
            unit=unit, meaning=meaning, range=range, source=source, assumption=assumption, optional=optional
        ),
    )


def option(
    default: Any, meaning: str, *, choices: tuple[Any, ...] | None = None, optional: bool = False
) -> Any:
    """Declare a name, text, list or switch that is not a measured number as a dataclass field."""
    return _field(default, Declaration(unit="", meaning=meaning, choices=choices, optional=optional))


def _field(default: Any, declaration: Declaration) -> Any:
    metadata = {"declaration": declaration}
    if isinstance(default, (list, dict)):
        return dataclasses.field(default_factory=lambda: default.copy(), metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def declarations(record: type, prefix: str = "") -> Iterator[tuple[str, dataclasses.Field[Any], Declaration]]:
    """Dotted key, field and declaration of every declared field of a dataclass and its parts."""
    for field in dataclasses.fields(record):
        key = f"{prefix}{field.name}"
        if "declaration" in field.metadata:
            yield key, field, field.metadata["declaration"]
        if "part" in field.metadata:
            yield from declarations(field.metadata["part"], f"{key}.")


def part(
    record: type, *, unit: str = "", source: str | None = None, assumption: str | None = None, **values: Any
) -> Any:
    """Declare a nested group of fields (a dataclass) as a dataclass field.

    Args:
        record: the dataclass.
        unit: of the numbers inside, where they take it from what they describe.
        source: publication the values were read in.
        assumption: why these values, where no publication gives them.
        values: what differs from the dataclass's own defaults.

    Raises:
        TypeError: values without a source or an assumption.
    """
    if values and (source is None) == (assumption is None):
        raise TypeError(f"{record.__name__} {values}: values have a source or an assumption, and not both")
    metadata = {"part": record, "unit": unit, "source": source, "assumption": assumption}
    return dataclasses.field(default_factory=lambda: record(**values), metadata=metadata)


def by_key(meaning: str, *, values: bool) -> Any:
    """Declare lists by configuration key (`governance.authority: [0, 50]`), none unless told.

    Args:
        meaning: one line.
        values: whether the lists hold values of the key, and nothing else.
    """
    return dataclasses.field(default_factory=dict, metadata={"by_key": meaning, "values": values})


def named(record: type, most: int, *names: str) -> Any:
    """Declare parts that people name themselves, a record each; those of these names unless told."""
    return dataclasses.field(
        default_factory=lambda: {name: record() for name in names}, metadata={"parts": record, "most": most}
    )

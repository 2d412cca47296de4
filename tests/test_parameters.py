"""Declarations of numbers: what they must say, how they are found, and those of the model."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import pytest

from sim import scenario
from sim.parameters import Declaration, declarations, option, parameter, part
from sim.scenario import Scenario


@dataclass(frozen=True)
class Law:
    mean: float = parameter(1.0, "min", "mean", range=(0, 10), assumption="stands for itself")
    law: str = option("constant", "kind of law", choices=("constant", "gamma"))


@dataclass(frozen=True)
class Desk:
    patience: Law = part(Law, source="somewhere", mean=3.0)
    limit: float | None = parameter(None, "EUR", "limit", range=(0, 50), optional=True, source="somewhere")
    undeclared: int = 3


@dataclass(frozen=True)
class Centre:
    desk: Desk = part(Desk)
    factors: list[float] = parameter(
        [1.0, 2.0], "1", "factors", range=(0, 2), assumption="stand for themselves"
    )


def declaration_of(record: type, name: str) -> Declaration:
    found = {key: declaration for key, _, declaration in declarations(record)}
    return found[name]


class TestParameter:
    """`parameter` and `part`."""

    @pytest.mark.parametrize("origin", [{}, {"source": "somewhere", "assumption": "a guess"}])
    def test_has_a_source_or_an_assumption_and_not_both(self, origin: dict[str, str]) -> None:
        with pytest.raises(
            TypeError, match="patience: a parameter has a source or an assumption, and not both"
        ):
            parameter(1.0, "min", "patience", range=(0, 1), **origin)

    @pytest.mark.parametrize("origin", [{}, {"source": "somewhere", "assumption": "a guess"}])
    def test_values_of_a_part_have_too(self, origin: dict[str, str]) -> None:
        with pytest.raises(TypeError, match=r"Law {'mean': 2\.0}: values have a source or an assumption"):
            part(Law, mean=2.0, **origin)

    def test_a_part_with_its_own_defaults_needs_none(self) -> None:
        assert Centre().desk == Desk(patience=Law(mean=3.0))

    def test_defaults_are_not_shared(self) -> None:
        Centre().factors.append(3.0)
        assert Centre().factors == [1.0, 2.0]
        assert Centre().desk is not Centre().desk


class TestDeclarations:
    """`declarations` and what a declaration says."""

    def test_are_found_in_nested_parts(self) -> None:
        """In the order in which they are declared, each part under its own name; the rest is passed over."""
        keys = [key for key, _, _ in declarations(Centre)]
        assert keys == ["desk.patience.mean", "desk.patience.law", "desk.limit", "factors"]

    def test_come_with_their_field(self) -> None:
        found = {key: (field.name, declaration.unit) for key, field, declaration in declarations(Centre)}
        assert found["desk.patience.mean"] == ("mean", "min")
        assert found["desk.limit"] == ("limit", "EUR")

    def test_begin_with_a_prefix(self) -> None:
        assert [key for key, _, _ in declarations(Law, "here.")] == ["here.mean", "here.law"]

    @pytest.mark.parametrize(
        ("record", "name", "allowed"),
        [
            (Centre, "desk.patience.mean", "a number from 0 to 10 min"),
            (Centre, "desk.limit", "a number from 0 to 50 EUR or null"),
            (Centre, "factors", "a number from 0 to 2"),
            (Centre, "desk.patience.law", "one of constant, gamma"),
        ],
    )
    def test_tell_what_is_allowed(self, record: type, name: str, allowed: str) -> None:
        assert declaration_of(record, name).allowed == allowed

    def test_an_option_without_choices_tells_its_meaning(self) -> None:
        @dataclass
        class Named:
            title: str | None = option(None, "a title", optional=True)

        declaration = declaration_of(Named, "title")
        assert (declaration.allowed, declaration.is_number) == ("a title or null", False)
        assert declaration_of(Law, "mean").is_number


def parts_of(record: type, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every field of a dataclass with its key: those of parts, and of parts in dictionaries, too."""
    for field in fields(record):
        key = f"{prefix}{field.name}"
        yield key, field
        for kind in ("part", "parts"):
            if kind in field.metadata:
                yield from parts_of(field.metadata[kind], f"{key}.")


MODEL = dict(parts_of(Scenario))
DECLARED = {key: field for key, field in MODEL.items() if "declaration" in field.metadata}


class TestModel:
    """Every number of the model."""

    def test_is_declared(self) -> None:
        known = {"declaration", "part", "parts", "rules"}
        assert [key for key, field in MODEL.items() if not known & set(field.metadata)] == []
        assert len(DECLARED) > 60

    def test_says_what_it_is(self) -> None:
        """A meaning; of a number also a source or an assumption, and a unit unless its place tells it."""
        for key, field in DECLARED.items():
            told = field.metadata["declaration"]
            assert told.meaning.strip(), key
            if told.is_number:
                assert bool(told.source) != bool(told.assumption), key
                assert told.unit or key.rpartition(".")[2] in ("mean", "values"), key

    def test_begins_inside_its_range(self) -> None:
        for key, field in DECLARED.items():
            told, default = field.metadata["declaration"], default_of(field)
            for value in default if isinstance(default, list) else [default]:
                if value is None:
                    assert told.optional, key
                elif told.is_number:
                    assert told.range[0] <= value <= told.range[1], key
                elif told.choices is not None:
                    assert value in told.choices, key


def default_of(field: Any) -> Any:
    return field.default_factory() if field.default is dataclasses.MISSING else field.default


def test_every_law_of_the_model_has_a_unit() -> None:
    """A law's numbers take the unit of what they describe."""
    laws = {key: field for key, field in MODEL.items() if field.metadata.get("part") is scenario.Law}
    assert len(laws) > 8
    assert {key: field.metadata["unit"] for key, field in laws.items() if not field.metadata["unit"]} == {}

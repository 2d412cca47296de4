"""The closed schema of a configuration: every key, its default, and what its value may be.

All of it is derived from the declarations in `sim.scenario` and `sim.study`; nothing is said twice.
`defaults` is the mapping that a scenario's files differ from, `build` turns a mapping into the frozen
records and refuses a key that is none or a value of the wrong kind, `nearest_key` answers misspelt keys.
Called by `sim.overrides` (command line), `sim.user_yaml` (users' files) and `sim.configuration`.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from typing import Any

from sim.decision_points import POINTS
from sim.parameters import Declaration
from sim.refusal import Refused
from sim.scenario import Scenario
from sim.study import Experiment, Study

PART_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ANY_NAME = "<name>"


def _named_parts(record: type, prefix: str = "") -> Iterable[tuple[str, dataclasses.Field[Any]]]:
    for field in dataclasses.fields(record):
        if "parts" in field.metadata:
            yield prefix + field.name, field
        elif "part" in field.metadata:
            yield from _named_parts(field.metadata["part"], f"{prefix}{field.name}.")


# Where parts stand that people name themselves, `room.field`: reasons for calling, groups of advisors.
NAMED_PARTS = dict(_named_parts(Scenario))


def defaults() -> dict[str, Any]:
    """The mapping of a scenario of which nothing has been said.

    Of parts that people name (reasons, groups) there are none, so that those of a file stand alone; `build`
    puts the declared one where none is given. The name is null (the file's own), and so is every rule (the
    decision point's own).
    """
    mapping = {**asdict(Study()), **asdict(Scenario()), "name": None, "rules": {}}
    for place in NAMED_PARTS:
        room, field = place.split(".")
        mapping[room][field] = {}
    for point in POINTS:
        room, question = point.split(".")
        mapping["rules"].setdefault(room, {})[question] = None
    return mapping


@functools.cache
def keys(name: str = _ANY_NAME) -> tuple[str, ...]:
    """Every dotted key that may be set; last those of the parts that people name, under the name given."""
    of_parts = (
        _dotted({name: asdict(field.metadata["parts"]())}, f"{place}.")
        for place, field in NAMED_PARTS.items()
    )
    return (*_dotted(defaults()), *itertools.chain.from_iterable(of_parts))


def part_of(key: str) -> tuple[str, str, str] | None:
    """Place, name and the key inside of a key of a part that people name; None for any other key.

    The key inside is empty where the whole part is meant (`demand.reasons.complaint`).
    """
    for place in NAMED_PARTS:
        if key.startswith(f"{place}."):
            name, _, inside = key.removeprefix(f"{place}.").partition(".")
            return place, name, inside
    return None


def default_parts(place: str) -> dict[str, Any]:
    """The parts at a place of which a configuration names none: one, as it is declared."""
    factory: Any = NAMED_PARTS[place].default_factory
    return {name: {} for name in factory()}


def _dotted(mapping: Mapping[str, Any], prefix: str = "") -> Iterable[str]:
    for name, value in mapping.items():
        yield prefix + name
        if isinstance(value, dict):
            yield from _dotted(value, f"{prefix}{name}.")


def nearest_key(key: str, also: Sequence[str] = ()) -> str | None:
    """The right key for a misspelt one: by edits, or the one that ends so (`authority`), or None."""
    parts = key.split(".")
    candidates = [*keys(parts[2] if len(parts) > 3 else _ANY_NAME), *also]
    close = nearest(key, candidates, most=max(1, len(key) // 5))
    if close:
        return close
    ends = {one.rpartition(".")[2]: one for one in reversed(candidates)}
    end = nearest(parts[-1], ends, most=max(1, len(parts[-1]) // 5))
    return ends[end] if end else None


def nearest(name: str, names: Iterable[str], most: int = 2) -> str | None:
    """The name that fewest edits away (neighbouring letters swapped is one), at most so many."""
    alike = [(edits(name, one, most), one) for one in names if abs(len(one) - len(name)) <= most]
    found = min(
        alike,
        key=lambda pair: (pair[0], -SequenceMatcher(None, name, pair[1]).ratio()),
        default=(most + 1, ""),
    )
    return found[1] if found[0] <= most else None


def edits(one: str, other: str, most: int = 1_000) -> int:
    """Letters to insert, drop, replace or swap with their neighbour (optimal string alignment).

    Where there are more than `most`, any number above it.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return row[-1]


def build_all(mapping: Mapping[str, Any], prefix: str = "") -> tuple[Scenario, Study]:
    """Scenario and study of a mapping; what it does not say is as in the declarations.

    Args:
        mapping: keys and values, nested.
        prefix: dotted place of the mapping's own keys, where it is a part ("governance").

    Raises:
        Refused: a key that is none, a value of the wrong kind or out of range.
    """
    for part in reversed(prefix.split(".") if prefix else []):
        mapping = {part: mapping}
    studied = {field.name for field in dataclasses.fields(Study)}
    study = {name: value for name, value in mapping.items() if name in studied}
    scenario = {name: value for name, value in mapping.items() if name not in studied}
    if scenario.get("name", "") is None:
        del scenario["name"]
    if study.get("warmup") == "auto":
        study["warmup"] = None
    return build(Scenario(), scenario), build(Study(), study)


def build[Record](default: Record, mapping: Any, place: str = "") -> Record:
    """A record as the mapping changes it.

    Raises:
        Refused: a key that is none, a value of the wrong kind or out of range.
    """
    if not isinstance(mapping, Mapping):
        raise Refused(place, mapping, "keys and values of its own")
    fields = {field.name: field for field in dataclasses.fields(default)}  # type: ignore[arg-type]
    hints = _hints(type(default))  # type: ignore[arg-type]
    changed: dict[str, Any] = {}
    for name, value in mapping.items():
        key = f"{place}.{name}" if place else str(name)
        if name not in fields:
            raise unknown_key(key)
        metadata = fields[name].metadata
        if "rules" in metadata:
            changed[name] = _rules(value, key)
        elif "parts" in metadata:
            changed[name] = _parts(value, key)
        elif "by_key" in metadata:
            changed[name] = _by_key(value, key, metadata["by_key"], values=metadata["values"])
        elif "part" in metadata:
            changed[name] = build(getattr(default, name), value, key)
        else:
            changed[name] = _value(hints[name], metadata["declaration"], value, key)
    return dataclasses.replace(default, **changed)  # type: ignore[type-var]


def unknown_key(key: str, also: Sequence[str] = ()) -> Refused:
    """The refusal of a key that is none."""
    return Refused(key, key.rpartition(".")[2], "a key of the configuration", nearest_key(key, also))


@functools.cache
def _hints(record: type) -> dict[str, Any]:
    return typing.get_type_hints(record)


def _parts(mapping: Any, place: str) -> dict[str, Any]:
    """Parts in the order of their names, so that the order of lines in a file changes no draw."""
    metadata, kind = NAMED_PARTS[place].metadata, NAMED_PARTS[place].name
    if not isinstance(mapping, Mapping):
        raise Refused(place, mapping, f"{kind} by name")
    given = {name: value for name, value in mapping.items() if value is not None} or default_parts(place)
    for name in given:
        if not (isinstance(name, str) and PART_NAME.fullmatch(name)):
            raise Refused(place, name, f"names of {kind}: a small letter, then small letters, digits or _")
    if len(given) > metadata["most"]:
        raise Refused(place, len(given), f"at most {metadata['most']} {kind}")
    return {name: build(metadata["parts"](), given[name], f"{place}.{name}") for name in sorted(given)}


def lists_by_key() -> list[str]:
    """Where lists stand by the keys of a scenario: `experiment.levers`, `experiment.uncertainties`."""
    return [
        f"experiment.{field.name}" for field in dataclasses.fields(Experiment) if "by_key" in field.metadata
    ]


def _by_key(mapping: Any, place: str, meaning: str, *, values: bool) -> dict[str, Any]:
    """Lists by dotted key, nested or not; where they hold values, those that their key may have."""
    if not isinstance(mapping, Mapping):
        raise Refused(place, mapping, f"keys, and {meaning}")
    found = dict(_leaves(mapping, ""))
    for key, given in found.items():
        if not (isinstance(given, list) and given) and (values or given is not None):
            raise Refused(f"{place}.{key}", given, f"a list: {meaning}")
        if values:
            _check_key(f"{place}.{key}", key)
            for value in given or ():
                _check_allowed(f"{place}.", key, value)
    return found


def _check_allowed(place: str, key: str, value: Any) -> None:
    try:
        build_all(_nested(key, value))
    except Refused as refused:
        raise Refused(place + refused.place, refused.value, refused.expected, refused.nearest) from None


def _leaves(mapping: Mapping[Any, Any], prefix: str) -> Iterable[tuple[str, Any]]:
    for name, value in mapping.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _check_key(place: str, key: str) -> None:
    part = part_of(key)
    there = keys(part[1]) if part else keys()
    if key not in there or key.partition(".")[0] in {field.name for field in dataclasses.fields(Study)}:
        near = nearest_key(key)
        raise Refused(place, key, "a key of a scenario", near if near != key else None)


def _nested(key: str, value: Any) -> dict[str, Any]:
    for step in reversed(key.split(".")):
        value = {step: value}
    nested: dict[str, Any] = value
    return nested


def _rules(mapping: Any, place: str) -> dict[str, str]:
    """The rule named for every decision point, `room.question` or nested; null: the point's own."""
    if not isinstance(mapping, Mapping):
        raise Refused(place, mapping, "names of rules by decision point; a file is given by --rules FILE.py")
    named: dict[str, Any] = {}
    for room, value in sorted(mapping.items(), key=lambda item: "." not in str(item[0])):
        if isinstance(value, Mapping):
            named |= {f"{room}.{question}": name for question, name in value.items() if name is not None}
        elif any(point.startswith(f"{room}.") for point in POINTS):
            raise Refused(f"{place}.{room}", value, "names of rules by question")
        elif value is not None:
            named[str(room)] = value
    for point, name in named.items():
        if point not in POINTS:
            raise unknown_key(f"{place}.{point}")
        if not (isinstance(name, str) and name.isidentifier()):
            raise Refused(f"{place}.{point}", name, "the name of a rule; a file is given by --rules FILE.py")
    return default_rules() | named


def default_rules() -> dict[str, str]:
    """The rule that answers each decision point unless another is named."""
    return {point: spec.default for point, spec in POINTS.items()}


def _value(hint: Any, declaration: Declaration, value: Any, place: str) -> Any:
    union = isinstance(hint, types.UnionType)
    kinds = typing.get_args(hint) if union else (hint,)
    optional = type(None) in kinds
    if value is None and optional:
        return None
    (kind,) = (kind for kind in kinds if kind is not type(None))
    if typing.get_origin(kind) is list:
        if not isinstance(value, list):
            raise Refused(place, value, f"a list ({declaration.meaning}){_or_null(optional)}")
        (inner,) = typing.get_args(kind)
        return [_value(inner, declaration, one, f"{place}[{i}]") for i, one in enumerate(value)]
    if kind is bool:
        return _switch(value, place)
    if kind is str:
        return _text(declaration, value, place, optional)
    return _number(declaration, value, place, optional, whole=kind is int)


def _number(declaration: Declaration, value: Any, place: str, optional: bool, *, whole: bool) -> int | float:
    assert declaration.range is not None
    low, high = declaration.range
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not (number and low <= value <= high and (not whole or value == int(value))):
        unit = "" if declaration.unit in ("", "1") else f" {declaration.unit}"
        kind = "whole number" if whole else "number"
        raise Refused(place, value, f"a {kind} from {low:.10g} to {high:.10g}{unit}{_or_null(optional)}")
    return int(value) if whole else float(value) + 0.0  # no -0.0: it would be another configuration


def _switch(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise Refused(place, value, "true or false")
    return value


def _text(declaration: Declaration, value: Any, place: str, optional: bool) -> str:
    if declaration.choices is not None:
        if value not in declaration.choices:
            choices = [str(choice) for choice in declaration.choices]
            raise Refused(place, value, f"one of {', '.join(choices)}", nearest(str(value), choices))
    elif not isinstance(value, str):
        raise Refused(place, value, f"quoted text ({declaration.meaning}){_or_null(optional)}")
    elif not value.isprintable() or "${" in value or value == "???":
        raise Refused(place, value, f"plain text ({declaration.meaning})")
    return str(value)


def _or_null(optional: bool) -> str:
    return " or null" if optional else ""

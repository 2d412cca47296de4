"""Which parameters a study holds to be uncertain, and how far: read from its ranges and the declarations.

Every number of a scenario is declared with a range (`sim.parameters`); a study names those that it holds to
be uncertain and may narrow their ranges. Called by `sim.experiment.preparing`, `sim.finished` and
`sim.calibrate`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, get_args, get_type_hints

from sim.experiment.problem import Dimension, Kind, Problem, Value, nearest_key
from sim.parameters import Declaration
from sim.refusal import Refused
from sim.scenario import Scenario
from sim.schema import nearest

PLACE = "experiment.uncertainties"
LOG = "log"
WILDCARD = ".*"
WITHIN = ".*."


def uncertain(ranges: Mapping[str, Any], scenario: Scenario) -> Problem:
    """The problem of uncertain parameters of a scenario.

    Args:
        ranges: dotted key to [low, high], to [low, high, log] (uniform in the logarithm), to a list of names
            for an option among names, or to None for all that is declared. `people.strain.*` stands for all
            numbers of that part, each in its declared range, but for those named beside it;
            `demand.reasons.*.solve_probability` is one parameter that all reasons have alike.
        scenario: whose reasons, groups and shocks have the names that keys may hold.

    Raises:
        Refused: no such key, no number, ends that are none, out of the declared range or in the wrong order.
    """
    known = {one.key: one for one in _declared(scenario)}
    found: dict[str, Dimension] = {}
    for key, ends in ranges.items():
        if key.endswith(WILDCARD):
            found |= {one.key: one for one in _all_of(key, ends, known) if one.key not in ranges}
        elif WITHIN in key:
            found[key] = _narrowed(_together(key, known), ends)
        else:
            found[key] = _narrowed(_known(key, known), ends)
    return Problem(tuple(found.values()))


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
        raise Refused(f"{PLACE}.{key}", key.rpartition(".")[2], wanted, nearest_key(key, known))
    return known[key]


def _together(key: str, known: Mapping[str, Dimension]) -> Dimension:
    """One parameter for all keys that differ in one name only."""
    before = key.partition(WITHIN)[0] + "."
    starred = {one: _starred(one, before) for one in known if one.startswith(before)}
    found = [one for one, shared in starred.items() if shared == key]
    if not found:
        wanted = "a key that parts of the scenario have in common, * for their names"
        raise Refused(f"{PLACE}.{key}", key, wanted, nearest_key(key, list(starred.values())))
    return dataclasses.replace(known[found[0]], key=key, of="all", together=tuple(found))


def _starred(key: str, before: str) -> str:
    """A key with * for the name that follows what is before."""
    return f"{before}*.{key.removeprefix(before).partition('.')[2]}"


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

"""The words of situations: quantities with their units, parameters by name, what becomes of a caller.

A situation is read by people who know the trade and not the code, so its vocabulary is the trade's: the
declared parameters with spaces for underscores (`hold patience: 2 min`), and a phrase for everything that
can happen to a case. It is closed: a word that is none names its file and line. Called by
`tests/situations.py`. Holds no tests.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

import yaml
from centres import constant

from sim.channels import Chat
from sim.clientele import Acquisition, Customers, Satisfaction, WordOfMouth
from sim.colleagues import Initiative, Pressure, Trust
from sim.coordination import Circle, Coordination
from sim.managers_life import Managers
from sim.parameters import Declaration
from sim.projects import WorkingGroups
from sim.reasons import Law, Reason
from sim.rights import Advice, Breaking, Governance, Judgement
from sim.scenario import MS, Calendar, Demand, Group, Staffing
from sim.shocks import Crisis, Shock
from sim.steering import Incentives, Script
from sim.support import Support
from sim.transition import Transition
from sim.workforce import People
from sim.working_life import Absence, Engagement, Hiring, Quitting, Strain

MAPPING, LIST, TEXT = yaml.MappingNode, yaml.SequenceNode, yaml.ScalarNode
NULL = ("any", "never")


class Unclear(AssertionError):
    """A word that the vocabulary does not have, or one that stands where it does not belong."""


def unclear(node: yaml.Node, what: str, known: Collection[str] = ()) -> NoReturn:
    """Say where, and which word was perhaps meant.

    Raises:
        Unclear: always.
    """
    near = difflib.get_close_matches(what, known, 1)
    hint = f"; did you mean '{near[0]}'?" if near else f"; known: {', '.join(sorted(known))}" if known else ""
    raise Unclear(f"{node.start_mark.name}:{node.start_mark.line + 1}: '{what}'{hint}")


def text(node: yaml.Node) -> str:
    """A single text, as it is written."""
    if not isinstance(node, TEXT):
        unclear(node, "a list or a mapping where one text is expected")
    return str(node.value)


def listed(node: yaml.Node) -> list[yaml.Node]:
    if not isinstance(node, LIST):
        unclear(node, "something else where a list is expected")
    return list(node.value)


def entries(node: yaml.Node, known: Collection[str] = ()) -> dict[str, yaml.Node]:
    """What a mapping holds; of names that are known, where they are given, and none twice.

    A value begins where its name stands: on that line it is looked for.
    """
    if not isinstance(node, MAPPING):
        unclear(node, "something else where a mapping is expected")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = text(key)
        if name in found or (known and name not in known):
            unclear(key, name, known)
        value.start_mark = key.start_mark
        found[name] = value
    return found


# Quantities.


def spoken(unit: str) -> str:
    """A unit as people write it: 1/week is "a week", a share is in %."""
    return {"share": "%", "1": ""}.get(unit, unit.replace("1/", "a ").replace("/", " a "))


def quantity(node: yaml.Node, unit: str) -> float:
    """A number in the unit wanted; durations may be written in any unit of time."""
    written = text(node)
    if match := re.fullmatch(r"(-?\d+(?:\.\d+)?)(?: ?(\D.*))?", written):
        number, given = float(match[1]), match[2] or ""
        if unit in MS and given in MS:
            return number * MS[given] / MS[unit]
        if given == spoken(unit):
            return number / 100 if unit == "share" else number
    unclear(node, f"{written}, where a number of {spoken(unit) or unit} is expected")


def half_a_digit(node: yaml.Node) -> float:
    """Half of the last digit written: as exact as a number is meant."""
    digits = re.match(r"-?\d+(?:\.(\d+))?", text(node))
    scale = 100 if text(node).endswith("%") else 1
    return 0.5 / 10 ** len(digits[1] or "" if digits else "") / scale


# Parameters.

TAKEN = (
    Governance, Judgement, Breaking, Advice, Coordination, Script, Incentives, WorkingGroups, Crisis, Support,
    People, Chat, Staffing, Demand, Customers, Calendar, Reason,
)  # fmt: skip


def words_of(*records: type) -> dict[str, tuple[type, dataclasses.Field[Any]]]:
    """Parameters of some parts of a scenario by the words for them; laws among them, as constants."""
    found: dict[str, tuple[type, dataclasses.Field[Any]]] = {}
    for record, field in ((part, field) for part in records for field in dataclasses.fields(part)):
        if "declaration" in field.metadata or field.metadata.get("part") is Law:
            word = field.name.replace("_", " ")
            if word in found:
                raise TypeError(f"{word}: of {record.__name__} and {found[word][0].__name__}")
            found[word] = record, field
    return found


def value_of(node: yaml.Node, field: dataclasses.Field[Any]) -> Any:
    """What a parameter is set to."""
    if field.metadata.get("part") is Law:
        unit = field.metadata["unit"]
        return constant(None if _is_null(node) else quantity(node, unit))
    declaration: Declaration = field.metadata["declaration"]
    if str(field.type).startswith("list"):
        return [_single(each, declaration, field) for each in listed(node)]
    return _single(node, declaration, field)


def _single(node: yaml.Node, declaration: Declaration, field: dataclasses.Field[Any]) -> Any:
    if declaration.is_number:
        if declaration.optional and _is_null(node):
            return None
        number = quantity(node, declaration.unit)
        return int(number) if field.type == "int" else number
    if field.type == "bool":
        return choice(node, ("yes", "no")) == "yes"
    return choice(node, declaration.choices) if declaration.choices else text(node)


def _is_null(node: yaml.Node) -> bool:
    return text(node) in NULL


def choice(node: yaml.Node, choices: Collection[str]) -> str:
    """One of some words."""
    if text(node) not in choices:
        unclear(node, text(node), choices)
    return text(node)


def set_in(
    given: Mapping[str, yaml.Node], words: Mapping[str, tuple[type, dataclasses.Field[Any]]]
) -> dict[type, dict[str, Any]]:
    """Parameters that are given, by the part of the scenario they stand in."""
    found: dict[type, dict[str, Any]] = {record: {} for record, _ in words.values()}
    for word, node in given.items():
        record, field = words[word]
        found[record][field.name] = value_of(node, field)
    return found


# Parts of people's working life, and of customers' minds, have parameters of the same names: these begin with
# that of the part.
LIVES = (Strain, Engagement, Absence, Quitting, Hiring, Trust, Initiative, Pressure, Managers)
WORKING_LIFE = {part.__name__.lower(): part for part in LIVES}
MINDS = {
    "satisfaction": Satisfaction,
    "word_of_mouth": WordOfMouth,
    "acquisition": Acquisition,
}  # of customers


def words_of_parts(parts: Mapping[str, type]) -> dict[str, tuple[type, dataclasses.Field[Any]]]:
    """Parameters of parts that are named: `strain half life`; `strain: yes` switches it on."""
    return {
        f"{name.replace('_', ' ')} {word}".removesuffix(" enabled"): found
        for name, part in parts.items()
        for word, found in words_of(part).items()
    }


FORMS = {"transition": Transition}  # of governance
CENTRE, CALL = words_of(*TAKEN) | words_of_parts(WORKING_LIFE | MINDS | FORMS), words_of(Reason)
GROUP, CIRCLE, SHOCK = words_of(Group), words_of(Circle), words_of(Shock)

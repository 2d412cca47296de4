"""Decision points, and the rules that answer them.

A rule returns a judgement: a yes or no, a probability, a number. It is a plain function of records; it
draws nothing, and what it remembers are fields of records. Where it returns a probability the engine draws.
It is written once and runs compiled (as a first-class function: no recompilation of the day for another
rule), and as plain Python where compilation is off. The rooms (`sim.floor`, `sim.governance`,
`sim.customers`) register the rules that come with the package, a user's file its own (`sim.rule_files`);
`sim.rule_calls` compiles the ones a scenario names.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.decision_points import POINTS
from sim.records import KINDS
from sim.refusal import Refused, nearest_name
from sim.rule_arguments import ARGUMENTS
from sim.rule_reading import check_reading, place_of

OWN_FILES = "rules_of_ones_own_"  # how the modules begin that `sim.rule_files` makes of files


@dataclass(frozen=True)
class Rule:
    """A registered judgement: the function, the point it answers and where it comes from."""

    name: str
    point: str
    function: Callable[..., Any]
    reference: str

    @property
    def packaged(self) -> bool:
        """Whether it comes with the package."""
        return self.function.__module__.partition(".")[0] == "sim"


_REGISTRY: dict[str, dict[str, Rule]] = {point: {} for point in POINTS}


def rule(point: str, *, reference: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a rule that answers a decision point.

    Args:
        point: name of the decision point, for example "desk.may_decide".
        reference: where the rule comes from: a publication, a source document, or an assumption.

    Raises:
        Refused: the point does not exist, the function's arguments are not the point's, it reads a field
            that a record does not have or writes one that is not its own, or the name is taken; the line
            says the file and its line.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if point not in POINTS:
            raise Refused(_place(function), point, "a decision point", nearest_name(point, POINTS))
        _check_arguments(point, function)
        _check_fields(point, function)
        _check_name(point, function)
        _REGISTRY[point][function.__name__] = Rule(function.__name__, point, function, reference)
        return function

    return register


def registered(point: str) -> Mapping[str, Rule]:
    """The rules that can answer a decision point, by name."""
    return _REGISTRY[point]


def own_rules() -> list[Rule]:
    """Every rule that does not come with the package."""
    return [rule for rules in _REGISTRY.values() for rule in rules.values() if not rule.packaged]


def forget(file: str) -> dict[str, dict[str, Rule]]:
    """Forget the rules of a file, which is about to be read again.

    Returns:
        What was registered before, for `remember`.
    """
    before = {point: dict(rules) for point, rules in _REGISTRY.items()}
    for rules in _REGISTRY.values():
        for known in list(rules.values()):
            if _file(known.function) == file:
                del rules[known.name]
    return before


def remember(before: Mapping[str, Mapping[str, Rule]]) -> None:
    """Have registered again what was before."""
    for point, rules in before.items():
        _REGISTRY[point].clear()
        _REGISTRY[point].update(rules)


def kind_of(argument: str) -> str | type[np.number[Any]]:
    """What a rule is given under a name: a kind of record, "settings", or the type of a number."""
    return ARGUMENTS[argument].kind if argument in ARGUMENTS else argument


def _check_arguments(point: str, function: Callable[..., Any]) -> None:
    given = tuple(inspect.signature(function).parameters)
    wanted = POINTS[point].arguments
    if given != wanted:
        raise Refused(_place(function), given, f"the arguments {wanted} of {point}")


def _check_fields(point: str, function: Callable[..., Any]) -> None:
    """Fields of records alone: what the settings hold is known when a scenario is (`sim.rule_calls`)."""
    fields, own = {}, {}
    for name in POINTS[point].arguments:
        kind = kind_of(name)
        if isinstance(kind, str) and kind in KINDS:
            fields[name] = (kind, tuple(KINDS[kind]))
            added = (field for field, known in KINDS[kind].items() if known.start is not None)
            own[name] = tuple(added) if name in POINTS[point].may_change else ()
    check_reading(function, fields, own)


def _check_name(point: str, function: Callable[..., Any]) -> None:
    """A name is taken once; a file that is read again, or a cell run again, may say its rule anew."""
    known = _REGISTRY[point].get(function.__name__)
    if known is None:
        return
    again = _file(known.function) == _file(function) or function.__module__ == known.function.__module__
    if not again or function.__module__.startswith(OWN_FILES):
        taken = "the package" if known.packaged else place_of(known.function)
        raise Refused(_place(function), function.__name__, f"a name that {point} has not yet ({taken})")


def _place(function: Callable[..., Any]) -> str:
    return f"{place_of(function)}: rule {function.__name__}"


def _file(function: Callable[..., Any]) -> str:
    return function.__code__.co_filename

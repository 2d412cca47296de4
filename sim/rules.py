"""Decision points, and the rules that answer them.

A rule returns a judgement: a yes or no, a probability, a number. It is a plain function of records,
it draws nothing and holds no state; where it returns a probability the engine draws. It is written once
and runs compiled (as a first-class function: no recompilation of the day for another rule), and as
plain Python where compilation is off. The rooms (`sim.floor`, `sim.governance`, `sim.customers`)
register the rules that come with the package; `sim.world` compiles the ones a scenario names.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numba
import numpy as np

from sim.compiling import callback
from sim.records import KINDS, record_type
from sim.refusal import Refused, nearest_name


@dataclass(frozen=True)
class DecisionPoint:
    """A place where the engine asks for a judgement.

    Attributes:
        arguments: names of what the rule is given: kinds of record, or a number named below.
        answer: "yes or no", or the unit of the number returned.
        meaning: the question, in words.
        default: the rule that answers unless a scenario names another.
    """

    arguments: tuple[str, ...]
    answer: str
    meaning: str
    default: str


@dataclass(frozen=True)
class Rule:
    """A registered judgement: the function, the point it answers and where it comes from."""

    name: str
    point: str
    function: Callable[..., Any]
    reference: str


POINTS: dict[str, DecisionPoint] = {
    "desk.may_decide": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="yes or no",
        meaning="may the advisor decide this case at the desk?",
        default="within_authority",
    ),
    "approval.refusal": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="probability",
        meaning="does the manager refuse the request?",
        default="constant_refusal",
    ),
    "handling.solves": DecisionPoint(
        arguments=("advisor", "case", "reason", "settings"),
        answer="probability",
        meaning="does the contact solve a routine case?",
        default="solved_by_reason",
    ),
    "handling.extension": DecisionPoint(
        arguments=("advisor", "case", "reason", "settings"),
        answer="ms",
        meaning="how long does the advisor go on with a case that needs more than the usual talk?",
        default="up_to_the_cap",
    ),
    "handling.repeats": DecisionPoint(
        arguments=("case", "settings"),
        answer="probability",
        meaning="does the customer of an unsolved case call again?",
        default="constant_repeat",
    ),
    "queueing.redials": DecisionPoint(
        arguments=("case", "settings"),
        answer="probability",
        meaning="does a customer who gave up waiting call again?",
        default="constant_redial",
    ),
    "routing.work_first": DecisionPoint(
        arguments=("waited", "settings"),
        answer="yes or no",
        meaning="does a call-back or rework that has waited so many ms go before the callers in the queue?",
        default="overdue_first",
    ),
    "churn.grievance": DecisionPoint(
        arguments=("case", "reason", "end", "grievance", "settings"),
        answer="log hazard ratio",
        meaning="what does the episode leave behind in the hazard of leaving because of service?",
        default="bad_ends_weigh",
    ),
}

_NUMBERS = {"waited": numba.int64, "end": numba.int64, "grievance": numba.float64}

_REGISTRY: dict[str, dict[str, Rule]] = {point: {} for point in POINTS}


def rule(point: str, *, reference: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a rule that answers a decision point.

    Args:
        point: name of the decision point, for example "desk.may_decide".
        reference: where the rule comes from: a publication, a source document, or an assumption.

    Raises:
        Refused: the point does not exist, or the function's arguments are not the point's.
    """
    if point not in POINTS:
        raise Refused("@rule", point, "a decision point", nearest_name(point, POINTS))

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        given = tuple(inspect.signature(function).parameters)
        wanted = POINTS[point].arguments
        if given != wanted:
            raise Refused(f"rule {function.__name__}", given, f"the arguments {wanted} of {point}")
        _REGISTRY[point][function.__name__] = Rule(function.__name__, point, function, reference)
        return function

    return register


def registered(point: str) -> Mapping[str, Rule]:
    """The rules that can answer a decision point, by name."""
    return _REGISTRY[point]


def compile_rule(point: str, name: str, settings: np.dtype[np.void]) -> Callable[..., Any]:
    """A named rule as a function the compiled day can call.

    Args:
        point: the decision point.
        name: name of the rule among those registered for it.
        settings: type of the record of settings (`sim.settings.settings_type`).

    Raises:
        Refused: no such rule.
    """
    rules = registered(point)
    if name not in rules:
        raise Refused(f"rules.{point}", name, f"one of {', '.join(rules)}", nearest_name(name, rules))
    function = rules[name].function
    if numba.config.DISABLE_JIT:
        return function
    return _compiled(point, function, settings)


@cache
def _compiled(point: str, function: Callable[..., Any], settings: np.dtype[np.void]) -> Callable[..., Any]:
    """Once a process: loading compiled rules takes longer than laying out a small centre."""
    arguments = (_argument_type(argument, settings) for argument in POINTS[point].arguments)
    answer = numba.boolean if POINTS[point].answer == "yes or no" else numba.float64
    return callback(function, answer(*arguments))


def _argument_type(name: str, settings: np.dtype[np.void]) -> Any:
    if name in _NUMBERS:
        return _NUMBERS[name]
    return numba.from_dtype(record_type(name) if name in KINDS else settings)

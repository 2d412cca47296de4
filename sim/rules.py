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

from sim.records import KINDS
from sim.refusal import Refused, nearest_name
from sim.rule_reading import check_reading, place_of

OWN_FILES = "rules_of_ones_own_"  # how the modules begin that `sim.rule_files` makes of files


@dataclass(frozen=True)
class DecisionPoint:
    """A place where the engine asks for a judgement.

    Attributes:
        arguments: names of what the rule is given: kinds of record, or a number named below.
        answer: "yes or no", or the unit of the number returned.
        meaning: the question, in words.
        default: the rule that answers unless a scenario names another.
        may_change: arguments whose added fields (`sim.own_fields`) the rule may write; the point is asked
            once for every occurrence, so that nothing is written twice.
    """

    arguments: tuple[str, ...]
    answer: str
    meaning: str
    default: str
    may_change: tuple[str, ...] = ()


@dataclass(frozen=True)
class Argument:
    """What a rule is given under a name that is no kind of record.

    Attributes:
        kind: the kind of record it is, "settings", or the type of a number.
        meaning: in words.
    """

    kind: str | type[np.number[Any]]
    meaning: str


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


POINTS: dict[str, DecisionPoint] = {
    "desk.may_decide": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="yes or no",
        meaning="may the advisor decide this case at the desk?",
        default="within_authority",
        may_change=("advisor",),
    ),
    "desk.judges_rightly": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="probability",
        meaning="does an advisor who decides himself judge rightly what the customer is due?",
        default="skill_and_advice",
    ),
    "breaking.breaks": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="probability",
        meaning="does the advisor decide all the same what is beyond his authority?",
        default="as_free_as_he_feels",
    ),
    "breaking.seen": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="1/ms",
        meaning="at which rate is the advisor's bad practice in this case seen?",
        default="managers_and_peers",
    ),
    "breaking.sanctions": DecisionPoint(
        arguments=("advisor", "settings"),
        answer="probability",
        meaning="is bad practice of the advisor sanctioned, now that it is seen?",
        default="constant_sanction",
    ),
    "authority.moves": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="EUR",
        meaning="what may an advisor decide from now on, who has just decided this case himself?",
        default="stays",
    ),
    "advice.asks": DecisionPoint(
        arguments=("advisor", "colleague", "busy", "case", "settings"),
        answer="score",
        meaning="how gladly is this colleague asked for advice, idle (0) or on the phone (1), below 0 never?",
        default="most_skilled",
    ),
    "approval.holds": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="yes or no",
        meaning="does the customer wait on the line for the decision, rather than for a call-back?",
        default="as_configured",
    ),
    "approval.laid_before": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="yes or no",
        meaning="is a request laid before this manager, or passed on to the one above at once?",
        default="lowest_level",
    ),
    "approval.reads_now": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="yes or no",
        meaning="does a free manager read this request of the tray now?",
        default="held_at_once",
    ),
    "approval.signs": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="yes or no",
        meaning="may this manager's signature close the request, where somebody stands above him?",
        default="within_limit",
    ),
    "approval.sends_back": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="probability",
        meaning="does the manager send the request back for completion?",
        default="once",
    ),
    "approval.default_grants": DecisionPoint(
        arguments=("case", "settings"),
        answer="yes or no",
        meaning="is a request granted that has waited too long?",
        default="default_as_configured",
    ),
    "approval.refusal": DecisionPoint(
        arguments=("manager", "case", "settings"),
        answer="probability",
        meaning="does the manager refuse the request?",
        default="refusal_with_loss",
        may_change=("manager",),
    ),
    "handling.solves": DecisionPoint(
        arguments=("advisor", "case", "reason", "settings"),
        answer="probability",
        meaning="does the contact solve a routine case?",
        default="solved_by_reason",
        may_change=("advisor",),
    ),
    "handling.extension": DecisionPoint(
        arguments=("advisor", "case", "reason", "settings"),
        answer="ms",
        meaning="how long does the advisor go on with a case that needs more than the usual talk?",
        default="up_to_the_cap",
        may_change=("advisor",),
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
    "circle.takes": DecisionPoint(
        arguments=("advisor", "case", "settings"),
        answer="yes or no",
        meaning="is the case laid before the advisor's circle (no: a manager is asked)?",
        default="whatever_is_brought",
    ),
    "circle.grants": DecisionPoint(
        arguments=("circle", "case", "settings"),
        answer="probability",
        meaning="does the circle grant the case?",
        default="as_managers_do",
    ),
    "circle.consents": DecisionPoint(
        arguments=("circle", "settings"),
        answer="probability",
        meaning="does the circle consent to what another one has granted or raised?",
        default="unless_it_objects",
    ),
    "circle.sets_precedent": DecisionPoint(
        arguments=("circle", "case", "settings"),
        answer="EUR",
        meaning="up to which stake does a circle's decision hold for all cases of the kind?",
        default="reach",
    ),
    "churn.grievance": DecisionPoint(
        arguments=("case", "reason", "end", "grievance", "settings"),
        answer="log hazard ratio",
        meaning="what does the episode leave behind in the hazard of leaving because of service?",
        default="bad_ends_weigh",
    ),
}

ARGUMENTS: dict[str, Argument] = {
    "settings": Argument("settings", "the scenario's numbers and choices, listed below"),
    "colleague": Argument("advisor", "an advisor whose advice may be asked for"),
    "busy": Argument(np.int64, "1 where he is on the phone, 0 where he is free"),
    "waited": Argument(np.int64, "for how long, in ms"),
    "end": Argument(np.int64, "how the case ended, by its place in `CASE_ENDS`"),
    "grievance": Argument(np.float64, "what earlier episodes have left behind by now, a log hazard ratio"),
}

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

"""The rules a scenario names, as functions that the day can call.

A rule is compiled on its own and handed to the compiled day as a first-class function. One of a user's own
that does not compile is refused, or, where the scenario allows it, called in Python from within the compiled
day. What it raises reaches the user with its file and line. Called by `sim.world`, which asks for the rules
of a run, and by `sim.consistency`, which refuses beforehand what cannot run.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numba
import numpy as np
from numba import objmode
from numba.core.errors import NumbaError

from sim.compiling import FirstClass, first_class, for_now
from sim.decision_points import POINTS
from sim.refusal import Refused, nearest_name
from sim.rule_faults import WrongAnswer, fault_of, noting
from sim.rule_reading import check_reading, place_of, shown_file
from sim.rule_views import RUNNING, Agents, given_at, spread, words_of
from sim.rules import Rule, kind_of, registered

log = logging.getLogger(__name__)
REFUSE, ALLOW, ALWAYS = "refuse", "allow", "always"  # `python_rule` of a scenario
LONGEST_REASON = 160
# Of a user's rule: what would be noticed in Python is noticed compiled too.
OWN = {"error_model": "python", "boundscheck": True}


class InPython:
    """A rule that is called in Python, on live views.

    Args:
        rule: the rule.
        settings: type of the record of settings.
    """

    def __init__(self, rule: Rule, settings: np.dtype[np.void]) -> None:
        self.rule, self.__name__ = rule, rule.name
        self.given = given_at(rule.point, settings)
        self._answer: Callable[[Any], Any] = bool if POINTS[rule.point].answer == "yes or no" else float

    def __call__(self, *values: Any) -> Any:
        """The rule's answer about NumPy records and numbers."""
        return self._ask(given.of_value(value) for given, value in zip(self.given, values, strict=True))

    def of_words(self, words: tuple[int, ...]) -> Any:
        """The same about machine words, of which there may be more than arguments."""
        return self._ask(given.of_word(word) for given, word in zip(self.given, words, strict=False))

    def _ask(self, seen: Iterator[Any]) -> Any:
        answer = self.rule.function(*seen)
        with contextlib.suppress(TypeError, ValueError):
            if answer is not None:
                return self._answer(answer)
        wanted = POINTS[self.rule.point].answer
        raise WrongAnswer(self.rule.function, f"the answer is {answer!r}, expected: {wanted}")


_NUMBERED: list[InPython] = []  # compiled code knows a rule by its place here


def compile_rule(
    point: str, name: str, settings: np.dtype[np.void], python_rule: str = REFUSE
) -> Callable[..., Any]:
    """A named rule as a function the day can call.

    Args:
        point: the decision point.
        name: name of the rule among those registered for it.
        settings: type of the record of settings (`sim.settings.settings_type`).
        python_rule: what becomes of a user's rule that does not compile: "refuse", or "allow" to call it in
            Python; "always" calls every rule of a user's own in Python, for a debugger.

    Raises:
        Refused: no such rule, a setting that is none, or a rule that does not compile and must.
    """
    rules = registered(point)
    if name not in rules:
        raise Refused(f"rules.{point}", name, f"one of {', '.join(rules)}", nearest_name(name, rules))
    return _callable(rules[name], settings, python_rule)


@cache
def _callable(rule: Rule, settings: np.dtype[np.void], python_rule: str) -> Callable[..., Any]:
    """Once a process: loading compiled rules takes longer than laying out a small centre."""
    if rule.packaged:
        return rule.function if numba.config.DISABLE_JIT else _compiled(rule, settings)
    _check_settings(rule, settings)
    if numba.config.DISABLE_JIT:
        return InPython(rule, settings)
    if python_rule == ALWAYS:
        return _from_python(rule, settings)
    try:
        return _compiled(rule, settings)
    except Exception as error:  # of the compiler, of whatever kind
        reason = _reason(rule, error)
        if python_rule != ALLOW:
            wanted = "a rule that compiles, or python_rule=allow, which calls it in Python"
            raise Refused(f"rules.{rule.point}", rule.name, f"{wanted} ({reason})") from None
        log.disabled = False  # Hydra's logging, in a sweep, silences every logger that was there before it
        log.warning("rule %s is called in Python, some 10 microseconds a call: %s", rule.name, reason)
        return _from_python(rule, settings)


def _check_settings(rule: Rule, settings: np.dtype[np.void]) -> None:
    names = settings.names or ()
    arguments = (name for name in POINTS[rule.point].arguments if kind_of(name) == "settings")
    check_reading(rule.function, dict.fromkeys(arguments, ("settings", names)))


def _compiled(rule: Rule, settings: np.dtype[np.void]) -> FirstClass:
    signature = _signature(rule.point, settings)
    if rule.packaged:
        return first_class(rule.function, signature)
    made = first_class(rule.function, signature, kept=False, **OWN)
    _NUMBERED.append(InPython(rule, settings))
    return first_class(noting(made, len(_NUMBERED)), signature, kept=False)


def _from_python(rule: Rule, settings: np.dtype[np.void]) -> FirstClass:
    """A compiled function that calls the rule in Python."""
    _NUMBERED.append(InPython(rule, settings))
    number = len(_NUMBERED)

    @for_now
    def is_so(given):
        words = words_of(given)
        with objmode(answer="boolean"):
            answer = _ask(number, words)
        return answer

    @for_now
    def how_much(given):
        words = words_of(given)
        with objmode(answer="float64"):
            answer = _ask(number, words)
        return answer

    signature = _signature(rule.point, settings)
    call = is_so if POINTS[rule.point].answer == "yes or no" else how_much
    return first_class(spread(call, len(signature.args)), signature, kept=False)


def _ask(number: int, words: tuple[int, ...]) -> Any:
    return _NUMBERED[number - 1].of_words(words)


def _signature(point: str, settings: np.dtype[np.void]) -> Any:
    answer = numba.boolean if POINTS[point].answer == "yes or no" else numba.float64
    return answer(*(given.type for given in given_at(point, settings)))


def _reason(rule: Rule, error: Exception) -> str:
    """Why a rule does not compile: its line, and the compiler's reason, shortened."""
    heads = ("Failed in ", "During: ", "No implementation of function")
    lines = [line.strip() for line in re.sub(r"\x1b\[[0-9;]*m", "", str(error)).splitlines()]
    said = next((line for line in lines if line and not line.startswith(heads)), type(error).__name__)
    said = said if len(said) <= LONGEST_REASON else said[: LONGEST_REASON - 3] + "..."
    at = getattr(error, "loc", None) if isinstance(error, NumbaError) else None
    own = at is not None and shown_file(at.filename) == shown_file(rule.function.__code__.co_filename)
    return f"{place_of(rule.function, at.line if at is not None and own else None)}: {said}"


@contextlib.contextmanager
def asking(agents: Agents, day: int) -> Iterator[None]:
    """A day of a run: rules called in Python see its agents, and what a rule raises is told with its place.

    Raises:
        RuleFault: a rule of a user's own raised an exception.
    """
    before, RUNNING.agents = RUNNING.agents, agents
    try:
        yield
    except Exception as error:
        fault = fault_of(error, day, _NUMBERED)
        if fault is None:
            raise
        raise fault from error
    finally:
        RUNNING.agents = before

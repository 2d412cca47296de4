"""What a rule of a user's own raises, with its file and its line.

An exception raised in compiled code carries its place where the rule says `raise`; of a division by zero or
an index out of bounds Numba tells none. Such a call notes what it was about, and is asked once more in
Python, where every line is known. Called by `sim.rule_calls`.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

from sim.compiling import FirstClass
from sim.rule_reading import place_of, shown_file
from sim.rule_views import WORD, as_words, spread
from sim.rules import own_rules

MOST_ARGUMENTS = 8
# The call that failed: number of the rule (0: none did), then the machine words of its arguments.
FAILED = np.zeros(1 + MOST_ARGUMENTS, np.int64)


class RuleFault(RuntimeError):
    """A rule of a user's own raised an exception; told with the day, the file and its line."""


class WrongAnswer(TypeError):
    """A rule answered with something that is no answer.

    Args:
        function: the rule.
        what: what it answered, and what was expected.
    """

    def __init__(self, function: Callable[..., Any], what: str) -> None:
        super().__init__(what)
        self.place = place_of(function)


def noting(rule: FirstClass, number: int) -> Callable[..., Any]:
    """A function that calls a compiled rule, and notes the call where it fails."""

    @intrinsic  # type: ignore[untyped-decorator]
    def call(typing_context: Any, given: Any) -> Any:
        def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            made = rule.get_compile_result(rule.signature)
            context.active_code_library.add_linking_library(made.library)
            values = cgutils.unpack_tuple(builder, args[0])
            status, answer = context.call_internal_no_propagate(builder, made.fndesc, rule.signature, values)
            with cgutils.if_unlikely(builder, status.is_error):
                words = [ir.Constant(WORD, number), *as_words(builder, given.types, values)]
                _write(builder, words)
                context.call_conv.return_status_propagate(builder, status)
            return answer

        return rule.signature.return_type(given), lower

    return spread(call, len(rule.signature.args))


def _write(builder: Any, words: Sequence[Any]) -> None:
    """Store machine words in `FAILED`."""
    first = ir.Constant(WORD, FAILED.ctypes.data).inttoptr(WORD.as_pointer())
    for place, word in enumerate(words):
        builder.store(word, builder.gep(first, [ir.Constant(WORD, place)]))


def fault_of(error: Exception, day: int, numbered: Sequence[Any]) -> RuleFault | None:
    """The fault of a rule behind an exception of a day; None where no rule of a user's own raised it.

    Args:
        error: what came out of the day.
        day: its number.
        numbered: the rules by number (`sim.rule_calls.InPython`), the first is 1.
    """
    number, words = int(FAILED[0]), tuple(int(word) for word in FAILED[1:])
    FAILED[0] = 0
    place = _place_in_rules(error)
    if place is None and number:
        error, place = _asked_again(error, numbered[number - 1], words)
    if place is None:
        return None
    return RuleFault(f"day {day}: {place}: {type(error).__name__}: {error}")


def _place_in_rules(error: Exception) -> str | None:
    """The last line in a file of rules that an exception came through."""
    if isinstance(error, WrongAnswer):
        return error.place
    files = {rule.function.__code__.co_filename for rule in own_rules()}
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
    if not frames:
        return None
    # Not the frame's name of the function: Numba reads it from the file as it is by now.
    return f"{shown_file(frames[-1].filename)}, line {frames[-1].lineno}"


def _asked_again(error: Exception, asked: Any, words: tuple[int, ...]) -> tuple[Exception, str]:
    """What the rule raises in Python about the same; the compiled exception where it raises nothing there."""
    function = asked.rule.function
    try:
        asked.of_words(words)
    except Exception as again:
        return again, _place_in_rules(again) or place_of(function)
    return error, place_of(function)

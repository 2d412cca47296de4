"""What a rule is given, on its way between compiled code and Python.

A record travels as the address of its row, a number as itself: each one machine word. In Python the row is
seen as it is (`row_type`), or as the Mesa agent of the run that is going on. Both are live: what is written
there is what the compiled day reads next. Numbers are plain Python numbers, so that arithmetic is that of
compiled code (a NumPy number of 8 bits would overflow where theirs does not). Called by `sim.rule_calls`.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from sim.decision_points import POINTS
from sim.records import KINDS, record_type
from sim.rules import kind_of

Agents = Mapping[str, Sequence[Any]]  # by kind, then by row
WORD = ir.IntType(64)


class _Running(threading.local):
    """Whose rows are asked about: the agents of the run that is going on in this thread, if it has any."""

    agents: Agents = {}  # noqa: RUF012  never changed in place


RUNNING = _Running()


def row_type(dtype: np.dtype[np.void]) -> Any:
    """A live view of a record, made at its address: numbers are plain Python numbers, arrays NumPy's."""
    fields: Any = np.ctypeslib.as_ctypes_type(dtype)  # type: ignore[arg-type]
    arrays = (name for name, (kind, *_) in (dtype.fields or {}).items() if kind.shape)
    return type("Row", (fields,), {name: property(partial(_array, getattr(fields, name))) for name in arrays})


def _array(field: Any, row: Any) -> Any:
    return np.ctypeslib.as_array(field.__get__(row))


class Given:
    """One argument of a decision point.

    Args:
        name: of the argument.
        settings: type of the record of settings.
    """

    def __init__(self, name: str, settings: np.dtype[np.void]) -> None:
        kind = kind_of(name)
        self.kind = kind if isinstance(kind, str) else ""
        if isinstance(kind, str):
            dtype = record_type(kind) if kind in KINDS else settings
            self.type = numba.from_dtype(dtype)
            self._row = row_type(dtype)
        else:
            self.type = numba.from_dtype(np.dtype(kind))

    def of_word(self, word: int) -> Any:
        """The argument as Python sees it, from its machine word."""
        if self.kind:
            row, agents = self._row.from_address(word), RUNNING.agents.get(self.kind)
            return row if agents is None else agents[row.id]
        if isinstance(self.type, types.Float):
            return struct.unpack("<d", struct.pack("<q", word))[0]
        return word

    def of_value(self, value: Any) -> Any:
        """The same, from a NumPy record or number."""
        if self.kind:
            return self.of_word(np.asarray(value).ctypes.data)
        return value.item() if hasattr(value, "item") else value


def given_at(point: str, settings: np.dtype[np.void]) -> list[Given]:
    """The arguments of a decision point, in order."""
    return [Given(name, settings) for name in POINTS[point].arguments]


def spread(call: Callable[[tuple[Any, ...]], Any], arguments: int) -> Callable[..., Any]:
    """A function of so many arguments that hands them on as a tuple: a signature knows no `*arguments`."""
    return (
        lambda a: call((a,)),
        lambda a, b: call((a, b)),
        lambda a, b, c: call((a, b, c)),
        lambda a, b, c, d: call((a, b, c, d)),
        lambda a, b, c, d, e: call((a, b, c, d, e)),
        lambda a, b, c, d, e, f: call((a, b, c, d, e, f)),
        lambda a, b, c, d, e, f, g: call((a, b, c, d, e, f, g)),
        lambda a, b, c, d, e, f, g, h: call((a, b, c, d, e, f, g, h)),
    )[arguments - 1]


def as_words(builder: Any, kinds: Any, values: Sequence[Any]) -> list[Any]:
    """Machine words of arguments: addresses of records, numbers as they are."""
    words = []
    for kind, value in zip(kinds, values, strict=True):
        if isinstance(kind, types.Record):
            words.append(builder.ptrtoint(value, WORD))
        elif isinstance(kind, types.Float):
            words.append(builder.bitcast(value, WORD))
        else:
            words.append(builder.sext(value, WORD) if value.type.width < WORD.width else value)
    return words


@intrinsic  # type: ignore[untyped-decorator]
def words_of(typing_context: Any, given: Any) -> Any:
    """The machine words of a tuple of arguments."""

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        values = cgutils.unpack_tuple(builder, args[0])
        return cgutils.pack_array(builder, as_words(builder, given.types, values))

    return numba.types.UniTuple(types.int64, len(given))(given), lower

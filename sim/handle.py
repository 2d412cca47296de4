"""The tables of a run as one pointer, for the compiled functions.

Handed by value, a tuple of some twenty arrays would be copied into every call (some 150 machine words),
and typed anew at every call from Python (milliseconds). `Tables` keeps the arrays for Python, as
attributes, and lays their descriptors out in memory once; compiled functions get the address, and
`world.customer` there is the same table. Arrays are borrowed: the `Tables` object keeps them alive.
Called by `sim.world`; every compiled function with an argument `world` gets one.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Iterator
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, intrinsic, models, register_model, typeof_impl, unbox
from numba.np.arrayobj import load_item
from numpy.typing import NDArray

from sim.compiling import compiled
from sim.tables import World

_ROOM = 8192  # bytes for the descriptors of all tables: some 60 words are used of 1,024


class Tables:
    """The tables of one run; attributes as in `sim.tables.World`.

    Args:
        world: the tables. Replace one by `put`, never by assignment, so that compiled code sees it.
    """

    def __init__(self, world: World) -> None:
        self._memory = np.zeros(_ROOM, np.uint8)
        self.address = self._memory.ctypes.data
        self._set(world)

    def _set(self, world: World) -> None:
        self._world = world
        if not numba.config.DISABLE_JIT:
            known = _known_layout(world)
            self.type = known.type
            known.describe(world, self._memory.view(np.int64))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_world"], name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._world)

    def put(self, **tables: Any) -> None:
        """Replace tables (a larger one, other settings or rules)."""
        self._set(self._world._replace(**tables))

    def copy(self) -> Tables:
        """The same state, sharing nothing that changes."""
        return Tables(World(*(part.copy() if isinstance(part, np.ndarray) else part for part in self._world)))


class Layout:
    """What two runs with tables of the same types share: the compiled type, and where descriptors stand.

    To learn a tuple's type and to write all of it takes the compiler ten milliseconds; tables are replaced
    many times in a run, and runs of a study are short.

    Args:
        world: the first tables of these types.
    """

    def __init__(self, world: World) -> None:
        self.type = Handle(numba.typeof(world))
        memory = np.zeros(_ROOM, np.uint8)
        _store(world, memory.ctypes.data)
        self._words = memory.view(np.int64)
        self._places: list[int] = []
        for part in world:
            if isinstance(part, np.ndarray):
                behind = self._places[-1] + 3 if self._places else 0
                self._places.append(_place_of(part, self._words, behind))

    def describe(self, world: World, words: NDArray[np.int64]) -> None:
        """Write where the tables are: as in the first world, but for the arrays themselves."""
        words[:] = self._words
        arrays = (part for part in world if isinstance(part, np.ndarray))
        for place, array in zip(self._places, arrays, strict=True):
            words[place : place + 3 + 2 * array.ndim] = (
                array.size, array.itemsize, array.ctypes.data, *array.shape, *array.strides,
            )  # fmt: skip


def _place_of(array: NDArray[Any], words: NDArray[np.int64], behind: int) -> int:
    """Where, behind another one, the descriptor of an array says how many items it has."""
    for found in np.flatnonzero(words == array.ctypes.data):
        if found - 2 >= behind and words[found - 1] == array.itemsize and words[found - 2] == array.size:
            return int(found) - 2
    raise AssertionError("the compiler lays out arrays in another way")


_layouts: dict[Any, Layout] = {}


def _known_layout(world: World) -> Layout:
    """That of tables of these types, made once; other parts of a world (its rules) stand for themselves."""
    key = tuple(
        (type(part), part.dtype, part.ndim, part.flags.c_contiguous, part.flags.aligned, part.flags.writeable)
        if isinstance(part, np.ndarray)
        else part
        for part in world
    )
    if key not in _layouts:
        _layouts[key] = Layout(world)
    return _layouts[key]


class Handle(types.Type):
    """Type of a pointer to a named tuple of tables."""

    def __init__(self, tables: Any) -> None:
        self.tables = tables
        # Compiled symbols carry the names of their argument types: a short one for a long tuple.
        super().__init__(name=f"Handle({hashlib.sha256(str(tables).encode()).hexdigest()[:12]})")

    def member(self, name: str) -> tuple[int, Any] | None:
        """Place and type of a table in the tuple."""
        if name not in self.tables.fields:
            return None
        place = self.tables.fields.index(name)
        kind = self.tables.types[place]
        return place, Rows(kind) if isinstance(kind, types.Array) and kind.ndim == 1 else kind


class Rows(types.Array):
    """Type of a table reached through a handle: its rows are counted from its head alone.

    Of an array, a negative row is counted from its end, which costs every access three instructions;
    a tenth of the day went there.
    """

    def __init__(self, table: Any) -> None:
        super().__init__(
            table.dtype, table.ndim, table.layout, readonly=not table.mutable, aligned=table.aligned,
            name=f"Rows({table.name})",
        )  # fmt: skip


register_model(Rows)(models.ArrayModel)


@lower_builtin(operator.getitem, Rows, types.Integer)  # type: ignore[untyped-decorator]
def _row(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    table, kind = signature.args
    array = context.make_array(table)(context, builder, value=args[0])
    row = context.cast(builder, args[1], kind, types.intp)
    if context.enable_boundscheck:
        cgutils.do_boundscheck(context, builder, row, builder.extract_value(array.shape, 0), axis=0)
    return load_item(context, builder, table, builder.gep(array.data, [row]))


@register_model(Handle)
class _HandleModel(models.OpaqueModel):  # type: ignore[misc]
    """A pointer, as far as the machine is concerned."""


@typeof_impl.register(Tables)  # type: ignore[untyped-decorator]
def _type_of_tables(tables: Tables, context: Any) -> Handle:
    return tables.type


@unbox(Handle)  # type: ignore[untyped-decorator]
def _unbox_tables(handle: Handle, tables: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(tables, "address")
    pointer = c.builder.inttoptr(c.pyapi.long_as_ulonglong(address), ir.IntType(8).as_pointer())
    c.pyapi.decref(address)
    return NativeValue(pointer)


@infer_getattr
class _HandleAttributes(AttributeTemplate):  # type: ignore[misc]
    key = Handle

    def generic_resolve(self, handle: Handle, name: str) -> Any:
        member = handle.member(name)
        return None if member is None else member[1]


@lower_getattr_generic(Handle)  # type: ignore[untyped-decorator]
def _load_table(context: Any, builder: Any, handle: Handle, pointer: Any, name: str) -> Any:
    """A table's descriptor, without the reference count: the arrays are borrowed."""
    place, table = handle.member(name)  # type: ignore[misc]
    stored = builder.bitcast(pointer, context.get_value_type(handle.tables).as_pointer())
    where = cgutils.gep_inbounds(builder, stored, 0, place)
    if not isinstance(table, types.Array):
        return builder.load(where)
    array = context.make_array(table)
    loaded, borrowed = array(context, builder, value=builder.load(where)), array(context, builder)
    for field in ("nitems", "itemsize", "data", "shape", "strides"):
        setattr(borrowed, field, getattr(loaded, field))
    borrowed.meminfo = cgutils.get_null_value(borrowed.meminfo.type)
    borrowed.parent = cgutils.get_null_value(borrowed.parent.type)
    return borrowed._getvalue()


@intrinsic  # type: ignore[untyped-decorator]
def _write_tuple(typing_context: Any, world: Any, address: Any) -> Any:
    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[0], builder.inttoptr(args[1], args[0].type.as_pointer()))
        return context.get_dummy_value()

    return types.void(world, types.int64), lower


@compiled
def _store(world, address):  # type: ignore[no-untyped-def]
    """Write the descriptors of all tables to an address."""
    _write_tuple(world, address)


@intrinsic  # type: ignore[untyped-decorator]
def _prefetch_compiled(typing_context: Any, records: Any, row: Any) -> Any:
    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = context.make_array(records)(context, builder, value=args[0])
        place = builder.sext(args[1], ir.IntType(64)) if args[1].type.width < 64 else args[1]
        address = builder.bitcast(builder.gep(array.data, [place]), ir.IntType(8).as_pointer())
        flag = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address.type, flag, flag, flag])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        builder.call(function, [address, flag(1), flag(3), flag(1)])
        return context.get_dummy_value()

    return types.void(records, row), lower


def _prefetch_python(records: Any, row: Any) -> None:
    """Nothing is gained where nothing is compiled."""


# Ask the processor for a row that will soon be read: at half a million customers, memory is the bottleneck.
prefetch = _prefetch_python if numba.config.DISABLE_JIT else _prefetch_compiled

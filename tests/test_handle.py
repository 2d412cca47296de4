"""The tables behind one pointer: compiled code and Python see the same memory."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
from typing import Any

import numba
import numpy as np
import pytest
from centres import centre_of, run_of

from sim import handle
from sim.compiling import compiled
from sim.handle import Tables, prefetch
from sim.tables import World, table

NEEDS_JIT = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="a pointer only where code is compiled")


@compiled
def add_day(world, row):  # type: ignore[no-untyped-def]
    """Read and write several tables, of records and of numbers, of one and two dimensions."""
    world.clock[0].day += 1
    customer = world.customer[row]
    customer.contacts += world.clock[0].day
    world.profile[1, 0] += 0.5
    return customer.contacts + world.key[0] + world.customer.size


@compiled
def rows_of(world):  # type: ignore[no-untyped-def]
    return world.arrival.size, world.case.size


@compiled
def asked(world, waited):  # type: ignore[no-untyped-def]
    return world.rules.routing_work_first(waited, world.settings[0])


@compiled
def nothing_there(world):  # type: ignore[no-untyped-def]
    return world.nothing


@compiled
def fetch(world, row):  # type: ignore[no-untyped-def]
    prefetch(world.customer, row)
    return world.customer[row].contacts


@pytest.fixture
def tables() -> Tables:
    return run_of(centre_of(), 1, customers=20).world


def test_compiled_code_works_on_the_same_memory(tables: Tables) -> None:
    before = int(tables.customer[3].contacts)
    tables.clock[0].day = 4
    assert add_day(tables, 3) == before + 5 + 1 + 20
    assert (tables.clock[0].day, tables.customer[3].contacts) == (5, before + 5)
    assert tables.profile[1, 0] == 0.5


def test_put_replaces_a_table_for_both(tables: Tables) -> None:
    """A larger table, as when one is full; the rest stays where it is, and nothing is compiled anew."""
    assert rows_of(tables) == (tables.arrival.size, tables.case.size)
    kind, customers = getattr(tables, "type", None), tables.customer
    signatures = len(getattr(rows_of, "signatures", []))
    larger = np.concatenate([tables.arrival, table("arrival", 5)]).view(np.recarray)
    tables.put(arrival=larger)
    assert tables.arrival is larger
    assert tables.customer is customers
    assert rows_of(tables) == (larger.size, tables.case.size)
    assert getattr(tables, "type", None) == kind
    assert len(getattr(rows_of, "signatures", [])) == signatures


def test_put_replaces_several(tables: Tables) -> None:
    settings = tables.settings.copy()
    settings.call_back_patience = 10.0
    assert not asked(tables, np.int64(11))
    tables.put(settings=settings, arrival=table("arrival", 3))
    assert asked(tables, np.int64(11))
    assert rows_of(tables)[0] == 3


def test_a_copy_shares_nothing_that_changes(tables: Tables) -> None:
    other = tables.copy()
    shared = [
        name
        for name, mine, its in zip(World._fields, tables, other, strict=True)
        if isinstance(mine, np.ndarray) and np.shares_memory(mine, its)
    ]
    assert shared == []
    before = int(tables.customer[3].contacts)
    add_day(other, 3)
    assert (tables.clock[0].day, tables.customer[3].contacts, tables.profile[1, 0]) == (0, before, 0.0)
    assert (other.clock[0].day, other.profile[1, 0]) == (1, 0.5)
    assert [its.dtype for its in other if isinstance(its, np.ndarray)] == [
        mine.dtype for mine in tables if isinstance(mine, np.ndarray)
    ]


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
def test_no_other_copy_can_be_made(tables: Tables, duplicate: Any) -> None:
    """It would hold the address of this one's memory, and write there."""
    with pytest.raises((KeyError, TypeError), match=r"_world|cannot pickle"):
        duplicate(tables)


def test_an_unknown_table_is_an_error(tables: Tables) -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = tables.nothing
    assert not hasattr(tables, "nothing")
    with pytest.raises((numba.TypingError, AttributeError), match="nothing"):
        nothing_there(tables)


def test_tables_are_borrowed(tables: Tables) -> None:
    """Called a thousand times, compiled code neither keeps a table alive nor lets one go."""
    add_day(tables, 3)
    before = [sys.getrefcount(part) for part in tables]
    for _ in range(1000):
        add_day(tables, 3)
        rows_of(tables)
    assert [sys.getrefcount(part) for part in tables] == before
    arrivals, kept = table("arrival", 4), tables.arrival
    tables.put(arrival=arrivals)
    rows_of(tables)
    tables.put(arrival=kept)
    gc.collect()
    assert sys.getrefcount(arrivals) == 2


@NEEDS_JIT
def test_the_descriptors_have_room(tables: Tables) -> None:
    """What is written to the pointer's memory fits into it."""
    context = numba.core.registry.cpu_target.target_context
    needed = context.get_abi_sizeof(context.get_value_type(numba.typeof(tables).tables))
    assert 0 < needed <= handle._ROOM == tables._memory.nbytes
    assert not tables._memory[needed:].any()


@NEEDS_JIT
def test_every_run_has_the_same_type() -> None:
    """Whatever the sizes: one compilation of the day serves all."""
    small = run_of(centre_of(), 1, customers=3).world
    large = run_of(centre_of(limits=[20.0, None]), 3, customers=400, days=9, journal=False).world
    assert numba.typeof(small) == numba.typeof(large)


@pytest.mark.parametrize("row", [0, 19])
def test_prefetching_changes_nothing(tables: Tables, row: int) -> None:
    before = tables.customer.tobytes()
    assert fetch(tables, row) == tables.customer[row].contacts
    assert fetch(tables, np.int32(row)) == tables.customer[row].contacts
    assert tables.customer.tobytes() == before


@NEEDS_JIT
def test_tables_replaced_by_others_of_their_types_are_seen_at_once(tables: Tables) -> None:
    """Of all tables at once, too, and in a copy whose own are replaced later."""
    other = tables.copy()
    other.put(arrival=table("arrival", 77), case=table("case", 33))
    assert rows_of(other) == (77, 33)
    assert rows_of(tables) == (tables.arrival.size, tables.case.size)
    other.put(case=table("case", 0))
    assert rows_of(other) == (77, 0)
    assert other.type == tables.type
    assert add_day(other, 3) != 0
    assert other.clock[0].day == tables.clock[0].day + 1

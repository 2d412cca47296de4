"""Which runs a table holds, as sorted digests."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from sim.experiment import known as room
from sim.experiment.known import KnownRuns


def ids(first: int, last: int) -> list[str]:
    return [f"{number:064x}" for number in range(first, last)]


@pytest.mark.parametrize("recent", [1, 3, 100, 10**6])
def test_holds_what_was_added_and_nothing_else(recent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "RECENT", recent)
    known = KnownRuns()
    assert not known.holds(ids(0, 5)).any()
    for first in (0, 7, 3, 50, 0):
        known.add(ids(first, first + 10))
    there = set(range(17)) | set(range(50, 60))
    assert len(known) == len(there)
    assert known.holds(ids(0, 80)).tolist() == [number in there for number in range(80)]
    assert [one in known for one in ids(0, 80)] == [number in there for number in range(80)]
    assert known.among(ids(15, 52)) == {*ids(15, 17), *ids(50, 52)}
    assert "x" not in known
    assert 3 not in known


def test_one_that_is_added_twice_at_once_is_one() -> None:
    known = KnownRuns()
    known.add(["a", "a", "b"])
    assert len(known) == 2


def test_nobody_asks_for_nothing() -> None:
    known = KnownRuns()
    known.add(["a"])
    assert known.holds([]).shape == (0,)
    assert known.among([]) == set()


def test_digests_that_end_in_zeros_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy's texts lose zeros at their end; one that is another's beginning must not pass for it."""
    digests = {"a": b"\1" * 15 + b"\0", "b": b"\1" * 14 + b"\0\0", "c": b"\0" * 16, "d": b"\1" * 16}
    monkeypatch.setattr(room, "_digest", digests.__getitem__)
    monkeypatch.setattr(room, "RECENT", 0)
    known = KnownRuns()
    known.add(["a", "c"])
    assert known.holds(["a", "b", "c", "d"]).tolist() == [True, False, True, False]
    assert [one in known for one in "abcd"] == [True, False, True, False]


def test_a_hundred_thousand_take_little_memory() -> None:
    known = KnownRuns()
    tracemalloc.start()
    for first in range(0, 100_000, 10_000):
        known.add(ids(first, first + 10_000))
    known._sort_in()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert known.holds(ids(0, 100_000)).all()
    assert held < 100_000 * 2 * room.BYTES
    assert known._sorted.dtype == np.dtype(room.KIND)

"""Lists threaded through a table, against `collections.deque`."""

from __future__ import annotations

from collections import deque

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.compiling import compiled
from sim.lists import join, leave
from sim.states import NONE
from sim.tables import table

ROWS = 8
LISTS = 2  # over one table: a case stands in the queue or in a tray


@compiled
def play(records, ends, moves, seen):  # type: ignore[no-untyped-def]
    """Rows join the list named, or leave it where that is negative (-1 - list); all seen after each move."""
    for move in range(moves.shape[0]):
        row, what = moves[move]
        place = what if what >= 0 else -1 - what
        first, last = ends[place]
        first, last = join(records, first, last, row) if what >= 0 else leave(records, first, last, row)
        ends[place] = first, last
        seen[move, 0] = ends.ravel()
        for member in range(records.size):
            seen[move, 1 + member, 0] = records[member].next
            seen[move, 1 + member, 1] = records[member].previous


def moves_of(choices: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What a row chosen can do: join the list chosen where it stands in none, else leave its own."""
    stands: dict[int, int] = {}
    moves = []
    for row, place in choices:
        moves.append((row, -1 - stands.pop(row) if row in stands else stands.setdefault(row, place)))
    return moves


def walked(links: NDArray[np.int64], end: int, along: int) -> list[int]:
    """Rows met from one end of a list on; stops where a list of this table must have ended."""
    rows: list[int] = []
    while end != NONE and len(rows) <= ROWS:
        rows.append(int(end))
        end = links[end, along]
    return rows


@given(st.lists(st.tuples(st.integers(0, ROWS - 1), st.integers(0, LISTS - 1)), min_size=1, max_size=40))
def test_against_deques(choices: list[tuple[int, int]]) -> None:
    """After every move: both ends, the rows forwards and backwards, and who stands in none."""
    moves = moves_of(choices)
    records = table("case", ROWS)
    records.next = records.previous = NONE
    ends = np.full((LISTS, 2), NONE, np.int64)
    seen = np.empty((len(moves), 1 + ROWS, 2 * LISTS), np.int64)
    play(records, ends, np.array(moves, np.int64), seen)
    lists: list[deque[int]] = [deque() for _ in range(LISTS)]
    for (row, what), after in zip(moves, seen, strict=True):
        if what >= 0:
            lists[what].append(row)
        else:
            lists[-1 - what].remove(row)
        links = after[1:, :2]
        for members, (first, last) in zip(lists, after[0].reshape(LISTS, 2), strict=True):
            assert walked(links, first, 0) == list(members)
            assert walked(links, last, 1) == list(reversed(members))
        for alone in set(range(ROWS)).difference(*lists):
            assert links[alone].tolist() == [NONE, NONE]


def test_what_has_left_may_join_again_elsewhere() -> None:
    """A row that leaves the middle is linked to nobody; its neighbours are linked to each other."""
    records = table("advisor", 3)
    first, last = NONE, NONE
    for row in range(3):
        first, last = join(records, first, last, row)
    first, last = leave(records, first, last, 1)
    assert (first, last) == (0, 2)
    assert (records.next.tolist(), records.previous.tolist()) == ([2, NONE, NONE], [NONE, NONE, 0])
    assert join(records, NONE, NONE, 1) == (1, 1)

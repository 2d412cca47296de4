"""The event list, against sorting: earliest first, then by kind, then as scheduled."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim import events
from sim.compiling import compiled
from sim.tables import table

KINDS = len(events.EVENT_KINDS)
TAKE, CLOSE, SCHEDULE = range(3)
NOTHING = -1

Move = tuple[int, int, int]  # what to do, and of an event to schedule its time and kind

schedulings = st.tuples(st.just(SCHEDULE), st.integers(0, 4), st.integers(0, KINDS - 1))
takings = st.tuples(st.sampled_from([TAKE, CLOSE]), st.just(0), st.just(0))


@compiled
def play(heap, clock, moves, taken):  # type: ignore[no-untyped-def]
    """Make the moves as the day does; what was taken at each, and how many events are left at the end."""
    for move in range(moves.shape[0]):
        what, time, kind = moves[move]
        taken[move] = NOTHING
        if what == SCHEDULE:
            events.schedule(heap, clock, time, kind, move, 1000 + move)
            continue
        if clock.top_is_spent:
            events.close_gap(heap, clock)
        if what == TAKE and clock.events > 0:
            first = heap[0]
            taken[move, 0], taken[move, 1] = first.time, first.order >> events.KIND_SHIFT
            taken[move, 2], taken[move, 3] = first.subject, first.stamp
            events.take_first(clock)


def taken_by(moves: list[Move]) -> list[list[int]]:
    """Time, kind, subject and stamp of what every move took."""
    taken = np.empty((len(moves), 4), np.int64)
    clock = table("clock", 1)
    play(table("event", len(moves) + 1), clock[0], np.array(moves, np.int64).reshape(-1, 3), taken)
    return [row.tolist() for row in taken]


def drained(number: int) -> list[Move]:
    return [(TAKE, 0, 0)] * (number + 1)


@given(st.lists(st.one_of(schedulings, schedulings, takings), max_size=60))
@example([(SCHEDULE, 1, 0), (TAKE, 0, 0), (SCHEDULE, 0, 0), (TAKE, 0, 0), (SCHEDULE, 2, 0)])
@example([(SCHEDULE, 1, 5), (SCHEDULE, 1, 5), (TAKE, 0, 0), (SCHEDULE, 1, 4), (SCHEDULE, 0, 16)])
def test_always_gives_the_earliest(moves: list[Move]) -> None:
    """Scheduling into the place of an event taken out, beside it, and after closing it, in any order."""
    moves = moves + drained(len(moves))
    waiting: list[tuple[int, int, int]] = []
    for number, ((what, time, kind), taken) in enumerate(zip(moves, taken_by(moves), strict=True)):
        if what == SCHEDULE:
            waiting.append((time, kind, number))
        if what != TAKE or not waiting:
            assert taken == [NOTHING] * 4
        else:
            earliest = min(waiting)
            waiting.remove(earliest)
            assert taken == [*earliest, 1000 + earliest[2]]
    assert waiting == []


@given(st.lists(st.tuples(st.integers(0, 2**62), st.integers(0, KINDS - 1)), max_size=200))
def test_sorts(scheduled: list[tuple[int, int]]) -> None:
    """All scheduled, then all taken: as sorted, the order of scheduling deciding between equals."""
    moves = [(SCHEDULE, time, kind) for time, kind in scheduled] + drained(len(scheduled))
    taken = taken_by(moves)[len(scheduled) :]
    in_order = sorted((time, kind, number) for number, (time, kind) in enumerate(scheduled))
    assert [tuple(row[:3]) for row in taken[:-1]] == in_order
    assert taken[-1] == [NOTHING] * 4


def test_a_late_sequence_does_not_outweigh_the_kind() -> None:
    """With the last of 2**48 numbers, the order of simultaneous events is still that of the kinds."""
    clock, heap = table("clock", 1), table("event", 4)
    clock.sequence = 2**48 - 1
    events.schedule(heap, clock[0], 5, events.SHIFT_ENDS - 1, 1, 0)
    clock.sequence = 0
    events.schedule(heap, clock[0], 5, events.SHIFT_ENDS, 2, 0)
    assert heap[0].subject == 1
    assert heap[0].order >> events.KIND_SHIFT == events.SHIFT_ENDS - 1


def test_every_kind_has_its_name() -> None:
    kinds: NDArray[np.int64] = np.array([getattr(events, name.upper()) for name in events.EVENT_KINDS])
    assert kinds.tolist() == list(range(KINDS))


def test_the_order_of_simultaneous_events() -> None:
    """The printed order: people come, work ends, decisions fall, customers call and give up, people go."""
    assert events.EVENT_KINDS == (
        "shift_starts", "manager_starts", "break_ends", "talk_ends", "review_ends", "rework_ends",
        "wrap_up_ends", "tray_look", "request_times_out", "returns", "first_contact", "gives_up_queue",
        "gives_up_hold", "break_starts", "closing", "manager_ends", "shift_ends",
    )  # fmt: skip

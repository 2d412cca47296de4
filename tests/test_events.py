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
LATEST = 2**56  # ms: a time and its kind share 63 bits

Move = tuple[int, int, int]  # what to do, and of an event to schedule its time and kind

schedulings = st.tuples(st.just(SCHEDULE), st.integers(0, 4), st.integers(0, KINDS - 1))
takings = st.tuples(st.sampled_from([TAKE, CLOSE]), st.just(0), st.just(0))


@compiled
def play(heap, clock, moves, taken, numbers):  # type: ignore[no-untyped-def]
    """Make the moves as the day does: what was taken at each, and the number given to what was scheduled."""
    for move in range(moves.shape[0]):
        what, time, kind = moves[move]
        taken[move] = NOTHING
        if what == SCHEDULE:
            numbers[move] = events.schedule(heap, clock, time, kind, move)
            continue
        if clock.top_is_spent:
            events.close_gap(heap, clock)
        if what == TAKE and clock.events > 0:
            first = heap[0]
            taken[move, 0] = events.time_of(first.when)
            taken[move, 1] = first.when & events.ANY_KIND
            taken[move, 2], taken[move, 3] = first.subject, first.sequence
            events.take_first(clock)


def taken_by(moves: list[Move]) -> list[list[int]]:
    """Time, kind, subject and number of what every move took; a number is the one `schedule` returned."""
    taken, numbers = np.empty((len(moves), 4), np.int64), np.zeros(len(moves), np.int64)
    clock = table("clock", 1)
    play(table("event", len(moves) + 1), clock[0], np.array(moves, np.int64).reshape(-1, 3), taken, numbers)
    given = numbers[numbers > 0].tolist()
    assert given == list(range(1, len(given) + 1)), "0 is no event's number"
    for row in taken:
        assert row[3] in (NOTHING, numbers[row[2]])
    return [row[:3].tolist() for row in taken]


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
            assert taken == [NOTHING] * 3
        else:
            earliest = min(waiting)
            waiting.remove(earliest)
            assert taken == [*earliest]
    assert waiting == []


@given(st.lists(st.tuples(st.integers(0, LATEST), st.integers(0, KINDS - 1)), max_size=200))
def test_sorts(scheduled: list[tuple[int, int]]) -> None:
    """All scheduled, then all taken: as sorted, the order of scheduling deciding between equals."""
    moves = [(SCHEDULE, time, kind) for time, kind in scheduled] + drained(len(scheduled))
    taken = taken_by(moves)[len(scheduled) :]
    in_order = sorted((time, kind, number) for number, (time, kind) in enumerate(scheduled))
    assert [tuple(row) for row in taken[:-1]] == in_order
    assert taken[-1] == [NOTHING] * 3


def test_a_late_sequence_does_not_outweigh_the_kind() -> None:
    """With the last of 2**32 numbers, the order of simultaneous events is still that of the kinds."""
    clock, heap = table("clock", 1), table("event", 4)
    clock.sequence = 2**32 - 2
    events.schedule(heap, clock[0], 5, events.SHIFT_ENDS - 1, 1)
    clock.sequence = 0
    events.schedule(heap, clock[0], 5, events.SHIFT_ENDS, 2)
    assert heap[0].subject == 1
    assert heap[0].when == events.when_of(5, events.SHIFT_ENDS - 1)


def test_every_kind_has_its_name() -> None:
    kinds: NDArray[np.int64] = np.array([getattr(events, name.upper()) for name in events.EVENT_KINDS])
    assert kinds.tolist() == list(range(KINDS))


def test_the_order_of_simultaneous_events() -> None:
    """The printed order: people come, work ends, decisions fall, customers call and give up, people go."""
    assert events.EVENT_KINDS == (
        "shift_starts", "manager_starts", "break_ends", "talk_ends", "review_ends", "rework_ends",
        "wrap_up_ends", "tray_look", "request_times_out", "returns", "first_contact", "overflows",
        "gives_up_queue", "gives_up_hold", "break_starts", "closing", "manager_ends", "shift_ends",
    )  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, KINDS - 1)), max_size=30), st.integers(0, 30))
def test_what_is_left_of_the_agenda_goes_into_the_heap(listed: list[tuple[int, int]], done: int) -> None:
    """In its order, behind nothing that was earlier; what had its turn is not there again."""
    clock = table("clock", 1)
    agenda, heap = table("event", len(listed) + 1), table("event", len(listed) + 2)
    events.schedule(heap, clock[0], 4, events.CLOSING, 99)
    for place, (time, kind) in enumerate(sorted(listed)):
        events.append_to_agenda(agenda, clock[0], events.when_of(time, kind), place)
    clock.agenda = min(done, len(listed))
    events.leave_to_tomorrow(heap, agenda, clock[0])
    assert clock[0].agenda == clock[0].agenda_ends == len(listed)
    taken = []
    while clock[0].events > 0:
        taken.append((int(heap[0].when), int(heap[0].subject)))
        events.take_first(clock[0])
        events.close_gap(heap, clock[0])
    left = [(events.when_of(*one), place) for place, one in enumerate(sorted(listed)) if place >= done]
    ours = (events.when_of(4, events.CLOSING), 99)
    assert taken == sorted([*left, ours], key=lambda event: (event[0], event[1] != 99))

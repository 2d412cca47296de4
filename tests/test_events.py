"""The event list, against sorting: earliest first, then by kind, then as numbered."""

from __future__ import annotations

import heapq
from collections import namedtuple

import numba
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim import events
from sim.compiling import compiled
from sim.handle import Tables
from sim.states import NEVER_MS, NONE
from sim.tables import table

KINDS = len(events.EVENT_KINDS)
SCHEDULE, RESERVE, PUSH, TAKE, WAIT = range(5)
NOTHING = -1
LATEST = 2**56  # ms: a time and its kind share 63 bits
BUCKET = 1 << events.BUCKET_BITS  # ms
WORD = BUCKET << events.WORD_BITS  # ms of a word of marks
SUMMARY = WORD << events.WORD_BITS  # ms of a word of the summary
REACH = BUCKET * events.BUCKETS  # ms of all buckets
BORDERS = sorted({unit * times + by for unit in (BUCKET, WORD, SUMMARY, REACH) for times in (1, 2, 3)
                  for by in (-BUCKET, -1, 0, 1, BUCKET)})  # fmt: skip

Move = tuple[int, int, int]  # what to do, how many ms ahead, and the kind of an event
Taken = list[int]  # when, number and subject (the move that put it there) of an event
List = namedtuple("List", "clock event far bucket marks summary agenda")

ahead = st.one_of(
    st.integers(0, 3),
    st.integers(0, 2 * BUCKET),
    st.integers(0, 2 * REACH),
    st.sampled_from(BORDERS),
    st.integers(0, 2**50),
)
kinds = st.integers(0, KINDS - 1)
moves_of_every_sort = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([SCHEDULE, SCHEDULE, PUSH]), ahead, kinds),
        st.tuples(st.sampled_from([RESERVE, TAKE, TAKE]), st.just(0), st.just(0)),
        st.tuples(st.just(WAIT), ahead, st.just(0)),
    ),
    max_size=60,
)
beginnings = st.one_of(st.sampled_from([0, *BORDERS]), st.integers(0, 2**40))


def empty_list(rows: int, now: int = 0, listed: int = 0) -> Tables:
    """An event list without events, with room for some, and for some in an agenda."""
    event = table("event", max(rows, 1))
    event.next = np.arange(1, event.size + 1)
    event.next[-1] = NONE
    clock = table("clock", 1)
    clock.now, clock.first_event, clock.first_when = now, NONE, NEVER_MS
    return Tables(
        List(
            clock=clock,
            event=event,
            far=table("event", max(rows, 1)),
            bucket=np.full(events.BUCKETS, NONE, np.int32),
            marks=np.zeros(events.WORDS, np.int64),
            summary=np.zeros(events.SUMMARY_WORDS, np.int64),
            agenda=table("event", max(listed, 1)),
        )  # type: ignore[arg-type]
    )


@compiled
def play(world, moves, old, taken):  # type: ignore[no-untyped-def]
    """Make the moves as the day does: when, number and subject of what each took; `old` is scratch."""
    clock = world.clock[0]
    reserved, used = 0, 0
    for move in range(moves.shape[0]):
        what, time, kind = moves[move, 0], clock.now + moves[move, 1], moves[move, 2]
        taken[move] = NOTHING
        if what == RESERVE:
            old[reserved] = events.next_number(clock)
            reserved += 1
        elif what == PUSH and used < reserved:
            events.push(world, events.when_of(time, kind), old[used], move)
            used += 1
        elif what in (SCHEDULE, PUSH):
            events.schedule(world, time, kind, move)
        elif what == WAIT:
            clock.now = min(time, max(events.time_of(events.first_when(world, clock)), clock.now))
        elif clock.events + clock.far_events > 0:
            when, number = events.first_when(world, clock), events.first_number(world, clock)
            taken[move, 2], taken[move, 1] = events.take_first(world, clock)
            taken[move, 0] = when if taken[move, 1] == number else NOTHING
            clock.now = events.time_of(when)


def expected_of(moves: list[Move], now: int) -> tuple[list[Taken], int]:
    """What sorting gives at every move, and how many events wait at most."""
    waiting: list[tuple[int, int, int]] = []
    taken: list[Taken] = []
    numbers, most, old = 0, 0, list[int]()
    for move, (what, ms, kind) in enumerate(moves):
        taken.append([NOTHING] * 3)
        first = waiting[0][0] >> events.KIND_BITS if waiting else NEVER_MS >> events.KIND_BITS
        if what == RESERVE:
            numbers += 1
            old.append(numbers)
        elif what in (SCHEDULE, PUSH):
            late = what == PUSH and old
            numbers += 0 if late else 1
            number = old.pop(0) if late else numbers
            heapq.heappush(waiting, ((now + ms) << events.KIND_BITS | kind, number, move))
        elif what == WAIT:
            now = min(now + ms, max(first, now))
        elif waiting:
            taken[-1] = [*heapq.heappop(waiting)]
            now = first
        most = max(most, len(waiting))
    return taken, most


def taken_by(moves: list[Move], rows: int, now: int) -> list[Taken]:
    """What every move takes; once all is taken, the list must be as it was."""
    world = empty_list(rows, now)
    taken = np.empty((len(moves), 3), np.int64)
    play(world, np.array(moves, np.int64).reshape(-1, 3), np.empty(len(moves) + 1, np.int64), taken)
    check_empty(world)
    found: list[Taken] = taken.tolist()
    return found


def check_empty(world: Tables) -> None:
    """No event, no mark; every row free, once."""
    clock = world.clock[0]
    assert (clock.events, clock.far_events) == (0, 0)
    assert (clock.first_event, clock.first_when) == (NONE, NEVER_MS)
    assert (world.bucket == NONE).all()
    assert not world.marks.any()
    assert not world.summary.any()
    free, row = list[int](), int(clock.free_event)
    while row != NONE and len(free) <= world.event.size:
        free.append(row)
        row = int(world.event[row].next)
    assert sorted(free) == list(range(world.event.size))


def check(moves: list[Move], now: int = 0) -> None:
    """The moves, and then all that is left taken: as sorting gives it, with no row more than is needed."""
    moves = moves + [(TAKE, 0, 0)] * (sum(what in (SCHEDULE, PUSH) for what, _, _ in moves) + 1)
    expected, most = expected_of(moves, now)
    assert taken_by(moves, most, now) == expected


@given(moves_of_every_sort, beginnings)
@example([(SCHEDULE, 1, 5), (SCHEDULE, 1, 5), (TAKE, 0, 0), (SCHEDULE, 0, 4), (SCHEDULE, 0, 16)], 0)
@example([(RESERVE, 0, 0), (SCHEDULE, 9, 8), (PUSH, 9, 8), (TAKE, 0, 0)], 0)
@example([(RESERVE, 0, 0), (SCHEDULE, REACH, 8), (PUSH, REACH, 8), (TAKE, 0, 0)], 0)
@example([(SCHEDULE, REACH + 9, 8), (WAIT, BUCKET, 0), (SCHEDULE, REACH + 8 - BUCKET, 8)], 0)
@example([(RESERVE, 0, 0), (SCHEDULE, REACH, 8), (WAIT, BUCKET, 0), (PUSH, REACH - BUCKET, 8)], 0)
@example([(SCHEDULE, REACH - 1, 3), (SCHEDULE, 0, 3), (TAKE, 0, 0), (TAKE, 0, 0)], BUCKET)
def test_always_gives_the_earliest(moves: list[Move], now: int) -> None:
    """Whatever is scheduled, near or far, by a new number or an old one, while time goes on."""
    check(moves, now)


@given(st.lists(st.tuples(st.one_of(ahead, st.integers(0, LATEST)), kinds), max_size=200), beginnings)
def test_sorts(scheduled: list[tuple[int, int]], now: int) -> None:
    """All scheduled, then all taken."""
    check([(SCHEDULE, ms, kind) for ms, kind in scheduled], now)


@given(st.lists(st.lists(st.tuples(st.integers(0, 3 * REACH), kinds), max_size=8), max_size=8), beginnings)
def test_emptied_and_filled_again(fillings: list[list[tuple[int, int]]], now: int) -> None:
    """In the rows and buckets of those who were there before."""
    moves: list[Move] = []
    for filling in fillings:
        moves += [(SCHEDULE, ms, kind) for ms, kind in filling] + [(TAKE, 0, 0)] * (len(filling) + 1)
    check(moves, now)


@pytest.mark.parametrize("spread", [1, BUCKET, 20 * BUCKET, WORD, SUMMARY, REACH, 3 * REACH])
@pytest.mark.parametrize("crowd", [2, 300])
def test_a_long_day(spread: int, crowd: int) -> None:
    """A crowd of events, each one taken scheduling another, round the buckets; time-outs among them."""
    random = np.random.default_rng([spread, crowd])
    moves: list[Move] = [(SCHEDULE, int(random.integers(spread)), 0) for _ in range(crowd)]
    for _ in range(1500):
        what = int(random.choice([SCHEDULE, SCHEDULE, RESERVE, PUSH]))
        moves += [(TAKE, 0, 0), (what, int(random.integers(spread)), int(random.integers(KINDS)))]
        moves.append((WAIT, int(random.integers(max(spread // crowd, 2))), 0))
    check(moves, now=5 * REACH - 3)


def test_every_bucket_in_use() -> None:
    """One event in each, scheduled from the last to the first, from a time in the midst of the marks."""
    distances = range((events.BUCKETS - 1) * BUCKET, -1, -BUCKET)
    check([(SCHEDULE, distance, 0) for distance in distances], now=7 * SUMMARY // 2)


@pytest.mark.parametrize("now", [0, BUCKET - 1, WORD - BUCKET, SUMMARY - BUCKET, REACH - BUCKET, 63 * WORD])
def test_the_next_bucket_in_use_at_every_distance(now: int) -> None:
    """Two events, nothing between them: at word and summary borders, and going round."""
    near = {*range(0, 3 * WORD, BUCKET), *range(0, REACH - BUCKET, 61 * BUCKET)}
    distances = near | {border for border in BORDERS if border < REACH}
    for distance in sorted(distances):
        expected = [[now << events.KIND_BITS, 1, 0], [(now + distance) << events.KIND_BITS, 2, 1]]
        assert both_taken(now, distance) == expected


WORLD: list[Tables] = []


def both_taken(now: int, distance: int) -> list[Taken]:
    """Of an event now and one at a distance, in a list that is used again and again."""
    if not WORLD:
        WORLD.append(empty_list(2))
    clock = WORLD[0].clock[0]
    clock.now, clock.sequence = now, 0
    moves = np.array([(SCHEDULE, 0, 0), (SCHEDULE, distance, 0), (TAKE, 0, 0), (TAKE, 0, 0)])
    taken = np.empty((4, 3), np.int64)
    play(WORLD[0], moves, np.empty(1, np.int64), taken)
    found: list[Taken] = taken[2:].tolist()
    return found


@pytest.mark.parametrize(("now", "last"), [(0, REACH - 1), (BUCKET - 1, REACH - BUCKET), (77, REACH - 78)])
def test_what_lies_beyond_the_buckets_is_in_the_heap(now: int, last: int) -> None:
    """The last ms within the buckets' reach, which begins at the bucket that is now; and one ms later."""
    world = empty_list(2, now)
    moves = np.array([(SCHEDULE, last + 1, 0), (SCHEDULE, last, 0), (TAKE, 0, 0), (TAKE, 0, 0)])
    taken = np.empty((4, 3), np.int64)
    for move, counts in enumerate([(0, 1), (1, 1), (0, 1), (0, 0)]):
        play(world, moves[move : move + 1], np.empty(1, np.int64), taken[move : move + 1])
        assert (world.clock[0].events, world.clock[0].far_events) == counts
        world.clock[0].now = now
    assert (taken[2:, 0] >> events.KIND_BITS).tolist() == [now + last, now + last + 1]


@compiled
def first_of(world):  # type: ignore[no-untyped-def]
    return events.first_when(world, world.clock[0])


def test_without_events_the_first_is_never() -> None:
    assert first_of(empty_list(1)) == NEVER_MS


@pytest.mark.parametrize("time", [5, REACH + 5])
def test_a_late_number_does_not_outweigh_the_kind(time: int) -> None:
    """With the last of 2**32 numbers, the order of simultaneous events is still that of the kinds."""
    world, taken = empty_list(2), np.empty((1, 3), np.int64)
    last = 2**32 - 1
    events.push(world, events.when_of(time, events.SHIFT_ENDS), 1, 1)
    events.push(world, events.when_of(time, events.SHIFT_ENDS - 1), last, 2)
    play(world, np.array([(TAKE, 0, 0)]), np.empty(1, np.int64), taken)
    assert taken.tolist() == [[events.when_of(time, events.SHIFT_ENDS - 1), last, 2]]


def test_the_lowest_bit() -> None:
    """Of every word with one bit, and with all above it; the compiled way is not for Python."""
    for bit in range(64):
        one = np.uint64(1 << bit).astype(np.int64)
        above = np.uint64(2**64 - (1 << bit)).astype(np.int64)
        assert events._lowest_bit_python(one) == events._lowest_bit_python(above) == bit
        if numba.config.DISABLE_JIT:
            with pytest.raises(NotImplementedError):
                events._lowest_bit_compiled(one)
        else:
            assert events._lowest_bit_compiled(one) == events._lowest_bit_compiled(above) == bit


def test_every_kind_has_its_name() -> None:
    numbers: NDArray[np.int64] = np.array([getattr(events, name.upper()) for name in events.EVENT_KINDS])
    assert numbers.tolist() == list(range(KINDS))


def test_the_order_of_simultaneous_events() -> None:
    """The printed order: people come, work ends, decisions fall, customers call and give up, people go."""
    assert events.EVENT_KINDS == (
        "shift_starts", "manager_starts", "manager_turns", "shock_turns", "crisis_turns", "meeting_ends",
        "away_ends", "advice_ends", "support_ends", "chat_ends", "talk_ends", "review_ends", "rework_ends",
        "wrap_up_ends", "tray_look", "request_times_out", "advice_times_out", "bad_practice_seen", "returns",
        "first_contact", "overflows", "manager_joins", "gives_up_queue", "gives_up_hold", "gives_up_chat",
        "need_lapses", "away_starts", "closing", "manager_ends", "shift_ends",
    )  # fmt: skip


listings = st.lists(st.tuples(st.one_of(st.integers(0, 9), st.integers(0, 2 * REACH)), kinds), max_size=30)


@given(listings, st.integers(0, 30))
def test_what_is_left_of_the_agenda_goes_into_the_list(listed: list[tuple[int, int]], done: int) -> None:
    """In its order, behind nothing that was earlier; what had its turn is not there again."""
    listed, world = sorted(listed), empty_list(len(listed) + 1, listed=len(listed))
    clock = world.clock[0]
    ours = events.when_of(4, events.CLOSING)
    events.push(world, ours, events.next_number(clock), 99)
    for place, (time, kind) in enumerate(listed):
        events.append_to_agenda(world.agenda, clock, events.when_of(time, kind), place)
    clock.agenda = min(done, len(listed))
    events.leave_to_tomorrow(world)
    assert clock.agenda == clock.agenda_ends == len(listed)
    left = [(events.when_of(*one), 2 + place, done + place) for place, one in enumerate(listed[done:])]
    taken = np.empty((len(left) + 1, 3), np.int64)
    play(world, np.full((len(taken), 3), [TAKE, 0, 0]), np.empty(1, np.int64), taken)
    assert [tuple(row) for row in taken.tolist()] == sorted([*left, (ours, 1, 99)])
    check_empty(world)

"""The event list of the compiled day, in a total order, and the agenda of what is known beforehand.

Events are ordered by (time, kind, number): simultaneous events happen in the order of the kinds
below, then in the order in which they were scheduled. What has become void stays in the list and is
passed over when it comes up: the case it belongs to waits for an event of another number.

The list is a calendar queue (Brown 1988, Communications of the ACM 31:1220): buckets of a quarter of a
second over the next 70 minutes, each with its events in order, and marks by which the next bucket in use
is found; what lies further ahead is in a heap. Scheduling and taking cost the same however many events
there are. Called by `sim.day` and the rooms.
"""

import numba
import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from sim.compiling import compiled, inlined
from sim.states import NEVER_MS, NONE

# Kinds of event, in the order in which simultaneous ones happen: people come, work ends, decisions
# fall, customers call, customers give up, people go.
(
    SHIFT_STARTS,
    MANAGER_STARTS,
    MANAGER_TURNS,
    SHOCK_TURNS,
    CRISIS_TURNS,
    MEETING_ENDS,
    AWAY_ENDS,
    ADVICE_ENDS,
    SUPPORT_ENDS,
    CHAT_ENDS,
    TALK_ENDS,
    REVIEW_ENDS,
    REWORK_ENDS,
    WRAP_UP_ENDS,
    TRAY_LOOK,
    REQUEST_TIMES_OUT,
    ADVICE_TIMES_OUT,
    BAD_PRACTICE_SEEN,
    RETURNS,
    FIRST_CONTACT,
    OVERFLOWS,
    MANAGER_JOINS,
    GIVES_UP_QUEUE,
    GIVES_UP_HOLD,
    GIVES_UP_CHAT,
    NEED_LAPSES,
    AWAY_STARTS,
    CLOSING,
    MANAGER_ENDS,
    SHIFT_ENDS,
) = range(30)

EVENT_KINDS = (
    "shift_starts", "manager_starts", "manager_turns", "shock_turns", "crisis_turns", "meeting_ends",
    "away_ends", "advice_ends", "support_ends", "chat_ends", "talk_ends", "review_ends", "rework_ends",
    "wrap_up_ends", "tray_look", "request_times_out", "advice_times_out", "bad_practice_seen", "returns",
    "first_contact", "overflows", "manager_joins", "gives_up_queue", "gives_up_hold", "gives_up_chat",
    "need_lapses", "away_starts", "closing", "manager_ends", "shift_ends",
)  # fmt: skip

KIND_BITS = 5  # of an event's `when`
ANY_KIND = (1 << KIND_BITS) - 1


@inlined
def when_of(time, kind):
    """Time and kind as one number, in the order of events."""
    return (time << KIND_BITS) | kind


@inlined
def time_of(when):
    """The time of an event, in ms."""
    return when >> KIND_BITS


BUCKET_BITS = 8  # a bucket is 2**8 ms
BUCKETS = 1 << 14
WORD_BITS = 6  # buckets that share a word of marks, and words that share a word of the summary: 2**6
_BUCKET_MASK = BUCKETS - 1
_BIT_MASK = (1 << WORD_BITS) - 1
WORDS = BUCKETS >> WORD_BITS
SUMMARY_WORDS = WORDS >> WORD_BITS


def _lowest_bit_python(word):
    word = int(word) & 0xFFFFFFFFFFFFFFFF
    return (word & -word).bit_length() - 1


@inlined
def _lowest_bit_compiled(word):
    return np.int64(trailing_zeros(np.uint64(word)))


# Place of the lowest bit set in a word that is not 0.
_lowest_bit = _lowest_bit_python if numba.config.DISABLE_JIT else _lowest_bit_compiled


@inlined
def schedule(world, time, kind, subject):
    """Put an event into the list; the caller has made sure of room. Returns its number, above 0."""
    return push(world, when_of(time, kind), next_number(world.clock[0]), subject)


@inlined
def next_number(clock):
    """The number of one event more, above 0."""
    clock.sequence += 1
    return clock.sequence


@compiled
def push(world, when, number, subject):
    """Put an event into the list by its `when`, which is not past, and its number, which it returns."""
    clock = world.clock[0]
    bucket = when >> (KIND_BITS + BUCKET_BITS)
    if bucket - (clock.now >> BUCKET_BITS) >= BUCKETS:
        _push_far(world, when, number, subject)
        return number
    row = clock.free_event
    event = world.event[row]
    clock.free_event = event.next
    clock.events += 1
    event.when = when
    event.sequence = number
    event.subject = subject
    if _enter_bucket(world, row, bucket & _BUCKET_MASK):
        first = clock.first_event
        if first == NONE or _before(event, world.event[first]):
            clock.first_event = row
            clock.first_when = when
    return number


@inlined
def _enter_bucket(world, row, bucket):
    """Stand in a bucket's list, in order. Returns whether at its head."""
    event = world.event[row]
    head = world.bucket[bucket]
    if head == NONE:
        _mark(world, bucket)
    elif not _before(event, world.event[head]):
        _enter_behind(world, row, head)
        return False
    event.next = head
    world.bucket[bucket] = row
    return True


@inlined
def _enter_behind(world, row, before):
    event = world.event[row]
    after = world.event[before].next
    while after != NONE and _before(world.event[after], event):
        before, after = after, world.event[after].next
    event.next = after
    world.event[before].next = row


@inlined
def _before(one, other):
    return one.when < other.when or (one.when == other.when and one.sequence < other.sequence)


@inlined
def _mark(world, bucket):
    word = bucket >> WORD_BITS
    world.marks[word] |= np.int64(1) << (bucket & _BIT_MASK)
    world.summary[word >> WORD_BITS] |= np.int64(1) << (word & _BIT_MASK)


@inlined
def _unmark(world, bucket):
    word = bucket >> WORD_BITS
    world.marks[word] &= ~(np.int64(1) << (bucket & _BIT_MASK))
    if world.marks[word] == 0:
        world.summary[word >> WORD_BITS] &= ~(np.int64(1) << (word & _BIT_MASK))


@inlined
def _next_in_use(world, bucket):
    """The next bucket in use after one that has just been unmarked, going round; there must be one."""
    word = bucket >> WORD_BITS
    bits = world.marks[word] & (np.int64(-1) << (bucket & _BIT_MASK))
    if bits == 0:
        place = word >> WORD_BITS
        bits = world.summary[place] & (np.int64(-2) << (word & _BIT_MASK))
        while bits == 0:
            place = (place + 1) & (SUMMARY_WORDS - 1)
            bits = world.summary[place]
        word = (place << WORD_BITS) + _lowest_bit(bits)
        bits = world.marks[word]
    return (word << WORD_BITS) + _lowest_bit(bits)


@inlined
def first_when(world, clock):
    """When the earliest event happens; NEVER_MS where there is none."""
    if clock.far_events > 0 and _far_is_first(world, clock):
        return world.far[0].when
    return clock.first_when


@inlined
def first_number(world, clock):
    """The number of the earliest event; there must be one."""
    if clock.far_events > 0 and _far_is_first(world, clock):
        return world.far[0].sequence
    return world.event[clock.first_event].sequence


@inlined
def _far_is_first(world, clock):
    return clock.first_event == NONE or _before(world.far[0], world.event[clock.first_event])


@inlined
def take_first(world, clock):
    """Take the earliest event out of the list. Returns (subject, number)."""
    if clock.far_events > 0 and _far_is_first(world, clock):
        return _take_far(world)
    row = clock.first_event
    event = world.event[row]
    bucket = (event.when >> (KIND_BITS + BUCKET_BITS)) & _BUCKET_MASK
    following = event.next
    world.bucket[bucket] = following
    event.next = clock.free_event
    clock.free_event = row
    clock.events -= 1
    if following == NONE:
        _unmark(world, bucket)
        if clock.events > 0:
            following = world.bucket[_next_in_use(world, bucket)]
    clock.first_event = following
    clock.first_when = NEVER_MS if following == NONE else world.event[following].when
    return event.subject, event.sequence


@compiled
def _push_far(world, when, number, subject):
    """Into the heap of what lies beyond the buckets."""
    clock = world.clock[0]
    place = clock.far_events
    clock.far_events += 1
    event = world.far[place]
    event.when, event.sequence, event.subject = when, number, subject
    while place > 0 and _before(world.far[place], world.far[(place - 1) >> 1]):
        _exchange(world.far[place], world.far[(place - 1) >> 1])
        place = (place - 1) >> 1


@compiled
def _take_far(world):
    """The first of the heap. Returns (subject, number)."""
    clock = world.clock[0]
    clock.far_events -= 1
    taken = world.far[clock.far_events]
    _exchange(world.far[0], taken)
    place, child = 0, 1
    while child < clock.far_events:
        if child + 1 < clock.far_events and _before(world.far[child + 1], world.far[child]):
            child += 1
        if not _before(world.far[child], world.far[place]):
            break
        _exchange(world.far[place], world.far[child])
        place, child = child, 2 * child + 1
    return taken.subject, taken.sequence


@inlined
def _exchange(one, other):
    one.when, other.when = other.when, one.when
    one.sequence, other.sequence = other.sequence, one.sequence
    one.subject, other.subject = other.subject, one.subject


@compiled
def append_to_agenda(agenda, clock, when, subject):
    """Put an event behind the last one of the day's agenda, which is in order."""
    event = agenda[clock.agenda_ends]
    event.when = when
    event.sequence = 0
    event.subject = subject
    clock.agenda_ends += 1


@compiled
def leave_to_tomorrow(world):
    """What is left of the agenda at the day's end goes into the list; the caller has made sure of room."""
    clock = world.clock[0]
    while clock.agenda < clock.agenda_ends:
        late = world.agenda[clock.agenda]
        push(world, late.when, next_number(clock), late.subject)
        clock.agenda += 1

"""The event list of the compiled day: a heap with a total order.

Events are ordered by (time, kind, sequence): simultaneous events happen in the order of the kinds
below, then in the order in which they were scheduled. What has become void stays in the heap and is
passed over when it comes up (its stamp is older than the case's). The heap
is flat, four children to a node: fewer levels than a binary one, and the children of a node share cache
lines. Called by `sim.day` and the rooms.
"""

from sim.compiling import compiled, inlined

# Kinds of event, in the order in which simultaneous ones happen: people come, work ends, decisions
# fall, customers call, customers give up, people go.
(
    SHIFT_STARTS,
    MANAGER_STARTS,
    BREAK_ENDS,
    TALK_ENDS,
    REVIEW_ENDS,
    REWORK_ENDS,
    WRAP_UP_ENDS,
    TRAY_LOOK,
    REQUEST_TIMES_OUT,
    RETURNS,
    FIRST_CONTACT,
    GIVES_UP_QUEUE,
    GIVES_UP_HOLD,
    BREAK_STARTS,
    CLOSING,
    MANAGER_ENDS,
    SHIFT_ENDS,
) = range(17)

EVENT_KINDS = (
    "shift_starts", "manager_starts", "break_ends", "talk_ends", "review_ends", "rework_ends",
    "wrap_up_ends", "tray_look", "request_times_out", "returns", "first_contact", "gives_up_queue",
    "gives_up_hold", "break_starts", "closing", "manager_ends", "shift_ends",
)  # fmt: skip


KIND_SHIFT = 48  # the sequence has 2**48 places


@compiled
def schedule(events, clock, time, kind, subject, stamp):
    """Put an event into the heap; the caller has made sure of room."""
    order = (kind << KIND_SHIFT) | clock.sequence
    clock.sequence += 1
    if clock.top_is_spent:
        clock.top_is_spent = 0
        place = _sift_down(events, clock.events, time, order)
    else:
        place = clock.events
        clock.events += 1
        while place > 0:
            parent = (place - 1) >> 2
            above = events[parent]
            if above.time < time or (above.time == time and above.order < order):
                break
            events[place] = above
            place = parent
    event = events[place]
    event.time = time
    event.order = order
    event.subject = subject
    event.stamp = stamp


@inlined
def take_first(clock):
    """Take the earliest event: its place is kept for the next one scheduled, which mostly comes at once."""
    clock.top_is_spent = 1


@compiled
def close_gap(events, clock):
    """Close the place of an event taken out, so that the first is the earliest again."""
    clock.top_is_spent = 0
    clock.events -= 1
    if clock.events > 0:
        last = events[clock.events]
        place = _sift_down(events, clock.events, last.time, last.order)
        events[place] = last


@inlined
def _sift_down(events, size, time, order):
    """Move earlier events up from the top, until an event of this time and order has its place."""
    place = 0
    while True:
        first = (place << 2) + 1
        if first >= size:
            return place
        if first + 3 < size:
            child = _earlier(
                events, _earlier(events, first, first + 1), _earlier(events, first + 2, first + 3)
            )
        else:
            child = first
            for other in range(first + 1, size):
                child = _earlier(events, child, other)
        best = events[child]
        if time < best.time or (time == best.time and order < best.order):
            return place
        events[place] = best
        place = child


@inlined
def _earlier(events, one, other):
    """The row of the earlier of two events, without branches: which it is cannot be predicted."""
    first, second = events[one], events[other]
    later = (second.time < first.time) | ((second.time == first.time) & (second.order < first.order))
    return one + (other - one) * later

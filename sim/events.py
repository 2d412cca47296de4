"""The event list of the compiled day: a heap with a total order, and the agenda of what is known beforehand.

Events are ordered by (time, kind, sequence): simultaneous events happen in the order of the kinds
below, then in the order in which they were scheduled. What has become void stays in the heap and is
passed over when it comes up: the case it belongs to waits for an event of another number. The heap is flat,
four children to a node: fewer levels than a binary one, and the children of a node share a cache line.
Called by `sim.day` and the rooms.
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
    OVERFLOWS,
    GIVES_UP_QUEUE,
    GIVES_UP_HOLD,
    BREAK_STARTS,
    CLOSING,
    MANAGER_ENDS,
    SHIFT_ENDS,
) = range(18)

EVENT_KINDS = (
    "shift_starts", "manager_starts", "break_ends", "talk_ends", "review_ends", "rework_ends",
    "wrap_up_ends", "tray_look", "request_times_out", "returns", "first_contact", "overflows",
    "gives_up_queue", "gives_up_hold", "break_starts", "closing", "manager_ends", "shift_ends",
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


@inlined
def schedule(events, clock, time, kind, subject):
    """Put an event into the heap; the caller has made sure of room. Returns its number, above 0."""
    return push(events, clock, when_of(time, kind), next_number(clock), subject)


@inlined
def next_number(clock):
    """The number of one event more, above 0."""
    clock.sequence += 1
    return clock.sequence


@compiled
def push(events, clock, when, sequence, subject):
    """Put an event into the heap by its `when` and number, which it returns."""
    if clock.top_is_spent:
        clock.top_is_spent = 0
        place = _sift_down(events, clock.events, when, sequence)
    else:
        place = clock.events
        clock.events += 1
        while place > 0:
            parent = (place - 1) >> 2
            above = events[parent]
            if above.when < when or (above.when == when and above.sequence < sequence):
                break
            events[place] = above
            place = parent
    event = events[place]
    event.when = when
    event.sequence = sequence
    event.subject = subject
    return sequence


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
        place = _sift_down(events, clock.events, last.when, last.sequence)
        events[place] = last


@inlined
def _sift_down(events, size, when, sequence):
    """Move earlier events up from the top, until an event of this time and number has its place."""
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
        if when < best.when or (when == best.when and sequence < best.sequence):
            return place
        events[place] = best
        place = child


@inlined
def _earlier(events, one, other):
    """The row of the earlier of two events, without branches: which it is cannot be predicted."""
    first, second = events[one], events[other]
    later = (second.when < first.when) | ((second.when == first.when) & (second.sequence < first.sequence))
    return one + (other - one) * later


@compiled
def append_to_agenda(agenda, clock, when, subject):
    """Put an event behind the last one of the day's agenda, which is in order."""
    event = agenda[clock.agenda_ends]
    event.when = when
    event.sequence = 0
    event.subject = subject
    clock.agenda_ends += 1


@compiled
def leave_to_tomorrow(events, agenda, clock):
    """What is left of the agenda at the day's end goes into the heap; the caller has made sure of room."""
    while clock.agenda < clock.agenda_ends:
        late = agenda[clock.agenda]
        push(events, clock, late.when, next_number(clock), late.subject)
        clock.agenda += 1

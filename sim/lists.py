"""Doubly linked lists threaded through a table: queues, trays, idle advisors, work waiting.

A list is a pair (first row, last row), -1 for none; its members' records have `next` and `previous`.
Joining and leaving at any place takes the same time whatever the length. Called by the rooms.
"""

from sim.compiling import inlined
from sim.states import NONE


@inlined
def join(records, first, last, row):
    """Append a row; returns the list's new (first, last)."""
    record = records[row]
    record.next = NONE
    record.previous = last
    if last == NONE:
        return row, row
    records[last].next = row
    return first, row


@inlined
def leave(records, first, last, row):
    """Take a row out of any place; returns the list's new (first, last)."""
    record = records[row]
    before, after = record.previous, record.next
    if before == NONE:
        first = after
    else:
        records[before].next = after
    if after == NONE:
        last = before
    else:
        records[after].previous = before
    record.next = NONE
    record.previous = NONE
    return first, last

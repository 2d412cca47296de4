"""The log of contacts from day to day: what is over goes into the digest, what is open goes on.

Called by `sim.day`.
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.soundness import doubt
from sim.states import NONE, WAITING
from sim.streams import fold


@compiled
def fold_contacts(world):
    """Fold the contacts that are over into the digest; those still open wait for it.

    Returns:
        Whether the stakes of all are numbers.
    """
    clock = world.clock[0]
    digest = clock.digest
    doubts = 0.0
    for row in range(clock.contacts):
        doubts += doubt(world.contact[row].stake)
        if not _still_open(world.contact[row]):
            digest = _folded(digest, world.contact[row])
    clock.digest = digest
    return doubts == 0.0


@compiled
def carry_over(world):
    """Keep the contacts still open, at the head of the next day's log."""
    clock = world.clock[0]
    kept = 0
    for row in range(clock.contacts):
        contact = world.contact[row]
        if _still_open(contact):
            if contact.outcome == WAITING:
                world.case[contact.case].contact = kept
            if contact.answered != NONE:
                world.advisor[contact.advisor].contact = kept
            world.contact[kept] = contact
            kept += 1
    clock.contacts = kept


@inlined
def _still_open(contact):
    return contact.outcome == WAITING or (contact.answered != NONE and contact.wrapped_up == NONE)


@inlined
def _folded(digest, contact):
    """The digest and one contact more, mixed in three short chains side by side."""
    what = contact.attempt * 64 + contact.kind * 8 + contact.outcome
    begun = fold(fold(contact.arrived, 1), contact.answered)
    ended = fold(fold(contact.held_from, 2), contact.ended)
    done = fold(fold(contact.wrapped_up, 3), (np.int64(contact.customer) << 16) + what)
    return fold(digest, begun ^ ended ^ done)

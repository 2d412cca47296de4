"""One record type for every kind of thing: every field with its type, unit and meaning.

Called by `sim.tables`, which makes tables of them; `docs/state.md` is derived from them.
"""

from __future__ import annotations

import numpy as np

from sim.fields import Field, Fields, ledger
from sim.machinery import (
    ARRIVAL,
    CALENDAR,
    CHUNK,
    CLOCK,
    DAY,
    DUTY,
    EVENT,
    SHIFT,
    SPELL,
)
from sim.person_records import PERSON
from sim.staff_records import ADVISOR, GROUP, MANAGER
from sim.states import CASE_STATES, ENGAGED, ROLES

# One cache line: at half a million customers, memory is what a contact waits for.
CUSTOMER: Fields = {
    "next_contact": Field(np.float64, "expected contacts", "when the next first contact falls"),
    "leaves_other": Field(np.int64, "ms", "leaves for reasons outside service, the same under every form"),
    "leaves_service": Field(np.int64, "ms", "leaves because of service, if nothing changes until then"),
    "touched": Field(np.int64, "ms", "since when the grievance has its present value"),
    "hazard_left": Field(np.float64, "1", "cumulated service hazard still to come before leaving"),
    "intensity": Field(np.float64, "share", "share of all first contacts that is this customer's"),
    "grievance": Field(np.float32, "1", "log of the hazard ratio that the last bad episode left behind"),
    "contacts": Field(np.uint32, "1", "first contacts drawn so far"),
    "satisfaction": Field(np.float32, "1", "how satisfied he is on the whole, from 0 to 1"),
    "joined": Field(np.int16, "day", "calendar day on which he became a customer, from day 0"),
    "generation": Field(np.uint16, "1", "how many customers this row has had before"),
}

QUEUE: Fields = {
    "overflow": Field(np.int64, "ms", "wait after which the next choice of groups takes it too"),
    "first": Field(np.int32, "row", "case waiting longest"),
    "last": Field(np.int32, "row", "case waiting shortest"),
    "priority": Field(np.int32, "1", "the higher is answered first"),
    "choices": Field(np.int32, "1", "how many choices of groups there are"),
}

TRAY: Fields = {
    "first": Field(np.int32, "row", "first waiting request"),
    "last": Field(np.int32, "row", "last waiting request"),
    "waiting": Field(np.int32, "1", "requests waiting"),
}

CIRCLE: Fields = {
    "length": Field(np.int64, "ms", "length of a meeting"),
    "preparation": Field(np.int64, "ms", "preparation of a member before it"),
    "recovery": Field(np.int64, "ms", "of a member after it"),
    "at": Field(np.int64, "ms", "start of the meeting after midnight; -1: circles take turns over the day"),
    "touched": Field(np.int64, "ms", "since when irritants and cohesion have their present values"),
    "quorum": Field(np.float64, "share", "of those expected, without whom nothing is decided"),
    "overlap": Field(np.float64, "share", "members who also sit in another circle"),
    "irritants": Field(np.float64, "share", "of the usual irritants, what is left"),
    "cohesion": Field(np.float64, "share", "how well its members know each other"),
    "drift": Field(np.float64, "share", "how far it has drifted from the others"),
    "kind": Field(np.int32, "row", "which kind of circle, in the order of their names"),
    "place": Field(np.int32, "1", "place among the circles of its kind"),
    "every": Field(np.int32, "day", "open days from one meeting to the next"),
    "first": Field(np.int32, "row", "first of its members"),
    "members": Field(np.int32, "1", "how many they are"),
    "voices": Field(np.int32, "1", "members whose tensions it hears: of theirs it meets most often"),
    "expected": Field(np.int32, "1", "members at work on the day of the meeting"),
    "items": Field(np.int32, "1", "items that a meeting has time for"),
    "agenda_first": Field(np.int32, "row", "oldest case on its agenda"),
    "agenda_last": Field(np.int32, "row", "newest case on its agenda"),
    "tension_first": Field(np.int32, "row", "oldest tension on its agenda"),
    "tension_last": Field(np.int32, "row", "newest tension on its agenda"),
    "decides": Field(np.int8, "flag", "decides cases for which there is no precedent"),
    "consents": Field(np.int8, "flag", "is asked for consent"),
    "consented": Field(np.int16, "bits", "crises whose decision it has consented to, a bit for every shock"),
}

# Members of the circles, circle by circle.
MEMBER: Fields = {
    "advisor": Field(np.int32, "row", "who"),
    "circle": Field(np.int32, "row", "in which circle"),
    "next": Field(np.int32, "row", "the advisor's next membership"),
}

TENSION: Fields = {
    "raised": Field(np.int64, "ms", "when it was raised"),
    "home": Field(np.int32, "row", "circle it was raised in"),
    "consents": Field(np.int16, "1", "consents still wanted"),
    "role": Field(np.int8, "ROLES", "what a member needs, if it is that; -1: a tension of the work"),
    "needed_by": Field(np.int32, "row", "the advisor who needs it; -1: a tension of the work"),
    "next": Field(np.int32, "row", "next on the agenda, or free row"),
    "previous": Field(np.int32, "row", "previous on the agenda"),
}

PRECEDENT: Fields = {
    "limit": Field(np.float64, "EUR", "largest stake of its kind that everybody decides; 0 none"),
    "since": Field(np.int64, "ms", "when it was set"),
    "circle": Field(np.int32, "row", "circle that set it"),
}

CONTACT: Fields = {
    "arrived": Field(np.int64, "ms", "call received, or call-back fallen due"),
    "answered": Field(np.int64, "ms", "advisor on the line; -1 never"),
    "held_from": Field(np.int64, "ms", "start of the wait on the line for a decision; -1 none"),
    "ended": Field(np.int64, "ms", "line closed; -1 still open"),
    "wrapped_up": Field(np.int64, "ms", "advisor finished with it; -1 not yet or never"),
    "stake": Field(np.float64, "EUR", "goodwill that a fair answer needs"),
    "customer": Field(np.int32, "row", "who calls"),
    "serial": Field(np.int32, "1", "which of his first contacts the case began with"),
    "case": Field(np.int32, "row", "the case while it is open"),
    "advisor": Field(np.int32, "row", "who answered"),
    "attempt": Field(np.int16, "1", "which contact of the case"),
    "reason": Field(np.int8, "row", "why the customer calls"),
    "kind": Field(np.int8, "CONTACT_KINDS", "first contact, redial, repeat or call-back"),
    "outcome": Field(np.int8, "CONTACT_OUTCOMES", "how the contact ended"),
    "channel": Field(np.int8, "CHANNELS", "by phone or in writing"),
    "cohort": Field(np.int8, "flag", "belongs to the latent cohort that every form meets"),
}

# Four cache lines, the first three of which are all that most cases touch.
CASE: Fields = {
    "started": Field(np.int64, "ms", "first contact"),
    "started_working": Field(np.int64, "ms", "first contact, on the clock of opening hours"),
    "since": Field(np.int64, "ms", "since when in the present state, on the clock of opening hours"),
    "spent": Field((np.int64, (len(CASE_STATES),)), "ms", "opening time spent in each state"),
    "stake": Field(np.float64, "EUR", "goodwill that a fair answer needs"),
    "need": Field(np.int64, "ms", "time beyond the usual handling that the case still needs"),
    "awaits": Field(np.int64, "1", "number of the event it waits for: another one is void; 0 none"),
    "overflows": Field(np.int64, "1", "number of the event that lets the next choice of groups take it"),
    "asked": Field(np.int64, "1", "number of the event at which the present request times out; 0 never"),
    "customer": Field(np.int32, "row", "whose case it is"),
    "serial": Field(np.int32, "1", "which of his first contacts it began with"),
    "contact": Field(np.int32, "row", "the contact now open"),
    "advisor": Field(np.int32, "row", "who handles it, or asked for the decision"),
    "group": Field(np.int32, "row", "the group that has handled it last"),
    "next": Field(np.int32, "row", "next in the list it stands in"),
    "previous": Field(np.int32, "row", "previous in the list it stands in"),
    "generation": Field(np.uint16, "1", "which customer of the row it belongs to"),
    "attempt": Field(np.int8, "1", "contacts so far, minus one"),
    "delighted": Field(np.int8, "flag", "the customer was given more than he was due, or asked for"),
    "step": Field(np.int16, "1", "reviews so far"),
    "reason": Field(np.int8, "row", "why the customer calls"),
    "state": Field(np.int8, "CASE_STATES", "where it stands; -1 the row is free"),
    "decision": Field(np.int8, "NOT_NEEDED...", "what stands between it and its decision"),
    "returns_as": Field(np.int8, "CONTACT_KINDS", "redial or repeat, once it is unresolved"),
    "reworked": Field(np.int8, "flag", "has been sent back once"),
    "transferred": Field(np.int8, "flag", "has been handed over once in this contact"),
    "cut": Field(np.int8, "flag", "the present talk ends before the need is met"),
    "promised": Field(np.int8, "flag", "the customer was promised a call-back"),
    "cohort": Field(np.int8, "flag", "belongs to the latent cohort that every form meets"),
    "heard": Field(np.int8, "1", "colleagues heard on it in this contact"),
    "consents": Field(np.int8, "1", "consents of other circles still wanted"),
    "undue": Field(np.int8, "flag", "the customer claims what he is not due"),
    "effort": Field(np.int16, "1/1000", "how hard whoever took it up last tries; 1000 as usual"),
    "due": Field(np.int64, "ms", "since when a call-back is due"),
    "laid": Field(np.int64, "ms", "when it was laid into the tray, or before the circle"),
    "expires": Field(
        np.int64, "ms", "when its default decides, if it lies in a tray then or comes back later"
    ),
    "precedent": Field(np.float64, "EUR", "largest stake that a precedent the advisor knows covers"),
    "ticket": Field(np.int64, "1", "place in the order of all who wait in queues"),
    "queue": Field(np.int16, "row", "the queue it waits in"),
    "rounds": Field(np.int16, "1", "meetings that have dealt with it"),
    "tray": Field(np.int32, "row", "the tray it waits in"),
    "manager": Field(np.int32, "row", "who reviews it"),
    "adviser": Field(np.int32, "row", "colleague who gives advice on it"),
    "home": Field(np.int32, "row", "circle before which it was laid first"),
    "kind": Field(np.int16, "1", "which kind of case within its reason"),
    "channel": Field(np.int8, "CHANNELS", "by phone or in writing"),
    "hostile": Field(np.int8, "flag", "the customer is hostile in this contact"),
}

CLOSED: Fields = {
    "working": Field(np.int64, "ms", "first contact to end, on the clock of opening hours"),
    "calendar": Field(np.int64, "ms", "first contact to end, on the wall"),
    "started": Field(np.int64, "ms", "first contact"),
    "stake": Field(np.float64, "EUR", "goodwill that a fair answer needed"),
    "end": Field(np.int8, "CASE_ENDS", "how it ended"),
}

JOURNAL: Fields = {
    "time": Field(np.int64, "ms", "when"),
    "amount": Field(np.float64, "EUR", "the stake; or what the person concerned may decide, or gave beyond"),
    "engaged": Field(
        (np.int32, (len(ENGAGED),)), "s", "what the tray's managers have done so far, by account of ENGAGED"
    ),
    "customer": Field(np.int32, "row", "whose case"),
    "serial": Field(np.int32, "1", "which of his first contacts it began with"),
    "advisor": Field(np.int32, "row", "who handles it, asks or is asked; -1 nobody"),
    "manager": Field(np.int32, "row", "who has the request, or the first of those who have; -1 nobody"),
    "circle": Field(np.int32, "row", "the circle concerned; -1 none"),
    "before": Field(np.int32, "1", "how many wait before it"),
    "there": Field(np.int16, "1", "advisors, managers or members who are there for it"),
    "on_hold": Field(np.int16, "1", "of these advisors, those who wait with a customer on the line"),
    "away": Field(np.int16, "1", "advisors at work, but off the phone"),
    "attempt": Field(np.int16, "1", "which contact of the case"),
    "what": Field(np.int8, "HAPPENINGS", "what happened to it"),
    "state": Field(np.int8, "CASE_STATES", "state entered, or the present one; -1 when the case ended"),
    "end": Field(np.int8, "CASE_ENDS", "how it ended"),
    "detail": Field(np.int8, "1", "kind or outcome of the contact, decision, or what somebody is doing"),
    "right": Field(np.int8, "RIGHTS", "by what right it was decided; -1 not yet"),
    "reason": Field(np.int8, "row", "why the customer calls"),
    "channel": Field(np.int8, "CHANNELS", "by phone or in writing"),
    "flag": Field(np.int8, "flag", "begins: the claim is not due; call_ends: the talk was cut short"),
}

LAW: Fields = {
    "a": Field(np.float64, "law", "first number of the law (`sim.streams.inverse`)"),
    "b": Field(np.float64, "law", "second number of the law"),
    "kind": Field(np.int64, "LAW_NAMES", "which law"),
}

REASON: Fields = {
    "up_to": Field(np.float64, "share", "cumulated share of reasons up to this one"),
    "stake_share": Field(np.float64, "share", "contacts that need goodwill"),
    "solve_probability": Field(np.float64, "share", "contacts without stake that are solved"),
    "severity": Field(np.float64, "1", "weight of a bad end in the hazard of leaving"),
    "extension_share": Field(np.float64, "share", "cases that need more time than the usual handling"),
    "hangs_up_at_once": Field(np.float64, "share", "callers who hang up at once when nobody is free"),
    "queue": Field(np.int32, "row", "queue of its callers; those for whom fewer may decide follow it"),
    "chat_queue": Field(np.int32, "row", "queue of those who write; -1 none"),
    "usual": Field(np.float64, "ms", "mean talk before any extension"),
    "hostile_share": Field(np.float64, "share", "contacts in which the customer is hostile"),
    "chat_share": Field(np.float64, "share", "cases that begin in writing"),
    "chat_fit": Field(np.float64, "share", "of these, such as can be settled in writing"),
}

# Conversations in writing: as many rows for every advisor as anybody may have at once.
CONVERSATION: Fields = {
    "ends_at": Field(np.int64, "work", "work of its advisor at which it ends"),
    "case": Field(np.int32, "row", "the case; -1 no conversation"),
}

# What befalls the centre, one row a shock.
SHOCK: Fields = {
    "begins": Field(np.int64, "ms", "when it begins; never: after the horizon"),
    "began": Field(np.int64, "ms", "the same on the clock of opening hours"),
    "ends": Field(np.int64, "ms", "when it ends, if no decision ends it before; known once it has begun"),
    "length": Field(np.int64, "ms", "opening time that it lasts at most"),
    "rate": Field(np.float64, "1/ms", "contacts that it brings at its beginning"),
    "half_life": Field(np.float64, "ms", "opening time in which they halve; infinite: never"),
    "handling": Field(np.float64, "1", "length of every talk, against the usual one"),
    "solving": Field(np.float64, "share", "of what is usually solved that still can be"),
    "reason": Field(np.int32, "row", "why they call; -1: for the usual reasons"),
    "step": Field(np.int32, "1", "steps of the decision taken, or meetings held"),
    "needs_decision": Field(np.int8, "flag", "a decision of the whole firm ends it"),
    "meets": Field(np.int8, "flag", "circles meet on it just now"),
    "on": Field(np.int8, "flag", "is on just now"),
}

# Seats of the working groups, group by group.
SEAT: Fields = {
    "advisor": Field(np.int32, "row", "who"),
    "group": Field(np.int32, "1", "in which working group"),
}

# The ledger period by period: what has been paid, needed and given up to the end of every period.
PERIOD: Fields = {
    "ends": Field(np.int64, "ms", "end of the period, or of the day"),
    "paid": Field(ledger().type, "ms", "paid time of advisors by account, since the first day"),
    "managers_paid": Field(ledger().type, "ms", "paid time of managers by account, since the first day"),
    "needs": Field((np.int64, (len(ROLES),)), "1", "needs, since the first day"),
    "met": Field((np.int64, (len(ROLES),)), "1", "of these, met by anybody"),
    "undone": Field((np.int64, (len(ROLES),)), "1", "of these, left undone"),
}

KINDS: dict[str, Fields] = {
    "customer": CUSTOMER,
    "advisor": ADVISOR,
    "manager": MANAGER,
    "person": PERSON,
    "group": GROUP,
    "queue": QUEUE,
    "tray": TRAY,
    "circle": CIRCLE,
    "member": MEMBER,
    "tension": TENSION,
    "precedent": PRECEDENT,
    "contact": CONTACT,
    "case": CASE,
    "closed": CLOSED,
    "event": EVENT,
    "spell": SPELL,
    "shift": SHIFT,
    "duty": DUTY,
    "chunk": CHUNK,
    "conversation": CONVERSATION,
    "shock": SHOCK,
    "seat": SEAT,
    "period": PERIOD,
    "arrival": ARRIVAL,
    "calendar": CALENDAR,
    "journal": JOURNAL,
    "law": LAW,
    "reason": REASON,
    "day": DAY,
    "clock": CLOCK,
}


def record_type(kind: str) -> np.dtype[np.void]:
    """NumPy type of one kind of record, aligned as the compiler expects it."""
    return dtype_of(KINDS[kind])


def dtype_of(fields: Fields) -> np.dtype[np.void]:
    """The same for fields that need not be all of a kind."""
    return np.dtype([_typed(name, field) for name, field in fields.items()], align=True)


def _typed(name: str, field: Field) -> tuple[object, ...]:
    return (name, *field.type) if isinstance(field.type, tuple) else (name, field.type)

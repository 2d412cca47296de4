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
)
from sim.states import CASE_STATES

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
    "generation": Field(np.uint16, "1", "how many customers this row has had before"),
}

ADVISOR: Fields = {
    "authority": Field(np.float64, "EUR", "largest stake decided at the desk"),
    "since": Field(np.int64, "ms", "since when in the present state"),
    "shift_start": Field(np.int64, "ms", "start of the present shift"),
    "shift_end": Field(np.int64, "ms", "end of the present shift"),
    "break_start": Field(np.int64, "ms", "when the break falls due"),
    "break_length": Field(np.int64, "ms", "length of the break"),
    "idle_since": Field(np.int64, "ms", "since when among the idle"),
    "wrap_up": Field(np.int64, "ms", "work after the present call"),
    "paid": Field(ledger().type, "ms", "paid time by account"),
    "id": Field(np.int32, "row", "the advisor's own row"),
    "manager": Field(np.int32, "row", "the manager answered to"),
    "group": Field(np.int32, "row", "the skill group"),
    "case": Field(np.int32, "row", "the case worked on"),
    "contact": Field(np.int32, "row", "the contact worked on"),
    "next": Field(np.int32, "row", "next in the list of idle advisors, longest idle first"),
    "previous": Field(np.int32, "row", "previous in the list of idle advisors"),
    "state": Field(np.int8, "account", "what the advisor is doing"),
}

MANAGER: Fields = {
    "limit": Field(np.float64, "EUR", "largest stake this manager may decide"),
    "since": Field(np.int64, "ms", "since when in the present state"),
    "shift_start": Field(np.int64, "ms", "start of the present shift"),
    "shift_end": Field(np.int64, "ms", "end of the present shift"),
    "paid": Field(ledger().type, "ms", "paid time by account"),
    "id": Field(np.int32, "row", "the manager's own row"),
    "boss": Field(np.int32, "row", "the manager one level up"),
    "tray": Field(np.int32, "row", "the tray this manager works from"),
    "case": Field(np.int32, "row", "the request under review"),
    "place": Field(np.int32, "1", "place in the level: even ones come early, odd ones late"),
    "level": Field(np.int8, "1", "1 for those whom advisors answer to"),
    "alone": Field(np.int8, "flag", "the only one of the level: comes in the middle of the day"),
    "state": Field(np.int8, "account", "what the manager is doing"),
    "looking": Field(np.int8, "flag", "works through the promised requests of the tray just now"),
}

GROUP: Fields = {
    "authority": Field(np.float64, "EUR", "largest stake its advisors decide, as routing knows it"),
    "first": Field(np.int32, "row", "first of its advisors"),
    "members": Field(np.int32, "1", "how many they are"),
    "on_duty": Field(np.int32, "1", "those who are there"),
    "idle_first": Field(np.int32, "row", "advisor idle longest"),
    "idle_last": Field(np.int32, "row", "advisor idle shortest"),
    "work_first": Field(np.int32, "row", "oldest call-back or rework"),
    "work_last": Field(np.int32, "row", "newest call-back or rework"),
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
    "cohort": Field(np.int8, "flag", "belongs to the latent cohort that every form meets"),
}

CASE: Fields = {
    "started": Field(np.int64, "ms", "first contact"),
    "started_working": Field(np.int64, "ms", "first contact, on the clock of opening hours"),
    "since": Field(np.int64, "ms", "since when in the present state, on the clock of opening hours"),
    "due": Field(np.int64, "ms", "since when a call-back is due"),
    "laid": Field(np.int64, "ms", "when it was laid into the tray"),
    "expires": Field(
        np.int64, "ms", "when its default decides, if it lies in a tray then or comes back later"
    ),
    "spent": Field((np.int64, (len(CASE_STATES),)), "ms", "opening time spent in each state"),
    "stake": Field(np.float64, "EUR", "goodwill that a fair answer needs"),
    "need": Field(np.int64, "ms", "time beyond the usual handling that the case still needs"),
    "ticket": Field(np.int64, "1", "place in the order of all who wait in queues"),
    "awaits": Field(np.int64, "1", "number of the event it waits for: another one is void; 0 none"),
    "overflows": Field(np.int64, "1", "number of the event that lets the next choice of groups take it"),
    "asked": Field(np.int64, "1", "number of the event at which the present request times out; 0 never"),
    "generation": Field(np.uint16, "1", "which customer of the row it belongs to"),
    "customer": Field(np.int32, "row", "whose case it is"),
    "serial": Field(np.int32, "1", "which of his first contacts it began with"),
    "contact": Field(np.int32, "row", "the contact now open"),
    "advisor": Field(np.int32, "row", "who handles it, or asked for the decision"),
    "group": Field(np.int32, "row", "the group that has handled it last"),
    "queue": Field(np.int32, "row", "the queue it waits in"),
    "tray": Field(np.int32, "row", "the tray it waits in"),
    "manager": Field(np.int32, "row", "who reviews it"),
    "next": Field(np.int32, "row", "next in the list it stands in"),
    "previous": Field(np.int32, "row", "previous in the list it stands in"),
    "attempt": Field(np.int16, "1", "contacts so far, minus one"),
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
    "customer": Field(np.int32, "row", "whose case"),
    "serial": Field(np.int32, "1", "which of his first contacts it began with"),
    "attempt": Field(np.int16, "1", "which contact of the case"),
    "state": Field(np.int8, "CASE_STATES", "state entered; -1 when the case ended"),
    "end": Field(np.int8, "CASE_ENDS", "how it ended"),
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
}

KINDS: dict[str, Fields] = {
    "customer": CUSTOMER,
    "advisor": ADVISOR,
    "manager": MANAGER,
    "group": GROUP,
    "queue": QUEUE,
    "tray": TRAY,
    "contact": CONTACT,
    "case": CASE,
    "closed": CLOSED,
    "event": EVENT,
    "shift": SHIFT,
    "duty": DUTY,
    "chunk": CHUNK,
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
    return np.dtype([_typed(name, field) for name, field in KINDS[kind].items()], align=True)


def _typed(name: str, field: Field) -> tuple[object, ...]:
    return (name, *field.type) if isinstance(field.type, tuple) else (name, field.type)

"""The records of the machinery of a day: events, shifts, arrivals, calendar, clock, and what it adds up to.

Called by `sim.records`, which gathers all kinds of records.
"""

from __future__ import annotations

import numpy as np

from sim.fields import Field, Fields
from sim.states import ACCOUNTS, CASE_STATES, ROLES

EVENT: Fields = {
    "when": Field(
        np.int64, "ms, kind", "when it happens, and its kind in the lower bits: the order of events"
    ),
    "sequence": Field(np.int64, "1", "number of the event: the order of those of a kind in a millisecond"),
    "subject": Field(np.int32, "row", "advisor, manager or case it happens to"),
    "next": Field(np.int32, "row", "next event of the bucket, or free row"),
}

# What is known of every weekday beforehand: shifts, and what they and the managers' duty bring about.
SHIFT: Fields = {
    "start": Field(np.int64, "ms", "start, from opening"),
    "end": Field(np.int64, "ms", "end, from opening"),
    "break_start": Field(np.int64, "ms", "when the break falls due, from opening"),
    "break_length": Field(np.int64, "ms", "length of the break"),
    "group": Field(np.int32, "row", "whose shift it is"),
}

DUTY: Fields = {
    "when": Field(np.int64, "ms, kind", "when it happens, from opening, and its kind in the lower bits"),
    "place": Field(np.int32, "row", "number of the day's shift, or the manager"),
}

# What calls advisors off the phone today: breaks, meetings with their preparation, paper work.
SPELL: Fields = {
    "start": Field(np.int64, "ms", "when it falls due"),
    "length": Field(np.int64, "ms", "how long it takes, once begun; 0: until its end"),
    "ends": Field(np.int64, "ms", "when it is over, whenever it was begun; never: it has its length"),
    "circle": Field(np.int32, "row", "whose meeting it is"),
    "next": Field(np.int32, "row", "the advisor's next one"),
    "account": Field(np.int8, "account", "what the advisor does in it"),
}

ARRIVAL: Fields = {
    "when": Field(np.int64, "ms, kind", "when somebody calls: a first contact, or one who comes back"),
    "rank": Field(np.int32, "1", "order of those of a kind in a millisecond"),
    "customer": Field(np.int32, "row", "who calls"),
    "serial": Field(np.int32, "1", "which of his first contacts"),
    "case": Field(np.int32, "row", "the case that comes back; -1 none: a first contact; below: of a shock"),
}

CALENDAR: Fields = {
    "opens": Field(np.int64, "ms", "start of opening"),
    "closes": Field(np.int64, "ms", "end of opening"),
    "worked": Field(np.int64, "ms", "opening time of all days before"),
    "operational": Field(
        np.float64, "expected contacts", "operational time at opening: first contacts expected before"
    ),
    "volume": Field(np.float64, "expected contacts", "expected first contacts, busyness included"),
    "weekday": Field(np.int32, "1", "0 Monday"),
    "callers": Field(np.int32, "row", "first chunk of the customers whose next first contact falls here"),
    "in_chunk": Field(np.int32, "1", "how many of them stand in that chunk; the others are full"),
    "first_return": Field(np.int32, "row", "first of the cases that come back on this day"),
}

CHUNK_ROWS = 15  # with the link, one cache line
CHUNK: Fields = {
    "customers": Field((np.int32, (CHUNK_ROWS,)), "row", "customers whose next first contact falls on a day"),
    "next": Field(np.int32, "row", "next chunk of the day, or of those that are free"),
}

DAY: Fields = {
    "day": Field(np.int32, "1", "number of the day"),
    "weekday": Field(np.int32, "1", "0 Monday"),
    "first_contacts": Field(np.int64, "1", "first contacts that reached the centre"),
    "redials": Field(np.int64, "1", "calls again after abandoning"),
    "repeats": Field(np.int64, "1", "calls again about an unresolved case"),
    "call_backs": Field(np.int64, "1", "promised call-backs made"),
    "latent": Field(np.int64, "1", "first contacts of customers who had left because of service"),
    "answered": Field(np.int64, "1", "inbound contacts answered"),
    "in_target": Field(np.int64, "1", "inbound contacts answered within the target wait"),
    "abandoned": Field(np.int64, "1", "inbound contacts abandoned in the queue"),
    "blocked": Field(np.int64, "1", "inbound contacts that found all lines taken"),
    "abandoned_in_target": Field(np.int64, "1", "of those, within the target wait"),
    "hung_up_on_hold": Field(np.int64, "1", "customers who left the line while waiting for a decision"),
    "wait": Field(np.int64, "ms", "waits of answered inbound contacts"),
    "transfers": Field(np.int64, "1", "customers handed over to another group"),
    "transfers_abandoned": Field(np.int64, "1", "of those, who gave up waiting for it"),
    "transfer_wait": Field(np.int64, "ms", "waits of those who were answered there"),
    "cut": Field(np.int64, "1", "talks that ended before the need was met"),
    "handling": Field(np.int64, "ms", "talk of inbound contacts and call-backs"),
    "ended_fairly": Field(np.int64, "1", "cases closed fairly"),
    "solved_at_first": Field(np.int64, "1", "cases closed fairly at the first contact, no call-back needed"),
    "desk_decisions": Field(np.int64, "1", "decisions that advisors took themselves, by whatever right"),
    "requests": Field(np.int64, "1", "decisions asked from a manager"),
    "reviews": Field(np.int64, "1", "reviews finished"),
    "tray_wait": Field(np.int64, "ms", "waits of requests before review, calendar time"),
    "granted": Field(np.int64, "1", "decisions granted"),
    "goodwill": Field(np.float64, "EUR", "what was granted, overspending and undue claims included"),
    "by_precedent": Field(np.int64, "1", "decisions that a precedent covered, at the desk or on an agenda"),
    "exceptions": Field(np.int64, "1", "decisions beyond the authority, by way of exception"),
    "violations": Field(np.int64, "1", "decisions beyond the authority, against the rule"),
    "overspent": Field(np.float64, "EUR", "given beyond what was due"),
    "unfair": Field(np.int64, "1", "refusals of what was due"),
    "abuse": Field(np.float64, "EUR", "stakes granted that were not due"),
    "bad_practice": Field(np.int64, "1", "violations and overspending"),
    "bad_practice_delay": Field(np.int64, "ms", "until it will be seen, of that which will be"),
    "bad_practice_hidden": Field(np.int64, "1", "of it, what nobody will ever see"),
    "seen": Field(np.int64, "1", "bad practice seen"),
    "sanctions": Field(np.int64, "1", "of that, sanctioned"),
    "called_to_order": Field(np.int64, "1", "decisions within the authority that were not taken well"),
    "felt": Field(np.float64, "share", "mean of the autonomy felt, at the end of the day"),
    "advice_asked": Field(np.int64, "1", "cases on which colleagues were asked"),
    "advice_heard": Field(np.int64, "1", "answers of colleagues"),
    "advice_short": Field(np.int64, "1", "cases decided with fewer answers than wanted"),
    "interruptions": Field(np.int64, "1", "of the answers, given in the middle of a call"),
    "meetings": Field(np.int64, "1", "meetings with a quorum"),
    "meetings_void": Field(np.int64, "1", "meetings without one"),
    "on_agenda": Field(np.int64, "1", "cases laid before a circle"),
    "agenda_wait": Field(np.int64, "ms", "from there to the last decision, calendar time"),
    "agenda_decided": Field(np.int64, "1", "cases that circles decided"),
    "consents": Field(np.int64, "1", "consents of other circles given"),
    "objections": Field(np.int64, "1", "items sent to the next meeting"),
    "precedents": Field(np.int64, "1", "precedents set or widened"),
    "tensions": Field(np.int64, "1", "tensions raised"),
    "tensions_resolved": Field(np.int64, "1", "tensions resolved"),
    "tension_time": Field(np.int64, "ms", "from raised to the last consent, of those resolved"),
    "hostile": Field(np.int64, "1", "hostile contacts"),
    "needs": Field((np.int64, (len(ROLES),)), "1", "needs of support, by role"),
    "met": Field((np.int64, (len(ROLES),)), "1", "of these, met by anybody"),
    "met_by_peers": Field((np.int64, (len(ROLES),)), "1", "of these, by a colleague"),
    "met_by_circles": Field((np.int64, (len(ROLES),)), "1", "of these, in the meeting of a circle"),
    "undone": Field((np.int64, (len(ROLES),)), "1", "needs left undone"),
    "available": Field(np.int64, "1", "needs that a manager met in time"),
    "relapses": Field(np.int64, "1", "parts of the day in which a manager relapsed into approving"),
    "parts": Field(np.int64, "1", "parts of the day that he could have relapsed in"),
    "exposure": Field(np.float64, "share", "mean exposure of managers to the field, at the opening"),
    "delegations": Field(np.int64, "1", "times that the desk was allowed more"),
    "surge_calls": Field(np.int64, "1", "times that managers were called to the phones"),
    "answered_by_managers": Field(np.int64, "1", "inbound contacts that managers answered"),
    "shock_contacts": Field(np.int64, "1", "first contacts that a shock brought"),
    "crises": Field(np.int64, "1", "shocks begun that the firm has to decide on"),
    "crises_decided": Field(np.int64, "1", "of these, decided"),
    "crisis_time": Field(np.int64, "ms", "opening time from their beginning to the decision"),
    "gamed": Field(np.int64, "1", "contacts gamed"),
    "scored": Field(np.int64, "1", "contacts that a target or bonus scores"),
    "scored_well": Field(np.int64, "1", "of these, recorded as the target wants them"),
    "truly_well": Field(np.int64, "1", "of these, truly so"),
    "bonus_due": Field(np.int64, "1", "bonuses that could have been paid"),
    "bonus_paid": Field(np.int64, "1", "bonuses paid"),
    "effort": Field(np.float64, "1", "mean effort of advisors, at the opening"),
    "called_for": Field(np.int64, "1", "contacts under a script that call for an answer of their own"),
    "unscripted": Field(np.int64, "1", "of these, in which the script was left"),
    "dissonance": Field(np.float64, "1", "of these, kept to the script: the sum of its tightness"),
    "group_meetings": Field(np.int64, "1", "meetings of working groups to which somebody came"),
    "staff": Field(np.int64, "1", "advisors employed at the opening, trainees included"),
    "trainees": Field(np.int64, "1", "of these, in training"),
    "ill": Field(np.int64, "1", "of these, ill"),
    "shifts": Field(np.int64, "1", "shifts on the roster"),
    "uncovered": Field(np.int64, "1", "of these, such as nobody came for"),
    "quits": Field(np.int64, "1", "advisors who have left since the last opening"),
    "hires": Field(np.int64, "1", "advisors who begin today"),
    "strain": Field(np.float64, "1", "mean strain of the staff of day 0, whoever has left at his last"),
    "strain_squared": Field(np.float64, "1", "mean square of the same"),
    "burnt_out": Field(np.int64, "1", "of the staff of day 0, those beyond the line"),
    "engagement": Field(np.float64, "1", "mean engagement of the advisors of day 0, likewise"),
    "engagement_squared": Field(np.float64, "1", "mean square of the same"),
    "strain_of_hires": Field(np.float64, "1", "sum of the strain of those hired since"),
    "hired": Field(np.int64, "1", "how many they are"),
    "trust_sponsor": Field(np.float64, "1", "mean trust in top management, of the advisors of day 0"),
    "trust_manager": Field(np.float64, "1", "the same in managers"),
    "trust_peers": Field(np.float64, "1", "the same among colleagues"),
    "initiative": Field(np.float64, "1", "mean initiative of the advisors of day 0, likewise"),
    "initiatives": Field(np.int64, "1", "contacts in which more was done than asked"),
    "initiative_cost": Field(np.float64, "EUR", "what that cost"),
    "pressure": Field(np.float64, "1", "mean pressure by colleagues, over advisors employed"),
    "conflicts": Field(np.int64, "1", "quarrels among colleagues since the last opening"),
    "irritants": Field(np.float64, "share", "of everybody's irritants, what working groups have left"),
    "chats": Field(np.int64, "1", "conversations in writing begun"),
    "chats_ended": Field(np.int64, "1", "of these, brought to an end"),
    "chats_left": Field(np.int64, "1", "of these, given up by the customer"),
    "chats_misfit": Field(np.int64, "1", "of those ended, about what cannot be settled in writing"),
    "chat_time": Field(np.int64, "ms", "from answer to end, of those ended"),
    "chat_area": Field(np.int64, "ms", "time integral of the number of conversations"),
    "chat_busy": Field(np.int64, "ms", "time of advisors with a conversation, overtime included"),
    "fair_spent": Field(
        (np.int64, (len(CASE_STATES),)), "ms", "opening time by state of cohort cases closed fairly"
    ),
    "waiting_area": Field(np.int64, "ms", "time integral of the number of contacts waiting in the queue"),
    "open_cases": Field(np.int64, "1", "cases open at the end of the day"),
    "paid": Field(
        (np.int64, (len(ACCOUNTS),)), "ms", "paid time of advisors by account, since the first day"
    ),
    "managers_paid": Field(
        (np.int64, (len(ACCOUNTS),)), "ms", "paid time of managers by account, since the first day"
    ),
}

CLOCK: Fields = {
    "now": Field(np.int64, "ms", "time of the event in hand"),
    "opens": Field(np.int64, "ms", "start of the day's opening"),
    "closes": Field(np.int64, "ms", "end of the day's opening"),
    "ends": Field(np.int64, "ms", "start of the next day's opening: later events belong to it"),
    "worked": Field(np.int64, "ms", "opening time of all days before"),
    "measured_from": Field(np.int64, "ms", "start of the first measured day; leaving begins here"),
    "sequence": Field(np.int64, "1", "events scheduled so far"),
    "drawn_after": Field(np.int64, "1", "events scheduled before the day's arrivals were drawn"),
    "digest": Field(np.uint64, "1", "folds every contact's times and outcome"),
    "waiting_since": Field(np.int64, "ms", "last change of the number waiting"),
    "tickets": Field(np.int64, "1", "tickets given to those who waited in queues so far"),
    "lines": Field(np.int64, "1", "lines for customers who call"),
    "lines_taken": Field(np.int64, "1", "lines taken"),
    "seeking": Field(np.int32, "1", "advisors on the line who wait for a colleague's advice"),
    "spells": Field(np.int32, "1", "rows of the day's spells in use"),
    "free_tension": Field(np.int32, "row", "first free row of the tensions"),
    "tensions": Field(np.int32, "1", "tensions open"),
    "day": Field(np.int32, "1", "number of the day"),
    "first_when": Field(np.int64, "ms, kind", "when the earliest event of the buckets happens"),
    "first_event": Field(np.int32, "row", "the earliest event of the buckets"),
    "free_event": Field(np.int32, "row", "first free row of the events"),
    "events": Field(np.int32, "1", "events in buckets"),
    "far_events": Field(np.int32, "1", "events further ahead than the buckets reach"),
    "agenda": Field(np.int32, "row", "next event of the day's agenda"),
    "agenda_ends": Field(np.int32, "1", "events of the day's agenda"),
    "arrival": Field(np.int32, "row", "next first contact of the day"),
    "arrivals": Field(np.int32, "1", "first contacts of the day"),
    "contacts": Field(np.int32, "1", "rows of the contact log in use"),
    "free_case": Field(np.int32, "row", "first free row of the cases"),
    "free_chunk": Field(np.int32, "row", "first free chunk"),
    "open_cases": Field(np.int32, "1", "cases open"),
    "closed": Field(np.int32, "1", "rows of the closed cohort cases in use"),
    "journal": Field(np.int32, "1", "rows of the journal in use"),
    "journal_on": Field(np.int8, "flag", "the journal is kept"),
    "is_open": Field(np.int8, "flag", "calls are admitted"),
    "closes_today": Field(np.int8, "flag", "the centre closes at the end of the day"),
    "employed": Field(np.int32, "1", "advisors employed: the rows behind them are managers' seats"),
    "surge_from": Field(np.int64, "ms", "from when on managers may be called to the phones again"),
    "shocks_on": Field(np.int32, "1", "shocks that are on just now"),
    "handling": Field(np.float64, "1", "length of every talk against the usual one, as shocks have it"),
    "solving": Field(np.float64, "share", "of what is usually solved that still can be, as shocks have it"),
    "shock_serials": Field(np.int64, "1", "contacts that shocks have brought so far"),
    "irritants": Field(np.float64, "share", "of everybody's irritants, what working groups have left"),
    "irritants_touched": Field(np.int64, "ms", "since when they have that value"),
    "hours": Field(np.int32, "1", "rows of the hours in use"),
    "pauses": Field(np.int64, "ms", "when the next hour is booked, or the day is over"),
    "persons": Field(np.int32, "1", "rows of people in use: everybody who is or was employed"),
    "staff_of_day_0": Field(np.int32, "1", "the first so many of them: advisors, then managers"),
    "waiting": Field(np.int32, "1", "cases waiting in queues"),
    "chats_waiting": Field(np.int32, "1", "of these, in writing"),
    "fault": Field(
        np.int32, "1", "first number of the day that was none: its place (`sim.soundness`); 0 none"
    ),
    "fault_row": Field(np.int32, "row", "the customer it was about, or whom else (`sim.soundness`)"),
}

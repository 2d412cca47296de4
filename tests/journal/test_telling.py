"""The journal of a case word for word, where the day is computed by hand."""

from __future__ import annotations

from typing import Any

from centres import (
    MINUTE,
    Centre,
    centre_of,
    circle,
    constant,
    groups_of,
    quiet,
    refund,
    routine,
)
from writing import chatting, fair_shares, in_writing, refund_in_writing

from sim.journal.printing import Journal
from sim.journal.reading import case_of, cases_of_day
from sim.journal.waiting import mostly, table_of
from sim.rights import Advice

APART = Advice(colleagues=1, interrupts=False, longest_wait=1)
TWO_LEVELS: dict[str, Any] = {"limits": [100.0, None], "staffing": {"span_of_control": 1.0}}


def journal_of(centre: Centre, name: str) -> Journal:
    """The journal of a caller's case, the days simulated."""
    run = centre.simulate().run
    briefs = [one for day in range(run.day - run.warmup) for one in cases_of_day(run, day)]
    return Journal(case_of(run, next(one for one in briefs if one.customer == centre.names[name])))


def told(centre: Centre, name: str) -> list[str]:
    """Times of day and sentences."""
    return [f"{when[-8:]} {said}" for when, said in journal_of(centre, name).path]


def test_an_approval_by_two_levels_with_rework_on_the_line() -> None:
    """Talk 5, read 3, read 3 above, sent back, completed 4, read 3 and 3 again."""
    centre = Centre(centre_of(refund(150), rework_probability=1.0, **TWO_LEVELS)).calls(ann="7:00:00")
    journal = journal_of(centre, "ann")
    holding = "The customer holds the line, and the advisor with him."
    assert told(centre, "ann") == [
        "07:00:00 The customer calls. Advisor 0 answers at once.",
        f"07:05:00 150 EUR are at stake, and advisor 0 decides up to 50 EUR. {holding} "
        "Manager 0 is free and reads the request at once.",
        "07:08:00 Manager 0 may sign up to 100 EUR only: it goes up a level. "
        "Manager 1 is free and reads the request at once.",
        "07:11:00 Manager 1 sends it back: something is missing. Advisor 0 begins to complete it.",
        f"07:15:00 {holding} Manager 0 is free and reads the request at once.",
        "07:18:00 Manager 0 may sign up to 100 EUR only: it goes up a level. "
        "Manager 1 is free and reads the request at once.",
        "07:21:00 Manager 1 decides: granted. The call is over. The case is closed fairly.",
    ]
    assert journal.spent_min == {"handled": 5.0, "held": 12.0, "rework": 4.0}
    assert mostly(journal.case) == (
        "Mostly the customer waited for a manager to finish reading the request: "
        "12 min of 21 min of opening hours (57%); 5 min was talk."
    )


def test_why_a_request_lay_in_the_tray() -> None:
    """Ann's is read from 7:05 to 7:08; Bob's comes at 7:06. With less patience he is gone at 7:07:30."""
    centre = Centre(centre_of(refund(80)), 2).calls(ann="7:00:00", bob="7:01:00")
    assert told(centre, "bob")[1:] == [
        "07:06:00 80 EUR are at stake, and advisor 0 decides up to 50 EUR. "
        "The customer holds the line, and the advisor with him. "
        "The request goes to manager 0, who is reading another request; nothing lies before it.",
        "07:08:00 After 2 min in the tray manager 0 reads the request: "
        "meanwhile he was reading others for 2 min.",
        "07:11:00 Manager 0 decides: granted. The call is over. The case is closed fairly.",
    ]
    short = centre_of(refund(80, hold_patience=constant(1.5)))
    assert told(Centre(short, 2).calls(ann="7:00:00", bob="7:01:00"), "bob")[2:] == [
        "07:07:30 The customer gives up holding after 1 min 30 s and hangs up; the request is withdrawn. "
        "The customer does not call again: the case is abandoned."
    ]


def test_a_call_back_over_night() -> None:
    """Ten minutes before closing; the only manager comes at 9:00 for eight hours."""
    scenario = centre_of(refund(80), request="call_back", staffing={"manager_shift": 8.0})
    centre = Centre(scenario, days=2).calls(ann="18:50:00")
    assert told(centre, "ann")[1:] == [
        "18:55:00 80 EUR are at stake, and advisor 0 decides up to 50 EUR. "
        "The customer is promised a call-back, and the call is over. "
        "The request goes to manager 0, who is not at work; nothing lies before it.",
        "09:00:00 After 14 h 5 min (2 h 5 min of opening hours) in the tray manager 0 reads the request: "
        "the centre was closed for 12 h; "
        "for 2 h 5 min he was not at work.",
        "09:03:00 Manager 0 decides: granted. A call-back is due. Advisor 0 calls back at once.",
        "09:05:00 The call is over. The case is closed fairly.",
    ]
    journal = journal_of(centre, "ann")
    assert [(row.what, row.opening[1] - row.opening[0]) for row in table_of(journal.case)] == [
        ("talking to an advisor", 7 * MINUTE),
        ("in managers' trays, to be called back", 128 * MINUTE),
        ("until it is read", 125 * MINUTE),
        ("while it is read", 3 * MINUTE),
        ("from first call to end", 135 * MINUTE),
    ]
    assert mostly(journal.case).startswith(
        "Mostly the customer waited for a manager to read the request: "
        "2 h 5 min of 2 h 15 min of opening hours (93%); 7 min was talk. "
        "The request goes to manager 0, who is not at work; nothing lies before it. After 14 h 5 min"
    )


def test_rework_and_call_back_wait_for_an_advisor() -> None:
    """The only advisor talks to Bob from 7:06 and writes it up until 7:12; Bob's rework lasts until 7:20."""
    scenario = centre_of(refund(80), request="call_back", rework_probability=1.0)
    rest = "nothing else waits before it, 1 advisor is there, and callers mostly go first."
    assert told(Centre(scenario).calls(ann="7:00:00", bob="7:06:00"), "ann")[2:] == [
        f"07:08:00 Manager 0 sends it back: something is missing. It waits for an advisor; {rest}",
        "07:12:00 Advisor 0 begins to complete it after 4 min.",
        "07:16:00 Manager 0 is free and reads the request at once.",
        f"07:19:00 Manager 0 decides: granted. A call-back is due; {rest}",
        "07:20:00 Advisor 0 calls back after 1 min.",
        "07:22:00 The call is over. The case is closed fairly.",
    ]


def test_a_wait_in_the_queue_and_a_redial() -> None:
    """Patience 3 min, a redial after 10; Cid finds Bob before him, and one of two advisors on hold."""
    patient = centre_of(routine(), demand={"redial_probability": 0.9})
    centre = Centre(patient, seed=2).calls(ann="7:00:00", bob="7:01:00")
    assert told(centre, "bob") == [
        "07:01:00 The customer calls. The only advisor there is not free; nobody waits before this one.",
        "07:04:00 The customer gives up waiting after 3 min and leaves the line. "
        "The customer will call again.",
        "07:14:00 The customer calls again. Advisor 0 answers at once.",
        "07:19:00 The call is over. The case is closed fairly.",
    ]
    assert mostly(journal_of(centre, "bob").case) == (
        "Mostly the customer waited for his own next call: 10 min of 18 min of opening hours (56%); "
        "5 min was talk. The customer gives up waiting after 3 min and leaves the line."
    )


def test_what_the_advisors_do_while_a_caller_waits() -> None:
    """At 7:05:30 Ann is held and Bob talks; Dan waits since 7:05."""
    centre = Centre(centre_of(refund(80)), 2).calls(
        ann="7:00:00", bob="7:02:00", dan="7:05:00", eve="7:05:30"
    )
    assert told(centre, "eve")[0] == (
        "07:05:30 The customer calls. Of 2 advisors there, 1 of them on hold for a decision, none is free; "
        "1 caller waits before this one."
    )


def test_a_transfer() -> None:
    groups = groups_of(first={}, second={"authority": 100.0})
    scenario = centre_of(refund(80), beyond="transfer", staffing={"groups": groups})
    assert told(Centre(scenario).calls(ann="7:00:00", bob="7:01:00"), "ann") == [
        "07:00:00 The customer calls. Advisor 0 answers at once.",
        "07:05:00 80 EUR are at stake, and advisor 0 decides up to 50 EUR. "
        "Advisor 0 hands the customer over to colleagues who may decide it. "
        "The only advisor who may answer there is not free; nobody waits before this one.",
        "07:07:00 Advisor 1 takes over after 2 min.",
        "07:12:00 Advisor 1 decides within his authority: granted. The call is over. "
        "The case is closed fairly.",
    ]


def test_advice() -> None:
    """A colleague on the phone is interrupted for 2 min; where he may not be, one waits 1 min for him."""
    for advice, then in (
        (
            Advice(colleagues=1),
            ["Advisor 0 interrupts a call to advise.", "07:07:00 Advisor 0 has advised after 2 min. "],
        ),
        (APART, ["No colleague of the team may be asked just now.", "07:06:00 "]),
    ):
        scenario = centre_of(refund(80), beyond="advise", advice=advice)
        heard = "1 colleague" if advice.interrupts else "nobody"
        assert told(Centre(scenario, 2).calls(ann="7:00:00", bob="7:02:00"), "ann")[1:] == [
            "07:05:00 80 EUR are at stake, and advisor 1 decides up to 50 EUR. "
            f"The customer holds the line for advice. {then[0]}",
            f"{then[1]}Advisor 1 decides himself, {heard} heard: granted. The call is over. "
            "The case is closed fairly.",
        ]


def test_circles_decide_and_a_precedent_settles_the_next() -> None:
    """The daily meeting from 10:00 to 10:10 has time for one item; two of 80 EUR stand on the agenda."""
    scenario = centre_of(
        refund(80),
        beyond="circle",
        circles={"team": circle(decides=True, length=10.0, item=10.0)},
        coordination=quiet(),
    )
    calls = {"ann": "7:00:00", "bob": "7:01:00"}
    assert told(Centre(scenario, 3, days=2).calls(**calls), "ann")[2:] == [
        "10:10:00 Circle 0 (team) decides: granted. A call-back is due. Advisor 0 calls back at once.",
        "10:12:00 The call is over. The case is closed fairly.",
    ]
    assert told(Centre(scenario, 3, days=2).calls(**calls), "bob")[1:3] == [
        "07:06:00 80 EUR are at stake, and advisor 0 decides up to 50 EUR. "
        "The customer is promised a call-back, and the call is over. "
        "It stands on the agenda of circle 0 (team), which meets every open day; 1 case stands before it.",
        "10:10:00 A precedent covers it: granted. A call-back is due. Advisor 1 calls back at once.",
    ]


def test_a_meeting_too_short_or_too_small_decides_nothing() -> None:
    """Without precedents that reach so far, Bob's case has no time in the first meeting."""
    short = quiet(precedent_reach=0.0)
    scenario = centre_of(
        refund(80), beyond="circle", circles={"team": circle(decides=True, length=10.0, item=10.0)},
        coordination=short,
    )  # fmt: skip
    said = told(Centre(scenario, 3, days=2).calls(ann="7:00:00", bob="7:01:00"), "bob")
    assert said[2:4] == [
        "10:10:00 Circle 0 (team) meets, and has no time left for it.",
        "10:10:00 Circle 0 (team) decides: granted. A call-back is due. Advisor 0 calls back at once.",
    ]


def test_an_exception_and_a_default() -> None:
    """One exception a week; a manager who does not come before the time is up."""
    lone = centre_of(refund(80), exceptions_per_week=1)
    assert told(Centre(lone).calls(ann="7:00:00"), "ann")[1] == (
        "07:05:00 Advisor 0 makes one of the week's exceptions: granted. The call is over. "
        "The case is closed fairly."
    )
    late = centre_of(refund(80), request="call_back", staffing={"manager_shift": 4.0}, time_out=0.5)
    said = told(Centre(late).calls(ann="18:00:00"), "ann")
    assert said[2].startswith(
        "18:35:00 The request has waited too long and is decided by default: refused, though it was due. "
    )
    assert said[3].endswith("The case is closed, refused because time ran out.")


def test_a_request_waits_for_the_end_of_a_meeting() -> None:
    """In rounds of two hours from 7:00 the manager is in a meeting from 8:00 to 9:00."""
    rounds = {"meeting_share": 0.5, "manager_round": 120.0}
    patient = centre_of(refund(80, hold_patience=constant(None)), support=rounds)
    assert told(Centre(patient).calls(ann="7:57:00"), "ann")[1:3] == [
        "08:02:00 80 EUR are at stake, and advisor 0 decides up to 50 EUR. "
        "The customer holds the line, and the advisor with him. "
        "The request goes to manager 0, who is in a meeting; nothing lies before it.",
        "09:00:00 After 58 min in the tray manager 0 reads the request: "
        "meanwhile he was in meetings for 58 min.",
    ]


def test_a_conversation_and_the_call_back_that_follows() -> None:
    """Work of 6 min, read in 3, called back by the only advisor on the phone."""
    assert told(chatting(refund_in_writing(80)).calls(ann="7:00:00"), "ann") == [
        "07:00:00 The customer writes. Advisor 1 takes up the conversation at once.",
        "07:06:00 80 EUR are at stake, and advisor 1 decides up to 50 EUR. "
        "The customer is promised a call-back, and the conversation is over. "
        "Manager 0 is free and reads the request at once.",
        "07:09:00 Manager 0 decides: granted. A call-back is due. Advisor 0 calls back at once.",
        "07:11:00 The call is over. The case is closed fairly.",
    ]


def test_who_has_had_enough_of_a_conversation() -> None:
    """Patience of 4 min for work of 6."""
    impatient = chatting(in_writing(), chat=fair_shares(conversation_patience=constant(4)))
    assert told(impatient.calls(ann="7:00:00"), "ann")[1] == (
        "07:04:00 The customer has had enough of the conversation after 4 min. "
        "The customer does not call again: the case is abandoned."
    )

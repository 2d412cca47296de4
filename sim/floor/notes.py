"""The journal of cases: what happened to each, when, and who was concerned.

Kept on request only (`sim.world.Run`). A line is a state entered, the end, or what happens within a state:
why somebody waits, who reads, asks or decides. `sim.journal` tells it. Called by the rooms of the floor and
of governance, each time behind the test of `clock.journal_on`; nothing here changes anything else.
"""

import numpy as np

from sim.compiling import compiled
from sim.floor.roster import on_shift
from sim.states import (
    ASKING,
    BEYOND,
    BREAK,
    CALL_ENDS,
    COACHING,
    DECIDED,
    DOCUMENTING,
    DUE,
    ENGAGED,
    HANDLED,
    HOLD,
    LAID,
    MEETING,
    NO_QUORUM,
    NONE,
    OFF,
    OPEN,
    PHONE,
    PREPARATION,
    PUT_ON_AGENDA,
    QUEUED,
    READ,
    RECOVERY,
    SLACK,
    TALK,
    WAITS,
    WORKING_GROUP,
)

MS_OF_SECOND = 1000
# At work, and not there for callers.
OFF_THE_PHONE = (BREAK, PREPARATION, MEETING, RECOVERY, DOCUMENTING, COACHING, SLACK, WORKING_GROUP)


@compiled
def note(world, case, what):
    """Write a line about a case; the caller has made sure of room. Returns its row."""
    clock = world.clock[0]
    row = clock.journal
    clock.journal += 1
    line = world.journal[row]
    line.time = clock.now
    line.customer = case.customer
    line.serial = case.serial
    line.attempt = case.attempt
    line.what = what
    line.state = case.state
    line.end = OPEN
    line.amount = case.stake
    line.advisor = case.advisor
    line.manager = NONE
    line.circle = NONE
    line.before = 0
    line.there = 0
    line.on_hold = 0
    line.away = 0
    line.detail = NONE
    line.right = NONE
    line.reason = case.reason
    line.channel = PHONE if case.promised == 1 else case.channel  # call-backs are calls
    line.flag = 0
    for place in range(len(ENGAGED)):
        line.engaged[place] = 0
    return row


@compiled
def note_state(world, case, what, state, end):
    """A case begins, enters another state, or ends."""
    line = world.journal[note(world, case, what)]
    line.state = state
    line.end = end
    if state == QUEUED:
        line.detail = case.returns_as if case.attempt > 0 else 0
    line.flag = case.stake > 0.0 and case.undue == 1


@compiled
def note_end_of_call(world, case, outcome):
    """A contact is over; whether the need was met."""
    line = world.journal[note(world, case, CALL_ENDS)]
    line.detail = outcome
    line.flag = case.cut == 1 and case.state == HANDLED


@compiled
def note_beyond(world, advisor_row):
    """The stake is beyond what the advisor dares to decide: others will be asked."""
    advisor = world.advisor[advisor_row]
    line = world.journal[note(world, world.case[advisor.case], BEYOND)]
    line.amount = advisor.authority * advisor.felt


@compiled
def note_decision(world, case, decision, right):
    """A decision is taken, by a right; returns the line's row."""
    row = note(world, case, DECIDED)
    world.journal[row].detail = decision
    world.journal[row].right = right
    return row


@compiled
def note_person(world, case, what, advisor_row, doing):
    """An advisor is concerned: who completes a request, is asked, or has answered."""
    line = world.journal[note(world, case, what)]
    line.advisor = advisor_row
    line.detail = doing


@compiled
def note_waiting(world, row):
    """A caller waits in a queue: how many before him, and what the advisors do who may answer."""
    case = world.case[row]
    line = world.journal[note(world, case, WAITS)]
    line.before = _before(world, row)
    for each in range(world.clock[0].employed):
        advisor = world.advisor[each]
        if world.route[case.queue, advisor.group] != NONE:
            _count(line, advisor)


@compiled
def note_due(world, row):
    """A call-back or rework waits for an advisor of the group that asked: how much work before it."""
    case = world.case[row]
    line = world.journal[note(world, case, DUE)]
    line.before = _before(world, row)
    group = world.group[case.group]
    for each in range(group.first, group.first + group.members):
        _count(line, world.advisor[each])


@compiled
def _count(line, advisor):
    """Count an advisor among those there, those there with a customer on hold, or those off the phone."""
    if advisor.state == OFF:
        return
    if advisor.state in OFF_THE_PHONE:
        line.away += 1
        return
    line.there += 1
    line.on_hold += advisor.state == HOLD or advisor.state == ASKING


@compiled
def _before(world, row):
    """How many stand before a case in its list."""
    number = 0
    each = world.case[row].previous
    while each != NONE:
        number += 1
        each = world.case[each].previous
    return number


@compiled
def note_laid(world, row):
    """A request is laid into a tray: how many lie before it, and what its manager is doing."""
    case = world.case[row]
    line = world.journal[note(world, case, LAID)]
    line.before = _before(world, row)
    _watch(world, line, case.tray)


@compiled
def note_read(world, case, manager_row):
    """A manager begins to read a request."""
    manager = world.manager[manager_row]
    line = world.journal[note(world, case, READ)]
    _watch(world, line, manager.tray)
    line.manager = manager_row


@compiled
def _watch(world, line, tray):
    """Who works from a tray, how many of them are on duty, what they do, and have done so far."""
    now = world.clock[0].now
    for place in range(world.manager.size):
        manager = world.manager[place]
        if manager.tray != tray:
            continue
        if line.manager == NONE:
            line.manager = place
            line.detail = _doing(manager, now)
        line.there += _doing(manager, now) != OFF
        for account in range(len(ENGAGED)):
            passed = manager.paid[ENGAGED[account]]
            if manager.state == ENGAGED[account]:
                passed += now - manager.since
            elif ENGAGED[account] == TALK and manager.seat != NONE:
                passed += _on_phones(world.advisor[manager.seat], now)
            line.engaged[account] += np.int32(passed // MS_OF_SECOND)


@compiled
def _on_phones(seat, now):
    """How long a manager has sat on the phones so far, whatever he did there."""
    return seat.paid.sum() + (now - seat.since if seat.state != OFF else 0)


@compiled
def _doing(manager, now):
    """What a manager is doing: also where he takes calls, or has not gone yet."""
    if manager.on_phones == 1:
        return TALK
    return manager.state if on_shift(manager, now) else OFF


@compiled
def note_review(world, case, what, manager):
    """A manager has read a request, and sends it up or back; with what he may sign."""
    line = world.journal[note(world, case, what)]
    line.manager = manager.id
    line.amount = manager.limit


@compiled
def note_circle(world, case, what, circle_row):
    """A circle is concerned with a case."""
    line = world.journal[note(world, case, what)]
    line.circle = circle_row


@compiled
def note_agenda(world, row, circle_row):
    """A case stands on the agenda of a circle: how many before it."""
    line = world.journal[note(world, world.case[row], PUT_ON_AGENDA)]
    line.circle = circle_row
    line.before = _before(world, row)


@compiled
def note_no_quorum(world, circle_row, came):
    """A meeting was held for nothing: all cases on its agenda wait for the next."""
    circle = world.circle[circle_row]
    row = circle.agenda_first
    while row != NONE:
        line = world.journal[note(world, world.case[row], NO_QUORUM)]
        line.circle = circle_row
        line.there = came
        line.before = circle.expected
        row = world.case[row].next

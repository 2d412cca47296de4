"""Trays and reviews: a request waits for a manager, who decides, sends it back, or sends it up.

The tray is a manager's own, or the pooled one of the level (`sim.governance.chain`). A request that his
signature does not close goes up a level; it may be sent back for rework; one that waits too long is decided
by its default. Congestion of approvers, not depth alone, makes a chain slow (Erlang 1917; finite source, Palm
1947: `sim.erlang.finite_source`). Called by `sim.governance.approval`, `sim.floor.work` and `sim.phases`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.cases import move
from sim.floor.handling import duration
from sim.floor.notes import note, note_decision, note_laid, note_read, note_review
from sim.floor.roster import at_rest, on_shift, turn_to
from sim.governance.chain import default_decision, first_tray, may_close, tray_above
from sim.governance.decision import decide, hold, promise, wait_for_advisor
from sim.lists import join, leave
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import (
    ASKED,
    BY_SIGNATURE,
    BY_TIME_OUT,
    COMPLETED,
    DENIED,
    GRANTED,
    HOLD,
    IDLE,
    IN_TRAY,
    NONE,
    OFF,
    REVIEW_LAW,
    REVIEWING,
    REWORK,
    REWORK_LAW,
    REWORKING,
    SENT_BACK,
    SENT_UP,
)
from sim.streams import ATTEMPTS, REVIEW, uniforms

REFUSAL = number_of("approval.refusal")
SENDS_BACK = number_of("approval.sends_back")
TIME_BLOCK, JUDGEMENT_BLOCK = range(2)  # blocks of REVIEW


@rule("approval.refusal", reference="Taylor, ApexCX: nobody recalled a refusal; grant rates of 90-100 %")
def refusal_with_loss(manager, case, settings):
    """Summary of rule: a share, more at each level, as reasons get lost; of undue requests, those seen.

    Both are the less, the more of the field the manager has seen.
    """
    if case.undue == 1:
        return settings.judgement_abuse_seen_at_review
    unseen = 1.0 - settings.exposure_effect * manager.exposure
    kept = (1.0 - settings.judgement_lost_per_level * unseen) ** float(manager.level - 1)
    return 1.0 - (1.0 - settings.refusal_probability * unseen) * kept


@compiled
def on_duty(world, tray):
    """Whether a manager who works from a tray is on shift."""
    for row in range(world.manager.size):
        manager = world.manager[row]
        if manager.tray == tray and manager.state != OFF and on_shift(manager, world.clock[0].now):
            return True
    return False


@compiled
def into_tray(world, row, tray_row):
    """Lay a request into a tray; a free manager begins at once. One that has expired is decided."""
    clock = world.clock[0]
    case = world.case[row]
    if clock.now >= case.expires:
        _decide_by_default(world, row)
        return
    _schedule_time_out(world, row)
    tray = world.tray[tray_row]
    case.tray = tray_row
    case.laid = clock.now
    tray.first, tray.last = join(world.case, tray.first, tray.last, row)
    tray.waiting += 1
    if clock.journal_on:
        note_laid(world, row)
    for manager_row in range(world.manager.size):
        manager = world.manager[manager_row]
        free = at_rest(manager) and on_shift(manager, clock.now)
        if manager.tray == tray_row and free and may_take(world, manager, case):
            begin_review(world, manager_row)
            return


@compiled
def lay_while_on_the_line(world, advisor_row, may_hold):
    """Lay a request into its first tray; its customer, on the line, holds or is promised a call-back."""
    clock = world.clock[0]
    advisor = world.advisor[advisor_row]
    row = advisor.case
    case = world.case[row]
    contact = world.contact[case.contact]
    tray = first_tray(world, advisor, case)
    if may_hold and clock.is_open and on_duty(world, tray):
        turn_to(advisor, clock.now, HOLD)
        contact.held_from = clock.now if contact.held_from == NONE else contact.held_from
        hold(world, row)
    else:
        promise(world, row)
    into_tray(world, row, tray)


@inlined
def take_out(world, row):
    """Take a request out of its tray, from any place."""
    case = world.case[row]
    tray = world.tray[case.tray]
    tray.first, tray.last = leave(world.case, tray.first, tray.last, row)
    tray.waiting -= 1
    case.tray = NONE


@inlined
def may_take(world, manager, case):
    """Whether a free manager reads a request of his tray now."""
    return world.rules.approval_reads_now(manager, case, world.settings[0])


@compiled
def begin_review(world, manager_row):
    """A free manager on shift takes the oldest request he may take now; else stays free, or goes."""
    clock = world.clock[0]
    manager = world.manager[manager_row]
    if not at_rest(manager):
        return
    if not on_shift(manager, clock.now):
        manager.looking = 0
        turn_to(manager, clock.now, OFF)
        return
    row = world.tray[manager.tray].first
    while row != NONE and not may_take(world, manager, world.case[row]):
        row = world.case[row].next
    if row == NONE:
        _has_looked(manager)
        return
    case = world.case[row]
    take_out(world, row)
    if clock.journal_on:
        note_read(world, case, manager_row)
    world.day[clock.day].tray_wait += clock.now - case.laid
    case.manager = manager_row
    manager.case = row
    turn_to(manager, clock.now, REVIEWING)
    unit, _ = uniforms(world.key, REVIEW, case.customer, review_key(case), TIME_BLOCK)
    time = duration(world, world.law[REVIEW_LAW], unit, REVIEW, case, case.step + 1)
    events.schedule(world, clock.now + time, events.REVIEW_ENDS, manager_row)


@inlined
def _has_looked(manager):
    """Nothing more to read now; a look that falls due outside approving waits until he approves again."""
    if manager.rests == IDLE:
        manager.looking = 0


@inlined
def review_key(case):
    """The k of all draws that belong to the present review of a case."""
    return np.int64(case.serial) * ATTEMPTS + min(case.step, ATTEMPTS - 1)


@compiled
def end_review(world, manager_row):
    """A manager has read a request: decides, sends it back, or sends it up."""
    clock = world.clock[0]
    manager = world.manager[manager_row]
    row = manager.case
    manager.case = NONE
    turn_to(manager, clock.now, manager.rests)
    world.day[clock.day].reviews += 1
    if row != NONE:
        _judge(world, manager, row)
    begin_review(world, manager_row)


@compiled
def _judge(world, manager, row):
    case = world.case[row]
    case.manager = NONE
    rework_unit, refusal_unit = uniforms(world.key, REVIEW, case.customer, review_key(case), JUDGEMENT_BLOCK)
    case.step += 1
    if not may_close(world, manager, case):
        _send_up(world, manager, row)
    elif rework_unit < _sends_back(world, manager, case):
        _send_back(world, manager, row)
    else:
        decision = DENIED if refusal_unit < _refusal(world, manager, case) else GRANTED
        if world.clock[0].journal_on:
            world.journal[note_decision(world, case, decision, BY_SIGNATURE)].manager = manager.id
        decide(world, row, decision)


@inlined
def _refusal(world, manager, case):
    probability = world.rules.approval_refusal(manager, case, world.settings[0])
    return sound(world, probability, REFUSAL, case.customer)


@inlined
def _sends_back(world, manager, case):
    """Probability of rework; 0 once the readings that have draws of their own are used up."""
    if case.step >= ATTEMPTS:
        return 0.0
    probability = world.rules.approval_sends_back(manager, case, world.settings[0])
    return sound(world, probability, SENDS_BACK, case.customer)


@inlined
def _send_up(world, manager, row):
    if world.clock[0].journal_on:
        note_review(world, world.case[row], SENT_UP, manager)
    tray = tray_above(world, manager)
    if world.case[row].promised == 0 and not on_duty(world, tray):
        promise(world, row)
    into_tray(world, row, tray)


@inlined
def _send_back(world, manager, row):
    """Rework: at once with the customer on the line, else by the next advisor free for it."""
    case = world.case[row]
    if world.clock[0].journal_on:
        note_review(world, case, SENT_BACK, manager)
    case.reworked = 1
    move(world, case, REWORK)
    if case.promised == 0:
        begin_rework(world, row, case.advisor)
    else:
        wait_for_advisor(world, row)


@compiled
def begin_rework(world, row, advisor_row):
    """An advisor completes a request that was sent back."""
    clock = world.clock[0]
    case = world.case[row]
    advisor = world.advisor[advisor_row]
    advisor.case = row
    case.advisor = advisor_row
    case.group = advisor.group
    if clock.journal_on:
        note(world, case, COMPLETED)
    turn_to(advisor, clock.now, REWORKING)
    _, unit = uniforms(world.key, REVIEW, case.customer, review_key(case), TIME_BLOCK)
    time = duration(world, world.law[REWORK_LAW], unit, REVIEW, case, ATTEMPTS + case.step)
    events.schedule(world, clock.now + time, events.REWORK_ENDS, advisor_row)


@compiled
def end_rework(world, advisor_row):
    """The request is complete and goes back into the tray. Returns the advisor where that frees him."""
    advisor = world.advisor[advisor_row]
    row = advisor.case
    case = world.case[row]
    if case.promised == 1:
        advisor.case = NONE
        case.advisor = NONE
        move(world, case, IN_TRAY)
        into_tray(world, row, first_tray(world, advisor, case))
        return advisor_row
    lay_while_on_the_line(world, advisor_row, True)
    return NONE


@inlined
def _schedule_time_out(world, row):
    """Schedule the time-out of a request if it falls on this day: what lies days ahead waits in its tray.

    Its place among simultaneous events is that of the request.
    """
    clock = world.clock[0]
    case = world.case[row]
    if case.expires < clock.ends:
        when = events.when_of(case.expires, events.REQUEST_TIMES_OUT)
        events.push(world, when, case.asked, row)


@compiled
def schedule_time_outs(world):
    """See which requests in trays time out today; the caller has made sure of room."""
    for tray in world.tray:
        row = tray.first
        while row != NONE:
            _schedule_time_out(world, row)
            row = world.case[row].next


@compiled
def time_out(world, row, number):
    """A request has waited too long: its default decides; void once it is read or withdrawn."""
    case = world.case[row]
    if case.asked != number or case.state == NONE or case.decision != ASKED or case.tray == NONE:
        return
    take_out(world, row)
    _decide_by_default(world, row)


@compiled
def _decide_by_default(world, row):
    """Time has decided a request."""
    case = world.case[row]
    decision = default_decision(world, case)
    if world.clock[0].journal_on:
        note_decision(world, case, decision, BY_TIME_OUT)
    decide(world, row, decision)

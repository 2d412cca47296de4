"""The life of a case: a closed state machine with a dated path.

A case begins with a first contact and ends once: fairly closed, refused, abandoned, timed out,
unresolved, or because the customer left. Every change of state books the opening time spent in the
state before. Called by `sim.day` and the rooms.
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.customers.memory import book_latent, is_due, remember
from sim.floor.channel import choose_channel
from sim.floor.notes import note_end_of_call, note_state
from sim.soundness import STAKE as STAKE_IS_NONE
from sim.soundness import is_finite, note_fault
from sim.states import (
    BEGINS,
    CALL_BACK_CONTACT,
    CASE_STATES,
    CENTRE_LAWS,
    CUSTOMER_LEFT,
    EFFORT_UNITS,
    ENDS,
    ENTERS,
    EXTENSION_LAW,
    FAIR,
    FIRST,
    LATENT,
    NONE,
    NOT_ASKED,
    NOT_NEEDED,
    OPEN,
    PHONE,
    REASON_LAWS,
    REFUSED,
    STAKE_LAW,
    WAITING,
)
from sim.streams import ABUSE, CASE, GAMMA, attempt_key, gamma, inverse, uniforms

NEED_BLOCK = 1  # of CASE
STAKE_PART, NEED_PART = 5, 6  # of CASE, where a law draws blocks of its own
LONGEST = 1e15  # ms of any duration
GAMMA_BLOCKS = 1000  # rejection never comes near it: a gamma drawn twice has its own blocks


@inlined
def working_time(clock, time):
    """A time of the present day on the clock of opening hours."""
    return clock.worked + max(min(time, clock.closes) - clock.opens, 0)


@inlined
def law_of(world, reason, law):
    """The law of a reason by its place in `REASON_LAWS`."""
    return world.law[len(CENTRE_LAWS) + reason * len(REASON_LAWS) + law]


@compiled
def open_case(world, customer_row, serial, cohort, state):
    """Begin the case of a first contact; the caller has made sure of room. Returns its row."""
    clock = world.clock[0]
    row = clock.free_case
    case = world.case[row]
    clock.free_case = case.next
    clock.open_cases += 1
    case.customer = customer_row
    case.serial = serial
    case.generation = world.customer[customer_row].generation
    case.cohort = cohort
    case.started = clock.now
    case.started_working = working_time(clock, clock.now)
    case.since = case.started_working
    for each in range(len(CASE_STATES)):
        case.spent[each] = 0
    case.attempt = 0
    case.step = 0
    case.reworked = 0
    case.promised = 0
    case.transferred = 0
    case.cut = 0
    case.need = 0
    case.awaits = 0
    case.overflows = 0
    case.asked = 0
    case.next = NONE
    case.previous = NONE
    case.contact = NONE
    case.advisor = NONE
    case.tray = NONE
    case.manager = NONE
    case.channel = PHONE
    case.hostile = 0
    case.effort = EFFORT_UNITS
    case.delighted = 0
    _choose_reason(world, case)
    if world.conversation.size > 0:
        choose_channel(world, case)
    case.decision = _what_it_needs(world, case)
    case.state = state
    if clock.journal_on:
        note_state(world, case, BEGINS, state, OPEN)
    return row


@inlined
def _choose_reason(world, case):
    """Reason by its share; whether goodwill is at stake, and whether the case needs more time than usual."""
    reason = 0
    case.reason = reason
    case.stake = 0.0
    if world.reason.size == 1 and world.reason[0].stake_share + world.reason[0].extension_share == 0.0:
        return
    unit, of_stake = uniforms(world.key, CASE, case.customer, case.serial, 0)
    while reason < world.reason.size - 1 and unit >= world.reason[reason].up_to:
        reason += 1
    case.reason = reason
    _endow(world, case, reason, of_stake)


@inlined
def _what_it_needs(world, case):
    """Whether somebody has to decide on a case."""
    return NOT_ASKED if case.stake > 0.0 and world.settings[0].decisions > 0.0 else NOT_NEEDED


@compiled
def call_for_reason(world, case, reason):
    """Let a case just opened be about another reason than the one drawn: stake, need and channel are its."""
    case.reason = reason
    case.stake = 0.0
    case.need = 0
    _, of_stake = uniforms(world.key, CASE, case.customer, case.serial, 0)
    _endow(world, case, reason, of_stake)
    case.decision = _what_it_needs(world, case)
    if world.conversation.size > 0:
        choose_channel(world, case)


@inlined
def _endow(world, case, reason, of_stake):
    """Stake and need of a case of a reason."""
    share = world.reason[reason].stake_share
    if of_stake < share:
        case.stake = amount(world, law_of(world, reason, STAKE_LAW), of_stake / share, CASE, case, STAKE_PART)
        _nothing_decided(world, case)
    share = world.reason[reason].extension_share
    if share > 0.0:
        _draw_need(world, case, share)


@compiled
def _nothing_decided(world, case):
    """Only of a case with a stake: nothing is decided yet; a few customers claim what they are not due."""
    case.heard = 0
    case.adviser = NONE
    case.home = NONE
    unit, _ = uniforms(world.key, ABUSE, case.customer, case.generation, 0)
    case.undue = unit < world.settings[0].judgement_abusers


@compiled
def _draw_need(world, case, share):
    unit, _ = uniforms(world.key, CASE, case.customer, case.serial, NEED_BLOCK)
    if unit < share:
        law = law_of(world, case.reason, EXTENSION_LAW)
        case.need = np.int64(amount(world, law, unit / share, CASE, case, NEED_PART) + 0.5)


@inlined
def amount(world, law, unit, stream, case, part):
    """A value of any law: at a uniform; the gamma law draws its own blocks instead.

    Args:
        world: the tables.
        law: record of the law.
        unit: the uniform it is inverted at.
        stream: the stream of those blocks.
        case: whose draw it is.
        part: 1, 2, ...: which value of that stream.
    """
    if law.kind == GAMMA:
        block = np.int64(part) * GAMMA_BLOCKS
        return law.b * gamma(world.key, stream, case.customer, attempt_key(case), block, law.a)
    return inverse(law, unit, world.quantiles)


@inlined
def move(world, case, state):
    """Enter another state."""
    clock = world.clock[0]
    _leave_state(clock, case)
    case.state = state
    if clock.journal_on:
        note_state(world, case, ENTERS, state, OPEN)


@inlined
def _leave_state(clock, case):
    """Book the time spent in the present state; whatever was scheduled for it becomes void."""
    now = working_time(clock, clock.now)
    case.spent[case.state] += now - case.since
    case.since = now
    case.awaits = 0
    case.overflows = 0


@compiled
def end_case(world, row, end):
    """End a case now: book it in the cohort, let the customer remember it, free its row."""
    clock = world.clock[0]
    case = world.case[row]
    _leave_state(clock, case)
    if not is_finite(case.stake):
        note_fault(world, STAKE_IS_NONE, case.customer)
    elif case.cohort and case.stake > 0.0 and case.undue == 0:
        closed = world.closed[clock.closed]
        clock.closed += 1
        closed.working = working_time(clock, clock.now) - case.started_working
        closed.calendar = clock.now - case.started
        closed.started = case.started
        closed.stake = case.stake
        closed.end = end
        if end == FAIR:
            fair_spent = world.day[clock.day].fair_spent
            fair_spent += case.spent
    world.day[clock.day].ended_fairly += end == FAIR
    if end == FAIR and is_due(case) and case.attempt == 0 and case.promised == 0:
        world.day[clock.day].solved_at_first += 1
    rightly_refused = end == REFUSED and case.undue == 1
    if end == CUSTOMER_LEFT:
        book_latent(world, case)
    elif not rightly_refused:
        remember(world, case, end)
    if clock.journal_on:
        note_state(world, case, ENDS, NONE, end)
    case.state = NONE
    case.next = clock.free_case
    clock.free_case = row
    clock.open_cases -= 1


@inlined
def log_contact(world, row, kind, arrived):
    """Begin a contact of a case in the log, and take a line if the customer calls; there must be room."""
    clock = world.clock[0]
    case = world.case[row]
    place = clock.contacts
    clock.contacts += 1
    contact = world.contact[place]
    contact.arrived = arrived
    contact.answered = NONE
    contact.held_from = NONE
    contact.ended = NONE
    contact.wrapped_up = NONE
    contact.stake = case.stake
    contact.customer = case.customer
    contact.serial = case.serial
    contact.case = row
    contact.advisor = NONE
    contact.attempt = case.attempt
    contact.reason = case.reason
    contact.kind = kind
    contact.outcome = WAITING
    contact.channel = case.channel
    contact.cohort = case.cohort
    case.contact = place
    clock.lines_taken += kind != CALL_BACK_CONTACT and contact.channel == PHONE
    return contact


@inlined
def hang_up(world, case, outcome):
    """Close the line of the contact now open."""
    clock = world.clock[0]
    contact = world.contact[case.contact]
    contact.ended = clock.now
    contact.outcome = outcome
    if clock.journal_on:
        note_end_of_call(world, case, outcome)
    case.contact = NONE
    clock.lines_taken -= contact.kind != CALL_BACK_CONTACT and contact.channel == PHONE
    return contact


@compiled
def latent_case(world, row):
    """A first contact of a customer who left because of service: counted in the cohort, never made."""
    log_contact(world, row, FIRST, world.clock[0].now)
    hang_up(world, world.case[row], LATENT)
    end_case(world, row, CUSTOMER_LEFT)

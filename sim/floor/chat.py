"""Chat: advisors who write with several customers at once, who slow each other down.

A conversation goes to the advisor with the fewest; it ends when its work is done (`sim.floor.sharing`), or
when the customer has had enough of it. What it cannot settle comes back by phone; what the advisor may not
decide is asked for, the customer being promised a call-back. An advisor who is called away begins nothing
more and goes when his last conversation has ended. Called by `sim.day`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.away import goes_away
from sim.floor.cases import end_case, hang_up
from sim.floor.channel import can_be_settled_in_writing
from sim.floor.handling import count_answer, duration, handling_times, take_up
from sim.floor.notes import note_beyond
from sim.floor.queueing import leave_queue, wait_in_queue
from sim.floor.returns import call_again_or_end, repeat_or_end
from sim.floor.roster import on_shift, serves_last, stays, turn_to
from sim.floor.routing import become_idle, caller_for, first_group, stop_idling
from sim.floor.sharing import (
    add_conversation,
    next_to_end,
    remove_conversation,
    schedule_next_end,
)
from sim.floor.transfer import ADVISE
from sim.governance.approval import request
from sim.governance.circles import goes_to_circle, lay_on_agenda
from sim.governance.desk import decide_oneself, decided_at_desk
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import (
    ABANDONED,
    BY_ADVICE,
    CHATTING,
    CONVERSATION_PATIENCE_LAW,
    DENIED,
    FAIR,
    HUNG_UP_ON_HOLD,
    IDLE,
    NEVER_MS,
    NONE,
    NOT_ASKED,
    OFF,
    PHONE,
    REFUSED,
    SERVED,
    UNITS_OF_WORK,
)
from sim.streams import CHATS, attempt_key, uniforms

SOLVES = number_of("chat.solves")
PATIENCE_PART = 1  # of CHATS, where a law draws blocks of its own
LONGEST_TALK = 1 << 40  # ms: nobody lives to see its end, and its work is still a whole number


@rule("chat.solves", reference="Goes, Ilk, Lin & Zhao 2018: resolution falls with concurrency; size assumed")
def less_with_every_conversation(advisor, case, reason, settings):
    """Summary of rule: the probability of the reason, less for every further conversation of the advisor."""
    return reason.solve_probability * max(0.0, 1.0 - settings.chat_resolution_loss * (advisor.chats - 1.0))


@compiled
def arrive_in_writing(world, row):
    """A customer writes: somebody answers at once, or he waits."""
    case = world.case[row]
    queue_row = world.reason[case.reason].chat_queue
    free = _advisor_for(world, queue_row, 0)
    if free == NONE:
        wait_in_queue(world, world.clock[0], row, queue_row)
    else:
        _answer(world, free, row)


@compiled
def answered_later(world, row):
    """Whether the next choice of groups, which he has waited for, has somebody for who waits in writing."""
    case = world.case[row]
    free = _advisor_for(world, case.queue, world.clock[0].now - world.contact[case.contact].arrived)
    if free == NONE:
        return False
    leave_queue(world, row)
    _answer(world, free, row)
    return True


@inlined
def _answer(world, advisor_row, row):
    if world.advisor[advisor_row].state == IDLE:
        stop_idling(world, advisor_row)
    _begin(world, advisor_row, row)
    schedule_next_end(world, advisor_row)


@compiled
def _advisor_for(world, queue_row, waited):
    """Of the first choice of groups in which anybody has room, the advisor to answer; NONE: nobody."""
    queue = world.queue[queue_row]
    best, best_choice = NONE, 0
    for group in range(world.group.size):
        choice = world.route[queue_row, group]
        if choice == NONE or waited < choice * queue.overflow or (best != NONE and choice > best_choice):
            continue
        row = _first_with_room(world, group)
        if row != NONE and (best == NONE or choice < best_choice or _goes_first(world, row, best)):
            best, best_choice = row, choice
    return best


@compiled
def _first_with_room(world, group_row):
    """The advisor of a group who goes first of those with room; NONE: nobody has any."""
    group = world.group[group_row]
    if group.idle_first != NONE:
        return _first_of_idle(world, group)
    best = NONE
    for row in range(group.first, group.first + group.members):
        if _has_room(world, row, group.concurrency) and (best == NONE or _goes_first(world, row, best)):
            best = row
    return best


@inlined
def _first_of_idle(world, group):
    """Of those idle longest the one of the lowest row: they stand at the head of the list."""
    best = group.idle_first
    row = world.advisor[best].next
    while row != NONE and world.advisor[row].idle_since == world.advisor[best].idle_since:
        best = min(best, row)
        row = world.advisor[row].next
    return best


@inlined
def _has_room(world, advisor_row, concurrency):
    advisor = world.advisor[advisor_row]
    writes = advisor.state == CHATTING and advisor.chats < concurrency
    return writes and stays(advisor, world.clock[0].now)


@inlined
def _goes_first(world, one, other):
    """Fewest conversations, then the longest since he last had none, then the lowest row."""
    first, second = world.advisor[one], world.advisor[other]
    if first.chats != second.chats:
        return first.chats < second.chats
    return first.idle_since < second.idle_since


@compiled
def _begin(world, advisor_row, row):
    """An advisor begins a conversation: its work is the talk and the wrap-up of a call."""
    clock = world.clock[0]
    advisor, case = world.advisor[advisor_row], world.case[row]
    take_up(world, clock, advisor_row, row, CHATTING)
    count_answer(world, clock, clock.now - world.contact[case.contact].arrived)
    tally = world.day[clock.day]
    tally.chats += 1
    talk, wrap_up = handling_times(world, advisor, case)
    tally.handling += talk
    work = np.int64(min(talk + wrap_up, LONGEST_TALK)) * UNITS_OF_WORK
    add_conversation(world, advisor_row, row, work)
    _bear(world, row)


@inlined
def _bear(world, row):
    """Stay in the conversation as long as the patience for it lasts."""
    clock, case = world.clock[0], world.case[row]
    unit, _ = uniforms(world.key, CHATS, case.customer, attempt_key(case), 0)
    patience = duration(world, world.law[CONVERSATION_PATIENCE_LAW], unit, CHATS, case, PATIENCE_PART)
    if patience < NEVER_MS:
        case.awaits = events.schedule(world, clock.now + patience, events.GIVES_UP_CHAT, row)


@compiled
def take_from_queue(world, advisor_row):
    """An advisor for chat has come, come back, or ended a conversation: take on what he has room for.

    Who has no conversation then takes what calls him away, goes, or waits.
    """
    clock = world.clock[0]
    advisor = world.advisor[advisor_row]
    group = world.group[advisor.group]
    if advisor.chats == 0 and goes_away(world, advisor_row):
        return
    may_begin = stays(advisor, clock.now) or serves_last(clock, advisor)
    caller = caller_for(world, clock, advisor.group) if may_begin else NONE
    while caller != NONE and advisor.chats < group.concurrency:
        leave_queue(world, caller)
        _begin(world, advisor_row, caller)
        caller = caller_for(world, clock, advisor.group)
    schedule_next_end(world, advisor_row)
    if advisor.chats > 0:
        return
    if on_shift(advisor, clock.now):
        turn_to(advisor, clock.now, IDLE)
        become_idle(world, advisor_row)
    else:
        turn_to(advisor, clock.now, OFF)
        group.on_duty -= 1


@compiled
def end_chat(world, advisor_row, number):
    """The next conversation of an advisor ends; void if others have come or gone since that was known."""
    advisor = world.advisor[advisor_row]
    if advisor.chat_awaits != number:
        return
    clock = world.clock[0]
    row = world.conversation[next_to_end(world, advisor_row)].case
    case = world.case[row]
    contact = world.contact[case.contact]
    contact.wrapped_up = clock.now
    tally = world.day[clock.day]
    tally.chats_ended += 1
    tally.chat_time += clock.now - contact.answered
    advisor.case, advisor.contact = row, case.contact
    _close(world, advisor_row, row)
    remove_conversation(world, advisor_row, row)
    take_from_queue(world, advisor_row)


@inlined
def _close(world, advisor_row, row):
    """What the conversation has brought: a decision, a solution, a request, or nothing."""
    case = world.case[row]
    if _brings_nothing(world, advisor_row, case):
        solved = False
    elif case.decision == NOT_ASKED:
        if not _decided(world, advisor_row):
            _ask(world, advisor_row, row)
            return
        solved = True
    else:
        solved = _is_solved(world, advisor_row, case)
    hang_up(world, case, SERVED)
    case.advisor = NONE
    if solved:
        end_case(world, row, REFUSED if case.decision == DENIED else FAIR)
    else:
        repeat_or_end(world, row)
        case.channel = PHONE


@compiled
def _brings_nothing(world, advisor_row, case):
    """Whether the case cannot be settled in writing, or the time it needs was cut."""
    tally = world.day[world.clock[0].day]
    if not can_be_settled_in_writing(world, case):
        tally.chats_misfit += 1
        return True
    tally.cut += case.cut
    world.advisor[advisor_row].prevented += case.cut
    return case.cut == 1


@compiled
def _decided(world, advisor_row):
    """Whether the advisor decides the case himself: who writes holds nobody while he asks colleagues."""
    if decided_at_desk(world, advisor_row):
        return True
    if world.settings[0].beyond == ADVISE:
        decide_oneself(world, advisor_row, False, BY_ADVICE)
        return True
    return False


@compiled
def _ask(world, advisor_row, row):
    """The customer is promised a call-back by phone, the decision asked from the circle or a manager."""
    case = world.case[row]
    if world.clock[0].journal_on:
        note_beyond(world, advisor_row)
    case.group = first_group(world, world.reason[case.reason].queue)
    if goes_to_circle(world, world.advisor[advisor_row]):
        lay_on_agenda(world, advisor_row)
    else:
        request(world, advisor_row)


@compiled
def _is_solved(world, advisor_row, case):
    """Whether a routine conversation solves the case: the rule judges, the engine draws."""
    advisor = world.advisor[advisor_row]
    probability = world.rules.chat_solves(advisor, case, world.reason[case.reason], world.settings[0])
    probability = sound(world, probability, SOLVES, case.customer) * world.clock[0].solving
    _, unit = uniforms(world.key, CHATS, case.customer, attempt_key(case), 0)
    return unit < probability


@compiled
def give_up_chat(world, row, number):
    """A customer has had enough of the conversation; void if it is over."""
    clock = world.clock[0]
    case = world.case[row]
    if case.awaits != number:
        return
    advisor_row = case.advisor
    world.contact[case.contact].wrapped_up = clock.now
    world.day[clock.day].chats_left += 1
    hang_up(world, case, HUNG_UP_ON_HOLD)
    case.advisor = NONE
    remove_conversation(world, advisor_row, row)
    call_again_or_end(world, row, ABANDONED)
    take_from_queue(world, advisor_row)

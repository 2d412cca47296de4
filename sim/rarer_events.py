"""What happens more rarely than talks, callers and waits: people come and go, meet, read, support, write.

One event of the day, given to the room that knows it. Called by `sim.day`.
"""

from sim import events
from sim.compiling import compiled
from sim.floor.away import end_spell
from sim.floor.chat import end_chat, give_up_chat, take_from_queue
from sim.floor.overflow import overflow
from sim.floor.roster import turn_to
from sim.floor.routing import idle_with_work
from sim.floor.shocks import turn_shock
from sim.floor.work import call_away
from sim.governance.advice import end_advice, time_out_advice
from sim.governance.approval import end_duty, give_up_hold, promise_those_held
from sim.governance.breaking import see_bad_practice
from sim.governance.crisis import begin_crisis, turn_crisis
from sim.governance.managers import begin_part
from sim.governance.meetings import hold_meeting
from sim.governance.review import begin_review, end_review, end_rework, time_out
from sim.governance.support import end_support, help_somebody, lapse
from sim.governance.surge import join_phones, stay_on_phones
from sim.governance.working_groups import end_group_meeting
from sim.states import (
    CHAT,
    IDLE,
    NOBODY,
    NONE,
    OFF,
)


@compiled
def rarer(world, event, subject, number):
    """Whatever is rarer than talks and callers. Returns an advisor whom the event has freed."""
    clock = world.clock[0]
    freed = NOBODY
    if event == events.SHIFT_STARTS:
        if world.advisor[subject].state == OFF:
            turn_to(world.advisor[subject], clock.now, IDLE)
            world.group[world.advisor[subject].group].on_duty += 1
            freed = subject
    elif event == events.MEETING_ENDS:
        if subject < 0:
            end_group_meeting(world, -1 - subject)
        else:
            hold_meeting(world, subject)
    elif event == events.CHAT_ENDS:
        end_chat(world, subject, number)
    elif event == events.GIVES_UP_CHAT:
        give_up_chat(world, subject, number)
    elif event == events.AWAY_ENDS:
        freed = end_spell(world, subject)
    elif event == events.ADVICE_ENDS:
        freed = end_advice(world, subject)
    elif event == events.AWAY_STARTS or event == events.SHIFT_ENDS:
        freed = call_away(world, clock, subject)
    elif event == events.MANAGER_STARTS or event == events.MANAGER_TURNS:
        if event == events.MANAGER_STARTS:
            stay_on_phones(world, subject)
        begin_part(world, subject)
    elif event == events.MANAGER_ENDS:
        end_duty(world, subject)
    elif event == events.TRAY_LOOK:
        world.manager[subject].looking = 1
        begin_review(world, subject)
    elif event == events.REVIEW_ENDS:
        end_review(world, subject)
        help_somebody(world, subject)
    elif event == events.SUPPORT_ENDS:
        freed = end_support(world, subject)
    elif event == events.NEED_LAPSES:
        lapse(world, subject, number)
    elif event == events.REWORK_ENDS:
        freed = end_rework(world, subject)
    elif event == events.REQUEST_TIMES_OUT:
        time_out(world, subject, number)
    elif event == events.ADVICE_TIMES_OUT:
        time_out_advice(world, subject, number)
    elif event == events.BAD_PRACTICE_SEEN:
        see_bad_practice(world, subject)
    elif event == events.GIVES_UP_HOLD:
        give_up_hold(world, subject, number)
    elif event == events.OVERFLOWS:
        overflow(world, subject, number)
    elif event == events.MANAGER_JOINS:
        freed = join_phones(world, subject)
    elif event == events.SHOCK_TURNS:
        if turn_shock(world, subject):
            begin_crisis(world, subject)
    elif event == events.CRISIS_TURNS:
        turn_crisis(world, subject)
    else:  # closing
        clock.is_open = 0
        promise_those_held(world, NONE)
    if freed != NOBODY and world.group[world.advisor[freed].group].channel == CHAT:
        take_from_queue(world, freed)
        freed = NOBODY
    if freed == NOBODY and clock.is_open:
        freed = idle_with_work(world)
    return freed

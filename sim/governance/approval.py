"""The chain of approvals: an advisor asks for what lies outside his authority.

The customer waits on the line (and the advisor with him), or is promised a call-back: where nobody is on
duty to decide, at closing, or where `approval.holds` says so. Called by `sim.floor.answering`,
`sim.rarer_events` and `sim.governance.surge`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled
from sim.floor.cases import hang_up
from sim.floor.returns import call_again_or_end
from sim.floor.roster import at_rest, on_shift, turn_to
from sim.governance.advice import stop_asking
from sim.governance.decision import is_prevented, promise, release_advisor
from sim.governance.review import lay_while_on_the_line, on_duty, take_out
from sim.states import (
    ABANDONED,
    ASKED,
    ASKING_ADVICE,
    HELD,
    HOLD,
    HUNG_UP_ON_HOLD,
    NEVER_MS,
    NONE,
    OFF,
    PHONE,
)


@compiled
def request(world, advisor_row):
    """An advisor asks for the decision on the case he handles."""
    clock = world.clock[0]
    settings = world.settings[0]
    advisor = world.advisor[advisor_row]
    row = advisor.case
    case = world.case[row]
    case.decision = ASKED
    case.expires = NEVER_MS
    case.asked = 0
    world.day[clock.day].requests += 1
    if settings.time_out < NEVER_MS:
        case.expires = clock.now + np.int64(settings.time_out)
        case.asked = events.next_number(clock)
    on_the_line = case.channel == PHONE
    may_hold = on_the_line and world.rules.approval_holds(advisor, case, settings)
    lay_while_on_the_line(world, advisor_row, may_hold)


@compiled
def withdraw(world, row):
    """A customer who left the line takes the request out of the tray, or voids its review."""
    case = world.case[row]
    if case.tray != NONE:
        take_out(world, row)
    if case.manager != NONE:
        world.manager[case.manager].case = NONE
        case.manager = NONE


@compiled
def give_up_hold(world, row, number):
    """A customer's patience on hold ends; void if the decision has come or a call-back was promised."""
    clock = world.clock[0]
    case = world.case[row]
    if case.awaits != number:
        return
    if case.state == ASKING_ADVICE:
        stop_asking(world, row)
    withdraw(world, row)
    hang_up(world, case, HUNG_UP_ON_HOLD)
    world.day[clock.day].hung_up_on_hold += 1
    world.advisor[case.advisor].prevented += is_prevented(case)
    release_advisor(world, case)
    call_again_or_end(world, row, ABANDONED)


@compiled
def promise_those_held(world, tray):
    """Nobody is on duty any more for a tray (NONE: for any): customers on hold are promised call-backs."""
    for advisor_row in range(world.advisor.size):
        advisor = world.advisor[advisor_row]
        if advisor.state == HOLD and world.case[advisor.case].state == HELD:
            case = world.case[advisor.case]
            waiting = case.manager == NONE and case.tray == tray
            if tray == NONE or waiting:
                promise(world, advisor.case)


@compiled
def end_duty(world, manager_row):
    """A manager goes; customers on hold for whom nobody is left are promised call-backs."""
    clock = world.clock[0]
    manager = world.manager[manager_row]
    if on_shift(manager, clock.now):
        return
    if at_rest(manager):
        turn_to(manager, clock.now, OFF)
    if not on_duty(world, manager.tray):
        promise_those_held(world, manager.tray)

"""Managers on the phones: in a surge of calls they answer customers themselves.

A manager who takes calls has a *seat* among the advisors, a row of their table behind those employed: there
he talks, decides up to his own limit and is paid, until nobody waits any more. Called by `sim.floor` and
`sim.rarer_events`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled
from sim.floor.roster import at_rest, on_shift, settle, turn_to
from sim.floor.routing import caller_for
from sim.governance.approval import promise_those_held
from sim.governance.review import on_duty
from sim.governance.support import come_to_rest
from sim.rules import rule
from sim.states import IDLE, MEETING, NOBODY, NONE, OFF, PHONE


@rule("surge.calls", reference="Mondial Assistance (source documents): managers lent a hand in a snowstorm")
def when_the_queue_is_long(waiting, on_duty, settings):
    """Summary of rule: when more callers wait for each advisor there than the centre bears."""
    return waiting > settings.surge_at * on_duty


@compiled
def _is_surge(world):
    """Whether the callers who wait are too many for those on the phone; who writes is none."""
    clock, on_duty = world.clock[0], np.int64(0)
    for group in world.group:
        on_duty += group.on_duty if group.channel == PHONE else 0
    return world.rules.surge_calls(np.int64(clock.waiting - clock.chats_waiting), on_duty, world.settings[0])


@compiled
def call_managers(world):
    """In a surge all managers of the first level who are there are called to the phones.

    They come after the notice; until then nobody is called again. There must be room for one event each.
    """
    if not _is_surge(world):
        return
    clock = world.clock[0]
    then = clock.now + np.int64(world.settings[0].surge_notice + 0.5)
    clock.surge_from = then + 1
    world.day[clock.day].surge_calls += 1
    for row in range(world.manager.size):
        manager = world.manager[row]
        if manager.seat != NONE and on_shift(manager, clock.now):
            events.schedule(world, then, events.MANAGER_JOINS, row)


@compiled
def join_phones(world, manager_row):
    """A manager who was called takes calls, if he is at rest, in no meeting, and still needed.

    Returns his seat, free for the first caller; else NOBODY.
    """
    clock = world.clock[0]
    manager = world.manager[manager_row]
    may_come = at_rest(manager) and manager.rests != MEETING and on_shift(manager, clock.now)
    if not may_come or not _is_surge(world):
        return NOBODY
    turn_to(manager, clock.now, OFF)
    manager.on_phones = 1
    if not on_duty(world, manager.tray):
        promise_those_held(world, manager.tray)
    seat = world.advisor[manager.seat]
    seat.shift_start, seat.shift_end = manager.shift_start, manager.shift_end
    turn_to(seat, clock.now, IDLE)
    world.group[seat.group].on_duty += 1
    return manager.seat


@compiled
def caller_for_seat(world, seat_row):
    """The caller whom a free manager on the phones turns to, still in the queue; NOBODY: he leaves them.

    He takes neither call-backs nor other work, gives no advice, and goes when his shift is over.
    """
    clock = world.clock[0]
    seat = world.advisor[seat_row]
    if on_shift(seat, clock.now):
        row = caller_for(world, clock, seat.group)
        if row != NONE:
            return row
    _leave_phones(world, seat)
    return NOBODY


@compiled
def _leave_phones(world, seat):
    """A manager turns back to his own part of the day, and to what has come into his tray."""
    now = world.clock[0].now
    turn_to(seat, now, OFF)
    world.group[seat.group].on_duty -= 1
    manager = world.manager[seat.seat_of]
    manager.on_phones = 0
    turn_to(manager, now, manager.rests)
    come_to_rest(world, seat.seat_of)


@compiled
def stay_on_phones(world, manager_row):
    """A manager's shift begins: if he still talks since the last one, his seat has its hours."""
    manager = world.manager[manager_row]
    if manager.on_phones == 0:
        return
    seat = world.advisor[manager.seat]
    settle(seat, world.clock[0].now)
    seat.shift_start, seat.shift_end = manager.shift_start, manager.shift_end

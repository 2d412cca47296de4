"""The day's agenda: who works which shift, and what shifts, duty, meetings and opening hours bring about.

What every weekday has is laid out beforehand (`sim.layout`); a day's shifts go to advisors by keyed draws,
the rest being on leave, ill or in training, and managers who are ill or have left do not come; of these
shifts it depends who is called to meetings, and when paper work and slack are due. Called by `sim.phases`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.away import add_break, add_paper_work, add_slack, forget_spells
from sim.floor.roster import works_today
from sim.governance.meetings import call_meetings
from sim.governance.working_groups import call_working_groups
from sim.states import NEVER_MS, NONE
from sim.streams import ROSTER, uniforms


@compiled
def begin_agenda(world):
    """Give the day's shifts to advisors, copy the weekday's agenda with their names, and call meetings."""
    clock = world.clock[0]
    forget_spells(world)
    _draw_roster(world)
    clock.agenda = 0
    clock.agenda_ends = 0
    weekday = world.calendar[clock.day].weekday
    for row in range(world.duty_from[weekday], world.duty_from[weekday + 1]):
        duty = world.duty[row]
        when = duty.when + events.when_of(clock.opens, 0)
        kind = when & events.ANY_KIND
        if kind == events.CLOSING and not clock.closes_today:
            continue
        subject = duty.place
        if _of_a_manager(kind) and not works_today(world, world.manager[subject]):
            continue
        if kind == events.MANAGER_STARTS:
            world.manager[subject].shift_start = events.time_of(when)
        elif kind == events.MANAGER_ENDS:
            world.manager[subject].shift_end = events.time_of(when)
        elif _of_a_shift(kind):
            subject = world.roster[subject]
            if subject == NONE:
                continue
        events.append_to_agenda(world.agenda, clock, when, subject)
    call_meetings(world)
    shifts = world.shifts_from[weekday + 1] - world.shifts_from[weekday]
    for place in range(shifts):
        if world.roster[place] != NONE:
            add_paper_work(world, world.roster[place])
    if world.settings[0].slack > 0.0:
        for place in range(shifts):
            if world.roster[place] != NONE:
                add_slack(world, world.roster[place], place, shifts)
    if world.seat.size > 0:
        call_working_groups(world)


@inlined
def _of_a_manager(kind):
    return kind in (events.MANAGER_STARTS, events.MANAGER_ENDS, events.TRAY_LOOK)


@inlined
def _of_a_shift(kind):
    return kind == events.SHIFT_STARTS or kind == events.SHIFT_ENDS or kind == events.AWAY_STARTS


@compiled
def _draw_roster(world):
    """Who works today, group by group."""
    clock = world.clock[0]
    weekday = world.calendar[clock.day].weekday
    begin, end = world.shifts_from[weekday], world.shifts_from[weekday + 1]
    for row in range(world.group.size):
        world.group[row].shifts, world.group[row].uncovered = 0, 0
    first = begin
    while first < end:
        group = world.group[world.shift[first].group]
        last = first
        while last < end and world.shift[last].group == world.shift[first].group:
            last += 1
        _choose(world, group, world.roster[first - begin : last - begin])
        first = last
    for row in range(begin, end):
        shift = world.shift[row]
        if world.roster[row - begin] == NONE:
            continue
        advisor = world.advisor[world.roster[row - begin]]
        advisor.shift_start = clock.opens + shift.start
        advisor.shift_end = clock.opens + shift.end
        if shift.break_start < NEVER_MS:
            start = clock.opens + shift.break_start
            add_break(world, world.roster[row - begin], start, shift.break_length)


@compiled
def _choose(world, group, roster):
    """Advisors of a group for its shifts, in the order of these: even teams come early, odd ones late.

    Whoever is vacant or in training is drawn last, and does not come; who is ill stays away: the shift of
    either stays uncovered (NONE).
    """
    span = np.int64(world.settings[0].span_of_control)
    draws = np.empty(group.members, np.float64)
    for place in range(group.members):
        draws[place], _ = uniforms(world.key, ROSTER, group.first + place, world.clock[0].day, 0)
        draws[place] += not _can_work(world, group.first + place)
    chosen = np.argsort(draws)[: roster.size]
    late = np.empty(roster.size, np.float64)
    for place in range(roster.size):
        late[place] = ((group.first + chosen[place]) // span) % 2 + draws[chosen[place]] % 1.0
    by_team = np.argsort(late)
    group.shifts = roster.size
    tally = world.day[world.clock[0].day]
    for place in range(roster.size):
        advisor_row = group.first + chosen[by_team[place]]
        comes = _can_work(world, advisor_row) and not _is_ill(world, advisor_row)
        roster[place] = advisor_row if comes else NONE
        group.uncovered += not comes
        tally.shifts += 1
        tally.uncovered += not comes


@inlined
def _can_work(world, advisor_row):
    """Whether a place is somebody's whose training is over."""
    person = world.advisor[advisor_row].person
    return person != NONE and world.clock[0].day >= world.person[person].starts


@inlined
def _is_ill(world, advisor_row):
    return world.clock[0].day < world.person[world.advisor[advisor_row].person].ill_until

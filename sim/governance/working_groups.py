"""Working groups: volunteers meet off the phone and remove irritants that cost everybody talk.

Unlike a circle's, what they remove is everybody's, and comes back as the work changes. Announced, they meet
at the quietest time of the day (`sim.volunteers`); else at any. Called by `sim.floor.agenda`, `sim.room`
and `sim.phases`.
"""

import math

import numpy as np

from sim import events
from sim.compiling import compiled
from sim.floor.away import add_spell
from sim.floor.roster import on_shift
from sim.governance.tensions import feel_everybody
from sim.governance.transition import measured_day
from sim.states import DAY_MS, LOG_2, NONE, WORKING_GROUP
from sim.streams import VOLUNTEERS, uniforms

TIMES = 1 << 20  # of VOLUNTEERS: from here on count the times of groups, before it their lots


@compiled
def projects_today(world):
    """Events that slack and working groups put into the list at an opening, at most."""
    settings = world.settings[0]
    slack = world.advisor.size if settings.slack > 0.0 else 0
    return slack + world.seat.size + np.int64(settings.working_groups_at_once)


@compiled
def call_working_groups(world):
    """Call volunteers off the phone for the day's meetings, group by group; there must be room.

    Summary of rule: every so many open days, and the groups not all on the same, while they last; a
    transition that is called off ends them.
    """
    settings = world.settings[0]
    length = np.int64(settings.working_groups_meet_for + 0.5)
    day = measured_day(world) - np.int64(settings.working_groups_begin_on) // DAY_MS
    if length == 0 or not 0 <= day < np.int64(settings.working_groups_last_for) // DAY_MS:
        return
    if world.clock[0].called_off == 1:
        return
    every = np.int64(settings.working_groups_meet_every) // DAY_MS
    for group in range(np.int64(settings.working_groups_at_once)):
        if (day + group) % every == 0:
            _call_meeting(world, group, _start(world, group, length), length)


@compiled
def _start(world, group, length):
    """When a meeting begins: at the quietest time, or at any."""
    clock = world.clock[0]
    if world.settings[0].working_groups_announced > 0.0:
        return clock.opens + world.quietest[world.calendar[clock.day].weekday]
    unit, _ = uniforms(world.key, VOLUNTEERS, TIMES + group, clock.day, 0)
    return clock.opens + np.int64(unit * (clock.closes - clock.opens - length) + 0.5)


@compiled
def _call_meeting(world, group, start, length):
    volunteers = world.seat.size // np.int64(world.settings[0].working_groups_at_once)
    for place in range(group * volunteers, (group + 1) * volunteers):
        advisor_row = world.seat[place].advisor
        if on_shift(world.advisor[advisor_row], start):
            add_spell(world, advisor_row, WORKING_GROUP, start, 0, start + length, group)
            events.schedule(world, start, events.AWAY_STARTS, advisor_row)
    events.schedule(world, start + length, events.MEETING_ENDS, NONE - group)


@compiled
def end_group_meeting(world, group):
    """A meeting ends: whoever came has removed irritants for everybody."""
    clock = world.clock[0]
    if not _somebody_came(world, group):
        return
    world.day[clock.day].group_meetings += 1
    _fade(world)
    clock.irritants *= 1.0 - world.settings[0].working_groups_group_relief
    feel_everybody(world)


@compiled
def _somebody_came(world, group):
    came = 0
    for seat in world.seat:
        advisor = world.advisor[seat.advisor]
        came += seat.group == group and advisor.state == WORKING_GROUP and advisor.circle == group
    return came > 0


@compiled
def let_irritants_return(world):
    """At the opening everybody feels what has come back since yesterday."""
    clock = world.clock[0]
    if clock.irritants < 1.0:
        _fade(world)
        feel_everybody(world)
    world.day[clock.day].irritants = clock.irritants


@compiled
def _fade(world):
    """Summary of rule: irritants removed come back by halves, as those of circles do."""
    clock = world.clock[0]
    passed = clock.now - clock.irritants_touched
    clock.irritants_touched = clock.now
    left = math.exp(-LOG_2 * passed / world.settings[0].coordination_irritants_return)
    clock.irritants = 1.0 - (1.0 - clock.irritants) * left

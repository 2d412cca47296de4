"""Managers' days: the parts of a day, relapse under load, and whom they coach.

A manager comes round to approving, the floor, coaching, reporting and meetings again and again; what he does
while nobody needs him is the part of the day he is in, and he is *at rest* while he does just that. Who is
needed when his part ends finishes first. A day that is all approving has no parts. Called by
`sim.rarer_events`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.away import add_spell
from sim.floor.roster import at_rest, on_shift, turn_to
from sim.governance.support import come_to_rest
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import (
    ADVISING,
    ASKING,
    CHATTING,
    COACHING,
    FLOOR,
    IDLE,
    MEETING,
    NONE,
    OFF,
    REPORTING,
    REWORKING,
)
from sim.streams import RELAPSE, uniforms

RELAPSES = number_of("manager.relapses")
BEGINNINGS = 5  # points of a round at which the managers of a level begin, so that not all are in one meeting
TURNS = 64  # parts of a day that have draws of their own


@rule("manager.relapses", reference="assumption: an untrained manager takes decisions back under load")
def under_load(manager, waiting, settings):
    """Summary of rule: the likelier, the more requests wait; training prevents a share of relapses."""
    load = min(1.0, waiting / settings.relapse_at)
    return (1.0 - settings.trained) * load


@compiled
def begin_part(world, manager_row):
    """A manager comes, or goes over to the next part of his day: at once if at rest, else when he is."""
    manager = world.manager[manager_row]
    comes = manager.state == OFF and manager.on_phones == 0
    rests = at_rest(manager)
    if _is_divided(world.settings[0]):
        _go_over(world, manager_row)
    if comes or rests:
        turn_to(manager, world.clock[0].now, manager.rests)
        come_to_rest(world, manager_row)


@inlined
def _is_divided(settings):
    """Whether a day has any part but approving."""
    elsewhere = settings.floor_share + settings.coaching_share + settings.reporting_share
    return elsewhere + settings.meeting_share > 0.0


@compiled
def _go_over(world, manager_row):
    """Begin the part of the day that the time falls into; it ends with the shift at the latest."""
    now = world.clock[0].now
    manager = world.manager[manager_row]
    part, left = _part_at(world.settings[0], manager, now)
    ends = min(now + left, manager.shift_end)
    if ends < manager.shift_end:
        events.schedule(world, ends, events.MANAGER_TURNS, manager_row)
    at_foot = manager.level == 1
    relapsed = at_foot and part in (FLOOR, COACHING) and _relapses(world, manager_row)
    manager.turns += 1
    manager.rests = IDLE if relapsed else part
    if at_foot and manager.rests == COACHING:
        _call_to_coaching(world, manager_row, ends)


@compiled
def _part_at(settings, manager, now):
    """The part of a manager's day at a time, and how long it lasts from then on, in ms.

    Summary of rule: approving, floor, coaching, reporting, meeting, in this order, each with its share of
    every round; the managers of a level begin at different points of a round.
    """
    length = np.int64(settings.manager_round + 0.5)
    ahead = length * (manager.place % BEGINNINGS) // BEGINNINGS
    within = (now - manager.shift_start + ahead) % length
    floor, coaching, reporting = settings.floor_share, settings.coaching_share, settings.reporting_share
    approving = 1.0 - (floor + coaching + reporting + settings.meeting_share)
    upto = 0.0
    for part, share in ((IDLE, approving), (FLOOR, floor), (COACHING, coaching), (REPORTING, reporting)):
        upto += share
        ends = np.int64(length * upto + 0.5)
        if within < ends:
            return part, ends - within
    return MEETING, length - within


@compiled
def _relapses(world, manager_row):
    """Whether a manager gives up a part for approving what waits; those who answer to him feel less free."""
    clock, settings = world.clock[0], world.settings[0]
    manager = world.manager[manager_row]
    tally = world.day[clock.day]
    tally.parts += 1
    waiting = np.int64(world.tray[manager.tray].waiting)
    probability = world.rules.manager_relapses(manager, waiting, settings)
    draw_of = clock.day * TURNS + min(manager.turns, TURNS - 1)
    unit, _ = uniforms(world.key, RELAPSE, manager_row, draw_of, 0)
    if unit >= sound(world, probability, RELAPSES, manager_row):
        return False
    tally.relapses += 1
    for row in range(manager.first, manager.first + manager.members):
        world.advisor[row].felt *= 1.0 - settings.relapse_weight
    return True


@compiled
def _call_to_coaching(world, manager_row, ends):
    """Call the advisor who has been coached least off the phone until the part ends, if anybody is there."""
    now = world.clock[0].now
    chosen = NONE
    manager = world.manager[manager_row]
    for row in range(manager.first, manager.first + manager.members):
        advisor = world.advisor[row]
        if on_shift(advisor, now) and _at_work(advisor.state):
            if chosen == NONE or advisor.coached < world.advisor[chosen].coached:
                chosen = row
    if chosen != NONE:
        add_spell(world, chosen, COACHING, now, 0, ends, NONE)
        events.schedule(world, now, events.AWAY_STARTS, chosen)


@inlined
def _at_work(state):
    """Whether somebody is with customers or waits for them: not off, and not called away already."""
    return IDLE <= state <= REWORKING or state in (ASKING, ADVISING, CHATTING)

"""Tensions: what is felt to be wrong in the work is raised in a circle and resolved there, or across circles.

A tension resolved removes irritants, which cost talk; irritants come back as the work changes. Holacracy's
word (Robertson 2015, "Holacracy"): a gap between what is and what could be. Called by `sim.phases` (what is
raised, and what fades), `sim.governance.support` (what a member needs), `sim.room` (how many) and
`sim.governance.meetings` (what is resolved).
"""

import math

import numpy as np

from sim.compiling import compiled, inlined
from sim.governance.consent import consents, next_to_consent
from sim.lists import join, leave
from sim.states import BY_PEERS, LOG_2, NONE, WEEK_DAYS
from sim.streams import ACROSS, CONSENT, TENSIONS, poisson, uniforms

DRAWS = 64  # tensions of a circle and a day that have draws of their own


@compiled
def raised_today(world):
    """How many tensions are raised today in all circles together."""
    count = 0
    for row in range(world.circle.size):
        count += _raised(world, row)
    return count


@compiled
def _raised(world, row):
    """Summary of rule: members raise tensions at a constant rate, each where he meets most often."""
    circle = world.circle[row]
    if circle.voices == 0 or circle.length == 0:
        return 0
    mean = circle.voices * world.settings[0].coordination_tensions_per_week / WEEK_DAYS
    return poisson(world.key, TENSIONS, row, world.clock[0].day, mean)


@compiled
def raise_tensions(world):
    """Put the day's tensions on the agendas, dated to the opening; the caller has made sure of room."""
    clock = world.clock[0]
    for row in range(world.circle.size):
        count = _raised(world, row)
        world.day[clock.day].tensions += count
        for number in range(count):
            _raise_one(world, row, number)


@compiled
def _raise_one(world, row, number):
    clock, settings = world.clock[0], world.settings[0]
    unit, _ = uniforms(world.key, ACROSS, row, _draw_of(clock, number), 0)
    across = unit < settings.coordination_across_share
    consents_wanted = np.int64(settings.coordination_consents) if across else np.int64(0)
    _put_on_agenda(world, row, NONE, NONE, clock.opens, consents_wanted)


@compiled
def raise_need(world, row, role, advisor_row):
    """Put what a member needs on his circle's agenda, dated to now; the caller has made sure of room."""
    clock = world.clock[0]
    world.day[clock.day].tensions += 1
    _put_on_agenda(world, row, role, advisor_row, clock.now, np.int64(0))


@compiled
def _put_on_agenda(world, row, role, needed_by, raised, consents_wanted):
    """A tension of a circle's own, or what a member needs (its role), enters at the end."""
    clock = world.clock[0]
    place = clock.free_tension
    tension = world.tension[place]
    clock.free_tension = tension.next
    clock.tensions += 1
    tension.raised = raised
    tension.home = row
    tension.role = role
    tension.needed_by = needed_by
    tension.consents = consents_wanted
    _enter(world, row, place)


@inlined
def _draw_of(clock, number):
    """The k of the draw that belongs to a tension of a circle and a day."""
    return clock.day * DRAWS + min(number, DRAWS - 1)


@inlined
def _enter(world, row, place):
    """Stand at the end of a circle's tensions."""
    circle = world.circle[row]
    circle.tension_first, circle.tension_last = join(
        world.tension, circle.tension_first, circle.tension_last, place
    )


@compiled
def resolve_tensions(world, row, items):
    """A meeting deals with its circle's tensions, oldest first, each of those that stand there now once.

    Args:
        world: the tables.
        row: the circle.
        items: how many the meeting still has time for.
    """
    circle = world.circle[row]
    last, number = circle.tension_last, 0
    more = last != NONE
    while more and number < items:
        place = circle.tension_first
        more = place != last
        circle.tension_first, circle.tension_last = leave(
            world.tension, circle.tension_first, circle.tension_last, place
        )
        _deal_with(world, row, place, number)
        number += 1


@compiled
def _deal_with(world, row, place, number):
    clock = world.clock[0]
    tension = world.tension[place]
    if tension.home != row:
        unit, _ = uniforms(world.key, CONSENT, row, _draw_of(clock, number), 0)
        if not consents(world, row, unit):
            _enter(world, row, place)
            return
        tension.consents -= 1
    asked = next_to_consent(world, tension.home, tension.consents)
    if asked == NONE:
        _resolve(world, place)
    else:
        _enter(world, asked, place)


@compiled
def _resolve(world, place):
    """Nobody has objected: the circle that raised it is rid of some irritants."""
    clock, tension = world.clock[0], world.tension[place]
    tally = world.day[clock.day]
    tally.tensions_resolved += 1
    tally.tension_time += clock.now - tension.raised
    if tension.role != NONE:
        tally.met[tension.role] += 1
        tally.met_by_circles[tension.role] += 1
        world.advisor[tension.needed_by].helped += 1
        world.advisor[tension.needed_by].kept[BY_PEERS] += 1
    fade(world, world.circle[tension.home])
    world.circle[tension.home].irritants *= 1.0 - world.settings[0].coordination_relief
    feel(world, tension.home)
    tension.next = clock.free_tension
    clock.free_tension = place
    clock.tensions -= 1


@compiled
def fade(world, circle):
    """Summary of rule: irritants removed come back, and cohesion fades, by halves, until now.

    Halving is written with exp: of 2 ** x the compiler makes another function, with other last bits.
    """
    settings, clock = world.settings[0], world.clock[0]
    passed = clock.now - circle.touched
    circle.touched = clock.now
    removed = (1.0 - circle.irritants) * math.exp(-LOG_2 * passed / settings.coordination_irritants_return)
    circle.irritants = 1.0 - removed
    circle.cohesion *= math.exp(-LOG_2 * passed / settings.coordination_cohesion_half_life)


@compiled
def let_circles_fade(world):
    """At the opening everybody feels what has come back and faded since yesterday."""
    for row in range(world.circle.size):
        fade(world, world.circle[row])
    for row in range(world.circle.size):
        feel(world, row)


@compiled
def feel(world, row):
    """Let every member of a circle feel what his circles have come to: irritants in his pace, cohesion."""
    circle = world.circle[row]
    for seat in range(circle.first, circle.first + circle.members):
        feel_work(world, world.advisor[world.member[seat].advisor])


@compiled
def feel_everybody(world):
    """Let everybody feel it, whether he sits in a circle or not."""
    for row in range(world.advisor.size):
        feel_work(world, world.advisor[row])


@compiled
def feel_work(world, advisor):
    """Summary of rule: talk takes the longer, the more is left of the usual irritants, or has to be learnt.

    Irritants of one's own circles, on the mean, times those of everybody that working groups have left; and
    what a newcomer misses of proficiency (`sim.people.hiring`).
    """
    irritants, cohesion, circles = 0.0, 0.0, 0
    seat = advisor.member
    while seat != NONE:
        circle = world.circle[world.member[seat].circle]
        irritants += circle.irritants
        cohesion += circle.cohesion
        circles += 1
        seat = world.member[seat].next
    if circles > 0:
        irritants /= circles
        advisor.cohesion = cohesion / circles
    else:
        irritants = 1.0
    irritants *= world.clock[0].irritants
    advisor.pace = 1.0 - world.settings[0].coordination_irritant_cost * (1.0 - irritants)
    if advisor.person != NONE:
        advisor.pace /= 1.0 - world.person[advisor.person].missing

"""Meetings of circles: whom they call off the phone, and what is done in one.

A circle meets every so many open days, at a fixed time, or in turn with the others that meet that day.
Whoever is at work is called to its preparation and to the meeting (`sim.floor.away`); its work is done when
it ends, with those who have come by then. Called by `sim.floor.agenda` and `sim.rarer_events`.
"""

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.away import add_spell
from sim.floor.notes import note_no_quorum
from sim.floor.roster import on_shift
from sim.governance.circles import decide_cases
from sim.governance.tensions import fade, feel, resolve_tensions
from sim.states import DAY_MS, MEETING, NONE, PREPARATION


@compiled
def call_meetings(world):
    """Call members off the phone for the day's meetings, circle by circle; there must be room.

    Those without a time of their own take turns over the day, whatever their kind: so that who sits in
    several circles is seldom called to two at once.
    """
    turn, turns = 0, 0
    for circle in world.circle:
        turns += _meets_today(world, circle) and circle.at == NONE
    for row in range(world.circle.size):
        circle = world.circle[row]
        if _meets_today(world, circle):
            _call_meeting(world, row, _start(world, circle, turn, turns))
            turn += circle.at == NONE


@inlined
def _meets_today(world, circle):
    """Every so many days, and the circles of a kind not all on the same."""
    return circle.length > 0 and (world.clock[0].day + circle.place) % circle.every == 0


@inlined
def _start(world, circle, turn, turns):
    """When a meeting begins: at its time, or in the middle of its share of the day."""
    clock = world.clock[0]
    if circle.at != NONE:
        return clock.opens // DAY_MS * DAY_MS + circle.at
    spare = clock.closes - clock.opens - circle.preparation - circle.length
    return clock.opens + circle.preparation + spare * (2 * turn + 1) // (2 * turns)


@compiled
def _call_meeting(world, row, start):
    circle = world.circle[row]
    circle.expected = 0
    for seat in range(circle.first, circle.first + circle.members):
        advisor_row = world.member[seat].advisor
        if on_shift(world.advisor[advisor_row], start):
            circle.expected += 1
            _call(world, advisor_row, row, start)
    events.schedule(world, start + circle.length, events.MEETING_ENDS, row)


@compiled
def _call(world, advisor_row, row, start):
    """Preparation and meeting of one member; who is not there when it begins takes what is left of it."""
    circle = world.circle[row]
    begin = start - circle.preparation
    if circle.preparation > 0:
        add_spell(world, advisor_row, PREPARATION, begin, 0, start, row)
    add_spell(world, advisor_row, MEETING, start, 0, start + circle.length, row)
    if begin >= world.advisor[advisor_row].shift_start:
        events.schedule(world, begin, events.AWAY_STARTS, advisor_row)


@compiled
def hold_meeting(world, row):
    """A meeting ends: without a quorum for nothing, else with cases decided and tensions resolved."""
    circle = world.circle[row]
    tally = world.day[world.clock[0].day]
    came = _came(world, row)
    if came == 0 or came < circle.quorum * circle.expected:
        tally.meetings_void += 1
        if world.clock[0].journal_on:
            note_no_quorum(world, row, came)
        return
    tally.meetings += 1
    _meet(world, circle)
    resolve_tensions(world, row, decide_cases(world, row))
    feel(world, row)


@compiled
def _came(world, row):
    circle = world.circle[row]
    came = 0
    for seat in range(circle.first, circle.first + circle.members):
        advisor = world.advisor[world.member[seat].advisor]
        came += advisor.state == MEETING and advisor.circle == row
    return came


@compiled
def _meet(world, circle):
    """Summary of rule: meeting builds cohesion; circles drift apart, the less the more members they share."""
    settings = world.settings[0]
    fade(world, circle)
    circle.cohesion += (1.0 - circle.cohesion) * settings.coordination_cohesion_gain
    apart = settings.coordination_drift_most * (1.0 - circle.overlap)
    circle.drift += settings.coordination_drift_rate * (apart - circle.drift)

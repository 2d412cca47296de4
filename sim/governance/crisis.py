"""Crisis decisions: what concerns the whole firm, decided by command or by consent of all circles.

By command it is passed up from level to level of managers, each of whom takes his time; whoever stands at the
top decides. By consensus all circles that consent meet at once, off the phone, and those that object meet
again. The decision ends the shock; until then its `hours` run. Called by `sim.rarer_events`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.away import add_spell
from sim.floor.cases import LONGEST, working_time
from sim.floor.roster import on_shift
from sim.floor.shocks import end_shock, since_it_began, time_at
from sim.governance.consent import CONSENTS
from sim.soundness import sound
from sim.states import CRISIS_LAW, MEETING, NEVER_MS, NONE
from sim.streams import CRISIS, draw, uniforms

COMMAND, CONSENSUS = range(2)  # choices of `governance.crisis.decided_by`, by their place
OF_CIRCLES = 1 << 16  # of CRISIS: entity of a circle beyond its row
ROUNDS = 64  # meetings on one shock that have draws of their own


@compiled
def begin_crisis(world, row):
    """A shock has begun on which the firm has to decide; there must be room for an event for everybody."""
    clock = world.clock[0]
    world.day[clock.day].crises += 1
    if world.settings[0].crisis_decided_by == COMMAND:
        _pass_up(world, row)
    else:
        _convene(world, row, clock.now)


@compiled
def turn_crisis(world, row):
    """A level has heard of it, or a meeting begins or ends; void where the shock is over."""
    shock = world.shock[row]
    if shock.on == 0:
        return
    if world.settings[0].crisis_decided_by == COMMAND:
        shock.step += 1
        _pass_up(world, row)
    elif shock.meets == 1:
        _end_meeting(world, row)
    else:
        _meet(world, row)


@compiled
def _decide(world, row):
    """The firm knows what to do: the shock is over."""
    tally = world.day[world.clock[0].day]
    tally.crises_decided += 1
    tally.crisis_time += since_it_began(world, world.shock[row])
    end_shock(world, row)


# Command.


@compiled
def _pass_up(world, row):
    """Summary of rule: every level, from the lowest to the top, takes a time of its own; then it is decided.

    Time is that of opening hours. Where there are no managers nobody commands.
    """
    clock, shock = world.clock[0], world.shock[row]
    if world.manager.size == 0:
        return
    if shock.step >= world.manager[world.manager.size - 1].level:
        _decide(world, row)
        return
    law = world.law[CRISIS_LAW]
    length = min(draw(law, world.key, CRISIS, row, shock.step, world.quantiles), LONGEST)
    then = time_at(world, working_time(clock, clock.now) + np.int64(length + 0.5))
    if then < NEVER_MS:
        events.schedule(world, then, events.CRISIS_TURNS, row)


# Consensus.


@compiled
def _convene(world, row, earliest):
    """Call an extraordinary meeting as early as that, at the next opening if it would end after closing."""
    clock = world.clock[0]
    if world.circle.size == 0:
        return
    length = np.int64(world.settings[0].crisis_crisis_meeting + 0.5)
    start = NEVER_MS
    for day in range(clock.day, world.calendar.size):
        today = world.calendar[day]
        if max(today.opens, earliest) + length <= today.closes:
            start = max(today.opens, earliest)
            break
    if start == clock.now:
        _meet(world, row)
    elif start < NEVER_MS:
        events.schedule(world, start, events.CRISIS_TURNS, row)


@compiled
def _meet(world, row):
    """The members at work of all circles that are asked leave the phone as soon as they can."""
    clock = world.clock[0]
    world.shock[row].meets = 1
    ends = clock.now + np.int64(world.settings[0].crisis_crisis_meeting + 0.5)
    everybody = _none_consents(world)
    for advisor_row in range(clock.employed):
        advisor = world.advisor[advisor_row]
        if on_shift(advisor, clock.now) and _is_called(world, row, advisor, everybody):
            add_spell(world, advisor_row, MEETING, clock.now, 0, ends, NONE)
            events.schedule(world, clock.now, events.AWAY_STARTS, advisor_row)
    events.schedule(world, ends, events.CRISIS_TURNS, row)


@compiled
def _is_called(world, row, advisor, everybody):
    """Whether an advisor sits in a circle that is asked."""
    seat = advisor.member
    while seat != NONE:
        if _is_asked(row, world.circle[world.member[seat].circle], everybody):
            return True
        seat = world.member[seat].next
    return False


@compiled
def _none_consents(world):
    """Whether no circle is one that consents: then all are asked."""
    consenting = 0
    for circle in world.circle:
        consenting += circle.consents
    return consenting == 0


@inlined
def _is_asked(row, circle, everybody):
    """Whether a circle still has to consent: one that consents, or any where everybody is asked."""
    asked = everybody or circle.consents == 1
    return asked and not (circle.consented >> row) & 1


@compiled
def _end_meeting(world, row):
    """Every circle that was asked consents or objects; if none objects it is decided."""
    clock, shock = world.clock[0], world.shock[row]
    everybody = _none_consents(world)
    objections = 0
    for circle_row in range(world.circle.size):
        circle = world.circle[circle_row]
        if not _is_asked(row, circle, everybody):
            continue
        if _consents(world, row, circle_row):
            circle.consented |= np.int16(1 << row)
        else:
            objections += 1
    shock.meets = 0
    shock.step += 1
    if objections == 0:
        _decide(world, row)
    else:
        _convene(world, row, clock.now + np.int64(world.settings[0].crisis_crisis_pause + 0.5))


@compiled
def _consents(world, row, circle_row):
    k = row * ROUNDS + min(world.shock[row].step, ROUNDS - 1)
    unit, _ = uniforms(world.key, CRISIS, OF_CIRCLES + circle_row, k, 0)
    probability = world.rules.circle_consents(world.circle[circle_row], world.settings[0])
    return unit < sound(world, probability, CONSENTS, circle_row)

"""What calls advisors off the phone: breaks, meetings and their preparation, paper work, coaching, projects.

Each is a *spell*. A break, paper work or slack has a length, counted from when it is begun; a meeting and
coaching have a fixed end, and who comes late has less of it. An advisor's spells of the day stand in a list,
in the order in which they fall due; an idle advisor goes at once, a busy one when he is free. Called by
`sim.rarer_events`, the rest of the floor and `sim.governance`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.roster import turn_to
from sim.states import (
    BREAK,
    COACHING,
    DOCUMENTING,
    HOUR_MS,
    MEETING,
    NEVER_MS,
    NONE,
    RECOVERY,
    SLACK,
    WORKING_GROUP,
)

BEFORE_THE_END = HOUR_MS  # ms: paper work is to be done so long before the shift ends


@compiled
def forget_spells(world):
    """At the opening: nothing calls anybody off the phone yet."""
    world.clock[0].spells = 0
    for row in range(world.advisor.size):
        world.advisor[row].spell = NONE
        world.advisor[row].away_from = NEVER_MS


@compiled
def add_spell(world, advisor_row, account, start, length, ends, circle):
    """Put a spell into an advisor's list, behind those that fall due at the same time."""
    clock = world.clock[0]
    row = clock.spells
    clock.spells += 1
    spell = world.spell[row]
    spell.start, spell.length, spell.ends = start, length, ends
    spell.circle, spell.account = circle, account
    advisor = world.advisor[advisor_row]
    before, after = NONE, advisor.spell
    while after != NONE and world.spell[after].start <= start:
        before, after = after, world.spell[after].next
    spell.next = after
    if before == NONE:
        advisor.spell = row
        advisor.away_from = start
    else:
        world.spell[before].next = row


@inlined
def add_break(world, advisor_row, start, length):
    """A break, from when the advisor begins it."""
    add_spell(world, advisor_row, BREAK, start, length, NEVER_MS, NONE)


@compiled
def add_paper_work(world, advisor_row):
    """The day's documenting, due towards the end of the shift."""
    advisor = world.advisor[advisor_row]
    if advisor.documenting == 0:
        return
    start = max(advisor.shift_start, advisor.shift_end - BEFORE_THE_END - advisor.documenting)
    add_spell(world, advisor_row, DOCUMENTING, start, advisor.documenting, NEVER_MS, NONE)
    events.schedule(world, start, events.AWAY_STARTS, advisor_row)


@compiled
def add_slack(world, advisor_row, place, places):
    """Time for projects of his own in an advisor's shift; there must be room.

    Summary of rule: a share of every shift, placed so that those of a day are spread evenly over it.

    Args:
        world: the tables.
        advisor_row: whose shift it is.
        place: number of the shift in the day's roster.
        places: how many shifts the day has.
    """
    advisor = world.advisor[advisor_row]
    shift = advisor.shift_end - advisor.shift_start
    slack = np.int64(world.settings[0].slack * shift + 0.5)
    if slack == 0:
        return
    start = advisor.shift_start + (shift - slack) * (2 * place + 1) // (2 * places)
    add_spell(world, advisor_row, SLACK, start, slack, NEVER_MS, NONE)
    events.schedule(world, start, events.AWAY_STARTS, advisor_row)


@compiled
def goes_away(world, advisor_row):
    """Begin the spell that is due, if there is one within the shift; one that is over by now is lost."""
    now = world.clock[0].now
    advisor = world.advisor[advisor_row]
    while advisor.away_from <= now < advisor.shift_end:
        spell = world.spell[advisor.spell]
        advisor.spell = spell.next
        advisor.away_from = NEVER_MS if spell.next == NONE else world.spell[spell.next].start
        if spell.ends > now:
            _begin(world, advisor_row, spell)
            return True
    return False


@inlined
def _begin(world, advisor_row, spell):
    now = world.clock[0].now
    advisor = world.advisor[advisor_row]
    turn_to(advisor, now, spell.account)
    if spell.account == MEETING or spell.account == WORKING_GROUP:
        advisor.circle = spell.circle
    elif spell.account == COACHING:
        _learn(world, advisor, spell.ends - now)
    ends = spell.ends if spell.ends < NEVER_MS else now + spell.length
    events.schedule(world, ends, events.AWAY_ENDS, advisor_row)


@compiled
def _learn(world, advisor, time):
    """Summary of rule: an hour of coaching removes a share of what is missing to faultless judgement.

    Booked when it begins, since nobody is called out of it, nor decides or is asked meanwhile.
    """
    learnt = min(1.0, world.settings[0].coaching_effect * time / HOUR_MS)
    advisor.coached += time
    advisor.skill += (1.0 - advisor.skill) * learnt


@compiled
def end_spell(world, advisor_row):
    """A spell is over. Returns the advisor, or NONE: who was in a meeting first finds back to the phone."""
    now = world.clock[0].now
    advisor = world.advisor[advisor_row]
    if advisor.state == WORKING_GROUP:
        advisor.circle = NONE
    if advisor.state != MEETING or advisor.circle == NONE:
        return advisor_row
    recovery = world.circle[advisor.circle].recovery
    advisor.circle = NONE
    if recovery == 0:
        return advisor_row
    turn_to(advisor, now, RECOVERY)
    events.schedule(world, now + recovery, events.AWAY_ENDS, advisor_row)
    return NONE

"""Handing a customer over to a second tier: to a group of advisors who may decide what is at stake.

The line stays open; the second advisor has a contact of his own in the log. Called by
`sim.floor.answering`.
"""

from sim.compiling import compiled
from sim.floor.cases import hang_up, log_contact, move
from sim.floor.routing import bands_below, somebody_there
from sim.states import HANDED_OVER, NONE, TRANSFER, TRANSFERRED

ASK, HAND_OVER, ADVISE, CIRCLE = range(4)  # choices of `governance.beyond`, by their place


@compiled
def queue_for_transfer(world, case):
    """The queue of those who may decide the case; NONE where it is not handed over: then a manager is asked.

    A case is handed over once in a contact, and only if somebody is there.
    """
    if world.settings[0].beyond != HAND_OVER or case.transferred == 1:
        return NONE
    below = bands_below(world, case.stake)
    if below == 0 or below == world.group.size:
        return NONE
    row = world.reason[case.reason].queue + below
    return row if somebody_there(world, row) else NONE


@compiled
def hand_over(world, row):
    """The first advisor's contact ends and the next one begins, on the same line."""
    clock = world.clock[0]
    case = world.case[row]
    hang_up(world, case, HANDED_OVER)
    case.transferred = 1
    case.advisor = NONE
    move(world, case, TRANSFERRED)
    log_contact(world, row, TRANSFER, clock.now)
    world.day[clock.day].transfers += 1

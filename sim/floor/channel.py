"""By phone or in writing: how a case begins, and whether it can be settled that way.

Drawn once for a case, from the reason's shares. Called by `sim.floor.cases` and `sim.floor.chat`.
"""

from sim.compiling import compiled
from sim.states import CHAT, NONE, PHONE
from sim.streams import CHANNEL, uniforms


@compiled
def choose_channel(world, case):
    """A case for whose reason there is a queue of its own in writing begins there by the reason's share."""
    reason = world.reason[case.reason]
    case.channel = PHONE
    if reason.chat_queue == NONE:
        return
    unit, _ = uniforms(world.key, CHANNEL, case.customer, case.serial, 0)
    if unit < reason.chat_share:
        case.channel = CHAT


@compiled
def can_be_settled_in_writing(world, case):
    """Whether the case is one of those that a conversation in writing can settle at all."""
    _, unit = uniforms(world.key, CHANNEL, case.customer, case.serial, 0)
    return unit < world.reason[case.reason].chat_fit

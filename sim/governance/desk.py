"""The decision at the desk: what an advisor decides himself, while the customer is on the line.

Called by `sim.day` when the talk of a case with a stake ends; what lies outside the advisor's authority
goes to `sim.governance.approval`.
"""

from sim.compiling import compiled
from sim.rules import rule
from sim.states import GRANTED


@rule("desk.may_decide", reference="Cooper via SmartBrief 2009: a limit per guest without approval")
def within_authority(advisor, case, settings):
    """Summary of rule: an advisor decides at the desk whatever does not exceed his authority."""
    return case.stake <= advisor.authority


@compiled
def decided_at_desk(world, advisor, case):
    """Grant what the customer needs, if the advisor may; False where somebody else must decide."""
    if not world.rules.desk_may_decide(advisor, case, world.settings[0]):
        return False
    case.decision = GRANTED
    tally = world.day[world.clock[0].day]
    tally.desk_decisions += 1
    tally.granted += 1
    tally.goodwill += case.stake
    return True

"""The chain of approvals: before whom a request is laid, whose signature closes it, what time decides.

An advisor's own manager stands at its foot, each manager's boss a level up, somebody who may sign anything at
its top; colleagues stand in for who is ill or has left. Whether every level reads what only the top may sign,
and whether a level may sign beyond its limit, are decision points: here are the rules that come with the
package. Called by `sim.governance.review`.
"""

from sim.compiling import compiled, inlined
from sim.floor.roster import works_today
from sim.rules import rule
from sim.states import DENIED_BY_TIME, FLOOR, GRANTED, IDLE, MEETING, NONE

# Choices of the scenario, by their place among the choices declared in `sim.rights`.
OWN, POOLED = range(2)
ON_HOLD, BY_CALL_BACK = range(2)
REFUSE, GRANT = range(2)


@rule("approval.laid_before", reference="assumption: the chain of command is kept, level by level")
def lowest_level(manager, case, settings):
    """Summary of rule: every request is laid before the advisor's own manager first, whoever may sign it."""
    return True


@rule("approval.laid_before", reference="assumption: a table of limits that every advisor knows")
def straight_to_who_may_sign(manager, case, settings):
    """Summary of rule: a request goes straight to the lowest level whose limit covers the stake."""
    return case.stake <= manager.limit


@rule("approval.signs", reference="Turnella: limits of goodwill by level (practitioner)")
def within_limit(manager, case, settings):
    """Summary of rule: a manager's signature closes a request whose stake lies within his limit."""
    return case.stake <= manager.limit


@rule("approval.signs", reference="assumption: limits on paper, one signature in practice")
def first_signature_suffices(manager, case, settings):
    """Summary of rule: whoever reads a request first decides it, whatever his limit."""
    return True


@rule("approval.reads_now", reference="assumption: promises keep until the look at the tray")
def held_at_once(manager, case, settings):
    """Summary of rule: at once for a customer on the line; promised ones when the manager looks.

    Outside approving, customers on the line alone: on the floor; in coaching and reports, where these may be
    interrupted; in meetings nobody.
    """
    if manager.rests == IDLE:
        return case.promised == 0 or manager.looking == 1 or settings.tray_interval == 0.0
    if manager.rests == MEETING:
        return False
    return case.promised == 0 and (manager.rests == FLOOR or settings.interrupts_manager > 0.0)


@rule("approval.holds", reference="assumption: one custom for all requests of a centre")
def as_configured(advisor, case, settings):
    """Summary of rule: all customers wait on the line, or all are called back, as the scenario says."""
    return settings.request == ON_HOLD


@rule("approval.sends_back", reference="assumption: what was completed once is complete")
def once(manager, case, settings):
    """Summary of rule: a share of requests is sent back for completion, none of them twice."""
    return 0.0 if case.reworked == 1 else settings.rework_probability


@rule("approval.default_grants", reference="assumption: one default for all requests of a centre")
def default_as_configured(case, settings):
    """Summary of rule: silence is consent, or refusal, for every request alike, as the scenario says."""
    return settings.time_out_default == GRANT


@compiled
def first_tray(world, advisor, case):
    """The tray of the lowest manager of an advisor's chain before whom his request is laid."""
    manager = world.manager[advisor.manager]
    while manager.boss != NONE and not world.rules.approval_laid_before(manager, case, world.settings[0]):
        manager = world.manager[manager.boss]
    return _tray_of(world, manager)


@inlined
def tray_above(world, manager):
    """The tray a level up."""
    return _tray_of(world, world.manager[manager.boss])


@inlined
def _tray_of(world, manager):
    """A manager's own, or the pooled one of his level; where he does not come today, of who stands in."""
    if world.settings[0].managers_enabled > 0.0 and not works_today(world, manager):
        manager = world.manager[_stand_in(world, manager.id)]
    if world.settings[0].approver == POOLED:
        return world.level_tray[manager.level]
    return manager.tray


@compiled
def _stand_in(world, absent_row):
    """Summary of rule: the next manager of the same level who comes today; else of a level above, else below.

    Where nobody comes at all, what is laid before him waits for himself.
    """
    row = absent_row
    while row != NONE:
        other = _next_of_level(world, world.manager[row].level, row)
        if other != NONE:
            return other
        row = world.manager[row].boss
    for level in range(world.manager[absent_row].level - 1, 0, -1):
        other = _next_of_level(world, level, absent_row)
        if other != NONE:
            return other
    return absent_row


@compiled
def _next_of_level(world, level, row):
    """The next manager of a level in the order of rows who comes today, the last followed by the first."""
    for ahead in range(world.manager.size):
        other = (row + ahead) % world.manager.size
        if world.manager[other].level == level and works_today(world, world.manager[other]):
            return other
    return NONE


@inlined
def may_close(world, manager, case):
    """Whether a manager's signature closes a request; that of the highest who comes today always does."""
    signs = manager.boss == NONE or world.rules.approval_signs(manager, case, world.settings[0])
    return signs or not _somebody_above(world, manager)


@compiled
def _somebody_above(world, manager):
    """Whether a request can go up; always, unless managers may be away."""
    if world.settings[0].managers_enabled == 0.0:
        return True
    for row in range(world.manager.size):
        if world.manager[row].level > manager.level and works_today(world, world.manager[row]):
            return True
    return False


@inlined
def default_decision(world, case):
    """What a request becomes that has waited too long."""
    grants = world.rules.approval_default_grants(case, world.settings[0])
    return GRANTED if grants else DENIED_BY_TIME

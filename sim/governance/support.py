"""Support: what people on the phone need somebody for, and who gives it.

Three roles of a manager (Thevenet, in the source documents): to translate what is wanted, to tinker until
things work, to soothe after a hostile contact. A need is met when the advisor is free: by his manager if he
is available, else by a colleague, where colleagues have taken the role over; circles deal with it in their
next meeting. What nobody does in time is left undone. Called by `sim.floor.answering` (needs arise),
`sim.floor.work` (who is free), `sim.governance.managers` and `sim.rarer_events`.
"""

import numpy as np

from sim import events
from sim.compiling import compiled, inlined
from sim.floor.cases import GAMMA_BLOCKS, LONGEST
from sim.floor.roster import at_rest, on_shift, team_of, turn_to
from sim.floor.routing import phones, stop_idling
from sim.governance.review import begin_review
from sim.governance.tensions import raise_need
from sim.rules import rule
from sim.soundness import SUPPORT_LENGTH, note_fault, number_of, sound
from sim.states import (
    BY_MANAGER,
    BY_PEERS,
    COACHING,
    FLOOR,
    IDLE,
    NONE,
    REPORTING,
    SOOTHE,
    SUPPORT_LAW,
    SUPPORTED,
    TINKER,
    TRANSLATE,
    TRANSLATING,
)
from sim.streams import GAMMA, HOSTILITY, SUPPORT, attempt_key, gamma, inverse, uniforms

HOSTILE = number_of("handling.hostile")
HOSTILE_BLOCK, WORK_BLOCK = range(2)  # of HOSTILITY: hostile and to be soothed; to be tinkered, translated


@rule("handling.hostile", reference="Grandey, Dickter & Sin 2004: hostility is frequent; growth is assumed")
def angrier_each_time(case, reason, settings):
    """Summary of rule: the share of the reason, larger with every further contact of the case."""
    return min(1.0, reason.hostile_share * (1.0 + settings.hostile_growth * case.attempt))


@rule("support.takes_over", reference="assumption: colleagues do what they have been asked to take over")
def what_peers_took_over(advisor, colleague, role, settings):
    """Summary of rule: a free colleague helps in the roles that colleagues have taken over."""
    return _peers_took_over(settings, role)


@inlined
def _peers_took_over(settings, role):
    if role == SOOTHE:
        return settings.peers_soothe > 0.0
    if role == TINKER:
        return settings.peers_tinker > 0.0
    return settings.peers_translate > 0.0


# Needs.


@compiled
def go_through_contact(world, advisor_row):
    """A talk with a customer is over: he was hostile or not, and the advisor needs somebody now or not.

    A manager on the phones has no need of his own: he would leave his seat before anybody could meet it.
    """
    settings = world.settings[0]
    advisor = world.advisor[advisor_row]
    case = world.case[advisor.case]
    unit, of_soothing = uniforms(world.key, HOSTILITY, case.customer, attempt_key(case), HOSTILE_BLOCK)
    probability = world.rules.handling_hostile(case, world.reason[case.reason], settings)
    hostile = unit < sound(world, probability, HOSTILE, case.customer)
    case.hostile = hostile
    advisor.hostile += hostile
    world.day[world.clock[0].day].hostile += hostile
    if advisor.need != NONE or advisor.seat_of != NONE:
        return
    of_tinkering, of_translating = uniforms(
        world.key, HOSTILITY, case.customer, attempt_key(case), WORK_BLOCK
    )
    if hostile and of_soothing < settings.soothe_share:
        _raise(world, advisor_row, SOOTHE)
    elif of_tinkering < settings.tinker_share:
        _raise(world, advisor_row, TINKER)
    elif of_translating < settings.translate_share:
        _raise(world, advisor_row, TRANSLATE)


@compiled
def _raise(world, advisor_row, role):
    """An advisor needs somebody from now on; what his circle has taken over goes on its agenda."""
    clock, settings = world.clock[0], world.settings[0]
    advisor = world.advisor[advisor_row]
    world.day[clock.day].needs[role] += 1
    advisor.needs += 1
    if _goes_to_circle(world, advisor, role):
        raise_need(world, world.member[advisor.member].circle, role, advisor_row)
        return
    advisor.need = role
    advisor.needed_since = clock.now
    world.team_needs[advisor.team] += 1
    too_late = clock.now + np.int64(settings.need_lasts + 0.5)
    advisor.need_lapses = events.schedule(world, too_late, events.NEED_LAPSES, advisor_row)


@inlined
def _goes_to_circle(world, advisor, role):
    """Whether circles have taken a role over, and the advisor sits in one that meets."""
    settings = world.settings[0]
    taken = role == TRANSLATE and settings.circles_translate > 0.0
    taken = taken or (role == TINKER and settings.circles_tinker > 0.0)
    seat = advisor.member
    return taken and seat != NONE and world.circle[world.member[seat].circle].length > 0


@compiled
def lapse(world, advisor_row, number):
    """Nobody came in time: the need is left undone; void once somebody has come."""
    advisor = world.advisor[advisor_row]
    if advisor.need_lapses != number:
        return
    world.day[world.clock[0].day].undone[advisor.need] += 1
    advisor.unmet += 1
    advisor.broken[BY_MANAGER] += advisor.manager != NONE
    advisor.broken[BY_PEERS] += _peers_took_over(world.settings[0], advisor.need)
    advisor.need = NONE
    advisor.need_lapses = 0
    world.team_needs[advisor.team] -= 1


# Who gives it.


@compiled
def gets_support(world, advisor_row):
    """A free advisor gets the support he needs, if his manager or a colleague is there for it."""
    advisor = world.advisor[advisor_row]
    if advisor.need == NONE:
        return False
    if _has_manager(world, advisor):
        _begin(world, advisor_row, NONE)
        return True
    colleague_row = _colleague_for(world, advisor_row)
    if colleague_row == NONE:
        return False
    _begin(world, advisor_row, stop_idling(world, colleague_row))
    return True


@compiled
def gives_support(world, colleague_row):
    """A free advisor supports whoever idle of his team has needed it longest, his manager not there."""
    chosen = NONE
    first, past = team_of(world, colleague_row)
    for each in range(first, past):
        advisor = world.advisor[each]
        if each != colleague_row and advisor.need != NONE and advisor.state == IDLE:
            older = chosen == NONE or advisor.needed_since < world.advisor[chosen].needed_since
            if older and not _has_manager(world, advisor) and _takes_over(world, each, colleague_row):
                chosen = each
    if chosen == NONE:
        return False
    _begin(world, stop_idling(world, chosen), colleague_row)
    return True


@compiled
def come_to_rest(world, manager_row):
    """A manager has nothing in hand: he looks at his tray first, then for whom he can help."""
    begin_review(world, manager_row)
    help_somebody(world, manager_row)


@compiled
def help_somebody(world, manager_row):
    """A manager at rest turns to the idle advisor of his who has needed him longest, if there is one."""
    manager = world.manager[manager_row]
    if manager.members == 0 or world.team_needs[world.advisor[manager.first].team] == 0:
        return
    if not _is_available(world, manager_row):
        return
    chosen = NONE
    for row in range(manager.first, manager.first + manager.members):
        advisor = world.advisor[row]
        if advisor.need != NONE and advisor.state == IDLE:
            if chosen == NONE or advisor.needed_since < world.advisor[chosen].needed_since:
                chosen = row
    if chosen != NONE:
        _begin(world, stop_idling(world, chosen), NONE)


@compiled
def _is_available(world, manager_row):
    """Whether a manager is there, at rest, and in no part of his day that may not be interrupted."""
    manager = world.manager[manager_row]
    if not at_rest(manager) or not on_shift(manager, world.clock[0].now):
        return False
    if manager.rests == COACHING or manager.rests == REPORTING:
        return world.settings[0].interrupts_manager > 0.0
    return manager.rests == IDLE or manager.rests == FLOOR


@inlined
def _has_manager(world, advisor):
    return advisor.manager != NONE and _is_available(world, advisor.manager)


@compiled
def _colleague_for(world, advisor_row):
    """The colleague of the team, idle longest, who takes the support over; NONE where there is none."""
    chosen = NONE
    first, past = team_of(world, advisor_row)
    for each in range(first, past):
        colleague = world.advisor[each]
        if each != advisor_row and colleague.state == IDLE and phones(world, each):
            longer = chosen == NONE or colleague.idle_since < world.advisor[chosen].idle_since
            if longer and _takes_over(world, advisor_row, each):
                chosen = each
    return chosen


@inlined
def _takes_over(world, advisor_row, colleague_row):
    advisor, colleague = world.advisor[advisor_row], world.advisor[colleague_row]
    return world.rules.support_takes_over(advisor, colleague, np.int64(advisor.need), world.settings[0])


@compiled
def _begin(world, advisor_row, colleague_row):
    """A colleague, or the manager (colleague NONE), gives an advisor the support he needs."""
    clock = world.clock[0]
    advisor = world.advisor[advisor_row]
    advisor.need_lapses = 0
    world.team_needs[advisor.team] -= 1
    advisor.helped_by = colleague_row
    ends = clock.now + _length(world, advisor_row)
    turn_to(advisor, clock.now, SUPPORTED)
    events.schedule(world, ends, events.SUPPORT_ENDS, advisor_row)
    if colleague_row == NONE:
        in_time = clock.now - advisor.needed_since <= world.settings[0].available_within
        world.day[clock.day].available += in_time
        turn_to(world.manager[advisor.manager], clock.now, TRANSLATING + advisor.need)
        return
    colleague = world.advisor[colleague_row]
    colleague.helps = advisor_row
    turn_to(colleague, clock.now, TRANSLATING + advisor.need)
    events.schedule(world, ends, events.SUPPORT_ENDS, colleague_row)


@compiled
def _length(world, advisor_row):
    """How long the present support takes, in whole ms: a draw of the advisor's own."""
    advisor = world.advisor[advisor_row]
    law = world.law[SUPPORT_LAW + advisor.need]
    if law.kind == GAMMA:
        value = law.b * gamma(world.key, SUPPORT, advisor_row, advisor.needs, GAMMA_BLOCKS, law.a)
    else:
        unit, _ = uniforms(world.key, SUPPORT, advisor_row, advisor.needs, 0)
        value = inverse(law, unit, world.quantiles)
    if value <= LONGEST:
        return np.int64(value + 0.5)
    note_fault(world, SUPPORT_LENGTH, advisor_row)
    return np.int64(0)


@compiled
def end_support(world, row):
    """The need is met, or a colleague is done with it. Returns the advisor, who is free."""
    clock = world.clock[0]
    advisor = world.advisor[row]
    if advisor.state != SUPPORTED:
        advisor.helps = NONE
        return row
    tally = world.day[clock.day]
    tally.met[advisor.need] += 1
    if advisor.helped_by == NONE:
        advisor.managed += 1
        advisor.kept[BY_MANAGER] += 1
        advisor.need = NONE
        manager = world.manager[advisor.manager]
        turn_to(manager, clock.now, manager.rests)
        come_to_rest(world, advisor.manager)
    else:
        tally.met_by_peers[advisor.need] += 1
        advisor.helped += 1
        advisor.kept[BY_PEERS] += 1
        advisor.need = NONE
        advisor.helped_by = NONE
    return row

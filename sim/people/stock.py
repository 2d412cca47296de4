"""What work asked of everybody yesterday, and what it gives him: the two lists of demands and resources.

Read at the opening from what has been booked and counted since the last one; nothing stands in both lists
(model.md 8). Demands are those of the day, none on a day off; what people know of their resources rests on
their last decisions, needs and hours. Called by `sim.phases`.
"""

import math

import numpy as np

from sim.compiling import compiled, inlined
from sim.governance.transition import challenge, threat
from sim.states import (
    BUSY,
    COACHING,
    DOCUMENTING,
    HOUR_MS,
    IDLE,
    LOG_2,
    MEETING,
    NONE,
    PREPARATION,
    RECOVERY,
    REVIEWING,
    SOOTHING,
    TINKERING,
    TRANSLATING,
    WORKING_GROUP,
)

GATHERED = (PREPARATION, MEETING, RECOVERY, DOCUMENTING, WORKING_GROUP)
NEEDED = (REVIEWING, TRANSLATING, TINKERING, SOOTHING)
NOT_KNOWN = -1.0  # a share, before anything has come up


@compiled
def take_stock(world):
    """What work asked of everybody yesterday, and what it gives him of late."""
    settings = world.settings[0]
    if not _is_wanted(settings):
        return
    for row in range(world.clock[0].persons):
        person = world.person[row]
        if person.left != NONE:
            continue
        if person.advisor != NONE:
            _of_advisor(world, person, world.advisor[person.advisor])
        else:
            _of_manager(world, person, world.manager[person.manager])
        _weigh_resources(world, person)


@inlined
def _is_wanted(settings):
    """Whether anything follows from what work asks and gives."""
    working_life = settings.strain_enabled + settings.engagement_enabled
    colleagues = settings.trust_enabled + settings.initiative_enabled + settings.pressure_enabled
    return working_life + colleagues + settings.quitting_enabled > 0.0


@compiled
def forget_yesterday(person, advisor):
    """What a place on the floor has counted up to now was another's, or has been looked at."""
    person.paid_seen[:] = advisor.paid
    person.hostile_seen, person.prevented_seen = advisor.hostile, advisor.prevented
    person.dissonance_seen = advisor.dissonance
    person.stakes_seen, person.decided_seen = advisor.stakes, advisor.decided
    person.managed_seen, person.helped_seen = advisor.managed, advisor.helped
    person.unmet_seen = advisor.unmet
    person.kept_seen[:], person.broken_seen[:] = advisor.kept, advisor.broken


@compiled
def _of_advisor(world, person, advisor):
    spent = advisor.paid - person.paid_seen
    paid = spent.sum()
    person.demands = _demands_on(world, person, advisor, spent, paid) if paid > 0 else 0.0
    _remember(world, person, advisor, spent, paid)
    forget_yesterday(person, advisor)


@compiled
def _demands_on(world, person, advisor, spent, paid):
    """Summary of rule: the weighted mean of eight demands, each as a share of what is a full one.

    It is unclear what is expected where one answers to many, or for results before one can.
    """
    settings = world.settings[0]
    group = world.group[advisor.group]
    prevented = (advisor.prevented - person.prevented_seen) / paid
    hostile = (advisor.hostile - person.hostile_seen) / paid
    dissonance = (advisor.dissonance - person.dissonance_seen) / paid
    missing = group.uncovered / max(group.shifts, 1)
    total = settings.strain_occupancy * _occupancy(spent)
    total += settings.strain_prevented * min(1.0, prevented / settings.strain_most_prevented)
    total += settings.strain_hostile * min(1.0, hostile / settings.strain_most_hostile)
    total += settings.strain_dissonance * min(1.0, dissonance / settings.strain_most_dissonance)
    bosses = max(advisor.accountable_to - 1.0, 0.0)
    unclear = bosses / settings.strain_most_bosses + threat(settings, person, advisor)
    total += settings.strain_ambiguity * min(1.0, unclear)
    total += settings.strain_unplanned * min(1.0, missing / settings.strain_most_missing)
    total += settings.strain_meetings * min(1.0, _gathered(spent) / paid / settings.strain_most_meetings)
    total += settings.pressure_weight * person.pressure
    return total / _weight_of_demands(settings)


@inlined
def _weight_of_demands(settings):
    """Their sum; that of pressure by colleagues only where it is switched on."""
    pressure = settings.pressure_weight if settings.pressure_enabled > 0.0 else 0.0
    return (
        settings.strain_occupancy
        + settings.strain_prevented
        + settings.strain_hostile
        + settings.strain_dissonance
        + settings.strain_ambiguity
        + settings.strain_unplanned
        + settings.strain_meetings
        + pressure
    )


@compiled
def _occupancy(spent):
    """Share of the time on the phone, or for approving, that is busy."""
    busy = np.int64(0)
    for account in BUSY:
        busy += spent[account]
    return busy / max(busy + spent[IDLE], 1)


@compiled
def _gathered(spent):
    gathered = np.int64(0)
    for account in GATHERED:
        gathered += spent[account]
    return gathered


@compiled
def _of_manager(world, person, manager):
    """Summary of rule: of a manager's demands, how busy he is and how long he meets; his resources stay."""
    settings = world.settings[0]
    spent = _paid_of_manager(world, manager) - person.paid_seen
    paid = spent.sum()
    person.demands = 0.0
    if paid > 0:
        total = settings.strain_occupancy * (paid - spent[IDLE]) / paid
        total += settings.strain_meetings * min(1.0, _gathered(spent) / paid / settings.strain_most_meetings)
        person.demands = total / _weight_of_demands(settings)
    person.paid_seen += spent
    _remember_being_needed(settings, person, spent, paid)


@inlined
def _remember_being_needed(settings, person, spent, paid):
    """Summary of rule: the share of a manager's time that others needed him for, of late: over hours paid."""
    needed = np.int64(0)
    for account in NEEDED:
        needed += spent[account]
    if paid > 0 and person.needed == NOT_KNOWN:
        person.needed = needed / paid
    person.needed = _of_late(settings, person.needed, needed / HOUR_MS, paid / HOUR_MS)


@compiled
def _paid_of_manager(world, manager):
    """Paid time by account, that of his seat on the phones included."""
    paid = manager.paid + 0
    if manager.seat != NONE:
        paid += world.advisor[manager.seat].paid
    return paid


@compiled
def forget_yesterday_of_manager(world, person, manager):
    """What a manager's place has counted up to now was another's."""
    person.paid_seen[:] = _paid_of_manager(world, manager)


@compiled
def _remember(world, person, advisor, spent, paid):
    """What somebody knows of his work: shares of late, the older half of which rests on so many events."""
    settings = world.settings[0]
    stakes = advisor.stakes - person.stakes_seen
    decided = advisor.decided - person.decided_seen
    person.autonomy = _of_late(settings, person.autonomy, decided, stakes)
    managed, helped = advisor.managed - person.managed_seen, advisor.helped - person.helped_seen
    needs = managed + helped + advisor.unmet - person.unmet_seen
    person.managed = _of_late(settings, person.managed, managed, needs)
    person.helped = _of_late(settings, person.helped, helped, needs)
    hours = paid / HOUR_MS
    person.coached = _of_late(settings, person.coached, spent[COACHING] / HOUR_MS, hours)


@inlined
def _of_late(settings, share, part, whole):
    """Summary of rule: an exponential mean over events, half of it resting on the last `memory` of them."""
    if whole <= 0:
        return share
    kept = math.exp(-LOG_2 * whole / settings.engagement_memory)
    return share * kept + (1.0 - kept) * part / whole


@compiled
def _weigh_resources(world, person):
    """Summary of rule: the weighted mean of five resources, once against strain, once for engagement.

    To the latter comes the challenge of answering for what one may decide.
    """
    settings = world.settings[0]
    apart = person.autonomy - person.appetite
    fit = max(0.0, 1.0 - settings.engagement_misfit * apart * apart)
    recognition = min(1.0, person.coached / settings.engagement_most_recognition)
    relief = 1.0 - world.clock[0].irritants
    managed = _as_trusted(settings, person.managed, person.trust_manager)
    helped = _as_trusted(settings, person.helped, person.trust_peers)
    total = settings.strain_fit * fit + settings.strain_managers * managed
    total += settings.strain_recognition * recognition
    total += settings.strain_peers * helped + settings.strain_relief * relief
    person.resources = total / (
        settings.strain_fit
        + settings.strain_managers
        + settings.strain_recognition
        + settings.strain_peers
        + settings.strain_relief
    )
    total = settings.engagement_fit * fit + settings.engagement_managers * managed
    total += settings.engagement_recognition * recognition
    total += settings.engagement_peers * helped + settings.engagement_relief * relief
    person.drive = total / (
        settings.engagement_fit
        + settings.engagement_managers
        + settings.engagement_recognition
        + settings.engagement_peers
        + settings.engagement_relief
    )
    if person.advisor != NONE:
        person.drive = min(1.0, person.drive + challenge(settings, person, world.advisor[person.advisor]))


@inlined
def _as_trusted(settings, share, trust):
    """Summary of rule: a part of support counts by trust in who gives it, over trust at the start."""
    return min(1.0, share * (1.0 + settings.trust_counts * (trust / settings.trust_at_start - 1.0)))


@inlined
def passed(world):
    """Time since the last opening, in ms; none on the first day."""
    day = world.clock[0].day
    return world.calendar[day].opens - world.calendar[max(day - 1, 0)].opens

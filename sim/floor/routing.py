"""Who takes what: the groups a caller may go to, and the caller a free advisor turns to.

Every queue has its choices of groups, first choice first (`route`), and every group its order of queues
(`prefer`), as in the rank matrices of ContactCenters (Buist & L'Ecuyer 2005, WSC, "A Java library for
simulating contact centers"); later choices may have to wait (`overflow`). A queue has *bands*: in band b
stand those for whom b groups may not decide. Called by `sim.day` and the rest of the floor.
"""

from sim.compiling import compiled, inlined
from sim.lists import join, leave
from sim.rules import rule
from sim.states import NONE, PHONE

BY_SKILL, BY_AUTHORITY = range(2)  # choices of `staffing.routing`, by their place


@rule("routing.work_first", reference="assumption: a promise is kept within a stated time")
def overdue_first(waited, settings):
    """Summary of rule: callers in the queue go first, unless a call-back has waited too long."""
    return waited > settings.call_back_patience


@inlined
def become_idle(world, row):
    """Stand at the end of the list of idle advisors of the group."""
    advisor = world.advisor[row]
    advisor.idle_since = world.clock[0].now
    group = world.group[advisor.group]
    group.idle_first, group.idle_last = join(world.advisor, group.idle_first, group.idle_last, row)


@inlined
def stop_idling(world, row):
    """Leave the list of idle advisors. Returns the advisor."""
    group = world.group[world.advisor[row].group]
    group.idle_first, group.idle_last = leave(world.advisor, group.idle_first, group.idle_last, row)
    return row


@inlined
def phones(world, advisor_row):
    """Whether an advisor is on the phone at all: who writes neither advises nor supports those who are."""
    return world.group[world.advisor[advisor_row].group].channel == PHONE


@compiled
def first_group(world, queue_row):
    """The group that is the first choice for the callers of a queue; of equals, the first."""
    best = NONE
    for row in range(world.group.size):
        choice = world.route[queue_row, row]
        if choice != NONE and (best == NONE or choice < world.route[queue_row, best]):
            best = row
    return best


@compiled
def bands_below(world, stake):
    """How many groups may not decide a stake."""
    below = 0
    for row in range(world.group.size):
        below += world.group[row].authority < stake
    return below


@inlined
def queue_on_arrival(world, case):
    """The queue of a caller: by his reason, and by his stake where routing goes by authority."""
    row = world.reason[case.reason].queue
    settings = world.settings[0]
    if settings.routing == BY_AUTHORITY and case.stake > 0.0 and settings.decisions > 0.0:
        below = bands_below(world, case.stake)
        if below < world.group.size and world.queue[row + below].choices > 0:
            row += below
    return row


@inlined
def free_advisor(world, queue_row, waited):
    """The advisor who answers a caller at once, no longer idle; NONE if nobody is free for him."""
    row = world.group[0].idle_first
    if world.route.size > 1:
        row = _longest_idle_of_first_choice(world, queue_row, waited)
    return NONE if row == NONE else stop_idling(world, row)


@compiled
def _longest_idle_of_first_choice(world, queue_row, waited):
    queue = world.queue[queue_row]
    best, best_choice = NONE, 0
    for group in range(world.group.size):
        choice = world.route[queue_row, group]
        row = world.group[group].idle_first
        if choice == NONE or row == NONE or waited < choice * queue.overflow:
            continue
        earlier = best == NONE or choice < best_choice
        if earlier or (
            choice == best_choice and world.advisor[row].idle_since < world.advisor[best].idle_since
        ):
            best, best_choice = row, choice
    return best


@inlined
def caller_for(world, clock, group):
    """The case of the caller whom an advisor of a group turns to, still in its queue; NONE: there is none."""
    if clock.waiting == 0:
        return NONE
    if world.route.size == 1:
        return world.queue[0].first
    return _first_in_order(world, clock, group)


@compiled
def _first_in_order(world, clock, group):
    """Of the heads of all queues the group may take from: by priority, the group's order, the wait."""
    best, best_queue = NONE, NONE
    for row in range(world.queue.size):
        queue = world.queue[row]
        head = queue.first
        if head == NONE or world.prefer[group, row] == NONE:
            continue
        waited = clock.now - world.contact[world.case[head].contact].arrived
        if waited < world.route[row, group] * queue.overflow:
            continue
        if best == NONE or _goes_before(world, group, row, best_queue):
            best, best_queue = head, row
    return best


@inlined
def _goes_before(world, group, one, other):
    first, second = world.queue[one], world.queue[other]
    if first.priority != second.priority:
        return first.priority > second.priority
    if world.prefer[group, one] != world.prefer[group, other]:
        return world.prefer[group, one] < world.prefer[group, other]
    return world.case[first.first].ticket < world.case[second.first].ticket


@inlined
def somebody_there(world, queue_row):
    """Whether an advisor is on duty in a group that takes from a queue."""
    for row in range(world.group.size):
        if world.route[queue_row, row] != NONE and world.group[row].on_duty > 0:
            return True
    return False


@compiled
def idle_with_work(world):
    """An advisor idle longest in the first group with call-backs or rework, no longer idle; NONE if none."""
    for row in range(world.group.size):
        group = world.group[row]
        if group.work_first != NONE and group.idle_first != NONE:
            return stop_idling(world, group.idle_first)
    return NONE

"""What an episode of service leaves behind in the hazard of leaving.

The hazard because of service is the base hazard times a ratio that the last episodes left behind and
that fades; it is constant between contacts and changes when a case ends. Called by `sim.floor.cases`.
"""

import math

from sim.compiling import compiled
from sim.customers.calendar import change_service_hazard, present
from sim.rules import rule
from sim.tables import ABANDONED, BLOCKED, END_UNRESOLVED, FAIR, REFUSED, TIMED_OUT


@rule(
    "churn.grievance",
    reference="SQM: would leave 5 % solved at first, 9 % at two or more, 25 % unsolved, logs halved (claims "
    "overstate acts); Knox & van Oest 2014: complaints weigh, recovery does not fully offset",
)
def bad_ends_weigh(case, reason, end, grievance, settings):
    """Summary of rule: a bad end raises the log hazard by its severity, a repeat a little; else it fades."""
    left = grievance
    if end in (REFUSED, ABANDONED, BLOCKED, TIMED_OUT, END_UNRESOLVED):
        left = max(left, reason.severity * math.log(settings.unsolved_hazard_ratio))
    elif end == FAIR and case.attempt > 0:
        left = max(left, math.log(settings.repeat_hazard_ratio))
    return left


@compiled
def remember(world, case, end):
    """Update a customer's hazard at the end of a case: old grievance fades first, then the rule speaks."""
    customer = world.customer[case.customer]
    now = world.clock[0].now
    if not present(customer, case.generation, now):
        return
    settings = world.settings[0]
    if settings.leaving_service == 0.0:
        return
    before = float(customer.grievance)
    faded = 0.0
    if before != 0.0:
        # expm1, since the compiler works out a plain exp ahead of the branch, for every contact
        faded = before * (1.0 + math.expm1(-(now - customer.touched) / settings.grievance_fading))
    after = world.rules.churn_grievance(case, world.reason[case.reason], end, faded, settings)
    if before == 0.0 and after == 0.0:
        return
    customer.grievance = after
    since = world.clock[0].measured_from
    change_service_hazard(customer, since, now, settings.leaving_service * math.exp(after))

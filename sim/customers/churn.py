"""Why customers leave because of service: grievances for a time, dissatisfaction for good.

The hazard is the base hazard, the smaller the more satisfied somebody is, times a ratio that a bad episode
leaves behind for a time; a worse one begins it anew. Called by `sim.customers.memory` when a case ends.
"""

import math

import numpy as np

from sim.compiling import compiled
from sim.rules import rule
from sim.soundness import note_fault, number_of, sound
from sim.states import ABANDONED, BLOCKED, END_UNRESOLVED, FAIR, REFUSED, TIMED_OUT

GRIEVANCE = number_of("churn.grievance")
MOST_GRIEVANCE = 700.0  # its hazard ratio is still a number


@rule(
    "churn.grievance",
    reference="SQM: would leave 5 % solved at first, 9 % at two or more, 25 % unsolved, logs halved (claims "
    "overstate acts); Knox & van Oest 2014: complaints weigh, recovery does not fully offset",
)
def bad_ends_weigh(case, reason, end, grievance, settings):
    """Summary of rule: a bad end raises the log hazard by its severity, a repeat a little."""
    left = grievance
    if end in (REFUSED, ABANDONED, BLOCKED, TIMED_OUT, END_UNRESOLVED):
        left = max(left, reason.severity * math.log(settings.unsolved_hazard_ratio))
    elif end == FAIR and case.attempt > 0:
        left = max(left, math.log(settings.repeat_hazard_ratio))
    return left


@rule(
    "churn.dissatisfaction",
    reference="Bolton 1998: hazard of leaving proportional, log-linear in cumulative satisfaction",
)
def satisfied_stay(satisfaction, settings):
    """Summary of rule: log-linear in how much more satisfied a customer is than usual."""
    apart = (satisfaction - settings.satisfaction_usual) / settings.satisfaction_spread
    return -settings.satisfaction_by_satisfaction * apart


@compiled
def grievance_after(world, case, end, before):
    """What the rule says that a case leaves behind; as before where the answer is none."""
    after = world.rules.churn_grievance(case, world.reason[case.reason], end, before, world.settings[0])
    after = np.float32(sound(world, after, GRIEVANCE, case.customer))
    if after > MOST_GRIEVANCE:
        note_fault(world, GRIEVANCE, case.customer)
        return np.float32(before)
    return after

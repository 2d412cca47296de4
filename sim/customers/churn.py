"""What an episode of service leaves behind in the hazard of leaving.

The hazard because of service is the base hazard times a ratio that a bad episode leaves behind, for a
time; a worse one begins it anew. Called by `sim.floor.cases` when a case ends.
"""

import math

import numpy as np

from sim.compiling import compiled
from sim.customers.calendar import change_grievance, lasting_grievance, present
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


@compiled
def remember(world, case, end):
    """Ask the rule what a case that ends leaves behind; what it leaves unchanged goes on as it was."""
    if world.settings[0].leaving_service == 0.0:
        return
    customer = world.customer[case.customer]
    now = world.clock[0].now
    if not present(customer, case.generation, now):
        return
    before = lasting_grievance(world, customer, now)
    after = world.rules.churn_grievance(case, world.reason[case.reason], end, before, world.settings[0])
    after = np.float32(sound(world, after, GRIEVANCE, case.customer))
    if after > MOST_GRIEVANCE:
        note_fault(world, GRIEVANCE, case.customer)
        return
    if after != before:
        change_grievance(world, case.customer, now, after)

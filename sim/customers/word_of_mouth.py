"""Word of mouth: what customers tell of an episode, and the reputation that comes of it.

How many are told follows from each episode, and is booked as expected; so is the probability that a complaint
goes viral, whose cascades are simulated apart (`sim.cascades`). Called by `sim.customers.memory` when a case
ends, and by `sim.phases`.
"""

import math

from sim.compiling import compiled
from sim.people.stock import passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import END_UNRESOLVED, LOG_2, REFUSED, TIMED_OUT

TELLS, VIRAL = number_of("word_of_mouth.tells"), number_of("word_of_mouth.goes_viral")
GOOD, BAD = 1, 0
SEVERE = 1.0  # severity beyond which a complaint is severe: that of the mean reason


@rule(
    "word_of_mouth.tells",
    reference="Anderson 1998: told at both ends, more below; SQM (vendor): how many are told at each",
)
def at_both_ends(experience, good, settings):
    """Summary of rule: as many as at the end of the scale, less by a power of the distance from it."""
    if good == GOOD:
        return settings.word_of_mouth_good * experience**settings.word_of_mouth_power
    return settings.word_of_mouth_bad * (1.0 - experience) ** settings.word_of_mouth_power


@rule(
    "word_of_mouth.goes_viral",
    reference="United Airlines (source documents): a year of vain claims; each refusal adds to it",
)
def severe_and_refused(case, reason, end, settings):
    """Summary of rule: a severe case that got no fair answer may go viral, once for every contact it took."""
    if reason.severity <= SEVERE or end not in (REFUSED, TIMED_OUT, END_UNRESOLVED):
        return 0.0
    return 1.0 - (1.0 - settings.word_of_mouth_viral) ** (case.attempt + 1.0)


@compiled
def tell(world, case, end, experience):
    """Book what is expected to be told of an episode."""
    settings, tally = world.settings[0], world.day[world.clock[0].day]
    tells = world.rules.word_of_mouth_tells
    tally.told_good += max(sound(world, tells(experience, GOOD, settings), TELLS, case.customer), 0.0)
    tally.told_bad += max(sound(world, tells(experience, BAD, settings), TELLS, case.customer), 0.0)
    viral = world.rules.word_of_mouth_goes_viral(case, world.reason[case.reason], end, settings)
    tally.viral += sound(world, viral, VIRAL, case.customer)


@compiled
def let_reputation_move(world):
    """Summary of rule: the reputation halves its distance to the good share of what was told yesterday."""
    clock, settings = world.clock[0], world.settings[0]
    if settings.word_of_mouth_enabled == 0.0:
        return
    if clock.day > 0:
        yesterday = world.day[clock.day - 1]
        told = yesterday.told_good + yesterday.told_bad
        if told > 0.0:
            kept = math.exp(-LOG_2 * passed(world) / settings.word_of_mouth_half_life)
            clock.reputation = kept * clock.reputation + (1.0 - kept) * yesterday.told_good / told
    world.day[clock.day].reputation = clock.reputation

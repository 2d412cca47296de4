"""Satisfaction: what an episode of service is like for its customer, and what that leaves in him.

Six things make an episode, each from 0 to 1: how it ended, how warm the advisor was, how soon it was over,
how straight it went, how long the queues were, whether a promise was kept. Satisfaction is what a customer
has come to expect: an episode moves it by how far it exceeds that or falls short of it (Bolton 1998). Called
by `sim.customers.memory` when a case ends.
"""

import math

import numpy as np

from sim.compiling import compiled, inlined
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import (
    CALL_BACK_DUE,
    DAY_MS,
    EFFORT_UNITS,
    FAIR,
    HANDLED,
    IN_TRAY,
    LOG_2,
    ON_AGENDA,
    QUEUED,
    REFUSED,
    REWORK,
    TIMED_OUT,
    TRANSFERRED,
)

EXPERIENCE, APOLOGISES = number_of("satisfaction.experience"), number_of("satisfaction.apologises")
SATISFACTION = number_of("satisfaction.moves")


@inlined
def within(share):
    """The nearest number from 0 to 1."""
    return min(1.0, max(0.0, share))


@inlined
def _left_of(amount, half):
    """Summary of rule: halves with every further such amount."""
    return math.exp(-LOG_2 * amount / half)


@compiled
def closed_fairly(case, end, settings):
    """Summary of rule: the customer got what he was due, or he did not."""
    return 1.0 if end == FAIR else 0.0


@compiled
def warmth(case, end, settings):
    """Summary of rule: the advisor is the warmer the harder he tries (`sim.people.engagement`)."""
    more = case.effort / float(EFFORT_UNITS) - 1.0
    return within(settings.satisfaction_usual_warmth + settings.satisfaction_warmth_gain * more)


@compiled
def promised_for(case):
    """Opening time since a call-back was promised, in ms."""
    spent = case.spent
    return spent[IN_TRAY] + spent[REWORK] + spent[CALL_BACK_DUE] + spent[ON_AGENDA]


@compiled
def promise_kept(case, end, settings):
    """Summary of rule: a promise is broken where the call-back comes later than promised."""
    broken = case.promised == 1 and promised_for(case) > settings.satisfaction_promised
    return 0.0 if broken else 1.0


@compiled
def soon(case, end, settings):
    """Summary of rule: halves with every `half_delay` to the end, waits in queues and talks apart.

    Of a delay that keeps what was announced, a share counts as it was announced, the rest as it came.
    """
    delay = float(case.spent.sum() - case.spent[QUEUED] - case.spent[HANDLED] - case.spent[TRANSFERRED])
    if case.promised == 1:
        early = settings.satisfaction_promised - promised_for(case)
        delay += settings.satisfaction_announced * max(early, 0.0)
    return _left_of(delay, settings.satisfaction_half_delay)


@compiled
def straight(case, end, settings):
    """Summary of rule: halves with every further contact, and where the customer was handed over."""
    return _left_of(float(case.attempt + case.transferred), 1.0)


@compiled
def short_waits(case, end, settings):
    """Summary of rule: halves with every `half_wait` in queues."""
    wait = float(case.spent[QUEUED] + case.spent[TRANSFERRED])
    return _left_of(wait, settings.satisfaction_half_wait)


@compiled
def _links(case, end, settings):
    """What makes an episode, each from 0 to 1, with its weight."""
    return (
        (settings.satisfaction_outcome, closed_fairly(case, end, settings)),
        (settings.satisfaction_warmth, warmth(case, end, settings)),
        (settings.satisfaction_delay, soon(case, end, settings)),
        (settings.satisfaction_detours, straight(case, end, settings)),
        (settings.satisfaction_waiting, short_waits(case, end, settings)),
        (settings.satisfaction_promise, promise_kept(case, end, settings)),
    )


@rule(
    "satisfaction.experience",
    reference="Orsingher et al. 2010; Gelbrich & Roschk: outcome, then warmth, then procedure; linear",
)
def weighted_mean(case, end, settings):
    """Summary of rule: the mean of what makes an episode, by its weights."""
    total, weights = 0.0, 0.0
    for weight, link in _links(case, end, settings):
        total += weight * link
        weights += weight
    return total / weights


@compiled
def worst_link(case, end, settings):
    """The worst of what makes an episode, of what has a weight."""
    worst = 1.0
    for weight, link in _links(case, end, settings):
        if weight > 0.0:
            worst = min(worst, link)
    return worst


@rule("satisfaction.experience", reference="CrossKnowledge (source documents): one failure spoils the whole")
def weakest_link(case, end, settings):
    """Summary of rule: the worst of what makes an episode, of what has a weight."""
    return worst_link(case, end, settings)


@rule(
    "satisfaction.apologises",
    reference="Customer Rage 2013 (vendor): money and apology satisfy twice as many as money alone",
)
def sometimes(case, end, settings):
    """Summary of rule: a constant share of the cases that went wrong."""
    return settings.satisfaction_apology


@rule(
    "satisfaction.moves",
    reference="Bolton 1998: anchoring, adjustment, tenure; Mittal, Ross & Baldasare 1998: losses weigh more",
)
def anchored_and_adjusted(satisfaction, experience, tenure, reason, settings):
    """Summary of rule: goes a share of the way to an episode: by severity, further down, less with tenure."""
    apart = experience - satisfaction
    share = settings.satisfaction_adjusts * reason.severity / (1.0 + tenure / settings.satisfaction_settles)
    if apart < 0.0:
        share *= settings.satisfaction_losses
    return satisfaction + min(share, 1.0) * apart


@inlined
def has_gone_wrong(case, end, settings):
    """Whether somebody tells the customer the end, and has reason to apologise."""
    if end == FAIR:
        return case.attempt > 0 or promise_kept(case, end, settings) < 1.0
    return end in (REFUSED, TIMED_OUT)


@compiled
def experience_of(world, case, end):
    """What the rule says of an episode, from 0 to 1."""
    answer = world.rules.satisfaction_experience(case, end, world.settings[0])
    return within(sound(world, answer, EXPERIENCE, case.customer))


@compiled
def satisfied(world, row, reason, experience):
    """A customer's satisfaction after an episode, from 0 to 1."""
    customer = world.customer[row]
    tenure = world.clock[0].now - np.int64(customer.joined) * DAY_MS
    before = np.float64(customer.satisfaction)
    answer = world.rules.satisfaction_moves(before, experience, tenure, reason, world.settings[0])
    return np.float32(within(sound(world, answer, SATISFACTION, row)))

"""What an episode of service leaves behind in its customer: satisfaction, a grievance, something to tell.

Satisfaction lasts; a grievance passes after a time. Both move the hazard of leaving because of service
(`sim.customers.churn`). Called by `sim.floor.cases` when a case ends.
"""

import numpy as np

from sim.compiling import compiled, inlined
from sim.customers.calendar import change_grievance, change_satisfaction, lasting_grievance, present
from sim.customers.churn import grievance_after
from sim.customers.satisfaction import (
    APOLOGISES,
    experience_of,
    has_gone_wrong,
    promise_kept,
    satisfied,
    worst_link,
)
from sim.customers.word_of_mouth import tell
from sim.soundness import sound
from sim.streams import APOLOGY, attempt_key, uniforms


@compiled
def remember(world, case, end):
    """A case has ended, and the customer knows: what stays with him, if he still is one."""
    settings = world.settings[0]
    lived = settings.satisfaction_enabled > 0.0
    lasting = _live_through(world, case, end) if lived else 0.0
    if not (lived or settings.leaving_service > 0.0):
        return
    customer = world.customer[case.customer]
    now = world.clock[0].now
    if not present(customer, case.generation, now):
        return
    if lived:
        moved = satisfied(world, case.customer, world.reason[case.reason], lasting)
        if moved != customer.satisfaction:
            change_satisfaction(world, case.customer, now, moved)
    if settings.leaving_service > 0.0:
        before = lasting_grievance(world, customer, now)
        after = grievance_after(world, case, end, before)
        if after != before:
            change_grievance(world, case.customer, now, after)


@compiled
def _live_through(world, case, end):
    """Book what the episode was like and is told of. Returns that part of it which lasts."""
    settings, tally = world.settings[0], world.day[world.clock[0].day]
    lasting, weakest = experience_of(world, case, end), worst_link(case, end, settings)
    if case.promised == 1:
        tally.promises += 1
        tally.promises_kept += promise_kept(case, end, settings) == 1.0
    if has_gone_wrong(case, end, settings):
        tally.went_wrong += 1
        if _apologises(world, case, end):
            tally.apologies += 1
            lasting = mended(lasting, settings.satisfaction_apology_mends)
            weakest = mended(weakest, settings.satisfaction_apology_mends)
    fresh = lasting
    if case.delighted == 1:
        tally.delights += 1
        fresh = mended(lasting, settings.satisfaction_delight)
        weakest = mended(weakest, settings.satisfaction_delight)
        lasting += settings.satisfaction_delight_lasts * (fresh - lasting)
    if case.cohort == 1 and is_due(case):
        book_episode(tally, case, fresh, weakest)
    if settings.word_of_mouth_enabled > 0.0:
        tell(world, case, end, fresh)
    return lasting


@inlined
def is_due(case):
    """Whether the customer is due what he asks for; where nothing is at stake he always is."""
    return case.stake == 0.0 or case.undue == 0


@compiled
def mended(experience, share):
    """An episode of which a share of what it falls short is made good."""
    return experience + share * (1.0 - experience)


@compiled
def book_episode(tally, case, experience, weakest):
    """An episode of the cohort counts, by the rule and by its weakest link."""
    tally.episodes += 1
    tally.experience += experience
    tally.experience_weakest += weakest
    if case.stake > 0.0:
        tally.stakes += 1
        tally.experience_of_stakes += experience
        tally.stakes_weakest += weakest


@compiled
def book_latent(world, case):
    """What a customer who has left would have asked counts with the satisfaction he had last."""
    if world.settings[0].satisfaction_enabled > 0.0 and case.cohort == 1 and is_due(case):
        last = np.float64(world.customer[case.customer].satisfaction)
        book_episode(world.day[world.clock[0].day], case, last, last)


@compiled
def _apologises(world, case, end):
    """Whether whoever closes the case apologises: the rule judges, the engine draws."""
    probability = world.rules.satisfaction_apologises(case, end, world.settings[0])
    probability = sound(world, probability, APOLOGISES, case.customer)
    unit, _ = uniforms(world.key, APOLOGY, case.customer, attempt_key(case), 0)
    return unit < probability

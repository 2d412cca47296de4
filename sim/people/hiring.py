"""Hiring: vacancies are filled after a delay, by people who are trained first and then learn on the phone.

A newcomer is a new person: his skill and appetite are drawn anew, with numbers nobody has had; of his
predecessor's he takes over the place on the floor: team, circles, shifts. A manager's successor is promoted
or comes trained: he begins at once. Called by `sim.phases`; for the staff of day 0 by
`sim.world`.
"""

import math

import numpy as np

from sim.compiling import compiled, inlined
from sim.governance.tensions import feel_work
from sim.people.stock import NOT_KNOWN, forget_yesterday, forget_yesterday_of_manager, passed
from sim.states import EVEN_ODDS, NONE
from sim.streams import APPETITE, MANAGERS, SKILL, TEMPERAMENT, TENURE, exponential, normal, uniforms

NOT_WANTED = 0.0  # autonomy of managers is not modelled: they have what they want
LEARNT = 1e-3  # share of proficiency below which nothing is missed any more


@compiled
def hire(world):
    """Fill the places that have been vacant for long enough."""
    clock, settings = world.clock[0], world.settings[0]
    if settings.quitting_enabled == 0.0:
        return
    delay = np.int64(settings.hiring_delay + 0.5)
    for row in range(clock.employed):
        advisor = world.advisor[row]
        if advisor.person == NONE and clock.day >= advisor.vacant_from + delay:
            _join(world, row)
            world.day[clock.day].hires += 1
    if settings.managers_enabled > 0.0:
        _appoint(world)


@compiled
def _begin(world, place):
    """Somebody begins in a place, an advisor's or a manager's. Returns the row of his record."""
    clock = world.clock[0]
    row = clock.persons
    clock.persons += 1
    place.generation += 1
    person = world.person[row]
    person.generation = place.generation
    person.left = NONE
    person.joined = clock.opens
    person.starts = clock.day
    return row


@compiled
def _join(world, row):
    """Somebody begins on the floor: in training first."""
    settings = world.settings[0]
    advisor = world.advisor[row]
    who = _begin(world, advisor)
    person = world.person[who]
    person.advisor, person.manager = row, NONE
    person.starts += np.int64(settings.hiring_training + 0.5)
    person.missing = settings.hiring_missing
    person.heard_seen = advisor.heard
    _take(world, row, who)
    forget_yesterday(person, advisor)


@compiled
def _appoint(world):
    """Fill managers' places that have been vacant for long enough."""
    clock, delay = world.clock[0], np.int64(world.settings[0].managers_delay + 0.5)
    for row in range(world.manager.size):
        manager = world.manager[row]
        if manager.person != NONE or clock.day < manager.vacant_from + delay:
            continue
        manager.person = _begin(world, manager)
        person = world.person[manager.person]
        person.advisor, person.manager = NONE, row
        manager.exposure = 0.0
        _begin_unknowing(world, person, MANAGERS + row, manager.generation, NOT_WANTED)
        forget_yesterday_of_manager(world, person, manager)
        world.day[clock.day].managers_hires += 1


@compiled
def settle_people(world):
    """Draw what the staff of day 0 is like, and for how long it has been there."""
    settings = world.settings[0]
    for row in range(world.clock[0].employed):
        _take(world, row, world.advisor[row].person)
        _have_joined(world, world.person[row], row)
    for row in range(world.manager.size):
        person = world.person[world.manager[row].person]
        _begin_unknowing(world, person, MANAGERS + row, 0, NOT_WANTED)
        if settings.managers_enabled > 0.0:
            _have_joined(world, person, MANAGERS + row)


@inlined
def _have_joined(world, person, entity):
    """Summary of rule: how long the staff of day 0 has been there is exponential."""
    unit, _ = uniforms(world.key, TENURE, entity, 0, 0)
    person.joined = -np.int64(exponential(unit) * world.settings[0].quitting_tenure)


@compiled
def _take(world, row, who):
    """Somebody has a place from now on: what he is like, what he may decide, what he expects of it."""
    settings = world.settings[0]
    advisor = world.advisor[row]
    advisor.person = who
    advisor.skill = _spread(world, settings.skill, settings.skill_spread, SKILL, advisor)
    advisor.appetite = _spread(world, settings.appetite, settings.appetite_spread, APPETITE, advisor)
    advisor.authority = world.group[advisor.group].authority
    advisor.felt = advisor.effort = advisor.tries = 1.0
    advisor.unsure = 0.0
    advisor.expects = EVEN_ODDS
    _begin_unknowing(world, world.person[who], row, advisor.generation, advisor.appetite)


@inlined
def _spread(world, mean, spread, stream, advisor):
    """Summary of rule: what people are like lies evenly about the mean, and within 0 and 1."""
    unit, _ = uniforms(world.key, stream, advisor.id, advisor.generation, 0)
    return min(1.0, max(0.0, mean + spread * (2.0 * unit - 1.0)))


@compiled
def _begin_unknowing(world, person, entity, generation, appetite):
    """Nobody knows his work before the first day: he expects what he wants, and is as he tends to be."""
    settings = world.settings[0]
    of_strain, of_engagement = uniforms(world.key, TEMPERAMENT, entity, generation, 0)
    person.prone = settings.strain_differences * normal(of_strain)
    person.keen = settings.engagement_differences * normal(of_engagement)
    first = generation == 0
    strain = settings.strain_at_start if first else settings.strain_usual
    engagement = settings.engagement_at_start if first else settings.engagement_usual
    person.strain = min(1.0, max(0.0, strain + person.prone))
    person.engagement = min(1.0, max(0.0, engagement + person.keen))
    person.autonomy = person.appetite = appetite
    person.managed, person.helped = settings.engagement_expected, 0.0
    person.needed = person.used_to = NOT_KNOWN
    person.trust_sponsor = person.trust_manager = person.trust_peers = settings.trust_at_start
    person.initiative = settings.initiative_at_start


@compiled
def let_newcomers_learn(world):
    """What newcomers miss of proficiency becomes less from their first call on; it shows in their work."""
    clock, settings = world.clock[0], world.settings[0]
    for row in range(clock.employed):
        advisor = world.advisor[row]
        if advisor.person == NONE or world.person[advisor.person].missing == 0.0:
            continue
        person = world.person[advisor.person]
        if clock.day > person.starts:
            person.missing *= _kept(settings, person, advisor, passed(world))
            person.missing = person.missing if person.missing > LEARNT else 0.0
            person.heard_seen = advisor.heard
        if person.missing > 0.0:
            advisor.unsure = settings.hiring_errors * person.missing / settings.hiring_missing
        else:
            advisor.unsure = 0.0
        feel_work(world, advisor)


@compiled
def _kept(settings, person, advisor, passed):
    """Summary of rule: exponential in time, the faster the more he is coached; every answer heard teaches."""
    recognition = min(1.0, person.coached / settings.engagement_most_recognition)
    faster = 1.0 + settings.hiring_coached * recognition
    heard = float(advisor.heard - person.heard_seen)
    return math.exp(-passed * faster / settings.hiring_learning) * (1.0 - settings.hiring_advised) ** heard

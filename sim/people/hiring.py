"""Hiring: vacancies are filled after a delay, by people who are trained first and then learn on the phone.

A newcomer is a new person: his skill and appetite are drawn anew, with numbers nobody has had; of his
predecessor's he takes over the place on the floor: team, circles, shifts. Called by `sim.phases`; for the
staff of day 0 by `sim.world`.
"""

import math

import numpy as np

from sim.compiling import compiled, inlined
from sim.governance.tensions import feel_work
from sim.people.stock import forget_yesterday
from sim.states import EVEN_ODDS, NONE
from sim.streams import APPETITE, SKILL, TEMPERAMENT, TENURE, exponential, normal, uniforms

MANAGERS = 1 << 20  # of TEMPERAMENT: managers count from here on
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


@compiled
def _join(world, row):
    """Somebody begins in a place: in training first."""
    clock, settings = world.clock[0], world.settings[0]
    advisor = world.advisor[row]
    advisor.generation += 1
    place = clock.persons
    clock.persons += 1
    person = world.person[place]
    person.advisor, person.manager, person.generation = row, NONE, advisor.generation
    person.left = NONE
    person.joined = clock.opens
    person.starts = clock.day + np.int64(settings.hiring_training + 0.5)
    person.missing = settings.hiring_missing
    _take(world, row, place)
    forget_yesterday(person, advisor)


@compiled
def settle_people(world):
    """Draw what the staff of day 0 is like, and for how long it has been there."""
    settings = world.settings[0]
    for row in range(world.clock[0].employed):
        _take(world, row, world.advisor[row].person)
        unit, _ = uniforms(world.key, TENURE, row, 0, 0)
        world.person[row].joined = -np.int64(exponential(unit) * settings.quitting_tenure)
    for row in range(world.manager.size):
        _begin_unknowing(world, world.person[world.manager[row].person], MANAGERS + row, 0, NOT_WANTED)


@compiled
def _take(world, row, place):
    """Somebody has a place from now on: what he is like, what he may decide, what he expects of it."""
    settings = world.settings[0]
    advisor = world.advisor[row]
    advisor.person = place
    advisor.skill = _spread(world, settings.skill, settings.skill_spread, SKILL, advisor)
    advisor.appetite = _spread(world, settings.appetite, settings.appetite_spread, APPETITE, advisor)
    advisor.authority = world.group[advisor.group].authority
    advisor.felt = advisor.effort = advisor.tries = 1.0
    advisor.expects = EVEN_ODDS
    _begin_unknowing(world, world.person[place], row, advisor.generation, advisor.appetite)


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
    person.trust_sponsor = person.trust_manager = person.trust_peers = settings.trust_at_start
    person.initiative = settings.initiative_at_start


@compiled
def let_newcomers_learn(world):
    """Summary of rule: what a newcomer misses falls exponentially from his first call on."""
    clock = world.clock[0]
    for row in range(clock.employed):
        advisor = world.advisor[row]
        if advisor.person == NONE or world.person[advisor.person].missing == 0.0:
            continue
        person = world.person[advisor.person]
        if clock.day > person.starts:
            passed = clock.opens - world.calendar[clock.day - 1].opens
            person.missing *= math.exp(-passed / world.settings[0].hiring_learning)
            person.missing = person.missing if person.missing > LEARNT else 0.0
        feel_work(world, advisor)

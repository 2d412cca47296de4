"""Absence: how often people fall ill follows from engagement, for how long from strain.

Whoever is ill does not come to the shift he was given: it stays uncovered. Rosters allow for as many as are
planned (`sim.rosters`). Managers fall ill by the same laws. Called by `sim.phases`, before the roster of the
day is drawn.
"""

import math

import numpy as np

from sim.compiling import compiled
from sim.people.stock import passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.states import NONE
from sim.streams import ABSENCE, MANAGERS, uniforms

FALLS_ILL, ILLNESS = number_of("people.falls_ill"), number_of("people.illness")
LONGEST_ILLNESS = 1 << 20  # open days


@rule("people.falls_ill", reference="Bakker et al. 2003, Neuber et al. 2022: engagement lowers frequency")
def the_more_so_the_less_engaged(person, passed, settings):
    """Summary of rule: a constant hazard, log-linear in engagement."""
    apart = (person.engagement - settings.engagement_usual) / settings.engagement_spread
    hazard = settings.absence_spells * math.exp(-settings.absence_by_engagement * apart)
    return 1.0 - math.exp(-hazard * passed)


@rule("people.illness", reference="Schaufeli et al. 2009, Borritz et al. 2006: strain lengthens absence")
def the_longer_the_more_strained(person, settings):
    """Summary of rule: a mean length, log-linear in strain."""
    apart = (person.strain - settings.strain_usual) / settings.strain_spread
    return settings.absence_length * math.exp(settings.absence_by_strain * apart)


@compiled
def let_people_fall_ill(world):
    """Whoever is well may fall ill today, for a whole number of open days with a geometric law."""
    clock, settings = world.clock[0], world.settings[0]
    if settings.absence_enabled == 0.0:
        return
    for row in range(clock.employed):
        if world.advisor[row].person != NONE:
            _let_fall_ill(world, world.advisor[row].person, row)
    if settings.managers_enabled > 0.0:
        for row in range(world.manager.size):
            if world.manager[row].person != NONE:
                _let_fall_ill(world, world.manager[row].person, MANAGERS + row)


@compiled
def _let_fall_ill(world, person_row, entity):
    clock, settings, person = world.clock[0], world.settings[0], world.person[person_row]
    if clock.day < max(person.ill_until, person.starts):
        return
    falls_ill, of_length = uniforms(world.key, ABSENCE, entity, clock.day, 0)
    probability = world.rules.people_falls_ill(person, passed(world), settings)
    if falls_ill >= sound(world, probability, FALLS_ILL, person_row):
        return
    mean = sound(world, world.rules.people_illness(person, settings), ILLNESS, person_row)
    person.ill_until = clock.day + _whole_days(of_length, mean)
    person.illnesses += 1


@compiled
def _whole_days(unit, mean):
    """A geometric length of one day or more, of this mean."""
    if mean <= 1.0:
        return np.int64(1)
    length = math.log(unit) / math.log1p(-1.0 / mean)
    return np.int64(1) + np.int64(min(length, LONGEST_ILLNESS))

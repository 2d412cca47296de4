"""Acquisition: customers who come on top of those whom the market replaces, as the reputation draws them.

They come one by one between two days, each when as many have been expected since the last as his keyed unit
exponential says: with the same reputation the same customers come at the same times. They are nobody's
successors and belong to no cohort. Called by `sim.phases`; `sim.room` asks how many rows they need.
"""

import math

import numpy as np

from sim.compiling import compiled
from sim.customers.calendar import (
    after_threshold,
    begin_as_customer,
    drawn_intensity,
    enter_list,
    interval_to_next,
)
from sim.people.stock import passed
from sim.rules import rule
from sim.soundness import number_of, sound
from sim.streams import ACQUISITION, LEAVING_OTHER, exponential, uniforms

COME = number_of("acquisition.draws")


@rule("acquisition.draws", reference="assumption: word of mouth draws customers; no slope was found")
def by_reputation(reputation, settings):
    """Summary of rule: log-linear in what the reputation is better than that of day 0."""
    better = reputation - settings.word_of_mouth_at_start
    return math.exp(settings.acquisition_by_reputation * better)


@compiled
def expected_today(world):
    """Customers expected since the last opening; none before the first measured day, nor on it."""
    clock, settings = world.clock[0], world.settings[0]
    if settings.acquisition_enabled == 0.0 or clock.day == 0:
        return 0.0
    if world.calendar[clock.day - 1].opens < clock.measured_from:
        return 0.0
    drawn = sound(world, world.rules.acquisition_draws(clock.reputation, settings), COME, 0)
    return settings.acquisition_rate * clock.customers_of_day_0 * max(drawn, 0.0) * passed(world)


@compiled
def _wait_for(world, row):
    """How many are expected from one newcomer to the next."""
    unit, _ = uniforms(world.key, ACQUISITION, row, 0, 0)
    return exponential(unit)


@compiled
def _come(world):
    """Rows with those who come before today's opening, and what is still expected of the next."""
    clock = world.clock[0]
    rows, expected = np.int64(clock.customers), clock.joining + expected_today(world)
    wait = _wait_for(world, rows)
    while expected >= wait:
        expected -= wait
        rows += 1
        wait = _wait_for(world, rows)
    return rows, expected


@compiled
def newcomers_today(world):
    """How many come before today's opening."""
    return _come(world)[0] - world.clock[0].customers


@compiled
def acquire_customers(world):
    """Customers come, as many as yesterday's reputation draws."""
    clock = world.clock[0]
    before = np.int64(clock.customers)
    rows, clock.joining = _come(world)
    for row in range(before, rows):
        _join(world, row)
        clock.customers = row + 1
    world.day[clock.day].acquired = rows - before


@compiled
def _join(world, row):
    """Somebody becomes a customer with today's opening: he counts as one who has succeeded nobody."""
    clock, settings = world.clock[0], world.settings[0]
    customer = world.customer[row]
    customer.intensity = drawn_intensity(world, row) / clock.intensities
    customer.generation = 1
    start = np.int64(clock.opens)
    customer.leaves_other = after_threshold(world, LEAVING_OTHER, row, 1, start, settings.leaving_other)
    begin_as_customer(world, row, customer, start)
    customer.next_contact = world.calendar[clock.day].operational + interval_to_next(world, row, customer)
    enter_list(world, row, customer)

"""How everybody is at the opening: sums that measures are made of.

Stress is that of the staff of day 0, managers included and whoever has left at his last value, so that
quitting cures no stress and hiring no engagement (model.md 0). Called by `sim.phases`, last of the people's.
"""

from sim.compiling import compiled, inlined
from sim.states import NONE


@compiled
def count_people(world):
    """Add up strain and engagement, and who is there, ill and in training."""
    clock = world.clock[0]
    tally = world.day[clock.day]
    advisors = 0
    for row in range(clock.staff_of_day_0):
        person = world.person[row]
        tally.strain += person.strain / clock.staff_of_day_0
        tally.strain_squared += person.strain * person.strain / clock.staff_of_day_0
        tally.burnt_out += person.strain > world.settings[0].strain_line
        if person.advisor != NONE:
            tally.engagement += person.engagement
            tally.engagement_squared += person.engagement * person.engagement
            tally.trust_sponsor += person.trust_sponsor
            tally.trust_manager += person.trust_manager
            tally.trust_peers += person.trust_peers
            tally.initiative += person.initiative
            advisors += 1
    settings = world.settings[0]
    if settings.strain_enabled + settings.engagement_enabled > 0.0 and clock.opens >= clock.measured_from:
        _add_up(world)
    tally.engagement /= max(advisors, 1)
    tally.engagement_squared /= max(advisors, 1)
    tally.trust_sponsor /= max(advisors, 1)
    tally.trust_manager /= max(advisors, 1)
    tally.trust_peers /= max(advisors, 1)
    tally.initiative /= max(advisors, 1)
    tally.hired = clock.persons - clock.staff_of_day_0
    for row in range(clock.staff_of_day_0, clock.persons):
        tally.strain_of_hires += world.person[row].strain
    _count_managers(world, clock, tally)
    for row in range(clock.employed):
        if world.advisor[row].person != NONE:
            person = world.person[world.advisor[row].person]
            tally.staff += 1
            tally.trainees += clock.day < person.starts
            tally.ill += clock.day < person.ill_until
            tally.pressure += person.pressure
    tally.pressure /= max(tally.staff, 1)


@compiled
def _add_up(world):
    """What everybody's own means are made of; whoever has left stays at his last strain."""
    clock = world.clock[0]
    for row in range(clock.persons):
        person = world.person[row]
        person.strain_sum += person.strain
        person.days_ill += person.left == NONE and clock.day < person.ill_until
        if person.left == NONE and person.demands > 0.0:
            person.demands_sum += person.demands
            person.days_worked += 1


@inlined
def _count_managers(world, clock, tally):
    for row in range(world.manager.size):
        if world.manager[row].person != NONE:
            tally.managers += 1
            tally.managers_ill += clock.day < world.person[world.manager[row].person].ill_until

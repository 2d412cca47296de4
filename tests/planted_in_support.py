"""Defects to be planted in the rooms of managers' days, support, surges, shocks and crises. Called by
`tests/planted_defects.py`.
"""

from planted import Defect

DEFECTS_OF_SUPPORT = (
    # Managers' days and support.
    Defect(
        "the managers of a level are all in the same meeting at once",
        "governance/managers.py",
        "(manager.place % BEGINNINGS) // BEGINNINGS",
        "0",
    ),
    Defect(
        "of those coached least the last one is coached",
        "governance/managers.py",
        "advisor.coached < world",
        "advisor.coached <= world",
    ),
    Defect(
        "a manager reads promised requests on the floor",
        "governance/chain.py",
        "return case.promised == 0 and (manager.rests == FLOOR",
        "return (manager.rests == FLOOR",
    ),
    Defect(
        "a look that falls due outside approving is forgotten",
        "governance/review.py",
        "    if manager.rests == IDLE:",
        "    if True:",
    ),
    Defect(
        "what was seen of the field is never out of date",
        "governance/exposure.py",
        "-LOG_2 * passed",
        "-LOG_2 * 0",
    ),
    Defect(
        "a desk that may decide more is routed to as before",
        "governance/exposure.py",
        "world.group[row].authority = _raised(settings, world.group[row].authority)",
        "_raised(settings, world.group[row].authority)",
    ),
    Defect(
        "who needs support answers callers first",
        "floor/work.py",
        "clock.seeking + world.team_needs[advisor.team] == 0",
        "clock.seeking == 0",
    ),
    Defect(
        "the colleague idle shortest gives support",
        "governance/support.py",
        "longer = chosen == NONE or colleague.idle_since <",
        "longer = chosen == NONE or colleague.idle_since >",
    ),
    Defect(
        "a manager in coaching gives support whatever he was told",
        "governance/support.py",
        "return world.settings[0].interrupts_manager > 0.0",
        "return True",
    ),
    Defect(
        "what circles have taken over is never met",
        "governance/tensions.py",
        "        tally.met[tension.role] += 1",
        "        tally.met[tension.role] += 0",
    ),
    # Surges, shocks, crises.
    Defect(
        "managers are called again before they have come",
        "governance/surge.py",
        "clock.surge_from = then + 1",
        "clock.surge_from = clock.now",
    ),
    Defect(
        "managers leave their meetings for the phones",
        "governance/surge.py",
        "at_rest(manager) and manager.rests != MEETING and",
        "at_rest(manager) and",
    ),
    Defect(
        "managers stay on the phones after their shift while callers wait",
        "governance/surge.py",
        "    if on_shift(seat, clock.now):",
        "    if True:",
    ),
    Defect(
        "contacts of a shock that is over are made all the same",
        "floor/shocks.py",
        "if shock.on == 0 or occupant(",
        "if occupant(",
    ),
    Defect(
        "a storm comes evenly as it dies away",
        "floor/shocks.py",
        "place = -math.log1p(of_time * math.expm1(-halves * length)) / halves",
        "place = of_time * length",
    ),
    Defect(
        "in a shock talks are as long as ever",
        "floor/shocks.py",
        "clock.handling *= shock.handling",
        "clock.handling *= 1.0",
    ),
    Defect(
        "a circle that has consented in a crisis is asked again",
        "governance/crisis.py",
        "circle.consented |= np.int16(1 << row)",
        "circle.consented |= np.int16(0)",
    ),
    Defect(
        "the chain decides one level below the top",
        "governance/crisis.py",
        "if shock.step >= world.manager",
        "if shock.step + 1 >= world.manager",
    ),
)

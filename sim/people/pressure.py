"""The dark side of teams: who depends on colleagues presses them, and now and then it comes to a quarrel.

People depend on each other as far as oversight lies with peers, or pay hangs on the score of a whole team;
what presses is that colleagues are missing. A quarrel costs trust among colleagues and wears out like a
hostile customer. That a collective bonus lets people ride free (`sim.governance.incentives`), and that peers
see bad practice late (`sim.governance.breaking`), is modelled there and counted there alone. Called by
`sim.phases`.
"""

from sim.compiling import compiled
from sim.governance.incentives import COLLECTIVE, members_of
from sim.states import BY_PEERS, NONE
from sim.streams import CONFLICT, uniforms


@compiled
def let_colleagues_press(world):
    """Colleagues press whoever depends on them, the more of them were missing; some quarrel."""
    clock = world.clock[0]
    if world.settings[0].pressure_enabled == 0.0:
        return
    for row in range(clock.employed):
        advisor = world.advisor[row]
        if advisor.person != NONE:
            person = world.person[advisor.person]
            person.pressure = _pressure(world, advisor)
            if _quarrels(world, advisor, person):
                advisor.hostile += 1
                advisor.broken[BY_PEERS] += 1
                world.day[clock.day].conflicts += 1


@compiled
def _pressure(world, advisor):
    """Summary of rule: how far people depend on each other, times the share of the group that was missing.

    Missing as a share of what is a full demand (`people.strain.most_missing`).
    """
    group = world.group[advisor.group]
    missing = group.uncovered / max(group.shifts, 1)
    return _dependence(world, advisor) * min(1.0, missing / world.settings[0].strain_most_missing)


@compiled
def _dependence(world, advisor):
    """Summary of rule: the share of oversight that lies with peers; all where the team is paid together."""
    settings = world.settings[0]
    paid = settings.incentives_bonus == COLLECTIVE and settings.incentives_bonus_share > 0.0
    if paid and members_of(world, advisor.id) > 1:
        return 1.0
    by_manager = 0.0 if advisor.manager == NONE else 1.0 / settings.breaking_seen_by_manager
    by_peers = advisor.cohesion / settings.breaking_seen_by_peers
    return by_peers / (by_manager + by_peers) if by_peers > 0.0 else 0.0


@compiled
def _quarrels(world, advisor, person):
    """Summary of rule: on a day at work a chance in proportion to pressure, larger with strain."""
    settings = world.settings[0]
    if person.pressure == 0.0 or advisor.paid.sum() == person.paid_seen.sum():
        return False
    strained = 1.0
    if settings.strain_enabled > 0.0:
        apart = (person.strain - settings.strain_usual) / settings.strain_spread
        strained = max(0.0, 1.0 + settings.pressure_by_strain * apart)
    unit, _ = uniforms(world.key, CONFLICT, advisor.id, world.clock[0].day, 0)
    return unit < settings.pressure_conflicts * person.pressure * strained

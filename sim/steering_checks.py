"""Whether targets, bonuses and working groups can be: a target for what is paid, time for those who meet.

How many volunteers there can be follows from the plan: `sim.volunteers`. Called by `sim.consistency` on every
configuration.
"""

from __future__ import annotations

from sim.refusal import Refused
from sim.scenario import Scenario
from sim.week import Week


def check_incentives(scenario: Scenario) -> None:
    """Refuse a bonus on handling time without a target.

    Raises:
        Refused: naming `governance.incentives.bonus_on`.
    """
    incentives = scenario.governance.incentives
    on_time = incentives.bonus != "none" and incentives.bonus_on == "handling_time"
    if on_time and incentives.handling_target is None:
        wanted = "resolution, unless there is a target (governance.incentives.handling_target)"
        raise Refused("governance.incentives.bonus_on", incentives.bonus_on, wanted)


def check_working_groups(scenario: Scenario, week: Week) -> None:
    """Refuse meetings of working groups that are longer than the shortest opening.

    Args:
        scenario: whose groups.
        week: its hours.

    Raises:
        Refused: naming `governance.working_groups.meet_for`.
    """
    meet_for = scenario.governance.working_groups.meet_for
    shortest = week.shortest_opening
    if meet_for > shortest:
        wanted = f"at most the {shortest:g} min of the shortest opening"
        raise Refused("governance.working_groups.meet_for", meet_for, wanted)

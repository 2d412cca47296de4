"""The table of advisors: group, team, manager, authority, skill, and where they sit.

Called by `sim.laying_out`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.memberships import Memberships, seat_advisors
from sim.scenario import Scenario
from sim.states import NEVER_MS, NONE, OFF
from sim.streams import SKILL, uniforms
from sim.tables import table


def advisors_table(
    scenario: Scenario,
    groups: np.recarray,
    managers: np.recarray,
    seated: Memberships,
    key: NDArray[np.uint64],
) -> np.recarray:
    """Advisors group by group, nobody on shift.

    Args:
        scenario: whose advisors.
        groups: table of groups, their advisors counted.
        managers: table of managers; where there are none, nobody answers to one.
        seated: circles and their members.
        key: seed and replication.
    """
    advisors = table("advisor", int(groups.members.sum()))
    rows = np.arange(advisors.size)
    advisors.id = rows
    advisors.group = np.repeat(np.arange(len(groups)), groups.members)
    advisors.authority = groups.authority[advisors.group]
    advisors.team = rows // int(scenario.staffing.span_of_control)
    advisors.manager = advisors.team if managers.size else NONE
    advisors.state = OFF
    advisors.pace, advisors.felt = 1.0, 1.0
    advisors.skill = _skills(scenario, advisors.size, key)
    advisors.away_from = NEVER_MS
    for field in ("case", "contact", "next", "previous", "spell", "advises", "circle"):
        advisors[field] = NONE
    seat_advisors(scenario, advisors, seated)
    return advisors


def _skills(scenario: Scenario, advisors: int, key: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Summary of rule: skills lie evenly about the mean, and nobody is better than always right."""
    judgement = scenario.governance.judgement
    units = np.array([uniforms(key, SKILL, row, 0, 0)[0] for row in range(advisors)])
    return np.clip(judgement.skill + judgement.skill_spread * (2 * units - 1), 0.0, 1.0)

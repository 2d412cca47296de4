"""The table of advisors: teams, managers, skills, and how everybody begins."""

from __future__ import annotations

import numpy as np
import pytest
from centres import centre_of, circle, groups_of, quiet, run_of

from sim.states import ACCOUNTS, NEVER_MS, NONE
from sim.streams import SKILL, uniforms


def test_teams_are_spans_of_neighbours_each_with_a_manager() -> None:
    advisors = run_of(centre_of(staffing={"span_of_control": 3.0}), 7).world.advisor
    assert advisors.id.tolist() == list(range(7))
    assert advisors.team.tolist() == advisors.manager.tolist() == [0, 0, 0, 1, 1, 1, 2]


def test_without_managers_nobody_accountable_to_one_and_teams_stay() -> None:
    advisors = run_of(
        centre_of(limits=[], beyond="advise", staffing={"span_of_control": 3.0}), 4
    ).world.advisor
    assert advisors.team.tolist() == [0, 0, 0, 1]
    assert advisors.manager.tolist() == [NONE] * 4
    assert advisors.accountable_to.tolist() == [0] * 4


def test_authority_is_the_group_s() -> None:
    groups = groups_of(first={"present": [2.0]}, second={"authority": 500.0})
    advisors = run_of(centre_of(staffing={"groups": groups})).world.advisor
    assert advisors.authority.tolist() == [50, 50, 500]
    assert advisors.group.tolist() == [0, 0, 1]


@pytest.mark.parametrize(("skill", "spread"), [(0.8, 0.1), (0.95, 0.2), (0.5, 0.0)])
def test_skills_are_keyed_and_nobody_is_better_than_always_right(skill: float, spread: float) -> None:
    people = {"skill": skill, "skill_spread": spread}
    run = run_of(centre_of(people=people), 50, seed=3, replication=2)
    units = np.array([uniforms(run.world.key, SKILL, row, 0, 0)[0] for row in range(50)])
    wanted = np.minimum(np.maximum(skill + spread * (2 * units - 1), 0.0), 1.0)
    assert run.world.advisor.skill.tolist() == wanted.tolist()
    assert bool(run.world.advisor.skill.max() == 1.0) is (skill == 0.95)


def test_everybody_begins_off_and_at_the_usual_pace() -> None:
    scenario = centre_of(circles={"team": circle()}, coordination=quiet())
    advisors = run_of(scenario, 3).world.advisor
    for name in ("case", "contact", "next", "previous", "spell", "advises", "circle"):
        assert advisors[name].tolist() == [NONE] * 3, name
    assert advisors.pace.tolist() == advisors.felt.tolist() == [1.0] * 3
    assert advisors.cohesion.tolist() == [0.0] * 3
    assert advisors.away_from.tolist() == [NEVER_MS] * 3
    assert {ACCOUNTS[state] for state in advisors.state} == {"off"}

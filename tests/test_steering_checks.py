"""What is refused of targets, bonuses and working groups: one line with key, value and what was expected."""

from __future__ import annotations

from typing import Any

import pytest
from centres import centre_of

from sim.consistency import check_consistent
from sim.projects import WorkingGroups
from sim.refusal import Refused
from sim.rights import Governance
from sim.scenario import Scenario
from sim.steering import Incentives
from sim.study import Study


def with_groups(**how: Any) -> Scenario:
    return centre_of(working_groups=WorkingGroups(**({"at_once": 1} | how)))


def with_incentives(**how: Any) -> Scenario:
    return centre_of(incentives=Incentives(**how))


BAD = {
    "governance.incentives.bonus_on: 'handling_time': expected resolution, unless there is a target": (
        with_incentives(bonus="individual", bonus_on="handling_time")
    ),
    "governance.working_groups.meet_for: 721: expected at most the 720 min of the shortest opening": (
        with_groups(meet_for=721)
    ),
}
GOOD = {
    "a target": with_incentives(bonus="individual", bonus_on="handling_time", handling_target=5.0),
    "no bonus": with_incentives(bonus_on="handling_time"),
    "a bonus on resolution": with_incentives(bonus="collective"),
    "a meeting all day": with_groups(meet_for=720),
    "no groups": with_groups(at_once=0, meet_for=721),
}


@pytest.mark.parametrize("line", BAD)
def test_is_refused(line: str) -> None:
    with pytest.raises(Refused) as refused:
        check_consistent(BAD[line], Study())
    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("what", GOOD)
def test_is_taken(what: str) -> None:
    check_consistent(GOOD[what], Study())


def test_neither_is_there_unless_a_scenario_says_so() -> None:
    usual = Governance()
    assert (usual.incentives.bonus, usual.incentives.handling_target) == ("none", None)
    assert (usual.working_groups.at_once, usual.slack, usual.script.tightness) == (0, 0.0, 0.0)

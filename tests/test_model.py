"""The Mesa face: steps are working days, agents are live views, events and branches behave."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest

import sim
from sim.planning import plan_of
from sim.records import ADVISOR, CUSTOMER, MANAGER
from sim.rosters import Plan
from sim.scenario import Scenario
from sim.world import Run


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sim.configure(["scenario=hierarchical", "demand.calls_per_day=400"], alone=True)[0].scenario


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> Plan:
    return plan_of(scenario)


@pytest.fixture
def centre(scenario: Scenario, plan: Plan) -> sim.ContactCentre:
    return sim.ContactCentre(scenario, plan=plan, rng=3, days=40)


def asked(centre: sim.ContactCentre) -> int:
    """Decisions asked from managers on the last day."""
    return int(centre.run.world.day.requests[centre.run.day - 1])


class Liberator:
    """Something a user schedules: lets everybody decide anything."""

    def __init__(self, centre: sim.ContactCentre) -> None:
        self.centre = centre

    def act(self) -> None:
        for advisor in self.centre.advisors:
            advisor.authority = 1e9


def test_a_step_is_a_day_of_the_bare_run(centre: sim.ContactCentre, scenario: Scenario, plan: Plan) -> None:
    bare = Run(scenario, plan, days=40, seed=3)
    for _ in range(4):
        centre.step()
        bare.step()
    assert centre.run.digest == bare.digest
    assert centre.time == 4


def test_mesa_runs_it(centre: sim.ContactCentre) -> None:
    centre.run_for(5)
    frame = centre.datacollector.get_model_vars_dataframe()
    assert len(frame) == 5
    assert (frame.first_contacts > 0).all()
    assert isinstance(centre.rng, np.random.Generator)


def test_it_stops_at_its_last_day(scenario: Scenario, plan: Plan) -> None:
    centre = sim.ContactCentre(scenario, plan=plan, days=2)
    while centre.running:
        centre.step()
    assert centre.run.day == 2
    centre.step()
    assert centre.run.day == 2


def test_agents_are_advisors_and_managers(centre: sim.ContactCentre) -> None:
    world = centre.run.world
    assert len(centre.agents) == world.advisor.size + world.manager.size
    shares = centre.agents_by_type[type(centre.advisors[0])].get("authority")
    assert set(shares) == {20.0}


def test_views_read_and_write_rows(centre: sim.ContactCentre) -> None:
    advisor, manager, customer = centre.advisors[2], centre.managers[1], centre.customer(7)
    advisor.authority = 33.0
    manager.limit = 44.0
    customer.grievance = 0.5
    world = centre.run.world
    assert world.advisor.authority[2] == 33.0
    assert world.manager.limit[1] == 44.0
    assert world.customer.grievance[7] == 0.5
    world.advisor.authority[2] = 55.0
    assert advisor.authority == 55.0
    assert advisor.doing == "off"
    assert advisor.answers_to is centre.managers[advisor.manager]
    assert advisor in advisor.answers_to.team


@pytest.mark.parametrize(
    ("view", "fields"), [("advisors", ADVISOR), ("managers", MANAGER), ("customer", CUSTOMER)]
)
def test_every_field_is_an_attribute(centre: sim.ContactCentre, view: str, fields: dict[str, Any]) -> None:
    one = centre.customer(0) if view == "customer" else getattr(centre, view)[0]
    for name in fields:
        getattr(one, name)
        assert type(one).__dict__[name].__doc__


def test_a_place_shows_the_person_who_has_it(centre: sim.ContactCentre) -> None:
    advisor, manager = centre.advisors[3], centre.managers[0]
    advisor.strain, manager.strain = 0.7, 0.2
    assert centre.run.world.person.strain[[3, manager.person]].tolist() == [0.7, 0.2]
    assert type(advisor).strain.__doc__ == "how worn out, from 0 to 1 [1]"
    advisor.appetite = 0.4  # his own field goes before the person's
    assert centre.run.world.advisor.appetite[3] == 0.4
    with pytest.raises(AttributeError, match="names a row"):
        advisor.advisor = 5
    centre.run.world.advisor.person[3] = -1
    with pytest.raises(AttributeError, match="nobody has this place"):
        _ = advisor.strain


def test_a_customers_view_is_the_same_while_it_is_held(centre: sim.ContactCentre) -> None:
    held = centre.customer(5)
    assert centre.customer(5) is held
    assert held not in list(centre.agents)
    assert not held.has_left
    del held
    gc.collect()
    assert 5 not in centre._customers
    with pytest.raises(IndexError, match="customer -1"):
        centre.customer(-1)


def test_authority_set_by_a_scheduled_event_changes_the_next_decision(centre: sim.ContactCentre) -> None:
    liberator = Liberator(centre)
    centre.schedule_event(liberator.act, at=3.5)
    centre.run_for(3)
    assert asked(centre) > 0
    centre.run_for(1)
    assert centre.run.day == 4
    assert asked(centre) == 0


def test_branches_leave_the_original_untouched(centre: sim.ContactCentre) -> None:
    centre.run_for(3)
    before = centre.run.digest
    free, same = centre.branch(), centre.branch()
    for advisor in free.advisors:
        advisor.authority = 1e9
    free.run_for(3)
    same.run_for(3)
    assert centre.run.digest == before
    assert {advisor.authority for advisor in centre.advisors} == {20.0}
    assert asked(free) == 0
    centre.run_for(3)
    assert same.run.digest == centre.run.digest
    assert free.run.digest != centre.run.digest


def test_branches_agents_are_their_own(centre: sim.ContactCentre) -> None:
    branch = centre.branch()
    assert branch.advisors[0].model is branch
    assert branch.advisors[0] in branch.agents
    assert branch.customer(1).model is branch


def test_govern_changes_the_rules_for_everybody(centre: sim.ContactCentre, scenario: Scenario) -> None:
    centre.run_for(2)
    free = sim.configure(["scenario=zappos_desk"], alone=True)[0].scenario.governance
    centre.govern(free)
    centre.run_for(2)
    assert asked(centre) == 0


def test_a_scenario_by_name() -> None:
    centre = sim.ContactCentre("ladder/mmn_abandonment", days=1)
    centre.step()
    assert centre.run.world.day.abandoned[0] > 0


@pytest.mark.parametrize("field", ["manager", "group", "case"])
def test_what_names_a_row_is_not_set_by_hand(centre: sim.ContactCentre, field: str) -> None:
    """Compiled code follows it without looking: a wrong one would be somebody else's memory."""
    before = getattr(centre.advisors[0], field)
    with pytest.raises(AttributeError, match=rf"{field} of Advisor\(0\) names a row"):
        setattr(centre.advisors[0], field, 7)
    assert getattr(centre.advisors[0], field) == before

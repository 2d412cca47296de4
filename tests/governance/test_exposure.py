"""What managers see of the field: exposure by hand, what it prevents, and delegation."""

from __future__ import annotations

import math
from typing import Any

import pytest
from centres import Centre, centre_of, infallible, refund

from sim.rules import registered


def simulated(days: int = 1, exposure: float | None = None, **rights: Any) -> Centre:
    centre = Centre(centre_of(refund(80), **rights), days=days)
    if exposure is not None:
        centre.run.world.manager.exposure = exposure
    return centre.simulate()


def test_hours_on_the_floor_show_a_share_of_what_is_unseen() -> None:
    """Six hours a day on the floor, 2 % an hour; a day later some of it is out of date."""
    centre = simulated(3, support={"floor_share": 0.5})
    after_one = 0.12
    after_two = after_one * 0.5 ** (1 / 60)
    after_two += (1 - after_two) * 0.12
    days = centre.run.world.day[:3]
    assert days.exposure == pytest.approx([0, after_one, after_two])
    assert centre.run.world.manager.exposure == pytest.approx([after_two])
    assert centre.run.world.manager.in_field == [2 * 6 * 3_600_000]


def test_exposure_is_full_at_most() -> None:
    centre = simulated(2, support={"floor_share": 1.0, "exposure_gain": 1.0})
    assert centre.run.world.manager.exposure == [1]


def test_it_fades_over_the_weekend_too() -> None:
    centre = simulated(6, 0.8)
    days = centre.run.world.day[:6].exposure
    assert days[0] == 0.8
    assert days[5] / days[4] == pytest.approx(0.5 ** (3 / 60))


def test_who_has_seen_all_refuses_and_loses_less() -> None:
    judgement = infallible(lost_per_level=0.4)
    centre = simulated(exposure=0.5, limits=[60.0, None], judgement=judgement, refusal_probability=0.2)
    rule = registered("approval.refusal")["refusal_with_loss"].function
    world = centre.run.world
    case = world.case[0]
    case.undue = 0
    of_level = [rule(world.manager[row], case, world.settings[0]) for row in (0, 1)]
    assert of_level == pytest.approx([0.15, 1 - 0.85 * 0.7])
    case.undue = 1
    assert rule(world.manager[1], case, world.settings[0]) == judgement.abuse_seen_at_review


def test_the_top_raises_what_the_desk_decides() -> None:
    """A step of a quarter a day, up to 75 EUR: from then on everybody has that."""
    support = {"delegation_hazard": 10.0, "delegation_most": 75.0, "exposure_half_life": 10000.0}
    centre = simulated(40, 1.0, support=support)
    assert centre.run.world.day.delegations.sum() >= 3
    assert set(centre.run.world.advisor.authority) == {75.0}
    assert set(centre.run.world.group.authority) == {75.0}


def test_a_manager_on_the_phones_decides_up_to_his_own_limit() -> None:
    """His seat among the advisors is none of those who are allowed more."""
    support = {"delegation_hazard": 10.0, "delegation_most": 75.0, "surge_at": 1.0}
    centre = simulated(40, 1.0, support=support, limits=[60.0, None])
    assert centre.run.world.advisor.authority.tolist() == [75.0, 60.0]


def test_more_than_the_most_stays() -> None:
    support = {"delegation_hazard": 10.0, "delegation_most": 20.0}
    centre = simulated(30, 1.0, support=support)
    assert centre.run.world.day.delegations.sum() > 0
    assert set(centre.run.world.advisor.authority) == {50.0}


def test_the_hazard_of_delegation() -> None:
    """One a month, of a manager who has seen half: a sixtieth or so a day."""
    centre = simulated(exposure=0.5, support={"delegation_hazard": 1.0})
    rule = registered("delegation.raises")["the_more_he_has_seen"].function
    world = centre.run.world
    wanted = 1 - math.exp(-0.5 / 30.4375)
    assert rule(world.manager[0], world.settings[0]) == pytest.approx(wanted)
    world.manager.exposure = 0.0
    assert rule(world.manager[0], world.settings[0]) == 0


def test_nobody_delegates_who_has_somebody_above_him() -> None:
    support = {"delegation_hazard": 10.0}
    centre = Centre(centre_of(refund(80), limits=[60.0, None], support=support), days=20)
    centre.run.world.manager.exposure[0] = 1.0
    centre.simulate()
    assert centre.run.world.day.delegations.sum() == 0

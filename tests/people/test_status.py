"""Status of managers by hand: what they are needed for, what they get used to, what its loss does."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from centres import Centre, centre_of, pass_openings, refund, routine, run_of

from sim.people.status import less_than_he_is_used_to, let_status_move
from sim.people.strain import let_strain_move, towards_what_work_asks
from sim.scenario import MS
from sim.states import NONE
from sim.world import Run

ON: dict[str, Any] = {"strain": {"enabled": True}, "managers": {"enabled": True, "used_to": 7.0}}
DAY_H = 12.0
KEPT = 2 ** (-DAY_H / 20)  # of what was known, after a day of twelve hours; a memory of twenty


def centre(reason: Any = None, days: int = 8, people: Any = None, **how: Any) -> Centre:
    return Centre(centre_of(reason or refund(80), people=ON | (people or {}), **how), days=days)


def manager(day: Centre | Run) -> Any:
    """Who is the first manager."""
    run = day if isinstance(day, Run) else day.run
    return run.world.person[run.world.manager.person[0]]


def led(needed: float, used_to: float, days: int = 30, **how: Any) -> Run:
    """A manager needed so much from now on, and used to so much."""
    run = run_of(centre_of(people=ON | how), 1, days=days, journal=False)
    person = run.world.person[run.world.manager.person[0]]
    person.needed, person.used_to = needed, used_to
    return run


# What he is needed for.


def test_before_the_first_day_nothing_is_known() -> None:
    day = centre().simulate(1)
    person = manager(day)
    assert (person.needed, person.used_to, person.lost) == (-1.0, -1.0, 0.0)


def test_the_first_day_is_what_he_is_used_to() -> None:
    """Three minutes of 720 he read."""
    person = manager(centre().calls(ann="7:00:00").simulate(2))
    assert (person.needed, person.used_to) == (pytest.approx(3 / 720), pytest.approx(3 / 720))
    assert person.lost == 0.0


def test_support_counts_as_reading_does() -> None:
    """Eight minutes of listening; coaching, the floor and waiting do not count."""
    needy = {"needs": True, "tinker_share": 0.0, "translate_share": 0.0, "soothe_share": 1.0}
    day = centre(routine(hostile_share=1.0), people=needy).calls(ann="7:00:00").simulate(2)
    assert manager(day).needed == pytest.approx(8 / 720)
    day = centre(support={"floor_share": 0.5, "coaching_share": 0.25, "manager_round": 60.0}).simulate(2)
    assert manager(day).needed == 0.0


def test_what_he_is_needed_for_rests_on_his_last_hours() -> None:
    """Nothing on Tuesday: of Monday's share what twelve hours leave of it."""
    person = manager(centre().calls(ann="7:00:00").simulate(3))
    assert person.needed == pytest.approx(3 / 720 * KEPT)


def test_a_day_he_is_ill_says_nothing_of_it() -> None:
    day = centre().calls(ann="7:00:00").simulate(1)
    day.run.world.person.ill_until[1] = 3
    person = manager(day.simulate(3))
    assert person.needed == pytest.approx(3 / 720)


# What he is used to.


def test_half_of_the_way_is_gone_in_a_half_life() -> None:
    """From 0.4 to 0.2 in a week: 0.3, and a third of it lost."""
    run = pass_openings(led(0.2, 0.4), 6, let_status_move)
    person = manager(run)
    assert person.used_to == pytest.approx(0.3, rel=1e-12)
    assert person.lost == pytest.approx(1 / 3, rel=1e-12)


def test_one_gets_used_to_it() -> None:
    """After years nothing is felt of it any more."""
    run = led(0.1, 0.4, days=300)
    lost = []
    for _ in range(300):
        pass_openings(run, 1, let_status_move)
        lost.append(float(manager(run).lost))
    assert lost[0] == pytest.approx(0.75)
    assert lost == sorted(lost, reverse=True)
    assert lost[-1] < 1e-9


def test_needed_more_than_usual_nothing_is_lost() -> None:
    person = manager(pass_openings(led(0.4, 0.2), 6, let_status_move))
    assert person.used_to == pytest.approx(0.3)
    assert person.lost == 0.0


def test_who_was_never_needed_has_nothing_to_lose() -> None:
    person = manager(pass_openings(led(0.0, 0.0), 6, let_status_move))
    assert (person.used_to, person.lost) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("needed", "used_to", "lost"), [(0.0, 0.3, 1.0), (0.15, 0.3, 0.5), (0.3, 0.3, 0.0), (0.5, 0.3, 0.0)]
)
def test_the_rule_by_hand(needed: float, used_to: float, lost: float) -> None:
    person = SimpleNamespace(needed=needed, used_to=used_to)
    assert less_than_he_is_used_to(person, None) == pytest.approx(lost)


def test_switched_off_nothing_moves() -> None:
    run = pass_openings(led(0.2, 0.4, managers={"enabled": False}), 6, let_status_move)
    assert (manager(run).used_to, manager(run).lost) == (0.4, 0.0)


def test_a_vacant_place_has_none() -> None:
    run = led(0.2, 0.4)
    person = manager(run)
    run.world.manager.person[0] = NONE
    pass_openings(run, 6, let_status_move)
    assert person.used_to == 0.4
    assert not run.world.day.status_lost[:6].any()


def test_it_is_summed_up_day_by_day() -> None:
    run = pass_openings(led(0.2, 0.4), 1, let_status_move)
    assert run.world.day.status_lost[0] == pytest.approx(0.5)


# What it does to him.


def test_the_level_of_his_strain_is_higher_by_what_he_has_lost() -> None:
    """Of two alike one has lost a half: after long 0.15 / 2 apart; nothing at 0."""
    for weight in (0.0, 0.15, 1.0):
        settings = SimpleNamespace(
            strain_demand_gain=0.6, strain_resource_gain=0.3, strain_interaction=0.0,
            strain_half_life=MS["day"], managers_status=weight,
        )  # fmt: skip
        found = []
        for lost in (0.0, 0.5):
            person = SimpleNamespace(demands=0.5, resources=0.5, prone=0.0, strain=0.1, lost=lost)
            found.append(towards_what_work_asks(person, 1e4 * MS["day"], settings))
        assert found[0] == pytest.approx(0.45)
        assert found[1] - found[0] == pytest.approx(weight / 2)


def test_advisors_have_none_to_lose() -> None:
    """Strain moves as without: their share is 0."""
    run = pass_openings(led(0.0, 0.4), 10, let_status_move, let_strain_move)
    off = pass_openings(led(0.0, 0.4, managers={"enabled": False}), 10, let_status_move, let_strain_move)
    assert run.world.person.strain[0] == off.world.person.strain[0]
    assert run.world.person.strain[1] > off.world.person.strain[1]

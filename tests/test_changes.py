"""What a transition has come to and the worst times of a run, each measure over planted days."""

from __future__ import annotations

import pytest
from centres import centre_of, run_of

from sim.changes import apart, transition, worst_times
from sim.states import NONE
from sim.transition import Transition
from sim.world import Run

CHANGE = Transition(enabled=True, authority_before=10.0)


def planted(days: int = 44, warmup: int = 2, change: Transition = CHANGE) -> Run:
    """Four advisors and a manager; two days of warm-up, whose sums must not count."""
    people = {name: {"enabled": True} for name in ("strain", "engagement", "quitting")}
    run = run_of(centre_of(people=people, transition=change), 4, days=days, warmup=warmup)
    run.day = days
    day = run.world.day
    for name in ("on_board", "authority", "threat", "signs_kept", "abandoned", "strain", "quits"):
        day[name][:warmup] = 1000
    day.staff[:] = 4
    return run


def test_what_a_transition_has_come_to() -> None:
    run = planted(6)
    run.world.day.on_board[2:6] = (0, 1, 2, 3)
    run.world.day.authority[2:6] = (10, 20, 30, 40)
    run.world.day.threat[2:6] = (0, 0, 0.2, 0.2)
    run.world.day.signs_kept[2:6], run.world.day.signs_broken[2:6] = (1, 0, 1, 1), (0, 1, 0, 0)
    run.world.clock.lost, run.world.clock.called_off = 70.0, 1
    assert transition(run) == {
        "authority_mean_eur": 25, "on_board_share": 0.75, "on_board_half_day": 2,
        "accountable_threat_mean": pytest.approx(0.1), "signs_kept_share": 0.75,
        "called_off_share": 1, "transition_loss_eur": 70,
    }  # fmt: skip


def test_without_one_only_what_people_may_decide_is_told() -> None:
    run = planted(6, change=Transition())
    run.world.day.authority[2:6] = 50
    outputs = transition(run)
    assert outputs.pop("authority_mean_eur") == 50
    assert set(outputs.values()) == {None}


def test_the_worst_week_and_the_worst_month() -> None:
    """Eight whole weeks, two days over; two whole months: the days over count in neither."""
    run = planted()
    day = run.world.day
    day.first_contacts[2:], day.answered[2:], day.in_target[2:] = 10, 10, 8
    day.in_target[2 + 5 : 2 + 10] = 4
    day.abandoned[2 + 10 : 2 + 15] = 3
    day.in_target[42:] = day.answered[42:] = 0
    day.strain[2 : 2 + 21], day.strain[2 + 21 : 2 + 42] = 0.2, 0.3
    found = worst_times(run)
    assert found["service_level_worst_week_share"] == pytest.approx(0.4)
    assert found["abandonment_worst_week_share"] == pytest.approx(0.3)
    assert found["stress_peak_mean"] == pytest.approx(0.3)
    assert found["quits_in_year_1_share"] is None


def test_quits_of_the_first_year_alone() -> None:
    """Two leave in the first year, of four; three after it; five while it warms up."""
    run = planted(300)
    run.world.day.quits[2 + 10] = 2
    run.world.day.quits[2 + 265 : 2 + 268] = 1
    assert worst_times(run)["quits_in_year_1_share"] == pytest.approx(0.5)


def test_those_who_take_part_apart_from_the_others() -> None:
    """The first two sit in groups, the last two are on board; who has left counts nowhere."""
    run = planted(6)
    world = run.world
    world.advisor.working_groups[:] = (1, 1, 0, 0)
    world.person.strain[:4] = (0.2, 0.4, 0.5, 0.9)
    world.person.engagement[:4] = (0.4, 0.6, 0.7, 0.9)
    world.person.on_board[:4] = (0, 0, 1, 1)
    found = apart(run)
    assert found["group_strain_gap"] == pytest.approx(0.4)
    assert found["volunteers_strain_gap"] == pytest.approx(0.4)
    assert found["volunteers_engagement_gap"] == pytest.approx(0.3)
    world.advisor.person[3] = NONE
    assert apart(run)["group_strain_gap"] == pytest.approx(0.2)
    world.advisor.person[2] = NONE
    assert set(apart(run).values()) == {None}

"""Initiative worked out by hand: what one dares, what is seen around one, what it costs.

Draws are keyed and seeds fixed. Under other keys a correct model would fail the exact test with the
probability of `ALARM`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import Centre, centre_of, pass_openings, refund, routine, run_of
from scipy import stats

from sim.people.initiative import let_initiative_move
from sim.streams import INITIATIVE, uniforms
from sim.world import Run

ALARM = 1e-4
ON: dict[str, Any] = {"enabled": True, "half_life": 14.0, "spread": 0.0, "by_engagement": 0.2}
A_HALF_LIFE = 11  # openings: of day 0, when nothing has passed, to that of the Monday two weeks later


def daring(advisors: int = 1, days: int = 30, people: Any = None, **how: Any) -> Run:
    """Autonomy of 0.64, all of it felt: at a power of one half that comes to 0.8."""
    parts = {"initiative": ON | how} | (people or {})
    run = run_of(centre_of(people=parts, staffing={"span_of_control": 3.0}), advisors, days=days)
    run.world.person.autonomy = 0.64
    return run


def after(run: Run, openings: int = A_HALF_LIFE) -> float:
    return float(pass_openings(run, openings, let_initiative_move).world.person.initiative[0])


def test_half_of_the_distance_is_gone_after_a_half_life() -> None:
    assert after(daring(at_start=0.3)) == pytest.approx(0.8 - 0.5 / 2)


def test_weekends_count() -> None:
    run, found = daring(at_start=0.3), list[float]()
    for _ in range(6):
        found.append(after(run, 1))
    passed = np.array([0, 1, 2, 3, 4, 7])
    assert found == pytest.approx(0.8 - 0.5 * 2 ** (-passed / 14.0), rel=1e-12)


@pytest.mark.parametrize(("autonomy", "level"), [(0.0, 0.0), (0.01, 0.1), (0.25, 0.5), (1.0, 1.0)])
def test_it_saturates_in_autonomy(autonomy: float, level: float) -> None:
    run = daring(at_start=level)
    run.world.person.autonomy = autonomy
    assert after(run) == pytest.approx(level, abs=1e-14)


def test_autonomy_counts_as_far_as_it_is_felt() -> None:
    run = daring(at_start=0.4)
    run.world.advisor.felt = 0.25
    assert after(run) == pytest.approx(0.4)


def test_in_proportion_at_a_power_of_one() -> None:
    assert after(daring(at_start=0.64, saturation=1.0)) == pytest.approx(0.64)


@pytest.mark.parametrize(("engagement", "level"), [(0.5, 0.8), (0.65, 0.96), (0.8, 1.0), (0.35, 0.64)])
def test_engagement_adds_a_fifth_a_standard_deviation(engagement: float, level: float) -> None:
    run = daring(at_start=level, people={"engagement": {"enabled": True}})
    run.world.person.engagement = engagement
    assert after(run) == pytest.approx(level)


def test_engagement_that_is_switched_off_moves_it_not() -> None:
    run = daring(at_start=0.8)
    run.world.person.engagement = 0.0
    assert after(run) == pytest.approx(0.8)


def test_who_is_not_engaged_at_all_dares_nothing() -> None:
    run = daring(at_start=0.0, by_engagement=2.0, people={"engagement": {"enabled": True}})
    run.world.person.engagement = 0.0
    assert after(run) == 0.0


@pytest.mark.parametrize(("trust", "level"), [(0.25, 0.4), (0.5, 0.8), (1.0, 1.0)])
def test_trust_in_top_management_over_its_start(trust: float, level: float) -> None:
    run = daring(at_start=level)
    run.world.person.trust_sponsor = trust
    assert after(run) == pytest.approx(level)


# Colleagues.


def test_a_celebrated_one_moves_his_team_and_nobody_else() -> None:
    """Teams of three: on the next day the others take three tenths of the way to (1 + 0.8)/2."""
    run = daring(6, at_start=0.8, spread=0.3)
    run.world.person.initiative[0] = 1.0
    pass_openings(run, 2, let_initiative_move)
    left = 2 ** (-1 / 14)
    level = 0.7 * 0.8 + 0.3 * 0.9
    found = run.world.person.initiative
    assert found[1:3] == pytest.approx(level + (0.8 - level) * left)
    assert found[0] == pytest.approx(0.8 + 0.2 * left)
    assert found[3:6] == pytest.approx(0.8)


def test_the_order_of_rows_does_not_matter() -> None:
    """Everybody sees yesterday: the first and the last of a team alike."""
    run = daring(3, at_start=0.0, spread=0.9)
    run.world.person.initiative[:3] = 0.2, 0.6, 0.2
    pass_openings(run, 2, let_initiative_move)
    assert run.world.person.around[:3] == pytest.approx([0.4, 0.2, 0.4])
    assert run.world.person.initiative[0] == run.world.person.initiative[2]


def test_who_has_nobody_around_comes_to_what_he_dares() -> None:
    assert after(daring(1, at_start=0.3, spread=0.9)) == pytest.approx(0.8 - 0.5 / 2)


def test_vacant_places_are_no_example() -> None:
    run = daring(3, at_start=0.8, spread=0.5)
    run.world.advisor.person[2] = -1
    run.world.person.initiative[2] = 0.0
    assert after(run) == pytest.approx(0.8)


def test_switched_off_moves_nothing() -> None:
    run = daring(at_start=0.3, enabled=False)
    assert after(run) == 0.3


# What is done.


def called(reason: Any = None, calls: int = 1, **how: Any) -> Centre:
    initiative = {"enabled": True, "rate": 1.0, "at_start": 1.0, "costs": 12.5} | how.pop("initiative", {})
    centre = Centre(centre_of(reason or routine(), people={"initiative": initiative}, **how), 1)
    times = {f"c{number}": f"{7 + number // 6}:{number % 6}0:00" for number in range(calls)}
    return centre.calls(**times).simulate()


def done(centre: Centre) -> tuple[int, float]:
    today = centre.run.world.day[0]
    return int(today.initiatives), float(today.initiative_cost)


def test_it_costs_each_time() -> None:
    assert done(called(calls=3)) == (3, 37.5)


def test_only_what_is_solved_in_a_talk() -> None:
    assert done(called(routine(solve_probability=0.0))) == (0, 0.0)
    assert done(called(refund(40))) == (1, 12.5)
    assert done(called(refund(80))) == (0, 0.0)  # the manager has granted it
    assert done(called(routine(extension_share=1.0), extension_cap=0.0)) == (0, 0.0)


def test_at_a_rate_of_nothing_nothing_is_done() -> None:
    assert done(called(initiative={"rate": 0.0})) == (0, 0.0)
    assert done(called(initiative={"enabled": False})) == (0, 0.0)


def test_in_a_share_of_contacts_that_is_rate_times_initiative() -> None:
    """By the draw of the contact; over 70 of them against the exact binomial."""
    centre = called(calls=70, initiative={"rate": 0.8, "at_start": 0.5})
    key = centre.run.world.key
    units = [uniforms(key, INITIATIVE, row, 0, 0)[0] for row in centre.names.values()]
    number, _ = done(centre)
    assert number == sum(unit < 0.4 for unit in units)
    assert stats.binomtest(number, 70, 0.4).pvalue >= ALARM


def test_the_flag_is_cleared_with_the_next_case() -> None:
    """Rows of cases are used again: the second customer, not helped, was not delighted."""
    centre = called(calls=1)
    assert centre.run.world.case.delighted.sum() == 1
    centre = called({"good": routine(share=0.5), "bad": routine(share=0.5, solve_probability=0.0)}, calls=12)
    number, _ = done(centre)
    assert 0 < number < 12
    case = centre.run.world.case
    assert case.delighted[0] == (case.reason[0] == 0)

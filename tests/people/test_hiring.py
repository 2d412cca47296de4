"""Hiring by hand: delay, training, what a newcomer misses and learns, and what he takes over of nobody."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from centres import MINUTE, Centre, centre_of, pass_openings, run_of
from scipy import stats

from sim.coordination import Coordination
from sim.measures import measure
from sim.people.hiring import LEARNT, hire, let_newcomers_learn
from sim.people.quitting import let_people_quit
from sim.reasons import Law
from sim.states import NONE
from sim.streams import APPETITE, SKILL, TEMPERAMENT, normal, uniforms
from sim.world import Run

QUITTING: dict[str, Any] = {"enabled": True, "rate": 0.0}
SOON: dict[str, Any] = {"delay": 2.0, "training": 1.0}
LEAVES, COMES, STARTS = 0, 2, 3  # days: Monday, Wednesday, Thursday


def people(**how: Any) -> dict[str, Any]:
    """Nobody leaves but whom a test lets leave; hired two days later, trained for one."""
    return {"quitting": QUITTING, "hiring": SOON | how.pop("hiring", {})} | how


def vacated(run: Run, row: int = 0) -> Run:
    """Somebody has left before the run begins."""
    run.world.person.left[row] = 0
    run.world.advisor.person[row] = NONE
    run.world.advisor.vacant_from[row] = 0
    return run


def centre(advisors: int = 1, days: int = 10, **how: Any) -> Centre:
    rest = {name: how.pop(name) for name in list(how) if name in ("staffing", "coordination", "support")}
    made = Centre(centre_of(people=people(**how), **rest), advisors, days=days)
    vacated(made.run)
    return made


def newcomer(run: Run) -> np.record:
    """The first who was hired."""
    return run.world.person[run.world.clock[0].staff_of_day_0]


def test_who_comes_when() -> None:
    """Vacant from Monday: hired on Wednesday, trained until Thursday; nobody answers before."""
    made = centre(hiring={"missing": 0.0})
    made.calls(ann="7:00:00", ben="Tue 7:00:00", cleo="Wed 7:00:00", dan="Thu 7:00:00").simulate(5)
    ends = [made.path(name)[-1].split()[-1] for name in ("ann", "ben", "cleo", "dan")]
    assert ends == ["abandoned", "abandoned", "abandoned", "fair"]
    world = made.run.world
    person = newcomer(made.run)
    assert (person.advisor, person.manager, person.generation) == (0, NONE, 1)
    assert (person.left, person.starts, person.joined) == (NONE, STARTS, world.calendar.opens[COMES])
    assert (world.advisor.person[0], world.advisor.generation[0]) == (2, 1)
    for name, wanted in {
        "hires": [0, 0, 1, 0, 0],
        "staff": [0, 0, 1, 1, 1],
        "trainees": [0, 0, 1, 0, 0],
        "uncovered": [1, 1, 1, 0, 0],
        "hired": [0, 0, 1, 1, 1],
    }.items():
        assert list(world.day[name][:5]) == wanted, name


@pytest.mark.parametrize(
    ("delay", "training", "comes", "starts"), [(0, 0, 0, 0), (0, 2, 0, 2), (3, 0, 3, 3), (4, 2, 4, 6)]
)
def test_delay_and_training_count_open_days(delay: float, training: float, comes: int, starts: int) -> None:
    """Over a weekend too: the seventh opening is that of the next Tuesday."""
    made = centre(hiring={"delay": float(delay), "training": float(training)}).simulate(8)
    days = made.run.world.day
    assert days.hires[:8].nonzero()[0].tolist() == [comes]
    assert newcomer(made.run).starts == starts
    assert days.uncovered[:8].tolist() == [1] * starts + [0] * (8 - starts)


def test_a_place_can_be_filled_the_day_it_is_vacated() -> None:
    """Everybody leaves every day, and somebody comes at once: generations count on, rows are never reused."""
    how = people(hiring={"delay": 0.0, "training": 0.0}, quitting=QUITTING | {"rate": 1e9})
    run = run_of(centre_of(people=how), 3, days=20)
    while not run.finished:
        run.step()
    world, clock = run.world, run.world.clock[0]
    assert clock.persons == clock.staff_of_day_0 + 3 * 19
    assert set(world.advisor.generation) == {19}
    assert world.person.size >= clock.persons
    seen = world.person[: clock.persons]
    assert (seen.left[seen.advisor != NONE] != NONE).sum() == 3 * 19
    assert list(world.day.uncovered[:20]) == [0] * 20


# Proficiency.

FIRST = 1 / (1 - 0.3)


def test_the_talks_of_a_newcomer_are_longer() -> None:
    """5 min / 0.7 on the first day; from the next on what is missing falls to 1/e in 75 days."""
    made = centre().calls(ann="Thu 7:00:00", ben="Fri 7:00:00", cleo="Thu 9:00:00").simulate(5)
    lengths = {name: _talk(made, name) for name in ("ann", "ben", "cleo")}
    later = int(5 * MINUTE / (1 - 0.3 * np.exp(-1 / 75)) + 0.5)
    assert lengths == {"ann": 428_571, "cleo": 428_571, "ben": later}
    assert later < 428_571
    wrapped = [contact.wrapped_up - contact.ended for contact in made.contacts]
    assert wrapped == [MINUTE] * 3


def _talk(made: Centre, name: str) -> int:
    [contact] = [each for each in made.contacts if each.customer == made.names[name]]
    return int(contact.ended - contact.answered)


def test_what_is_missing_falls_exponentially_weekends_included() -> None:
    made, found = centre(hiring={"learning": 10.0}), list[float]()
    for _ in range(10):
        made.simulate(1)
        found.append(float(newcomer(made.run).missing) if made.run.day > COMES else 0.0)
    since = np.array([0, 1, 4, 5, 6, 7, 8])  # days since Thursday's opening
    assert found == pytest.approx([0, 0, 0.3, *(0.3 * np.exp(-since / 10))])
    assert made.run.world.advisor.pace[0] == pytest.approx(1 / (1 - found[-1]))


def test_below_a_thousandth_nothing_is_missing() -> None:
    """0.3 e^(-t) is below 0.001 from the sixth day on."""
    run = vacated(run_of(centre_of(people=people(hiring={"learning": 1.0})), 1, days=30))
    pass_openings(run, 20, hire, let_newcomers_learn)
    assert newcomer(run).missing == 0.0
    assert run.world.advisor.pace[0] == 1.0


def test_irritants_removed_and_what_is_missing_multiply() -> None:
    made = centre(coordination=Coordination(irritant_cost=0.2)).simulate(3)
    made.run.world.clock.irritants = 0.5
    made.run.world.clock.irritants_touched = 10**12
    made.simulate(1)
    left = 1 - 0.2 * (1 - made.run.world.clock.irritants[0])
    assert left < 0.95
    assert made.run.world.advisor.pace[0] == pytest.approx(left / 0.7)


def test_the_staff_of_day_0_misses_nothing() -> None:
    run = run_of(centre_of(people=people()), 5)
    run.step()
    assert not run.world.person.missing.any()
    assert set(run.world.advisor.pace) == {1.0}


# Somebody else.


def test_a_successor_is_another_person() -> None:
    """Skill, appetite and tendencies with numbers nobody has had; the predecessor's row stays."""
    run = run_of(
        centre_of(
            people=people(
                skill=0.9,
                skill_spread=0.1,
                appetite=0.6,
                appetite_spread=0.3,
                strain={"enabled": True, "differences": 0.1, "at_start": 0.3},
                engagement={"enabled": True, "differences": 0.1},
            ),
        ),
        4,
        days=5,
    )
    before, was = run.world.advisor.copy(), run.world.person.copy()
    for row in range(4):
        vacated(run, row)
    run.world.person.left[:4] = 0
    for _ in range(3):
        run.step()
    world, key = run.world, run.world.key
    for row in range(4):
        person = world.person[world.advisor.person[row]]
        skill, appetite = (uniforms(key, stream, row, 1, 0)[0] for stream in (SKILL, APPETITE))
        prone, keen = (0.1 * normal(unit) for unit in uniforms(key, TEMPERAMENT, row, 1, 0))
        assert world.advisor.skill[row] == pytest.approx(min(0.9 + 0.1 * (2 * skill - 1), 1.0))
        assert world.advisor.appetite[row] == pytest.approx(min(0.6 + 0.3 * (2 * appetite - 1), 1.0))
        assert (person.prone, person.keen) == (pytest.approx(prone), pytest.approx(keen))
        assert (person.strain, person.engagement) == (
            pytest.approx(min(max(0.3 + prone, 0), 1)), pytest.approx(min(max(0.5 + keen, 0), 1)),
        )  # fmt: skip
        assert person.autonomy == person.appetite == world.advisor.appetite[row]
        assert (person.managed, person.helped, person.coached) == (0.5, 0.0, 0.0)
        for name in ("skill", "appetite"):
            assert world.advisor[name][row] != before[name][row]
        assert person.prone != was.prone[row]
        old, left = world.person[row], was[row].copy()
        left.left, left.strain_sum = 0, old.strain_sum  # his last strain counts on (`sim.people.count`)
        assert old == left
        assert old.strain_sum == pytest.approx(3 * old.strain)


def test_takes_the_place_and_nothing_that_was_earned_in_it() -> None:
    """Team, circles and shifts are the place's; authority, courage and hopes are one's own."""
    made = centre(2)
    advisor = made.run.world.advisor
    advisor.authority[0], advisor.felt[0], advisor.effort[0], advisor.expects[0] = 500.0, 0.3, 1.4, 0.9
    team, manager, group = advisor.team[0], advisor.manager[0], advisor.group[0]
    made.simulate(3)
    place = advisor[0]
    assert (place.authority, place.felt, place.effort, place.expects) == (50.0, 1.0, 1.0, 0.5)
    assert (place.team, place.manager, place.group) == (team, manager, group)


def test_what_the_place_has_counted_was_anothers() -> None:
    """A thousand hostile contacts of his predecessor are no demand on him."""
    made = centre(2, strain={"enabled": True})
    advisor = made.run.world.advisor
    advisor.hostile[0] = advisor.prevented[0] = advisor.stakes[0] = advisor.unmet[0] = 1000
    advisor.dissonance[0] = 50.0
    advisor.paid[0, 2] = 10**9
    made.simulate(6)
    person = newcomer(made.run)
    assert (person.demands, person.autonomy, person.managed) == (0.0, 0.6, 0.5)


def test_strain_of_who_has_left_stays() -> None:
    made = centre(2, strain={"enabled": True, "half_life": 14.0})
    made.run.world.person.strain[:2] = 0.8, 0.8
    made.simulate(8)
    person = made.run.world.person
    assert person.strain[0] == 0.8
    assert person.strain[1] < 0.7
    assert newcomer(made.run).strain != 0.8


# Rosters.


def spare(vacant: int) -> Run:
    """Ten places for eight shifts, some vacant."""
    scenario = centre_of(people=people(hiring={"delay": 500.0}), staffing={"days_per_week": 4.0})
    run = run_of(scenario, 8, breaks=True, days=5)
    assert run.world.clock[0].employed > int(run.world.shifts_from[1])
    for row in range(vacant):
        vacated(run, row)
    return run


def test_vacant_places_are_drawn_last() -> None:
    """As long as there are people enough every shift is somebody's; beyond that each vacancy leaves one."""
    for vacant in range(11):
        run = spare(vacant)
        run.step()
        shifts, employed = int(run.world.day.shifts[0]), int(run.world.clock[0].employed)
        there = max(employed - vacant, 0)
        assert run.world.day.uncovered[0] == max(shifts - there, 0), vacant
        came = (run.world.advisor.paid.sum(axis=1) > 0)[:employed]
        assert not came[:vacant].any()


def test_so_are_those_in_training() -> None:
    run = spare(0)
    run.world.person.starts[:2] = 3
    employed, shifts = int(run.world.clock[0].employed), int(run.world.shifts_from[1])
    while not run.finished:
        run.step()
    lacking = max(shifts - employed + 2, 0)
    assert list(run.world.day.uncovered[:5]) == [lacking] * 3 + [0] * 2


def test_nobody_is_left_after_all() -> None:
    """Everybody leaves at once and nobody is found: days go on to the end, and there is a result."""
    how = people(hiring={"delay": 500.0}, quitting=QUITTING | {"rate": 1e9})
    for name, on in (("strain", {}), ("engagement", {}), ("absence", {})):
        how[name] = {"enabled": True} | on
    for never_closes in (False, True):
        scenario = centre_of(
            people=how, never_closes=never_closes, demand={"calls_per_day": 20.0}, request="call_back"
        )
        run = run_of(scenario, 4, days=12, warmup=2)
        while not run.finished:
            run.step()
        assert not run.unstable
        assert run.day == 12
        outputs = measure(run)
        assert (outputs["vacancy_share"], outputs["uncovered_share"]) == (1.0, 1.0)
        assert outputs["absence_share"] is None
        assert outputs["quits_per_year"] is None
        assert outputs["stress_mean"] is not None
        assert run.world.day.answered[2:12].sum() == 0


def test_callers_who_never_give_up_make_it_unstable_and_no_crash() -> None:
    patient = Law(law="constant", mean=None)
    how = people(hiring={"delay": 500.0}, quitting=QUITTING | {"rate": 1e9})
    scenario = centre_of(people=how, demand={"calls_per_day": 20.0})
    reasons = {name: replace(each, patience=patient) for name, each in scenario.demand.reasons.items()}
    scenario = replace(scenario, demand=replace(scenario.demand, reasons=reasons))
    run = run_of(scenario, 2, days=12)
    while not run.finished:
        run.step()
    assert run.unstable


YEAR = 365.25  # days


def mean_missing(rate: float, learning: float, missing: float, days: int = 20_000) -> float:
    """Of staff past training, in the long run: what is missed at every age, by who is still there at it.

    The relation of experience and retention (Whitt 2006): survival times what an age misses, over survival,
    age by age; a centre that opens every day, whose people look back on whole days.
    """
    age = np.arange(days)
    survival = np.exp(-rate * age / YEAR)
    misses = missing * np.exp(-age / learning)
    return float((survival * np.where(misses > LEARNT, misses, 0.0)).sum() / survival.sum())


@cache
def missed(rate: float, learning: float, seed: int) -> float:
    """Mean over three years of what 200 people past training miss, from two years after the start on."""
    leaving = {"enabled": True, "rate": rate, "at_first": 0.0, "by_engagement": 0.0}
    hiring = {"delay": 5.0, "training": 10.0, "missing": 0.4, "learning": learning}
    scenario = centre_of(never_closes=True, people={"quitting": leaving, "hiring": hiring})
    run = run_of(scenario, 200, days=1830, seed=seed, customers=5)
    found = []
    for day in range(1825):
        pass_openings(run, 1, let_people_quit, hire, let_newcomers_learn)
        if day >= 730 and day % 5 == 0:
            world = run.world
            there = world.advisor.person[: world.clock[0].employed]
            people = world.person[there[there != NONE]]
            found.append(people.missing[people.starts <= day].mean())
    return float(np.mean(found))


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "learning"), [(1.0, 75.0), (3.0, 75.0), (3.0, 20.0)])
def test_experience_follows_retention(rate: float, learning: float) -> None:
    """Whitt 2006. A t test of 30 runs against the exact mean; false alarm 1e-4 each over seeds."""
    seen = [missed(rate, learning, seed) for seed in range(30)]
    assert stats.ttest_1samp(seen, mean_missing(rate, learning, 0.4)).pvalue > 1e-4
    assert np.std(seen, ddof=1) / np.sqrt(30) < 0.01 * np.mean(seen)

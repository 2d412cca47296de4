"""What newcomers lack and how they learn: errors, coaching, advice; how experienced a staff becomes.

Draws are keyed and seeds fixed. The test of experience would fail, under other keys, a correct model with the
probability of four standard errors: 6e-5 a case.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from centres import Centre, centre_of, pass_openings, refund, run_of

from sim.governance.advice import most_skilled
from sim.governance.judgement import skill_and_advice
from sim.people.hiring import hire, let_newcomers_learn
from sim.people.quitting import let_people_quit
from sim.rights import Advice
from sim.scenario import MS
from sim.states import NONE
from sim.streams import JUDGEMENT, uniforms
from sim.world import Run

YEAR = MS["year"] / MS["day"]  # days
NOBODY_ELSE: dict[str, Any] = {"enabled": True, "rate": 0.0}


def begun(advisors: int = 1, days: int = 10, group: Any = None, **how: Any) -> Centre:
    """Somebody begins on the first day in the first place, trained."""
    hiring = {"delay": 0.0, "training": 0.0, "learning": 10.0} | how.pop("hiring", {})
    people = {"quitting": NOBODY_ELSE, "hiring": hiring} | how.pop("people", {})
    day = Centre(centre_of(group or refund(40), people=people, **how), advisors, days=days)
    world = day.run.world
    world.person.left[0], world.advisor.person[0], world.advisor.vacant_from[0] = 0, NONE, 0
    return day


def newcomer(day: Centre) -> Any:
    return day.run.world.person[day.run.world.clock[0].staff_of_day_0]


# Errors.


def rightly(skill: float, unsure: float, heard: int = 0, effect: float = 0.5) -> float:
    advisor = SimpleNamespace(skill=skill, unsure=unsure)
    return skill_and_advice(advisor, SimpleNamespace(heard=heard), SimpleNamespace(advice_effect=effect))


def test_errors_by_hand() -> None:
    """One in ten; twice as many; colleagues prevent half of them; never more than all."""
    assert rightly(0.9, 0.0) == pytest.approx(0.9)
    assert rightly(0.9, 1.0) == pytest.approx(0.8)
    assert rightly(0.9, 1.0, heard=1) == pytest.approx(0.9)
    assert rightly(0.5, 5.0) == 0.0
    assert rightly(1.0, 5.0) == 1.0


def test_somebody_new_errs_more_on_the_first_day_and_less_from_day_to_day() -> None:
    """Errors beyond those of his skill go with what is missing."""
    day = begun(hiring={"errors": 2.0, "coached": 0.0}).simulate(1)
    assert day.run.world.advisor.unsure[0] == pytest.approx(2.0)
    day.simulate(2)
    assert day.run.world.advisor.unsure[0] == pytest.approx(2.0 * math.exp(-2 / 10))


def test_what_is_learnt_is_not_unsure_any_more() -> None:
    day = begun(days=120, hiring={"errors": 5.0, "learning": 10.0})
    pass_openings(day.run, 120, hire, let_newcomers_learn)
    assert (newcomer(day).missing, day.run.world.advisor.unsure[0]) == (0.0, 0.0)


@pytest.mark.parametrize("how", [{"errors": 0.0}, {"missing": 0.0}])
def test_at_zero_he_judges_like_others(how: dict[str, float]) -> None:
    assert begun(hiring=how).simulate(1).run.world.advisor.unsure[0] == 0.0


def test_decisions_of_a_newcomer_are_keyed_like_those_of_others() -> None:
    """Of sixty refunds those are wrong whose number lies above 1 - (1 - 0.8) x 2."""
    names = {f"n{place}": f"{7 + place // 6}:{place % 6}0:00" for place in range(60)}
    day = begun(people={"skill": 0.8}, hiring={"missing": 0.001})
    day.calls(**names).simulate(1)
    key = day.run.world.key
    wrong = sum(uniforms(key, JUDGEMENT, day.names[name], 0, 0)[0] >= 0.6 for name in names)
    assert day.run.world.day.unfair[0] + round(day.run.world.day.bad_practice[0]) == wrong > 12


def test_who_is_asked_is_who_judges_best() -> None:
    """0.9 with no experience judges like 0.8: 0.85 is asked first; never below nothing."""
    settings = SimpleNamespace(advice_interrupts=1.0)

    def score(skill: float, unsure: float, busy: int = 0) -> float:
        return most_skilled(None, SimpleNamespace(skill=skill, unsure=unsure), busy, None, settings)

    assert score(0.9, 1.0) == pytest.approx(1.8)
    assert score(0.9, 1.0) < score(0.85, 0.0) < score(0.9, 0.0)
    assert score(0.5, 5.0, busy=1) == 0.0


# Coaching.


def learnt(day: Centre, coached: float) -> float:
    """What is missing after a day of which so much is known of coaching, on the second opening."""
    day.simulate(1)
    newcomer(day).coached = coached
    day.run.world.settings.engagement_memory = 1e12  # nothing new about it in a day
    day.simulate(1)
    return float(newcomer(day).missing)


def test_coached_fully_he_learns_half_as_fast_again() -> None:
    """5 % of the time is full recognition; half of that a quarter; more is no more."""
    for coached, faster in ((0.0, 1.0), (0.025, 1.25), (0.05, 1.5), (0.5, 1.5)):
        found = learnt(begun(hiring={"coached": 0.5}), coached)
        assert found == pytest.approx(0.3 * math.exp(-faster / 10), rel=1e-9)


def test_where_coaching_teaches_nothing_it_is_time_alone() -> None:
    assert learnt(begun(hiring={"coached": 0.0}), 0.05) == pytest.approx(0.3 * math.exp(-1 / 10))


def test_coaching_is_known_though_nobody_asks_how_people_feel() -> None:
    """Strain and engagement off: what a coach taught is remembered all the same."""
    day = begun(support={"coaching_share": 0.25, "manager_round": 60.0}, hiring={"coached": 5.0}).simulate(2)
    assert newcomer(day).coached > 0.05
    assert newcomer(day).missing == pytest.approx(0.3 * math.exp(-6 / 10))


# Advice.


def asking(**hiring: float) -> Centre:
    """Two in a team who ask each other about refunds of 80 EUR."""
    how: dict[str, Any] = {"beyond": "advise", "advice": Advice(colleagues=1, spread=0.0)}
    return begun(2, group=refund(80), hiring={"coached": 0.0} | hiring, **how)


@pytest.mark.parametrize(("advised", "kept"), [(0.0, 1.0), (0.1, 0.9), (0.5, 0.5)])
def test_every_answer_heard_teaches(advised: float, kept: float) -> None:
    """Two callers, one for each: the newcomer hears one answer."""
    day = asking(advised=advised).calls(ann="7:00:00", ben="8:00:00").simulate(1)
    heard = int(day.run.world.advisor.heard[0])
    assert heard + day.run.world.advisor.heard[1] == 2
    assert heard > 0
    day.simulate(1)
    assert newcomer(day).missing == pytest.approx(0.3 * math.exp(-1 / 10) * kept**heard)
    day.simulate(1)  # and no answer teaches twice
    assert newcomer(day).missing == pytest.approx(0.3 * math.exp(-2 / 10) * kept**heard)


def test_what_his_predecessor_heard_teaches_him_nothing() -> None:
    day = asking(advised=0.5)
    day.run.world.advisor.heard[0] = 7
    day.simulate(2)
    assert newcomer(day).missing == pytest.approx(0.3 * math.exp(-1 / 10))


# How experienced a staff is in the long run.

PLACES, BURNT_IN, DAYS = 400, 300, 500


def staffed(rate: float, at_first: float, training: float, **hiring: float) -> Run:
    """Nobody works, people leave and come: places are filled at once."""
    how = {"enabled": True, "rate": rate, "market": 2.0, "at_first": at_first, "settles": 30.0, "tenure": 0.0}
    hiring = {"delay": 0.0, "training": training, "missing": 0.3, "learning": 75.0, "coached": 0.0} | hiring
    scenario = centre_of(people={"quitting": how, "hiring": hiring}, never_closes=True)
    return run_of(scenario, PLACES, days=BURNT_IN + DAYS, journal=False)


def in_the_long_run(hazards: np.ndarray, training: int, missing: float, learning: float) -> float:
    """Sum over tenures of survival times what is missing, over that of survival: of those past training.

    Whitt 2006 (retention in contact centres): long-run experience is a mean over tenures, weighted by how
    many stay so long.
    """
    stays = np.append(1.0, np.exp(-np.cumsum(hazards)))[training:]
    left = missing * np.exp(-np.arange(stays.size) / learning)
    left[left <= 1e-3] = 0.0
    return float((stays * left).sum() / stays.sum())


def missing_among_the_trained(run: Run) -> np.ndarray:
    """Of every place the mean over days, training left out: sums, and days [places, 2]."""
    sums = np.zeros((PLACES, 2))
    pass_openings(run, BURNT_IN, let_people_quit, hire, let_newcomers_learn)
    for day in range(BURNT_IN, BURNT_IN + DAYS):
        pass_openings(run, 1, let_people_quit, hire, let_newcomers_learn)
        person = run.world.person[run.world.advisor.person]
        trained = person.starts <= day
        sums[:, 0] += trained * person.missing
        sums[:, 1] += trained
    return sums


@pytest.mark.slow
@pytest.mark.parametrize(("at_first", "training"), [(0.0, 21), (3.0, 5)])
def test_retention_decides_how_experienced_a_staff_is(at_first: float, training: int) -> None:
    """Within four standard errors of the mean over tenures; with a constant hazard also of its closed form.

    With hazard q and learning 1/t that is missing x q / (q + 1/t), training or not: who is past it learns
    from then on. The error is that of a ratio of means over places, which are independent.
    """
    run = staffed(3.0, at_first, float(training))
    opens = run.world.calendar.opens
    assert set(np.diff(opens)) == {MS["day"]}
    sums = missing_among_the_trained(run)
    found = sums[:, 0].sum() / sums[:, 1].sum()
    error = (sums[:, 0] - found * sums[:, 1]).std(ddof=1) * math.sqrt(PLACES) / sums[:, 1].sum()
    tenure = np.arange(1, 6000)
    hazards = 6.0 / YEAR * (1 + at_first * 2.0 ** (-tenure / 30.0))
    exact = in_the_long_run(hazards, training, 0.3, 75.0)
    assert abs(found - exact) < 4 * error
    assert error < 0.03 * exact
    if at_first == 0.0:
        rate = 6.0 / YEAR
        assert exact == pytest.approx(0.3 * rate / (rate + 1 / 75.0), rel=0.02)

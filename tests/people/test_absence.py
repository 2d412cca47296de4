"""Absence: frequency and length against hazard and geometric mean, and what rosters make of it.

Draws are keyed and seeds fixed: a test gives the same answer in every run. Under other keys a correct model
would fail an exact test (binomial, negative binomial) with the probability of `ALARM` a figure, and one over
replications as `theory` says.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import Centre, centre_of, pass_openings, run_of
from scipy import stats
from theory import CONFIRM, FEW, FLAG, FRESH, MANY, differs

from sim import rules
from sim.people.absence import let_people_fall_ill
from sim.rosters import headcount, shifts_of_week
from sim.rules import rule
from sim.scenario import MS
from sim.states import NONE
from sim.streams import ABSENCE, uniforms
from sim.week import week_of
from sim.world import Run

ALARM = 1e-4
YEAR_DAYS = MS["year"] / MS["day"]
CERTAIN = 1e9  # illnesses a year


def absent(
    advisors: int = 500, days: int = 30, seed: int = 1, part: dict[str, Any] | None = None, **how: Any
) -> Run:
    """A run in which people fall ill, as many on the roster as are present; `how` changes parameters."""
    absence = {"enabled": True, "planned": 0.0} | how
    scenario = centre_of(people={"absence": absence} | (part or {}), never_closes=True)
    return run_of(scenario, advisors, days=days, seed=seed, journal=False)


def agrees(found: int, tries: int, probability: float) -> bool:
    """Whether so many of so many tries are what this probability gives (exact, two-sided)."""
    return stats.binomtest(found, tries, probability).pvalue >= ALARM


def total_agrees(days: int, illnesses: int, mean: float) -> bool:
    """Whether so many illnesses, geometric with this mean, last so many days together (exact, two-sided)."""
    law = stats.nbinom(illnesses, 1 / mean)
    beyond = days - illnesses
    return 2 * min(law.cdf(beyond), law.sf(beyond - 1)) >= ALARM


@pytest.mark.parametrize(("spells", "apart"), [(2.5, 0.0), (20.0, 0.0), (20.0, 2.0), (20.0, -1.0)])
def test_as_often_as_the_hazard_says(spells: float, apart: float) -> None:
    """Illnesses of one day: everybody is well every morning, and each morning is a try of its own."""
    run = absent(300, 60, spells=spells, length=1.0)
    run.world.person.engagement = 0.5 + apart * 0.15
    pass_openings(run, 61, let_people_fall_ill)
    hazard = spells / YEAR_DAYS * math.exp(-0.17 * apart)
    assert agrees(int(run.world.person.illnesses.sum()), 300 * 60, 1 - math.exp(-hazard))


def test_a_weekend_counts_as_three_days() -> None:
    """On Mondays 72 hours have passed."""
    scenario = centre_of(
        people={"absence": {"enabled": True, "spells": 100.0, "length": 1.0, "planned": 0.0}}
    )
    run = run_of(scenario, 500, days=26, journal=False)
    found, before = dict[int, int](), 0
    for day in range(26):
        pass_openings(run, 1, let_people_fall_ill)
        now = int(run.world.person.illnesses.sum())
        found[day % 5], before = found.get(day % 5, 0) + now - before, now
        assert day > 0 or now == 0
    for weekday in range(1, 5):
        assert agrees(found[weekday], 500 * 5, 1 - math.exp(-100 / YEAR_DAYS))
    assert agrees(found[0], 500 * 5, 1 - math.exp(-300 / YEAR_DAYS))


@pytest.mark.parametrize(("mean", "apart"), [(8.5, 0.0), (8.5, 3.0), (8.5, -2.0), (3.0, 0.0), (1.2, 0.0)])
def test_for_a_geometric_number_of_days(mean: float, apart: float) -> None:
    """Everybody falls ill on the second day: lengths by their sum, and by those of a single day."""
    run = absent(2000, 2, spells=CERTAIN, length=mean)
    run.world.person.strain = 0.3 + apart * 0.15
    pass_openings(run, 2, let_people_fall_ill)
    lengths = run.world.person.ill_until[:2000] - 1
    wanted = mean * math.exp(0.19 * apart)
    assert lengths.min() == 1
    assert total_agrees(int(lengths.sum()), 2000, wanted)
    assert agrees(int((lengths == 1).sum()), 2000, 1 / wanted)
    of_two = (lengths == 2).sum()
    assert agrees(int(of_two), 2000, (1 - 1 / wanted) / wanted)


def test_never_for_less_than_a_day() -> None:
    run = absent(100, 2, spells=CERTAIN, length=0.3)
    pass_openings(run, 2, let_people_fall_ill)
    assert set(run.world.person.ill_until[:100]) == {2}


def share_ill(spells: float, length: float, days: int) -> np.ndarray:
    """Probability of being ill on each day of a centre that never closes, everybody well on the first."""
    falls, ill, found = 1 - math.exp(-spells / YEAR_DAYS), 0.0, [0.0]
    for _ in range(days - 1):
        still = ill * (1 - 1 / length)
        ill = still + (1 - still) * falls
        found.append(ill)
    return np.array(found)


def test_the_share_comes_to_frequency_and_length() -> None:
    """In the long run f d / (1 + f d) are ill: f the odds of falling ill on a day, d the mean length."""
    odds = math.expm1(20 / YEAR_DAYS)
    assert share_ill(20.0, 5.0, 400)[-1] == pytest.approx(odds * 5 / (1 + odds * 5), rel=1e-12)


@pytest.mark.parametrize(("spells", "length"), [(20.0, 5.0), (10.0, 20.0)])
def test_so_many_are_ill(spells: float, length: float) -> None:
    """Mean share over 40 advisors and 60 days against its exact value, over independent replications."""

    def found(seeds: range) -> np.ndarray:
        return np.array([_mean_share(seed, spells, length) for seed in seeds])

    exact = float(share_ill(spells, length, 60).mean())
    if differs(found(range(1, 1 + FEW)), exact, FLAG):
        wrong = differs(found(range(FRESH, FRESH + MANY)), exact, CONFIRM)
        assert not wrong, wrong


def _mean_share(seed: int, spells: float, length: float) -> float:
    run, ill = absent(40, 60, seed, spells=spells, length=length), 0
    for day in range(60):
        pass_openings(run, 1, let_people_fall_ill)
        ill += int((run.world.person.ill_until > day).sum())
    return ill / (40 * 60)


def test_is_keyed_by_place_and_day() -> None:
    """Somebody else's illness moves nobody's: the same uniforms, whoever was ill before."""
    run = absent(50, 10, spells=50.0, length=4.0)
    for day in range(10):
        before = run.world.person[:50].ill_until.copy()
        pass_openings(run, 1, let_people_fall_ill)
        for row in range(50):
            falls, length = uniforms(run.world.key, ABSENCE, row, day, 0)
            wanted = before[row]
            if before[row] <= day and day > 0 and falls < 1 - math.exp(-50 / YEAR_DAYS):
                wanted = day + 1 + math.floor(math.log(length) / math.log(1 - 1 / 4.0))
            assert run.world.person.ill_until[row] == wanted
    assert (run.world.person[:50].illnesses > 0).sum() > 20


def test_nobody_falls_ill_who_is_ill_in_training_or_gone() -> None:
    run = absent(4, 3, spells=CERTAIN)
    run.world.person.ill_until[0] = 5
    run.world.person.starts[1] = 3
    run.world.advisor.person[2] = NONE
    pass_openings(run, 3, let_people_fall_ill)
    assert list(run.world.person.illnesses[:4]) == [0, 0, 0, 1]


def test_managers_do_not_fall_ill() -> None:
    run = pass_openings(absent(4, 3, spells=CERTAIN), 3, let_people_fall_ill)
    assert not run.world.person.illnesses[4:].any()


def test_switched_off_nobody_falls_ill() -> None:
    run = pass_openings(absent(4, 3, spells=CERTAIN, enabled=False), 3, let_people_fall_ill)
    assert not run.world.person.illnesses.any()


def test_effects_of_nothing_are_none() -> None:
    """With both effects at zero it does not matter how strained and how engaged anybody is."""
    found = []
    for strain, engagement in ((0.3, 0.5), (1.0, 0.0), (0.0, 1.0)):
        run = absent(200, 20, spells=20.0, by_engagement=0.0, by_strain=0.0)
        run.world.person.strain, run.world.person.engagement = strain, engagement
        pass_openings(run, 20, let_people_fall_ill)
        found.append((list(run.world.person.ill_until), list(run.world.person.illnesses)))
    assert found[0] == found[1] == found[2]
    assert sum(found[0][1]) > 50


@pytest.mark.parametrize(
    ("field", "moves", "keeps"), [("strain", "ill_until", "illnesses"), ("engagement", "illnesses", "strain")]
)
def test_each_path_has_its_own_end(field: str, moves: str, keeps: str) -> None:
    """Strain makes an illness longer, not likelier; engagement makes it rarer."""
    found = []
    for value in (0.1, 0.9):
        run = absent(300, 2, spells=200.0)
        run.world.person[field] = value
        pass_openings(run, 2, let_people_fall_ill)
        found.append(run.world.person.copy())
    assert (found[0][moves] != found[1][moves]).any()
    assert keeps == field or (found[0][keeps] == found[1][keeps]).all()


# Rosters.


def test_a_shift_of_somebody_ill_stays_uncovered() -> None:
    """One of two is ill for a day: the other one serves alone; nobody is drawn in his place."""
    centre = Centre(
        centre_of(people={"absence": {"enabled": True, "spells": 0.0, "planned": 0.0}}), 2, days=2
    )
    centre.run.world.person.ill_until[1] = 1
    centre.calls(ann="7:00:00", ben="7:01:00", cleo="Tue 7:00:00", dan="Tue 7:01:00").simulate(2)
    assert centre.path("ben")[-1] == "7:04:00 abandoned"
    assert centre.path("dan")[1] == "Tue 7:01:00 handled"
    days = centre.run.world.day
    assert (list(days.shifts[:2]), list(days.uncovered[:2]), list(days.ill[:2])) == ([2, 2], [1, 0], [1, 0])
    assert centre.advisor(1)["idle"] == 720 - 6


def free_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = {point: dict(known) for point, known in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", copied)


def test_a_rule_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody falls ill on Tuesday, for a day: on Wednesday all are back."""
    free_registry(monkeypatch)

    @rule("people.falls_ill", reference="a test")
    def always(person: Any, passed: Any, settings: Any) -> float:
        return 1.0 if passed > 0 and person.illnesses == 0 else 0.0

    @rule("people.illness", reference="a test")
    def always_a_day(person: Any, settings: Any) -> float:
        return 1.0

    scenario = centre_of(people={"absence": {"enabled": True, "planned": 0.0}})
    named = {"people.falls_ill": "always", "people.illness": "always_a_day"}
    run = run_of(replace(scenario, rules=named), 3, days=3)
    for _ in range(3):
        run.step()
    assert list(run.world.day.uncovered[:3]) == [0, 3, 0]


def plan_for(**absence: Any) -> tuple[int, int]:
    """Shifts of a day for a hundred wanted, and advisors employed for them."""
    scenario = centre_of(people={"absence": absence}, staffing={"shrinkage": 0.3})
    run = run_of(scenario, 100, breaks=True)
    shifts = shifts_of_week(scenario, run.plan)
    assert week_of(scenario).open_weekdays[0] == 0
    return sum(group.heads for group in shifts[0]), headcount(scenario, run.plan, shifts)


def test_rosters_are_larger_by_what_is_planned_and_nobody_more_is_employed() -> None:
    """Whoever is present is spread over two shifts of eight hours."""
    shifts, employed = plan_for()
    assert plan_for(enabled=False, planned=0.2) == (shifts, employed)
    larger, same = plan_for(enabled=True, planned=0.2)
    assert larger == pytest.approx(shifts / 0.8, abs=1)
    assert same == pytest.approx(employed, abs=2)
    assert plan_for(enabled=True, planned=0.0) == (shifts, employed)


@pytest.mark.parametrize("planned", [0.08, 0.3])
def test_there_are_never_more_shifts_than_people(planned: float) -> None:
    """Even where rosters allow for more than shrinkage holds."""
    scenario = centre_of(people={"absence": {"enabled": True, "planned": planned}})
    run = run_of(scenario, 10, breaks=True, days=2)
    run.step()
    assert run.world.clock[0].employed >= run.world.day.shifts[0] > 0


def test_as_many_come_as_are_wanted_where_as_many_are_ill_as_planned() -> None:
    scenario = centre_of(people={"absence": {"enabled": True, "planned": 0.2, "spells": 0.0}})
    run = run_of(scenario, 8)
    assert run.world.clock[0].employed == 10
    run.world.person.ill_until[:2] = 1
    run.step()
    assert (run.world.day.shifts[0], run.world.day.uncovered[0]) == (10, 2)
    assert (run.world.advisor.paid.sum(axis=1) > 0).sum() == 8

"""Quitting: who is still there against the survival curve of a hazard that falls with tenure.

Draws are keyed and seeds fixed. Under other keys a correct model would fail an exact test with the
probability of `ALARM` a figure.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from centres import Centre, centre_of, pass_openings, run_of
from scipy import stats

from sim.people.quitting import let_people_quit, settled_and_engaged_stay
from sim.scenario import MS
from sim.states import NONE
from sim.streams import QUITTING, uniforms
from sim.world import Run

ALARM = 1e-4
DAY, YEAR = MS["day"], MS["year"]
USUAL: dict[str, Any] = {"enabled": True, "rate": 0.24, "at_first": 1.5, "settles": 180.0, "tenure": 0.0}


def leaving(advisors: int = 400, days: int = 120, *, closes: bool = True, **how: Any) -> Run:
    """A run in which people leave and nobody is hired; all have begun on day 0 unless told otherwise."""
    people = {"quitting": USUAL | how, "hiring": {"delay": 500.0}}
    scenario = centre_of(people=people, never_closes=not closes)
    return run_of(scenario, advisors, days=days, journal=False)


def survival(run: Run, day: int, rate: float, at_first: float = 1.5, settles: float = 180.0) -> float:
    """Probability of being there after a day's opening, for somebody who began with day 0."""
    opens = run.world.calendar.opens[: day + 1].astype(float)
    tenure, passed = opens[1:] - opens[0], np.diff(opens)
    hazard = rate / YEAR * (1 + at_first * 2 ** (-tenure / (settles * DAY)))
    return float(np.exp(-(hazard * passed).sum()))


@pytest.mark.parametrize("how", [{}, {"rate": 2.0, "settles": 30.0}, {"at_first": 0.0, "rate": 1.0}])
def test_so_many_are_still_there(how: dict[str, float]) -> None:
    """After six, twelve and twenty-four weeks, each against the exact binomial."""
    run = leaving(**how)
    rate, rest = how.get("rate", 0.24), {k: v for k, v in how.items() if k != "rate"}
    last = 0
    for day in (30, 60, 119):
        pass_openings(run, day + 1 - last, let_people_quit)
        last = day + 1
        there = int((run.world.advisor.person != NONE).sum())
        exact = survival(run, day, rate, **rest)
        assert stats.binomtest(there, 400, exact).pvalue >= ALARM, (day, there, exact)
        assert int(run.world.day.quits[: day + 1].sum()) == 400 - there


def test_the_hazard_falls_with_tenure() -> None:
    """Day by day the sum over openings is close to the integral: r (T + a s / ln 2 (1 - 2^(-T/s)))."""
    run = leaving(1, 250, closes=False)
    settles, passed = 180.0, 250.0
    integral = passed + 1.5 * settles / math.log(2) * (1 - 2 ** (-passed / settles))
    assert survival(run, 250, 0.24) == pytest.approx(math.exp(-0.24 / (YEAR / DAY) * integral), rel=1e-3)


def probability(
    tenure_days: float = 0.0, days: float = 1.0, engagement: float = 0.5, trust: float = 0.5, **how: float
) -> float:
    """What the rule says of somebody."""
    settings = {"rate": 0.24 / YEAR, "market": 1.0, "at_first": 1.5, "settles": 180 * DAY}
    settings |= {"by_engagement": 0.34} | how
    named = {f"quitting_{name}": value for name, value in settings.items()}
    named |= {"engagement_usual": 0.5, "engagement_spread": 0.15, "trust_at_start": 0.5}
    named |= {"trust_by_sponsor": 0.3}
    person = SimpleNamespace(engagement=engagement, strain=how.get("strain", 0.3), trust_sponsor=trust)
    return settled_and_engaged_stay(person, tenure_days * DAY, days * DAY, SimpleNamespace(**named))


def stays(**how: float) -> float:
    """Log of the probability of staying."""
    return -math.log1p(-probability(**how))


def test_by_hand() -> None:
    """0.24 a year long after; two and a half times that at first; one and three quarters in between."""
    year = YEAR / DAY
    assert stays(tenure_days=1e6) == pytest.approx(0.24 / year)
    assert stays() == pytest.approx(0.6 / year)
    assert stays(tenure_days=180.0) == pytest.approx(0.42 / year)
    assert stays(days=3.0) == pytest.approx(3 * stays())
    assert probability(days=0.0) == 0.0


def test_the_market_is_a_factor_of_the_hazard() -> None:
    """Twice as easy elsewhere: the log of the probability of staying doubles."""
    assert stays(market=2.0) == pytest.approx(2 * stays())
    assert stays(market=0.0) == 0.0


def test_a_standard_deviation_of_engagement_is_a_hazard_ratio_of_071() -> None:
    assert stays(engagement=0.65) / stays() == pytest.approx(math.exp(-0.34))
    assert stays(engagement=0.35) / stays() == pytest.approx(math.exp(0.34))
    assert stays(engagement=0.9, by_engagement=0.0) == stays()


def test_strain_works_through_nothing_else() -> None:
    """Two paths: the same people leave, however strained they are."""
    found = []
    for strain in (0.0, 1.0):
        run = leaving(rate=1.0)
        run.world.person.strain = strain
        pass_openings(run, 100, let_people_quit)
        found.append(list(run.world.person.left))
    assert found[0] == found[1]
    assert 50 < sum(left != NONE for left in found[0]) < 400


def test_tenure_counts_from_when_he_joined() -> None:
    """All but certain to leave in his first days; of those long there nobody leaves."""
    run = leaving(20, 2, rate=1e-6, at_first=1e12, settles=10.0)
    run.world.person.joined[:10] = -int(10 * YEAR)
    pass_openings(run, 2, let_people_quit)
    assert list(run.world.person.left[:20]) == [NONE] * 10 + [1] * 10


def test_is_keyed_by_place_and_day() -> None:
    run = pass_openings(leaving(60, 40, rate=3.0, at_first=0.0), 40, let_people_quit)
    opens = run.world.calendar.opens
    for row in range(60):
        left = NONE
        for day in range(39, 0, -1):
            risk = 1 - math.exp(-3.0 * float(opens[day] - opens[day - 1]) / YEAR)
            left = day if uniforms(run.world.key, QUITTING, row, day, 0)[0] < risk else left
        assert run.world.person.left[row] == left
    assert (run.world.person.left[:60] != NONE).any()


def test_tenure_on_day_0_is_exponential() -> None:
    """Against the exponential law with a mean of 3.6 years (Kolmogorov-Smirnov, 1e-4)."""
    run = leaving(1000, 1, tenure=3.6)
    tenure = -run.world.person.joined[:1000] / YEAR
    assert (tenure >= 0).all()
    assert stats.kstest(tenure, stats.expon(scale=3.6).cdf).pvalue >= ALARM


def test_managers_stay_and_have_joined_on_day_0() -> None:
    run = pass_openings(leaving(5, 30, rate=1000.0, tenure=3.6), 30, let_people_quit)
    assert list(run.world.person.left[:5]) == [1] * 5
    assert set(run.world.person.left[5 : run.world.clock[0].persons]) == {NONE}
    assert not run.world.person.joined[5:].any()


def test_nobody_leaves_before_a_day_has_passed() -> None:
    run = pass_openings(leaving(5, 30, rate=1e9), 1, let_people_quit)
    assert set(run.world.person.left[:5]) == {NONE}


def test_switched_off_nobody_leaves() -> None:
    run = pass_openings(leaving(5, 30, rate=1e9, enabled=False), 30, let_people_quit)
    assert set(run.world.person.left[:5]) == {NONE}


def test_his_place_is_empty_and_his_shift_uncovered() -> None:
    """Both leave before Tuesday's opening; who calls then finds nobody."""
    people = {"quitting": USUAL | {"rate": 1e6}, "hiring": {"delay": 500.0}}
    centre = Centre(centre_of(people=people), 2, days=2).calls(ann="7:00:00", ben="Tue 7:00:00").simulate(2)
    assert centre.path("ann")[1] == "7:00:00 handled"
    assert centre.path("ben")[-1] == "Tue 7:03:00 abandoned"
    world = centre.run.world
    assert list(world.advisor.person) == [NONE, NONE]
    assert list(world.advisor.vacant_from) == [1, 1]
    assert list(world.person.left[:3]) == [1, 1, NONE]
    assert (world.day.quits[1], world.day.uncovered[1], world.day.staff[1]) == (2, 2, 0)


def test_what_he_is_doing_round_the_clock_he_finishes() -> None:
    """Ann calls a minute before the day is cut: her advisor has left, and talks on until he is done."""
    people = {"quitting": USUAL | {"rate": 1e6}, "hiring": {"delay": 500.0}}
    centre = Centre(centre_of(people=people, never_closes=True), 1, days=2)
    centre.calls(ann="23:59:00", ben="Tue 0:10:00").simulate(2)
    assert centre.log()[0] == "ann first 23:59:00 23:59:00 by0 Tue 0:04:00 Tue 0:05:00 served"
    assert centre.path("ben")[-1] == "Tue 0:13:00 abandoned"
    assert centre.advisor() == {"idle": 1439, "talk": 1, "overtime": 5}


def test_trust_in_top_management_keeps_people() -> None:
    """Half of all trust more, at 0.3 for all of it: a hazard e^-0.15 times as large; at 0 it is the same."""
    assert stays(trust=1.0) == pytest.approx(stays() * math.exp(-0.15))
    assert stays(trust=0.0) == pytest.approx(stays() * math.exp(0.15))

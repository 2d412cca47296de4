"""Measures of how people fare, each over planted numbers, and null where its part is switched off."""

from __future__ import annotations

from typing import Any

import pytest
from centres import centre_of, run_of

from sim.measures import measure
from sim.scenario import MS
from sim.states import NONE
from sim.wellbeing import absence, staying, stress, wellbeing
from sim.world import Run

ON: dict[str, Any] = {name: {"enabled": True} for name in ("strain", "engagement", "absence", "quitting")}
STRESS = (
    "stress_mean",
    "stress_spread",
    "stress_gini",
    "burnt_out_share",
    "stress_advisors_mean",
    "stress_managers_mean",
    "stress_of_hires_mean",
)
ENGAGED = ("engagement_mean", "engagement_spread")
ABSENCE = ("absence_share", "uncovered_share")
OF_MANAGERS = (
    "managers_absence_share",
    "managers_quits_per_year",
    "managers_vacancy_share",
    "status_lost_share",
)
STAYING = ("quits_per_year", "quits_first_year_share", "vacancy_share", "trainee_share")


def planted(people: dict[str, Any] | None = None, days: int = 4, warmup: int = 2) -> Run:
    """Three advisors and a manager; two days of warm-up, whose sums must not count, and two measured."""
    on = {name: part | ({"planned": 0.0} if name == "absence" else {}) for name, part in ON.items()}
    run = run_of(centre_of(people=on if people is None else people), 3, days=days, warmup=warmup)
    assert run.world.clock[0].staff_of_day_0 == 4
    run.day = days
    day = run.world.day
    for name in ("strain", "strain_squared", "burnt_out", "engagement", "hired", "strain_of_hires", "ill"):
        day[name] = 1000
    for name in ("staff", "uncovered", "shifts", "quits", "trainees"):
        day[name] = 1000
    return run


def put(run: Run, **sums: tuple[float, float]) -> Run:
    for name, values in sums.items():
        run.world.day[name][2:4] = values
    return run


def test_stress() -> None:
    """Means of 0.3 and 0.5, squares of 0.13 and 0.29: spread 0.2 on both days; of engagement 0.1, 0.2."""
    run = put(planted(), strain=(0.3, 0.5), strain_squared=(0.13, 0.29), burnt_out=(1, 2))
    put(run, engagement=(0.4, 0.7), engagement_squared=(0.17, 0.53), hired=(1, 3), strain_of_hires=(0.2, 1.0))
    run.world.person.strain[:5] = 0.1, 0.2, 0.6, 0.7, 0.99
    run.world.person.strain_sum[:4] = 1.0, 3.0, 1.0, 1.0
    run.world.clock.persons = 5
    run.world.person.manager[4], run.world.person.advisor[4] = NONE, 0
    assert stress(run) == {
        "stress_mean": pytest.approx(0.4),
        "stress_spread": pytest.approx(0.2),
        "stress_gini": pytest.approx(0.25),  # of means of .5, 1.5, .5, .5: pairs differ by 3/8 on the mean
        "burnt_out_share": pytest.approx(3 / 8),
        "stress_advisors_mean": pytest.approx(0.3),
        "stress_managers_mean": pytest.approx(0.7),
        "stress_of_hires_mean": pytest.approx(0.3),
        "engagement_mean": pytest.approx(0.55),
        "engagement_spread": pytest.approx(0.15),
    }


def test_no_spread_is_none_and_no_error_of_rounding() -> None:
    run = put(planted(), strain=(0.3, 0.3), strain_squared=(0.3**2 - 1e-18,) * 2, hired=(0, 0))
    assert stress(run)["stress_spread"] == pytest.approx(0.0, abs=1e-8)
    assert stress(run)["stress_of_hires_mean"] is None


def test_who_has_left_counts_at_his_last_value() -> None:
    run = planted()
    run.world.person.strain[:4] = 0.1, 0.2, 0.6, 0.7
    run.world.person.left[2] = 1
    assert stress(run)["stress_advisors_mean"] == pytest.approx(0.3)


def test_absence() -> None:
    run = put(planted(), ill=(1, 0), staff=(3, 2), uncovered=(1, 2), shifts=(3, 3))
    assert absence(run) == {"absence_share": pytest.approx(1 / 5), "uncovered_share": pytest.approx(0.5)}


def test_staying() -> None:
    """Wednesday and Thursday: two of a year's days, 2.5 employed on the mean."""
    run = put(planted(), quits=(1, 0), staff=(3, 2), trainees=(0, 1))
    years = 2 * MS["day"] / MS["year"]
    found = staying(run)
    assert found["quits_per_year"] == pytest.approx(1 / (years * 2.5))
    assert found["vacancy_share"] == pytest.approx(1 / 6)
    assert found["trainee_share"] == pytest.approx(1 / 6)
    assert found["quits_first_year_share"] is None


def test_a_weekend_counts_in_a_year() -> None:
    """From Friday's opening to Tuesday's: four days."""
    run = planted(days=6, warmup=4)
    run.world.day.quits[4:6], run.world.day.staff[4:6] = (1, 1), 4
    years = 4 * MS["day"] / MS["year"]
    assert staying(run)["quits_per_year"] == pytest.approx(2 / (years * 4))


def test_who_leaves_within_a_year() -> None:
    """Hired on days 0, 0, 0 and 200 of 400: the last one has not had his year; one left early."""
    run = planted(days=400, warmup=2)
    world, opens = run.world, run.world.calendar.opens
    world.clock.persons = 8
    person = world.person
    assert person.size >= 8
    person.joined[4:8] = opens[0], opens[0], opens[0], opens[200]
    person.left[4:8] = 50, NONE, 300, 210
    assert opens[300] - opens[0] > MS["year"] > opens[250] - opens[0]
    assert staying(run)["quits_first_year_share"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("part", "names"),
    [("strain", STRESS), ("engagement", ENGAGED), ("absence", ABSENCE), ("quitting", STAYING)],
)
def test_null_where_it_is_switched_off_and_there_where_it_is_on(part: str, names: tuple[str, ...]) -> None:
    """Only the measures of that part; the others stay."""
    usual = wellbeing(planted())
    without = wellbeing(planted({name: on for name, on in ON.items() if name != part}))
    alone = wellbeing(planted({part: ON[part]}))
    for name in usual:
        assert (without[name] is None) == (name in names or usual[name] is None), name
        assert (alone[name] is None) == (name not in names or usual[name] is None), name


def test_stand_among_the_measures_of_a_run() -> None:
    run = run_of(centre_of(people=ON | {"absence": {"enabled": True, "planned": 0.0}}), 2, days=3, warmup=1)
    while not run.finished:
        run.step()
    outputs = measure(run)
    assert set(STRESS + ABSENCE + STAYING) | set(ENGAGED + OF_MANAGERS) == set(wellbeing(run))
    assert wellbeing(run).items() <= outputs.items()
    assert outputs["stress_mean"] is not None


def test_a_run_that_measures_no_day_has_none() -> None:
    run = run_of(centre_of(people=ON), 2, days=2, warmup=2)
    while not run.finished:
        run.step()
    found = wellbeing(run)
    assert found["stress_mean"] is found["absence_share"] is found["quits_per_year"] is None

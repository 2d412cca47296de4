"""Managers as people: ill, leaving, replaced; who stands in for them, and what does not happen without them.

Draws are keyed and seeds fixed. Under other keys a correct model would fail an exact test with the
probability of `ALARM` a figure.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from centres import MINUTE, Centre, centre_of, pass_openings, refund, routine, run_of
from scipy import stats

from sim.governance.exposure import begin_managers_day
from sim.measures import measure
from sim.people.absence import let_people_fall_ill
from sim.people.hiring import hire
from sim.people.quitting import let_people_quit
from sim.scenario import MS
from sim.states import NONE
from sim.streams import ABSENCE, MANAGERS, QUITTING, TEMPERAMENT, TENURE, normal, uniforms
from sim.world import Run

ALARM = 1e-4
DAY, YEAR = MS["day"], MS["year"]
ON: dict[str, Any] = {"enabled": True}
LEAVING: dict[str, Any] = {"enabled": True, "rate": 1.0, "at_first": 0.0, "tenure": 0.0}


def centre(reason: Any = None, advisors: int = 1, days: int = 5, **how: Any) -> Centre:
    """Every advisor has a manager of his own, who is one of the people."""
    how["people"] = {"managers": ON} | how.get("people", {})
    how["staffing"] = {"span_of_control": 1.0} | how.get("staffing", {})
    return Centre(centre_of(reason or refund(80), **how), advisors, days=days)


def manager_of(day: Centre, level: int = 1, place: int = 0) -> int:
    """The row of a manager."""
    managers = day.run.world.manager
    return int(managers[(managers.level == level) & (managers.place == place)].id[0])


def ill(day: Centre, *rows: int, until: int = 1) -> Centre:
    """Managers are ill from the first day on, back on day `until`."""
    world = day.run.world
    for row in rows:
        world.person.ill_until[world.manager.person[row]] = until
    return day


def vacated(day: Centre, row: int = 0) -> Centre:
    """A manager has left before the run begins."""
    world = day.run.world
    world.person.left[world.manager.person[row]] = 0
    world.manager.person[row], world.manager.vacant_from[row] = NONE, 0
    return day


# Who reads instead.

READ = ["7:00:00 handled", "7:05:00 held", "7:08:00 fair"]
WAITS = ["7:00:00 handled", "7:05:00 in_tray"]


def path(day: Centre, days: int = 5) -> list[str]:
    return [line for line in day.calls(ann="7:00:00").simulate(days).path("ann") if "queued" not in line]


def reviewed(day: Centre, row: int) -> int:
    """Minutes that a manager has read."""
    return int(day.run.world.manager[row].paid[8]) // MINUTE


def test_his_own_manager_reads_where_he_is_there() -> None:
    day = centre(advisors=2)
    assert path(day, 1) == READ
    assert sorted(reviewed(day, row) for row in (0, 1)) == [0, 3]
    assert reviewed(day, day.answered_by("ann")) == 3


def test_a_colleague_of_the_level_stands_in() -> None:
    """Whoever is asked: the other one's is ill, and his reads, or his is ill, and the other one's does."""
    own = centre(advisors=2).calls(ann="7:00:00").simulate(1).answered_by("ann")
    day = ill(centre(advisors=2), own)
    assert path(day, 1) == READ
    assert (reviewed(day, own), reviewed(day, 1 - own)) == (0, 3)


def test_it_is_the_next_one_in_the_row_who_is_there() -> None:
    """Of three the asked one's manager and the next are ill; and the first follows the last."""
    own = centre(advisors=3).calls(ann="7:00:00").simulate(1).answered_by("ann")
    following, third = (own + 1) % 3, (own + 2) % 3
    day = ill(centre(advisors=3), own)
    assert path(day, 1) == READ
    assert reviewed(day, following) == 3
    day = ill(centre(advisors=3), own, following)
    assert path(day, 1) == READ
    assert reviewed(day, third) == 3


def test_where_none_of_the_level_is_there_the_level_above_reads() -> None:
    day = centre(limits=[100.0, None])
    boss = manager_of(day, 2)
    assert path(ill(day, 0), 1) == READ
    assert (reviewed(day, 0), reviewed(day, boss)) == (0, 3)


def test_where_nobody_is_there_the_request_waits_until_he_is_back() -> None:
    """Back on Wednesday: read in three minutes, called back in two."""
    found = path(ill(centre(), 0, until=2))
    assert found == [*WAITS, "Wed 7:03:00 call_back_due", "Wed 7:03:00 handled", "Wed 7:05:00 fair"]


def test_or_until_its_time_is_over() -> None:
    """24 hours of 24: the default refuses on Tuesday."""
    found = path(ill(centre(time_out=24.0), 0, until=4))
    assert found[2].startswith("Tue 7:05:00 call_back_due")
    assert found[-1].endswith("timed_out")


def test_what_lies_in_his_tray_waits_for_him() -> None:
    """Laid before him on Monday evening, ill on Tuesday: nobody takes it out of his tray."""
    day = centre(advisors=2, request="call_back", tray_interval=60.0, closes="19:00")
    day.calls(ann="18:50:00").simulate(1)
    own = day.answered_by("ann")
    ill(day, own, until=2)
    day.simulate(2)
    due = next(line for line in day.path("ann") if line.endswith("call_back_due"))
    assert due.startswith("Wed 8:")
    assert (reviewed(day, own), reviewed(day, 1 - own)) == (3, 0)


def test_what_goes_up_finds_a_stand_in_above_too() -> None:
    """Two bosses, one of them ill: the other reads."""
    how: dict[str, Any] = {"limits": [10.0, None]}
    own = centre(advisors=2, **how).calls(ann="7:00:00").simulate(1).answered_by("ann")
    bosses = [manager_of(centre(advisors=2, **how), 2, place) for place in (0, 1)]
    day = ill(centre(advisors=2, **how), bosses[own])
    assert path(day, 1)[-1] == "7:11:00 fair"
    assert reviewed(day, bosses[1 - own]) == 3


def test_where_nobody_comes_above_the_highest_acts_for_the_top() -> None:
    """Beyond his limit: with a boss read again above, else signed at once; so by the middle one of three."""
    how: dict[str, Any] = {"limits": [10.0, None]}
    assert path(centre(**how), 1)[-1] == "7:11:00 fair"
    day = centre(**how)
    assert path(ill(day, manager_of(day, 2)), 1) == READ
    day = centre(limits=[10.0, 20.0, None])
    assert path(ill(day, manager_of(day, 3)), 1)[-1] == "7:11:00 fair"
    assert reviewed(day, manager_of(day, 2)) == 3


def test_and_reads_what_would_go_straight_to_the_top() -> None:
    day = centre(advisors=2, limits=[10.0, None])
    straight = {"approval.laid_before": "straight_to_who_may_sign"}
    day = Centre(replace(day.run.scenario, rules=straight), 2, days=5)
    bosses = [manager_of(day, 2, place) for place in (0, 1)]
    assert path(ill(day, *bosses), 1) == READ
    assert (reviewed(day, 0), reviewed(day, 1)) == (3, 0)


def test_a_pooled_tray_has_one_reader_less() -> None:
    """Two ask at 7:05, one reader: three minutes after the other."""
    day = centre(advisors=2, approver="pooled").calls(ann="7:00:00", ben="7:00:00")
    ends = sorted(day.simulate(1).path(name)[-1] for name in ("ann", "ben"))
    assert ends == ["7:08:00 fair"] * 2
    day = ill(centre(advisors=2, approver="pooled"), 0).calls(ann="7:00:00", ben="7:00:00")
    ends = sorted(day.simulate(1).path(name)[-1] for name in ("ann", "ben"))
    assert ends == ["7:08:00 fair", "7:11:00 fair"]


def test_a_level_of_which_nobody_is_there_passes_its_pool_by() -> None:
    day = centre(advisors=2, approver="pooled", limits=[100.0, None])
    assert path(ill(day, 0, 1), 1) == READ
    assert sum(reviewed(day, manager_of(day, 2, place)) for place in (0, 1)) == 3


def test_a_vacant_place_is_stood_in_for_too() -> None:
    own = centre(advisors=2).calls(ann="7:00:00").simulate(1).answered_by("ann")
    day = vacated(centre(advisors=2), own)
    assert path(day, 1) == READ
    assert reviewed(day, 1 - own) == 3


# What does not happen without him.


def test_he_is_not_paid_by_the_hour_and_gives_no_support() -> None:
    needy = {"needs": True, "tinker_share": 0.0, "translate_share": 0.0, "soothe_share": 1.0}
    for is_ill in (False, True):
        day = centre(routine(hostile_share=1.0), people=needy)
        if is_ill:
            ill(day, 0)
        day.calls(ann="7:00:00").simulate(1)
        advisor = day.run.world.advisor[0]
        assert (advisor.managed, advisor.unmet) == (not is_ill, is_ill)
        assert (day.run.world.manager[0].paid.sum() == 0) == is_ill


def test_he_coaches_nobody() -> None:
    day = ill(centre(support={"coaching_share": 0.25, "manager_round": 60.0}), 0).simulate(2)
    assert day.run.world.day.parts[0] == 0 < day.run.world.day.parts[1]
    first = centre(support={"coaching_share": 0.25, "manager_round": 60.0}).simulate(1)
    assert day.run.world.advisor.coached[0] == first.run.world.advisor.coached[0] > 0


def test_he_does_not_come_to_the_phones() -> None:
    """Ann is with the advisor; Ben is taken by the manager, if he is there."""
    for is_ill in (False, True):
        day = centre(routine(), support={"surge_at": 0.5, "surge_notice": 0.0})
        if is_ill:
            ill(day, 0)
        day.calls(ann="7:00:00", ben="7:01:00").simulate(1)
        assert day.path("ben")[-1] == ("7:04:00 abandoned" if is_ill else "7:06:00 fair")


def test_a_top_that_is_away_delegates_nothing() -> None:
    for is_ill in (False, True):
        run = centre(support={"delegation_hazard": 1e6}).run
        run.world.manager.exposure = 1.0
        run.world.person.ill_until[run.world.manager.person[0]] = 3 * is_ill
        pass_openings(run, 5, begin_managers_day)
        assert (run.world.day.delegations[:5] > 0).tolist() == [not is_ill] * 3 + [True] * 2


def test_round_the_clock_he_finishes_what_he_is_reading() -> None:
    """A request a minute before the day is cut: read until 0:02; then nobody is there."""
    day = centre(never_closes=True, people={"quitting": LEAVING | {"rate": 3.0}, "managers": ON})
    day.run.world.settings.quitting_rate = 0.0
    day.calls(ann="23:54:00").simulate(1)
    vacated(day)
    day.run.world.manager.vacant_from[0] = 1
    day.simulate(1)
    assert day.path("ann")[-1] == "Tue 0:02:00 fair"
    assert reviewed(day, 0) == 1
    assert day.run.world.manager[0].paid[9] == 2 * MINUTE


# Illness.


def test_managers_fall_ill_like_advisors_by_draws_of_their_own() -> None:
    people: dict[str, Any] = {"absence": {"enabled": True, "planned": 0.0, "spells": 20.0, "length": 1.0}}
    run = centre(advisors=60, days=40, people=people).run
    pass_openings(run, 40, let_people_fall_ill)
    opens, spells = run.world.calendar.opens, 0
    for row in range(60):
        times = 0
        for day in range(40):
            passed = float(opens[day] - opens[max(day - 1, 0)])
            unit = uniforms(run.world.key, ABSENCE, MANAGERS + row, day, 0)[0]
            times += unit < 1 - math.exp(-20.0 * passed / YEAR)
        assert run.world.person.illnesses[60 + row] == times
        spells += times
    assert 60 * 40 * 0.04 < spells < 60 * 40 * 0.12


@pytest.mark.parametrize("part", ["managers", "absence"])
def test_switched_off_no_manager_falls_ill(part: str) -> None:
    absence = {"enabled": True, "planned": 0.0, "spells": 20.0}
    people: dict[str, Any] = {"absence": absence, "managers": {"enabled": True}}
    people[part]["enabled"] = False
    run = pass_openings(centre(advisors=60, days=40, people=people).run, 40, let_people_fall_ill)
    assert not run.world.person.illnesses[60:].any()


# Leaving.


def leaving(quits: float, managers: int = 400, days: int = 120, **how: Any) -> Run:
    people = {"quitting": LEAVING | how, "managers": {"enabled": True, "quits": quits, "delay": 500.0}}
    return centre(advisors=managers, days=days, people=people | {"hiring": {"delay": 500.0}}).run


@pytest.mark.parametrize("quits", [0.6, 1.0, 3.0])
def test_so_many_managers_are_still_there(quits: float) -> None:
    """Times a hazard of 1 a year, over 120 openings, against the exact binomial."""
    run = pass_openings(leaving(quits), 120, let_people_quit)
    there = int((run.world.manager.person != NONE).sum())
    passed = float(run.world.calendar.opens[119] - run.world.calendar.opens[0]) / YEAR
    assert stats.binomtest(there, 400, math.exp(-quits * passed)).pvalue >= ALARM
    assert run.world.day.managers_quits[:120].sum() == 400 - there
    gone = run.world.manager.person == NONE
    assert (run.world.person.left[400:800][gone] == run.world.manager.vacant_from[gone]).all()


def test_leaving_is_keyed_by_place_and_day() -> None:
    run = pass_openings(leaving(0.5, 60, 40, rate=3.0), 40, let_people_quit)
    opens = run.world.calendar.opens
    for row in range(60):
        left = NONE
        for day in range(39, 0, -1):
            risk = 1 - math.exp(-1.5 * float(opens[day] - opens[day - 1]) / YEAR)
            left = day if uniforms(run.world.key, QUITTING, MANAGERS + row, day, 0)[0] < risk else left
        assert run.world.person.left[60 + row] == left
    assert (run.world.person.left[60:120] != NONE).any()


def test_no_ratio_nobody_leaves_and_certainty_is_certain() -> None:
    run = pass_openings(leaving(0.0, 20, 5, rate=1e12), 5, let_people_quit)
    assert (run.world.manager.person != NONE).all()
    assert (run.world.advisor.person == NONE).all()
    run = pass_openings(leaving(0.1, 20, 5, rate=1e12), 5, let_people_quit)
    assert (run.world.manager.person == NONE).all()


def test_they_have_been_there_for_as_long_as_advisors() -> None:
    run = leaving(1.0, 50, 1, tenure=3.6)
    for row in range(50):
        unit, _ = uniforms(run.world.key, TENURE, MANAGERS + row, 0, 0)
        assert run.world.person.joined[50 + row] == -int(-math.log(unit) * 3.6 * YEAR)


# Successors.


def test_a_successor_comes_after_the_delay_and_works_at_once() -> None:
    """Vacant from Monday, two days: on Wednesday somebody else is there, and reads what lies there."""
    people = {"quitting": LEAVING | {"rate": 0.0}, "managers": {"enabled": True, "delay": 2.0}}
    how = {"strain": {"enabled": True, "differences": 0.1}, "hiring": {"training": 9.0}}
    day = vacated(centre(people=people | how))
    day.run.world.manager.exposure[0] = 0.7
    found = path(day, 4)
    assert found == [*WAITS, "Wed 7:03:00 call_back_due", "Wed 7:03:00 handled", "Wed 7:05:00 fair"]
    world = day.run.world
    person = world.person[2]
    assert world.clock[0].persons == 3
    assert (world.manager.person[0], world.manager.generation[0]) == (2, 1)
    assert (person.manager, person.advisor, person.generation, person.left) == (0, NONE, 1, NONE)
    assert (person.joined, person.starts) == (world.calendar.opens[2], 2)
    assert person.missing == 0.0
    prone = 0.1 * normal(uniforms(world.key, TEMPERAMENT, MANAGERS, 1, 0)[0])
    assert person.prone == pytest.approx(prone)
    assert world.manager.exposure[0] == 0.0
    for name, wanted in {"managers": [0, 0, 1, 1], "managers_hires": [0, 0, 1, 0]}.items():
        assert world.day[name][:4].tolist() == wanted, name
    assert world.day.hires[:4].sum() == 0


def test_rows_of_persons_are_never_used_again() -> None:
    """All leave every day, and are replaced at once."""
    people = {"quitting": LEAVING | {"rate": 1e9}, "managers": {"enabled": True, "delay": 0.0, "quits": 1.0}}
    run = centre(advisors=3, days=10, people=people | {"hiring": {"delay": 0.0, "training": 0.0}}).run
    pass_openings(run, 10, let_people_quit, hire)
    persons = run.world.person[: run.world.clock[0].persons]
    assert persons.size == 6 + 9 * 6 <= run.world.person.size
    assert run.world.manager.generation.tolist() == [9, 9, 9]
    assert sorted(persons.generation[persons.manager == 1]) == list(range(10))
    assert (persons.left[persons.manager != NONE] != NONE).sum() == 27


def test_who_is_appointed_answers_for_nothing_that_was_before() -> None:
    """His predecessor read and talked all day; he himself has only been there."""
    people = {"quitting": LEAVING | {"rate": 0.0}, "managers": {"enabled": True, "delay": 0.0}}
    day = vacated(centre(routine(), people=people | {"strain": ON, "engagement": ON}))
    day.run.world.manager.paid[0, 8] = 10 * MS["h"]
    day.simulate(2)
    person = day.run.world.person[2]
    assert (person.demands, person.needed, person.used_to) == (0.0, 0.0, 0.0)


# Measures.


def test_measures_by_hand() -> None:
    """Two places, four days: seven there, one ill; one left; of what they are needed for 0.7 lost."""
    people = {"quitting": LEAVING | {"rate": 0.0}, "absence": {"enabled": True, "spells": 0.0}}
    run = centre(advisors=2, days=4, people=people | {"managers": ON}).simulate(4).run
    days = run.world.day
    days.managers[:4], days.managers_ill[:4] = (2, 2, 1, 2), (0, 1, 0, 0)
    days.managers_quits[:4], days.status_lost[:4] = (0, 0, 1, 0), (0.1, 0.6, 0.0, 0.0)
    found = measure(run)
    years = float(run.world.calendar.opens[4]) - float(run.world.calendar.opens[0])
    assert found["managers_absence_share"] == pytest.approx(1 / 7)
    assert found["managers_vacancy_share"] == pytest.approx(1 / 8)
    assert found["status_lost_share"] == pytest.approx(0.1)
    assert found["managers_quits_per_year"] == pytest.approx(1 / (years / YEAR * 7 / 4))
    assert found["quits_first_year_share"] is None


def test_switched_off_there_are_none() -> None:
    found = measure(centre(people={"managers": {"enabled": False}}).simulate(2).run)
    for name in ("absence_share", "vacancy_share", "quits_per_year"):
        assert found[f"managers_{name}"] is None
    assert found["status_lost_share"] is None


def test_nobody_is_paid_for_a_place_that_is_vacant() -> None:
    """Vacant on Monday and Tuesday, of three days: one of three; his successor costs what hiring costs."""
    people = {"quitting": LEAVING | {"rate": 0.0}, "managers": {"enabled": True, "delay": 2.0}}
    how: dict[str, Any] = {"people": people, "limits": [100.0, None]}
    full, less = (centre(routine(), days=3, **how) for _ in range(2))
    found, usual = (measure(day.simulate(3).run) for day in (vacated(less), full))
    firm = full.run.scenario.firm
    of_manager = firm.advisor_pay * (1 + firm.charges) * firm.manager_pay * firm.hours
    saved = usual["payroll_eur_per_day"] - found["payroll_eur_per_day"]  # type: ignore[operator]
    assert saved == pytest.approx(of_manager * 2 / 3)
    assert found["hiring_eur_per_day"] == pytest.approx(firm.hiring_cost / 3)


def test_without_managers_there_is_nothing_to_do() -> None:
    """Nobody to fall ill, no tray, no measure."""
    people = {"quitting": LEAVING, "absence": {"enabled": True}, "managers": ON}
    run = run_of(centre_of(routine(), people=people, limits=[], beyond="advise"), 2, days=5)
    while not run.finished:
        run.step()
    assert measure(run)["managers_absence_share"] is None

"""Sums of the opening, and what may not move them: composition, switches, effects of nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from centres import centre_of, exponential, pass_openings, refund, routine, run_of

from sim import rules
from sim.people.count import count_people
from sim.people.hiring import hire
from sim.people.quitting import let_people_quit
from sim.rules import rule
from sim.states import NONE
from sim.world import Run

OFF: dict[str, Any] = {name: {"enabled": False} for name in ("strain", "engagement", "absence", "quitting")}
ON: dict[str, Any] = {
    "strain": {"enabled": True, "differences": 0.1, "half_life": 14.0},
    "engagement": {"enabled": True, "differences": 0.1, "half_life": 14.0},
    "absence": {"enabled": True, "planned": 0.0, "spells": 40.0, "length": 3.0},
    "quitting": {"enabled": True, "rate": 4.0},
    "hiring": {"delay": 2.0, "training": 1.0},
}
DAYS = 12


def staffed(people: dict[str, Any], days: int = DAYS, advisors: int = 4, seed: int = 1) -> Run:
    """A busy centre: refunds and hostile questions, some redials."""
    reasons = {
        "refund": refund(80, share=0.3, handling=exponential(5)),
        "question": routine(share=0.7, handling=exponential(5), hostile_share=0.2, solve_probability=0.8),
    }
    scenario = centre_of(
        reasons,
        people={"needs": True} | people,
        demand={"calls_per_day": 80.0, "redial_probability": 0.5, "repeat_probability": 0.5},
        refusal_probability=0.3,
    )
    return run_of(scenario, advisors, days=days, seed=seed, journal=False, customers=500)


def simulated(people: dict[str, Any], **how: Any) -> Run:
    run = staffed(people, **how)
    while not run.finished:
        run.step()
    assert not run.unstable
    return run


# The sums.


def test_everybodys_own_sums_begin_with_the_measured_days() -> None:
    """A warm-up of a day: .2 + .4 of one, .5 twice of another who has left; a day off asks nothing."""
    run = run_of(centre_of(people=ON), 2, days=3, warmup=1)
    clock, person = run.world.clock[0], run.world.person
    person.left[1], person.ill_until[:2] = 0, (2, 9)
    for day, strain, demands in ((0, 0.9, 0.9), (1, 0.2, 0.6), (2, 0.4, 0.0)):
        clock.day, clock.opens = day, run.world.calendar.opens[day]
        person.strain[:2], person.demands[:2] = (strain, 0.5), (demands, 0.7)
        count_people(run.world)
    assert person.strain_sum[:2] == pytest.approx([0.6, 1.0])
    assert list(person.demands_sum[:2]) == [0.6, 0.0]
    assert list(person.days_worked[:2]) == [1, 0]
    assert list(person.days_ill[:2]) == [1, 0]


def test_sums_by_hand() -> None:
    """Two advisors and a manager; a third advisor hired since; one ill, one in training, one gone."""
    run = staffed(ON, advisors=3)
    world, clock = run.world, run.world.clock[0]
    assert clock.staff_of_day_0 == 4
    person = world.person
    person.strain[:6] = 0.2, 0.4, 0.9, 0.5, 0.65, 0.1
    person.engagement[:6] = 0.3, 0.5, 0.7, 0.99, 0.1, 0.1
    clock.persons = 6
    person.advisor[4:6], person.manager[4:6], person.left[4:6] = (2, 0), NONE, NONE
    world.advisor.person[:3] = 5, NONE, 4
    person.left[:3] = 0
    person.starts[4], person.ill_until[5] = 1, 1
    pass_openings(run, 1, count_people)
    day = world.day[0]
    assert day.strain == pytest.approx((0.2 + 0.4 + 0.9 + 0.5) / 4)
    assert day.strain_squared == pytest.approx((0.04 + 0.16 + 0.81 + 0.25) / 4)
    assert day.burnt_out == 1
    assert day.engagement == pytest.approx(0.5)
    assert (day.hired, day.strain_of_hires) == (2, pytest.approx(0.75))
    assert (day.staff, day.trainees, day.ill) == (2, 1, 1)


def test_nothing_is_counted_twice() -> None:
    """Each day has its own sums."""
    run = pass_openings(staffed(ON), 5, count_people)
    assert len(set(run.world.day.strain[:5].round(12))) == 1
    assert set(run.world.day.staff[:5]) == {4}


@pytest.mark.parametrize(("strain", "beyond"), [(0.6, 0), (0.6000001, 1)])
def test_the_line_itself_is_not_beyond_it(strain: float, beyond: int) -> None:
    run = staffed(ON)
    run.world.person.strain = 0.0
    run.world.person.strain[0] = strain
    assert pass_openings(run, 1, count_people).world.day.burnt_out[0] == beyond


# Composition.


def test_quitting_of_the_most_strained_cures_no_stress_and_hiring_does_not_raise_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever is worn out leaves; newcomers are as worn out as can be: the staff of day 0 is as it was."""
    copied = {point: dict(known) for point, known in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", copied)

    @rule("people.quits", reference="a test")
    def worn_out(person: Any, tenure: Any, passed: Any, settings: Any) -> float:
        return 1.0 if passed > 0 and person.strain > 0.5 else 0.0

    people = ON | {"hiring": {"delay": 1.0, "training": 0.0}}
    scenario = replace(staffed(people).scenario, rules={"people.quits": "worn_out"})
    run = run_of(scenario, 8, days=4, journal=False)
    run.world.person.strain[:9] = [0.9, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.5]
    run.world.settings.strain_usual = 1.0
    pass_openings(run, 4, let_people_quit, hire, count_people)
    days = run.world.day
    assert list(days.quits[:4]) == [0, 4, 0, 4]  # newcomers leave on the next day
    assert list(days.hires[:4]) == [0, 0, 4, 0]
    assert list(days.strain[:4]) == pytest.approx([4.5 / 9] * 4)
    assert list(days.burnt_out[:4]) == [4] * 4
    assert days.strain_of_hires[2] == pytest.approx(4.0, abs=1.0)


# Limits.


def contacts_digest(people: dict[str, Any]) -> int:
    return simulated(people, days=6).digest


def test_everything_off_is_the_centre_without_people() -> None:
    """Whatever their parameters would be; nobody's row moves, nobody is away."""
    plain = simulated({}, days=6)
    begun = staffed({}).world.person
    far: dict[str, Any] = {
        "strain": {"half_life": 14.0, "at_start": 0.9, "demand_gain": 1.0},
        "engagement": {"half_life": 14.0, "at_start": 0.1},
        "absence": {"planned": 0.3, "spells": 20.0, "length": 50.0},
        "quitting": {"rate": 3.0, "market": 10.0},
        "hiring": {"delay": 0.0, "training": 100.0, "missing": 0.9},
    }
    off = simulated(far, days=6)
    assert off.digest == plain.digest
    for name in plain.world.advisor.dtype.names:
        assert np.array_equal(off.world.advisor[name], plain.world.advisor[name], equal_nan=True), name
    for name in begun.dtype.names:
        assert np.array_equal(plain.world.person[name], begun[name]), name
    assert (plain.world.day.quits.sum(), plain.world.day.ill.sum(), plain.world.day.hires.sum()) == (0, 0, 0)


def test_states_alone_move_no_contact() -> None:
    states = {"strain": ON["strain"], "engagement": ON["engagement"]}
    run = simulated(states, days=6)
    assert run.digest == contacts_digest({})
    assert np.ptp(run.world.person.strain[:4]) > 0


def test_effects_of_nothing_are_the_centre_without_people() -> None:
    """Everything on, but nobody falls ill, nobody leaves, no shift is added."""
    still = ON | {"absence": {"enabled": True, "planned": 0.0, "spells": 0.0}}
    still |= {"quitting": {"enabled": True, "rate": 0.0}}
    assert contacts_digest(still) == contacts_digest({})


def test_everything_on_is_another_centre() -> None:
    assert contacts_digest(ON) != contacts_digest({})


# Each part on its own: what one switch takes away, and what it leaves as it was.

PATHS: dict[str, Callable[[Run], list[float]]] = {
    "strain": lambda run: run.world.person.strain.tolist(),
    "engagement": lambda run: run.world.person.engagement.tolist(),
    "quits": lambda run: run.world.person.left.tolist(),
    "illnesses": lambda run: [*run.world.person.illnesses.tolist(), *run.world.person.ill_until.tolist()],
    "contacts": lambda run: [run.digest],
}
NO_PATH = {
    "absence": ON["absence"] | {"by_strain": 0.0, "by_engagement": 0.0},
    "quitting": ON["quitting"] | {"by_engagement": 0.0},
}


def knocked_out(part: str, people: dict[str, Any]) -> dict[str, Any]:
    return people | {part: people[part] | {"enabled": False}}


@pytest.mark.parametrize(
    ("part", "how", "moves", "keeps"),
    [
        ("strain", {}, ("strain",), ()),
        ("strain", NO_PATH, ("strain",), ("engagement", "quits", "illnesses", "contacts")),
        ("engagement", NO_PATH, ("engagement",), ("strain", "quits", "illnesses", "contacts")),
        ("absence", NO_PATH, ("illnesses",), ("quits",)),
        ("quitting", {"quitting": ON["quitting"] | {"rate": 0.0}}, (), tuple(PATHS)),
        ("absence", {"absence": ON["absence"] | {"spells": 0.0}}, (), tuple(PATHS)),
    ],
)
def test_a_part_switched_off_touches_nothing_else(
    part: str, how: dict[str, Any], moves: tuple[str, ...], keeps: tuple[str, ...]
) -> None:
    with_it, without = simulated(ON | how), simulated(knocked_out(part, ON | how))
    for name in moves:
        assert PATHS[name](with_it) != PATHS[name](without), name
    for name in keeps:
        assert PATHS[name](with_it) == PATHS[name](without), name


def test_strain_lengthens_illnesses_and_does_nothing_else() -> None:
    """The first illness begins on the same day with it and without."""

    def begins(people: dict[str, Any]) -> tuple[int, list[int]]:
        run = staffed(people)
        while not run.finished and not run.world.person.illnesses.any():
            run.step()
        return run.day, run.world.person.illnesses.tolist()

    assert begins(ON) == begins(knocked_out("strain", ON))


def test_whoever_is_there_is_employed_vacant_or_hired() -> None:
    """Places are somebody's or vacant; whoever was ever employed is there or has left."""
    run = simulated(ON | {"quitting": {"enabled": True, "rate": 40.0}}, days=12)
    world, clock = run.world, run.world.clock[0]
    seen = world.person[: clock.persons]
    there = seen[(seen.left == NONE) & (seen.advisor != NONE)]
    held = world.advisor.person[world.advisor.person != NONE]
    assert sorted(held) == sorted(np.flatnonzero((seen.left == NONE) & (seen.advisor != NONE)))
    assert list(world.person.advisor[held]) == list(np.flatnonzero(world.advisor.person != NONE))
    assert len(there) == len(held)
    days = world.day[:12]
    assert clock.persons - clock.staff_of_day_0 == days.hires.sum() > 2
    assert (seen.left != NONE).sum() == days.quits.sum()
    assert 4 - days.staff[-1] == days.quits.sum() - days.hires.sum()
    assert (days.uncovered <= days.shifts).all()

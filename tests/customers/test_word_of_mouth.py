"""What is told of an episode, what makes a reputation, and how many complaints go viral: by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from centres import Centre, centre_of, pass_openings, refund, run_of

from sim.clientele import Satisfaction, WordOfMouth
from sim.customers.word_of_mouth import BAD, GOOD, at_both_ends, let_reputation_move, severe_and_refused
from sim.states import ABANDONED, END_UNRESOLVED, FAIR, REFUSED, TIMED_OUT
from sim.world import Run

SETTINGS = SimpleNamespace(
    word_of_mouth_good=0.41, word_of_mouth_bad=3.7, word_of_mouth_power=2.0, word_of_mouth_viral=0.01
)


@pytest.mark.parametrize(
    ("experience", "good", "bad"), [(1.0, 0.41, 0.0), (0.0, 0.0, 3.7), (0.5, 0.1025, 0.925)]
)
def test_told_at_both_ends(experience: float, good: float, bad: float) -> None:
    assert at_both_ends(experience, GOOD, SETTINGS) == pytest.approx(good)
    assert at_both_ends(experience, BAD, SETTINGS) == pytest.approx(bad)


@pytest.mark.parametrize("end", [REFUSED, TIMED_OUT, END_UNRESOLVED])
@pytest.mark.parametrize(("attempt", "expected"), [(0, 0.01), (1, 0.0199), (9, 1 - 0.99**10)])
def test_every_contact_is_another_chance_to_go_viral(end: int, attempt: int, expected: float) -> None:
    case, reason = SimpleNamespace(attempt=attempt), SimpleNamespace(severity=1.5)
    assert severe_and_refused(case, reason, end, SETTINGS) == pytest.approx(expected)


@pytest.mark.parametrize(("end", "severity"), [(FAIR, 1.5), (ABANDONED, 1.5), (REFUSED, 1.0)])
def test_nothing_else_goes_viral(end: int, severity: float) -> None:
    reason = SimpleNamespace(severity=severity)
    assert severe_and_refused(SimpleNamespace(attempt=3), reason, end, SETTINGS) == 0.0


def told_by(*days: tuple[float, float], **word_of_mouth: Any) -> Run:
    """A centre in which so much good and bad is told, day after day, and nothing else happens."""
    minds = {
        "satisfaction": Satisfaction(enabled=True),
        "word_of_mouth": WordOfMouth(enabled=True, **word_of_mouth),
    }
    run = run_of(centre_of(customers=minds), days=len(days) + 1)
    pass_openings(run, 1, let_reputation_move)
    for day, (good, bad) in enumerate(days):
        run.world.day[day].told_good, run.world.day[day].told_bad = good, bad
        pass_openings(run, 1, let_reputation_move)
    return run


class TestReputation:
    """`let_reputation_move`: begins at .75, half of it forgotten in five days unless told otherwise."""

    def test_halves_its_distance_to_what_was_told(self) -> None:
        """Monday to Tuesday a day of five: 2^(-1/5) of the distance to 1/4 is left."""
        kept = 0.5 ** (1 / 5)
        run = told_by((1.0, 3.0), half_life=5.0)
        assert run.world.clock[0].reputation == pytest.approx(kept * 0.75 + (1 - kept) * 0.25)
        assert run.world.day[:2].reputation.tolist() == [0.75, run.world.clock[0].reputation]

    def test_weekends_count(self) -> None:
        """Friday's word over three days: from one opening to the next."""
        run = told_by((0, 0), (0, 0), (0, 0), (0, 0), (1.0, 0.0), half_life=5.0)
        kept = 0.5 ** (3 / 5)
        assert run.world.clock[0].reputation == pytest.approx(kept * 0.75 + (1 - kept))

    def test_where_nothing_is_told_it_stays(self) -> None:
        assert told_by((0.0, 0.0)).world.clock[0].reputation == 0.75

    def test_always_the_same_is_its_fixed_point(self) -> None:
        run = told_by(*[(2.0, 3.0)] * 60, half_life=5.0)
        assert run.world.clock[0].reputation == pytest.approx(0.4, abs=1e-4)


def test_expected_numbers_are_the_sums_over_cases() -> None:
    """Three severe refusals: nothing is drawn, the expected number is exact."""
    minds = {
        "satisfaction": Satisfaction(enabled=True, apology=0.0),
        "word_of_mouth": WordOfMouth(enabled=True, viral=0.01),
    }
    scenario = centre_of(refund(80, severity=2.0), customers=minds, refusal_probability=1.0)
    centre = Centre(scenario, 3, customers=20)
    day = centre.calls(Ann="7:00:00", Ben="9:00:00", Cid="11:00:00").simulate().day
    experience = 0.25 * 0.75 + 0.1 * 0.5 ** (3 / 480) + 0.1 + 0.05 + 0.1
    assert day.viral == pytest.approx(0.03, rel=1e-12)
    assert day.told_good == pytest.approx(3 * 0.41 * experience**2)
    assert day.told_bad == pytest.approx(3 * 3.7 * (1 - experience) ** 2)


def test_switched_off_nothing_is_told() -> None:
    minds = {"satisfaction": Satisfaction(enabled=True)}
    centre = Centre(centre_of(customers=minds), customers=20).calls(Ann="7:00:00").simulate()
    assert centre.day.experience > 0
    assert centre.day.told_good == centre.day.told_bad == centre.day.viral == centre.day.reputation == 0.0

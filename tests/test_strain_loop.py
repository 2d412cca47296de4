"""The loop from holds to strain to absence to waits: what opens it, its gain by hand, and a small centre."""

from __future__ import annotations

import numpy as np
import pytest
from centres import centre_of

from sim.refusal import EXIT_REFUSED
from sim.scenario import Scenario
from sim.strain_loop import CHAIN, WAITS, Loop, main, opened, with_longer_reviews


def test_opened_nothing_that_people_feel_moves_what_they_do() -> None:
    usual = Scenario()
    people = opened(usual).people
    assert people.absence.by_strain == people.absence.by_engagement == 0.0
    assert people.quitting.by_engagement == people.engagement.effort_gain == 0.0
    assert people.strain == usual.people.strain
    assert people.quitting.rate == usual.people.quitting.rate


def test_reviews_are_half_as_long_again() -> None:
    usual = centre_of()
    longer = with_longer_reviews(usual).governance.review
    assert longer.mean == pytest.approx(1.5 * usual.governance.review.mean)  # type: ignore[operator]
    assert longer.law == usual.governance.review.law


def test_the_gain_is_what_comes_round_again() -> None:
    """Four seconds and eight closed, three and five open: a sixth and half of the mean of six come round."""
    loop = object.__new__(Loop)
    loop._found = {WAITS: np.array([[10.0, 20.0], [14.0, 28.0], [10.0, 20.0], [13.0, 25.0]])}
    assert loop.gain().mean == pytest.approx((1 / 6 + 3 / 6) / 2)
    assert loop.effect(WAITS, closed=True).mean == 6.0
    assert loop.effect(WAITS, closed=False).mean == 4.0


def test_a_small_centre(capsys: pytest.CaptureFixture[str]) -> None:
    """Open, nobody is ill for another reason than before: the difference is none at all."""
    assert main(["demand.scale=0.03", "--replications", "2", "--days", "20"]) == 0
    said = capsys.readouterr().out
    assert "advisors ill, share" in said
    assert "+0 [+0, +0]" in said
    assert "gain of the loop on waits: " in said
    assert all(words in said for words in CHAIN.values())


def test_what_is_refused_is_refused_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["people.absence.spells=-1"]) == EXIT_REFUSED
    assert "people.absence.spells: -1: expected a number from 0 to 20" in capsys.readouterr().err

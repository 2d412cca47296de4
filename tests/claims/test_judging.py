"""Verdicts and standings as they follow from planted effects."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from sim.claims.declared import Contrast, Fact, Part, level
from sim.claims.judging import (
    CALIBRATED,
    CONSTRUCTION,
    CONTRADICTED,
    EMERGENT,
    HOLDS,
    NOT,
    UNDECIDED,
    effects,
    headline,
    in_the_loss,
    judged,
    verdict,
)
from sim.claims.kept import Kept
from sim.claims.measuring import CAPACITY, CENTRAL, DRAWS, OFF, REVERSED, SYMMETRIC, Effects, Item
from sim.claims.rows import FACTS, ROWS
from sim.claims.words import WORDS
from sim.experiment.statistics import Difference

CONTRAST = Contrast(("scenario=zappos_desk",))
RULE, OTHER = "people.strain.fit", "people.strain.peers"


def interval(low: float, high: float) -> Difference:
    return Difference(mean=(low + high) / 2, low=low, high=high, replications=3, missing=0)


@pytest.mark.parametrize(
    ("low", "high", "ends", "expected"),
    [
        (0.0, math.inf, (0.1, 0.2), HOLDS),
        (0.0, math.inf, (-0.1, 0.2), UNDECIDED),
        (0.0, math.inf, (-0.2, -0.1), CONTRADICTED),
        (0.0, math.inf, (0.0, 0.0), CONTRADICTED),
        (0.0, math.inf, (0.0, 0.1), UNDECIDED),
        (-math.inf, 0.0, (-0.2, -0.1), HOLDS),
        (-0.05, 0.05, (-0.04, 0.03), HOLDS),
        (-0.05, 0.05, (-0.04, 0.06), UNDECIDED),
        (-0.05, 0.05, (0.06, 0.09), CONTRADICTED),
        (-0.05, 0.05, (0.0, 0.0), HOLDS),
    ],
)
def test_a_verdict_is_about_the_whole_interval(
    low: float, high: float, ends: tuple[float, float], expected: str
) -> None:
    assert verdict(interval(*ends), low, high) == expected


def test_without_an_interval_there_is_no_verdict() -> None:
    nothing = Difference(mean=0.4, low=np.nan, high=np.nan, replications=1, missing=0)
    assert verdict(nothing, 0.0, math.inf) == UNDECIDED


def test_a_claim_of_no_change_needs_precision_not_want_of_significance() -> None:
    """An interval about zero that is wide says nothing; false alarms: of 400 with no change at all, 2.5 %.

    The chance that more than 22 of 400 such intervals lie outside by luck is below 0.001.
    """
    random = np.random.default_rng(3)
    fact = Fact(1, "nothing changes", "S0", (CONTRAST.lies("margin_share", -0.2, 0.2),))
    told = [planted(fact, {CENTRAL: random.normal(0.0, 1.0, 12)}).verdict for _ in range(400)]
    assert told.count(HOLDS) == 0
    assert told.count(CONTRADICTED) <= 22


def planted(fact: Fact, effects: dict[str, object], targets: tuple[str, ...] = ()) -> object:
    """A row judged of planted effects: of each programme one number for each item, the same of every part."""
    kept = Kept(Path("nowhere"))
    for programme, values in effects.items():
        for number, value in enumerate(np.atleast_1d(np.asarray(values, float))):
            sides: list[Effects] = [[float(value), 0.0][: len(part.ways)] for part in fact.parts]
            kept.add(Item(programme, number, 1, (fact.key,)), {fact.key: sides})
    return judged(fact, kept, targets)


UP = [1.0, 1.1, 0.9, 1.0]
NOTHING = [0.01, -0.01, 0.02, -0.02]
BOTH: dict[str, object] = {OFF + OTHER: NOTHING, OFF + "queue": NOTHING}


def row(says: str = "", part: Part | None = None) -> Fact:
    return Fact(1, "it rises", "S0", (part or CONTRAST.rises("stress_mean"),), (RULE, OTHER), says=says)


class TestStanding:
    """The first of the four that applies."""

    def test_by_construction_where_the_rule_that_says_so_kills_it(self) -> None:
        found = planted(row(RULE), {CENTRAL: UP, OFF + RULE: NOTHING, OFF + OTHER: NOTHING})
        assert found.standing == CONSTRUCTION
        assert WORDS[RULE] in found.why

    def test_not_where_it_does_not(self) -> None:
        found = planted(
            row(RULE), {CENTRAL: UP, OFF + RULE: UP, OFF + OTHER: NOTHING, OFF + "queue": NOTHING}
        )
        assert found.standing == EMERGENT
        assert found.killed_by == (OTHER, "queue")

    @pytest.mark.parametrize(("draws", "expected"), [(500, CONSTRUCTION), (499, EMERGENT)])
    def test_by_construction_where_psychology_does_not_matter(self, draws: int, expected: str) -> None:
        effects = {CENTRAL: UP, OFF + RULE: NOTHING, SYMMETRIC: [1.0] * draws} | BOTH
        assert planted(row(), effects).standing == expected

    def test_not_where_one_draw_in_twenty_goes_the_other_way(self) -> None:
        draws = [1.0] * 475 + [-1.0] * 25
        effects = {CENTRAL: UP, OFF + RULE: NOTHING, SYMMETRIC: draws} | BOTH
        assert planted(row(), effects).standing == EMERGENT

    def test_calibrated_where_it_is_in_the_loss(self) -> None:
        survey = level("survey_time_share", 0.5, 1.5)
        effects = {CENTRAL: UP, OFF + RULE: NOTHING} | BOTH
        assert planted(row(part=survey), effects, ("survey_time_share",)).standing == CALIBRATED
        assert planted(row(part=survey), effects).standing != CALIBRATED

    def test_a_difference_is_not_in_the_loss(self) -> None:
        effects = {CENTRAL: UP, OFF + RULE: NOTHING} | BOTH
        assert planted(row(), effects, ("stress_mean",)).standing == EMERGENT

    def test_one_mechanism_alone_is_no_emergence(self) -> None:
        found = planted(row(), {CENTRAL: UP, OFF + RULE: NOTHING, OFF + OTHER: UP, OFF + "queue": UP})
        assert (found.standing, found.killed_by) == (CONSTRUCTION, (RULE,))

    def test_nor_is_none_at_all(self) -> None:
        found = planted(row(), {CENTRAL: UP, OFF + RULE: UP, OFF + OTHER: UP, OFF + "queue": UP})
        assert (found.standing, found.killed_by) == (CONSTRUCTION, ())

    def test_there_is_none_before_all_switches_were_tried(self) -> None:
        found = planted(row(), {CENTRAL: UP, OFF + RULE: NOTHING, OFF + OTHER: NOTHING})
        assert (found.standing, found.why) == ("", "standing not tried yet")

    def test_blurred_is_not_killed(self) -> None:
        """As large as before, but not seen any more for want of precision."""
        found = planted(row(), {CENTRAL: UP, OFF + RULE: [4.0, -2.0, 1.0], OFF + OTHER: UP})
        assert found.killed_by == ()

    @pytest.mark.parametrize("effects", [[-1.0, -1.1, -0.9], NOTHING])
    def test_what_does_not_hold_is_not_reproduced_even_in_the_loss(self, effects: list[float]) -> None:
        found = planted(row(part=level("stress_mean", 0.5, 1.5)), {CENTRAL: effects}, ("stress_mean",))
        assert found.standing == NOT
        assert "in the loss" in found.why

    def test_what_cannot_be_tried_says_why(self) -> None:
        found = judged(Fact(1, "x", "S0", reason="no mechanism yet: x"), Kept(Path("nowhere")))
        assert (found.standing, found.why) == (NOT, "no mechanism yet: x")


class TestBeside:
    """What stands beside a verdict."""

    def test_rivals(self) -> None:
        found = planted(row(), {CENTRAL: UP, CAPACITY: UP, REVERSED: NOTHING})
        assert found.capacity is True
        assert found.reversed_holds is False

    def test_share_of_draws_counts_those_without_a_value_as_against_it(self) -> None:
        found = planted(row(), {CENTRAL: UP, DRAWS: [1.0, 2.0, -1.0, np.nan]})
        assert found.draws is not None
        assert found.draws.mean == 0.5

    def test_a_part_that_does_not_count_decides_nothing(self) -> None:
        beside = CONTRAST.lies("stress_mean", -math.inf, 0.0, counted=False)
        fact = Fact(1, "x", "S0", (CONTRAST.rises("stress_mean"), beside))
        assert planted(fact, {CENTRAL: UP}).verdict == HOLDS


def test_a_rounding_is_no_effect() -> None:
    """Paired differences of 1e-7 that all have the same sign would else be sure."""
    part = CONTRAST.rises("stress_mean")
    assert effects(part, [[0.3 + 1e-7, 0.3], [0.3 + 1e-4, 0.3]]).tolist() == [0.0, pytest.approx(1e-4)]


def test_a_share_of_nothing_is_none() -> None:
    part = CONTRAST.lies("absence_share", -0.6, -0.4, relative=True)
    shares = effects(part, [[0.1, 0.0], [0.1, 0.2], [None, 0.2]])
    assert np.isnan(shares[[0, 2]]).all()
    assert shares[1] == pytest.approx(-0.5)


def test_one_part_against_it_contradicts_the_row() -> None:
    fact = Fact(1, "x", "S0", (CONTRAST.rises("stress_mean"), CONTRAST.falls("absence_share")))
    assert planted(fact, {CENTRAL: UP}).verdict == CONTRADICTED


def test_the_headline_counts_every_row_but_context() -> None:
    rows = [judged(fact, Kept(Path("nowhere"))) for fact in FACTS]
    assert headline(rows) == "of 40: 0 by construction, 0 calibrated, 0 emergent, 40 not reproduced"


def test_the_loss_is_that_of_the_calibration() -> None:
    assert {"survey_time_share", "quits_per_year"} <= set(in_the_loss())
    assert "survey_available_share" not in in_the_loss()


def test_all_rows_are_declared_once() -> None:
    assert [fact.number for fact in FACTS] == list(range(1, ROWS + 1))
    assert [fact.number for fact in FACTS if fact.context] == [16, 17, 42]
    assert all(fact.parts or fact.reason or fact.context for fact in FACTS)
    assert all(fact.says in fact.rests_on for fact in FACTS if fact.says)


def test_every_switch_has_words() -> None:
    assert {switch for fact in FACTS for switch in fact.switches} == set(WORDS)

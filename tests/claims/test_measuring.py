"""What an item runs: windows of one run, pairs on the same random numbers, switches and draws in it."""

from __future__ import annotations

import pytest

from sim.claims import draws
from sim.claims.declared import Contrast, Fact, Part, Way
from sim.claims.measuring import (
    CAPACITY,
    CENTRAL,
    DRAWS,
    OFF,
    REVERSED,
    SEED,
    SYMMETRIC,
    Centres,
    Item,
    open_days,
)
from sim.claims.reading import initiative_of_others
from sim.measures import measure
from sim.small_study import WARMUP, finished
from sim.world import Run

SHORT = (0, 4)
TINY = ("demand.scale=0.03",)
GROUPS = ("governance.working_groups.at_once=1", "governance.working_groups.volunteers=3")
FACTS = (
    Fact(
        1, "a desk that decides asks less", "S0",
        (
            Contrast(("governance.authority=200",), days=SHORT).falls("escalation_share"),
            Contrast(("governance.authority=200",), days=(2, 4)).falls("escalation_share"),
            Contrast(("governance.authority=200",), days=SHORT).falls("no_such_measure"),
        ),
    ),
    Fact(2, "groups", "S0", (Part("group_strain_gap", 0.0, 1.0, ((1.0, Way(GROUPS, SHORT)),)),)),
)  # fmt: skip
ALL = tuple(fact.key for fact in FACTS)


@pytest.fixture(scope="module")
def centres() -> Centres:
    return Centres(FACTS, TINY)


def test_a_window_is_measured_as_a_run_of_its_own_would_be(centres: Centres) -> None:
    found = centres.effects(Item(CENTRAL, 3, 4, ALL[:1]))[ALL[0]]
    run = Run(centres.baseline, centres.plans[()], days=WARMUP + 4, warmup=WARMUP, seed=SEED, replication=3)
    assert found[0][1] == measure(finished(run))["escalation_share"]
    days = run.world.day[WARMUP + 2 : WARMUP + 4]
    assert found[1][1] == pytest.approx(days.requests.sum() / days.answered.sum())
    assert found[2] == [None, None]


@pytest.mark.parametrize("programme", [CENTRAL, CAPACITY, REVERSED, DRAWS, SYMMETRIC, OFF + "queue"])
def test_the_same_item_is_the_same_twice(centres: Centres, programme: str) -> None:
    item = Item(programme, 1, 4, ALL)
    assert centres.effects(item) == centres.effects(item)


def test_without_a_queue_nobody_waits(centres: Centres) -> None:
    fact = Fact(3, "x", "S0", (Part("speed_of_answer_s", 0.0, 1.0, ((1.0, Way((), SHORT)),)),))
    centres.facts[fact.key] = fact
    with_queue, without = (
        centres.effects(Item(name, 0, 1, (fact.key,)))[fact.key][0][0] for name in (CENTRAL, OFF + "queue")
    )
    assert with_queue is not None
    assert without is not None
    assert without < with_queue / 10


def test_a_switch_is_thrown_on_both_sides(centres: Centres) -> None:
    key = ALL[0]
    sides = centres.effects(Item(OFF + "governance.authority=100000", 0, 1, (key,)))[key][0]
    assert sides == [0.0, 0.0]


def test_what_a_claim_moves_is_not_drawn(centres: Centres) -> None:
    keys = {one.key for one in centres.uncertain}
    assert not keys & {"governance.authority", "governance.working_groups.at_once"}
    assert {"people.strain.occupancy", "customers.leaving_service", "governance.judgement.abusers"} <= keys
    assert "people.strain.at_start" not in keys


def test_draws_lie_between_half_and_twice_or_in_the_calibrations_ranges(centres: Centres) -> None:
    by_key = {one.key: one for one in centres.uncertain}
    assert (by_key["people.absence.by_strain"].low, by_key["people.absence.by_strain"].high) == (0.095, 0.38)
    assert (by_key["people.absence.spells"].low, by_key["people.absence.spells"].high) == (1, 5)
    for number in range(8):
        values = draws.draw(centres.uncertain, number, 8)
        assert all(by_key[key].low / 2 <= value <= by_key[key].high for key, value in values.items())
        gains = (values[f"people.strain.{name}_gain"] for name in ("demand", "resource") if
                 f"people.strain.{name}_gain" in values)  # fmt: skip
        assert sum(gains) <= 1.0 + 1e-12


def test_days_are_counted_once_for_each_centre() -> None:
    assert open_days(FACTS) == 3 * (WARMUP + 4)


def test_initiative_of_others_leaves_the_first_out(centres: Centres) -> None:
    run = Run(centres.baseline, centres.plans[()], days=3)
    before = initiative_of_others(run)
    run.world.person[run.world.advisor[0].person].initiative = 1.0
    assert initiative_of_others(run) == before

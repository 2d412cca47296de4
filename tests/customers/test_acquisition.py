"""Who comes on top: how many, when, as whom; and that nobody else notices. False alarms 1e-4 over seeds."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from centres import centre_of, pass_openings, run_of
from scipy import stats

from sim.clientele import Acquisition
from sim.customers.acquisition import acquire_customers, by_reputation
from sim.customers.calendar import GONE, occupant
from sim.loyalty import loyalty
from sim.margin import customers_present
from sim.scenario import MONTH_DAYS
from sim.world import Run

DAY = 86_400_000
RATE = 0.2  # a month


def run_with(customers: int = 2_000, days: int = 40, **how: Any) -> Run:
    """A centre to which customers come, a fifth of those of day 0 a month."""
    acquisition = Acquisition(enabled=True, rate=how.pop("rate", RATE))
    cv, warmup = how.pop("cv", 0.0), how.pop("warmup", 0)
    scenario = centre_of(customers={"acquisition": acquisition, "intensity_cv": cv} | how)
    return run_of(scenario, 1, customers=customers, days=days, warmup=warmup)


def test_the_rule_is_log_linear() -> None:
    settings = SimpleNamespace(word_of_mouth_at_start=0.75, acquisition_by_reputation=2.0)
    found = [by_reputation(reputation, settings) for reputation in (0.75, 0.85, 0.25)]
    assert found == pytest.approx([1.0, math.exp(0.2), math.exp(-1.0)])


def test_as_many_come_as_are_expected() -> None:
    """Forty openings, 55 days: 724 expected of 2,000 customers, a Poisson number."""
    run = pass_openings(run_with(), 40, acquire_customers)
    days = (run.world.calendar[39].opens - run.world.calendar[0].opens) / DAY
    expected = RATE * 2_000 * days / MONTH_DAYS
    came = int(run.world.clock[0].customers) - 2_000
    assert abs(came - expected) < stats.norm.isf(0.5e-4) * math.sqrt(expected)
    assert run.world.day[:40].acquired.sum() == came > 500
    assert run.world.day[0].acquired == 0


def test_nobody_comes_before_the_first_measured_day_has_opened() -> None:
    run = pass_openings(run_with(warmup=9, days=20), 20, acquire_customers)
    assert run.world.day[:10].acquired.sum() == 0
    assert run.world.day[10].acquired > 0


def test_more_come_to_a_better_name_and_the_same_ones_first() -> None:
    """The reputation changes how many come, not who comes when so many have been expected."""
    usual, better = run_with(cv=1.0), run_with(cv=1.0)
    better.world.clock.reputation = 1.0
    for run in (usual, better):
        pass_openings(run, 40, acquire_customers)
    more = better.world.clock[0].customers - 2_000, usual.world.clock[0].customers - 2_000
    assert more[0] / more[1] == pytest.approx(math.exp(0.25), rel=0.02)
    came = slice(2_000, int(usual.world.clock[0].customers))
    assert (usual.world.customer.intensity[came] == better.world.customer.intensity[came]).all()
    assert (usual.world.customer.hazard_left[came] == better.world.customer.hazard_left[came]).all()


def test_a_newcomer_calls_like_others_and_belongs_to_no_cohort() -> None:
    """Intensities of the law of day 0's: mean within four standard errors; all later than they joined."""
    run = pass_openings(run_with(cv=1.0), 40, acquire_customers)
    world = run.world
    came = world.customer[2_000 : world.clock[0].customers]
    assert (came.generation == 1).all()
    share = came.intensity * 2_000
    assert share.mean() == pytest.approx(1.0, abs=4 / math.sqrt(came.size))
    opens = world.calendar.opens.tolist()
    joined = np.array([opens.index(day * DAY + 7 * 3_600_000) for day in came.joined.tolist()])
    assert (came.next_contact >= world.calendar.operational[joined]).all()


def test_who_has_left_for_service_again_leaves_an_empty_row() -> None:
    run = pass_openings(run_with(leaving_service=0.2), 40, acquire_customers)
    row = 2_000
    assert occupant(run.world, row, int(run.world.customer[row].leaves_service)) == GONE


def test_all_others_are_as_without_them() -> None:
    """Those of day 0 call, stay and leave to the millisecond as if nobody came."""
    runs = [
        run_with(300, days=15, rate=rate, leaving_other=0.05, leaving_service=0.02) for rate in (0.0, RATE)
    ]
    for run in runs:
        while not run.finished:
            run.step()
    alone, joined = (run.world.customer[:300] for run in runs)
    assert runs[1].world.clock[0].customers > 300
    for name in ("next_contact", "contacts", "leaves_other"):
        assert (alone[name] == joined[name]).all(), name


def test_tables_grow_with_them() -> None:
    """From ten customers to sixty: rows and chunks of the calendar are made as they come, none is lost."""
    run = run_with(10, days=700)
    while not run.finished:
        run.step()
    world = run.world
    used = int(world.clock[0].customers)
    assert world.customer.size >= used > 40
    seldom = world.customer[:used]
    horizon = world.calendar[run.days].operational
    assert (seldom.next_contact[seldom.contacts > 0] > 0).all()
    assert ((seldom.next_contact >= horizon) | (seldom.leaves_other < world.calendar[run.days].opens)).all()


def test_they_are_counted_as_customers_from_their_day_on() -> None:
    run = run_with(300, days=15)
    while not run.finished:
        run.step()
    present = customers_present(run)
    assert present.tolist() == (300 + run.world.day.acquired[:16].cumsum()).tolist()
    assert loyalty(run)["acquired_per_month"] == pytest.approx(
        run.world.day.acquired.sum()
        / 300
        / ((run.world.calendar[15].opens - run.world.calendar[0].opens) / DAY)
        * MONTH_DAYS
    )


def test_the_table_has_room_for_those_expected_and_grows_for_more() -> None:
    """At the reputation of day 0 the table stays as it was laid out; a better name enlarges it."""
    usual, better = run_with(days=20), run_with(days=20)
    better.world.clock.reputation = 1.5
    laid_out = usual.world.customer.size
    assert 2_000 < laid_out == better.world.customer.size < 4_000
    for run in (usual, better):
        pass_openings(run, 20, acquire_customers)
    came = [int(run.world.clock[0].customers) for run in (usual, better)]
    assert usual.world.customer.size == laid_out >= came[0]
    assert better.world.customer.size > laid_out
    assert better.world.customer.size >= came[1]

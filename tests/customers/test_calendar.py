"""When customers call and leave: laws of the draws, and every change of a hazard worked out by hand.

Statistics use a fixed seed; the false-alarm rates stated are those over seeds.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from centres import centre_of, free_chunks, run_of
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.customers.calendar import (
    ALIVE,
    GONE,
    LEFT_SERVICE,
    change_grievance,
    enter_list,
    first_contact,
    interval_to_next,
    lasting_grievance,
    leavers,
    occupant,
    present,
    time_of_leaving,
)
from sim.handle import Tables
from sim.machinery import CHUNK_ROWS
from sim.scenario import MONTH_DAYS
from sim.soundness import PLACES
from sim.states import NEVER_MS, NONE
from sim.streams import CONTACT_TIMES, LEAVING_OTHER, LEAVING_SERVICE, uniforms
from sim.tables import table
from sim.world import Run

FALSE_ALARM = 1e-4
DAY = 86_400_000
MONTH = MONTH_DAYS * DAY
MANY = 5_000
OTHER, SERVICE = 0.02, 0.01  # a month


def run_with(
    count: int = 5, other: float = OTHER, service: float = SERVICE, cv: float = 0.0, **how: Any
) -> Run:
    customers = {"leaving_other": other, "leaving_service": service, "intensity_cv": cv}
    return run_of(centre_of(customers=customers), 1, customers=count, **how)


def threshold(world: Tables, stream: int, row: int, generation: int = 0) -> float:
    """The keyed unit exponential of a customer."""
    return -math.log(uniforms(world.key, stream, row, generation, 0)[0])


def listed(world: Tables) -> dict[int, list[int]]:
    """Customers in the list of every day, who joined last first: all its chunks but the first are full."""
    found: dict[int, list[int]] = {}
    for day, today in enumerate(world.calendar):
        chunk, standing, rows = int(today.callers), int(today.in_chunk), list[int]()
        while chunk != NONE and len(rows) <= world.customer.size:
            rows += reversed(world.chunk[chunk].customers[:standing].tolist())
            chunk, standing = int(world.chunk[chunk].next), CHUNK_ROWS
        found[day] = rows
    return found


class TestSettling:
    """`settle_customers`."""

    @pytest.mark.parametrize(
        ("name", "stream", "monthly"),
        [("leaves_other", LEAVING_OTHER, OTHER), ("leaves_service", LEAVING_SERVICE, SERVICE)],
    )
    @pytest.mark.parametrize("warmup", [0, 8])
    def test_times_of_leaving_are_exponential(
        self, name: str, stream: int, monthly: float, warmup: int
    ) -> None:
        """With the configured hazard, from the first measured day on (KS). False alarm 1e-4."""
        world = run_with(MANY, days=10, warmup=warmup).world
        start = world.calendar[warmup].opens
        assert world.clock[0].measured_from == start
        times = world.customer[name]
        assert (times >= start).all()
        months = (times - start) / MONTH
        assert stats.kstest(months, stats.expon(scale=1 / monthly).cdf).pvalue > FALSE_ALARM
        for row in range(5):
            by_hand = start + threshold(world, stream, row) / monthly * MONTH
            assert times[row] == pytest.approx(by_hand, abs=2)

    def test_nobody_leaves_where_the_hazard_is_zero(self) -> None:
        world = run_with(other=0.0, service=0.0).world
        assert set(world.customer.leaves_other) == set(world.customer.leaves_service) == {NEVER_MS}

    def test_both_thresholds_are_independent(self) -> None:
        """Rank correlation of the two times. False alarm 1e-4."""
        customers = run_with(MANY).world.customer
        both = stats.spearmanr(customers.leaves_other, customers.leaves_service)
        assert both.pvalue > FALSE_ALARM

    def test_another_hazard_scales_the_same_times(self) -> None:
        """Common random numbers: with half the hazard the same customer leaves after twice the time."""
        once, half = (run_with(50, other=hazard).world for hazard in (OTHER, OTHER / 2))
        start = int(once.clock[0].measured_from)
        scaled = 2 * (once.customer.leaves_other - start)
        np.testing.assert_allclose(half.customer.leaves_other - start, scaled, atol=2)

    def test_equal_customers(self) -> None:
        assert set(run_with(8).world.customer.intensity) == {1 / 8}

    @pytest.mark.parametrize("cv", [0.5, 1.0, 2.0])
    def test_intensities_are_gamma_and_add_to_one(self, cv: float) -> None:
        """KS against the gamma law of mean 1 and this deviation. False alarm at most 1e-4.

        Dividing by the sample's own mean brings the sample nearer to the law than chance would.
        """
        intensity = run_with(MANY, cv=cv).world.customer.intensity
        assert intensity.sum() == pytest.approx(1.0, rel=1e-12)
        law = stats.gamma(1 / cv**2, scale=cv**2)
        assert stats.kstest(intensity * MANY, law.cdf).pvalue > FALSE_ALARM

    def test_first_contacts_are_drawn_from_the_stream_of_each(self) -> None:
        world = run_with(cv=1.0).world
        for row, customer in enumerate(world.customer):
            by_hand = threshold(world, CONTACT_TIMES, row) / customer.intensity
            assert customer.next_contact == pytest.approx(by_hand, rel=1e-12)
            assert customer.contacts == 1
            assert interval_to_next(world, row, customer) == pytest.approx(
                threshold(world, CONTACT_TIMES, row, 1) / customer.intensity, rel=1e-12
            )
            assert customer.contacts == 2

    def test_everybody_stands_in_the_list_of_his_day(self) -> None:
        """And in no other; who calls after the last day in none."""
        factors = [1.5, 0.0, 1.0, 0.3, 2.0, 0.0, 0.0]
        volume = {"calls_per_day": 30.0, "weekday_factors": factors}
        run = run_of(centre_of(demand=volume), 1, customers=400, days=9)
        operational, lists = run.world.calendar.operational, listed(run.world)
        due = np.searchsorted(operational, run.world.customer.next_contact, "right") - 1
        wanted: dict[int, set[int]] = {day: set() for day in lists}
        for row, day in enumerate(due):
            if day < run.days:
                wanted[int(day)].add(row)
        assert {day: set(rows) for day, rows in lists.items()} == wanted
        assert sum(map(len, lists.values())) == sum(map(len, wanted.values()))
        assert not lists[1]
        assert min(len(lists[0]), len(lists[2])) > 5
        assert (due >= run.days).sum() > 5


@cache
def small_world() -> Tables:
    return run_with(12).world


@given(st.lists(st.floats(0, 50), min_size=1, max_size=9), st.floats(0, 1, exclude_max=True))
def test_the_list_entered_is_that_of_the_day(volumes: list[float], share: float) -> None:
    """Whatever the days' volumes, zeros among them, at their edges and inside."""
    operational = np.concatenate([[0.0], np.cumsum(volumes)])
    days = table("calendar", operational.size)
    days.operational, days.callers = operational, NONE
    world = small_world()
    world.put(calendar=days, chunk=free_chunks(days.size))
    world.clock.free_chunk = 0
    wanted: dict[int, list[int]] = {day: [] for day in range(days.size)}
    for row, time in enumerate([*operational, share * operational[-1]]):
        world.customer[row].next_contact = time
        enter_list(world, row, world.customer[row])
        if time < operational[-1]:
            wanted[int(np.searchsorted(operational, time, "right")) - 1].insert(0, row)
    assert listed(world) == wanted


def a_customer(**values: float) -> np.record:
    rows = table("customer", 1)
    for name, value in values.items():
        rows[name] = value
    return rows[0]


PACE = 2.0**-10  # hazard a ms without grievance: a threshold of 1 lasts 1,024 ms
ROW = 5
TWICE, FOUR_TIMES = math.log(2), math.log(4)


def aggrieved(left: float = 1.0, duration: float = 100.0, since: int = 0) -> tuple[Tables, np.record]:
    """A world and a customer in it, met at 0: his threshold, and how long a grievance lasts in ms."""
    world = small_world()
    world.settings.leaving_service, world.settings.grievance_duration = PACE, duration
    world.clock.measured_from = since
    customer = world.customer[ROW]
    customer.hazard_left, customer.touched, customer.grievance = left, since, 0.0
    return world, customer


def cumulated(episodes: list[tuple[int, float]], duration: float, start: int, until: float) -> float:
    """The hazard cumulated from a start to a time, piece by piece."""
    edges = sorted({start, until, *(t for t, _ in episodes), *(t + duration for t, _ in episodes)})
    total = 0.0
    for low, high in pairwise(edge for edge in edges if start <= edge <= until):
        last = [(t, grievance) for t, grievance in episodes if t <= low][-1:]
        raised = [math.exp(grievance) for t, grievance in last if low < t + duration]
        total += PACE * (high - low) * (raised or [1.0])[0]
    return total


class TestGrievance:
    """`change_grievance`, `lasting_grievance` and `time_of_leaving`."""

    def test_doubled_for_a_time(self) -> None:
        """After 256 ms 768 are left: 100 at twice the pace take 200 of them, 568 remain from 356 on."""
        world, customer = aggrieved()
        change_grievance(world, ROW, 256, TWICE)
        assert (customer.hazard_left, customer.touched) == (0.75, 256)
        assert customer.leaves_service == pytest.approx(356 + 568, abs=1)

    def test_doubled_to_the_end(self) -> None:
        world, customer = aggrieved(duration=10_000.0)
        change_grievance(world, ROW, 256, TWICE)
        assert customer.leaves_service == pytest.approx(256 + 768 / 2, abs=1)

    def test_a_second_grievance_takes_the_place_of_the_first(self) -> None:
        """At 300 the first has lasted 44 ms; the second lasts from then on."""
        world, customer = aggrieved()
        change_grievance(world, ROW, 256, TWICE)
        change_grievance(world, ROW, 300, FOUR_TIMES)
        left = 768 - 44 * 2
        assert customer.hazard_left * 1024 == pytest.approx(left, rel=1e-7)
        assert customer.leaves_service == pytest.approx(400 + left - 100 * 4, abs=1)

    def test_one_after_the_first_has_passed(self) -> None:
        """At 456: 256 ms at the base, 100 at twice, 100 at the base again."""
        world, customer = aggrieved()
        change_grievance(world, ROW, 256, TWICE)
        change_grievance(world, ROW, 456, FOUR_TIMES)
        left = 1024 - 256 - 200 - 100
        assert customer.hazard_left * 1024 == pytest.approx(left, rel=1e-7)
        assert customer.leaves_service == pytest.approx(556 + left - 100 * 4, abs=1)

    def test_before_measuring_begins_nothing_cumulates(self) -> None:
        """Aggrieved twice in a warm-up of 1,000 ms, 30 ms of the second are left after it."""
        world, customer = aggrieved(since=1000)
        change_grievance(world, ROW, 200, FOUR_TIMES)
        assert customer.leaves_service == 1000 + 1024
        change_grievance(world, ROW, 930, TWICE)
        assert (customer.hazard_left, customer.touched) == (1.0, 930)
        assert customer.leaves_service == pytest.approx(1030 + 1024 - 60, abs=1)
        change_grievance(world, ROW, 1050, 0.0)
        assert customer.hazard_left * 1024 == pytest.approx(1024 - 60 - 20, rel=1e-7)
        assert customer.leaves_service == pytest.approx(1030 + 1024 - 60, abs=1)

    @given(
        st.lists(st.tuples(st.integers(1, 300), st.floats(0, 2)), min_size=1, max_size=6),
        st.integers(1, 400),
        st.integers(0, 500),
    )
    def test_any_history(self, gaps: list[tuple[int, float]], duration: int, since: int) -> None:
        """At the time of leaving, the hazard added up piece by piece has reached the threshold."""
        world, customer = aggrieved(2.0, float(duration), since)
        customer.leaves_service = NEVER_MS
        times = np.cumsum([gap for gap, _ in gaps])
        episodes: list[tuple[int, float]] = []
        for now, (_, grievance) in zip(times.tolist(), gaps, strict=True):
            if now >= customer.leaves_service:
                break
            change_grievance(world, ROW, now, grievance)
            episodes.append((now, grievance))
        reached = cumulated(episodes, duration, since, float(customer.leaves_service))
        assert reached == pytest.approx(2.0, abs=3 * PACE * math.exp(2))
        assert customer.leaves_service > since

    @pytest.mark.parametrize(("now", "left"), [(256, TWICE), (355, TWICE), (356, 0.0), (10**9, 0.0)])
    def test_lasts_its_time(self, now: int, left: float) -> None:
        world, customer = aggrieved()
        change_grievance(world, ROW, 256, TWICE)
        assert lasting_grievance(world, customer, now) == pytest.approx(left, rel=1e-7)

    @pytest.mark.parametrize("left", [math.nan, math.inf])
    def test_a_threshold_that_is_none_is_noted(self, left: float) -> None:
        """And he leaves when he would have left."""
        world, customer = aggrieved(left)
        world.clock.fault, customer.leaves_service = 0, 77
        change_grievance(world, ROW, 256, TWICE)
        noted, row = world.clock.fault[0], world.clock.fault_row[0]
        world.clock.fault = 0
        assert (PLACES[noted - 1], row) == ("hazard_left", ROW)
        assert customer.leaves_service == 77

    @given(st.floats(0, 40), st.floats(1e-15, 1e-6), st.integers(0, 10**12))
    def test_time_of_leaving(self, left: float, hazard: float, start: int) -> None:
        time = time_of_leaving(np.int64(start), left, hazard)
        if left / hazard > 1e15:
            assert time == NEVER_MS
        else:
            assert start <= time
            assert abs(time - start - left / hazard) <= 1


def at_risk(**times: int) -> tuple[Tables, np.record]:
    """A world whose third customer leaves when told."""
    world = run_with().world
    for name, time in times.items():
        world.customer[name][2] = time
    return world, world.customer[2]


class TestOccupant:
    """Who stands in a row: the customer, nobody, or a successor."""

    @pytest.mark.parametrize(
        ("now", "who"), [(99, ALIVE), (100, LEFT_SERVICE), (199, LEFT_SERVICE), (200, GONE), (10**9, GONE)]
    )
    def test_who_left_because_of_service_is_not_replaced(self, now: int, who: int) -> None:
        """His latent contacts count until he would have left for other reasons."""
        world, customer = at_risk(leaves_service=100, leaves_other=200)
        assert occupant(world, 2, now) == who
        assert (customer.generation, customer.leaves_service, customer.leaves_other) == (0, 100, 200)

    def test_who_left_for_other_reasons_is_replaced(self) -> None:
        """By the next customer of the row: both thresholds drawn anew from then on, no grievance."""
        world, customer = at_risk(leaves_other=100, leaves_service=10**6)
        customer.grievance = 0.7
        assert (occupant(world, 2, 99), customer.generation) == (ALIVE, 0)
        assert (occupant(world, 2, 100), customer.generation) == (ALIVE, 1)
        after = threshold(world, LEAVING_OTHER, 2, 1) / OTHER * MONTH
        assert customer.leaves_other == pytest.approx(100 + after, abs=2)
        after = threshold(world, LEAVING_SERVICE, 2, 1)
        assert customer.hazard_left == after
        assert customer.leaves_service == pytest.approx(100 + after / SERVICE * MONTH, abs=2)
        assert (customer.touched, customer.grievance) == (100, 0.0)

    def test_of_two_who_leave_at_once_service_did_not_come_first(self) -> None:
        world, customer = at_risk(leaves_other=100, leaves_service=100)
        assert (occupant(world, 2, 100), customer.generation) == (ALIVE, 1)

    def test_a_successor_who_left_because_of_service_leaves_the_row_empty(self) -> None:
        """Only the customers of day 0 have latent contacts: acquired ones are outside the cohort."""
        world, customer = at_risk(leaves_service=10**6, leaves_other=100)
        occupant(world, 2, 100)
        customer.leaves_service = 500
        assert occupant(world, 2, 499) == ALIVE
        assert occupant(world, 2, 500) == GONE

    def test_several_may_have_come_and_gone(self) -> None:
        """A century later, all at once or asked every year: the same successor, each gap his own draw."""
        (world, customer), (other, _) = at_risk(leaves_other=100), at_risk(leaves_other=100)
        for tables in (world, other):
            tables.settings.leaving_service = 0.0
            tables.customer.leaves_service = NEVER_MS
        century = 36_525 * DAY
        for year in range(1, 101):
            occupant(other, 2, century * year // 100)
        assert occupant(world, 2, century) == ALIVE
        generations, time = 0, 100.0
        while time <= century:
            generations += 1
            time += threshold(world, LEAVING_OTHER, 2, generations) / OTHER * MONTH
        assert generations > 10
        assert customer.generation == generations
        assert customer.leaves_other == pytest.approx(time, abs=generations + 1)
        assert world.customer.tobytes() == other.customer.tobytes()

    def test_present_is_the_one_who_opened_the_case(self) -> None:
        customer = a_customer(generation=3, leaves_other=100, leaves_service=200)
        assert present(customer, 3, 99)
        assert not present(customer, 2, 99)
        assert not present(customer, 3, 100)
        assert not present(a_customer(generation=3, leaves_other=200, leaves_service=100), 3, 100)


class TestLeavers:
    """`leavers`."""

    def test_counts_the_customers_of_day_0(self) -> None:
        """The earlier of two times, cut at the end; days at risk likewise."""
        world = run_with(2_000, other=0.2, service=0.1, days=9, warmup=3).world
        service, other = world.customer.leaves_service.copy(), world.customer.leaves_other.copy()
        start = int(world.clock[0].measured_from)
        until = start + 90 * DAY
        first = np.minimum(service, other)
        counted = leavers(world, until)
        assert counted[0] == ((service < other) & (service < until)).sum()
        assert counted[1] == ((other <= service) & (other < until)).sum()
        assert counted[2] == pytest.approx((np.minimum(first, until) - start).sum() / DAY, rel=1e-12)
        assert min(counted[:2]) > 100
        called = np.array([first_contact(world, row) for row in range(2_000)])
        silent = (service < other) & (service < until) & (service < called)
        assert counted[3] == silent.sum() > 10
        at_risk = np.clip(np.minimum(np.minimum(first, until), called) - start, 0, None)
        assert counted[4] == pytest.approx(at_risk.sum() / DAY, rel=1e-12)

    def test_successors_change_nothing(self) -> None:
        world = run_with(2_000, other=0.2, service=0.1).world
        until = int(world.clock[0].measured_from) + 90 * DAY
        before = leavers(world, until)
        for row in range(2_000):
            occupant(world, row, until)
        assert (world.customer.generation > 0).any()
        assert leavers(world, until) == pytest.approx(before, rel=1e-12)

    def test_monthly_rates_are_those_configured(self) -> None:
        """Leavers over months at risk, both causes (Poisson given the exposure). False alarm 1e-4 each."""
        world = run_with(MANY, other=0.2, service=0.1).world
        service, other, days, _, _ = leavers(world, int(world.clock[0].measured_from) + 60 * DAY)
        for count, hazard in ((service, 0.1), (other, 0.2)):
            expected = hazard * days / MONTH_DAYS
            error = stats.norm.isf(FALSE_ALARM / 2) * math.sqrt(expected)
            assert abs(count - expected) < error

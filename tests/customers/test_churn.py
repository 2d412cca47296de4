"""What an episode leaves behind in the hazard of leaving: the rule, its time, and its end, by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from centres import centre_of, routine, run_of
from hypothesis import given
from hypothesis import strategies as st

from sim.customers.churn import bad_ends_weigh
from sim.customers.memory import remember
from sim.handle import Tables
from sim.scenario import MONTH_DAYS
from sim.states import (
    ABANDONED,
    BLOCKED,
    CASE_ENDS,
    CUSTOMER_LEFT,
    END_UNRESOLVED,
    FAIR,
    NEVER_MS,
    REFUSED,
    TIMED_OUT,
)

DAY = 86_400_000
BASE = 0.01 / (MONTH_DAYS * DAY)
DURATION = 75 * DAY
BAD = (REFUSED, ABANDONED, BLOCKED, TIMED_OUT, END_UNRESOLVED)
WORSE, REPEATED = math.log(2.2), math.log(1.3)
NOW = 300 * DAY


def left_behind(end: int, attempt: int = 0, grievance: float = 0.0, severity: float = 1.0) -> float:
    """What the rule says, of the configured ratios 2.2 and 1.3."""
    settings = SimpleNamespace(unsolved_hazard_ratio=2.2, repeat_hazard_ratio=1.3)
    case, reason = SimpleNamespace(attempt=attempt), SimpleNamespace(severity=severity)
    return float(bad_ends_weigh(case, reason, end, grievance, settings))


class TestRule:
    """`bad_ends_weigh`."""

    @pytest.mark.parametrize("end", BAD, ids=[CASE_ENDS[end] for end in BAD])
    @pytest.mark.parametrize(("severity", "ratio"), [(1.0, 2.2), (0.0, 1.0), (2.0, 2.2**2)])
    def test_a_bad_end_multiplies_the_hazard(self, end: int, severity: float, ratio: float) -> None:
        """By the configured ratio at severity 1, at 2 by its square; the first contact or a later one."""
        for attempt in (0, 3):
            assert math.exp(left_behind(end, attempt, severity=severity)) == pytest.approx(ratio, rel=1e-12)

    def test_a_fair_end_at_once_leaves_nothing(self) -> None:
        assert left_behind(FAIR) == 0.0

    @pytest.mark.parametrize("attempt", [1, 2, 60])
    def test_a_fair_end_at_a_later_contact_leaves_a_little(self, attempt: int) -> None:
        assert left_behind(FAIR, attempt) == pytest.approx(REPEATED, rel=1e-12)

    def test_what_is_left_of_an_older_grievance_is_not_lessened(self) -> None:
        """The greater of both: two bad ends do not add up, a good one does not undo."""
        assert left_behind(FAIR, grievance=0.4) == 0.4
        assert left_behind(FAIR, attempt=1, grievance=0.4) == 0.4
        assert left_behind(FAIR, attempt=1, grievance=0.1) == pytest.approx(REPEATED)
        assert left_behind(REFUSED, grievance=0.4) == pytest.approx(WORSE)
        assert left_behind(REFUSED, grievance=2.0) == 2.0
        assert left_behind(REFUSED, grievance=WORSE) == WORSE

    def test_one_who_left_is_past_caring(self) -> None:
        assert left_behind(CUSTOMER_LEFT) == 0.0


def world_of(severity: float = 1.0, service: float = 0.01, warmup: int = 0) -> Tables:
    """A world in which the case in row 0 is customer 3's, 300 days after the start; he has no grievance."""
    customers = {
        "leaving_service": service,
        "unsolved_hazard_ratio": 2.2,
        "repeat_hazard_ratio": 1.3,
        "grievance_duration": 75.0,
    }
    scenario = centre_of(routine(severity=severity), customers=customers)
    world = run_of(scenario, 1, customers=5, days=warmup + 1, warmup=warmup).world
    case, customer = world.case[0], world.customer[3]
    case.customer, case.generation, case.reason, case.attempt = 3, customer.generation, 0, 0
    world.clock[0].now = NOW
    customer.touched, customer.hazard_left, customer.leaves_service = NOW, 1.0, NEVER_MS
    return world


def ends(world: Tables, day: float, end: int, attempt: int = 0) -> None:
    """The case ends, so many days after the first."""
    world.case[0].attempt = attempt
    world.clock[0].now = NOW + int(day * DAY)
    remember(world, world.case[0], end)


class TestRemember:
    """`remember`: customer 3's threshold is 1, his base hazard 0.01 a month."""

    @pytest.mark.parametrize(("severity", "ratio"), [(1.0, 2.2), (2.0, 2.2**2)])
    def test_a_bad_end_raises_the_hazard_for_75_days(self, severity: float, ratio: float) -> None:
        """Then it is the base hazard again, whether he calls again or not."""
        world = world_of(severity)
        customer = world.customer[3]
        ends(world, 20, REFUSED)
        assert math.exp(customer.grievance) == pytest.approx(ratio, rel=1e-6)
        assert customer.touched == NOW + 20 * DAY
        assert customer.hazard_left == pytest.approx(1 - 20 * DAY * BASE, rel=1e-12)
        left = 1 - 20 * DAY * BASE - DURATION * BASE * ratio
        assert customer.leaves_service == pytest.approx(NOW + 95 * DAY + left / BASE, rel=1e-7)

    def test_who_is_about_to_leave_leaves_earlier(self) -> None:
        """Ten days' hazard left: spent 2.2 times as fast, before the grievance has passed."""
        world = world_of()
        customer = world.customer[3]
        customer.hazard_left = 10 * DAY * BASE
        ends(world, 0, REFUSED)
        assert customer.leaves_service == pytest.approx(NOW + 10 * DAY / 2.2, rel=1e-7)

    @pytest.mark.parametrize("severity", [0.5, 1.0, 1.2, 1.5, 2.0])
    def test_the_same_again_leaves_it_as_it_was(self, severity: float) -> None:
        """Whichever way single precision rounds what the rule says."""
        world = world_of(severity)
        ends(world, 0, REFUSED)
        before = world.customer.tobytes()
        ends(world, 30, ABANDONED)
        assert world.customer.tobytes() == before

    def test_a_worse_one_begins_it_anew(self) -> None:
        """A repeat, and a refusal on day 30: 1.3 until then, 2.2 until day 105."""
        world = world_of()
        customer = world.customer[3]
        ends(world, 0, FAIR, attempt=1)
        assert math.exp(customer.grievance) == pytest.approx(1.3, rel=1e-6)
        ends(world, 30, REFUSED)
        assert math.exp(customer.grievance) == pytest.approx(2.2, rel=1e-6)
        left = 1 - 30 * DAY * BASE * 1.3
        assert customer.hazard_left == pytest.approx(left, rel=1e-7)
        left -= DURATION * BASE * 2.2
        assert customer.leaves_service == pytest.approx(NOW + 105 * DAY + left / BASE, rel=1e-7)

    def test_a_lesser_one_does_nothing_while_it_lasts(self) -> None:
        world = world_of()
        ends(world, 0, REFUSED)
        before = world.customer.tobytes()
        ends(world, 74.9, FAIR, attempt=2)
        assert world.customer.tobytes() == before

    def test_once_it_has_passed_the_next_counts_by_itself(self) -> None:
        """A refusal, and on day 75 a repeat: 75 days at 2.2 are booked, the rest runs at 1.3."""
        world = world_of()
        customer = world.customer[3]
        ends(world, 0, REFUSED)
        ends(world, 75, FAIR, attempt=1)
        assert math.exp(customer.grievance) == pytest.approx(1.3, rel=1e-6)
        left = 1 - DURATION * BASE * 2.2
        assert customer.hazard_left == pytest.approx(left, rel=1e-7)
        left -= DURATION * BASE * 1.3
        assert customer.leaves_service == pytest.approx(NOW + 150 * DAY + left / BASE, rel=1e-7)

    @given(st.integers(0, 400))
    def test_a_good_end_touches_nothing(self, day: int) -> None:
        """Without grievance, with one, and after it."""
        world = world_of()
        before = world.customer.tobytes()
        ends(world, day, FAIR)
        assert world.customer.tobytes() == before
        ends(world, 0, REFUSED)
        assert world.customer[3].leaves_service > NOW + 400 * DAY
        before = world.customer.tobytes()
        ends(world, day, FAIR)
        assert world.customer.tobytes() == before

    @pytest.mark.parametrize(
        "gone", [{"generation": 1}, {"leaves_other": NOW}, {"leaves_service": NOW - 1}], ids=str
    )
    def test_nobody_remembers_for_one_who_left(self, gone: dict[str, int]) -> None:
        """His case ends after he has gone; whoever stands in the row now has nothing to do with it."""
        world = world_of()
        for name, value in gone.items():
            world.customer[name][3] = value
        before = world.customer.tobytes()
        ends(world, 0, REFUSED)
        assert world.customer.tobytes() == before

    def test_others_are_untouched(self) -> None:
        world = world_of()
        before = np.delete(world.customer.copy(), 3)
        ends(world, 0, ABANDONED)
        assert (np.delete(world.customer, 3) == before).all()

    def test_where_nobody_leaves_because_of_service_nothing_is_kept(self) -> None:
        world = world_of(service=0.0)
        before = world.customer.tobytes()
        ends(world, 0, REFUSED)
        assert world.customer.tobytes() == before

    def test_in_the_warm_up_grievances_arise_but_nobody_leaves(self) -> None:
        """The hazard cumulates from the first measured day on: 73 of the 75 days are left by then."""
        world = world_of(warmup=4)
        start = int(world.clock[0].measured_from)
        customer = world.customer[3]
        customer.touched, customer.leaves_service = start, NEVER_MS
        world.clock[0].now = start - 2 * DAY
        remember(world, world.case[0], REFUSED)
        assert customer.hazard_left == 1.0
        assert customer.touched == start - 2 * DAY
        left = 1 - 73 * DAY * BASE * 2.2
        assert customer.leaves_service == pytest.approx(start + 73 * DAY + left / BASE, rel=1e-7)

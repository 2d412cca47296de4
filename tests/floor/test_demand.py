"""First contacts: an exact Poisson process in the shape of the day, each customer's draws his own.

Statistics are taken over one long run with a fixed seed; the false-alarm rates stated are those over seeds.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from centres import centre_of, run_of
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sim import events
from sim.compiling import compiled
from sim.floor.demand import draw_first_contacts, sort_arrivals, time_of_day
from sim.rosters import Plan
from sim.states import FIRST, LATENT, NONE
from sim.streams import CONTACT_TIMES, uniforms
from sim.tables import table
from sim.week import week_of
from sim.world import Run

FALSE_ALARM = 1e-4
HOUR = 3_600_000
DAYS, SLOTS, CUSTOMERS = 260, 12, 2_000
MORNING = [0.20, 0.15, 0.12, 0.10, 0.08, 0.0, 0.10, 0.08, 0.06, 0.05, 0.04, 0.02]  # nobody calls at noon
SHIFTED = [*MORNING[1:], MORNING[0]]


@compiled
def times_at(world, day, units, times):  # type: ignore[no-untyped-def]
    for row in range(units.size):
        times[row] = time_of_day(world, day, units[row])


def busy_run(calls: float = 300.0, days: int = DAYS, customers: int = CUSTOMERS, factors: float = 1.2) -> Run:
    """Days of unequal volume; on Tuesdays another shape; unequal customers."""
    demand = {"calls_per_day": calls, "slot": 60, "profile": MORNING, "busyness_cv": 0.2}
    demand |= {"weekday_factors": [factors, 1.0, 1.0, 0.9, 0.7, 0.0, 0.0]}
    scenario = centre_of(demand=demand, customers={"intensity_cv": 1.0})
    week = week_of(scenario)
    first = week.calls.copy()
    first[1] = first[1].sum() * np.array(SHIFTED)
    plan = Plan(week, first, np.ones(first.shape, np.int64), False, customers)
    return Run(scenario, plan, days=days, seed=11)


def drawn_day(run: Run, day: int) -> np.recarray:
    """The first contacts of a day, the table of arrivals made larger whenever it is full."""
    clock = run.world.clock[0]
    today = run.world.calendar[day]
    clock.day, clock.arrivals, clock.opens, clock.closes = day, 0, today.opens, today.closes
    while not draw_first_contacts(run.world):
        run._enlarge("arrival")
    sort_arrivals(run.world)
    return run.world.arrival[: clock.arrivals].copy()


def times_of(rows: np.recarray) -> NDArray[np.int64]:
    """When the contacts come, in ms."""
    times: NDArray[np.int64] = rows.when >> events.KIND_BITS
    return times


@cache
def long_run() -> tuple[Run, tuple[np.recarray, ...]]:
    run = busy_run()
    return run, tuple(drawn_day(run, day) for day in range(DAYS))


def all_together() -> tuple[Run, np.recarray, NDArray[np.int64]]:
    """The run, all its first contacts, and the day of each."""
    run, days = long_run()
    day = np.repeat(np.arange(DAYS), [rows.size for rows in days])
    return run, np.concatenate(days).view(np.recarray), day


class TestPoisson:
    """A Poisson process."""

    def test_counts_of_days(self) -> None:
        """Index of dispersion over 260 days, both sides, and their sum. False alarm 1e-4 each.

        Given its volume a day's count is Poisson: its squared residuals over the mean add to a chi-square
        (of 260 degrees of freedom; the Poisson's excess kurtosis widens it by 0.2 %).
        """
        run, days = long_run()
        volume = run.world.calendar.volume[:DAYS]
        counts = np.array([rows.size for rows in days])
        assert volume.std() > 40
        dispersion = stats.chi2(DAYS).cdf(((counts - volume) ** 2 / volume).sum())
        assert FALSE_ALARM / 2 < dispersion < 1 - FALSE_ALARM / 2
        total = stats.norm.cdf((counts.sum() - volume.sum()) / math.sqrt(volume.sum()))
        assert FALSE_ALARM / 2 < total < 1 - FALSE_ALARM / 2

    def test_days_do_not_hang_together(self) -> None:
        """Once the volume is taken out, a day tells nothing of the next. False alarm 1e-4."""
        run, days = long_run()
        volume = run.world.calendar.volume[:DAYS]
        residual = (np.array([rows.size for rows in days]) - volume) / np.sqrt(volume)
        assert stats.pearsonr(residual[:-1], residual[1:]).pvalue > FALSE_ALARM

    @pytest.mark.parametrize(("weekdays", "shape"), [([0, 2, 3, 4], MORNING), ([1], SHIFTED)])
    def test_intraday_profile(self, weekdays: list[int], shape: list[float]) -> None:
        """Contacts per hour (chi-square), none in an hour without volume. False alarm 1e-4."""
        run, rows, day = all_together()
        calendar = run.world.calendar
        hours = (times_of(rows) - calendar.opens[day]) // HOUR
        counts = np.bincount(hours[np.isin(calendar.weekday[day], weekdays)], minlength=SLOTS)
        shares = np.array(shape)
        assert counts.size == SLOTS
        assert counts[shares == 0].tolist() == [0]
        expected = counts.sum() * shares[shares > 0]
        assert stats.chisquare(counts[shares > 0], expected).pvalue > FALSE_ALARM

    def test_inside_an_interval_any_time_is_alike(self) -> None:
        """Kolmogorov-Smirnov against the uniform. False alarm 1e-4."""
        run, rows, day = all_together()
        inside = ((times_of(rows) - run.world.calendar.opens[day]) % HOUR + 0.5) / HOUR
        assert stats.kstest(inside, "uniform").pvalue > FALSE_ALARM

    def test_who_calls_more_often(self) -> None:
        """Each customer's count is Poisson around his intensity's share (dispersion). False alarm 1e-4."""
        run, rows, _ = all_together()
        expected = run.world.customer.intensity * run.world.calendar.operational[DAYS]
        counts = np.bincount(rows.customer, minlength=CUSTOMERS)
        enough = expected > 5
        assert enough.sum() > CUSTOMERS / 2
        squares = (counts - expected)[enough] ** 2 / expected[enough]
        error = math.sqrt((2 + 1 / expected[enough]).sum())
        assert abs(squares.sum() - enough.sum()) / error < stats.norm.isf(FALSE_ALARM / 2)


class TestDay:
    """What a day's table holds."""

    def test_is_sorted_and_inside_opening_hours(self) -> None:
        run, days = long_run()
        for rows, today in zip(days, run.world.calendar, strict=False):
            times = times_of(rows)
            assert ((times >= today.opens) & (times < today.closes)).all()
            order = np.lexsort((rows.serial, rows.customer, times))
            assert (order == np.arange(rows.size)).all()

    def test_is_of_first_contacts_alone(self) -> None:
        """By kind; no case comes back, and the customer's row decides between those of a millisecond."""
        _, rows, _ = all_together()
        assert (rows.when & events.ANY_KIND == events.FIRST_CONTACT).all()
        assert (rows.case == NONE).all()
        assert np.array_equal(rows.rank, rows.customer)

    def test_serial_numbers_of_a_customer_are_consecutive(self) -> None:
        """From nought, one after the other in time, none left out by a day's end."""
        _, rows, _ = all_together()
        order = np.lexsort((rows.when, rows.customer))
        first = np.flatnonzero(np.diff(rows.customer[order], prepend=-1))
        counts = np.diff(first, append=rows.size)
        wanted = np.concatenate([np.arange(count) for count in counts])
        assert np.array_equal(rows.serial[order], wanted)

    def test_times_are_those_of_the_customers_own_draws(self) -> None:
        """Unit exponentials over the intensity, added up, read off the calendar and the profile."""
        run, rows, day = all_together()
        world = run.world
        shape = np.cumsum([[0.0, *MORNING], [0.0, *SHIFTED]], axis=1)
        for row in range(20):
            mine = rows.customer == row
            gaps = [-math.log(uniforms(world.key, CONTACT_TIMES, row, k, 0)[0]) for k in range(mine.sum())]
            operational = np.cumsum(gaps) / world.customer[row].intensity
            expected_day = np.searchsorted(world.calendar.operational, operational, "right") - 1
            assert expected_day.tolist() == day[mine].tolist()
            today = world.calendar[expected_day]
            share = (operational - today.operational) / today.volume
            hours = np.array(
                [
                    np.interp(unit, shape[int(weekday == 1)], np.arange(SLOTS + 1.0))
                    for unit, weekday in zip(share, today.weekday, strict=True)
                ]
            )
            assert np.abs(today.opens + hours * HOUR - times_of(rows)[mine]).max(initial=0) <= 1

    @pytest.mark.parametrize("size", [1, 7])
    def test_a_full_table_loses_nothing(self, size: int) -> None:
        """Stopped again and again for want of room, the day comes out the same."""
        roomy, narrow = busy_run(days=3), busy_run(days=3)
        narrow.world.put(arrival=table("arrival", size))
        for day in range(3):
            assert np.array_equal(drawn_day(roomy, day), drawn_day(narrow, day))
        assert roomy.world.customer.tobytes() == narrow.world.customer.tobytes()
        assert narrow.world.arrival.size > size

    def test_without_volume_nobody_calls(self) -> None:
        run = busy_run(calls=0.0, days=3)
        assert [drawn_day(run, day).size for day in range(3)] == [0, 0, 0]

    def test_a_day_without_volume_among_others(self) -> None:
        """Open on Monday as well, when nobody calls: the others' contacts are as expected."""
        run = busy_run(days=10, factors=0.0)
        counts = [drawn_day(run, day).size for day in range(10)]
        assert run.world.calendar.weekday[:10].tolist() == [0, 1, 2, 3, 4] * 2
        assert (counts[0], counts[5]) == (0, 0)
        assert min(counts[1:5]) > 100


class TestTimeOfDay:
    """`time_of_day`."""

    @given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=50), st.integers(0, 4))
    @example([np.nextafter(1.0, 0.0)], 0)
    def test_later_shares_are_later_times(self, units: list[float], day: int) -> None:
        run, _ = long_run()
        today = run.world.calendar[day]
        times = np.empty(len(units), np.int64)
        times_at(run.world, day, np.sort(units), times)
        assert (np.diff(times) >= 0).all()
        assert today.opens <= times[0] <= times[-1] < today.closes

    @pytest.mark.parametrize(
        ("unit", "hours"),
        [(0.0, 0.0), (0.1, 0.5), (0.2, 1.0), (0.35, 2.0), (0.645, 4.9375), (0.66, 6.1), (0.99, 11.5)],
    )
    def test_by_hand(self, unit: float, hours: float) -> None:
        """Shares of the morning's profile, on a Monday; none falls into the empty hour at noon."""
        run, _ = long_run()
        times = np.empty(1, np.int64)
        times_at(run.world, 0, np.array([unit]), times)
        assert times[0] == pytest.approx(run.world.calendar[0].opens + hours * HOUR, abs=1)

    def test_no_contact_of_a_day_has_the_whole_share(self) -> None:
        """The last place in operational time before the next day's is a share below 1, the profile's end."""
        run, _ = long_run()
        calendar = run.world.calendar
        last = np.nextafter(calendar.operational[1:], 0.0)
        assert ((last - calendar.operational[:-1]) / calendar.volume[:-1] < 1.0).all()

    def test_the_first_after_an_empty_hour(self) -> None:
        """Exactly the share at which the empty hour begins and ends: nobody calls in it."""
        run, _ = long_run()
        times = np.empty(1, np.int64)
        times_at(run.world, 0, run.world.profile[0, 5:6], times)
        assert times[0] == run.world.calendar[0].opens + 6 * HOUR


def first_contacts(run: Run) -> dict[tuple[int, int], tuple[int, int]]:
    """Time and outcome of every first contact of a run, by customer and serial number."""
    found = {}
    while not run.finished:
        run.step()
        for call in run.contacts[run.contacts.kind == FIRST]:
            found[int(call.customer), int(call.serial)] = int(call.arrived), int(call.outcome)
    return found


def test_the_leaving_of_one_customer_moves_nobody_elses_contacts() -> None:
    """He leaves before his second contact: the rest of his are latent, all are where they would have been."""
    stays, leaves = (
        run_of(centre_of(demand={"calls_per_day": 200.0}), 8, customers=50, days=6) for _ in range(2)
    )
    before = first_contacts(stays)
    leaver = 17
    leaves.world.customer[leaver].leaves_service = before[leaver, 1][0]
    after = first_contacts(leaves)
    assert {call: time for call, (time, _) in before.items()} == {
        call: time for call, (time, _) in after.items()
    }
    latent = {call for call, (_, outcome) in after.items() if outcome == LATENT}
    assert latent == {(row, serial) for row, serial in before if row == leaver and serial > 0}
    assert len(latent) > 5
    assert LATENT not in {outcome for _, outcome in before.values()}

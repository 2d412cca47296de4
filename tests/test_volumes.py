"""The week, the season and the busyness that are estimated from an interval file, on files of known truth."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.interval_file import IntervalFile, read_interval_file
from sim.refusal import Refused
from sim.volumes import weekly_volumes

MONDAY = date(2024, 1, 1)
BANK = Path(__file__).parents[1] / ".." / "shared" / "data" / "bank_calls.csv"
WEEKDAY = np.array([1.25, 1.05, 0.95, 0.9, 0.85, 0.5, 0.3])
SEASON = 1.0 + 0.2 * np.sin(np.arange(12) * np.pi / 6)


def interval_file(
    dates: list[date], calls: NDArray[Any], first_slot: int = 0, slot_min: int = 60, **columns: NDArray[Any]
) -> IntervalFile:
    """A file in which every day has the same slots: calls[day, slot]."""
    days, slots = calls.shape
    day, slot = np.repeat(np.arange(days), slots), np.tile(first_slot + np.arange(slots), days)
    return IntervalFile(
        name="calls.csv",
        sha256="",
        timezone="UTC",
        slot_min=slot_min,
        dates=tuple(dates),
        day=day,
        slot=slot,
        elapsed_min=slot * slot_min,
        calls=calls.ravel().astype(np.int64),
        **{name: values.ravel() for name, values in columns.items()},
    )


def working_days(number: int, weekdays: range) -> list[date]:
    every = (MONDAY + timedelta(k) for k in range(2 * number))
    return [day for day in every if day.weekday() in weekdays][:number]


def random_file(
    rng: np.random.Generator,
    dates: list[date],
    calls_a_day: float,
    cv: float,
    autocorrelation: float,
    season: NDArray[Any],
) -> IntervalFile:
    """Poisson calls in four slots, busyness gamma with the autocorrelation of its normal scores."""
    scores = rng.standard_normal(len(dates))
    for k in range(1, len(dates)):
        scores[k] = autocorrelation * scores[k - 1] + np.sqrt(1 - autocorrelation**2) * scores[k]
    busyness = stats.gamma.ppf(stats.norm.cdf(scores), cv**-2, scale=cv**2) if cv else np.ones(len(dates))
    usual = np.array([WEEKDAY[day.weekday()] * season[day.month - 1] for day in dates])
    mean = calls_a_day * (usual * busyness)[:, None] * np.array([0.2, 0.4, 0.3, 0.1])
    return interval_file(dates, rng.poisson(mean), first_slot=8)


# --- the week -----------------------------------------------------------------------------------------


def test_means_hours_and_weekdays() -> None:
    dates = [MONDAY, MONDAY + timedelta(2), MONDAY + timedelta(7)]
    volumes = weekly_volumes(interval_file(dates, np.array([[4, 6], [1, 0], [5, 9]]), first_slot=8))
    assert volumes.weekdays == (0, 2)
    assert volumes.calls[0, 8:10].tolist() == [4.5, 7.5]
    assert volumes.calls[2, 8:10].tolist() == [1, 0]
    assert volumes.calls.sum() == 13
    assert volumes.exposure[[0, 2], 8].tolist() == [2, 1]
    assert volumes.open_slot.tolist() == [8, 0, 8, 0, 0, 0, 0]
    assert volumes.close_slot.tolist() == [10, 0, 10, 0, 0, 0, 0]
    assert (volumes.never_closes, volumes.quietest_slot) == (False, 0)
    assert not volumes.season_estimated
    assert volumes.season.tolist() == [1.0] * 12


def test_a_weekday_of_zeros_is_closed() -> None:
    volumes = weekly_volumes(interval_file([MONDAY, MONDAY + timedelta(6)], np.array([[3, 3], [0, 0]])))
    assert volumes.weekdays == (0,)
    assert (volumes.open_slot[6], volumes.close_slot[6], volumes.exposure[6, 0]) == (0, 0, 1)


def test_a_file_without_calls_is_refused() -> None:
    with pytest.raises(Refused, match=r"calls\.csv: 'no calls'"):
        weekly_volumes(interval_file([MONDAY], np.zeros((1, 3))))


@pytest.mark.parametrize(("months", "sundays", "at_two"), [((1, 7), 26, 25), ((7, 13), 26, 27)])
def test_daylight_saving_loses_no_call(
    tmp_path: Path, months: tuple[int, int], sundays: int, at_two: int
) -> None:
    """Round the clock: a slot is divided by how often it was, a repeated hour counting twice."""
    zone = ZoneInfo("Europe/Paris")
    ends = [datetime(2024 + m // 13, (m - 1) % 12 + 1, 1, tzinfo=zone).timestamp() for m in months]
    starts = [datetime.fromtimestamp(second, UTC) for second in range(int(ends[0]), int(ends[1]), 1800)]
    calls = np.random.default_rng(1).poisson(20.0, len(starts))
    path = tmp_path / "half_year.csv"
    lines = (f"{start.isoformat()},{number}\n" for start, number in zip(starts, calls, strict=True))
    path.write_text("start,calls\n" + "".join(lines))
    volumes = weekly_volumes(read_interval_file(path, "Europe/Paris"))
    at = [(start.astimezone(zone).weekday(), start.astimezone(zone).strftime("%H:%M")) for start in starts]
    sunday_at_two = calls[[moment == (6, "02:00") for moment in at]]
    assert volumes.exposure[6, 3:7].tolist() == [sundays, at_two, at_two, sundays]
    assert volumes.calls[6, 4] == pytest.approx(sunday_at_two.mean(), rel=1e-12)
    recorded = volumes.calls * volumes.exposure
    assert np.abs(recorded - np.rint(recorded)).max() < 1e-9
    assert np.rint(recorded).sum() == calls.sum()
    assert volumes.never_closes


def test_round_the_clock() -> None:
    dates = [MONDAY + timedelta(k) for k in range(7)]
    calls = np.full((7, 24), 5)
    calls[:, 4], calls[2, 3] = 2, 1
    volumes = weekly_volumes(interval_file(dates, calls))
    assert (volumes.never_closes, volumes.quietest_slot) == (True, 4)
    assert volumes.close_slot.tolist() == [24] * 7
    calls[5, 7] = 0  # a closed hour, written as zero
    zeros = weekly_volumes(interval_file(dates, calls))
    assert (zeros.never_closes, zeros.quietest_slot) == (False, 0)
    assert not weekly_volumes(interval_file(dates, np.full((7, 47), 5), slot_min=30)).never_closes
    assert not weekly_volumes(interval_file(dates[:6], calls[:6] + 1)).never_closes


def test_staff_and_handling_time_of_what_was_recorded() -> None:
    dates, nan = [MONDAY, MONDAY + timedelta(7)], np.nan
    calls = np.array([[10, 20, 5], [30, 40, 5]])
    staff = np.array([[2.0, nan, nan], [3.0, 4.0, nan]])
    aht_s, handled = np.array([[100.0, 200, nan], [300, 400, nan]]), np.array([[1.0, nan, 9], [3, 0, 9]])
    volumes = weekly_volumes(interval_file(dates, calls, staff=staff, aht_s=aht_s, handled=handled))
    assert volumes.staff is not None
    np.testing.assert_array_equal(volumes.staff[0, :3], [2.5, 4.0, nan])
    assert volumes.aht_s == pytest.approx((100 * 1 + 200 * 20 + 300 * 3 + 400 * 0) / 24)
    by_calls = weekly_volumes(interval_file(dates, calls, aht_s=aht_s))
    assert by_calls.aht_s == pytest.approx((100 * 10 + 200 * 20 + 300 * 30 + 400 * 40) / 100)
    empty = weekly_volumes(interval_file(dates, calls, staff=staff * nan, aht_s=aht_s * nan))
    assert (empty.staff, empty.aht_s) == (None, None)


# --- the year -----------------------------------------------------------------------------------------


def test_season_beside_weekdays_that_months_do_not_share_evenly() -> None:
    """Totals without chance give the factors back, although summer Mondays are missing."""
    dates = [day for day in working_days(366, range(7)) if day.weekday() or day.month not in (6, 7, 8)]
    usual = np.array([1e7 * WEEKDAY[day.weekday()] * SEASON[day.month - 1] for day in dates])
    volumes = weekly_volumes(interval_file(dates, np.rint(usual[:, None] * [0.25, 0.75])))
    assert volumes.season_estimated
    np.testing.assert_allclose(volumes.season, SEASON / SEASON.mean(), rtol=1e-6)
    assert volumes.busyness_cv < 1e-3


def test_no_season_without_a_full_year() -> None:
    year = working_days(366, range(7))
    for dates in (year[:364], [day for day in year if day.month != 2]):
        volumes = weekly_volumes(interval_file(dates, np.full((len(dates), 2), 50)))
        assert (volumes.season_estimated, volumes.season.tolist()) == (False, [1.0] * 12)
    weekdays = [day for day in year if day.month != 2 or day.weekday() == 6]
    never_on_sunday = np.array([[50 * (day.weekday() != 6)] for day in weekdays])
    assert not weekly_volumes(interval_file(weekdays, never_on_sunday)).season_estimated
    assert weekly_volumes(interval_file(year[:365], np.full((365, 2), 50))).season_estimated


def test_a_month_without_calls_has_factor_zero() -> None:
    dates = working_days(366, range(7))
    calls = np.array([[0, 0] if day.month == 8 else [5000, 5000] for day in dates])
    volumes = weekly_volumes(interval_file(dates, calls))
    np.testing.assert_allclose(volumes.season, [12 / 11] * 7 + [0] + [12 / 11] * 4, atol=1e-9)
    assert volumes.busyness_estimated


# --- busyness -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "weekdays", "calls_a_day", "cv", "autocorrelation", "season"),
    [
        (164, range(5), 32_000.0, 0.06, 0.63, np.ones(12)),
        (164, range(5), 400.0, 0.06, 0.63, np.ones(12)),
        (262, range(5), 5_000.0, 0.06, 0.63, SEASON),
        (366, range(7), 1_000.0, 0.15, 0.3, SEASON),
    ],
    ids=["bank", "small centre", "one year with season", "open every day"],
)
def test_busyness_is_the_true_one(
    days: int, weekdays: range, calls_a_day: float, cv: float, autocorrelation: float, season: NDArray[Any]
) -> None:
    """Means over 40 files are those put in, but for a bias of a twentieth (the second: 0.04).

    Each of the two is flagged where it lies further off than that by 3.56 standard errors of the
    mean (t, 39 degrees, two-sided 1e-3): the false-alarm rate is at most 1e-3 each. Leaving the
    Poisson part in would raise the variation of the small centre by a third, and the bare
    residuals would bring the autocorrelation of the year with season to 0.50.
    """
    rng = np.random.default_rng(20250303)
    dates = working_days(days, weekdays)
    found = [
        weekly_volumes(random_file(rng, dates, calls_a_day, cv, autocorrelation, season)) for _ in range(40)
    ]
    assert all(volumes.season_estimated == (season is SEASON) for volumes in found)
    variation = np.array([volumes.busyness_cv for volumes in found])
    neighbours = np.array([volumes.busyness_autocorrelation for volumes in found])
    far = stats.t.ppf(1 - 5e-4, 39) / np.sqrt(40)
    assert abs(variation.mean() - cv) < 0.05 * cv + far * variation.std(ddof=1)
    assert abs(neighbours.mean() - autocorrelation) < 0.04 + far * neighbours.std(ddof=1)


def test_poisson_days_show_no_busyness() -> None:
    """Pure Poisson days: the estimate is 0 in about half of 40 files, and never large.

    The squares sum to a chi-square of 95 degrees times the Poisson part, which is below its mean with
    probability 0.52; the number of zeros is flagged outside the binomial's 1e-3, the largest estimate
    beyond the 1 - 1e-3/40 quantile: a false-alarm rate of 2e-3 in all.
    """
    rng, dates, degrees = np.random.default_rng(7), working_days(100, range(5)), 95
    found = np.array(
        [
            weekly_volumes(random_file(rng, dates, 1000.0, 0.0, 0.0, np.ones(12))).busyness_cv
            for _ in range(40)
        ]
    )
    low, high = stats.binom.ppf([5e-4, 1 - 5e-4], 40, stats.chi2.cdf(degrees, degrees))
    assert low <= (found == 0.0).sum() <= high
    excess = stats.chi2.ppf(1 - 1e-3 / 40, degrees) / degrees - 1
    assert found.max() < np.sqrt(excess / (1000.0 * WEEKDAY[4]))


def test_busyness_wants_days_enough() -> None:
    rng, dates = np.random.default_rng(3), working_days(25, range(5))
    enough = random_file(rng, dates, 5000.0, 0.1, 0.5, np.ones(12))
    assert weekly_volumes(enough).busyness_estimated
    few = weekly_volumes(random_file(rng, dates[:24], 5000.0, 0.1, 0.5, np.ones(12)))
    assert (few.busyness_estimated, few.busyness_cv, few.busyness_autocorrelation) == (False, 0.0, 0.0)


def test_a_day_cut_short_is_no_quiet_day() -> None:
    """Days that lack slots are compared with the slots they have."""
    dates = working_days(60, range(5))
    whole = interval_file(dates, np.tile([5000, 3000], (60, 1)))
    keep = ~((whole.slot == 1) & (whole.day % 7 == 3))
    cut = {name: getattr(whole, name)[keep] for name in ("day", "slot", "elapsed_min", "calls")}
    short = IntervalFile(name="", sha256="", timezone="UTC", slot_min=60, dates=whole.dates, **cut)
    assert weekly_volumes(short).busyness_cv == 0.0


def patterned(dates: list[date], high: NDArray[np.bool_]) -> IntervalFile:
    return interval_file(dates, np.where(high, 1_100_000, 900_000)[:, None])


def test_neighbours_are_consecutive_working_days() -> None:
    """Friday and Monday are neighbours: of weeks in turn high and low, four pairs in five are alike."""
    k = np.arange(200)
    weeks = weekly_volumes(patterned(working_days(200, range(5)), k // 5 % 2 == 0))
    assert weeks.busyness_autocorrelation == pytest.approx((4 - 1) / 5, abs=0.05)
    dates = [day for day in working_days(350, range(7)) if day.weekday() in (0, 2, 5)]
    runs = weekly_volumes(patterned(dates, k[:150] // 10 % 2 == 0))
    assert runs.busyness_autocorrelation == pytest.approx((9 - 1) / 10, abs=0.05)


def test_days_beside_a_missing_one_are_no_neighbours() -> None:
    """Pairs of days, high and low in turn, a day missing between: all neighbours are alike."""
    dates = working_days(200, range(5))
    kept = np.array([k for k in range(200) if k % 3 != 2])
    pairs = weekly_volumes(patterned([dates[k] for k in kept], kept // 3 % 2 == 0))
    assert pairs.busyness_autocorrelation > 0.9


def test_busyness_is_that_of_the_whole_file() -> None:
    k = np.arange(300)
    early = weekly_volumes(patterned(working_days(300, range(5)), (k % 3 == 0) & (k < 200)))
    assert early.busyness_cv > 0.05


# --- the bank -----------------------------------------------------------------------------------------


@pytest.mark.skipif(not BANK.exists(), reason="the bank's file stays out of the project")
def test_bank() -> None:
    """The published figures: Weinberg, Brown & Stroud 2007, JASA."""
    seconds = []
    for _ in range(3):
        began = time.process_time()
        file = read_interval_file(BANK, "UTC")
        seconds.append(time.process_time() - began)
    assert min(seconds) < 0.5
    assert (len(file.dates), len(file.calls), file.slot_min, file.ignored) == (164, 27_716, 5, ("rownames",))
    volumes = weekly_volumes(file)
    assert volumes.weekdays == (0, 1, 2, 3, 4)
    assert set(volumes.open_slot[:5]) == {84}
    assert set(volumes.close_slot[:5]) == {253}
    assert file.calls.sum() / 164 == pytest.approx(32_461, abs=0.5)
    days = volumes.calls.sum(axis=1)[:5] / 32_461
    np.testing.assert_allclose(days, [1.12, 1.00, 0.95, 0.95, 0.98], atol=0.007)
    assert volumes.busyness_cv == pytest.approx(0.06, abs=0.005)
    assert volumes.busyness_autocorrelation == pytest.approx(0.63, abs=0.02)

"""A program that is the queue agrees with Erlang A at the stated false-alarm rate; another does not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from benchmarks.agreement import (
    FALSE_ALARM,
    LIMIT,
    YARDSTICK_QUEUE,
    Agreement,
    Figure,
    Queue,
    agreement,
    laws,
)
from benchmarks.turns import Turn
from benchmarks.yardstick import NoCompiler, Yardstick, find_compiler

MILLION = 1_000_000


def turns(abandoned: float, waited_min: float, times: int = 4) -> list[Turn]:
    """Turns of a million contacts with these shares."""
    return [Turn(MILLION, 1.0, round(MILLION * abandoned), MILLION * waited_min)] * times


def expected(lengthened: float = 1.0) -> list[Turn]:
    abandonment, wait = laws(YARDSTICK_QUEUE)
    return turns(lengthened * abandonment.mean, lengthened * wait.mean)


def test_without_servers_everybody_abandons_after_his_patience() -> None:
    """Waits are then independent and exponential: their variance is the mean's square."""
    abandonment, wait = laws(Queue(0, 48.0, 1.0, 2.0))
    assert (abandonment.mean, wait.mean) == pytest.approx((1.0, 2.0))
    assert abandonment.variance == pytest.approx(0.0, abs=1e-9)
    assert wait.variance == pytest.approx(4.0)


def test_without_a_queue_to_speak_of_abandonments_are_rare_and_nearly_independent() -> None:
    """With so many servers hardly two wait together: the count is nearly Poisson, a bit more than one."""
    abandonment, _ = laws(Queue(10, 1.0, 1.0, 2.0))
    assert 1.0 < abandonment.variance / abandonment.mean < 1.5


def test_the_variance_is_that_of_the_c_loop() -> None:
    """200 runs of 50,000 contacts: their variance within the chi-square limits.

    Limits at 1e-4 for both measures together, as if a run's figures were normal; the seeds are fixed, so
    there are no false alarms. Power: they are 0.64 and 1.46 of the truth: half or twice of it is found.
    """
    try:
        find_compiler()
    except NoCompiler as reason:
        pytest.skip(str(reason))
    runs, contacts = 200, 50_000
    with Yardstick() as yardstick:
        seen = [yardstick.run(contacts, 5_000 + seed) for seed in range(runs)]
    for values, law in zip(
        ([run.abandonment_share for run in seen], [run.mean_wait_s / 60 for run in seen]),
        laws(YARDSTICK_QUEUE),
        strict=True,
    ):
        ratio = np.var(values, ddof=1) * contacts / law.variance * (runs - 1)
        assert stats.chi2.ppf(FALSE_ALARM / 4, runs - 1) < ratio < stats.chi2.isf(FALSE_ALARM / 4, runs - 1)


def test_the_limit_splits_the_rate_over_two_measures_and_two_sides() -> None:
    assert 4 * stats.norm.sf(LIMIT) == pytest.approx(FALSE_ALARM)


def test_expected_figures_agree_and_are_told_in_their_units() -> None:
    found = agreement(expected())
    abandonment, wait = laws(YARDSTICK_QUEUE)
    assert found.holds
    assert found.abandonment.expected == pytest.approx(abandonment.mean)
    assert found.wait_s.expected == pytest.approx(60 * wait.mean)
    assert found.wait_s.seen == pytest.approx(60 * wait.mean)


def test_the_tolerance_is_the_limit_times_the_standard_error_of_all_turns() -> None:
    found = agreement(expected())
    _, wait = laws(YARDSTICK_QUEUE)
    assert found.wait_s.tolerance == pytest.approx(60 * LIMIT * math.sqrt(wait.variance / (4 * MILLION)))


@pytest.mark.parametrize("lengthened", [0.95, 1.05])
def test_five_per_cent_off_differ_over_four_million_contacts(lengthened: float) -> None:
    assert not agreement(expected(lengthened)).holds


def test_either_measure_alone_is_enough_to_differ() -> None:
    good, bad = Figure(1.0, 1.0, 0.1), Figure(1.2, 1.0, 0.1)
    assert Agreement(good, good).holds
    assert not Agreement(good, bad).holds
    assert not Agreement(bad, good).holds


def test_turns_are_weighed_by_their_contacts() -> None:
    found = agreement([Turn(300, 1.0, 30, 0.0), Turn(100, 1.0, 50, 0.0)])
    assert found.abandonment.seen == pytest.approx(0.2)

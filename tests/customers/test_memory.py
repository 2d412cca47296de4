"""What an episode leaves behind: hazards against their survival curves, and who is counted."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from centres import Centre, centre_of, constant, refund, routine, run_of
from scipy import stats

from sim.clientele import Satisfaction
from sim.customers.calendar import change_grievance, change_satisfaction
from sim.loyalty import satisfaction
from sim.scenario import MONTH_DAYS
from sim.states import NEVER_MS
from sim.world import Run

DAY = 86_400_000
BASE = 0.01 / (MONTH_DAYS * DAY)
FALSE_ALARM = 1e-4
SEEDS = 8
MINDS = Satisfaction(enabled=True, at_start=0.8, usual=0.8, by_satisfaction=1.0, spread=0.1, tenure=0.0)


@cache
def alive(customers: int = 20_000) -> Run:
    return run_of(
        centre_of(customers={"leaving_service": 0.01, "satisfaction": MINDS}), 1, customers=customers, days=1
    )


def after(changed: float, at: int, *, grievance: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Times of leaving of those still there when everybody's satisfaction changes; before, and after that."""
    run = alive().copy()
    world, start = run.world, int(run.world.clock[0].measured_from)
    if grievance:
        for row in range(world.customer.size):
            change_grievance(world, row, start, np.float32(grievance))
    before = world.customer.leaves_service.copy()
    there = np.flatnonzero(before > start + at)
    for row in there:
        change_satisfaction(world, row, start + at, np.float32(changed))
    return before[there] - start - at, world.customer.leaves_service[there] - start - at


@pytest.mark.parametrize(("changed", "ratio"), [(0.7, math.e), (0.8, 1.0), (0.95, math.exp(-1.5))])
def test_leaving_follows_the_survival_curve_of_the_satisfied(changed: float, ratio: float) -> None:
    """Of those still there on day 40: exponential, at the hazard of who is so satisfied (Kolmogorov)."""
    _, times = after(changed, 40 * DAY)
    assert stats.kstest(times, stats.expon(scale=1 / (BASE * ratio)).cdf).pvalue > FALSE_ALARM


def test_the_same_satisfaction_moves_nobody() -> None:
    before, times = after(0.8, 40 * DAY)
    assert np.abs(before - times).max() <= before.max() * 1e-6  # at_start in single precision


def test_a_grievance_goes_on_as_it_was() -> None:
    """Raised threefold for 75 days from day 0, halved by satisfaction on day 40: piecewise constant."""
    _, times = after(0.8 + 0.1 * math.log(2.0), 40 * DAY, grievance=math.log(3.0))
    times = times / DAY
    base = BASE * DAY / 2

    def distribution(time: np.ndarray) -> np.ndarray:
        return 1 - np.exp(-base * (3 * np.minimum(time, 35) + np.maximum(time - 35, 0)))

    assert stats.kstest(times, distribution).pvalue > FALSE_ALARM


def test_changes_back_and_forth_are_none() -> None:
    run = alive().copy()
    world, start = run.world, int(run.world.clock[0].measured_from)
    before = world.customer.leaves_service.copy()
    for row in range(200):
        for satisfied in (0.3, 0.9, 0.8):
            change_satisfaction(world, row, start, np.float32(satisfied))
    moved = np.abs(world.customer.leaves_service - before)[:200]
    assert moved.max() <= before[:200].max() * 1e-6


def test_nobody_who_leaves_is_brought_back() -> None:
    """Whoever is still there leaves later than now, whatever he is told."""
    for changed in (0.0, 1.0):
        _, times = after(changed, 200 * DAY)
        assert times.min() >= 0
        assert (times < NEVER_MS).all()


# Composition: who is counted does not depend on who stays.


@cache
def harsh(leaving: float, seed: int) -> Run:
    """Every other contact is refused, and the disappointed leave within weeks; nobody ever waits."""
    minds = Satisfaction(enabled=True, adjusts=0.5, tenure=0.0, by_satisfaction=1.0, spread=0.1, apology=0.0)
    reasons = {
        "claim": refund(80, share=0.5, severity=1.0),
        "question": routine(share=0.5, patience=constant(60)),
    }
    scenario = centre_of(
        reasons,
        customers={"leaving_service": leaving, "satisfaction": minds, "unsolved_hazard_ratio": 1.0},
        demand={"calls_per_day": 30.0},
        refusal_probability=1.0,
    )
    run = run_of(scenario, 10, customers=150, days=60, seed=seed, journal=False)
    while not run.finished:
        run.step()
    return run


def test_disappointed_customers_who_leave_improve_nothing() -> None:
    """Over the cohort no better than if they had stayed; over those who still call it would look better.

    Paired by seed; a one-sided t test of 8 pairs, false alarm 1e-4 if leaving made no difference.
    """
    stayed = np.array([satisfaction(harsh(0.0, seed))["satisfaction_contacts_mean"] for seed in range(SEEDS)])
    left = np.array([satisfaction(harsh(0.05, seed))["satisfaction_contacts_mean"] for seed in range(SEEDS)])
    assert stats.ttest_1samp(left - stayed, 0.0, alternative="greater").pvalue > FALSE_ALARM
    naive = [_of_those_present(harsh(0.05, seed)) - _of_everybody(harsh(0.05, seed)) for seed in range(SEEDS)]
    assert stats.ttest_1samp(naive, 0.0, alternative="greater").pvalue < FALSE_ALARM


def _of_those_present(run: Run) -> float:
    customer = run.world.customer
    return float(customer.satisfaction[customer.leaves_service > run.world.clock[0].now].mean())


def _of_everybody(run: Run) -> float:
    found = satisfaction(run)["satisfaction_customers_mean"]
    assert found is not None
    return found


def test_without_effect_on_leaving_nothing_of_it_is_felt_elsewhere() -> None:
    """At zero: satisfaction moves, but who calls, leaves and waits is the same to the millisecond."""
    minds = {"satisfaction": Satisfaction(enabled=True, by_satisfaction=0.0)}
    leaving = {"leaving_service": 0.05, "leaving_other": 0.05}
    runs = []
    for customers in (leaving, leaving | minds):
        scenario = centre_of(refund(80), customers=customers, demand={"calls_per_day": 100.0})
        run = run_of(scenario, 3, customers=400, days=10)
        while not run.finished:
            run.step()
        runs.append(run)
    without, with_minds = runs
    assert without.digest == with_minds.digest
    for name in ("leaves_service", "grievance", "next_contact"):
        assert (without.world.customer[name] == with_minds.world.customer[name]).all()
    assert (with_minds.world.customer.satisfaction != np.float32(0.83)).any()


def test_one_who_has_left_is_asked_for_his_last_opinion() -> None:
    minds = {"satisfaction": Satisfaction(enabled=True)}
    centre = Centre(centre_of(refund(80), customers=minds), customers=20).calls(Ann="9:00:00")
    ann = centre.run.world.customer[centre.names["Ann"]]
    ann.leaves_service, ann.satisfaction = 8 * 3_600_000, 0.25
    day = centre.simulate().day
    assert (day.latent, day.episodes, day.stakes) == (1, 1, 1)
    assert day.experience == day.experience_of_stakes == day.stakes_weakest == 0.25

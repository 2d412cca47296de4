"""What an episode is like, link by link, and what it does to satisfaction: by hand, and where it settles."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from centres import Centre, centre_of, infallible, refund, routine

from sim.clientele import Satisfaction
from sim.customers.calendar import occupant
from sim.customers.satisfaction import (
    anchored_and_adjusted,
    closed_fairly,
    has_gone_wrong,
    promise_kept,
    short_waits,
    soon,
    straight,
    warmth,
    weakest_link,
    weighted_mean,
)
from sim.settings import settings_type
from sim.states import (
    ABANDONED,
    CALL_BACK_DUE,
    END_UNRESOLVED,
    FAIR,
    HANDLED,
    IN_TRAY,
    QUEUED,
    REFUSED,
    TIMED_OUT,
    TRANSFERRED,
    UNRESOLVED,
)
from sim.tables import table

MINUTE, HOUR, YEAR = 60_000, 3_600_000, 365.25 * 86_400_000
ON = {"enabled": True, "tenure": 0.0}


def satisfaction_of(**changes: Any) -> Satisfaction:
    """Switched on, all customers new."""
    return Satisfaction(**(ON | changes))


def settings_of(**changes: float) -> np.record:
    """Settings as the engine reads them, of these numbers alone."""
    usual = {
        "outcome": 0.4, "warmth": 0.25, "delay": 0.1, "detours": 0.1, "waiting": 0.05, "promise": 0.1,
        "usual_warmth": 0.75, "warmth_gain": 2.5, "half_delay": 8 * HOUR, "half_wait": 5 * MINUTE,
        "promised": 8 * HOUR, "announced": 0.5, "adjusts": 0.2, "losses": 2.0, "settles": 3 * YEAR,
    } | changes  # fmt: skip
    made = np.zeros(1, settings_type()).view(np.recarray)
    for name, value in usual.items():
        made[f"satisfaction_{name}"] = value
    return made[0]


def case_of(effort: int = 1000, spent: dict[int, float] | None = None, **how: int) -> np.record:
    """A case that has spent minutes in states named by their numbers."""
    made = table("case", 1)
    made.effort = effort
    for state, minutes in (spent or {}).items():
        made.spent[0, state] = minutes * MINUTE
    for name, value in how.items():
        made[name] = value
    return made[0]


class TestLinks:
    """What makes an episode."""

    @pytest.mark.parametrize(
        ("end", "expected"), [(FAIR, 1.0), (REFUSED, 0.0), (ABANDONED, 0.0), (END_UNRESOLVED, 0.0)]
    )
    def test_only_a_fair_end_counts(self, end: int, expected: float) -> None:
        assert closed_fairly(case_of(), end, settings_of()) == expected

    @pytest.mark.parametrize(
        ("effort", "expected"), [(1000, 0.75), (1040, 0.85), (960, 0.65), (1200, 1.0), (600, 0.0)]
    )
    def test_warmth_follows_effort_within_bounds(self, effort: int, expected: float) -> None:
        assert warmth(case_of(effort), FAIR, settings_of()) == pytest.approx(expected)

    def test_a_delay_halves_and_talk_and_queue_are_no_delay(self) -> None:
        case = case_of(spent={IN_TRAY: 480, QUEUED: 9, HANDLED: 99, TRANSFERRED: 9})
        assert soon(case, FAIR, settings_of()) == pytest.approx(0.5)
        assert soon(case_of(spent={QUEUED: 30, HANDLED: 10}), FAIR, settings_of()) == 1.0

    def test_half_of_what_was_announced_is_felt(self) -> None:
        """Promised for eight hours, told after two: felt as five; after nine, as nine."""
        early = case_of(promised=1, spent={IN_TRAY: 60, CALL_BACK_DUE: 60})
        late = case_of(promised=1, spent={IN_TRAY: 480, CALL_BACK_DUE: 60})
        assert soon(early, FAIR, settings_of()) == pytest.approx(0.5 ** (5 / 8))
        assert soon(late, FAIR, settings_of()) == pytest.approx(0.5 ** (9 / 8))

    @pytest.mark.parametrize(("minutes", "kept"), [(480, 1.0), (480.001, 0.0), (0, 1.0)])
    def test_a_promise_is_kept_to_the_millisecond(self, minutes: float, kept: float) -> None:
        """What was waited for at home before the promise does not count against it."""
        case = case_of(promised=1, spent={IN_TRAY: minutes, UNRESOLVED: 3000})
        assert promise_kept(case, FAIR, settings_of()) == kept
        unpromised = case_of(spent={IN_TRAY: minutes})
        assert promise_kept(unpromised, FAIR, settings_of()) == 1.0

    def test_every_detour_halves(self) -> None:
        found = [
            straight(case_of(attempt=n, transferred=t), FAIR, settings_of())
            for n, t in [(0, 0), (1, 0), (2, 1)]
        ]
        assert found == pytest.approx([1.0, 0.5, 0.125])

    def test_waits_halve(self) -> None:
        case = case_of(spent={QUEUED: 7, TRANSFERRED: 3, HANDLED: 60})
        assert short_waits(case, FAIR, settings_of()) == pytest.approx(0.25)


class TestEpisode:
    """`weighted_mean`, `weakest_link`."""

    def test_the_mean_is_linear_in_every_link(self) -> None:
        case = case_of(attempt=1, spent={QUEUED: 5, UNRESOLVED: 480})
        expected = 0.4 + 0.25 * 0.75 + 0.1 * 0.5 + 0.1 * 0.5 + 0.05 * 0.5 + 0.1
        assert weighted_mean(case, FAIR, settings_of()) == pytest.approx(expected)
        assert weighted_mean(case, REFUSED, settings_of()) == pytest.approx(expected - 0.4)

    def test_weights_need_not_sum_to_one(self) -> None:
        case = case_of(attempt=1)
        twice = {name: 2 * getattr(settings_of(), f"satisfaction_{name}") for name in
                 ("outcome", "warmth", "delay", "detours", "waiting", "promise")}  # fmt: skip
        assert weighted_mean(case, FAIR, settings_of(**twice)) == pytest.approx(
            weighted_mean(case, FAIR, settings_of())
        )

    def test_one_failure_spoils_the_whole(self) -> None:
        case = case_of(attempt=2)
        assert weakest_link(case, FAIR, settings_of()) == pytest.approx(0.25)
        assert weakest_link(case, REFUSED, settings_of()) == 0.0

    def test_what_has_no_weight_is_no_link(self) -> None:
        assert weakest_link(case_of(attempt=2), REFUSED, settings_of(outcome=0.0, detours=0.0)) == 0.75

    @pytest.mark.parametrize(
        ("end", "attempt", "wrong"),
        [(FAIR, 0, False), (FAIR, 1, True), (REFUSED, 0, True), (TIMED_OUT, 0, True), (ABANDONED, 0, False),
         (END_UNRESOLVED, 3, False)],
    )  # fmt: skip
    def test_reason_to_apologise_has_who_tells_the_end(self, end: int, attempt: int, wrong: bool) -> None:
        assert bool(has_gone_wrong(case_of(attempt=attempt), end, settings_of())) is wrong

    def test_and_who_broke_a_promise(self) -> None:
        assert has_gone_wrong(case_of(promised=1, spent={IN_TRAY: 481}), FAIR, settings_of())


def moved(
    satisfaction: float, experience: float, years: float = 0.0, severity: float = 1.0, **how: float
) -> float:
    reason = SimpleNamespace(severity=severity)
    return float(anchored_and_adjusted(satisfaction, experience, years * YEAR, reason, settings_of(**how)))


class TestAdjustment:
    """`anchored_and_adjusted`."""

    def test_losses_weigh_twice(self) -> None:
        assert moved(0.5, 0.7) == pytest.approx(0.54)
        assert moved(0.5, 0.3) == pytest.approx(0.42)

    def test_long_standing_customers_move_less(self) -> None:
        assert moved(0.5, 0.7, years=3) == pytest.approx(0.52)
        assert moved(0.5, 0.7, years=9) == pytest.approx(0.51)

    def test_moments_of_truth_move_more_but_never_beyond(self) -> None:
        assert moved(0.5, 0.7, severity=2) == pytest.approx(0.58)
        assert moved(0.5, 0.3, severity=3) == pytest.approx(0.3)
        assert moved(0.5, 0.7, severity=0) == 0.5

    def test_equal_episodes_are_a_fixed_point_reached_geometrically(self) -> None:
        """From above: two fifths of the distance go with each."""
        now = 0.9
        for number in range(1, 30):
            now = moved(now, 0.6)
            assert now - 0.6 == pytest.approx(0.3 * 0.6**number)

    def test_random_episodes_settle_at_their_expectile(self) -> None:
        """Small steps: where twice the mean shortfall is the mean excess, here of 0 or 1 with even odds: 1/3.

        Of the last 200,000 of steps of .001 the standard error of the mean is below .002 (autocorrelation
        of 1 / .0015 steps, spread .019): a false alarm at four of them, 6e-5 over seeds.
        """
        generator, now, found = np.random.default_rng(5), 0.5, []
        for experience in generator.integers(0, 2, 220_000):
            now = moved(now, float(experience), adjusts=0.001)
            found.append(now)
        assert np.mean(found[20_000:]) == pytest.approx(1 / 3, abs=0.008)


class TestCentre:
    """Satisfaction of customers of a whole centre."""

    def test_switched_off_nothing_is_kept(self) -> None:
        centre = Centre(centre_of(), customers=20).calls(Ann="7:00:00").simulate()
        assert centre.day.episodes == centre.day.experience == 0
        assert (centre.run.world.customer.satisfaction == np.float32(0.83)).all()

    def test_a_shock_lasts_while_the_row_lasts_and_a_successor_begins_anew(self) -> None:
        scenario = centre_of(routine(), customers={"leaving_other": 0.2, "satisfaction": satisfaction_of()})
        world = Centre(scenario, customers=20).run.world
        world.customer.satisfaction = 0.1
        for row in range(20):
            occupant(world, row, 10**12)
        renewed = world.customer.generation > 0
        assert renewed.any()
        assert (world.customer.satisfaction[renewed] == np.float32(0.83)).all()
        assert (world.customer.joined[renewed] > 0).all()

    def test_tenure_of_day_0_is_exponential(self) -> None:
        """Mean five years, in whole days; four standard errors of 4,000: a false alarm 6e-5 over seeds."""
        scenario = centre_of(customers={"satisfaction": satisfaction_of(tenure=5.0)})
        days = -Centre(scenario, customers=4000).run.world.customer.joined.astype(float)
        assert days.min() >= 0
        assert days.mean() == pytest.approx(5 * 365.25, rel=4 / math.sqrt(4000))
        assert days.std() == pytest.approx(5 * 365.25, rel=8 / math.sqrt(4000))

    def test_overspending_delights_for_the_moment_only(self) -> None:
        """More than due makes good half of what the call fell short; satisfaction moves as without it."""
        minds = {"satisfaction": satisfaction_of()}
        judgement = infallible(overspends=1.0)
        scenario = centre_of(refund(40), people={"skill": 0.0}, judgement=judgement, customers=minds)
        centre = Centre(scenario, customers=20).calls(Ann="7:00:00").simulate()
        assert centre.day.delights == 1
        assert centre.day.experience == pytest.approx(0.9375 + 0.5 * 0.0625)
        ann = centre.run.world.customer[centre.names["Ann"]]
        assert ann.satisfaction == pytest.approx(0.83 + 0.15 * (0.9375 - 0.83), abs=1e-4)

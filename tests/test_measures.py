"""Measures by their formulas, on days worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from centres import MINUTE, Centre, at, centre_of, constant, refund, routine, run_of
from worlds import contacts_of, three_forms

from sim.loyalty import churn
from sim.measures import (
    days_table,
    decisions,
    incidence_quantile,
    incidence_table,
    latency,
    mean_day_min,
    measure,
    open_cohort_cases,
    service,
    staffing,
)
from sim.scenario import MONTH_DAYS
from sim.states import CASE_ENDS

FIVE_DAYS = 5 * 720.0


@pytest.mark.parametrize(
    ("fair", "cohort", "share", "expected"),
    [
        ([1, 2, 3, 4], 4, 0.5, 2),
        ([1, 2, 3, 4], 4, 0.51, 3),
        ([1, 2, 3, 4], 4, 0.9, 4),
        ([1, 2, 3, 4], 5, 0.5, 3),
        ([1, 2, 3, 4], 5, 0.9, None),
        ([1, 2, 3, 4], 8, 0.5, 4),
        ([1, 2, 3, 4], 9, 0.5, None),
        ([7], 1, 1.0, 7),
        ([], 3, 0.5, None),
        ([], 0, 0.5, None),
    ],
)
def test_a_quantile_is_taken_over_the_whole_cohort_and_null_where_it_is_not_reached(
    fair: list[float], cohort: int, share: float, expected: float | None
) -> None:
    assert incidence_quantile(np.array(fair, float), cohort, share) == expected


def test_service_by_hand() -> None:
    """No wrap-up, target 20 s. Ben waits 20.000 s, Cleo 20.001 s; Dan gives up after 20 s, within the target,
    Fay after 3 minutes; the others are answered at once."""
    usual = routine(share=0.5, wrap_up=constant(0))
    scenario = centre_of({"usual": usual, "hasty": routine(share=0.5, patience=constant(1 / 3))})
    centre = Centre(scenario).calls("usual", ann="7:00:00", ben="7:04:40", eve="8:00:00", cleo="8:04:39.999")
    centre.calls("usual", fay="8:06:00").calls("hasty", dan="8:01:00").simulate()
    found = service(centre.run)
    assert found["contacts_per_day"] == found["first_contacts_per_day"] == 6
    assert found["service_level_share"] == 3 / (6 - 1)
    assert found["speed_of_answer_s"] == pytest.approx((20 + 20.001) / 4)
    assert found["abandonment_share"] == 2 / 6
    assert found["first_contact_resolution_share"] == 4 / 6
    assert found["handling_time_s"] == 300
    assert found["redials_share"] == found["repeats_share"] == found["hung_up_on_hold_share"] == 0


def test_shares_of_redials_and_of_those_who_hung_up_on_hold() -> None:
    """Ann hangs up on hold after a minute and calls again after 10: every 16 minutes until 19:00."""
    scenario = centre_of(refund(hold_patience=constant(1)), demand={"redial_probability": 1.0})
    run = Centre(scenario).calls(ann="7:00:00").simulate().run
    contacts = 1 + (720 - 1) // 16
    found = service(run)
    assert found["contacts_per_day"] == contacts
    assert found["redials_share"] == (contacts - 1) / contacts
    assert found["hung_up_on_hold_share"] == 1
    assert found["first_contact_resolution_share"] == 0


def test_decisions_by_hand() -> None:
    """30 EUR at the desk, 80 by the manager, who reads Ben's and Cleo's requests of 8:05 and 8:06 one after
    the other: 0 and 2 minutes in the tray."""
    reasons = {"small": refund(30, share=0.3), "large": refund(80, share=0.3), "none": routine(share=0.4)}
    centre = Centre(centre_of(reasons), 2).calls("small", ann="7:00:00").calls("none", dan="9:00:00")
    found = decisions(centre.calls("large", ben="8:00:00", cleo="8:01:00").simulate().run)
    assert found["desk_decisions_share"] == 1 / 4
    assert found["escalation_share"] == 2 / 4
    assert found["tray_wait_min"] == 1
    assert found["goodwill_eur_per_1000_contacts"] == 1000 * (30 + 80 + 80) / 4


def mixed_day() -> Centre:
    """Fair after 5 minutes (at the desk) and after 8, abandoned after 3, and one open at the horizon."""
    reasons = {"small": refund(30, share=0.3), "large": refund(80, share=0.3), "none": routine(share=0.4)}
    centre = (
        Centre(centre_of(reasons)).calls("small", ann="7:00:00").calls("large", ben="8:00:00", dan="18:57:00")
    )
    return centre.calls("large", cleo="8:01:00").calls("none", eve="9:00:00").simulate()


def test_latency_by_hand() -> None:
    """Four decisions in the cohort; Eve needs none. What does not end fairly counts as five days."""
    centre = mixed_day()
    assert centre.closed() == ["7:00:00 5 fair", "8:01:00 3 abandoned", "8:00:00 8 fair"]
    found = latency(centre.run)
    assert found["decisions_in_cohort"] == 4
    assert (found["decision_latency_p50_min"], found["decision_latency_p90_min"]) == (8, None)
    assert found["decision_latency_p50_calendar_min"] == 8
    assert found["decision_latency_mean_5d_min"] == (5 + 8 + 2 * FIVE_DAYS) / 4
    assert (
        found["fair_within_10_min_share"]
        == found["fair_within_1_day_share"]
        == found["fair_ever_share"]
        == 0.5
    )
    ends = {name: found[f"case_{name}_share"] for name in CASE_ENDS}
    assert {name: share for name, share in ends.items() if share} == {
        "fair": 0.5,
        "abandoned": 0.25,
        "open": 0.25,
    }
    spent = {name: found[name] for name in found if name in ("latency_handled_min", "latency_held_min")}
    assert spent == {"latency_handled_min": 5, "latency_held_min": 1.5}
    assert found["latency_in_tray_min"] == 0


def test_an_open_case_counts_in_the_cohort() -> None:
    assert open_cohort_cases(mixed_day().run) == 1


def test_latency_runs_on_opening_hours_and_on_the_wall() -> None:
    """Asked at 19:02 on Monday, told at 7:05 on Tuesday: 8 minutes of opening, 12 h 8 min on the wall."""
    centre = Centre(centre_of(refund(), request="call_back"), days=2).calls(ann="18:57:00").simulate()
    found = latency(centre.run)
    assert found["decision_latency_p50_min"] == 8
    assert found["decision_latency_p50_calendar_min"] == 12 * 60 + 8


def test_a_fair_close_after_five_days_counts_as_five_days() -> None:
    """Unsolved on Monday, called again seven open days later and solved then."""
    demand = {"repeat_probability": 1.0, "repeat_delay": constant(6)}
    centre = Centre(centre_of(refund(solve_probability=0.0), demand=demand, decisions=False), days=9)
    centre.calls(ann="7:00:00").simulate(7)
    centre.run.world.reason.solve_probability = 1.0
    found = latency(centre.simulate(2).run)
    p50 = found["decision_latency_p50_min"]
    assert p50 is not None
    assert p50 > 7 * 720
    assert found["decision_latency_mean_5d_min"] == FIVE_DAYS
    assert (found["fair_ever_share"], found["fair_within_1_day_share"]) == (1, 0)


@pytest.mark.parametrize(("late_ms", "within"), [(0, 1), (1, 0)])
def test_within_a_day_means_the_opening_hours_of_a_day(late_ms: int, within: float) -> None:
    """Asked at 8:05 on Monday, read until 7:58 on Tuesday, told by 8:00:00.000, or a millisecond later."""
    told = constant(2 + late_ms / MINUTE)
    scenario = centre_of(refund(), request="call_back", review=constant(24 * 60 - 7), call_back_handling=told)
    centre = Centre(scenario, days=2).calls(ann="8:00:00").simulate()
    assert centre.closed() == [f"8:00:00 {720 + late_ms / MINUTE:g} fair"]
    assert latency(centre.run)["fair_within_1_day_share"] == within


def test_the_curve_of_latency_is_a_share_of_the_whole_cohort() -> None:
    """Nothing before 5 minutes, a quarter until 8, a half from then on."""
    curve = {row["within_min"]: row["fair_share"] for row in incidence_table(mixed_day().run)}
    assert {share for time, share in curve.items() if time < 5} == {0}
    assert {share for time, share in curve.items() if 5 <= time < 8} == {0.25}
    assert {share for time, share in curve.items() if time >= 8} == {0.5}


def test_contacts_before_the_measured_days_are_outside_the_cohort() -> None:
    centre = Centre(centre_of(refund()), days=2, warmup=1).calls(ann="7:00:00", ben="Tue 7:00:00").simulate()
    assert latency(centre.run)["decisions_in_cohort"] == 1
    assert service(centre.run)["contacts_per_day"] == 1
    assert [row["day"] for row in days_table(centre.run)] == [0]


def test_churn_by_hand() -> None:
    """200 customers for two days; one leaves on Monday at noon because of service, one on Tuesday for other
    reasons: 198 stay for 2 days, one for 5 hours, one for 29."""
    centre = Centre(centre_of(routine()), days=2)
    customers, world = centre.run.world.customer, centre.run.world
    customers.leaves_service[3] = at("12:00:00")
    centre.simulate()
    months = (199 * 2 + 5 / 24) / MONTH_DAYS
    assert churn(centre.run) == {
        "churn_service_per_month": pytest.approx(1 / months),
        "churn_other_per_month": 0,
        "churn_contacted_per_month": None,  # nobody calls
        "churn_silent_per_month": pytest.approx(1 / months),
    }
    assert world.clock[0].measured_from == at("7:00:00")


def test_churn_for_other_reasons_follows_its_hazard_whatever_the_service() -> None:
    """The threshold is drawn anew in the measure: the same leavers as the calendar's own."""
    scenario = centre_of(routine(), customers={"leaving_other": 0.2})
    run = run_of(scenario, 1, days=20, customers=2000)
    leaves = np.array(run.world.customer.leaves_other)
    contacts_of(run)
    until, start = int(run.world.calendar[20].opens), int(run.world.calendar[0].opens)
    at_risk = (np.minimum(leaves, until) - start).sum() / (24 * 60 * MINUTE) / MONTH_DAYS
    assert churn(run)["churn_other_per_month"] == pytest.approx((leaves < until).sum() / at_risk)


def test_staffing_by_hand() -> None:
    """Talk 5, hold 3, wrap-up 1 of 720 minutes; the manager reads for 3."""
    found = staffing(Centre(centre_of(refund())).calls(ann="7:00:00").simulate().run)
    assert found == {
        "occupancy_share": 9 / 720,
        "held_share": 3 / 720,
        "overtime_share": 0,
        "paid_hours_per_day": 12,
        "managers_reviewing_share": 3 / 720,
        "advisors_employed": 1,
        "advisors_present_peak": 1,
        "managers_employed": 1,
    }


def test_a_day_on_which_nothing_happens_has_no_ratios() -> None:
    found = measure(Centre(centre_of(routine())).simulate().run)
    for name in ("service_level_share", "speed_of_answer_s", "abandonment_share", "decision_latency_p50_min"):
        assert found[name] is None
    assert (found["contacts_per_day"], found["decisions_in_cohort"]) == (0, 0)


def test_days_in_a_row() -> None:
    """Monday two callers of whom one gives up, Tuesday none."""
    centre = Centre(centre_of(routine()), days=2).calls(ann="7:00:00", ben="7:01:00").simulate()
    monday, tuesday = days_table(centre.run)
    assert monday == {
        "day": 0, "weekday": 0, "contacts": 2, "service_level_share": 0.5, "abandonment_share": 0.5,
        "speed_of_answer_s": 0, "open_cases": 0, "requests": 0, "month": 0, "calendar_days": 1.0,
        "revenue_eur": pytest.approx(200 * 8.0 / MONTH_DAYS), "margin_eur": monday["margin_eur"],
        "strain": None, "engagement": None, "reputation": None,
    }  # fmt: skip
    assert (tuesday["contacts"], tuesday["service_level_share"]) == (0, None)


def test_a_mean_day_is_the_mean_of_the_simulated_days() -> None:
    assert mean_day_min(run_of(centre_of(), 1, days=3)) == 720
    assert mean_day_min(run_of(centre_of(never_closes=True), 1, days=3)) == 1440


def test_shares_of_ends_sum_to_one() -> None:
    for run in three_forms(days=4, warmup=1):
        contacts_of(run)
        found = measure(run)
        shares = [found[f"case_{name}_share"] for name in CASE_ENDS]
        assert sum(share for share in shares if share is not None) == pytest.approx(1)
        assert found["case_fair_share"] == found["fair_ever_share"]
        assert None not in shares

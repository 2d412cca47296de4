"""Measures of how customers fare: each by hand from a day that can be worked out; null where it is off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import Centre, centre_of, constant, refund, routine, run_of

from sim.clientele import Acquisition, Satisfaction, WordOfMouth
from sim.customers.calendar import change_satisfaction
from sim.loyalty import acquisition, churn, loyalty, satisfaction, word_of_mouth
from sim.measures import measure
from sim.states import CASE_STATES

HELPED = 0.9375  # at once, at the first contact
REFUSED_AFTER_3_MIN = 0.25 * 0.75 + 0.1 * 0.5 ** (3 / 480) + 0.1 + 0.05 + 0.1


def told(how: dict[str, Any] | None = None, **changes: Any) -> Centre:
    """Ann is helped, Ben refused, who has a claim; nobody apologises."""
    customers: dict[str, Any] = {
        "satisfaction": Satisfaction(enabled=True, apology=0.0, tenure=0.0, adjusts=1.0),
        "word_of_mouth": WordOfMouth(enabled=True),
        "acquisition": Acquisition(enabled=True),
    }
    reasons = {"claim": refund(80, share=0.5), "question": routine(share=0.5)}
    scenario = centre_of(reasons, refusal_probability=1.0, customers=customers | changes, **(how or {}))
    centre = Centre(scenario, 2, customers=40)
    return centre.calls("question", Ann="7:00:00").calls("claim", Ben="9:00:00")


def test_satisfaction_by_hand() -> None:
    found = satisfaction(told().simulate().run)
    assert found["satisfaction_mean"] == pytest.approx(REFUSED_AFTER_3_MIN)
    assert found["satisfaction_weakest_mean"] == 0.0
    assert found["satisfaction_contacts_mean"] == pytest.approx((HELPED + REFUSED_AFTER_3_MIN) / 2)
    assert found["satisfaction_contacts_weakest_mean"] == pytest.approx(0.75 / 2)
    assert found["satisfaction_customers_mean"] == pytest.approx(
        (38 * 0.83 + HELPED + REFUSED_AFTER_3_MIN) / 40, abs=1e-4
    )
    assert found["satisfaction_silent_mean"] == pytest.approx(0.83)
    assert found["promises_kept_share"] is None
    assert found["apology_share"] == found["delight_share"] == 0.0


def test_an_open_case_counts_as_its_customer_is_satisfied() -> None:
    """Ben's request lies with his manager when the day ends: he thinks what he thought before."""
    centre = told(how={"review": constant(100_000), "request": "call_back"})
    found = satisfaction(centre.simulate().run)
    case = centre.run.world.case
    assert [CASE_STATES[state] for state in case.state[case.state >= 0]] == ["in_tray"]
    assert found["satisfaction_mean"] == pytest.approx(0.83)
    assert found["satisfaction_contacts_mean"] == pytest.approx((HELPED + 0.83) / 2)


def test_who_left_because_of_service_stays_in_the_mean() -> None:
    """With his last satisfaction, however long he has been gone; who left for other reasons does not."""
    centre = told().simulate()
    customer = centre.run.world.customer
    kept = satisfaction(centre.run)["satisfaction_customers_mean"]
    customer.leaves_service[5] = 1
    assert satisfaction(centre.run)["satisfaction_customers_mean"] == kept
    customer.leaves_other[centre.names["Ben"]] = 1
    assert satisfaction(centre.run)["satisfaction_customers_mean"] == pytest.approx(
        (38 * 0.83 + HELPED) / 39, abs=1e-4
    )


def test_word_of_mouth_by_hand() -> None:
    found = word_of_mouth(told().simulate().run)
    good = 0.41 * (HELPED**2 + REFUSED_AFTER_3_MIN**2)
    bad = 3.7 * ((1 - HELPED) ** 2 + (1 - REFUSED_AFTER_3_MIN) ** 2)
    assert found["told_good_per_1000_cases"] == pytest.approx(500 * good)
    assert found["told_bad_per_1000_cases"] == pytest.approx(500 * bad)
    assert found["told_good_to_bad_ratio"] == pytest.approx(good / bad)
    assert found["viral_per_100000_contacts"] == 0.0
    assert found["reputation_mean"] == 0.75


def test_switched_off_is_null() -> None:
    off = {"satisfaction": Satisfaction(), "word_of_mouth": WordOfMouth(), "acquisition": Acquisition()}
    run = told(**off).simulate().run
    for part in (satisfaction, word_of_mouth, acquisition):
        assert set(part(run).values()) == {None}


def test_before_anything_is_measured_all_is_null() -> None:
    centre = told()
    assert set(churn(centre.run).values()) == {None}


def test_contacted_and_silent_add_up() -> None:
    """Both parts of churn, weighted by their months, are the whole."""
    scenario = centre_of(
        customers={"leaving_service": 0.2, "leaving_other": 0.2}, demand={"calls_per_day": 40.0}
    )
    run = run_of(scenario, 3, customers=500, days=25)
    while not run.finished:
        run.step()
    found = churn(run)
    parts = [found["churn_contacted_per_month"], found["churn_silent_per_month"]]
    assert None not in parts
    assert min(parts) < found["churn_service_per_month"] < max(parts)


def test_joined_in_all_measures() -> None:
    run = told().simulate().run
    assert loyalty(run).items() <= measure(run).items()
    assert all(value is None or np.isfinite(value) for value in loyalty(run).values())


def test_no_customers_left_is_a_result() -> None:
    """Everybody leaves within the year, nobody comes: measures are there, what has no denominator is null."""
    minds = {"satisfaction": Satisfaction(enabled=True), "word_of_mouth": WordOfMouth(enabled=True)}
    scenario = centre_of(refund(80), refusal_probability=1.0, customers={"leaving_service": 0.2} | minds)
    run = run_of(scenario, 1, customers=3, days=400, journal=False)
    run.world.customer.hazard_left[:] = 1e-3
    for row in range(3):
        change_satisfaction(run.world, row, 0, np.float32(0.5))
    while not run.finished:
        run.step()
    found = measure(run)
    assert found["customers_kept_share"] == 0.0
    assert found["satisfaction_customers_mean"] == pytest.approx(0.5)
    assert found["reputation_mean"] == 0.75
    assert found["told_good_to_bad_ratio"] is None

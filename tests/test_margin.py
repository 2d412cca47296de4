"""The firm's margin, each of its parts against a centre worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from centres import Centre, centre_of, refund, routine
from test_practice import assert_measures

from sim.business import Firm
from sim.margin import customers_present, margin, margin_by_day
from sim.states import OVERTIME
from sim.transition import Transition
from sim.world import Run

HOUR = 3_600_000
PLAIN = Firm(
    customer_value=30.4375, advisor_pay=10.0, charges=0.5, manager_pay=3.0, hours=8.0, overtime=1.5,
    hiring_cost=1000.0,
)  # fmt: skip


def simulated(days: int = 1, warmup: int = 0, firm: Firm = PLAIN, **rights: Any) -> Run:
    """One advisor, a manager and his boss; a refund of 80 EUR on Monday, granted."""
    scenario = replace(centre_of(refund(80), limits=[100.0, None], **rights), firm=firm)
    run: Run = Centre(scenario, days=days, warmup=warmup).calls(ann="7:00:00").simulate().run
    return run


def test_a_day_of_a_small_centre() -> None:
    """A EUR a customer and day; eight hours of one advisor at 15, a manager at 45, his boss at 135."""
    run = simulated()
    customers = run.world.customer.size
    payroll = 8 * (15 + 45 + 135)
    assert_measures(
        margin(run),
        revenue_eur_per_day=customers,
        payroll_eur_per_day=payroll,
        goodwill_eur_per_day=80,
        hiring_eur_per_day=0,
        margin_eur_per_day=customers - payroll - 80,
        margin_share=(customers - payroll - 80) / customers,
        customers_kept_share=1,
    )


def test_the_weekend_brings_revenue_and_no_payroll() -> None:
    """Monday to Friday: seven days of customers, five of people."""
    run = simulated(5)
    assert_measures(
        margin(run),
        revenue_eur_per_day=7 / 5 * run.world.customer.size,
        payroll_eur_per_day=8 * 195,
        goodwill_eur_per_day=80 / 5,
    )


def test_days_of_the_warm_up_are_left_out() -> None:
    run = simulated(3, warmup=1)
    assert_measures(margin(run), goodwill_eur_per_day=0, payroll_eur_per_day=8 * 195)


def test_overtime_newcomers_and_trainees() -> None:
    """An hour of overtime on the second day, two of managers; two advisors there, one newcomer."""
    run = simulated(2)
    days = run.world.day
    days.paid[0, OVERTIME], days.paid[1, OVERTIME] = 0, HOUR
    days.managers_paid[1, OVERTIME] = 2 * HOUR
    days.staff[:2], days.hires[:2] = (1, 2), (0, 1)
    payroll = [8 * 195, 8 * (195 + 15) + 1.5 * (15 + 2 * 45)]
    assert_measures(margin(run), payroll_eur_per_day=sum(payroll) / 2, hiring_eur_per_day=500)


def test_managers_who_are_given_up_are_paid_off_on_the_first_measured_day() -> None:
    """Two months of a manager's pay: the form compared with had twice as many, at 3 and 9 times 10 EUR."""
    run = simulated(3, warmup=1, firm=replace(PLAIN, severance=2.0))
    assert margin(run)["one_off_eur"] == 0
    run.plan = replace(run.plan, managed=24.0)
    paid_off = 2 * (52 * 5 / 12) * 8 * 10 * (24 - 12)
    before, found = margin_by_day(simulated(3, warmup=1)).margin, margin_by_day(run)
    assert found.one_off.tolist() == pytest.approx([paid_off, 0])
    assert (before - found.margin).tolist() == pytest.approx([paid_off, 0])
    run.plan = replace(run.plan, managed=11.0)
    assert margin(run)["one_off_eur"] == 0


def test_a_transition_costs_what_it_costs_for_every_advisor() -> None:
    change = Transition(enabled=True, costs=300.0)
    assert margin(simulated(2, transition=change))["one_off_eur"] == 300
    assert margin(simulated(2, transition=replace(change, enabled=False)))["one_off_eur"] == 0


def test_who_leaves_because_of_service_is_missed_and_who_is_replaced_is_not() -> None:
    """One leaves as Tuesday opens, one on Wednesday; a third leaves for other reasons at once."""
    run = simulated(3)
    customer, opens = run.world.customer, run.world.calendar.opens
    customer.leaves_service[[1, 2]] = opens[1], opens[2] + 1
    customer.leaves_other[3] = opens[0] + 1
    size = customer.size
    assert customers_present(run).tolist() == [size, size - 1, size - 1, size - 2]
    assert customer.generation[3] == 1
    found = margin(run)
    assert found["customers_kept_share"] == pytest.approx((size - 2) / size)
    assert found["revenue_eur_per_day"] == pytest.approx((3 * size - 2) / 3)


def test_the_market_shrinks() -> None:
    """By half a year: two openings a day apart differ by 2 to the power of a day over a year."""
    run = simulated(2, firm=replace(PLAIN, market_trend=-0.5))
    assert_measures(margin(run), revenue_eur_per_day=run.world.customer.size * (1 + 0.5 ** (1 / 365.25)) / 2)


def test_money_moves_nothing() -> None:
    assert simulated(2).digest == simulated(2, firm=Firm()).digest


def test_without_a_measured_day_there_is_nothing() -> None:
    run = Run(replace(centre_of(routine()), firm=PLAIN), simulated().plan, days=2, warmup=1)
    run.step()
    assert set(margin(run).values()) == {None}

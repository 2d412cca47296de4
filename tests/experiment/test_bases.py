"""What is held equal in a comparison: heads, pay, or how quickly calls are answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.experiment.bases import (
    ALL,
    BASES,
    EQUAL_PAYROLL,
    EQUAL_SERVICE_LEVEL,
    FIXED_HEADCOUNT,
    employed,
    payroll,
    plan_on,
)
from sim.experiment.preparing import prepare
from sim.experiment.tasks import Prepared
from sim.experiment.working import execute
from sim.planning import pilot_service_level
from sim.refusal import Refused
from sim.rosters import Plan
from sim.scenario import Scenario

SMALL = ("demand.scale=0.1", "horizon=5", "warmup=2", "replications=1")
FORMS = "compare=[hierarchical,zappos_desk,managers_removed]"


def study(*more: str) -> Prepared:
    return prepare(sim.configure([*SMALL, FORMS, *more]), lambda line: None)


@pytest.fixture(scope="module")
def usual() -> tuple[list[Scenario], Plan]:
    """The three forms, and the baseline's plan."""
    common = study().common
    return [one.scenario for one in common.bases], common.plan


def test_payroll_counts_every_level_at_its_pay(usual: tuple[list[Scenario], Plan]) -> None:
    """31 advisors under four managers, and a head over these; each level is paid a power more."""
    (baseline, desk, removed), plan = usual
    pay, heads = baseline.firm.manager_pay, employed(baseline, plan)
    lowest = -(-heads // int(baseline.staffing.span_of_control))
    assert (heads, lowest) == (31, 4)
    assert payroll(baseline, plan) == pytest.approx(heads + lowest * pay + pay**2)
    assert payroll(desk, plan) == payroll(baseline, plan)
    assert payroll(removed, plan) == employed(removed, plan) == heads


def test_with_the_same_heads_nobody_is_added(usual: tuple[list[Scenario], Plan]) -> None:
    (baseline, _, removed), plan = usual
    assert (plan_on(FIXED_HEADCOUNT, removed, baseline, plan).present == plan.present).all()


@pytest.mark.parametrize("basis", [FIXED_HEADCOUNT, EQUAL_PAYROLL])
def test_a_form_knows_what_managers_it_has_given_up(usual: tuple[list[Scenario], Plan], basis: str) -> None:
    (baseline, desk, removed), plan = usual
    pay = baseline.firm.manager_pay
    for form in (desk, removed):
        assert plan_on(basis, form, baseline, plan).managed == pytest.approx(4 * pay + pay**2)
    assert plan_on(basis, baseline, baseline, plan).managed is None


@pytest.mark.parametrize("basis", [EQUAL_PAYROLL, EQUAL_SERVICE_LEVEL])
def test_the_baseline_keeps_its_own(usual: tuple[list[Scenario], Plan], basis: str) -> None:
    (baseline, *_), plan = usual
    assert plan_on(basis, baseline, baseline, plan) is plan


def test_what_managers_cost_is_spent_on_advisors(usual: tuple[list[Scenario], Plan]) -> None:
    """To a person's pay or so: whole people come in whole shifts. Who keeps the managers keeps the staff."""
    (baseline, desk, removed), plan = usual
    assert (plan_on(EQUAL_PAYROLL, desk, baseline, plan).present == plan.present).all()
    more = plan_on(EQUAL_PAYROLL, removed, baseline, plan)
    assert abs(payroll(removed, more) - payroll(baseline, plan)) < 2
    assert employed(removed, more) > employed(removed, plan)
    assert (more.present >= plan.present).all()


def test_who_has_more_managers_has_fewer_advisors(usual: tuple[list[Scenario], Plan]) -> None:
    (baseline, *_), plan = usual
    close = replace(baseline, name="close", staffing=replace(baseline.staffing, span_of_control=4.0))
    fewer = plan_on(EQUAL_PAYROLL, close, baseline, plan)
    assert employed(close, fewer) < employed(close, plan)
    assert abs(payroll(close, fewer) - payroll(baseline, plan)) < 3


def test_who_answers_sooner_has_fewer_people(usual: tuple[list[Scenario], Plan]) -> None:
    """Deciding at the desk frees whoever holds: as quickly as the baseline with fewer, to two points."""
    (baseline, desk, _), plan = usual
    fewer = plan_on(EQUAL_SERVICE_LEVEL, desk, baseline, plan)
    assert employed(desk, fewer) < employed(desk, plan)
    assert pilot_service_level(desk, plan) > pilot_service_level(baseline, plan) + 0.03
    assert pilot_service_level(desk, fewer) == pytest.approx(pilot_service_level(baseline, plan), abs=0.04)


def test_first_contacts_are_the_baselines_on_every_basis(usual: tuple[list[Scenario], Plan]) -> None:
    (baseline, _, removed), plan = usual
    for basis in (EQUAL_PAYROLL, EQUAL_SERVICE_LEVEL):
        made = plan_on(basis, removed, baseline, plan)
        assert np.array_equal(made.first_contacts, plan.first_contacts)
        assert (made.customers, made.breaks, made.warmup) == (plan.customers, plan.breaks, plan.warmup)


def test_a_run_has_the_staff_of_its_basis() -> None:
    prepared = study(f"basis={EQUAL_PAYROLL}")
    (removed,) = (task for task in prepared.tasks if task.base == 2)
    (fixed,) = (task for task in study(f"basis={FIXED_HEADCOUNT}").tasks if task.base == 2)
    assert removed.run_id != fixed.run_id
    row, tables = execute(removed, prepared.common)
    before, _ = execute(fixed, study(f"basis={FIXED_HEADCOUNT}").common)
    assert row["basis"] == EQUAL_PAYROLL
    assert row["payroll_eur_per_day"] > before["payroll_eur_per_day"]  # type: ignore[operator]
    assert len(tables["people"]) > 31


def test_branching_moves_nobody() -> None:
    with pytest.raises(Refused, match="basis: 'equal_payroll': expected fixed_headcount, with start=branch"):
        study("start=branch", f"basis={EQUAL_PAYROLL}")


def test_all_of_them_are_the_others() -> None:
    assert BASES[-1] == ALL
    assert set(BASES[:-1]) == {FIXED_HEADCOUNT, EQUAL_PAYROLL, EQUAL_SERVICE_LEVEL}

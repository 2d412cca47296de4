"""On what basis forms are compared: how many advisors a form has, where its managers cost more or less.

First contacts are always the baseline's. With the same heads a form without managers saves their pay; with
the same payroll what it saves is spent on advisors; with the same service level its advisors are as many as
answer as quickly as the baseline's do. Which of the three is asked decides signs (model.md 0). Called by
`sim.experiment.working` and `sim.command`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sim.layout import level_sizes
from sim.planning import pilot_service_level
from sim.rosters import Plan, headcount, shifts_of_week
from sim.scenario import Scenario

FIXED_HEADCOUNT, EQUAL_PAYROLL, EQUAL_SERVICE_LEVEL, ALL = BASES = (
    "fixed_headcount", "equal_payroll", "equal_service_level", "all",
)  # fmt: skip
LEAST, MOST = 0.25, 4.0  # times the advisors of the baseline, between which a form's are looked for
STEPS = {EQUAL_PAYROLL: 16, EQUAL_SERVICE_LEVEL: 9}  # halvings; a pilot's service level is no surer than that


def plan_on(basis: str, scenario: Scenario, baseline: Scenario, plan: Plan) -> Plan:
    """A form's plan: that of the baseline, with as many advisors as the basis gives the form.

    It knows what managers the baseline has: those whom the form has not, are paid off (`sim.margin`).

    Args:
        basis: one of `BASES` but for all.
        scenario: the form.
        baseline: the form under which the plan was made.
        plan: the baseline's.
    """
    if scenario == baseline:
        return plan
    plan = replace(plan, managed=payroll(baseline, plan) - employed(baseline, plan))
    if basis == FIXED_HEADCOUNT:
        return plan
    measured = MEASURED[basis]
    wanted, found = measured(baseline, plan), measured(scenario, plan)
    if np.isclose(wanted, found, rtol=0.0, atol=CLOSE_ENOUGH[basis]):
        return plan
    return _scaled_to(wanted, lambda candidate: measured(scenario, candidate), plan, STEPS[basis])


def payroll(scenario: Scenario, plan: Plan) -> float:
    """Everybody employed, in times of an advisor's pay."""
    advisors = employed(scenario, plan)
    governance, pay = scenario.governance, scenario.firm.manager_pay
    levels = level_sizes(governance, advisors, int(scenario.staffing.span_of_control))
    there = governance.decisions and bool(governance.limits)
    return advisors + sum(size * pay**level for level, size in enumerate(levels, start=1)) * there


def employed(scenario: Scenario, plan: Plan) -> int:
    """Advisors employed, so that a plan is covered."""
    return headcount(scenario, plan, shifts_of_week(scenario, plan))


MEASURED: dict[str, Callable[[Scenario, Plan], float]] = {
    EQUAL_PAYROLL: payroll,
    EQUAL_SERVICE_LEVEL: pilot_service_level,
}
CLOSE_ENOUGH = {EQUAL_PAYROLL: 0.5, EQUAL_SERVICE_LEVEL: 0.002}  # half an advisor; a fifth of a point


def _scaled_to(wanted: float, measured: Callable[[Plan], float], plan: Plan, steps: int) -> Plan:
    """The plan with advisors scaled; what is measured rises with them, and is nearest to a figure."""
    low, high = LEAST, MOST
    tried = []
    for _ in range(steps):
        middle = (low * high) ** 0.5
        candidate = replace(plan, present=np.rint(plan.present * middle).astype(np.int64))
        found = measured(candidate)
        tried.append((abs(found - wanted), candidate))
        low, high = (middle, high) if found < wanted else (low, middle)
    return min(tried, key=lambda pair: pair[0])[1]

"""The firm's margin: what customers bring, less what people and goodwill cost.

Measures of a run beside those of `sim.measures`, each by its formula and with its unit in the name. Money is
counted, and moves nothing in a run. Called by `sim.measures`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.customers.calendar import stay_until
from sim.practice import Outputs, measured, ratio
from sim.scenario import MONTH_DAYS, MS
from sim.states import OVERTIME
from sim.world import Run

Floats = NDArray[np.float64]


def margin(run: Run) -> Outputs:
    """Means of a measured open day, in EUR, and customers at the end.

    revenue_eur_per_day: value of the customers present at the opening, for the calendar days up to the next.
    payroll_eur_per_day: everybody employed, trainees and managers included, with charges; overtime of both.
    goodwill_eur_per_day: granted, whether due or not. hiring_eur_per_day. margin_eur_per_day: revenue less
    these three and what was done beyond what was asked (`sim.climate`). margin_share: margin over revenue.
    customers_kept_share: customers present at the end over those of the first measured day, those who left
    for other reasons being replaced one for one.
    """
    days = measured(run)
    present = customers_present(run)
    revenue, payroll = _revenue(run, present), _payroll(run)
    goodwill, hiring = days.goodwill.astype(float), days.hires * run.scenario.firm.hiring_cost
    left = revenue.sum() - payroll.sum() - goodwill.sum() - hiring.sum() - days.initiative_cost.sum()
    return {
        "revenue_eur_per_day": ratio(revenue.sum(), days.size),
        "payroll_eur_per_day": ratio(payroll.sum(), days.size),
        "goodwill_eur_per_day": ratio(goodwill.sum(), days.size),
        "hiring_eur_per_day": ratio(hiring.sum(), days.size),
        "margin_eur_per_day": ratio(left, days.size),
        "margin_share": ratio(left, revenue.sum()),
        "customers_kept_share": ratio(float(present[-1]), float(present[0])) if days.size else None,
    }


def customers_present(run: Run) -> Floats:
    """Customers at the opening of every measured day, and at the end of the last [days + 1].

    Whoever comes on top (`sim.customers.acquisition`) is there from the opening of his day on.
    """
    opens = run.world.calendar.opens[run.warmup : run.day + 1]
    if opens.size == 0:
        return np.zeros(1)
    until = stay_until(run.world, int(opens[-1]))
    acquired = run.world.day.acquired[: run.day + 1].cumsum()[run.warmup :]
    there = run.world.clock[0].customers_of_day_0 + acquired
    return np.asarray(there - np.searchsorted(np.sort(until), opens, "right"), float)


def _revenue(run: Run, present: Floats) -> Floats:
    """Of every measured day."""
    firm, opens = run.scenario.firm, run.world.calendar.opens[run.warmup : run.day + 1]
    days = np.diff(opens) / MS["day"]
    grown = (1.0 + firm.market_trend) ** ((opens[:-1] - opens[0]) / MS["year"])
    return np.asarray(firm.customer_value / MONTH_DAYS * grown * days * present[:-1], float)


def _payroll(run: Run) -> Floats:
    """Of every measured day."""
    firm, days = run.scenario.firm, measured(run)
    hour = firm.advisor_pay * (1.0 + firm.charges)
    of_managers = hour * float((firm.manager_pay ** run.world.manager.level.astype(float)).sum())
    usual = (hour * days.staff + of_managers) * firm.hours
    extra = _added(run, "paid") * hour + _added(run, "managers_paid") * hour * firm.manager_pay
    return np.asarray(usual + extra * firm.overtime, float)


def _added(run: Run, column: str) -> Floats:
    """Overtime of every measured day, in hours."""
    sums = run.world.day[column][: run.day, OVERTIME] / MS["h"]
    return np.asarray(np.diff(sums, prepend=0.0)[run.warmup :], float)

"""The firm's margin: what customers bring, less what people and goodwill cost.

Measures of a run beside those of `sim.measures`, each by its formula and with its unit in the name. Money is
counted, and moves nothing in a run. Called by `sim.measures`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.customers.calendar import stay_until
from sim.practice import Outputs, measured, ratio
from sim.scenario import MONTH_DAYS, MS
from sim.states import NEVER_MS, NONE, OVERTIME
from sim.world import Run

Floats = NDArray[np.float64]
OPEN_DAYS_A_MONTH = 52 * 5 / 12  # full-time, whatever the centre's hours


@dataclass(frozen=True)
class Books:
    """What came in and went out on every measured open day, in EUR, and customers present [days + 1]."""

    present: Floats
    revenue: Floats
    payroll: Floats
    goodwill: Floats
    hiring: Floats
    initiative: Floats
    one_off: Floats

    @property
    def margin(self) -> Floats:
        """Revenue less all others."""
        spent = self.payroll + self.goodwill + self.hiring + self.initiative + self.one_off
        return np.asarray(self.revenue - spent, float)


def margin(run: Run) -> Outputs:
    """Means of a measured open day, in EUR, and customers at the end.

    revenue_eur_per_day: value of the customers present at the opening, for the calendar days up to the next.
    payroll_eur_per_day: everybody employed, trainees and managers included, with charges; overtime of both;
    nothing for places that nobody has.
    goodwill_eur_per_day: granted, whether due or not. hiring_eur_per_day. one_off_eur: in all, not a day:
    managers paid off whom the baseline has and this form has not, and the costs of a transition.
    margin_eur_per_day: revenue less all these and what was done beyond what was asked (`sim.climate`).
    margin_share: margin over revenue.
    customers_kept_share: customers present at the end over those of the first measured day, those who left
    for other reasons being replaced one for one.
    """
    books, days = margin_by_day(run), measured(run).size
    return {
        "revenue_eur_per_day": ratio(books.revenue.sum(), days),
        "payroll_eur_per_day": ratio(books.payroll.sum(), days),
        "goodwill_eur_per_day": ratio(books.goodwill.sum(), days),
        "hiring_eur_per_day": ratio(books.hiring.sum(), days),
        "one_off_eur": float(books.one_off.sum()) if days else None,
        "margin_eur_per_day": ratio(books.margin.sum(), days),
        "margin_share": ratio(books.margin.sum(), books.revenue.sum()),
        "customers_kept_share": ratio(float(books.present[-1]), float(books.present[0])) if days else None,
    }


def margin_by_day(run: Run) -> Books:
    """The same, day by day."""
    days = measured(run)
    hiring = np.asarray((days.hires + days.managers_hires) * run.scenario.firm.hiring_cost, float)
    goodwill, initiative = days.goodwill.astype(float), days.initiative_cost.astype(float)
    present = customers_present(run)
    paid = _payroll(run), goodwill, hiring, initiative, _one_off(run)
    return Books(present, _revenue(run, present), *paid)


def customers_present(run: Run) -> Floats:
    """Customers at the opening of every measured day, and at the end of the last [days + 1].

    Whoever comes on top (`sim.customers.acquisition`) is there from the opening of his day on.
    """
    opens = run.world.calendar.opens[run.warmup : run.day + 1]
    if opens.size == 0:
        return np.zeros(1)
    until = stay_until(run.world, int(opens[-1]))
    gone = np.sort(until[until < NEVER_MS])
    acquired = run.world.day.acquired[: run.day + 1].cumsum()[run.warmup :]
    there = run.world.clock[0].customers_of_day_0 + acquired
    return np.asarray(there - np.searchsorted(gone, opens, "right"), float)


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
    usual = (hour * days.staff + hour * _managers_pay(run)) * firm.hours
    extra = _added(run, "paid") * hour + _added(run, "managers_paid") * hour * firm.manager_pay
    return np.asarray(usual + extra * firm.overtime, float)


def _one_off(run: Run) -> Floats:
    """Of every measured day: all of it on the first."""
    firm, scenario, world = run.scenario.firm, run.scenario, run.world
    spent = np.zeros(measured(run).size)
    month = firm.advisor_pay * firm.hours * OPEN_DAYS_A_MONTH
    pay = (firm.manager_pay ** world.manager.level.astype(float)).sum()
    given_up = 0.0 if run.plan.managed is None else max(0.0, run.plan.managed - float(pay))
    change = scenario.governance.transition
    costs = change.costs * float(world.clock[0].employed) if change.enabled else 0.0
    spent[:1] = firm.severance * month * given_up + costs
    return spent


def _managers_pay(run: Run) -> Floats:
    """Of every measured day, in times of an advisor's: whoever was there at the opening."""
    world, opens = run.world, run.world.calendar.opens[run.warmup : run.day]
    number = np.arange(run.warmup, run.day)
    pay = run.scenario.firm.manager_pay ** world.manager.level.astype(float)
    vacant = np.ones((pay.size, number.size), bool)
    for person in world.person[: world.clock[0].persons]:
        if person.manager != NONE:
            there = (person.joined <= opens) & ((person.left == NONE) | (number < person.left))
            vacant[person.manager] &= ~there
    return np.asarray(pay.sum() - pay @ vacant, float)


def _added(run: Run, column: str) -> Floats:
    """Overtime of every measured day, in hours."""
    sums = run.world.day[column][: run.day, OVERTIME] / MS["h"]
    return np.asarray(np.diff(sums, prepend=0.0)[run.warmup :], float)

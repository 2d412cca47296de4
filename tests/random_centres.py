"""Small centres of every kind, each made from a number: the same number makes the same centre for ever.

One to three groups with one to four advisors at work, one to three reasons, two to four days. Most have
durations of whole minutes, and hours in which nobody works, so that many things happen in the same
millisecond. Every other one has a form of governance with advice, circles and people who are not without
fault (`tests/random_governance.py`); in some, work is steered, people have projects or write
(`tests/random_steering.py`); those from number 600 on have people who need support, managers with divided
days, surges and shocks (`tests/random_support.py`); those from number 900 on people who wear out, fall ill
and leave (`tests/random_people.py`), many of them led from one way of deciding to another
(`tests/random_transition.py`). Called by `tests/test_reference_model.py`.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from centres import alike
from random_customers import Clientele
from random_governance import WITHOUT_FAULT, Governor
from random_people import Employer
from random_steering import Steerer
from random_support import Supporter
from random_transition import Leader

from sim.clientele import Customers
from sim.groups import staff_given
from sim.reasons import Law, Reason
from sim.rights import Governance
from sim.rosters import Plan
from sim.scenario import Calendar, Demand, Group, Scenario, Staffing
from sim.week import week_of
from sim.world import Run

FIRST_WITH_SUPPORT, FIRST_WITH_PEOPLE = 600, 900
CURVED = ("exponential", "lognormal", "gamma", "constant", "empirical")
# Opening and closing, first day, length of an interval in min; the 10th is a Friday.
HOURS = (
    ("08:00", "11:00", "2025-01-06", 30),
    ("08:00", "12:00", "2025-01-06", 60),
    ("09:30", "12:30", "2025-01-10", 30),
    ("12:00", "24:00", "2025-01-06", 60),
    ("00:00", "24:00", "2025-01-10", 120),
)


def random_centre(seed: int) -> Run:
    """The run of one small centre, to be simulated."""
    maker = Maker(seed)
    scenario = Steerer(seed).steered(maker.scenario())
    scenario = Clientele(seed).minded(scenario)
    employer = Employer(seed) if seed >= FIRST_WITH_PEOPLE else None
    if employer is not None:
        scenario = Leader(seed).led(employer.employed(scenario))
    week = week_of(scenario)
    warmup = maker.one(0, 0, 1)
    present = staff_given(scenario, week)
    assert present is not None
    plan = Plan(week, week.calls, present, maker.often(0.5), maker.one(60, 200), warmup)
    days = maker.one(2, 3) + seed % 2 if employer is None else employer.days()
    return Run(scenario, plan, days=days, seed=seed, warmup=warmup, journal=True)


class Maker:
    """Makes the parts of one centre; `coarse`: durations are whole minutes."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.coarse = self.often(0.7)
        self.reasons = ["fault", "order", "query"][: self.one(1, 2, 2, 3)]
        self.groups = ["first", "second", "third"][: self.one(1, 2, 2, 3, 3)]
        self.authorities = [self.one(0.0, 20.0, 50.0, None)] * 3 if self.often(0.25) else [0.0, 50.0, 100.0]
        self.random.shuffle(self.authorities)

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *values: Any) -> Any:
        return self.random.choice(values)

    def law(self, *means: float | None) -> Law:
        mean = self.one(*means)
        kind = "constant" if self.coarse or mean is None else self.one(*CURVED)
        values = [0.5 * mean, mean, 2.5 * mean] if kind == "empirical" else None
        return Law(law=kind, mean=mean, cv=self.one(0.5, 1.5), values=values)

    def ranked(self, names: list[str], *, all_of_them: bool) -> list[str]:
        """Names in any order, some of them equals; all of them, or the first ones."""
        order = self.random.sample(names, len(names))
        order = order if all_of_them else order[: self.random.randint(1, len(names))]
        choices = [order[0]]
        for name in order[1:]:
            if self.often(0.4):
                choices[-1] += f"+{name}"
            else:
                choices.append(name)
        return choices

    # The parts.

    def scenario(self) -> Scenario:
        never_closes = self.often(0.25)
        opens, closes, start, slot = self.one(*HOURS)
        hours = [0, 24] if never_closes else [int(text[:2]) + int(text[3:]) / 60 for text in (opens, closes)]
        slot = 120 if never_closes else slot
        scenario = self.governed(
            hours,
            Scenario(
                calendar=Calendar(start=start, opens=opens, closes=closes, never_closes=never_closes),
                demand=self.demand(hours[1] - hours[0], slot),
                staffing=self.staffing(hours[1] - hours[0], max(slot, 60)),
                governance=self.governance(),
                customers=self.customers(),
                people=alike(),
            ),
        )
        if self.seed >= FIRST_WITH_SUPPORT:
            return Supporter(self.seed, hours).supported(scenario)
        return scenario

    def governed(self, hours: list[float], scenario: Scenario) -> Scenario:
        """Every other centre has more than a chain of approval, larger teams, and time to meet."""
        if self.seed % 2 == 0:
            return scenario
        governor = Governor(self.seed, hours)
        return replace(
            scenario,
            governance=governor.governed(scenario.governance),
            staffing=governor.staffed(scenario.staffing),
            demand=governor.quieter(scenario.demand),
            people=governor.people(),
        )

    def demand(self, hours: float, slot: int) -> Demand:
        weights = [self.one(1, 1, 2, 4) for _ in range(round(hours * 60 / slot))]
        profile = [weight / sum(weights) for weight in weights]
        return Demand(
            calls_per_day=float(self.one(40, 80, 120, 160)) * (1.0 if hours < 10 else 1.5),
            slot=slot,
            profile=profile,
            weekday_factors=[1.0] * 7,
            busyness_cv=self.one(0.0, 0.2),
            redial_probability=self.one(0.0, 0.5, 0.9),
            redial_delay=self.law(2, 10, 60),
            repeat_probability=self.one(0.0, 0.6, 0.95),
            repeat_delay=self.law(0.5, 1),
            reasons={name: self.reason() for name in self.reasons},
        )

    def reason(self) -> Reason:
        return Reason(
            share=1 / len(self.reasons),
            handling=self.law(1, 1, 3, 3, 6, 6, 75),
            wrap_up=self.law(0, 0, 1, 3),
            patience=self.law(1, 3, 6, 12, 40),
            hold_patience=self.law(1, 2, 6, 40, None),
            stake=Law(
                law=self.one("constant", "constant", "exponential", "gamma"), mean=self.one(10, 30, 80, 150)
            ),
            stake_share=self.one(0.0, 0.5, 0.9, 1.0, 1.0),
            solve_probability=self.one(0.0, 0.5, 0.9, 1.0),
            severity=self.one(0.5, 1.0, 2.0),
            extension_share=self.one(0.0, 0.0, 0.4),
            extension=Law(law=self.one("constant", "pareto", "gamma"), mean=self.one(2, 5)),
            hangs_up_at_once=self.one(0.0, 0.0, 0.2, 0.5),
            priority=self.one(0, 0, 0, 1, 2),
            route_to=self.one([], self.ranked(self.groups, all_of_them=True)),
            overflow_after=self.one(0.0, 60.0, 120.0, 150.0),
        )

    def staffing(self, hours: float, period: int) -> Staffing:
        groups = {name: self.group(round(hours * 60 / period), name == "first") for name in self.groups}
        return Staffing(
            groups=groups,
            routing=self.one("skill", "skill", "authority"),
            lines=self.one(None, None, 2, 4, 8),
            period=period,
            target_wait=self.one(0.0, 20.0, 60.0),
            span_of_control=self.one(1.0, 2.0, 4.0, 6.0),
            manager_shift=self.one(None, 1.0, 1.5, 2.0, 2.5, 8.0),
            break_length=self.one(15.0, 30.0),
            break_from=self.one(1.0, 2.0),
            shift_length=self.one(2.0, 8.0),
            shrinkage=self.one(0.0, 0.3),
        )

    def group(self, periods: int, serves_all: bool) -> Group:
        """One group at least serves everybody directly, so that nobody waits in vain."""
        most = self.one(1, 2, 2, 3)
        if self.often(0.4):
            present = [float(self.one(0, 0, most, most)) for _ in range(periods)]
        else:
            present = [float(most)] * periods
        return Group(
            share=None,
            present=present,
            serves=self.one([], self.ranked(self.reasons, all_of_them=serves_all)),
            direct=serves_all or self.often(0.6),
            authority=self.authorities.pop(),
        )

    def governance(self) -> Governance:
        return Governance(
            decisions=self.often(0.95),
            authority=self.one(0.0, 20.0, 50.0),
            beyond=self.one("ask", "transfer", "transfer", "transfer"),
            handoff_share=self.one(0.0, 0.5, 1.0),
            handoff_loss=self.one(0.0, 0.5, 0.5, 1.0),
            extension_cap=self.one(None, 0.0, 3.0),
            approver=self.one("own", "pooled"),
            request=self.one("hold", "hold", "hold", "call_back"),
            limits=self.one([None], [40.0, None], [20.0, 60.0, None]),
            review=self.law(1, 2, 6, 25),
            refusal_probability=self.one(0.0, 0.3),
            rework_probability=self.one(0.0, 0.5, 1.0),
            rework=self.law(1, 3, 20),
            time_out=self.one(None, None, 0.05, 0.1, 2.0),
            time_out_default=self.one("refuse", "grant"),
            tray_interval=self.one(0.0, 0.0, 30.0),
            call_back_handling=self.law(1, 2),
            call_back_patience=self.one(0.0, 5.0, 30.0),
            **WITHOUT_FAULT,
        )

    def customers(self) -> Customers:
        return Customers(
            intensity_cv=self.one(0.0, 1.0),
            leaving_other=self.one(0.0, 1.0, 4.0),
            leaving_service=self.one(0.0, 1.0, 4.0),
            unsolved_hazard_ratio=self.one(2.2, 10.0),
            grievance_duration=self.one(0.5, 75.0),
        )

"""What customers make of their service: how an episode was, how satisfied they are, what they tell.

A case that has ended is an episode. Reputation moves and customers come between two days.
"""

from __future__ import annotations

import math
from functools import reduce
from operator import add

import numpy as np

from reference_model.clockwork import DAY_MS
from reference_model.customers import Customers
from reference_model.description import Centre
from reference_model.things import Case, Customer
from sim import streams

NO_DELAY = ("queued", "handled", "transferred")
AFTER_PROMISE = ("in_tray", "rework", "call_back_due", "on_circle_agenda")


class Minds(Customers):
    """Customers who are satisfied or not, and say so."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        self.minds = centre.minds
        super().__init__(centre, seed, replication)
        self.reputation = self.minds.word_of_mouth.at_start
        self.expected = 0.0  # customers, since the last one came
        self.intensities = 0.0
        for customer in self.customers:
            self.intensities += self._intensity(customer.row)
            unit = self.draws.unit_exponential(streams.JOINED, customer.row, 0)
            customer.joined = -min(int(unit * self.minds.satisfaction.tenure) // DAY_MS, 32_000)

    def _arrive(self, customer: Customer, start: int) -> None:
        given = self.minds.satisfaction
        customer.satisfaction = np.float32(given.usual if customer.generation else given.at_start)
        customer.joined = min(start // DAY_MS, 32_000)
        super()._arrive(customer, start)

    def base_hazard(self, customer: Customer) -> float:
        """Without grievance: the smaller the more satisfied he is."""
        given, base = self.minds.satisfaction, super().base_hazard(customer)
        if not given.enabled:
            return base
        apart = (float(customer.satisfaction) - given.usual) / given.spread
        return base * math.exp(-given.by_satisfaction * apart)

    # An episode.

    def remember(self, case: Case, end: str) -> None:
        """It moves his satisfaction first, then the grievance."""
        here = self.is_present(case)
        if self.minds.satisfaction.enabled:
            lasting = self._live_through(case, end)
            if here:
                self._move_satisfaction(case, lasting)
        if here:
            self.bear_grievance(case, end)

    def remember_latent(self, case: Case) -> None:
        """He is not there to be served: what he thought when he left counts."""
        if self.minds.satisfaction.enabled:
            last = float(case.customer.satisfaction)
            self._count_episode(case, last, last)

    def _live_through(self, case: Case, end: str) -> float:
        """Returns that part of what it was like which lasts."""
        given = self.minds.satisfaction
        links = self.links(case, end)
        weighty = [(weight, link) for weight, link in links if weight > 0]
        like, worst = 0.0, min(link for _, link in weighty)
        for weight, link in links:
            like += weight * link
        weights = reduce(add, (weight for weight, _ in links))  # `sum` would round less than the compiled sum
        like = min(like / weights, 1.0)
        if self.centre.rules.get("satisfaction.experience") == "weakest_link":
            like = worst
        kept = self._keeps_promise(case)
        if case.promised:
            self.count(promises=1, promises_kept=kept)
        wrong = end in ("refused", "timed_out") or (end == "fair" and (case.attempt > 0 or not kept))
        if wrong:
            unit, _ = self.draws.units(streams.APOLOGY, case.customer.row, case.attempt_key)
            apologises = unit < given.apology
            self.count(went_wrong=1, apologies=apologises)
            if apologises:
                like, worst = (each + given.apology_mends * (1 - each) for each in (like, worst))
        fresh = like
        if case.delighted:
            self.count(delights=1)
            fresh, worst = (each + given.delight * (1 - each) for each in (like, worst))
        self._count_episode(case, fresh, worst)
        self._tell_others(case, end, fresh)
        return like + given.delight_lasts * (fresh - like)

    def links(self, case: Case, end: str) -> list[tuple[float, float]]:
        """Of what an episode is made, with the weights."""
        given, spent = self.minds.satisfaction, case.spent
        warmth = given.usual_warmth + given.warmth_gain * (case.effort - 1)
        delay = sum(spent.values()) - sum(spent[state] for state in NO_DELAY)
        if case.promised:
            delay += given.announced * max(given.promised - self._after_promise(case), 0)
        wait = spent["queued"] + spent["transferred"]
        return [
            (given.outcome, float(end == "fair")),
            (given.warmth, min(max(warmth, 0.0), 1.0)),
            (given.delay, half_of(delay, given.half_delay)),
            (given.detours, half_of(case.attempt + case.transferred, 1)),
            (given.waiting, half_of(wait, given.half_wait)),
            (given.promise, float(self._keeps_promise(case))),
        ]

    def _after_promise(self, case: Case) -> int:
        return sum(case.spent[state] for state in AFTER_PROMISE)

    def _keeps_promise(self, case: Case) -> bool:
        return not case.promised or self._after_promise(case) <= self.minds.satisfaction.promised

    def _count_episode(self, case: Case, like: float, worst: float) -> None:
        """Of the cohort, what is due."""
        if case.cohort and not case.undue:
            self.count(episodes=1, experience=like, experience_weakest=worst)
            if case.stake > 0:
                self.count(stakes=1, experience_of_stakes=like, stakes_weakest=worst)

    def _move_satisfaction(self, case: Case, like: float) -> None:
        given, customer = self.minds.satisfaction, case.customer
        before = float(customer.satisfaction)
        tenure = self.now - customer.joined * DAY_MS
        share = given.adjusts * case.reason.severity / (1 + tenure / given.settles)
        if like < before:
            share *= given.losses
        after = before + min(share, 1) * (like - before)
        after = np.float32(min(max(after, 0.0), 1.0))
        if after != customer.satisfaction:
            old = self.base_hazard(customer)
            customer.satisfaction = after
            customer.hazard_left += (self.base_hazard(customer) - old) * self.run_for(customer)
            self.foresee_leaving(customer)

    # What is told.

    def _tell_others(self, case: Case, end: str, like: float) -> None:
        given = self.minds.word_of_mouth
        if not given.enabled:
            return
        self.count(told_good=given.good * like**given.power, told_bad=given.bad * (1 - like) ** given.power)
        if case.reason.severity > 1 and end in ("refused", "timed_out", "unresolved"):
            self.count(viral=1 - (1 - given.viral) ** (case.attempt + 1))

    def let_reputation_move(self) -> None:
        """By what was told yesterday."""
        given = self.minds.word_of_mouth
        if not given.enabled:
            return
        if self.day > 0:
            yesterday = self.tallies[self.day - 1].counts
            told = yesterday["told_good"] + yesterday["told_bad"]
            if told > 0:
                kept = half_of(self.since_yesterday(), given.half_life)
                self.reputation *= kept
                self.reputation += (1 - kept) * yesterday["told_good"] / told
        self.count(reputation=self.reputation)

    # Who comes.

    def let_customers_come(self) -> None:
        """One after the other, as many as are expected."""
        given = self.minds.acquisition
        if (
            given.enabled
            and self.day > 0
            and self.centre.calendar[self.day - 1].opens >= self.centre.measured_from
        ):
            better = self.reputation - self.minds.word_of_mouth.at_start
            many = given.rate * self.centre.customers * math.exp(given.by_reputation * better)
            self.expected += many * self.since_yesterday()
        while self.expected >= self._next_one():
            self.expected -= self._next_one()
            self._let_come()

    def _next_one(self) -> float:
        return self.draws.unit_exponential(streams.ACQUISITION, len(self.customers), 0)

    def _let_come(self) -> None:
        row = len(self.customers)
        customer = Customer(row, self._intensity(row) / self.intensities, generation=1)
        self._arrive(customer, self.today.opens)
        customer.next_contact = self.today.operational
        self._draw_next_contact(customer)
        self.customers.append(customer)
        self.count(acquired=1)

    def since_yesterday(self) -> int:
        """Since the last opening."""
        return self.today.opens - self.centre.calendar[max(self.day - 1, 0)].opens


def half_of(amount: float, half: float) -> float:
    """What is left of 1 where every such amount takes half."""
    return math.exp(-math.log(2.0) * amount / half)

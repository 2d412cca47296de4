"""When customers call first, what they remember, and when they leave.

First contacts are the points of a Poisson process in operational time. A customer leaves when a cumulated
hazard reaches a threshold: one for reasons outside service, one for service, whose hazard a grievance
raises while it lasts.
"""

from __future__ import annotations

import math
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from reference_model.description import Centre
from reference_model.draws import NEVER
from reference_model.spells import Spells
from reference_model.things import Case, Customer
from sim import streams

BAD_ENDS = ("refused", "abandoned", "blocked", "timed_out", "unresolved")


class Customers(Spells):
    """The customers of a centre, between contacts."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        intensities = [self._intensity(row) for row in range(centre.customers)]
        total = reduce(add, intensities)  # `sum` would round less than the compiled sum does
        # Whom shocks bring: when, whose row, the number of his contact, and the shock.
        self.brought: list[tuple[int, int, int, Any]] = []
        self.customers = [Customer(row, each / total) for row, each in enumerate(intensities)]
        for customer in self.customers:
            self._arrive(customer, centre.measured_from)
            self._draw_next_contact(customer)

    def _intensity(self, row: int) -> float:
        if self.centre.intensity_cv == 0:
            return 1.0
        shape = 1 / self.centre.intensity_cv**2
        return self.draws.gamma(streams.INTENSITY, row, 0, 0, shape) / shape

    def _draw_next_contact(self, customer: Customer) -> None:
        interval = self.draws.unit_exponential(streams.CONTACT_TIMES, customer.row, customer.contacts)
        customer.next_contact += interval / customer.intensity
        customer.contacts += 1

    def schedule_first_contacts(self) -> None:
        """The day's first contacts, by time and, in one millisecond, by customer."""
        until = self.centre.calendar[self.day + 1].operational
        contacts, self.brought = self.brought, []
        for customer in self.customers:
            while customer.next_contact < until:
                share = (customer.next_contact - self.today.operational) / self.today.volume
                contacts.append((self.time_of_day(share), customer.row, customer.contacts - 1, None))
                self._draw_next_contact(customer)
        for time, row, serial, shock in sorted(contacts, key=lambda contact: contact[:3]):
            self.schedule(time, "first_contact", (self.customers[row], serial, shock))

    # Leaving.

    def _arrive(self, customer: Customer, start: int) -> None:
        """Both thresholds of a new customer of the row, who bears no grievance."""
        generation = customer.generation
        threshold = self.draws.unit_exponential(streams.LEAVING_OTHER, customer.row, generation)
        customer.leaves_other = reached(start, threshold, self.centre.leaving_other)
        customer.hazard_left = self.draws.unit_exponential(streams.LEAVING_SERVICE, customer.row, generation)
        customer.leaves_service = reached(start, customer.hazard_left, self.base_hazard(customer))
        customer.touched = start
        customer.grievance = np.float32(0.0)

    def base_hazard(self, customer: Customer) -> float:
        """Of leaving because of service, without grievance."""
        return self.centre.leaving_service

    def who_stands_here(self, customer: Customer) -> str:
        """Whom a first contact finds in the row: "alive", "left" because of service, or "gone".

        The market replaces at once those who left for other reasons; only what a customer of day 0 would
        have asked still counts once he has left because of service.
        """
        while self.now >= customer.leaves_other:
            if customer.leaves_service < customer.leaves_other:
                return "gone"
            customer.generation += 1
            self._arrive(customer, customer.leaves_other)
        if self.now >= customer.leaves_service:
            return "left" if customer.generation == 0 else "gone"
        return "alive"

    def is_present(self, case: Case) -> bool:
        """Whether the customer who opened a case is still one."""
        customer = case.customer
        leaves = min(customer.leaves_other, customer.leaves_service)
        return customer.generation == case.generation and self.now < leaves

    # Memory.

    def remember(self, case: Case, end: str) -> None:
        """What a case that ends leaves behind in a customer who is still there."""
        if self.is_present(case):
            self.bear_grievance(case, end)

    def bear_grievance(self, case: Case, end: str) -> None:
        """After a bad end much, after a second contact a little."""
        centre, customer = self.centre, case.customer
        if centre.leaving_service == 0:
            return
        lasts = self.now < customer.touched + centre.grievance_duration
        before = float(customer.grievance) if lasts else 0.0
        after = before
        if end in BAD_ENDS:
            after = max(before, case.reason.severity * math.log(centre.unsolved_hazard_ratio))
        elif end == "fair" and case.attempt > 0:
            after = max(before, math.log(centre.repeat_hazard_ratio))
        if np.float32(after) != before:
            customer.hazard_left -= self.base_hazard(customer) * self.run_for(customer)
            customer.touched = self.now
            customer.grievance = np.float32(after)
            self.foresee_leaving(customer)

    def run_for(self, customer: Customer) -> float:
        """For how long the base hazard would have run to cumulate as much since the grievance was touched."""
        begun = max(customer.touched, self.centre.measured_from)
        passed = self.now - begun
        if passed <= 0:
            return 0.0
        lasted = max(customer.touched + self.centre.grievance_duration - begun, 0.0)
        raised = min(lasted, passed)
        return raised * math.exp(customer.grievance) + (passed - raised)

    def foresee_leaving(self, customer: Customer) -> None:
        """When the rest of the threshold is used up, if nothing changes."""
        base = self.base_hazard(customer)
        begins = max(customer.touched, self.centre.measured_from)
        lasts = max(customer.touched + self.centre.grievance_duration - begins, 0.0)
        raised = base * math.exp(customer.grievance)
        if customer.hazard_left <= raised * lasts:
            customer.leaves_service = reached(begins, customer.hazard_left, raised)
        else:
            rest = customer.hazard_left - raised * lasts
            customer.leaves_service = reached(begins + int(lasts), rest, base)


def reached(start: int, threshold: float, hazard: float) -> int:
    """When a constant hazard has cumulated to a threshold."""
    if hazard <= 0 or threshold / hazard > 1e15:
        return NEVER
    return start + int(threshold / hazard)

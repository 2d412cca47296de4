"""Managers who fall ill, leave and are replaced, what they are needed for; what newcomers lack and learn."""

from __future__ import annotations

import math
from collections import Counter

from reference_model.circles import kept
from reference_model.description import Centre
from reference_model.managers import HOUR
from reference_model.people import MANAGERS, Employee, People, happens, total_of
from reference_model.things import Advisor, Manager
from sim import streams

NEEDED = ("review", "translating", "tinkering", "soothing")


class Successors(People):
    """People of whom managers are some, and newcomers of whom all is not known at once."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        if self.life.managers.enabled:
            for manager in self.managers:
                unit = self.draws.unit_exponential(streams.TENURE, MANAGERS + manager.row, 0)
                assert manager.employee is not None
                manager.employee.joined = -int(unit * self.life.quitting.tenure)

    # Managers.

    def comes_today(self, manager: Manager) -> bool:
        return manager.employee is not None and not self.is_ill(manager.employee)

    def let_managers_quit(self) -> None:
        """At a multiple of the hazard of advisors."""
        if not self.life.managers.enabled:
            return
        for manager in self.managers:
            if manager.employee is None:
                continue
            hazard = self.life.managers.quits * self.hazard_of_quitting(manager.employee)
            unit, _ = self.draws.units(streams.QUITTING, MANAGERS + manager.row, self.day)
            if unit < happens(hazard, self.passed()):
                self.count(managers_quits=1)
                manager.employee.left = manager.vacant_from = self.day
                manager.employee = None

    def appoint_managers(self) -> None:
        """Somebody else, who has yet to see the field, and answers for nothing that was before."""
        if not self.life.managers.enabled:
            return
        for manager in self.managers:
            if manager.employee is None and self.day >= manager.vacant_from + self.life.managers.delay:
                self.count(managers_hires=1)
                manager.generation += 1
                manager.exposure = 0.0
                employee = manager.employee = Employee(manager=manager, generation=manager.generation)
                employee.joined, employee.starts = self.today.opens, self.day
                self._begin_unknowing(employee, MANAGERS + manager.row, 0.0)
                employee.paid = self._work_of(manager)

    def _work_of(self, manager: Manager) -> Counter[str]:
        """By account, on the phones too, since the first day."""
        work = Counter(manager.paid)
        if manager.seat is not None:
            work.update(manager.seat.paid)
        return work

    def let_managers_fall_ill(self) -> None:
        if self.life.managers.enabled:
            for manager in self.managers:
                if manager.employee is not None:
                    self.may_fall_ill(manager.employee, MANAGERS + manager.row)

    def count_people(self) -> None:
        super().count_people()
        here = [manager.employee for manager in self.managers if manager.employee is not None]
        self.count(managers=len(here), managers_ill=sum(map(self.is_ill, here)))

    # Status.

    def _look_at_manager(self, employee: Employee) -> None:
        """For how much of his time others needed him."""
        before = employee.paid
        super()._look_at_manager(employee)
        spent = Counter({account: time - before[account] for account, time in employee.paid.items()})
        needed, paid = total_of(spent, NEEDED), sum(spent.values())
        if paid > 0:
            if employee.needed is None:
                employee.needed = needed / paid
            employee.needed = self._of_late(employee.needed, needed / HOUR, paid / HOUR)

    def let_status_move(self) -> None:
        """They get used to what is; what is less than that is lost."""
        what = self.life.managers
        if not what.enabled:
            return
        for employee in (manager.employee for manager in self.managers):
            if employee is None or employee.needed is None:
                continue
            if employee.used_to is None:
                employee.used_to = employee.needed
            left = kept(self.passed(), what.used_to)
            employee.used_to = employee.used_to * left + employee.needed * (1 - left)
            known = employee.used_to > 0
            employee.lost = max(0.0, 1 - employee.needed / employee.used_to) if known else 0.0
            self.count(status_lost=employee.lost)

    # Newcomers.

    def let_hire(self, advisor: Advisor) -> None:
        before = advisor.employee
        super().let_hire(advisor)
        if advisor.employee is not before and advisor.employee is not None:
            advisor.employee.heard, advisor.unsure = advisor.heard, 0.0

    def still_missing(self, advisor: Advisor, employee: Employee) -> float:
        """The less, the more he has been coached, and the more colleagues have told him."""
        hiring = self.life.hiring
        recognition = min(employee.coached / self.life.engagement.most_recognition, 1)
        time = self.passed() * (1 + hiring.coached * recognition)
        taught = (1 - hiring.advised) ** (advisor.heard - employee.heard)
        employee.heard = advisor.heard
        return math.exp(-time / hiring.learning) * taught

    def let_newcomers_learn(self) -> None:
        super().let_newcomers_learn()
        for advisor in self.advisors:
            if advisor.employee is not None:
                hiring, missing = self.life.hiring, advisor.employee.missing
                advisor.unsure = hiring.errors * missing / hiring.missing if missing > 0 else 0.0

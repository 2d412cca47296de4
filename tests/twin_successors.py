"""Managers of the random centres who stand in for each other, what they are used to; how newcomers learn.

`Succeeded` is a twin that notes what its counts do not tell. Called by `tests/twin_customers.py` and
`tests/twin_features.py`.
"""

from __future__ import annotations

from reference_model.people import Employee
from reference_model.things import Advisor, Case, Manager, Tray
from twin_people import Peopled

OF_MANAGERS_LIFE = (
    "a manager falls ill", "a manager leaves", "a manager leaves at work", "a manager leaves, having joined",
    "a manager is appointed", "appointed on the day somebody leaves", "a manager's place is vacant for days",
    "a colleague stands in", "the level above stands in", "the level below stands in", "nobody stands in",
    "signs for who is above", "in for who is above",
    "a tray waits for who is away", "nobody of a pooled tray comes", "the top is away",
    "used to less by now", "has lost status", "needed more than he is used to", "never needed",
)  # fmt: skip
OF_NEWCOMERS = (
    "errs more, being new", "coached while new", "told something while new",
)  # fmt: skip
WANTED_OF_SUCCESSORS = (*OF_MANAGERS_LIFE, *OF_NEWCOMERS)


class Succeeded(Peopled):
    """A twin that notes what happens to managers and newcomers."""

    # Managers.

    def let_managers_quit(self) -> None:
        before = {manager: manager.employee for manager in self.managers}
        super().let_managers_quit()
        for manager, employee in before.items():
            if employee is not None and manager.employee is None:
                self.note("a manager leaves")
                self.note("a manager leaves at work", manager.state != "off")
                self.note("a manager leaves, having joined", employee.generation > 0)

    def appoint_managers(self) -> None:
        vacant = [manager for manager in self.managers if manager.employee is None]
        super().appoint_managers()
        for manager in vacant:
            comes = manager.employee is not None
            self.note("a manager is appointed", comes)
            self.note("appointed on the day somebody leaves", comes and manager.vacant_from == self.day)
            self.note("a manager's place is vacant for days", not comes and manager.vacant_from < self.day)

    def may_fall_ill(self, employee: Employee, entity: int) -> None:
        before = employee.illnesses
        super().may_fall_ill(employee, entity)
        self.note("a manager falls ill", employee.manager and employee.illnesses > before)

    def delegate(self) -> None:
        tops = [manager for manager in self.managers if manager.boss is None]
        self.note("the top is away", not all(map(self.comes_today, tops)))
        for manager in self.managers:
            away = not self.comes_today(manager)
            pooled = len(manager.tray.managers) > 1
            self.note("a tray waits for who is away", away and not pooled and manager.tray.requests)
            nobody = away and not any(map(self.comes_today, manager.tray.managers))
            self.note("nobody of a pooled tray comes", pooled and nobody)
        super().delegate()

    def tray_of(self, manager: Manager) -> Tray:
        tray = super().tray_of(manager)
        if not self.comes_today(manager):
            [*readers] = filter(self.comes_today, tray.managers)
            self.note("nobody stands in", not readers)
            self.note("a colleague stands in", readers and readers[0].level == manager.level)
            self.note("the level above stands in", readers and readers[0].level > manager.level)
            self.note("the level below stands in", readers and readers[0].level < manager.level)
            self.note("in for who is above", readers and manager.level > 1)
        return tray

    def judge(self, manager: Manager, case: Case) -> None:
        acting = case.stake > manager.limit and not self.somebody_above(manager)
        self.note("signs for who is above", acting)
        super().judge(manager, case)

    def let_status_move(self) -> None:
        before = {each: each.used_to for each in self.employees}
        super().let_status_move()
        for manager in self.managers if self.life.managers.enabled else []:
            employee = manager.employee
            if employee is not None and employee.used_to is not None and employee.needed is not None:
                was = before[employee]
                self.note("used to less by now", was is not None and employee.used_to < was)
                self.note("has lost status", employee.lost > 0 and self.life.strain.enabled)
                self.note("needed more than he is used to", employee.needed > employee.used_to)
                self.note("never needed", employee.used_to == 0)

    # Newcomers.

    def decide_at_desk(self, advisor: Advisor, case: Case, right: str) -> None:
        self.note("errs more, being new", advisor.unsure > 0 and advisor.skill < 1)
        super().decide_at_desk(advisor, case, right)

    def still_missing(self, advisor: Advisor, employee: Employee) -> float:
        hiring = self.life.hiring
        self.note("coached while new", hiring.coached * employee.coached > 0)
        self.note("told something while new", hiring.advised * (advisor.heard - employee.heard) > 0)
        return super().still_missing(advisor, employee)

"""How what governance allows is put in place: between two days, from the first measured one on."""

from __future__ import annotations

import math

from reference_model.circles import mean
from reference_model.description import Centre
from reference_model.people import Employee, happens
from reference_model.successors import Successors
from reference_model.things import Advisor
from sim import streams


class Changing(Successors):
    """People who are led from one way of deciding to another."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        self.plan = centre.transition
        self.begun = self.called_off = False
        self.steps, self.next_step = 0, 0
        self.lost = 0.0

    @property
    def since(self) -> int:
        """Measured open days before today."""
        return self.day - self.centre.projects.warmup

    def change(self) -> None:
        """What happens of it at an opening."""
        if self.plan.enabled:
            self.go_on()
        self.count_change()

    def go_on(self) -> None:
        """One more day of it."""
        if self.since >= 0 and not self.called_off:
            if self.begun:
                self.win_over()
            else:
                self.begin()
            self.reckon()
        if self.since >= 0 and not self.called_off:
            self.show()
            self.allow()
        for advisor in self.advisors:
            self.set_desk(advisor)

    def begin(self) -> None:
        """It is said; who wants to decide more than others volunteers sooner."""
        self.begun = True
        self.give_word(kept=self.plan.involved, weight=self.plan.announcement)
        self.next_step = max(self.since, self.plan.autonomy_from) + self.days_to_sign()
        for advisor in self.advisors:
            if advisor.employee is None:
                continue
            wants = advisor.appetite / self.centre.people.appetite if self.centre.people.appetite else 1.0
            chance = self.plan.pilot_share * wants**self.plan.selection
            unit, _ = self.draws.units(streams.ADOPTION, advisor.row, self.day)
            advisor.employee.on_board = self.plan.population == "all" or unit < chance

    def give_word(self, *, kept: bool, weight: int) -> None:
        for advisor in self.advisors:
            (advisor.kept if kept else advisor.broken)["sponsor"] += weight

    def win_over(self) -> None:
        """All at once, by how many there were yesterday."""
        here = [each.employee for each in self.advisors if each.employee is not None]
        share = mean([float(each.on_board) for each in here])
        for employee in here:
            if employee.on_board:
                continue
            assert employee.place is not None
            hazard = self.plan.alone + self.plan.imitation * share
            hazard *= employee.trust_sponsor / self.life.trust.at_start
            unit, _ = self.draws.units(streams.ADOPTION, employee.place.row, self.day)
            employee.on_board = self.plan.population == "all" or unit < happens(hazard, self.passed())

    def reckon(self) -> None:
        """What yesterday cost beyond what its contacts used to; a sponsor bears so much and no more."""
        before = range(self.centre.projects.warmup)
        contacts = sum(self.came(day) for day in before)
        if contacts and 0 < self.since <= self.plan.watched:
            used_to = sum(self.cost(day) for day in before) * self.came(self.day - 1) / contacts
            self.lost += self.cost(self.day - 1) - used_to
        most = (
            self.plan.bears * self.plan.sponsor if self.plan.sponsor or self.plan.bears < math.inf else None
        )
        if most is not None and self.lost > most * len(self.advisors):
            self.called_off, self.steps = True, 0
            self.give_word(kept=False, weight=self.plan.announcement)

    def came(self, day: int) -> int:
        return int(self.tallies[day].counts["first_contacts"])

    def cost(self, day: int) -> float:
        counts = self.tallies[day].counts
        unanswered = counts["abandoned"] + counts["blocked"]
        return float(counts["goodwill"] + counts["initiative_cost"] + self.plan.lost_contact * unanswered)

    def show(self) -> None:
        """A sign that those at the top keep to what they say, or not."""
        number, not_today = divmod(self.since - self.plan.trust_from, self.plan.signs_every)
        if not_today or not 0 <= number < self.plan.signs:
            return
        kept = self.draws.units(streams.SIGNS, number, 0)[0] < self.plan.sponsor
        self.count(signs_kept=kept, signs_broken=not kept)
        self.give_word(kept=kept, weight=1)

    def allow(self) -> None:
        """The next step, once it is signed."""
        if self.steps < self.plan.steps and self.since >= self.next_step:
            self.steps += 1
            self.next_step = self.since + self.plan.step_every + self.days_to_sign()

    def days_to_sign(self) -> int:
        return int(self.draws.unit_exponential(streams.SIGN_OFF, self.steps, 0) * self.plan.sign_off)

    def set_desk(self, advisor: Advisor) -> None:
        after = self.authority[advisor.group.name]
        before = min(self.plan.authority_before, after)
        there = advisor.employee is not None and advisor.employee.on_board and not self.called_off
        advisor.authority = before + (after - before) * self.steps / self.plan.steps if there else before
        answers = there and self.since >= 0 and self.since >= self.plan.accountability_from
        advisor.accountable = self.plan.accountability if answers else 0.0

    def count_change(self) -> None:
        here = [each for each in self.advisors if each.employee is not None]
        reached = sum(each.employee.on_board for each in here) if not self.called_off else 0
        self.count(on_board=reached, lost=self.lost, authority=mean([each.authority for each in here]))
        self.count(threat=mean([self.threatened(each.employee, each) for each in here]))

    # What it does to people.

    def ready(self, employee: Employee, advisor: Advisor) -> float:
        """Trusting enough, and free to decide as much as he wants to."""
        trusts = min(employee.trust_sponsor / self.plan.trust_needed, 1.0)
        if not employee.appetite:
            return trusts
        return trusts * min(employee.autonomy * advisor.felt / employee.appetite, 1.0)

    def threatened(self, employee: Employee, advisor: Advisor) -> float:
        return advisor.accountable * (1 - self.ready(employee, advisor))

    def challenged(self, employee: Employee, advisor: Advisor) -> float:
        return self.plan.challenge * advisor.accountable * self.ready(employee, advisor)

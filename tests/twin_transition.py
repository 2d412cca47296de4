"""How the random centres are led from one form to another, and what becomes of it.

`Led` is a twin that notes what its counts do not tell. Called by `tests/twin_customers.py` and
`tests/twin_features.py`.
"""

from __future__ import annotations

from reference_model.people import Employee
from reference_model.things import Advisor
from twin_successors import Succeeded

WANTED_OF_TRANSITIONS = (
    "staff are involved", "staff are told", "a sign is lived up to", "a sign is not", "no more signs",
    "a step is signed", "a step waits for its signature", "all steps are signed", "some steps are signed",
    "everybody is reached", "some volunteer", "a colleague follows", "a newcomer is reached",
    "somebody never is", "decides more than before", "decides by part of the way", "as little as before",
    "threatened", "threatened in part", "challenged", "careful with what he gives",
    "loses", "gains", "nobody looks any more", "called off",
    "before its first day",
)  # fmt: skip


class Led(Succeeded):
    """A twin that notes how it is changed."""

    def change(self) -> None:
        before = {each: each.on_board for each in self.employees}
        steps, lost = self.steps, self.lost
        super().change()
        if not self.plan.enabled:
            return
        self.note("before its first day", self.since < 0)
        self.note("a step is signed", self.steps > steps)
        waits = self.since >= self.plan.autonomy_from and self.steps == steps == 0 and not self.called_off
        self.note("a step waits for its signature", waits and self.plan.sign_off > 0)
        self.note("all steps are signed", self.steps == self.plan.steps)
        self.note("some steps are signed", 0 < self.steps < self.plan.steps)
        self.note("loses", self.lost > lost)
        self.note("gains", self.lost < lost)
        self.note("nobody looks any more", self.since > self.plan.watched)
        self.note("called off", self.called_off)  # day by day
        for employee, was in before.items():
            self._note_who(employee, was)

    def _note_who(self, employee: Employee, was: bool) -> None:
        volunteers = self.plan.population == "volunteers"
        if employee.left is not None or employee.place is None:
            return
        since = self.since > 0 and not self.called_off
        self.note("a colleague follows", volunteers and employee.on_board and not was and since)
        self.note("a newcomer is reached", employee.generation > 0 and employee.on_board and not was)
        self.note("somebody never is", volunteers and not employee.on_board and since)

    def begin(self) -> None:
        super().begin()
        self.note("staff are involved", self.plan.involved and self.plan.announcement)
        self.note("staff are told", not self.plan.involved and self.plan.announcement)
        here = [each.employee for each in self.advisors if each.employee is not None]
        reached = sum(each.on_board for each in here)
        self.note("everybody is reached", self.plan.population == "all")
        self.note("some volunteer", 0 < reached < len(here))

    def show(self) -> None:
        before = self.tally.counts["signs_kept"] + self.tally.counts["signs_broken"]
        super().show()
        kept, broken = self.tally.counts["signs_kept"], self.tally.counts["signs_broken"]
        self.note("a sign is lived up to", kept)
        self.note("a sign is not", broken)
        number, left = divmod(self.since - self.plan.trust_from, self.plan.signs_every)
        over = not left and number >= self.plan.signs > 0
        self.note("no more signs", over and kept + broken == before)

    def set_desk(self, advisor: Advisor) -> None:
        super().set_desk(advisor)
        after = self.authority[advisor.group.name]
        before = min(self.plan.authority_before, after)
        self.note("decides more than before", before < advisor.authority == after)
        self.note("decides by part of the way", before < advisor.authority < after)
        self.note("as little as before", before == advisor.authority < after)

    def threatened(self, employee: Employee, advisor: Advisor) -> float:
        threat = super().threatened(employee, advisor)
        self.note("threatened", threat == advisor.accountable > 0)
        self.note("threatened in part", 0 < threat < advisor.accountable)
        return threat

    def challenged(self, employee: Employee, advisor: Advisor) -> float:
        challenge = super().challenged(employee, advisor)
        self.note("challenged", challenge > 0)
        return challenge

    def practise_badly(self, advisor: Advisor, *how: object) -> None:
        careful = advisor.accountable > 0 and self.plan.prudence > 0
        self.note("careful with what he gives", careful)
        super().practise_badly(advisor, *how)

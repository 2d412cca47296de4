"""What becomes of people in the random centres: who falls ill, leaves, is hired, learns, what counts as what.

`Peopled` is a twin that notes what its counts do not tell. Called by `tests/twin_features.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from reference_model.colleagues import WHOM
from reference_model.description import Group
from reference_model.people import COUNTED, LEARNT, Employee
from reference_model.things import Advisor, Case
from twin_steering import Steered

from sim import streams

DAY = 86_400_000
OF_ABSENCE = (
    "falls ill", "is well again", "ill for a day", "ill for several days", "ill over days off",
    "shift uncovered: ill", "shift uncovered: in training", "shift uncovered: vacant",
    "others are drawn for who cannot work", "an early shift is uncovered, a later one not",
    "slack around a shift uncovered", "a circle meets without who is ill",
)  # fmt: skip
OF_QUITTING = (
    "quits", "quits at work", "quits over days off", "quits, having been hired", "quits while he is ill",
    "is hired", "hired on the day somebody leaves", "vacant for days", "begins after training",
    "begins before his predecessor has hung up", "talk of somebody new", "learns", "has learnt it all",
    "strain of somebody hired",
)  # fmt: skip
OF_STOCK = (
    *(f"yesterday: {name}" for name in COUNTED),
    "nothing to go by", "more than a full demand", "yesterday's gaps in the roster",
    "several bosses", "no fit at all", "some fit", "recognised", "some relief", "a manager's day",
    "a manager's day on the phones", "demands and lacking resources together", "only strain moves",
    "only engagement moves", "equal weights", "strain at its bounds", "engagement at its bounds", "burnt out",
    "tries harder, being engaged", "tries less hard", "does not try at all", "tries for a bonus, engaged",
)  # fmt: skip
OF_PREVENTED = (
    "prevented: cut", "prevented: conversation cut", "prevented: told on the line",
    "prevented: told by a call-back", "prevented: left the line", "refused rightly by others",
    "refused by oneself, advised",
)  # fmt: skip
OF_COLLEAGUES = (
    *(f"promise {what}: {whom}" for what in ("kept", "broken") for whom in WHOM),
    "trust goes back to its start", "several promises in a day", "kept and broken in a day",
    "support counts for less", "support counts for more", "trust keeps somebody", "trust lost drives away",
    "does more than asked", "initiative at its bounds", "initiative while engagement is off",
    "alone in his team", "sees colleagues do more", "pressed by colleagues", "pressed in part",
    "paid together", "quarrels", "pressed on a day off", "advice wins trust", "refused by who does more",
)  # fmt: skip
WANTED_OF_PEOPLE = (*OF_ABSENCE, *OF_QUITTING, *OF_STOCK, *OF_PREVENTED, *OF_COLLEAGUES)


class Peopled(Steered):
    """A twin that notes what happens to people."""

    # Absence and the roster.

    def open_for_people(self) -> None:
        if self.life.absence.enabled:
            here = [each.employee for each in self.advisors if each.employee is not None]
            self.note("is well again", any(each.ill_until == self.day > 0 for each in here))
        strain, engagement = self.life.strain.enabled, self.life.engagement.enabled
        self.note("only strain moves", strain and not engagement)
        self.note("only engagement moves", engagement and not strain)
        alike = {self.life.engagement.fit, self.life.engagement.peers, self.life.strain.hostile} == {1.0}
        self.note("equal weights", engagement and strain and alike)
        super().open_for_people()
        self.note("burnt out", self.tally.counts["burnt_out"])
        self.note("strain of somebody hired", self.tally.counts["strain_of_hires"])

    def let_fall_ill(self, advisor: Advisor) -> None:
        employee = advisor.employee
        before = employee.illnesses if employee else 0
        super().let_fall_ill(advisor)
        if employee is not None and employee.illnesses > before:
            self.note("falls ill")
            several = employee.ill_until > self.day + 1
            self.note("ill for several days" if several else "ill for a day")
            self.note("ill over days off", self.passed() > DAY)

    def _roster_of(self, group: Group, shifts: int) -> list[Advisor | None]:
        roster = super()._roster_of(group, shifts)
        own = [advisor for advisor in self.advisors if advisor.group is group]
        able = sum(map(self.can_work, own))
        self.note("others are drawn for who cannot work", shifts <= able < len(own))
        self.note("shift uncovered: ill", roster.count(None) > max(shifts - able, 0))
        if able < shifts:
            vacant = any(advisor.employee is None for advisor in own)
            in_training = any(each.employee is not None and not self.can_work(each) for each in own)
            self.note("shift uncovered: vacant", vacant and not in_training)
            self.note("shift uncovered: in training", in_training and not vacant)
            later = None in roster and any(roster[roster.index(None) :])
            self.note("an early shift is uncovered, a later one not", later)
        return roster

    def _give_slack(self) -> None:
        gaps = None in self.roster and any(self.roster)
        self.note("slack around a shift uncovered", self.centre.projects.slack > 0 and gaps)
        super()._give_slack()

    def _call_to_meetings(self, at_work: list[Advisor]) -> None:
        for circle in self.circles:
            ill = [each for each in circle.members if each.employee and self.is_ill(each.employee)]
            self.note("a circle meets without who is ill", ill and self._meets_today(circle))
        super()._call_to_meetings(at_work)

    # Coming and going.

    def let_quit(self, advisor: Advisor) -> None:
        employee = advisor.employee
        super().let_quit(advisor)
        if employee is not None and advisor.employee is None:
            self.note("quits")
            self.note("quits at work", advisor.state != "off")
            self.note("quits over days off", self.passed() > DAY)
            self.note("quits, having been hired", employee.generation > 0)
            self.note("quits while he is ill", self.day < employee.ill_until)

    def let_hire(self, advisor: Advisor) -> None:
        vacant = advisor.employee is None
        super().let_hire(advisor)
        if vacant:
            self.note("vacant for days", advisor.employee is None and self.day > advisor.vacant_from)
        if vacant and advisor.employee is not None:
            self.note("is hired")
            self.note("hired on the day somebody leaves", advisor.vacant_from == self.day)
            self.note("begins after training", self.life.hiring.training > 0)
            self.note("begins before his predecessor has hung up", advisor.state != "off")

    def let_newcomers_learn(self) -> None:
        before = {each: each.missing for each in self.employees if each.left is None}
        super().let_newcomers_learn()
        for employee, missing in before.items():
            self.note("learns", LEARNT < employee.missing < missing)
            self.note("has learnt it all", employee.missing == 0 < missing)

    def answer(self, advisor: Advisor, case: Case) -> None:
        self.note("talk of somebody new", advisor.employee is not None and advisor.employee.missing > 0)
        super().answer(advisor, case)

    # Demands and resources.

    def _demands(
        self, employee: Employee, advisor: Advisor, spent: Counter[str], since: dict[str, float]
    ) -> float:
        for name in COUNTED:
            self.note(f"yesterday: {name}", since[name])
        self.note("yesterday's gaps in the roster", self.uncovered[advisor.group.name])
        self.note("several bosses", advisor.accountable_to > 1)
        return super()._demands(employee, advisor, spent, since)

    def _weighted(self, shares: Iterable[tuple[float, float]]) -> float:
        shares = list(shares)
        self.note("more than a full demand", any(weight > 0 and share > 1 for weight, share in shares))
        return super()._weighted(shares)

    def _look_at_manager(self, employee: Employee) -> None:
        seat = employee.manager.seat if employee.manager else None
        on_phones = sum(seat.paid.values()) if seat else 0
        before = sum(employee.paid.values())
        super()._look_at_manager(employee)
        self.note("a manager's day", sum(employee.paid.values()) > before)
        self.note("a manager's day on the phones", on_phones)

    def _of_late(self, share: float, part: float, whole: float) -> float:
        self.note("nothing to go by", whole == 0)
        return super()._of_late(share, part, whole)

    def _weigh(self, employee: Employee) -> None:
        super()._weigh(employee)
        misfit = self.life.engagement.misfit * (employee.autonomy - employee.appetite) ** 2
        self.note("no fit at all" if misfit >= 1 else "some fit")
        self.note("recognised", employee.coached > 0)
        self.note("some relief", self.irritants < 1)

    def worn_out(self, employee: Employee) -> float:
        strain = super().worn_out(employee)
        both = self.life.strain.interaction * employee.demands * (1 - employee.resources)
        self.note("demands and lacking resources together", both > 0)
        self.note("strain at its bounds", strain in (0, 1))
        return strain

    def engaged(self, employee: Employee) -> float:
        engagement = super().engaged(employee)
        self.note("engagement at its bounds", engagement in (0, 1))
        return engagement

    def engaged_effort(self, advisor: Advisor) -> float:
        effort = super().engaged_effort(advisor)
        self.note("tries harder, being engaged", effort > 1)
        self.note("tries less hard", 0 < effort < 1)
        self.note("does not try at all", effort == 0)
        self.note("tries for a bonus, engaged", effort not in (0, 1) and advisor.tries != 1)
        return effort

    # What is prevented.

    def end_talk(self, advisor: Advisor) -> Advisor | None:
        calls_back, before, case = advisor.state == "call_back", advisor.prevented, advisor.case
        freed = super().end_talk(advisor)
        if case is not None and case.decision == "denied" and not calls_back:
            self.note("refused by who does more", case.advisor is None and self._would_do_more(advisor, case))
        more = advisor.prevented > before
        self.note("prevented: told by a call-back" if calls_back else "prevented: cut", more)
        return freed

    def _would_do_more(self, advisor: Advisor, case: Case) -> bool:
        unit, _ = self.draws.units(streams.INITIATIVE, case.customer.row, case.attempt_key)
        what = self.life.initiative
        daring = advisor.employee.initiative if advisor.employee is not None and what.enabled else 0.0
        return unit < what.rate * daring

    def _is_settled(self, advisor: Advisor, case: Case) -> bool:
        before = advisor.prevented
        settled = super()._is_settled(advisor, case)
        self.note("prevented: conversation cut", advisor.prevented > before)
        return settled

    def decide(self, case: Case, decision: str) -> None:
        advisor = None if case.promised else case.advisor
        before = advisor.prevented if advisor else 0
        super().decide(case, decision)
        if advisor is not None:
            self.note("prevented: told on the line", advisor.prevented > before)
            self.note("refused rightly by others", case.undue and decision != "granted")

    def _decide_advised(self, case: Case) -> None:
        super()._decide_advised(case)
        self.note("refused by oneself, advised", self.keeps_back(case))

    def gives_up_hold(self, case: Case) -> None:
        advisor = case.advisor
        before = advisor.prevented
        super().gives_up_hold(case)
        self.note("prevented: left the line", advisor.prevented > before)

    # Colleagues.

    def press(self, employee: Employee) -> None:
        super().press(employee)
        pressed = self.life.pressure.enabled and employee.pressure > 0
        self.note("pressed by colleagues", pressed)
        self.note("pressed in part", pressed and employee.pressure < 1)
        if pressed and employee.place is not None:
            day_off = sum(employee.place.paid.values()) == sum(employee.paid.values())
            self.note("pressed on a day off", day_off)

    def dependence(self, advisor: Advisor) -> float:
        found = super().dependence(advisor)
        together = self.centre.steering.bonus == "collective" and self.centre.steering.bonus_share > 0
        self.note("paid together", together and found == 1)
        return found

    def quarrel(self, advisor: Advisor) -> None:
        super().quarrel(advisor)
        self.note("quarrels")

    def judge_promises(self, employee: Employee) -> None:
        if employee.place is not None and self.life.trust.enabled:
            for whom in WHOM:
                self.note(f"promise kept: {whom}", employee.place.kept[whom] > employee.kept[whom])
                self.note(f"promise broken: {whom}", employee.place.broken[whom] > employee.broken[whom])
        super().judge_promises(employee)

    def _hear(self, case: Case, colleague: Advisor) -> None:
        self.note("advice wins trust", self.life.trust.enabled and self.life.trust.gain > 0)
        super()._hear(case, colleague)

    def trusting(self, before: float, won: int, lost: int) -> float:
        self.note("several promises in a day", max(won, lost) > 1)
        self.note("kept and broken in a day", min(won, lost) > 0)
        back = won == lost == 0 and before != self.life.trust.at_start
        self.note("trust goes back to its start", back and self.passed() > 0)
        return super().trusting(before, won, lost)

    def believed(self, share: float, trust: float) -> float:
        found = super().believed(share, trust)
        self.note("support counts for less", found < share - 1e-9)
        self.note("support counts for more", found > share + 1e-9)
        return found

    def ratio_of_leaving(self, employee: Employee) -> float:
        found = super().ratio_of_leaving(employee)
        self.note("trust keeps somebody", found < 1)
        self.note("trust lost drives away", found > 1)
        return found

    def _level(self, employee: Employee, advisors: list[Employee]) -> float:
        alone = all(each is employee or each.place.team != employee.place.team for each in advisors)
        self.note("alone in his team" if alone else "sees colleagues do more")
        self.note("initiative while engagement is off", not self.life.engagement.enabled)
        return super()._level(employee, advisors)

    def daring(self, employee: Employee) -> float:
        found = super().daring(employee)
        self.note("initiative at its bounds", found in (0, 1))
        return found

    def does_more(self, advisor: Advisor, case: Case) -> None:
        super().does_more(advisor, case)
        self.note("does more than asked", case.delighted)

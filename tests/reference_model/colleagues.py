"""Whom people trust, what they dare beyond what is asked, how colleagues press and quarrel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reference_model.chat import Chat
from reference_model.circles import kept, mean
from reference_model.things import Advisor, Case
from sim import streams

if TYPE_CHECKING:
    from reference_model.description_of_people import Life
    from reference_model.people import Employee

WHOM = ("sponsor", "manager", "peers")


class Colleagues(Chat):
    """People among others."""

    life: Life
    shifts: dict[str, int]  # of yesterday, by group
    uncovered: dict[str, int]

    def passed(self) -> int:
        """Since the last opening."""
        return self.today.opens - self.centre.calendar[max(self.day - 1, 0)].opens

    def strained(self, employee: Employee) -> float:
        """More than usual, in standard deviations."""
        return (employee.strain - self.life.strain.usual) / self.life.strain.spread

    def more_engaged(self, employee: Employee) -> float:
        """The same of engagement."""
        return (employee.engagement - self.life.engagement.usual) / self.life.engagement.spread

    # Pressure.

    def press(self, employee: Employee) -> None:
        """Who depends on colleagues feels it when they are missing; sometimes it comes to a quarrel."""
        advisor = employee.place
        if advisor is None or not self.life.pressure.enabled:
            return
        group = advisor.group.name
        missing = self.uncovered[group] / max(self.shifts[group], 1) / self.life.strain.most_missing
        employee.pressure = min(missing, 1.0) * self.dependence(advisor)
        unit, _ = self.draws.units(streams.CONFLICT, advisor.row, self.day)
        was_there = sum(advisor.paid.values()) > sum(employee.paid.values())
        if was_there and unit < self.chance_of_quarrel(employee):
            self.quarrel(advisor)

    def quarrel(self, advisor: Advisor) -> None:
        self.count(conflicts=1)
        advisor.hostile += 1
        advisor.broken["peers"] += 1

    def dependence(self, advisor: Advisor) -> float:
        """How far others than his manager look after what he does, or are paid with him."""
        steering, breaking = self.centre.steering, self.centre.breaking
        together = steering.bonus == "collective" and steering.bonus_share > 0
        if together and any(each.team == advisor.team for each in self.everybody if each is not advisor):
            return 1.0
        if advisor.manager is None:
            return float(advisor.cohesion / breaking.seen_by_peers > 0)
        by_peers = advisor.cohesion / breaking.seen_by_peers
        return by_peers / (by_peers + 1 / breaking.seen_by_manager) if by_peers else 0.0

    def chance_of_quarrel(self, employee: Employee) -> float:
        what, factor = self.life.pressure, 1.0
        if self.life.strain.enabled:
            factor = max(1 + what.by_strain * self.strained(employee), 0.0)
        return what.conflicts * employee.pressure * factor

    # Trust.

    def judge_promises(self, employee: Employee) -> None:
        """What was kept and broken since the last opening, for each of those whom he trusts or not."""
        advisor = employee.place
        if advisor is None or not self.life.trust.enabled:
            return
        for whom in WHOM:
            won = advisor.kept[whom] - employee.kept[whom]
            lost = advisor.broken[whom] - employee.broken[whom]
            before = getattr(employee, f"trust_{whom}")
            setattr(employee, f"trust_{whom}", self.trusting(before, won, lost))

    def trusting(self, before: float, won: int, lost: int) -> float:
        """Slow to grow, quick to fall; forgotten where nothing is promised."""
        what = self.life.trust
        if won == lost == 0:
            return what.at_start + (before - what.at_start) * kept(self.passed(), what.half_life)
        distrust = (1 - before) * (1 - what.gain) ** won
        return (1 - distrust) * (1 - what.gain * what.asymmetry) ** lost

    def believed(self, share: float, trust: float) -> float:
        """Help is worth the more, the more one trusts who gives it."""
        what = self.life.trust
        return min(share * (1 - what.counts) + share * what.counts * trust / what.at_start, 1.0)

    # Initiative.

    def dare(self, here: list[Employee]) -> None:
        """All at once: everybody sees what the others did yesterday."""
        if not self.life.initiative.enabled:
            return
        advisors = [each for each in here if each.place is not None]
        levels = {each: self._level(each, advisors) for each in advisors}
        left = kept(self.passed(), self.life.initiative.half_life)
        for each, level in levels.items():
            each.initiative = level * (1 - left) + each.initiative * left

    def _level(self, employee: Employee, advisors: list[Employee]) -> float:
        team = [each for each in advisors if each.place.team == employee.place.team and each is not employee]
        own, spread = self.daring(employee), self.life.initiative.spread
        if not team:
            return own
        return spread * mean([each.initiative for each in team]) + (1 - spread) * own

    def daring(self, employee: Employee) -> float:
        """By himself: as free as he feels, as engaged as he is, as far as he trusts those at the top."""
        what, advisor = self.life.initiative, employee.place
        assert advisor is not None
        factor = max(1 + what.by_engagement * self.more_engaged(employee), 0.0)
        factor = factor if self.life.engagement.enabled else 1.0
        factor *= employee.trust_sponsor / self.life.trust.at_start
        return min(factor * (employee.autonomy * advisor.felt) ** what.saturation, 1.0)

    def does_more(self, advisor: Advisor, case: Case) -> None:
        """The case is solved: now and then somebody does more than he was asked to."""
        what = self.life.initiative
        if advisor.employee is None or not what.enabled:
            return
        unit, _ = self.draws.units(streams.INITIATIVE, case.customer.row, case.attempt_key)
        if unit < what.rate * advisor.employee.initiative:
            case.delighted = True
            self.count(initiatives=1, initiative_cost=what.costs)

    def ratio_of_leaving(self, employee: Employee) -> float:
        """By trust in those at the top."""
        what = self.life.trust
        return math.exp(-what.by_sponsor * (employee.trust_sponsor - what.at_start))

    # Counting.

    def count_climate(self, day_0: list[Employee]) -> None:
        """Whoever has left counts at his last."""
        advisors = [each for each in day_0 if each.place is not None]
        for name in (*(f"trust_{whom}" for whom in WHOM), "initiative"):
            self.tally.counts[name] = mean([getattr(each, name) for each in advisors])
        here = [each.employee for each in self.advisors if each.employee is not None]
        self.count(pressure=mean([each.pressure for each in here]))

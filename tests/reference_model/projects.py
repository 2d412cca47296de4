"""Time off the phone for projects: slack, working groups, and the irritants of everybody they remove."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reference_model.circles import kept, mean
from reference_model.description import Centre
from reference_model.memberships import Circle
from reference_model.steering import Steering
from reference_model.things import Advisor, Spell
from sim import streams

AS_QUIET = 1e-9  # loads that differ by less are the same
OF_A_DAY = 2**20  # the first number that tells when a working group meets unannounced


@dataclass(eq=False)
class WorkingGroup:
    """Volunteers who work at what everybody minds."""

    number: int
    members: list[Advisor]


class Projects(Steering):
    """Advisors with projects."""

    called_off: bool  # the change that they are part of (`transition`)

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        self.working_groups = [self._group(number) for number in range(centre.projects.at_once)]
        self.irritants = 1.0  # of everybody, what is left
        self.irritants_touched = centre.calendar[0].opens

    def _group(self, number: int) -> WorkingGroup:
        """Drawn from everybody without replacement."""
        draw = {each: self.draws.units(streams.VOLUNTEERS, number, each.row)[0] for each in self.advisors}
        order = sorted(self.advisors, key=lambda each: draw[each])
        group = WorkingGroup(number, order[: self.centre.projects.volunteers])
        for member in group.members:
            member.working_groups += 1
        return group

    # What calls off the phone.

    def call_off_the_phone(self, at_work: list[Advisor]) -> None:
        super().call_off_the_phone(at_work)
        self._give_slack()
        self._call_to_groups(at_work)
        for advisor in at_work:
            advisor.spells.sort(key=lambda spell: spell.start)

    def _give_slack(self) -> None:
        """A share of every shift, spread evenly over the roster, of which some may not come."""
        for place, advisor in enumerate(self.roster):
            if advisor is None:
                continue
            length = advisor.shift_end - advisor.shift_start
            slack = int(self.centre.projects.slack * length + 0.5)
            if slack > 0:
                start = advisor.shift_start + (length - slack) * (2 * place + 1) // (2 * len(self.roster))
                advisor.spells.append(Spell(start, "slack", slack))
                self.schedule(start, "away_starts", advisor)

    def _call_to_groups(self, at_work: list[Advisor]) -> None:
        """Those members of the groups that meet today who are at work then."""
        for group in self.working_groups:
            if not self._group_meets_today(group):
                continue
            start = self._start_of_group(group)
            ends = start + self.centre.projects.meet_for
            for member in group.members:
                if member in at_work and member.on_shift(start):
                    member.spells.append(Spell(start, "working_group", ends=ends, group=group))
                    self.schedule(start, "away_starts", member)
            self.schedule(ends, "meeting_ends", group)

    def _group_meets_today(self, group: WorkingGroup) -> bool:
        projects = self.centre.projects
        day = self.day - projects.warmup - projects.begin_on
        if self.called_off:
            return False
        return 0 <= day < projects.last_for and (day + group.number) % projects.meet_every == 0

    def _start_of_group(self, group: WorkingGroup) -> int:
        """When the floor can best spare them; unannounced at any time."""
        projects, opens = self.centre.projects, self.today.opens
        spare = self.today.closes - opens - projects.meet_for
        if projects.announced:
            return opens + self._quietest(spare)
        unit, _ = self.draws.units(streams.VOLUNTEERS, OF_A_DAY + group.number, self.day)
        return opens + int(unit * spare + 0.5)

    def _quietest(self, spare: int) -> int:
        """From opening, the interval with which the quietest meeting begins; of equals the first."""
        best, least = 0, math.inf
        for start in range(0, spare + 1, self.centre.slot):
            load = self._load_of(start, start + self.centre.projects.meet_for)
            if load < least * (1 - AS_QUIET):
                best, least = start, load
        return best

    def _load_of(self, start: int, end: int) -> float:
        """First contacts for each of those present, mean over a meeting's time with anybody present."""
        slot, total, time = self.centre.slot, 0.0, 0
        for place, (contacts, present) in enumerate(self.centre.projects.load[self.today.weekday]):
            within = min(end, (place + 1) * slot) - max(start, place * slot)
            if within > 0 and present > 0:
                total += within * contacts / present
                time += within
        return total / time if time else math.inf

    # What meetings bring.

    def meeting_ends(self, meeting: Circle | WorkingGroup) -> None:
        """If somebody has come, a share of everybody's irritants is removed."""
        if isinstance(meeting, Circle):
            super().meeting_ends(meeting)
            return
        come = any(each.state == "working_group" and each.works_in is meeting for each in meeting.members)
        if come:
            self.count(group_meetings=1)
            self._fade_everybodys()
            self.irritants *= 1 - self.centre.projects.group_relief
            for advisor in self.everybody:
                self.feel(advisor)

    def fade(self) -> None:
        """Overnight: everybody feels what has come back."""
        self._fade_everybodys()
        super().fade()
        if self.irritants < 1:
            for advisor in self.everybody:
                self.feel(advisor)
        self.count(irritants=self.irritants)

    def _fade_everybodys(self) -> None:
        passed = self.now - self.irritants_touched
        self.irritants = 1 - (1 - self.irritants) * kept(passed, self.centre.coordination.irritants_return)
        self.irritants_touched = self.now

    def feel(self, advisor: Advisor) -> None:
        """Irritants slow talks down, those of an advisor's circles and those of everybody."""
        own = mean([circle.irritants for circle in advisor.circles]) if advisor.circles else 1.0
        advisor.pace = 1 - self.centre.coordination.irritant_cost * (1 - own * self.irritants)
        advisor.cohesion = mean([circle.cohesion for circle in advisor.circles])

"""Spells off the phone: breaks, meetings with their preparation, paper work.

A spell calls its advisor away when it falls due; who is busy then goes when he is free. A break and paper
work have a length, a meeting and its preparation an end: who is free only after it has missed it.
"""

from __future__ import annotations

from reference_model.clockwork import DAY_MS, Clockwork
from reference_model.memberships import Circle
from reference_model.things import Advisor, Spell

BEFORE_THE_END = 3_600_000  # of the shift, paper work is done


class Spells(Clockwork):
    """What calls advisors off the phone today."""

    roster: list[Advisor | None]  # of the day, shift by shift; None: nobody comes

    def call_off_the_phone(self, at_work: list[Advisor]) -> None:
        """Meetings and paper work are laid out with the breaks of those who work today, by their starts."""
        self._call_to_meetings(at_work)
        self._call_to_paper_work(at_work)
        for advisor in at_work:
            advisor.spells.sort(key=lambda spell: spell.start)

    def _call_to_meetings(self, at_work: list[Advisor]) -> None:
        """Circles that meet today call those of their members who are at work then."""
        for circle in self.circles:
            if self._meets_today(circle):
                start = self._start_of(circle)
                members = [each for each in circle.members if each in at_work and each.on_shift(start)]
                circle.expected = len(members)
                for member in members:
                    self._call_to_meeting(member, circle, start)
                self.schedule(start + circle.kind.length, "meeting_ends", circle)

    def _meets_today(self, circle: Circle) -> bool:
        return circle.kind.length > 0 and (self.day + circle.place) % circle.kind.every == 0

    def _start_of(self, circle: Circle) -> int:
        """As given, or one after the other over the day."""
        kind, opens = circle.kind, self.today.opens
        if kind.at is not None:
            return opens - opens % DAY_MS + kind.at
        turns = [each for each in self.circles if each.kind.at is None and self._meets_today(each)]
        spare = self.today.closes - opens - kind.preparation - kind.length
        turn = 2 * turns.index(circle) + 1
        return opens + kind.preparation + int(spare * turn / (2 * len(turns)))

    def _call_to_meeting(self, member: Advisor, circle: Circle, start: int) -> None:
        """Who begins to work in the middle of preparation finds what is left of it."""
        begin = start - circle.kind.preparation
        if begin < start:
            member.spells.append(Spell(begin, "preparation", ends=start))
        member.spells.append(Spell(start, "meeting", ends=start + circle.kind.length, circle=circle))
        if begin >= member.shift_start:
            self.schedule(begin, "away_starts", member)

    def _call_to_paper_work(self, at_work: list[Advisor]) -> None:
        for advisor in at_work:
            if advisor.documenting > 0:
                due = max(advisor.shift_start, advisor.shift_end - BEFORE_THE_END - advisor.documenting)
                advisor.spells.append(Spell(due, "documenting", advisor.documenting))
                self.schedule(due, "away_starts", advisor)

    def begin_spell(self, advisor: Advisor) -> bool:
        """The first one due that is not over yet; False where there is none."""
        while self.is_due(advisor) and self.now < advisor.shift_end:
            spell = advisor.spells.pop(0)
            ends = self.now + spell.length if spell.ends is None else spell.ends
            if spell.ends is None or ends > self.now:
                advisor.turn_to(spell.account, self.now)
                advisor.meets_in, advisor.works_in = spell.circle, spell.group
                advisor.away_until = ends
                self.schedule(ends, "away_ends", advisor)
                return True
        return False

    def add_spell(self, advisor: Advisor, spell: Spell) -> None:
        """In the middle of the day, behind what falls due at the same time."""
        before = [each for each in advisor.spells if each.start <= spell.start]
        advisor.spells.insert(len(before), spell)

    def is_due(self, advisor: Advisor) -> bool:
        return bool(advisor.spells) and advisor.spells[0].start <= self.now

    def away_ends(self, advisor: Advisor) -> Advisor | None:
        """Back to the phone; from a meeting only after a while."""
        circle, advisor.meets_in = advisor.meets_in, None
        if circle is None or circle.kind.recovery == 0:
            return advisor
        advisor.turn_to("recovery", self.now)
        self.schedule(self.now + circle.kind.recovery, "away_ends", advisor)
        return None

"""Crises: shocks that the whole firm has to decide on, by the chain of managers or by all circles."""

from __future__ import annotations

from reference_model.draws import NEVER
from reference_model.memberships import Circle
from reference_model.shocks import Shock, Shocks
from reference_model.things import ATTEMPTS, Spell
from sim import streams

CIRCLES_FROM = 2**16  # entities of CRISIS: shocks, then circles


class Crisis(Shocks):
    """How the firm decides."""

    def begin_to_decide(self, shock: Shock) -> None:
        if self.centre.crisis.decided_by == "consensus":
            wanted = [circle for circle in self.circles if circle.kind.consents]
            shock.objecting = wanted or list(self.circles)
            if shock.objecting:
                self._meet(shock)
        elif self.managers:
            self._take_step(shock)

    def crisis_turns(self, shock: Shock) -> None:
        """A step up the chain, or a meeting, is over; or a meeting is due."""
        if self.centre.crisis.decided_by == "command":
            shock.steps += 1
            if shock.steps == len(self.centre.limits):
                self._decide_crisis(shock)
            else:
                self._take_step(shock)
        elif shock.in_meeting:
            self._end_meeting(shock)
        else:
            self._meet(shock)

    def _decide_crisis(self, shock: Shock) -> None:
        self.count(crises_decided=1, crisis_time=self.working_time() - shock.worked)
        self.end_shock(shock)

    def _take_step(self, shock: Shock) -> None:
        """Every level takes its time, on the clock of opening hours."""
        law = self.centre.crisis.step
        length = self.draws.own_duration(law, streams.CRISIS, shock.row, shock.steps)
        ends = self.when_worked(self.working_time() + length)
        if ends < NEVER:
            self.schedule(ends, "crisis_turns", shock)

    # Consensus.

    def _meet(self, shock: Shock) -> None:
        """All who have not consented drop what they do; what would last beyond closing waits for tomorrow."""
        ends = self.now + self.centre.crisis.meeting
        if ends > self.today.closes:
            self.schedule(self.ends, "crisis_turns", shock)
            return
        shock.in_meeting = True
        for advisor in self.advisors:
            sits = any(circle in shock.objecting for circle in advisor.circles)
            if sits and advisor.on_shift(self.now):
                self.add_spell(advisor, Spell(self.now, "meeting", ends=ends))
                self.schedule(self.now, "away_starts", advisor)
        self.schedule(ends, "crisis_turns", shock)

    def _end_meeting(self, shock: Shock) -> None:
        shock.in_meeting = False
        k = shock.row * ATTEMPTS + min(shock.steps, ATTEMPTS - 1)
        shock.objecting = [circle for circle in shock.objecting if self._objects(circle, k)]
        shock.steps += 1
        if shock.objecting:
            self.schedule(self.now + self.centre.crisis.pause, "crisis_turns", shock)
        else:
            self._decide_crisis(shock)

    def _objects(self, circle: Circle, k: int) -> bool:
        unit, _ = self.draws.units(streams.CRISIS, CIRCLES_FROM + circle.row, k)
        return unit >= 1 - self.centre.coordination.objection

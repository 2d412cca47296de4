"""Shocks: contacts beside the usual ones, longer talks, rarer solutions, for a time or until a decision."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reference_model.description import Centre
from reference_model.draws import NEVER
from reference_model.support import Support
from sim import streams

if TYPE_CHECKING:
    from reference_model.description_of_support import GivenShock
    from reference_model.memberships import Circle

HOUR = 3_600_000
CONTACTS_FROM = 2**16  # of SHOCKS: days' numbers of contacts, then days' contacts


@dataclass(eq=False)
class Shock:
    """One shock, as it goes on."""

    row: int
    given: GivenShock
    begins: int
    ends: int
    worked: int = 0  # opening time of the centre when it began
    on: bool = False
    begun: bool = False
    steps: int = 0  # of the decision, or meetings, so far
    objecting: list[Circle] = field(default_factory=list)  # circles that have not consented yet
    in_meeting: bool = False


class Shocks(Support):
    """What befalls the centre."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        self.shocks = [self._shock(row, given) for row, given in enumerate(centre.shocks)]
        self.shock_serials = 0
        for shock in self.shocks:
            if shock.begins < NEVER:
                self.schedule(shock.begins, "shock_turns", shock)

    def _shock(self, row: int, given: GivenShock) -> Shock:
        if given.begins is None:
            return Shock(row, given, NEVER, NEVER)
        day = [day for day in self.centre.calendar if day.opens <= given.begins][-1]
        worked = day.worked + given.begins - day.opens
        return Shock(row, given, given.begins, self.when_worked(worked + given.length), worked)

    def when_worked(self, worked: int) -> int:
        """When the clock of opening hours comes to stand there."""
        for day in self.centre.calendar:
            if worked <= day.worked + day.closes - day.opens:
                return day.opens + worked - day.worked
        return NEVER

    def shock_turns(self, shock: Shock) -> None:
        """It begins, or ends."""
        if shock.begun:
            self.end_shock(shock)
            return
        shock.begun = shock.on = True
        if shock.ends < NEVER:
            self.schedule(shock.ends, "shock_turns", shock)
        if shock.given.needs_decision:
            self.count(crises=1)
            self.begin_to_decide(shock)

    def end_shock(self, shock: Shock) -> None:
        shock.on = False

    def begin_to_decide(self, shock: Shock) -> None:
        """The whole firm is concerned."""

    # What it brings.

    def schedule_first_contacts(self) -> None:
        """Those whom shocks bring call among the day's other callers."""
        for shock in self.shocks:
            self._draw_contacts(shock)
        super().schedule_first_contacts()

    def _draw_contacts(self, shock: Shock) -> None:
        """Laid out for the part of the day in which it may be on, even if a decision has ended it."""
        begins, ends = max(shock.begins, self.today.opens), min(shock.ends, self.today.closes)
        if begins >= ends:
            return
        since = (self.today.worked + begins - self.today.opens - shock.worked) / HOUR
        hours, half_life = (ends - begins) / HOUR, shock.given.half_life
        area = hours
        if half_life is not None:
            area = 2 ** (-since / half_life) * (1 - 2 ** (-hours / half_life)) * half_life / math.log(2.0)
        mean = shock.given.volume * self.centre.contacts_per_hour * area
        for place in range(self.draws.poisson(streams.SHOCKS, shock.row, self.day, mean)):
            whose, when = self.draws.units(streams.SHOCKS, shock.row, CONTACTS_FROM + self.day, place)
            if half_life is not None:
                when = -half_life * math.log2(1 - when * (1 - 2 ** (-hours / half_life))) / hours
            time = min(begins + int(when * (ends - begins) + 0.5), ends - 1)
            serial = streams.SHOCK_SERIALS + self.shock_serials
            self.shock_serials += 1
            self.brought.append((time, int(whose * self.centre.customers), serial, shock))

    # What it does.

    def lengthened(self, talk: int) -> int:
        """A talk that begins now."""
        on = [shock.given.handling for shock in self.shocks if shock.on]
        return int(talk * math.prod(on) + 0.5) if on else talk

    def solving(self) -> float:
        """Of what is usually solved, what still can be."""
        return math.prod(shock.given.solving for shock in self.shocks if shock.on)

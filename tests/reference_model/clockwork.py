"""The agenda of events and the clocks: what every other part of the twin stands on."""

from __future__ import annotations

import bisect
import heapq
import math
from itertools import pairwise
from typing import Any

from reference_model.description import Centre, OpenDay
from reference_model.draws import Draws
from reference_model.memberships import circles_of
from reference_model.things import Advisor, Event, Manager, Tally, Tray
from sim import streams

DAY_MS = 86_400_000

# Simultaneous events happen in this order, those of one kind in the order in which they were scheduled:
# people come, work ends, decisions fall, customers call, customers give up, people go.
KINDS = (
    "shift_starts", "manager_starts", "manager_turns", "shock_turns", "crisis_turns", "meeting_ends",
    "away_ends", "advice_ends", "support_ends", "chat_ends", "talk_ends", "review_ends", "rework_ends",
    "wrap_up_ends", "tray_look", "request_times_out", "advice_times_out", "bad_practice_seen", "returns",
    "first_contact", "overflows", "manager_joins", "gives_up_queue", "gives_up_hold", "gives_up_chat",
    "need_lapses", "away_starts", "closing", "manager_ends", "shift_ends",
)  # fmt: skip
RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class Clockwork:
    """A centre with its people, its agenda and its time."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        self.centre = centre
        self.draws = Draws(seed, replication)
        self.agenda: list[tuple[int, int, int, Event]] = []
        self.scheduled = 0
        self.now = 0
        self.day = 0
        self.is_open = False
        self.tallies: list[Tally] = []
        self.managers = self._managers()
        self.authority = {group.name: group.authority for group in centre.groups}
        self.advisors = self._advisors()
        self.seats = self._seats()
        self.circles = circles_of(centre, self.advisors)

    @property
    def everybody(self) -> list[Advisor]:
        """All who may be on the phone: those employed for it, and managers in their seats."""
        return [*self.advisors, *self.seats]

    @property
    def today(self) -> OpenDay:
        return self.centre.calendar[self.day]

    @property
    def ends(self) -> int:
        """The next day's opening: the end of this one."""
        return self.centre.calendar[self.day + 1].opens

    @property
    def closes_today(self) -> bool:
        return self.today.closes < self.ends

    @property
    def tally(self) -> Tally:
        return self.tallies[self.day]

    def count(self, **numbers: float) -> None:
        """Add to the day's counts."""
        for name, number in numbers.items():
            self.tally.counts[name] += number

    def count_role(self, name: str, role: str | None) -> None:
        """Of the counts that are kept role by role."""
        self.count(**{f"{name} {role}": 1})

    def schedule(self, time: int, kind: str, subject: Any) -> Event:
        event = Event(time, kind, subject, self.scheduled)
        heapq.heappush(self.agenda, (time, RANK[kind], self.scheduled, event))
        self.scheduled += 1
        return event

    def working_time(self) -> int:
        """Now, on the clock of opening hours."""
        return self.today.worked + max(min(self.now, self.today.closes) - self.today.opens, 0)

    def time_of_day(self, share: float) -> int:
        """When a share of the day's volume has passed."""
        profile = self.centre.profile[self.today.weekday]
        slot = bisect.bisect_right(profile, share, 0, len(profile) - 1) - 1
        width = profile[slot + 1] - profile[slot]
        inside = (share - profile[slot]) / width if width > 0 else 0.0
        return min(self.today.opens + int((slot + inside) * self.centre.slot + 0.5), self.today.closes - 1)

    def _managers(self) -> list[Manager]:
        """Level by level, each a span of control smaller than the one below; with their trays."""
        centre, managers = self.centre, list[Manager]()
        if not centre.decisions:
            return managers
        levels: list[list[Manager]] = []
        below = sum(group.size for group in centre.groups)
        for level, limit in enumerate(centre.limits, start=1):
            below = max(1, -(-below // centre.span_of_control))
            shared = Tray()
            levels.append([])
            for place in range(below):
                tray = shared if centre.approver == "pooled" else Tray()
                manager = Manager(len(managers), limit=limit, level=level, place=place, tray=tray)
                manager.alone = below == 1
                tray.managers.append(manager)
                levels[-1].append(manager)
                managers.append(manager)
        for lower, upper in pairwise(levels):
            for manager in lower:
                manager.boss = upper[manager.place // centre.span_of_control]
        return managers

    def _advisors(self) -> list[Advisor]:
        """Group by group; each span of control is a team and answers to one manager."""
        advisors: list[Advisor] = []
        for group in self.centre.groups:
            for _ in range(group.size):
                row = len(advisors)
                team = row // self.centre.span_of_control
                manager = self.managers[team] if self.managers else None
                advisor = Advisor(row, group=group, manager=manager, team=team, authority=group.authority)
                self.draw_nature(advisor)
                advisors.append(advisor)
        return advisors

    def draw_nature(self, advisor: Advisor) -> None:
        """What somebody is like who has the place: of everybody who had it something else."""
        people = self.centre.people
        advisor.skill = self._spread(streams.SKILL, advisor, people.skill, people.skill_spread)
        advisor.appetite = self._spread(streams.APPETITE, advisor, people.appetite, people.appetite_spread)

    def _seats(self) -> list[Advisor]:
        """Where managers take calls whom advisors on the phone answer to, if they ever do; in no team."""
        seats: list[Advisor] = []
        if math.isinf(self.centre.support.surge_at):
            return seats
        phone = [advisor for advisor in self.advisors if advisor.group.channel == "phone"]
        for manager in (manager for manager in self.managers if manager.level == 1):
            first = next((advisor for advisor in phone if advisor.manager is manager), None)
            if first is None:
                continue
            seat = Advisor(len(self.advisors) + len(seats), group=first.group)
            seat.team, seat.seat_of, manager.seat = -2 - manager.row, manager, seat
            seat.manager = manager.boss or manager
            seat.authority = manager.limit
            seat.skill, seat.appetite = self.centre.people.skill, self.centre.people.appetite
            seats.append(seat)
        return seats

    def _spread(self, stream: int, advisor: Advisor, mean: float, spread: float) -> float:
        """Uniform around the mean."""
        unit, _ = self.draws.units(stream, advisor.row, advisor.generation)
        return min(max(mean + spread * (2 * unit - 1), 0.0), 1.0)

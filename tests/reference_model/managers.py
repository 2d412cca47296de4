"""The days of managers: parts of the day, relapse under load, coaching, what the field shows, delegation."""

from __future__ import annotations

import math

from reference_model.circles import mean
from reference_model.description import Centre
from reference_model.projects import Projects
from reference_model.things import ATTEMPTS, Advisor, Manager, Spell
from sim import streams

HOUR = 3_600_000
AT_WORK = ("idle", "talk", "hold", "wrap_up", "call_back", "rework", "asking", "advising", "chat")


class Managers(Projects):
    """Managers who come round to approving, the floor, coaching, reporting and meetings again and again."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        shares, length = centre.support.shares, centre.support.manager_round
        self.divided = any(share > 0 for _, share in shares)
        self.parts: list[tuple[str, int]] = []  # of a round: what is done, until when
        until = 1 - sum(share for _, share in shares)
        ends = [("idle", until)]
        for account, share in shares:
            until += share
            ends.append((account, until))
        begun = 0
        for account, until in ends:
            end = int(length * until + 0.5)
            if end > begun:
                self.parts.append((account, end))
            begun = end
        self.parts[-1] = (self.parts[-1][0], length)

    # Turning from one thing to another.

    def manager_starts(self, manager: Manager) -> None:
        """Who still reads, helps or talks as of yesterday stays at it."""
        if manager.on_phones and manager.seat is not None:
            manager.seat.settle(self.now)
            manager.seat.shift_start, manager.seat.shift_end = manager.shift_start, manager.shift_end
        comes = manager.state == "off" and not manager.on_phones
        self._begin_part(manager, free=comes or manager.at_rest)

    def manager_turns(self, manager: Manager) -> None:
        self._begin_part(manager, free=manager.at_rest)

    def _begin_part(self, manager: Manager, *, free: bool) -> None:
        """The part that the time falls into, if the day is divided; who is busy finishes first."""
        if self.divided:
            self._go_over(manager)
        if free:
            manager.turn_to(manager.rests, self.now)
            self.come_to_rest(manager)

    def _go_over(self, manager: Manager) -> None:
        account, ends = self._part(manager)
        turn, manager.turns = manager.turns, manager.turns + 1
        if manager.level == 1 and account in ("floor", "coaching") and self._relapses(manager, turn):
            account = "idle"
        manager.rests = account
        if manager.level == 1 and account == "coaching":
            self._coach(manager, ends)
        if ends < manager.shift_end:
            self.schedule(ends, "manager_turns", manager)

    def _part(self, manager: Manager) -> tuple[str, int]:
        """Where he is in his round: neighbours begin at other points of it. What, and until when at most."""
        length = self.centre.support.manager_round
        passed = (self.now - manager.shift_start + length * (manager.place % 5) // 5) % length
        account, end = next(part for part in self.parts if passed < part[1])
        return account, min(self.now + end - passed, manager.shift_end)

    def come_to_rest(self, manager: Manager) -> None:
        """Nobody needs him just now: his tray first, then his people."""
        self.begin_review(manager)
        if manager.at_rest and manager.on_shift(self.now):
            self.help_somebody(manager)

    def help_somebody(self, manager: Manager) -> None:
        """Those who wait for support."""

    def people_of(self, manager: Manager) -> list[Advisor]:
        return [advisor for advisor in self.advisors if advisor.manager is manager]

    def _relapses(self, manager: Manager, turn: int) -> bool:
        """Whether he gives up the floor, or coaching, for what waits in his tray: seen by all his people."""
        support = self.centre.support
        self.count(parts=1)
        probability = (1 - support.trained) * min(1, len(manager.tray.requests) / support.relapse_at)
        k = self.day * ATTEMPTS + min(turn, ATTEMPTS - 1)
        if self.draws.units(streams.RELAPSE, manager.row, k)[0] >= probability:
            return False
        self.count(relapses=1)
        for advisor in self.people_of(manager):
            advisor.felt *= 1 - support.relapse_weight
        return True

    # Coaching.

    def _coach(self, manager: Manager, ends: int) -> None:
        """Of those at work the one who has been coached least; busy, he comes when he is free."""
        there = [
            advisor
            for advisor in self.people_of(manager)
            if advisor.on_shift(self.now) and advisor.state in AT_WORK
        ]
        least = min(there, key=lambda advisor: advisor.coached, default=None)
        if least is not None:
            self.add_spell(least, Spell(self.now, "coaching", ends=ends))
            self.schedule(self.now, "away_starts", least)

    def begin_spell(self, advisor: Advisor) -> bool:
        """Coaching is booked when it begins: nobody is called out of it, or asked meanwhile."""
        begins = super().begin_spell(advisor)
        if begins and advisor.state == "coaching":
            self._learn(advisor, advisor.away_until - self.now)
        return begins

    def _learn(self, advisor: Advisor, time: int) -> None:
        advisor.coached += time
        learnt = (1 - advisor.skill) * self.centre.support.coaching_effect * time / HOUR
        advisor.skill = min(1.0, advisor.skill + learnt)

    # What the field shows.

    def show_field(self) -> None:
        """At the opening every manager has seen what he saw yesterday; what he saw before fades."""
        for manager in self.managers:
            if self.day > 0:
                self._remember_field(manager)
        self.count(exposure=mean([manager.exposure for manager in self.managers]))

    def _remember_field(self, manager: Manager) -> None:
        support = self.centre.support
        in_field = manager.paid["floor"] + (sum(manager.seat.paid.values()) if manager.seat else 0)
        hours, manager.in_field = (in_field - manager.in_field) / HOUR, in_field
        passed = self.today.opens - self.centre.calendar[self.day - 1].opens
        manager.exposure *= math.exp(-math.log(2.0) * passed / support.exposure_half_life)
        manager.exposure += (1 - manager.exposure) * min(1, support.exposure_gain * hours)

    def delegate(self) -> None:
        """Who stands at the top and has seen the field may raise what the desk decides."""
        for manager in self.managers:
            if manager.boss is None and self.comes_today(manager):
                unit, _ = self.draws.units(streams.DELEGATION, manager.row, self.day)
                if unit < 1 - math.exp(-self.centre.support.delegation_hazard * manager.exposure):
                    self._raise_authority()

    def _raise_authority(self) -> None:
        self.count(delegations=1)
        for advisor in self.advisors:
            before, advisor.authority = advisor.authority, self._raised(advisor.authority)
            advisor.kept["sponsor"] += before < advisor.authority
        for group, authority in self.authority.items():
            self.authority[group] = self._raised(authority)

    def _raised(self, authority: float) -> float:
        support = self.centre.support
        return max(authority, min(authority * (1 + support.delegation_step), support.delegation_most))

"""Those who write: who of them begins a conversation, and how his time is shared by those he has.

Every conversation of an advisor gets as much work as any other of his. It is over when the work he has done
on each since he began (`chat_work`) has come to what stood there at its start, and what it takes itself.
"""

from __future__ import annotations

from reference_model.description import Centre
from reference_model.surge import Surge
from reference_model.things import Advisor, Case

WRITTEN = -1  # band of those who write
UNITS = 2**20  # of work, in a ms of work


class Writers(Surge):
    """The floor, and advisors who write."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        most = max(group.concurrency for group in centre.groups)
        self.rates = [0] + [int(self._speed(number) * UNITS + 0.5) for number in range(1, most + 1)]

    def _speed(self, number: int) -> float:
        """Of each of so many conversations, against work on nothing else."""
        writing, others = self.centre.writing, number - 1
        waiting_for_customers = writing.active_share / (1 + writing.slowdown * others)
        fully_busy = 1 / (number * (1 + writing.switching * others))
        return min(waiting_for_customers, fully_busy)

    # Who begins.

    def ranks(self, case: Case) -> dict[str, int]:
        """Those who write are choices as others are."""
        return super().ranks(case) if case.channel == "phone" else self.choices(case.reason, WRITTEN)

    def idle_advisor_for(self, case: Case) -> Advisor | None:
        """Of those with room, who has the fewest conversations; longest idle first."""
        if case.channel == "phone":
            return super().idle_advisor_for(case)
        ranks = self.ranks(case)
        groups = [group for group in self.centre.groups if self.may_take(group, case)]
        free = [each for each in self.advisors if each.group in groups and self._may_begin(each)]
        return min(free, key=lambda each: (ranks[each.group.name], *self._order(each)), default=None)

    def _order(self, advisor: Advisor) -> tuple[int, int, int]:
        return len(advisor.conversations), advisor.idle_since, advisor.row

    def _may_begin(self, advisor: Advisor) -> bool:
        """Who is called away, or whose shift is over, begins nothing new."""
        return advisor.state == "idle" or (
            advisor.state == "chat" and self._has_room(advisor) and self._stays(advisor)
        )

    def _has_room(self, advisor: Advisor) -> bool:
        return len(advisor.conversations) < advisor.group.concurrency

    def _stays(self, advisor: Advisor) -> bool:
        return advisor.on_shift(self.now) and not self.is_due(advisor)

    # Work.

    def book_work(self, advisor: Advisor) -> None:
        """Work done on each conversation up to now, their number and his time."""
        number, passed = len(advisor.conversations), self.now - advisor.chat_since
        advisor.chat_work += self.rates[number] * passed
        advisor.chat_since = self.now
        if number > 0:
            self.count(chat_area=number * passed, chat_busy=passed)

    def await_next_end(self, advisor: Advisor) -> None:
        """Made anew whenever the number of conversations has changed."""
        advisor.chat_awaits = None
        if advisor.conversations:
            rest = min(each.ends_at for each in advisor.conversations) - advisor.chat_work
            time = max(-(-rest // self.rates[len(advisor.conversations)]), 0)
            advisor.chat_awaits = self.schedule(self.now + time, "chat_ends", advisor)

    # What next?

    def find_work(self, advisor: Advisor) -> None:
        """Who writes takes as many of those who wait as he has room for."""
        if advisor.group.channel == "phone" or advisor.seat_of is not None:
            super().find_work(advisor)
            return
        if not advisor.conversations and self._goes(advisor):
            return
        stays = self._stays(advisor) or self._serves_the_last(advisor)
        while stays and self._has_room(advisor) and (caller := self.caller_for(advisor)):
            self.leave_line(caller)
            self.answer(advisor, caller)
        if not advisor.conversations:
            advisor.turn_to("idle", self.now)
            advisor.idle_since = self.now
            self.idle[advisor.group.name].append(advisor)

    def _goes(self, advisor: Advisor) -> bool:
        """Off to a spell, or home."""
        if self.begin_spell(advisor):
            return True
        stays = advisor.on_shift(self.now) or (self._serves_the_last(advisor) and self.caller_for(advisor))
        if not stays:
            advisor.turn_to("off", self.now)
        return not stays

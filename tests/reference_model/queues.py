"""Who may take whom, waiting and giving up.

All callers stand in one line, in the order of their tickets; a free advisor picks from it the one whom he is
to take first. That is the same as one queue for each kind of caller, of which only the heads count.
"""

from __future__ import annotations

from reference_model.cases import Cases
from reference_model.description import Centre, Group, Reason
from reference_model.draws import NEVER
from reference_model.things import Advisor, Case
from sim import streams


class Queues(Cases):
    """Callers and transferred customers who wait, and advisors who are idle."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        self.waiting: list[Case] = []
        self.idle: dict[str, list[Advisor]] = {group.name: [] for group in centre.groups}
        self.waiting_since = 0
        self.choice = {r.name: self._choices(r) for r in centre.reasons}
        self.preference = {g.name: _ranks(g.serves, [r.name for r in centre.reasons]) for g in centre.groups}

    # Who may take whom.

    def _choices(self, reason: Reason) -> dict[str, int]:
        """The groups that can answer a reason, each with the rank of the choice it is."""
        names = [r.name for r in self.centre.reasons]
        routed = _ranks(reason.route_to, [group.name for group in self.centre.groups])
        serving = {group.name for group in self.centre.groups if reason.name in _ranks(group.serves, names)}
        return {name: rank for name, rank in routed.items() if name in serving}

    def eligible(self, case: Case) -> list[Group]:
        """The groups that may take a caller: the direct ones, or, in a band, those with more authority."""
        groups = [group for group in self.centre.groups if group.name in self.choice[case.reason.name]]
        if case.band == 0:
            return [group for group in groups if group.direct]
        return [group for group in groups if self._groups_below(group.authority) >= case.band]

    def _groups_below(self, amount: float) -> int:
        return sum(group.authority < amount for group in self.centre.groups)

    def band_of(self, case: Case) -> int:
        """How many groups may not decide the case; 0 also if no group may, or nothing has to be decided."""
        below = self._groups_below(case.stake) if self.centre.decisions and case.stake > 0 else 0
        return 0 if below == len(self.centre.groups) else below

    def rank(self, group: Group, case: Case) -> int:
        """Which choice a group is for a caller."""
        return self.choice[case.reason.name][group.name]

    def may_take(self, group: Group, case: Case) -> bool:
        """A later choice only takes a caller who has waited long enough for it."""
        if group not in self.eligible(case):
            return False
        assert case.contact is not None
        waited = self.now - case.contact.arrived
        return waited >= self.rank(group, case) * case.reason.overflow_after

    def idle_advisor_for(self, case: Case) -> Advisor | None:
        """The best choice of a group, and of equals who has been idle longest."""
        longest = [
            self.idle[g.name][0] for g in self.centre.groups if self.idle[g.name] and self.may_take(g, case)
        ]
        if not longest:
            return None
        best = min(longest, key=lambda each: (self.rank(each.group, case), each.idle_since, each.row))
        self.idle[best.group.name].remove(best)
        return best

    def caller_for(self, advisor: Advisor) -> Case | None:
        """Whom an advisor is to take: the highest priority, what his group prefers, the lowest ticket."""
        group = advisor.group
        takes = [case for case in self.waiting if self.may_take(group, case)]
        preference = self.preference[group.name]
        return min(
            takes, key=lambda case: (-case.reason.priority, preference[case.reason.name]), default=None
        )

    # Waiting.

    def wait(self, case: Case, patience: int) -> None:
        """Join the line; give up when patience ends; be offered to the next choice from time to time."""
        self.count_waiting()
        self.waiting.append(case)
        if patience < NEVER:
            case.awaits = self.schedule(self.now + patience, "gives_up_queue", case)
        if case.reason.overflow_after > 0 and self.last_rank(case) > 0:
            self.await_overflow(case)

    def last_rank(self, case: Case) -> int:
        return max((self.rank(group, case) for group in self.eligible(case)), default=0)

    def await_overflow(self, case: Case) -> None:
        case.overflows = self.schedule(self.now + case.reason.overflow_after, "overflows", case)

    def leave_line(self, case: Case) -> None:
        self.count_waiting()
        self.waiting.remove(case)

    def count_waiting(self) -> None:
        """Time integral of the number waiting, up to now."""
        self.count(waiting_area=len(self.waiting) * (self.now - self.waiting_since))
        self.waiting_since = self.now

    def patience_in_queue(self, case: Case) -> int | None:
        """How long a caller waits for an answer; None: he hangs up at once."""
        at_once = case.reason.hangs_up_at_once
        unit, _ = self.draws.units(streams.PATIENCE, case.customer.row, case.attempt_key, 0)
        if unit < at_once:
            return None
        unit = (unit - at_once) / (1 - at_once)
        return self.draws.duration(case.reason.patience, unit, streams.PATIENCE, case, 1)

    def patience_in_transfer(self, case: Case) -> int:
        unit, _ = self.draws.units(streams.PATIENCE, case.customer.row, case.attempt_key, 1)
        return self.draws.duration(case.reason.hold_patience, unit, streams.PATIENCE, case, 500)

    def abandon(self, case: Case) -> None:
        """Hang up unanswered."""
        contact = self.close_line(case, "abandoned")
        if contact.kind == "transfer":
            self.count(transfers_abandoned=1)
        else:
            in_target = self.now - contact.arrived <= self.centre.target_wait
            self.count(abandoned=1, abandoned_in_target=in_target)
        self.redial_or_end(case)


def _ranks(choices: tuple[str, ...], everybody: list[str]) -> dict[str, int]:
    """The rank of each name in a list of choices, equals joined by +; without choices all are equal."""
    if not choices:
        return dict.fromkeys(everybody, 0)
    return {name: rank for rank, equals in enumerate(choices) for name in equals.split("+")}

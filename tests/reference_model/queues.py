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
        names = [reason.name for reason in centre.reasons]
        self.preference = {group.name: _ranks(group.serves, names) for group in centre.groups}
        bands = range(len(centre.groups))
        self.takers = {(r.name, band): self.choices(r, band) for r in centre.reasons for band in bands}

    # Who may take whom.

    def choices(self, reason: Reason, band: int) -> dict[str, int]:
        """The groups that may take such a caller, each with the rank of the choice it is.

        Each must be among the reason's choices and serve it. In band 0 it must answer customers directly;
        band b is for groups that may decide more than b others. A choice that no group is left of is passed
        over. Who writes (band below 0) waits for those who answer in writing.
        """
        routed = _ranks(reason.route_to, [group.name for group in self.centre.groups])
        ranks = {}
        for group in self.centre.groups:
            stands_in = group.direct if band <= 0 else self._groups_below(group.authority) >= band
            answers = group.channel == ("phone" if band >= 0 else "chat")
            if stands_in and answers and group.name in routed and reason.name in self.preference[group.name]:
                ranks[group.name] = routed[group.name]
        left = sorted(set(ranks.values()))
        return {name: left.index(rank) for name, rank in ranks.items()}

    def _groups_below(self, amount: float) -> int:
        return sum(authority < amount for authority in self.authority.values())

    def band_of(self, case: Case) -> int:
        """How many groups may not decide the case; 0 also if no group may, or nothing has to be decided."""
        below = self._groups_below(case.stake) if self.centre.decisions and case.stake > 0 else 0
        return 0 if below == len(self.centre.groups) else below

    def choose_band(self, case: Case) -> None:
        """Where routing goes by authority, a caller waits for those who may decide, if any can answer him."""
        band = self.band_of(case) if self.centre.routing == "authority" else 0
        case.band = band if self.takers[case.reason.name, band] else 0

    def ranks(self, case: Case) -> dict[str, int]:
        """The groups that may take a caller, each with the rank of the choice it is."""
        return self.takers[case.reason.name, case.band]

    def may_take(self, group: Group, case: Case) -> bool:
        """A later choice only takes a caller who has waited long enough for it."""
        rank = self.ranks(case).get(group.name)
        return rank is not None and self.waited(case) >= rank * case.reason.overflow_after

    def waited(self, case: Case) -> int:
        """Since the caller called, or was handed over."""
        return self.now - case.contact.arrived

    def idle_advisor_for(self, case: Case) -> Advisor | None:
        """The best choice of a group, and of equals who has been idle longest; idle no more."""
        takers = [group for group in self.centre.groups if self.may_take(group, case)]
        free = [self.idle[group.name][0] for group in takers if self.idle[group.name]]
        if not free:
            return None
        ranks = self.ranks(case)
        best = min(free, key=lambda each: (ranks[each.group.name], each.idle_since))
        self.stop_idling(best)
        return best

    def stop_idling(self, advisor: Advisor) -> None:
        self.idle[advisor.group.name].remove(advisor)

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
        return max(self.ranks(case).values(), default=0)

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

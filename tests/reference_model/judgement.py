"""The decision at the desk: by what right an advisor takes it, how well, and rules broken."""

from __future__ import annotations

import math

import numpy as np

from reference_model.approval import Approval
from reference_model.description import Centre
from reference_model.memberships import Circle, Precedent
from reference_model.things import Advisor, Case
from sim import streams

# Blocks of BREAKING.
VIOLATES, VIOLATION_SEEN, CALLED, OVERSPENDING_SEEN, UNSCRIPTED_SEEN, CUT_SEEN, RECORD_SEEN = range(7)


class Judgement(Approval):
    """Advisors who decide."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        kinds = range(centre.coordination.kinds)
        # Of every kind of case the widest of all, and what every circle has set itself.
        self.precedents: dict[tuple[Circle | None, str, int], Precedent] = {}
        weights = [(kind + 1) ** -centre.coordination.kinds_skew for kind in kinds]
        self.kinds = (np.cumsum(np.array(weights) / sum(weights))).tolist()
        self.kinds[-1] = 1.0

    def renew_exceptions(self) -> None:
        """Every fifth open day, of everybody on the phone."""
        if self.day % 5 == 0:
            for advisor in self.everybody:
                advisor.exceptions = self.centre.exceptions_per_week

    # By what right.

    def right_to_decide(self, advisor: Advisor, case: Case) -> str:
        """Authority, precedent, exception, violation; or none."""
        advisor.stakes += 1
        case.precedent = self._known_precedent(advisor, case) if self.circles else 0.0
        dares = advisor.authority * advisor.felt
        if case.stake <= max(dares, case.precedent):
            if case.stake <= dares:
                return "authority"
            self.count(by_precedent=1)
            return "precedent"
        if case.stake <= advisor.authority:
            return "none"
        if advisor.exceptions > 0:
            advisor.exceptions -= 1
            advisor.kept["sponsor"] += 1
            self.count(exceptions=1)
            return "exception"
        unit, _ = self.draws.units(streams.BREAKING, case.customer.row, case.attempt_key, VIOLATES)
        if unit < self.centre.breaking.violation_probability * advisor.felt:
            self.count(violations=1)
            self.practise_badly(advisor, case, VIOLATION_SEEN)
            return "violation"
        return "none"

    def _known_precedent(self, advisor: Advisor, case: Case) -> float:
        """The largest stake of its kind that a precedent covers, as far as the advisor's circle knows."""
        unit, _ = self.draws.units(streams.CASE, case.customer.row, case.serial, 2)
        case.kind = next(kind for kind, up_to in enumerate(self.kinds) if unit < up_to)
        return self.known_limit(advisor.decides_in, case)

    def known_limit(self, circle: Circle | None, case: Case) -> float:
        """Who sits in the circle that set it knows it; another circle the less, the more it has drifted."""
        own = self.limit_now(self.precedent_of(circle, case)) if circle else 0.0
        widest = self.precedent_of(None, case)
        if self.limit_now(widest) <= own:
            return own
        unit, _ = self.draws.units(streams.JUDGEMENT, case.customer.row, case.attempt_key, 1)
        known = circle is None or circle is widest.circle or unit >= circle.drift
        return widest.limit if known else own

    def precedent_of(self, circle: Circle | None, case: Case) -> Precedent:
        """A circle's own of this kind of case; the widest of all for none."""
        return self.precedents.setdefault((circle, case.reason.name, case.kind), Precedent())

    def limit_now(self, precedent: Precedent) -> float:
        return 0.0 if self.has_lapsed(precedent) else precedent.limit

    def has_lapsed(self, precedent: Precedent) -> bool:
        return self.now - precedent.since > self.centre.coordination.precedent_lasts

    # How well.

    def decide_at_desk(self, advisor: Advisor, case: Case, right: str) -> None:
        """Grant or refuse; who was called to order for what he may do feels less free, else freer."""
        self.count(desk_decisions=1)
        advisor.decided += 1
        case.decision = self._judged(advisor, case)
        if right == "authority":
            self._feel(advisor, case)

    def _judged(self, advisor: Advisor, case: Case) -> str:
        judgement, stake = self.centre.judgement, case.stake
        rightly, gives = self.draws.units(streams.JUDGEMENT, case.customer.row, case.attempt_key, 0)
        if case.undue:
            if rightly < judgement.abuse_seen_at_desk:
                return "denied"
            self.count(granted=1, goodwill=stake, abuse=stake)
            return "granted"
        alone = min(1, (1 - advisor.skill) * (1 + advisor.unsure))
        wrong = alone * (1 - self.centre.advice.effect) ** case.heard
        if rightly < 1 - wrong:
            self.count(granted=1, goodwill=stake)
            return "granted"
        if gives < judgement.overspends:
            more = judgement.overspent * (1 - self.centre.transition.prudence * advisor.accountable)
            case.delighted = True
            self.count(granted=1, goodwill=stake * (1 + more), overspent=stake * more)
            self.practise_badly(advisor, case, OVERSPENDING_SEEN)
            return "granted"
        self.count(unfair=1)
        return "denied"

    def _feel(self, advisor: Advisor, case: Case) -> None:
        breaking = self.centre.breaking
        unit, _ = self.draws.units(streams.BREAKING, case.customer.row, case.attempt_key, CALLED)
        if unit < breaking.called_to_order:
            self.count(called_to_order=1)
            advisor.broken["sponsor"] += 1
            advisor.felt *= 1 - breaking.sanction_weight
        else:
            advisor.felt += (1 - advisor.felt) * breaking.felt_recovery

    # Bad practice.

    def practise_badly(self, advisor: Advisor, case: Case, block: int) -> None:
        """A rule broken or too much given: a manager may see it some day, or peers who know each other."""
        self.count(bad_practice=1)
        by_manager = self.centre.breaking.seen_by_manager if advisor.manager else math.inf
        rate = 1 / by_manager + advisor.cohesion / self.centre.breaking.seen_by_peers
        if rate <= 0:
            self.count(bad_practice_hidden=1)
            return
        _, unit = self.draws.units(streams.BREAKING, case.customer.row, case.attempt_key, block)
        delay = int(-math.log(unit) / rate + 0.5)
        self.count(bad_practice_delay=delay)
        self.schedule(self.now + delay, "bad_practice_seen", advisor)

    def bad_practice_seen(self, advisor: Advisor) -> None:
        """Sometimes it is sanctioned."""
        unit, _ = self.draws.units(streams.SANCTION, advisor.row, advisor.seen)
        advisor.seen += 1
        self.count(seen=1)
        if unit < self.centre.breaking.sanction_probability:
            self.count(sanctions=1)
            advisor.broken["manager"] += 1
            advisor.felt *= 1 - self.centre.breaking.sanction_weight

"""Circles at work: what comes before them, what their meetings decide, and what these leave behind."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reference_model.advice import Advice
from reference_model.memberships import Circle, Precedent, Tension
from reference_model.things import ATTEMPTS, Advisor, Case
from sim import streams


class Circles(Advice):
    """Circles with cases and tensions on their agendas."""

    def raise_tensions(self) -> None:
        """In every circle that meets at all, by the members whose first circle it is."""
        what = self.centre.coordination
        for circle in self.circles:
            if circle.voices == 0 or circle.kind.length == 0:
                continue
            mean = circle.voices * what.tensions_per_week / 5
            count = self.draws.poisson(streams.TENSIONS, circle.row, self.day, mean)
            for place in range(count):
                unit, _ = self.draws.units(streams.ACROSS, circle.row, self._place_today(place))
                consents = what.consents if unit < what.across_share else 0
                circle.tensions.append(Tension(self.today.opens, circle, consents))
            self.count(tensions=count)

    def _place_today(self, place: int) -> int:
        return self.day * ATTEMPTS + min(place, ATTEMPTS - 1)

    def lay_before_circle(self, advisor: Advisor, case: Case) -> None:
        """The customer is promised a call-back; the case waits for the meeting."""
        what = self.centre.coordination
        self.count(on_agenda=1)
        _, unit = self.draws.units(streams.JUDGEMENT, case.customer.row, case.attempt_key, 1)
        case.decision, case.laid, case.rounds = "asked", self.now, 0
        case.consents = what.consents if unit < what.across_share else 0
        case.home = advisor.decides_in
        case.home.agenda.append(case)
        self.promise(case, "on_circle_agenda")

    # The meeting.

    def meeting_ends(self, circle: Circle) -> None:
        """What a meeting has done is done at its end, by those who are there."""
        present = sum(each.state == "meeting" and each.meets_in is circle for each in circle.members)
        if present == 0 or present < circle.kind.quorum * circle.expected:
            self.count(meetings_void=1)
            return
        self.count(meetings=1)
        self._grow_together(circle)
        items = int(circle.kind.length // circle.kind.item)
        items = self._deal_with_cases(circle, items)
        homes = self._deal_with_tensions(circle, items)
        for touched in [circle, *homes]:
            for member in touched.members:
                self.feel(member)

    def fade(self) -> None:
        """Overnight: everybody feels what has come back."""
        for circle in self.circles:
            self._fade(circle)
        for advisor in self.advisors:
            if advisor.circles:
                self.feel(advisor)

    def _fade(self, circle: Circle) -> None:
        """Irritants come back and cohesion fades, by halves."""
        what, passed = self.centre.coordination, self.now - circle.touched
        circle.irritants = 1 - (1 - circle.irritants) * kept(passed, what.irritants_return)
        circle.cohesion *= kept(passed, what.cohesion_half_life)
        circle.touched = self.now

    def _grow_together(self, circle: Circle) -> None:
        """What meeting does; and what having few members in common does."""
        what = self.centre.coordination
        self._fade(circle)
        circle.cohesion += (1 - circle.cohesion) * what.cohesion_gain
        circle.drift += what.drift_rate * (what.drift_most * (1 - circle.overlap) - circle.drift)

    def feel(self, advisor: Advisor) -> None:
        """Irritants slow talks down; the more an advisor's circles are rid of them, the shorter they are."""
        irritants = mean([circle.irritants for circle in advisor.circles])
        advisor.pace = 1 - self.centre.coordination.irritant_cost * (1 - irritants)
        advisor.cohesion = mean([circle.cohesion for circle in advisor.circles])

    def _consenting(self, home: Circle, wanted: int) -> Circle | None:
        """Whom to ask next: of those that consent, home apart, another one to begin with for every home."""
        others = [circle for circle in self.circles if circle.kind.consents and circle is not home]
        asked = self.centre.coordination.consents - wanted
        if wanted == 0 or asked >= len(others):
            return None
        return others[(home.place + asked) % len(others)]

    # Cases.

    def _deal_with_cases(self, circle: Circle, items: int) -> int:
        """Each once, oldest first; what a precedent covers by now takes no time. Returns the items left."""
        for case in list(circle.agenda):
            gone = not self.is_present(case)
            covered = not gone and case.stake <= self.known_limit(circle, case)
            if gone or covered or items > 0:
                circle.agenda.remove(case)
            if gone:
                self.end_case(case, "customer_left")
            elif covered:
                self._settle(case)
            elif items > 0:
                items -= 1
                self._deal_with_case(circle, case)
        return items

    def _settle(self, case: Case) -> None:
        """As the precedent says; what is not due may be seen."""
        self.count(by_precedent=1)
        block = min(case.rounds, ATTEMPTS - 1)
        unit, _ = self.draws.units(streams.CIRCLE, case.customer.row, case.attempt_key, block)
        self._tell(case, "denied" if case.undue and unit >= self._grants(case) else "granted")

    def _deal_with_case(self, circle: Circle, case: Case) -> None:
        """At home it is granted or refused; elsewhere there is consent or an objection."""
        block = min(case.rounds, ATTEMPTS - 1)
        grant, consent = self.draws.units(streams.CIRCLE, case.customer.row, case.attempt_key, block)
        case.rounds += 1
        if case.rounds == 1:
            if grant >= self._grants(case):
                self.count(unfair=not case.undue)
                self._tell(case, "denied")
                return
        elif consent < 1 - self.centre.coordination.objection:
            case.consents -= 1
            self.count(consents=1)
        else:
            self.count(objections=1)
            circle.agenda.append(case)
            return
        following = self._consenting(case.home, case.consents)
        if following is not None:
            following.agenda.append(case)
        else:
            self._set_precedent(case)
            self._tell(case, "granted")

    def _grants(self, case: Case) -> float:
        if case.undue:
            return 1 - self.centre.judgement.abuse_seen_at_review
        return 1 - self.centre.coordination.circle_refuses

    def _tell(self, case: Case, decision: str) -> None:
        self.count(agenda_decided=1, agenda_wait=self.now - case.laid)
        self.decide(case, decision)

    def _set_precedent(self, case: Case) -> None:
        """What is granted once may be granted by everybody who knows, up to somewhat more."""
        if case.undue:
            return
        limit = case.stake * self.centre.coordination.precedent_reach
        self._widen(self.precedent_of(case.home, case), case, limit)
        if self._widen(self.precedent_of(None, case), case, limit):
            self.count(precedents=1)

    def _widen(self, precedent: Precedent, case: Case, limit: float) -> bool:
        """What covers no less takes its place. Whether it covers more."""
        more = limit > precedent.limit or self.has_lapsed(precedent)
        if more or limit == precedent.limit:
            precedent.limit, precedent.since, precedent.circle = limit, self.now, case.home
        return more

    # Tensions.

    def _deal_with_tensions(self, circle: Circle, items: int) -> list[Circle]:
        """Oldest first, with the items that are left. Returns the homes of those resolved."""
        homes = []
        for place, tension in enumerate(circle.tensions[:items]):
            circle.tensions.remove(tension)
            if tension.home is not circle and not self._is_consented(circle, tension, place):
                circle.tensions.append(tension)
                continue
            following = self._consenting(tension.home, tension.consents)
            if following is not None:
                following.tensions.append(tension)
            else:
                self._resolve(tension)
                homes.append(tension.home)
        return homes

    def _is_consented(self, circle: Circle, tension: Tension, place: int) -> bool:
        unit, _ = self.draws.units(streams.CONSENT, circle.row, self._place_today(place))
        consented = unit < 1 - self.centre.coordination.objection
        tension.consents -= consented
        self.count(consents=consented, objections=not consented)
        return consented

    def _resolve(self, tension: Tension) -> None:
        self.count(tensions_resolved=1, tension_time=self.now - tension.raised)
        if tension.role is not None:
            self.count_role("met", tension.role)
            self.count_role("met_by_circles", tension.role)
            tension.member.helped += 1
            tension.member.kept["peers"] += 1
        self._fade(tension.home)
        tension.home.irritants *= 1 - self.centre.coordination.relief


def kept(passed: float, half_life: float) -> float:
    """What is left of something that halves in so long; 2 ** x compiled has other last bits than here."""
    return math.exp(-math.log(2.0) * passed / half_life)


def mean(values: Sequence[float]) -> float:
    """Of nothing it is 0."""
    return sum(values) / max(len(values), 1)

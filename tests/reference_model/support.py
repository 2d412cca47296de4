"""Support: hostile customers, what their contacts make advisors need, and who gives it.

Three roles: translate what is wanted, tinker until things work, soothe. A need waits until an advisor is
free; the manager gives support, else a colleague of the team where colleagues have taken the role over; or
circles have, and it comes up in the next meeting. What nobody does in time is left undone.
"""

from __future__ import annotations

from reference_model.draws import GAMMA_BLOCKS
from reference_model.managers import Managers
from reference_model.memberships import Tension
from reference_model.things import Advisor, Case, Manager
from sim import streams

ACCOUNT = {"translate": "translating", "tinker": "tinkering", "soothe": "soothing"}


class Support(Managers):
    """People who need somebody, and those who are there for them."""

    # What a contact leaves behind.

    def leave_needs(self, advisor: Advisor, case: Case) -> None:
        """A talk with a customer is over: he may have been hostile, the advisor may need somebody."""
        people = self.centre.people
        if not people.needs:
            return
        customer, k = case.customer.row, case.attempt_key
        hostile_unit, soothe_unit = self.draws.units(streams.HOSTILITY, customer, k, 0)
        tinker_unit, translate_unit = self.draws.units(streams.HOSTILITY, customer, k, 1)
        growth = 1 + people.hostile_growth * case.attempt
        case.hostile = hostile_unit < min(1, case.reason.hostile_share * growth)
        advisor.hostile += case.hostile
        self.count(hostile=case.hostile)
        if advisor.need is not None or advisor.seat_of is not None:
            return
        if case.hostile and soothe_unit < people.soothe_share:
            self._raise_need(advisor, "soothe")
        elif tinker_unit < people.tinker_share:
            self._raise_need(advisor, "tinker")
        elif translate_unit < people.translate_share:
            self._raise_need(advisor, "translate")

    def _raise_need(self, advisor: Advisor, role: str) -> None:
        self.count_role("needs", role)
        advisor.needs += 1
        circle = advisor.circles[0] if advisor.circles else None
        meets = circle is not None and circle.kind.length > 0
        if meets and role in self.centre.support.taken_over_by_circles:
            self.count(tensions=1)
            circle.tensions.append(Tension(self.now, circle, 0, role, advisor))
            return
        advisor.need, advisor.needed_since = role, self.now
        advisor.lapses = self.schedule(self.now + self.centre.people.need_lasts, "need_lapses", advisor)

    def need_lapses(self, advisor: Advisor) -> None:
        """Nobody has come in time."""
        self.count_role("undone", advisor.need)
        advisor.unmet += 1
        advisor.broken["manager"] += advisor.manager is not None
        advisor.broken["peers"] += self._takes_over(advisor.need)
        advisor.need = advisor.lapses = None

    # Who gives support.

    def is_supported(self, advisor: Advisor) -> bool:
        """Somebody free who needs support has it from his manager, or from an idle colleague of his team."""
        if advisor.need is None:
            return False
        if self.is_available(advisor.manager):
            self._support(advisor, None)
            return True
        idle = [each for each in self._team_of(advisor) if each.state == "idle"]
        colleague = min(idle, key=lambda each: each.idle_since, default=None)
        if colleague is None or not self._takes_over(advisor.need):
            return False
        self.stop_idling(colleague)
        self._support(advisor, colleague)
        return True

    def supports_who_waits(self, colleague: Advisor) -> bool:
        """Somebody free gives support to him of his team who has waited longest, without a manager."""
        waiting = [
            each
            for each in self._team_of(colleague)
            if self._waits(each) and self._takes_over(each.need) and not self.is_available(each.manager)
        ]
        advisor = min(waiting, key=lambda each: each.needed_since, default=None)
        if advisor is None:
            return False
        self.stop_idling(advisor)
        self._support(advisor, colleague)
        return True

    def help_somebody(self, manager: Manager) -> None:
        """A manager at rest helps him of his people who has waited longest."""
        waiting = [each for each in self.people_of(manager) if self._waits(each)]
        advisor = min(waiting, key=lambda each: each.needed_since, default=None)
        if advisor is not None and self.is_available(manager):
            self.stop_idling(advisor)
            self._support(advisor, None)

    def is_available(self, manager: Manager | None) -> bool:
        """Not in a meeting; in coaching and reports only where he may be interrupted."""
        if manager is None or not manager.at_rest or not manager.on_shift(self.now):
            return False
        return manager.rests in ("idle", "floor") or (
            manager.rests in ("coaching", "reporting") and self.centre.support.interrupts_manager
        )

    def _team_of(self, advisor: Advisor) -> list[Advisor]:
        """Those on the phone: who writes supports nobody."""
        phone = (each for each in self.advisors if each.group.channel == "phone")
        return [each for each in phone if each.team == advisor.team and each is not advisor]

    def _waits(self, advisor: Advisor) -> bool:
        return advisor.need is not None and advisor.state == "idle"

    def _takes_over(self, role: str | None) -> bool:
        return role in self.centre.support.taken_over_by_peers

    # Support.

    def _support(self, advisor: Advisor, colleague: Advisor | None) -> None:
        """From a colleague, or from the manager. The need can no longer lapse."""
        role = advisor.need
        assert role is not None
        advisor.lapses, advisor.helped_by = None, colleague
        law = self.centre.people.laws[role]
        length = self.draws.own_duration(law, streams.SUPPORT, advisor.row, advisor.needs, GAMMA_BLOCKS)
        helper = colleague or advisor.manager
        assert helper is not None
        helper.turn_to(ACCOUNT[role], self.now)
        advisor.turn_to("supported", self.now)
        self.schedule(self.now + length, "support_ends", advisor)
        if colleague is not None:
            self.schedule(self.now + length, "support_ends", colleague)
        else:
            in_time = self.now - advisor.needed_since <= self.centre.support.available_within
            self.count(available=in_time)

    def support_ends(self, advisor: Advisor) -> Advisor:
        """Both are free again, each by an event of his own; a manager has none."""
        if advisor.state != "supported":
            return advisor
        assert advisor.need is not None
        self.count_role("met", advisor.need)
        if advisor.helped_by is not None:
            self.count_role("met_by_peers", advisor.need)
            advisor.helped += 1
            advisor.kept["peers"] += 1
        else:
            advisor.managed += 1
            advisor.kept["manager"] += 1
        colleague, advisor.helped_by, advisor.need = advisor.helped_by, None, None
        if colleague is None:
            assert advisor.manager is not None
            advisor.manager.turn_to(advisor.manager.rests, self.now)
            self.come_to_rest(advisor.manager)
        return advisor

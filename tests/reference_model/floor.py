"""Answering, transferring, and what a free advisor does next.

A method that returns an advisor has freed him: the caller of the method lets him find his next work.
"""

from __future__ import annotations

from reference_model.approval import END_OF
from reference_model.crisis import Crisis
from reference_model.things import Advisor, Case
from sim import streams

ARRIVALS = {"first": "first_contacts", "redial": "redials", "repeat": "repeats"}  # names of counts


class Floor(Crisis):
    """The advisors at work."""

    # A call comes in.

    def call(self, case: Case, kind: str) -> None:
        """A customer calls: he finds a line or none, an advisor or none, and waits or does not."""
        self.begin_contact(case, kind, self.now)
        self.count(**{ARRIVALS[kind]: 1})
        by_phone = case.channel == "phone"
        if by_phone and self.lines_taken >= self.centre.lines:
            self.count(blocked=1)
            self.end_contact(case, "blocked")
            self.redial_or_end(case, "blocked")
            return
        self.lines_taken += by_phone
        self.choose_band(case)
        advisor = self.idle_advisor_for(case)
        if advisor is not None:
            self.answer(advisor, case)
            return
        patience = self.patience_in_queue(case)
        if patience is None:
            self.abandon(case)
        else:
            self.wait(case, patience)

    def answer(self, advisor: Advisor, case: Case) -> None:
        """An advisor answers a caller, or one handed over to him."""
        contact = case.contact
        waited = self.now - contact.arrived
        if contact.kind == "transfer":
            self.count(transfer_wait=waited)
            talk, advisor.wrap_up = self._times_after_transfer(case)
        else:
            self.count(answered=1, wait=waited, in_target=waited <= self.centre.target_wait)
            talk, advisor.wrap_up = self._usual_times(case)
            talk = self.under_script(advisor, case, int(talk * advisor.pace + 0.5))
            talk = self.lengthened(talk)
            talk = self.under_target(advisor, case, talk + self._extension(case))
        self._begin_talk(advisor, case, "talk", talk)

    def _begin_talk(self, advisor: Advisor, case: Case, account: str, talk: int) -> None:
        case.contact.answered, case.contact.advisor = self.now, advisor.row
        advisor.turn_to(account, self.now)
        advisor.case, advisor.contact = case, case.contact
        case.advisor, case.group = advisor, advisor.group
        self.take_up(advisor, case)
        self.move(case, "handled")
        self.count(handling=talk)
        advisor.talk = talk
        self.schedule(self.now + talk, "talk_ends", advisor)

    def _usual_times(self, case: Case) -> tuple[int, int]:
        """Talk and wrap-up."""
        talk, wrap_up = self.draws.units(streams.HANDLING, case.customer.row, case.attempt_key, 0)
        return (
            self.draws.duration(case.reason.handling, talk, streams.HANDLING, case, 1),
            self.draws.duration(case.reason.wrap_up, wrap_up, streams.HANDLING, case, 2),
        )

    def _times_after_transfer(self, case: Case) -> tuple[int, int]:
        """The same; the talk is shorter unless what the first advisor found out is lost."""
        first, second = self.draws.units(streams.HANDLING, case.customer.row, case.attempt_key, 2)
        talk = self.draws.duration(case.reason.handling, first, streams.HANDLING, case, 4)
        wrap_up = self.draws.duration(case.reason.wrap_up, second, streams.HANDLING, case, 5)
        unit, _ = self.draws.units(streams.OUTCOME, case.customer.row, case.attempt_key, 2)
        if unit >= self.centre.handoff_loss:
            talk = int(talk * self.centre.handoff_share + 0.5)
        return self.lengthened(talk), wrap_up

    def _extension(self, case: Case) -> int:
        """What the case needs beyond the usual, up to the cap; the talk is cut if it needs more."""
        most = min(self.most_extended(case), self.centre.extension_cap)
        granted = min(case.need, int(most + 0.5))
        case.need -= granted
        case.cut = case.need > 0
        return granted

    # The talk is over.

    def end_talk(self, advisor: Advisor) -> Advisor | None:
        """Tell the decision, decide at the desk, hand over, ask, or solve the case or not."""
        case = advisor.case
        if advisor.interrupted > 0:
            self.schedule(self.now + advisor.interrupted, "talk_ends", advisor)
            advisor.interrupted = 0
            return None
        if advisor.state == "call_back":
            self.close_line(case, "served")
            advisor.prevented += self.keeps_back(case)
            self.end_case(case, END_OF[case.decision])
            return self._wrap_up(advisor)
        self.leave_needs(advisor, case)
        if case.cut:
            self.count(cut=1)
            advisor.prevented += 1
            end = None
        elif case.decision == "not_asked":
            case.heard = 0
            right = self.right_to_decide(advisor, case)
            if right == "none" and not self._decides_unadvised():
                return self._pass_on(advisor, case)
            self.decide_at_desk(advisor, case, right)
            end = END_OF[case.decision]
        else:
            end = "fair" if self._is_solved(advisor, case) else None
        self.score(advisor, case, end)
        if end == "fair":
            self.does_more(advisor, case)
        self.close_line(case, "served")
        case.advisor = None
        if end is not None:
            self.end_case(case, end)
        else:
            self.repeat_or_end(case)
        return self._wrap_up(advisor)

    def _is_solved(self, advisor: Advisor, case: Case) -> bool:
        """Who is busy with meetings and paper work solves less."""
        unit, _ = self.draws.units(streams.OUTCOME, case.customer.row, case.attempt_key, 0)
        attention = max(0.0, 1 - self.centre.coordination.attention_cost * advisor.inward)
        solves = self.prevented(case, case.reason.solve_probability * attention * self.solving())
        return unit < self.with_effort(advisor, solves)

    def _decides_unadvised(self) -> bool:
        return self.centre.beyond == "advise" and self.centre.advice.colleagues == 0

    def _pass_on(self, advisor: Advisor, case: Case) -> Advisor | None:
        """Hand over, ask colleagues, lay before the circle, or ask a manager."""
        if self._may_transfer(case):
            return self._transfer(advisor, case)
        if self.centre.beyond == "advise":
            self.ask_advice(advisor, case)
        elif self.centre.beyond == "circle" and advisor.decides_in is not None:
            self.lay_before_circle(advisor, case)
        else:
            self.request(advisor)
        return None

    def _wrap_up(self, advisor: Advisor) -> Advisor | None:
        """Work after the call; he is free at once where there is none."""
        if advisor.wrap_up == 0:
            advisor.contact.wrapped_up = self.now
            return advisor
        advisor.turn_to("wrap_up", self.now)
        self.schedule(self.now + advisor.wrap_up, "wrap_up_ends", advisor)
        return None

    def _may_transfer(self, case: Case) -> bool:
        """Once in a contact, to a group that may decide the case and has somebody there."""
        band = self.band_of(case)
        if self.centre.beyond != "transfer" or case.transferred or band == 0:
            return False
        takers = self.takers[case.reason.name, band]
        return any(advisor.state != "off" and advisor.group.name in takers for advisor in self.everybody)

    def _transfer(self, advisor: Advisor, case: Case) -> Advisor | None:
        """Hand the caller over, line and all; he waits again if nobody is free."""
        self.end_contact(case, "handed_over")
        self.move(case, "transferred")
        self.count(transfers=1)
        case.transferred = True
        case.advisor = None
        freed = self._wrap_up(advisor)
        self.begin_contact(case, "transfer", self.now)
        case.band = self.band_of(case)
        second = self.idle_advisor_for(case)
        if second is not None:
            self.answer(second, case)
        else:
            self.wait(case, self.patience_in_transfer(case))
        return freed

    # What next?

    def find_work(self, advisor: Advisor) -> None:
        """A free advisor: off the phone, home, support, advice, call-backs and rework, a caller, or idle."""
        caller = self.caller_for(advisor)
        on_shift = advisor.on_shift(self.now)
        if self.begin_spell(advisor):
            pass
        elif not on_shift and not (caller and self._serves_the_last(advisor)):
            advisor.turn_to("off", self.now)
        elif self._is_needed(advisor, caller):
            pass
        elif caller:
            self.leave_line(caller)
            self.answer(advisor, caller)
        else:
            advisor.turn_to("idle", self.now)
            advisor.idle_since = self.now
            self.idle[advisor.group.name].append(advisor)

    def _is_needed(self, advisor: Advisor, caller: Case | None) -> bool:
        """By himself, if he needs support; for advice, a call-back or rework, or for support."""
        if self.is_supported(advisor) or self.advise_who_waits(advisor):
            return True
        return self._takes_work(advisor, caller) or self.supports_who_waits(advisor)

    def _serves_the_last(self, advisor: Advisor) -> bool:
        """Whose shift lasted until closing stays for those who still wait."""
        return self.closes_today and self.now >= advisor.shift_end >= self.today.closes

    def _takes_work(self, advisor: Advisor, caller: Case | None) -> bool:
        """A call-back or rework of his group; where a caller waits, only one that is overdue."""
        work = self.work[advisor.group.name]
        while work and self.is_open:
            if caller and self.now - work[0].due <= self.centre.call_back_patience:
                return False
            case = work.pop(0)
            if not self.is_present(case):
                self.end_case(case, "customer_left")
            elif case.state == "rework":
                self.begin_rework(advisor, case)
                return True
            else:
                self._call_back(advisor, case)
                return True
        return False

    def _call_back(self, advisor: Advisor, case: Case) -> None:
        """Tell the customer what was decided."""
        self.begin_contact(case, "call_back", case.due)
        self.count(call_backs=1)
        advisor.wrap_up = 0
        unit, _ = self.draws.units(streams.HANDLING, case.customer.row, case.attempt_key, 1)
        talk = self.draws.duration(self.centre.call_back_handling, unit, streams.HANDLING, case, 3)
        self._begin_talk(advisor, case, "call_back", self.lengthened(talk))

    def call_away(self, advisor: Advisor) -> Advisor | None:
        """A spell or the end of the shift takes an idle advisor at once, a busy one when he is free."""
        if advisor.state != "idle" or (advisor.on_shift(self.now) and not self.is_due(advisor)):
            return None
        self.stop_idling(advisor)
        return advisor

    def idle_advisor_with_work(self) -> Advisor | None:
        """The first group with call-backs or rework and somebody idle: its longest idle."""
        for group in self.centre.groups:
            if self.is_open and self.work[group.name] and self.idle[group.name]:
                return self.idle[group.name].pop(0)
        return None

"""Chat: conversations in writing, from their beginning to their end."""

from __future__ import annotations

from reference_model.approval import END_OF
from reference_model.description import Group
from reference_model.draws import NEVER
from reference_model.shocks import Shock
from reference_model.things import Advisor, Case, Contact, Conversation, Customer
from reference_model.writers import UNITS, WRITTEN, Writers
from sim import streams


class Chat(Writers):
    """Customers who write, and what comes of it."""

    def open_case(self, customer: Customer, serial: int, state: str, shock: Shock | None = None) -> Case:
        case = super().open_case(customer, serial, state, shock)
        unit, _ = self.draws.units(streams.CHANNEL, customer.row, serial)
        if unit < case.reason.chat_share and self.choices(case.reason, WRITTEN):
            case.channel = "chat"
        return case

    def answer(self, advisor: Advisor, case: Case) -> None:
        if case.contact.channel == "phone":
            super().answer(advisor, case)
            return
        waited = self.now - case.contact.arrived
        self.count(answered=1, wait=waited, in_target=waited <= self.centre.target_wait, chats=1)
        self._begin_conversation(advisor, case)
        unit, _ = self.draws.units(streams.CHATS, case.customer.row, case.attempt_key, 0)
        patience = self.draws.duration(self.centre.writing.patience, unit, streams.CHATS, case, 1)
        if patience < NEVER:
            case.awaits = self.schedule(self.now + patience, "gives_up_chat", case)

    def _begin_conversation(self, advisor: Advisor, case: Case) -> None:
        """Talk and wrap-up are one; where others are under way it slows them down."""
        self.book_work(advisor)
        if not advisor.conversations:
            if advisor in self.idle[advisor.group.name]:
                self.stop_idling(advisor)
            advisor.turn_to("chat", self.now)
        case.contact.answered, case.contact.advisor = self.now, advisor.row
        case.scripted = False
        case.advisor, case.group = advisor, self._who_calls_back(case)
        self.take_up(advisor, case)
        self.move(case, "handled")
        talk, wrap_up = self._usual_times(case)
        talk = self.lengthened(int(talk * advisor.pace + 0.5)) + self._extension(case)
        self.count(handling=talk)
        advisor.conversations.append(Conversation(case, advisor.chat_work + (talk + wrap_up) * UNITS))
        self.await_next_end(advisor)

    def _who_calls_back(self, case: Case) -> Group:
        """The first choice of those who serve the reason on the phone."""
        ranks = self.takers[case.reason.name, 0]
        phone = [group for group in self.centre.groups if group.name in ranks]
        return min(phone, key=lambda group: ranks[group.name])

    # Its end.

    def chat_ends(self, advisor: Advisor) -> Advisor:
        """The one that is done first; as at the end of a talk, but nobody is asked while he waits."""
        self.book_work(advisor)
        case = min(advisor.conversations, key=lambda each: each.ends_at).case
        advisor.case = case
        self.count(chats_ended=1, chat_time=self.now - case.contact.answered)
        if self._fits(case) and not case.cut and case.decision == "not_asked":
            self._decide_in_writing(advisor, case)
        else:
            self._end_in_writing(case, "fair" if self._is_settled(advisor, case) else None)
        return advisor

    def _fits(self, case: Case) -> bool:
        """Whether it can be settled in writing at all."""
        _, unit = self.draws.units(streams.CHANNEL, case.customer.row, case.serial)
        return unit < case.reason.chat_fit

    def _is_settled(self, advisor: Advisor, case: Case) -> bool:
        """A routine case, the more seldom the more conversations there are."""
        if not self._fits(case):
            self.count(chats_misfit=1)
            return False
        if case.cut:
            self.count(cut=1)
            advisor.prevented += 1
            return False
        others = len(advisor.conversations) - 1
        solves = case.reason.solve_probability * max(0.0, 1 - self.centre.writing.resolution_loss * others)
        _, unit = self.draws.units(streams.CHATS, case.customer.row, case.attempt_key, 0)
        return unit < solves * self.solving()

    def _decide_in_writing(self, advisor: Advisor, case: Case) -> None:
        """At the desk as by phone, unadvised; else a call-back is promised, a manager or the circle asked."""
        case.heard = 0
        right = self.right_to_decide(advisor, case)
        if right != "none" or self.centre.beyond == "advise":
            self.decide_at_desk(advisor, case, right)
            self._end_in_writing(case, END_OF[case.decision])
        elif self.centre.beyond == "circle" and advisor.decides_in is not None:
            self.lay_before_circle(advisor, case)
        else:
            self.request(advisor)

    def _end_in_writing(self, case: Case, end: str | None) -> None:
        """Who has not been helped calls, if he calls again."""
        self.close_line(case, "served")
        self.release_advisor(case)
        if end is None:
            self.repeat_or_end(case)
        else:
            self.end_case(case, end)

    def release_advisor(self, case: Case) -> None:
        """What follows a conversation is by phone; the advisor writes on with the others."""
        if case.channel == "phone":
            super().release_advisor(case)
            return
        case.channel = "phone"
        self._leave_conversation(case)

    def close_line(self, case: Case, outcome: str) -> Contact:
        """There is nothing to wrap up."""
        contact = super().close_line(case, outcome)
        if contact.channel == "chat" and contact.answered is not None:
            contact.wrapped_up = self.now
        return contact

    def _leave_conversation(self, case: Case) -> None:
        advisor, case.advisor = case.advisor, None
        self.book_work(advisor)
        advisor.conversations = [each for each in advisor.conversations if each.case is not case]
        self.await_next_end(advisor)

    def gives_up_chat(self, case: Case) -> Advisor:
        """The customer has lost patience in the middle of it."""
        advisor = case.advisor
        self.count(chats_left=1)
        self.close_line(case, "hung_up_on_hold")
        self._leave_conversation(case)
        self.redial_or_end(case)
        return advisor

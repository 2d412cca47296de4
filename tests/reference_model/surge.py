"""Managers on the phones: in a surge of calls they take callers, each in a seat among the advisors."""

from __future__ import annotations

from reference_model.floor import Floor
from reference_model.things import Advisor, Case, Manager


class Surge(Floor):
    """Managers who are called to the phones, and go back when nobody waits any more."""

    surge_from = 0  # they may be called again

    def call(self, case: Case, kind: str) -> None:
        """Whoever joins the line may be one too many."""
        super().call(case, kind)
        if self.seats and self._waits_on_the_phone(case) and self.now >= self.surge_from and self._calls():
            notice = self.centre.support.surge_notice
            self.count(surge_calls=1)
            self.surge_from = self.now + notice + 1
            for manager in self.managers:
                if manager.seat is not None and manager.on_shift(self.now):
                    self.schedule(self.now + notice, "manager_joins", manager)

    def _waits_on_the_phone(self, case: Case) -> bool:
        return case in self.waiting and case.channel == "phone"

    def _calls(self) -> bool:
        """Whether more wait than those who are there can bear."""
        there = sum(each.state != "off" and each.group.channel == "phone" for each in self.everybody)
        callers = sum(case.channel == "phone" for case in self.waiting)
        return callers > self.centre.support.surge_at * there

    def manager_joins(self, manager: Manager) -> Advisor | None:
        """He comes unless he is busy, in a meeting, or no longer wanted."""
        free = manager.on_shift(self.now) and manager.at_rest and manager.rests != "meeting"
        seat = manager.seat
        if not free or seat is None or not self._calls():
            return None
        manager.turn_to("off", self.now)
        manager.on_phones = True
        if not self.on_duty(manager.tray):
            self.promise_those_held(manager.tray)
        seat.shift_start, seat.shift_end = manager.shift_start, manager.shift_end
        seat.turn_to("idle", self.now)
        return seat

    def find_work(self, advisor: Advisor) -> None:
        """In his seat a manager takes callers, and does nothing else."""
        if advisor.seat_of is None:
            super().find_work(advisor)
            return
        caller = self.caller_for(advisor)
        if caller is not None and advisor.on_shift(self.now):
            self.leave_line(caller)
            self.answer(advisor, caller)
        else:
            self._leave_seat(advisor, advisor.seat_of)

    def _leave_seat(self, seat: Advisor, manager: Manager) -> None:
        """Back to his part of the day; or home, if his shift is over."""
        seat.turn_to("off", self.now)
        manager.on_phones = False
        manager.turn_to(manager.rests, self.now)
        self.come_to_rest(manager)

    def answer(self, advisor: Advisor, case: Case) -> None:
        inbound = case.contact is not None and case.contact.kind != "transfer"
        self.count(answered_by_managers=inbound and advisor.seat_of is not None)
        super().answer(advisor, case)

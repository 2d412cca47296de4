"""One method for each kind of event, and the day."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from typing import Any

from reference_model.circles import mean
from reference_model.description import Group, Shift
from reference_model.shocks import Shock
from reference_model.things import Advisor, Case, Customer, Event, Manager, Spell, Tally
from reference_model.transition import Changing
from sim import streams

FREQUENT = {"talk_ends", "wrap_up_ends", "returns", "first_contact", "gives_up_queue"}


@dataclass
class Happened:
    """An event that has come up, in the order of the agenda."""

    time: int
    kind: str
    subject: Any
    void: bool


class Twin(Changing):
    """A centre that can be run day by day; what it has come to stands in its fields.

    `contacts`, `journal`, `closed`, `customers`, `advisors`, `managers`, `tallies`, and `history`: every
    event that has come up.
    """

    history: list[Happened]

    def run(self, days: int) -> Twin:
        """Simulate some days from the first one."""
        self.history = []
        for self.day in range(days):
            self.begin_day()
            while self.agenda and self.agenda[0][0] < self.ends:
                self.happen(heapq.heappop(self.agenda)[-1])
            self.end_day()
        return self

    def begin_day(self) -> None:
        """People's hours, first contacts and those who come back go into the agenda."""
        self.tallies.append(Tally())
        self.now = self.waiting_since = self.today.opens
        self.is_open = True
        self.let_customers_come()
        self.let_reputation_move()
        self.open_for_people()
        self.renew_exceptions()
        self.show_field()
        self.delegate()
        self.change()
        self.fade()
        self.let_newcomers_learn()
        self.pay_bonuses()
        at_work = self._schedule_shifts()
        self._schedule_managers()
        if self.closes_today:
            self.schedule(self.today.closes, "closing", None)
        self.call_off_the_phone(at_work)
        self.raise_tensions()
        self.schedule_first_contacts()
        self.schedule_returns()

    def happen(self, event: Event) -> None:
        """An event comes up; whoever it has freed looks for work, else somebody idle whom work waits for."""
        self.now = event.time
        void = self._is_void(event)
        self.history.append(Happened(event.time, event.kind, event.subject, void))
        freed = None if void else getattr(self, event.kind)(event.subject)
        if freed is not None and freed.group.channel == "chat":  # he does not do the work of others
            self.find_work(freed)
            freed = None
        if freed is None and event.kind not in FREQUENT:
            freed = self.idle_advisor_with_work()
        if freed is not None:
            self.find_work(freed)

    def _is_void(self, event: Event) -> bool:
        """What was to happen to a case, a need or a shock does not, if that has gone on meanwhile."""
        case = event.subject
        if event.kind in ("gives_up_queue", "gives_up_hold", "gives_up_chat", "returns"):
            return case.awaits is not event
        if event.kind == "chat_ends":
            return event.subject.chat_awaits is not event
        if event.kind == "need_lapses":
            return case.lapses is not event
        if event.kind == "shock_turns":
            return case.begun and not case.on
        if event.kind == "crisis_turns":
            return not case.on
        if event.kind == "overflows":
            return case.overflows is not event
        if event.kind == "request_times_out":
            return case.times_out is not event or case.tray is None
        if event.kind == "advice_times_out":
            return case.asked is not event
        return False

    def end_day(self) -> None:
        """Book everybody's time."""
        self.now = self.ends
        self.count_waiting()
        for advisor in self.advisors:
            self.book_work(advisor)
        self.count(open_cases=self.open_cases, felt=mean([advisor.felt for advisor in self.advisors]))
        managers = [*self.seats, *self.managers]
        for people, total in ((self.advisors, self.tally.paid), (managers, self.tally.managers_paid)):
            for person in people:
                person.settle(self.now)
                total.update(person.paid)
        self.tally.people = [replace(each) for each in self.employees]

    # The hours of the day.

    def _schedule_shifts(self) -> list[Advisor]:
        """Group by group, who works is drawn. Returns who works."""
        self.roster = []
        for advisor in self.advisors:
            advisor.spells = []
        for group, shifts in zip(self.centre.groups, self.centre.shifts[self.today.weekday], strict=True):
            there = self._roster_of(group, len(shifts))
            for advisor, shift in zip(there, shifts, strict=True):
                if advisor is not None:
                    self._schedule_shift(advisor, shift)
            self.roster += there
            self.shifts[group.name], self.uncovered[group.name] = len(there), there.count(None)
            self.count(shifts=len(there), uncovered=there.count(None))
        return [advisor for advisor in self.roster if advisor is not None]

    def _roster_of(self, group: Group, shifts: int) -> list[Advisor | None]:
        """Even teams come early, odd ones late. Who cannot work is drawn last; nobody comes then (None)."""
        own = [advisor for advisor in self.advisors if advisor.group is group]
        draw = {each: self.draws.units(streams.ROSTER, each.row, self.day)[0] for each in own}
        drawn = sorted(own, key=lambda each: (not self.can_work(each), draw[each]))[:shifts]
        drawn.sort(key=lambda each: (each.row // self.centre.span_of_control % 2, draw[each]))
        return [each if self.comes(each) else None for each in drawn]

    def _schedule_shift(self, advisor: Advisor, shift: Shift) -> None:
        opens = self.today.opens
        advisor.shift_start, advisor.shift_end = opens + shift.start, opens + shift.end
        self.schedule(advisor.shift_start, "shift_starts", advisor)
        self.schedule(advisor.shift_end, "shift_ends", advisor)
        if shift.break_start is not None:
            advisor.spells.append(Spell(opens + shift.break_start, "break", shift.break_length))
            self.schedule(opens + shift.break_start, "away_starts", advisor)

    def _schedule_managers(self) -> None:
        """Half of a level comes early, half late, a single one in the middle; looks at trays."""
        open_for = self.today.closes - self.today.opens
        length = int(min(self.centre.manager_shift, open_for))
        for manager in self.managers:
            spare = open_for - length
            later = spare // 2 if manager.alone else spare * (manager.place % 2)
            manager.turns = 0
            if not self.comes_today(manager):
                continue
            manager.shift_start = self.today.opens + later
            manager.shift_end = manager.shift_start + length
            self.schedule(manager.shift_start, "manager_starts", manager)
            self.schedule(manager.shift_end, "manager_ends", manager)
            for look in self._looks():
                if manager.on_shift(look):
                    self.schedule(look, "tray_look", manager)

    def _looks(self) -> range:
        interval = int(self.centre.tray_interval)
        return range(self.today.opens + interval, self.today.closes, interval) if interval else range(0)

    def closing(self, _: None) -> None:
        """No call is admitted any more; who is on hold is promised a call-back."""
        self.is_open = False
        self.promise_those_held()

    # Advisors.

    def shift_starts(self, advisor: Advisor) -> Advisor | None:
        """Who still wraps up yesterday's last call stays at it."""
        if advisor.state != "off":
            return None
        advisor.turn_to("idle", self.now)
        return advisor

    def shift_ends(self, advisor: Advisor) -> Advisor | None:
        return self.call_away(advisor)

    def away_starts(self, advisor: Advisor) -> Advisor | None:
        return self.call_away(advisor)

    def talk_ends(self, advisor: Advisor) -> Advisor | None:
        return self.end_talk(advisor)

    def wrap_up_ends(self, advisor: Advisor) -> Advisor:
        advisor.contact.wrapped_up = self.now
        return advisor

    def rework_ends(self, advisor: Advisor) -> Advisor | None:
        return self.end_rework(advisor)

    # Managers.

    def manager_ends(self, manager: Manager) -> None:
        """Who reads goes when he has read; the last one of a tray leaves nobody there on hold."""
        if manager.on_shift(self.now):
            return
        if manager.at_rest:
            manager.turn_to("off", self.now)
        if not self.on_duty(manager.tray):
            self.promise_those_held(manager.tray)

    def tray_look(self, manager: Manager) -> None:
        manager.looking = True
        self.begin_review(manager)

    def review_ends(self, manager: Manager) -> None:
        """The request may have been withdrawn meanwhile."""
        case, manager.case = manager.case, None
        manager.turn_to(manager.rests, self.now)
        self.count(reviews=1)
        if case is not None:
            self.judge(manager, case)
        self.come_to_rest(manager)

    def request_times_out(self, case: Case) -> None:
        self.take_out(case)
        self.decide(case, self.default_decision())

    # Customers.

    def first_contact(self, contact: tuple[Customer, int, Shock | None]) -> None:
        """Of a customer who left because of service it is latent: counted, never made."""
        customer, serial, shock = contact
        if shock is not None:
            self._contact_of_shock(customer, serial, shock)
            return
        whom = self.who_stands_here(customer)
        if whom == "alive":
            self.call(self.open_case(customer, serial, "queued"), "first")
        elif whom == "left":
            case = self.open_case(customer, serial, "unresolved")
            self.begin_contact(case, "first", self.now)
            self.end_contact(case, "latent")
            self.end_case(case, "customer_left")
            self.count(latent=1)

    def _contact_of_shock(self, customer: Customer, serial: int, shock: Shock) -> None:
        """It does not happen if the shock has ended, or the customer left."""
        if shock.on and self.who_stands_here(customer) == "alive":
            self.count(shock_contacts=1)
            self.call(self.open_case(customer, serial, "queued", shock), "first")

    def returns(self, case: Case) -> None:
        """A redial or repeat, unless the customer has left."""
        if self.is_present(case):
            self.move(case, "queued")
            self.call(case, case.returns_as)
        else:
            self.end_case(case, "customer_left")

    def overflows(self, case: Case) -> None:
        """Somebody of a later choice takes the caller, or he waits for the one after."""
        advisor = self.idle_advisor_for(case)
        if advisor is not None:
            self.leave_line(case)
            self.answer(advisor, case)
        elif self.waited(case) < self.last_rank(case) * case.reason.overflow_after:
            self.await_overflow(case)

    def gives_up_queue(self, case: Case) -> None:
        self.leave_line(case)
        self.abandon(case)

    def gives_up_hold(self, case: Case) -> None:
        """What was asked for is withdrawn, the advisor free to wrap up."""
        self.withdraw(case)
        self.stop_asking(case)
        self.close_line(case, "hung_up_on_hold")
        self.count(hung_up_on_hold=1)
        case.advisor.prevented += self.keeps_back(case)
        self.release_advisor(case)
        self.redial_or_end(case)

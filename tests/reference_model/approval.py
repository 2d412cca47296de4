"""Requests, trays, reviews, rework, and how the customer learns the decision."""

from __future__ import annotations

from reference_model.description import Centre
from reference_model.draws import NEVER
from reference_model.queues import Queues
from reference_model.things import ATTEMPTS, Advisor, Case, Manager, Tray
from sim import streams

END_OF = {"granted": "fair", "denied": "refused", "denied_by_time": "timed_out"}


class Approval(Queues):
    """What an advisor may not decide goes up a chain of approvals."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        # Call-backs due and rework promised, for the group whose advisor asked; oldest first.
        self.work: dict[str, list[Case]] = {group.name: [] for group in centre.groups}

    # Asking.

    def request(self, advisor: Advisor) -> None:
        """An advisor asks for the decision on the case he handles."""
        case = advisor.case
        assert case is not None
        case.decision, case.times_out, case.expires = "asked", None, NEVER
        self.count(requests=1)
        if self.centre.time_out < NEVER:
            case.expires = self.now + int(self.centre.time_out)
            case.times_out = self.schedule(case.expires, "request_times_out", case)
        tray = self.first_tray(advisor, case)
        holds = self.centre.request == "hold" and case.channel == "phone"
        if holds and self.is_open and self.on_duty(tray):
            case.contact.held_from = self.now
            self.hold(advisor, case, "held")
        else:
            self.promise(case, "in_tray")
        self.lay_into(tray, case)

    def first_tray(self, advisor: Advisor, case: Case) -> Tray:
        """One's own manager's, or that of the first one up the chain who may sign; or who stands in."""
        manager = advisor.manager
        if self.centre.rules.get("approval.laid_before") == "straight_to_who_may_sign":
            while case.stake > manager.limit:
                manager = manager.boss
        return self.tray_of(manager)

    def tray_of(self, manager: Manager) -> Tray:
        """A manager's; in his absence that of the next of his level, of one above, or below, else his."""
        chief: Manager | None = manager
        while chief is not None:
            peers = [each for each in self.managers if each.level == chief.level]
            place = peers.index(chief)
            there = filter(self.comes_today, peers[place:] + peers[:place])
            if (reader := next(there, None)) is not None:
                return reader.tray
            chief = chief.boss
        for level in range(manager.level - 1, 0, -1):
            peers = [each for each in self.managers if each.level == level]
            if (reader := next(filter(self.comes_today, peers), None)) is not None:
                return reader.tray
        return manager.tray

    def somebody_above(self, manager: Manager) -> bool:
        return any(self.comes_today(each) for each in self.managers if each.level > manager.level)

    def comes_today(self, manager: Manager) -> bool:
        """Unless managers are people, too."""
        return True

    def on_duty(self, tray: Tray) -> bool:
        """Whether somebody who works from a tray is there."""
        return any(manager.state != "off" and manager.on_shift(self.now) for manager in tray.managers)

    def hold(self, advisor: Advisor, case: Case, state: str) -> None:
        """The customer waits on the line, and the advisor with him."""
        advisor.turn_to("hold", self.now)
        self.move(case, state)
        _, unit = self.draws.units(streams.PATIENCE, case.customer.row, case.attempt_key, case.reviews)
        law, part = case.reason.hold_patience, 2 + case.reviews
        patience = self.draws.duration(law, unit, streams.PATIENCE, case, part)
        if patience < NEVER:
            case.awaits = self.schedule(self.now + patience, "gives_up_hold", case)

    def promise(self, case: Case, state: str) -> None:
        """The customer is promised a call-back and hangs up."""
        self.close_line(case, "promised_call_back")
        self.move(case, state)
        case.promised = True
        self.release_advisor(case)

    def release_advisor(self, case: Case) -> None:
        """The advisor wraps up the call that has just ended."""
        advisor = case.advisor
        advisor.turn_to("wrap_up", self.now)
        self.schedule(self.now + advisor.wrap_up, "wrap_up_ends", advisor)
        case.advisor = None

    def promise_those_held(self, tray: Tray | None = None) -> None:
        """Nobody decides any more today: of all, or of those whose request lies unread in a tray."""
        for advisor in self.everybody:
            held = advisor.state == "hold" and advisor.case.state == "held"
            if held and (tray is None or advisor.case.tray is tray):
                self.promise(advisor.case, "in_tray")

    # Trays and reviews.

    def lay_into(self, tray: Tray, case: Case) -> None:
        """A free manager begins at once; a request that has expired is decided by its default."""
        if self.now >= case.expires:
            self.decide(case, self.default_decision())
            return
        case.tray, case.laid = tray, self.now
        tray.requests.append(case)
        for manager in tray.managers:
            if manager.at_rest and manager.on_shift(self.now) and self.may_read(manager, case):
                self.begin_review(manager)
                return

    def default_decision(self) -> str:
        return "granted" if self.centre.time_out_default == "grant" else "denied_by_time"

    def take_out(self, case: Case) -> None:
        case.tray.requests.remove(case)
        case.tray = None

    def may_read(self, manager: Manager, case: Case) -> bool:
        """Customers on hold at any time; promised requests when the manager looks at his tray.

        On the floor, and in coaching or reports where he may be interrupted, only the former.
        """
        if manager.rests != "idle":
            interrupted = manager.rests == "floor" or self.centre.support.interrupts_manager
            return interrupted and manager.rests != "meeting" and not case.promised
        return not case.promised or manager.looking or self.centre.tray_interval == 0

    def begin_review(self, manager: Manager) -> None:
        """A free manager takes the oldest request he may read; else stays free, or goes."""
        if not manager.at_rest:
            return
        if not manager.on_shift(self.now):
            manager.looking = False
            manager.turn_to("off", self.now)
            return
        case = next((case for case in manager.tray.requests if self.may_read(manager, case)), None)
        if case is None:
            if manager.rests == "idle":  # else the look waits until he approves again
                manager.looking = False
            return
        self.take_out(case)
        self.count(tray_wait=self.now - case.laid)
        case.manager, manager.case = manager, case
        manager.turn_to("review", self.now)
        unit, _ = self.draws.units(streams.REVIEW, case.customer.row, case.review_key, 0)
        time = self.draws.duration(self.centre.review, unit, streams.REVIEW, case, case.reviews + 1)
        self.schedule(self.now + time, "review_ends", manager)

    def judge(self, manager: Manager, case: Case) -> None:
        """Above his limit it goes up; once it may go back; else it is refused or granted."""
        rework, refusal = self.draws.units(streams.REVIEW, case.customer.row, case.review_key, 1)
        case.manager = None
        case.reviews += 1
        whoever_reads = self.centre.rules.get("approval.signs") == "first_signature_suffices"
        if case.stake > manager.limit and not whoever_reads and self.somebody_above(manager):
            above = self.tray_of(manager.boss)
            if not case.promised and not self.on_duty(above):
                self.promise(case, "in_tray")
            self.lay_into(above, case)
        elif not case.reworked and rework < self.centre.rework_probability:
            self._send_back(case)
        elif refusal < self._refusal(manager, case):
            self.count(unfair=not case.undue)
            self.decide(case, "denied")
        else:
            self.decide(case, "granted")

    def _refusal(self, manager: Manager, case: Case) -> float:
        """What speaks for a case gets lost from level to level, the less the more the manager has seen."""
        judgement = self.centre.judgement
        if case.undue:
            return judgement.abuse_seen_at_review
        unseen = 1 - self.centre.support.exposure_effect * manager.exposure
        kept = (1 - judgement.lost_per_level * unseen) ** (manager.level - 1)
        return 1 - (1 - self.centre.refusal_probability * unseen) * kept

    def decide(self, case: Case, decision: str) -> None:
        """Told at once to a customer on the line, else by a call-back."""
        case.decision = decision
        if decision == "granted":
            self.count(granted=1, goodwill=case.stake, abuse=case.stake * case.undue)
        if case.promised:
            self.move(case, "call_back_due")
            self._wait_for_advisor(case)
        else:
            self.close_line(case, "served")
            case.advisor.prevented += self.keeps_back(case)
            self.release_advisor(case)
            self.end_case(case, END_OF[decision])

    def keeps_back(self, case: Case) -> bool:
        """Whether the customer does not get what he is due: no advisor can answer that well."""
        return not case.undue and case.decision != "granted"

    def _wait_for_advisor(self, case: Case) -> None:
        case.due = self.now
        self.work[case.group.name].append(case)

    def withdraw(self, case: Case) -> None:
        """Out of the tray; a review under way is finished in vain."""
        if case.tray is not None:
            self.take_out(case)
        if case.manager is not None:
            case.manager.case = case.manager = None

    # Rework.

    def _send_back(self, case: Case) -> None:
        """To the advisor on the line at once, else to the next one free for it."""
        case.reworked = True
        self.move(case, "rework")
        if case.promised:
            self._wait_for_advisor(case)
        else:
            self.begin_rework(case.advisor, case)

    def begin_rework(self, advisor: Advisor, case: Case) -> None:
        advisor.case, case.advisor = case, advisor
        advisor.turn_to("rework", self.now)
        _, unit = self.draws.units(streams.REVIEW, case.customer.row, case.review_key, 0)
        part = ATTEMPTS + case.reviews
        time = self.draws.duration(self.centre.rework, unit, streams.REVIEW, case, part)
        self.schedule(self.now + time, "rework_ends", advisor)

    def end_rework(self, advisor: Advisor) -> Advisor | None:
        """Back into the advisor's first tray; who did it for a promised request is free."""
        case = advisor.case
        tray = self.first_tray(advisor, case)
        if case.promised:
            case.advisor = None
            self.move(case, "in_tray")
            self.lay_into(tray, case)
            return advisor
        if self.is_open and self.on_duty(tray):
            self.hold(advisor, case, "held")
        else:
            self.promise(case, "in_tray")
        self.lay_into(tray, case)
        return None

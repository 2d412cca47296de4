"""The life of a case: it begins with a first contact, goes from state to state and contact to contact, and
ends once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference_model.clockwork import DAY_MS
from reference_model.description import Centre
from reference_model.minds import Minds
from reference_model.things import ATTEMPTS, Advisor, Case, Closed, Contact, Customer, Line
from sim import streams

if TYPE_CHECKING:
    from reference_model.shocks import Shock


class Cases(Minds):
    """All cases, the log of contacts, the journal of cases, and the customers who call again."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        self.contacts: list[Contact] = []
        self.journal: list[Line] = []
        self.closed: list[Closed] = []
        self.open_cases = 0
        self.lines_taken = 0
        self.returning: dict[int, list[Case]] = {}  # by day

    def open_case(self, customer: Customer, serial: int, state: str, shock: Shock | None = None) -> Case:
        """Those whom a shock brings are not followed; they may all call for the same reason."""
        cohort = shock is None and customer.generation == 0 and self.now >= self.centre.measured_from
        case = Case(
            customer=customer,
            serial=serial,
            generation=customer.generation,
            cohort=cohort,
            started=self.now,
            state=state,
            since=self.working_time(),
            started_working=self.working_time(),
        )
        of_stake = self._choose_reason(case)
        if shock is not None and shock.given.reason is not None:
            case.reason = next(each for each in self.centre.reasons if each.name == shock.given.reason)
        case.stake = self._stake(case, of_stake)
        case.need = self._need(case)
        case.undue = self._is_undue(case)
        if case.stake > 0 and self.centre.decisions:
            case.decision = "not_asked"
        self.open_cases += 1
        self._note(case, state, "open")
        return case

    def _choose_reason(self, case: Case) -> float:
        """Each by its share. Returns the number that is left for the stake."""
        unit, of_stake = self.draws.units(streams.CASE, case.customer.row, case.serial)
        up_to, total = 0.0, sum(reason.share for reason in self.centre.reasons)
        for reason in self.centre.reasons:
            case.reason = reason
            up_to += reason.share / total
            if unit < up_to:
                break
        return of_stake

    def _stake(self, case: Case, unit: float) -> float:
        """The goodwill that a fair answer needs; often none."""
        share = case.reason.stake_share
        if unit >= share:
            return 0.0
        return self.draws.amount(case.reason.stake, unit / share, streams.CASE, case, 5)

    def _need(self, case: Case) -> int:
        """Time beyond the usual talk that the case needs."""
        share = case.reason.extension_share
        unit, _ = self.draws.units(streams.CASE, case.customer.row, case.serial, 1)
        if unit >= share:
            return 0
        return self.draws.duration(case.reason.extension, unit / share, streams.CASE, case, 6)

    def _is_undue(self, case: Case) -> bool:
        """Whether the customer is one of the few who claim what they are not due, all his life."""
        unit, _ = self.draws.units(streams.ABUSE, case.customer.row, case.generation)
        return case.stake > 0 and unit < self.centre.judgement.abusers

    def move(self, case: Case, state: str) -> None:
        """Enter another state; what was to happen in the one before is void."""
        self._leave_state(case)
        case.state = state
        self._note(case, state, "open")

    def take_up(self, advisor: Advisor, case: Case) -> None:
        """Whoever takes a case up gives it his effort, as far as the customer can tell."""
        case.effort = int(min(advisor.effort * 1000 + 0.5, 32_000)) / 1000

    def _leave_state(self, case: Case) -> None:
        now = self.working_time()
        case.spent[case.state] += now - case.since
        case.since = now
        case.awaits = case.overflows = None

    def end_case(self, case: Case, end: str) -> None:
        self._leave_state(case)
        if case.cohort and case.stake > 0 and not case.undue:
            working, calendar = self.working_time() - case.started_working, self.now - case.started
            self.closed.append(Closed(case.started, working, calendar, case.stake, end))
            if end == "fair":
                self.tally.fair_spent.update(case.spent)
        self.count(ended_fairly=end == "fair")
        if end == "fair" and case.attempt == 0 and not (case.promised or case.undue):
            self.count(solved_at_first=1)
        if end == "customer_left":
            self.remember_latent(case)
        elif not (case.undue and end == "refused"):
            self.remember(case, end)
        self._note(case, None, end)
        self.open_cases -= 1

    def _note(self, case: Case, state: str | None, end: str) -> None:
        self.journal.append(Line(self.now, case.customer.row, case.serial, case.attempt, state, end))

    # Contacts.

    def begin_contact(self, case: Case, kind: str, arrived: int) -> Contact:
        case.contact = Contact(
            arrived=arrived,
            customer=case.customer.row,
            serial=case.serial,
            attempt=case.attempt,
            reason=case.reason.name,
            kind=kind,
            stake=case.stake,
            cohort=case.cohort,
            channel="phone" if kind == "call_back" else case.channel,
        )
        self.contacts.append(case.contact)
        return case.contact

    def end_contact(self, case: Case, outcome: str) -> Contact:
        contact = case.contact
        assert contact is not None
        contact.ended = self.now
        contact.outcome = outcome
        case.contact = None
        return contact

    def close_line(self, case: Case, outcome: str) -> Contact:
        """The contact ends, and gives its line back; we pay for those on which we call back."""
        contact = self.end_contact(case, outcome)
        if contact.kind != "call_back" and contact.channel == "phone":
            self.lines_taken -= 1
        return contact

    # Calling again.

    def redial_or_end(self, case: Case, end: str = "abandoned") -> None:
        """Who was not answered, or not told, calls again after a while; or gives the case up."""
        _, unit = self.draws.units(streams.OUTCOME, case.customer.row, case.attempt_key, 0)
        if case.attempt + 1 >= ATTEMPTS or unit >= self.centre.redial_probability:
            self.end_case(case, end)
            return
        unit, _ = self.draws.units(streams.RETURN, case.customer.row, case.attempt_key, 0)
        delay = self.draws.duration(self.centre.redial_delay, unit, streams.RETURN, case, 1)
        self._begin_to_wait_at_home(case, "redial")
        if self.now + delay < self.today.closes or not self.closes_today:
            case.awaits = self.schedule(self.now + delay, "returns", case)
        else:
            self._return_on(self.day + 1, case)

    def repeat_or_end(self, case: Case) -> None:
        """Whose case is not solved calls again on a later day, or gives it up."""
        _, unit = self.draws.units(streams.OUTCOME, case.customer.row, case.attempt_key, 1)
        if case.attempt + 1 >= ATTEMPTS or unit >= self.centre.repeat_probability:
            self.end_case(case, "unresolved")
            return
        unit, _ = self.draws.units(streams.RETURN, case.customer.row, case.attempt_key, 1)
        delay = self.draws.duration(self.centre.repeat_delay, unit, streams.RETURN, case, 2)
        self._begin_to_wait_at_home(case, "repeat")
        self._return_on(self.day + 1 + delay // DAY_MS, case)

    def _begin_to_wait_at_home(self, case: Case, returns_as: str) -> None:
        self.move(case, "unresolved")
        case.attempt += 1
        case.returns_as = returns_as
        case.promised = case.reworked = case.transferred = False
        if case.decision != "not_needed":
            case.decision = "not_asked"

    def _return_on(self, day: int, case: Case) -> None:
        self.returning.setdefault(day, []).append(case)

    def schedule_returns(self) -> None:
        """The time of day of the cases that come back today; who was noted last is scheduled first."""
        for case in reversed(self.returning.pop(self.day, [])):
            unit, _ = self.draws.units(streams.RETURN, case.customer.row, case.attempt_key, 2)
            case.awaits = self.schedule(self.time_of_day(unit), "returns", case)

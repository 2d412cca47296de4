"""What happens in the random centres, counted from the twin: which parts of the model they reach at all.

`Watched` is a twin that also notes what its log does not tell; `features` counts everything. Called by
`tests/test_reference_model.py`, which asks for so many centres in which each of `WANTED` happens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise

from reference_model.description import Group
from reference_model.shocks import Shock
from reference_model.things import Advisor, Case, Contact, Customer, Manager, Tray
from twin_customers import WANTED_OF_CUSTOMERS, Minded
from twin_people import WANTED_OF_PEOPLE
from twin_rights import WANTED_OF_RIGHTS, counted
from twin_steering import WANTED_OF_STEERING
from twin_steering import counted as counted_of_steering
from twin_successors import WANTED_OF_SUCCESSORS
from twin_support import WANTED_OF_SUPPORT
from twin_transition import WANTED_OF_TRANSITIONS

from sim import streams

AGENDA = {
    "shift_starts",
    "manager_starts",
    "tray_look",
    "away_starts",
    "closing",
    "manager_ends",
    "shift_ends",
}
INBOUND = {"first", "redial", "repeat"}

WANTED = (
    "two kinds of event in a millisecond", "one kind of event twice in a millisecond",
    "void: gives_up_queue", "void: gives_up_hold", "void: overflows", "void: request_times_out",
    "answered in the millisecond in which patience ends",
    "zero staff meets a caller", "all lines taken", "hangs up at once", "blocked for ever",
    "an equal group is idle longer", "a first choice is idle, and a second", "answered by overflow",
    "a second choice is freed after the wait", "priority overtakes", "preference overtakes",
    "a group without direct callers answers", "routed by authority",
    "transferred", "waits for the transfer", "transfer abandoned",
    "transfer abandoned after a drawn patience", "hand-off lost", "hand-off kept",
    "asks since nobody is there to transfer to",
    "talk extended", "talk cut", "repeat brings the rest of the need",
    "hold at closing becomes a call-back", "nobody on duty to ask", "sent up a level",
    "nobody on duty above", "last manager of a tray goes", "manager looks at promised requests",
    "hangs up on hold unread", "hangs up on hold under review",
    "time-out refuses", "time-out grants", "expired when laid again",
    "rework on the line", "rework promised", "promised after rework",
    "call-back before callers", "callers before a call-back", "call-back left overnight",
    "break deferred by a call", "break lost to a call", "overtime after closing", "serves the last callers",
    "redial after closing comes the next day", "queue over the cut of the day",
    "idle over the cut of the day",
    "customer left before he called again", "customer left before the call-back", "latent contact",
    *WANTED_OF_RIGHTS, *WANTED_OF_SUPPORT, *WANTED_OF_STEERING, *WANTED_OF_PEOPLE, *WANTED_OF_SUCCESSORS,
    *WANTED_OF_CUSTOMERS, *WANTED_OF_TRANSITIONS,
    "successor calls", "grievance", "second contact leaves a small grievance", "gamma draws",
)  # fmt: skip


class Watched(Minded):
    """A twin that notes what cannot be read off its log."""

    def idle_advisor_for(self, case: Case) -> Advisor | None:
        free = [group for group in self.centre.groups if self.idle[group.name] and self.may_take(group, case)]
        ranks = sorted(self.ranks(case)[group.name] for group in free)
        best = super().idle_advisor_for(case)
        if best is not None and case.channel == "phone":
            equals = [group for group in free if self.ranks(case)[group.name] == ranks[0]]
            self.note("an equal group is idle longer", len(equals) > 1 and best.group is not equals[0])
            self.note("a first choice is idle, and a second", ranks[0] < ranks[-1])
            self.note("a group without direct callers answers", not best.group.direct and case.band > 0)
        return best

    def caller_for(self, advisor: Advisor) -> Case | None:
        caller = super().caller_for(advisor)
        if caller is not None:
            self._watch_order(advisor.group, caller)
        return caller

    def _watch_order(self, group: Group, caller: Case) -> None:
        oldest = next(case for case in self.waiting if self.may_take(group, case))
        overtaken = oldest is not caller
        by_priority = caller.reason.priority > oldest.reason.priority
        self.note("priority overtakes", overtaken and by_priority)
        self.note("preference overtakes", overtaken and not by_priority)
        later = self.ranks(caller)[group.name] > 0 and caller.reason.overflow_after > 0
        self.note("a second choice is freed after the wait", later)

    def answer(self, advisor: Advisor, case: Case) -> None:
        by_phone = case.channel == "phone"
        self.note("routed by authority", case.band > 0 and case.contact.kind != "transfer" and by_phone)
        gives_up = case.awaits is not None and case.awaits.kind == "gives_up_queue"
        at_last = gives_up and case.awaits.time == self.now
        self.note("answered in the millisecond in which patience ends", at_last)
        self.note("serves the last callers", not self.is_open and case.contact.kind in INBOUND)
        if case.contact.kind == "transfer" and 0 < self.centre.handoff_loss < 1:
            unit, _ = self.draws.units(streams.OUTCOME, case.customer.row, case.attempt_key, 2)
            self.note("hand-off lost" if unit < self.centre.handoff_loss else "hand-off kept")
        super().answer(advisor, case)

    def abandon(self, case: Case) -> None:
        drawn = case.contact.kind == "transfer" and case.reason.hold_patience.kind != "constant"
        self.note("transfer abandoned after a drawn patience", drawn)
        super().abandon(case)

    def _extension(self, case: Case) -> int:
        needed, repeat = case.need > 0, case.contact.kind == "repeat"
        extension = super()._extension(case)
        self.note("talk extended", extension > 0)
        self.note("talk cut", case.cut)
        self.note("repeat brings the rest of the need", needed and repeat)
        return extension

    def _may_transfer(self, case: Case) -> bool:
        may = super()._may_transfer(case)
        wanted = self.centre.beyond == "transfer" and self.band_of(case) > 0
        self.note("asks since nobody is there to transfer to", wanted and not may and not case.transferred)
        return may

    def request(self, advisor: Advisor) -> None:
        nobody = self.is_open and not self.on_duty(advisor.manager.tray)
        self.note("nobody on duty to ask", nobody and self.centre.request == "hold")
        super().request(advisor)

    def promise_those_held(self, tray: Tray | None = None) -> None:
        before = sum(contact.outcome == "promised_call_back" for contact in self.contacts)
        super().promise_those_held(tray)
        promised = sum(contact.outcome == "promised_call_back" for contact in self.contacts) > before
        what = "hold at closing becomes a call-back" if tray is None else "last manager of a tray goes"
        self.note(what, promised)

    def begin_review(self, manager: Manager) -> None:
        super().begin_review(manager)
        promised = manager.case is not None and manager.case.promised
        self.note("manager looks at promised requests", promised and manager.looking)

    def judge(self, manager: Manager, case: Case) -> None:
        beyond = case.stake > manager.limit and self.somebody_above(manager)
        self.note("sent up a level", beyond)
        alone = beyond and not self.on_duty(self.tray_of(manager.boss))
        self.note("nobody on duty above", alone and not case.promised)
        super().judge(manager, case)

    def lay_into(self, tray: Tray, case: Case) -> None:
        self.note("expired when laid again", self.now >= case.expires)
        super().lay_into(tray, case)

    def withdraw(self, case: Case) -> None:
        self.note("hangs up on hold under review", case.manager)
        self.note("hangs up on hold unread", case.tray)
        super().withdraw(case)

    def request_times_out(self, case: Case) -> None:
        self.note("time-out grants" if self.centre.time_out_default == "grant" else "time-out refuses")
        super().request_times_out(case)

    def begin_rework(self, advisor: Advisor, case: Case) -> None:
        self.note("rework promised" if case.promised else "rework on the line")
        super().begin_rework(advisor, case)

    def rework_ends(self, advisor: Advisor) -> Advisor | None:
        case, before = advisor.case, advisor.case.promised
        freed = super().rework_ends(advisor)
        self.note("promised after rework", case.promised and not before)
        return freed

    def _takes_work(self, advisor: Advisor, caller: Case | None) -> bool:
        some = self.is_open and bool(self.work[advisor.group.name])
        takes = super()._takes_work(advisor, caller)
        self.note("call-back before callers", takes and caller)
        self.note("callers before a call-back", some and not takes and caller)
        return takes

    def begin_spell(self, advisor: Advisor) -> bool:
        due = advisor.spells[0] if self.is_due(advisor) else None
        begins = super().begin_spell(advisor)
        late = due is not None and due.account == "break" and due.start < self.now
        self.note("break deferred by a call", late and begins)
        self.note("break lost to a call", late and not begins and advisor.shift_end <= self.now)
        return begins

    def end_day(self) -> None:
        if not self.closes_today:
            self.note("queue over the cut of the day", self.waiting)
            self.note("idle over the cut of the day", any(self.idle.values()))
        super().end_day()

    def remember(self, case: Case, end: str) -> None:
        before = case.customer.grievance
        super().remember(case, end)
        raised = case.customer.grievance > before
        self.note("grievance", raised)
        self.note("second contact leaves a small grievance", raised and end == "fair")

    def first_contact(self, contact: tuple[Customer, int, Shock | None]) -> None:
        super().first_contact(contact)
        self.note("successor calls", contact[0].generation > 0)


def features(twin: Watched) -> Counter[str]:
    """How often everything of `WANTED` happened in a centre."""
    found = Counter(twin.seen)
    for told in (
        _of_events(twin),
        _of_contacts(twin),
        _of_cases(twin),
        counted(twin),
        counted_of_steering(twin),
    ):
        found.update(told)
    return found


def _of_events(twin: Watched) -> Iterator[str]:
    for event in twin.history:
        if event.void:
            yield f"void: {event.kind}"
    own = [event for event in twin.history if event.kind not in AGENDA and not event.void]
    for _, group in groupby(own, key=lambda event: event.time):
        kinds = [event.kind for event in group]
        if len(set(kinds)) > 1:
            yield "two kinds of event in a millisecond"
        if len(set(kinds)) < len(kinds):
            yield "one kind of event twice in a millisecond"


def _of_contacts(twin: Watched) -> Iterator[str]:
    calendar = twin.centre.calendar
    closings = {day.closes for day, after in pairwise(calendar) if day.closes < after.opens}
    ended: dict[tuple[int, int], Contact] = {}
    overflows = {event.time for event in twin.history if event.kind == "overflows" and not event.void}
    for contact in twin.contacts:
        transfer = contact.kind == "transfer"
        waited = contact.answered is None or contact.answered > contact.arrived
        case = (contact.customer, contact.serial)
        if contact.kind == "redial" and any(
            ended[case].ended < close <= contact.arrived for close in closings
        ):
            yield "redial after closing comes the next day"
        if contact.kind in INBOUND or transfer:
            ended[case] = contact
        if contact.outcome == "handed_over":
            yield "transferred"
        if transfer and waited:
            yield "waits for the transfer"
        if transfer and contact.outcome == "abandoned":
            yield "transfer abandoned"
        if contact.outcome == "blocked":
            yield "all lines taken"
        if contact.outcome == "latent":
            yield "latent contact"
        if contact.outcome == "abandoned" and contact.ended == contact.arrived and not transfer:
            yield "hangs up at once"
        if (
            contact.kind in INBOUND
            and contact.outcome != "latent"
            and not _somebody_there(twin, contact.arrived)
        ):
            yield "zero staff meets a caller"
        if contact.kind == "call_back" and any(
            contact.arrived < close <= contact.answered for close in closings
        ):
            yield "call-back left overnight"
        if any(contact.arrived < close < (contact.wrapped_up or 0) for close in closings):
            yield "overtime after closing"
        if contact.kind in INBOUND and contact.answered in overflows and waited:
            yield "answered by overflow"


def _somebody_there(twin: Watched, time: int) -> bool:
    """Whether any shift of the day covers a time."""
    day = max((day for day in twin.centre.calendar if day.opens <= time), key=lambda day: day.opens)
    shifts = [shift for group in twin.centre.shifts[day.weekday] for shift in group]
    return any(shift.start <= time - day.opens < shift.end for shift in shifts)


def _of_cases(twin: Watched) -> Iterator[str]:
    state: dict[tuple[int, int], str | None] = {}
    for line in twin.journal:
        case = (line.customer, line.serial)
        if line.end == "customer_left" and line.attempt > 0 and state[case] == "unresolved":
            yield "customer left before he called again"
        if line.end == "customer_left" and state[case] == "call_back_due":
            yield "customer left before the call-back"
        if line.end == "blocked":
            yield "blocked for ever"
        state[case] = line.state
    laws = [twin.centre.review, *(reason.handling for reason in twin.centre.reasons)]
    if any(law.kind == "gamma" for law in laws):
        yield "gamma draws"

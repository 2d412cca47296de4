"""Customers, cases, contacts, advisors, managers, trays, and the counts of a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from reference_model.description import Group, Reason

if TYPE_CHECKING:
    from reference_model.memberships import Circle
    from reference_model.people import Employee
    from reference_model.projects import WorkingGroup

ATTEMPTS = 64  # contacts of one case that have draws of their own


@dataclass(eq=False)
class Event:
    """Something that will happen to a case, an advisor or a manager."""

    time: int
    kind: str
    subject: Any
    number: int  # in the order in which events were scheduled


@dataclass(eq=False)
class Spell:
    """What calls an advisor off the phone. It lasts until `ends`, or for its length once begun."""

    start: int
    account: str  # break, slack, preparation, meeting, working_group, documenting, coaching
    length: int = 0
    ends: int | None = None
    circle: Circle | None = None
    group: WorkingGroup | None = None


@dataclass(eq=False)
class Customer:
    """Who calls now and then; his row goes on with a successor (`generation`)."""

    row: int
    intensity: float
    next_contact: float = 0.0  # operational time
    contacts: int = 0  # first contacts drawn so far
    generation: int = 0
    leaves_other: int = 0
    leaves_service: int = 0
    hazard_left: float = 0.0
    touched: int = 0  # since when the grievance has its value
    grievance: float = field(default_factory=lambda: np.float32(0.0))
    satisfaction: float = field(default_factory=lambda: np.float32(0.0))
    joined: int = 0  # day


@dataclass(eq=False)
class Case:
    """What a customer wants, from his first contact to its end."""

    customer: Customer
    serial: int
    generation: int
    cohort: bool
    started: int
    state: str
    since: int  # in this state, on the clock of opening hours
    started_working: int
    spent: Counter[str] = field(default_factory=Counter)
    reason: Reason | None = None
    stake: float = 0.0
    need: int = 0  # time beyond the usual talk, still to come
    decision: str = "not_needed"  # not_asked, asked, granted, denied, denied_by_time
    attempt: int = 0
    reviews: int = 0
    reworked: bool = False
    transferred: bool = False
    cut: bool = False
    promised: bool = False
    band: int = 0
    returns_as: str = ""
    due: int = 0
    laid: int = 0
    expires: float = 0.0
    channel: str = "phone"  # phone, chat
    scripted: bool = False  # the script is kept in this talk, though the case calls for another answer
    undue: bool = False  # the customer claims what he is not due
    kind: int = 0  # of case, within its reason
    precedent: float = 0.0  # largest stake covered by a precedent that the advisor knows
    heard: int = 0  # colleagues, in this contact
    rounds: int = 0  # meetings that have dealt with it
    consents: int = 0  # of other circles, still wanted
    hostile: bool = False  # in this contact
    effort: float = 1.0  # of whoever took it up last, in whole thousandths
    delighted: bool = False  # the customer was given more than he was due, or asked for
    home: Circle | None = None  # before which it was laid
    contact: Contact | None = None
    advisor: Advisor | None = None
    adviser: Advisor | None = None
    group: Group | None = None
    tray: Tray | None = None
    manager: Manager | None = None
    awaits: Event | None = None  # any other event of its kind is void
    overflows: Event | None = None
    times_out: Event | None = None
    asked: Event | None = None  # when the advisor who asks for advice stops to ask

    @property
    def attempt_key(self) -> int:
        """Which of the customer's contacts it is, for draws."""
        return self.serial * ATTEMPTS + self.attempt

    @property
    def review_key(self) -> int:
        """Which of the customer's reviews it is, for draws."""
        return self.serial * ATTEMPTS + min(self.reviews, ATTEMPTS - 1)


@dataclass(eq=False)
class Contact:
    """One call, one transfer or one call-back: a line of the log."""

    arrived: int
    customer: int
    serial: int
    attempt: int
    reason: str
    kind: str
    stake: float
    cohort: bool
    channel: str = "phone"
    outcome: str = "waiting"
    advisor: int | None = None
    answered: int | None = None
    held_from: int | None = None
    ended: int | None = None
    wrapped_up: int | None = None


@dataclass(eq=False)
class Person:
    """Somebody on the payroll: every paid ms goes into one account, overtime if outside the shift."""

    row: int
    state: str = "off"
    since: int = 0
    shift_start: int = 0
    shift_end: int = 0
    paid: Counter[str] = field(default_factory=Counter)

    def on_shift(self, now: int) -> bool:
        return self.shift_start <= now < self.shift_end

    def settle(self, now: int) -> None:
        """Book the time since the last change."""
        if self.state != "off":
            within = max(min(now, self.shift_end) - max(self.since, self.shift_start), 0)
            self.paid[self.state] += within
            self.paid["overtime"] += now - self.since - within
        self.since = now

    def turn_to(self, state: str, now: int) -> None:
        """Begin to do something else."""
        self.settle(now)
        self.state = state


@dataclass(eq=False)
class Manager(Person):
    """Reviews requests up to a limit."""

    limit: float = 0.0
    level: int = 1
    place: int = 0  # in the level: even ones come early, odd ones late
    alone: bool = False
    boss: Manager | None = None
    tray: Tray | None = None
    case: Case | None = None
    looking: bool = False  # works through the promised requests just now
    rests: str = "idle"  # what he does while nobody needs him: his part of the day
    turns: int = 0  # parts of the day begun today
    exposure: float = 0.0  # of the field, what he has seen
    in_field: int = 0  # time that this counts already
    seat: Advisor | None = None  # where he takes calls
    on_phones: bool = False
    employee: Employee | None = None  # who has this place
    generation: int = 0  # how many have had it before
    vacant_from: int = 0  # day

    @property
    def at_rest(self) -> bool:
        return self.state == self.rests


@dataclass(eq=False)
class Advisor(Person):
    """Answers, decides within his authority, asks for the rest."""

    group: Group | None = None
    manager: Manager | None = None
    team: int = 0
    authority: float = 0.0
    accountable: float = 0.0  # how far he answers for results
    skill: float = 1.0
    felt: float = 1.0  # of the authority, what he dares to use
    pace: float = 1.0  # length of a talk against the usual one
    exceptions: int = 0  # left until they are renewed
    seen: int = 0  # bad practice of his, seen so far
    circles: list[Circle] = field(default_factory=list)
    decides_in: Circle | None = None
    cohesion: float = 0.0  # mean of his circles
    documenting: int = 0  # paper work of a day
    inward: float = 0.0  # share of working time for meetings and paper work
    spells: list[Spell] = field(default_factory=list)  # of the day, by start
    meets_in: Circle | None = None  # just now
    works_in: WorkingGroup | None = None  # just now
    away_until: int = 0  # when his last spell ends
    need: str | None = None  # the role he needs somebody for
    needed_since: int = 0
    needs: int = 0  # so far
    lapses: Event | None = None  # while the need waits
    helped_by: Advisor | None = None  # a colleague; else his manager
    unmet: int = 0  # needs left undone
    managed: int = 0  # needs met by a manager
    helped: int = 0  # needs met by colleagues or circles
    heard: int = 0  # answers of colleagues
    unsure: float = 0.0  # errors of judgement beyond those of his skill
    hostile: int = 0  # contacts so far, and quarrels with colleagues
    prevented: int = 0  # good answers, so far
    kept: Counter[str] = field(default_factory=Counter)  # promises so far, by whom he trusts
    broken: Counter[str] = field(default_factory=Counter)
    dissonance: float = 0.0  # so far
    employee: Employee | None = None  # who has this place
    generation: int = 0  # how many have had it before
    vacant_from: int = 0  # day
    accountable_to: int = 0  # how many people and circles he answers to
    coached: int = 0  # time so far
    seat_of: Manager | None = None  # a manager who takes calls
    advises: Case | None = None
    advised: Event | None = None  # `asked` of the last case he was asked about
    on_call: bool = False  # gives advice in the middle of a call
    interrupted: int = 0  # by which the present talk ends later
    idle_since: int = 0
    wrap_up: int = 0
    case: Case | None = None
    contact: Contact | None = None
    talk: int = 0  # length of the present talk, as it was meant to be
    appetite: float = 0.0  # of the decisions that come up, those he wants to take himself
    stakes: int = 0  # cases with a stake brought to him
    decided: int = 0  # of these, decided by him
    effort: float = 1.0
    tries: float = 1.0  # for a bonus, engaged as usual
    expects: float = 0.5  # how surely, his bonus
    scored: int = 0  # contacts, since the last payment
    scored_well: int = 0
    working_groups: int = 0
    conversations: list[Conversation] = field(default_factory=list)  # oldest first
    chat_work: int = 0  # done on each conversation since he began
    chat_since: int = 0  # up to when it is booked
    chat_awaits: Event | None = None  # any other end of a conversation is void


@dataclass(eq=False)
class Conversation:
    """In writing, one of several of its advisor."""

    case: Case
    ends_at: int  # work of its advisor


@dataclass(eq=False)
class Tray:
    """Where requests wait for one manager, or for all of a level; oldest first."""

    requests: list[Case] = field(default_factory=list)
    managers: list[Manager] = field(default_factory=list)


@dataclass
class Closed:
    """A case of the cohort that has ended."""

    started: int
    working: int
    calendar: int
    stake: float
    end: str


@dataclass
class Line:
    """A line of the journal of cases: a state entered, or the end."""

    time: int
    customer: int
    serial: int
    attempt: int
    state: str | None
    end: str


@dataclass
class Tally:
    """The counts of a day."""

    counts: Counter[str] = field(default_factory=Counter)
    fair_spent: Counter[str] = field(default_factory=Counter)
    paid: Counter[str] = field(default_factory=Counter)
    managers_paid: Counter[str] = field(default_factory=Counter)
    people: list[Employee] = field(default_factory=list)  # as they are at its end

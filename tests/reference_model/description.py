"""What a centre is given by, in plain numbers. Times and durations are in ms, amounts in EUR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reference_model.description_of_customers import Minds
from reference_model.description_of_people import Life
from reference_model.description_of_support import GivenCrisis, GivenShock, People, Support

if TYPE_CHECKING:
    from reference_model.ways_of_working import Projects, Steering, Transition, Writing


@dataclass(frozen=True)
class Law:
    """A law of durations or amounts; a mean of None is a duration without end."""

    kind: str  # constant, exponential, lognormal, pareto, gamma, empirical
    mean: float | None = None
    cv: float = 1.0
    values: tuple[float, ...] = ()  # of the empirical law


@dataclass(frozen=True)
class Reason:
    """Why customers call."""

    name: str
    share: float
    handling: Law
    wrap_up: Law
    patience: Law
    hold_patience: Law
    stake: Law
    stake_share: float
    solve_probability: float
    severity: float
    extension: Law
    extension_share: float
    hangs_up_at_once: float
    priority: int
    route_to: tuple[str, ...]  # choices of groups, equals joined by +; empty: all that serve it
    overflow_after: int
    usual: float  # mean talk before any extension
    chat_share: float
    chat_fit: float
    hostile_share: float


@dataclass(frozen=True)
class Group:
    """A skill group: its advisors follow those of the group before."""

    name: str
    size: int
    serves: tuple[str, ...]  # reasons, equals joined by +; empty: all alike
    direct: bool
    authority: float
    channel: str  # phone, chat
    concurrency: int  # conversations of an advisor at once


@dataclass(frozen=True)
class Shift:
    """A shift of a weekday, from opening; without a break `break_start` is None."""

    start: int
    end: int
    break_start: int | None
    break_length: int


@dataclass(frozen=True)
class OpenDay:
    """A day on which the centre opens."""

    opens: int
    closes: int
    weekday: int
    volume: float  # first contacts expected
    operational: float  # first contacts expected on all days before
    worked: int  # opening time of all days before


@dataclass(frozen=True)
class Judgement:
    """How well it is judged what a customer is due."""

    overspends: float
    overspent: float  # share of the stake
    lost_per_level: float
    abusers: float
    abuse_seen_at_desk: float
    abuse_seen_at_review: float


@dataclass(frozen=True)
class Breaking:
    """Rules broken, and what follows."""

    violation_probability: float
    seen_by_manager: float  # mean time
    seen_by_peers: float
    sanction_probability: float
    sanction_weight: float
    called_to_order: float
    felt_recovery: float


@dataclass(frozen=True)
class Advice:
    """Asking colleagues before one decides."""

    colleagues: int
    longest_wait: int
    interrupts: bool
    effect: float
    spread: float
    length: Law


@dataclass(frozen=True)
class Coordination:
    """What comes before circles, what they bring, and the paper work of roles."""

    kinds: int
    kinds_skew: float
    precedent_reach: float
    drift_most: float
    precedent_lasts: float
    circle_refuses: float
    across_share: float
    consents: int
    objection: float
    tensions_per_week: float
    irritant_cost: float
    relief: float
    irritants_return: float
    cohesion_gain: float
    cohesion_half_life: float
    drift_rate: float
    attention_cost: float
    roles: int
    role_upkeep: float  # a week
    role_changes: float  # a month
    rewording: float
    reporting: float  # a week


@dataclass(frozen=True)
class KindOfCircle:
    """Circles of one kind: who sits in them, when they meet, what they may do."""

    share: float
    size: int
    every: int  # open days
    at: int | None  # after midnight; None: they take turns over the day
    length: int
    preparation: int
    recovery: int
    item: int
    quorum: float
    decides: bool
    consents: bool


@dataclass(frozen=True)
class Centre:
    """A whole centre and its form of governance."""

    reasons: tuple[Reason, ...]
    groups: tuple[Group, ...]
    shifts: tuple[tuple[tuple[Shift, ...], ...], ...]  # weekday, group
    calendar: tuple[OpenDay, ...]  # the days simulated, and the one after
    profile: tuple[tuple[float, ...], ...]  # weekday; share of the day's volume before every interval
    slot: int
    measured_from: int  # leaving, and the cohort, begin here
    contacts_per_hour: float  # first contacts expected, of a mean open hour

    customers: int
    intensity_cv: float
    leaving_other: float  # hazard per ms
    leaving_service: float
    unsolved_hazard_ratio: float
    repeat_hazard_ratio: float
    grievance_duration: float
    minds: Minds

    redial_probability: float
    redial_delay: Law
    repeat_probability: float
    repeat_delay: Law

    routing: str  # skill, authority
    lines: float
    target_wait: float
    span_of_control: int
    manager_shift: float
    shift_length: float

    decisions: bool
    beyond: str  # ask, transfer, advise, circle
    handoff_share: float
    handoff_loss: float
    extension_cap: float
    approver: str  # own, pooled
    request: str  # hold, call_back
    limits: tuple[float, ...]  # of every level of managers, lowest first
    review: Law
    refusal_probability: float
    rework_probability: float
    rework: Law
    time_out: float
    time_out_default: str  # refuse, grant
    tray_interval: float
    call_back_handling: Law
    call_back_patience: float
    exceptions_per_week: int
    people: People
    life: Life
    support: Support
    shocks: tuple[GivenShock, ...]
    crisis: GivenCrisis
    judgement: Judgement
    breaking: Breaking
    advice: Advice
    coordination: Coordination
    circles: tuple[KindOfCircle, ...]
    steering: Steering
    projects: Projects
    transition: Transition
    writing: Writing
    rules: Mapping[str, str]  # that answer decision points, where another than the usual one is named

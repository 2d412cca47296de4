"""What a centre is given by, in plain numbers. Times and durations are in ms, amounts in EUR."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True)
class Group:
    """A skill group: its advisors follow those of the group before."""

    name: str
    size: int
    serves: tuple[str, ...]  # reasons, equals joined by +; empty: all alike
    direct: bool
    authority: float


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
class Centre:
    """A whole centre and its form of governance."""

    reasons: tuple[Reason, ...]
    groups: tuple[Group, ...]
    shifts: tuple[tuple[tuple[Shift, ...], ...], ...]  # weekday, group
    calendar: tuple[OpenDay, ...]  # the days simulated, and the one after
    profile: tuple[tuple[float, ...], ...]  # weekday; share of the day's volume before every interval
    slot: int
    measured_from: int  # leaving, and the cohort, begin here

    customers: int
    intensity_cv: float
    leaving_other: float  # hazard per ms
    leaving_service: float
    unsolved_hazard_ratio: float
    repeat_hazard_ratio: float
    grievance_duration: float

    redial_probability: float
    redial_delay: Law
    repeat_probability: float
    repeat_delay: Law

    routing: str  # skill, authority
    lines: float
    target_wait: float
    span_of_control: int
    manager_shift: float

    decisions: bool
    beyond: str  # ask, transfer
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

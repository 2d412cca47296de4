"""What a centre is given by besides rights and circles: scripts, targets, projects, transitions, chat.

Times and durations are in ms. Part of `description`.
"""

from __future__ import annotations

from dataclasses import dataclass

from reference_model.description import Law


@dataclass(frozen=True)
class Steering:
    """Scripts, targets and bonuses, and how people answer to them."""

    tightness: float  # share of a talk that is prescribed
    prevents: float
    handling_target: float  # ms; infinite: none
    bonus: str  # none, individual, collective
    bonus_on: str  # resolution, handling_time
    scored_by: str  # mean, weakest_link
    bonus_share: float
    score_target: float
    paid_every: int  # open days
    effort_gain: float
    free_riding: float
    learning: float
    gaming: float
    target_pressure: float


@dataclass(frozen=True)
class Projects:
    """Slack for projects of one's own, and working groups."""

    slack: float  # share of every shift
    at_once: int
    volunteers: int
    meet_every: int  # open days
    meet_for: int
    begin_on: int  # measured open day
    last_for: int  # open days
    announced: bool
    group_relief: float
    warmup: int  # open days before the first measured one
    load: tuple[tuple[tuple[float, int], ...], ...]  # weekday, slot: first contacts planned, people present


@dataclass(frozen=True)
class Transition:
    """From what the desk was allowed before to what governance allows. Dates are measured open days."""

    enabled: bool
    authority_before: float
    autonomy_from: int
    steps: int
    step_every: int
    sign_off: float  # mean
    trust_from: int
    signs: int
    signs_every: int
    sponsor: float
    involved: bool
    announcement: int
    population: str  # all, volunteers
    pilot_share: float
    selection: float
    alone: float  # 1/ms
    imitation: float  # 1/ms
    accountability_from: float  # infinite: never
    accountability: float
    trust_needed: float
    challenge: float
    prudence: float
    bears: float  # for each advisor; infinite: anything
    watched: int
    lost_contact: float
    costs: float


@dataclass(frozen=True)
class Writing:
    """What conversations in writing do to each other."""

    active_share: float
    slowdown: float
    switching: float
    resolution_loss: float
    patience: Law

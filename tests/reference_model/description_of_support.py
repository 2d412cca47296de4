"""What the support of people, the days of managers, and shocks are given by. Times in ms, amounts in EUR."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reference_model.description import Law


@dataclass(frozen=True)
class People:
    """What advisors are like, and what their work asks of them."""

    skill: float
    skill_spread: float
    appetite: float
    appetite_spread: float
    needs: bool
    hostile_growth: float
    soothe_share: float
    tinker_share: float
    translate_share: float
    need_lasts: int
    laws: dict[str, Law]  # how long support takes, by role


@dataclass(frozen=True)
class Support:
    """How managers divide their day, and who takes over what they do for their people."""

    shares: tuple[tuple[str, float], ...]  # of the day, by account, in the order in which they come round
    manager_round: int
    interrupts_manager: bool
    trained: float
    relapse_at: float
    relapse_weight: float
    coaching_effect: float  # of an hour
    available_within: int
    taken_over_by_peers: frozenset[str]  # roles
    taken_over_by_circles: frozenset[str]
    exposure_gain: float  # of an hour
    exposure_half_life: float
    exposure_effect: float
    delegation_hazard: float  # a day
    delegation_step: float
    delegation_most: float
    surge_at: float  # infinite: never
    surge_notice: int


@dataclass(frozen=True)
class GivenShock:
    """Something that befalls the centre."""

    begins: int | None  # None: after the horizon
    length: int  # on the clock of opening hours
    volume: float
    half_life: float | None  # on the same clock, in hours
    reason: str | None
    handling: float
    solving: float
    needs_decision: bool


@dataclass(frozen=True)
class GivenCrisis:
    """How the firm decides what concerns all of it, and at once."""

    decided_by: str  # command, consensus
    step: Law
    meeting: int
    pause: int

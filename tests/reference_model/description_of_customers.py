"""What customers make of their service, as a centre is given it. Times in ms, hazards and rates a ms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Satisfaction:
    """What makes an episode, and what an episode moves."""

    enabled: bool
    at_start: float
    usual: float
    outcome: float
    warmth: float
    delay: float
    detours: float
    waiting: float
    promise: float
    usual_warmth: float
    warmth_gain: float
    half_delay: float
    half_wait: float
    promised: float
    announced: float
    apology: float
    apology_mends: float
    delight: float
    delight_lasts: float
    adjusts: float
    losses: float
    settles: float
    tenure: float
    by_satisfaction: float
    spread: float


@dataclass(frozen=True)
class WordOfMouth:
    """What is told of an episode, and how long it is remembered."""

    enabled: bool
    good: float
    bad: float
    power: float
    half_life: float
    at_start: float
    viral: float


@dataclass(frozen=True)
class Acquisition:
    """Who comes on top."""

    enabled: bool
    rate: float
    by_reputation: float


@dataclass(frozen=True)
class Minds:
    """All of it."""

    satisfaction: Satisfaction
    word_of_mouth: WordOfMouth
    acquisition: Acquisition

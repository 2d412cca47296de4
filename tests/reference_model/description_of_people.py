"""What work does to people, and what becomes of them, as a centre is given it. Times and durations in ms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Strain:
    """How work wears people out: gains, weights of demands and of resources, what is a full demand."""

    enabled: bool
    at_start: float
    usual: float
    half_life: float
    demand_gain: float
    resource_gain: float
    interaction: float
    spread: float
    differences: float
    line: float
    occupancy: float
    prevented: float
    hostile: float
    dissonance: float
    ambiguity: float
    unplanned: float
    meetings: float
    most_prevented: float  # a ms
    most_hostile: float
    most_dissonance: float
    most_bosses: float
    most_missing: float
    most_meetings: float
    fit: float
    managers: float
    recognition: float
    peers: float
    relief: float


@dataclass(frozen=True)
class Engagement:
    """How work engages people, by weights of its own; and how they come to know what it gives them."""

    enabled: bool
    at_start: float
    usual: float
    half_life: float
    resource_gain: float
    demand_gain: float
    spread: float
    differences: float
    expected: float
    fit: float
    managers: float
    recognition: float
    peers: float
    relief: float
    misfit: float
    memory: float  # events
    most_recognition: float
    effort_gain: float


@dataclass(frozen=True)
class Absence:
    """How often people fall ill (a ms), and for how many open days."""

    enabled: bool
    spells: float
    length: float
    by_engagement: float
    by_strain: float


@dataclass(frozen=True)
class Quitting:
    """Why people leave, and how soon; hazards a ms."""

    enabled: bool
    rate: float
    by_engagement: float
    at_first: float
    settles: float
    market: float
    tenure: float


@dataclass(frozen=True)
class Hiring:
    """How vacancies are filled, and what newcomers can; delay and training in open days."""

    delay: int
    training: int
    missing: float
    learning: float
    errors: float
    coached: float
    advised: float


@dataclass(frozen=True)
class OfManagers:
    """How managers leave and are replaced (delay in open days), and what losing their part does to them."""

    enabled: bool
    quits: float
    delay: int
    status: float
    used_to: float


@dataclass(frozen=True)
class Trust:
    """How promises kept and broken move it, and what follows."""

    enabled: bool
    at_start: float
    gain: float
    asymmetry: float
    half_life: float
    counts: float
    by_sponsor: float


@dataclass(frozen=True)
class Initiative:
    """What people do beyond what is asked; EUR each time."""

    enabled: bool
    at_start: float
    half_life: float
    saturation: float
    by_engagement: float
    spread: float
    rate: float
    costs: float


@dataclass(frozen=True)
class Pressure:
    """By colleagues, and the quarrels it leads to."""

    enabled: bool
    weight: float
    conflicts: float  # a day
    by_strain: float


@dataclass(frozen=True)
class Life:
    """What becomes of people at work."""

    strain: Strain
    engagement: Engagement
    absence: Absence
    quitting: Quitting
    hiring: Hiring
    managers: OfManagers
    trust: Trust
    initiative: Initiative
    pressure: Pressure

    @property
    def looks_back(self) -> bool:
        """Whether anything follows from what a day has been like."""
        states = (self.strain, self.engagement, self.trust, self.initiative, self.pressure)
        return any(part.enabled for part in (*states, self.quitting))

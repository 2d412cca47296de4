"""Whom people trust, what they dare beyond what is asked, how colleagues press: as a scenario declares it.

Parts of `people`, each with a switch of its own; called by `sim.workforce` and by whatever reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter


@dataclass(frozen=True, kw_only=True)
class Trust:
    """How promises kept and broken move trust in top management, in managers and among colleagues."""

    enabled: bool = option(False, "trust follows what is promised and kept")
    at_start: float = parameter(
        0.5, "1", "trust of the staff of day 0, and of whoever is hired, in each of the three",
        range=(0.05, 1), assumption="neither blind nor spoilt",
    )  # fmt: skip
    gain: float = parameter(
        0.02, "share", "of what is missing to full trust, won by a promise kept", range=(0, 0.3),
        assumption="some forty promises win half of it",
    )  # fmt: skip
    asymmetry: float = parameter(
        2.0, "1", "how many times as much of what is there a broken promise costs", range=(1, 10),
        assumption="that one call to order costs more than one sign gives is told (source documents); "
        "how much is not",
    )  # fmt: skip
    half_life: float = parameter(
        180.0, "day", "in which half of the way back to the start is gone where nothing happens",
        range=(14, 3650), assumption="half a year",
    )  # fmt: skip
    counts: float = parameter(
        0.3, "share", "of the support by managers or colleagues, what counts by trust in them over its start",
        range=(0, 1), assumption="most help helps whoever gives it",
    )  # fmt: skip
    by_sponsor: float = parameter(
        0.3, "1", "by which trust in top management, from none to full, lowers the log hazard of leaving",
        range=(0, 3), assumption="small: leadership is known to correlate (r .47), not to cause",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Initiative:
    """What people do beyond what is asked, what it costs, and how it spreads."""

    enabled: bool = option(False, "people do things that nobody asked for")
    at_start: float = parameter(
        0.3, "1", "initiative of the staff of day 0, and of whoever is hired", range=(0, 1),
        assumption="less than half of what they could",
    )  # fmt: skip
    half_life: float = parameter(
        60.0, "day", "in which half of the way to what one dares and sees others do is gone",
        range=(14, 730), assumption="as of strain",
    )  # fmt: skip
    saturation: float = parameter(
        0.5, "1", "power of the autonomy felt by which initiative rises: below 1 it saturates",
        range=(0.05, 1),
        assumption="that space makes people think is told of 3M since 1924 (source documents), not how fast",
    )  # fmt: skip
    by_engagement: float = parameter(
        0.2, "1", "initiative that a standard deviation of engagement adds, in times of the usual",
        range=(0, 2), assumption="a fifth",
    )  # fmt: skip
    spread: float = parameter(
        0.3, "share", "of what one dares, taken from what colleagues of the team do", range=(0, 0.95),
        assumption="flowers added to a delivery were told on (source documents): that, not how far",
    )  # fmt: skip
    rate: float = parameter(
        0.01, "share", "contacts that solve a case in which somebody of full initiative does more than asked",
        range=(0, 1), assumption="every other day",
    )  # fmt: skip
    costs: float = parameter(
        3.0, "EUR", "what it costs each time", range=(0, 1000), assumption="a small attention, and a minute"
    )


@dataclass(frozen=True, kw_only=True)
class Pressure:
    """The dark side of teams: who depends on colleagues feels it when they are missing."""

    enabled: bool = option(False, "colleagues press each other, and quarrel")
    weight: float = parameter(
        0.05, "1", "weight among the demands of `people.strain`: pressure by colleagues", range=(0, 1),
        assumption="none found: as meetings",
    )  # fmt: skip
    conflicts: float = parameter(
        0.02, "share", "days at work under full pressure that end in a quarrel, strained as usual",
        range=(0, 1), assumption="every ten weeks",
    )  # fmt: skip
    by_strain: float = parameter(
        0.3, "1", "by which a standard deviation of strain makes a quarrel likelier, in times of the usual",
        range=(0, 3), assumption="a third",
    )  # fmt: skip

"""Coordination machinery: circles that meet, what meetings cost, and what they bring.

Costs (time off the phone) and benefits (irritants removed, precedents, cohesion) are separate numbers, so
that either may outweigh the other. Part of what a scenario declares under `governance`; called by
`sim.rights` and by whatever reads a scenario's circles.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter

MOST_CIRCLES = 12  # kinds of circle


@dataclass(frozen=True, kw_only=True)
class Circle:
    """A kind of circle: how its members are divided into circles, when these meet, and what they may do."""

    share: float = parameter(
        1.0, "share", "advisors who sit in a circle of this kind", range=(0, 1), assumption="everybody"
    )
    size: int = parameter(
        8, "1", "members of a circle", range=(1, 1000), assumption="as many as can talk round a table"
    )
    every: int = parameter(
        5, "day", "open days from one meeting to the next", range=(1, 260),
        source="SI Labs: a tactical meeting weekly, a governance meeting every 2-4 weeks",
    )  # fmt: skip
    at: str | None = option(
        None,
        "start of the meeting as quoted text HH:MM; null: circles take turns over the day",
        optional=True,
    )
    length: float = parameter(
        75.0, "min", "length of a meeting", range=(0, 1440),
        source="SI Labs: the weekly load of a mature circle, tactical and governance meetings together",
    )  # fmt: skip
    preparation: float = parameter(
        5.0, "min", "preparation of a member before it", range=(0, 240), assumption="reading the agenda"
    )
    recovery: float = parameter(
        5.0, "min", "of those who took part, to find back to the phone", range=(0, 120),
        assumption="people need a transition after a meeting (PMC9729359: that, not how long)",
    )  # fmt: skip
    item: float = parameter(
        10.0, "min", "time that an item of the agenda takes", range=(0.1, 240), assumption="six an hour"
    )
    quorum: float = parameter(
        0.5, "share", "of the members at work that day, without whom nothing is decided", range=(0, 1),
        assumption="half",
    )  # fmt: skip
    decides: bool = option(False, "decides customers' cases for which there is no precedent")
    consents: bool = option(False, "is asked for consent to what other circles decide across circles")


@dataclass(frozen=True, kw_only=True)
class Coordination:
    """What comes before circles, what they bring, and the paper work of roles."""

    kinds: int = parameter(
        30, "1", "kinds of case in each reason, each with its own precedent", range=(1, 1000),
        assumption="a page of rules",
    )  # fmt: skip
    kinds_skew: float = parameter(
        1.0, "1", "how unequal their frequencies are: Zipf's exponent; 0: all alike", range=(0, 3),
        assumption="Zipf's law: a few kinds make most of the cases",
    )  # fmt: skip
    precedent_reach: float = parameter(
        2.0, "1", "a precedent covers stakes up to so many times the one decided", range=(0, 100),
        assumption="what is right for one is right for twice as much",
    )  # fmt: skip
    precedent_lasts: float | None = parameter(
        None, "day", "how long a precedent holds; null: for ever", range=(1, 10000), optional=True,
        assumption="until it is revoked, which nobody does here",
    )  # fmt: skip
    circle_refuses: float = parameter(
        0.08, "share", "cases that a circle refuses", range=(0, 1), assumption="as many as managers do"
    )
    across_share: float = parameter(
        0.2, "share", "cases and tensions that need the consent of other circles", range=(0, 1),
        assumption="one in five reaches beyond the circle",
    )  # fmt: skip
    consents: int = parameter(
        1, "1", "circles whose consent these need, one meeting after the other", range=(0, 20),
        assumption="the one concerned",
    )  # fmt: skip
    objection: float = parameter(
        0.1, "share", "items that another circle sends to its next meeting for an objection", range=(0, 0.95),
        assumption="one in ten",
    )  # fmt: skip
    tensions_per_week: float = parameter(
        0.5, "1/week", "tensions that an advisor who sits in a circle raises in five open days",
        range=(0, 50),
        assumption="one a fortnight",
    )  # fmt: skip
    irritant_cost: float = parameter(
        0.05, "share", "of talk, lost to irritants that circles can remove", range=(0, 0.5),
        assumption="a twentieth; the benefit of meetings, apart from their cost",
    )  # fmt: skip
    relief: float = parameter(
        0.1, "share", "of its irritants that a circle is rid of by a tension resolved", range=(0, 1),
        assumption="ten tensions remove two thirds",
    )  # fmt: skip
    irritants_return: float = parameter(
        60.0, "day", "calendar days in which half of the irritants removed come back, as work changes",
        range=(1, 10000),
        assumption="two months undo half",
    )  # fmt: skip
    cohesion_gain: float = parameter(
        0.2, "share", "of what is missing to full cohesion, gained by a meeting", range=(0, 1),
        assumption="after ten meetings a circle knows itself",
    )  # fmt: skip
    cohesion_half_life: float = parameter(
        30.0, "day", "in which a circle that does not meet loses half of its cohesion", range=(1, 1000),
        assumption="a month",
    )  # fmt: skip
    drift_rate: float = parameter(
        0.05, "share", "of the way to what its overlap with others allows, drifted by a circle in a meeting",
        range=(0, 1), assumption="a quarter of a year of weekly meetings for half of it",
    )  # fmt: skip
    drift_most: float = parameter(
        0.5, "share", "of others' precedents unknown in the end to a circle that shares no member with any",
        range=(0, 1), assumption="half: minutes are written, and not always read",
    )  # fmt: skip
    attention_cost: float = parameter(
        0.5, "1", "share of cases solved that is lost for each share of time that goes inward", range=(0, 5),
        assumption="a tenth of the time inward costs a twentieth of the cases",
    )  # fmt: skip
    roles: int = parameter(
        0, "1", "roles that an advisor holds and documents", range=(0, 50), assumption="none, but the job"
    )
    role_upkeep: float = parameter(
        10.0, "min/week", "documenting a role", range=(0, 600), assumption="a page kept up to date"
    )
    role_changes: float = parameter(
        0.25, "1/month", "changes of a role", range=(0, 20), assumption="one a quarter"
    )
    rewording: float = parameter(
        60.0, "min", "documenting a change", range=(0, 2400), assumption="an hour of proposal and wording"
    )
    reporting: float = parameter(
        0.0, "min/week", "accounting to each person one answers to beyond the first", range=(0, 600),
        assumption="none unless a form has several",
    )  # fmt: skip

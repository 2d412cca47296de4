"""What befalls a centre: storms of calls, viral complaints, failures of systems; and who decides on them.

A shock brings contacts beside the usual ones, makes talks longer or solutions rarer, for a time or until the
firm has decided what to do about it. Part of what a scenario declares (`demand.shocks`, `governance.crisis`);
called by `sim.scenario`, `sim.rights` and whatever reads a scenario's shocks.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter, part
from sim.reasons import Law

MOST_SHOCKS = 8


@dataclass(frozen=True, kw_only=True)
class Shock:
    """One thing that happens once: when, for how long, and what it does."""

    day: int = parameter(
        5, "day", "measured open day on which it begins, 0 the first", range=(0, 5000), assumption="any day"
    )
    begins_at: str = option("09:00", "when it begins, as quoted text HH:MM")
    hours: float = parameter(
        8.0, "h", "opening hours that it lasts, at most where a decision ends it", range=(0.1, 5000),
        assumption="a day's work",
    )  # fmt: skip
    volume: float = parameter(
        1.0, "1", "contacts beside the usual ones, for each usual one of a mean open hour", range=(0, 100),
        assumption="as many again",
    )  # fmt: skip
    half_life: float | None = parameter(
        None, "h", "opening hours in which they halve; null: as many to the end", range=(0.1, 5000),
        optional=True, assumption="a storm stays until it is over",
    )  # fmt: skip
    reason: str | None = option(None, "why they call; null: for the usual reasons", optional=True)
    handling: float = parameter(
        1.0, "1", "length of every talk, against the usual one", range=(0.1, 10), assumption="as usual"
    )
    solving: float = parameter(
        1.0, "share", "of what is usually solved that still can be", range=(0, 1), assumption="as usual"
    )
    needs_decision: bool = option(False, "a decision of the whole firm ends it")


@dataclass(frozen=True, kw_only=True)
class Crisis:
    """How a firm decides what concerns all of it, and at once."""

    decided_by: str = option(
        "command", "who decides: the chain of managers up to the top, or all circles by consent",
        choices=("command", "consensus"),
    )  # fmt: skip
    crisis_step: Law = part(
        Law, unit="min", law="lognormal", mean=45.0, cv=0.7,
        assumption="to be heard, understood and passed on, at every level of managers",
    )  # fmt: skip
    crisis_meeting: float = parameter(
        60.0, "min", "length of an extraordinary meeting of all circles", range=(1, 1440),
        assumption="an hour",
    )  # fmt: skip
    crisis_pause: float = parameter(
        60.0, "min", "until the circles that objected meet again", range=(0, 10000),
        assumption="an hour to find another proposal",
    )  # fmt: skip

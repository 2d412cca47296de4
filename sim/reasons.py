"""Why customers call: how often, how long it takes, what is at stake, how patient they are.

Laws of durations and amounts, and the reasons they belong to; part of what a scenario declares.
Called by `sim.scenario` and whatever reads a scenario's reasons.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter, part


@dataclass(frozen=True, kw_only=True)
class Law:
    """A law of durations (or amounts): its kind, mean, coefficient of variation, or observed values."""

    law: str = option(
        "exponential",
        "kind of law",
        choices=("constant", "exponential", "lognormal", "pareto", "gamma", "empirical"),
    )
    mean: float | None = parameter(
        1.0, "", "mean, in the unit of what it describes", range=(0, 1e6), optional=True,
        assumption="stands for itself; a mean of null is a duration without end",
    )  # fmt: skip
    cv: float = parameter(
        1.0, "1", "standard deviation over mean; constant and exponential laws have their own",
        range=(0.01, 10), assumption="stands for itself",
    )  # fmt: skip
    values: list[float] | None = parameter(
        None, "", "observed values of an empirical law, evenly spaced in probability", range=(0, 1e6),
        optional=True, assumption="stands for itself",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why customers call: how often, how long it takes, what is at stake, how patient they are."""

    share: float = parameter(
        1.0, "share", "share of first contacts", range=(0, 1), assumption="one reason stands for all"
    )
    handling: Law = part(
        Law, unit="min", law="lognormal", mean=5.0, cv=1.25,
        source="lognormal: Brown et al. 2005 JASA; CV 1.25: quantiles of the Technion bank data; mean 300 s: "
        "Callcenter-Simulator",
    )  # fmt: skip
    wrap_up: Law = part(
        Law, unit="min", law="exponential", mean=1.25, source="75 s: Callcenter-Simulator examples"
    )
    patience: Law = part(
        Law, unit="min", law="exponential", mean=6.0,
        source="at least 299 s in the Technion bank data (total wait over hang-ups); 500 s in ContactCenters",
    )  # fmt: skip
    hold_patience: Law = part(
        Law, unit="min", law="lognormal", mean=15.0, cv=0.8,
        assumption="who has been answered bears a wait longer than who has not, and hardly anybody none",
    )  # fmt: skip
    stake: Law = part(
        Law, unit="EUR", law="lognormal", mean=40.0, cv=1.0,
        assumption="most stakes lie between the limits of an advisor and of a team leader",
    )  # fmt: skip
    stake_share: float = parameter(
        0.0, "share", "contacts of which a fair answer needs goodwill", range=(0, 1),
        assumption="a routine reason needs none",
    )  # fmt: skip
    solve_probability: float = parameter(
        0.75, "share", "contacts without stake that are solved when they end", range=(0, 1),
        source="SQM: 70 % of calls solved at first contact (vendor); escalated ones are counted apart here",
    )  # fmt: skip
    severity: float = parameter(
        1.0, "1", "weight of a bad end in the log hazard of leaving", range=(0, 3),
        assumption="1 for the mean reason; moments of truth weigh more",
    )  # fmt: skip
    extension_share: float = parameter(
        0.0, "share", "cases that need more time than the usual handling", range=(0, 1),
        assumption="a routine reason needs none",
    )  # fmt: skip
    extension: Law = part(
        Law, unit="min", law="pareto", mean=12.0, cv=2.0,
        assumption="heavy-tailed: a few cases need an hour (Brown et al. 2005 JASA: long lognormal tails)",
    )  # fmt: skip
    hostile_share: float = parameter(
        0.05, "share", "contacts in which the customer is hostile", range=(0, 1),
        assumption="three a day; advisors tell of ten (Grandey, Dickter & Sin 2004), complaints included",
    )  # fmt: skip
    chat_share: float = parameter(
        0.0, "share", "cases that begin in writing, where there are advisors for chat", range=(0, 1),
        assumption="none, unless a scenario has chat",
    )  # fmt: skip
    chat_fit: float = parameter(
        1.0, "share", "of these, such as can be settled in writing; the others come back by phone",
        range=(0, 1), assumption="all: no channel is king (source documents), say where it does not fit",
    )  # fmt: skip
    hangs_up_at_once: float = parameter(
        0.0, "share", "callers who hang up at once when nobody is free", range=(0, 1),
        assumption="none; Callcenter-Simulator and ContactCenters have it as an input",
    )  # fmt: skip
    priority: int = parameter(
        0, "1", "callers of a higher priority are answered first", range=(0, 9), assumption="all alike"
    )
    route_to: list[str] = option(
        [], "groups of advisors who take it, first choice first, equals joined by +; none: all that serve it"
    )
    overflow_after: float = parameter(
        0.0, "s", "wait after which the next choice of groups takes it too", range=(0, 86400),
        assumption="at once: whoever is free",
    )  # fmt: skip

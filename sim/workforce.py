"""The people on the phone: how well they judge, how much autonomy they want, when they need support.

Part of what a scenario declares, as `people`; called by `sim.scenario` and by whatever reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.colleagues import Initiative, Pressure, Trust
from sim.managers_life import Managers
from sim.parameters import option, parameter, part
from sim.reasons import Law
from sim.working_life import Absence, Engagement, Hiring, Quitting, Strain


@dataclass(frozen=True, kw_only=True)
class People:
    """What advisors are like, and what their work asks of them."""

    skill: float = parameter(
        0.95, "share", "decisions that an advisor judges rightly by himself", range=(0.5, 1),
        assumption="one in twenty is wrong: what quality monitoring of calls usually finds",
    )  # fmt: skip
    skill_spread: float = parameter(
        0.04, "share", "how far the skills of advisors lie from the mean, at most", range=(0, 0.5),
        assumption="the best are hardly ever wrong, the weakest twice as often as the mean",
    )  # fmt: skip
    appetite: float = parameter(
        0.6, "share", "of the decisions that come up, what an advisor wants to take himself", range=(0, 1),
        assumption="most want to decide most things",
    )  # fmt: skip
    appetite_spread: float = parameter(
        0.3, "share", "how far advisors lie from the mean in this, at most", range=(0, 1),
        assumption="not all can or want the same autonomy (source documents): that, not how much",
    )  # fmt: skip
    needs: bool = option(False, "work makes people need support: to know, to make things work, to be heard")
    hostile_growth: float = parameter(
        0.5, "1", "by which hostility is likelier at each further contact of a case", range=(0, 10),
        assumption="half as likely again: customers who call again are angrier",
    )  # fmt: skip
    soothe_share: float = parameter(
        0.2, "share", "hostile contacts after which an advisor needs somebody who listens", range=(0, 1),
        assumption="one in five; ten hostile contacts a day are told (Grandey, Dickter & Sin 2004)",
    )  # fmt: skip
    tinker_share: float = parameter(
        0.008, "share", "other contacts in which something does not work and needs a way round it",
        range=(0, 1), assumption="every other day",
    )  # fmt: skip
    translate_share: float = parameter(
        0.008, "share", "other contacts after which an advisor no longer knows what is wanted of him",
        range=(0, 1), assumption="every other day",
    )  # fmt: skip
    need_lasts: float = parameter(
        60.0, "min", "after which support comes too late and is left undone", range=(1, 10000),
        assumption="an hour: then he has swallowed it, or helped himself",
    )  # fmt: skip
    equal_weights: bool = option(
        False, "all weights of demands alike, and all of resources, whatever strain and engagement say"
    )
    strain: Strain = part(Strain)
    engagement: Engagement = part(Engagement)
    absence: Absence = part(Absence)
    quitting: Quitting = part(Quitting)
    hiring: Hiring = part(Hiring)
    trust: Trust = part(Trust)
    initiative: Initiative = part(Initiative)
    pressure: Pressure = part(Pressure)
    managers: Managers = part(Managers)
    translating: Law = part(
        Law, unit="min", law="exponential", mean=5.0, assumption="to say what is meant, and why"
    )
    tinkering: Law = part(
        Law, unit="min", law="exponential", mean=10.0, assumption="to find a way and make it work"
    )
    soothing: Law = part(
        Law, unit="min", law="exponential", mean=8.0, assumption="to listen, and a walk to the coffee machine"
    )

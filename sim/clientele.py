"""The customers: how many and how unequal they are, what they make of their service, why they leave and come.

Part of what a scenario declares, as `customers`; called by `sim.scenario` and by whatever reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter, part

_JUSTICE = "Orsingher et al. 2010, Gelbrich & Roschk: first distributive, then interactional justice"


@dataclass(frozen=True, kw_only=True)
class Satisfaction:
    """What an episode is like for a customer, and what it does to how satisfied he is on the whole."""

    enabled: bool = option(False, "customers are satisfied or not, and stay the longer the more they are")
    at_start: float = parameter(
        0.83, "1", "satisfaction of the customers of day 0", range=(0, 1), assumption="as usual"
    )
    usual: float = parameter(
        0.83, "1", "satisfaction of whoever comes later, at which the base hazard holds", range=(0, 1),
        assumption="where the customers of the hierarchical scenario stay, gains and losses being equal",
    )  # fmt: skip
    outcome: float = parameter(
        0.40, "1", "weight: the case is closed fairly", range=(0, 1),
        source=f"{_JUSTICE}; Garcia et al. 2012: answer and service dominate",
    )  # fmt: skip
    warmth: float = parameter(0.25, "1", "weight: how warm the advisor is", range=(0, 1), source=_JUSTICE)
    delay: float = parameter(
        0.10,
        "1",
        "weight: how soon the case is closed",
        range=(0, 1),
        source="Orsingher et al. 2010: procedural justice weighs least",
    )
    detours: float = parameter(
        0.10, "1", "weight: at the first contact, without being handed over", range=(0, 1),
        assumption="as how soon; customer effort, CEB (vendor)",
    )  # fmt: skip
    waiting: float = parameter(
        0.05, "1", "weight: short waits in queues", range=(0, 1),
        source="Garcia et al. 2012: significant but small",
    )  # fmt: skip
    promise: float = parameter(
        0.10, "1", "weight: no promise is broken", range=(0, 1), assumption="as how soon"
    )
    usual_warmth: float = parameter(
        0.75, "1", "warmth of an advisor who tries as hard as usual", range=(0, 1),
        assumption="three quarters of what it could be",
    )  # fmt: skip
    warmth_gain: float = parameter(
        2.5, "1", "by which warmth rises with effort", range=(0, 20),
        assumption="a standard deviation of engagement makes it .075 warmer",
    )  # fmt: skip
    half_delay: float = parameter(
        8.0, "h", "opening time to the end of a case after which it is half as soon", range=(0.1, 200),
        assumption="a working day",
    )  # fmt: skip
    half_wait: float = parameter(
        5.0, "min", "wait in queues after which it is half as short", range=(0.1, 120),
        assumption="as long as mean patience, 5-15 min",
    )  # fmt: skip
    promised: float = parameter(
        8.0, "h", "opening time within which a call-back is promised", range=(0.1, 200), assumption="tomorrow"
    )
    announced: float = parameter(
        0.5, "share", "of a delay: what was announced counts, the rest is what it came to", range=(0, 1),
        assumption="as much what one expects as what comes; long promises disappoint, short ones are broken",
    )  # fmt: skip
    apology: float = parameter(
        0.5, "share", "cases gone wrong in which whoever closes them apologises", range=(0, 1),
        assumption="every other one",
    )  # fmt: skip
    apology_mends: float = parameter(
        0.5, "share", "of what an episode falls short that an apology makes good", range=(0, 1),
        source="Customer Rage 2013 (vendor): satisfied after money 37 %, money and apology 74 %",
    )  # fmt: skip
    delight: float = parameter(
        0.5, "share", "of what an episode falls short that more than was due makes good for the moment",
        range=(0, 1), assumption="half of it",
    )  # fmt: skip
    delight_lasts: float = parameter(
        0.0, "share", "of that which lasts", range=(0, 1),
        source="de Matos et al. 2007, CEB: exceeding expectations moves satisfaction, not loyalty",
    )  # fmt: skip
    adjusts: float = parameter(
        0.15, "share", "of the way to an episode that a new customer's satisfaction goes", range=(0, 1),
        source="Bolton 1998: anchoring and adjustment, structure; the size is an assumption",
    )  # fmt: skip
    losses: float = parameter(
        2.0, "1", "by which it goes further where an episode falls short", range=(1, 3),
        source="Mittal, Ross & Baldasare 1998: negative performance weighs more; no ratio found",
    )  # fmt: skip
    settles: float = parameter(
        3.0, "year", "as a customer, after which it goes half as far", range=(0.1, 50),
        source="Bolton 1998: long-standing customers weigh what was before more; the size is an assumption",
    )  # fmt: skip
    tenure: float = parameter(
        5.0, "year", "mean time for which the customers of day 0 have been customers", range=(0, 40),
        assumption="somewhat less than what 14 % leavers a year make in the long run",
    )  # fmt: skip
    by_satisfaction: float = parameter(
        0.25, "1", "by which a standard deviation lowers the log hazard of leaving because of service",
        range=(0, 2), assumption="hazard ratio .78 (recalled: .7-.85)",
    )  # fmt: skip
    spread: float = parameter(
        0.15, "1", "standard deviation between customers to which that refers", range=(0.01, 1),
        assumption="two thirds of them within .3 of each other",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class WordOfMouth:
    """What customers tell others, and what the others come to think."""

    enabled: bool = option(False, "customers tell others, and what is told makes a reputation")
    good: float = parameter(
        0.41, "1", "people told of an episode that could not be better", range=(0, 3),
        source="SQM (vendor): of solved cases 41 % are told, to one",
    )  # fmt: skip
    bad: float = parameter(
        3.7, "1", "people told of an episode that could not be worse", range=(0, 30),
        source="SQM (vendor): of unsolved and very dissatisfied 74 % are told, to five",
    )  # fmt: skip
    power: float = parameter(
        2.0, "1", "how much likelier extremes are told than the middle", range=(1, 5),
        source="Anderson 1998: it rises at both ends; the power is an assumption",
    )  # fmt: skip
    half_life: float = parameter(
        90.0, "day", "in which half of a reputation is forgotten", range=(5, 1000), assumption="a season"
    )
    at_start: float = parameter(
        0.75, "share", "reputation on day 0: of what is told, what is good; there as many come as usual",
        range=(0, 1), source="East et al. 2007: three good to one bad",
    )  # fmt: skip
    viral: float = parameter(
        1e-5, "1", "probability that a severe complaint that was refused goes viral, at each contact",
        range=(0, 0.01), assumption="1e-6 to 1e-4 a complaint (recalled); the source has one case",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Acquisition:
    """Customers who come on top of those whom the market replaces."""

    enabled: bool = option(False, "customers come, as many as the reputation draws")
    rate: float = parameter(
        0.003, "1/month", "new customers at the reputation of day 0, as a share of those of day 0",
        range=(0, 0.2), assumption="as many as leave because of service",
    )  # fmt: skip
    by_reputation: float = parameter(
        1.0, "1", "log of the number of new customers by which a better reputation draws more",
        range=(0, 10), assumption="a tenth more good word of mouth, a tenth more customers",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Customers:
    """How many customers there are, how unequal, and why they leave."""

    count: float | None = parameter(
        None, "1", "customers; null: as many as make the volume at the contacts a year below",
        range=(1, 5e7), optional=True, assumption="follows from volume and contacts a year",
    )  # fmt: skip
    contacts_per_year: float = parameter(
        3.0, "1/year", "recorded contacts of a customer in a year", range=(0.01, 1000),
        assumption="three a year: a service most customers seldom need",
    )  # fmt: skip
    intensity_cv: float = parameter(
        1.0, "1", "how unequal customers are in how often they call; 0: all alike", range=(0, 5),
        assumption="gamma over customers: an exponential spread",
    )  # fmt: skip
    leaving_other: float = parameter(
        0.010, "1/month", "hazard of leaving for reasons outside service", range=(0, 0.2),
        assumption="with the service part, 14 % a year: inside the 8-24 % of most sectors",
    )  # fmt: skip
    leaving_service: float = parameter(
        0.003, "1/month", "hazard of leaving because of service, without grievance", range=(0, 0.2),
        assumption="usually the smaller part",
    )  # fmt: skip
    unsolved_hazard_ratio: float = parameter(
        2.2, "1", "hazard ratio after a bad end of severity 1", range=(1, 10),
        source="SQM: 25 against 5 % would leave, log halved since claims overstate acts",
    )  # fmt: skip
    repeat_hazard_ratio: float = parameter(
        1.3, "1", "hazard ratio after a case solved at the second contact or later", range=(1, 5),
        source="SQM: 9 against 5 % would leave, log halved",
    )  # fmt: skip
    grievance_duration: float = parameter(
        75.0, "day", "how long a grievance lasts", range=(10, 400),
        assumption="60-90 days, inside what Knox & van Oest 2014 call short-lived",
    )  # fmt: skip
    satisfaction: Satisfaction = part(Satisfaction)
    word_of_mouth: WordOfMouth = part(WordOfMouth)
    acquisition: Acquisition = part(Acquisition)

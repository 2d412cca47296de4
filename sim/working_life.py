"""What work asks of people and gives them, and what becomes of them: as a scenario declares it.

Job demands and resources (Bakker, Demerouti & Schaufeli 2003): demands wear people out, resources engage
them. Parts of `people`, each with a switch of its own; called by `sim.workforce` and by whatever reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter

_BURNOUT = "Human Resources for Health 2013, 11:48, table 3"
_DESIGN = "Humphrey, Nahrgang & Morgeson 2007, partial weights"


@dataclass(frozen=True, kw_only=True)
class Strain:
    """How work wears people out: what strain comes to under lasting demands, and how fast.

    Of the demands the weights count as shares of their sum; so do those of the resources.
    """

    enabled: bool = option(False, "strain follows what work asks and gives")
    at_start: float = parameter(
        0.3,
        "1",
        "strain of the staff of day 0",
        range=(0, 1),
        assumption="as usual: neither calm nor distressed",
    )
    usual: float = parameter(
        0.3, "1", "strain of whoever is hired, at which effects of strain are none", range=(0, 1),
        assumption="what a usual year in the hierarchy comes to",
    )  # fmt: skip
    half_life: float = parameter(
        60.0, "day", "in which half of the way to what work comes to is gone", range=(14, 365),
        assumption="between a holiday's fade-out (de Bloom 2009) and clinical exhaustion (11 months)",
    )  # fmt: skip
    demand_gain: float = parameter(
        0.6, "1", "strain that full demands come to", range=(0, 1),
        assumption="with the resources' gain 2 : 1, as raw R .58 against .26 on strain",
    )  # fmt: skip
    resource_gain: float = parameter(
        0.3, "1", "strain that the lack of all resources comes to", range=(0, 1), assumption="the same ratio"
    )
    interaction: float = parameter(
        0.0, "1", "strain that both together come to, beyond the sum", range=(0, 1),
        source="Fagerlind Stahl et al.: no buffering found",
    )  # fmt: skip
    spread: float = parameter(
        0.15, "1", "standard deviation between people, to which effects of strain refer", range=(0.01, 1),
        assumption="two thirds of people within .3 of each other",
    )  # fmt: skip
    differences: float = parameter(
        0.1, "1", "standard deviation of what people come to under the same work", range=(0, 0.5),
        assumption="with what differs in their work, some .15 between people",
    )  # fmt: skip
    line: float = parameter(
        0.6, "1", "strain beyond which somebody counts as burnt out", range=(0, 1),
        assumption="two standard deviations above the start",
    )  # fmt: skip
    occupancy: float = parameter(
        0.36, "1", "weight: share of the time on the phone that is busy", range=(0, 1),
        source=f"{_BURNOUT}: workload rho .66",
    )  # fmt: skip
    prevented: float = parameter(
        0.16, "1", "weight: good answers that were prevented", range=(0, 1),
        source=f"{_BURNOUT}: lack of quality .42, resources .36, structures .45",
    )  # fmt: skip
    hostile: float = parameter(
        0.14, "1", "weight: hostile contacts", range=(0, 1), source=f"{_BURNOUT}: incivility .41"
    )
    dissonance: float = parameter(
        0.14, "1", "weight: keeping to a script that does not fit", range=(0, 1),
        source="Hülsheger & Schewe 2011: rho .39-.48; less, since it carries part of the two before",
    )  # fmt: skip
    ambiguity: float = parameter(
        0.09, "1", "weight: several people to answer to", range=(0, 1),
        source=f"{_BURNOUT}: ambiguity .24; Schmidt et al. 2014: .28-.32",
    )  # fmt: skip
    unplanned: float = parameter(
        0.06, "1", "weight: colleagues who are missing without notice", range=(0, 1), assumption="none found"
    )
    meetings: float = parameter(
        0.05, "1", "weight: meetings and paper work", range=(0, 1), assumption="sign only, Luong & Rogelberg"
    )
    most_prevented: float = parameter(
        0.5, "1/h", "good answers prevented that are a full demand", range=(0.01, 20), assumption="four a day"
    )
    most_hostile: float = parameter(
        2.5, "1/h", "hostile contacts that are a full demand", range=(0.01, 20),
        assumption="twice the ten a day that are told (Grandey, Dickter & Sin 2004)",
    )  # fmt: skip
    most_dissonance: float = parameter(
        2.0, "1/h", "contacts kept to the script against the case that are a full demand", range=(0.01, 20),
        assumption="one contact in four",
    )  # fmt: skip
    most_bosses: float = parameter(
        4.0, "1", "people to answer to, beyond one, that are a full demand", range=(1, 50),
        assumption="some seven roles a person are told of Zappos (recalled)",
    )  # fmt: skip
    most_missing: float = parameter(
        0.2, "share", "of the group's shifts uncovered that is a full demand", range=(0.01, 1),
        assumption="one colleague in five",
    )  # fmt: skip
    most_meetings: float = parameter(
        0.2, "share", "of paid time in meetings and paper work that is a full demand", range=(0.01, 1),
        assumption="a day a week",
    )  # fmt: skip
    fit: float = parameter(
        0.45, "1", "weight: as much autonomy as one wants", range=(0, 1),
        source=f"{_BURNOUT}: autonomy -.36; Aronsson et al. 2017: the best graded",
    )  # fmt: skip
    managers: float = parameter(
        0.20,
        "1",
        "weight: support by managers",
        range=(0, 1),
        source=f"{_BURNOUT}: support -.18, split 1.8 : 1",
    )
    recognition: float = parameter(
        0.16, "1", "weight: recognition, as time spent on one", range=(0, 1), source=f"{_BURNOUT}: -.20"
    )
    peers: float = parameter(
        0.11, "1", "weight: support by colleagues", range=(0, 1), source="Bowling et al. 2015: split 1.8 : 1"
    )
    relief: float = parameter(
        0.08, "1", "weight: irritants removed", range=(0, 1), source=f"{_BURNOUT}: resources -.15; cut"
    )


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """How work engages people, on weights of its own; slower than it wears them out."""

    enabled: bool = option(False, "engagement follows what work asks and gives")
    at_start: float = parameter(
        0.5, "1", "engagement of the staff of day 0", range=(0, 1), assumption="as usual"
    )
    usual: float = parameter(
        0.5, "1", "engagement of whoever is hired, at which effects of engagement are none", range=(0, 1),
        assumption="neither bored nor burning",
    )  # fmt: skip
    half_life: float = parameter(
        120.0, "day", "in which half of the way to what work comes to is gone", range=(14, 730),
        assumption="highly stable (Lesener et al. 2020): twice that of strain",
    )  # fmt: skip
    resource_gain: float = parameter(
        0.6, "1", "engagement that all resources come to", range=(0, 1),
        assumption="with that of demands 2 : 1, as R .51 against .20-.30",
    )  # fmt: skip
    demand_gain: float = parameter(
        0.3,
        "1",
        "engagement that the lack of all demands comes to",
        range=(0, 1),
        assumption="the same ratio",
    )
    spread: float = parameter(
        0.15, "1", "standard deviation between people, to which effects of engagement refer", range=(0.01, 1),
        assumption="as that of strain",
    )  # fmt: skip
    differences: float = parameter(
        0.1, "1", "standard deviation of what people come to under the same work", range=(0, 0.5),
        assumption="as of strain",
    )  # fmt: skip
    expected: float = parameter(
        0.5, "share", "of their needs that people expect a manager to meet, before they know", range=(0, 1),
        assumption="every other one",
    )  # fmt: skip
    effort_gain: float = parameter(
        0.03, "1", "effort that a standard deviation of engagement adds", range=(0, 1),
        source="Riketta 2008: beta .06; effort is taken to differ by half of the usual between people",
    )  # fmt: skip
    fit: float = parameter(
        0.34, "1", "weight: as much autonomy as one wants", range=(0, 1), source=f"{_DESIGN}: .32-.35"
    )
    managers: float = parameter(
        0.27, "1", "weight: support by managers", range=(0, 1), source=f"{_DESIGN}: support .44-.51, 1.7 : 1"
    )
    recognition: float = parameter(
        0.18, "1", "weight: recognition, as time spent on one", range=(0, 1), source=f"{_DESIGN}: .18-.21"
    )
    peers: float = parameter(
        0.15, "1", "weight: support by colleagues", range=(0, 1), source=f"{_DESIGN}: the same split"
    )
    relief: float = parameter(
        0.06, "1", "weight: irritants removed", range=(0, 1), assumption="adequate resources: weak"
    )
    misfit: float = parameter(
        2.0, "1", "how fast autonomy fits less, by the square of its distance from what one wants",
        range=(0, 10), assumption="none left at a distance of .7; too much is as bad (Stiglbauer & Kovacs)",
    )  # fmt: skip
    memory: float = parameter(
        20.0, "1", "decisions, needs or hours on which half of what one knows of one's work rests",
        range=(1, 1000), assumption="a few weeks of any of them",
    )  # fmt: skip
    most_recognition: float = parameter(
        0.05, "share", "of paid time with a coach that is full recognition", range=(0.001, 1),
        assumption="two hours a week",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Absence:
    """How often people fall ill, and for how long."""

    enabled: bool = option(False, "people fall ill; rosters allow for as many as planned")
    planned: float = parameter(
        0.08, "share", "of shifts that rosters expect to stay uncovered, and are larger by", range=(0, 0.3),
        source="7-11 % in 14 French centres (AHI 33), 6.4 % in Germany (TK 2010), 7.9 % (AOK Rheinland 2013)",
    )  # fmt: skip
    spells: float = parameter(
        2.5, "1/year", "illnesses of somebody as engaged as usual", range=(0, 20),
        assumption="with the length below 8 %; spells per advisor were found nowhere",
    )  # fmt: skip
    length: float = parameter(
        8.5, "1", "open days of an illness of somebody as strained as usual, on the mean", range=(1, 200),
        assumption="with the frequency above 8 %",
    )  # fmt: skip
    by_engagement: float = parameter(
        0.17, "1", "by which a standard deviation of engagement lowers the log frequency", range=(0, 2),
        source="Neuber et al. 2022: engagement with absenteeism -.171",
    )  # fmt: skip
    by_strain: float = parameter(
        0.19, "1", "by which a standard deviation of strain raises the log length", range=(0, 2),
        source="Borritz et al. 2006: rate ratio 1.21 of absence days",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Quitting:
    """Why people leave, and how soon."""

    enabled: bool = option(False, "people leave, and vacancies are filled")
    rate: float = parameter(
        0.19, "1/year", "hazard of leaving of somebody long there and as engaged as usual", range=(0, 3),
        assumption="with early leavers some 24 % a year in the hierarchy: Europe 2007 (Dimension Data)",
    )  # fmt: skip
    by_engagement: float = parameter(
        0.34, "1", "by which a standard deviation of engagement lowers the log hazard", range=(0, 3),
        source="Rubenstein et al. 2018: hazard ratio .71",
    )  # fmt: skip
    at_first: float = parameter(
        1.5, "1", "by which the hazard is larger on the first day, in times of the usual", range=(0, 20),
        source="Dares: 36 % of contracts broken within a year",
    )  # fmt: skip
    settles: float = parameter(
        180.0, "day", "in which half of that is gone", range=(10, 2000), assumption="half a year"
    )
    market: float = parameter(
        1.0, "1", "how easily another job is found: times the hazard", range=(0, 10),
        assumption="an input: neither tight nor slack",
    )  # fmt: skip
    tenure: float = parameter(
        3.6, "year", "mean tenure of the staff of day 0", range=(0, 40),
        source="French outsourcers 2007 (BearingPoint/SP2C)",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Hiring:
    """How vacancies are filled, and what newcomers can."""

    delay: float = parameter(
        40.0, "1", "open days from somebody's leaving to his successor's first", range=(0, 500),
        assumption="two months to find and free somebody",
    )  # fmt: skip
    training: float = parameter(
        21.0, "1", "open days of training before the first call", range=(0, 250),
        source="4.2 weeks (Batt et al. 2005)",
    )  # fmt: skip
    missing: float = parameter(
        0.30, "share", "of proficiency that a newcomer misses: his talks are the longer", range=(0, 0.9),
        source="Brynjolfsson, Li & Raymond 2023: +34 % for novices, none for veterans",
    )  # fmt: skip
    learning: float = parameter(
        75.0, "day", "in which what is missing falls to 1/e", range=(10, 500),
        source="60-90 days to proficiency (practitioners)",
    )  # fmt: skip
    errors: float = parameter(
        1.0, "1", "errors of judgement of somebody new beyond those of his skill, in times of these",
        range=(0, 5), assumption="on his first day he is wrong twice as often",
    )  # fmt: skip
    coached: float = parameter(
        0.5, "1", "by which he learns the faster, coached as much as is full recognition", range=(0, 5),
        assumption="half as fast again with two hours a week",
    )  # fmt: skip
    advised: float = parameter(
        0.005, "share", "of what is missing, what a colleague's answer teaches", range=(0, 0.5),
        assumption="two a day nearly double the speed of learning",
    )  # fmt: skip

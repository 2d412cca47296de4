"""A contact centre as it is configured: `Scenario` and its parts, frozen, every number declared once.

Defaults, units, ranges, sources: the Hydra schema and its checks (`sim.configuration`), the table in
the docs and the record of settings that the rules read (`sim.settings`) are derived from these declarations.
Values that belong to one kind of centre stand in `scenarios/`, which says only what differs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.business import Firm
from sim.channels import MOST_CONVERSATIONS, Chat
from sim.clientele import Customers
from sim.parameters import named, option, parameter, part
from sim.reasons import Law, Reason
from sim.rights import Governance
from sim.shocks import MOST_SHOCKS, Shock
from sim.states import CHANNELS
from sim.support import Support
from sim.survey_answers import SurveyAnswers
from sim.workforce import People

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH_DAYS = 30.4375  # mean length of a month
MS = {
    "ms": 1.0, "s": 1e3, "min": 60e3, "h": 3600e3, "day": 86400e3, "month": MONTH_DAYS * 86400e3,
    "year": 12 * MONTH_DAYS * 86400e3,
}  # fmt: skip

MOST_REASONS, MOST_GROUPS = 60, 32

_BANK = "Weinberg, Brown & Stroud 2007, JASA 102:1185, call volumes of a North American bank, 2003"


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Headers of a user's own interval file where they are not the usual ones."""

    interval: str | None = option(None, "header of the start of the interval", optional=True)
    calls: str | None = option(None, "header of the calls offered", optional=True)
    handled: str | None = option(None, "header of the calls handled", optional=True)
    abandoned: str | None = option(None, "header of the calls abandoned", optional=True)
    aht_s: str | None = option(None, "header of the mean handling time in seconds", optional=True)
    asa_s: str | None = option(None, "header of the mean speed of answer in seconds", optional=True)
    service_level: str | None = option(None, "header of the service level", optional=True)
    staff: str | None = option(None, "header of the advisors present", optional=True)
    occupancy: str | None = option(None, "header of the occupancy", optional=True)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When the centre is open."""

    start: str = option("2025-01-06", "first day, as YYYY-MM-DD")
    opens: str = option("07:00", "opening time as quoted text HH:MM")
    closes: str = option("21:00", "closing time as quoted text HH:MM; 24:00 is midnight")
    weekdays: list[str] = option(list(WEEKDAYS[:5]), "weekdays the centre is open")
    never_closes: bool = option(
        False, "round the clock, every day: queue, calls and trays go over as they are"
    )
    holidays: list[str] = option([], "days closed, as YYYY-MM-DD")


@dataclass(frozen=True, kw_only=True)
class Demand:
    """How many contacts come, when, and why."""

    file: str | None = option(None, "a CSV file of one's own: interval and calls", optional=True)
    timezone: str | None = option(
        None, "name of the time zone of the file, such as Europe/Paris", optional=True
    )
    columns: Columns = part(Columns)
    scale: float = parameter(
        1.0,
        "1",
        "thins or swells the recorded volume",
        range=(0.0001, 100),
        assumption="the centre's own size",
    )
    calls_per_day: float = parameter(
        32461.0, "1/day", "mean calls of an open day", range=(0, 1e7), source=f"{_BANK}: 164 weekdays"
    )
    calls_include_returns: bool = option(
        True, "the recorded calls hold redials and repeats: first contacts are deflated to the fixed point"
    )
    weekday_factors: list[float] = parameter(
        [1.12, 1.0, 0.95, 0.95, 0.98, 0.0, 0.0], "1", "volume of Monday to Sunday against the mean open day",
        range=(0, 10), source=_BANK,
    )  # fmt: skip
    season: list[float] = parameter(
        [1.0] * 12, "1", "volume of January to December against the mean month", range=(0, 10),
        assumption="eight months of the bank show none that could be told from chance",
    )  # fmt: skip
    slot: int = parameter(
        30,
        "min",
        "length of an interval of the intraday profile",
        range=(1, 1440),
        source=f"{_BANK}: half-hours",
    )
    profile: list[float] = parameter(
        [
            0.0148, 0.0165, 0.0256, 0.0338, 0.0473, 0.0520, 0.0525, 0.0523, 0.0514, 0.0499, 0.0484, 0.0476,
            0.0463, 0.0458, 0.0449, 0.0447, 0.0434, 0.0424, 0.0399, 0.0358, 0.0304, 0.0266, 0.0233, 0.0208,
            0.0183, 0.0167, 0.0150, 0.0137,
        ],
        "share", "share of the day's volume in every interval from opening", range=(0, 1), source=_BANK,
    )  # fmt: skip
    busyness_cv: float = parameter(
        0.06, "1", "standard deviation of the day's gamma factor", range=(0, 1),
        source=f"{_BANK}: daily variation left after the weekday",
    )  # fmt: skip
    busyness_autocorrelation: float = parameter(
        0.63, "1", "correlation of the factor from one open day to the next", range=(0, 0.95),
        source=f"{_BANK}: lag-one autocorrelation of the same residuals",
    )  # fmt: skip
    redial_probability: float = parameter(
        0.6, "share", "who gives up waiting and calls again", range=(0, 0.95),
        source="Callcenter-Simulator examples: 50-90 % at first, 25-80 % later (illustrative)",
    )  # fmt: skip
    redial_delay: Law = part(
        Law, unit="min", law="exponential", mean=15.0, source="Callcenter-Simulator examples (illustrative)"
    )
    repeat_probability: float = parameter(
        0.8, "share", "customers of an unsolved case who call again", range=(0, 0.95),
        assumption="most come back; the rest give the case up",
    )  # fmt: skip
    repeat_delay: Law = part(
        Law, unit="day", law="exponential", mean=2.0, assumption="open days until the customer calls again"
    )
    reasons: dict[str, Reason] = named(Reason, MOST_REASONS, "any")
    shocks: dict[str, Shock] = named(Shock, MOST_SHOCKS)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A skill group: how many advisors are in it, what they serve and what they may decide."""

    share: float | None = parameter(
        None, "share", "of all advisors present; null: everybody, or as given by present", range=(0, 1),
        optional=True, assumption="one group of all",
    )  # fmt: skip
    present: list[float] | None = parameter(
        None, "1", "advisors present in every period of the day, from opening; one number: all day",
        range=(0, 1e5), optional=True, assumption="by the plan",
    )  # fmt: skip
    serves: list[str] = option(
        [],
        "reasons its advisors answer, the one they take first leading, equals joined by +; none: all alike",
    )
    direct: bool = option(True, "answers customers directly; false: only what is transferred to it")
    authority: float | None = parameter(
        None, "EUR", "largest stake its advisors decide; null: as in governance", range=(0, 1e9),
        optional=True, assumption="groups decide alike",
    )  # fmt: skip
    channel: str = option("phone", "how its advisors talk to customers", choices=CHANNELS)
    concurrency: int = parameter(
        1, "1", "written conversations that one of its advisors has at once", range=(1, MOST_CONVERSATIONS),
        assumption="one; 2-3 is usual, the six to eight of a source were soon given up",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """How many advisors and managers there are, and when they are present."""

    groups: dict[str, Group] = named(Group, MOST_GROUPS, "all")
    routing: str = option(
        "skill",
        "who answers a caller: whoever has the skill, or who may also decide",
        choices=("skill", "authority"),
    )
    lines: int | None = parameter(
        None, "1", "lines for customers who call; null: as many as there are callers", range=(1, 1e6),
        optional=True, assumption="lines are cheap today",
    )  # fmt: skip
    period: int = parameter(
        60, "min", "length of a period of the rosters given group by group", range=(1, 1440),
        assumption="by the hour",
    )  # fmt: skip
    present: float | None = parameter(
        None, "1", "advisors present all day; null: planned by square-root staffing per interval",
        range=(0, 100000), optional=True, assumption="planned from the load unless told otherwise",
    )  # fmt: skip
    target_share: float = parameter(
        0.8, "share", "callers to be answered within the target wait", range=(0.01, 0.999),
        source="80/20, the norm of the trade (multichannelmerchant)",
    )  # fmt: skip
    target_wait: float = parameter(
        20.0, "s", "wait that counts as within target", range=(0, 3600),
        source="80/20, the norm of the trade (multichannelmerchant)",
    )  # fmt: skip
    shrinkage: float = parameter(
        0.30, "share", "paid time of the employed spent on leave, sickness and training", range=(0, 0.6),
        source="20-35 %, worked example 30 % (mytotalretail, answerstat)",
    )  # fmt: skip
    days_per_week: float = parameter(
        5.0, "day", "working days of an advisor in a week", range=(1, 7), assumption="full-time contracts"
    )
    break_length: float = parameter(
        30.0, "min", "paid break in a shift", range=(0, 120), assumption="meal break and rests together"
    )
    shift_length: float = parameter(
        8.0, "h", "longest shift", range=(1, 24), assumption="a full day's work, break included"
    )
    break_from: float = parameter(
        4.0, "h", "shifts at least this long have a break", range=(0, 24),
        assumption="half a day's shift has none",
    )  # fmt: skip
    span_of_control: float = parameter(
        10.0,
        "1",
        "advisors who answer to one manager",
        range=(1, 1000),
        source="8-12 typical (ICMI 2012, 2019)",
    )
    manager_shift: float | None = parameter(
        8.0, "h", "length of a manager's shift, half early and half late; null: all opening hours",
        range=(1, 24), optional=True, assumption="a full day's work",
    )  # fmt: skip
    chat: Chat = part(Chat)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A contact centre: what is simulated under one form of governance."""

    name: str = option("hierarchical", "name of the scenario")
    title: str = option("", "what it is like, in a line")
    calendar: Calendar = part(Calendar)
    demand: Demand = part(Demand)
    staffing: Staffing = part(Staffing)
    governance: Governance = part(Governance)
    support: Support = part(Support)
    people: People = part(People)
    customers: Customers = part(Customers)
    firm: Firm = part(Firm)
    survey: SurveyAnswers = part(SurveyAnswers)
    rules: dict[str, str] = field(default_factory=dict, metadata={"rules": True})
    python_rule: str = option(
        "refuse",
        "what becomes of a rule of one's own that does not compile: allow calls it in Python, some hundred"
        " times as slow; always calls every rule of one's own in Python, for a debugger",
        choices=("refuse", "allow", "always"),
    )

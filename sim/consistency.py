"""What the values of a configuration must be together, once each is right by itself.

Shares that sum to one, groups that are there and reasons that somebody answers, laws that have what they
need, hours and days that exist, rules that are registered; what governance needs: `sim.governance_checks`,
`sim.steering_checks`.
Called by `sim.configuration` on every configuration.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

import sim.day
import sim.phases  # noqa: F401  the rooms that both run register their rules
from sim.channel_checks import check_channels
from sim.customer_checks import check_customers
from sim.governance_checks import check_governance, check_meetings
from sim.groups import check_given, given_by_group, shares_of, staff_given
from sim.people_checks import check_working_life
from sim.reasons import Law
from sim.refusal import Refused, nearest_name
from sim.routes import answering, names_in
from sim.rule_calls import compile_rule
from sim.rules import registered
from sim.scenario import WEEKDAYS, Calendar, Demand, Scenario
from sim.settings import settings_type
from sim.shock_table import check_shocks
from sim.steering_checks import check_incentives, check_working_groups
from sim.study import Study
from sim.week import check_reason_shares, date_of, minutes_of, week_of, weekday_numbers

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SCENARIO_NAME = re.compile(rf"{NAME.pattern}(/{NAME.pattern})*")
LONGEST_NAME = 100
ENDLESS = ("patience", "hold_patience")  # a mean of null: never gives up
YEARS = (1900, 2200)
MONTHS = 12


def check_consistent(scenario: Scenario, study: Study) -> None:
    """Refuse what cannot be simulated.

    Raises:
        Refused: naming the key, its value and what was expected.
    """
    _check_study(study)
    if not SCENARIO_NAME.fullmatch(scenario.name) or len(scenario.name) > LONGEST_NAME:
        raise Refused("name", scenario.name, f"letters, digits, . _ - and /, at most {LONGEST_NAME} of them")
    _check_calendar(scenario.calendar)
    for key, law in laws(scenario):
        _check_law(key, law)
    _check_demand(scenario.demand)
    _check_shares(scenario)
    _check_groups(scenario)
    check_governance(scenario)
    check_incentives(scenario)
    check_working_life(scenario)
    check_customers(scenario)
    _check_rules(scenario)
    if scenario.demand.file is None:
        staff_given(scenario, week_of(scenario))
    if scenario.governance.circles:
        check_meetings(scenario, week_of(scenario))
    if scenario.governance.working_groups.at_once > 0:
        check_working_groups(scenario, week_of(scenario))
    if scenario.demand.shocks:
        check_shocks(scenario, week_of(scenario))


def laws(record: object, place: str = "") -> Iterator[tuple[str, Law]]:
    """Every law of a record and its parts, under its dotted key."""
    for field in dataclasses.fields(record):  # type: ignore[arg-type]
        value = getattr(record, field.name)
        for key, part in value.items() if "parts" in field.metadata else [("", value)]:
            own = ".".join(filter(None, (place, field.name, key)))
            if isinstance(part, Law):
                yield own, part
            elif dataclasses.is_dataclass(part):
                yield from laws(part, own)


def _check_law(key: str, law: Law) -> None:
    if law.law == "empirical":
        if law.values is None or len(law.values) < 2:
            raise Refused(f"{key}.values", law.values, "at least two observed values for an empirical law")
        return
    if law.values is not None:
        raise Refused(f"{key}.values", law.values, "null, unless the law is empirical")
    if law.mean is None and key.rpartition(".")[2] not in ENDLESS:
        raise Refused(f"{key}.mean", None, "a mean; null, never, is for patience and hold_patience")


def _check_demand(demand: Demand) -> None:
    for name, values, count, what in (
        ("weekday_factors", demand.weekday_factors, len(WEEKDAYS), "Monday to Sunday"),
        ("season", demand.season, MONTHS, "January to December"),
    ):
        if len(values) != count:
            raise Refused(f"demand.{name}", f"{len(values)} numbers", f"{count} numbers, {what}")
    if sum(demand.season) <= 0:
        raise Refused("demand.season", demand.season, "a volume in some month")
    if demand.file is not None and not demand.file.strip():
        raise Refused("demand.file", demand.file, "the path of a CSV file or null")


def _check_shares(scenario: Scenario) -> None:
    try:
        check_reason_shares(scenario)
    except Refused as refused:
        names = ", ".join(scenario.demand.reasons)
        raise Refused(
            f"{refused.place}.*.share",
            refused.value,
            f"{refused.expected} over {names} (null leaves one out)",
        ) from None


def _check_groups(scenario: Scenario) -> None:
    """Groups and reasons that name each other, staff that is said once, somebody to answer every reason."""
    reasons, groups = scenario.demand.reasons, scenario.staffing.groups
    for name, reason in reasons.items():
        _check_choices(f"demand.reasons.{name}.route_to", reason.route_to, groups, "groups")
    for name, group in groups.items():
        _check_choices(f"staffing.groups.{name}.serves", group.serves, reasons, "reasons")
    if given_by_group(scenario):
        check_given(scenario)
    else:
        shares_of(scenario)
    check_channels(scenario)
    can_answer, _ = answering(scenario)
    direct = [group.direct and group.channel == "phone" for group in groups.values()]
    for (name, reason), choices in zip(reasons.items(), can_answer, strict=True):
        if not (choices[direct] >= 0).any():
            wanted = "a group that serves it (serves) and answers customers (direct: true), by phone"
            raise Refused(f"demand.reasons.{name}.route_to", reason.route_to, wanted)


def _check_choices(key: str, choices: Sequence[str], known: Iterable[str], kind: str) -> None:
    seen = set[str]()
    for place, choice in enumerate(choices):
        for name in names_in(choice):
            if name not in known:
                wanted = f"{kind} that are there ({', '.join(known)}), equals joined by +"
                raise Refused(f"{key}[{place}]", choice, wanted, nearest_name(name, known))
            if name in seen:
                raise Refused(f"{key}[{place}]", choice, f"every one of the {kind} once")
            seen.add(name)


def _check_calendar(calendar: Calendar) -> None:
    minutes_of("calendar.opens", calendar.opens)
    minutes_of("calendar.closes", calendar.closes)
    weekday_numbers(calendar)
    _check_date("calendar.start", calendar.start)
    for place, day in enumerate(calendar.holidays):
        _check_date(f"calendar.holidays[{place}]", day)


def _check_date(key: str, text: str) -> None:
    first, last = YEARS
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text) or not first <= date_of(key, text).year <= last:
        raise Refused(key, text, f'a day of {first} to {last} as quoted text, such as "2025-01-06"')


def _check_rules(scenario: Scenario) -> None:
    for point, name in scenario.rules.items():
        rules = registered(point)
        if name not in rules:
            near = nearest_name(name, rules)
            raise Refused(f"rules.{point}", name, f"a rule registered for it ({', '.join(rules)})", near)
        if not rules[name].packaged:
            compile_rule(point, name, settings_type(), scenario.python_rule)


def _check_until(study: Study) -> None:
    until = study.until
    if (until.outcome is None) != (until.half_width is None):
        key, value = ("outcome", None) if until.outcome is None else ("half_width", None)
        raise Refused(f"until.{key}", value, "an outcome and the half-width wanted, both or neither")
    if until.outcome is None:
        return
    if study.experiment.asks:
        wanted = "null, with levers or uncertainties: their points have as many replications as told"
        raise Refused("until.outcome", until.outcome, wanted)
    if study.replications < 2:
        raise Refused("replications", study.replications, "2 or more in the first round, with until")


def _check_study(study: Study) -> None:
    if study.study is not None and not NAME.fullmatch(study.study):
        raise Refused(
            "study", study.study, "at most 64 letters, digits, . _ - that begin with a letter or digit"
        )
    _check_until(study)
    if not study.results.dir.strip():
        raise Refused("results.dir", study.results.dir, "the path of a folder")

"""Every declared number of people's working life and customers' minds moves an output where its rule is used.

Paired by replication: the same random numbers with the usual value and with another one of its range. A
number that nothing reads moves nothing, exactly; so this is no matter of chance, but of size.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.clientele import Acquisition, Satisfaction, WordOfMouth
from sim.colleagues import Initiative, Pressure, Trust
from sim.configuration import configure
from sim.managers_life import Managers
from sim.measures import measure
from sim.parameters import declarations
from sim.planning import Plan, plan_of
from sim.scenario import Scenario
from sim.transition import Transition
from sim.working_life import Absence, Engagement, Hiring, Quitting, Strain
from sim.world import Run

pytestmark = pytest.mark.slow

PARTS = {
    "satisfaction": Satisfaction,
    "word_of_mouth": WordOfMouth,
    "acquisition": Acquisition,
    "strain": Strain,
    "engagement": Engagement,
    "absence": Absence,
    "quitting": Quitting,
    "hiring": Hiring,
    "managers": Managers,
    "trust": Trust,
    "initiative": Initiative,
    "pressure": Pressure,
    "transition": Transition,
}
# Several of everybody's parts at once, more of what seldom happens, and people who come from elsewhere: less
# strained and more engaged than this work makes them.
USUAL = {
    "strain.half_life": 20.0, "strain.at_start": 0.05, "engagement.half_life": 20.0,
    "engagement.at_start": 0.9, "absence.spells": 6.0, "absence.by_strain": 0.6, "absence.by_engagement": 0.6,
    "quitting.rate": 0.4, "quitting.by_engagement": 0.6, "hiring.delay": 5.0, "hiring.training": 3.0,
    "managers.quits": 3.0, "managers.delay": 5.0,
    "transition.authority_before": 0.0, "transition.step_every": 5, "transition.sign_off": 2.0,
    "transition.signs": 6, "transition.accountability_from": 10, "transition.bears": 100000.0,
    "transition.costs": 10.0,
}  # fmt: skip
CENTRE = (
    "scenario=everything", "demand.scale=0.03", "customers.count=20000",
    "governance.working_groups.at_once=1",
)  # fmt: skip
# Where trust is tried promises count for more, and some are broken by top management.
FOR_TRUST = (
    "people.trust.gain=0.1", "people.trust.at_start=0.9", "people.strain.managers=1.0",
    "governance.breaking.called_to_order=0.05", "people.quitting.rate=2",
    "governance.transition.enabled=false",  # whose signs would leave nothing to be forgotten
)  # fmt: skip
# Where colleagues press each other there are quarrels enough to count.
MORE = {
    "trust": FOR_TRUST,
    "quitting": ("people.quitting.rate=1.5",),
    "pressure": ("people.pressure.conflicts=0.5",),
    "hiring": ("people.quitting.rate=3", "governance.beyond=advise"),  # newcomers, and who tells them
    "transition": (
        "governance.transition.enabled=true",
        "governance.transition.population=volunteers",
        "governance.authority=100",
        "people.trust.gain=0.1",
        "governance.beyond=ask",
        "governance.refusal_probability=0.6",
    ),  # under limits that matter
    "managers": ("staffing.span_of_control=3", "people.quitting.rate=2"),  # and so many managers
}
DAYS, WARMUP, REPLICATIONS = 90, 5, 8
LEAST = 2.0  # standard errors of the paired difference
# The output that a part's numbers are there for, and those of single numbers.
OUTPUT = {
    "strain": "stress_mean", "engagement": "engagement_mean", "absence": "absence_share",
    "quitting": "quits_per_year", "hiring": "handling_time_s", "trust": "trust_manager_mean",
    "trust.counts": "stress_mean", "trust.half_life": "trust_sponsor_mean",
    "trust.by_sponsor": "quits_per_year",
    "initiative": "initiative_mean", "initiative.rate": "initiatives_per_1000_contacts",
    "initiative.costs": "initiative_eur_per_day", "pressure": "conflicts_per_100_advisors_per_month",
    "pressure.weight": "stress_mean",
    "strain.spread": "absence_share", "strain.differences": "stress_spread",
    "strain.line": "burnt_out_share", "engagement.spread": "absence_share",
    "engagement.differences": "engagement_spread", "engagement.effort_gain": "effort_mean",
    "satisfaction": "satisfaction_contacts_mean", "word_of_mouth": "reputation_mean",
    "acquisition": "acquired_per_month",
    "satisfaction.at_start": "satisfaction_customers_mean",
    "satisfaction.usual": "churn_service_per_month",
    "strain.usual": "absence_share", "engagement.usual": "effort_mean",
    "satisfaction.waiting": "satisfaction_contacts_weakest_mean",
    "satisfaction.delight_lasts": "satisfaction_customers_mean",
    "satisfaction.adjusts": "satisfaction_customers_mean",
    "satisfaction.losses": "satisfaction_customers_mean",
    "satisfaction.settles": "satisfaction_customers_mean",
    "satisfaction.tenure": "satisfaction_customers_mean",
    "satisfaction.promised": "promises_kept_share", "satisfaction.by_satisfaction": "churn_service_per_month",
    "satisfaction.spread": "churn_service_per_month", "word_of_mouth.viral": "viral_per_100000_contacts",
    "managers": "stress_managers_mean", "managers.quits": "managers_quits_per_year",
    "managers.delay": "managers_vacancy_share", "hiring.errors": "overspent_eur_per_1000_contacts",
    "transition": "authority_mean_eur", "transition.trust_from": "trust_sponsor_mean",
    "transition.signs": "trust_sponsor_mean", "transition.signs_every": "trust_sponsor_mean",
    "transition.sponsor": "trust_sponsor_mean", "transition.announcement": "trust_sponsor_mean",
    "transition.accountability_from": "accountable_threat_mean",
    "transition.accountability": "accountable_threat_mean",
    "transition.trust_needed": "accountable_threat_mean", "transition.challenge": "engagement_mean",
    "transition.prudence": "overspent_eur_per_1000_contacts", "transition.costs": "one_off_eur",
    "transition.lost_contact": "transition_loss_eur", "transition.watched": "transition_loss_eur",
    "absence.planned": "occupancy_share", "hiring.delay": "vacancy_share", "hiring.training": "trainee_share",
}  # fmt: skip
# Another value than an end of the range: where gains must leave room, or the end is too far for a short run.
OTHER = {
    "strain.demand_gain": 0.3, "strain.resource_gain": 0.1, "strain.interaction": 0.1, "strain.line": 0.35,
    "engagement.resource_gain": 0.3, "engagement.demand_gain": 0.1, "engagement.effort_gain": 0.2,
    "strain.at_start": 0.6, "engagement.at_start": 0.2, "hiring.delay": 60.0, "hiring.training": 40.0,
    "quitting.tenure": 0.0, "strain.spread": 0.5, "engagement.spread": 0.5,
    "absence.by_strain": 0.0, "absence.by_engagement": 0.0,
    "quitting.by_engagement": 0.0, "satisfaction.spread": 0.01,
    "satisfaction.waiting": 0.0,
    "transition.bears": 0.0, "transition.watched": 1, "transition.autonomy_from": 40,
    "transition.trust_from": 20,
    "transition.accountability_from": 60, "transition.signs": 0, "transition.selection": 10.0,
    "transition.step_every": 30, "transition.signs_every": 60, "transition.sign_off": 40.0,
    "transition.alone": 1.0, "transition.imitation": 0.0, "transition.announcement": 0,
}  # fmt: skip
KEYS = [
    f"{part}.{name}"
    for part, record in PARTS.items()
    for name, _, declaration in declarations(record)
    if declaration.is_number
]


def scenario_of(key: str = "", value: float = 0.0, more: tuple[str, ...] = ()) -> Scenario:
    usually = [f"{_whose(each)}.{each}={number}" for each, number in USUAL.items() if each != key]
    told = {text.partition("=")[0]: text for text in (*usually, *more)}
    if key:
        told[f"{_whose(key)}.{key}"] = f"{_whose(key)}.{key}={value}"
    return configure([*CENTRE, *told.values()], alone=True)[0].scenario


def _whose(key: str) -> str:
    """Where a part stands in a scenario."""
    part = key.split(".")[0]
    if part == "transition":
        return "governance"
    return "customers" if part in ("satisfaction", "word_of_mouth", "acquisition") else "people"


@cache
def plan() -> Plan:
    return plan_of(scenario_of())


def outputs(scenario: Scenario, name: str) -> list[float]:
    """The output of every replication."""
    found = []
    for replication in range(REPLICATIONS):
        run = Run(scenario, plan(), days=DAYS, warmup=WARMUP, replication=replication)
        while not run.finished:
            run.step()
        value = measure(run)[name]
        assert value is not None
        found.append(value)
    return found


@cache
def usual(name: str, more: tuple[str, ...] = ()) -> list[float]:
    return outputs(scenario_of(more=more), name)


def other_value(key: str) -> float:
    """An end of the range, the one farther from the usual value; or what is told."""
    if key in OTHER:
        return OTHER[key]
    part, name = key.split(".")
    field, known = {each: (field, known) for each, field, known in declarations(PARTS[part])}[name]
    value = USUAL.get(key, field.default)
    assert known.range is not None
    low, high = known.range
    return low if value - low > high - value else high


@pytest.mark.parametrize("key", KEYS)
def test_it_moves_its_output(key: str) -> None:
    name = OUTPUT.get(key, OUTPUT[key.split(".")[0]])
    more = MORE.get(key.split(".")[0], ())
    differences = np.subtract(outputs(scenario_of(key, other_value(key), more), name), usual(name, more))
    error = differences.std(ddof=1) / np.sqrt(REPLICATIONS)
    assert abs(differences.mean()) > LEAST * error >= 0.0


def test_what_moves_nothing_is_found() -> None:
    """The yardstick: the threshold of another part's measure moves no stress."""
    name = "stress_mean"
    same = np.subtract(outputs(scenario_of("strain.line", 0.35), name), usual(name))
    assert not same.any()

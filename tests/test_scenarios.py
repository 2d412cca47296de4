"""The files of scenarios/: each composes, says only what differs, and gives every number a source."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from scipy import stats

from sim import schema
from sim.configuration import configure, flat, scenarios_folder
from sim.overrides import GROUPS, options
from sim.planning import customers_of
from sim.reasons import Law, Reason
from sim.scenario import Scenario
from sim.study import DEFAULT_COMPARISON, Study
from sim.user_yaml import read_user_file
from sim.week import week_of

FOLDER = scenarios_folder()
FILES = sorted(path for path in FOLDER.rglob("*.yaml") if path.name != "config.yaml")
SCENARIOS = options("scenario", [FOLDER])


def short(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


def scenario_of(name: str) -> Scenario:
    (found,) = configure([f"scenario={name}"], alone=True)
    return found.scenario


def one_of(name: str) -> dict[str, Any]:
    (found,) = configure([f"scenario={name}"], alone=True)
    return found.mapping


def unsourced(text: str) -> list[str]:
    """Lines with a value that neither they nor the comments right above give a source or call assumed."""
    found, above = [], ""
    for line in text.splitlines():
        if line.strip().startswith("#"):
            above += line
            continue
        body = line.partition(" #")[0]
        value = re.search(r":\s+[^\s#]", body) and not re.match(r"\s*(- |name:|title:)", body)
        if value and not re.search(r"# ?(source|assumption)\b", line + above):
            found.append(line)
        above = ""
    return found


# An experiment's values are points that are tried, not what is held to be so.
OF_THE_MODEL = [path for path in FILES if path.parent.name != "experiment"]


@pytest.mark.parametrize("path", OF_THE_MODEL, ids=short)
def test_every_value_has_a_source_or_is_called_an_assumption(path: Path) -> None:
    assert unsourced(path.read_text("utf-8")) == []


def test_a_value_without_a_source_is_found() -> None:
    text = "a: 1 # source: x\nb: 2 # as above\nc:\n  d: [3]\n# assumption\ne: 5\nf: 6\n"
    assert unsourced(text) == ["b: 2 # as above", "  d: [3]", "f: 6"]


@pytest.mark.parametrize("path", FILES, ids=short)
def test_is_plain_data(path: Path) -> None:
    """What is asked of users' files holds for the package's own."""
    read_user_file(path, short(path))


@pytest.mark.parametrize("path", FILES, ids=short)
def test_opens_with_a_comment(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert lines[lines[0].startswith("# @package")].startswith("# ")


@pytest.mark.parametrize("path", [path for path in FILES if "scenario/" in short(path)], ids=short)
def test_a_scenario_is_called_like_its_file(path: Path) -> None:
    content = yaml.safe_load(path.read_text("utf-8"))
    assert content["name"] == short(path).removeprefix("scenario/")
    assert content["title"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_composes(name: str) -> None:
    (found,) = configure([f"scenario={name}", "seed=5"], alone=True)
    assert found.scenario.name == name
    assert found.study == replace(Study(), seed=5, compare=[name])


@pytest.mark.parametrize("group", [group for group in GROUPS if group != "scenario"])
def test_every_file_of_a_group_can_be_chosen(group: str) -> None:
    needs = {
        ("demand", "textbook"): "calendar.never_closes=true",
        ("governance", "second_tier"): "staffing=two_tiers",
    }
    for name in options(group, [FOLDER]):
        more = [needs[group, name]] if (group, name) in needs else []
        (found,) = configure([f"{group}={name}", *more], alone=True)
        file = read_user_file(FOLDER / group / f"{name}.yaml", f"{group}/{name}")
        says = flat(file.data, file.prefix and f"{file.prefix}.")
        columns = flat(found.mapping)
        assert {key: columns[key] for key in says} == says


def test_the_forms_compared_by_default_differ_in_governance_and_support_alone() -> None:
    found = [flat(one.mapping) for one in configure()]
    for other in found[1:]:
        differs = {key for key, value in other.items() if value != found[0].get(key)}
        of_form = {key for key in differs if key.startswith(("governance.", "support."))}
        assert differs - {"name", "title"} == of_form != set()


def test_the_bank() -> None:
    """The published profile thinned to the size stated, and the mean handling time stated."""
    scenario = scenario_of("hierarchical")
    demand = scenario.demand
    assert customers_of(scenario, week_of(scenario)) == 500_000
    reasons = demand.reasons.values()
    assert sum(one.share * one.stake_share for one in reasons) == pytest.approx(0.17)
    minutes = sum(one.share * (talk(one) + (one.wrap_up.mean or 0)) for one in reasons)
    assert minutes * 60 == pytest.approx(432, abs=1)
    assert all(one.handling.cv == 1.25 for one in reasons)
    means = {name: talk(one) for name, one in demand.reasons.items()}
    assert means == pytest.approx(
        {"information": 4.5, "technical": 8.0, "collection": 6.5, "complaint": 9.0, "retention": 9.0}
    )


def talk(reason: Reason) -> float:
    """Mean minutes of talk, what some cases need beyond the usual included."""
    return (reason.handling.mean or 0) + reason.extension_share * (reason.extension.mean or 0)


def test_the_second_tier() -> None:
    """The baseline's demand, customers and number of advisors; what differs is who is asked."""
    baseline, tiers = flat(one_of("hierarchical")), flat(one_of("second_tier"))
    differs = {key for key in baseline | tiers if baseline.get(key) != tiers.get(key)}
    assert {key for key in differs if not key.startswith("staffing.groups.")} == {
        "name", "title", "compare", "governance.beyond"
    }  # fmt: skip


def test_the_second_tier_may_decide_almost_every_stake() -> None:
    """Lognormal stakes: above 99 of 100 of every reason; 12 of 100 calls are beyond the first."""
    found = scenario_of("second_tier")
    second, first = found.staffing.groups["second"].authority, found.governance.authority
    stakes = [
        (one.share * one.stake_share, one.stake) for one in found.demand.reasons.values() if one.stake_share
    ]
    assert all(share_beyond(stake, second or 0) < 0.01 for _, stake in stakes)
    assert sum(share * share_beyond(stake, first) for share, stake in stakes) == pytest.approx(
        0.12, abs=0.005
    )


def share_beyond(law: Law, amount: float) -> float:
    spread = math.sqrt(math.log1p(law.cv**2))
    return float(stats.norm.sf((math.log(amount / (law.mean or 0)) + spread**2 / 2) / spread))


def test_planned_and_hierarchy_are_the_declared_defaults() -> None:
    found = scenario_of("hierarchical")
    assert found.staffing == Scenario().staffing
    assert found.governance == Scenario().governance
    assert found.calendar == Scenario().calendar


def test_the_default_comparison_is_there() -> None:
    assert set(DEFAULT_COMPARISON) <= set(SCENARIOS)


def test_no_key_is_said_that_is_as_in_the_schema() -> None:
    """Only what differs: a file of a group repeats no default of the declarations."""
    declared = flat({**schema.defaults(), "name": None})
    for path in OF_THE_MODEL:
        file = read_user_file(path, short(path))
        if not file.prefix or file.prefix == "demand":
            continue  # a scenario differs from its groups; reasons are their own
        for key, value in flat(file.data, f"{file.prefix}.").items():
            assert value != (usual_of_part(key) if schema.part_of(key) else declared[key]), (path, key)


def usual_of_part(key: str) -> object:
    """What a part that people name (a group, a kind of circle) has where nothing is said."""
    place, _, inside = schema.part_of(key) or ("", "", "")
    return flat(asdict(schema.NAMED_PARTS[place].metadata["parts"]()))[inside]

"""The files of scenarios/: each composes, says only what differs, and gives every number a source."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from sim import schema
from sim.configuration import configure, flat, scenarios_folder
from sim.overrides import GROUPS, options
from sim.planning import customers_of
from sim.reasons import Law
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


@pytest.mark.parametrize("path", FILES, ids=short)
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
    for name in options(group, [FOLDER]):
        hours = ["calendar.never_closes=true"] if (group, name) == ("demand", "textbook") else []
        (found,) = configure([f"{group}={name}", *hours], alone=True)
        says = read_user_file(FOLDER / group / f"{name}.yaml", f"{group}/{name}").data
        columns = flat(found.mapping)
        assert {key: columns[key] for key in flat(says, f"{group}.")} == flat(says, f"{group}.")


def test_the_forms_compared_by_default_differ_in_governance_alone() -> None:
    found = [flat(one.mapping) for one in configure()]
    for other in found[1:]:
        differs = {key for key, value in other.items() if value != found[0][key]}
        assert (
            differs - {"name", "title"} == {key for key in differs if key.startswith("governance.")} != set()
        )


def test_the_bank() -> None:
    """The published profile thinned to the size stated, and the mean handling time stated."""
    scenario = scenario_of("hierarchical")
    demand = scenario.demand
    assert customers_of(scenario, week_of(scenario)) == 500_000
    reasons = demand.reasons.values()
    assert sum(one.share * one.stake_share for one in reasons) == pytest.approx(0.17)
    minutes = sum(one.share * ((one.handling.mean or 0) + (one.wrap_up.mean or 0)) for one in reasons)
    assert minutes * 60 == pytest.approx(432, abs=1)
    assert all(one.handling.cv == 1.25 for one in reasons)


def test_planned_and_hierarchy_are_the_declared_defaults() -> None:
    found = scenario_of("hierarchical")
    assert found.staffing == Scenario().staffing
    assert found.governance == Scenario().governance
    assert found.calendar == Scenario().calendar


def test_the_default_comparison_is_there() -> None:
    assert set(DEFAULT_COMPARISON) <= set(SCENARIOS)


class TestLadder:
    """Each rung is the queue that its title names."""

    @pytest.mark.parametrize("name", [name for name in SCENARIOS if name.startswith("ladder/")])
    def test_is_a_queue_in_equilibrium(self, name: str) -> None:
        found = scenario_of(name)
        assert found.calendar.never_closes
        assert (found.demand.busyness_cv, found.demand.redial_probability) == (0, 0)
        assert (found.customers.leaving_other, found.customers.leaving_service) == (0, 0)
        assert not found.demand.calls_include_returns
        (reason,) = found.demand.reasons.values()
        assert reason.solve_probability == 1
        assert (reason.wrap_up.law, reason.wrap_up.mean) == ("constant", 0)
        assert reason.handling.law == "exponential"

    def test_mmn(self) -> None:
        found = scenario_of("ladder/mmn")
        assert self.load(found) == pytest.approx(48)
        assert found.staffing.present == 52
        assert found.demand.reasons["any"].patience.mean is None
        assert not found.governance.decisions

    def test_mmn_abandonment(self) -> None:
        found = scenario_of("ladder/mmn_abandonment")
        assert self.load(found) == pytest.approx(48)
        assert found.staffing.present == 50
        assert found.demand.reasons["any"].patience == Law(law="exponential", mean=2.0)

    def test_one_approver_hold(self) -> None:
        """Three times as many callers as ten advisors can serve; 375 s stretched from 85 % to always busy."""
        found = scenario_of("ladder/one_approver_hold")
        assert self.load(found) / 10 == pytest.approx(3, rel=0.03)
        assert (found.demand.reasons["any"].handling.mean or 0) * 60 == pytest.approx(375 / 0.85)
        assert found.governance.request == "hold"
        assert found.demand.reasons["any"].hold_patience.mean is None

    def test_one_approver_call_back(self) -> None:
        """M/M/10 at 85 %; the approver busy 73 % of the time (M/M/1)."""
        found = scenario_of("ladder/one_approver_call_back")
        assert self.load(found) / 10 == pytest.approx(0.85)
        reason = found.demand.reasons["any"]
        requests = found.demand.calls_per_day / 1440 * reason.stake_share
        assert requests * (found.governance.review.mean or 0) == pytest.approx(0.73, abs=0.01)
        assert reason.patience.mean is None
        assert found.governance.call_back_handling == Law(law="constant", mean=0.0)

    @pytest.mark.parametrize("name", ["ladder/one_approver_hold", "ladder/one_approver_call_back"])
    def test_one_approver_decides_all_and_nothing_else_interferes(self, name: str) -> None:
        found = scenario_of(name)
        governance, (reason,) = found.governance, found.demand.reasons.values()
        assert (found.staffing.present, found.staffing.span_of_control) == (10, 10)
        assert (governance.authority, governance.limits) == (0, [None])
        assert governance.review == Law(law="exponential", mean=3.0)
        assert (governance.refusal_probability, governance.rework_probability) == (0, 0)
        assert governance.time_out is None
        assert (reason.stake_share, reason.stake) == (0.18, Law(law="constant", mean=10.0))

    @staticmethod
    def load(found: Scenario) -> float:
        """Calls that would be in service at once, were there advisors enough."""
        (reason,) = found.demand.reasons.values()
        return found.demand.calls_per_day * found.demand.scale / 1440 * (reason.handling.mean or 0)


def test_no_key_is_said_that_is_as_in_the_schema() -> None:
    """Only what differs: a file of a group repeats no default of the declarations."""
    declared = flat({**schema.defaults(), "name": None})
    for path in FILES:
        file = read_user_file(path, short(path))
        if not file.prefix or file.prefix == "demand":
            continue  # a scenario differs from its groups; reasons are their own
        for key, value in flat(file.data, f"{file.prefix}.").items():
            assert value != declared[key], (path, key)

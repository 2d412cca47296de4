"""From files and command line to frozen records; what is refused leaves nothing behind."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from config_files import one, refusal, write
from hydra.core.global_hydra import GlobalHydra

from sim import schema
from sim.configuration import (
    check,
    configure,
    default_study_name,
    flat,
    identity,
    scenarios_folder,
)
from sim.consistency import NAME
from sim.coordination import Circle
from sim.reasons import Law, Reason
from sim.refusal import Refused
from sim.scenario import Group, Scenario
from sim.study import DEFAULT_COMPARISON, Study

ROOT = Path(__file__).resolve().parents[1]


class TestCheck:
    """A mapping, held against the schema."""

    def test_says_what_the_declarations_say(self) -> None:
        found = check({})
        assert found.scenario == Scenario(rules=schema.default_rules())
        assert found.study == Study()

    def test_is_its_own_fixed_point(self) -> None:
        found = check({"demand": {"reasons": {"b": {"share": 0.5}, "a": {"share": 0.5}}}, "seed": 3})
        assert check(found.mapping) == found
        assert check(json.loads(json.dumps(found.mapping, allow_nan=False))) == found

    def test_is_frozen_and_travels(self) -> None:
        found = check({})
        with pytest.raises(FrozenInstanceError):
            found.scenario.governance.authority = 3  # type: ignore[misc]
        assert pickle.loads(pickle.dumps(found)) == found

    def test_whole_and_real_numbers_are_one_configuration(self) -> None:
        assert check({"governance": {"authority": 20}}) == check({"governance": {"authority": 20.0}})


class TestConfigure:
    """Composed with Hydra."""

    def test_the_default_comparison(self) -> None:
        found = configure()
        names = list(DEFAULT_COMPARISON)
        assert names[0] == "hierarchical"
        assert [each.scenario.name for each in found] == names
        assert all(each.study.compare == each.mapping["compare"] == names for each in found)

    def test_the_baseline_comes_first_under_the_same_overrides(self) -> None:
        same = ["staffing.present=7", "demand=textbook", "customers.count=9", "calendar.never_closes=true"]
        found = configure(["scenario=zappos_desk", *same])
        assert [each.scenario.name for each in found] == ["hierarchical", "zappos_desk"]
        assert {each.scenario.staffing.present for each in found} == {7.0}
        assert {each.scenario.demand.calls_per_day for each in found} == {69120.0}

    def test_values_of_many_kinds(self) -> None:
        found = one(
            "governance.limits=[50,null]", "calendar.opens=08:00", "calendar.closes='22:00'", "warmup=auto",
            "governance.review={law: gamma, mean: 4}", "rules.desk.may_decide=within_authority", "+seed=7",
            "calendar.start=2025-02-03", "title='a, b'",
        )  # fmt: skip
        assert found.scenario.governance.limits == [50.0, None]
        assert found.scenario.governance.review == Law(law="gamma", mean=4.0)
        assert (found.scenario.calendar.opens, found.scenario.calendar.closes) == ("08:00", "22:00")
        assert (found.study.warmup, found.study.seed, found.scenario.title) == (None, 7, "a, b")

    def test_equals_check_of_what_it_composed(self) -> None:
        found = one("scenario=ladder/mmn")
        assert check(found.mapping) == found

    def test_hydra_is_left_as_it_was(self) -> None:
        assert GlobalHydra.instance().hydra is None
        configure(["scenario=hierarchical"])
        assert GlobalHydra.instance().hydra is None
        refusal("scenario=hierarchical", "governance.limits=[5]")
        assert GlobalHydra.instance().hydra is None

    def test_works_inside_a_job_of_hydra(self) -> None:
        """A sweep's job has Hydra initialised; it must find it so again."""
        from hydra import initialize_config_dir

        with initialize_config_dir(str(scenarios_folder()), version_base="1.3"):
            held = GlobalHydra.instance().hydra
            one()
            assert GlobalHydra.instance().hydra is held

    def test_a_comparison_and_a_scenario(self) -> None:
        refused = refusal("compare=[hierarchical,zappos_desk]", "scenario=zappos_desk")
        assert "either compare=[...] or scenario=zappos_desk" in str(refused)

    def test_a_name_on_the_command_line(self) -> None:
        assert "as the file is called" in str(refusal("name=other"))


class TestReasons:
    """Reasons are the user's: those of a file stand alone, and a misspelt one is not another."""

    def test_a_file_of_a_group_replaces_the_default(self, tmp_path: Path) -> None:
        write(tmp_path, demand__shop="reasons:\n  sales: {share: 0.5}\n  other: {share: 0.5}\n")
        assert list(one("demand=shop", folder=tmp_path).scenario.demand.reasons) == ["other", "sales"]

    def test_a_scenario_that_takes_its_own_demand(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            demand__shop="reasons: {sales: {handling: {mean: 2}}}\n",
            shop="defaults:\n  - override /demand: shop\nname: shop\n",
        )
        reasons = one("scenario=shop", folder=tmp_path).scenario.demand.reasons
        assert list(reasons) == ["sales"]
        assert reasons["sales"] == replace(Reason(), handling=Law(law="lognormal", mean=2.0, cv=1.25))

    def test_a_file_without_reasons_has_the_single_one(self, tmp_path: Path) -> None:
        write(tmp_path, demand__plain="scale: 0.5\n")
        assert list(one("demand=plain", folder=tmp_path).scenario.demand.reasons) == ["any"]

    def test_the_single_one_can_be_changed(self, tmp_path: Path) -> None:
        write(tmp_path, demand__plain="scale: 0.5\n")
        found = one("demand=plain", "demand.reasons.any.stake_share=0.2", folder=tmp_path)
        assert found.scenario.demand.reasons["any"].stake_share == 0.2

    def test_a_value_that_the_file_does_not_give(self) -> None:
        reason = one("demand.reasons.complaint.hold_patience.mean=3").scenario.demand.reasons["complaint"]
        assert reason.hold_patience == replace(Reason().hold_patience, mean=3.0)
        assert reason.stake_share == 0.7

    def test_null_leaves_one_out(self) -> None:
        found = one("demand.reasons.retention=null", "demand.reasons.complaint.share=0.18")
        assert "retention" not in found.scenario.demand.reasons

    def test_a_misspelt_one_is_answered(self) -> None:
        refused = refusal("demand.reasons.complant.share=0.12")
        assert refused.nearest == "demand.reasons.complaint.share"

    def test_another_one_is_given_as_a_whole(self) -> None:
        found = one("demand.reasons={sales: {share: 0.1}}", "demand.reasons.information.share=0.5")
        assert found.scenario.demand.reasons["sales"] == replace(Reason(), share=0.1)


class TestCircles:
    """Kinds of circle too; most forms have none."""

    def test_there_are_none(self) -> None:
        assert one("scenario=hierarchical").scenario.governance.circles == {}

    def test_one_of_them_can_be_changed(self) -> None:
        found = one("scenario=zappos_holacracy", "governance.circles.tactical.every=10")
        before = one("scenario=zappos_holacracy").scenario.governance.circles
        assert found.scenario.governance.circles == before | {
            "tactical": replace(before["tactical"], every=10)
        }

    def test_they_can_be_given_whole(self) -> None:
        found = one("governance.circles={team: {length: 30, at: '09:30'}}").scenario.governance.circles
        assert found == {"team": Circle(length=30.0, at="09:30")}

    def test_null_leaves_one_out(self) -> None:
        found = one("scenario=zappos_holacracy", "governance.circles.links=null")
        assert list(found.scenario.governance.circles) == ["governance", "tactical"]

    def test_one_that_no_scenario_has(self) -> None:
        refused = refusal("scenario=hierarchical", "governance.circles.team.length=30")
        assert str(refused) == (
            "governance.circles.team.length: 'team': expected circles that are there, and there are none"
        )
        assert "one of the circles tactical, governance, links" in str(
            refusal("scenario=zappos_holacracy", "governance.circles.team.length=30")
        )


class TestGroups:
    """Groups of advisors are named in the same way as reasons."""

    def test_a_file_of_a_group_replaces_the_default(self, tmp_path: Path) -> None:
        write(
            tmp_path, staffing__two="groups:\n  b: {share: 0.25}\n  a: {share: 0.75, serves: [complaint]}\n"
        )
        groups = one("staffing=two", folder=tmp_path).scenario.staffing.groups
        assert groups == {"a": Group(share=0.75, serves=["complaint"]), "b": Group(share=0.25)}

    def test_one_of_them_can_be_changed(self) -> None:
        found = one("scenario=second_tier", "staffing.groups.second.serves=[complaint,retention+collection]")
        second = found.scenario.staffing.groups["second"]
        assert second.serves == ["complaint", "retention+collection"]
        assert (second.share, second.direct, second.authority) == (0.15, False, 500)

    def test_the_single_one_can_be_changed(self) -> None:
        assert one("staffing.groups.all.present=[12]").scenario.staffing.groups == {
            "all": Group(present=[12])
        }

    def test_a_misspelt_one_is_answered(self) -> None:
        refused = refusal("scenario=second_tier", "staffing.groups.secnd.authority=300")
        assert refused.nearest == "staffing.groups.second.authority"
        assert "one of the groups all, first, second" in str(refused)

    def test_one_that_only_the_other_scenario_has(self) -> None:
        baseline, tiers = configure(["scenario=second_tier", "staffing.groups.second.authority=300"])
        assert baseline.scenario.staffing.groups == {"all": Group()}
        assert tiers.scenario.staffing.groups["second"].authority == 300

    def test_one_that_no_scenario_has(self) -> None:
        assert refusal("staffing.groups.second.authority=300").place == "staffing.groups.second.authority"

    def test_null_leaves_one_out(self) -> None:
        others = ("staffing.groups.first.share=1", "governance.beyond=ask")
        found = one("scenario=second_tier", "staffing.groups.second=null", *others)
        assert list(found.scenario.staffing.groups) == ["first"]

    def test_two_tiers_stand_beside_the_baseline(self) -> None:
        baseline, tiers = configure(["compare=[hierarchical,second_tier]"])
        assert baseline.scenario.demand == tiers.scenario.demand
        assert tiers.scenario.governance.beyond == "transfer"

    def test_staff_by_group_is_not_compared_with_planned_staff(self, tmp_path: Path) -> None:
        """Every form meets the same number of advisors (fixed_headcount)."""
        write(tmp_path, mine="staffing: {groups: {all: {present: [12]}}}\n")
        refused = refusal("scenario=mine", folder=tmp_path)
        assert refused.place == "scenario=mine: staffing.groups"
        assert "the staff of hierarchical is planned" in str(refused)
        assert len(configure(["scenario=mine", "staffing.groups.all.present=[12]"], tmp_path)) == 2


CONFIGURED = """
from sim.configuration import configure
configure(["scenario=zappos_desk"])
try:
    configure(["governance.limits=[3]"])
except ValueError:
    print("refused")
"""
RUN_BY_HYDRA = """
import hydra
from sim.configuration import register_schema, scenarios_folder
register_schema()
run = hydra.main(version_base="1.3", config_path=str(scenarios_folder()), config_name="config")
run(lambda composed: print(composed.seed))()
"""


@pytest.mark.parametrize(("code", "prints"), [(CONFIGURED, "refused\n"), (RUN_BY_HYDRA, "1\n")])
def test_nothing_is_left_on_the_disk(tmp_path: Path, code: str, prints: str) -> None:
    """In a process of its own, composed here or run by Hydra: no outputs/, no log."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == (prints, "")
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_carries_the_files() -> None:
    assert (scenarios_folder() / "config.yaml").is_file()


class TestFlat:
    """Columns of results."""

    def test_keys_and_lists(self) -> None:
        assert flat({"a": {"b": 1.5, "c": {"d": None}}, "e": [1, None]}) == {
            "a.b": 1.5,
            "a.c.d": None,
            "e": "[1, null]",
        }

    def test_of_a_configuration(self) -> None:
        columns = flat(check({}).mapping)
        assert columns["governance.authority"] == 20.0
        assert columns["demand.reasons.any.handling.mean"] == 5.0
        assert columns["rules.desk.may_decide"] == "within_authority"
        assert columns["governance.limits"] == "[100.0, null]"
        assert set(columns) <= {*schema.keys("any"), *schema.keys("all")}


class TestStudyName:
    """The default name of a study's results."""

    def test_says_the_scenarios(self) -> None:
        found = [check({"name": name}) for name in ("hierarchical", "ladder/mmn")]
        name = default_study_name(found)
        assert re.fullmatch(r"hierarchical-ladder-mmn-[0-9a-f]{8}", name)

    @pytest.mark.parametrize("name", ["x" * 64, "deep/" * 19 + "x", "a.b", "0"])
    def test_is_a_name(self, name: str) -> None:
        assert NAME.fullmatch(default_study_name([check({"name": name})]))

    @pytest.mark.parametrize(
        "change",
        [{"workers": 3}, {"study": "x"}, {"results": {"dir": "x", "overwrite": True}}, {"compare": ["a"]}],
    )
    def test_does_not_follow_what_changes_no_result(self, change: dict[str, object]) -> None:
        assert default_study_name([check(change)]) == default_study_name([check({})])
        assert identity(check(change).mapping) == identity(check({}).mapping)

    @pytest.mark.parametrize("change", [{"seed": 2}, {"governance": {"authority": 21}}, {"rules": {}}])
    def test_follows_the_rest(self, change: dict[str, object]) -> None:
        same = default_study_name([check(change)]) == default_study_name([check({})])
        assert same == (change == {"rules": {}})

    def test_follows_the_order(self) -> None:
        """The first is the baseline."""
        a, b = check({"name": "a"}), check({"name": "b"})
        assert default_study_name([a, b])[-8:] != default_study_name([b, a])[-8:]


def test_an_experiment_names_the_scenarios_it_is_about() -> None:
    named = "experiment.compare=[hierarchical,liberated]"
    assert [one.scenario.name for one in configure([named])] == ["hierarchical", "liberated"]
    assert [one.scenario.name for one in configure([named, "scenario=poult"])] == ["hierarchical", "poult"]
    assert [one.scenario.name for one in configure([named, "compare=[poult]"])] == ["poult"]
    assert [one.scenario.name for one in configure([named], alone=True)] == ["hierarchical"]
    with pytest.raises(Refused, match="liberatd"):
        configure(["experiment.compare=[hierarchical,liberatd]"])
    with pytest.raises(Refused, match=r"experiment\.compare: 'poult'.*once"):
        configure(["experiment.compare=[poult,poult]"])

"""A user's folder given as --config-dir: what it can say, and what is refused before anything happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_files import one, refusal, write

from sim.configuration import check_user_folder, configure
from sim.refusal import Refused


class TestUsersFiles:
    """A folder given as --config-dir."""

    def test_a_scenario_of_ones_own(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            mine="defaults:\n  - override /governance: generous\n\nname: mine\nstaffing: {present: 12}\n",
            governance__generous="authority: 500\n",
        )
        baseline, mine = configure(["scenario=mine"], tmp_path)
        assert baseline.scenario.name == "hierarchical"
        assert mine.scenario.governance.authority == 500
        assert (mine.scenario.name, mine.scenario.staffing.present) == ("mine", 12)

    def test_a_scenario_that_goes_on_from_another(self, tmp_path: Path) -> None:
        write(tmp_path, mine="defaults:\n  - zappos_desk\n  - _self_\nname: mine\nseed: 4\n")
        found = one("scenario=mine", folder=tmp_path)
        assert found.scenario.governance.authority == 2000
        assert (found.scenario.name, found.study.seed) == ("mine", 4)

    def test_the_name_is_the_files_unless_it_says_so_itself(self, tmp_path: Path) -> None:
        write(tmp_path, mine="title: mine\n", other="name: mine\n")
        assert one("scenario=mine", folder=tmp_path).scenario.name == "mine"
        assert "'other', as the file is called" in str(refusal("scenario=other", folder=tmp_path))

    def test_a_calendar(self, tmp_path: Path) -> None:
        write(tmp_path, calendar__early='opens: "06:00"\ncloses: "20:00"\n')
        assert one("calendar=early", folder=tmp_path).scenario.calendar.opens == "06:00"

    def test_a_folder_with_a_strange_name(self, tmp_path: Path) -> None:
        folder = tmp_path / "it's a, strange=folder"
        write(folder, mine="seed: 9\n")
        assert one("scenario=mine", folder=folder).study.seed == 9

    def test_a_folder_relative_to_the_caller(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path / "mine", mine="seed: 9\n")
        monkeypatch.chdir(tmp_path)
        assert one("scenario=mine", folder=Path("mine")).study.seed == 9

    def test_a_misspelt_choice(self, tmp_path: Path) -> None:
        write(tmp_path, my_centre="seed: 9\n")
        assert "did you mean 'my_centre'" in str(refusal("scenario=my_center", folder=tmp_path))

    def test_a_misspelt_default(self, tmp_path: Path) -> None:
        write(tmp_path, mine="defaults: [override /governance: desk_autonmy]\n")
        assert "did you mean 'desk_autonomy'" in str(refusal("scenario=mine", folder=tmp_path))

    def test_a_group_that_is_none(self, tmp_path: Path) -> None:
        write(tmp_path, mine="defaults: [override /govrnance: hierarchy]\n")
        assert "govrnance" in str(refusal("scenario=mine", folder=tmp_path))

    def test_a_relative_override(self, tmp_path: Path) -> None:
        write(tmp_path, mine="defaults: [override governance: hierarchy]\n")
        assert "scenario/governance" in str(refusal("scenario=mine", folder=tmp_path))

    def test_a_default_that_overrides_its_own_choice(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            mine="defaults: [override /governance: g]\n",
            governance__g="defaults: [override /scenario: mine]\n",
        )
        refusal("scenario=mine", folder=tmp_path)

    def test_a_comparison_in_a_file(self, tmp_path: Path) -> None:
        write(tmp_path, mine="compare: [hierarchical, mine]\n")
        assert "on the command line, not in a file" in str(refusal("scenario=mine", folder=tmp_path))

    def test_a_comparison_has_one_study(self, tmp_path: Path) -> None:
        write(tmp_path, mine="horizon: 21\n")
        assert "scenario=mine: horizon: 21: expected 756, as in hierarchical" in str(
            refusal("scenario=mine", folder=tmp_path)
        )
        assert len(configure(["scenario=mine", "horizon=42"], tmp_path)) == 2

    def test_a_name_of_the_package(self, tmp_path: Path) -> None:
        write(tmp_path, zappos_desk="seed: 4\n")
        assert "a name of its own" in str(refusal("scenario=zappos_desk", folder=tmp_path))

    def test_the_name_of_the_schema(self, tmp_path: Path) -> None:
        """It would stand before the schema in Hydra's search."""
        (tmp_path / "deskright_defaults.yaml").write_text("seed: 4\n")
        with pytest.raises(Refused, match="a name of its own"):
            check_user_folder(tmp_path)


HOSTILE = {
    "callbacks": "hydra:\n  callbacks:\n    x: {_target_: builtins.open, file: made, mode: w}\n",
    "target": "governance: {_target_: builtins.open, file: made, mode: w}\n",
    "environment": "title: ${oc.env:HOME}\n",
    "bomb": "a: &a [x, x]\nb: &b [*a, *a]\n",
    "duplicate": "seed: 1\nseed: 2\n",
    "searchpath": "hydra.searchpath: [file:///tmp]\n",
    "launcher": "defaults: [override /hydra/launcher: joblib]\n",
    "tag": "title: !!python/object/apply:os.mkdir [made]\n",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("chosen", [True, False])
def test_a_hostile_file_is_refused_before_anything(
    name: str, chosen: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chosen or only lying there: nothing is made, nothing is run."""
    write(tmp_path / "theirs", **{name: HOSTILE[name]})
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    refused = refusal(*([f"scenario={name}"] if chosen else []), folder=Path("theirs"))
    assert f"{name}.yaml:" in refused.place
    assert sorted(tmp_path.rglob("*")) == before


def test_a_package_of_hydra_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hydra obeys this comment: the file's `dir` would be the folder of its run."""
    write(tmp_path, governance__mine="# @package hydra.run\ndir: made\n")
    monkeypatch.chdir(tmp_path)
    assert "mine.yaml:1" in refusal("governance=mine", folder=tmp_path).place
    assert not (tmp_path / "made").exists()

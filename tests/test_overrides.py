"""The command line, held against the schema without composing anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.configuration import check_overrides, scenarios_folder
from sim.overrides import GROUPS, MOST_VALUES, CommandLine, options, read_command_line
from sim.refusal import Refused
from sim.schema import keys
from sim.study import DEFAULT_COMPARISON

FOLDERS = [scenarios_folder()]


def read(*overrides: str, multirun: bool = False) -> CommandLine:
    return read_command_line(overrides, FOLDERS, multirun=multirun)


def refusal(*overrides: str, multirun: bool = False) -> Refused:
    with pytest.raises(Refused) as caught:
        read(*overrides, multirun=multirun)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "key=value"),
        ("scenario", "key=value"),
        ("seed==1", "key=value"),
        ("governance.authority=", "a number from 0"),
        ("seed=1 2", "a whole number"),
        ("governance.limits=[1", "key=value"),
        ("governance..authority=1", "key=value"),
        ("sed=1", "did you mean 'seed'"),
        ("authority=1", "did you mean 'governance.authority'"),
        ("+autority=1", "did you mean 'governance.authority'"),
        ("++governance.autority=1", "did you mean 'governance.authority'"),
        ("+governance.new=1", "a key of the configuration"),
        ("scenari=hierarchical", "did you mean 'scenario'"),
        ("scenario=zapos_desk", "did you mean 'zappos_desk'"),
        ("scenario=hierarchy", "one of advice_process"),
        ("scenario=mmn", "one of advice_process"),
        ("scenario=../config", "one of advice_process"),
        ("scenario=null", "one of advice_process"),
        ("scenario={name: x}", "one of advice_process"),
        ("scenario=[hierarchical]", "one of advice_process"),
        ("governance=hierarchi", "did you mean 'hierarchy'"),
        ("governance=null", "one of advice, cells, circles"),
        ("calendar=mine", "no files"),
        ("scenario/ladder=mmn", "a key of the configuration"),
        ("governance@hydra.run=none", "without @"),
        ("governance@demand:hydra=none", "key=value"),
        ("~seed", "cannot be taken away"),
        ("~governance=hierarchy", "cannot be taken away"),
        ("seed=${oc.env:HOME}", "values written out"),
        ("title='${oc.env:HOME}'", "values written out"),
        ("governance._target_=os.system", "nothing to call"),
        ("governance={_target_: os.system}", "nothing to call"),
        ("hydra=1", "no key of Hydra's but"),
        ("hydra.run.dir=/tmp/x", "no key of Hydra's but"),
        ("hydra.callbacks={a: 1}", "no key of Hydra's but"),
        ("+hydra.callbacks.a=1", "no key of Hydra's but"),
        ("hydra.searchpath=[file:///tmp]", "no key of Hydra's but"),
        ("hydra.output_subdir=x", "no key of Hydra's but"),
        ("hydra/job_logging=default", "no key of Hydra's but"),
        ("hydra/sweeper=optuna", "no key of Hydra's but"),
        ("hydra.launcher=1", "no key of Hydra's but"),
        ("+hydra.launcher.n_jobs=1", "no key of Hydra's but"),
        ("hydra.launcher.setup=[reboot]", "no key of Hydra's but"),
        ("hydra.launcher.a.b=1", "no key of Hydra's but"),
        ("hydra.launcher.n_jobs=2", "a key of basic: none"),
        ("hydra/launcher=basi", "did you mean 'basic'"),
        ("seed=1,2", "one value"),
        ("scenario=hierarchical,zappos_desk", "one value"),
        ("seed=range(1,3)", "one value"),
        ("compare=hierarchical", "a list such as"),
        ("compare=[]", "a list such as"),
        ("compare=[hierarchical,zapos_desk]", "did you mean 'zappos_desk'"),
        ("compare=[hierarchical,hierarchical]", "every scenario once"),
        ("compare=[hierarchical,3]", "one of advice_process"),
        ("seed=1e400", "a whole number from 0"),
        ("replications=010", "a whole number"),
        ("calendar.opens=830", "quoted text"),
        ("demand={scale: true}", "a number from"),
        ("demand.reasons.any.shar=1", "did you mean 'demand.reasons.any.share'"),
        ("demand.reasons={Any: {share: 1}}", "names of reasons"),
        ("staffing.groups.all.shar=1", "did you mean 'staffing.groups.all.share'"),
        ("staffing.groups.All.share=1", "names of groups"),
        ("staffing.groups.all.share=2", "a number from 0 to 1"),
        ("staffing.groups={all: 1}", "keys and values of its own"),
        ("rules.desk.may_decid=x", "did you mean 'rules.desk.may_decide'"),
    ],
)
def test_refused(text: str, expected: str) -> None:
    assert expected in str(refusal(text))


@pytest.mark.parametrize(
    "text",
    [
        "seed=2",
        "+seed=2",
        "++seed=2",
        "replications=1e1",
        "governance.limits=[50,100,null]",
        "governance.review={mean: 5, law: gamma}",
        "governance=desk_autonomy",
        "governance={authority: 5}",
        "calendar.opens=08:30",
        "calendar.opens='08:30'",
        "calendar.start=2025-02-03",
        "demand.timezone=Europe/Paris",
        "demand.file='my calls.csv'",
        "demand.reasons.any.stake_share=0.1",
        "demand.reasons={any: {stake_share: 0.1}}",
        "demand.reasons.any=null",
        "demand.reasons.any.route_to=[first,second+third]",
        "staffing.groups.second.authority=500",
        "staffing.groups.second.serves=['a + b',c]",
        "staffing.groups={first: {share: 0.8}, second: {share: 0.2}, all: null}",
        "staffing.groups.second=null",
        "governance.circles.team.length=60",
        "governance.circles.team.at='09:30'",
        "governance.circles={team: {decides: true}}",
        "governance.circles.team=null",
        "governance.coordination.consents=2",
        "staffing.lines=60",
        "rules.desk.may_decide=within_authority",
        "title='a title, with commas'",
        "warmup=auto",
        "workers=null",
        "hydra/launcher=basic",
        "hydra/sweeper=basic",
    ],
)
def test_accepted(text: str) -> None:
    read(text)


def test_every_key_can_be_named() -> None:
    """With a value of the wrong kind, so that it is the value that is refused."""
    for key in keys("any"):
        if key not in ("name", "title", *GROUPS):
            refused = refusal(f"{key}=[[x]]")
            assert refused.nearest is None
            assert "a key of the configuration" not in refused.expected


class TestSweep:
    """Several values are for `-m`, and each is checked before the first job."""

    @pytest.mark.parametrize(
        "text",
        [
            "seed=1,2",
            "seed=range(1,4)",
            "governance.limits=[1,null],[2,null]",
            "scenario=hierarchical,zappos_desk",
            "scenario=glob(*)",
            "hydra/launcher=basic",
        ],
    )
    def test_accepted(self, text: str) -> None:
        assert check_overrides([text]) == [text]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("seed=1,x", "a whole number"),
            ("seed=1,-1", "from 0 to 4294967295"),
            ("scenario=hierarchical,zapos_desk", "did you mean 'zappos_desk'"),
            ("governance.authority=interval(0,1)", "values one by one"),
            ("seed=glob(*)", "values one by one"),
            (f"seed=range(0,{MOST_VALUES + 1})", f"at most {MOST_VALUES} values"),
            ("hydra/launcher=basic,joblib", "no key of Hydra's but"),
        ],
    )
    def test_refused(self, text: str, expected: str) -> None:
        with pytest.raises(Refused) as caught:
            check_overrides([text])
        assert expected in str(caught.value)

    def test_a_comparison_is_not_for_a_sweep(self) -> None:
        with pytest.raises(Refused, match=r"in a sweep \(-m\)"):
            check_overrides(["compare=[hierarchical,zappos_desk]"])

    def test_hydra_gets_no_leading_plus(self) -> None:
        """It would object to adding what is already there."""
        assert check_overrides(["+seed=1", "++governance.authority=2"]) == [
            "seed=1",
            "governance.authority=2",
        ]


class TestCompared:
    """Which scenarios a command line means."""

    @pytest.mark.parametrize(
        ("overrides", "names"),
        [
            ([], list(DEFAULT_COMPARISON)),
            (["seed=3"], list(DEFAULT_COMPARISON)),
            (["scenario=zappos_desk"], ["hierarchical", "zappos_desk"]),
            (["scenario=hierarchical"], ["hierarchical"]),
            (["scenario=ladder/mmn"], ["ladder/mmn"]),
            (["compare=[zappos_desk,hierarchical]"], ["zappos_desk", "hierarchical"]),
            (["compare=[zappos_desk]"], ["zappos_desk"]),
            (["compare=null", "scenario=zappos_desk"], ["hierarchical", "zappos_desk"]),
        ],
    )
    def test_side_by_side(self, overrides: list[str], names: list[str]) -> None:
        assert read(*overrides).compared(alone=False) == names

    @pytest.mark.parametrize(
        ("overrides", "name"), [([], "hierarchical"), (["scenario=zappos_desk"], "zappos_desk")]
    )
    def test_alone(self, overrides: list[str], name: str) -> None:
        assert read(*overrides).compared(alone=True) == [name]

    def test_not_two_ways_at_once(self) -> None:
        line = read("compare=[hierarchical,zappos_desk]", "scenario=zappos_desk")
        with pytest.raises(Refused, match="either compare"):
            line.compared(alone=False)


def test_what_goes_where() -> None:
    line = read(
        "+seed=3",
        "scenario=ladder/mmn",
        "demand.reasons.any.share=1",
        "staffing.groups.all.serves=[any]",
        "staffing.groups.other=null",
        "hydra/launcher=basic",
        "governance=none",
    )
    assert line == CommandLine(
        ["seed=3", "staffing.groups.other=null", "governance=none"],
        {"demand.reasons.any.share": 1, "staffing.groups.all.serves": ["any"]},
        "ladder/mmn",
    )


def test_a_users_files_can_be_chosen(tmp_path: Path) -> None:
    for name in (
        "scenario/mine.yaml",
        "scenario/deep/er.yaml",
        "calendar/quiet.yaml",
        "scenario/.hidden.yaml",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert set(options("scenario", [*FOLDERS, tmp_path])) >= {"mine", "deep/er", "hierarchical"}
    assert options("scenario", [tmp_path]) == ["deep/er", "mine"]
    read_command_line(["scenario=mine", "calendar=quiet"], [*FOLDERS, tmp_path])

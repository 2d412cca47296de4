"""A centre's own file fits; with fewer people it is refused, or marked; of calls only nothing is checked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from client_file import written

from sim.__main__ import main
from sim.configuration import Configuration, configure
from sim.fit.__main__ import main as fit
from sim.fit.checking import (
    ACCEPTED,
    FITS,
    NO_FILE,
    NOT_CHECKED,
    Checked,
    as_record,
    checked,
    from_record,
)
from sim.fit.half_hours import OCCUPANCY, SERVICE_LEVEL
from sim.planning import plan_of

CALM = ("demand.scale=1", "staffing.target_share=0.95")  # overloaded half-hours differ from year to year
pytestmark = pytest.mark.usefixtures("elsewhere")
QUICK = ("horizon=5", "warmup=2", "replications=1", "workers=1", "study=s")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("year"), *CALM, days=250)


@pytest.fixture
def cut(year: Path, tmp_path: Path) -> Path:
    """The same file with a fifth of the staff away."""
    file = pd.read_csv(year)
    file["staff"] = (0.8 * file.staff).round(2)
    path = tmp_path / "cut.csv"
    file.to_csv(path, index=False)
    return path


def given(path: Path, *more: str) -> list[str]:
    return [f"demand.file={path}", "demand.timezone=UTC", *more]


def held(*overrides: str) -> Checked:
    baseline: Configuration = configure(["scenario=hierarchical", *overrides], alone=True)[0]
    return checked(baseline, plan_of(baseline.scenario))


def test_a_file_written_by_the_simulation_fits_within_five_percent(year: Path) -> None:
    """Of a year against 250 days: 3 % of service level are chance (files of six seeds: 3.4 to 4.6 %)."""
    found = held(*given(year, "fit.contacts=1000000"))
    decide = {one.name: one for one in found.measures if one.name in (SERVICE_LEVEL, OCCUPANCY)}
    assert (found.state, found.mark, len(decide)) == (FITS, None, 2)
    for one in decide.values():
        assert one.by_chance < one.difference < 0.05, one.name


def test_a_centre_without_a_file_is_not_held_against_one() -> None:
    assert held("demand.scale=0.05") == Checked(NO_FILE)


def test_with_a_fifth_of_its_staff_away_it_is_refused(cut: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*given(cut, *QUICK), "compare=[hierarchical,zappos_desk]"]) == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert re.fullmatch(
        r"refused: cut\.csv: 'abandonment differs by \d+\.\d points': expected 2\.0 points at most \("
        r"(\w+day \d\d:[03]0 \d+\.\d % recorded, \d+\.\d % simulated(, |; )){3}"
        r"fit\.accept=true goes on and says so; python -m sim\.fit prints all\)",
        told,
    ), told
    assert not Path("results/s").exists()


def test_accepted_it_runs_and_every_output_says_so(cut: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([*given(cut, *QUICK), "compare=[hierarchical,zappos_desk]", "fit.accept=true"])
    out = capsys.readouterr()
    mark = "does not fit cut.csv: abandonment differs by"
    assert code == 0
    assert mark in out.err
    assert mark in out.out
    manifest = json.loads(Path("results/s/manifest.json").read_text())
    kept = from_record(manifest["fit"])
    assert (kept.state, kept.form) == (ACCEPTED, "hierarchical")
    assert str(kept.mark).startswith(mark)
    assert json.loads(json.dumps(as_record(kept))) == manifest["fit"]


def test_a_file_with_calls_only_runs_and_is_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "demand.scale=0.05", days=10, columns=("staff",))
    assert held(*given(path)).state == NOT_CHECKED
    assert main([*given(path, *QUICK), "compare=[hierarchical,zappos_desk]"]) == 0
    assert "fit not checked: client.csv" in capsys.readouterr().out


def test_the_command_prints_one_page(cut: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fit(given(cut)) == 2
    page = capsys.readouterr().out
    for words in (
        "recorded",
        "by chance alone",
        "what the file does not tell",
        "months: all alike",
        "does not fit: ",
    ):
        assert words in page


def test_the_command_wants_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert fit(["scenario=hierarchical"]) == 2
    assert "refused: demand.file" in capsys.readouterr().err

"""The outputs of a study as labelled arrays."""

from __future__ import annotations

import itertools
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from sim import results
from sim.experiment.store import Store
from sim.labelled import unit_of
from sim.refusal import Refused

Row = dict[str, object]
EXPERIMENT = {
    "levers": {"governance.authority": [10.0, 50.0], "staffing.target_share": [0.8]},
    "uncertainties": {"people.strain.gain": [0, 1]},
}
SCENARIOS, AUTHORITIES, DRAWS, REPLICATIONS = ("hierarchical", "circles"), (10.0, 50.0), range(3), range(2)


def value(scenario: str, authority: float, draw: int, replication: int) -> float:
    return 1000 * SCENARIOS.index(scenario) + authority + draw / 10 + replication / 100


def rows() -> list[Row]:
    return [
        {
            "run_id": f"{scenario}-{authority}-{draw}-{replication}",
            "scenario": scenario,
            "replication": replication,
            "seed": 1,
            "status": "ok",
            "horizon": 20,
            "governance.authority": authority,
            "staffing.target_share": 0.8,
            "people.strain.gain": draw / 4,
            "demand.scale": 1.5,
            "draw": draw,
            "tray_wait_min": value(scenario, authority, draw, replication),
            "margin_eur_per_day": 7,
            "contacts_digest": "abc",
        }
        for scenario, authority, draw, replication in itertools.product(
            SCENARIOS, AUTHORITIES, DRAWS, REPLICATIONS
        )
    ]


def stored(folder: Path, rows: list[Row], experiment: object = None) -> Path:
    manifest = {"schema_version": 1} | ({} if experiment is None else {"experiment": experiment})
    with closing(Store.open(folder, manifest)) as store:
        store.add(rows)
    return folder


def test_every_value_stands_at_its_place(tmp_path: Path) -> None:
    found = results.to_xarray(stored(tmp_path / "s", rows(), EXPERIMENT))
    assert dict(found.sizes) == {"scenario": 2, "governance.authority": 2, "draw": 3, "replication": 2}
    assert list(found.data_vars) == ["tray_wait_min", "margin_eur_per_day"]
    for place in itertools.product(SCENARIOS, AUTHORITIES, DRAWS, REPLICATIONS):
        at = dict(zip(("scenario", "governance.authority", "draw", "replication"), place, strict=True))
        assert found["tray_wait_min"].sel(at) == value(*place)
    assert found["people.strain.gain"].dims == ("draw",)
    assert found["people.strain.gain"].to_numpy().tolist() == [0.0, 0.25, 0.5]
    assert found["tray_wait_min"].attrs["units"] == "min"
    assert found["margin_eur_per_day"].attrs["units"] == "EUR/day"
    assert found["margin_eur_per_day"].dtype == np.float64


def test_without_draws_and_levers_there_are_two_axes(tmp_path: Path) -> None:
    plain = [row | {"draw": 0} for row in rows() if row["draw"] == 0 and row["governance.authority"] == 10.0]
    found = results.to_xarray(stored(tmp_path / "s", plain), outputs=["tray_wait_min"])
    assert dict(found.sizes) == {"scenario": 2, "replication": 2}
    without = [{key: cell for key, cell in row.items() if key != "draw"} for row in plain]
    assert results.to_xarray(stored(tmp_path / "t", without), outputs=["tray_wait_min"]).equals(found)


def test_failed_and_absent_runs_are_nan(tmp_path: Path) -> None:
    some = rows()
    some[0] |= {"status": "failed", "run_id": "a-failed", "tray_wait_min": None}
    some[1] |= {"tray_wait_min": None}
    again = rows()[0] | {"run_id": "again"}
    found = results.to_xarray(stored(tmp_path / "s", [*some[:-1], again], EXPERIMENT))["tray_wait_min"]
    assert int(found.isnull().sum()) == 2
    assert found.sel(scenario="circles", draw=2, replication=1).isnull().to_numpy().tolist() == [False, True]
    assert not found.sel(scenario="hierarchical", draw=0, replication=0).isnull().any()


def test_two_runs_at_one_place_are_refused(tmp_path: Path) -> None:
    twice = [*rows(), rows()[3] | {"run_id": "b", "seed": 2}]
    with pytest.raises(
        Refused, match=r"scenario hierarchical, governance.authority 10.0, draw 1, replication 1"
    ):
        results.to_xarray(stored(tmp_path / "s", twice, EXPERIMENT))


@pytest.mark.parametrize("name", ["tray_wait_mi", "contacts_digest", "replication", "scenario"])
def test_what_is_no_output_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=f"^output: '{name}': expected an output"):
        results.to_xarray(stored(tmp_path / "s", rows()), outputs=[name])


def test_without_xarray_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(Refused, match=r"pip install deskright\[study\]$") as refused:
        results.to_xarray(stored(tmp_path / "s", rows()))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("service_level_share", "1"),
        ("tray_wait_min", "min"),
        ("speed_of_answer_s", "s"),
        ("decision_latency_mean_5d_min", "min"),
        ("tension_latency_h", "h"),
        ("authority_mean_eur", "EUR"),
        ("margin_eur", "EUR"),
        ("margin_eur_per_day", "EUR/day"),
        ("quits_per_year", "1/year"),
        ("paid_hours_per_day", "h/day"),
        ("coordination_hours_per_advisor_week", "h/advisor week"),
        ("talk_per_solved_case_s", "s"),
        ("bad_practice_delay_days", "day"),
        ("satisfaction_mean", "1"),
        ("customers", "1"),
    ],
)
def test_the_unit_stands_in_the_name(name: str, unit: str) -> None:
    assert unit_of(name) == unit


def test_reading_results_loads_no_xarray() -> None:
    code = "import sys, sim.results; print('xarray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"

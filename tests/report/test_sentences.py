"""Sentences, doubts and measurements of studies made by hand, where it is known what is to be said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.comparison import compare
from sim.configuration import scenarios_folder
from sim.experiment.uncertainties import uncertain
from sim.report.reading import Told
from sim.report.sentences import HEADLINES, aborts, doubts, measurements, three, turns
from sim.report.words import Speech, _titles
from sim.scenario import Scenario

SAY = Speech()
DRAWN = {"firm.customer_value": [0, 30], "governance.review.mean": [1, 12]}
USUAL = dict.fromkeys(HEADLINES, 0.5) | {"margin_eur_per_day": 1000.0, "decision_latency_mean_5d_min": 500.0}


def runs(forms: dict[str, dict[str, float]], count: int = 12) -> pd.DataFrame:
    """So many replications of each form, apart from the usual as told, with the same luck for all."""
    luck = np.random.default_rng(5).normal(0.0, 1e-3, count)
    rows = [
        {"scenario": form, "replication": number, "fair_ever_share": 0.8, "called_off_share": 0.0}
        | {column: value * (1.0 + luck[number]) for column, value in (USUAL | own).items()}
        for form, own in forms.items()
        for number in range(count)
    ]
    return pd.DataFrame(rows)


def told(on: dict[str, dict[str, dict[str, float]]], **more: Any) -> Told:
    """A study on these bases, the first of which is that of its pictures."""
    tables = {basis: runs(forms) for basis, forms in on.items()}
    basis, table = next(iter(tables.items()))
    options = tuple(dict.fromkeys(table.scenario))
    fields: dict[str, Any] = {
        "name": "s", "manifest": {}, "options": options, "basis": basis,
        "bases": {name: compare(one, options) for name, one in tables.items()}, "runs": table, "tables": {},
        "simulations": len(table), "left_out": 0, "draws": 1, "replications": 12, "smallest_harm": 0.03,
        "configurations": {"a": {"firm.customer_value": 8.0, "people.appetite": 0.6}},
        "problem": uncertain({}, Scenario()), "drawn": pd.DataFrame(),
    }  # fmt: skip
    return Told(**fields | more)


def test_the_best_of_each_measure_is_named_with_what_it_is_compared_with() -> None:
    better = {"a": {}, "b": {"decision_latency_mean_5d_min": 300.0}, "c": {"stress_mean": 0.4}}
    first, second, third = three(told({"equal_payroll": better}), SAY)
    assert first.startswith("Customers are decided for soonest under b (300 min against 500; decided fairly")
    assert "least strained under c (40.0 % against 50.0); margin is highest under a (1,000 EUR" in second
    assert third.startswith("No form is best in all five of these measures; of 10 differences to a, 2 show")


def test_who_is_best_in_all_is_called_so() -> None:
    worse = {"a": {}, "b": {column: 2 * USUAL[column] for column in HEADLINES}}
    worse["b"] |= {"satisfaction_mean": 0.3, "margin_eur_per_day": 900.0}
    assert three(told({"equal_payroll": worse}), SAY)[2].startswith("a is best in all five")


def test_a_sign_that_turns_with_the_basis_is_told() -> None:
    more, less = {"a": {}, "b": {"stress_mean": 0.6}}, {"a": {}, "b": {"stress_mean": 0.4}}
    both = told({"equal_payroll": more, "fixed_headcount": less})
    assert list(turns(both, SAY)) == ["stress of the staff of day 0, b"]
    assert any("the sign turns for stress of the staff of day 0, b" in one for one in doubts(both, SAY))
    same = told({"equal_payroll": more, "fixed_headcount": more})
    assert list(turns(same, SAY)) == []
    assert any("no sign that is seen turns" in one for one in doubts(same, SAY))


def drawn(best: np.ndarray, count: int = 20) -> Told:
    """Draws in which b has the higher margin where told; a customer is worth the number of the draw."""
    table = runs({"a": {}, "b": {}}, count)
    table.loc[table.scenario == "b", "margin_eur_per_day"] = np.where(best, 2000.0, 500.0)
    values = pd.DataFrame({"firm.customer_value": np.arange(count) * 1.0, "governance.review.mean": 6.0})
    return told(
        {"equal_payroll": {"a": {}, "b": {}}}, runs=table, draws=count, drawn=values,
        problem=uncertain(DRAWN, Scenario()),
        manifest={"experiment": {"outcomes": ["governance.authority", "margin_eur_per_day"]}},
    )  # fmt: skip


def test_the_parameter_that_parts_the_draws_is_measured_first() -> None:
    said = measurements(drawn(np.arange(20) >= 6), SAY)
    assert said[0].startswith(
        "firm.customer_value: b comes out best in margin in 0 of 6 draws where it is at most"
    )
    assert "in 14 of 14 elsewhere." in said[0]


def test_where_every_draw_says_the_same_no_measurement_changes_it() -> None:
    assert measurements(drawn(np.full(20, True)), SAY) == [
        "b comes out best in margin in all 20 draws: no measurement within the ranges drawn changes that."
    ]


def test_without_draws_there_is_nothing_to_measure_first() -> None:
    assert measurements(told({"equal_payroll": {"a": {}, "b": {}}}), SAY) == []


def test_how_often_it_is_called_off_is_told_of_draws() -> None:
    study = drawn(np.full(20, True))
    study.runs.loc[(study.runs.scenario == "b") & (study.runs.replication < 5), "called_off_share"] = 1.0
    assert aborts(study, SAY) == ["b: 25 % [9, 49] of the draws"]  # Clopper and Pearson's interval


@pytest.mark.parametrize(("count", "few"), [(3, True), (10, False)])
def test_few_replications_are_a_doubt(count: int, few: bool) -> None:
    study = told({"equal_payroll": {"a": {}, "b": {}}}, replications=count)
    assert any(f"{count} replications were run" in one for one in doubts(study, SAY)) == few


def test_titles_of_packaged_scenarios_are_told_in_french_and_ones_own_as_it_is() -> None:
    """All of them; none that no scenario has any more."""
    folder = scenarios_folder() / "scenario"
    packaged = [yaml.safe_load(path.read_text("utf-8"))["title"] for path in folder.rglob("*.yaml")]
    assert sorted(_titles()) == sorted(packaged)
    desk = {"title": "Zappos-like: practically everything is decided at the desk"}
    assert Speech("fr").title(desk) == "Type Zappos : presque tout se décide au poste"
    assert Speech().title(desk) == desk["title"]
    assert Speech("fr").title({"title": "Mon centre"}) == "Mon centre"
    assert Speech("fr").title({"title": None}) == Speech("fr").title({}) == ""

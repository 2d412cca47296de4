"""The three clocks, each over months written by hand, so that each strikes in another one."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from centres import centre_of, run_of
from rich.console import Console

from sim.break_even import Clock, clocks, margin_above, margin_regained, months, printed, revenue_grows
from sim.experiment.statistics import share_interval
from sim.margin import margin, margin_by_day
from sim.measures import days_table
from sim.world import Run

MONTH = 30.4375


def of(*values: float) -> Any:
    return np.array(values, float)


def test_each_clock_strikes_in_a_month_of_its_own() -> None:
    """Margin -9, -1, 4, 4, 4 beside 0: above from month 3, regained (-6, -2, 2) in month 5."""
    path, usual = of(-9, -1, 4, 4, 4), of(0, 0, 0, 0, 0)
    assert revenue_grows(of(90, 80, 70, 75, 75), np.full(5, 30.0)) == 4
    assert margin_above(path, usual) == 3
    assert margin_regained(path, usual) == 5


def test_equal_is_not_above_and_never_is_null() -> None:
    same = of(1, 2, 3)
    assert margin_above(same, same) is margin_regained(same, same) is None
    assert revenue_grows(of(3, 3, 2), of(1, 1, 1)) is None


def test_a_form_that_is_ahead_at_once() -> None:
    assert margin_above(of(2, 0), of(1, 9)) == margin_regained(of(2, 0), of(1, 9)) == 1


def test_a_longer_month_is_no_growth() -> None:
    """More revenue in more days: less a day."""
    assert revenue_grows(of(300, 303), of(30, 31)) is None
    assert revenue_grows(of(300, 303), of(30, 30)) == 2


def days_of(scenario: str, replication: int, margins: list[float], per_month: int = 2) -> pd.DataFrame:
    """Months of so many days, each standing for half of one; the last month may want one."""
    rows = len(margins)
    return pd.DataFrame(
        {
            "run_id": f"{scenario}{replication}",
            "scenario": scenario,
            "replication": replication,
            "month": np.arange(rows) // per_month,
            "calendar_days": MONTH / per_month,
            "revenue_eur": np.array(margins) + 100.0,
            "margin_eur": margins,
        }
    )


def test_a_month_counts_when_it_is_complete() -> None:
    assert list(months(days_of("a", 0, [1, 2, 3, 4, 5])).margin_eur) == [3.0, 7.0]
    assert list(months(days_of("a", 0, [1, 2, 3, 4, 5, 6])).margin_eur) == [3.0, 7.0, 11.0]


def test_replications_are_paired_and_never_counts_as_late() -> None:
    """Of three, one is above in month 1, one in month 2, one never: the median is 2, and 1 never struck."""
    usual = [[0.0] * 4, [5.0] * 4, [9.0] * 4]
    other = [[1.0] * 4, [4.0, 4.0, 6.0, 6.0], [8.0] * 4]
    days = pd.concat(
        [days_of("a", place, path) for place, path in enumerate(usual)]
        + [days_of("b", place, path) for place, path in reversed(list(enumerate(other)))]
    )
    found = {(one.scenario, one.name): one for one in clocks(days, ["a", "b"])}
    assert set(found) == {
        ("a", "revenue_grows"), ("b", "revenue_grows"), ("b", "margin_above"), ("b", "margin_regained"),
    }  # fmt: skip
    above, regained = found["b", "margin_above"], found["b", "margin_regained"]
    assert (above.median, above.reached.mean) == (2.0, pytest.approx(2 / 3))
    assert np.isnan(regained.median)
    assert regained.reached.mean == pytest.approx(1 / 3)
    assert found["a", "revenue_grows"].reached.mean == 0.0


def test_results_without_money_or_months_have_no_clocks() -> None:
    days = days_of("a", 0, [1.0])
    assert clocks(days, ["a"]) == []
    assert clocks(days.drop(columns="margin_eur"), ["a"]) == []
    assert clocks(days_of("a", 0, [1.0, np.nan]), ["a"]) == []


def test_what_is_printed() -> None:
    found = [
        Clock("margin_above", "b", share_interval(2, 2), 7.0),
        Clock("margin_regained", "b", share_interval(0, 2), np.nan),
    ]
    out = io.StringIO()
    Console(file=out, width=160).print(printed(found, ["a", "b"]))
    text = out.getvalue()
    assert "7 (100 % [16, 100])" in text  # 0.025 ** (1 / 2) = .158
    assert "- (0 % [0, 84])" in text


def test_an_exact_share() -> None:
    """Of ten, none: up to 1 - 0.025 ** (1 / 10) = .3085."""
    assert share_interval(0, 10).high == pytest.approx(1 - 0.025**0.1)


def test_the_money_of_every_day_adds_up_to_the_measures() -> None:
    """Five open days from Monday, after one of warm-up; Friday stands for three days."""
    run: Run = run_of(centre_of(), 2, days=6, warmup=1, customers=40)
    while not run.finished:
        run.step()
    rows = pd.DataFrame(days_table(run))
    assert list(rows.calendar_days) == [1, 1, 1, 3, 1]
    assert list(rows.month) == [0] * 5
    assert rows.margin_eur.mean() == pytest.approx(margin(run)["margin_eur_per_day"])
    assert rows.revenue_eur.to_numpy() == pytest.approx(margin_by_day(run).revenue)

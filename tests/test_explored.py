"""Points of a study, told line by line."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sim.explored import MOST_LINES, explored, printed


def runs(levers: list[float], draws: int, replications: int) -> pd.DataFrame:
    """Stress is the lever, and the draw, and a hundredth of the replication; null under the last form."""
    rows = [
        {"scenario": form, "draw": draw, "replication": number, "lever": lever,
         "stress_mean": (lever + draw + number / 100) / 100 if form == "a" else None}
        for form in ("a", "b") for lever in levers for draw in range(draws) for number in range(replications)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_a_line_for_each_scenario_and_point() -> None:
    found = list(explored(runs([5.0, 3.0], 1, 4), ["a", "b"], ["lever"], ["stress_mean", "not_there"]))
    assert [(line.scenario, line.chosen, line.runs) for line in found] == [
        ("a", (3.0,), 4), ("a", (5.0,), 4), ("b", (3.0,), 4), ("b", (5.0,), 4),
    ]  # fmt: skip
    assert list(found[0].found) == ["stress_mean"]
    assert found[1].found["stress_mean"].mean == pytest.approx(0.05015)


def test_more_replications_do_not_make_known_what_is_uncertain() -> None:
    """Over three draws, of two or of two hundred replications: the interval is that of the draws."""
    for replications in (2, 200):
        (line, _) = explored(runs([0.0], 3, replications), ["a", "b"], ["lever"], ["stress_mean"])
        found = line.found["stress_mean"]
        assert found.replications == 3
        assert found.high - found.low == pytest.approx(2 * 4.302653 * 0.01 / np.sqrt(3), rel=1e-5)


def test_a_run_without_a_value_leaves_no_mean_of_the_luckier_ones() -> None:
    """One of six is missing: nothing is said of its point."""
    frame = runs([0.0], 3, 2)
    frame.loc[1, "stress_mean"] = None
    (line, _) = explored(frame, ["a", "b"], ["lever"], ["stress_mean"])
    assert np.isnan(line.found["stress_mean"].mean)
    assert line.found["stress_mean"].missing == 1


def test_without_levers_a_line_a_scenario() -> None:
    found = list(explored(runs([1.0], 2, 2), ["b", "a"], [], ["stress_mean"]))
    assert [line.scenario for line in found] == ["b", "a"]
    assert found[0].chosen == ()
    assert np.isnan(found[0].found["stress_mean"].mean)


def test_the_table() -> None:
    lines = list(explored(runs([0.0, 50.0], 3, 2), ["a", "b"], ["lever"], ["stress_mean"]))
    console = Console(width=120)
    with console.capture() as shown:
        console.print(printed(lines, ["lever"], draws=3, replications=2))
    text = shown.get()
    assert "51.0 ± 2.5" in text
    assert "stress of the staff" in text
    assert "over 3 draws of what is uncertain" in text
    assert text.splitlines()[-2].split() == ["b", "50", "-"]


def test_a_long_table_says_what_it_leaves_out() -> None:
    levers = [float(number) for number in range(MOST_LINES)]
    lines = list(explored(runs(levers, 1, 2), ["a", "b"], ["lever"], ["stress_mean"]))
    console = Console(width=120)
    with console.capture() as shown:
        console.print(printed(lines, ["lever"], draws=1, replications=2))
    assert f"{MOST_LINES} further points stand in the results" in shown.get()

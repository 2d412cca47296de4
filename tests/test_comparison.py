"""The printed comparison: pairs by replication, honest dashes, stars only for what is seen."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from rich.console import Console

from sim.comparison import compare, printed


def runs(**columns: list[float | None]) -> pd.DataFrame:
    """Three replications of scenario a, then of b; values in that order."""
    return pd.DataFrame(
        {"scenario": ["a"] * 3 + ["b"] * 3, "replication": [0, 1, 2, 2, 1, 0]} | columns  # b is out of order
    )


def shown(frame: pd.DataFrame) -> str:
    out = io.StringIO()
    console = Console(file=out, width=160)
    console.print(printed(compare(frame, ["a", "b"]), ["a", "b"], "fixed_headcount", 3))
    return out.getvalue()


def test_differences_are_paired_by_replication() -> None:
    """b is a plus one in every replication: the interval has no width, whatever the spread of a."""
    (row,) = compare(runs(speed_of_answer_s=[10.0, 50.0, 90.0, 91.0, 51.0, 11.0]), ["a", "b"])
    assert row.means["a"].mean == pytest.approx(50.0)
    difference = row.differences["b"]
    assert difference is not None
    assert (difference.mean, difference.low, difference.high) == pytest.approx((1.0, 1.0, 1.0))
    assert row.differences["a"] is None


def test_a_level_that_is_not_reached_is_a_dash() -> None:
    text = shown(runs(decision_latency_p90_min=[1.0, None, 2.0, 3.0, 4.0, 5.0]))
    line = next(line for line in text.splitlines() if "nine tenths" in line)
    assert line.split()[-3:] == ["-", "4.0", "-"]


def test_what_no_scenario_has_is_left_out() -> None:
    assert compare(runs(decision_latency_p90_min=[None] * 6), ["a", "b"]) == []


def test_a_star_marks_what_can_be_seen() -> None:
    seen = shown(runs(speed_of_answer_s=[10.0, 50.0, 90.0, 91.1, 51.0, 11.0]))
    assert "]*" in seen
    unseen = shown(runs(churn_other_per_month=[0.01, 0.011, 0.012, 0.0120000012, 0.0110000011, 0.010000001]))
    assert "]*" not in unseen


def test_the_basis_is_printed() -> None:
    assert "basis: fixed_headcount; 3 replications" in shown(runs(speed_of_answer_s=[1.0] * 6))


def test_transfers_and_taken_lines_are_told_where_there_are_any() -> None:
    none = runs(transfer_share=[0.0] * 6, blocked_share=[0.0] * 6, escalation_share=[0.0] * 6)
    some = runs(transfer_share=[0.0] * 3 + [0.1] * 3, blocked_share=[0.0] * 6)
    assert [one.headline.column for one in compare(none, ["a", "b"])] == ["escalation_share"]
    assert [one.headline.column for one in compare(some, ["a", "b"])] == ["transfer_share"]

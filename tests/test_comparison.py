"""The printed comparison: pairs by replication, honest dashes, marks for what is seen and what matters."""

from __future__ import annotations

import io
import math
import re

import pandas as pd
import pytest
from rich.console import Console

from sim.comparison import compare
from sim.comparison_table import printed
from sim.experiment.smallest import SMALLEST


def runs(**columns: list[float | None]) -> pd.DataFrame:
    """Three replications of scenario a, then of b; values in that order."""
    return pd.DataFrame(
        {"scenario": ["a"] * 3 + ["b"] * 3, "replication": [0, 1, 2, 2, 1, 0]} | columns  # b is out of order
    )


def shown(frame: pd.DataFrame, names: tuple[str, ...] = ("a", "b")) -> str:
    out = io.StringIO()
    console = Console(file=out, width=200)
    console.print(printed(compare(frame, names), names, "fixed_headcount", 3))
    return out.getvalue()


def test_differences_are_paired_by_replication() -> None:
    """b is a plus one in every replication: the interval has no width, whatever the spread of a."""
    (row,) = compare(runs(speed_of_answer_s=[10.0, 50.0, 90.0, 91.0, 51.0, 11.0]), ["a", "b"])
    assert row.means["a"].mean == pytest.approx(50.0)
    difference = row.judged["b"].difference
    assert (difference.mean, difference.low, difference.high) == pytest.approx((1.0, 1.0, 1.0))
    assert "a" not in row.judged


def test_a_level_that_is_not_reached_is_a_dash() -> None:
    text = shown(runs(decision_latency_p90_min=[1.0, None, 2.0, 3.0, 4.0, 5.0]))
    line = next(line for line in text.splitlines() if "nine tenths" in line)
    assert line.split()[-3:] == ["-", "4.0", "-"]


def test_what_no_scenario_has_is_left_out() -> None:
    assert compare(runs(decision_latency_p90_min=[None] * 6), ["a", "b"]) == []


def marks(frame: pd.DataFrame, names: tuple[str, ...] = ("a", "b")) -> list[str]:
    """What stands behind the intervals of each line that has any."""
    lines = [line for line in shown(frame, names).splitlines() if "]" in line and "[9" not in line]
    return [mark for line in lines for mark in re.findall(r"\](\*{0,2}|=)(?:\s|$)", line)]


def test_a_star_marks_what_can_be_seen() -> None:
    """Speed of answer, 9 to 11 s apart where 5 s matter: half-width 2.5 (standard deviation 1)."""
    assert marks(runs(speed_of_answer_s=[10.0, 50.0, 90.0, 101.0, 60.0, 19.0])) == ["**"]
    unseen = [10.0, 50.0, 90.0, 130.0, 30.0, 50.0]
    assert marks(runs(speed_of_answer_s=unseen)) == [""]


def test_two_stars_mark_what_holds_over_the_whole_table() -> None:
    """Differences 9, 10, 11: t = 17.3 (two degrees of freedom), p = 0.0033; 10 lines want 0.005, 20 half."""
    seen = [10.0, 50.0, 90.0, 101.0, 60.0, 19.0]
    shares = [column for column in SMALLEST if column.endswith("_share")]
    for lines, mark in ((10, "**"), (20, "*")):
        columns = {column: [0.01 * value for value in seen] for column in shares[:lines]}
        assert marks(runs(**columns)) == [mark] * lines


def test_a_difference_too_small_to_matter_is_equal() -> None:
    """A second more in every replication, where 5 s matter: seen for certain, and told as equal."""
    assert marks(runs(speed_of_answer_s=[10.0, 50.0, 90.0, 91.0, 51.0, 11.0])) == ["="]
    assert marks(runs(speed_of_answer_s=[10.0, 50.0, 90.0, 95.0, 55.0, 15.0])) == ["**"], "5 s matter"


def test_what_matters_of_the_margin_is_a_share_of_the_baseline() -> None:
    """Half a per cent of 50,000 on average: 250 EUR."""
    base = [10_000.0, 50_000.0, 90_000.0]
    assert marks(runs(margin_eur_per_day=[*base, *(one + 249.0 for one in reversed(base))])) == ["="]
    assert marks(runs(margin_eur_per_day=[*base, *(one + 251.0 for one in reversed(base))])) == ["**"]


def test_intervals_of_a_line_hold_together() -> None:
    """Two forms: each interval at 97.5 %, t(0.9875; 2) = 6.2053, and the note says so."""
    frame = pd.concat([runs(speed_of_answer_s=[10.0, 50.0, 90.0, 101.0, 60.0, 19.0]), third()])
    (row,) = compare(frame, ["a", "b", "c"])
    found = row.judged["b"].difference
    assert found.high - found.mean == pytest.approx(6.205347 / math.sqrt(3), rel=1e-6)
    text = shown(frame, ("a", "b", "c"))
    assert "intervals of a line hold together (2 forms, Bonferroni)" in text
    assert "Bonferroni" not in shown(frame, ("a", "b"))
    assert marks(frame, ("a", "b", "c")) == ["**", "**"], "this line is all of the table"


def test_equality_is_shared_by_a_line_too() -> None:
    """Differences -2.4, 0, 2.4 where 5 s matter: p = 0.034: enough for one form, of two 0.025 is wanted."""
    frame = pd.concat([runs(speed_of_answer_s=[10.0, 50.0, 90.0, 92.4, 50.0, 7.6]), third()])
    assert marks(frame, ("a", "b")) == ["="]
    assert marks(frame, ("a", "b", "c")) == ["", "**"]


def third() -> pd.DataFrame:
    """A third form: differences 8, 10, 12 to the first; t = 8.66, p = 0.013; two together want 0.025."""
    return pd.DataFrame({"scenario": "c", "replication": [0, 1, 2], "speed_of_answer_s": [18.0, 60.0, 102.0]})


def test_what_common_random_numbers_brought_is_told() -> None:
    """Variances 1600 and 1681 against 1: 3281 times; with the other two lines, 0.5 and infinitely many."""
    frame = runs(
        speed_of_answer_s=[10.0, 50.0, 90.0, 101.0, 60.0, 19.0],
        stress_mean=[0.1, 0.2, 0.3, 0.1, 0.2, 0.3],
        engagement_mean=[0.1, 0.2, 0.3, 0.35, 0.25, 0.15],
    )
    told = " ".join(shown(frame).split())
    assert "independent runs would need 3,281 times the replications for such intervals" in told
    assert "(median of 3 differences; middle half: 0.5 to infinitely many)" in told


def test_one_replication_says_nothing_of_noise() -> None:
    one = runs(speed_of_answer_s=[10.0, 50.0, 90.0, 101.0, 60.0, 19.0]).query("replication == 0")
    text = shown(one)
    assert "+9.0 [-]" in text
    assert "independent runs" not in text
    assert "**" not in text


def test_a_scenario_alone_is_compared_with_nothing() -> None:
    text = shown(runs(speed_of_answer_s=[1.0] * 6), ("a",))
    assert "differences" not in text
    assert "1.0" in text


def test_the_basis_is_printed() -> None:
    assert "basis: fixed_headcount; 3 replications" in shown(runs(speed_of_answer_s=[1.0] * 6))


def test_transfers_and_taken_lines_are_told_where_there_are_any() -> None:
    none = runs(transfer_share=[0.0] * 6, blocked_share=[0.0] * 6, escalation_share=[0.0] * 6)
    some = runs(transfer_share=[0.0] * 3 + [0.1] * 3, blocked_share=[0.0] * 6)
    assert [one.headline.column for one in compare(none, ["a", "b"])] == ["escalation_share"]
    assert [one.headline.column for one in compare(some, ["a", "b"])] == ["transfer_share"]

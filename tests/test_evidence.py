"""Evidence as checks: when a verdict may be given, and what the table says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import centre_of, run_of

from sim.evidence import EVIDENCE, emitted, main, shown, verdict
from sim.experiment.statistics import Difference
from sim.refusal import EXIT_REFUSED

ON: dict[str, Any] = {
    "needs": True,
    **{name: {"enabled": True} for name in ("strain", "engagement", "absence", "quitting")},
}


def interval(low: float, high: float) -> Difference:
    return Difference(mean=(low + high) / 2, low=low, high=high, replications=3, missing=0)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.3, 0.4, "inside"), (0.2, 0.4, "undecided"), (0.1, 0.2, "outside"), (0.6, 0.7, "outside")],
)
def test_a_verdict_is_about_the_whole_interval(low: float, high: float, expected: str) -> None:
    assert verdict(interval(low, high), 0.3, 0.5) == expected


def test_one_run_has_no_verdict() -> None:
    nothing = Difference(mean=0.4, low=np.nan, high=np.nan, replications=1, missing=0)
    assert verdict(nothing, 0.3, 0.5) == "undecided"


def test_every_row_says_where_it_stands() -> None:
    assert all(one.source and one.grade in "FVDM" and one.low < one.high for one in EVIDENCE)
    assert len({one.what for one in EVIDENCE}) == len(EVIDENCE)


def test_the_table_tells_what_is_missing() -> None:
    rows: list[list[float | None]] = [[0.4] * len(EVIDENCE), [0.42] * len(EVIDENCE), [None] * len(EVIDENCE)]
    table = shown([rows], ["emitted"])
    cells = [next(iter(column.cells)) for column in table.columns]
    assert str(cells[2]).endswith("(1 without)")
    assert cells[3] in ("inside", "undecided")


def test_a_run_has_a_figure_for_every_row() -> None:
    figures = emitted(run_of(centre_of(people={**ON, "absence": {}}), 3, days=3, warmup=1))
    assert len(figures) == len(EVIDENCE)


def test_a_small_centre(capsys: pytest.CaptureFixture[str]) -> None:
    told = ["demand.scale=0.03", "--replications", "2", "--days", "5", "--equal-weights"]
    assert main(told) == 0
    said = capsys.readouterr().out
    assert all(one.what in said for one in EVIDENCE)
    assert "equal weights [95 %]" in said


def test_what_is_refused_is_refused_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["people.absence.spells=-1"]) == EXIT_REFUSED
    assert "people.absence.spells: -1: expected a number from 0 to 20" in capsys.readouterr().err

"""Smallest differences that matter: every printed measure has one, in its own unit, and it can be seen."""

from __future__ import annotations

import pytest

from sim.comparison import HEADLINES, Headline
from sim.experiment.smallest import OF_BASELINE, SMALLEST, Smallest

UNITS = {
    "share": "share", "s": "s", "min": "min", "h": "h", "month": "1/month", "year": "1/year",
    "ratio": "1", "mean": "share",
}  # fmt: skip


def unit_of(column: str) -> str:
    """The unit in a column's name."""
    if column.endswith("_per_1000_contacts"):
        return "EUR/1000" if "_eur_" in column else "1/1000"
    if column.startswith("undone_share_"):
        return "share"
    return OF_BASELINE if column == "margin_eur_per_day" else UNITS[column.rpartition("_")[2]]


def test_every_printed_measure_has_one_and_what_studies_ask_for() -> None:
    asked_for_by_studies = {"viral_per_100000_contacts"}
    assert set(SMALLEST) == {headline.column for headline in HEADLINES} | asked_for_by_studies


@pytest.mark.parametrize("headline", HEADLINES, ids=lambda headline: headline.column)
def test_is_in_the_unit_of_the_column_and_not_below_what_is_printed(headline: Headline) -> None:
    """A difference that rounding hides may matter to nobody."""
    smallest = SMALLEST[headline.column]
    assert smallest.unit == unit_of(headline.column)
    assert smallest.assumption
    if smallest.unit != OF_BASELINE:
        assert headline.scale * smallest.effect >= 10.0**-headline.digits * (1 - 1e-9)


def test_may_be_a_share_of_the_baseline() -> None:
    assert Smallest(0.02, OF_BASELINE, "any").of(-300.0) == pytest.approx(6.0)
    assert Smallest(0.02, "share", "any").of(-300.0) == 0.02

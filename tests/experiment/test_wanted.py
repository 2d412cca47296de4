"""Which way measures are wanted."""

from __future__ import annotations

import pytest

from sim.comparison import HEADLINES
from sim.experiment.smallest import SMALLEST
from sim.experiment.wanted import LESS, MORE, WANTED, goal_of
from sim.refusal import Refused


def test_no_measure_is_wanted_both_ways_and_each_is_printed_or_has_a_smallest_effect() -> None:
    assert len(WANTED) == len(MORE) + len(LESS)
    known = {headline.column for headline in HEADLINES} | set(SMALLEST)
    assert set(WANTED) - known == {"satisfaction_contacts_weakest_mean", "gamed_share"}


def test_the_four_headlines_of_every_form() -> None:
    wanted = {"margin_eur_per_day": "max", "satisfaction_mean": "max", "stress_mean": "min"}
    assert wanted.items() <= WANTED.items()
    assert goal_of("goals", "churn_service_per_month") == "min"


def test_what_is_wanted_neither_way_is_refused() -> None:
    with pytest.raises(Refused, match="occupancy_share") as caught:
        goal_of("experiment.outcomes", "occupancy_share")
    assert "of which more, or less, is wanted" in str(caught.value)

"""What is said of two forms over draws: shares counted by hand, and whose spread it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from rich.console import Console, Group

from sim.over_draws import FEWEST_DRAWS, printed, weighed

FORMS = ("hierarchical", "other")


def page_of(group: Group) -> str:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(group)
    return captured.get()


def runs(differences: np.ndarray, outcome: str = "stress_mean") -> pd.DataFrame:
    """Two forms, draws x replications; the baseline at .3."""
    rows = []
    for (draw, replication), difference in np.ndenumerate(differences):
        for name, value in zip(FORMS, (0.3, 0.3 + difference), strict=True):
            rows.append({"scenario": name, "draw": draw, "replication": replication, outcome: value})
    return pd.DataFrame(rows)


def test_counts_draws_by_the_smallest_difference_that_matters() -> None:
    """Stress is wanted low, and a point matters: two draws better, three worse, five neither."""
    means = np.array([-0.02, -0.03, 0.02, 0.02, 0.05, 0, 0.001, 0.001, -0.001, 0.009])
    table = runs(means[:, None] + np.array([-1e-4, 1e-4]))
    (line,) = weighed(table, FORMS, [], ["stress_mean"])
    found = line.preference
    assert (found.better.share, found.worse.share, found.neither) == pytest.approx((0.2, 0.3, 0.5))
    assert line.spread.parameters.share > 0.99
    page = page_of(printed([line], FORMS[0], []))
    assert "20 [" in page
    assert "30 [" in page
    assert "share of 10 draws" in page


def test_what_is_wanted_more_of_is_better_above() -> None:
    table = runs(np.full((8, 2), 0.1), "satisfaction_mean")
    (line,) = weighed(table, FORMS, [], ["satisfaction_mean"])
    assert line.preference.better.share == 1.0


def test_at_each_point_of_the_levers() -> None:
    tables = [runs(np.full((8, 2), size)).assign(lever=lever) for lever, size in ((1.0, 0.1), (2.0, -0.1))]
    found = list(weighed(pd.concat(tables), FORMS, ["lever"], ["stress_mean"]))
    assert [(line.chosen, line.preference.worse.share) for line in found] == [((1.0,), 1.0), ((2.0,), 0.0)]


def test_draws_that_one_form_lacks_count_for_neither() -> None:
    table = runs(np.full((10, 2), 0.1))
    lacking = table[~((table.scenario == "other") & (table.draw == 3) & (table.replication == 1))]
    (line,) = weighed(lacking, FORMS, [], ["stress_mean"])
    assert line.preference.draws == 9


def test_draws_with_random_numbers_of_their_own() -> None:
    """Each draw's replications are numbered on; what they share with no other draw is noise of its own."""
    means = np.linspace(-0.05, 0.05, 12)
    table = runs(means[:, None] + np.array([-1e-3, 1e-3]))
    apart = table.assign(replication=table.replication + 2 * table.draw)
    (together,), (own,) = (list(weighed(one, FORMS, [], ["stress_mean"])) for one in (table, apart))
    assert own.preference == together.preference
    assert own.spread.replications.variance == pytest.approx(2e-6)
    # Of the mean of two replications 1e-6 is noise, where it is not in common to all draws.
    apart_by = together.spread.parameters.variance - own.spread.parameters.variance
    assert apart_by == pytest.approx(1e-6)


def test_says_nothing_of_few_draws_or_of_what_nobody_wants() -> None:
    assert not list(weighed(runs(np.zeros((FEWEST_DRAWS - 1, 2))), FORMS, [], ["stress_mean"]))
    assert not list(weighed(runs(np.zeros((8, 2)), "occupancy_share"), FORMS, [], ["occupancy_share"]))


def test_one_replication_is_told_to_say_little() -> None:
    lines = list(weighed(runs(np.full((8, 1), 0.1)), FORMS, [], ["stress_mean"]))
    page = page_of(printed(lines, FORMS[0], []))
    assert "noise cannot be told from effect" in page

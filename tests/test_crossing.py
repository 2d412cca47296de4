"""The interval of a mean over draws and replications covers where both vary, or either alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.experiment.crossing import over_both


@pytest.mark.parametrize(("of_draws", "of_replications"), [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
def test_covers(of_draws: float, of_replications: float) -> None:
    """400 studies of 16 draws x 4 replications: at 95 % fewer than 368 would be one study in a thousand."""
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(400):
        table = of_draws * rng.normal(size=(16, 1)) + of_replications * rng.normal(size=4)
        found = over_both(table + 0.3 * rng.normal(size=(16, 4)))
        covered += found.low <= 0 <= found.high
    assert covered >= stats.binom.ppf(0.001, 400, 0.95)


def test_one_draw_is_the_usual_interval() -> None:
    values = np.array([[1.0, 2.0, 4.0]])
    usual = stats.ttest_1samp(values[0], 0).confidence_interval()
    found = over_both(values)
    assert (found.low, found.high) == pytest.approx((usual.low, usual.high))
    assert over_both(values.T).low == pytest.approx(usual.low)


def test_draws_with_random_numbers_of_their_own_count_alone() -> None:
    table = np.array([[1.0, 2.0], [2.0, 5.0], [4.0, 3.0]])
    usual = stats.ttest_1samp(table.mean(axis=1), 0).confidence_interval()
    assert over_both(table, common=False).high == pytest.approx(usual.high)


def test_what_cannot_be_told() -> None:
    assert np.isnan(over_both(np.array([[1.0]])).low)
    assert np.isnan(over_both(np.array([[1.0, np.nan]])).mean)
    assert np.isnan(over_both(np.empty((0, 2))).mean)
    assert over_both(np.full((3, 2), 2.0)).high == 2.0

"""Who is harmed: each person beside himself, by hand; and how unequal strain is between people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from centres import centre_of, run_of

from sim.harm import harm, printed
from sim.wellbeing import gini, mean_strain, people_table, stress
from sim.world import Run

ON: dict[str, Any] = {"strain": {"enabled": True, "differences": 0.1}, "engagement": {"enabled": True}}


def people(scenario: str, *replications: list[float]) -> pd.DataFrame:
    rows = [
        {"scenario": scenario, "replication": number, "person": person, "strain_mean": strain}
        for number, strains in enumerate(replications)
        for person, strain in enumerate(strains)
    ]
    return pd.DataFrame(rows[::-1])


def test_each_is_compared_with_himself() -> None:
    """The means are equal; of four, one is worse off by more than .03 in the first, two in the second."""
    usual = people("a", [0.1, 0.2, 0.3, 0.4], [0.1, 0.2, 0.3, 0.4])
    other = people("b", [0.2, 0.2, 0.2, 0.42], [0.2, 0.3, 0.2, 0.3])
    (found,) = harm(pd.concat([other, usual]), ["a", "b"], 0.03)
    assert found.harmed.mean == pytest.approx((1 / 4 + 2 / 4) / 2)
    assert found.relieved.mean == pytest.approx((1 / 4 + 2 / 4) / 2)
    assert found.harmed.replications == 2
    assert "b: of the staff of day 0, 37.5 % [" in str(printed([found], "a", 0.03))


def test_what_is_smaller_harms_nobody_and_what_is_equal_neither() -> None:
    usual, other = people("a", [0.1, 0.2]), people("b", [0.12, 0.2])
    (found,) = harm(pd.concat([usual, other]), ["a", "b"], 0.03)
    assert found.harmed.mean == found.relieved.mean == 0.0
    (found,) = harm(pd.concat([usual, other]), ["a", "b"], 0.01)
    assert (found.harmed.mean, found.relieved.mean) == (0.5, 0.0)


def test_without_strain_nothing_is_said() -> None:
    nothing = pd.concat([people("a", [np.nan]), people("b", [np.nan])])
    assert harm(nothing, ["a", "b"], 0.03) == []
    assert harm(people("a", [0.1]), ["a"], 0.03) == []
    assert harm(pd.DataFrame(columns=["run_id", "scenario", "replication"]), ["a", "b"], 0.03) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0.3, 0.3, 0.3], 0.0), ([0.0, 0.0, 1.0], 2 / 3), ([1.0, 3.0], 0.25), ([4.0, 1.0, 1.0], 1 / 3)],
)
def test_gini_by_hand(values: list[float], expected: float) -> None:
    """Half the mean difference of all pairs over the mean: of 1 and 3, (0 + 2 + 2 + 0) / 4 / 2 / 2."""
    assert gini(np.array(values)) == pytest.approx(expected)
    pairs = np.abs(np.subtract.outer(values, values)).mean() / 2 / np.mean(values)
    assert pairs == pytest.approx(expected)


def test_gini_of_nobody_or_nothing_is_null() -> None:
    assert gini(np.empty(0)) is None
    assert gini(np.zeros(3)) is None


def simulated(**people: Any) -> Run:
    run: Run = run_of(centre_of(people=people), 3, days=4, warmup=1, customers=20)
    while not run.finished:
        run.step()
    return run


def test_people_s_own_means_are_those_of_the_measure() -> None:
    """The mean over people of the mean over days is the mean over days of the mean over people."""
    run = simulated(**ON)
    assert mean_strain(run).mean() == pytest.approx(stress(run)["stress_mean"], rel=1e-12)
    gini_of_run = stress(run)["stress_gini"]
    assert gini_of_run is not None
    assert gini_of_run > 0.0


def test_the_table_has_a_row_for_each_of_day_0() -> None:
    run = simulated(**ON)
    run.world.person.left[1] = 2
    rows = people_table(run)
    assert [row["role"] for row in rows] == ["advisor"] * 3 + ["manager"]
    assert [row["left_on_day"] for row in rows] == [None, 1, None, None]
    assert [row["strain_mean"] for row in rows] == pytest.approx(list(run.world.person.strain_sum[:4] / 3))
    assert rows[0]["engagement"] == run.world.person.engagement[0]


def test_what_is_off_is_null() -> None:
    assert {row["strain_mean"] for row in people_table(simulated())} == {None}
    assert {row["engagement"] for row in people_table(simulated(strain={"enabled": True}))} == {None}
    assert stress(simulated())["stress_gini"] is None

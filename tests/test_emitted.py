"""How people's states go together, each figure by hand over planted people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import centre_of, run_of

from sim.emitted import correlation, correlations, rate_ratio
from sim.small_study import finished
from sim.world import Run

ON: dict[str, Any] = {
    "needs": True,
    **{name: {"enabled": True} for name in ("strain", "engagement", "absence", "quitting")},
}
ADVISORS = 12


def a_year(people: dict[str, Any] | None = None) -> Run:
    """Twelve advisors and two managers who have done nothing; states are planted."""
    life = dict(ON if people is None else people)
    if "absence" in life:
        life["absence"] = life["absence"] | {"planned": 0.0}
    return run_of(centre_of(people=life), ADVISORS, days=2, warmup=1)


def test_correlation_by_hand_and_null_where_there_is_none() -> None:
    rising = np.arange(8.0)
    assert correlation(rising, 3 - 2 * rising) == pytest.approx(-1.0)
    assert correlation(rising, np.ones(8)) is None
    assert correlation(rising[:7], rising[:7]) is None


def test_rate_ratio_is_what_the_counts_were_made_with() -> None:
    """Counts exp(.5 + .3 x) exactly, x in standard deviations: the ratio is exp(.3)."""
    score = np.linspace(0.0, 1.0, 20)
    apart = (score - score.mean()) / score.std()
    assert rate_ratio(np.exp(0.5 + 0.3 * apart), score) == pytest.approx(np.exp(0.3))
    assert rate_ratio(np.zeros(20), score) is None


def test_no_factor_is_the_likeliest_where_one_person_has_all() -> None:
    """Counts with the highest score alone: the likelihood rises without end."""
    score = np.linspace(0.0, 1.0, 9)
    alone = np.where(score == 1.0, 40.0, 0.0)
    assert rate_ratio(alone, score) is None
    assert rate_ratio(alone[::-1], score) is None


def test_of_the_people_who_stayed() -> None:
    """Whoever has left, and managers, do not count: there the order would be the other way round."""
    found, steps = a_year(), np.arange(ADVISORS) / 10.0
    person = found.world.person
    person.autonomy[:ADVISORS], person.engagement[:ADVISORS] = steps, 2.0 * steps
    person.engagement[0], person.left[0] = 9.0, 1
    person.engagement[ADVISORS:] = -9.0
    assert correlations(found)["autonomy_engagement_r"] == pytest.approx(1.0)


def test_ranks_of_strain_after_a_year() -> None:
    found, steps = a_year(), np.arange(ADVISORS) / 20.0
    found.before.strain[:ADVISORS], found.world.person.strain[:ADVISORS] = steps, steps**3
    assert correlations(found)["strain_stability_r"] == pytest.approx(1.0)


def test_days_ill_of_quarters_by_hand() -> None:
    """The three least strained were ill for two days each, the three most for five, others for nine."""
    found = a_year()
    found.world.person.strain_sum[:ADVISORS] = np.arange(ADVISORS)
    found.world.person.days_ill[:ADVISORS] = [2] * 3 + [9] * 6 + [5] * 3
    assert correlations(found)["days_ill_quarters_ratio"] == pytest.approx(2.5)


def test_quitting_and_illness_follow_from_engagement_before() -> None:
    """Six engaged ones stay and are ill as before, six others leave: correlation -1; of the stayers none."""
    found = a_year()
    found.before.engagement[:ADVISORS] = [1.0] * 6 + [0.0] * 6
    found.world.person.left[6:ADVISORS] = 1
    assert correlations(found)["engagement_quits_r"] == pytest.approx(-1.0)
    assert correlations(found)["engagement_illnesses_r"] is None
    found.world.person.left[:ADVISORS] = -1
    found.before.illnesses[:ADVISORS] = 3
    found.world.person.illnesses[:ADVISORS] = [3] * 6 + [5] * 6
    assert correlations(found)["engagement_illnesses_r"] == pytest.approx(-1.0)


def test_what_is_off_says_nothing() -> None:
    assert set(correlations(a_year({"needs": True})).values()) == {None}


def test_people_are_remembered_as_the_warm_up_ends() -> None:
    """A run stepped by hand has the same people after two days, and had others before and after."""
    found, by_hand = (run_of(centre_of(people={**ON, "absence": {}}), 3, days=4, warmup=2) for _ in range(2))
    finished(found)
    assert not np.array_equal(found.before.strain, by_hand.world.person.strain)
    by_hand.step()
    by_hand.step()
    assert np.array_equal(found.before.strain, by_hand.world.person.strain)
    assert not np.array_equal(found.before.strain, finished(by_hand).world.person.strain)


def test_a_branch_remembers_whom_it_began_with() -> None:
    trunk = run_of(centre_of(people={**ON, "absence": {}}), 3, days=4, warmup=2)
    trunk.step()
    trunk.step()
    branch = trunk.copy()
    as_then = branch.world.person.strain.copy()
    finished(branch)
    assert np.array_equal(branch.before.strain, as_then)

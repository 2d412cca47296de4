"""Evidence as checks: each figure by hand over planted people, and when a verdict may be given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from centres import centre_of, run_of

from sim.evidence import (
    EVIDENCE,
    Evidence,
    Year,
    correlation,
    emitted,
    main,
    rate_ratio,
    shown,
    verdict,
    watched,
)
from sim.experiment.statistics import Difference
from sim.refusal import EXIT_REFUSED
from sim.small_study import finished

ON: dict[str, Any] = {
    "needs": True,
    **{name: {"enabled": True} for name in ("strain", "engagement", "absence", "quitting")},
}
ADVISORS = 12


def year(people: dict[str, Any] | None = None) -> Year:
    """Twelve advisors and two managers who have done nothing; states are planted."""
    life = dict(ON if people is None else people)
    if "absence" in life:
        life["absence"] = life["absence"] | {"planned": 0.0}
    run = run_of(centre_of(people=life), ADVISORS, days=2, warmup=1)
    return Year(run, {}, run.world.person.copy())


def row(words: str) -> Evidence:
    (found,) = [one for one in EVIDENCE if one.what.startswith(words)]
    return found


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


def test_of_the_people_who_stayed() -> None:
    """Whoever has left, and managers, do not count: there the order would be the other way round."""
    found, steps = year(), np.arange(ADVISORS) / 10.0
    person = found.run.world.person
    person.autonomy[:ADVISORS], person.engagement[:ADVISORS] = steps, 2.0 * steps
    person.engagement[0], person.left[0] = 9.0, 1
    person.engagement[ADVISORS:] = -9.0
    assert row("autonomy with satisfaction").emitted(found) == pytest.approx(1.0)


def test_ranks_of_strain_after_a_year() -> None:
    found, steps = year(), np.arange(ADVISORS) / 20.0
    found.before.strain[:ADVISORS], found.run.world.person.strain[:ADVISORS] = steps, steps**3
    assert row("strain after twelve").emitted(found) == pytest.approx(1.0)


def test_days_ill_of_quarters_by_hand() -> None:
    """The three least strained were ill for two days each, the three most for five, others for nine."""
    found = year()
    found.run.world.person.strain_sum[:ADVISORS] = np.arange(ADVISORS)
    found.run.world.person.days_ill[:ADVISORS] = [2] * 3 + [9] * 6 + [5] * 3
    assert row("days ill, highest").emitted(found) == pytest.approx(2.5)


def test_quitting_and_illness_follow_from_engagement_before() -> None:
    """Six engaged ones stay and are ill as before, six others leave: correlation -1; of the stayers none."""
    found = year()
    found.before.engagement[:ADVISORS] = [1.0] * 6 + [0.0] * 6
    found.run.world.person.left[6:ADVISORS] = 1
    assert row("engagement with quitting").emitted(found) == pytest.approx(-1.0)
    assert row("engagement with illnesses").emitted(found) is None
    found.run.world.person.left[:ADVISORS] = -1
    found.before.illnesses[:ADVISORS] = 3
    found.run.world.person.illnesses[:ADVISORS] = [3] * 6 + [5] * 6
    assert row("engagement with illnesses").emitted(found) == pytest.approx(-1.0)


def test_what_is_off_says_nothing() -> None:
    nothing = year({"needs": True})
    assert {one.emitted(nothing) for one in EVIDENCE} == {None}


def test_people_are_remembered_as_the_warm_up_ends() -> None:
    """A run of its own, stepped by hand, has the same people after two days of warm-up, and had others."""
    found = watched(run_of(centre_of(people={**ON, "absence": {}}), 3, days=4, warmup=2))
    by_hand = run_of(centre_of(people={**ON, "absence": {}}), 3, days=4, warmup=2)
    assert not np.array_equal(found.before.strain, by_hand.world.person.strain)
    by_hand.step()
    by_hand.step()
    assert np.array_equal(found.before.strain, by_hand.world.person.strain)
    assert found.run.day == 4
    assert not np.array_equal(found.before.strain, finished(by_hand).world.person.strain)


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

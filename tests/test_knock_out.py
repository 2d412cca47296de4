"""Slopes knocked out and reversed: they are all found, nothing else is touched, and what moves is told."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from sim.knock_out import main, moved, shown, slopes, times
from sim.parameters import declarations
from sim.refusal import EXIT_REFUSED
from sim.scenario import Scenario
from sim.settings import SETTINGS, settings_of

KNOWN = {
    "people.strain.demand_gain", "people.strain.resource_gain", "people.strain.interaction",
    "people.engagement.resource_gain", "people.engagement.demand_gain", "people.engagement.effort_gain",
    "people.engagement.misfit", "people.absence.by_engagement", "people.absence.by_strain",
    "people.quitting.by_engagement", "people.quitting.at_first",
}  # fmt: skip


def test_every_slope_is_found_by_its_name() -> None:
    assert set(slopes()) >= KNOWN
    declared = {key for key, _, known in declarations(Scenario) if known.is_number}
    assert set(slopes()) <= declared


@pytest.mark.parametrize("factor", [0.0, -1.0])
@pytest.mark.parametrize("key", sorted(KNOWN - {"people.strain.interaction"}))
def test_nothing_else_is_touched(key: str, factor: float) -> None:
    """Of the record that the floor reads, one number differs: the slope, multiplied."""
    usual = Scenario()
    own, other = settings_of(usual)[0], settings_of(times(usual, key, factor))[0]
    _, part, name = key.split(".")
    differing = {one for one in SETTINGS if own[one] != other[one]}
    assert differing == {f"{part}_{name}"}
    assert other[f"{part}_{name}"] == factor * own[f"{part}_{name}"]
    assert operator.attrgetter(key)(usual) > 0.0  # the original stays


def test_what_moves_is_what_differs_in_pairs() -> None:
    """a by 1 in every pair, b by nothing, c by chance; d has no value."""
    usual = [{"a": 1.0, "b": 2.0, "c": 0.0, "d": None}, {"a": 5.0, "b": 2.0, "c": 0.0, "d": None}]
    other = [{"a": 2.0, "b": 2.0, "c": 1.0, "d": None}, {"a": 6.0, "b": 2.0, "c": -1.0, "d": None}]
    found = moved(usual, other)
    assert list(found) == ["a"]
    assert found["a"].mean == 1.0


def test_what_moves_most_comes_first() -> None:
    usual = [{"weak": 0.0, "strong": 0.0} for _ in range(3)]
    other = [{"weak": 1.0 + jump, "strong": 9.0 + jump} for jump in (0.0, 0.2, 0.4)]
    assert list(moved(usual, other)) == ["strong", "weak"]


def test_a_dot_is_no_difference() -> None:
    found = moved([{"a": 0.0}, {"a": 0.0}], [{"a": 1.0}, {"a": 1.0}])
    table = shown("people.absence.by_strain", 0.19, {}, found)
    assert [list(column.cells) for column in table.columns] == [["a"], ["."], ["+1 [+1, +1]"]]


def test_a_small_centre(capsys: pytest.CaptureFixture[str]) -> None:
    told = ["people.strain.demand_gain", "demand.scale=0.03", "--replications", "2", "--days", "5"]
    assert main(told) == 0
    said = capsys.readouterr().out
    assert "people.strain.demand_gain = 0.6" in said
    assert "stress_mean" in said


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("people.absence.by_strian", "slope: 'people.absence.by_strian': expected one of people.strain."),
        ("people.absence.spells=-1", "people.absence.spells: -1: expected a number from 0 to 20"),
    ],
)
def test_what_is_refused_is_refused_in_a_line(
    word: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word]) == EXIT_REFUSED
    assert told in capsys.readouterr().err


def test_reversed_numbers_are_finite() -> None:
    for key in slopes():
        assert np.isfinite(operator.attrgetter(key)(times(Scenario(), key, -1.0)))

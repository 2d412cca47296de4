"""Uncertain parameters: what a key may be, what its range is, and the line that refuses it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import schema
from sim.experiment.problem import Dimension, Problem, among
from sim.experiment.uncertainties import uncertain
from sim.parameters import declarations
from sim.reasons import Reason
from sim.refusal import Refused
from sim.scenario import Scenario

DEFAULT = Scenario()
COMPLAINTS = replace(DEFAULT, demand=replace(DEFAULT.demand, reasons={"complaint": Reason()}))


def refused(ranges: Mapping[str, Any], scenario: Scenario = DEFAULT) -> str:
    with pytest.raises(Refused) as caught:
        uncertain(ranges, scenario)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_declared_range_where_none_is_given() -> None:
    declared = {key: known for key, _, known in declarations(Scenario)}
    for one in uncertain({"people.strain.*": None}, DEFAULT).dimensions:
        assert (one.low, one.high) == declared[one.key].range
        assert (one.unit, one.meaning) == (declared[one.key].unit, declared[one.key].meaning)


def test_a_part_stands_for_all_its_numbers_but_those_named_beside_it() -> None:
    whole = uncertain({"people.strain.*": None}, DEFAULT)
    assert whole.keys == tuple(one for one in whole.keys if one.startswith("people.strain."))
    assert len(whole.keys) > 5
    key = whole.keys[2]
    middle = (whole.dimensions[2].low + whole.dimensions[2].high) / 2
    narrowed = uncertain({"people.strain.*": None, key: [whole.dimensions[2].low, middle]}, DEFAULT)
    assert sorted(narrowed.keys) == sorted(whole.keys)
    assert narrowed.dimensions[-1].high == middle


def test_every_number_of_a_scenario_can_be_uncertain() -> None:
    """What the declarations hold and no list is a dimension; all draws of it pass the schema."""
    numbers = [
        (key, known.range)
        for key, field, known in declarations(Scenario)
        if known.is_number and not str(field.type).startswith("list")
    ]
    problem = uncertain(dict.fromkeys((key for key, _ in numbers), None), DEFAULT)
    assert len(numbers) > 150
    assert [(one.key, (one.low, one.high)) for one in problem.dimensions] == numbers
    for place in (0.0, 1 / 3, 0.999_999, 1.0):
        for key, value in problem.point([place] * len(numbers)).items():
            nested: Any = value
            for step in reversed(key.split(".")):
                nested = {step: nested}
            schema.build(DEFAULT, nested)


def test_a_named_part_and_its_law_with_the_unit_of_what_it_describes() -> None:
    (one,) = uncertain({"demand.reasons.complaint.handling.mean": [3, 8]}, COMPLAINTS).dimensions
    assert (one.kind, one.low, one.high, one.unit) == ("float", 3.0, 8.0, "min")
    assert one.name == "handling, mean of complaint"
    (share,) = uncertain({"demand.reasons.complaint.share": None}, COMPLAINTS).dimensions
    assert (share.name, share.unit) == ("share of first contacts of complaint", "share")


def test_whole_numbers_and_options() -> None:
    asked, on = uncertain(
        {"governance.advice.colleagues": [2, 5], "governance.decisions": None}, DEFAULT
    ).dimensions
    assert (asked.kind, on.kind, on.choices) == ("int", "choice", (False, True))
    law = uncertain({"demand.reasons.complaint.handling.law": ["gamma", "lognormal"]}, COMPLAINTS).dimensions[
        0
    ]
    assert [law.value(place) for place in (0, 0.49, 0.5, 1)] == ["gamma", "gamma", "lognormal", "lognormal"]


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        ({"people.strain.recovry": None}, "people.strain.rec"),
        ({"span_of_control": None}, "did you mean 'staffing.span_of_control'?"),
        ({"replications": None}, "expected the key of a number"),
        ({"calendar.opens": None}, "expected the key of a number"),
        ({"demand.weekday_factors": None}, "expected the key of a number"),
        ({"demand.reasons.nobody.share": None}, "expected the key of a number"),
        ({"staffing.span_of_control": [12, 8]}, "[12, 8]: expected a low end below the high one"),
        ({"staffing.span_of_control": [8, 8]}, "a low end below"),
        ({"governance.advice.colleagues": [2.5, 5]}, "2.5: expected whole numbers from"),
        ({"governance.advice.colleagues": [2, 1e9]}, "expected whole numbers from"),
        ({"governance.advice.colleagues": [True, 5]}, "True: expected whole numbers"),
        ({"staffing.shrinkage": [-0.1, 0.3]}, "-0.1: expected numbers from 0 to"),
        ({"staffing.shrinkage": [0.1, math.nan]}, "nan: expected numbers"),
        ({"staffing.shrinkage": [0.1]}, "expected [low, high], [low, high, log] or null"),
        ({"staffing.shrinkage": 0.2}, "expected [low, high], [low, high, log] or null"),
        ({"staffing.shrinkage": [0.1, 0.2, "lg"]}, "expected [low, high], [low, high, log] or null"),
        ({"staffing.shrinkage": [0, 0.3, "log"]}, "above zero"),
        ({"governance.advice.colleagues": [2, 5, "log"]}, "expected no log"),
        ({"people.strian.*": None}, "did you mean 'people.strain'?"),
        ({"people.strain.*": [0, 1]}, "expected null"),
        ({"governance.decisions": [True]}, "two or more of False, True"),
        ({"governance.decisions": [True, 1]}, "one of False, True"),
    ],
)
def test_refused_in_one_line(ranges: Mapping[str, Any], said: str) -> None:
    line = refused(ranges)
    assert line.startswith("experiment.uncertainties.")
    assert said in line


def test_an_option_that_is_off_is_no_reason_to_refuse() -> None:
    assert DEFAULT.governance.advice.colleagues is not None
    assert uncertain({"governance.advice.*": None}, DEFAULT).keys


def test_whole_numbers_are_as_likely_each() -> None:
    one = Dimension("a", "int", 3, 9)
    values = [one.value(place) for place in (np.arange(7_000) + 0.5) / 7_000]
    assert [values.count(value) for value in range(3, 10)] == [1_000] * 7
    assert all(type(value) is int for value in values)


def test_a_grid_has_all_its_levels() -> None:
    """A third of three values begins the second: a rounding below it must not lose the level."""
    one = Dimension("a", "int", 0, 2)
    assert [one.value(np.nextafter(place, 0)) for place in (1 / 3, 2 / 3, 1)] == [1, 2, 2]


def test_a_logarithm_is_uniform_in_it() -> None:
    (one,) = uncertain({"demand.scale": [0.01, 100, "log"]}, DEFAULT).dimensions
    assert [one.value(place) for place in (0, 0.25, 0.5, 0.75, 1)] == pytest.approx([0.01, 0.1, 1, 10, 100])
    assert one.value(0) == 0.01
    assert one.value(1) <= 100


def test_the_codes_of_values_are_their_places() -> None:
    problem = Problem((Dimension("a", "float", 0, 1), Dimension("b", "choice", 0, 1, choices=("x", "y"))))
    rows = pd.DataFrame([problem.point([0.25, 0.1]), problem.point([0.5, 0.9])])
    assert problem.codes(rows).tolist() == [[0.25, 0], [0.5, 1]]
    with pytest.raises(Refused, match=r"runs: 'b': expected a column"):
        problem.codes(rows[["a"]])
    with pytest.raises(Refused, match=r"runs: b: 'z': expected a value"):
        problem.codes(rows.assign(b="z"))


def test_levers_are_a_problem_of_their_values_numbers_in_order() -> None:
    problem = among({"a": [3, 1, 2], "b": ["x", "c"]})
    assert [one.choices for one in problem.dimensions] == [(1, 2, 3), ("x", "c")]
    for values in ([], "abc", [1, 1], [0, False]):
        with pytest.raises(Refused, match=r"^experiment.levers.a: "):
            among({"a": values})


def test_one_parameter_that_all_parts_have_alike() -> None:
    demand = replace(DEFAULT.demand, reasons={"complaint": Reason(), "question": Reason()})
    two = replace(DEFAULT, demand=demand)
    (one,) = uncertain({"demand.reasons.*.solve_probability": [0.5, 0.9]}, two).dimensions
    assert (one.low, one.high, one.unit) == (0.5, 0.9, "share")
    assert one.name.endswith("of all")
    problem = Problem((one,))
    assert problem.point([0.5]) == {
        "demand.reasons.complaint.solve_probability": 0.7,
        "demand.reasons.question.solve_probability": 0.7,
    }
    rows = pd.DataFrame([problem.point([0.25])])
    assert problem.codes(rows).tolist() == [[0.6]]
    said = refused({"demand.reasons.*.solve_probabilty": None}, two)
    assert "did you mean 'demand.reasons.*.solve_probability'" in said


@pytest.mark.parametrize(
    "one",
    [
        Dimension("a", "float", 2, 6),
        Dimension("a", "float", 0.1, 10, log=True),
        Dimension("a", "int", 3, 7),
        Dimension("a", "choice", 0, 2, choices=("x", "y", "z")),
    ],
)
def test_places_are_where_values_come_from(one: Dimension) -> None:
    places = [0.1, 0.3, 0.5, 0.7, 0.9] if one.kind != "choice" else [1 / 6, 0.5, 5 / 6]
    assert one.places([one.value(place) for place in places]) == pytest.approx(places)

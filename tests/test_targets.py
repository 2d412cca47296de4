"""What is known of a centre: published figures by name, a centre's own by number."""

from __future__ import annotations

from typing import Any

import pytest

from sim.refusal import Refused
from sim.targets import in_words, published, targets_of

OUTPUTS = ("quits_per_year", "survey_time_share", "stress_mean")


def test_a_centres_own_and_published_figures() -> None:
    """The survey: 57 % within five points."""
    found = targets_of("t", {"quits_per_year": [0.3, 0.02], "survey_time_share": None}, OUTPUTS)
    assert found.columns == ("quits_per_year", "survey_time_share")
    assert found.values.tolist() == [0.3, 0.57]
    assert found.widths.tolist() == [0.02, 0.05]


def test_a_published_range_is_its_middle_and_half() -> None:
    """Turnover: 24 % to 34 %."""
    assert published()["quits_per_year"] == pytest.approx((0.29, 0.05))


def test_nothing_asked() -> None:
    assert targets_of("t", {}, OUTPUTS).columns == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"quits_per_yaer": None}, "t.quits_per_yaer: 'quits_per_yaer': expected the name of an output"),
        ({"stress_mean": None}, "t.stress_mean: None: expected [value, half-width"),
        ({"stress_mean": [0.3]}, "t.stress_mean: [0.3]: expected"),
        ({"stress_mean": [0.3, 0.0]}, "the half-width above 0"),
        ({"stress_mean": [0.3, "x"]}, "the half-width above 0"),
        ({"stress_mean": [float("nan"), 0.1]}, "the half-width above 0"),
        ({"stress_mean": [True, 0.1]}, "the half-width above 0"),
    ],
)
def test_is_refused_in_a_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused) as caught:
        targets_of("t", given, OUTPUTS)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_words_are_those_of_the_survey_and_of_evidence() -> None:
    assert in_words("survey_time_share") == "agree: I have the time to do good work"
    assert in_words("quits_per_year") == "turnover, a year"
    assert in_words("stress_mean") == "stress_mean"

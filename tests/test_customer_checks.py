"""What is refused of customers' minds, in one line that names the key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.clientele import Satisfaction, WordOfMouth
from sim.configuration import configure
from sim.customer_checks import LINKS, check_customers
from sim.refusal import Refused
from sim.scenario import Scenario


def with_minds(**minds: object) -> Scenario:
    usual = Scenario()
    return replace(usual, customers=replace(usual.customers, **minds))  # type: ignore[arg-type]


def test_the_usual_is_accepted() -> None:
    check_customers(Scenario())
    check_customers(
        with_minds(satisfaction=Satisfaction(enabled=True), word_of_mouth=WordOfMouth(enabled=True))
    )


def test_something_must_weigh() -> None:
    nothing = Satisfaction(**dict.fromkeys(LINKS, 0.0))
    with pytest.raises(Refused, match=r"customers\.satisfaction\.outcome: 0\.0: expected a weight above 0"):
        check_customers(with_minds(satisfaction=nothing))
    for name in LINKS:
        check_customers(with_minds(satisfaction=replace(nothing, **{name: 0.1})))


def test_what_is_told_must_be_lived() -> None:
    with pytest.raises(Refused, match=r"customers\.satisfaction\.enabled: False: expected true, where"):
        check_customers(with_minds(word_of_mouth=WordOfMouth(enabled=True)))


@pytest.mark.parametrize(
    "wrong",
    [
        "customers.satisfaction.at_start=1.2", "customers.word_of_mouth.viral=0.5",
        "customers.acquisition.rate=-1", "customers.satisfaction.losses=0.5",
    ],
)  # fmt: skip
def test_beyond_the_range_is_refused_by_key(wrong: str) -> None:
    with pytest.raises(Refused) as refused:
        configure(["scenario=hierarchical", wrong], alone=True)
    assert str(refused.value).startswith(wrong.split("=")[0])

"""The engine against the moments of a need that is met at once, or up to a cap, the rest another day.

False-alarm rate of every check in `theory.py`: about 1e-7 a figure.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from centres import MINUTE, constant, exponential
from queues import asks, queue_of
from scipy import special
from theory import assert_agrees, either_size

from sim.practice import measured
from sim.reasons import Law
from sim.world import Run

SHARE, CAP = 0.3, 4.0  # of the cases; minutes
PARETO = 1 + math.sqrt(1 + 1 / 2.0**2)  # exponent of CV 2
LEAST = 3.0 * (PARETO - 1) / PARETO  # of mean 3

Tail = tuple[Law, Callable[[float], float], Callable[[float], float]]
# law; P(X > c); E[min(X, c)], the integral of P(X > x) up to c
NEEDS: dict[str, Tail] = {
    "exponential": (exponential(3.0), lambda c: math.exp(-c / 3), lambda c: 3 * -math.expm1(-c / 3)),
    "pareto": (
        Law(law="pareto", mean=3.0, cv=2.0),
        lambda c: (LEAST / c) ** PARETO,
        lambda c: LEAST + (LEAST - LEAST**PARETO * c ** (1 - PARETO)) / (PARETO - 1),
    ),
    "gamma": (
        Law(law="gamma", mean=3.0, cv=0.5),
        lambda c: special.gammaincc(4, c * 4 / 3),
        lambda c: 3 * special.gammainc(5, c * 4 / 3) + c * special.gammaincc(4, c * 4 / 3),
    ),
}


def figures_of_needs(run: Run) -> dict[str, float]:
    days = measured(run)
    first = days.first_contacts.sum()
    return {
        "talk": days.handling.sum() / days.answered.sum() / MINUTE,
        "cut": days.cut.sum() / days.answered.sum(),
        "solved at first": days.solved_at_first.sum() / first,
        "repeats": days.repeats.sum() / first,
        "talk of a case": days.handling.sum() / first / MINUTE,
    }


@either_size
@pytest.mark.parametrize("law", NEEDS)
def test_the_cap_cuts_the_talk(law: str, size: int) -> None:
    """Mean talk 1 + p E[min(X, cap)]; a share p P(X > cap) is cut short, and ends unsolved."""
    need, beyond, up_to = NEEDS[law]
    exact = {
        "talk": 1.0 + SHARE * up_to(CAP),
        "cut": SHARE * beyond(CAP),
        "solved at first": 1 - SHARE * beyond(CAP),
    }
    scenario = queue_of(asks(1.0, extension_share=SHARE, extension=need), 10.0, 30, extension_cap=CAP)
    assert_agrees(scenario, exact, figures_of_needs, days=15, size=size)


@either_size
def test_without_a_cap_the_need_is_met_at_once(size: int) -> None:
    """Mean talk 1 + p E[X]; nobody is cut short."""
    scenario = queue_of(asks(1.0, extension_share=SHARE, extension=NEEDS["gamma"][0]), 10.0, 30)
    exact = {"talk": 1.0 + SHARE * 3.0}
    assert_agrees(scenario, exact, figures_of_needs, days=15, size=size)


@either_size
def test_the_rest_of_the_need_comes_back(size: int) -> None:
    """Exponential needs forget: every cut is followed by a call with probability r, as likely cut again.

    Repeats of a case: p (rq + r²q² + ...), q = P(X > cap); time granted beyond usual talks: p (1 + rq + ...)
    E[min(X, cap)].
    """
    need, beyond, up_to = NEEDS["exponential"]
    again = 0.6 * beyond(CAP)
    calls = 1 / (1 - again)  # of a case with a need
    exact = {
        "repeats": SHARE * (calls - 1),
        "talk of a case": 1 + SHARE * (calls - 1) + SHARE * calls * up_to(CAP),
        "solved at first": 1 - SHARE * beyond(CAP),
    }
    demand = {"repeat_probability": 0.6, "repeat_delay": constant(0)}
    reason = asks(1.0, extension_share=SHARE, extension=need)
    scenario = queue_of(reason, 10.0, 30, demand=demand, extension_cap=CAP)
    assert_agrees(scenario, exact, figures_of_needs, days=15, warmup=12, size=size)

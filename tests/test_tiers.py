"""Two tiers against the generator of both, and what holds for any law against queues solved otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from chains import explored, stationary

from sim.erlang import erlang_a, mg1_wait, mmn_wait
from sim.general_handling import mdn_wait
from sim.limited_lines import mmnk_wait
from sim.refusal import Refused
from sim.tiers import Tiers, mean_number, occupancy, two_tiers

State = tuple[int, int]


def test_two_tiers_solve_the_generator() -> None:
    rooms = (45, 45)

    def moves(state: State) -> Iterator[tuple[State, float]]:
        a, b = state
        if a < rooms[0]:
            yield (a + 1, b), 1.2
        if a:
            done = min(a, 2) / 1.0
            yield (a - 1, b), done * 0.6
            if b < rooms[1]:
                yield (a - 1, b + 1), done * 0.4
        if b:
            yield (a, b - 1), min(b, 3) / 3.5

    states, generator = explored((0, 0), moves)
    joint = np.zeros((46, 46))
    for (a, b), share in zip(states, stationary(generator), strict=True):
        joint[a, b] = share
    first, second = joint.sum(axis=1), joint.sum(axis=0)
    assert joint == pytest.approx(np.outer(first, second), abs=1e-6)
    model = usable()
    assert model.first.delay_probability == pytest.approx(first[2:].sum(), abs=1e-6)
    assert model.second.delay_probability == pytest.approx(second[3:].sum(), abs=1e-6)
    assert model.second.mean_queue == pytest.approx(np.maximum(np.arange(46) - 3, 0) @ second, rel=1e-3)
    assert model.first == mmn_wait(2, 1.2, 1.0)


def usable() -> Tiers:
    return two_tiers(2, 1.2, 1.0, passed_share=0.4, second_servers=3, second_mean_handling=3.5)


def test_the_second_tier_may_be_idle_or_overloaded() -> None:
    idle = two_tiers(2, 1.2, 1.0, passed_share=0.0, second_servers=1, second_mean_handling=9.0)
    assert (idle.second.mean_wait, idle.second.occupancy) == (0.0, 0.0)
    full = two_tiers(2, 1.2, 1.0, passed_share=1.0, second_servers=1, second_mean_handling=9.0)
    assert full.second.mean_wait == math.inf


def test_identities_hold_in_every_queue() -> None:
    patient, limited = erlang_a(20, 25.0, 1.0, 0.7), mmnk_wait(20, 24, 25.0, 1.0, 0.7)
    fixed, single = mdn_wait(20, 18.0, 1.0), mg1_wait(0.3, 2.0, 3.0)
    assert patient.mean_queue == pytest.approx(mean_number(25.0, patient.mean_wait), rel=1e-12)
    assert patient.occupancy == pytest.approx(
        occupancy(20, 25.0, 1.0, 1.0 - patient.abandonment_probability), rel=1e-12
    )
    admitted = 1.0 - limited.blocking_probability
    assert limited.mean_queue == pytest.approx(mean_number(25.0 * admitted, limited.mean_wait), rel=1e-12)
    assert limited.occupancy == pytest.approx(
        occupancy(20, 25.0, 1.0, admitted * (1.0 - limited.abandonment_probability)), rel=1e-12
    )
    assert fixed.mean_queue == pytest.approx(mean_number(18.0, fixed.mean_wait), rel=1e-12)
    assert fixed.occupancy == occupancy(20, 18.0, 1.0)
    assert single.utilisation == pytest.approx(occupancy(1, 0.3, 2.0), rel=1e-12)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"servers": -1}, "arrival_rate"),
        ({"arrival_rate": 2.0}, "arrival_rate"),
        ({"arrival_rate": -1.0}, "arrival_rate"),
        ({"mean_handling": 0.0}, "mean_handling"),
        ({"passed_share": 1.1}, "passed_share"),
        ({"passed_share": math.nan}, "passed_share"),
        ({"second_servers": -1}, "servers"),
        ({"second_mean_handling": math.inf}, "mean_handling"),
    ],
)
def test_impossible_tiers_are_refused(change: dict[str, float], place: str) -> None:
    given = {
        "servers": 2,
        "arrival_rate": 1.2,
        "mean_handling": 1.0,
        "passed_share": 0.4,
        "second_servers": 3,
        "second_mean_handling": 3.5,
    }
    with pytest.raises(Refused, match=f"^{place}: "):
        two_tiers(**{**given, **change})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: mean_number(-1.0, 1.0), "rate"),
        (lambda: mean_number(1.0, math.inf), "mean_time"),
        (lambda: occupancy(0, 1.0, 1.0), "servers"),
        (lambda: occupancy(1, 2.0, 1.0), "arrival_rate"),
        (lambda: occupancy(1, 1.0, 1.0, 1.1), "served_share"),
    ],
)
def test_impossible_numbers_are_refused(call: object, place: str) -> None:
    assert callable(call)
    with pytest.raises(Refused, match=f"^{place}: "):
        call()

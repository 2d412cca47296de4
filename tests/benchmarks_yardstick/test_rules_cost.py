"""The cost of rules: every decision point is called, and the user's rule is the same judgement."""

from __future__ import annotations

import numba
import pytest
from own_rules import forgotten

from benchmarks import rules
from benchmarks.rules import OWN_RULE, YARDSTICK, arguments_of, contenders, measured
from sim.decision_points import POINTS
from sim.rules import registered

__all__ = ["forgotten"]
pytestmark = [
    pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="times compiled calls"),
    pytest.mark.usefixtures("forgotten"),
]


def test_every_decision_point_has_its_line() -> None:
    names = [one.name for one in contenders()]
    assert names[:-3] == [f"{point}: {spec.default}" for point, spec in POINTS.items()]
    assert len(names) == len(set(names)) == len(POINTS) + 3
    assert set(rules.LOOPS) >= {len(spec.arguments) for spec in POINTS.values()}


def test_the_users_rule_is_the_packages_own_said_again() -> None:
    contenders()
    known = registered(YARDSTICK)
    given = arguments_of(YARDSTICK)
    for stake in (0.0, 1.0):
        given[1].stake = stake
        assert known[OWN_RULE].function(*given) == known[POINTS[YARDSTICK].default].function(*given)


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that a call moves on by 10 ns, and one in Python by 1000."""
    now = [0]
    monkeypatch.setattr(rules.time, "perf_counter_ns", lambda: now[0])

    def moving(ns: int) -> rules.Contender:
        def call(calls: int) -> None:
            now[0] += ns * calls

        return rules.Contender(f"of {ns} ns", call, 100)

    monkeypatch.setattr(rules, "compiled", lambda point, name: moving(10).call)
    monkeypatch.setattr(rules, "moving", moving, raising=False)


@pytest.mark.usefixtures("ticks")
def test_a_cost_is_told_beside_the_yardsticks() -> None:
    (found,) = measured([rules.moving(1000)], turns=3, share=0.5)  # type: ignore[attr-defined]
    assert found == ("of 1000 ns", (1000.0, 1000.0, 1000.0), (100.0, 100.0, 100.0))

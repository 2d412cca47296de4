"""The models in SimPy and Ciw are the queue, and say in one line where their package is missing."""

from __future__ import annotations

import sys

import pytest

from benchmarks import in_ciw, in_simpy
from benchmarks.agreement import agreement
from benchmarks.turns import LeftOut

CONTACTS = 120_000


@pytest.mark.parametrize(("package", "program"), [("simpy", in_simpy), ("ciw", in_ciw)])
class TestProgram:
    def test_agrees_with_erlang_a(self, package: str, program: object) -> None:
        """A fixed seed, so no false alarms. Power: the tolerance is 21 % of either measure.

        Patience halved or doubled, five in a hundred more or less handling or two servers more fail.
        """
        pytest.importorskip(package)
        found = program.prepare()(CONTACTS, 1)  # type: ignore[attr-defined]
        assert found.contacts == pytest.approx(CONTACTS, abs=5)
        assert found.seconds > 0.0
        assert agreement([found]).holds

    def test_same_seed_same_outcome(self, package: str, program: object) -> None:
        pytest.importorskip(package)
        simulate = program.prepare()  # type: ignore[attr-defined]
        first, again, other = (simulate(3_000, seed) for seed in (4, 4, 5))
        assert first.waited_min == again.waited_min
        assert first.waited_min != other.waited_min

    def test_a_missing_package_is_told_in_one_line(
        self, package: str, program: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(
            LeftOut, match=r"^\w+ is not installed \(pip install .deskright\[benchmarks\].\)$"
        ):
            program.prepare()  # type: ignore[attr-defined]

"""What stops a command is one line and an exit code, the same for every command."""

from __future__ import annotations

import math

import pytest

from sim.endings import GRAVEST_FIRST, EngineFault, Unstable, ended, gravest
from sim.refusal import Refused
from sim.rule_faults import RuleFault
from sim.soundness import NotFinite
from sim.study_folders import StoreFault


@pytest.mark.parametrize(
    ("stop", "code", "line"),
    [
        (Refused("key", "[red]", "2"), 2, "refused: key: '[red]': expected 2"),
        (Unstable("unstable: it"), 3, "unstable: it"),
        (StoreFault("study s is\nbeing written"), 1, "results: study s is being written"),
        (EngineFault("a worker was killed"), 1, "failed: a worker was killed"),
        (
            NotFinite(3, "floor", "advisor 1", "strain", math.nan),
            1,
            "failed: day 3, floor: advisor 1",
        ),
        (RuleFault("my_rules.py, line 7: it"), 1, "failed: my_rules.py, line 7: it"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_what_stops_it(stop: BaseException, code: int, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    def ask() -> None:
        raise stop

    assert ended(ask) == code
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(line)


@pytest.mark.parametrize(("answer", "code"), [(None, 0), (0, 0), (3, 3), (1, 1)])
def test_what_it_says_itself(answer: int | None, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(lambda: answer) == code
    assert capsys.readouterr().err == ""


def test_a_fault_of_the_program_is_none_of_these() -> None:
    with pytest.raises(ZeroDivisionError):
        ended(lambda: 1 // 0)


def test_the_gravest_of_several() -> None:
    assert [gravest(GRAVEST_FIRST[place:]) for place in range(5)] == [2, 1, 3, 0, 0]

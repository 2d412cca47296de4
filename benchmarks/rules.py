"""What a call of a rule costs: the default of every decision point, and one rule of a user's own.

`python -m benchmarks.rules` calls rules from a compiled loop, as the day does, and in turn (the yardstick,
the first rule, the yardstick, the second ...), so that a machine whose speed drifts drifts for all. The
yardstick is the package's rule at the desk. The user's rule is the same judgement in a file of one's own:
compiled, called in Python from the compiled loop (`python_rule=always`), and from a loop in Python, which is
what NUMBA_DISABLE_JIT=1 does.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.turns import Spread, spread
from sim.compiling import for_now
from sim.decision_points import POINTS
from sim.rule_calls import ALWAYS, REFUSE, InPython, compile_rule
from sim.rule_files import load_rules
from sim.rules import kind_of, registered
from sim.settings import settings_type
from sim.tables import table

YARDSTICK = "desk.may_decide"
OWN_RULE = "of_ones_own"
TEXT = f'''import sim


@sim.rule("{YARDSTICK}", reference="the package's own, said again")
def {OWN_RULE}(advisor, case, settings):
    """Summary of rule: an advisor decides whatever does not exceed his authority."""
    return case.stake <= advisor.authority
'''
TURNS = 7
COMPILED_CALLS, PYTHON_CALLS = 5_000_000, 20_000  # of one turn


@for_now
def _call_two(rule, first, second, calls):  # type: ignore[no-untyped-def]
    answers = 0.0
    for _ in range(calls):
        answers += rule(first, second)
    return answers


@for_now
def _call_three(rule, first, second, third, calls):  # type: ignore[no-untyped-def]
    answers = 0.0
    for _ in range(calls):
        answers += rule(first, second, third)
    return answers


@for_now
def _call_four(rule, first, second, third, fourth, calls):  # type: ignore[no-untyped-def]
    answers = 0.0
    for _ in range(calls):
        answers += rule(first, second, third, fourth)
    return answers


@for_now
def _call_five(rule, first, second, third, fourth, fifth, calls):  # type: ignore[no-untyped-def]
    answers = 0.0
    for _ in range(calls):
        answers += rule(first, second, third, fourth, fifth)
    return answers


LOOPS = {2: _call_two, 3: _call_three, 4: _call_four, 5: _call_five}  # by the number of arguments


class Contender(NamedTuple):
    """A rule that is called.

    Attributes:
        name: in the table.
        call: calls it so many times.
        calls: of one turn.
    """

    name: str
    call: Callable[[int], Any]
    calls: int


class Found(NamedTuple):
    """What a call costs: ns, and the ratio to the yardstick just before."""

    name: str
    ns: Spread
    ratio: Spread


def arguments_of(point: str) -> list[Any]:
    """What a rule is asked about: the first row of every table, and ones."""
    given: list[Any] = []
    for name in POINTS[point].arguments:
        kind = kind_of(name)
        if not isinstance(kind, str):
            given.append(kind(1))
        elif kind == "settings":
            given.append(np.ones(1, settings_type()).view(np.recarray)[0])
        else:
            given.append(table(kind, 1)[0])
    return given


def compiled(point: str, name: str, python_rule: str = REFUSE) -> Callable[[int], Any]:
    """Calls a rule from a compiled loop."""
    rule, given = compile_rule(point, name, settings_type(), python_rule), arguments_of(point)
    return lambda calls: LOOPS[len(given)](rule, *given, calls)


def in_python(point: str, name: str) -> Callable[[int], Any]:
    """Calls a rule from a loop in Python."""
    rule, given = InPython(registered(point)[name], settings_type()), arguments_of(point)

    def call(calls: int) -> None:
        for _ in range(calls):
            rule(*given)

    return call


def contenders() -> list[Contender]:
    """The default of every decision point, then the rule of one's own in its three ways."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "my_rules.py")
        file.write_text(TEXT, "utf-8")
        load_rules(file)
    found = [
        Contender(f"{point}: {spec.default}", compiled(point, spec.default), COMPILED_CALLS)
        for point, spec in POINTS.items()
    ]
    return [
        *found,
        Contender("one's own, compiled", compiled(YARDSTICK, OWN_RULE), COMPILED_CALLS),
        Contender("one's own, in Python", compiled(YARDSTICK, OWN_RULE, ALWAYS), PYTHON_CALLS),
        Contender("one's own, compiler off", in_python(YARDSTICK, OWN_RULE), PYTHON_CALLS),
    ]


def measured(chosen: Sequence[Contender], turns: int, share: float) -> list[Found]:
    """Call everybody in turn, each just after the yardstick."""
    yardstick = Contender("", compiled(YARDSTICK, POINTS[YARDSTICK].default), COMPILED_CALLS)
    took: dict[str, list[tuple[float, float]]] = {one.name: [] for one in chosen}
    for one in (yardstick, *chosen):
        one.call(1)  # compiles the loop
    for _ in range(turns):
        for one in chosen:
            base = _ns(yardstick, share)
            took[one.name].append((_ns(one, share), base))
    return [
        Found(name, spread([own for own, _ in pairs]), spread([own / base for own, base in pairs]))
        for name, pairs in took.items()
    ]


def _ns(one: Contender, share: float) -> float:
    calls = max(1, round(share * one.calls))
    began = time.perf_counter_ns()
    one.call(calls)
    return (time.perf_counter_ns() - began) / calls


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rules", description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=TURNS, help="how often each is called")
    parser.add_argument("--share", type=float, default=1.0, help="of the usual calls of a turn")
    given = parser.parse_args()
    shown = Table(title="a call, loop included: median (least to greatest)")
    for place, column in enumerate(("rule", "ns", "ratio to the desk's")):
        shown.add_column(column, justify="right" if place else "left")
    for name, ns, ratio in measured(contenders(), given.turns, given.share):
        shown.add_row(
            name,
            f"{ns.median:,.1f} ({ns.least:,.1f} to {ns.most:,.1f})",
            f"{ratio.median:,.2f} ({ratio.least:,.2f} to {ratio.most:,.2f})",
        )
    Console().print(shown)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

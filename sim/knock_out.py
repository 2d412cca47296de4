"""What hangs on one psychological slope: `python -m sim.knock_out [people.absence.by_strain ...]`.

Runs a centre as it is, with the slope at zero, and with its sign reversed, paired by their random numbers,
and prints the measures that move. A reversed slope is no configuration (its range forbids it): it is made
here, and is the only number of the settings that differs. A fact that a zero kills is there by construction;
one that a reversed sign does not turn owes nothing to psychology. A command of its own, called by people.
"""

from __future__ import annotations

import argparse
import operator
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from sim.clientele import Customers
from sim.consoles import for_results
from sim.endings import ended
from sim.experiment.statistics import Difference, paired_difference
from sim.parameters import declarations
from sim.practice import Outputs
from sim.refusal import Refused, nearest_name
from sim.scenario import Scenario
from sim.small_study import asked_for, measured, replicated, small
from sim.workforce import People

DAYS = 252  # open days: a year
SHOWN = 12  # measures that move most, for each slope
# How slopes are named: what acts by what, what gains bring, what is beside the sum of both.
SLOPE = re.compile(r"(by_\w+|\w+_gain|interaction|misfit|at_first)")


def slopes() -> Iterator[str]:
    """Key of every number by which one state of people or customers, or their day, moves another."""
    for key, _, declared in (*declarations(People, "people."), *declarations(Customers, "customers.")):
        if declared.is_number and SLOPE.fullmatch(key.rpartition(".")[2]):
            yield key


def times(scenario: Scenario, key: str, factor: float) -> Scenario:
    """The same centre, one number of which is multiplied, outside its range if it must be.

    Args:
        scenario: the centre.
        key: dotted, as in a configuration.
        factor: 0 knocks the slope out, -1 reverses it.
    """
    changed: Scenario = _replaced(scenario, key.split("."), factor)
    return changed


def _replaced(record: Any, path: Sequence[str], factor: float) -> Any:
    value = getattr(record, path[0])
    changed = factor * value if len(path) == 1 else _replaced(value, path[1:], factor)
    return replace(record, **{path[0]: changed})


def moved(usual: Sequence[Outputs], other: Sequence[Outputs]) -> dict[str, Difference]:
    """Measures whose paired difference has an interval without zero; those that move most come first."""
    found = {}
    for name in usual[0]:
        with_it, without = (np.array([run[name] for run in runs], float) for runs in (other, usual))
        difference = paired_difference(with_it, without)
        if difference.low > 0 or difference.high < 0:
            found[name] = difference
    return dict(sorted(found.items(), key=lambda item: -_width(item[1])))


def _width(difference: Difference) -> float:
    """Distance from zero, in half widths of the interval."""
    half = (difference.high - difference.low) / 2
    return abs(difference.mean) / half if half else np.inf


def shown(key: str, value: float, zero: dict[str, Difference], turned: dict[str, Difference]) -> Table:
    """What moves when the slope is knocked out, and when it is reversed."""
    table = Table(f"{key} = {value:g}", box=SIMPLE_HEAD, pad_edge=False)
    for header in ("zero", "reversed"):
        table.add_column(f"{header}, difference [95 %]", justify="right")
    names = list(dict.fromkeys([*list(turned)[:SHOWN], *list(zero)[:SHOWN]]))
    for name in names:
        table.add_row(name, *(_cell(found.get(name)) for found in (zero, turned)))
    table.columns[0].no_wrap = True
    return table


def _cell(difference: Difference | None) -> str:
    if difference is None:
        return "."
    return f"{difference.mean:+.4g} [{difference.low:+.4g}, {difference.high:+.4g}]"


def _chosen(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Slopes to be looked at (all, if none is named), and what else the centre is told.

    Raises:
        Refused: a name that is no slope.
    """
    named, known = [word for word in words if "=" not in word], list(slopes())
    for word in named:
        if word not in known:
            raise Refused("slope", word, f"one of {', '.join(known)}", nearest_name(word, known))
    return named or known, [word for word in words if "=" in word]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what moves, slope by slope; returns the exit code."""
    given = asked_for("knock_out", "What hangs on one psychological slope.", DAYS).parse_args(arguments)
    return ended(lambda: _print(given))


def _print(given: argparse.Namespace) -> None:
    keys, overrides = _chosen(given.overrides)
    configured, out = small(overrides), for_results()
    usual = configured.scenario
    ways = [usual, *(times(usual, key, factor) for key in keys for factor in (0.0, -1.0))]
    found = replicated(measured, ways, given, configured.study.seed)
    out.print(
        f"{usual.name}; {given.replications} pairs of {given.days} open days; a dot: no difference seen"
    )
    for place, key in enumerate(keys):
        zero, turned = (moved(found[0], found[1 + 2 * place + which]) for which in (0, 1))
        out.print(shown(key, operator.attrgetter(key)(usual), zero, turned))


if __name__ == "__main__":
    sys.exit(main())

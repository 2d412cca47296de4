"""The options of a study, each a scenario at a point of the levers, and what parts them from the baseline.

Called by `sim.answers`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.comparison import Headline, headline_of
from sim.experiment.crossing import over_both
from sim.experiment.designs import factorial
from sim.experiment.families import Verdict, level_of_each
from sim.experiment.problem import Problem
from sim.experiment.smallest import SMALLEST
from sim.experiment.statistics import Difference, Floats
from sim.experiment.table import in_common, paired_draws
from sim.experiment.wanted import WANTED
from sim.shown import plain


@dataclass(frozen=True)
class Option:
    """A scenario at a point of the levers.

    Attributes:
        scenario: its name.
        chosen: value of every lever, by key.
        words: how it is called: the scenario where there are several, the levers that there are.
    """

    scenario: str
    chosen: Mapping[str, Any]
    words: str

    def of(self, runs: pd.DataFrame) -> pd.DataFrame:
        """Its runs."""
        there = runs.scenario == self.scenario
        for key, value in self.chosen.items():
            there &= _is(runs[key], value)
        return runs[there]


def _is(column: pd.Series, value: Any) -> pd.Series:
    """Where a column has the value of a lever; lists stand in it as text, their numbers as floats."""
    if isinstance(value, list):
        return column.map(lambda text: bool(json.loads(text) == value)).astype(bool)
    return column.isna() if value is None else column == value


def options_of(scenarios: Sequence[str], levers: Mapping[str, Sequence[Any]]) -> list[Option]:
    """Every scenario at every point of the levers, the baseline first: the first of all."""
    varied = [key for key, values in levers.items() if len(values) > 1]
    short = _short(varied)
    return [
        Option(name, chosen, _words(name, {short[key]: chosen[key] for key in varied}, len(scenarios) > 1))
        for name in scenarios
        for chosen in factorial(levers)
    ]


def _short(keys: Sequence[str]) -> dict[str, str]:
    """The last part of every key, or the key where two end alike."""
    ends = [key.rpartition(".")[2] for key in keys]
    return {key: end if ends.count(end) == 1 else key for key, end in zip(keys, ends, strict=True)}


def _words(name: str, chosen: Mapping[str, Any], several: bool) -> str:
    levers = ", ".join(f"{key}={_value(value)}" for key, value in chosen.items())
    if not levers:
        return name
    if several:
        return f"{name} ({levers})"
    return f"({levers})" if len(chosen) > 1 else levers


def _value(value: Any) -> str:
    return json.dumps(value) if value is None or isinstance(value, list) else plain(value)


@dataclass(frozen=True, eq=False)
class Measured:
    """An option against the baseline in one outcome.

    Attributes:
        option: which.
        headline: how the outcome is printed.
        smallest: difference that matters.
        sign: 1 where more is wanted, -1 where less is.
        base, form: draws x replications of the baseline and of the option.
        at: numbers of the draws.
        difference: option less baseline, with its interval.
    """

    option: Option
    headline: Headline
    smallest: float
    sign: int
    base: Floats
    form: Floats
    at: tuple[int, ...]
    difference: Difference

    @property
    def draws(self) -> int:
        """How many draws both have."""
        return len(self.at)

    @property
    def directed(self) -> Difference:
        """The difference, above zero where the option is better."""
        found = self.difference
        if self.sign > 0:
            return found
        return Difference(
            mean=-found.mean, low=-found.high, high=-found.low, replications=found.replications,
            missing=found.missing,
        )  # fmt: skip

    @property
    def directed_by_draw(self) -> Floats:
        """The same of every draw, over its replications."""
        return self.sign * (self.form - self.base).mean(axis=1)

    @property
    def verdict(self) -> Verdict:
        """Better, worse, equivalent (all of the interval within what does not matter) or unclear."""
        low, high = self.directed.low, self.directed.high
        if -self.smallest < low and high < self.smallest:
            return "equivalent"
        return "better" if low > 0 else "worse" if high < 0 else "unclear"

    @property
    def shown(self) -> str:
        """The difference with its interval."""
        found = self.difference
        if np.isnan(found.low):
            return f"{amount(self.headline, found.mean)} [-]"
        return amount(self.headline, found.mean, found.low, found.high)

    def codes(self, runs: pd.DataFrame, problem: Problem) -> Floats:
        """The uncertain parameters of its draws as numbers."""
        rows = self.option.of(runs).drop_duplicates("draw").set_index("draw")
        return problem.codes(rows.loc[list(self.at)])


def measured(
    runs: pd.DataFrame, baseline: Option, option: Option, outcome: str, family: int = 1
) -> Measured | None:
    """The option in an outcome that is wanted; None where the two have no draw in common with a value.

    Args:
        runs: with a column `draw`.
        baseline: what it is held against.
        option: which.
        outcome: column, wanted one way.
        family: options whose intervals are to hold together.
    """
    if outcome not in runs:
        return None
    base, form = paired_draws(baseline.of(runs), option.of(runs), outcome)
    if base.empty or form.shape[1] != base.shape[1]:
        return None
    ours, theirs = form.to_numpy(), base.to_numpy()
    found = over_both(ours - theirs, level_of_each(0.95, family), common=in_common(runs))
    smallest = SMALLEST[outcome].of(float(theirs.mean())) if outcome in SMALLEST else 0.0
    sign = 1 if WANTED[outcome] == "max" else -1
    at = tuple(int(draw) for draw in base.index)
    return Measured(option, headline_of(outcome), smallest, sign, theirs, ours, at, found)


def amount(headline: Headline, *values: float) -> str:
    """A difference in the unit in which the measure is printed, the ends of its interval behind it."""
    first, *ends = (f"{headline.scale * value:+z,.{headline.digits}f}" for value in values)
    said = f"{first} {'points' if headline.unit == '%' else headline.unit}".rstrip()
    return f"{said} [{', '.join(ends)}]" if ends else said

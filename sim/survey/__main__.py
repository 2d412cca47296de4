"""The survey of a centre beside Inergie's: `python -m sim.survey [key=value ...]`.

Called by people. Nothing is fitted: it prints what the model emits, and by how much that misses.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from sim.consoles import for_results
from sim.endings import ended
from sim.experiment.statistics import mean_interval
from sim.small_study import asked_for, finished, replicated, small
from sim.survey import NOT_ASKED, SOURCE, Answers, survey
from sim.world import Run

DAYS = 252  # open days: a year


def surveyed(run: Run) -> list[Answers]:
    """The survey at the end of a run that has not begun."""
    return survey(finished(run))


def shown(surveys: Sequence[Sequence[Answers]]) -> Table:
    """Question by question: found, emitted (its mean over runs with its interval), missed by, standing."""
    table = Table("", box=SIMPLE_HEAD, pad_edge=False)
    for header in ("found, %", "emitted, % [95 %]", "missed by", "of so many asked, %"):
        table.add_column(header, justify="right")
    table.add_column("standing")
    table.columns[0].no_wrap = True
    for together in zip(*surveys, strict=True):
        question = together[0].question
        share = mean_interval([100 * one.share for one in together])
        chance = f"{100 * np.mean([one.low for one in together]):.0f} to "
        chance += f"{100 * np.mean([one.high for one in together]):.0f}"
        table.add_row(
            question.words,
            f"{100 * question.found:.0f}",
            f"{share.mean:.1f} [{share.low:.1f}, {share.high:.1f}]",
            f"{share.mean - 100 * question.found:+.0f}",
            chance,
            question.standing,
        )
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both surveys; returns the exit code."""
    given = asked_for("survey", "The survey of a centre beside Inergie's.", DAYS).parse_args(arguments)
    return ended(lambda: _print(given))


def _print(given: argparse.Namespace) -> None:
    found, out = small(given.overrides), for_results()
    (surveys,) = replicated(surveyed, [found.scenario], given, found.study.seed)
    law = found.scenario.survey
    out.print(f"{found.scenario.name}; {given.replications} replications; {SOURCE}")
    out.print(f"one law for all questions: half agree at a score of {law.cut:g}, noise {law.noise:g}")
    out.print(shown(surveys))
    for question, why in NOT_ASKED.items():
        out.print(f"not asked: {question} ({why})", markup=False)


if __name__ == "__main__":
    sys.exit(main())

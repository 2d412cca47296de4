"""What published evidence says a run must emit, held against what it does: `python -m sim.evidence`.

A slope that goes into a rule is a parameter; a correlation, a level or a share that must come out of all
rules together is evidence. Each row stands here once, with its range, its source and its grade: F the number
was read, V read with a vendor or in the press, D derived from such a number, M recalled and not checked.
Nothing is fitted and no test asserts the outcome. Called by people, and by `sim.reference` for the page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from sim.consoles import for_results
from sim.endings import ended
from sim.experiment.statistics import Difference, mean_interval
from sim.small_study import asked_for, measured, replicated, small
from sim.world import Run

YEAR_DAYS = 261  # open days, Monday to Friday
_BURNOUT = "Human Resources for Health 2013, 11:48, table 3"
_SICK = "Borritz et al. 2006, PUMA"


@dataclass(frozen=True)
class Evidence:
    """One row of evidence.

    Attributes:
        what: in words.
        low, high: range that the evidence gives.
        source: where it stands.
        grade: F, V, D or M.
        column: the measure that has to come to it.
    """

    what: str
    low: float
    high: float
    source: str
    grade: str
    column: str


def emitted(run: Run) -> list[float | None]:
    """What every row of `EVIDENCE` is in a run that has not begun."""
    outputs = measured(run)
    return [outputs[row.column] for row in EVIDENCE]


def verdict(found: Difference, low: float, high: float) -> str:
    """Inside or outside where the whole interval is; else undecided."""
    if low <= found.low and found.high <= high:
        return "inside"
    return "outside" if found.high < low or found.low > high else "undecided"


EVIDENCE = (
    Evidence(
        "autonomy with satisfaction (here engagement), r", 0.3, 0.5,
        "Humphrey, Nahrgang & Morgeson 2007: r .37, rho .48", "F", "autonomy_engagement_r",
    ),
    Evidence(
        "support with satisfaction (manager's, engagement), r", 0.41, 0.56,
        "Humphrey, Nahrgang & Morgeson 2007: r .41, rho .56", "F", "support_engagement_r",
    ),
    Evidence(
        "workload (busy share) with strain, r", 0.28, 0.79, f"{_BURNOUT}: interval of rho", "F",
        "workload_strain_r",
    ),
    Evidence(
        "autonomy with strain, r", -0.60, -0.01, f"{_BURNOUT}: interval of rho", "F",
        "autonomy_strain_r",
    ),
    Evidence(
        "strain after twelve months, rank correlation", 0.5, 0.7, "stability of burnout, recalled", "M",
        "strain_stability_r",
    ),
    Evidence(
        "engagement with illnesses of the year after, r", -0.23, 0.0,
        "Neuber et al. 2022: -.171; not beyond the joint R .23 of Swider & Zimmerman 2010", "D",
        "engagement_illnesses_r",
    ),
    Evidence(
        "strain with days ill, r", 0.0, 0.25, "Darr & Johns 2008: positive but small; below .25", "D",
        "strain_days_ill_r",
    ),
    Evidence(
        "days ill for a standard deviation of strain, ratio", 1.11, 1.32, f"{_SICK}: 1.21", "F",
        "days_ill_by_strain_ratio",
    ),
    Evidence(
        "days ill, highest over lowest quarter of strain", 1.6, 2.5,
        f"{_SICK}: 13.6 over 5.4 days; by the slope alone 1.21 ** 2.54", "D", "days_ill_quarters_ratio",
    ),
    Evidence(
        "engagement with quitting in the year after, r", -0.28, -0.19,
        "Rubenstein et al. 2018: engagement -.19, satisfaction -.25, rho -.28", "F", "engagement_quits_r",
    ),
    Evidence(
        "turnover, a year", 0.24, 0.34, "Europe 2007 24 % (Dimension Data); France 2009 34 % (AHI 33)", "F",
        "quits_per_year",
    ),
    Evidence(
        "contracts broken within the first year", 0.31, 0.41, "Dares: 36.1 %, within five points", "F",
        "quits_first_year_share",
    ),
    Evidence(
        "absence", 0.064, 0.11, "Germany 6.4 % (TK 2010) to 14 French centres 11 % (AHI 33)", "F",
        "absence_share",
    ),
    Evidence(
        "first-contact resolution", 0.59, 0.70, "SQM: 70 % of calls, 59 % in one contact", "V",
        "first_contact_resolution_share",
    ),
    Evidence(
        "escalations over contacts", 0.05, 0.18, "5-11 % (Turnella, Gistly), 18 % (SQM)", "V",
        "escalation_share",
    ),
    Evidence(
        "people told something good, for one told something bad", 2.0, 4.0,
        "East et al. 2007: about three", "F", "told_good_to_bad_ratio",
    ),
    Evidence("occupancy", 0.85, 0.90, "multichannelmerchant", "F", "occupancy_share"),
    Evidence("abandonment", 0.03, 0.08, "usual in the trade, recalled", "M", "abandonment_share"),
)  # fmt: skip


def shown(found: Sequence[Sequence[Sequence[float | None]]], headers: Sequence[str]) -> Table:
    """Row by row: the range, and for every scenario what it emits over replications, and the verdict."""
    table = Table("", "range", box=SIMPLE_HEAD, pad_edge=False)
    for header in headers:
        table.add_column(f"{header} [95 %]", justify="right")
        table.add_column("")
    table.add_column("grade")
    for place, row in enumerate(EVIDENCE):
        cells: list[str] = []
        for runs in found:
            values = np.array([run[place] for run in runs], float)
            interval = mean_interval(values[np.isfinite(values)])
            told = f"{interval.mean:.3f} [{interval.low:.3f}, {interval.high:.3f}]"
            missing = f" ({runs_without} without)" if (runs_without := int(np.isnan(values).sum())) else ""
            cells += [told + missing if interval.replications else "-", _judged(interval, row)]
        table.add_row(row.what, f"{row.low:g} to {row.high:g}", *cells, row.grade)
    for column in table.columns:
        column.no_wrap = True
    return table


def _judged(interval: Difference, row: Evidence) -> str:
    return verdict(interval, row.low, row.high) if interval.replications > 1 else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is emitted beside what evidence says; returns the exit code."""
    parser = asked_for("evidence", "What a centre emits beside what evidence says.", YEAR_DAYS)
    parser.add_argument(
        "--equal-weights", action="store_true", help="the same with all weights alike, beside"
    )
    given = parser.parse_args(arguments)
    return ended(lambda: _print(given))


def _print(given: argparse.Namespace) -> None:
    configured, out = small(given.overrides), for_results()
    usual = configured.scenario
    equal = replace(usual, people=replace(usual.people, equal_weights=True))
    ways = [usual, equal] if given.equal_weights else [usual]
    found = replicated(emitted, ways, given, configured.study.seed)
    out.print(f"{usual.name}; {given.replications} replications of {given.days} open days; nothing is fitted")
    out.print(shown(found, ["emitted", "equal weights"][: len(ways)]))


if __name__ == "__main__":
    sys.exit(main())

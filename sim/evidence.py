"""What published evidence says a run must emit, held against what it does: `python -m sim.evidence`.

A slope that goes into a rule is a parameter; a correlation, a level or a share that must come out of all
rules together is evidence. Each row stands here once, with its range, its source and its grade: F the number
was read, V read with a vendor or in the press, D derived from such a number, M recalled and not checked.
Nothing is fitted and no test asserts the outcome. Called by people, and by `sim.reference` for the page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rich.box import SIMPLE_HEAD
from rich.table import Table
from scipy.stats import rankdata

from sim.consoles import for_results
from sim.endings import ended
from sim.experiment.statistics import Difference, mean_interval
from sim.measures import measure
from sim.practice import Outputs
from sim.small_study import asked_for, finished, replicated, small
from sim.states import BUSY, IDLE, NONE
from sim.world import Run

Floats = NDArray[np.float64]
YEAR_DAYS = 261  # open days, Monday to Friday
FEWEST = 8  # people of whom a correlation says something
_BURNOUT = "Human Resources for Health 2013, 11:48, table 3"
_SICK = "Borritz et al. 2006, PUMA"


@dataclass(frozen=True)
class Year:
    """A run after a year, its measures, and its people as they were when the year began."""

    run: Run
    outputs: Outputs
    before: np.recarray


@dataclass(frozen=True)
class Evidence:
    """One row of evidence.

    Attributes:
        what: in words.
        low, high: range that the evidence gives.
        source: where it stands.
        grade: F, V, D or M.
        emitted: what a year has come to; none where nothing can be said.
    """

    what: str
    low: float
    high: float
    source: str
    grade: str
    emitted: Callable[[Year], float | None]


def watched(run: Run) -> Year:
    """A run brought to its end, remembering its people as the warm-up ends."""
    while run.day < run.warmup and not run.finished:
        run.step()
    before = run.world.person.copy()
    return Year(finished(run), measure(run), before)


def emitted(run: Run) -> list[float | None]:
    """What every row of `EVIDENCE` is in a run that has not begun."""
    year = watched(run)
    return [row.emitted(year) for row in EVIDENCE]


def verdict(found: Difference, low: float, high: float) -> str:
    """Inside or outside where the whole interval is; else undecided."""
    if low <= found.low and found.high <= high:
        return "inside"
    return "outside" if found.high < low or found.low > high else "undecided"


def correlation(one: Floats, other: Floats) -> float | None:
    """Pearson's; null with too few people, or where all are alike."""
    if one.size < FEWEST or np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def rate_ratio(counts: Floats, score: Floats) -> float | None:
    """Factor on the expected count for a standard deviation of a score: log-linear Poisson regression."""
    if counts.size < FEWEST or counts.sum() == 0 or np.ptp(score) == 0.0:
        return None
    design = np.column_stack([np.ones(score.size), (score - score.mean()) / score.std()])
    slope = np.array([np.log(counts.mean()), 0.0])
    for _ in range(50):
        expected = np.exp(design @ slope)
        step = np.linalg.solve(design.T * expected @ design, design.T @ (counts - expected))
        slope += step
        if np.abs(step).max() < 1e-10:
            return float(np.exp(slope[1]))
    return None


def _output(name: str) -> Callable[[Year], float | None]:
    return lambda year: year.outputs.get(name)


def _felt(year: Year, *, after: bool = True) -> NDArray[np.bool_]:
    """Advisors there when the year began, and (`after`) when it ended: rows of persons."""
    people, first = year.run.scenario.people, year.before
    there = (first.advisor != NONE) & (first.left == NONE)
    there &= np.arange(first.size) < year.run.world.clock[0].staff_of_day_0
    there &= bool(people.strain.enabled and people.engagement.enabled)
    if after:
        there &= year.run.world.person[: first.size].left == NONE
    return np.asarray(there, bool)


def _between(one: str, other: str) -> Callable[[Year], float | None]:
    """Correlation between two states of those who stayed, at the end."""

    def emitted_of(year: Year) -> float | None:
        person = year.run.world.person[: year.before.size][_felt(year)]
        return correlation(np.asarray(person[one], float), np.asarray(person[other], float))

    return emitted_of


def _workload(year: Year) -> float | None:
    person = year.run.world.person[: year.before.size][_felt(year)]
    paid = year.run.world.advisor.paid[person.advisor]
    busy = paid[:, list(BUSY)].sum(axis=1)
    return correlation(busy / np.maximum(busy + paid[:, IDLE], 1), person.strain_sum)


def _strain_ranks(year: Year) -> float | None:
    there = _felt(year)
    before, after = year.before.strain[there], year.run.world.person.strain[: there.size][there]
    return correlation(rankdata(before), rankdata(after))


def _ill(year: Year) -> tuple[Floats, Floats]:
    """Days ill and mean strain of those who stayed; none where nobody falls ill."""
    there = _felt(year) & year.run.scenario.people.absence.enabled
    person = year.run.world.person[: there.size][there]
    return person.days_ill.astype(float), np.asarray(person.strain_sum, float)


def _strain_absence(year: Year) -> float | None:
    return correlation(*_ill(year))


def _absence_per_sd(year: Year) -> float | None:
    return rate_ratio(*_ill(year))


def _absence_of_quartiles(year: Year) -> float | None:
    days, strain = _ill(year)
    if days.size < FEWEST:
        return None
    low, high = np.quantile(strain, [0.25, 0.75])
    least = days[strain <= low].mean()
    return float(days[strain >= high].mean() / least) if least else None


def _engagement_absence(year: Year) -> float | None:
    there = _felt(year) & year.run.scenario.people.absence.enabled
    spells = year.run.world.person[: there.size].illnesses - year.before.illnesses
    return correlation(np.asarray(year.before.engagement[there], float), spells[there].astype(float))


def _engagement_quits(year: Year) -> float | None:
    there = _felt(year, after=False) & year.run.scenario.people.quitting.enabled
    left = year.run.world.person[: there.size].left != NONE
    return correlation(np.asarray(year.before.engagement[there], float), left[there].astype(float))


EVIDENCE = (
    Evidence(
        "autonomy with satisfaction (here engagement), r", 0.3, 0.5,
        "Humphrey, Nahrgang & Morgeson 2007: r .37, rho .48", "F", _between("autonomy", "engagement"),
    ),
    Evidence(
        "support with satisfaction (manager's, engagement), r", 0.41, 0.56,
        "Humphrey, Nahrgang & Morgeson 2007: r .41, rho .56", "F", _between("managed", "engagement"),
    ),
    Evidence(
        "workload (busy share) with strain, r", 0.28, 0.79, f"{_BURNOUT}: interval of rho", "F", _workload
    ),
    Evidence(
        "autonomy with strain, r", -0.60, -0.01, f"{_BURNOUT}: interval of rho", "F",
        _between("autonomy", "strain_sum"),
    ),
    Evidence(
        "strain after twelve months, rank correlation", 0.5, 0.7, "stability of burnout, recalled", "M",
        _strain_ranks,
    ),
    Evidence(
        "engagement with illnesses of the year after, r", -0.23, 0.0,
        "Neuber et al. 2022: -.171; not beyond the joint R .23 of Swider & Zimmerman 2010", "D",
        _engagement_absence,
    ),
    Evidence(
        "strain with days ill, r", 0.0, 0.25, "Darr & Johns 2008: positive but small; below .25", "D",
        _strain_absence,
    ),
    Evidence(
        "days ill for a standard deviation of strain, ratio", 1.11, 1.32, f"{_SICK}: 1.21", "F",
        _absence_per_sd,
    ),
    Evidence(
        "days ill, highest over lowest quarter of strain", 1.6, 2.5,
        f"{_SICK}: 13.6 over 5.4 days; by the slope alone 1.21 ** 2.54", "D", _absence_of_quartiles,
    ),
    Evidence(
        "engagement with quitting in the year after, r", -0.28, -0.19,
        "Rubenstein et al. 2018: engagement -.19, satisfaction -.25, rho -.28", "F", _engagement_quits,
    ),
    Evidence(
        "turnover, a year", 0.24, 0.34, "Europe 2007 24 % (Dimension Data); France 2009 34 % (AHI 33)", "F",
        _output("quits_per_year"),
    ),
    Evidence(
        "contracts broken within the first year", 0.31, 0.41, "Dares: 36.1 %, within five points", "F",
        _output("quits_first_year_share"),
    ),
    Evidence(
        "absence", 0.064, 0.11, "Germany 6.4 % (TK 2010) to 14 French centres 11 % (AHI 33)", "F",
        _output("absence_share"),
    ),
    Evidence(
        "first-contact resolution", 0.59, 0.70, "SQM: 70 % of calls, 59 % in one contact", "V",
        _output("first_contact_resolution_share"),
    ),
    Evidence(
        "escalations over contacts", 0.05, 0.18, "5-11 % (Turnella, Gistly), 18 % (SQM)", "V",
        _output("escalation_share"),
    ),
    Evidence(
        "people told something good, for one told something bad", 2.0, 4.0,
        "East et al. 2007: about three", "F", _output("told_good_to_bad_ratio"),
    ),
    Evidence("occupancy", 0.85, 0.90, "multichannelmerchant", "F", _output("occupancy_share")),
    Evidence("abandonment", 0.03, 0.08, "usual in the trade, recalled", "M", _output("abandonment_share")),
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

"""The comparison of scenarios: means, paired differences, 95 % intervals, measure by measure.

Every form meets the same first contacts and rosters with the same random numbers, so differences are
paired by replication. Intervals of a line hold together, and a difference too small to matter is told to be
so. Called by `sim.command`, `sim.plots` and the notebooks; printed by `sim.comparison_table`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiment.families import Verdict, p_of_no_difference, simultaneous, verdict
from sim.experiment.pairing import Pairing, pairing
from sim.experiment.smallest import SMALLEST
from sim.experiment.statistics import Difference, mean_interval

ERROR = 0.05
"""Chance at most of a false mark, in a line (`*`, `=`) or in the whole table (`**`)."""


@dataclass(frozen=True)
class Headline:
    """A measure as it is printed.

    Attributes:
        column: of the results.
        label: in a table, where it may lean on the line above.
        scale: by which a value is multiplied, digits behind its point.
        if_zero: whether it is printed where all are 0.
        alone: what it is called where no line stands above it; empty: as the label has it, without its unit.
    """

    column: str
    label: str
    scale: float = 1.0
    digits: int = 1
    if_zero: bool = True
    alone: str = ""

    @property
    def unit(self) -> str:
        """What stands behind the label's last comma."""
        return self.label.rpartition(", ")[2] if ", " in self.label else ""

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return self.alone or self.label.rpartition(", ")[0] or self.label.replace("_", " ")


HEADLINES = (
    Headline("service_level_share", "service level, %", 100),
    Headline("speed_of_answer_s", "speed of answer, s"),
    Headline("abandonment_share", "abandonment, %", 100, 2),
    Headline("blocked_share", "all lines taken, %", 100, 2, if_zero=False),
    Headline("occupancy_share", "occupancy, %", 100),
    Headline("first_contact_resolution_share", "first-contact resolution, %", 100),
    Headline("escalation_share", "escalations, % of contacts", 100),
    Headline("transfer_share", "transfers, % of contacts", 100, if_zero=False),
    Headline("transfer_wait_s", "wait for the second tier, s", if_zero=False),
    Headline("decision_latency_p50_min", "decision latency, half decided fairly, min"),
    Headline("decision_latency_p90_min", "decision latency, nine tenths, min"),
    Headline("decision_latency_mean_5d_min", "decision latency, mean cut at 5 days, min", 1, 0),
    Headline("fair_within_10_min_share", "decided fairly within 10 min, %", 100),
    Headline("fair_within_1_day_share", "decided fairly within a day, %", 100),
    Headline("fair_ever_share", "decided fairly ever, %", 100),
    Headline("latency_held_min", "on hold before a fair decision, min"),
    Headline("latency_in_tray_min", "in trays before a fair decision, min"),
    Headline("churn_service_per_month", "churn because of service, % a month", 100, 3),
    Headline("churn_other_per_month", "churn for other reasons, % a month", 100, 3),
    Headline("acquired_per_month", "customers who come on top, % a month", 100, 3, if_zero=False),
    Headline("satisfaction_mean", "satisfaction where something is decided, %", 100),
    Headline(
        "satisfaction_weakest_mean",
        "the same by the weakest link, %",
        100,
        alone="satisfaction by the weakest link",
    ),
    Headline("satisfaction_contacts_mean", "satisfaction, all contacts, %", 100),
    Headline("satisfaction_customers_mean", "satisfaction of customers at the end, %", 100),
    Headline("promises_kept_share", "call-backs in time, % of promised", 100, if_zero=False),
    Headline("told_good_to_bad_ratio", "told something good, for one told something bad"),
    Headline("stress_mean", "stress of the staff of day 0, %", 100),
    Headline("burnt_out_share", "of them, burnt out, %", 100, alone="share of the staff burnt out"),
    Headline("engagement_mean", "their engagement, %", 100, alone="engagement"),
    Headline("absence_share", "advisors ill, %", 100, 2),
    Headline("quits_per_year", "advisors who leave in a year, %", 100),
    Headline("margin_eur_per_day", "margin, EUR an open day", 1, 0),
    Headline("goodwill_eur_per_1000_contacts", "goodwill, EUR per 1,000 contacts", 1, 0),
    Headline(
        "overspent_eur_per_1000_contacts",
        "of it, beyond what was due, EUR",
        1,
        1,
        if_zero=False,
        alone="goodwill beyond what was due",
    ),
    Headline(
        "abuse_eur_per_1000_contacts",
        "of it, to who was not due anything, EUR",
        1,
        1,
        if_zero=False,
        alone="goodwill to who was not due anything",
    ),
    Headline("unfair_refusals_per_1000_contacts", "refused though due, per 1,000 contacts", if_zero=False),
    Headline("violations_per_1000_contacts", "rules broken, per 1,000 contacts", if_zero=False),
    Headline("felt_autonomy_share", "autonomy felt, % of the formal one", 100),
    Headline("advice_share", "colleagues asked, % of contacts", 100, if_zero=False),
    Headline("agenda_wait_h", "wait for a circle's decision, h", 1, 0, if_zero=False),
    Headline("tension_latency_h", "latency across circles, h", 1, 0, if_zero=False),
    Headline("coordination_share", "meetings and paper work, % of paid time", 100, if_zero=False),
    Headline("peak_abandonment_share", "abandonment of the worst day, %", 100),
    Headline("answered_by_managers_share", "calls answered by managers, %", 100, 2, if_zero=False),
    Headline("crisis_latency_h", "until the firm has decided in a crisis, h", if_zero=False),
    Headline("chats_left_share", "chats given up by the customer, %", 100, if_zero=False),
    Headline("manager_available_share", "manager there in time, % of needs", 100),
    Headline("undone_share_translate", "nobody said what is wanted, % of needs", 100),
    Headline("undone_share_tinker", "nobody helped to make things work, % of needs", 100),
    Headline("undone_share_soothe", "nobody listened after hostility, % of needs", 100),
    Headline("measured_score_share", "score as measured, %", 100, if_zero=False),
    Headline("true_score_share", "score in truth, %", 100, if_zero=False),
    Headline("dissonance_per_1000_contacts", "script against need, per 1,000 contacts", if_zero=False),
    Headline("overtime_share", "overtime, % of paid time", 100, 2),
    Headline("managers_reviewing_share", "managers' time spent reviewing, %", 100),
)


def headline_of(column: str) -> Headline:
    """How a measure is printed; one that is no headline under its own name."""
    known = {headline.column: headline for headline in HEADLINES}
    return known.get(column, Headline(column, column, digits=3))


@dataclass(frozen=True)
class Judged:
    """What can be said of a difference to the baseline.

    Attributes:
        difference: with its interval, which holds together with those of the other forms.
        p: of no difference at all, of this form alone; NaN without an interval.
        verdict: better (here: more), worse (less), equivalent, unclear; together with the other forms.
        pairing: what common random numbers brought.
    """

    difference: Difference
    p: float
    verdict: Verdict
    pairing: Pairing


@dataclass(frozen=True)
class Compared:
    """One measure over all scenarios.

    Attributes:
        headline: which.
        means: by scenario, baseline first; NaN where a replication has no value.
        judged: differences to the baseline, by scenario; the baseline itself is not among them.
    """

    headline: Headline
    means: dict[str, Difference]
    judged: dict[str, Judged]


def compare(runs: pd.DataFrame, scenarios: Sequence[str]) -> list[Compared]:
    """Means and paired differences of all headline measures.

    Measures that no scenario has a value of are left out.

    Args:
        runs: rows of `sim.results.load`, status ok, of these scenarios.
        scenarios: the baseline first.
    """
    paired = {name: runs[runs.scenario == name].set_index("replication").sort_index() for name in scenarios}
    common = sorted(set.intersection(*(set(frame.index) for frame in paired.values())))
    found = []
    for headline in HEADLINES:
        values = {
            name: headline.scale * frame.loc[common, headline.column].to_numpy(float)
            for name, frame in paired.items()
            if headline.column in frame
        }
        if len(values) < len(scenarios) or not common or not _says_something(headline, values.values()):
            continue
        means = {name: mean_interval(value) for name, value in values.items()}
        found.append(Compared(headline, means, _judged(headline, values, scenarios)))
    return found


def _judged(
    headline: Headline, values: Mapping[str, NDArray[np.float64]], scenarios: Sequence[str]
) -> dict[str, Judged]:
    baseline, *forms = scenarios
    if not forms:
        return {}
    base = values[baseline]
    smallest = headline.scale * SMALLEST[headline.column].of(base.mean() / headline.scale)
    differences = simultaneous([values[name] for name in forms], base, 1 - ERROR)
    return {
        name: Judged(
            difference=difference,
            p=p_of_no_difference(values[name], base),
            verdict=verdict(values[name], base, smallest, level=1 - ERROR, family=len(forms)),
            pairing=pairing(values[name], base),
        )
        for name, difference in zip(forms, differences, strict=True)
    }


def _says_something(headline: Headline, values: Iterable[NDArray[np.float64]]) -> bool:
    there = np.concatenate([value[~np.isnan(value)] for value in values])
    return there.size > 0 and (headline.if_zero or bool(there.any()))

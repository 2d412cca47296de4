"""A study in three sentences, what would make it wrong, and what to measure first.

A study that asks a question has its own three (`sim.answers`). Called by `sim.report.page`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from sim.comparison import Compared
from sim.comparison_table import number
from sim.experiment.flipping import Flip, flipping
from sim.experiment.problem import Problem
from sim.experiment.statistics import share_interval
from sim.experiment.wanted import WANTED
from sim.report.fitted import mark_of
from sim.report.reading import FEWEST_DRAWS, Told
from sim.report.words import Speech

HEADLINES = {
    "decision_latency_mean_5d_min": "latency",
    "satisfaction_mean": "satisfaction",
    "churn_service_per_month": "churn",
    "stress_mean": "stress",
    "margin_eur_per_day": "margin",
}
"""The measures that a report begins with, and what its sentences call them."""
LATENCY, *_, MARGIN = HEADLINES
FAIR = "fair_ever_share"
SENTENCES = {
    "best_customers": ("latency", "satisfaction", "churn", "fair"),
    "best_people": ("stress", "margin"),
}
USUAL_REPLICATIONS = 10
MEASUREMENTS = 2


def three(told: Told, speech: Speech) -> list[str]:
    """The three sentences."""
    if told.answer is not None:
        return [told.answer.question, *told.answer.sentences]
    rows = {row.headline.column: row for row in told.bases[told.basis]}
    best = {column: _best(rows[column]) for column in HEADLINES if column in rows}
    said = {HEADLINES[column]: name for column, name in best.items()}
    said |= {
        f"{HEADLINES[column]}_value": _value(rows[column], name, told, speech)
        for column, name in best.items()
    }
    if FAIR in rows and LATENCY in best:
        said["fair"] = _value(rows[FAIR], best[LATENCY], told, speech)
    first = [speech(text, **said) for text, needs in SENTENCES.items() if set(needs) <= set(said)]
    return [*first, _sure(told, rows, best, speech)]


def _sign(column: str) -> float:
    return 1.0 if WANTED[column] == "max" else -1.0


def _best(row: Compared) -> str:
    """The form with the best mean; the baseline where it is as good."""
    sign = _sign(row.headline.column)
    return max(row.means, key=lambda name: np.nan_to_num(sign * row.means[name].mean, nan=-np.inf))


def _value(row: Compared, name: str, told: Told, speech: Speech) -> str:
    digits, unit = row.headline.digits, speech.label(row.headline).rpartition(", ")[2]
    own = f"{speech.number(number(row.means[name].mean, digits))} {unit}"
    if name == told.baseline:
        return own
    base = speech.number(number(row.means[told.baseline].mean, digits))
    return speech("against", value=own, base=base)


def _sure(told: Told, rows: dict[str, Compared], best: dict[str, str], speech: Speech) -> str:
    verdicts = [judged.verdict for column in best for judged in rows[column].judged.values()]
    names = set(best.values())
    beats = speech("beats_all", form=next(iter(names))) if len(names) == 1 else speech("beats_none")
    return speech(
        "sure",
        beats=beats,
        baseline=told.baseline,
        all=len(verdicts),
        seen=sum(one in ("better", "worse") for one in verdicts),
        small=sum(one == "equivalent" for one in verdicts),
        unclear=sum(one == "unclear" for one in verdicts),
        basis=speech(f"basis_{told.basis}"),
    )


def doubts(told: Told, speech: Speech) -> Iterator[str]:
    """When not to believe it, from what the study is and what it found."""
    values = told.configurations[next(iter(told.configurations))]
    mark = mark_of(told, speech)
    if mark is not None:
        yield speech("doubt_mark", mark=mark)
    if not values.get("demand.file"):
        yield speech("doubt_packaged")
    if max(told.replications, told.draws) < USUAL_REPLICATIONS:
        yield speech("doubt_few", n=told.replications)
    if len(told.bases) > 1:
        turned = list(turns(told, speech))
        yield speech("doubt_basis", turns="; ".join(turned)) if turned else speech("doubt_no_turn")
    yield speech("doubt_goodwill")
    yield speech("doubt_value", value=speech.number(f"{values['firm.customer_value']:g}"))
    yield speech("doubt_appetite", value=speech.number(f"{100 * values['people.appetite']:g}"))
    yield speech("doubt_weights")


def turns(told: Told, speech: Speech) -> Iterator[str]:
    """Measures and forms whose difference is seen with one sign on one basis, and the other on another."""
    for column in HEADLINES:
        for form in told.options[1:]:
            signs = set()
            for compared in told.bases.values():
                for row in compared:
                    if row.headline.column == column and form in row.judged:
                        signs.add(row.judged[form].verdict)
            if {"better", "worse"} <= signs:
                yield f"{speech.name(column)}, {form}"


def leading(told: Told) -> str:
    """The measure by which options are ranked: the first that the study names and is wanted some way."""
    asked: Sequence[str] = (told.manifest.get("experiment") or {}).get("outcomes") or ()
    return next((one for one in asked if one in WANTED), MARGIN)


def measurements(told: Told, speech: Speech) -> list[str]:
    """The two uncertain parameters whose measurement would change the ranking most; none without draws."""
    if told.draws < FEWEST_DRAWS or not told.problem.dimensions:
        return []
    column = leading(told)
    wide = told.runs.pivot_table(index="replication", columns="scenario", values=column)[list(told.options)]
    wide = _sign(column) * wide
    form = str(wide.mean().idxmax())
    holds = (wide.idxmax(axis=1) == form).to_numpy()
    said = {"form": form, "measure": speech.name(column), "n": len(holds)}
    if holds.all():
        return [speech("measure_none", **said)]
    codes = told.problem.codes(told.drawn.loc[wide.index])
    found = list(_flips(told.problem, codes, holds))
    return [_measurement(one, said, speech) for one in found] or [speech("measure_cannot", **said)]


def _flips(problem: Problem, codes: np.ndarray, holds: np.ndarray) -> Iterator[Flip]:
    """The thresholds that part draws best, each of another parameter."""
    left = list(range(len(problem.dimensions)))
    for _ in range(MEASUREMENTS):
        only = replace(problem, dimensions=tuple(problem.dimensions[place] for place in left))
        found = flipping(only, codes[:, left], holds) if left else None
        if found is None:
            return
        yield found
        left = [place for place in left if problem.dimensions[place].key != found.condition.dimension.key]


def _measurement(found: Flip, said: dict[str, object], speech: Speech) -> str:
    return speech(
        "measure_which",
        **said,
        parameter=found.condition.dimension.key,
        condition=found.condition.words,
        inside=found.inside - found.gone,
        all_inside=found.inside,
        outside=found.outside - found.gone_elsewhere,
        all_outside=found.outside,
        sure="" if found.seen else speech("measure_unsure", p=speech.number(f"{found.p:.2g}")),
    )


def aborts(told: Told, speech: Speech) -> list[str]:
    """How often a transition is called off, over draws."""
    if told.draws < FEWEST_DRAWS or "called_off_share" not in told.runs:
        return []
    said = []
    for form in told.options:
        off = told.runs[told.runs.scenario == form].called_off_share.dropna()
        if (off > 0).any():
            share = share_interval(int((off > 0).sum()), off.size)
            ends = f"{100 * share.low:.0f}, {100 * share.high:.0f}"
            said.append(
                speech(
                    "abort_of", form=form, share=f"{100 * share.mean:.0f} % [{ends}]", what=speech("draws")
                )
            )
    return said

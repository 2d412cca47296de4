"""What the pictures of a report show, as tables: drawn as SVG on its page, as charts on slides.

Called by `sim.report.figures` and `sim.slides`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from sim.report.reading import FEWEST_DRAWS, Told
from sim.report.words import Speech
from sim.states import CASE_STATES

WITHIN_A_DAY = "fair_within_1_day_share"
# The accounts of the ledger as a board asks for them, from what serves customers to what nobody uses.
SPENT: Mapping[str, tuple[str, ...]] = {
    "with_customers": ("talk", "wrap_up", "call_back", "rework", "chat"),
    "waiting_decision": ("hold",),
    "asking": ("asking", "advising"),
    "reviewing": ("review",),
    "inward": ("preparation", "meeting", "recovery", "documenting", "working_group", "slack"),
    "reporting": ("reporting",),
    "support": ("coaching", "translating", "tinkering", "soothing", "supported"),
    "floor": ("floor",),
    "break": ("break",),
    "overtime": ("overtime",),
    "idle": ("idle",),
}
ROLES = ("advisor", "manager")
FARED = ("harmed", "alike", "relieved")


@dataclass(frozen=True, eq=False)
class Bars:
    """Stacked bars, one for each option.

    Attributes:
        name: of the picture.
        title, axis: its words.
        rows: options x parts, in the unit that the axis names.
        words: the same in words.
        fares: whether the parts are worse, alike and better.
    """

    name: str
    title: str
    axis: str
    rows: pd.DataFrame
    words: str
    fares: bool = False


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines over a common axis, one for each option.

    Attributes:
        name: of the picture.
        title, across, up: its words: above, along either axis.
        lines: by option, x by replication or draw.
        words: the same in words.
        note: below it.
    """

    name: str
    title: str
    across: str
    up: str
    lines: Mapping[str, pd.DataFrame]
    words: str
    note: str = ""


def bars(told: Told, speech: Speech) -> Iterator[Bars]:
    """All stacked bars that the study has tables for."""
    yield _split(told, speech)
    for role in ROLES:
        if "ledger" in told.tables and (told.tables["ledger"].role == role).any():
            yield _ledger(told, speech, role)
    if told.harms:
        yield _fared(told, speech)


def _split(told: Told, speech: Speech) -> Bars:
    """Minutes of a fairly decided case, by state."""
    rows = told.runs.groupby("scenario")[[f"latency_{state}_min" for state in CASE_STATES]].mean()
    rows = rows.loc[list(told.options)]
    rows.columns = pd.Index([speech(state) for state in CASE_STATES])
    values = "; ".join(f"{name} {speech.count(row.sum(), 1)} min" for name, row in rows.iterrows())
    return Bars("split", speech("split"), speech("split_axis"), rows, speech("split_alt", values=values))


def _ledger(told: Told, speech: Speech, role: str) -> Bars:
    """Percent of paid time, mean over runs, by what it went into."""
    table = told.tables["ledger"]
    table = table[table.role == role]
    shares = table.pivot_table(index="scenario", columns="account", values="share", aggfunc="sum").fillna(0.0)
    shares = shares.div(table.groupby("scenario").run_id.nunique(), axis=0)
    shares = shares.loc[[name for name in told.options if name in shares.index]]
    parts = {
        speech(group): 100 * shares[[one for one in accounts if one in shares]].sum(axis=1)
        for group, accounts in SPENT.items()
    }
    rows, name = pd.DataFrame(parts), f"ledger_{role}"
    words = speech("ledger_alt", values=_in_words(rows, speech))
    return Bars(name, speech(name), speech("ledger_axis"), rows, words)


def _fared(told: Told, speech: Speech) -> Bars:
    """Percent of the staff of day 0 who are worse off, as before, better off."""
    rows = pd.DataFrame(
        {
            one.scenario: [one.harmed.mean, 1.0 - one.harmed.mean - one.relieved.mean, one.relieved.mean]
            for one in told.harms
        },
        index=[speech(name) for name in FARED],
    )
    rows = 100 * rows.T
    smallest = speech.number(f"{100 * told.smallest_harm:.3g}")
    axis = speech("harm_axis", smallest=smallest, baseline=told.baseline)
    words = speech("harm_alt", values=_in_words(rows, speech))
    return Bars("harm", speech("harm"), axis, rows, words, fares=True)


def _in_words(rows: pd.DataFrame, speech: Speech) -> str:
    return "; ".join(
        f"{name}: "
        + ", ".join(f"{what} {speech.count(value, 1)} %" for what, value in row.items() if value > 0)
        for name, row in rows.iterrows()
    )


def latency_lines(told: Told, speech: Speech) -> Lines:
    """Share of all cases decided fairly, over opening hours since the first contact (min)."""
    table = told.tables["latency"]
    lines = {
        name: table[table.scenario == name].pivot_table(
            index="within_min", columns="replication", values="fair_share"
        )
        for name in told.options
    }
    day = {name: 100 * told.runs[told.runs.scenario == name][WITHIN_A_DAY].mean() for name in told.options}
    values = "; ".join(f"{name} {speech.count(value, 1)} %" for name, value in day.items())
    words = speech("soon_alt", values=values)
    return Lines("soon", speech("soon"), speech("soon_axis"), speech("soon_y"), lines, words)


def margin_lines(told: Told, speech: Speech) -> Lines:
    """Margin since the start less the baseline's, thousand EUR, over months, of every other option."""
    table = told.tables["days"].groupby(["scenario", "run_id", "replication", "month"]).margin_eur.sum()
    table = table.groupby(level=["scenario", "replication", "month"]).mean()
    cumulated = {name: _cumulated(table, name) for name in told.options}
    lines = {
        name: ((cumulated[name] - cumulated[told.baseline]) / 1000).dropna(axis=1, how="all")
        for name in told.options[1:]
    }
    ends = {name: rows.median(axis=1).iloc[-1] for name, rows in lines.items() if not rows.empty}
    words = speech("fan_alt", values="; ".join(f"{name} {speech.count(end)}" for name, end in ends.items()))
    what = speech("draws" if told.draws >= FEWEST_DRAWS else "replications")
    up, note = speech("fan_y", baseline=told.baseline), speech("fan_band", what=what)
    return Lines("fan", speech("fan"), speech("fan_axis"), up, lines, words, note)


def _cumulated(table: pd.Series, name: str) -> pd.DataFrame:
    if name not in table.index.get_level_values("scenario"):
        return pd.DataFrame()
    found: pd.DataFrame = table.loc[name].unstack("replication").cumsum()
    found.index = found.index + 1
    return found

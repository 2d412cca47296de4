"""The report's pictures, as SVG that stands in the page: text stays text, and each says what it shows.

Called by `sim.report.page`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.plots import COLOURS, DASHES, HATCHES, STYLE, curves
from sim.report.reading import FEWEST_DRAWS, Told
from sim.report.words import Speech
from sim.states import CASE_STATES

WIDTH = 4.8  # inches: on a phone the letters are still read
BAR, AROUND, LINE = 0.5, 0.9, 0.2  # inches: of a bar with its name, of what is around, of a legend's line
THICK = 0.5  # of the room of a bar
LETTERS = 66  # in a line as wide as the picture
SHORT = 30  # letters of a name of which two stand in a line
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
LEAST_SHOWN = 0.005  # of a whole bar, below which a part is left out
BAND = (0.05, 0.5, 0.95)
FARED = ("#d55e00", "#dddddd", "#0072b2")  # worse, alike, better


@dataclass(frozen=True)
class Picture:
    """A figure of the report.

    Attributes:
        title: above it.
        svg: the picture.
        note: below it.
    """

    title: str
    svg: str
    note: str = ""


def pictures(told: Told, speech: Speech) -> dict[str, Picture]:
    """All that the study has the tables for, by name."""
    found: dict[str, Picture] = {}
    with mpl.rc_context(STYLE):
        if "latency" in told.tables:
            found["soon"] = _soon(told, speech)
        found["split"] = _split(told, speech)
        if "ledger" in told.tables:
            for role in ("advisor", "manager"):
                if (told.tables["ledger"].role == role).any():
                    found[f"ledger_{role}"] = _ledger(told, speech, role)
        if "days" in told.tables and len(told.options) > 1:
            found["fan"] = _fan(told, speech)
        if told.harms:
            found["harm"] = _harm(told, speech)
    return found


def as_svg(figure: Figure, name: str, words: str) -> str:
    """A figure as SVG to stand in a page: ids of its own, words for who cannot see it, no size of its own."""
    with mpl.rc_context({"svg.hashsalt": name}):
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    head, _, rest = text.partition(">")
    head = re.sub(r' (width|height)="[^"]*"', "", head)
    # Parts are numbered alike in every figure of matplotlib's: named apart in one page.
    rest = re.sub(r'\bid="', f'id="{name}-', rest)
    rest = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", rest)
    return f'{head} role="img" aria-label="{escape(words, quote=True)}">{rest}'


def _soon(told: Told, speech: Speech) -> Picture:
    figure = Figure(figsize=(WIDTH, 3.2 + LINE * _lines(told.options)), layout="constrained")
    axes: Any = figure.add_subplot()
    curves(axes, told.tables["latency"], told.options)
    _legend(figure, told.options)
    axes.set_xlabel(speech("soon_axis"))
    axes.set_ylabel(speech("soon_y"))
    within = {name: 100 * told.runs[told.runs.scenario == name][WITHIN_A_DAY].mean() for name in told.options}
    values = "; ".join(f"{name} {speech.count(value, 1)} %" for name, value in within.items())
    return Picture(speech("soon"), as_svg(figure, "soon", speech("soon_alt", values=values)))


def _split(told: Told, speech: Speech) -> Picture:
    rows = told.runs.groupby("scenario")[[f"latency_{state}_min" for state in CASE_STATES]].mean()
    rows = rows.loc[list(told.options)]
    rows.columns = pd.Index([speech(state) for state in CASE_STATES])
    values = "; ".join(f"{name} {speech.count(row.sum(), 1)} min" for name, row in rows.iterrows())
    figure = _stacked(rows, speech("split_axis"), speech)
    return Picture(speech("split"), as_svg(figure, "split", speech("split_alt", values=values)))


def _ledger(told: Told, speech: Speech, role: str) -> Picture:
    table = told.tables["ledger"]
    shares = table[table.role == role].pivot_table(
        index="scenario", columns="account", values="share", aggfunc="sum"
    )
    runs = table.groupby("scenario").run_id.nunique()
    there = [name for name in told.options if name in shares.index]
    shares = shares.loc[there].fillna(0.0).div(runs.loc[there], axis=0)
    rows = pd.DataFrame(
        {
            speech(group): 100 * shares[[one for one in accounts if one in shares]].sum(axis=1)
            for group, accounts in SPENT.items()
        }
    )
    values = "; ".join(
        f"{name}: "
        + ", ".join(f"{what} {speech.count(value, 1)} %" for what, value in row.items() if value > 0)
        for name, row in rows.iterrows()
    )
    figure = _stacked(rows, speech("ledger_axis"), speech)
    name = f"ledger_{role}"
    words = speech("ledger_alt", values=values)
    return Picture(speech(name), as_svg(figure, name.replace("_", "-"), words))


def _harm(told: Told, speech: Speech) -> Picture:
    rows = pd.DataFrame(
        {one.scenario: [100 * one.harmed.mean, 0.0, 100 * one.relieved.mean] for one in told.harms},
        index=[speech(name) for name in ("harmed", "alike", "relieved")],
    ).T
    rows.iloc[:, 1] = 100.0 - rows.iloc[:, 0] - rows.iloc[:, 2]
    values = "; ".join(
        f"{name}: " + ", ".join(f"{what} {speech.count(value, 1)} %" for what, value in row.items())
        for name, row in rows.iterrows()
    )
    smallest = speech.number(f"{100 * told.smallest_harm:.3g}")
    axis = speech("harm_axis", smallest=smallest, baseline=told.baseline)
    figure = _stacked(rows, axis, speech, FARED)
    return Picture(speech("harm"), as_svg(figure, "harm", speech("harm_alt", values=values)))


def _stacked(rows: pd.DataFrame, axis: str, speech: Speech, colours: tuple[str, ...] = COLOURS) -> Figure:
    """A bar for each row, a part for each column that is seen anywhere; values stand in parts with room."""
    whole = float(rows.sum(axis=1).max()) or 1.0
    seen = rows.max() > LEAST_SHOWN * whole
    places, rows = np.flatnonzero(seen), rows.loc[:, seen]
    height = BAR * len(rows) + AROUND + LINE * _lines(list(rows.columns))
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes: Any = figure.add_subplot()
    left = np.zeros(len(rows))
    for place, name in zip(places.tolist(), rows.columns, strict=True):
        values = rows[name].to_numpy(float)
        axes.barh(
            range(len(rows)),
            values,
            height=THICK,
            left=left,
            color=_pale(colours[place % len(colours)]),
            hatch=HATCHES[place % len(HATCHES)],
            edgecolor="#333333",
            linewidth=0.5,
            label=name,
        )
        _write(axes, values, left, whole, speech)
        left += values
    for place, name in enumerate(rows.index):
        axes.text(0.0, place - THICK / 2 - 0.04, name, ha="left", va="bottom", fontsize=8)
    axes.set_ylim(len(rows) - 1 + THICK, -THICK - 0.3)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("\n".join(wrap(axis, LETTERS)))
    _legend(figure, list(rows.columns))
    return figure


def _legend(figure: Figure, names: Sequence[str]) -> None:
    """Below the picture, in two columns where names are short."""
    figure.legend(loc="outside lower left", ncols=_columns(names), frameon=False, fontsize=8, handlelength=3)


def _columns(names: Sequence[str]) -> int:
    return 2 if max(map(len, names), default=0) <= SHORT else 1


def _lines(names: Sequence[str]) -> int:
    return -(-len(names) // _columns(names))


def _write(axes: Any, values: np.ndarray, left: np.ndarray, whole: float, speech: Speech) -> None:
    for row, (value, start) in enumerate(zip(values, left, strict=True)):
        if value > 0.07 * whole:
            text = speech.count(value, 0 if value >= 10 else 1)
            box = {"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none"}
            axes.text(start + value / 2, row, text, ha="center", va="center", fontsize=7.5, bbox=box)


def _pale(colour: str) -> Any:
    """The colour on which hatches and letters are read."""
    strong = np.array(mpl.colors.to_rgb(colour))
    return tuple(strong + 0.45 * (1.0 - strong))


def _fan(told: Told, speech: Speech) -> Picture:
    figure = Figure(figsize=(WIDTH, 2.9 + LINE * _lines(told.options[1:])), layout="constrained")
    axes: Any = figure.add_subplot()
    axes.axhline(0.0, color="#555555", lw=0.8)
    ends = {}
    for place, (name, fan) in enumerate(_regained(told)):
        if fan.empty:
            continue
        colour = COLOURS[(place + 1) % len(COLOURS)]
        low, middle, high = (fan.quantile(level, axis=1) for level in BAND)
        axes.fill_between(fan.index, low, high, color=colour, alpha=0.15, lw=0)
        axes.plot(middle.index, middle, color=colour, ls=DASHES[(place + 1) % len(DASHES)], lw=2, label=name)
        ends[name] = float(middle.iloc[-1])
    axes.set_xlabel(speech("fan_axis"))
    axes.set_ylabel("\n".join(wrap(speech("fan_y", baseline=told.baseline), LETTERS // 2)))
    axes.grid(axis="y", color="#dddddd", lw=0.6)
    _legend(figure, told.options[1:])
    axes.yaxis.set_major_formatter(lambda value, _: speech.count(value))
    values = "; ".join(f"{name} {speech.count(value)}" for name, value in ends.items())
    what = speech("draws" if told.draws >= FEWEST_DRAWS else "replications")
    note = speech("fan_band", what=what)
    return Picture(speech("fan"), as_svg(figure, "fan", speech("fan_alt", values=values)), note)


def _regained(told: Told) -> Iterator[tuple[str, pd.DataFrame]]:
    """Margin since the start less the baseline's, thousand EUR: months x replications, option by option."""
    table = told.tables["days"].groupby(["scenario", "run_id", "replication", "month"]).margin_eur.sum()
    table = table.groupby(level=["scenario", "replication", "month"]).mean()
    wide = {name: _cumulated(table, name) for name in told.options}
    for name in told.options[1:]:
        yield name, ((wide[name] - wide[told.baseline]) / 1000).dropna(axis=1, how="all")


def _cumulated(table: pd.Series, name: str) -> pd.DataFrame:
    if name not in table.index.get_level_values("scenario"):
        return pd.DataFrame()
    found: pd.DataFrame = table.loc[name].unstack("replication").cumsum()
    found.index = found.index + 1
    return found


def shown(found: Mapping[str, Picture], names: Sequence[str]) -> list[Picture]:
    """Those of these names that there are."""
    return [found[name] for name in names if name in found]

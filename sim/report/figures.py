"""The report's pictures, as SVG that stands in the page: text stays text, and each says what it shows.

Called by `sim.report.page`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from sim.plots import COLOURS, DASHES, HATCHES, STYLE, curves
from sim.report.reading import Told
from sim.report.series import Bars, Lines, bars, latency_lines, margin_lines
from sim.report.words import Speech

WIDTH = 4.8  # inches: on a phone the letters are still read
BAR, AROUND, LINE = 0.5, 0.9, 0.2  # inches: of a bar with its name, of what is around, of a legend's line
THICK = 0.5  # of the room of a bar
LETTERS = 66  # in a line as wide as the picture
SHORT = 30  # letters of a name of which two stand in a line
LEAST_SHOWN, LEAST_WRITTEN = 0.005, 0.07  # of a whole bar: parts left out, and without their value
BAND = (0.05, 0.5, 0.95)
WORSE_TO_BETTER = ("#d55e00", "#dddddd", "#0072b2")


@dataclass(frozen=True)
class Picture:
    """A figure of the report: its title, the picture, and a note below it."""

    title: str
    svg: str
    note: str = ""


def pictures(told: Told, speech: Speech) -> dict[str, Picture]:
    """All that the study has the tables for, by name."""
    found: dict[str, Picture] = {}
    with mpl.rc_context(STYLE):
        if "latency" in told.tables:
            found["soon"] = _soon(latency_lines(told, speech), told)
        for one in bars(told, speech):
            found[one.name] = Picture(one.title, as_svg(_stacked(one, speech), one.name, one.words))
        if "days" in told.tables and len(told.options) > 1:
            found["fan"] = _fan(margin_lines(told, speech), speech)
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


def _soon(shown: Lines, told: Told) -> Picture:
    figure = Figure(figsize=(WIDTH, 3.2 + LINE * _lines(told.options)), layout="constrained")
    axes: Any = figure.add_subplot()
    curves(axes, told.tables["latency"], told.options)
    _legend(figure, told.options)
    axes.set_xlabel(shown.across)
    axes.set_ylabel(shown.up)
    return Picture(shown.title, as_svg(figure, shown.name, shown.words))


def _fan(shown: Lines, speech: Speech) -> Picture:
    names = list(shown.lines)
    figure = Figure(figsize=(WIDTH, 2.9 + LINE * _lines(names)), layout="constrained")
    axes: Any = figure.add_subplot()
    axes.axhline(0.0, color="#555555", lw=0.8)
    for place, (name, fan) in enumerate(shown.lines.items(), start=1):
        if fan.empty:
            continue
        colour, dashes = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        low, middle, high = (fan.quantile(level, axis=1) for level in BAND)
        axes.fill_between(fan.index, low, high, color=colour, alpha=0.15, lw=0)
        axes.plot(middle.index, middle, color=colour, ls=dashes, lw=2, label=name)
    axes.set_xlabel(shown.across)
    axes.set_ylabel("\n".join(wrap(shown.up, LETTERS // 2)))
    axes.grid(axis="y", color="#dddddd", lw=0.6)
    axes.yaxis.set_major_formatter(lambda value, _: speech.count(value))
    _legend(figure, names)
    return Picture(shown.title, as_svg(figure, shown.name, shown.words), shown.note)


def _stacked(shown: Bars, speech: Speech) -> Figure:
    """A bar for each row, a part for each column that is seen anywhere; values stand in parts with room."""
    whole = float(shown.rows.sum(axis=1).max()) or 1.0
    seen = shown.rows.max() > LEAST_SHOWN * whole
    rows, colours = shown.rows.loc[:, seen], WORSE_TO_BETTER if shown.fares else COLOURS
    height = BAR * len(rows) + AROUND + LINE * _lines(list(rows.columns))
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes: Any = figure.add_subplot()
    left = np.zeros(len(rows))
    for place, name in zip(np.flatnonzero(seen).tolist(), rows.columns, strict=True):
        values = rows[name].to_numpy(float)
        axes.barh(
            range(len(rows)),
            values,
            height=THICK,
            left=left,
            color=pale(colours[place % len(colours)]),
            hatch=HATCHES[place % len(HATCHES)],
            edgecolor="#333333",
            linewidth=0.5,
            label=name,
        )
        _write(axes, values, left, whole, speech)
        left += values
    _name_bars(axes, list(rows.index))
    axes.set_xlim(left=0.0)
    axes.set_xlabel("\n".join(wrap(shown.axis, LETTERS)))
    _legend(figure, list(rows.columns))
    return figure


def _name_bars(axes: Any, names: Sequence[str]) -> None:
    """Names stand above their bars, so that long ones have room."""
    for place, name in enumerate(names):
        axes.text(0.0, place - THICK / 2 - 0.04, name, ha="left", va="bottom", fontsize=8)
    axes.set_ylim(len(names) - 1 + THICK, -THICK - 0.3)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _write(axes: Any, values: np.ndarray, left: np.ndarray, whole: float, speech: Speech) -> None:
    for row, (value, start) in enumerate(zip(values, left, strict=True)):
        if value > LEAST_WRITTEN * whole:
            text = speech.count(value, 0 if value >= 10 else 1)
            box = {"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none"}
            axes.text(start + value / 2, row, text, ha="center", va="center", fontsize=7.5, bbox=box)


def pale(colour: str) -> Any:
    """The colour on which hatches and letters are read."""
    strong = np.array(mpl.colors.to_rgb(colour))
    return tuple(strong + 0.45 * (1.0 - strong))


def _legend(figure: Figure, names: Sequence[str]) -> None:
    """Below the picture, in two columns where names are short."""
    figure.legend(loc="outside lower left", ncols=_columns(names), frameon=False, fontsize=8, handlelength=3)


def _columns(names: Sequence[str]) -> int:
    return 2 if max(map(len, names), default=0) <= SHORT else 1


def _lines(names: Sequence[str]) -> int:
    return -(-len(names) // _columns(names))


def shown(found: Mapping[str, Picture], names: Sequence[str]) -> list[Picture]:
    """Those of these names that there are."""
    return [found[name] for name in names if name in found]

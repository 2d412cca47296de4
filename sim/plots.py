"""Pictures of a study, in colours that colour-blind people tell apart and with lines told apart in grey.

Called by `sim.command`, `sim.report` and the notebooks; nothing here computes a result.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.comparison import Compared
from sim.report.words import Speech

# Okabe and Ito (2008), Color Universal Design: without yellow, too faint on white; black first.
COLOURS = ("#000000", "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6e6e6e")
DASHES: Sequence[Any] = (
    "-", (0, (5, 1.5)), (0, (1.5, 1)), (0, (6, 1.5, 1.5, 1.5)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 3)),
    (0, (1, 2)), (0, (4, 1, 1, 1)),
)  # fmt: skip
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
# Of lines alone: in SVG a hatch of dots is a thousand curves.
HATCHES = ("", "///", "\\\\\\", "|||", "---", "xxx", "+++", "/", "\\", "|", "-")
PANELS = (
    "decision_latency_mean_5d_min",
    "satisfaction_mean",
    "churn_service_per_month",
    "stress_mean",
    "quits_per_year",
    "margin_eur_per_day",
)
TICKS_MIN = {1: "1 min", 10: "10 min", 60: "1 h", 480: "8 h", 2400: "40 h"}
STYLE: Any = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "text.parse_math": False,  # a name with two dollar signs is a name
}
MOST_WORDS = 24  # letters of a panel's title in a line
ENGLISH_SPEECH = Speech()


def comparison_figure(
    compared: Sequence[Compared],
    latency: pd.DataFrame,
    scenarios: Sequence[str],
    note: str = "",
    say: Speech = ENGLISH_SPEECH,
) -> Figure:
    """How soon decisions fall under every scenario, and headline measures with their intervals.

    Args:
        compared: `sim.comparison.compare` of the runs.
        latency: rows of the table `latency`: scenario, replication, within_min, fair_share.
        scenarios: the baseline first.
        note: a line at the foot: basis, replications.
        say: the language of its words.
    """
    with mpl.rc_context(STYLE):
        chosen = [row for column in PANELS for row in compared if row.headline.column == column]
        rows = max(-(-len(chosen) // 2), 1)
        figure = Figure(figsize=(11, 2.6 * max(rows, 2)), layout="constrained")
        grid = figure.add_gridspec(rows, 4, width_ratios=(1.25, 1.25, 1, 1))
        axes = figure.add_subplot(grid[:, :2])
        curves(axes, latency, scenarios)
        axes.legend(frameon=False, loc="lower right", handlelength=3)
        axes.set_title(say("soon"))
        axes.set_xlabel(say("soon_axis_band"))
        for place, row in enumerate(chosen):
            dots(figure.add_subplot(grid[place // 2, 2 + place % 2]), row, scenarios, say)
        figure.supxlabel(note, fontsize=8, color="#555555", x=0.01, ha="left")
    return figure


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG (by its suffix another format), under a temporary name of its own first.

    Jobs of a sweep that share their study may draw it at the same moment: the last to finish stays.
    """
    draft = path.with_name(f".{path.stem}.{uuid.uuid4().hex}{path.suffix}")
    try:
        figure.savefig(draft, dpi=160)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def curves(axes: Any, latency: pd.DataFrame, scenarios: Sequence[str]) -> None:
    """Curves of decision latency: mean and band of all replications, a line of its own for each scenario."""
    for place, name in enumerate(scenarios):
        table = latency[latency.scenario == name].pivot_table(
            index="within_min", columns="replication", values="fair_share"
        )
        if table.empty:
            continue
        colour = COLOURS[place % len(COLOURS)]
        axes.fill_between(table.index, table.min(axis=1), table.max(axis=1), color=colour, alpha=0.15, lw=0)
        mean = table.mean(axis=1)
        axes.plot(mean.index, mean, color=colour, ls=DASHES[place % len(DASHES)], lw=2, label=name)
    axes.set_xscale("log")
    axes.set_xticks(list(TICKS_MIN), list(TICKS_MIN.values()))
    axes.set_xticks([], minor=True)
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0, decimals=0))
    axes.grid(axis="y", color="#dddddd", lw=0.6)


def dots(axes: Any, row: Compared, scenarios: Sequence[str], say: Speech) -> None:
    """One measure: means with their intervals, a marker of its own for each scenario."""
    for place, name in enumerate(scenarios):
        mean = row.means[name]
        reach = 0.0 if np.isnan(mean.low) else mean.high - mean.mean
        colour, marker = COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)]
        axes.errorbar(mean.mean, -place, xerr=reach, fmt=marker, color=colour, capsize=3, ms=5)
        axes.annotate(
            say.count(mean.mean, row.headline.digits),
            (mean.mean, -place),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    axes.set_ylim(-len(scenarios) + 0.4, 0.7)
    axes.set_yticks([])
    axes.margins(x=0.25)
    axes.locator_params(axis="x", nbins=4)
    axes.xaxis.set_major_formatter(lambda value, _: say.number(f"{value:,.6g}"))
    axes.set_title("\n".join(wrap(say.label(row.headline), MOST_WORDS)), fontsize=8.5)
    axes.spines["left"].set_visible(False)

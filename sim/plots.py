"""Pictures of a study. Called by `sim.command` and the notebooks; nothing here computes a result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.comparison import Compared

COLOURS = ("#30475e", "#d1793b", "#2a9d8f", "#8d5a97", "#7a7a7a", "#b23a48")
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
    "svg.fonttype": "none",
}


def comparison_figure(
    compared: Sequence[Compared], latency: pd.DataFrame, scenarios: Sequence[str], note: str = ""
) -> Figure:
    """How soon decisions fall under every scenario, and headline measures with their intervals.

    Args:
        compared: `sim.comparison.compare` of the runs.
        latency: rows of the table `latency`: scenario, replication, within_min, fair_share.
        scenarios: the baseline first.
        note: a line at the foot: basis, replications.
    """
    with mpl.rc_context(STYLE):
        chosen = [row for column in PANELS for row in compared if row.headline.column == column]
        rows = max(-(-len(chosen) // 2), 1)
        figure = Figure(figsize=(11, 2.6 * max(rows, 2)), layout="constrained")
        grid = figure.add_gridspec(rows, 4, width_ratios=(1.25, 1.25, 1, 1))
        _curves(figure.add_subplot(grid[:, :2]), latency, scenarios)
        for place, row in enumerate(chosen):
            _dots(figure.add_subplot(grid[place // 2, 2 + place % 2]), row, scenarios)
        figure.supxlabel(note, fontsize=8, color="#555555", x=0.01, ha="left")
    return figure


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG (by its suffix another format), under a temporary name first."""
    draft = path.with_name(f".{path.stem}.part{path.suffix}")
    figure.savefig(draft, dpi=160)
    draft.replace(path)
    return path


def _curves(axes: Any, latency: pd.DataFrame, scenarios: Sequence[str]) -> None:
    for place, name in enumerate(scenarios):
        curves = latency[latency.scenario == name].pivot_table(
            index="within_min", columns="replication", values="fair_share"
        )
        if curves.empty:
            continue
        colour = COLOURS[place % len(COLOURS)]
        axes.fill_between(curves.index, curves.min(axis=1), curves.max(axis=1), color=colour, alpha=0.2, lw=0)
        mean = curves.mean(axis=1)
        axes.plot(mean.index, mean, color=colour, lw=2, label=name)
    axes.set_xscale("log")
    axes.set_xticks(list(TICKS_MIN), list(TICKS_MIN.values()))
    axes.set_xticks([], minor=True)
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0, decimals=0))
    axes.set_title("How soon customers have a fair decision")
    axes.set_xlabel("opening hours since the first contact (mean; band: all replications)")
    axes.grid(axis="y", color="#dddddd", lw=0.6)
    axes.legend(frameon=False, loc="lower right")


def _dots(axes: Any, row: Compared, scenarios: Sequence[str]) -> None:
    for place, name in enumerate(scenarios):
        mean = row.means[name]
        reach = 0.0 if np.isnan(mean.low) else mean.high - mean.mean
        colour = COLOURS[place % len(COLOURS)]
        axes.errorbar(mean.mean, -place, xerr=reach, fmt="o", color=colour, capsize=3, ms=5)
        axes.annotate(
            f"{mean.mean:,.{row.headline.digits}f}",
            (mean.mean, -place),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            color=colour,
        )
    axes.set_ylim(-len(scenarios) + 0.4, 0.7)
    axes.set_yticks([])
    axes.margins(x=0.25)
    axes.locator_params(axis="x", nbins=4)
    axes.set_title("\n".join(wrap(row.headline.label, 24)), fontsize=8.5)
    axes.spines["left"].set_visible(False)

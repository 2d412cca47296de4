"""Pictures: told apart without colour, in both languages, names as they are."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.comparison import compare
from sim.plots import COLOURS, DASHES, HATCHES, MARKERS, comparison_figure, curves, save
from sim.report.words import Speech

NAMES = ("hierarchical", "a $b$ c")


def runs() -> pd.DataFrame:
    draw = np.random.default_rng(1)
    rows = [
        {"scenario": name, "replication": number, "stress_mean": 0.3 + draw.normal(0, 0.01)}
        for name in NAMES
        for number in range(4)
    ]
    return pd.DataFrame(rows)


def latency() -> pd.DataFrame:
    rows = [
        {"scenario": name, "replication": number, "within_min": at, "fair_share": share}
        for name in NAMES
        for number in range(2)
        for at, share in ((1.0, 0.1), (60.0, 0.5 + 0.1 * number))
    ]
    return pd.DataFrame(rows)


def text_of(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg")
    return buffer.getvalue()


def contrast(colour: str) -> float:
    """Against white (WCAG 2.2, relative luminance)."""
    shares = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return 1.05 / (0.05 + float(linear @ (0.2126, 0.7152, 0.0722)))


def test_every_form_has_a_line_and_a_marker_of_its_own() -> None:
    assert len(COLOURS) == len(set(COLOURS)) == len(set(map(str, DASHES))) == len(set(MARKERS)) == 8
    assert len(HATCHES) == len(set(HATCHES)) >= 8


@pytest.mark.parametrize("colour", COLOURS)
def test_lines_stand_out_from_the_paper(colour: str) -> None:
    assert contrast(colour) > 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("How soon customers have a fair decision", "stress of the staff", "30.")),
        ("fr", ("En combien de temps les clients", "stress de l", "30,")),
    ],
)
def test_the_picture_speaks_both_languages(language: str, words: tuple[str, ...]) -> None:
    figure = comparison_figure(compare(runs(), NAMES), latency(), NAMES, "a note", Speech(language))
    text = text_of(figure)
    for one in (*words, "a note", "a $b$ c"):
        assert one in text, one


def test_curves_show_the_mean_and_the_band_of_replications() -> None:
    axes: Any = Figure().add_subplot()
    curves(axes, latency(), NAMES)
    assert [line.get_ydata().tolist() for line in axes.lines] == [pytest.approx([0.1, 0.55])] * 2
    band = axes.collections[0].get_paths()[0].vertices
    assert {0.5, 0.6} <= set(band[:, 1].round(6))


def test_a_picture_is_there_whole_or_not_at_all(tmp_path: Any) -> None:
    path = save(Figure(figsize=(1, 1)), tmp_path / "one.png")
    assert [each.name for each in tmp_path.iterdir()] == ["one.png"]
    assert path.read_bytes()[:4] == b"\x89PNG"


def test_two_jobs_draw_the_same_picture_at_the_same_moment(tmp_path: Any) -> None:
    """As jobs of a sweep side by side do: the second begins and ends while the first is writing."""
    path = tmp_path / "one.png"

    class Slow(Figure):
        def savefig(self, *given: Any, **more: Any) -> None:
            super().savefig(*given, **more)
            save(Figure(figsize=(1, 1)), path)

    save(Slow(figsize=(2, 2)), path)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert [file.name for file in tmp_path.iterdir()] == ["one.png"]

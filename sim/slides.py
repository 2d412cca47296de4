"""A study as slides: `python -m sim.slides results/<study> [report.language=fr]`.

Charts are native, so that whoever shows them can edit them; numbers are the report's, and the notes of every
slide say where they come from. Writes `slides.pptx` into the study's folder. Needs the extra `slides`. Exit
codes: 0 done, 1 the study is damaged, 2 refused. Users' guide: README.md.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.colors import to_hex
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from sim.experiment.writing import write_whole
from sim.plots import COLOURS
from sim.report.command import written
from sim.report.figures import LEAST_SHOWN, LEAST_WRITTEN, WORSE_TO_BETTER, pale
from sim.report.fitted import mark_of
from sim.report.page import headlines, provenance
from sim.report.reading import Told, read
from sim.report.sentences import doubts, three
from sim.report.series import Bars, Lines, bars, latency_lines, margin_lines
from sim.report.tables import Table
from sim.report.words import Speech
from sim.study_folders import told as telling

SLIDES = "slides.pptx"
WIDE, HIGH = Inches(13.333), Inches(7.5)
LEFT, TOP = Inches(0.6), Inches(1.3)
TITLE_ONLY = 5  # a layout of the library's own template
DASHES = (
    MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.ROUND_DOT, MSO_LINE.DASH_DOT, MSO_LINE.LONG_DASH,
    MSO_LINE.LONG_DASH_DOT, MSO_LINE.SQUARE_DOT, MSO_LINE.DASH_DOT_DOT,
)  # fmt: skip


class Deck:
    """Slides as they are added, each with the study's provenance in its notes."""

    def __init__(self, told: Told, speech: Speech) -> None:
        self.file: Any = Presentation()
        self.file.slide_width, self.file.slide_height = WIDE, HIGH
        self.provenance = [f"{name}: {value}" for name, value in provenance(told, speech)]
        self.speech = speech

    def slide(self, title: str, notes: str = "") -> Any:
        """A new slide with a title; its shapes."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_ONLY])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = LEFT, Inches(0.35), WIDE - 2 * LEFT, Inches(0.8)
        head.text = title
        head.text_frame.paragraphs[0].font.size = Pt(26)
        head.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        head.text_frame.paragraphs[0].font.bold = True
        slide.notes_slide.notes_text_frame.text = "\n".join(filter(None, (notes, *self.provenance)))
        return slide.shapes

    def text(self, title: str, lines: Sequence[str], size: int = 20) -> None:
        """A slide of paragraphs."""
        box = self.slide(title).add_textbox(LEFT, TOP, WIDE - 2 * LEFT, HIGH - TOP - LEFT)
        box.text_frame.word_wrap = True
        for place, line in enumerate(lines):
            paragraph = box.text_frame.add_paragraph() if place else box.text_frame.paragraphs[0]
            paragraph.text = line
            paragraph.font.size = Pt(size)
            paragraph.space_after = Pt(10)

    def table(self, title: str, shown: Table) -> None:
        """A slide with a table that can be edited; differences stand below values."""
        shapes = self.slide(title, shown.title)
        heads = [self.speech("measure"), *shown.columns]
        frame = shapes.add_table(
            len(shown.rows) + 1, len(heads), LEFT, TOP, WIDE - 2 * LEFT, Inches(0.5) * (len(shown.rows) + 1)
        )
        cells = [heads, *([row.label, *map(_cell, row.cells)] for row in shown.rows)]
        for row, texts in enumerate(cells):
            for column, text in enumerate(texts):
                cell = frame.table.cell(row, column)
                cell.text = text
                for paragraph in cell.text_frame.paragraphs:
                    paragraph.font.size = Pt(11)

    def bars(self, shown: Bars) -> None:
        """A slide with stacked bars."""
        whole = float(shown.rows.sum(axis=1).max()) or 1.0
        rows = shown.rows.loc[:, shown.rows.max() > LEAST_SHOWN * whole]
        data = CategoryChartData(number_format="0.0")
        data.categories = list(rows.index)
        for name in rows.columns:
            data.add_series(name, [round(float(value), 4) for value in rows[name]])
        chart = self._chart(shown.title, XL_CHART_TYPE.BAR_STACKED, data, shown.words)
        chart.plots[0].gap_width, chart.plots[0].overlap = 60, 100
        chart.category_axis.reverse_order = True
        chart.category_axis.tick_labels.font.size = Pt(12)
        _axis(chart.value_axis, shown.axis, "0")
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0.0, round(whole, 6)
        chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # at the foot: bars go downwards
        colours = WORSE_TO_BETTER if shown.fares else COLOURS
        for place, series in enumerate(chart.plots[0].series):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _colour(to_hex(pale(colours[place % len(colours)])))
            series.format.line.color.rgb = _colour("#333333")
            _write_values(series, rows.iloc[:, place].tolist(), whole)

    def lines(self, shown: Lines, *, logarithmic: bool = False, first: int = 0) -> None:
        """A slide with lines, medians over replications or draws (means of shares).

        Args:
            shown: what is drawn.
            logarithmic: whether along the axis across.
            first: place of the first line among the options, whose line is the same on every slide.
        """
        data = XyChartData(number_format="General")
        for name, table in shown.lines.items():
            series = data.add_series(name)
            middle = table.mean(axis=1) if logarithmic else table.median(axis=1)
            for across, up in zip(table.index.to_numpy(float), middle.to_numpy(float), strict=True):
                series.add_data_point(float(across), float(up))
        chart = self._chart(shown.title, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, shown.words)
        _axis(chart.value_axis, shown.up, "0%" if logarithmic else "#,##0")
        _axis(chart.category_axis, f"{shown.across} (min)" if logarithmic else shown.across, "#,##0")
        if logarithmic:
            _by_powers_of_ten(chart.category_axis)
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        for place, series in enumerate(chart.plots[0].series, start=first):
            series.smooth = False
            series.marker.style = XL_MARKER_STYLE.NONE
            line = series.format.line
            line.width, line.dash_style = Pt(2.5), DASHES[place % len(DASHES)]
            line.color.rgb = _colour(COLOURS[place % len(COLOURS)])

    def _chart(self, title: str, kind: Any, data: Any, words: str) -> Any:
        shapes = self.slide(title, words)
        frame = shapes.add_chart(kind, LEFT, TOP, WIDE - 2 * LEFT, HIGH - TOP - Inches(0.3), data)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", words)  # what a screen reader says
        chart = frame.chart
        chart.has_legend = True
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.legend.font.size = Pt(12)
        chart.has_title = False
        return chart


def _axis(axis: Any, title: str, number_format: str) -> None:
    axis.has_title = True
    axis.axis_title.text_frame.text = title
    axis.axis_title.text_frame.paragraphs[0].font.size = Pt(12)
    axis.axis_title.text_frame.paragraphs[0].font.bold = False
    axis.tick_labels.font.size = Pt(12)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = number_format, False
    axis.has_major_gridlines = False


def _colour(name: str) -> RGBColor:
    found: RGBColor = RGBColor.from_string(name.lstrip("#").upper())
    return found


def _write_values(series: Any, values: Sequence[float], whole: float) -> None:
    """Values stand in the parts with room for them."""
    for place, value in enumerate(values):
        if value > LEAST_WRITTEN * whole:
            label = series.points[place].data_label
            label.has_text_frame = True
            label.text_frame.text = f"{value:.0f}"
            label.text_frame.paragraphs[0].font.size = Pt(11)


def _by_powers_of_ten(axis: Any) -> None:
    """A logarithmic axis, which the library has no word for (ECMA-376, 21.2.2.98)."""
    scaling = axis._element.find(qn("c:scaling"))
    base = scaling.makeelement(qn("c:logBase"), {"val": "10"})
    scaling.insert(0, base)


def _cell(cell: Any) -> str:
    return f"{cell.value}\n{cell.difference}" if cell.difference else str(cell.value)


def deck(told: Told, speech: Speech) -> Deck:
    """All slides of a study."""
    made = Deck(told, speech)
    _first(made, told, speech)
    made.text(speech("in_three"), three(told, speech), 22)
    for table in headlines(told, speech):
        made.table(f"{speech('headlines')} ({table.title})", table)
    if "latency" in told.tables:
        made.lines(latency_lines(told, speech), logarithmic=True)
    for shown in bars(told, speech):
        made.bars(shown)
    if "days" in told.tables and len(told.options) > 1:
        made.lines(margin_lines(told, speech), first=1)
    made.text(speech("doubt"), list(doubts(told, speech)), 18)
    made.text(speech("sources"), [speech("promotional")], 18)
    made.text(speech("provenance"), made.provenance, 12)
    return made


def _first(made: Deck, told: Told, speech: Speech) -> None:
    named = [f"{name}: {speech.title(values)}" for name, values in told.configurations.items()]
    mark = mark_of(told, speech)
    made.text(speech("title"), [*named, *([mark] if mark else []), speech("like")])


def write(folder: Path, language: str) -> Path:
    """Write a study's slides into its folder, whole or not at all; their path.

    Raises:
        Refused: no study, or none of its runs ended well.
        StoreFault: a damaged part, or a folder that cannot be written.
    """
    made, data = deck(read(folder), Speech(language)), io.BytesIO()
    made.file.save(data)
    with telling(folder):
        write_whole(folder / SLIDES, data.getvalue())
    return folder / SLIDES


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    return written("sim.slides", "A study as slides.", write, arguments)


if __name__ == "__main__":
    sys.exit(main())

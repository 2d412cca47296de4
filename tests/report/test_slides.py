"""Slides: native charts and tables with the report's numbers, provenance in every slide's notes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from reported import MARKUP

from sim.report.page import headlines
from sim.report.reading import read
from sim.report.series import bars, latency_lines, margin_lines
from sim.report.words import LANGUAGES, Speech
from sim.slides import main


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def slides(study: Path, language: str) -> list[Any]:
    assert main([str(study), f"report.language={language}"]) == 0
    return list(Presentation(str(study / "slides.pptx")).slides)


def test_tables_are_the_reports(study: Path, slides: list[Any], language: str) -> None:
    speech = Speech(language)
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    wanted = list(headlines(read(study), speech))
    assert len(tables) == len(wanted) == 3
    for table, shown in zip(tables, wanted, strict=True):
        for row, line in enumerate(shown.rows, start=1):
            texts = [cell.text for cell in table.rows[row].cells]
            assert texts[0] == line.label
            assert [text.split("\n")[0] for text in texts[1:]] == [cell.value for cell in line.cells]
            assert [text.partition("\n")[2] for text in texts[1:]] == [cell.difference for cell in line.cells]


def test_charts_are_native_and_hold_the_reports_series(study: Path, slides: list[Any], language: str) -> None:
    told, speech = read(study), Speech(language)
    charts = {
        slide.shapes.title.text: shape.chart for slide in slides for shape in slide.shapes if shape.has_chart
    }
    stacked = list(bars(told, speech))
    assert [one.name for one in stacked] == ["split", "ledger_advisor", "ledger_manager", "harm"]
    for shown in stacked:
        chart = charts[shown.title]
        assert chart.part.chart_workbook.xlsx_part is not None  # what "edit data" opens
        assert [str(name) for name in chart.plots[0].categories] == list(shown.rows.index)
        for series in chart.plots[0].series:
            assert list(series.values) == pytest.approx(shown.rows[series.name].tolist(), abs=1e-4)
    soon, fan = latency_lines(told, speech), margin_lines(told, speech)
    for series in charts[soon.title].plots[0].series:
        assert list(series.values) == pytest.approx(soon.lines[series.name].mean(axis=1).tolist())
    assert [series.name for series in charts[fan.title].plots[0].series] == list(told.options[1:])


def test_every_slide_says_where_it_comes_from(study: Path, slides: list[Any]) -> None:
    version = str(read(study).manifest["model_version"])
    assert len(slides) >= 12
    assert all(version in slide.notes_slide.notes_text_frame.text for slide in slides)


def test_charts_have_words_for_who_cannot_see_them(slides: list[Any]) -> None:
    for slide in slides:
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")


def test_markup_is_text(slides: list[Any]) -> None:
    texts = [shape.text_frame.text for shape in slides[0].shapes if shape.has_text_frame]
    assert any(MARKUP in text for text in texts)


def test_no_study_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1

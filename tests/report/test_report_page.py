"""What the report says: the numbers of the printed table, and doubts of its own."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from reported import MARKUP

from sim import results
from sim.__main__ import main
from sim.break_even import clocks
from sim.comparison import compare
from sim.comparison_table import interval, intervals_of, number
from sim.harm import harm
from sim.report.__main__ import main as report
from sim.report.fitted import fit_table, mark_of
from sim.report.page import headlines, rendered, write
from sim.report.reading import Told, read
from sim.report.sentences import HEADLINES, doubts, leading, measurements, three
from sim.report.words import FRENCH, LANGUAGES, Speech, texts

NAMES = ("hierarchical", "harmful", "imatech")
BASES = ("equal_payroll", "fixed_headcount", "equal_service_level")


class Words(HTMLParser):
    """The text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def told(study: Path) -> Told:
    return read(study)


@pytest.mark.parametrize("basis", BASES)
def test_tables_hold_the_numbers_that_are_printed(study: Path, told: Told, basis: str) -> None:
    runs = results.load(study)
    compared = compare(runs[runs.basis == basis], NAMES)
    count = intervals_of(compared)
    by = {row.headline.label: row for row in compared}
    table = next(one for one in headlines(told, Speech()) if one.title == Speech()(f"basis_{basis}"))
    assert len(table.rows) >= len(HEADLINES)
    for line in table.rows:
        row = by[line.label]
        digits = row.headline.digits
        assert [cell.value for cell in line.cells] == [number(row.means[name].mean, digits) for name in NAMES]
        assert [cell.difference for cell in line.cells[1:]] == [
            interval(row.judged[name], digits, count).strip() for name in NAMES[1:]
        ]


def test_the_command_prints_the_same_numbers(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table of the terminal, once more from what is stored, against the text of the page."""
    manifest = results.read_manifest(study)
    given = [text for text in manifest["command"][3:] if not text.startswith(("results.dir", "basis"))]
    where = [f"results.dir={study.parent}", "basis=equal_payroll"]
    mine = study.parent.parent / "mine"
    assert main(["--config-dir", str(mine), *given, *where]) == 0
    printed = capsys.readouterr().out
    page = " ".join(Words((study / "report.html").read_text()).text)
    for label in ("decision latency, mean cut at 5 days, min", "stress of the staff of day 0, %"):
        line = next(one for one in printed.splitlines() if one.startswith(label))
        figures = re.findall(r"[-+]?\d[\d,.]*", line.removeprefix(label).replace("95 %", ""))
        assert len(figures) == 3 + 2 * 3
        at = page.index(label)
        assert all(figure.rstrip(",") in page[at : at + 400] for figure in figures), line


def test_french_has_the_same_numbers_in_its_own_way(told: Told) -> None:
    pairs = zip(headlines(told, Speech()), headlines(told, Speech(FRENCH)), strict=True)
    for english, french in pairs:
        for one, other in zip(english.rows, french.rows, strict=True):
            assert one.label != other.label
            for here, there in zip(one.cells, other.cells, strict=True):
                assert re.sub(r"\D", "", here.value + here.difference) == re.sub(
                    r"\D", "", there.value + there.difference
                )
    assert Speech(FRENCH).number("1,020.5") == "1\N{NARROW NO-BREAK SPACE}020,5"


def test_every_text_is_there_in_both_languages_with_the_same_gaps() -> None:
    for name, text in texts().items():
        assert set(text) == set(LANGUAGES), name
        assert set(re.findall(r"{\w+}", text["en"])) == set(re.findall(r"{\w+}", text["fr"])), name


def test_every_text_is_used() -> None:
    folder = Path(results.__file__).parent / "report"
    above = (folder.parent / "plots.py", folder.parent / "command.py")
    sources = "\n".join(path.read_text() for path in [*folder.glob("*.py"), folder / "page.html", *above])
    built = ("basis_", "clock_", "ledger_", "best_", "fit_")  # names put together
    groups = {
        "with_customers",
        "waiting_decision",
        "inward",
        "reviewing",
        "floor",
        "break",
        "idle",
        "overtime",
    }
    states = {
        "queued",
        "handled",
        "held",
        "asking_advice",
        "in_tray",
        "rework",
        "call_back_due",
        "transferred",
    }
    for name in set(texts()) - groups - states - {"on_circle_agenda", "unresolved"}:
        assert re.search(f"[\"']{name}[\"']", sources) or name.startswith(built), name


def test_the_page_names_forms_bases_provenance_and_origin(study: Path, told: Told) -> None:
    page = " ".join(Words(rendered(told, Speech())).text)
    manifest = results.read_manifest(study)
    wanted = ("never the firm itself", "partly promotional", "same service level", manifest["model_version"])
    for words in (
        *wanted,
        *NAMES,
        MARKUP,
        "governance.authority",
        "people.strain.demand",
        "Do not believe this if",
    ):
        assert words in page, words


def test_the_page_is_small_enough_for_a_letter(study: Path) -> None:
    """A hatch of dots made a megabyte of it."""
    assert (study / "report.html").stat().st_size < 400_000


def test_pictures_are_drawn_on_the_usual_basis_which_comes_first(told: Told) -> None:
    assert told.basis == "equal_payroll"
    assert next(headlines(told, Speech())).title == "same payroll"
    assert set(told.bases) == set(BASES)


def test_three_sentences_name_the_best(told: Told) -> None:
    sentences = three(told, Speech())
    assert len(sentences) == 3
    rows = {row.headline.column: row for row in told.bases[told.basis]}
    stress = min(NAMES, key=lambda name: rows["stress_mean"].means[name].mean)
    assert f"least strained under {stress} (" in sentences[1]
    assert "of 10 differences to hierarchical" in sentences[2]


def test_doubts_are_about_this_study(told: Told) -> None:
    said = " ".join(doubts(told, Speech()))
    assert "no file of yours was read" in said
    assert "3 replications were run" in said
    assert "8 EUR a month" in said
    assert "basis" in said


def with_fit(study: Path, folder: Path, **fit: Any) -> Path:
    """A copy of a study, as if of a file that was held against it."""
    shutil.copytree(study, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["fit"] = {"file": "<b>mine.csv</b>", "form": "hierarchical"} | fit
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def measured(name: str, difference: float, limit: float | None) -> dict[str, Any]:
    figures = {"recorded": 0.8, "simulated": 0.7, "difference": difference, "by_chance": None}
    return {"name": name, **figures, "limit": limit, "worst": []}


@pytest.mark.parametrize(
    ("language", "mark", "row"),
    [
        ("en", "was accepted all the same (service level 20.0 %)", "abandonment 80.0 % 70.0 % 1.0 points"),
        ("fr", "a été accepté malgré tout (niveau de service 20,0 %)", "abandons 80,0 % 70,0 % 1,0 points"),
    ],
)
def test_what_a_file_records_stands_beside_and_a_misfit_above_all(
    study: Path, tmp_path: Path, language: str, mark: str, row: str
) -> None:
    measures = [measured("service level", 0.2, 0.15), measured("abandonment", 0.01, 0.02)]
    folder = with_fit(study, tmp_path / "s", state="accepted", measures=measures)
    page = write(folder, language).read_text()
    assert "<b>mine" not in page
    words = " ".join(" ".join(Words(page).text).split())
    assert words.count(mark) == 2
    assert words.index(mark) < words.index(Speech(language)("in_three"))
    assert row in words


def test_a_file_that_fits_has_no_mark_and_one_with_calls_only_has(study: Path, tmp_path: Path) -> None:
    fits = with_fit(study, tmp_path / "a", state="fits", measures=[measured("occupancy", 0.1, 0.15)])
    assert mark_of(read(fits), Speech()) is None
    assert fit_table(read(fits), Speech()) is not None
    calls = with_fit(study, tmp_path / "b", state="not checked", measures=[])
    assert "was not checked" in str(mark_of(read(calls), Speech()))
    assert fit_table(read(calls), Speech()) is None


@pytest.mark.usefixtures("elsewhere")
def test_of_draws_it_says_what_to_measure_first(capsys: pytest.CaptureFixture[str]) -> None:
    given = [
        "compare=[hierarchical,zappos_desk]", "demand.scale=0.02", "customers.count=500", "horizon=10",
        "warmup=2", "replications=1", "workers=1", "experiment.points=16", "study=d",
        "experiment.uncertainties={firm.customer_value:[0,30],governance.review.mean:[1,12]}",
        "experiment.outcomes=[margin_eur_per_day]",
    ]  # fmt: skip
    assert main(given) == 0
    told = read(Path("results/d"))
    assert (told.draws, leading(told)) == (16, "margin_eur_per_day")
    assert told.runs.groupby("scenario").size().tolist() == [16, 16]
    said = measurements(told, Speech())
    assert said
    assert any(words in said[0] for words in ("comes out best", "No single threshold"))
    page = " ".join(Words(Path("results/d/report.html").read_text()).text)
    assert said[0] in page
    assert "16 draws of what nobody knows" in page
    assert "report: results/d/report.html" in capsys.readouterr().err


@pytest.mark.usefixtures("elsewhere")
def test_a_sweep_is_no_one_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["scenario=hierarchical", "governance.authority=0,50", "demand.scale=0.02", "customers.count=500"]
    assert main(["-m", *given, "horizon=3", "warmup=1", "replications=1", "workers=1", "study=w"]) == 0
    assert not Path("results/w/report.html").exists()
    assert report(["results/w"]) == 2
    assert "several points of a scenario" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["report.language=de"], "refused: report.language: 'de': expected one of en, fr"),
        (["seed=3"], "refused: seed: '3': expected report.language, the one key of a report"),
    ],
)
def test_other_keys_are_refused(
    study: Path, given: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report([str(study), *given]) == 2
    assert capsys.readouterr().err.strip() == told


def test_no_study_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report([str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.strip() == (
        "refused: study: 'none': expected the folder of a study: results/<study>"
    )


@pytest.mark.usefixtures("elsewhere")
def test_people_and_months_of_draws_are_paired_run_by_run() -> None:
    """Of two draws with two replications each, under forms with other staff: as one pairs by hand."""
    given = [
        "compare=[hierarchical,zappos_holacracy]", "demand.scale=0.03", "customers.count=800", "horizon=60",
        "warmup=2", "replications=2", "workers=1", "experiment.points=2", "study=p",
        "experiment.uncertainties={firm.customer_value:[0,30]}",
        "experiment.outcomes=[margin_eur_per_day]",
    ]  # fmt: skip
    assert main(given) == 0
    told = read(Path("results/p"))
    assert (told.draws, told.simulations, len(told.runs)) == (2, 8, 4)
    runs = results.load(Path("results/p")).set_index("run_id")
    people, days = (results.load(Path("results/p"), name) for name in ("people", "days"))
    for table in (people, days):
        table["replication"] += 2 * table.run_id.map(runs.draw)
    names = ("hierarchical", "zappos_holacracy")
    assert list(told.harms) == harm(people, names, told.smallest_harm)
    assert told.clocks[0].reached.replications == 4
    assert [one.median for one in told.clocks] == pytest.approx(
        [one.median for one in clocks(days, names)], nan_ok=True
    )

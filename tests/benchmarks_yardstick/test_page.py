"""The page and the printed table say what was found, from made-up figures."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace

import pytest

from benchmarks import page, queue, store
from benchmarks.agreement import Agreement, Figure
from benchmarks.contenders import C_LOOP, CONTENDERS, LARGE_CENTRE
from benchmarks.cores import SpeedUp
from benchmarks.report import Growth, Machine, Report, Row, row_of, row_of_c, this_machine, today
from benchmarks.turns import Contender, Pair, Ready, Spread, Turn

AGREES = Agreement(Figure(0.0312, 0.0309, 0.002), Figure(3.75, 3.71, 0.25))
DIFFERS = Agreement(Figure(0.0312, 0.0309, 0.002), Figure(4.75, 3.71, 0.25))
FAST = Row("fast", "It is fast.", 7, Spread(4e6, 4.2e6, 5e6), Spread(0.4, 0.42, 0.5), 0.5, AGREES, 12.34)
SLOW = Row("slow", "It is slow.", 7, Spread(2e4, 2.3e4, 3e4), Spread(0.002, 0.0023, 0.003), None, AGREES, 0.0)
OTHER = Row("bank", "Another.", 7, Spread(1e6, 1e6, 1e6), Spread(0.1, 0.1, 0.1), 0.25, None, 1.0)
REPORT = Report(
    date="2030-02-03",
    machine=Machine(2, "3.12.1", "0.99.0"),
    model_version="abc123",
    turns=7,
    rows=(FAST, SLOW, OTHER),
    compiled_before=False,
    growth=Growth(Spread(1.5, 1.75, 2.0), (100, 2001), (500_000, 10_000_000)),
    bytes_per_customer=64.2,
    speed_up=SpeedUp(Spread(1.8, 1.9, 1.95), Spread(1.9, 1.97, 2.0)),
    left_out=("Ciw is left out: Ciw is not installed",),
)


def test_a_row_gives_median_least_and_greatest() -> None:
    assert page.cells(FAST) == (
        "fast",
        "4,200 (4,000 to 5,000)",
        "0.42 (0.40 to 0.50)",
        "0.5",
        "3.12 ± 0.20 %",
        "3.75 ± 0.25 s",
        "agrees",
    )


def test_small_ratios_keep_their_digits() -> None:
    assert page.cells(SLOW)[1:4] == ("23 (20 to 30)", "0.0023 (0.0020 to 0.0030)", "")


def test_what_does_not_vary_has_no_spread() -> None:
    assert page.cells(OTHER)[1:3] == ("1,000", "0.10")


def test_another_centre_is_not_held_against_the_queue() -> None:
    assert page.cells(OTHER)[4:] == ("", "", "another centre")


def test_who_simulates_something_else_has_no_speed() -> None:
    impostor = replace(FAST, agreement=DIFFERS)
    cells = page.cells(impostor)
    assert cells[1:3] == (page.NO_CONTENDER, page.NO_CONTENDER)
    assert cells[-1] == "differs"
    assert replace(REPORT, rows=(FAST, impostor, OTHER)).impostors == ["fast"]
    assert REPORT.impostors == []


def test_the_page_says_when_on_what_and_what_was_found() -> None:
    text = page.page(REPORT)
    assert "2030-02-03, 2 cores, Python 3.12.1, Numba 0.99.0, model version `abc123`, 7 turns." in text
    assert "| fast | 4,200 (4,000 to 5,000) | 0.42 (0.40 to 0.50) | 0.5 |" in text
    assert "- **slow**: It is slow." in text
    assert "| fast | 12.3 |" in text
    assert "By Erlang A 3.09% abandon and the mean wait is 3.71 s." in text
    assert "was compiled by the first that needs it" in text
    assert "came from the cache" in page.page(replace(REPORT, compiled_before=True))
    assert "1 core," in page.page(replace(REPORT, machine=Machine(1, "3.12.1", "0.99.0")))


def test_every_table_of_the_page_has_as_many_cells_in_every_line() -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", page.page(REPORT), re.MULTILINE)
    assert len(tables) == 2
    for found in tables:
        assert len({line.count("|") for line in found.splitlines()}) == 1


def test_other_figures_name_their_targets() -> None:
    lines = list(page.other_figures(REPORT))
    assert lines == [
        "a contact with 2,001 advisors and 10,000,000 customers takes 1.75 (1.50 to 2.00) times as long as "
        "with 100 and 500,000 (target: at most 2.5)",
        "state of one customer more: 64 bytes (target: at most 128)",
        "all replications on two cores are 1.90 (1.80 to 1.95) times as fast as on one "
        "(target: at least 1.8); two runs of the C loop in the same turns: 1.97 (1.90 to 2.00)",
        "Ciw is left out: Ciw is not installed",
    ]
    text = page.page(REPORT)
    assert all(f"- {line}\n" in text for line in lines)


def test_what_was_not_run_is_not_told() -> None:
    lines = list(page.other_figures(replace(REPORT, growth=None, speed_up=None, left_out=())))
    assert len(lines) == 1


def test_figures_can_be_written_as_json() -> None:
    again = json.loads(json.dumps(asdict(REPORT)))
    assert again["rows"][0]["ratio"] == [0.4, 0.42, 0.5]


def test_the_committed_page_tells_the_present_method() -> None:
    """It is written by a run; what is said around the figures must be what the module says now."""
    text = queue.PAGE.read_text("utf-8")
    assert text.partition(store.HEADING)[0] == f"{text.partition(page.HOW)[0]}{page.HOW}\n"
    assert page.WRITTEN in text
    for one in (C_LOOP, *CONTENDERS, LARGE_CENTRE):
        assert f"- **{one.name}**: {one.what}\n" in text


def test_the_machine_is_told_by_cores_and_versions_alone() -> None:
    assert set(asdict(this_machine())) == {"cores", "python", "numba"}
    assert this_machine().cores >= 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", today())


def ready(is_the_queue: bool) -> Ready:
    one = Contender("a", "It is a.", lambda: _simulate, 1, is_the_queue, 0.3)
    return Ready(one, _simulate, 2.5)


def _simulate(contacts: int, seed: int) -> Turn:
    return Turn(contacts, 1.0, 0, 0.0)


PAIRS = [
    Pair(Turn(100, 1.0, 3, 6.0), Turn(400, 1.0, 12, 24.0)),
    Pair(Turn(100, 2.0, 3, 6.0), Turn(400, 1.0, 13, 25.0)),
]


def test_a_programs_row_is_of_its_own_turns() -> None:
    row = row_of(ready(is_the_queue=True), PAIRS)
    assert (row.name, row.what, row.contacts, row.target, row.ready_s) == ("a", "It is a.", 200, 0.3, 2.5)
    assert row.per_second == (50.0, 75.0, 100.0)
    assert row.ratio == (0.125, 0.1875, 0.25)
    assert row.agreement is not None
    assert row.agreement.abandonment.seen == pytest.approx(0.03)


def test_c_is_the_measure_of_itself() -> None:
    row = row_of_c(ready(is_the_queue=True), {"a": PAIRS[:1], "b": PAIRS[1:]})
    assert (row.contacts, row.ratio) == (800, (1.0, 1.0, 1.0))
    assert row.per_second == (400.0, 400.0, 400.0)


def test_another_centre_has_no_agreement() -> None:
    assert row_of(ready(is_the_queue=False), PAIRS).agreement is None
    assert row_of(ready(is_the_queue=False), PAIRS).is_contender

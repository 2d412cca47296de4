"""What is printed of a row, and what stands in its object."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from sim.claims.declared import Contrast, Fact, level
from sim.claims.judging import judged
from sim.claims.kept import Kept
from sim.claims.measuring import CAPACITY, CENTRAL, DRAWS, Item
from sim.claims.page import facts_page
from sim.claims.rows import FACTS
from sim.claims.telling import as_record, block

FACT = Fact(7, "it rises | or not", "S0", (Contrast(("a=b",)).rises("stress_mean"),), reason="a remark")


def said(kept: Kept, fact: Fact = FACT) -> str:
    out = Console(file=io.StringIO(), width=200, highlight=False)
    out.print(block(judged(fact, kept, ())))
    return out.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def kept() -> Kept:
    kept = Kept(Path("nowhere"))
    for programme in (CENTRAL, CAPACITY, DRAWS):
        for number, value in enumerate((1.0, 1.5, 1.25)):
            kept.add(Item(programme, number, 3, (FACT.key,)), {FACT.key: [[value, 0.5]]})
    return kept


def test_a_row_says_what_was_found_and_what_stands_beside(kept: Kept) -> None:
    text = said(kept)
    for words in (
        "holds", "stress_mean", "+0.75 [+0.129, +1.37]", "rises", "100 % [29, 100] of 3 draws",
        "capacity alone", "a remark",
    ):  # fmt: skip
        assert words in text


def test_a_row_that_cannot_be_tried_says_so() -> None:
    text = said(Kept(Path("nowhere")), Fact(8, "x", "S0", reason="no mechanism yet: y"))
    assert "not tried; not reproduced: no mechanism yet: y" in text


def test_a_row_of_context_has_no_verdict() -> None:
    assert "context: no verdict" in said(Kept(Path("nowhere")), Fact(16, "x", "S0", context=True))


def test_an_object_has_its_leading_effect_on_top(kept: Kept) -> None:
    record = as_record(judged(FACT, kept, ()))
    assert (record["id"], record["column"], record["unit"]) == (7, "stress_mean", "mean")
    assert record["effect"] == 0.75
    assert record["capacity_alone"] is True
    assert record["reversed"] is None


def test_ranges_in_words() -> None:
    assert level("x", 0.52, 0.62).claimed == "0.52 to 0.62"
    assert level("x", -0.1, 0.1).claimed == "no change (within 0.1)"
    assert Contrast(()).falls("x").claimed == "falls"


def test_the_page_hides_no_row() -> None:
    lines = facts_page().splitlines()
    numbers = [line.split("|")[1].strip() for line in lines if line.startswith("| ") and line[2].isdigit()]
    assert numbers == [str(fact.number) for fact in FACTS]
    assert all(line.count("|") == 8 for line in lines if line.startswith("| "))

"""Kept results count as of the present version where a sample of them comes out to the digit, else not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.claims import kept as store
from sim.claims import renewing
from sim.claims.kept import MANIFEST, Kept, read
from sim.claims.measuring import Item
from sim.claims.renewing import check_same, renew, sample
from sim.refusal import Refused

ASKED = {"replications": 12, "switched": 3, "draws": 200, "symmetric": 500}
ROWS = {"4:abc": [[1 / 3, None]], "5:def": [[1.0, 2.0]]}


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Ten replications of one programme and three of another, by a version that is no more."""
    monkeypatch.setattr(store, "version", lambda: "old")
    kept = read(tmp_path)
    for programme, of in (("central", 10), ("reversed", 3)):
        for number in range(of):
            kept.write(Item(programme, number, of, tuple(ROWS)), ROWS)
    (tmp_path / MANIFEST).write_text(json.dumps({"facts_version": "old", "asked": ASKED}))
    for module in (store, renewing):
        monkeypatch.setattr(module, "version", lambda: "new")
    return read(tmp_path)


def test_the_sample_has_every_programme_and_its_first_and_last(old: Kept) -> None:
    found = [(item.programme, item.number, item.of, item.keys) for item in sample(old, ROWS, 2)]
    keys = tuple(ROWS)
    assert found == [
        ("central", 0, 12, keys),
        ("central", 9, 12, keys),
        ("reversed", 0, 3, keys),
        ("reversed", 2, 3, keys),
    ]
    assert len(sample(old, ROWS, 5)) == 5 + 3, "no more than there are"


def test_what_comes_out_again_is_renewed_and_says_so(old: Kept) -> None:
    assert old.stale
    items = sample(old, ROWS, 1)
    for item in items:
        check_same(old, item, ROWS)
    renew(old, items)
    again = read(old.folder)
    assert not again.stale
    assert again.items == old.items
    record = json.loads((old.folder / MANIFEST).read_text())
    assert record["facts_version"] == "new"
    assert record["asked"] == ASKED
    shown = ["central 0", "reversed 0"]
    assert record["renewed"] == [{"from": ["old"], "to": "new", "items_run_anew": shown}]


def test_what_comes_out_otherwise_is_refused(old: Kept) -> None:
    item = sample(old, ROWS, 1)[0]
    with pytest.raises(Refused, match="central 0, row 5:def"):
        check_same(old, item, ROWS | {"5:def": [[1.0000001, 2.0]]})
    assert read(old.folder).stale


def test_a_row_that_is_no_more_is_not_run(old: Kept) -> None:
    assert {item.keys for item in sample(old, ["5:def", "6:new"], 1)} == {("5:def",)}


def test_a_line_that_was_being_written_is_left_out(old: Kept) -> None:
    with (old.folder / store.RUNS).open("a") as file:
        file.write('{"programme":"cen')
    kept = read(old.folder)
    renew(kept, sample(kept, ROWS, 1))
    assert read(old.folder).items == old.items


def test_without_a_manifest_nothing_is_renewed(old: Kept) -> None:
    (old.folder / MANIFEST).unlink()
    with pytest.raises(Refused, match=r"renew: 'manifest\.json'"):
        sample(old, ROWS, 1)

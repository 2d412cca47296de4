"""Results of the claims: kept item by item, known again, stale with another version."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.claims import kept as store
from sim.claims.kept import RUNS, read, tidied, version
from sim.claims.measuring import Item
from sim.study_folders import StoreFault

ITEM = Item("central", 0, 30, ("4:abc", "5:def"))
FOUND = {"4:abc": [[0.25, None]]}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    read(tmp_path).write(ITEM, {"4:abc": [[1 / 3, None]]})
    again = read(tmp_path)
    assert again.of("central", "4:abc") == [[[0.33333333, None]]]
    assert not again.stale


def test_an_item_lacks_the_rows_that_are_not_there(tmp_path: Path) -> None:
    read(tmp_path).write(ITEM, FOUND)
    assert read(tmp_path).lacks(ITEM) == ("5:def",)


def test_a_line_that_was_being_written_is_done_again(tmp_path: Path) -> None:
    read(tmp_path).write(ITEM, FOUND)
    with (tmp_path / RUNS).open("a") as file:
        file.write('{"programme":"cen')
    assert read(tmp_path).of("central", "4:abc")
    kept = tidied(tmp_path)
    kept.write(ITEM, {"5:def": [[1.0, 2.0]]})
    assert read(tmp_path).lacks(ITEM) == ()


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    (tmp_path / RUNS).write_text("nonsense\n{}\n")
    with pytest.raises(StoreFault, match="line 1"):
        read(tmp_path)


def test_another_version_is_stale_and_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(tmp_path).write(ITEM, FOUND)
    monkeypatch.setattr(store, "version", lambda: "another")
    assert read(tmp_path).stale
    assert tidied(tmp_path).lacks(ITEM) == ITEM.keys
    assert (tmp_path / RUNS).read_text() == ""


def test_an_experiment_that_no_claim_runs_is_no_part_of_the_version(tmp_path: Path) -> None:
    names = {f"{path.parent.name}/{path.name}" for path in store._configured()}
    assert {"scenario/imatech.yaml", "governance/cells.yaml", "experiment/baseline.yaml"} <= names
    assert sum(name.startswith("experiment/") for name in names) == 1


def test_the_version_follows_from_what_decides_a_run() -> None:
    names = {path.name for path in store._behind(store.DECIDES)}
    assert {"day.py", "measures.py", "strain.py", "switches.py", "draws.py"} <= names
    assert not {"facts.py", "judging.py", "telling.py", "page.py", "declared.py"} & names
    assert len(version()) == store.SHORT


@pytest.mark.parametrize(
    ("name", "before", "after", "same"),
    [
        ("a.py", 'X = 1\n', '"""Says."""\n\n# why\nX = 1  # unit\n', True),
        ("a.py", 'def f():\n    return 1\n', 'def f():\n    """Says."""\n\n    return 1\n', True),
        ("a.py", 'X = 1\n', 'X = 2\n', False),
        ("a.py", 'X = "a"\n', 'X = "b"\n', False),
        ("a.py", 'if A:\n    B = 1\nC = 2\n', 'if A:\n    B = 1\n    C = 2\n', False),
        ("a.yaml", 'title: "one"\nx: 1\n', 'title_fr: "un" # other words\nx: 1 # source: none\n', True),
        ("a.yaml", 'x: 1\n', 'x: 2\n', False),
    ],
)  # fmt: skip
def test_the_version_is_of_what_can_move_a_number(
    tmp_path: Path, name: str, before: str, after: str, same: bool
) -> None:
    path = tmp_path / name
    path.write_text(before)
    first = store.what_decides(path)
    path.write_text(after)
    assert (store.what_decides(path) == first) is same

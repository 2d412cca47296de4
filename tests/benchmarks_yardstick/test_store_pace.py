"""The benchmark of the store: it runs, at a small size, and keeps to its section of the page."""

from __future__ import annotations

from pathlib import Path

from benchmarks import store


def test_every_look_sees_every_run(tmp_path: Path) -> None:
    folder = store.made_up(tmp_path / "s", store.ROWS_A_PART + 1)
    for what in ("resume", "summary", "compaction", "resume"):
        taken = store.look(folder, what)
        assert taken.runs == store.ROWS_A_PART + 1
        assert 0 < taken.before_mb <= taken.peak_mb


def test_the_section_is_the_last_and_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    assert store.section_of(page) == ""
    store.write(page, "# Queue\n", "")
    assert page.read_text() == "# Queue\n"
    for figure in ("one", "two"):
        store.write(page, page.read_text(), f"{store.HEADING}\n{figure}\n")
        assert page.read_text() == f"# Queue\n\n{store.HEADING}\n{figure}\n"
    store.write(page, "# Queue anew\n", store.section_of(page))
    assert page.read_text() == f"# Queue anew\n\n{store.HEADING}\ntwo\n"


def test_the_section_tells_the_figures() -> None:
    taken = [store.Taken(100, 0.4, 300.0, 280.0), store.Taken(1000, 4.25, 301.0, 280.0)]
    looks = dict.fromkeys(("resume", "compaction"), taken)
    text = store.section(store.Found(looks, (50, 3), 61.5, {"alone": (60.0, 0.75)}))
    assert "| resume | 0.4 | 300 (280) | 4.2 | 301 (280) | at most 30 s, flat |" in text
    assert "alone): 60.0 ms with a commit for each, 0.75 ms with 150 together,\n  80 times as fast" in text

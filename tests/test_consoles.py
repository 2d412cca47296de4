"""What commands print into a file or a pipe: no cell is broken, however narrow the terminal would be."""

from __future__ import annotations

import pytest
from rich.table import Table

from sim.consoles import for_results


def test_no_cell_is_broken_in_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    long = "a difference (its interval) " * 5
    table = Table("", "")
    table.add_row(long.strip(), long.strip())
    for_results().print(table)
    lines = capsys.readouterr().out.splitlines()
    assert sum(long.strip() in line for line in lines) == 1
    assert max(map(len, lines)) < 2 * len(long) + 20

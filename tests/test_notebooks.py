"""Every notebook runs from start to end, and the committed one is made of the source beside it.

`python notebooks/make.py` makes them anew. Outputs are not compared: they move with the model's results.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from notebooks.make import FOLDER, SOURCES, execute, notebook_of

MACHINE = re.compile(r"(?<![\w.:/])(/(home|root|tmp|usr|work|var|Users)/|[A-Z]:\\)")


each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)


def committed(source: Path) -> NotebookNode:
    return nbformat.read(source.with_suffix(".ipynb"), as_version=4)


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def troubles(notebook: NotebookNode) -> list[str]:
    """Errors and what was written to the error stream, warnings included."""
    return [
        output.get("text") or output.get("evalue")
        for output in outputs(notebook)
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


def test_there_is_a_notebook_for_every_source_and_no_other() -> None:
    assert [path.stem for path in SOURCES] == sorted(path.stem for path in FOLDER.glob("*.ipynb"))
    assert "first_run" in {path.stem for path in SOURCES}


@each_source
def test_the_committed_cells_are_those_of_the_source(source: Path) -> None:
    made = [(cell.cell_type, cell.source) for cell in notebook_of(source).cells]
    assert [(cell.cell_type, cell.source) for cell in committed(source).cells] == made, (
        "run notebooks/make.py"
    )


@each_source
def test_the_committed_notebook_was_run_once_from_start_to_end(source: Path) -> None:
    notebook = committed(source)
    nbformat.validate(notebook)
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert troubles(notebook) == []
    assert any("image/png" in output.get("data", {}) for output in outputs(notebook))


@each_source
def test_the_committed_notebook_says_nothing_of_the_machine(source: Path) -> None:
    shown = "\n".join(
        str(output.get("text", output.get("data", {}).get("text/plain")))
        for output in outputs(committed(source))
    )
    assert shown
    assert not MACHINE.search(shown)
    assert all(MACHINE.search(path) for path in ("/root/x", "in /home/somebody/x:1", r"C:\\x"))
    assert not any("execution" in cell.metadata for cell in committed(source).cells)


@pytest.mark.notebook
@each_source
def test_the_source_runs(source: Path, tmp_path: Path) -> None:
    notebook = notebook_of(source)
    execute(notebook, tmp_path)
    assert troubles(notebook) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.notebook
def test_a_cell_that_fails_is_told(tmp_path: Path) -> None:
    source = tmp_path / "bad.py"
    head = SOURCES[0].read_text("utf-8").split("# %%")[0]
    source.write_text(head + "# %%\nprint(6 * 7)\n\n# %%\n1 / 0\n", "utf-8")
    notebook = notebook_of(source)
    with pytest.raises(Exception, match="division by zero"):
        execute(notebook, tmp_path)
    assert outputs(notebook)[0].text == "42\n"
    assert troubles(notebook) == ["division by zero"]

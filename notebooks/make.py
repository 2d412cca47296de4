"""Makes every notebook from its source, with its outputs: `python notebooks/make.py`.

The source is the .py file beside it (jupytext's percent format), which is what is edited and reviewed. The
.ipynb holds no times, no random names of cells and nothing of the machine it was made on, so that it changes
only where its source or a result does. `tests/test_notebooks.py` runs the sources and compares the cells.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent
SOURCES = sorted(path for path in FOLDER.glob("*.py") if path.name != Path(__file__).name)
LONGEST_S = 900  # a cell that has to wait for the compiler on a busy machine included


def notebook_of(source: Path) -> NotebookNode:
    """The notebook of a source, without outputs."""
    notebook = jupytext.read(source)
    notebook.metadata = {"kernelspec": notebook.metadata.kernelspec, "language_info": {"name": "python"}}
    for place, cell in enumerate(notebook.cells):
        cell.id = f"cell-{place:02}"
        cell.metadata = {}
    return notebook


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run all cells in a new process, in the folder given; `sim` is the one of this checkout."""
    path = os.pathsep.join(filter(None, [str(FOLDER.parent), os.environ.get("PYTHONPATH")]))
    client = NotebookClient(
        notebook, timeout=LONGEST_S, record_timing=False, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=os.environ | {"PYTHONPATH": path})
    notebook.metadata.language_info = {"name": "python"}  # without the version of this machine's Python


def main() -> None:
    """Make all notebooks."""
    for source in SOURCES:
        notebook = notebook_of(source)
        with tempfile.TemporaryDirectory() as folder:
            execute(notebook, Path(folder))
        source.with_suffix(".ipynb").write_text(nbformat.writes(notebook) + "\n", "utf-8", newline="\n")
        print(source.with_suffix(".ipynb").name)


if __name__ == "__main__":
    main()

"""Where commands print their results, as wide as a table wants where no terminal ends; and their tables.

Called by the commands of the package.
"""

from __future__ import annotations

import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

ENDLESS = 1_000  # columns of a file or pipe


def for_results() -> Console:
    """Standard output; in a file no cell of a table is broken for want of room."""
    out = Console(file=sys.stdout, highlight=False)
    if not out.is_terminal:
        out.width = ENDLESS
    return out


def empty_table() -> Table:
    """A table as the package prints them: one line, below a bold head."""
    return Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")

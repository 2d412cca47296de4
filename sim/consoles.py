"""Where commands print their results: as wide as a table wants, where nobody's terminal ends.

Called by the commands of the package.
"""

from __future__ import annotations

import sys

from rich.console import Console

ENDLESS = 1_000  # columns of a file or pipe


def for_results() -> Console:
    """Standard output; in a file no cell of a table is broken for want of room."""
    out = Console(file=sys.stdout, highlight=False)
    if not out.is_terminal:
        out.width = ENDLESS
    return out

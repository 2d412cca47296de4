"""A study told on one page: `python -m sim.report results/<study> [report.language=fr]`.

Writes `report.html` into the study's folder, again where there is one. Exit codes: 0 done, 1 the study is
damaged, 2 refused. Users' guide: README.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from sim.report.command import written
from sim.report.page import write


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    return written("sim.report", "A study told on one page.", write, arguments)


if __name__ == "__main__":
    sys.exit(main())

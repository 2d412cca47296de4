"""A study told on one page: `python -m sim.report results/<study> [report.language=fr]`.

Writes `report.html` into the study's folder, again where there is one. Exit codes: 0 done, 1 the study is
damaged, 2 refused. Users' guide: README.md.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.consoles import for_results
from sim.endings import ended
from sim.refusal import Refused
from sim.report.page import write
from sim.report.words import LANGUAGES

KEY = "report.language"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sim.report", description="A study told on one page.")
    parser.add_argument("study", type=Path, help="folder of the study: results/<study>")
    parser.add_argument("overrides", nargs="*", metavar="key=value", help=f"{KEY}=en or {KEY}=fr")
    given = parser.parse_args(arguments)
    return ended(lambda: _write(given.study, given.overrides))


def _write(folder: Path, overrides: Sequence[str]) -> None:
    path = write(folder, _language(overrides))
    for_results().print(f"report: {os.path.relpath(path)}", markup=False)


def _language(overrides: Sequence[str]) -> str:
    language = LANGUAGES[0]
    for text in overrides:
        key, _, value = text.partition("=")
        if key != KEY:
            raise Refused(key, value, f"{KEY}, the one key of a report")
        if value not in LANGUAGES:
            raise Refused(KEY, value, f"one of {', '.join(LANGUAGES)}")
        language = value
    return language


if __name__ == "__main__":
    sys.exit(main())

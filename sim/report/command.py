"""What the commands that tell a study have in common: a folder, a language, a file written into the folder.

Called by `python -m sim.report` and `python -m sim.slides`.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.consoles import for_results
from sim.endings import ended
from sim.refusal import Refused
from sim.report.words import LANGUAGES

KEY = "report.language"


def written(
    module: str, what: str, write: Callable[[Path, str], Path], arguments: Sequence[str] | None
) -> int:
    """Run such a command; returns the exit code.

    Args:
        module: its name.
        what: it does.
        write: makes the file of a folder in a language; its path.
        arguments: as given; those of the process where none are.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=what)
    parser.add_argument("study", type=Path, help="folder of the study: results/<study>")
    parser.add_argument("overrides", nargs="*", metavar="key=value", help=f"{KEY}=en or {KEY}=fr")
    given = parser.parse_args(arguments)
    return ended(lambda: _write(given.study, given.overrides, write))


def _write(folder: Path, overrides: Sequence[str], write: Callable[[Path, str], Path]) -> None:
    path = write(folder, language_of(overrides))
    for_results().print(f"written: {os.path.relpath(path)}", markup=False)


def language_of(overrides: Sequence[str]) -> str:
    """The language that is asked for, the first one where none is.

    Raises:
        Refused: another key, or another language.
    """
    language = LANGUAGES[0]
    for text in overrides:
        key, _, value = text.partition("=")
        if key != KEY:
            raise Refused(key, value, f"{KEY}, the one key of a report")
        if value not in LANGUAGES:
            raise Refused(KEY, value, f"one of {', '.join(LANGUAGES)}")
        language = value
    return language

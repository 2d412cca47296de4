"""What commands that run a study of their own are told, and how they end: as `python -m sim` does.

Called by `sim.command`, `sim.calibrate` and `sim.search`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from sim.consoles import for_results
from sim.endings import INTERRUPTED, ended
from sim.rule_files import load_rules, loaded

Work = Callable[[Sequence[str], Path | None, Console, Console], int]


def study_command(name: str, what: str, example: str, work: Work, arguments: Sequence[str] | None) -> int:
    """Run such a command; returns the exit code.

    Args:
        name: of the module in `sim`.
        what: in a line.
        example: of what it may be told.
        work: told the overrides, the folder of files of one's own, where progress goes and where results go.
        arguments: of the command line; None for those given.
    """
    parser = argparse.ArgumentParser(prog=f"python -m sim.{name}", description=what)
    parser.add_argument("overrides", nargs="*", metavar="key=value", help=example)
    parser.add_argument("--config-dir", type=Path, metavar="FOLDER", help="configuration files of your own")
    parser.add_argument(
        "--rules", type=Path, action="append", default=[], metavar="FILE.py", help="your own rules: it is run"
    )
    given = parser.parse_args(arguments)
    console = Console(stderr=True, soft_wrap=True, highlight=False)

    def asked() -> int:
        for file in given.rules:
            load_rules(file)
        return work(given.overrides, given.config_dir, console, for_results())

    return ended(asked, interrupted=INTERRUPTED)


def as_given(name: str, overrides: Sequence[str]) -> list[str]:
    """The command as a manifest tells it."""
    module = "sim" if not name else f"sim.{name}"
    return ["python", "-m", module, *(f"--rules={file.name}" for file in loaded()), *overrides]

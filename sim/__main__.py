"""The command line: `python -m sim [key=value ...]` runs a study and prints the comparison.

Everything that can be refused is refused before anything runs or a folder is made. Exit codes: 0 done,
1 some runs failed, 2 refused, 3 some run unstable, 130 interrupted. Users' guide: README.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from sim.endings import INTERRUPTED, ended

USAGE = """python -m sim [key=value ...]

  python -m sim                                      six forms of governance on a published call profile
  python -m sim scenario=zappos_desk                 one form beside the hierarchical baseline
  python -m sim compare=[hierarchical,zappos_desk] replications=20 horizon=252
  python -m sim demand.file=calls.csv demand.timezone=Europe/Paris
  python -m sim -m scenario=hierarchical,zappos_desk staffing.span_of_control=8,12
  python -m sim --config-dir my_scenarios scenario=mine
  python -m sim --rules my_rules.py rules.desk.may_decide=my_rule
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    given = _parser().parse_args(arguments)
    return ended(lambda: _run(given), interrupted=INTERRUPTED)


def _run(given: argparse.Namespace) -> int:
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    if given.rules:
        from sim.rule_files import load_rules

        for file in given.rules:
            load_rules(file)
    if given.multirun:
        from sim.sweep import sweep

        return sweep(given.overrides, given.config_dir, console)
    from sim.command import run_command

    return run_command(given.overrides, given.config_dir, console)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sim", usage=USAGE, description="Who decides in a contact centre, and what follows."
    )
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="what differs from the defaults")
    parser.add_argument("-m", "--multirun", action="store_true", help="sweep: every combination of values")
    parser.add_argument("--config-dir", type=Path, help="a folder of your own scenarios")
    parser.add_argument(
        "--rules", type=Path, action="append", metavar="FILE.py", help="your own rules and fields: it is run"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""A client's centre beside his own figures: `python -m sim.fit demand.file=FILE demand.timezone=ZONE`.

Takes every key of a scenario: the form under which the file was recorded, hierarchical unless told otherwise.
Exit codes: 0 it fits, or cannot be checked; 2 refused, a fit beyond its limit among it; 3 unstable. Users'
guide: README.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from sim.configuration import configure
from sim.consoles import for_results
from sim.endings import ended
from sim.fit.checking import check_fits, held
from sim.fit.printing import printed
from sim.planning import plan_of
from sim.refusal import Refused
from sim.week import file_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sim.fit", description="Is the simulated centre yours?")
    parser.add_argument(
        "overrides", nargs="+", metavar="key=value", help="demand.file=..., and any other key"
    )
    parser.add_argument("--config-dir", type=Path, help="a folder of files of your own")
    given = parser.parse_args(arguments)
    return ended(lambda: _fit(given.overrides, given.config_dir))


def _fit(overrides: Sequence[str], config_dir: Path | None) -> None:
    baseline = configure(overrides, config_dir, alone=True)[0]
    file = file_of(baseline.scenario)
    if file is None:
        raise Refused("demand.file", None, "the file of your centre: demand.file=calls.csv")
    told = Console(stderr=True, soft_wrap=True, highlight=False)
    with told.status("simulating the recorded weeks"):
        plan = plan_of(baseline.scenario, lambda line: told.print(line, markup=False))
        found = held(baseline, plan, file)
    for_results().print(printed(found, baseline.scenario, plan, file))
    check_fits(found)


if __name__ == "__main__":
    sys.exit(main())

"""Follow one case: `python -m sim.journal scenario=NAME day=D case=N [key=value ...]`.

The run is the one that a study of the same keys begins with (its first replication, planned under the same
baseline), but for the warm-up, which is short unless told otherwise. Days are counted as measured, from 0;
cases are the day's first contacts, from 1. Without a case, the day's cases are listed.
Users' guide: README.md.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from sim.compiling import is_compiled
from sim.configuration import Configuration, configure
from sim.endings import ended
from sim.journal.printing import WIDTH, list_of, page_of
from sim.journal.reading import Brief, are_over, case_of, cases_of_day, chosen, ends_in
from sim.planning import plan_of
from sim.refusal import Refused
from sim.rule_files import load_rules
from sim.world import Run

EXIT_FAILED, EXIT_INTERRUPTED = 1, 130
WARMUP = 5  # open days, unless told otherwise: the centre starts empty, and has a usual day's work by then
FOLLOWED = 60  # open days a case is followed beyond its first
USAGE = """python -m sim.journal [day=D] [case=WHICH] [key=value ...]

  python -m sim.journal day=3                               the cases of its fourth measured day
  python -m sim.journal day=3 case=17                       its 17th first contact, from first call to end
  python -m sim.journal scenario=zappos_desk case=slowest   the slowest of the first day; also: typical
  python -m sim.journal case=complaint                      the slowest for a reason
  python -m sim.journal warmup=50 replication=2             after a longer warm-up; another replication
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the journal of a case, or a day's cases; returns the exit code."""
    given = _parser().parse_args(arguments)
    return ended(lambda: _tell(given))


def _tell(given: argparse.Namespace) -> None:
    for file in given.rules or ():
        load_rules(file)
    own, others = _own_keys(given.overrides)
    _follow(own, others, given.config_dir, Console(stderr=True, soft_wrap=True, highlight=False))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sim.journal", usage=USAGE, description="Follow one case from first call to end."
    )
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="what differs from the defaults")
    parser.add_argument("--config-dir", type=Path, help="a folder of your own scenarios")
    parser.add_argument(
        "--rules", type=Path, action="append", metavar="FILE.py", help="your own rules and fields: it is run"
    )
    return parser


def _own_keys(overrides: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The keys of this command, and those of the configuration.

    Raises:
        Refused: a key of this command twice, or without a value.
    """
    own, others = dict[str, str](), list[str]()
    for text in overrides:
        key, _, value = text.partition("=")
        if key not in ("day", "case", "replication"):
            others.append(text)
        elif key in own or not value:
            raise Refused(key, value, "one value")
        else:
            own[key] = value
    return own, others


def _whole(own: dict[str, str], key: str, most: int) -> int:
    """A number from 0."""
    text = own.get(key, "0")
    if not text.isdecimal() or int(text) > most:
        raise Refused(key, text, f"a whole number from 0 to {most}")
    return int(text)


def _follow(own: dict[str, str], others: list[str], config_dir: Path | None, told: Console) -> None:
    """Simulate until the cases wanted have ended, and print them."""
    day, replication = _whole(own, "day", 5_000), _whole(own, "replication", 1_000_000)
    if any(text.startswith("compare=") for text in others):
        raise Refused("compare", others, "one scenario: scenario=NAME")
    warmup = () if any(text.startswith("warmup=") for text in others) else (f"warmup={WARMUP}",)
    found = configure([*others, *warmup], config_dir)
    wanted = found[-1] if any(text.startswith("scenario=") for text in others) else found[0]
    run = _run(found[0], wanted, day, replication, told)
    which = own.get("case")
    briefs = _simulate(run, day, which, told)
    if run.unstable:
        told.print("unstable: work comes faster than it can be done, and nobody gives up waiting")
    out = Console(highlight=False)
    out.width = out.width if out.is_terminal else WIDTH
    out.print(list_of(run, briefs) if which is None else page_of(case_of(run, chosen(briefs, which))))


def _run(baseline: Configuration, wanted: Configuration, day: int, replication: int, told: Console) -> Run:
    """The run, its journal kept, planned under the baseline as a study is."""
    if not is_compiled():
        told.print("compiling the simulation for this machine: some three minutes, once")
    with _status("planning first contacts and rosters under the baseline", told):
        plan = plan_of(baseline.scenario, lambda line: told.print(line, markup=False))
    study = wanted.study
    warmup = plan.warmup if study.warmup is None else study.warmup
    told.print(
        f"{wanted.scenario.name}, seed {study.seed}, replication {replication}: measured day {day} after "
        f"{warmup} days of warm-up from an empty centre; cases are followed for {FOLLOWED} open days at most"
    )
    days = warmup + day + 1 + FOLLOWED
    return Run(
        wanted.scenario, plan, days=days, seed=study.seed, replication=replication, warmup=warmup,
        journal=True,
    )  # fmt: skip


def _simulate(run: Run, day: int, which: str | None, told: Console) -> list[Brief]:
    """Simulate to the day, and on until the case wanted has ended, or all of the day's; the day's cases."""
    with _status("simulating", told):
        while not run.finished and run.day <= run.warmup + day:
            run.step()
        first = cases_of_day(run, day)
        if which is not None and which.isdecimal():
            is_over = partial(ends_in, run, chosen(first, which))
        else:
            is_over = partial(are_over, run, day)
        while not run.finished and not is_over():
            run.step()
    return cases_of_day(run, day)


def _status(doing: str, told: Console) -> contextlib.AbstractContextManager[object]:
    return told.status(doing) if told.is_terminal else contextlib.nullcontext()


if __name__ == "__main__":
    sys.exit(main())

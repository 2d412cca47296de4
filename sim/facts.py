"""What the source documents claim, row by row, and what the simulation says to it: `python -m sim.facts`.

Prints the results kept in results/facts: claim, source, measured effect with its 95 % interval, verdict and
standing, and what stands beside (draws of what is not known, psychology off, signs reversed). `--run` does
what is not there yet, `--quick` a dozen rows in two minutes; `--renew` finds out whether a change of the
program moves any of them. Nothing is enforced: what comes out is printed.
Exit codes: 0 done, 1 files are damaged, 2 refused. Users' guide: README.md.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import joblib
from rich.console import Console

from sim.claims.declared import Fact
from sim.claims.judging import CONSTRUCTION, HOLDS, Judged, headline, judged
from sim.claims.kept import KEPT, MANIFEST, USUALLY, Kept, read, tidied, version
from sim.claims.measuring import (
    CAPACITY,
    CENTRAL,
    DRAWS,
    OFF,
    REVERSED,
    SEED,
    SYMMETRIC,
    Centres,
    Effects,
    Item,
    open_days,
    ways_of,
)
from sim.claims.renewing import check_same, renew, sample
from sim.claims.rows import FACTS, ROWS
from sim.claims.telling import as_record, printed
from sim.consoles import for_results
from sim.endings import INTERRUPTED, ended
from sim.experiment.working import begin_worker
from sim.progress import pace
from sim.provenance import manifest
from sim.refusal import Refused
from sim.world import Run

QUICK_ROWS = (2, 3, 4, 5, 11, 14, 15, 22, 31, 32, 33, 39)
QUICK = {"replications": 4, "switched": 3, "draws": 0, "symmetric": 0}
REPLICATIONS, SWITCHED = USUALLY[CENTRAL], USUALLY[REVERSED]
N_DRAWS, N_SYMMETRIC = USUALLY[DRAWS], USUALLY[SYMMETRIC]
PARTS = 4  # in which draws are run
TRIAL_DAYS = 20  # open days, by which it is told how long all of it will take


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.facts",
        description="What the source documents claim, and what a run says.",
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"numbers of rows, 1 to {ROWS}; none: all")
    parser.add_argument(
        "--run", action="store_true", help="run what is not there yet, on from where it stopped"
    )
    parser.add_argument("--quick", action="store_true", help="a dozen rows anew in two minutes, kept nowhere")
    parser.add_argument(
        "--renew", type=int, metavar="N",
        help="N items of each programme anew: where all come out to the digit, what is kept counts as of now",
    )  # fmt: skip
    parser.add_argument("--replications", type=int, help=f"of each centre, {REPLICATIONS} unless told")
    parser.add_argument(
        "--switched", type=int, help=f"replications with something switched off, {SWITCHED} unless told"
    )
    parser.add_argument("--draws", type=int, help=f"of what is not known, {N_DRAWS} unless told")
    parser.add_argument("--symmetric", type=int, help=f"of psychology about zero, {N_SYMMETRIC} unless told")
    parser.add_argument("--workers", type=int, help="processes; as many as there are processors unless told")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the rows as a list of objects, beside")
    parser.add_argument("--folder", type=Path, default=KEPT, help="where results are kept (results/facts)")
    given = parser.parse_args(arguments)
    return ended(lambda: _answer(given), interrupted=INTERRUPTED)


def _answer(given: argparse.Namespace) -> None:
    facts = _chosen(given)
    _check(given)
    told = Console(stderr=True, soft_wrap=True, highlight=False)
    if given.run and given.rows:
        _check_all_is_there(given.folder)
    if given.renew is not None:
        _renew(given, told)
    kept = Kept(given.folder) if given.quick else tidied(given.folder) if given.run else read(given.folder)
    if given.quick or given.run:
        _run(facts, kept, given, told)
    rows = [judged(fact, kept) for fact in facts]
    if given.json:
        _write_json(given.json, rows)
    for line in printed(rows, kept, quick=given.quick):
        for_results().print(line)
    for_results().print(headline(rows))


def _chosen(given: argparse.Namespace) -> list[Fact]:
    """The rows asked for.

    Raises:
        Refused: a number that is none.
    """
    numbers = {str(fact.number): fact for fact in FACTS}
    for word in given.rows:
        if word not in numbers:
            raise Refused("row", word, f"a number from 1 to {ROWS}")
    if given.rows:
        return [numbers[word] for word in dict.fromkeys(given.rows)]
    return [numbers[str(number)] for number in QUICK_ROWS] if given.quick else list(FACTS)


def _check(given: argparse.Namespace) -> None:
    """Fill in what was not told, and refuse what cannot be."""
    usual = {
        "replications": REPLICATIONS,
        "switched": SWITCHED,
        "draws": N_DRAWS,
        "symmetric": N_SYMMETRIC,
    }
    for name, number in (usual | (QUICK if given.quick else {})).items():
        if getattr(given, name) is None:
            setattr(given, name, number)
    for name, least in (("replications", 2), ("switched", 2), ("draws", 0), ("symmetric", 0)):
        if getattr(given, name) < least:
            raise Refused(name, getattr(given, name), f"a whole number of at least {least}")
    if given.workers is not None and given.workers < 1:
        raise Refused("workers", given.workers, "a whole number of at least 1")
    if given.quick and given.run:
        raise Refused("quick", "--quick --run", "one of the two: what is quick is kept nowhere")
    if given.renew is not None and (given.renew < 1 or given.run or given.quick):
        raise Refused("renew", given.renew, "items of each programme, at least 1, without --run or --quick")
    if given.json and not given.json.absolute().parent.is_dir():
        raise Refused("json", str(given.json), "a file in a folder that is there")


def _check_all_is_there(folder: Path) -> None:
    """Some rows are run where the others stay: results of another version would all be taken away.

    Raises:
        Refused: there are such.
    """
    if read(folder).stale:
        wanted = "no rows: what is kept there is of another version, and has to be run anew, all of it"
        raise Refused("row", f"--folder {folder}", wanted)


def phases(facts: Sequence[Fact], kept: Kept, given: argparse.Namespace) -> Iterator[tuple[str, list[Item]]]:
    """What is run, step by step; a later one is asked for when the earlier ones are done.

    Standing is tried of rows that hold alone, and draws symmetric about zero of those among them that no
    single rule says: the standing of the others hangs on neither.
    """
    tried = [fact for fact in facts if fact.parts]
    for name, programme, of in (
        ("verdicts", CENTRAL, given.replications), ("psychology off", CAPACITY, given.switched),
    ):  # fmt: skip
        yield name, _items(programme, of, tried)
    if given.quick:
        return
    holding = [fact for fact in tried if judged(fact, kept).verdict == HOLDS]
    switches = dict.fromkeys(switch for fact in holding for switch in fact.switches)
    off: list[Item] = []
    for one in switches:
        off += _items(OFF + one, given.switched, [fact for fact in holding if one in fact.switches])
    yield "mechanisms switched off one by one", off
    yield "signs reversed", _items(REVERSED, given.switched, tried)
    open_still = [fact for fact in holding if judged(fact, kept).standing != CONSTRUCTION]
    drawn, symmetric = _items(DRAWS, given.draws, tried), _items(SYMMETRIC, given.symmetric, open_still)
    for part in range(PARTS):  # so that what is interrupted has some of both
        yield "draws of what is not known", _part(drawn, part)
        yield "draws of psychology about zero", _part(symmetric, part)


def _part(items: list[Item], part: int) -> list[Item]:
    return items[part * len(items) // PARTS : (part + 1) * len(items) // PARTS]


def _items(programme: str, of: int, facts: Sequence[Fact]) -> list[Item]:
    return [Item(programme, number, of, tuple(fact.key for fact in facts)) for number in range(of) if facts]


def _run(facts: Sequence[Fact], kept: Kept, given: argparse.Namespace, told: Console) -> None:
    centres = None
    for name, items in phases(facts, kept, given):
        wanted = [replace(item, keys=keys) for item in items if (keys := kept.lacks(item))]
        if not wanted:
            continue
        if centres is None:
            with told.status("configuring and planning the centres"):
                # All rows, whichever are asked for: what is drawn is what all their centres have alike.
                centres = Centres(facts if given.quick else FACTS)
            _announce(facts, centres, given, told)
        if wanted[0].programme == DRAWS:
            told.print(f"{name}: {len(centres.uncertain)} numbers")  # found here, not by every worker
        else:
            told.print(name)
        _do(wanted, centres, kept.add if given.quick else kept.write, given, told)


def _announce(facts: Sequence[Fact], centres: Centres, given: argparse.Namespace, told: Console) -> None:
    """Say how long all of it takes at most, before any of it is done."""
    tried = [fact for fact in facts if fact.parts]
    days = open_days(tried) * (given.replications + given.switched)
    if not given.quick:
        days += open_days(tried) * (given.switched + given.draws + given.symmetric)
        days += given.switched * sum(open_days([fact]) * len(fact.switches) for fact in tried)
        _write_manifest(given)
    hours = _day_takes(centres) * days / _workers(given) / 3600
    told.print(f"some {hours:.1f} hours at most, where nothing is there yet")


def _renew(given: argparse.Namespace, told: Console) -> None:
    """Say that what is kept is of this version, once some of it has been run anew and is the same."""
    kept = read(given.folder)
    if not kept.stale:
        raise Refused("renew", given.renew, "results of another version: those kept are of the present one")
    items = sample(kept, [fact.key for fact in FACTS], given.renew)
    with told.status("configuring and planning the centres"):
        centres = Centres(FACTS)
    _do(items, centres, lambda item, found: check_same(kept, item, found), given, told)
    renew(kept, items)
    told.print(f"{len(items)} items came out to the digit: all that is kept counts as of this version")


def _do(
    wanted: Sequence[Item],
    centres: Centres,
    then: Callable[[Item, dict[str, list[Effects]]], None],
    given: argparse.Namespace,
    told: Console,
) -> None:
    sizes = {item: _centres_in(item, centres) for item in wanted}
    jobs = (joblib.delayed(_done)(_for(item, centres), item) for item in wanted)
    with pace(sum(sizes.values()), told) as progress:
        for item, effects in _workers_of(given)(jobs):
            then(item, effects)
            for number in range(sizes[item]):
                progress.ran({"run_id": f"{item.programme} {item.number} {number}", "status": "ok"})


def _workers_of(given: argparse.Namespace) -> joblib.Parallel:
    """Processes that end with this one; with one, this one."""
    begun = {"initializer": begin_worker, "initargs": (os.getpid(),)} if _workers(given) > 1 else {}
    return joblib.Parallel(n_jobs=_workers(given), return_as="generator_unordered", **begun)


def _workers(given: argparse.Namespace) -> int:
    return given.workers or os.cpu_count() or 1


def _for(item: Item, centres: Centres) -> Centres:
    """What an item needs of the centres: all of them would be sent with every one."""
    found = copy.copy(centres)
    found.facts = {key: centres.facts[key] for key in item.keys}
    needed = {way.overrides for fact in found.facts.values() for way in ways_of(fact)}
    found.scenarios = {one: centres.scenarios[one] for one in needed}
    found.plans = {one: centres.plans[one] for one in needed}
    return found


def _done(centres: Centres, item: Item) -> tuple[Item, dict[str, list[Effects]]]:
    return item, centres.effects(item)


def _centres_in(item: Item, centres: Centres) -> int:
    return len({(way.overrides, way.begun) for key in item.keys for way in ways_of(centres.facts[key])})


def _day_takes(centres: Centres) -> float:
    """Seconds that an open day of the baseline takes, by a few of them."""
    run = Run(centres.baseline, centres.plans[()], days=TRIAL_DAYS)
    began = time.monotonic()
    while not run.finished:
        run.step()
    return (time.monotonic() - began) / TRIAL_DAYS


def _write_manifest(given: argparse.Namespace) -> None:
    asked = {name: getattr(given, name) for name in ("replications", "switched", "draws", "symmetric")}
    command = ["python", "-m", "sim.facts", "--run"]
    record = manifest({}, [SEED], command, {"facts_version": version(), "asked": asked})
    given.folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    (given.folder / MANIFEST).write_text(text, "utf-8", newline="\n")


def _write_json(path: Path, rows: Sequence[Judged]) -> None:
    text = json.dumps([as_record(row) for row in rows], indent=1, allow_nan=False) + "\n"
    path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())

"""Where one form is above another in a finished study: `python -m sim.regions results/<study> forms=a,b`.

Prints, for every outcome and point of the levers, the rules that say for which values of the uncertain
parameters it is so, in plain words, with how well they hold in draws that had no part in finding them. Exit
codes: 0 done, 1 the study's files are damaged, 2 refused. Users' guide: README.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim import schema
from sim.consoles import for_results
from sim.endings import ended
from sim.experiment.designs import LATIN_HYPERCUBE, MORRIS, SALTELLI, SOBOL
from sim.experiment.plain_rules import Rule
from sim.experiment.regions import ALPHA, HELD_OUT, Regions, Side, regions
from sim.finished import Finished, finished
from sim.parameters import option, parameter
from sim.refusal import Refused, nearest_name


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of a study."""

    outcome: list[str] = option([], "columns, separated by commas; none: those of the experiment")
    forms: list[str] = option(
        [], "two scenarios, separated by a comma; none: the study's own, if there are two"
    )
    side: str = option("above", "on which side of the second the first is", choices=("above", "below"))
    smallest: float = parameter(
        0.0, "", "smallest difference that matters, in the outcome's unit", range=(0, 1e15),
        assumption="none is too small unless told",
    )  # fmt: skip
    seed: int = parameter(
        1, "1", "decides which draws are held out", range=(0, 4_294_967_295), assumption="any number serves"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.regions", description="For which parameters one form is above another."
    )
    parser.add_argument("folder", type=Path, metavar="results/<study>", help="of a latin_hypercube or sobol")
    said = ", ".join(one.name for one in fields(Question))
    parser.add_argument("question", nargs="*", metavar="key=value", help=f"what is asked: {said}")
    given = parser.parse_args(arguments)
    return ended(lambda: _show(given.folder, question(given.question), for_results()))


def question(typed: Sequence[str]) -> Question:
    """What was typed, as a question.

    Raises:
        Refused: a key that is none, or a value that cannot be.
    """
    known = {one.name: one for one in fields(Question)}
    values: dict[str, Any] = {}
    for text in typed:
        key, equals, value = text.partition("=")
        if not equals or key not in known:
            wanted = f"key=value with one of {', '.join(known)}"
            raise Refused("question", text, wanted, nearest_name(key, known))
        is_list = known[key].type == "list[str]"
        values[key] = [one for one in value.split(",") if one] if is_list else _plain(value)
    return schema.build(Question(), values)


def _plain(value: str) -> str | int | float:
    """A typed value: a number where it is one."""
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def _show(folder: Path, asked: Question, out: Console) -> None:
    study = finished(folder)
    forms = _forms(study, asked)
    design = study.experiment["design"]
    if design in (MORRIS, SALTELLI):
        spread = f"a study by {LATIN_HYPERCUBE} or {SOBOL}"
        wanted = f"{spread}; draws of {design} are read by python -m sim.sensitivity"
        raise Refused("experiment.design", design, wanted)
    for outcome in study.outcomes(asked.outcome):
        for levers, runs in study.at_each_point():
            found = regions(
                runs, study.problem, outcome, forms,
                side=cast(Side, asked.side), smallest=asked.smallest, seed=asked.seed,
            )  # fmt: skip
            out.print(printed(found, levers))


def _forms(study: Finished, asked: Question) -> tuple[str, str]:
    forms = tuple(asked.forms or study.scenarios)
    if len(forms) != 2:
        raise Refused("forms", ",".join(forms), f"two of {', '.join(study.scenarios)}")
    return forms


def printed(found: Regions, levers: str = "") -> Group:
    """The answer for one outcome.

    Args:
        found: rules.
        levers: the point of the levers, in words.
    """
    at_least = f" by at least {found.smallest:g}" if found.smallest else ""
    title = Text.assemble(
        "\n", (f"{found.verdict}{at_least}", "bold"), f"  in {found.outcome}", f", {levers}" if levers else ""
    )
    parts: list[Any] = [title, Text(_how_often(found), style="dim")]
    if found.tree:
        parts += [_heading("all draws divided (tree)"), *(_rule(one, found.verdict) for one in found.tree)]
    if found.box:
        parts += [_heading("where it happens most (box)"), _rule(found.box, found.verdict)]
    return Group(*parts, *(Text(note, style="dim") for note in _notes(found)))


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold")


def _how_often(found: Regions) -> str:
    share = found.happens
    noise = "with one replication noise cannot be told"
    if found.replications > 1:
        count = f"{found.unsure:.0f}" if found.unsure else "none"
        noise = f"the noise of {found.replications} replications could turn {count} of them"
    ends = f"[{100 * share.low:.0f}, {100 * share.high:.0f}]"
    return f"so in {100 * share.mean:.0f} % of {found.draws} draws, 95 % {ends}; {noise}"


def _rule(rule: Rule, verdict: str) -> Group:
    """A rule, a line for each condition, the keys beside."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for style, width in (("dim", len("then")), ("", None), ("", None), ("dim", None)):
        table.add_column(style=style, min_width=width, overflow="fold")
    for place, one in enumerate(rule.conditions):
        table.add_row("and" if place else "if", one.dimension.name, one.words, one.dimension.key)
    says = f"{'' if rule.happens else 'not '}{verdict}"
    held = f": {rule.figures}; {100 * rule.coverage:.0f} % of all such draws"
    return Group(Text(), table, Text.assemble(("then  ", "dim"), (says, "bold"), held))


def _notes(found: Regions) -> list[str]:
    if not found.tree and not found.box:
        usual = "" if found.happens.mean > 0.5 else "not "
        return ["", f"no rule is better than saying always: {usual}{found.verdict}"]
    notes = [
        "",
        f"figures are of the draws held out, 1 in {HELD_OUT}; "
        f"of pure noise at most {100 * ALPHA:g} % of studies have a rule",
    ]
    if not found.tree:
        notes.insert(1, "a tree that divides all draws is no better than always saying the same")
    return notes


if __name__ == "__main__":
    sys.exit(main())

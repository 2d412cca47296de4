"""Writes the reference pages of docs/ from the declarations: parameters, rules, state; and facts.

`python -m sim.reference [folder]`. Nothing in those pages is written by hand: a number, a rule or a field
stands in the code once, with its unit, meaning and source, and the page follows. The pages are the same
on every machine; a test compares the committed ones with what this module writes.
"""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

import sim.day  # noqa: F401  the rooms it runs register their rules
from sim import records, states
from sim.claims.page import facts_page
from sim.decision_points import POINTS
from sim.events import EVENT_KINDS
from sim.evidence import EVIDENCE
from sim.parameters import Declaration
from sim.phases import table_of_phases
from sim.reasons import Law
from sim.refusal import EXIT_REFUSED, Refused
from sim.rule_arguments import ARGUMENTS
from sim.rules import Rule, registered
from sim.scenario import Scenario
from sim.settings import SETTINGS
from sim.study import Study

DOCS = Path(__file__).resolve().parents[1] / "docs"
LAW = "a law"
PLAIN = {"str": "text", "bool": "`true` or `false`", "list[str]": "texts"}
NOTE = "Written by `python -m sim.reference` from the declarations in {}; change them there, not here.\n"
KINDS = {
    "customer": "Somebody who calls now and then; the row goes on with a successor.",
    "advisor": "Somebody on the phone.",
    "manager": "Somebody who decides what lies outside an advisor's authority.",
    "person": "Somebody who works here or has worked here; an advisor's row is a place that persons take.",
    "group": "A skill group: advisors who answer the same reasons and decide alike.",
    "queue": "Where callers wait for whom the same groups are the same choices.",
    "tray": "Where requests wait for a manager.",
    "circle": "Advisors who meet: to decide cases, to consent, to resolve tensions.",
    "member": "A seat of an advisor in a circle.",
    "tension": "What somebody feels to be wrong in the work, until a circle has resolved it.",
    "precedent": "What a circle has decided for all cases of a kind and a reason.",
    "contact": "One call, one transfer, or one promised call-back: the log of a day.",
    "case": "What a customer wants, from the first contact to its end.",
    "closed": "A case of the cohort that has ended: what decision latency is measured on.",
    "conversation": "A conversation in writing, of those that an advisor may have at once.",
    "shock": "What befalls the centre: a storm, a viral complaint, a failure of systems.",
    "seat": "A seat of an advisor in a working group.",
    "period": "The ledger at the end of a period, where it is kept.",
    "event": "Something that will happen, in the event list.",
    "spell": "What calls an advisor off the phone today: a break, a meeting, paper work.",
    "shift": "A shift of a weekday.",
    "duty": "What a weekday brings that is known beforehand: shifts, breaks, managers' duty, closing.",
    "chunk": "Some of the customers whose next first contact falls on a day.",
    "arrival": "A first contact of the day in hand.",
    "calendar": "An open day, past or to come.",
    "journal": "A change of state of a case, or what happened to it within one, where the journal is kept.",
    "law": "A law of durations or amounts, in the engine's units.",
    "reason": "Why customers call.",
    "day": "Counts of one day; ratios are formed from sums over days (`sim.measures`).",
    "clock": "Where the run stands: one row.",
}
CODES = ("CASE_STATES", "CASE_ENDS", "CONTACT_KINDS", "CONTACT_OUTCOMES", "ACCOUNTS", "ROLES", "CHANNELS")
BETWEEN = ("NOT_NEEDED", "NOT_ASKED", "ASKED", "GRANTED", "DENIED", "DENIED_BY_TIME")
Row = tuple[str, ...]


def pages() -> dict[str, str]:
    """The text of every page by its file name."""
    return {
        "parameters.md": parameters_page(),
        "rules.md": rules_page(),
        "state.md": state_page(),
        "phases.md": phases_page(),
        "facts.md": facts_page(),
    }


def parameters_page() -> str:
    """Every key of a configuration: default, unit, what is allowed, meaning, source or assumption."""
    lines = [
        "# Parameters\n",
        NOTE.format("`sim/scenario.py`, `sim/study.py` and the files of a scenario's parts that they import"),
        "A scenario's file says only what differs from these defaults; the packaged ones stand in"
        " `scenarios/`, each value with its source or assumption. *Assumption* means that no publication"
        f" gives the value. Where {LAW} is allowed, the keys of the last table stand behind the key"
        " (`governance.review.mean`), in the unit given there. Unit 1 is a pure number. Which rule answers a"
        " decision point: [rules.md](rules.md).\n",
    ]
    header = ("key", "default", "unit", "allowed", "meaning", "source or assumption")
    for record, prefix in (*_parts(Study(), ""), *_parts(Scenario(), ""), (Law(), "<law>.")):
        title = f"## {_title(type(record))}\n"
        lines += [title, f"{_summary(type(record))}\n", *_table(header, _keys(record, prefix))]
    return "\n".join([*lines, *_evidence()])


def _parts(record: object, prefix: str) -> Iterator[tuple[object, str]]:
    """A record and all its parts, each under the key that its own keys begin with; laws have a table."""
    yield record, prefix
    for field in dataclasses.fields(record):  # type: ignore[arg-type]
        if (named := field.metadata.get("parts")) is not None:
            yield from _parts(named(), f"{prefix}{field.name}.<name>.")
        elif field.metadata.get("part") not in (None, Law):
            yield from _parts(getattr(record, field.name), f"{prefix}{field.name}.")


def _title(record: type) -> str:
    """The name of a record, in words."""
    first, *words = re.findall("[A-Z][a-z]*", record.__name__)
    return " ".join([first, *map(str.lower, words)])


def _evidence() -> list[str]:
    """What must come out of all parameters together, and is none itself."""
    rows = ((row.what, f"{row.low:g} to {row.high:g}", row.source, row.grade) for row in EVIDENCE)
    return [
        "## Evidence: what a run must emit\n",
        "Not parameters, and the packaged values are not fitted to them: correlations, levels and shares that"
        " all rules together should come to; `python -m sim.evidence` prints what they do come to. A"
        " calibration meets some and is held against others (scenarios/experiment/baseline.yaml). Grade: F"
        " the number was read, V read with a vendor or in the press, D derived from such a number, M recalled"
        " and not checked.\n",
        *_table(("what", "range", "source", "grade"), rows),
    ]


def _keys(record: object, prefix: str) -> Iterator[Row]:
    for field in dataclasses.fields(record):  # type: ignore[arg-type]
        key, value, known = f"`{prefix}{field.name}`", getattr(record, field.name), field.metadata
        if "declaration" in known:
            declared: Declaration = known["declaration"]
            allowed, origin = (
                _allowed(declared, str(field.type)),
                _origin(declared.source, declared.assumption),
            )
            yield key, _shown(value), declared.unit, allowed, declared.meaning, origin
        elif "by_key" in known:
            yield key, "`{}`", "", "lists by key", known["by_key"], ""
        elif isinstance(value, Law):
            meaning = f"law of the {field.name.replace('_', ' ')}"
            yield key, _law(value), known["unit"], LAW, meaning, _origin(known["source"], known["assumption"])


def _allowed(declared: Declaration, kind: str) -> str:
    null = " or `null`" if declared.optional else ""
    if declared.choices is not None:
        return " or ".join(f"`{choice}`" for choice in declared.choices) + null
    if declared.range is None:
        return PLAIN[kind.removesuffix(" | None")] + null
    low, high = (f"{end:,.10g}" for end in declared.range)
    return f"{low} to {high}{', whole' if kind.startswith('int') else ''}{null}"


def _origin(source: str | None, assumption: str | None) -> str:
    return source or (f"*assumption:* {assumption}" if assumption else "")


def _shown(value: object) -> str:
    return f"`{_number(value) if isinstance(value, float) else json.dumps(value)}`"


def _number(value: float) -> str:
    return f"{value:.10g}"


def _law(law: Law) -> str:
    mean = "without end" if law.mean is None else f"mean {_number(law.mean)}"
    spread = "" if law.law in ("constant", "exponential") else f", CV {_number(law.cv)}"
    return f"{law.law}, {mean}{spread}"


def rules_page() -> str:
    """Every decision point, and the rules of the package that can answer it."""
    lines = [
        "# Rules\n",
        NOTE.format("`sim/rules.py` and the rooms that register rules"),
        "A rule returns a judgement; where that is a probability, the engine draws. It is a plain function"
        ' of the arguments named, registered with `@sim.rule("point", reference="...")`. A scenario names'
        " the rule that answers a point under the key given here; null is the default.\n",
    ]
    for point, spec in POINTS.items():
        lines += [
            f"## {point}\n",
            f"{spec.meaning[0].upper()}{spec.meaning[1:]}\n",
            f"Key `rules.{point}`. Given: {', '.join(f'`{name}`' for name in spec.arguments)}. "
            f"Answer: {spec.answer}. Default: `{spec.default}`.{_may_change(spec.may_change)}\n",
            *_table(("rule", "what it says", "reference", "where"), map(_rule, _packaged(point))),
        ]
    lines += ["## What a rule is given\n", *_table(("name", "meaning"), _arguments())]
    lines += [
        "## Settings\n",
        "Numbers of the scenario by their own names, in the engine's units: times in ms, rates in 1/ms, a"
        " choice as its place among those allowed, true as 1, null as infinity"
        " ([parameters.md](parameters.md)).\n",
        ", ".join(f"`{name}`" for name in SETTINGS) + "\n",
    ]
    return "\n".join(lines)


def _may_change(names: Sequence[str]) -> str:
    return f" May change fields added to: {', '.join(f'`{name}`' for name in names)}." if names else ""


def _packaged(point: str) -> list[Rule]:
    """The rules that come with the package, whatever else this process has registered."""
    own = [rule for rule in registered(point).values() if rule.packaged]
    return sorted(own, key=lambda rule: rule.name)


def _rule(rule: Rule) -> Row:
    said = inspect.getdoc(rule.function) or ""
    summary = said.removeprefix("Summary of rule:").strip().splitlines()[0]
    where = rule.function.__module__.replace(".", "/") + ".py"
    return f"`{rule.name}`", summary[0].upper() + summary[1:], rule.reference, f"`{where}`"


def _arguments() -> Iterator[Row]:
    given = dict.fromkeys(name for spec in POINTS.values() for name in spec.arguments)
    for name in given:
        known = ARGUMENTS.get(name)
        meaning, kind = (known.meaning, known.kind) if known else (KINDS[name], name)
        yield f"`{name}`", f"{meaning} [Its fields](state.md#{kind})" if kind in KINDS else meaning


def phases_page() -> str:
    """What happens at the opening of a day, in its order."""
    lines = [
        "# Phases\n",
        NOTE.format("`sim/phases.py` and the functions it names"),
        "What happens at the opening of a day, in this order, before its first contacts are drawn. Each phase"
        " reads what the day before has left and writes what today begins with, so that the order of people"
        " and customers never matters. A phase with a switch does nothing where that is off.\n",
    ]
    header = ("", "phase", "what it does", "rules asked", "room", "switch")
    rows = (
        (number, phase, meaning, _coded(asked), f"`{room}`", _coded(switch))
        for number, phase, meaning, asked, room, switch in table_of_phases()
    )
    return "\n".join([*lines, *_table(header, rows)])


def _coded(names: str) -> str:
    """Names between commas, each as code."""
    return ", ".join(f"`{name}`" for name in names.split(", ") if name)


def state_page() -> str:
    """Every kind of record with its fields: type, unit, meaning; and what the codes stand for."""
    lines = [
        "# State\n",
        NOTE.format("`sim/records.py`, `sim/states.py` and `sim/events.py`"),
        "One table for each kind; a field reads the same on a compiled record, a NumPy record and a Mesa"
        " agent. Times are whole milliseconds since the midnight before the first day; the unit `row` is"
        " the number of a row in another table, -1 none; `1` is a pure number; an array of n numbers is"
        " written type[n].\n",
    ]
    for kind, fields in records.KINDS.items():
        own = {name: field for name, field in fields.items() if field.start is None}
        size = records.dtype_of(own).itemsize
        rows = ((f"`{name}`", _type(field.type), field.unit, field.meaning) for name, field in own.items())
        lines += [f"## {kind}\n", f"{KINDS[kind]} {size} bytes.\n"]
        lines += _table(("field", "type", "unit", "meaning"), rows)
    lines += ["## Codes\n", "What the small numbers in the fields above stand for, from 0 on.\n"]
    codes = {name: getattr(states, name) for name in CODES} | {"NOT_NEEDED...": BETWEEN}
    lines += _table(("code", "values"), ((f"`{name}`", ", ".join(values)) for name, values in codes.items()))
    lines += [
        "## Events\n",
        "Simultaneous events happen in this order, then in the order in which they were scheduled:"
        f" {', '.join(EVENT_KINDS)}.\n",
    ]
    return "\n".join(lines)


def _type(type_: object) -> str:
    if isinstance(type_, tuple):
        number, (count,) = type_
        return f"{np.dtype(number).name}[{count}]"
    return np.dtype(type_).name  # type: ignore[call-overload,no-any-return]


def _summary(record: type) -> str:
    return (inspect.getdoc(record) or "").splitlines()[0]


def _table(header: Row, rows: Iterable[Row]) -> list[str]:
    """A Markdown table, one line a row, and an empty line behind it."""
    every = (header, ("---",) * len(header), *rows)
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in every] + [""]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.reference", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("folder", nargs="?", type=Path, default=DOCS, help="where to (default: docs/)")
    folder: Path = parser.parse_args(arguments).folder
    if not folder.is_dir():
        print(f"refused: {Refused('folder', str(folder), 'a folder that is there')}", file=sys.stderr)
        return EXIT_REFUSED
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What the claims' runs have come to, kept in results/facts: a line for each item, and a manifest.

A line is written when its item is done, so that a run that was interrupted goes on where it stopped. It bears
the version of what decides a run's numbers: the files behind the measures and behind what is switched and
drawn, and the scenarios' files, comments and docstrings apart; an item of another version is stale. How
claims are judged and printed is not among them, since it moves no run. Called by `sim.facts`,
`sim.claims.renewing` and `sim.claims.page`.
"""

from __future__ import annotations

import ast
import hashlib
import io
import itertools
import json
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sim.claims.draws import FITTED
from sim.claims.measuring import CAPACITY, CENTRAL, DRAWS, REVERSED, SYMMETRIC, Effects, Item
from sim.configuration import scenarios_folder
from sim.study_folders import StoreFault

PACKAGE = Path(__file__).resolve().parents[1]
KEPT = PACKAGE.parent / "results" / "facts"
USUALLY = {CENTRAL: 30, CAPACITY: 8, REVERSED: 8, DRAWS: 200, SYMMETRIC: 500}
"""Items of every programme unless fewer or more are asked for; as many as REVERSED of every switch, too."""
RUNS, MANIFEST = "runs.jsonl", "manifest.json"
DECIDES = ("sim.claims.measuring",)
KNOWN_BY_KEY = ("sim.claims.declared",)  # what is declared of a row stands in its key
SILENT = (tokenize.COMMENT, tokenize.NL)
LAYOUT = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
SHORT = 12  # digits of a version
DIGITS = 8  # of a figure


@cache
def version() -> str:
    """What decides the numbers of a run: the package's sources behind it, and the scenarios' files."""
    files = sorted({*_behind(DECIDES), *_configured()})
    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode() + b"\0" + what_decides(path).encode() + b"\0")
    return total.hexdigest()[:SHORT]


def what_decides(path: Path) -> str:
    """Of a file what can move a number: not comments, docstrings and blank lines, nor a scenario's titles."""
    text = path.read_text("utf-8")
    if path.suffix == ".yaml":
        found = yaml.safe_load(text) or {}
        return json.dumps({key: found[key] for key in found if not str(key).startswith("title")})
    words, docstring, begins = [], False, True
    for token, after in itertools.pairwise(tokenize.generate_tokens(io.StringIO(text).readline)):
        if docstring and token.type == tokenize.NEWLINE:
            docstring, begins = False, True
            continue
        docstring = begins and token.type == tokenize.STRING and after.type == tokenize.NEWLINE
        if token.type not in SILENT and not docstring:
            words.append(tokenize.tok_name[token.type] if token.type in LAYOUT else token.string)
        begins = token.type in LAYOUT or (begins and token.type in SILENT)
    return "\n".join(words)


def _configured() -> Iterator[Path]:
    """Files of scenarios; of experiments, none of which a claim runs, only that whose ranges are drawn."""
    folder = scenarios_folder()
    for path in folder.rglob("*.yaml"):
        if path.parent != folder / "experiment" or path.stem == FITTED:
            yield path


def _behind(modules: Sequence[str]) -> set[Path]:
    """Files of modules and of all of the package that they import."""
    found: set[Path] = set()
    apart = {_file_of(module) for module in KNOWN_BY_KEY}
    waiting = list(modules)
    while waiting:
        path = _file_of(waiting.pop())
        if path is not None and path not in found | apart:
            found.add(path)
            waiting += _imports(path.read_text("utf-8"))
    return found


def _imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file_of(module: str) -> Path | None:
    if module != "sim" and not module.startswith("sim."):
        return None
    path = PACKAGE.joinpath(*module.split(".")[1:])
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


@dataclass
class Kept:
    """All items of a folder.

    Attributes:
        folder: where they are.
        items: effects of every row by its key, by programme and number.
        versions: of the items.
    """

    folder: Path
    items: dict[str, dict[int, dict[str, list[Effects]]]] = field(default_factory=dict)
    versions: set[str] = field(default_factory=set)

    @property
    def stale(self) -> bool:
        """Whether there is an item of another version than the present one."""
        return bool(self.versions - {version()})

    def lacks(self, item: Item) -> tuple[str, ...]:
        """Rows of an item that are not there yet, by their keys."""
        there = self.items.get(item.programme, {}).get(item.number, {})
        return tuple(key for key in item.keys if key not in there)

    def of(self, programme: str, key: str) -> list[list[Effects]]:
        """What every item of a programme says of a row, in the order of their numbers."""
        items = self.items.get(programme, {})
        return [items[number][key] for number in sorted(items) if key in items[number]]

    def add(self, item: Item, found: dict[str, list[Effects]]) -> None:
        """Remember what an item has come to."""
        self.items.setdefault(item.programme, {}).setdefault(item.number, {}).update(found)
        self.versions.add(version())

    def write(self, item: Item, found: dict[str, list[Effects]]) -> None:
        """Remember it in the folder, too."""
        self.add(item, found)
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / RUNS).open("a", encoding="utf-8", newline="\n") as file:
            file.write(line_of(item.programme, item.number, rounded(found)))


def read(folder: Path, *, only: str | None = None) -> Kept:
    """What a folder holds.

    Args:
        folder: of the claims' results.
        only: a version; items of others are left out.

    Raises:
        StoreFault: a line that is none, but for a last one that was being written.
    """
    kept, path = Kept(folder), folder / RUNS
    lines = path.read_text("utf-8").split("\n") if path.is_file() else []
    for number, text in enumerate(lines, start=1):
        line = _line(text, f"{folder.name}/{RUNS}, line {number}", last=number == len(lines))
        if line and only in (None, line["version"]):
            kept.versions.add(line["version"])
            found = kept.items.setdefault(line["programme"], {}).setdefault(line["number"], {})
            found.update(line["effects"])
    return kept


def _line(text: str, place: str, *, last: bool) -> dict[str, Any]:
    try:
        return dict(json.loads(text)) if text.strip() else {}
    except ValueError:
        if last:
            return {}
        raise StoreFault(f"{place}: no item of the claims") from None


def tidied(folder: Path) -> Kept:
    """A folder's items of the present version; others, and a line that was being written, are taken away."""
    kept, path = read(folder, only=version()), folder / RUNS
    if path.is_file():
        lines = path.read_text("utf-8").split("\n")
        mine = [one for one in lines if _line(one, path.name, last=True).get("version") == version()]
        path.write_text("".join(f"{one}\n" for one in mine), "utf-8", newline="\n")
    return kept


def line_of(programme: str, number: int, effects: Mapping[str, list[Effects]]) -> str:
    """An item as it is kept, by the present version."""
    line = {"programme": programme, "number": number, "version": version(), "effects": effects}
    return json.dumps(line, separators=(",", ":"), allow_nan=False) + "\n"


def rounded(found: Mapping[str, list[Effects]]) -> dict[str, list[Effects]]:
    """Effects as they are written."""
    return {key: [[_short(value) for value in sides] for sides in parts] for key, parts in found.items()}


def _short(value: float | None) -> float | None:
    return None if value is None or value != value else float(f"{value:.{DIGITS}g}")

"""What a rule reads and writes of the records it is given, read from its syntax.

Compiled code follows a field by its place, and Python finds a missing one only when it comes to it. So the
fields are looked up when the rule is registered, and a misspelt one is answered with its file, its line and
the right name. Called by `sim.rules` (records) and `sim.rule_calls` (settings).
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.refusal import Refused, nearest_name

Fields = Mapping[str, tuple[str, Sequence[str]]]


def place_of(function: Callable[..., Any], line: int | None = None) -> str:
    """File and line of a function, or of a line in its file, in words."""
    code = function.__code__
    return f"{shown_file(code.co_filename)}, line {code.co_firstlineno if line is None else line}"


def shown_file(file: str) -> str:
    """A file as a reader knows it: relative to the present folder, or else its name alone."""
    try:
        return Path(file).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return Path(file).name


def check_reading(
    function: Callable[..., Any], fields: Fields, own: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Hold every `argument.field` of a function against the fields of its arguments.

    Args:
        function: the rule; one whose source cannot be had is left to the compiler.
        fields: kind of record and names of its fields, by argument.
        own: fields that may be written, by argument.

    Raises:
        Refused: a field that is none, or one written that must not be.
    """
    for node, line in _attributes(function, set(fields)):
        argument = node.value.id  # type: ignore[attr-defined]
        kind, known = fields[argument]
        place, said = place_of(function, line), f"{argument}.{node.attr}"
        if node.attr not in known:
            near = nearest_name(node.attr, known)
            raise Refused(place, said, f"a field of {kind}", near and f"{argument}.{near}")
        if not isinstance(node.ctx, ast.Load) and node.attr not in (own or {}).get(argument, ()):
            raise Refused(
                place, f"{said} = ...", f"no change of {said}: a rule returns a judgement, and may write only"
                " fields that sim.field added to what its decision point lets it change",
            )  # fmt: skip


def _attributes(function: Callable[..., Any], arguments: set[str]) -> Iterator[tuple[ast.Attribute, int]]:
    """Every `argument.field`, and its line in the file; of an argument that is bound anew, none."""
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, SyntaxError):  # typed at a prompt; a lambda in the midst of a line
        return
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    kept = arguments - {name.id for name in names if not isinstance(name.ctx, ast.Load)}
    for node in ast.walk(_marked(tree)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in kept:
            yield node, node.lineno + first - 1


def _marked(tree: ast.AST) -> ast.AST:
    """The tree, in which `argument.field[place] = ...` counts as writing the field."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
            node.value.ctx = node.ctx
    return tree

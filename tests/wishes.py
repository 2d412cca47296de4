"""What callers of situations want: "refund of 80 EUR, hold patience 2 min". Holds no tests.

Everybody who wants the same calls for the same reason. Called by `tests/situations.py`.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from centres import refund, routine
from plain_words import CALL, set_in, text, unclear
from what_happens import TIME

from sim.reasons import Reason

CALLS = re.compile(rf"({TIME}) (question|refund of \d+(?:\.\d+)? EUR)((?:, [^,]+)*)")


def call_of(node: yaml.Node) -> tuple[str, str]:
    """Time and wish of a call."""
    match = CALLS.fullmatch(text(node))
    if not match:
        unclear(node, f"{text(node)}, where a time and a question or a refund of so many EUR are expected")
    return match[1], text(node).removeprefix(match[1]).strip()


def reason_of(wish: str, node: yaml.Node, usual: dict[str, Any]) -> Reason:
    """Why somebody calls, from his words: a question or a refund, and what is particular about him."""
    what, *particular = wish.split(", ")
    given = dict(_clause(each, node) for each in particular)
    changes = usual | set_in(given, CALL)[Reason]
    if what == "question":
        return routine(**changes)
    return refund(float(what.split()[2]), **changes)


def _clause(clause: str, node: yaml.Node) -> tuple[str, yaml.Node]:
    """A parameter of a reason and its value, such as "patience 2 min" or "route to first then second"."""
    for word, (_, field) in CALL.items():
        if clause.startswith(f"{word} "):
            value = clause.removeprefix(f"{word} ")
            marks = node.start_mark, node.end_mark
            single = [yaml.ScalarNode("str", each, *marks) for each in value.split(" then ")]
            several = str(field.type).startswith("list")
            return word, yaml.SequenceNode("list", single, *marks) if several else single[0]
    unclear(node, clause, CALL)

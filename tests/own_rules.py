"""Users' files of rules, written and run for a test and forgotten after it. Holds no tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim import rule_files, rules, tables
from sim.records import KINDS
from sim.rule_files import RulesFile, load_rules

Load = Callable[..., RulesFile]
HEAD = "import sim\n\n\n"


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rules, files and fields registered in a test are forgotten after it; no table has been made."""
    copied = {point: dict(known) for point, known in rules._REGISTRY.items()}
    monkeypatch.setattr(rules, "_REGISTRY", copied)
    monkeypatch.setattr(rule_files, "_LOADED", {})
    monkeypatch.setattr(tables, "MADE", set())
    before = {kind: dict(fields) for kind, fields in KINDS.items()}
    yield
    for kind, fields in before.items():
        KINDS[kind].clear()
        KINDS[kind].update(fields)


@pytest.fixture
def load(forgotten: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Write a file of rules and run it, as a user does in his own folder."""
    monkeypatch.chdir(tmp_path)

    def written(text: str, name: str = "my_rules.py") -> RulesFile:
        Path(name).write_text(text, "utf-8")
        return load_rules(name)

    return written


def rule(name: str, *body: str, point: str = "desk.may_decide") -> str:
    """The text of a rule."""
    arguments = ", ".join(rules.POINTS[point].arguments)
    lines = "\n    ".join(body)
    return f'@sim.rule("{point}", reference="a test")\ndef {name}({arguments}):\n    {lines}\n\n\n'

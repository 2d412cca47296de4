"""Every module says who calls it, and says so truly: whoever it names imports it."""

from __future__ import annotations

import ast
import re

import pytest
from test_layers import MODULES, as_module, imports

IMPORTED = {
    module: {as_module(name) for name in imports(path.read_text("utf-8"))} for module, path in MODULES.items()
}


def within(module: str, name: str) -> bool:
    """Whether a module has this name, or stands in the folder of it."""
    return module == name or module.startswith(f"{name}.")


def callers_said(docstring: str) -> list[str]:
    """Modules of ours named between "Called by" and the next full stop."""
    sentence = re.search(r"[Cc]alled by(.*?)(?:\.\s|\.$|;)", docstring.replace("\n", " "))
    return re.findall(r"`(sim[\w.]*)`", sentence.group(1)) if sentence else []


def is_caller(said: str, module: str) -> bool:
    return any(
        within(imported, module)
        for caller, all_imported in IMPORTED.items()
        if within(caller, said)
        for imported in all_imported
    )


@pytest.mark.parametrize("module", MODULES)
def test_who_is_said_to_call_does(module: str) -> None:
    docstring = ast.get_docstring(ast.parse(MODULES[module].read_text("utf-8"))) or ""
    assert [said for said in callers_said(docstring) if not is_caller(said, module)] == []


def test_a_false_caller_is_found() -> None:
    assert callers_said("What waits. Called by `sim.day`, the rest and\n`sim.floor.work`. Not `sim.x`.") == [
        "sim.day",
        "sim.floor.work",
    ]
    assert is_caller("sim.governance", "sim.floor.roster")
    assert not is_caller("sim.streams", "sim.floor.roster")

"""Which way the files of sim/ lean: only on the lines above their own, or along their own without a cycle.

LINES is the house's plan, 0 lowest. A module that stands on no line fails the test: put it on one.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINES = (
    "refusal consoles parameters code_cache compiling states fields machinery staff_records person_records "
    "records tables handle lists streams checks erlang birth_death limited_lines general_handling priorities "
    "transient tiers",
    "rule_reading rule_arguments decision_points rules events soundness own_fields rule_views rule_faults "
    "rule_calls",
    "floor governance people customers firm",
    "room contact_log rarer_events day phases",
    "business clientele reasons coordination projects steering transition shocks channels support "
    "survey_answers working_life managers_life colleagues workforce people_weights rights scenario "
    "settings study schema user_yaml overrides governance_checks steering_checks people_checks "
    "channel_checks customer_checks consistency configuration interval_file volumes week groups routes "
    "rosters attendance pilots ledger planning layout memberships volunteers staff shock_table laying_out "
    "world agents rule_files",
    "provenance study_folders endings model journal",
    "measures changes emitted practice margin loyalty wellbeing climate managing steered conversations "
    "surges survey small_study columns parts summaries labelled results experiment "
    "evidence claims fit targets",
    "plots report slides dashboard comparison comparison_table explored progress break_even harm "
    "meeting_map strain_loop knock_out cascades finished calibrate fitted posterior_files running rounds "
    "over_draws options answers shown facts study_commands search sensitivity regions command sweep "
    "reference __main__",
)
LINE = {f"sim.{name}": number for number, names in enumerate(LINES) for name in names.split()}
LINE["sim"] = len(LINES)  # the public names lean on everything, so nothing inside leans on them
HEAVY = {"mesa", "pandas", "hydra", "omegaconf", "yaml"}
HEAVY_FROM = 4


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted((ROOT / "sim").rglob("*.py"))}


def line_of(module: str) -> int | None:
    """The line on which a module stands, by its file's or its folder's name."""
    return LINE.get(".".join(module.split(".")[:2]))


def imports(source: str) -> Iterator[str]:
    """Everything a file imports, at its top or inside functions; of `from a import b`, a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from (f"{base}.{alias.name}" for alias in node.names)


def as_module(imported: str) -> str:
    """The module behind an import: `sim.rules.rule` is a name in `sim.rules`, `sim.rule` one in `sim`."""
    return imported if imported in MODULES else imported.rpartition(".")[0]


def faults(module: str, source: str) -> list[str]:
    """What is wrong with the imports of one file."""
    own = line_of(module)
    if own is None:
        return [f"{module} stands on no line: add it to LINES in {Path(__file__).name}"]
    found = []
    for imported in imports(source):
        top = imported.split(".")[0]
        if top == "":
            found.append(f"{module}: relative import {imported}")
        elif top in HEAVY and own < HEAVY_FROM:
            found.append(f"{module} (line {own}) imports {top}, which belongs to line {HEAVY_FROM} and later")
        elif top == "sim":
            other = line_of(as_module(imported))
            if other is None or other > own:
                found.append(f"{module} (line {own}) leans on {imported} (line {other})")
    return found


@pytest.mark.parametrize("module", MODULES)
def test_leans_only_as_the_house_says(module: str) -> None:
    assert faults(module, MODULES[module].read_text("utf-8")) == []


def cycle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_cycle() -> None:
    graph = {
        module: {as_module(name) for name in imports(path.read_text("utf-8")) if name.startswith("sim.")}
        for module, path in MODULES.items()
    }
    assert cycle(graph) == []


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("sim.rules", "from sim.day import run", "leans on sim.day.run"),
        ("sim.rules", "def f():\n    from sim import day", "leans on sim.day"),
        ("sim.people.trust", "import sim.model", "leans on sim.model"),
        ("sim.measures", "from sim import rule", "leans on sim.rule"),
        ("sim.day", "import sim", "leans on sim"),
        ("sim.firm", "def f():\n    import pandas.api", "imports pandas"),
        ("sim.tables", "from .rules import rule", "relative import"),
        ("sim.nowhere", "", "stands on no line"),
    ],
)
def test_a_fault_is_found(module: str, source: str, fault: str) -> None:
    assert fault in " ".join(faults(module, source))


def test_what_is_allowed_is_not_a_fault() -> None:
    assert faults("sim.floor.queueing", "import numpy\nfrom sim.rules import rule\nimport sim.tables") == []
    assert faults("sim.model", "import mesa\nfrom sim.refusal import Refused") == []
    assert cycle({"a": {"b"}, "b": {"a"}}) != []


def test_importing_sim_loads_nothing_heavy() -> None:
    code = f"import sys, sim; print(*({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []

"""Everything on the tutorial's page runs as it stands, and its rule says the same in all three ways."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sim import results

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(PAGE)
FILES = {name: text for _, name, text in BLOCKS if name}
COMMANDS = [text.strip() for kind, _, text in BLOCKS if kind == "sh"]
pytestmark = pytest.mark.slow


def called(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of the page, in the reader's folder."""
    program, *arguments = shlex.split(command)
    assert program == "python"
    passed = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_DISABLE")}
    passed |= {"PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"} | environment
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=passed, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one's own, with the files as the page says them."""
    made = tmp_path_factory.mktemp("mine")
    for name, text in FILES.items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text(text, "utf-8")
    return made


@pytest.fixture(scope="module")
def printed(folder: Path) -> list[str]:
    """What each command prints, in the order of the page."""
    done = [called(command, folder) for command in COMMANDS]
    assert [(one.returncode, one.stderr[-2000:]) for one in done if one.returncode] == []
    return [one.stdout for one in done]


def digest(text: str) -> str:
    (found,) = re.findall(r"^digest ([0-9a-f]{16})$", text, re.MULTILINE)
    return str(found)


def test_the_page_has_its_files_and_commands() -> None:
    assert list(FILES) == ["my_rules.py", "scenario/confident.yaml", "look.py"]
    assert [command.split()[1:3] for command in COMMANDS] == [["-m", "sim"], ["-m", "sim"], ["look.py"]]
    assert all(f"`{name}`" in PAGE for name in FILES)


def test_the_study_compares_the_rule_with_the_baseline(folder: Path, printed: list[str]) -> None:
    assert "confident" in printed[0]
    runs = results.load(folder / "results" / "confidence")
    assert sorted(zip(runs.scenario, runs.status, strict=True)) == [
        *[("confident", "ok")] * 2,
        *[("hierarchical", "ok")] * 2,
    ]
    assert set(runs[runs.scenario == "confident"]["rules.desk.may_decide"]) == {"by_confidence"}
    manifest = json.loads((folder / "results" / "confidence" / "manifest.json").read_text("utf-8"))
    assert list(manifest["rules_files"]) == ["my_rules.py"]
    assert "--rules=my_rules.py" in manifest["command"]


def test_the_sweep_is_one_study(folder: Path, printed: list[str]) -> None:
    runs = results.load(folder / "results" / "authority")
    assert sorted(runs["governance.authority"]) == [20.0, 60.0]
    assert set(runs.status) == {"ok"}


def test_the_field_moves(printed: list[str]) -> None:
    (low, high) = re.findall(r"\d\.\d\d", printed[2].splitlines()[0])
    assert float(low) != float(high)


def test_three_ways_give_one_digest(folder: Path, printed: list[str]) -> None:
    """Compiled, called in Python on agents, nothing compiled; and another rule gives another."""
    usual = '"customers.count=2000"]'
    assert usual in FILES["look.py"]
    for name, more in (("always", "python_rule=always"), ("other", "rules.desk.may_decide=within_authority")):
        text = FILES["look.py"].replace(usual, f'"customers.count=2000", "{more}"]')
        (folder / f"{name}.py").write_text(text, "utf-8")
    done = [
        called("python always.py", folder),
        called("python look.py", folder, NUMBA_DISABLE_JIT="1"),
        called("python other.py", folder),
    ]
    assert [one.stderr for one in done if one.returncode] == []
    digests = [digest(one.stdout) for one in done]
    assert digests[:2] == [digest(printed[2])] * 2
    assert digests[2] != digests[0]

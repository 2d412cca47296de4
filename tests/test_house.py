"""Rules that hold for every file: the lock, names that must not be committed, size, docstrings."""

from __future__ import annotations

import ast
import re
import subprocess
import tokenize
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
# In pieces, so that this file does not name what it forbids.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "crates" + ".io",
    "ana" + "conda.org",
    "deb." + "debian.org",
]
MOST_LINES = 350


def repository_files() -> list[Path]:
    """Files that are, or would be, committed; outside a repository every file but the hidden folders'."""
    try:
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in ROOT.rglob("*") if not path.relative_to(ROOT).parts[0].startswith(".")]
    return [path for path in paths if path.is_file()]


def registries_named(content: bytes) -> list[str]:
    """The registries' hosts that a text names; of a binary file, none."""
    if b"\0" in content:
        return []
    text = content.decode("utf-8", errors="replace").lower()
    return [host for host in REGISTRIES if host in text]


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_names_no_address() -> None:
    assert re.findall(r"https?:|file:|--(?:extra-)?index|--find-links|^-", LOCK, re.MULTILINE) == []


def test_every_package_of_the_lock_has_a_version_and_a_hash() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) > 50
    bad = [
        entry for entry in entries if not re.match(r"\S+==\S+.*--hash=sha256:[0-9a-f]{64}", entry, re.DOTALL)
    ]
    assert bad == []


def test_the_lock_holds_what_the_project_asks_for() -> None:
    locked = {
        normal(name): version for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, re.MULTILINE)
    }
    project = PROJECT["project"]
    asked = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    asked += [*PROJECT["dependency-groups"]["build"], *PROJECT["build-system"]["requires"]]
    wanted = [Requirement(line) for line in asked]
    assert [str(want) for want in wanted if locked.get(normal(want.name), "0") not in want.specifier] == []


def test_no_file_names_a_registry() -> None:
    named = {short(path): registries_named(path.read_bytes()) for path in repository_files()}
    assert {name: hosts for name, hosts in named.items() if hosts} == {}


def test_a_registry_is_noticed() -> None:
    assert registries_named(f"see https://{REGISTRIES[0].upper()}/simple".encode()) == [REGISTRIES[0]]
    assert "requirements.lock" in map(short, repository_files())


def test_the_citation_names_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["project"]["version"]


@pytest.mark.parametrize("path", SOURCES, ids=short)
class TestSource:
    """Each file of sim/."""

    def test_is_not_too_long(self, path: Path) -> None:
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= MOST_LINES

    def test_opens_with_a_docstring(self, path: Path) -> None:
        docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        assert docstring

    def test_has_no_star_import(self, path: Path) -> None:
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        stars = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"]
        assert stars == []

    def test_has_no_fastmath(self, path: Path) -> None:
        """It removes the checks for NaN. Comments and docstrings may say so; code may not name it."""
        with tokenize.open(path) as lines:
            code = [
                token.string
                for token in tokenize.generate_tokens(lines.readline)
                if token.type != tokenize.COMMENT
            ]
        assert not {"fastmath", "'fastmath'", '"fastmath"'} & set(code)

"""The compiler's cache never gives old code: its folder is named after everything that code can come from."""

from __future__ import annotations

import ast
import importlib
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numba
import pytest
from copies import copy_of_package, started

import sim
from sim import compiling
from sim.code_cache import CodeCache
from sim.compiling import compiled, inlined

SOURCE = Path(sim.__file__).parent
NEEDS_JIT = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="looks at compiled functions")
# Compiled code of one file that calls another's: the mean busyness, which hangs on the constants of streams.
SCRIPT = """
import numpy, sim.compiling
from sim.floor.busyness import busyness
print(sim.__file__)
print(sim.compiling.FOLDER)
print(busyness(numpy.array([1, 2], numpy.uint64), 5, 0.5, 0.5).tolist())
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package, in place of the real one for the hashes."""
    copied = copy_of_package(tmp_path)
    monkeypatch.setattr(compiling, "PACKAGE", copied)
    return copied


def kernel_version() -> str:
    return str(compiling.kernel_version.__wrapped__())


def model_version() -> str:
    return str(compiling.model_version.__wrapped__())


def imported(source: Path, package: Path) -> Iterator[Path]:
    """Files of the package that a source imports, read from its syntax."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        files = (package.parent / Path(*name.split(".")).with_suffix(".py") for name in names)
        yield from (file for file in files if file.is_file())


def compiles(source: Path) -> bool:
    """Whether a source imports what compiles."""
    nodes = [
        node for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)
    ]
    names = {alias.name for node in nodes if node.module == "sim.compiling" for alias in node.names}
    return bool(names & {"compiled", "inlined", "first_class"})


def kernels(package: Path) -> set[Path]:
    """Files that compiled code can come from: those that compile, and all they import."""
    coming = [file for file in package.rglob("*.py") if compiles(file)]
    found: set[Path] = set()
    while coming:
        file = coming.pop()
        found.add(file)
        coming.extend(set(imported(file, package)) - found)
    return found


def touched(file: Path) -> str:
    """The version of the kernels while one file is a little longer."""
    before = file.read_bytes()
    file.write_bytes(before + b"\n# touched\n")
    try:
        return kernel_version()
    finally:
        file.write_bytes(before)


class TestVersion:
    """Which files name the cache."""

    def test_every_file_that_compiled_code_can_come_from_counts(self, package: Path) -> None:
        usual, wanted = kernel_version(), kernels(package)
        assert {"streams.py", "tables.py", "day.py", "events.py", "refusal.py"} <= {
            file.name for file in wanted
        }
        assert {file for file in package.rglob("*.py") if touched(file) != usual} == wanted
        assert kernel_version() == usual

    def test_every_file_that_uses_numba_is_among_them(self, package: Path) -> None:
        uses = {file for file in package.rglob("*.py") if "numba" in imported_names(file)}
        assert uses
        assert uses <= kernels(package)

    @pytest.mark.parametrize(
        "line",
        [
            "from sim import shapes",
            "from sim import events, shapes",
            "from sim import (\n    events,  # first\n    shapes,\n)",
            "from sim import shapes as forms",
            "from sim.shapes import SIDES",
            "from sim.shapes import (\n    SIDES,\n)",
            "import sim.shapes",
            "import sim.shapes as shapes",
            "def late():\n    from sim import shapes",
            "from sim import events, \\\n    shapes",
            "import math, sim.shapes",
            "import math; from sim import shapes",
            "from sim.shapes import *",
            "from sim.floor.forms import SIDES",
            "from sim import floor",
        ],
    )
    def test_however_it_is_imported(self, package: Path, line: str) -> None:
        """A constant in a module that does not compile anything itself; by way of others in the last two."""
        shapes = package / "shapes.py"
        (package / "floor" / "forms.py").write_text("from sim.shapes import SIDES\n")
        with (package / "floor" / "__init__.py").open("a") as room:
            room.write("from sim.floor.forms import SIDES\n")
        shapes.write_text("SIDES = 3\n")
        (package / "floor" / "extra.py").write_text(f"{line}\nfrom sim.compiling import compiled\n")
        before = kernel_version()
        shapes.write_text("SIDES = 4\n")
        assert kernel_version() != before

    def test_a_name_counts_too(self, package: Path) -> None:
        """Compiled functions are found again by the path of their file."""
        before = kernel_version()
        (package / "lists.py").rename(package / "lines.py")
        assert kernel_version() != before

    def test_the_model_is_every_file(self, package: Path) -> None:
        seen = {model_version()}
        for name in ("erlang.py", "tables.py", "floor/routing.py"):
            (package / name).write_text((package / name).read_text("utf-8") + "\n", "utf-8")
            seen.add(model_version())
        assert len(seen) == 4


def imported_names(file: Path) -> set[str]:
    nodes = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Import)]
    return {alias.name for node in nodes for alias in node.names}


class TestFolder:
    """Where the cache lies."""

    def test_lies_in_the_cache_folder_of_the_user(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))
        assert compiling.cache_folder().parent == tmp_path / "mine" / "deskright"
        for unset in ("", None):
            monkeypatch.setenv("XDG_CACHE_HOME", unset or "")
            monkeypatch.setattr(Path, "home", lambda: tmp_path)
            assert compiling.cache_folder().parent == tmp_path / ".cache" / "deskright"

    @pytest.mark.parametrize("changed", ["numba", "llvmlite", "numpy"])
    def test_another_version_of_the_compiler_has_its_own(
        self, changed: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usual, known = compiling.cache_folder(), compiling.version
        monkeypatch.setattr(compiling, "version", lambda name: known(name) + "0" * (name == changed))
        assert compiling.cache_folder() != usual

    def test_another_python_or_processor_has_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        folders = {compiling.cache_folder()}
        monkeypatch.setattr(compiling.platform, "python_version", lambda: "3.99.0")
        folders.add(compiling.cache_folder())
        monkeypatch.setattr(compiling.platform, "machine", lambda: "abacus")
        assert len(folders | {compiling.cache_folder()}) == 3


def run_script(package: Path, **environment: str) -> tuple[Path, list[float]]:
    """In a new process: the cache folder, and what compiled code of the copy computes."""
    done = started(SCRIPT, package, **environment)
    printed, told = done.communicate()
    assert (done.returncode, told) == (0, "")
    file, folder, values = printed.splitlines()
    assert Path(file).parent == package
    return Path(folder), ast.literal_eval(values)


def another_philox(package: Path) -> None:
    """One digit of a constant that is compiled into other files' functions."""
    streams = package / "streams.py"
    text = streams.read_text("utf-8")
    assert text.count("0xD2511F53") == 1
    streams.write_text(text.replace("0xD2511F53", "0xD2511F55"), "utf-8")


@NEEDS_JIT
class TestProcesses:
    """New processes, as after an edit."""

    def test_an_edit_in_an_imported_file_is_seen(self, package: Path, tmp_path: Path) -> None:
        """Numba alone would give the old code; here another folder, closed to others, gives the new."""
        home = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
        folder, values = run_script(package, **home)
        files = sorted(folder.rglob("*.code"))
        assert files
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert run_script(package, **home) == (folder, values)
        assert sorted(folder.rglob("*.code")) == files
        another_philox(package)
        other, changed = run_script(package, **home)
        assert other != folder
        assert changed != values

    def test_nor_is_old_code_given_where_no_folder_can_be_made(self, package: Path, tmp_path: Path) -> None:
        """The user's cache folder cannot be written, the package's can."""
        (tmp_path / "file").touch()
        blocked = {"XDG_CACHE_HOME": str(tmp_path / "file")}
        folder, values = run_script(package, **blocked)
        another_philox(package)
        other, changed = run_script(package, **blocked)
        assert changed != values
        assert other != folder
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    def test_at_worst_nothing_is_kept(self, package: Path, tmp_path: Path) -> None:
        """Neither can be written, and a folder that all share is no place for code: one line says so."""
        (tmp_path / "file").touch()
        (package / "__pycache__").touch()
        done = started(SCRIPT, package, XDG_CACHE_HOME=str(tmp_path / "file"), TMPDIR=str(tmp_path))
        values, told = done.communicate()
        assert values.splitlines()[1] == "None"
        assert re.fullmatch(r"compiled code cannot be kept in .*: every start compiles anew\n", told)
        assert not list(tmp_path.rglob("*.code"))

    def test_a_folder_of_the_users_own_choice_is_kept(self, package: Path, tmp_path: Path) -> None:
        chosen = str(tmp_path / "chosen")
        folder, _ = run_script(package, NUMBA_CACHE_DIR=chosen, XDG_CACHE_HOME=str(tmp_path / "cache"))
        assert str(folder) == chosen
        assert not (tmp_path / "cache").exists()


class TestEditedWhileRunning:
    """Sources that change under a running process, as in a notebook that imports the rest later."""

    def test_kept_code_is_no_longer_used(self, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        source = package / "streams.py"
        monkeypatch.setattr(compiling, "_SOURCES", {source, package / "lists.py"})
        monkeypatch.setattr(compiling, "_STAMPS", compiling._stamps())
        assert compiling._is_current()
        source.write_bytes(source.read_bytes() + b"\n")
        assert not compiling._is_current()
        monkeypatch.setattr(compiling, "_STAMPS", compiling._stamps())
        source.unlink()
        assert not compiling._is_current()


@compiled
def is_number(value):  # type: ignore[no-untyped-def]
    return value == value


@inlined
def ratio(one, other):  # type: ignore[no-untyped-def]
    return one / other


def dispatchers() -> dict[str, Any]:
    """Every compiled function of the package."""
    names = [file.relative_to(SOURCE.parent).with_suffix("").parts for file in kernels(SOURCE)]
    modules = [importlib.import_module(".".join(name)) for name in names]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, numba.core.dispatcher.Dispatcher)
    }


FAST = {"fastmath", "FASTMATH"}
COMPILERS = {"njit", "jit", "cfunc", "CFunc", "vectorize", "guvectorize", "stencil", "jit_module", "overload"}


def named(file: Path, words: set[str]) -> set[str]:
    """Which of some words a source has as names, attributes, options or whole texts."""
    fields = ("id", "attr", "arg", "name", "value")
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    return {
        word for node in nodes for field in fields if isinstance(word := getattr(node, field, None), str)
    } & words


def never(waited):  # type: ignore[no-untyped-def]
    return False


@NEEDS_JIT
class TestArithmetic:
    """How functions are compiled."""

    def test_no_function_gives_up_ieee_arithmetic(self) -> None:
        found = dispatchers()
        assert len(found) > 50
        assert {
            name: it.targetoptions for name, it in found.items() if it.targetoptions.get("fastmath")
        } == {}

    def test_nor_does_any_rule(self) -> None:
        made = compiling.first_class(never, numba.boolean(numba.int64))
        assert made.targetoptions == {"nopython": True, "error_model": "numpy"}

    def test_fast_arithmetic_is_named_nowhere(self) -> None:
        """As an option, an attribute or a text that could become one."""
        assert {file.name: found for file in SOURCE.rglob("*.py") if (found := named(file, FAST))} == {}

    def test_compilation_is_asked_for_in_one_place(self) -> None:
        asking = {file.name for file in SOURCE.rglob("*.py") if named(file, COMPILERS)}
        assert asking == {"compiling.py"}

    def test_every_function_is_compiled_in_the_same_way(self) -> None:
        """Division by zero gives infinity as in NumPy, and each is kept in the cache."""
        for name, it in dispatchers().items():
            assert it.targetoptions["error_model"] == "numpy", name
            assert it.targetoptions["nopython"], name
            assert isinstance(it._cache, CodeCache), name
            assert it._cache.cache_path == compiling.FOLDER, name

    def test_what_python_calls_lets_other_threads_go_on(self) -> None:
        """Else threads would be an engine that runs one run at a time."""
        from sim import day

        for name in ("begin_day", "draw_arrivals", "run_day", "finish_day"):
            assert getattr(day, name).targetoptions["nogil"], name

    def test_what_is_no_number_stays_none(self) -> None:
        assert not is_number(float("nan"))
        assert ratio(1.0, 0.0) == float("inf")
        assert not is_number(ratio(0.0, 0.0))

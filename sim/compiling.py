"""Compilation of the hot functions, and the cache that keeps it from being stale.

Numba's cache does not notice a change in a function imported from another file, so the cache folder
is named by a hash of every source file that compiled code can come from (those that name this module,
and whatever they import) and of the versions that shape machine code.
Everything compiled in `sim` is decorated with `compiled`; fastmath is never used (it removes the
checks for NaN).
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numba

PACKAGE = Path(__file__).parent


@cache
def model_version() -> str:
    """Hash of the package's sources: two results with the same one come from the same model."""
    return _hash_of(set(PACKAGE.rglob("*.py")))


@cache
def kernel_version() -> str:
    """Hash of the sources that compiled code can come from."""
    texts = {source: source.read_text("utf-8") for source in PACKAGE.rglob("*.py")}
    found: set[Path] = set()
    coming = [source for source, text in texts.items() if "sim.compiling" in text]
    while coming:
        source = coming.pop()
        found.add(source)
        coming.extend(set(_imported(texts[source])) - found)
    return _hash_of(found)


def _imported(text: str) -> list[Path]:
    """Files of the package that a source imports."""
    places = re.findall(r"^\s*(?:from|import) (sim(?:\.\w+)*)(?: import (\([^)]*\)|.*))?", text, re.M)
    modules = {module for module, _ in places}
    modules |= {f"{module}.{name}" for module, names in places for name in re.findall(r"\w+", names)}
    files = (PACKAGE.parent / (module.replace(".", "/") + ".py") for module in modules)
    return [file for file in files if file.is_file()]


def _hash_of(sources: set[Path]) -> str:
    digest = hashlib.sha256()
    for source in sorted(sources):
        digest.update(source.relative_to(PACKAGE).as_posix().encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """The compiler's cache: in the user's own cache folder, readable by the user alone."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    tools = "-".join(version(name) for name in ("numba", "llvmlite", "numpy"))
    machine = f"{platform.machine()}-{platform.python_version()}"
    key = hashlib.sha256(f"{kernel_version()} {tools} {machine}".encode()).hexdigest()[:16]
    return base / "deskright" / f"numba-{key}"


def _prepare_cache() -> None:
    """Choose the folder: never the compiler's own choice, which an edit does not change."""
    for folder in (cache_folder(), PACKAGE / "__pycache__" / cache_folder().name):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        except OSError:
            continue
        numba.config.CACHE_DIR = str(folder)
        return
    numba.config.CACHE_DIR = tempfile.mkdtemp(prefix="deskright-numba-")
    atexit.register(shutil.rmtree, numba.config.CACHE_DIR, ignore_errors=True)


if "NUMBA_CACHE_DIR" not in os.environ:
    _prepare_cache()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function with Numba, kept in the cache; IEEE arithmetic, division by zero as in NumPy."""
    return numba.njit(cache=True, error_model="numpy")(function)  # type: ignore[no-any-return]


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small function that its callers inline at the level of machine code."""
    return numba.njit(cache=True, error_model="numpy", forceinline=True)(function)  # type: ignore[no-any-return]


def is_compiled() -> bool:
    """Whether the compiler's cache already holds the day, so that nothing has to be compiled first."""
    if numba.config.DISABLE_JIT:
        return True
    return any(Path(numba.config.CACHE_DIR or cache_folder()).rglob("day.run_day-*.nbc"))

"""Compilation of the hot functions, and which kept code is theirs.

Machine code freezes what a function calls and the constants it reads, so kept code (`sim.code_cache`) is
named by a hash of every source file that compiled code can come from (those that compile, and whatever
they import) and of the versions that shape machine code. Only the package's own functions are
kept: what a user's file imports or reads cannot be known, so a user's rule is compiled in every process.
Everything compiled in `sim` is decorated with `compiled` or `inlined`, or is made by `first_class`; fastmath
is never used (it removes the checks for NaN).
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numba
from numba.core.registry import CPUDispatcher
from numba.extending import typeof_impl

from sim.code_cache import CodeCache, code_name, tell

PACKAGE = Path(__file__).parent
_COMPILES = re.compile(r"from sim\.compiling import [^\n]*\b(?:compiled|inlined|first_class)\b")


@cache
def model_version() -> str:
    """Hash of the package's sources: two results with the same one come from the same model."""
    return _hash_of(set(PACKAGE.rglob("*.py")))


@cache
def kernel_version() -> str:
    """Hash of the sources that compiled code can come from."""
    return _hash_of(_kernel_sources())


def _kernel_sources() -> set[Path]:
    """Files that compiled code can come from."""
    texts = {source: source.read_text("utf-8") for source in PACKAGE.rglob("*.py")}
    found: set[Path] = set()
    coming = [source for source, text in texts.items() if _COMPILES.search(text)]
    while coming:
        source = coming.pop()
        found.add(source)
        coming.extend(set(_imported(texts[source])) - found)
    return found


def _imported(text: str) -> list[Path]:
    """Files of the package that a source imports."""
    text = text.replace("\\\n", " ")
    places = re.findall(r"(?:^|;)\s*from (sim(?:\.\w+)*) import (\([^)]*\)|[^\n]*)", text, re.M)
    modules = {module for module, _ in places}
    modules |= {f"{module}.{name}" for module, names in places for name in re.findall(r"\w+", names)}
    for names in re.findall(r"(?:^|;)\s*import ([^\n]*)", text, re.M):
        modules.update(re.findall(r"\bsim(?:\.\w+)+", names))
    paths = (PACKAGE.parent / module.replace(".", "/") for module in modules - {"sim"})
    return [
        file for path in paths for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()
    ]


def _hash_of(sources: set[Path]) -> str:
    digest = hashlib.sha256()
    for source in sorted(sources):
        digest.update(source.relative_to(PACKAGE).as_posix().encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _stamps() -> dict[Path, tuple[int, int] | None]:
    """When the sources of compiled code were written, and their sizes; None for one that is gone."""
    return {source: _stamp(source) for source in _SOURCES}


def _stamp(source: Path) -> tuple[int, int] | None:
    try:
        told = source.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size


def _is_current() -> bool:
    """Whether the sources are those that were hashed when this process began."""
    return _stamps() == _STAMPS


_SOURCES = _kernel_sources()
_STAMPS = _stamps()  # before they are hashed, so that no edit falls between


def _code_version() -> str:
    """Hash of all sources and tools that compiled code comes from."""
    tools = "-".join(version(name) for name in ("numba", "llvmlite", "numpy"))
    machine = f"{platform.machine()}-{platform.python_version()}"
    return hashlib.sha256(f"{kernel_version()} {tools} {machine}".encode()).hexdigest()[:16]


def cache_folder() -> Path:
    """The compiler's cache: in the user's own cache folder, readable by the user alone."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "deskright" / f"numba-{_code_version()}"


def _prepare_cache() -> Path | None:
    """The folder for code; None where none can be had that belongs to the user alone."""
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(chosen)
    problem = None
    for folder in (cache_folder(), PACKAGE / "__pycache__" / cache_folder().name):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        except OSError as error:
            problem = error.strerror
            continue
        return folder
    tell(cache_folder(), problem)
    return None


CODE_VERSION = _code_version()
FOLDER = None if numba.config.DISABLE_JIT else _prepare_cache()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function with Numba: IEEE arithmetic, division by zero as in NumPy; other threads go on."""
    return _kept(numba.njit(error_model="numpy", nogil=True)(function), function)  # type: ignore[no-any-return]


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small function that its callers inline at the level of machine code."""
    inlining = numba.njit(error_model="numpy", forceinline=True)
    return _kept(inlining(function), function)  # type: ignore[no-any-return]


class FirstClass(CPUDispatcher):  # type: ignore[misc]
    """A compiled function of one signature, whose type is its signature alone.

    Compiled functions take any of the same signature as an argument, and call it by its address. Unlike
    a Numba `cfunc` it hands exceptions on, and costs a quarter of a call.

    Args:
        function: the Python function.
        signature: Numba types of answer and arguments.
        options: of the compiler.
    """

    def __init__(self, function: Callable[..., Any], signature: Any, **options: Any) -> None:
        super().__init__(function, targetoptions={"nopython": True, **options})
        self.signature = signature

    def compile_once(self) -> FirstClass:
        """Compile for the signature, and for no other."""
        self.compile(self.signature)
        self.disable_compile()
        return self


@typeof_impl.register(FirstClass)  # type: ignore[untyped-decorator]
def _type_of_first_class(function: FirstClass, context: Any) -> Any:
    return numba.types.FunctionType(function.signature)


def first_class(
    function: Callable[..., Any], signature: Any, *, kept: bool = True, **options: Any
) -> FirstClass:
    """Compile a function of one signature, to be handed to compiled functions.

    Args:
        function: the Python function.
        signature: Numba types of answer and arguments.
        kept: its code may be kept, if its file is one of the hashed sources; not what is made anew in every
            process.
        options: of the compiler.
    """
    made = FirstClass(function, signature, **{"error_model": "numpy", **options})
    return (_kept(made, function) if kept else made).compile_once()


def for_now(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function that is made anew in every process: its code is not kept."""
    return numba.njit(error_model="numpy")(function)  # type: ignore[no-any-return]


def _kept(made: Any, function: Callable[..., Any]) -> Any:
    """The same, with its code kept between processes if its file is one of the hashed sources."""
    if Path(function.__code__.co_filename) in _SOURCES and not numba.config.DISABLE_JIT:
        made._cache = CodeCache(function, FOLDER, CODE_VERSION, _is_current)
    return made


def is_compiled() -> bool:
    """Whether the compiler's cache already holds the day, so that nothing has to be compiled first."""
    if numba.config.DISABLE_JIT:
        return True
    return FOLDER is not None and any(FOLDER.glob(code_name("sim.day.run_day", CODE_VERSION) + "*"))

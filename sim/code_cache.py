"""Compiled code on disk: written whole, checked when read, never older than its source.

Numba's own cache keeps an index and data files, unpickles what it finds there, and looks at no source but
the function's own. A truncated file ends every later start (numba issue 10434), an edit in an imported
module goes unnoticed (issue 1833), and two processes that compile two signatures of one function at once
may each get the other's code. Here every function and signature has one file of its own, named after all
that its code depends on, which begins with a digest of the rest. What is damaged, unreadable or another's
counts as missing and is replaced. Made by `sim.compiling` for the package's own functions.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import sys
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

log = logging.getLogger(__name__)
# Settings of the compiler that shape machine code and that its own keys leave out.
SHAPING = (
    "BOUNDSCHECK", "DEBUGINFO_DEFAULT", "DEBUG_NRT", "DISABLE_INTEL_SVML", "ENABLE_PROFILING",
    "EXTEND_VARIABLE_LIFETIMES", "LLVM_REFPRUNE_FLAGS", "LLVM_REFPRUNE_PASS", "LOOP_VECTORIZE", "OPT",
    "SLP_VECTORIZE", "USING_SVML",
)  # fmt: skip
_DIGEST = hashlib.sha256


class CodeCache(FunctionCache):  # type: ignore[misc]
    """The code of one function, in the place of Numba's own cache of it.

    Args:
        function: the Python function.
        folder: where code is kept; None keeps none. It is unpickled: the folder belongs to the user alone.
        version: of all sources and tools that the code comes from.
        is_current: whether the sources are still those of that version. Modules imported, or edited,
            later do not belong to it: then nothing is loaded and nothing kept.
    """

    def __init__(
        self, function: Callable[..., Any], folder: Path | None, version: str, is_current: Callable[[], bool]
    ) -> None:
        # Not Numba's own, which chooses another folder where this one cannot be written.
        self._name = f"{function.__module__}.{function.__qualname__}"
        self._py_func = function
        self._cache_path = folder
        self._version = version
        self._is_current = is_current
        self.enable()

    def _load_overload(self, sig: Any, target_context: Any) -> Any:
        """The code for a signature; None where there is none that can be trusted."""
        if not self._usable():
            return None
        key = self._key(sig, target_context.codegen())
        try:
            kept, content = read(self._file(key))
            return CompileResult._rebuild(target_context, *content) if kept == key else None
        except Exception:  # of whatever kind: it can be compiled instead
            return None

    def _save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code for a signature, where that can be done."""
        if not self._usable() or data.library.has_dynamic_globals:
            return
        key = self._key(sig, data.codegen)
        content = data._reduce()
        try:
            write(self._file(key), (key, content))
        except OSError as error:
            tell(self._cache_path, error.strerror)

    def flush(self) -> None:
        """Forget the code of this version, for all signatures."""
        if self._cache_path is not None:
            for file in self._cache_path.glob(code_name(self._name, self._version) + "*"):
                file.unlink(missing_ok=True)

    def _usable(self) -> bool:
        return self._enabled and self._cache_path is not None and self._is_current()

    def _key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        """All that the code depends on: sources, tools, function, signature, processor, settings."""
        settings = tuple(str(getattr(numba.config, name, None)) for name in SHAPING)
        place = self._name, self._py_func.__code__.co_firstlineno
        return self._version, place, sys.flags.optimize, settings, self._index_key(sig, codegen)

    def _file(self, key: tuple[Any, ...]) -> Path:
        digest = _DIGEST(repr(key).encode()).hexdigest()[:24]
        assert self._cache_path is not None
        return self._cache_path / f"{code_name(self._name, self._version)}{digest}.code"


def code_name(function: str, version: str) -> str:
    """How the names of all files with code of a function ("sim.day.run_day") in a version begin."""
    return f"{function}-{version}-".replace("<", "").replace(">", "")  # Windows knows neither in names


def read(file: Path) -> Any:
    """What `write` wrote.

    Raises:
        ValueError: the file was truncated or changed.
        OSError: there is none, or it cannot be read.
    """
    whole = file.read_bytes()
    size = _DIGEST().digest_size
    if _DIGEST(memoryview(whole)[size:]).digest() != whole[:size]:
        raise ValueError(f"{file}: not as it was written")
    return pickle.loads(memoryview(whole)[size:])  # noqa: S301  the digest matched; the folder is the user's


def write(file: Path, content: Any) -> None:
    """Write a file whole or not at all, whoever else is writing it.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    body = dumps(content)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(_DIGEST(body).digest() + body)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@cache
def tell(folder: Path | None, reason: str | None) -> None:
    """One line, once a process, that the next start will be slow too."""
    log.warning("compiled code cannot be kept in %s (%s): every start compiles anew", folder, reason)

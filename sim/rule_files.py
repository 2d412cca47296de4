"""Files of rules that users write: read once, run as a module, known by their bytes.

A file is given by `--rules FILE.py` on the command line or by `sim.load_rules` in Python, never named in
YAML: a configuration is data, and this is code. Its sha256 belongs to the identity of a run and to the
manifest of a study (`sim.configuration`, `sim.command`); workers run the bytes that were read, not what the
path may hold by then (`sim.experiment.engine`). A file stands alone: what it imports beside it is not known.
"""

from __future__ import annotations

import hashlib
import linecache
import os
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.abc import InspectLoader
from importlib.util import decode_source, module_from_spec, spec_from_loader
from pathlib import Path
from types import CodeType

import sim.day  # noqa: F401  the rules of the package are registered first: their names are taken
from sim.own_fields import field
from sim.refusal import Refused
from sim.rule_reading import shown_file
from sim.rules import OWN_FILES, forget, remember, rule

__all__ = ["RulesFile", "field", "identity_of_files", "load_all", "load_rules", "loaded", "rule"]
SUFFIX = ".py"


@dataclass(frozen=True)
class RulesFile:
    """A file of rules as it was read.

    Attributes:
        path: where it was, absolute.
        source: its bytes.
    """

    path: str
    source: bytes

    @property
    def name(self) -> str:
        """The file as a reader knows it, without the machine's folders."""
        return shown_file(self.path)

    @property
    def sha256(self) -> str:
        """Hash of its bytes."""
        return hashlib.sha256(self.source).hexdigest()


class _Loader(InspectLoader):
    """Runs the bytes that were read; nothing is written beside the file."""

    def __init__(self, file: RulesFile) -> None:
        self.file = file

    def get_source(self, fullname: str) -> str:
        return decode_source(self.file.source)

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.file.source, self.file.path)


_LOADED: dict[str, RulesFile] = {}


def load_rules(path: str | Path) -> RulesFile:
    """Run a file of rules, once; a file that has changed is run anew, and its rules take the old ones' place.

    Raises:
        Refused: no such file, no Python, an exception while it runs, or a rule or a field that cannot be;
            the line names the file and its line.
    """
    path = Path(path)
    place = shown_file(os.path.abspath(path))  # noqa: PTH100  links are kept: the name is the user's
    if path.suffix != SUFFIX:
        raise Refused("--rules", place, f"a file of Python, {SUFFIX}")
    try:
        source = path.read_bytes()
    except OSError as error:
        raise Refused("--rules", place, f"a file that can be read ({error.strerror})") from None
    file = RulesFile(os.path.abspath(path), source)  # noqa: PTH100
    load_all([file])
    return file


def load_all(files: Iterable[RulesFile]) -> None:
    """Run files of rules as they were read, those that have not been.

    Raises:
        Refused: as `load_rules`.
    """
    for file in files:
        if _LOADED.get(file.path) == file:
            continue
        before = forget(file.path)
        try:
            _run(file)
        except BaseException:
            remember(before)
            raise
        _LOADED[file.path] = file


def loaded() -> tuple[RulesFile, ...]:
    """The files of rules of this process, in the order in which they were run."""
    return tuple(_LOADED.values())


def identity_of_files() -> list[str]:
    """What the files of rules add to the identity of a run: their hashes, in order."""
    return [file.sha256 for file in loaded()]


def _run(file: RulesFile) -> None:
    name = OWN_FILES + file.sha256[:16]
    spec = spec_from_loader(name, _Loader(file), origin=file.path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    module.__file__ = file.path
    # Without a time: the lines of the bytes that were read, whatever becomes of the file.
    lines = file.source.decode("utf-8", errors="replace").splitlines(keepends=True)
    linecache.cache[file.path] = (len(file.source), None, lines, file.path)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Refused:
        raise
    except SyntaxError as error:
        raise Refused(f"{file.name}, line {error.lineno or 1}", error.text or "", error.msg) from None
    except (Exception, SystemExit) as error:
        line = _last_line(error, file.path)
        raise Refused(f"{file.name}, line {line}", _told(error), "a file that runs") from None


def _last_line(error: BaseException, path: str) -> int:
    """The last line of a file that an exception came through."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return (lines[-1] if lines else None) or 1


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"

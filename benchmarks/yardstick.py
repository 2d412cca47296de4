"""The yardstick: the M/M/50+M queue of `queue.c`, compiled on this machine and run beside the engine.

A time alone says nothing on a shared machine, so every benchmark divides the engine's contacts a second by
those of this loop, run in the same call. Called by the benchmarks; its outcome is held against Erlang A by
its own test. Needs a C compiler: $CC, else cc, gcc or clang.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sim.refusal import Refused

SOURCE = Path(__file__).with_name("queue.c")
SERVERS, ARRIVALS_PER_MIN, HANDLING_MIN, PATIENCE_MIN = 50, 48.0, 1.0, 2.0  # as in queue.c
_MAX_SEED, _MAX_CONTACTS = 2**64 - 1, 2**31 - 1


class NoCompiler(RuntimeError):
    """No C compiler that can build the yardstick; the message is one line."""


@dataclass(frozen=True)
class Result:
    """One run of the yardstick."""

    contacts_per_second: float  # of the event loop alone, starting and printing excluded
    abandonment_share: float  # of all contacts
    mean_wait_s: float  # over all contacts, served or not


class Yardstick:
    """The compiled loop, kept in a temporary folder until closed or forgotten.

    Raises:
        NoCompiler: where no C compiler is found or it cannot build the loop.
    """

    def __init__(self) -> None:
        compiler = find_compiler()
        folder = tempfile.mkdtemp(prefix="yardstick-")
        self.close = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._program = Path(folder, "queue")
        try:
            _compile(compiler, self._program)
        except NoCompiler:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, contacts: int, seed: int) -> Result:
        """Let so many contacts arrive at an empty centre, and serve or lose them all."""
        if not 1 <= contacts <= _MAX_CONTACTS:
            raise Refused("contacts", contacts, f"a whole number from 1 to {_MAX_CONTACTS}")
        if not 0 <= seed <= _MAX_SEED:
            raise Refused("seed", seed, "a whole number from 0 to 2^64 - 1")
        command = [str(self._program), str(contacts), str(seed)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return Result(contacts / told["seconds"], told["abandonment_share"], told["mean_wait_s"])


def find_compiler() -> list[str]:
    """The command of the C compiler: $CC (options allowed) or the first of cc, gcc and clang on the path."""
    named = shlex.split(os.environ.get("CC", ""))
    if named:
        if shutil.which(named[0]) is None:
            raise NoCompiler(f"no C compiler: {named[0]!r}, named by $CC, is not on the path")
        return named
    for name in ("cc", "gcc", "clang"):
        if shutil.which(name):
            return [name]
    raise NoCompiler("no C compiler: install cc, gcc or clang, or name one in $CC")


def _compile(compiler: list[str], program: Path) -> None:
    command = [*compiler, "-std=c11", "-O3", str(SOURCE), "-o", str(program), "-lm"]
    built = subprocess.run(command, capture_output=True, text=True)
    if built.returncode != 0:
        said = (built.stderr.strip() or f"exit code {built.returncode}").splitlines()[0]
        raise NoCompiler(f"no C compiler: {compiler[0]!r} cannot build {SOURCE.name}: {said}")

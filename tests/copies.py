"""A copy of the package, and new processes that run it. Holds no tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import sim

SOURCE = Path(sim.__file__).parent


def copy_of_package(folder: Path) -> Path:
    """The package with its scenarios, free to be edited."""
    copied = folder / "code" / "sim"
    shutil.copytree(SOURCE, copied, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SOURCE.parent / "scenarios", folder / "code" / "scenarios")
    return copied


def started(script: str, package: Path, **environment: str) -> subprocess.Popen[str]:
    """A new process that knows the copy of the package and nothing of this one's settings."""
    passed = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "PYTHON"))}
    passed |= {"PYTHONPATH": str(package.parent)} | environment
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=package.parent, env=passed, text=True, **pipes
    )  # type: ignore[call-overload, no-any-return]

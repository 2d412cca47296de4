"""The project's commands, for any computer with some Python 3.8 or later: `python3 dev.py run`.

The first call looks for a Python that fits, makes the environment .venv beside this file and installs what
requirements.lock names, every package checked by its hash. Later calls start at once, until the lock,
pyproject.toml, the folder or the Python changes. Called by people and by .ci/run; standard library only.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, Sequence

FIT = ("3.12", "3.13", "3.14")  # requirements.lock has built packages for these; most tested first
WINDOWS = os.name == "nt"
ROOT = Path(__file__).resolve().parent
LOCK, PROJECT, VENV = ROOT / "requirements.lock", ROOT / "pyproject.toml", ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "dev-stamp"
UNFINISHED = "unfinished"
VERSION = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"
NO_PYTHON = """\
no Python {fit} was found on this computer (this one is {here}). Install one, then call this again:
  Windows          winget install Python.Python.3.12
  macOS            brew install python@3.12
  Debian, Ubuntu   sudo apt install python3.12 python3.12-venv
  with pyenv       pyenv install 3.12
  with uv          uv python install 3.12"""


class Stop(Exception):
    """The task cannot go on: a line for the person, and the exit code."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.code = code


def say(line: str) -> None:
    print("dev.py: " + line, flush=True)


def call(command: Sequence[object], cwd: Path | None = None) -> int:
    """Run a command to its end. After Ctrl-C, which reaches it too, it is waited for: it may be saving."""
    child = subprocess.Popen([str(part) for part in command], cwd=cwd)
    interrupted = False
    while True:
        try:
            code = child.wait()
            break
        except KeyboardInterrupt:
            interrupted = True
    if interrupted:
        raise KeyboardInterrupt
    return code if code >= 0 else 128 - code  # ended by a signal: told as a shell tells it


def answer(*command: object) -> str:
    """What a command prints, or "" where it does not run (a pyenv shim may stand for nothing)."""
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.decode(errors="replace").strip()


def candidates() -> Iterator[list[str]]:
    """Commands that may be a Python that fits: this one; then on PATH, pyenv's, uv's, Windows's launcher."""
    yield [getattr(sys, "_base_executable", None) or sys.executable]
    for version in FIT:
        for folder in os.get_exec_path():
            yield [shutil.which("python" + version, path=folder) or ""]
    home, given = Path.home(), os.environ.get
    pyenvs = [given("PYENV_ROOT") or home / ".pyenv", home / ".pyenv/pyenv-win"]
    shares = [given("XDG_DATA_HOME") or home / ".local/share", given("APPDATA") or home]
    shelves = [Path(root, "versions") for root in pyenvs] + [Path(root, "uv/python") for root in shares]
    for shelf in [*shelves, Path(given("UV_PYTHON_INSTALL_DIR") or home)]:
        for version in FIT:
            for found in sorted([*shelf.glob(version + ".*"), *shelf.glob("cpython-" + version + ".*")]):
                yield [str(found / ("python.exe" if WINDOWS else "bin/python3"))]
    for version in FIT if WINDOWS else ():
        yield ["py", "-" + version]


def fitting_python() -> str:
    """The first candidate that really runs, fits, and can make environments."""
    for command in candidates():
        if command[0]:
            told = answer(*command, "-I", "-c", "import ensurepip, ssl, venv; " + VERSION)
            version, _, path = told.partition(" ")
            if version in FIT:
                return path
    fit = ", ".join(FIT[:-1]) + " or " + FIT[-1]
    raise Stop(NO_PYTHON.format(fit=fit, here=sys.version.split()[0]), 2)


def stamp() -> str:
    """What the environment is made from, or "" where its Python does not run."""
    version = answer(PYTHON, "-I", "-S", "-c", "import sys; print(sys.version)")
    parts = [LOCK.read_bytes(), PROJECT.read_bytes(), str(ROOT).encode(), version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest() if version else ""


def make_environment() -> None:
    """A new, empty environment; marked unfinished first, so that an interruption is noticed."""
    base = fitting_python()
    say(f"making the environment .venv with {base} (some 5 seconds)")
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    STAMP.write_text(UNFINISHED)
    if call([base, "-I", "-m", "venv", VENV]):
        raise Stop("Python's venv module failed; see above")


def locked(name: str) -> Path:
    """One package's lines of the lock, with its hashes, as a file of its own."""
    lines = re.search(rf"^{name}==.*?(?=^\S|\Z)", LOCK.read_text(), re.MULTILINE | re.DOTALL)
    if lines is None:
        raise Stop(f"requirements.lock has no {name}; CONTRIBUTING.md tells how to make the lock again")
    alone = VENV / (name + ".lock")
    alone.write_text(lines.group())
    return alone


def fill_environment() -> None:
    """Install the lock, with uv where it can be had and with pip elsewhere; then the project itself."""
    STAMP.write_text(UNFINISHED)
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    # With the system's certificates: an office network has its own, which uv does not know by itself.
    uv = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--system-certs", "--python", PYTHON]
    # No isolation: what builds a package comes from the lock too, not unpinned from the network.
    unisolated = ["--no-build-isolation", "--require-hashes", "-r"]
    say("fetching the installer (some 10 seconds)")
    if call([*pip, *unisolated, locked("setuptools")]):
        raise Stop("setuptools could not be installed; see above. Is there a network?")
    tools = [("pip, some three minutes", pip)]
    if call([*pip, *unisolated, locked("uv"), "--only-binary", ":all:"]) == 0:
        tools.insert(0, ("uv, half a minute", uv))
    for told, tool in tools:
        say(f"installing the packages of requirements.lock (with {told})")
        if call([*tool, *unisolated, LOCK]) == 0:
            break
    else:
        raise Stop("the packages could not be installed; see above")
    say("installing this project, so that edits to it are seen (some 3 seconds)")
    if call([*tool, "--no-deps", "--no-build-isolation", "-e", ROOT]):
        raise Stop("the project could not be installed; see above")
    STAMP.write_text(stamp())


def ready() -> bool:
    """Leave a complete environment behind; False where it was complete already."""
    recorded = STAMP.read_text() if STAMP.exists() else ""
    now = stamp()
    if now and now == recorded:
        return False
    version = answer(PYTHON, "-I", "-c", "import pip; " + VERSION).partition(" ")[0]
    if recorded == UNFINISHED or version not in FIT:
        make_environment()
    fill_environment()
    return True


def setup(arguments: list[str]) -> int:
    say("the environment is now complete" if ready() else "the environment was complete already")
    return 0


def run(arguments: list[str]) -> int:
    """The simulation, in the caller's folder; with -P, a folder named sim there is not taken for ours."""
    ready()
    command = [str(PYTHON), "-P", "-m", "sim", *arguments]
    if WINDOWS:  # exec returns to the shell at once there
        return call(command)
    os.execv(command[0], command)


def test(arguments: list[str]) -> int:
    """All checks, also after one has failed: one call tells everything there is to mend."""
    ready()
    checks = ["ruff check", "ruff format --check", "mypy sim", "pytest"]
    failed = {}
    for check in checks:
        say(check)
        code = call([PYTHON, "-m", *check.split(), *(arguments if check == "pytest" else [])], cwd=ROOT)
        if code:
            failed[check] = code
    say("failed: " + ", ".join(failed) if failed else "all checks passed")
    return next(iter(failed.values()), 0)


def verify(arguments: list[str]) -> int:
    """The long programme: what is too slow for every change, with the figures it finds."""
    ready()
    return call([PYTHON, "-m", "pytest", "-m", "verify", "-s", *arguments], cwd=ROOT)


TASKS = {
    "setup": (setup, "make or complete the environment .venv (the other tasks do so by themselves)"),
    "run": (run, "run the simulation; what follows is passed on: run scenario=poult replications=5"),
    "test": (test, "check style, types and behaviour; what follows goes to pytest:   test -k erlang"),
    "verify": (verify, "the long programme of checks, with its figures; what follows goes to pytest"),
}


def show_help() -> int:
    print(f"usage: python3 dev.py TASK [ARGUMENT ...]     (Windows: py dev.py ...)\n\n{__doc__}")
    print("\n".join(f"  {name:8}{line}" for name, (_, line) in TASKS.items()))
    return 0


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        return show_help()
    try:
        if arguments[0] not in TASKS:
            from difflib import get_close_matches

            nearest = get_close_matches(arguments[0], TASKS, n=1, cutoff=0)[0]
            raise Stop(f"no task {arguments[0]!r}; did you mean {nearest!r}? Tasks: {', '.join(TASKS)}", 2)
        return TASKS[arguments[0]][0](arguments[1:])
    except KeyboardInterrupt:
        return 130
    except (Stop, OSError) as reason:
        print(f"dev.py: {reason}", file=sys.stderr)
        return getattr(reason, "code", 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Where a result comes from: the identity of a run and the manifest of a study.

The identity is a hash of what decides a run's numbers (configuration, seed, replication, model version)
and never of a job's number or place: a run done twice is known as one (`sim.experiment.store`). The
manifest records what else a reader needs to repeat a study: versions, commit, platform, command line.
It holds no user's name and no absolute path, so that a study folder can be passed on. Called by the
experiment's engine; read by the report and the slides.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from sim.refusal import Refused

SCHEMA_VERSION = 1
DISTRIBUTION = "deskright"
RECORDED = ("numpy", "numba", "llvmlite", "scipy", "mesa", "hydra-core", "pyarrow")
PACKAGE = Path(__file__).parent
LOCK = PACKAGE.parent / "requirements.lock"

# An absolute path at the start of a text or after a sign that separates values on a command line. A
# slash inside a word ("ladder/mmn", "tcp://host") is none.
_ABSOLUTE = re.compile(r"(?<![^=,\[({'\"\s])(?:[A-Za-z]:[\\/]|[\\/])[^=,\[\](){}'\"]*")


def identity(configuration: Mapping[str, object], seed: int, replication: int, model_version: str) -> str:
    """The run's identity: sha256 of what decides its numbers, in canonical JSON.

    The order of keys does not matter and a tuple counts as a list; 1 and 1.0 are different values.

    Args:
        configuration: the composed configuration, as plain nested data.
        seed: the study's root seed.
        replication: number of the replication.
        model_version: hash of the package's sources (`sim.compiling.model_version`).

    Raises:
        Refused: a value is NaN, infinite, or no plain data; the line names its dotted key.
    """
    decisive = {
        "configuration": configuration,
        "model_version": model_version,
        "replication": int(replication),
        "seed": int(seed),
    }
    return hashlib.sha256(canonical(decisive).encode()).hexdigest()


def canonical(value: object) -> str:
    """JSON with one spelling for each value: sorted keys, no spaces, shortest exact floats."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: object, key: str = "", text: Callable[[str], str] = str) -> object:
    """Nested data as dict, list, str, int, float, bool and None only.

    Args:
        value: the data; NumPy's scalars and arrays become numbers and lists.
        key: dotted key of the value, for a refusal.
        text: applied to every text.
    """
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        wrong = [name for name in value if not isinstance(name, str)]
        if wrong:
            raise Refused(key or "configuration", wrong[0], "a key that is a text")
        return {name: plain(item, f"{key}.{name}" if key else name, text) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, f"{key}[{place}]", text) for place, item in enumerate(value)]
    if isinstance(value, str):
        return text(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused(key or "configuration", value, "a finite number")
    if value is None or isinstance(value, bool | int | float):
        return value
    raise Refused(key or "configuration", value, "a number, text, switch, list or mapping of these")


def manifest(
    configuration: Mapping[str, object],
    seeds: Iterable[int],
    command: Sequence[str],
    extra: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """What a reader needs to know to repeat a study, as plain data for `manifest.json`.

    Args:
        configuration: the composed configuration; absolute paths in it are shortened.
        seeds: the root seeds of the study.
        command: the command line as a list; absolute paths in it are shortened.
        extra: further entries (the basis of comparison, the hash of the branched state).
    """
    # Imported here since it loads the compiler, which a mere reader of identities does not need.
    from sim.compiling import model_version

    commit, dirty = _checkout()
    record: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "package": DISTRIBUTION,
        "package_version": _version(DISTRIBUTION),
        "model_version": model_version(),
        "git_commit": commit,
        "git_dirty": dirty,
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in RECORDED},
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "requirements_lock_sha256": _file_hash(LOCK),
        "numba_settings": {
            name: os.environ[name] for name in sorted(os.environ) if name.startswith("NUMBA_")
        },
        "started_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "seeds": list(seeds),
        "command": list(command),
        "configuration": configuration,
    }
    shortened = plain(record | dict(extra or {}), text=without_absolute_paths)
    assert isinstance(shortened, dict)
    return shortened


def without_absolute_paths(text: str) -> str:
    """Absolute paths in a text made relative to the caller's folder, or, outside it, mere names."""
    return _ABSOLUTE.sub(lambda found: _shortened(found.group()), text)


def _shortened(path: str) -> str:
    pure: PurePath = PureWindowsPath(path) if re.match(r"[A-Za-z]:|\\", path) else PurePosixPath(path)
    try:
        return pure.relative_to(type(pure)(Path.cwd())).as_posix()
    except ValueError:
        return pure.name or "."


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _file_hash(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None


def _checkout() -> tuple[str | None, bool | None]:
    """Commit of the checkout that tracks this package, and whether it holds uncommitted changes.

    An installed package may lie inside somebody else's checkout (an environment in a project's folder):
    only one that tracks this very file counts.
    """
    if _git("ls-files", "--error-unmatch", Path(__file__).name) is None:
        return None, None
    commit, status = _git("rev-parse", "--verify", "HEAD"), _git("status", "--porcelain")
    if commit is None:
        return None, None
    return commit.strip(), None if status is None else bool(status.strip())


def _git(*arguments: str) -> str | None:
    # Git's own variables are dropped (inside a hook they point at another repository), and asking for
    # the status must not write to the index of a checkout where somebody works.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    try:
        done = subprocess.run(
            ["git", "-C", str(PACKAGE), *arguments],
            capture_output=True,
            check=False,
            env=environment,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None

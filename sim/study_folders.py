"""The folder of a study: its name, the names of its files, its manifest, and what is never touched.

A study folder holds `manifest.json`, `registry.jsonl` (one line for each registration, see `sim.parts`),
`parts/*.parquet` and `.owner` (see `sim.experiment.lease`). Called by `sim.results`, `sim.parts`,
`sim.labelled` and `sim.experiment`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.provenance import SCHEMA_VERSION
from sim.refusal import Refused

MANIFEST, REGISTRY, PARTS, OWNER = "manifest.json", "registry.jsonl", "parts", ".owner"
_STUDY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9_-]|[A-Za-z0-9]")
# Names that Windows gives to devices, whatever their ending: a study folder can be passed on.
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(\..*)?", re.IGNORECASE)


class StoreFault(RuntimeError):
    """A study folder that cannot be read or written, told in one line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Tell an error of the file system as a fault of the study, in one line without an absolute path."""
    try:
        yield
    except OSError as error:
        file = Path(str(error.filename)).name if error.filename else "its files"
        raise StoreFault(f"study {folder.name}, {file}: {error.strerror or error}") from error


def read_manifest(folder: str | Path) -> dict[str, Any]:
    """The study's manifest (`sim.provenance.manifest`); under `resumed` how later sessions differed."""
    file = Path(folder) / MANIFEST
    try:
        record = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise StoreFault(f"{file.parent.name}/{MANIFEST}: cannot be read") from error
    if not isinstance(record, dict) or record.get("schema_version") != SCHEMA_VERSION:
        raise StoreFault(
            f"{file.parent.name}/{MANIFEST}: expected a study of schema version {SCHEMA_VERSION}"
        )
    return record


def study_folder(results_dir: Path, study: str) -> Path:
    """The folder of a study inside the results folder; nothing is created.

    Raises:
        Refused: the name is no plain folder name on every system, leads out of the results folder, differs
            from an existing one in upper and lower case alone, or belongs to something that is no study.
    """
    if not _STUDY.fullmatch(study) or _DEVICE.fullmatch(study):
        expected = (
            "up to 64 letters, digits, '.', '_', '-', beginning with a letter or digit, no device's name"
        )
        raise Refused("study", study, expected)
    folder = results_dir / study
    if folder.resolve().parent != results_dir.resolve():
        raise Refused("study", study, "a folder inside the results folder")
    for name in sorted(entry.name for entry in results_dir.iterdir()) if results_dir.is_dir() else []:
        if name != study and name.casefold() == study.casefold():
            raise Refused("study", study, "a name that differs from others in more than case", name)
    refuse_foreign(folder)
    return folder


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder with files that no manifest of ours explains, so that nothing of others is touched."""
    if not folder.exists() and not folder.is_symlink():
        return
    foreign = folder.is_symlink() or (folder / PARTS).is_symlink() or not folder.is_dir()
    if not foreign and not is_study(folder):
        foreign = bool({entry.name for entry in folder.iterdir()} - {OWNER, f".{MANIFEST}.tmp"})
    if foreign:
        raise Refused("study", folder.name, "a new name or that of a study: this one holds something else")


def is_study(folder: Path) -> bool:
    """Whether a folder is a study's, by its manifest."""
    try:
        return bool(read_manifest(folder))
    except StoreFault:
        return False


def refuse_other_folders(folder: Path) -> None:
    """Refuse to read a folder that is no study's; of a folder of studies the line names them."""
    if (folder / REGISTRY).is_file() or is_study(folder):
        return
    studies = sorted(entry.name for entry in folder.iterdir() if is_study(entry)) if folder.is_dir() else []
    listed = ", ".join(studies[:20]) + (", ..." if len(studies) > 20 else "")
    inside = f", here one of: {listed}" if studies else f" (one with {MANIFEST})"
    raise Refused("results folder", str(folder), f"the folder of a study{inside}")

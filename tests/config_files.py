"""A user's own files of configuration, and how they are taken or refused; shared by the tests of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.configuration import Configuration, configure
from sim.refusal import Refused

HEADER = "# @package _global_\n"


def write(folder: Path, **files: str) -> Path:
    """A user's folder: scenario files by name, others by group__name."""
    for name, text in files.items():
        group, _, own = name.rpartition("__")
        path = folder / (group or "scenario") / f"{own}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if group else HEADER + text, "utf-8")
    return folder


def one(*overrides: str, folder: Path | None = None) -> Configuration:
    (found,) = configure(overrides, folder, alone=True)
    return found


def refusal(*overrides: str, folder: Path | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        configure(overrides, folder)
    assert "\n" not in str(caught.value)
    return caught.value

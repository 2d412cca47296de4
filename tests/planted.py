"""A defect that is planted in a copy of the compiled floor. Called by `tests/planted_defects.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """An edit of a file of the package: a text that stands there once, and what takes its place."""

    name: str
    file: str
    old: str
    new: str

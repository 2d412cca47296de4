"""What every test shares: pictures without a screen, Hypothesis without a clock, an empty folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

# No deadline: the first example of a compiled function includes its compilation. In continuous integration
# the examples are the same in every run, so that a change that touches nothing breaks nothing; at a desk
# they differ, so that new ones are tried.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("house")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commands are given in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path

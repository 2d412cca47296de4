"""A study to report, and a real browser to look at the page with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from reported import FORM, SMALL

from sim.__main__ import main

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three forms on three bases; the title of one holds markup."""
    folder = tmp_path_factory.mktemp("reported")
    (folder / "mine" / "scenario").mkdir(parents=True)
    (folder / "mine" / "scenario" / "harmful.yaml").write_text(FORM)
    given = ["compare=[hierarchical,harmful,imatech]", *SMALL, "basis=all", "study=s"]
    where = [f"results.dir={folder / 'results'}"]
    assert main(["--config-dir", str(folder / "mine"), *given, *where]) == 0
    return folder / "results" / "s"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; elsewhere than in continuous integration its tests are skipped without it."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        told = f"no browser: none of {', '.join(NAMES)} is installed, so no page was looked at"
        if "CI" in os.environ:
            pytest.fail(told)
        pytest.skip(told)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()

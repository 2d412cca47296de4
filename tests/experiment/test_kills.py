"""A study killed at any step, and at any moment: nothing lost, nothing twice, the same content."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import made_up_study
import pytest
from made_up_study import check_resumed, whole_study

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")

# In a process of its own, without threads, which forks a child for each kill.
EACH_STEP = """
import sys
from pathlib import Path
import pandas  # loaded by pyarrow at its first array: once here, not in every child
sys.path.insert(0, sys.argv[2])
import made_up_study as case

base, stride = Path(sys.argv[1]), int(sys.argv[3])
(base / "recorded").mkdir()
steps = case.recorded(base / "recorded")
for when, every in (("before", 1), ("amid", 1), ("after", stride)):
    for number in range(1, len(steps) + 1, every):
        if when == "amid" and not steps[number - 1].startswith("write"):
            continue
        folder = base / f"{when}-{number:03d}"
        folder.mkdir()
        assert case.kill_at(folder, number, when), f"{when} step {number} of {len(steps)}: not reached"
"""
SOMETIME = """
import random, sys, time
from pathlib import Path
import pandas
sys.path.insert(0, sys.argv[2])
import made_up_study as case

base, kills, chance = Path(sys.argv[1]), int(sys.argv[3]), random.Random(7)
(base / "timed").mkdir()
began = time.perf_counter()
case.killed(case.forked(lambda: case.study_in(base / "timed")))
took, met, number = time.perf_counter() - began, 0, 0
while met < kills:
    folder = base / f"sometime-{number:03d}"
    folder.mkdir()
    # Each up to three times: the second kill meets the putting in order after the first.
    for again in range(3):
        met += case.kill_sometime(folder, took, chance)
    number += 1
print(met)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study without any interruption."""
    return whole_study(tmp_path_factory.mktemp("whole") / "study")


def killing(script: str, base: Path, number: int) -> list[Path]:
    command = [sys.executable, "-c", script, str(base), str(Path(made_up_study.__file__).parent), str(number)]
    subprocess.run(command, check=True, timeout=540)
    return sorted(folder for folder in base.iterdir() if "-" in folder.name)


def check_every_kind_of_step(steps: list[str]) -> None:
    """The recorder saw what this test is about: registrations, parts moved and removed, leases."""
    kinds = {tuple(step.split()) for step in steps}
    assert {("write", "registry.jsonl"), ("fsync", "registry.jsonl"), ("write", ".owner")} <= kinds
    assert {("ftruncate", ".owner"), ("mkdir", "study"), ("mkdir", "parts")} <= kinds
    for name in ("write", "fsync", "close", "replace"):
        assert any(step.startswith(f"{name} .runs-") for step in steps), f"{name} of a part"
    removed = [step for step in steps if step.startswith("unlink runs-")]
    assert len(removed) == 4, "two compactions of two parts of runs each"


@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.verify)])
def test_killed_before_amid_and_after_every_step(tmp_path: Path, whole: Path, stride: int) -> None:
    folders = killing(EACH_STEP, tmp_path, stride)
    steps = (tmp_path / "recorded" / "steps").read_text().splitlines()
    check_every_kind_of_step(steps)
    assert len(folders) > len(steps) * (1 + 1 / stride)
    for base in folders:
        check_resumed(base, whole)


@pytest.mark.parametrize("kills", [12, pytest.param(200, marks=pytest.mark.verify)])
def test_killed_at_any_moment_up_to_three_times(tmp_path: Path, whole: Path, kills: int) -> None:
    for base in killing(SOMETIME, tmp_path, kills):
        if (base / "told").exists():
            check_resumed(base, whole)

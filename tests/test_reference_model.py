"""The compiled floor against its twin (`tests/reference_model`), the second reading of the model.

Random centres are simulated by both and compared event by event: no difference is allowed, not of a
millisecond. What happens in the centres is counted, and defects are planted in the compiled floor: the
comparison has to find them.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest
from joblib import Parallel, delayed
from planted import Defect
from planted_defects import DEFECTS, IN_EVERY_RUN
from planted_in_customers import OF_CUSTOMERS
from planted_in_people import OF_PEOPLE
from planted_in_transitions import OF_TRANSITIONS
from planted_steering import OF_STEERING
from random_centres import random_centre
from reference_model import Twin
from side_by_side import Comparison, compared, expect
from twin_cases import Chronicle, first_difference, simulated, told
from twin_description import described
from twin_features import WANTED

ROOT = Path(__file__).resolve().parents[1]
ALL_DEFECTS = (*DEFECTS, *OF_STEERING, *OF_PEOPLE, *OF_TRANSITIONS, *OF_CUSTOMERS)
CENTRES = 1000
CORES = 2
OFTEN = 12  # times that everything wanted has to happen over all centres
WITH_CIRCLES = 13  # a centre of the random ones in which circles set precedents
FOR_DEFECTS, THRICE = 500, 3  # contacts of the longest centre that defects are run on; centres of a feature


@pytest.fixture(scope="module")
def comparisons() -> list[Comparison]:
    parts = [range(first, CENTRES, 8 * CORES) for first in range(8 * CORES)]
    done = Parallel(n_jobs=CORES)(delayed(compared)(part) for part in parts)
    return sorted((each for part in done for each in part), key=lambda each: each.seed)


@pytest.mark.slow
def test_the_compiled_floor_and_its_twin_tell_the_same(comparisons: list[Comparison]) -> None:
    told_apart = [f"centre {each.seed}: {each.difference}" for each in comparisons if each.difference]
    assert len(comparisons) == CENTRES
    assert not told_apart, "\n".join([f"{len(told_apart)} of {CENTRES}", *told_apart[:3]])


@pytest.mark.slow
def test_everything_wanted_happens_often(comparisons: list[Comparison]) -> None:
    times: Counter[str] = Counter()
    for each in comparisons:
        times.update(each.features)
    assert {what: times[what] for what in WANTED if times[what] < OFTEN} == {}


def test_the_twin_takes_nothing_but_draws_from_the_package() -> None:
    found = set()
    for file in (ROOT / "tests" / "reference_model").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{name.name}" for name in node.names}
            elif isinstance(node, ast.Import):
                found |= {name.name for name in node.names}
    assert {name for name in found if name.split(".")[0] == "sim"} == {"sim.streams"}


# What the comparison can see.


@pytest.fixture(scope="module")
def pair() -> tuple[Chronicle, Chronicle]:
    """The same centre told twice; something happens in it, and circles set precedents."""
    run = random_centre(WITH_CIRCLES)
    twin = Twin(described(run), WITH_CIRCLES).run(run.days)
    compiled = simulated(run)
    assert compiled.contacts
    assert compiled.closed
    assert any(limit > 0 for limit in compiled.precedents)
    assert not first_difference(compiled, told(twin))
    return compiled, told(twin)


@pytest.mark.parametrize("what", [field.name for field in fields(Chronicle)])
def test_a_row_that_is_missing_is_seen(pair: tuple[Chronicle, Chronicle], what: str) -> None:
    compiled, twin = pair
    assert first_difference(replace(compiled, **{what: getattr(compiled, what)[:-1]}), twin)


def test_the_earliest_difference_is_told_by_day_time_and_what_each_says(
    pair: tuple[Chronicle, Chronicle],
) -> None:
    compiled, twin = pair
    contacts = [*compiled.contacts]
    for place in (0, -1):
        contacts[place] = (contacts[place][0] + 1, *contacts[place][1:])
    lines = first_difference(replace(compiled, contacts=contacts), twin).splitlines()
    assert " contact 0" in lines[0]
    assert lines[1].strip().startswith("compiled: arrived ")
    assert lines[2].strip().startswith("twin:     arrived ")


# Planted defects.


@pytest.fixture(scope="module")
def expected(comparisons: list[Comparison], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the twin comes to on some dozens of short centres in which, together, everything happens."""
    chosen: list[int] = []
    met: Counter[str] = Counter()
    short = [each for each in comparisons if each.contacts <= FOR_DEFECTS and not each.difference]
    while True:
        gain = {
            each.seed: _gain(each, met) / (100 + each.contacts) for each in short if each.seed not in chosen
        }
        best = max(gain, key=lambda seed: gain[seed])
        if gain[best] == 0:
            break
        chosen.append(best)
        met.update(what for what, times in comparisons[best].features.items() if times)
    file = tmp_path_factory.mktemp("twin") / "expected"
    expect(chosen, file)
    return file


def _gain(centre: Comparison, met: Counter[str]) -> int:
    """How many of the things that happen in a centre have not happened in enough others."""
    return sum(times > 0 and met[what] < THRICE for what, times in centre.features.items())


@pytest.mark.parametrize("defect", ALL_DEFECTS, ids=lambda defect: defect.name)
def test_every_defect_has_its_place(defect: Defect) -> None:
    """So that an edit of the package which moves one is noticed at once, not by the long programme."""
    assert (ROOT / "sim" / defect.file).read_text("utf-8").count(defect.old) == 1


def planted(defect: Defect, expected: Path, folder: Path) -> str:
    """The first difference that a changed copy of the package shows, in a process of its own.

    Not compiled: compiling would take half a minute, and the interpreted floor is the same
    (`tests/test_day.py::test_compiled_and_interpreted_days_are_the_same`).
    """
    shutil.copytree(ROOT / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "sim" / defect.file
    text = file.read_text("utf-8")
    assert text.count(defect.old) == 1, f"{defect.name}: not once in {defect.file}"
    file.write_text(text.replace(defect.old, defect.new), "utf-8")
    search = os.pathsep.join([str(folder), str(ROOT / "tests")])
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": search, "PYTHONSAFEPATH": "1"}
    command = [sys.executable, str(ROOT / "tests" / "side_by_side.py"), str(expected)]
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{defect.name}: {done.stderr[-2000:]}"
    return done.stdout


def not_found(defects: tuple[Defect, ...], expected: Path, folder: Path) -> list[str]:
    """Names of the planted defects that the comparison does not find."""
    with ThreadPoolExecutor(CORES) as together:
        places = [folder / str(place) for place in range(len(defects))]
        seen = list(together.map(planted, defects, [expected] * len(defects), places))
    return [defect.name for defect, difference in zip(defects, seen, strict=True) if not difference]


@pytest.mark.slow
def test_an_unchanged_copy_shows_no_difference(expected: Path, tmp_path: Path) -> None:
    same = Defect("none", "day.py", text := "clock.lines_taken > clock.lines", text)
    assert planted(same, expected, tmp_path) == ""


@pytest.mark.slow
def test_planted_defects_are_found(expected: Path, tmp_path: Path) -> None:
    assert not_found(DEFECTS[:IN_EVERY_RUN], expected, tmp_path) == []


@pytest.mark.verify
def test_all_planted_defects_are_found(expected: Path, tmp_path: Path) -> None:
    assert len(ALL_DEFECTS) >= 50
    assert not_found(ALL_DEFECTS, expected, tmp_path) == []

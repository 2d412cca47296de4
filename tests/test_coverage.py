"""Every line and branch of the rooms and of the day is taken by some test, with the compiler off.

A subset of the tests, those by hand, is run once more under `coverage`; what lies beyond it only costs time
(statistics, random centres, centres of hundreds). It takes a quarter of an hour: for the long programme.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COVERED = [
    "sim/rules.py", "sim/events.py", "sim/day.py", "sim/rarer_events.py", "sim/contact_log.py",
    "sim/lists.py", "sim/soundness.py",
    "sim/floor/*", "sim/governance/*", "sim/customers/*",
]  # fmt: skip
CHOSEN = [
    *(f"tests/floor/test_{room}.py" for room in (
        "agenda", "away", "busyness", "chat", "handling", "hours", "queueing", "returns", "routing",
        "sharing", "shifts", "shocks", "transfer", "work")),
    "tests/journal",
    "tests/governance",
    *(f"tests/customers/test_{room}.py" for room in ("calendar", "churn")),
    "tests/floor/test_demand.py::TestDay::test_a_full_table_loses_nothing[1]",
    *(f"tests/test_{name}.py" for name in ("events", "lists", "rules", "rule_files", "own_fields")),
    *(f"tests/test_day.py::{name}" for name in (
        "test_queue_calls_holds_and_trays_go_over_midnight_as_if_there_were_none[never closes-hold]",
        "test_the_latent_contact_of_one_who_left_is_counted_and_not_made",
        "test_without_a_journal_the_day_is_the_same",
        *(f"test_tables_that_are_full_at_the_opening_lose_nothing[{first}]" for first in ("none", "one")),
        "test_a_manager_reads_one_request_at_a_time_over_midnight",
    )),
    *(f"tests/test_soundness.py::{name}" for name in (
        "test_a_sound_day_says_nothing", "test_settled_with_a_number_that_is_none",
        "test_survives_the_way_from_a_worker", "test_the_first_fault_of_the_day_is_told",
        "test_in_tables_of_numbers_alone", "test_in_every_setting[slot]", "test_in_the_sums_of_the_day[nan]",
        "test_in_the_answer_of_a_rule[handling.solves-nan]",
        "test_a_grievance_beyond_all_numbers[800.0]",
        *(f"TestPlanted::test_stops_the_run[{field}-nan]" for field in (
            "advisor-authority", "case-stake", "contact-stake", "customer-intensity",
            "customer-next_contact", "law-a",
        )),
    )),
]  # fmt: skip
LEFT_OUT = (
    "gamma_need", "however_many", "are_exponential", "both_thresholds", "intensities", "equally_often",
    "is_gamma_on_every_day", "mean_and_deviation", "autocorrelation", "monthly_rates", "wild_weather",
    "Throughput", "rational", "doubles_first_contacts", "half_life_mean", "common_random_numbers",
)  # fmt: skip
NEEDS_COVERAGE = pytest.mark.skipif(
    importlib.util.find_spec("coverage") is None, reason="the environment has no coverage"
)


def measured(
    folder: Path, tests: list[str], environment: dict[str, str]
) -> dict[str, dict[str, list[object]]]:
    """What is missing in every covered file: lines and branches."""
    settings = folder / "settings"
    settings.write_text(
        f"[run]\nbranch = true\ndata_file = {folder / 'data'}\ninclude =\n"
        + "".join(f"    {ROOT / pattern}\n" for pattern in COVERED)
    )
    tool = [sys.executable, "-m", "coverage"]
    chosen = ["-q", "-p", "no:cacheprovider", "-k", " and ".join(f"not {name}" for name in LEFT_OUT)]
    ran = subprocess.run(
        [*tool, "run", f"--rcfile={settings}", "-m", "pytest", *chosen, *tests],
        env=os.environ | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    report = folder / "report.json"
    subprocess.run([*tool, "json", f"--rcfile={settings}", "-q", "-o", str(report)], cwd=ROOT, check=True)
    files = json.loads(report.read_text())["files"]
    rooms = {str(path.relative_to(ROOT)) for pattern in COVERED for path in ROOT.glob(pattern)}
    assert {name for name in rooms if name.endswith(".py")} == set(files)
    return {
        file: {"lines": found["missing_lines"], "branches": found["missing_branches"]}
        for file, found in files.items()
        if found["missing_lines"] or found["missing_branches"]
    }


@NEEDS_COVERAGE
@pytest.mark.verify
def test_every_line_and_branch_of_the_rooms_is_taken(tmp_path: Path) -> None:
    assert measured(tmp_path, CHOSEN, {"NUMBA_DISABLE_JIT": "1"}) == {}


@NEEDS_COVERAGE
def test_what_is_not_taken_is_named(tmp_path: Path) -> None:
    """A test of an error alone enters no room."""
    missing = measured(
        tmp_path, ["tests/test_soundness.py::test_survives_the_way_from_a_worker"], {"NUMBA_DISABLE_JIT": "1"}
    )
    assert {"sim/day.py", "sim/events.py", "sim/lists.py", "sim/floor/routing.py"} <= set(missing)
    assert missing["sim/lists.py"]["lines"]

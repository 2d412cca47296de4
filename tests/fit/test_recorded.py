"""What a file says of half-hours of the week, cell by cell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.configuration import configure
from sim.fit.half_hours import (
    ABANDONMENT,
    ANSWER,
    HANDLING,
    OCCUPANCY,
    SERVICE_LEVEL,
    Cells,
    Ratios,
    cells_of,
)
from sim.fit.recorded import recorded, volumes
from sim.week import file_of, week_of

HEADINGS = "timestamp,calls,handled,abandoned,aht_s,asa_s,service_level,staff,occupancy"


def read(folder: Path, *rows: str, headings: str = HEADINGS) -> tuple[dict[str, Ratios], np.ndarray, Cells]:
    path = folder / "calls.csv"
    path.write_text("\n".join([headings, *rows]))
    given = ["scenario=hierarchical", f"demand.file={path}", "demand.timezone=UTC"]
    scenario = configure(given, alone=True)[0].scenario
    week = week_of(scenario)
    file, cells = file_of(scenario), cells_of(week)
    assert file is not None
    return recorded(file, week, cells), volumes(file, week, cells), cells


def test_each_measure_has_its_own_weights(tmp_path: Path) -> None:
    """Two Mondays at 8:00: service level by calls, times by handled contacts, occupancy by staff."""
    found, calls, cells = read(
        tmp_path,
        "2025-01-06T08:00,10,6,2,100,10,0.5,1,0.2",
        "2025-01-06T08:30,0,0,0,,,,1,0",
        "2025-01-13T08:00,30,24,6,200,20,0.9,4,0.6",
        "2025-01-13T08:30,4,4,0,100,1,1,3,0.1",
    )
    assert cells.when(0) == (0, 480)
    means = {name: float(one.mean[0]) for name, one in found.items()}
    assert means == pytest.approx(
        {SERVICE_LEVEL: 0.8, OCCUPANCY: 0.52, ABANDONMENT: 0.2, ANSWER: 18.0, HANDLING: 180.0}
    )
    assert calls[:2].tolist() == [20, 2]


def test_a_file_with_calls_only_has_no_measure(tmp_path: Path) -> None:
    found, _, _ = read(tmp_path, "2025-01-06T08:00,10", "2025-01-06T08:30,7", headings="timestamp,calls")
    assert found == {}


def test_five_minutes_are_gathered_into_half_hours(tmp_path: Path) -> None:
    rows = [f"2025-01-06T08:{minute:02d},10,{minute}" for minute in range(0, 60, 5)]
    found, calls, _ = read(tmp_path, *rows, headings="timestamp,calls,asa_s")
    assert found[ANSWER].mean[:2] == pytest.approx([12.5, 42.5])
    assert calls[:2].tolist() == [60, 60]


def test_of_a_centre_that_never_closes_the_night_belongs_to_the_day_before(tmp_path: Path) -> None:
    """Quietest at 4:00, where its day begins: Tuesday 3:00 is the last hour of Monday."""
    rows = [
        f"2025-01-{6 + day:02d}T{hour:02d}:00,{1 if hour == 4 else 9},{hour + 100 * day}"
        for day in range(14)
        for hour in range(24)
    ]
    found, _, cells = read(tmp_path, *rows, headings="timestamp,calls,asa_s")
    assert (cells.minutes, cells.number, cells.when(23)) == (60, 24, (1, 180))
    assert found[ANSWER].mean[23] == pytest.approx(np.mean([103, 803]))


def test_a_half_hour_over_midnight_is_of_one_day(tmp_path: Path) -> None:
    """Quietest at 4:05, so that half-hours begin at five past and 23:35 goes on to 0:05."""
    rows = [
        f"2025-01-{6 + day:02d}T{minute // 60:02d}:{minute % 60:02d},{1 if minute == 245 else 9},{100 * day}"
        for day in range(14)
        for minute in range(0, 1440, 5)
    ]
    found, _, cells = read(tmp_path, *rows, headings="timestamp,calls,asa_s")
    over = 39  # of Monday: 19.5 hours after 4:05
    assert cells.when(over) == (0, 23 * 60 + 35)
    assert found[ANSWER].days[over] == 2

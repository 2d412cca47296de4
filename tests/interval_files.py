"""Synthetic interval files of known volume, for tests."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np

from sim.scenario import Demand

OPENS_MIN = 7 * 60


def write_published(
    path: Path, *, calls_per_day: float, days: int, seed: int, staff: int | None = None
) -> Path:
    """Half-hours with the published shares and weekdays, a gamma factor a day, Poisson counts."""
    demand = Demand()
    rng = np.random.default_rng(seed)
    shares = np.array(demand.profile) / np.sum(demand.profile)
    header = "timestamp,calls" + (",staff" if staff is not None else "")
    lines, date = [header], datetime.date(2024, 1, 1)
    while days > 0:
        if date.weekday() < 5:
            shape = 1 / demand.busyness_cv**2
            mean = calls_per_day * demand.weekday_factors[date.weekday()] * rng.gamma(shape) / shape
            for place, calls in enumerate(rng.poisson(mean * shares)):
                minute = OPENS_MIN + 30 * place
                cells = [f"{date}T{minute // 60:02d}:{minute % 60:02d}", str(calls)]
                lines.append(",".join(cells + ([] if staff is None else [str(staff)])))
            days -= 1
        date += datetime.timedelta(days=1)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path

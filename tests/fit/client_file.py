"""An interval file as a centre's own telephone system would write it, from a simulated centre.

Called by the tests of the fit and of the report.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from sim.configuration import configure
from sim.fit.half_hours import cells_of
from sim.fit.simulated import logged
from sim.pilots import usual
from sim.planning import plan_of

FIRST_MONDAY = datetime.date(2025, 1, 6)
SMALL = ("scenario=hierarchical", "demand.scale=0.3", "demand.busyness_cv=0.05")
CONTACT = ["day", "place", "abandoned", "within", "left", "answered", "wait", "handled", "handling"]


def written(folder: Path, *overrides: str, days: int = 60, columns: tuple[str, ...] = ()) -> Path:
    """Simulate so many days, and write what an interval file holds of them; the path.

    Args:
        columns: beside interval and calls; none named: all.
    """
    scenario = configure([*SMALL, *overrides], alone=True)[0].scenario
    plan = plan_of(scenario)
    cells = cells_of(plan.week)
    log = logged(usual(scenario), plan, cells, days, seed=7)
    rows = pd.DataFrame(np.concatenate(log.contacts), columns=CONTACT)
    rows["day"] -= rows["day"].min()
    sums = rows.groupby(["day", "place"]).sum()
    sums["calls"] = rows.groupby(["day", "place"]).size()
    spent = pd.DataFrame(log.periods, columns=["day", "place", "busy", "present"]).set_index(["day", "place"])
    table = sums.join(spent, how="left").reset_index()
    weekday, minute = np.array([cells.when(int(place)) for place in table.place]).T
    week = table.day.astype(int) // len(plan.week.open_weekdays)
    dates = [
        FIRST_MONDAY + datetime.timedelta(days=7 * int(w) + int(d))
        for w, d in zip(week, weekday, strict=True)
    ]
    file = pd.DataFrame(
        {
            "timestamp": [f"{d}T{m // 60:02d}:{m % 60:02d}" for d, m in zip(dates, minute, strict=True)],
            "calls": table.calls,
            "handled": table.answered.astype(int),
            "abandoned": table.abandoned.astype(int),
            "aht_s": (table.handling / table.handled).round(1),
            "asa_s": (table.wait / table.answered).round(1),
            "service_level": (table.within / (table.calls - table.left)).round(4),
            "staff": (table.present / cells.minutes).round(2),
            "occupancy": (table.busy / table.present).round(4),
        }
    ).sort_values("timestamp")
    path = folder / "client.csv"
    file[["timestamp", "calls", *(columns or file.columns[2:])]].to_csv(path, index=False)
    return path

"""Whom a form of governance harms: people of day 0 who are more strained than under the baseline.

The same people meet the same first contacts under all forms, so each is compared with himself, replication by
replication. A mean may fall while some are worse off; this counts them. Called by `sim.command`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rich.text import Text

from sim.experiment.statistics import Difference, mean_interval


@dataclass(frozen=True)
class Harm:
    """Shares of the staff of day 0, over replications.

    Attributes:
        scenario: of which form.
        harmed: mean strain higher than under the baseline by more than the smallest harm.
        relieved: lower by more than that.
    """

    scenario: str
    harmed: Difference
    relieved: Difference


def harm(people: pd.DataFrame, scenarios: Sequence[str], smallest: float) -> list[Harm]:
    """Who is harmed and who relieved by every form but the baseline; none where there is no strain.

    Args:
        people: rows of `sim.results.load(folder, "people")` of these scenarios.
        scenarios: the baseline first.
        smallest: strain, from 0 to 1, beyond which a difference counts.
    """
    strain = {
        name: rows.set_index(["replication", "person"]).strain_mean.astype(float)
        for name, rows in people.groupby("scenario")
    }
    found = []
    for name in scenarios[1:]:
        if name not in strain or scenarios[0] not in strain:
            continue
        apart = (strain[name] - strain[scenarios[0]]).dropna()
        if not apart.empty:
            shares = [
                beyond.groupby("replication").mean() for beyond in (apart > smallest, apart < -smallest)
            ]
            found.append(Harm(name, *(mean_interval(share.to_numpy(float)) for share in shares)))
    return found


def printed(found: Sequence[Harm], baseline: str, smallest: float) -> Text:
    """A line for every form."""
    lines = [
        f"{one.scenario}: of the staff of day 0, {_share(one.harmed)} are more strained than under {baseline}"
        f" by over {100 * smallest:.3g} points, {_share(one.relieved)} less"
        for one in found
    ]
    return Text("\n".join(["", *lines]))


def _share(share: Difference) -> str:
    low, high = np.clip((share.low, share.high), 0.0, 1.0)
    return f"{100 * share.mean:.1f} % [{100 * low:.1f}, {100 * high:.1f}]"

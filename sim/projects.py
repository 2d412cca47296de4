"""Time off the phone for projects: slack for one's own, working groups for the centre's.

Both are absence from the floor; working groups remove irritants that cost everybody talk. Part of what a
scenario declares under `governance`; called by `sim.rights` and by whatever reads a scenario's governance.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter


@dataclass(frozen=True, kw_only=True)
class WorkingGroups:
    """Groups of volunteers who work at what everybody minds, off the phone."""

    at_once: int = parameter(
        0, "1", "working groups at the same time", range=(0, 500), assumption="none; Imatech had 40 at once"
    )
    volunteers: int = parameter(
        8, "1", "in each", range=(1, 1000), assumption="as many as can talk round a table"
    )
    meet_every: int = parameter(
        5, "day", "open days from one meeting to the next", range=(1, 260), assumption="weekly"
    )
    meet_for: float = parameter(
        120.0, "min", "length of a meeting", range=(0, 1440), assumption="two hours a week"
    )
    begin_on: int = parameter(
        0, "day", "measured open day on which they begin", range=(0, 5000), assumption="at once"
    )
    last_for: int = parameter(60, "day", "open days they last", range=(1, 5000), assumption="twelve weeks")
    announced: bool = option(
        True, "they meet when the floor can best spare them; false: at any time, and nobody is told"
    )
    group_relief: float = parameter(
        0.002, "share", "of the irritants of everybody that are left, removed by a meeting", range=(0, 1),
        assumption="forty groups that meet twelve times remove six in ten",
    )  # fmt: skip

"""Managers as people at work: how soon they leave, how they are replaced, what losing their part does.

A part of `people`; called by `sim.workforce` and by whatever reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import option, parameter


@dataclass(frozen=True, kw_only=True)
class Managers:
    """Managers fall ill and leave by the laws of advisors; what they are needed for is their status."""

    enabled: bool = option(False, "managers fall ill, leave and are replaced, and feel what they lose")
    quits: float = parameter(
        0.6, "1", "hazard of leaving of a manager, in times of an advisor's", range=(0, 3),
        assumption="who has made his way leaves less readily",
    )  # fmt: skip
    delay: float = parameter(
        60.0, "1", "open days from a manager's leaving to his successor's first, who needs no training",
        range=(0, 500), assumption="three months to promote or find somebody",
    )  # fmt: skip
    status: float = parameter(
        0.15, "1", "strain that it comes to not to be needed at all any more", range=(0, 1),
        assumption="half of what the lack of all resources comes to",
    )  # fmt: skip
    used_to: float = parameter(
        180.0, "day", "in which half of the way is gone from what one is used to, to what is",
        range=(1, 2000), assumption="half a year",
    )  # fmt: skip

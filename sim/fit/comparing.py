"""How far a simulated centre is from what a file records, and whether that is near enough.

Called by `sim.fit.checking`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.fit.half_hours import ABANDONMENT, MEASURES, OCCUPANCY, SERVICE_LEVEL, Cells, Floats, Ratios
from sim.study import Fit

MEAN_OF_HALF_NORMAL = np.sqrt(2.0 / np.pi)
WORST = 3  # half-hours that a refusal names
SHARES = (SERVICE_LEVEL, OCCUPANCY, ABANDONMENT)


@dataclass(frozen=True)
class Place:
    """A half-hour of the week in which a measure is missed: weekday from 0, minute, recorded, simulated."""

    weekday: int
    minute: int
    recorded: float
    simulated: float


@dataclass(frozen=True)
class Measure:
    """A measure, recorded and simulated.

    Attributes:
        name: one of `sim.fit.half_hours.MEASURES`.
        recorded, simulated: means over the half-hours of the week, weighted by calls; s, or share.
        difference: mean absolute difference over them, weighted by calls, over the recorded mean; of
            abandonment, that of the means.
        by_chance: what the first would be if both were the same centre, by the days' own variation; NaN of
            one day, and of abandonment.
        limit: of the difference; None: it is printed only.
        worst: the half-hours that contribute most, the worst first.
    """

    name: str
    recorded: float
    simulated: float
    difference: float
    by_chance: float
    limit: float | None
    worst: tuple[Place, ...]

    @property
    def fits(self) -> bool:
        """Whether it is within its limit, or has none."""
        return self.limit is None or self.difference <= self.limit


def compare(
    recorded: Mapping[str, Ratios],
    simulated: Mapping[str, Ratios],
    calls: Floats,
    cells: Cells,
    limits: Fit,
) -> tuple[Measure, ...]:
    """Every measure that the file has.

    Summary of rule: mean absolute difference over the half-hours of the week averaged over the file's days,
    weighted by calls, divided by the measure's mean; of abandonment, which is nothing in most of them and
    much in few, the difference of the means, in points.
    """
    found = (
        _measure(name, recorded[name], simulated[name], calls, cells, limits)
        for name in MEASURES
        if name in recorded
    )
    return tuple(measure for measure in found if measure is not None)


def _measure(
    name: str, recorded: Ratios, simulated: Ratios, calls: Floats, cells: Cells, limits: Fit
) -> Measure | None:
    told = np.isfinite(recorded.mean) & np.isfinite(simulated.mean) & (calls > 0)
    if not told.any():
        return None
    weight = np.where(told, calls, 0.0) / calls[told].sum()

    def mean(values: Floats) -> float:
        return float(np.where(told, values, 0.0) @ weight)

    apart = np.abs(simulated.mean - recorded.mean)
    means = mean(recorded.mean), mean(simulated.mean)
    chance = MEAN_OF_HALF_NORMAL * np.hypot(recorded.error, simulated.error)
    difference, by_chance = (mean(values) / (means[0] or 1.0) for values in (apart, chance))
    if name == ABANDONMENT:
        difference, by_chance = abs(means[1] - means[0]), math.nan
    order = np.argsort(np.where(told, -apart * weight, 0.0), kind="stable")[:WORST]
    return Measure(
        name=name,
        recorded=means[0],
        simulated=means[1],
        difference=difference,
        by_chance=by_chance,
        limit=_limit(name, limits),
        worst=tuple(_place(int(row), recorded, simulated, cells) for row in order if told[row]),
    )


def _place(row: int, recorded: Ratios, simulated: Ratios, cells: Cells) -> Place:
    return Place(*cells.when(row), float(recorded.mean[row]), float(simulated.mean[row]))


def _limit(name: str, limits: Fit) -> float | None:
    """Summary of rule: service level and occupancy decide, and abandonment in points; times are printed."""
    if name == ABANDONMENT:
        return limits.abandonment
    return limits.difference if name in (SERVICE_LEVEL, OCCUPANCY) else None


def missed(measures: Sequence[Measure]) -> list[Measure]:
    """Measures beyond their limit, the worst against it first."""
    return sorted(
        (one for one in measures if one.limit is not None and not one.fits),
        key=lambda one: -one.difference / (one.limit or 1.0),
    )

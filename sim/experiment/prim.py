"""Boxes in which something happens often: the patient rule induction method.

A box holds a range of some features. It is peeled: a small share of its points is cut off at one end of one
feature, wherever that raises the mean most for each point cut off, again and again. Of all boxes on the way
the one is kept that has the largest harmonic mean of density and coverage. Then it is pasted, widened where
that makes it better, and freed of ranges that hardly do anything. Called by `sim.experiment.regions`.

References:
    Friedman and Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9, 123-143.
    Bryant and Lempert (2010), Thinking inside the box, Technological Forecasting and Social Change 77(1),
    34-49 (density, coverage, and the least number of ranges). Kwakkel and Jaxa-Rozen (2016), Environmental
    Modelling & Software 79, 311-321 (the gain for each point, where some features are choices).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Switches = NDArray[np.bool_]
PEELED = 0.05
"""Share of a box's points that a peel takes, of distinct values (Friedman and Fisher: 0.05 to 0.1)."""

WORTH = 0.01
"""A range is kept where the box without it is worse by more than this."""


@dataclass(frozen=True, eq=False)
class Box:
    """Ranges of features, low < x <= high; infinite where a feature is free."""

    low: Floats
    high: Floats

    def holds(self, x: Floats) -> Switches:
        """Which points (rows) lie inside."""
        inside: Switches = ((x > self.low) & (x <= self.high)).all(axis=1)
        return inside

    def with_end(self, feature: int, *, low: float | None = None, high: float | None = None) -> Box:
        """The box with another end."""
        lows, highs = self.low.copy(), self.high.copy()
        if low is not None:
            lows[feature] = low
        if high is not None:
            highs[feature] = high
        return Box(lows, highs)


def whole(features: int) -> Box:
    """The box that holds everything."""
    return Box(np.full(features, -np.inf), np.full(features, np.inf))


def found_box(x: Floats, happens: Switches, least: int) -> Box:
    """The best box of at least so many points; the whole where none is better.

    Args:
        x: points x features.
        happens: at which points it does.
        least: points that a box holds at least.
    """
    boxes = list(_peeled(x, happens, least))
    best = max(boxes, key=lambda box: goodness(box, x, happens))
    return _freed(_pasted(best, x, happens), x, happens)


def goodness(box: Box, x: Floats, happens: Switches) -> float:
    """Harmonic mean of density (share inside in which it happens) and coverage (share of it inside)."""
    inside = box.holds(x)
    both = int((inside & happens).sum())
    return 2 * both / (int(inside.sum()) + int(happens.sum())) if both else 0.0


def _peeled(x: Floats, happens: Switches, least: int) -> Iterator[Box]:
    """The boxes on the way from the whole to the smallest."""
    box: Box | None = whole(x.shape[1])
    while box is not None:
        yield box
        inside = box.holds(x)
        smaller = [one for one in _cuts(box, x[inside]) if int(one.holds(x).sum()) >= least]
        gains = [_gain(one.holds(x), inside, happens) for one in smaller]
        box = smaller[int(np.argmax(gains))] if smaller else None


def _gain(smaller: Switches, inside: Switches, happens: Switches) -> float:
    """Rise of the mean for each point cut off, so that a choice, which cuts many, is not cut first."""
    cut = int(inside.sum()) - int(smaller.sum())
    return (float(happens[smaller].mean()) - float(happens[inside].mean())) / cut


def _cuts(box: Box, inside: Floats) -> Iterator[Box]:
    for feature, values in enumerate(inside.T):
        low = np.quantile(values, PEELED, method="lower")
        if low < values.max():
            yield box.with_end(feature, low=float(low))
        high = np.quantile(values, 1 - PEELED, method="higher")
        if high > values.min():
            yield box.with_end(feature, high=float(values[values < high].max()))


def _pasted(box: Box, x: Floats, happens: Switches) -> Box:
    """Widened at one end at a time, as long as that makes it better."""
    while True:
        better = [one for one in _wider(box, x) if goodness(one, x, happens) > goodness(box, x, happens)]
        if not better:
            return box
        box = max(better, key=lambda one: goodness(one, x, happens))


def _wider(box: Box, x: Floats) -> Iterator[Box]:
    """The box with one end moved out over as many points as a peel takes, or more where values are equal."""
    more = max(1, round(PEELED * int(box.holds(x).sum())))
    for feature, column in enumerate(x.T):
        freer = column[box.with_end(feature, low=-np.inf).holds(x)]
        beyond = np.sort(freer[freer <= box.low[feature]])[-more:]
        if beyond.size:
            left = column[column < beyond[0]]
            yield box.with_end(feature, low=float(left.max(initial=-np.inf)))
        freer = column[box.with_end(feature, high=np.inf).holds(x)]
        beyond = np.sort(freer[freer > box.high[feature]])[:more]
        if beyond.size:
            yield box.with_end(feature, high=float(beyond[-1]) if beyond[-1] < column.max() else np.inf)


def _freed(box: Box, x: Floats, happens: Switches) -> Box:
    """Without the ends that hardly do anything, the least useful first."""
    while True:
        without = [
            *(box.with_end(place, low=-np.inf) for place in _ended(box.low)),
            *(box.with_end(place, high=np.inf) for place in _ended(box.high)),
        ]
        freer = max(without, key=lambda one: goodness(one, x, happens), default=None)
        if freer is None or goodness(freer, x, happens) < goodness(box, x, happens) - WORTH:
            return box
        box = freer


def _ended(ends: Floats) -> list[int]:
    return [place for place, end in enumerate(ends) if np.isfinite(end)]

"""What is known of a centre, by the output that has to come to it: the targets of a calibration.

A target is a value with the half-width of its 95 % range. Published ones stand where they are measured
(`sim.evidence`, `sim.survey`) and are named in an experiment with null; a centre's own are numbers there.
Called by `sim.calibrate`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.evidence import EVIDENCE
from sim.experiment.calibration import Targets
from sim.refusal import Refused, nearest_name
from sim.survey import QUESTIONS

SURVEY_WIDTH = 0.05  # within five points, as model and source are asked to agree


def published() -> dict[str, tuple[float, float]]:
    """Value and half-width of published figures, by output; a range counts as a 95 % range."""
    found = {f"survey_{one.key}_share": (one.found, SURVEY_WIDTH) for one in QUESTIONS}
    return found | {one.column: ((one.low + one.high) / 2, (one.high - one.low) / 2) for one in EVIDENCE}


def in_words(column: str) -> str:
    """What an output is: the survey's words or the evidence's, or its own name."""
    words = {f"survey_{one.key}_share": f"agree: {one.words}" for one in QUESTIONS}
    return (words | {one.column: one.what for one in EVIDENCE}).get(column, column)


def targets_of(place: str, given: Mapping[str, Any], outputs: Iterable[str]) -> Targets:
    """Targets as an experiment names them.

    Args:
        place: key of the configuration under which they stand.
        given: value and half-width by output; None for what is published.
        outputs: names that a run has.

    Raises:
        Refused: no such output, no published figure, or no value and half-width.
    """
    known, names = published(), set(outputs)
    for column in given:
        if column not in names:
            raise Refused(
                f"{place}.{column}", column, "the name of an output of runs", nearest_name(column, names)
            )
    pairs = [_pair(f"{place}.{column}", ends, known.get(column)) for column, ends in given.items()]
    values, widths = np.array(pairs, float).reshape(-1, 2).T
    return Targets(tuple(given), values, widths)


def _pair(place: str, ends: Any, known: tuple[float, float] | None) -> tuple[float, float]:
    if ends is None:
        if known is None:
            raise Refused(place, None, "[value, half-width of its 95 % range]: nothing is published")
        return known
    numbers = [one for one in ends if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(ends) != 2 or len(numbers) != 2 or not all(map(math.isfinite, numbers)) or not ends[1] > 0:
        raise Refused(place, ends, "[value, half-width of its 95 % range], the half-width above 0")
    return float(ends[0]), float(ends[1])

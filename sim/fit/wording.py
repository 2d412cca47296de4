"""A measure of the fit in words: its figures with their units, how far it is missed, where most.

Called by `sim.fit.checking`, `sim.fit.printing` and the report.
"""

from __future__ import annotations

from sim.fit.comparing import SHARES, Measure, Place
from sim.fit.half_hours import ABANDONMENT
from sim.scenario import WEEKDAYS


def shown(measure: Measure, value: float) -> str:
    """A figure of a measure with its unit."""
    return f"{100 * value:.1f} %" if measure.name in SHARES else f"{value:.1f} s"


def apart(measure: Measure, difference: float) -> str:
    """A difference, or the limit of one, with its unit."""
    return f"{100 * difference:.1f} {'points' if measure.name == ABANDONMENT else '%'}"


def told(measure: Measure) -> str:
    """A measure and how far it is missed."""
    return f"{measure.name} differs by {apart(measure, measure.difference)}"


def clock(place: Place) -> str:
    """A half-hour of the week: Monday 08:30."""
    return f"{WEEKDAYS[place.weekday].capitalize()} {place.minute // 60:02d}:{place.minute % 60:02d}"


def where(measure: Measure, place: Place) -> str:
    """A half-hour in which a measure is missed, with both figures."""
    recorded, simulated = shown(measure, place.recorded), shown(measure, place.simulated)
    return f"{clock(place)} {recorded} recorded, {simulated} simulated"

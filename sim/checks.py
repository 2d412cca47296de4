"""The numbers that a queueing formula can use; anything else is refused by its name.

Called by `sim.erlang` and by the exact queues beside it.
"""

from __future__ import annotations

import math

import numpy as np

from sim.refusal import Refused


def count(place: str, value: int, least: int = 0) -> None:
    """Refuse what is not a whole number of at least `least`."""
    if not isinstance(value, int | np.integer) or value < least:
        raise Refused(place, value, f"a whole number of at least {least}")


def not_negative(place: str, value: float) -> None:
    """Refuse what is negative, infinite or not a number."""
    if not 0.0 <= value < math.inf:
        raise Refused(place, value, "a finite number of at least 0")


def positive(place: str, value: float, *, endless: bool = False) -> None:
    """Refuse what is not above 0; infinity passes where `endless` says so."""
    if not (0.0 < value < math.inf or (endless and value == math.inf)):
        raise Refused(place, value, "a number above 0" if endless else "a finite number above 0")

"""What a field of a record is: its NumPy type, its unit, its meaning.

Called by `sim.records` and `sim.machinery`, which declare the records.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.states import ACCOUNTS


@dataclass(frozen=True)
class Field:
    """One field of a record: NumPy type, unit, meaning.

    `start` is what every row begins with, for a field that is none of the package's (`sim.own_fields`).
    """

    type: object
    unit: str
    meaning: str
    start: float | None = None


Fields = dict[str, Field]


def ledger() -> Field:
    """Paid time by account, in ms."""
    return Field((np.int64, (len(ACCOUNTS),)), "ms", "paid time by account")

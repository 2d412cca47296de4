"""Keyed random numbers, and the laws drawn from them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from reference_model.description import Law
from sim import streams

if TYPE_CHECKING:
    from reference_model.things import Case

NEVER = 2**62  # a time that does not come
GAMMA_BLOCKS = 1000  # a gamma law draws by rejection: each of its durations has so many blocks


class Draws:
    """The numbers of one replication: each belongs to one decision of one customer, advisor or day."""

    def __init__(self, seed: int, replication: int) -> None:
        self.key = np.array([seed, replication], np.uint64)

    def units(self, stream: int, entity: int, k: int, block: int = 0) -> tuple[float, float]:
        """Two uniforms in (0, 1)."""
        first, second = streams.uniforms(self.key, stream, entity, k, block)
        return float(first), float(second)

    def unit_exponential(self, stream: int, entity: int, k: int) -> float:
        return -math.log(self.units(stream, entity, k)[0])

    def gamma(self, stream: int, entity: int, k: int, block: int, shape: float) -> float:
        """Gamma of unit scale."""
        return float(streams.gamma(self.key, stream, entity, k, block, shape))

    def poisson(self, stream: int, entity: int, k: int, mean: float) -> int:
        return int(streams.poisson(self.key, stream, entity, k, mean))

    def amount(self, law: Law, unit: float, stream: int, case: Case, part: int) -> float:
        """A value of a law: at a uniform, or, of a gamma law, by rejection from numbers of its own.

        `part` numbers the values that may be drawn from a stream for one case.
        """
        if law.kind != "gamma" or not law.mean:
            return value_at(law, unit)
        shape, scale = 1 / law.cv**2, law.mean * law.cv**2
        entity, k, block = case.customer.row, case.attempt_key, part * GAMMA_BLOCKS
        return scale * self.gamma(stream, entity, k, block, shape)

    def own_duration(self, law: Law, stream: int, entity: int, k: int, gamma_block: int = 0) -> int:
        """A value, in whole ms, that belongs to no case but to somebody at work, or to a shock."""
        if law.kind == "gamma" and law.mean:
            shape, scale = 1 / law.cv**2, law.mean * law.cv**2
            return int(scale * self.gamma(stream, entity, k, gamma_block, shape) + 0.5)
        return int(value_at(law, self.units(stream, entity, k)[0]) + 0.5)

    def duration(self, law: Law, unit: float, stream: int, case: Case, part: int) -> int:
        """The same in whole ms, rounded to nearest."""
        value = self.amount(law, unit, stream, case, part)
        return NEVER if value > 1e15 else int(value + 0.5)


def value_at(law: Law, unit: float) -> float:
    """Value of a law at a uniform. The exponential falls with it, as does Pareto's; the others rise."""
    if law.kind == "empirical":
        place = unit * (len(law.values) - 1)
        below = int(place)
        return law.values[below] + (place - below) * (law.values[below + 1] - law.values[below])
    if law.mean is None:
        return math.inf
    if law.mean == 0 or law.kind == "constant":
        return law.mean
    if law.kind == "exponential":
        return -law.mean * math.log(unit)
    if law.kind == "lognormal":
        sigma = math.sqrt(math.log1p(law.cv**2))
        return math.exp(math.log(law.mean) - sigma**2 / 2 + sigma * float(streams.normal(unit)))
    assert law.kind == "pareto"
    exponent = 1 + math.sqrt(1 + 1 / law.cv**2)
    least = law.mean * (exponent - 1) / exponent
    return least * (1.0 + math.expm1(-math.log(unit) / exponent))

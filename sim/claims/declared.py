"""A claim as it is declared: what is compared, what is measured, in which range it has to lie.

One declaration a row. A direction is a range without end; "no change" is a range around zero, so that a row
that claims it is tried by equivalence; a figure of a source is a range as wide as the source is exact. Called
by `sim.claims`.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field

HALF_YEAR, YEAR = (0, 126), (0, 252)
"""Open days measured. Strain has a half-life of two months, so that half a year holds three of them."""


@dataclass(frozen=True)
class Way:
    """A centre, and which of its measured days are looked at.

    Attributes:
        overrides: as for `python -m sim`.
        days: first open day looked at, and the day after the last.
        begun: what is done to the centre when measuring begins (`sim.claims.reading`); empty for nothing.
    """

    overrides: tuple[str, ...] = ()
    days: tuple[int, int] = HALF_YEAR
    begun: str = ""


@dataclass(frozen=True)
class Part:
    """One measure of a claim.

    Attributes:
        column: name of the measure (`sim.measures`, `sim.claims.reading`).
        low, high: range in which the claim says that it lies.
        ways: centres with the weight of each in the effect; one alone, with weight 1, is a level.
        relative: whether the effect is a share of the other side.
        counted: whether the row hangs on it; else it is told beside.
        words: what is measured where the column's name does not say.
    """

    column: str
    low: float
    high: float
    ways: tuple[tuple[float, Way], ...] = ()
    relative: bool = False
    counted: bool = True
    words: str = ""

    @property
    def is_level(self) -> bool:
        """Whether nothing is compared."""
        return len(self.ways) == 1

    @property
    def claimed(self) -> str:
        """The range, in words."""
        if (self.low, self.high) == (0.0, math.inf):
            return "positive" if self.is_level else "rises"
        if (self.low, self.high) == (-math.inf, 0.0):
            return "negative" if self.is_level else "falls"
        if math.isinf(self.high):
            return f"at least {self.low:g}"
        if self.low == -self.high:
            return f"no change (within {self.high:g})"
        return f"{self.low:.4g} to {self.high:.4g}"


@dataclass(frozen=True)
class Fact:
    """A row of the claims.

    Attributes:
        number: as in the list of claims.
        claim: in plain words.
        source: documents it stands in, S0 to S4.
        parts: measures; none where it cannot be tried.
        rests_on: what it may need, as switches (`sim.claims.switches`); each is tried. The queue always is.
        says: of these, the one rule whose statement is the claim; empty for none.
        reason: why it cannot be tried, or what of it is not.
        context: a row without verdict.
    """

    number: int
    claim: str
    source: str
    parts: tuple[Part, ...] = ()
    rests_on: tuple[str, ...] = ()
    says: str = ""
    reason: str = ""
    context: bool = False
    key: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Know itself by what decides its figures, so that a changed declaration is measured anew."""
        decides = repr([(one.column, one.ways, one.relative) for one in self.parts])
        short = hashlib.sha256(decides.encode()).hexdigest()[:6]
        object.__setattr__(self, "key", f"{self.number}:{short}")

    @property
    def switches(self) -> tuple[str, ...]:
        """Everything that is switched off, one at a time."""
        return tuple(dict.fromkeys((*((self.says,) if self.says else ()), *self.rests_on, "queue")))


@dataclass(frozen=True)
class Contrast:
    """Two centres that are compared; makes the parts of a claim.

    Attributes:
        with_it: the centre the claim speaks of.
        without: what it is held against.
        days: looked at.
    """

    with_it: tuple[str, ...]
    without: tuple[str, ...] = ()
    days: tuple[int, int] = HALF_YEAR

    def rises(self, column: str, days: tuple[int, int] | None = None, words: str = "") -> Part:
        """The measure is larger with it."""
        return self.lies(column, 0.0, math.inf, days=days, words=words)

    def falls(self, column: str, days: tuple[int, int] | None = None, words: str = "") -> Part:
        """The measure is smaller with it."""
        return self.lies(column, -math.inf, 0.0, days=days, words=words)

    def lies(
        self, column: str, low: float, high: float, *, days: tuple[int, int] | None = None,
        relative: bool = False, counted: bool = True, words: str = "",
    ) -> Part:  # fmt: skip
        """The difference, or its share of the other side, lies in a range."""
        looked_at = days or self.days
        ways = ((1.0, Way(self.with_it, looked_at)), (-1.0, Way(self.without, looked_at)))
        return Part(column, low, high, ways, relative, counted, words)


def level(
    column: str, low: float, high: float, overrides: tuple[str, ...] = (), days: tuple[int, int] = HALF_YEAR,
    *, counted: bool = True, words: str = "",
) -> Part:  # fmt: skip
    """A measure of one centre alone lies in a range."""
    return Part(column, low, high, ((1.0, Way(overrides, days)),), counted=counted, words=words)

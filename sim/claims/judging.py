"""What can be said of a claim: effect, verdict, standing, all from what its runs have come to.

A part holds where its whole 95 % interval lies in the range claimed (for "no change" that is a test of
equivalence, somewhat stricter than the usual one at 90 %), is contradicted where all of it lies outside, and
is undecided else. A row holds if all of its parts do, and is contradicted if one is. How it stands is decided
in the order of `standing`. Called by `sim.facts` and `sim.claims.page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.claims.declared import Fact, Part
from sim.claims.draws import fitted
from sim.claims.kept import Kept
from sim.claims.measuring import CAPACITY, CENTRAL, DRAWS, OFF, REVERSED, SYMMETRIC, Effects
from sim.claims.words import WORDS
from sim.experiment.statistics import Difference, mean_interval, share_interval

HOLDS, CONTRADICTED, UNDECIDED = "holds", "contradicted", "undecided"
CONSTRUCTION, CALIBRATED, EMERGENT, NOT = "by construction", "calibrated", "emergent", "not reproduced"
STANDINGS = (CONSTRUCTION, CALIBRATED, EMERGENT, NOT)
ENOUGH_DRAWS, NEARLY_ALL = 500, 0.95
ROUNDING = 1e-5  # of the larger side
LOST = 0.5  # of an effect, without which it has not been killed but blurred


@dataclass(frozen=True)
class Found:
    """One part of a row: its effect and what it says."""

    part: Part
    effect: Difference
    verdict: str


@dataclass(frozen=True)
class Judged:
    """A row as it is printed.

    Attributes:
        fact: what is claimed.
        parts: what was found; none where nothing was tried.
        verdict: of the row; empty for a row of context.
        standing: one of `STANDINGS`; empty for a row of context.
        why: what decided the standing, in words.
        draws: share of draws in which every part has the claimed direction; None where none was run.
        symmetric: the same of draws of psychology symmetric about zero.
        capacity, reversed_holds: whether it holds with psychology off, or reversed; None where not tried.
        killed_by: switches without which it does not hold.
        tried: switches that were tried.
    """

    fact: Fact
    parts: tuple[Found, ...] = ()
    verdict: str = ""
    standing: str = ""
    why: str = ""
    draws: Difference | None = None
    symmetric: Difference | None = None
    capacity: bool | None = None
    reversed_holds: bool | None = None
    killed_by: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()


def effects(part: Part, items: Sequence[Effects]) -> NDArray[np.float64]:
    """The effect in every item; NaN where a centre has no value, or nothing to be a share of.

    What is a rounding of its sides is nothing: psychology is switched off by weights that are nearly none.
    """
    weights = np.array([weight for weight, _ in part.ways])
    weighed = np.array(items, float).reshape(len(items), len(part.ways)) * weights
    total = weighed.sum(axis=1)
    if not part.is_level:
        total[np.abs(total) <= ROUNDING * np.abs(weighed).max(axis=1)] = 0.0
    if part.relative:
        whole = np.abs(weighed[:, -1])
        total = total / np.where(whole > 0.0, whole, np.nan)
    return np.asarray(total, float)


def verdict(found: Difference, low: float, high: float) -> str:
    """Whether all of an interval lies in a range; zero itself is in neither direction."""
    if np.isnan(found.low):
        return UNDECIDED
    ends = (found.low, found.high)
    if all(low <= end <= high and not (end == 0.0 and 0.0 in (low, high)) for end in ends):
        return HOLDS
    nothing = ends == (0.0, 0.0) and 0.0 in (low, high)
    return CONTRADICTED if nothing or found.high < low or found.low > high else UNDECIDED


def found(fact: Fact, items: Sequence[Sequence[Effects]]) -> tuple[Found, ...]:
    """Every part of a row, over all items of a programme."""
    told = []
    for place, part in enumerate(fact.parts):
        interval = mean_interval(effects(part, [item[place] for item in items]))
        told.append(Found(part, interval, verdict(interval, part.low, part.high)))
    return tuple(told)


def of_row(parts: Sequence[Found]) -> str:
    """The verdict of a row from those of its parts."""
    told = [one.verdict for one in parts if one.part.counted]
    if CONTRADICTED in told:
        return CONTRADICTED
    return HOLDS if told and all(one == HOLDS for one in told) else UNDECIDED


def directed(part: Part, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """In which items a part has the claimed direction; of a level, lies in the range."""
    if part.is_level or part.low < 0.0 < part.high:
        return np.asarray((part.low <= values) & (values <= part.high))
    return np.asarray(values > 0.0 if part.low >= 0.0 else values < 0.0)


def share(fact: Fact, items: Sequence[Sequence[Effects]]) -> Difference | None:
    """Share of items in which every part has the claimed direction, with its exact interval."""
    if not items:
        return None
    counted = [(place, part) for place, part in enumerate(fact.parts) if part.counted]
    all_of_them = np.all(
        [directed(part, effects(part, [item[place] for item in items])) for place, part in counted], axis=0
    )
    return share_interval(int(all_of_them.sum()), len(items))


def kills(usual: Sequence[Found], without: Sequence[Found]) -> bool:
    """Whether a part that held no longer does, and not for want of precision alone."""
    return any(
        one.part.counted and other.verdict != HOLDS and _lost(one, other)
        for one, other in zip(usual, without, strict=True)
        if one.verdict == HOLDS
    )


def _lost(one: Found, other: Found) -> bool:
    if one.part.is_level or np.isnan(other.effect.mean):
        return True
    return abs(other.effect.mean) < LOST * abs(one.effect.mean) or other.effect.mean * one.effect.mean < 0


@cache
def in_the_loss() -> tuple[str, ...]:
    """Measures that the calibration of the baseline is told to meet."""
    return tuple(fitted().targets)


def judged(fact: Fact, kept: Kept, targets: Sequence[str] | None = None) -> Judged:
    """All that can be said of a row.

    Args:
        fact: the row.
        kept: what was run.
        targets: measures that are in the loss of a calibration; None for those of the baseline's.
    """
    targets = in_the_loss() if targets is None else targets
    if fact.context:
        return Judged(fact)
    usual = found(fact, kept.of(CENTRAL, fact.key)) if kept.of(CENTRAL, fact.key) else ()
    off = {name: kept.of(OFF + name, fact.key) for name in fact.switches}
    tried = tuple(name for name, items in off.items() if items)
    killed = tuple(name for name in tried if usual and kills(usual, found(fact, off[name])))
    row = Judged(
        fact, usual, of_row(usual) if usual else UNDECIDED, "", "",
        share(fact, kept.of(DRAWS, fact.key)), share(fact, kept.of(SYMMETRIC, fact.key)),
        _holds(fact, kept.of(CAPACITY, fact.key)), _holds(fact, kept.of(REVERSED, fact.key)), killed, tried,
    )  # fmt: skip
    told, why = standing(row, targets)
    return replace(row, standing=told, why=why)


def _holds(fact: Fact, items: Sequence[Sequence[Effects]]) -> bool | None:
    return of_row(found(fact, items)) == HOLDS if items else None


def standing(row: Judged, targets: Sequence[str]) -> tuple[str, str]:
    """How a row stands, and why: the first of the four that applies.

    A row that does not hold is not reproduced, be it in the loss or not. One that holds, and dies with no
    single mechanism, or with one alone, counts as built in: that is the more modest reading.
    """
    fact = row.fact
    if row.verdict != HOLDS:
        return NOT, _why_not(row, targets)
    if fact.says and fact.says in row.killed_by:
        return CONSTRUCTION, f"one rule says so: {WORDS[fact.says]}"
    if _whatever_people_feel(row.symmetric):
        return CONSTRUCTION, "whatever people feel: in over 95 % of draws of psychology symmetric about zero"
    if _in_the_loss(fact, targets):
        return CALIBRATED, "in the loss of the calibration"
    if len(row.tried) < len(fact.switches):
        return "", "standing not tried yet"
    if len(row.killed_by) > 1:
        return EMERGENT, f"needs {_listed([WORDS[name] for name in row.killed_by])}"
    if row.killed_by:
        return CONSTRUCTION, f"needs {WORDS[row.killed_by[0]]} alone"
    return CONSTRUCTION, "no mechanism that was switched off takes it away: it lies in the forms compared"


def _whatever_people_feel(symmetric: Difference | None) -> bool:
    return symmetric is not None and symmetric.replications >= ENOUGH_DRAWS and symmetric.mean > NEARLY_ALL


def _in_the_loss(fact: Fact, targets: Sequence[str]) -> bool:
    counted = [part for part in fact.parts if part.counted]
    return bool(counted) and all(part.is_level and part.column in targets for part in counted)


def _why_not(row: Judged, targets: Sequence[str]) -> str:
    if not row.fact.parts:
        return row.fact.reason
    if not row.parts:
        return "not run yet"
    against = [one for one in row.parts if one.part.counted and one.verdict != HOLDS]
    missed = "in the loss, and missed" if _in_the_loss(row.fact, targets) else "fails"
    return f"{missed} in {_listed([name_of(one.part) for one in against])}"


def name_of(part: Part) -> str:
    """What a part measures, in words or by its column."""
    return part.words or part.column


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def headline(rows: Sequence[Judged]) -> str:
    """The one sentence."""
    counted = [row for row in rows if not row.fact.context]
    count = {name: sum(row.standing == name for row in counted) for name in STANDINGS}
    rest = len(counted) - sum(count.values())
    told = ", ".join(f"{number} {name}" for name, number in count.items())
    return f"{'' if not rest else f'{rest} without standing, '}of {len(counted)}: {told}"

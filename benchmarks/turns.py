"""Programs run turn by turn beside the C loop, and what their turns say: contacts a second, ratios, spreads.

Within a turn every program runs once, each just after the C loop, so that a machine whose speed drifts
drifts for all. A ratio is formed within a turn, before any median. Called by `benchmarks.queue`; the
programs stand in `benchmarks.contenders`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Turn(NamedTuple):
    """What one program did in one turn.

    A contact is one arrival that enters the queue, redials and repeats included, promised call-backs not.
    """

    contacts: int
    seconds: float  # of simulating alone: compiling, laying out and counting excluded
    abandoned: int  # contacts that left the queue unanswered
    waited_min: float  # minutes in the queue, answered and abandoned contacts together

    @property
    def per_second(self) -> float:
        return self.contacts / self.seconds


Simulate = Callable[[int, int], Turn]  # at least so many contacts, from this seed


class LeftOut(RuntimeError):
    """A program cannot run here; the message is one line."""


@dataclass(frozen=True)
class Contender:
    """One program that is compared.

    Attributes:
        name: in tables.
        what: one sentence for the page.
        prepare: imports, compiles and lays out; raises LeftOut where that cannot be.
        contacts: of one turn, so that a turn takes some seconds at most.
        is_the_queue: it simulates M/M/50+M and is held against Erlang A.
        target: the least ratio to C that is aimed at.
    """

    name: str
    what: str
    prepare: Callable[[], Simulate]
    contacts: int
    is_the_queue: bool = True
    target: float | None = None


@dataclass(frozen=True)
class Ready:
    """A contender that can run, and how long it took to get there."""

    contender: Contender
    simulate: Simulate
    seconds: float


class Spread(NamedTuple):
    """Least, median and greatest value over the turns."""

    least: float
    median: float
    most: float


class Pair(NamedTuple):
    """One turn of a program and the turn of the C loop just before it."""

    own: Turn
    c: Turn


def prepared(contenders: Iterable[Contender]) -> tuple[list[Ready], list[str]]:
    """Those that can run, and a line for each that cannot."""
    ready, left_out = [], []
    for contender in contenders:
        began = time.perf_counter()
        try:
            simulate = contender.prepare()
        except LeftOut as reason:
            left_out.append(f"{contender.name} is left out: {reason}")
            continue
        ready.append(Ready(contender, simulate, time.perf_counter() - began))
    return ready, left_out


def interleaved(ready: Sequence[Ready], c: Ready, turns: int, share: float = 1.0) -> dict[str, list[Pair]]:
    """Run everybody in turn, each just after C.

    Args:
        ready: whom to run beside the C loop.
        c: the C loop.
        turns: how often.
        share: of each one's contacts of a turn.
    """
    pairs: dict[str, list[Pair]] = {one.contender.name: [] for one in ready}
    for turn in range(1, turns + 1):
        for place, one in enumerate(ready):
            base = c.simulate(_contacts(c, share), turn * len(ready) + place)
            pairs[one.contender.name].append(Pair(one.simulate(_contacts(one, share), turn), base))
    return pairs


def _contacts(ready: Ready, share: float) -> int:
    return max(1, round(share * ready.contender.contacts))


def spread(values: Sequence[float]) -> Spread:
    """Least, median and greatest."""
    return Spread(min(values), statistics.median(values), max(values))


def ratio_to_c(pairs: Sequence[Pair]) -> Spread:
    """Contacts a second over those of the C loop, turn by turn."""
    return spread([own.per_second / c.per_second for own, c in pairs])


def turns_of_c(pairs: Mapping[str, Sequence[Pair]]) -> list[Turn]:
    """Everything that the C loop did."""
    return [pair.c for run in pairs.values() for pair in run]


def growth(small: Sequence[Pair], large: Sequence[Pair]) -> Spread:
    """Time of a contact in the large centre over that in the small one, turn by turn, each in C's time."""
    relative = [
        (few.own.per_second / few.c.per_second) / (many.own.per_second / many.c.per_second)
        for few, many in zip(small, large, strict=True)
    ]
    return spread(relative)

"""What one call of the benchmarks found, as plain figures.

Made by `benchmarks.queue`, told by `benchmarks.page`.
"""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import NamedTuple

from benchmarks.agreement import Agreement, agreement
from benchmarks.cores import SpeedUp
from benchmarks.turns import Pair, Ready, Spread, Turn, ratio_to_c, spread, turns_of_c


@dataclass(frozen=True)
class Machine:
    """As much of a machine as a reader needs; never its name or a path."""

    cores: int
    python: str
    numba: str


@dataclass(frozen=True)
class Row:
    """One program: what it did over all turns."""

    name: str
    what: str
    contacts: int  # of all turns
    per_second: Spread
    ratio: Spread
    target: float | None  # least ratio aimed at
    agreement: Agreement | None  # None: another centre than the queue
    ready_s: float  # imports, planning, compiling or loading, first days

    @property
    def is_contender(self) -> bool:
        """It simulates the queue, or does not claim to."""
        return self.agreement is None or self.agreement.holds


class Growth(NamedTuple):
    """What a contact costs in the large centre."""

    time: Spread  # of a contact, over that in the small centre
    advisors: tuple[int, int]  # present in the busiest half-hour, small and large
    customers: tuple[int, int]


@dataclass(frozen=True)
class Report:
    """Everything found in one call.

    Attributes:
        compiled_before: the engine's compiled code came from the cache.
        growth: None where the large centre was not run.
        bytes_per_customer: state of one more customer.
        speed_up: time on one core over time on two; None where there is one core only.
        left_out: a line for each program that could not run.
    """

    date: str
    machine: Machine
    model_version: str
    turns: int
    rows: tuple[Row, ...]
    compiled_before: bool
    growth: Growth | None
    bytes_per_customer: float
    speed_up: SpeedUp | None
    left_out: tuple[str, ...]

    @property
    def impostors(self) -> list[str]:
        """Programs that claim to be the queue and simulate something else."""
        return [row.name for row in self.rows if not row.is_contender]


def this_machine() -> Machine:
    """Cores, and the versions that decide how fast compiled code is."""
    return Machine(os.cpu_count() or 1, platform.python_version(), version("numba"))


def today() -> str:
    """The date, as in ISO 8601."""
    return datetime.datetime.now(tz=datetime.UTC).date().isoformat()


def row_of(ready: Ready, pairs: Sequence[Pair]) -> Row:
    """A program's figures over its turns."""
    return _row(ready, [pair.own for pair in pairs], ratio_to_c(pairs))


def row_of_c(ready: Ready, pairs: dict[str, list[Pair]]) -> Row:
    """The C loop's figures over all turns of all programs."""
    return _row(ready, turns_of_c(pairs), Spread(1.0, 1.0, 1.0))


def _row(ready: Ready, turns: Sequence[Turn], ratio: Spread) -> Row:
    one = ready.contender
    return Row(
        one.name,
        one.what,
        sum(turn.contacts for turn in turns),
        spread([turn.per_second for turn in turns]),
        ratio,
        one.target,
        agreement(turns) if one.is_the_queue else None,
        ready.seconds,
    )

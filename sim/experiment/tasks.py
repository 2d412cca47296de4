"""What a study runs: every scenario at every point of its levers, for every draw of what is uncertain.

The runs of a study are never all in memory: they are made one after the other when they are asked for, each
with its identity. The same draw meets every scenario and every lever; the same replication has the same
random numbers everywhere. Called by `sim.experiment.preparing` and `sim.experiment.engine`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import batched
from typing import Any

from sim.compiling import model_version
from sim.configuration import Configuration, changed
from sim.configuration import identity as decisive
from sim.fit.checking import NO_FILE, Checked
from sim.provenance import canonical, identity
from sim.refusal import Refused
from sim.rosters import Plan
from sim.rule_files import RulesFile

# What the plan is made of, beside the governance: where it is uncertain each draw has a plan of its own.
PLANNED = ("calendar.", "demand.", "staffing.", "customers.")
SHARE_OF_A_WORKER = 50  # batches of runs a worker, at least, so that all end at about the same time
MOST_IN_A_BATCH = 64

Identified = tuple[int, Mapping[str, Any], str]


@dataclass(frozen=True)
class Task:
    """One run.

    Attributes:
        run_id: identity of all that decides its results.
        point: the same but for the random numbers: what its replications share.
        base: place of its scenario among those compared.
        draw: place of the draw of what is uncertain; 0 where nothing is.
        drawn, chosen: values of the uncertainties and of the levers, by dotted key.
        replication: number of the random numbers.
    """

    run_id: str
    point: str
    base: int
    draw: int
    drawn: Mapping[str, Any]
    chosen: Mapping[str, Any]
    replication: int

    @property
    def values(self) -> dict[str, Any]:
        """What differs from the scenario as it is composed."""
        return {**self.drawn, **self.chosen}


@dataclass(frozen=True)
class Common:
    """What all runs of a study share, and every worker must have.

    Attributes:
        bases: the scenarios as composed, the baseline first.
        plan: first contacts, rosters and warm-up, under the baseline.
        met: digest of what every form meets: the plan, and the state it branches from.
        plan_per_draw: whether what is uncertain moves the plan, so that each draw has its own.
        staffed: the plan of every scenario on the basis of comparison, where there is one point of each.
        rules: users' files of rules.
    """

    bases: tuple[Configuration, ...]
    plan: Plan
    met: str = ""
    plan_per_draw: bool = False
    staffed: tuple[Plan, ...] = ()
    rules: tuple[RulesFile, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A study ready to run.

    Attributes:
        common: what its runs share.
        levers: the points of the levers; one empty one where there are none.
        draws: of what is uncertain, likewise.
        fit: of the baseline to the file it is made from.
    """

    common: Common
    levers: Sequence[Mapping[str, Any]] = ({},)
    draws: Sequence[Mapping[str, Any]] = ({},)
    fit: Checked = Checked(NO_FILE)

    def with_replications(self, count: int) -> Prepared:
        """The same study with another number of replications."""
        first, *others = self.common.bases
        first = replace(first, study=replace(first.study, replications=count))
        return replace(self, common=replace(self.common, bases=(first, *others)))

    @property
    def replications(self) -> int:
        """Of every point."""
        return self.common.bases[0].study.replications

    @property
    def _same_random_numbers(self) -> bool:
        return self.common.bases[0].study.experiment.same_random_numbers

    def __len__(self) -> int:
        return len(self.draws) * len(self.levers) * len(self.common.bases) * self.replications

    @property
    def tasks(self) -> Iterator[Task]:
        """Draw by draw, replication by replication, so that runs that are compared end together."""
        for draw, drawn in enumerate(self.draws):
            points = list(self._points(drawn, strict=False)) if draw else self.first
            first = 0 if self._same_random_numbers else draw * self.replications
            for replication in range(first, first + self.replications):
                for base, chosen, what in points:
                    yield Task(self._run_id(what, replication), what, base, draw, drawn, chosen, replication)

    def check(self) -> None:
        """Look at every point of the first draw, before anything runs.

        Raises:
            Refused: one of them cannot be.
        """
        list(self.first)

    @cached_property
    def first(self) -> list[Identified]:
        """Scenario, levers and identity of every point of the first draw.

        Raises:
            Refused: one of them cannot be.
        """
        return list(self._points(self.draws[0], strict=True))

    def _points(self, drawn: Mapping[str, Any], *, strict: bool) -> Iterator[Identified]:
        for chosen in self.levers:
            for base in range(len(self.common.bases)):
                yield base, chosen, self._identified(base, {**drawn, **chosen}, strict=strict)

    def _identified(self, base: int, values: Mapping[str, Any], *, strict: bool) -> str:
        """Digest of all that decides the results of a point, but for its random numbers."""
        configuration, odd = self.common.bases[base], {}
        try:
            configuration = changed(configuration, values) if values else configuration
        except Refused:
            if strict:
                raise
            odd = dict(values)  # its runs fail, and say why
        what = decisive(configuration.mapping) | {"plan": self.common.met} | odd
        return hashlib.sha256(canonical(what).encode()).hexdigest()

    def _run_id(self, what: str, replication: int) -> str:
        return identity({"point": what}, self.common.bases[0].study.seed, replication, model_version())


def in_batches(tasks: Iterable[Task], expected: int, workers: int) -> Iterator[tuple[Task, ...]]:
    """Runs that one worker does after each other: single ones of a small study, many of a large one.

    Args:
        tasks: runs, in the order of a study.
        expected: how many there are about.
        workers: who share them.
    """
    return batched(tasks, max(1, min(MOST_IN_A_BATCH, expected // (workers * SHARE_OF_A_WORKER))))

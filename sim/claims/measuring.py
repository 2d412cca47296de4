"""Runs the centres of the claims: all that one replication, or one draw, has to say of every row.

An item is one replication of one programme, in which every centre of every claim is run once on the same
random numbers and the baseline's plan, and each claim's effects are formed. Called by `sim.facts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sim.claims import draws
from sim.claims.declared import Fact, Part, Way
from sim.claims.reading import BEGUN, also
from sim.claims.switches import (
    QUEUE,
    capacity_alone,
    multiplied,
    reversed_signs,
    switched_off,
    symmetric,
    with_values,
)
from sim.configuration import configure
from sim.experiment.bases import EQUAL_PAYROLL, plan_on
from sim.measures import measure
from sim.planning import plan_of
from sim.practice import Outputs
from sim.rosters import Plan
from sim.scenario import Scenario
from sim.small_study import SMALL, WARMUP
from sim.soundness import NotFinite
from sim.world import Run

CENTRAL, CAPACITY, REVERSED, DRAWS, SYMMETRIC = "central", "capacity", "reversed", "draws", "symmetric"
OFF = "off "  # before a switch
SEED = 1  # any number serves; all programmes meet the same random numbers
AMPLE = 3  # times the advisors: nobody waits
Effects = list[float | None]


@dataclass(frozen=True)
class Item:
    """What is run at once.

    Attributes:
        programme: central, capacity, reversed, draws, symmetric, or "off " and a switch.
        number: of the replication or draw, from 0.
        of: draws in all.
        keys: of the rows wanted (`Fact.key`).
    """

    programme: str
    number: int
    of: int
    keys: tuple[str, ...]


class Centres:
    """The centres of the claims, configured and planned once.

    Args:
        facts: rows.
        overrides: of every centre, before its own.
    """

    def __init__(self, facts: Sequence[Fact], overrides: Sequence[str] = ()) -> None:
        self.facts = {fact.key: fact for fact in facts if fact.parts}
        wanted = {way.overrides for fact in self.facts.values() for way in ways_of(fact)}
        self.scenarios = {
            one: configure([SMALL, *overrides, *one], alone=True)[0].scenario for one in sorted({(), *wanted})
        }
        self.baseline = self.scenarios[()]
        plan = plan_of(self.baseline)
        self.plans = {
            one: plan_on(EQUAL_PAYROLL, scenario, self.baseline, plan)
            for one, scenario in self.scenarios.items()
        }

    @cached_property
    def uncertain(self) -> list[draws.Drawn]:
        """What is drawn."""
        return draws.uncertain([self.baseline, *(one for name, one in self.scenarios.items() if name)])

    def effects(self, item: Item) -> dict[str, list[Effects]]:
        """Of every row wanted, by its key: part by part its ways' measures, None where there is none."""
        facts = [self.facts[key] for key in item.keys]
        found = self._measured(item, {way for fact in facts for way in ways_of(fact)})
        return {fact.key: [_sides(part, found) for part in fact.parts] for fact in facts}

    def _measured(self, item: Item, ways: Iterable[Way]) -> dict[Way, Outputs]:
        by_centre: dict[tuple[tuple[str, ...], str], list[Way]] = {}
        for way in ways:
            by_centre.setdefault((way.overrides, way.begun), []).append(way)
        found: dict[Way, Outputs] = {}
        for (overrides, _), of_centre in by_centre.items():
            found |= self._run(item, overrides, of_centre)
        return found

    def _run(self, item: Item, overrides: tuple[str, ...], ways: Sequence[Way]) -> dict[Way, Outputs]:
        scenario = self._changed(self.scenarios[overrides], item)
        plan = self.plans[overrides]
        if item.programme == OFF + QUEUE:
            plan = replace(plan, present=plan.present * AMPLE)
        try:
            return _outputs(scenario, plan, ways, item.number)
        except NotFinite:
            return {}

    def _changed(self, scenario: Scenario, item: Item) -> Scenario:
        """The centre as the programme has it."""
        if item.programme == CAPACITY:
            return capacity_alone(scenario)
        if item.programme == REVERSED:
            return reversed_signs(scenario)
        if item.programme == DRAWS:
            return with_values(scenario, draws.draw(self.uncertain, item.number, item.of))
        if item.programme == SYMMETRIC:
            return multiplied(scenario, symmetric(item.number))
        if item.programme == CENTRAL:
            return scenario
        return switched_off(scenario, item.programme.removeprefix(OFF))


def ways_of(fact: Fact) -> Iterator[Way]:
    """Every way of every part of a row."""
    return (way for part in fact.parts for _, way in part.ways)


def open_days(facts: Iterable[Fact]) -> int:
    """Open days that an item simulates: what a run takes in time."""
    last: dict[tuple[tuple[str, ...], str], int] = {}
    for fact in facts:
        for way in ways_of(fact):
            centre = (way.overrides, way.begun)
            last[centre] = max(last.get(centre, 0), WARMUP + way.days[1])
    return sum(last.values())


def _outputs(scenario: Scenario, plan: Plan, ways: Sequence[Way], replication: int) -> dict[Way, Outputs]:
    """What every window of one run comes to; nothing from where it was unstable."""
    last = WARMUP + max(way.days[1] for way in ways)
    run = Run(scenario, plan, days=last, warmup=WARMUP, seed=SEED, replication=replication)
    found: dict[Way, Outputs] = {}
    while not run.finished:
        if run.day == WARMUP and ways[0].begun:
            BEGUN[ways[0].begun](run)
        run.step()
        for way in ways:
            if run.day == WARMUP + way.days[1] and not run.unstable:
                found[way] = _window(run, way.days[0])
    return found


def _window(run: Run, first: int) -> Outputs:
    """All measures of the days from this measured one up to now."""
    run.warmup = WARMUP + first
    try:
        return {**measure(run), **also(run)}
    finally:
        run.warmup = WARMUP


def _sides(part: Part, found: Mapping[Way, Outputs]) -> Effects:
    """The measure of every way of a part, in their order."""
    return [found.get(way, {}).get(part.column) for _, way in part.ways]

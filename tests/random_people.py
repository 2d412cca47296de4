"""What becomes of people, for the random centres: strain, engagement, absence, quitting, hiring, colleagues.

Each is there in most of these centres, with rates so high that people fall ill, leave and are hired within
days; weights and gains differ from centre to centre. Called by `tests/random_centres.py` for its last
numbers; what it draws comes from numbers of its own.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from sim.colleagues import Initiative, Pressure, Trust
from sim.managers_life import Managers
from sim.rights import Breaking
from sim.scenario import Scenario
from sim.steering import Incentives
from sim.workforce import People
from sim.working_life import Absence, Engagement, Hiring, Quitting, Strain

DEMANDS = ("occupancy", "prevented", "hostile", "dissonance", "ambiguity", "unplanned", "meetings")
RESOURCES = ("fit", "managers", "recognition", "peers", "relief")


class Employer:
    """Adds to one centre what its number says."""

    def __init__(self, seed: int) -> None:
        self.random = Random(f"people {seed}")

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *values: Any) -> Any:
        return self.random.choice(values)

    def days(self) -> int:
        return int(self.one(3, 4, 5, 6))

    def employed(self, scenario: Scenario) -> Scenario:
        busy = self.one(0.4, 0.7)
        demand, people = scenario.demand, self.people(scenario)
        beyond = scenario.governance.beyond
        made = replace(
            scenario,
            governance=replace(
                scenario.governance,
                beyond=self.one(beyond, beyond, beyond, "advise"),
                breaking=self.breaking(scenario.governance.breaking),
                incentives=self.incentives(scenario.governance.incentives),
            ),
            demand=replace(demand, calls_per_day=busy * demand.calls_per_day),
            people=people,
        )
        return replace(made, people=self.led(made), rules=dict(made.rules) | self.laid_before())

    def laid_before(self) -> dict[str, str]:
        """Some know who may sign, and ask him."""
        straight = {"approval.laid_before": "straight_to_who_may_sign"}
        return straight if self.often(0.4) else {}

    def led(self, scenario: Scenario) -> People:
        """By managers who are people, too; newcomers err, and learn from others where there are any."""
        people = scenario.people
        hiring = replace(
            people.hiring,
            errors=self.one(0.0, 1.0, 5.0, 5.0),
            coached=self.one(0.0, 0.5, 5.0),
            advised=self.one(0.0, 0.05, 0.5),
        )
        people = replace(people, managers=self.managers(), hiring=hiring)
        teachers = scenario.governance.beyond == "advise" or scenario.support.coaching_share > 0.0
        if teachers and self.often(0.75):
            return self.taught(people)
        return people

    def people(self, scenario: Scenario) -> People:
        return replace(
            scenario.people,
            strain=self.strain(),
            engagement=self.engagement(),
            absence=self.absence(),
            quitting=self.quitting(),
            hiring=self.hiring(),
            trust=self.trust(),
            initiative=self.initiative(),
            pressure=self.pressure(),
            equal_weights=self.often(0.25),
        )

    def incentives(self, given: Incentives) -> Incentives:
        return replace(given, bonus=self.one(given.bonus, given.bonus, "collective"))

    def breaking(self, given: Breaking) -> Breaking:
        """More often than elsewhere people are called to order, and peers alone see what they do."""
        return replace(
            given,
            called_to_order=self.one(given.called_to_order, 0.3, 0.6),
            seen_by_manager=self.one(given.seen_by_manager, None),
            seen_by_peers=self.one(given.seen_by_peers, 0.1),
        )

    def taught(self, people: People) -> People:
        """Where there is somebody to learn from, some come early and stay long enough for it."""
        stay = Quitting(enabled=True, rate=3.0, at_first=4.0, market=10.0, tenure=0.1)
        begin = replace(people.hiring, delay=0.0, training=0.0, missing=0.3, advised=self.one(0.05, 0.5, 0.5))
        return replace(people, quitting=stay, hiring=replace(begin, coached=self.one(0.5, 5.0)))

    def managers(self) -> Managers:
        return Managers(
            enabled=self.often(0.85),
            quits=self.one(0.6, 3.0, 3.0, 3.0),
            delay=self.one(0.0, 1.0, 2.0, 60.0, 60.0),
            status=self.one(0.0, 0.15, 1.0),
            used_to=self.one(1.0, 3.0, 180.0),
        )

    def weights(self, names: tuple[str, ...]) -> dict[str, float]:
        """At least one of them counts."""
        weights = {name: self.one(0.0, 0.05, 0.3, 0.3, 1.0) for name in names}
        return weights | {self.one(*names): 0.5}

    def strain(self) -> Strain:
        gains = self.one((0.6, 0.3, 0.0), (0.6, 0.3, 0.1), (0.3, 0.3, 0.4), (1.0, 0.0, 0.0), (0.0, 0.5, 0.5))
        return Strain(
            enabled=self.often(0.8),
            at_start=self.one(0.0, 0.3, 0.3, 0.9),
            usual=self.one(0.1, 0.3, 0.5),
            half_life=self.one(14.0, 14.0, 60.0),
            demand_gain=gains[0],
            resource_gain=gains[1],
            interaction=gains[2],
            spread=self.one(0.01, 0.15),
            differences=self.one(0.0, 0.1, 0.5),
            line=self.one(0.2, 0.35, 0.6),
            **self.weights(DEMANDS),
            **self.weights(RESOURCES),
            most_prevented=self.one(0.01, 0.5, 5.0),
            most_hostile=self.one(0.1, 2.5, 10.0),
            most_dissonance=self.one(0.1, 2.0, 10.0),
            most_bosses=self.one(1.0, 4.0),
            most_missing=self.one(0.2, 1.0),
            most_meetings=self.one(0.01, 0.2, 1.0),
        )

    def engagement(self) -> Engagement:
        gains = self.one((0.6, 0.3), (0.6, 0.3), (0.5, 0.5), (1.0, 0.0), (0.0, 1.0))
        return Engagement(
            enabled=self.often(0.8),
            at_start=self.one(0.1, 0.5, 0.5, 1.0),
            half_life=self.one(14.0, 14.0, 120.0),
            resource_gain=gains[0],
            demand_gain=gains[1],
            spread=self.one(0.05, 0.15, 1.0),
            differences=self.one(0.0, 0.1, 0.5),
            expected=self.one(0.0, 0.5, 1.0),
            **self.weights(RESOURCES),
            misfit=self.one(0.0, 2.0, 10.0),
            memory=self.one(1.0, 3.0, 20.0),
            most_recognition=self.one(0.001, 0.05, 0.5),
            effort_gain=self.one(0.0, 0.03, 0.3, 1.0),
        )

    def absence(self) -> Absence:
        return Absence(
            enabled=self.often(0.85),
            planned=self.one(0.0, 0.1, 0.3),
            spells=self.one(5.0, 20.0, 20.0),
            length=self.one(1.0, 2.0, 5.0, 5.0, 10.0),
            by_engagement=self.one(0.0, 0.17, 2.0),
            by_strain=self.one(0.0, 0.19, 2.0),
        )

    def quitting(self) -> Quitting:
        return Quitting(
            enabled=self.often(0.85),
            rate=self.one(0.24, 3.0, 3.0, 3.0),
            by_engagement=self.one(0.0, 0.34, 1.0),
            at_first=self.one(0.0, 1.5, 20.0, 20.0),
            settles=self.one(10.0, 180.0),
            market=self.one(1.0, 10.0, 10.0, 10.0),
            tenure=self.one(0.0, 0.1, 3.6),
        )

    def hiring(self) -> Hiring:
        return Hiring(
            delay=self.one(0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 40.0),
            training=self.one(0.0, 0.0, 1.0, 2.0, 5.0),
            missing=self.one(0.0, 0.00105, 0.00105, 0.00105, 0.3, 0.9),
            learning=self.one(10.0, 10.0, 10.0, 75.0),
        )

    def trust(self) -> Trust:
        return Trust(
            enabled=self.often(0.9),
            at_start=self.one(0.05, 0.5, 0.5, 1.0),
            gain=self.one(0.0, 0.02, 0.1, 0.1),
            asymmetry=self.one(1.0, 2.0, 2.0, 10.0),
            half_life=self.one(14.0, 180.0),
            counts=self.one(0.0, 0.3, 1.0),
            by_sponsor=self.one(0.3, 0.3, 3.0, 3.0),
        )

    def initiative(self) -> Initiative:
        return Initiative(
            enabled=self.often(0.8),
            at_start=self.one(0.0, 0.3, 0.3, 1.0),
            half_life=self.one(14.0, 14.0, 60.0),
            saturation=self.one(0.05, 0.5, 0.5, 1.0),
            by_engagement=self.one(0.0, 0.2, 2.0),
            spread=self.one(0.0, 0.3, 0.95),
            rate=self.one(0.0, 0.5, 1.0, 1.0),
            costs=self.one(0.0, 3.0, 12.5),
        )

    def pressure(self) -> Pressure:
        return Pressure(
            enabled=self.often(0.9),
            weight=self.one(0.0, 0.05, 0.5, 1.0),
            conflicts=self.one(0.02, 0.5, 1.0, 1.0),
            by_strain=self.one(0.0, 0.3, 3.0),
        )

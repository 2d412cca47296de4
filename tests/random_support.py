"""Support, managers' days, surges and shocks for the random centres.

Each is there in a good part of the centres, and together with others. Called by `tests/random_centres.py` for
its later numbers; what it draws comes from numbers of its own, so that the centres are otherwise what they
would be without.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from sim.reasons import Law
from sim.rights import Governance
from sim.scenario import Demand, Scenario
from sim.shocks import Crisis, Shock
from sim.support import Support
from sim.workforce import People


class Supporter:
    """Adds to one centre, open for certain hours (since midnight), what its number says."""

    def __init__(self, seed: int, hours: list[float]) -> None:
        self.random = Random(f"support {seed}")
        self.hours = hours

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *values: Any) -> Any:
        return self.random.choice(values)

    def law(self, *means: float) -> Law:
        return Law(law=self.one("constant", "constant", "exponential", "gamma"), mean=self.one(*means))

    def supported(self, scenario: Scenario) -> Scenario:
        return replace(
            scenario,
            people=self.people(scenario.people),
            support=self.support(),
            demand=self.shaken(scenario.demand),
            governance=self.steered(scenario.governance),
        )

    # People.

    def people(self, people: People) -> People:
        return replace(
            people,
            needs=self.often(0.7),
            hostile_growth=self.one(0.0, 0.5, 2.0),
            soothe_share=self.one(0.0, 0.3, 1.0),
            tinker_share=self.one(0.0, 0.1, 0.3),
            translate_share=self.one(0.0, 0.1, 0.3),
            need_lasts=self.one(2.0, 5.0, 20.0, 60.0),
            translating=self.law(1, 3, 5),
            tinkering=self.law(2, 10),
            soothing=self.law(1, 3, 8),
        )

    def support(self) -> Support:
        return Support(
            **self.parts_of_the_day(),
            manager_round=self.one(10.0, 20.0, 30.0, 60.0, 150.0),
            interrupts_manager=self.often(0.5),
            trained=self.one(0.0, 0.0, 0.5, 1.0),
            relapse_at=self.one(1.0, 1.0, 3.0),
            relapse_weight=self.one(0.02, 0.3),
            coaching_effect=self.one(0.01, 0.5, 1.0),
            available_within=self.one(0.0, 1.0, 5.0),
            **{f"peers_{role}": self.often(0.5) for role in ("translate", "tinker", "soothe")},
            **{f"circles_{role}": self.often(0.3) for role in ("translate", "tinker")},
            exposure_gain=self.one(0.1, 0.5, 1.0),
            exposure_half_life=self.one(1.0, 60.0),
            exposure_effect=self.one(0.0, 0.5, 1.0),
            delegation_hazard=self.one(0.0, 10.0, 10.0),
            delegation_step=self.one(0.25, 1.0),
            delegation_most=self.one(60.0, 200.0),
            surge_at=self.one(None, None, 0.0, 0.3, 0.5, 1.0),
            surge_notice=self.one(0.0, 1.0, 2.0, 10.0),
        )

    def parts_of_the_day(self) -> dict[str, float]:
        """Undivided, divided, or without any time left for approving."""
        names = [f"{part}_share" for part in ("floor", "coaching", "reporting", "meeting")]
        if self.often(0.2):
            return {}
        if self.often(0.1):
            return dict.fromkeys(names, 0.25)
        return {name: self.one(0.0, 0.1, 0.2, 0.25) for name in names}

    # Shocks.

    def shaken(self, demand: Demand) -> Demand:
        reasons = {
            name: replace(reason, hostile_share=self.one(0.0, 0.1, 0.5, 1.0))
            for name, reason in demand.reasons.items()
        }
        number = self.one(0, 0, 1, 2, 2, 2)
        return replace(
            demand,
            calls_per_day=self.one(0.3, 0.6, 1.0) * demand.calls_per_day,
            reasons=reasons,
            shocks={name: self.shock(list(reasons)) for name in ("storm", "failure")[:number]},
        )

    def shock(self, reasons: list[str]) -> Shock:
        opens, closes = (round(60 * hour) for hour in self.hours)
        at = self.one(opens, self.random.randrange(opens, closes), closes - 10, closes - 10)
        return Shock(
            day=self.one(0, 0, 0, 0, 1, 9),
            begins_at=f"{at // 60:02}:{at % 60:02}",
            hours=self.one(0.1, 0.5, 2.0, 6.0, 6.0),
            volume=self.one(0.0, 0.5, 1.0, 2.0),
            half_life=self.one(None, 0.5, 2.0),
            reason=self.one(None, *reasons),
            handling=self.one(1.0, 0.5, 1.5, 3.0),
            solving=self.one(1.0, 0.5, 0.0),
            needs_decision=self.often(0.8),
        )

    def steered(self, rights: Governance) -> Governance:
        by_circles = bool(rights.circles) or self.often(0.2)  # of which there may be none
        crisis = Crisis(
            decided_by="consensus" if by_circles else "command",
            crisis_step=self.law(5, 20, 40),
            crisis_meeting=self.one(5.0, 10.0, 30.0, 30.0),
            crisis_pause=self.one(0.0, 5.0, 20.0, 60.0),
        )
        return replace(rights, crisis=crisis)

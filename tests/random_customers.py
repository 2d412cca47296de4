"""What customers make of their service, for the random centres: satisfaction, word of mouth, acquisition.

Each is there in most of these centres, and customers change their minds, leave and come within days. Called
by `tests/random_centres.py`; what it draws comes from numbers of its own.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from sim.clientele import Acquisition, Satisfaction, WordOfMouth
from sim.scenario import Scenario

LINKS = ("outcome", "warmth", "delay", "detours", "waiting", "promise")


class Clientele:
    """Adds to one centre what its number says."""

    def __init__(self, seed: int) -> None:
        self.random = Random(f"customers {seed}")

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *values: Any) -> Any:
        return self.random.choice(values)

    def minded(self, scenario: Scenario) -> Scenario:
        """They have minds, mostly; some judge by the weakest link."""
        if self.often(0.2):
            return scenario
        minds = {
            "satisfaction": self.satisfaction(),
            "word_of_mouth": self.word_of_mouth(),
            "acquisition": self.acquisition(),
        }
        weakest = {"satisfaction.experience": "weakest_link"} if self.often(0.3) else {}
        return replace(
            scenario,
            customers=replace(scenario.customers, **minds),
            rules=dict(scenario.rules) | weakest,
        )

    def satisfaction(self) -> Satisfaction:
        weights = {name: self.one(0.0, 0.1, 0.1, 0.4) for name in LINKS}
        return Satisfaction(
            enabled=True,
            at_start=self.one(0.0, 0.3, 0.8, 0.8, 1.0),
            usual=self.one(0.3, 0.8, 1.0),
            **weights | {self.one(*LINKS): 0.3},
            usual_warmth=self.one(0.0, 0.5, 0.75, 1.0),
            warmth_gain=self.one(0.0, 2.5, 20.0),
            half_delay=self.one(0.1, 1.0, 8.0),
            half_wait=self.one(0.1, 1.0, 5.0),
            promised=self.one(0.1, 0.5, 1.0, 8.0),
            announced=self.one(0.0, 0.5, 1.0),
            apology=self.one(0.0, 0.5, 0.5, 1.0),
            apology_mends=self.one(0.0, 0.5, 1.0),
            delight=self.one(0.0, 0.5, 1.0),
            delight_lasts=self.one(0.0, 0.5, 1.0),
            adjusts=self.one(0.0, 0.3, 0.9),
            losses=self.one(1.0, 2.0, 3.0),
            settles=self.one(0.1, 3.0),
            tenure=self.one(0.0, 5.0),
            by_satisfaction=self.one(0.0, 0.5, 2.0),
            spread=self.one(0.1, 0.15),
        )

    def word_of_mouth(self) -> WordOfMouth:
        return WordOfMouth(
            enabled=self.often(0.8),
            good=self.one(0.0, 0.4, 3.0),
            bad=self.one(0.0, 3.7),
            power=self.one(1.0, 2.0, 3.0),
            half_life=self.one(5.0, 90.0),
            at_start=self.one(0.0, 0.75, 1.0),
            viral=self.one(1e-5, 0.01),
        )

    def acquisition(self) -> Acquisition:
        return Acquisition(
            enabled=self.often(0.8),
            rate=self.one(0.0, 0.05, 0.2),
            by_reputation=self.one(0.0, 1.0, 5.0),
        )

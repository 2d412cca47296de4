"""Transitions of every kind for the random centres: short ones, for centres that are simulated for days.

In six of ten centres. Called by `tests/random_centres.py`; what it draws comes from numbers of its own.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from sim.scenario import Scenario
from sim.transition import Transition


class Leader:
    """Leads one centre as its number says."""

    def __init__(self, seed: int) -> None:
        self.random = Random(f"transition {seed}")

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *values: Any) -> Any:
        return self.random.choice(values)

    def led(self, scenario: Scenario) -> Scenario:
        if not self.often(0.6):
            return scenario
        appetite, spread = self.one(0.1, 0.3, 0.6), self.one(0.0, 0.2, 0.4)
        people = replace(scenario.people, appetite=appetite, appetite_spread=spread)
        governance = replace(scenario.governance, transition=self.transition())
        return replace(scenario, people=people, governance=governance)

    def transition(self) -> Transition:
        return Transition(
            enabled=True,
            authority_before=self.one(None, 0.0, 10.0, 20.0, 60.0),
            autonomy_from=self.one(0, 0, 1, 2),
            steps=self.one(1, 2, 3),
            step_every=self.one(1, 1, 2),
            sign_off=self.one(0.0, 0.0, 0.5, 1.5),
            trust_from=self.one(0, 0, 1),
            signs=self.one(0, 1, 3, 20),
            signs_every=self.one(1, 1, 2),
            sponsor=self.one(0.0, 0.5, 0.5, 1.0),
            involved=self.often(0.5),
            announcement=self.one(0, 1, 3),
            population=self.one("all", "volunteers", "volunteers"),
            pilot_share=self.one(0.0, 0.3, 0.6, 1.0),
            selection=self.one(0.0, 2.0),
            alone=self.one(0.0, 1.0, 5.0),
            imitation=self.one(0.0, 5.0, 10.0),
            accountability_from=self.one(None, 0, 0, 1, 2),
            accountability=self.one(0.3, 1.0),
            trust_needed=self.one(0.05, 0.7, 1.0),
            challenge=self.one(0.0, 0.1, 1.0),
            prudence=self.one(0.0, 0.5, 1.0),
            bears=self.one(None, 0.0, 0.0, 10.0, 50.0),
            watched=self.one(1, 2, 250, 250, 250),
            lost_contact=self.one(0.0, 50.0, 200.0),
        )

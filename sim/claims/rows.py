"""All rows of the claims, in the order of their numbers. Called by `sim.facts` and `sim.claims.page`."""

from __future__ import annotations

from sim.claims import customers, desk, firms, machinery, people

DOCUMENTS = {
    "S0": "on Zappos, Imatech and 3M",
    "S1": "on Zappos and Medium after six years, Poult, FnacDarty, self-learning centres",
    "S2": "on autonomy that not all want alike",
    "S3": "on the Inergie survey, managers and scripts",
    "S4": "on bonuses, channels, slack and crises",
}
FACTS = tuple(
    sorted(
        (*firms.FACTS, *machinery.FACTS, *desk.FACTS, *people.FACTS, *customers.FACTS),
        key=lambda fact: fact.number,
    )
)
ROWS = 43

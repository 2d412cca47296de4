"""Measures that claims need beside those of every run, and what is done to a centre when measuring begins.

Called by `sim.claims.measuring`.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.practice import Outputs
from sim.states import NONE
from sim.world import Run


def initiative_of_others(run: Run) -> float | None:
    """Initiative of everybody on the phone but the first advisor, as it is now."""
    world = run.world
    people = world.advisor.person[1 : world.clock[0].employed]
    there = people[people != NONE]
    return float(world.person.initiative[there].mean()) if there.size else None


def celebrate(run: Run) -> None:
    """One advisor's initiative is told everywhere: he shows all that he could."""
    person = run.world.advisor[0].person
    if person != NONE:
        run.world.person[person].initiative = 1.0


ALSO: dict[str, Callable[[Run], float | None]] = {
    "initiative_of_others_mean": initiative_of_others,
}
BEGUN: dict[str, Callable[[Run], None]] = {"celebrated": celebrate}


def also(run: Run) -> Outputs:
    """Those measures."""
    return {name: read(run) for name, read in ALSO.items()}

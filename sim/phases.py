"""The phases of a day, in their order: what happens between one day's last event and the next one's first.

Each reads what the day before has left and writes what today begins with, so that the order of rows never
matters; only the order of phases does, and it stands here alone. `python -m sim.phases` prints it, and it is
the process overview of `docs/model.md`. Called by `sim.world` at every opening and by `sim.reference`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.customers.acquisition import acquire_customers
from sim.customers.word_of_mouth import let_reputation_move
from sim.floor.agenda import begin_agenda
from sim.floor.shocks import schedule_shocks
from sim.governance.breaking import renew_exceptions
from sim.governance.exposure import begin_managers_day
from sim.governance.incentives import open_incentives
from sim.governance.review import schedule_time_outs
from sim.governance.tensions import let_circles_fade, raise_tensions
from sim.governance.transition import let_transition_go_on
from sim.governance.working_groups import let_irritants_return
from sim.people.absence import let_people_fall_ill
from sim.people.count import count_people
from sim.people.engagement import let_engagement_move
from sim.people.hiring import hire, let_newcomers_learn
from sim.people.initiative import let_initiative_move
from sim.people.pressure import let_colleagues_press
from sim.people.quitting import let_people_quit
from sim.people.status import let_status_move
from sim.people.stock import take_stock
from sim.people.strain import let_strain_move
from sim.people.trust import let_trust_move

LOOK_BACK = ("strain", "engagement", "quitting", "trust", "initiative", "pressure")
ANY_OF_THEM = ", ".join(f"people.{part}.enabled" for part in LOOK_BACK)


@dataclass(frozen=True)
class Phase:
    """One step of the opening.

    Attributes:
        takes_place: the compiled function; its docstring's first line says what it does.
        asks: decision points at which rules are asked in it.
        switch: key that must be true, or above zero, for it to do anything; none: always.
    """

    takes_place: Callable[[Any], None]
    asks: tuple[str, ...] = ()
    switch: str = ""

    @property
    def name(self) -> str:
        """Its name: that of its function, in words."""
        return self.takes_place.__name__.replace("_", " ")

    @property
    def room(self) -> str:
        """The module in which it stands."""
        return self.takes_place.__module__

    @property
    def meaning(self) -> str:
        """What it does, in a line."""
        first, _, _ = (self.takes_place.__doc__ or "").partition("\n")
        said = first.removeprefix("Summary of rule: ")
        return said[:1].upper() + said[1:]


OPENING_PHASES = (
    Phase(acquire_customers, ("acquisition.draws",), "customers.acquisition.enabled"),
    Phase(let_reputation_move, switch="customers.word_of_mouth.enabled"),
    Phase(let_colleagues_press, switch="people.pressure.enabled"),
    Phase(let_trust_move, ("people.trust",), "people.trust.enabled"),
    Phase(take_stock, switch=ANY_OF_THEM),
    Phase(let_status_move, ("people.status",), "people.managers.enabled"),
    Phase(let_strain_move, ("people.strain",), "people.strain.enabled"),
    Phase(let_engagement_move, ("people.engagement",), "people.engagement.enabled"),
    Phase(let_initiative_move, switch="people.initiative.enabled"),
    Phase(let_people_quit, ("people.quits",), "people.quitting.enabled"),
    Phase(hire, switch="people.quitting.enabled"),
    Phase(let_people_fall_ill, ("people.falls_ill", "people.illness"), "people.absence.enabled"),
    Phase(count_people),
    Phase(renew_exceptions),
    Phase(begin_managers_day, ("delegation.raises",)),
    Phase(let_transition_go_on, ("transition.comes_on_board",)),
    Phase(let_circles_fade),
    Phase(let_irritants_return),
    Phase(let_newcomers_learn, switch="people.quitting.enabled"),
    Phase(open_incentives, ("incentives.effort", "people.effort")),
    Phase(begin_agenda),
    Phase(raise_tensions),
    Phase(schedule_time_outs),
    Phase(schedule_shocks),
)


def table_of_phases() -> list[tuple[str, str, str, str, str, str]]:
    """Number, phase, what it does, rules asked, room and switch, one row a phase."""
    return [
        (str(number), phase.name, phase.meaning, ", ".join(phase.asks), phase.room, phase.switch)
        for number, phase in enumerate(OPENING_PHASES, 1)
    ]


def main() -> int:
    """Print the phases."""
    from rich.table import Table

    from sim.consoles import for_results

    header = ("", "phase", "what it does", "rules", "room", "switch")
    shown = Table(*header, title="The opening of a day, phase by phase")
    for row in table_of_phases():
        shown.add_row(*row)
    for_results().print(shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())

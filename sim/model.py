"""A contact centre as a Mesa model: one step is one working day.

`ContactCentre` wraps a `sim.world.Run`: the compiled day does the work, agents are views of its tables.
`model.agents`, `model.rng`, `model.datacollector`, `model.schedule_event` and `run_for` behave as in any
Mesa model (which keeps only a weak reference to what is scheduled: give it a method of a living object).
`branch()` gives an independent copy that goes on from the same state with the same random numbers. What
came of it: `sim.measure(model.run)`.
"""

from __future__ import annotations

import copy
import weakref
from dataclasses import replace
from typing import Any

import mesa

from sim.agents import Advisor, Customer, Manager, show_fields
from sim.configuration import configure
from sim.journal.printing import Journal, journal_of
from sim.journal.reading import SLOWEST
from sim.planning import plan_of
from sim.rights import Governance
from sim.rosters import Plan
from sim.scenario import Scenario
from sim.world import Run


class ContactCentre(mesa.Model):  # type: ignore[misc]
    """A contact centre under one form of governance.

    Args:
        scenario: a scenario, or the name of one under `scenarios/scenario`.
        plan: first contacts and staffing (`sim.planning.plan_of` a baseline); made from the scenario itself
            where none is given.
        rng: seed of all random numbers.
        replication: which replication of that seed.
        days: open days until the model stops running.
        warmup: days before measuring begins.
        journal: keep the dated path of every case.
        ledger_every: minutes after which the ledger is kept again; 0: for each day only.

    Attributes:
        run: the tables and the compiled day.
        advisors, managers: agents by row.
    """

    def __init__(
        self,
        scenario: Scenario | str = "hierarchical",
        *,
        plan: Plan | None = None,
        rng: int = 1,
        replication: int = 0,
        days: int = 756,
        warmup: int = 0,
        journal: bool = False,
        ledger_every: int = 0,
    ) -> None:
        super().__init__(rng=rng)
        show_fields()
        if isinstance(scenario, str):
            scenario = configure([f"scenario={scenario}"], alone=True)[0].scenario
        self.run = Run(
            scenario,
            plan or plan_of(scenario),
            days=days,
            seed=rng,
            replication=replication,
            warmup=warmup,
            journal=journal,
            ledger_every=ledger_every,
        )
        self.advisors = [Advisor(self, row) for row in range(self.run.world.clock[0].employed)]
        self.managers = [Manager(self, row) for row in range(self.run.world.manager.size)]
        self._seats = self._seats_of_managers()
        self.run.agents = self._seen_by_rules()
        self._customers: weakref.WeakValueDictionary[int, Customer] = weakref.WeakValueDictionary()
        self.datacollector = mesa.DataCollector(model_reporters={name: _of_today(name) for name in REPORTED})

    def step(self) -> None:
        """One working day: from its opening to the next day's."""
        if self.run.finished:
            self.running = False
            return
        self.run.step()
        self.running = not self.run.finished
        self.datacollector.collect(self)

    def customer(self, row: int) -> Customer:
        """A view of a customer: the same one while it is held."""
        if not 0 <= row < self.run.world.clock[0].customers:
            raise IndexError(f"customer {row}: there are {self.run.world.clock[0].customers}")
        view = self._customers.get(row)
        if view is None:
            view = self._customers[row] = Customer(self, row)
        return view

    def journal(self, day: int = 0, case: int | str = SLOWEST) -> Journal:
        """What happened to one case, dated from first call to end, and where its time went: print it.

        Args:
            day: a measured open day, from 0.
            case: which of its first contacts, from 1; or "slowest", "typical", or a reason: its slowest.

        Raises:
            Refused: the model keeps no journal (journal=True), or has no such day or case yet.
        """
        return journal_of(self.run, day, case)

    def govern(self, governance: Governance) -> None:
        """Go on under other decision rights: the next decision already follows them.

        Authority set advisor by advisor is overwritten; managers and trays stay as they are.
        """
        self.run.govern(replace(self.run.scenario, governance=governance))
        self.run.hand_over_authority()

    def branch(self) -> ContactCentre:
        """An independent copy that goes on from the same state with the same random numbers."""
        return copy.deepcopy(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> ContactCentre:
        other = type(self).__new__(type(self))
        memo[id(self)] = other
        memo[id(self.run)] = self.run.copy()
        for name, value in self.__dict__.items():
            if name != "_customers":
                other.__dict__[name] = copy.deepcopy(value, memo)
        other._customers = weakref.WeakValueDictionary()
        other.run.agents = other._seen_by_rules()
        return other

    def _seats_of_managers(self) -> list[Advisor]:
        """Managers on the phones, as rules see them: none of the model's agents, who are those employed."""
        rows = range(len(self.advisors), self.run.world.advisor.size)
        seats = [Advisor(self, row) for row in rows]
        for seat in seats:
            seat.remove()
        return seats

    def _seen_by_rules(self) -> dict[str, list[Any]]:
        """What rules that are called in Python are given in the place of rows."""
        return {"advisor": [*self.advisors, *self._seats], "manager": self.managers}


REPORTED = (
    "first_contacts", "redials", "repeats", "answered", "in_target", "abandoned", "desk_decisions",
    "requests", "open_cases",
)  # fmt: skip


def _of_today(name: str) -> Any:
    def report(model: ContactCentre) -> int:
        return int(model.run.world.day[name][model.run.day - 1])

    return report
